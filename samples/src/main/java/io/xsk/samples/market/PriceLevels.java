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

import java.util.Arrays;

/**
 * The prices of one side of a book, each with the shares of its orders, sorted so that the best is last. It grows by
 * doubling and allocates nothing else.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class PriceLevels
{
    private static final int INITIAL_CAPACITY = 64;

    /** 1 where the highest price is the best, -1 where the lowest is. */
    private final int direction;
    private int[] prices = new int[INITIAL_CAPACITY];
    private long[] shares = new long[INITIAL_CAPACITY];
    private int[] orders = new int[INITIAL_CAPACITY];
    private int size;

    PriceLevels(final boolean isHighestBest)
    {
        direction = isHighestBest ? 1 : -1;
    }

    int size()
    {
        return size;
    }

    int bestPrice()
    {
        return 0 == size ? 0 : prices[size - 1];
    }

    long bestShares()
    {
        return 0 == size ? 0 : shares[size - 1];
    }

    void add(final int price, final int count)
    {
        final int position = find(price);
        if (position >= 0)
        {
            shares[position] += count;
            orders[position]++;
            return;
        }

        final int at = -position - 1;
        if (size == prices.length)
        {
            grow();
        }
        move(at, at + 1);
        prices[at] = price;
        shares[at] = count;
        orders[at] = 1;
        size++;
    }

    /**
     * Take shares from a price.
     *
     * @param isWhole the order they belong to is gone as well.
     */
    void remove(final int price, final int count, final boolean isWhole)
    {
        final int position = find(price);
        shares[position] -= count;
        orders[position] -= isWhole ? 1 : 0;
        if (0 == orders[position])
        {
            move(position + 1, position);
            size--;
        }
    }

    private void move(final int from, final int to)
    {
        System.arraycopy(prices, from, prices, to, size - from);
        System.arraycopy(shares, from, shares, to, size - from);
        System.arraycopy(orders, from, orders, to, size - from);
    }

    private void grow()
    {
        prices = Arrays.copyOf(prices, size * 2);
        shares = Arrays.copyOf(shares, size * 2);
        orders = Arrays.copyOf(orders, size * 2);
    }

    /** The position of a price, or where it belongs: -1 less that. Most changes are near the best, so near the end. */
    private int find(final int price)
    {
        int position = size - 1;
        while (position >= 0 && Integer.compareUnsigned(prices[position], price) * direction > 0)
        {
            position--;
        }

        return position >= 0 && prices[position] == price ? position : -(position + 1) - 1;
    }
}
