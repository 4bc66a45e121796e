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
 * When a jump is taken, with the bits that say so in an opcode. Comparisons are unsigned unless they say otherwise; an
 * immediate is extended by its sign for comparisons of 64 bits.
 */
public enum Condition
{
    /** {@code dst == src}. */
    EQUAL(0x10, "=="),
    /** {@code dst > src}. */
    GREATER(0x20, ">"),
    /** {@code dst >= src}. */
    GREATER_OR_EQUAL(0x30, ">="),
    /** {@code (dst & src) != 0}. */
    ANY_BIT(0x40, "&"),
    /** {@code dst != src}. */
    NOT_EQUAL(0x50, "!="),
    /** {@code dst > src}, signed. */
    SIGNED_GREATER(0x60, "s>"),
    /** {@code dst >= src}, signed. */
    SIGNED_GREATER_OR_EQUAL(0x70, "s>="),
    /** {@code dst < src}. */
    LESS(0xA0, "<"),
    /** {@code dst <= src}. */
    LESS_OR_EQUAL(0xB0, "<="),
    /** {@code dst < src}, signed. */
    SIGNED_LESS(0xC0, "s<"),
    /** {@code dst <= src}, signed. */
    SIGNED_LESS_OR_EQUAL(0xD0, "s<=");

    private final int bits;
    private final String symbol;

    Condition(final int bits, final String symbol)
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
