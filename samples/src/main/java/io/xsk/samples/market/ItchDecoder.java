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

import static io.xsk.samples.market.ItchDescriptor.BROKEN_MATCH_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CANCELLED_SHARES_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CROSS_MATCH_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CROSS_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CROSS_SHARES_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CROSS_STOCK_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.CROSS_TYPE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.DIRECTORY_STOCK_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.EVENT_CODE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.EXECUTED_MATCH_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.EXECUTED_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.EXECUTED_SHARES_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.LOCATE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.NEW_ORDER_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.NEW_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.NEW_SHARES_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.ORDER_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.PRINTABLE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_MAX_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_MIN_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_NEAR_PRICE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_NEAR_TIME_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_OPEN_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.RELEASE_STOCK_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.ROUND_LOT_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.SHARES_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.SIDE_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.STOCK_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.TIMESTAMP_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.TRADE_MATCH_OFFSET;
import static io.xsk.samples.market.ItchDescriptor.TYPE_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Decodes ITCH 5.0 in place.
 * <p>
 * <b>Note:</b> This class is not threadsafe.
 */
public final class ItchDecoder implements LineProtocol.MessageHandler
{
    private final ItchHandler handler;
    private final long[] countByType = new long[128];
    private long malformed;

    /**
     * Count nothing yet.
     *
     * @param handler of the messages.
     */
    public ItchDecoder(final ItchHandler handler)
    {
        this.handler = handler;
    }

    @Override
    public void onMessage(final long sequence, final DirectBuffer buffer, final int index, final int length)
    {
        decode(buffer, index, length);
    }

    /**
     * Decode a message.
     *
     * @param buffer that has it.
     * @param index  of its first byte.
     * @param length in bytes.
     * @return false if there is no such type, or its length is another one.
     */
    public boolean decode(final DirectBuffer buffer, final int index, final int length)
    {
        final byte type = length > 0 ? buffer.getByte(index + TYPE_OFFSET) : 0;
        if (0 == length || length != ItchDescriptor.length(type))
        {
            malformed++;
            return false;
        }
        countByType[type]++;
        dispatch(type, buffer, index, locate(buffer, index), timestampNs(buffer, index));

        return true;
    }

    /**
     * How many messages of a type were decoded.
     *
     * @param type of the messages.
     * @return the number of messages.
     */
    public long count(final char type)
    {
        return countByType[type];
    }

    /**
     * Messages of no known type, or of another length than their type has.
     *
     * @return the number of messages.
     */
    public long malformed()
    {
        return malformed;
    }

    static int locate(final DirectBuffer buffer, final int index)
    {
        return Short.toUnsignedInt(buffer.getShort(index + LOCATE_OFFSET, BIG_ENDIAN));
    }

    /** Six bytes: the eight that end with them, two less. */
    static long timestampNs(final DirectBuffer buffer, final int index)
    {
        return buffer.getLong(index + TIMESTAMP_OFFSET - Short.BYTES, BIG_ENDIAN) & 0xFFFF_FFFF_FFFFL;
    }

    private void dispatch(
        final byte type, final DirectBuffer buffer, final int index, final int locate, final long timestampNs)
    {
        switch (type)
        {
            case 'A', 'F' -> handler.onAdd(
                locate,
                timestampNs,
                getLong(buffer, index + ORDER_OFFSET),
                buffer.getByte(index + SIDE_OFFSET),
                getInt(buffer, index + SHARES_OFFSET),
                getLong(buffer, index + STOCK_OFFSET),
                getInt(buffer, index + PRICE_OFFSET));
            case 'E' -> handler.onExecute(
                locate,
                timestampNs,
                getLong(buffer, index + ORDER_OFFSET),
                getInt(buffer, index + EXECUTED_SHARES_OFFSET),
                getLong(buffer, index + EXECUTED_MATCH_OFFSET));
            case 'C' -> handler.onExecuteAtPrice(
                locate,
                timestampNs,
                getLong(buffer, index + ORDER_OFFSET),
                getInt(buffer, index + EXECUTED_SHARES_OFFSET),
                getLong(buffer, index + EXECUTED_MATCH_OFFSET),
                'Y' == buffer.getByte(index + PRINTABLE_OFFSET),
                getInt(buffer, index + EXECUTED_PRICE_OFFSET));
            case 'X' -> handler.onCancel(
                locate,
                timestampNs,
                getLong(buffer, index + ORDER_OFFSET),
                getInt(buffer, index + CANCELLED_SHARES_OFFSET));
            case 'D' -> handler.onDelete(locate, timestampNs, getLong(buffer, index + ORDER_OFFSET));
            case 'U' -> handler.onReplace(
                locate,
                timestampNs,
                getLong(buffer, index + ORDER_OFFSET),
                getLong(buffer, index + NEW_ORDER_OFFSET),
                getInt(buffer, index + NEW_SHARES_OFFSET),
                getInt(buffer, index + NEW_PRICE_OFFSET));
            default -> dispatchRare(type, buffer, index, locate, timestampNs);
        }
    }

    private void dispatchRare(
        final byte type, final DirectBuffer buffer, final int index, final int locate, final long timestampNs)
    {
        switch (type)
        {
            case 'S' -> handler.onSystemEvent(timestampNs, buffer.getByte(index + EVENT_CODE_OFFSET));
            case 'R' -> handler.onStockDirectory(
                locate,
                timestampNs,
                getLong(buffer, index + DIRECTORY_STOCK_OFFSET),
                getInt(buffer, index + ROUND_LOT_OFFSET));
            case 'P' -> handler.onTrade(
                locate,
                timestampNs,
                getInt(buffer, index + SHARES_OFFSET),
                getLong(buffer, index + STOCK_OFFSET),
                getInt(buffer, index + PRICE_OFFSET),
                getLong(buffer, index + TRADE_MATCH_OFFSET));
            case 'Q' -> handler.onCross(
                locate,
                timestampNs,
                getLong(buffer, index + CROSS_SHARES_OFFSET),
                getLong(buffer, index + CROSS_STOCK_OFFSET),
                getInt(buffer, index + CROSS_PRICE_OFFSET),
                getLong(buffer, index + CROSS_MATCH_OFFSET),
                buffer.getByte(index + CROSS_TYPE_OFFSET));
            case 'B' -> handler.onBrokenTrade(locate, timestampNs, getLong(buffer, index + BROKEN_MATCH_OFFSET));
            case 'O' -> handler.onDirectListing(
                locate,
                timestampNs,
                getLong(buffer, index + RELEASE_STOCK_OFFSET),
                'Y' == buffer.getByte(index + RELEASE_OPEN_OFFSET),
                getInt(buffer, index + RELEASE_MIN_PRICE_OFFSET),
                getInt(buffer, index + RELEASE_MAX_PRICE_OFFSET),
                getInt(buffer, index + RELEASE_NEAR_PRICE_OFFSET),
                getLong(buffer, index + RELEASE_NEAR_TIME_OFFSET));
            default -> handler.onOther(locate, timestampNs, type);
        }
    }

    private static int getInt(final DirectBuffer buffer, final int index)
    {
        return buffer.getInt(index, BIG_ENDIAN);
    }

    private static long getLong(final DirectBuffer buffer, final int index)
    {
        return buffer.getLong(index, BIG_ENDIAN);
    }
}
