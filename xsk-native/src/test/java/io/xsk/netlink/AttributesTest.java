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
package io.xsk.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributesTest
{
    private static final int TYPE = 7;

    private final ByteBuffer message = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

    @Test
    void shouldReadNumbersByTheirType()
    {
        put(6, 3).putShort((short)0xBEEF).put((byte)1).put((byte)0);
        put(8, 5).putInt(0x12345678);
        put(12, 6).putLong(0x123456789ABCDEFL);

        final Attributes attributes = attributes();

        assertEquals(0xBEEF, attributes.shortNumber(3));
        assertEquals(0x12345678, attributes.number(5));
        assertEquals(0x123456789ABCDEFL, attributes.longNumber(6));
    }

    @Test
    void shouldReadNothingWhereThereIsNoSuchAttribute()
    {
        put(8, 5).putInt(1);

        final Attributes attributes = attributes();

        assertEquals(0, attributes.shortNumber(TYPE));
        assertEquals(0, attributes.number(TYPE));
        assertEquals(0, attributes.longNumber(TYPE));
        assertFalse(attributes.payload(TYPE).hasRemaining());
        assertEquals(0, attributes.nested(TYPE).number(5));
        assertEquals(0, Attributes.NONE.number(TYPE));
    }

    @Test
    void shouldFindWhatIsNestedWhateverFlagsItsTypeHas()
    {
        put(12, TYPE | NetlinkMessage.NLA_F_NESTED);
        put(8, 5).putInt(42);

        assertEquals(42, attributes().nested(TYPE).number(5));
    }

    @Test
    void shouldReadNothingFromAPayloadThatIsTooShort()
    {
        put(5, TYPE).putInt(0x7F);
        put(8, 8).putInt(42);

        final Attributes attributes = attributes();

        assertEquals(0, attributes.shortNumber(TYPE));
        assertEquals(0, attributes.number(TYPE));
        assertEquals(0, attributes.longNumber(8));
        assertEquals(42, attributes.number(8));
    }

    @Test
    void shouldStopAtALengthThatIsTooShortForItsOwnHeader()
    {
        for (int length = 0; length < NetlinkMessage.ATTRIBUTE_HEADER_LENGTH; length++)
        {
            message.clear();
            put(length, 1);
            put(8, TYPE).putInt(42);

            assertEquals(0, attributes().number(TYPE));
        }
    }

    @Test
    void shouldStopAtAnAttributeThatGoesPastTheEnd()
    {
        put(8, 1).putInt(1);
        put(9, TYPE).putInt(42);

        assertEquals(0, attributes().number(TYPE));
        assertEquals(1, attributes().number(1));
    }

    @Test
    void shouldReadEveryTruncationWithoutAnException()
    {
        put(8, 1).putInt(1);
        put(12, TYPE).putLong(42);
        final int length = message.position();

        for (int limit = 0; limit < length; limit++)
        {
            final Attributes attributes = new Attributes(message.duplicate().clear().limit(limit), 0);
            assertEquals(0, attributes.longNumber(TYPE));
        }
    }

    @Test
    void shouldBeEmptyWhenTheMessageEndsBeforeTheFirstAttribute()
    {
        message.limit(2);

        assertFalse(new Attributes(message, 4).payload(0).hasRemaining());
    }

    @Test
    void shouldReadAnyBytesWithoutAnException()
    {
        final Random random = new Random(20260101);
        for (int i = 0; i < 100_000; i++)
        {
            message.clear();
            while (message.hasRemaining())
            {
                // Small lengths and types, so that chains of attributes come about, and now and then any.
                message.putShort((short)random.nextInt(0 == random.nextInt(8) ? 0x10000 : 16));
            }
            final int type = random.nextInt(16);
            final Attributes attributes = new Attributes(message.flip(), random.nextInt(8));

            attributes.longNumber(type);
            attributes.nested(type).number(type);
            assertTrue(attributes.payload(type).remaining() < message.limit());
        }
    }

    private ByteBuffer put(final int length, final int type)
    {
        return message.putShort((short)length).putShort((short)type);
    }

    private Attributes attributes()
    {
        return new Attributes(message.duplicate().flip(), 0);
    }
}
