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
package io.xsk.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.xsk.testing.KernelTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BtfTest
{
    private static final int KIND_STRUCT = 4;
    private static final int KIND_FUNCTION = 12;
    private static final int KIND_VARIABLE = 14;
    private static final int KIND_SECTION = 15;
    private static final int HEADER_LENGTH = 24;
    /** The last name, which is the section's, may be cut off without hiding the variable's. */
    private static final int NAMES_BEHIND_THE_SECTION = 5;

    @KernelTest
    void shouldFindAFunctionOfThisKernel()
    {
        final Btf btf = Btf.ofKernel();

        assertNotEquals(0, btf.functionId("bpf_xdp_metadata_rx_hash"));
        assertEquals(0, btf.functionId("bpf_xdp_metadata_rx_has"));
    }

    @Test
    void shouldStepOverTheMembersOfOtherTypes()
    {
        assertEquals(2, new Btf(btf()).functionId("wanted"));
        // The structure is not a function.
        assertEquals(0, new Btf(btf()).functionId("other"));
    }

    @Test
    void shouldFindWhereAVariableIs()
    {
        assertEquals(new Btf.Variable(".bss", 24, 8), new Btf(btf()).variable("count"));
        assertNull(new Btf(btf()).variable("wanted"));
    }

    @Test
    void shouldFindNothingInWhatIsCutOffOrMadeUp()
    {
        final byte[] whole = btf();
        for (int length = 0; length < whole.length - NAMES_BEHIND_THE_SECTION; length++)
        {
            assertNull(new Btf(Arrays.copyOf(whole, length)).variable("count"));
        }
        for (int i = 0; i < whole.length; i++)
        {
            for (final byte value : new byte[]{ 0, 1, Byte.MAX_VALUE, Byte.MIN_VALUE, -1 })
            {
                final byte[] broken = whole.clone();
                broken[i] = value;
                // Whatever it says, it ends.
                assertNotEquals(-1, new Btf(broken).functionId("wanted"));
                new Btf(broken).variable("count");
            }
        }
    }

    /** A structure of one member, a function, a variable, a section with it, and their names. */
    private static byte[] btf()
    {
        final byte[] names = "\0other\0wanted\0count\0.bss\0".getBytes(StandardCharsets.US_ASCII);
        final int typesLength = 76;
        final ByteBuffer buffer = ByteBuffer.allocate(HEADER_LENGTH + typesLength + names.length)
            .order(ByteOrder.nativeOrder());
        buffer.putShort((short)0xEB9F).put((byte)1).put((byte)0).putInt(HEADER_LENGTH);
        buffer.putInt(0).putInt(typesLength).putInt(typesLength).putInt(names.length);
        buffer.putInt(1).putInt(KIND_STRUCT << 24 | 1).putInt(8);
        buffer.putInt(1).putInt(0).putInt(0);
        buffer.putInt(7).putInt(KIND_FUNCTION << 24).putInt(0);
        buffer.putInt(14).putInt(KIND_VARIABLE << 24).putInt(1).putInt(1);
        buffer.putInt(20).putInt(KIND_SECTION << 24 | 1).putInt(32);
        buffer.putInt(3).putInt(24).putInt(8);
        buffer.put(names);

        return buffer.array();
    }
}
