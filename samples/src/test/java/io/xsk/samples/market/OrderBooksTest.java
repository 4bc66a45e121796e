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

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderBooksTest
{
    private final Map<Integer, String> tops = new HashMap<>();
    private final OrderBooks books = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) ->
        tops.put(locate, bidPrice + "x" + bidShares + " " + askPrice + "x" + askShares));

    @Test
    void shouldTellWheneverATopChanges()
    {
        books.onAdd(1, 0, 10, (byte)'B', 100, 0, 5_000);
        assertEquals("5000x100 0x0", tops.remove(1));
        books.onAdd(1, 0, 11, (byte)'B', 50, 0, 4_900);
        assertEquals(Map.of(), tops);
        books.onAdd(1, 0, 12, (byte)'S', 70, 0, 5_100);
        assertEquals("5000x100 5100x70", tops.remove(1));
        books.onExecute(1, 0, 10, 40, 1);
        assertEquals("5000x60 5100x70", tops.remove(1));
        books.onReplace(1, 0, 12, 13, 20, 5_050);
        assertEquals("5000x60 5050x20", tops.remove(1));
        books.onCancel(1, 0, 10, 60);
        assertEquals("4900x50 5050x20", tops.remove(1));
        books.onDelete(1, 0, 13);
        assertEquals("4900x50 0x0", tops.remove(1));
        books.onDelete(1, 0, 13);
        books.onReplace(1, 0, 99, 100, 1, 1);
        books.onExecute(1, 0, 99, 1, 1);

        assertEquals(Map.of(), tops);
        assertEquals(3, books.unknownOrders());
        assertEquals(1, books.orderCount());
        assertEquals(1, books.levelCount());
    }

    @Test
    void shouldAgreeWithAPlainBook()
    {
        final Random random = new Random(3);
        final Map<Long, int[]> orders = new TreeMap<>();
        for (int i = 0; i < 20_000; i++)
        {
            final List<Long> numbers = i % 8 < 4 ? List.of() : new ArrayList<>(orders.keySet());
            if (numbers.isEmpty())
            {
                final int[] order = {1 + i % 3, random.nextInt(2), 1 + random.nextInt(9), 100 + random.nextInt(30)};
                orders.put((long)i, order);
                books.onAdd(order[0], 0, i, (byte)(0 == order[1] ? 'B' : 'S'), order[2], 0, order[3]);
            }
            else
            {
                change(orders, numbers.get(random.nextInt(numbers.size())), i, random);
            }
            if (0 == i % 50)
            {
                verify(orders);
            }
        }
        verify(orders);
        assertEquals(0, books.unknownOrders());
    }

    @Test
    void shouldNotAllocateInSteadyState()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final OrderBooks quiet = new OrderBooks((locate, bidPrice, bidShares, askPrice, askShares) ->
        {
        });
        long number = 0;
        long least = Long.MAX_VALUE;
        for (int window = 0; window < 100; window++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++)
            {
                final long order = number++;
                quiet.onAdd(1, 0, order, (byte)(0 == (order & 1) ? 'B' : 'S'), 10, 0, 100 + (int)(order % 20));
                if (order >= 500)
                {
                    quiet.onExecute(1, 0, order - 400, 5, 1);
                    quiet.onDelete(1, 0, order - 500);
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least);
        assertEquals(500, quiet.orderCount());
    }

    private void change(final Map<Long, int[]> orders, final long number, final long newNumber, final Random random)
    {
        final int[] order = orders.get(number);
        switch (random.nextInt(3))
        {
            case 0 ->
            {
                orders.remove(number);
                books.onDelete(order[0], 0, number);
            }
            case 1 ->
            {
                final int shares = 1 + random.nextInt(order[2]);
                order[2] -= shares;
                if (0 == order[2])
                {
                    orders.remove(number);
                }
                books.onExecute(order[0], 0, number, shares, 0);
            }
            default ->
            {
                orders.remove(number);
                final int[] replaced = {order[0], order[1], 1 + random.nextInt(9), 100 + random.nextInt(30)};
                orders.put(newNumber, replaced);
                books.onReplace(order[0], 0, number, newNumber, replaced[2], replaced[3]);
            }
        }
    }

    private void verify(final Map<Long, int[]> orders)
    {
        final Map<Integer, String> now = new TreeMap<>();
        books.forEachTop((locate, bidPrice, bidShares, askPrice, askShares) ->
            now.put(locate, bidPrice + "x" + bidShares + " " + askPrice + "x" + askShares));
        int levels = 0;
        for (final Map.Entry<Integer, String> top : now.entrySet())
        {
            final TreeMap<Integer, Integer> bids = side(orders, top.getKey(), 0);
            final TreeMap<Integer, Integer> asks = side(orders, top.getKey(), 1);
            final String bid = bids.isEmpty() ? "0x0" : bids.lastKey() + "x" + bids.lastEntry().getValue();
            final String ask = asks.isEmpty() ? "0x0" : asks.firstKey() + "x" + asks.firstEntry().getValue();
            assertEquals(bid + " " + ask, top.getValue());
            assertEquals(top.getValue(), tops.getOrDefault(top.getKey(), "0x0 0x0"));
            levels += bids.size() + asks.size();
        }
        assertEquals(levels, books.levelCount());
        assertEquals(orders.size(), books.orderCount());
    }

    private static TreeMap<Integer, Integer> side(final Map<Long, int[]> orders, final int locate, final int side)
    {
        final TreeMap<Integer, Integer> levels = new TreeMap<>();
        for (final int[] order : orders.values())
        {
            if (locate == order[0] && side == order[1])
            {
                levels.merge(order[3], order[2], Integer::sum);
            }
        }

        return levels;
    }
}
