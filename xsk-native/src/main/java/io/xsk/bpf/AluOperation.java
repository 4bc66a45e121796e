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
 * What can be done to a register with another register or with an immediate value, with the bits that say so in an
 * opcode. An immediate is extended by its sign for operations on 64 bits.
 */
public enum AluOperation
{
    /** {@code dst += src}. */
    ADD(0x00, "+="),
    /** {@code dst -= src}. */
    SUBTRACT(0x10, "-="),
    /** {@code dst *= src}. */
    MULTIPLY(0x20, "*="),
    /** {@code dst /= src}, unsigned; 0 where {@code src} is 0. */
    DIVIDE(0x30, "/="),
    /** {@code dst |= src}. */
    OR(0x40, "|="),
    /** {@code dst &= src}. */
    AND(0x50, "&="),
    /** {@code dst <<= src}. */
    SHIFT_LEFT(0x60, "<<="),
    /** {@code dst >>= src}, zeros come in. */
    SHIFT_RIGHT(0x70, ">>="),
    /** {@code dst %= src}, unsigned; left as it is where {@code src} is 0. */
    MODULO(0x90, "%="),
    /** {@code dst ^= src}. */
    XOR(0xA0, "^="),
    /** {@code dst = src}. */
    MOVE(0xB0, "="),
    /** {@code dst >>= src}, copies of the sign come in. */
    SHIFT_RIGHT_SIGNED(0xC0, "s>>=");

    private final int bits;
    private final String symbol;

    AluOperation(final int bits, final String symbol)
    {
        this.bits = bits;
        this.symbol = symbol;
    }

    int bits()
    {
        return bits;
    }

    String symbol()
    {
        return symbol;
    }
}
