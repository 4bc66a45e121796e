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

/**
 * The layouts of ITCH 5.0, in network byte order. All messages begin with
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------+-------------------------------+---------------+
 *  |     Type      |          Stock locate         |    Tracking   |
 *  +---------------+-------------------------------+---------------+
 *  |    Tracking   |                                               |
 *  +---------------+       Nanoseconds since midnight              +
 *  |                               |                              ...
 *  +-------------------------------+-------------------------------+
 * </pre>
 */
final class ItchDescriptor
{
    static final int TYPE_OFFSET = 0;
    static final int LOCATE_OFFSET = 1;
    static final int TRACKING_OFFSET = 3;
    static final int TIMESTAMP_OFFSET = 5;
    static final int BODY_OFFSET = 11;

    static final int EVENT_CODE_OFFSET = 11;

    static final int DIRECTORY_STOCK_OFFSET = 11;
    static final int ROUND_LOT_OFFSET = 21;

    static final int ORDER_OFFSET = 11;

    /** Of an added order, with or without attribution, and of a trade. */
    static final int SIDE_OFFSET = 19;
    static final int SHARES_OFFSET = 20;
    static final int STOCK_OFFSET = 24;
    static final int PRICE_OFFSET = 32;
    static final int TRADE_MATCH_OFFSET = 36;

    static final int EXECUTED_SHARES_OFFSET = 19;
    static final int EXECUTED_MATCH_OFFSET = 23;
    static final int PRINTABLE_OFFSET = 31;
    static final int EXECUTED_PRICE_OFFSET = 32;

    static final int CANCELLED_SHARES_OFFSET = 19;

    static final int NEW_ORDER_OFFSET = 19;
    static final int NEW_SHARES_OFFSET = 27;
    static final int NEW_PRICE_OFFSET = 31;

    static final int CROSS_SHARES_OFFSET = 11;
    static final int CROSS_STOCK_OFFSET = 19;
    static final int CROSS_PRICE_OFFSET = 27;
    static final int CROSS_MATCH_OFFSET = 31;
    static final int CROSS_TYPE_OFFSET = 39;

    static final int BROKEN_MATCH_OFFSET = 11;

    static final int RELEASE_STOCK_OFFSET = 11;
    static final int RELEASE_OPEN_OFFSET = 19;
    static final int RELEASE_MIN_PRICE_OFFSET = 20;
    static final int RELEASE_MAX_PRICE_OFFSET = 24;
    static final int RELEASE_NEAR_PRICE_OFFSET = 28;
    static final int RELEASE_NEAR_TIME_OFFSET = 32;

    private static final String TYPES = "SRHYLVWKJhAFECXDUPQBINO";
    private static final byte[] LENGTHS =
    {
        12, 39, 25, 20, 26, 35, 12, 28, 35, 21, 36, 40, 31, 36, 23, 19, 35, 44, 40, 19, 50, 20, 48
    };
    private static final byte[] BY_TYPE = new byte[128];

    static
    {
        for (int i = 0; i < LENGTHS.length; i++)
        {
            BY_TYPE[TYPES.charAt(i)] = LENGTHS[i];
        }
    }

    private ItchDescriptor()
    {
    }

    /** The length of a message of a type in bytes, or 0 for a type that there is not. */
    static int length(final byte type)
    {
        return type < 0 ? 0 : BY_TYPE[type];
    }
}
