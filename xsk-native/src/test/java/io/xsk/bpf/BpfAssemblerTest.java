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

import static io.xsk.bpf.Register.R0;
import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R2;
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R4;
import static io.xsk.bpf.Register.R5;
import static io.xsk.bpf.Register.R6;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.bpf.BpfAssembler.Label;
import org.junit.jupiter.api.Test;

/**
 * Against encodings written by hand from the kernel's documentation.
 */
class BpfAssemblerTest
{
    private final BpfAssembler assembler = new BpfAssembler();

    @Test
    void shouldEncodeLoadsOfEachWidth()
    {
        assertArrayEquals(
            new long[]{
                0x0000_0000_0005_32_71L, 0x0000_0000_000C_32_69L, 0x0000_0000_0010_12_61L, 0x0000_0000_000E_35_79L},
            assembler
                .load(Width.BYTE, R2, R3, 5)
                .load(Width.HALF, R2, R3, 12)
                .load(Width.WORD, R2, R1, 16)
                .load(Width.DOUBLE, R5, R3, 14)
                .toArray());
    }

    @Test
    void shouldEncodeANegativeOffsetWithinItsSixteenBits()
    {
        assertArrayEquals(new long[]{0x0000_0000_FFFC_12_61L}, assembler.load(Width.WORD, R2, R1, -4).toArray());
    }

    @Test
    void shouldRefuseAnOffsetOfMoreThanSixteenBits()
    {
        assertEquals("offset must have 16 bits with its sign: offset=32768",
            assertThrows(IllegalArgumentException.class,
                () -> assembler.load(Width.WORD, R2, R1, 32_768)).getMessage());
    }

    @Test
    void shouldEncodeStores()
    {
        assertArrayEquals(
            new long[]{
                0x0000_0000_0008_52_7BL, 0x0000_0000_FFFC_12_63L, 0x0000_0001_FFF8_0A_62L, 0x0000_0000_0008_17_DBL},
            assembler
                .store(Width.DOUBLE, R2, 8, R5)
                .store(Width.WORD, R2, -4, R1)
                .store(Width.WORD, Register.R10, -8, 1)
                .atomicAdd(Width.DOUBLE, Register.R7, 8, R1)
                .toArray());
    }

    @Test
    void shouldEncodeAMapInTwoSlots()
    {
        assertArrayEquals(new long[]{0x0000_0007_0000_11_18L, 0}, assembler.loadMap(R1, 7).toArray());
        assertEquals(2, assembler.length());
    }

    @Test
    void shouldEncodeALongInTwoSlots()
    {
        assertArrayEquals(
            new long[]{0x89AB_CDEF_0000_01_18L, 0x0123_4567_0000_00_00L},
            assembler.loadLong(R1, 0x0123_4567_89AB_CDEFL).toArray());
    }

    @Test
    void shouldEncodeMoves()
    {
        assertArrayEquals(
            new long[]{
                0x0000_0002_0000_03_B7L, 0xFFFF_FFFF_0000_00_B7L, 0x0000_0000_0000_16_BFL, 0x0000_0004_0000_00_B7L},
            assembler.move(R3, 2).move(R0, -1).move(R6, R1).move(R0, XdpAction.REDIRECT).toArray());
    }

    @Test
    void shouldEncodeArithmeticOfBothWidths()
    {
        assertArrayEquals(
            new long[]{
                0x0000_000E_0000_04_07L, 0x0000_0000_0000_34_0FL, 0x0000_0001_0000_02_54L, 0x0000_0000_0000_32_7CL,
                0x0000_0000_0000_02_87L, 0x0000_0010_0000_02_DCL},
            assembler
                .alu(AluOperation.ADD, R4, 14)
                .alu(AluOperation.ADD, R4, R3)
                .alu32(AluOperation.AND, R2, 1)
                .alu32(AluOperation.SHIFT_RIGHT, R2, R3)
                .negate(R2)
                .networkOrder(Width.HALF, R2)
                .toArray());
    }

    @Test
    void shouldEncodeCallsAndAnExit()
    {
        assertArrayEquals(
            new long[]{
                0x0000_0033_0000_00_85L, 0x0000_1234_0000_20_85L, 0x0000_0000_0000_00_95L},
            assembler.call(Helper.REDIRECT_MAP).callKfunc(0x1234).exit().toArray());
    }

    @Test
    void shouldJumpForwardAndBack()
    {
        final Label forward = assembler.label();
        final Label back = assembler.label();
        assembler
            .bind(back)
            .jump(Condition.GREATER, R4, R3, forward)
            .jump32(Condition.NOT_EQUAL, R4, 7, back)
            .loadLong(R1, 0)
            .bind(forward)
            .jump(back);

        assertArrayEquals(
            new long[]{
                0x0000_0000_0003_34_2DL, 0x0000_0007_FFFE_04_56L, 0x0000_0000_0000_01_18L, 0,
                0x0000_0000_FFFB_00_05L},
            assembler.toArray());
    }

    @Test
    void shouldRefuseALabelThatIsNowhere()
    {
        assembler.jump(assembler.label());

        assertEquals("label is jumped to but not bound: jump=0",
            assertThrows(IllegalStateException.class, assembler::toArray).getMessage());
    }

    @Test
    void shouldRefuseALabelThatIsInTwoPlaces()
    {
        final Label label = assembler.label();
        assembler.bind(label);

        assertThrows(IllegalStateException.class, () -> assembler.bind(label));
    }

    @Test
    void shouldJumpAsFarAsSixteenBitsGoAndNoFarther()
    {
        final Label label = assembler.label();
        assembler.jump(label);
        for (int i = 0; i < Short.MAX_VALUE; i++)
        {
            assembler.move(R0, i);
        }
        assembler.bind(label);
        assertEquals(0x0000_0000_7FFF_00_05L, assembler.toArray()[0]);

        final BpfAssembler tooFar = new BpfAssembler();
        final Label end = tooFar.label();
        tooFar.jump(end);
        for (int i = 0; i <= Short.MAX_VALUE; i++)
        {
            tooFar.move(R0, i);
        }
        tooFar.bind(end);

        final IllegalStateException exception = assertThrows(IllegalStateException.class, tooFar::toArray);
        assertTrue(exception.getMessage().contains("jump=0 label=32769"), exception.getMessage());
    }

    @Test
    void shouldRefuseWhatHasNoEncoding()
    {
        assertThrows(IllegalArgumentException.class, () -> assembler.networkOrder(Width.BYTE, R1));
        assertThrows(IllegalArgumentException.class, () -> assembler.atomicAdd(Width.HALF, R1, 0, R2));
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
