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

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.MutableDirectBuffer;

/**
 * Makes ITCH 5.0 messages of an artificial market, the same for the same seed: orders are added, executed, cancelled,
 * replaced and deleted around a price that wanders, and none is named that is not there.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
final class ItchGenerator
{
    private static final int MAX_ORDERS = 2_000;
    private static final int TICK = 100;
    private static final int SPREAD_TICKS = 20;
    private static final int ROUND_LOT = 100;

    private final Random random;
    private final int symbols;
    private final int[] middle;
    private final List<LiveOrder> orders = new ArrayList<>();
    private int directories;
    private boolean isStarted;
    private long nextOrder = 1;
    private long nextMatch = 1;

    ItchGenerator(final Random random, final int symbols)
    {
        this.random = random;
        this.symbols = symbols;
        middle = new int[symbols];
        for (int i = 0; i < symbols; i++)
        {
            middle[i] = (i + 1) * 1_000_000;
        }
    }

    /**
     * Write the next message.
     *
     * @return its length in bytes.
     */
    int next(final MutableDirectBuffer buffer, final int index, final long timestampNs)
    {
        if (!isStarted)
        {
            isStarted = true;
            buffer.putByte(index + ItchDescriptor.EVENT_CODE_OFFSET, (byte)'O');
            return head(buffer, index, 'S', 0, timestampNs);
        }
        if (directories < symbols)
        {
            return directory(buffer, index, timestampNs);
        }

        final int choice = orders.size() < 10 ? 0 : random.nextInt(100);
        if (choice < 45 && orders.size() < MAX_ORDERS)
        {
            return add(buffer, index, timestampNs);
        }
        if (choice < 55)
        {
            return trade(buffer, index, timestampNs);
        }

        return change(buffer, index, timestampNs, choice);
    }

    private int directory(final MutableDirectBuffer buffer, final int index, final long timestampNs)
    {
        directories++;
        buffer.setMemory(index, ItchDescriptor.length((byte)'R'), (byte)' ');
        putStock(buffer, index + ItchDescriptor.DIRECTORY_STOCK_OFFSET, directories);
        buffer.putInt(index + ItchDescriptor.ROUND_LOT_OFFSET, ROUND_LOT, BIG_ENDIAN);

        return head(buffer, index, 'R', directories, timestampNs);
    }

    private int add(final MutableDirectBuffer buffer, final int index, final long timestampNs)
    {
        final int locate = 1 + random.nextInt(symbols);
        middle[locate - 1] += (random.nextInt(3) - 1) * TICK;
        final LiveOrder order = new LiveOrder(nextOrder++, locate, random.nextBoolean());
        order.shares = ROUND_LOT * (1 + random.nextInt(10));
        orders.add(order);
        buffer.putLong(index + ItchDescriptor.ORDER_OFFSET, order.number, BIG_ENDIAN);
        buffer.putByte(index + ItchDescriptor.SIDE_OFFSET, (byte)(order.isBid ? 'B' : 'S'));
        buffer.putInt(index + ItchDescriptor.SHARES_OFFSET, order.shares, BIG_ENDIAN);
        putStock(buffer, index + ItchDescriptor.STOCK_OFFSET, locate);
        buffer.putInt(index + ItchDescriptor.PRICE_OFFSET, price(order), BIG_ENDIAN);

        return head(buffer, index, 'A', locate, timestampNs);
    }

    private int trade(final MutableDirectBuffer buffer, final int index, final long timestampNs)
    {
        final int locate = 1 + random.nextInt(symbols);
        buffer.putLong(index + ItchDescriptor.ORDER_OFFSET, 0, BIG_ENDIAN);
        buffer.putByte(index + ItchDescriptor.SIDE_OFFSET, (byte)'B');
        buffer.putInt(index + ItchDescriptor.SHARES_OFFSET, ROUND_LOT, BIG_ENDIAN);
        putStock(buffer, index + ItchDescriptor.STOCK_OFFSET, locate);
        buffer.putInt(index + ItchDescriptor.PRICE_OFFSET, middle[locate - 1], BIG_ENDIAN);
        buffer.putLong(index + ItchDescriptor.TRADE_MATCH_OFFSET, nextMatch++, BIG_ENDIAN);

        return head(buffer, index, 'P', locate, timestampNs);
    }

    private int change(final MutableDirectBuffer buffer, final int index, final long timestampNs, final int choice)
    {
        final int position = random.nextInt(orders.size());
        final LiveOrder order = orders.get(position);
        buffer.putLong(index + ItchDescriptor.ORDER_OFFSET, order.number, BIG_ENDIAN);
        if (choice < 75 || orders.size() == MAX_ORDERS)
        {
            remove(position);
            return head(buffer, index, 'D', order.locate, timestampNs);
        }
        if (choice < 85)
        {
            order.number = nextOrder++;
            order.shares = ROUND_LOT * (1 + random.nextInt(10));
            buffer.putLong(index + ItchDescriptor.NEW_ORDER_OFFSET, order.number, BIG_ENDIAN);
            buffer.putInt(index + ItchDescriptor.NEW_SHARES_OFFSET, order.shares, BIG_ENDIAN);
            buffer.putInt(index + ItchDescriptor.NEW_PRICE_OFFSET, price(order), BIG_ENDIAN);
            return head(buffer, index, 'U', order.locate, timestampNs);
        }

        final int shares = 1 + random.nextInt(order.shares);
        order.shares -= shares;
        if (0 == order.shares)
        {
            remove(position);
        }
        buffer.putInt(index + ItchDescriptor.EXECUTED_SHARES_OFFSET, shares, BIG_ENDIAN);
        if (choice < 90)
        {
            return head(buffer, index, 'X', order.locate, timestampNs);
        }
        buffer.putLong(index + ItchDescriptor.EXECUTED_MATCH_OFFSET, nextMatch++, BIG_ENDIAN);

        return head(buffer, index, 'E', order.locate, timestampNs);
    }

    private int price(final LiveOrder order)
    {
        final int distance = TICK * (1 + random.nextInt(SPREAD_TICKS));

        return middle[order.locate - 1] + (order.isBid ? -distance : distance);
    }

    private void remove(final int position)
    {
        final LiveOrder last = orders.removeLast();
        if (position < orders.size())
        {
            orders.set(position, last);
        }
    }

    private static int head(
        final MutableDirectBuffer buffer, final int index, final char type, final int locate, final long timestampNs)
    {
        buffer.putByte(index + ItchDescriptor.TYPE_OFFSET, (byte)type);
        buffer.putShort(index + ItchDescriptor.LOCATE_OFFSET, (short)locate, BIG_ENDIAN);
        buffer.putShort(index + ItchDescriptor.TRACKING_OFFSET, (short)0, BIG_ENDIAN);
        buffer.putShort(index + ItchDescriptor.TIMESTAMP_OFFSET, (short)(timestampNs >>> Integer.SIZE), BIG_ENDIAN);
        buffer.putInt(index + ItchDescriptor.TIMESTAMP_OFFSET + Short.BYTES, (int)timestampNs, BIG_ENDIAN);

        return ItchDescriptor.length((byte)type);
    }

    private static void putStock(final MutableDirectBuffer buffer, final int index, final int locate)
    {
        buffer.putBytes(index, String.format("XSK%-5d", locate).getBytes(StandardCharsets.US_ASCII));
    }

    private static final class LiveOrder
    {
        private long number;
        private final int locate;
        private final boolean isBid;
        private int shares;

        private LiveOrder(final long number, final int locate, final boolean isBid)
        {
            this.number = number;
            this.locate = locate;
            this.isBid = isBid;
        }
    }
}
