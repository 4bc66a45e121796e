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

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * How a key or a value of a {@link BpfMap} lies in memory.
 *
 * @param <T> its type in Java.
 */
public interface BpfCodec<T>
{
    /** A word of 4 bytes in the byte order of the machine. */
    BpfCodec<Integer> INT = new BpfCodec<>()
    {
        @Override
        public int length()
        {
            return Integer.BYTES;
        }

        @Override
        public void encode(final Integer value, final MutableDirectBuffer buffer)
        {
            buffer.putInt(0, value);
        }

        @Override
        public Integer decode(final DirectBuffer buffer, final int index)
        {
            return buffer.getInt(index);
        }
    };

    /** A word of 8 bytes in the byte order of the machine. */
    BpfCodec<Long> LONG = new BpfCodec<>()
    {
        @Override
        public int length()
        {
            return Long.BYTES;
        }

        @Override
        public void encode(final Long value, final MutableDirectBuffer buffer)
        {
            buffer.putLong(0, value);
        }

        @Override
        public Long decode(final DirectBuffer buffer, final int index)
        {
            return buffer.getLong(index);
        }
    };

    /**
     * How long it is.
     *
     * @return the length in bytes.
     */
    int length();

    /**
     * Write it.
     *
     * @param value  to write.
     * @param buffer of zeros to write it to, from index 0 on.
     */
    void encode(T value, MutableDirectBuffer buffer);

    /**
     * Read it.
     *
     * @param buffer to read it from.
     * @param index  at which it starts.
     * @return the value.
     */
    T decode(DirectBuffer buffer, int index);
}
