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

import static io.xsk.bpf.BpfAssembler.R0;
import static io.xsk.bpf.BpfAssembler.R1;
import static io.xsk.bpf.BpfAssembler.R2;
import static io.xsk.bpf.BpfAssembler.R3;
import static io.xsk.bpf.BpfAssembler.R4;
import static io.xsk.bpf.BpfAssembler.R5;
import static io.xsk.bpf.BpfAssembler.R6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/**
 * Encodings written out by hand from the instruction set's document: code, registers, offset, immediate, from the low
 * byte up.
 */
class BpfAssemblerTest
{
    private final BpfAssembler assembler = new BpfAssembler();

    @Test
    void shouldEncodeALoad()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_0010_12_61L }, assembler.loadWord(R2, R1, 16).toArray());
    }

    @Test
    void shouldEncodeANegativeOffsetWithinItsSixteenBits()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_FFFC_12_61L }, assembler.loadWord(R2, R1, -4).toArray());
    }

    @Test
    void shouldEncodeAMapInTwoSlots()
    {
        assertArrayEquals(new long[]{ 0x0000_0007_0000_11_18L, 0 }, assembler.loadMap(R1, 7).toArray());
    }

    @Test
    void shouldEncodeALoadOfAByte()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_0005_32_71L }, assembler.loadByte(R2, R3, 5).toArray());
    }

    @Test
    void shouldEncodeALoadOfADoubleWord()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_000E_35_79L }, assembler.loadDouble(R5, R3, 14).toArray());
    }

    @Test
    void shouldEncodeAStoreOfADoubleWord()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_0008_52_7BL }, assembler.storeDouble(R2, 8, R5).toArray());
    }

    @Test
    void shouldEncodeAMoveOfARegister()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_0000_16_BFL }, assembler.moveRegister(R6, R1).toArray());
    }

    @Test
    void shouldEncodeAnAddition()
    {
        assertArrayEquals(new long[]{ 0x0000_000E_0000_04_07L }, assembler.add(R4, 14).toArray());
    }

    @Test
    void shouldEncodeAMask()
    {
        assertArrayEquals(new long[]{ 0x0000_0001_0000_02_57L }, assembler.and(R2, 1).toArray());
    }

    @Test
    void shouldEncodeAJump()
    {
        assertArrayEquals(new long[]{ 0x0000_0000_0006_34_2DL }, assembler.jumpIfGreater(R4, R3, 6).toArray());
    }

    @Test
    void shouldEncodeAMove()
    {
        assertArrayEquals(new long[]{ 0x0000_0002_0000_03_B7L }, assembler.move(R3, 2).toArray());
    }

    @Test
    void shouldEncodeANegativeImmediateWithinItsThirtyTwoBits()
    {
        assertArrayEquals(new long[]{ 0xFFFF_FFFF_0000_00_B7L }, assembler.move(R0, -1).toArray());
    }

    @Test
    void shouldEncodeACallAndAnExit()
    {
        assertArrayEquals(
            new long[]{ 0x0000_0033_0000_00_85L, 0x0000_0000_0000_00_95L }, assembler.call(51).exit().toArray());
    }

    @Test
    void shouldGrow()
    {
        for (int i = 0; i < 100; i++)
        {
            assembler.move(R0, i);
        }

        assertEquals(100, assembler.toArray().length);
        assertEquals(99L << 32 | 0xB7, assembler.toArray()[99]);
    }
}
