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

/**
 * How many bytes a load or a store moves, with the bits that say so in an opcode.
 */
public enum Width
{
    /** 1 byte. */
    BYTE(0x10, "u8"),
    /** 2 bytes. */
    HALF(0x08, "u16"),
    /** 4 bytes. */
    WORD(0x00, "u32"),
    /** 8 bytes. */
    DOUBLE(0x18, "u64");

    private final int bits;
    private final String type;

    Width(final int bits, final String type)
    {
        this.bits = bits;
        this.type = type;
    }

    int bits()
    {
        return bits;
    }

    String type()
    {
        return type;
    }
}
