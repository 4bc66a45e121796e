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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.paritytrading.juncture.nasdaq.itch50.ITCH50;
import com.paritytrading.juncture.nasdaq.itch50.ITCH50Listener;
import com.paritytrading.juncture.nasdaq.itch50.ITCH50Parser;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Random messages of every type, decoded by ours and by a library. It reads 'Q' wrongly and refuses 'O': for these two
 * the fields are put there by the test.
 */
class ItchDecoderTest
{
    private static final String TYPES = "SRHYLVWKJhAFECXDUPQBINO";

    private final List<Object> found = new ArrayList<>();
    private final ItchDecoder decoder = new ItchDecoder(new Recorder());

    @Test
    void shouldAgreeWithALibrary() throws IOException
    {
        final Random random = new Random(11);
        final Oracle oracle = new Oracle();
        for (final char type : TYPES.replace("Q", "").replace("O", "").toCharArray())
        {
            for (int i = 0; i < 50; i++)
            {
                final byte[] message = message(type, random);
                found.clear();
                assertTrue(decoder.decode(new UnsafeBuffer(message), 0, message.length));
                assertEquals(oracle.decode(message), found, "type=" + type);
            }
            assertEquals(50, decoder.count(type));
        }
    }

    @Test
    void shouldDecodeCrossesAndDirectListings()
    {
        final ByteBuffer cross = head('Q', 40).putLong(11, 0x1_0000_0002L).putLong(19, 0x4241432020202020L)
            .putInt(27, 1_234_500).putLong(31, 77).put(39, (byte)'O');
        assertTrue(decoder.decode(new UnsafeBuffer(cross), 0, 40));
        assertEquals(
            List.of("cross", 513, 5L, 0x1_0000_0002L, 0x4241432020202020L, 1_234_500, 77L, (byte)'O'), found);

        found.clear();
        final ByteBuffer listing = head('O', 48).putLong(11, 0x4241432020202020L).put(19, (byte)'Y')
            .putInt(20, 1).putInt(24, 2).putInt(28, 3).putLong(32, 4).putInt(40, 5).putInt(44, 6);
        assertTrue(decoder.decode(new UnsafeBuffer(listing), 0, 48));
        assertEquals(List.of("listing", 513, 5L, 0x4241432020202020L, true, 1, 2, 3, 4L), found);
    }

    @Test
    void shouldRefuseEveryOtherLengthAndType()
    {
        final Random random = new Random(12);
        for (int type = -128; type < 128; type++)
        {
            for (int length = 0; length < 60; length++)
            {
                final byte[] message = new byte[length];
                random.nextBytes(message);
                if (length > 0)
                {
                    message[0] = (byte)type;
                }
                final boolean isRight = length > 0 && length == ItchDescriptor.length((byte)type);
                assertEquals(isRight, decoder.decode(new UnsafeBuffer(message), 0, length));
                assertFalse(isRight && TYPES.indexOf(type) < 0);
            }
        }
        assertEquals(256 * 60 - TYPES.length(), decoder.malformed());
    }

    private static ByteBuffer head(final char type, final int length)
    {
        return ByteBuffer.allocate(length).put(0, (byte)type).putShort(1, (short)513).putInt(7, 5);
    }

    private static byte[] message(final char type, final Random random)
    {
        final byte[] message = new byte[ItchDescriptor.length((byte)type)];
        random.nextBytes(message);
        message[0] = (byte)type;
        if ('C' == type)
        {
            message[31] = (byte)(random.nextBoolean() ? 'Y' : 'N');
        }

        return message;
    }

    /** Writes down what was decoded. */
    private final class Recorder implements ItchHandler
    {
        @Override
        public void onSystemEvent(final long timestampNs, final byte eventCode)
        {
            found.addAll(List.of("event", timestampNs, eventCode));
        }

        @Override
        public void onStockDirectory(final int locate, final long timestampNs, final long stock, final int roundLot)
        {
            found.addAll(List.of("directory", locate, timestampNs, stock, roundLot));
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
            found.addAll(List.of("add", locate, timestampNs, order, side, shares, stock, price));
        }

        @Override
        public void onExecute(
            final int locate, final long timestampNs, final long order, final int shares, final long match)
        {
            found.addAll(List.of("execute", locate, timestampNs, order, shares, match));
        }

        @Override
        public void onExecuteAtPrice(
            final int locate,
            final long timestampNs,
            final long order,
            final int shares,
            final long match,
            final boolean isPrintable,
            final int price)
        {
            found.addAll(List.of("executeAt", locate, timestampNs, order, shares, match, isPrintable, price));
        }

        @Override
        public void onCancel(final int locate, final long timestampNs, final long order, final int shares)
        {
            found.addAll(List.of("cancel", locate, timestampNs, order, shares));
        }

        @Override
        public void onDelete(final int locate, final long timestampNs, final long order)
        {
            found.addAll(List.of("delete", locate, timestampNs, order));
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
            found.addAll(List.of("replace", locate, timestampNs, order, newOrder, shares, price));
        }

        @Override
        public void onTrade(
            final int locate,
            final long timestampNs,
            final int shares,
            final long stock,
            final int price,
            final long match)
        {
            found.addAll(List.of("trade", locate, timestampNs, shares, stock, price, match));
        }

        @Override
        public void onCross(
            final int locate,
            final long timestampNs,
            final long shares,
            final long stock,
            final int price,
            final long match,
            final byte crossType)
        {
            found.addAll(List.of("cross", locate, timestampNs, shares, stock, price, match, crossType));
        }

        @Override
        public void onBrokenTrade(final int locate, final long timestampNs, final long match)
        {
            found.addAll(List.of("broken", locate, timestampNs, match));
        }

        @Override
        public void onDirectListing(
            final int locate,
            final long timestampNs,
            final long stock,
            final boolean isEligible,
            final int minPrice,
            final int maxPrice,
            final int nearPrice,
            final long nearTimeNs)
        {
            found.addAll(
                List.of("listing", locate, timestampNs, stock, isEligible, minPrice, maxPrice, nearPrice, nearTimeNs));
        }

        @Override
        public void onOther(final int locate, final long timestampNs, final byte type)
        {
            found.addAll(List.of("other", locate, timestampNs, type));
        }
    }

    /** What the library reads, written down the same way. */
    private static final class Oracle
    {
        private final List<Object> found = new ArrayList<>();
        private byte type;
        private final ITCH50Parser parser = new ITCH50Parser((ITCH50Listener)Proxy.newProxyInstance(
            ITCH50Listener.class.getClassLoader(),
            new Class<?>[]{ ITCH50Listener.class },
            (proxy, method, arguments) ->
            {
                write(arguments[0]);
                return null;
            }));

        private List<Object> decode(final byte[] message) throws IOException
        {
            found.clear();
            type = message[0];
            parser.message(ByteBuffer.wrap(message));

            return found;
        }

        private void write(final Object message)
        {
            switch (message)
            {
                case final ITCH50.SystemEvent m ->
                    found.addAll(List.of("event", ns(m.timestampHigh, m.timestampLow), m.eventCode));
                case final ITCH50.StockDirectory m -> found.addAll(List.of("directory", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.stock, (int)m.roundLotSize));
                case final ITCH50.AddOrder m -> found.addAll(List.of("add", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber, m.buySellIndicator, (int)m.shares,
                    m.stock, (int)m.price));
                case final ITCH50.AddOrderMPID m -> found.addAll(List.of("add", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber, m.buySellIndicator, (int)m.shares,
                    m.stock, (int)m.price));
                case final ITCH50.OrderExecuted m -> found.addAll(List.of("execute", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber, (int)m.executedShares,
                    m.matchNumber));
                case final ITCH50.OrderExecutedWithPrice m -> found.addAll(List.of("executeAt", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber, (int)m.executedShares, m.matchNumber,
                    'Y' == m.printable, (int)m.executionPrice));
                case final ITCH50.OrderCancel m -> found.addAll(List.of("cancel", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber, (int)m.canceledShares));
                case final ITCH50.OrderDelete m -> found.addAll(List.of("delete", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.orderReferenceNumber));
                case final ITCH50.OrderReplace m -> found.addAll(List.of("replace", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.originalOrderReferenceNumber, m.newOrderReferenceNumber,
                    (int)m.shares, (int)m.price));
                case final ITCH50.Trade m -> found.addAll(List.of("trade", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), (int)m.shares, m.stock, (int)m.price,
                    m.matchNumber));
                case final ITCH50.BrokenTrade m -> found.addAll(List.of("broken", m.stockLocate,
                    ns(m.timestampHigh, m.timestampLow), m.matchNumber));
                default -> writeOther(message);
            }
        }

        private void writeOther(final Object message)
        {
            try
            {
                final Class<?> kind = message.getClass();
                found.addAll(List.of(
                    "other",
                    kind.getField('Y' == type ? "locateCode" : "stockLocate").getInt(message),
                    ns(kind.getField("timestampHigh").getInt(message), kind.getField("timestampLow").getLong(message)),
                    type));
            }
            catch (final ReflectiveOperationException exception)
            {
                throw new AssertionError(exception);
            }
        }

        private static long ns(final int high, final long low)
        {
            return (long)high << Integer.SIZE | low;
        }
    }
}
