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

import io.xsk.testing.KernelTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelBtfTest
{
    private static final int KIND_STRUCT = 4;
    private static final int KIND_FUNCTION = 12;
    private static final int HEADER_LENGTH = 24;

    @KernelTest
    void shouldFindAFunctionOfThisKernel()
    {
        final KernelBtf btf = KernelBtf.ofKernel();

        assertNotEquals(0, btf.functionId("bpf_xdp_metadata_rx_hash"));
        assertEquals(0, btf.functionId("bpf_xdp_metadata_rx_has"));
    }

    @Test
    void shouldStepOverTheMembersOfOtherTypes()
    {
        assertEquals(2, new KernelBtf(btf()).functionId("wanted"));
        // The structure is not a function.
        assertEquals(0, new KernelBtf(btf()).functionId("other"));
    }

    @Test
    void shouldFindNothingInWhatIsCutOffOrMadeUp()
    {
        final byte[] whole = btf();
        for (int length = 0; length < whole.length - 1; length++)
        {
            assertEquals(0, new KernelBtf(Arrays.copyOf(whole, length)).functionId("wanted"));
        }
        for (int i = 0; i < whole.length; i++)
        {
            for (final byte value : new byte[]{ 0, 1, Byte.MAX_VALUE, Byte.MIN_VALUE, -1 })
            {
                final byte[] broken = whole.clone();
                broken[i] = value;
                // Whatever it says, it ends.
                assertNotEquals(-1, new KernelBtf(broken).functionId("wanted"));
            }
        }
    }

    /** A structure of one member, a function, and their names. */
    private static byte[] btf()
    {
        final byte[] names = "\0other\0wanted\0".getBytes(StandardCharsets.US_ASCII);
        final int typesLength = 36;
        final ByteBuffer buffer = ByteBuffer.allocate(HEADER_LENGTH + typesLength + names.length)
            .order(ByteOrder.nativeOrder());
        buffer.putShort((short)0xEB9F).put((byte)1).put((byte)0).putInt(HEADER_LENGTH);
        buffer.putInt(0).putInt(typesLength).putInt(typesLength).putInt(names.length);
        buffer.putInt(1).putInt(KIND_STRUCT << 24 | 1).putInt(8);
        buffer.putInt(1).putInt(0).putInt(0);
        buffer.putInt(7).putInt(KIND_FUNCTION << 24).putInt(0);
        buffer.put(names);

        return buffer.array();
    }
}
