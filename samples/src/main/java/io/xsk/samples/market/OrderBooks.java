/*
 * Copyright 2026 The XSK Pipeline Authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 * https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.xsk.samples.market;

import java.util.ArrayDeque;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * A book for each stock, from the orders of ITCH 5.0. It tells whenever the best price of a side, or the shares there,
 * have changed. Orders and levels that are gone are used again: it allocates only while it grows.
 * <p>
 * What the feed says of orders that are not there, as after a loss, is counted and otherwise let pass.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class OrderBooks implements ItchHandler
{
    private static final int INITIAL_ORDERS = 1 << 16;
    private static final float LOAD_FACTOR = 0.55f;

    private final TopOfBookHandler handler;
    private final Int2ObjectHashMap<Book> books = new Int2ObjectHashMap<>();
    private final Long2ObjectHashMap<Order> orders = new Long2ObjectHashMap<>(INITIAL_ORDERS, LOAD_FACTOR);
    private final ArrayDeque<Order> free = new ArrayDeque<>(INITIAL_ORDERS);
    private long unknownOrders;

    /**
     * No book yet.
     *
     * @param handler told of changes at the top of a book.
     */
    public OrderBooks(final TopOfBookHandler handler)
    {
        this.handler = handler;
    }

    /**
     * Orders in all books.
     *
     * @return the number of orders.
     */
    public int orderCount()
    {
        return orders.size();
    }

    /**
     * Prices of both sides of all books.
     *
     * @return the number of levels.
     */
    public int levelCount()
    {
        int count = 0;
        for (final Book book : books.values())
        {
            count += book.bids.size() + book.asks.size();
        }

        return count;
    }

    /**
     * Messages about orders that are not there, or more of them than there are.
     *
     * @return the number of messages.
     */
    public long unknownOrders()
    {
        return unknownOrders;
    }

    /**
     * Tell of the top of every book as it is now, in no order.
     *
     * @param handler to be told.
     */
    public void forEachTop(final TopOfBookHandler handler)
    {
        books.forEach((locate, book) -> book.tell(locate, handler));
    }

    @Override
    public void onStockDirectory(final int locate, final long timestampNs, final long stock, final int roundLot)
    {
        if (!books.containsKey(locate))
        {
            books.put(locate, new Book());
        }
    }

    @Override
    public void onAdd(
        final int locate,
        final long timestampNs,
        final long order,
        final byte side,
        final int shares,
        final long stock,
        final int price)
    {
        final Order there = orders.get(order);
        if (null != there)
        {
            unknownOrders++;
            remove(order, there, there.shares);
        }
        if (!books.containsKey(locate))
        {
            books.put(locate, new Book());
        }
        add(locate, order, 'B' == side, shares, price);
        tell(locate);
    }

    @Override
    public void onExecute(
        final int locate, final long timestampNs, final long order, final int shares, final long match)
    {
        reduce(order, shares);
    }

    @Override
    public void onCancel(final int locate, final long timestampNs, final long order, final int shares)
    {
        reduce(order, shares);
    }

    @Override
    public void onDelete(final int locate, final long timestampNs, final long order)
    {
        reduce(order, Integer.MAX_VALUE);
    }

    @Override
    public void onReplace(
        final int locate,
        final long timestampNs,
        final long order,
        final long newOrder,
        final int shares,
        final int price)
    {
        final Order there = orders.get(order);
        if (null == there || order != newOrder && orders.containsKey(newOrder))
        {
            unknownOrders++;
            return;
        }
        final boolean isBid = there.isBid;
        remove(order, there, there.shares);
        add(there.locate, newOrder, isBid, shares, price);
        tell(there.locate);
    }

    private void add(final int locate, final long number, final boolean isBid, final int shares, final int price)
    {
        final Order order = free.isEmpty() ? new Order() : free.pollLast();
        order.locate = locate;
        order.isBid = isBid;
        order.shares = shares;
        order.price = price;
        orders.put(number, order);
        books.get(locate).side(isBid).add(price, shares);
    }

    private void reduce(final long number, final int shares)
    {
        final Order order = orders.get(number);
        if (null == order)
        {
            unknownOrders++;
            return;
        }
        remove(number, order, shares);
        tell(order.locate);
    }

    private void remove(final long number, final Order order, final int shares)
    {
        final int removed = Math.min(shares, order.shares);
        order.shares -= removed;
        final boolean isWhole = 0 == order.shares;
        books.get(order.locate).side(order.isBid).remove(order.price, removed, isWhole);
        if (isWhole)
        {
            orders.remove(number);
            free.addLast(order);
        }
    }

    private void tell(final int locate)
    {
        final Book book = books.get(locate);
        if (book.hasTopChanged())
        {
            book.tell(locate, handler);
        }
    }

    /**
     * Told of the top of a book.
     */
    @FunctionalInterface
    public interface TopOfBookHandler
    {
        /**
         * The best prices, and the shares there; 0 where a side is empty.
         *
         * @param locate    number of the stock.
         * @param bidPrice  in ten thousandths.
         * @param bidShares to buy.
         * @param askPrice  in ten thousandths.
         * @param askShares to sell.
         */
        void onTopOfBook(int locate, int bidPrice, long bidShares, int askPrice, long askShares);
    }

    private static final class Order
    {
        private int locate;
        private boolean isBid;
        private int shares;
        private int price;

        private Order()
        {
        }
    }

    private static final class Book
    {
        private final PriceLevels bids = new PriceLevels(true);
        private final PriceLevels asks = new PriceLevels(false);
        private int bidPrice;
        private long bidShares;
        private int askPrice;
        private long askShares;

        private Book()
        {
        }

        private PriceLevels side(final boolean isBid)
        {
            return isBid ? bids : asks;
        }

        private boolean hasTopChanged()
        {
            final boolean hasChanged = bidPrice != bids.bestPrice() || bidShares != bids.bestShares() ||
                askPrice != asks.bestPrice() || askShares != asks.bestShares();
            bidPrice = bids.bestPrice();
            bidShares = bids.bestShares();
            askPrice = asks.bestPrice();
            askShares = asks.bestShares();

            return hasChanged;
        }

        private void tell(final int locate, final TopOfBookHandler handler)
        {
            handler.onTopOfBook(locate, bids.bestPrice(), bids.bestShares(), asks.bestPrice(), asks.bestShares());
        }
    }
}
