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
package io.xsk.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each mistake with a frame, and what it is called.
 */
class FrameGuardTest
{
    private static final int FRAME_LENGTH = 2048;
    private static final int UNALIGNED_LENGTH = 3000;
    private static final int FRAME_COUNT = 4;
    private static final String LEFT = "interface=left queue=0";
    private static final String RIGHT = "interface=right queue=1";

    private final FrameGuard guard = new FrameGuard(FRAME_COUNT * FRAME_LENGTH, FRAME_LENGTH, false);
    private final FrameGuard.Port left = guard.port(LEFT);
    private final FrameGuard.Port right = guard.port(RIGHT);
    private final FrameGuard unaligned = new FrameGuard(FRAME_COUNT * UNALIGNED_LENGTH, UNALIGNED_LENGTH, true);
    private final FrameGuard.Port unalignedPort = unaligned.port(LEFT);

    @Test
    void shouldLetFramesGoRound()
    {
        for (int i = 0; i < 3; i++)
        {
            left.giveToFill(FRAME_LENGTH + 256);
            assertEquals("ring=fill " + LEFT, guard.holderOf(FRAME_LENGTH));
            left.takeFromRx(FRAME_LENGTH + 256, 64);
            assertEquals("", guard.holderOf(FRAME_LENGTH));
            right.giveToTx(FRAME_LENGTH + 256, 64);
            assertEquals("ring=tx " + RIGHT, guard.holderOf(FRAME_LENGTH + 256));
            right.takeFromCompletion(FRAME_LENGTH + 256);
            guard.checkUse(FRAME_LENGTH, FRAME_LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, -FRAME_LENGTH, FRAME_COUNT * FRAME_LENGTH, Long.MAX_VALUE, Long.MIN_VALUE})
    void shouldRefuseAFrameThatIsNotWithinTheUmem(final long address)
    {
        assertMistake("address is not within the umem: ring=fill " + LEFT + " address=" + address,
            () -> left.giveToFill(address));
        assertMistake("address is not within the umem: ring=tx " + LEFT + " address=" + address,
            () -> left.giveToTx(address, 64));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void shouldRefuseAPacketThatHasNoBytes(final int length)
    {
        assertMistake("address is not within the umem: ring=tx " + LEFT + " address=256 length=" + length,
            () -> left.giveToTx(256, length));
    }

    @Test
    void shouldRefuseAPacketThatCrossesTheEndOfItsFrame()
    {
        assertMistake("packet crosses the end of its frame: ring=tx " + LEFT + " address=2000 length=49",
            () -> left.giveToTx(2000, 49));
        left.giveToTx(2000, 48);
    }

    @Test
    void shouldRefuseAFrameThatIsGivenTwice()
    {
        left.giveToFill(0);

        final String given = " given=[from=0 to=2048 ring=fill " + LEFT;
        assertMistake("frame is given twice: ring=fill " + LEFT + " address=256" + given, () -> left.giveToFill(256));
        assertMistake("frame is given twice: ring=fill " + RIGHT + " address=0" + given, () -> right.giveToFill(0));
        assertMistake("frame is given twice: ring=tx " + LEFT + " address=2047" + given, () -> left.giveToTx(2047, 1));
        left.giveToFill(FRAME_LENGTH);
    }

    @Test
    void shouldRefuseAFrameThatIsBeingSent()
    {
        left.giveToTx(256, 64);

        assertMistake("frame is given twice: ring=fill " + RIGHT + " address=0 given=[from=256 to=320 ring=tx " + LEFT,
            () -> right.giveToFill(0));
        assertMistake("frame is given twice: ring=tx " + LEFT + " address=300", () -> left.giveToTx(300, 64));
        left.giveToTx(320, 64);
    }

    @Test
    void shouldRefuseBytesThatAreUsedAfterTheyWereGivenAway()
    {
        left.giveToFill(FRAME_LENGTH);

        assertMistake("frame is used after it was given away: address=2304 length=64 given=[from=2048 to=4096 " +
            "ring=fill " + LEFT, () -> guard.checkUse(FRAME_LENGTH + 256, 64));
        guard.checkUse(0, FRAME_LENGTH);
        guard.checkUse(2 * FRAME_LENGTH, FRAME_LENGTH);
    }

    @Test
    void shouldRefuseAFrameThatTheKernelWasNotGiven()
    {
        left.giveToFill(0);
        left.giveToTx(FRAME_LENGTH, 64);

        final String what = "the kernel gives a frame that it was not given: ring=";
        assertMistake(what + "rx " + LEFT + " address=4352 given=[]", () -> left.takeFromRx(4352, 64));
        assertMistake(what + "rx " + RIGHT + " address=256 given=[from=0 to=2048 ring=fill " + LEFT,
            () -> right.takeFromRx(256, 64));
        assertMistake(what + "rx " + LEFT + " address=2048 given=[from=2048 to=2112 ring=tx",
            () -> left.takeFromRx(FRAME_LENGTH, 64));
        assertMistake(what + "completion " + LEFT + " address=0 given=[from=0 to=2048 ring=fill",
            () -> left.takeFromCompletion(0));
        assertMistake(what + "rx " + LEFT + " address=-1", () -> left.takeFromRx(-1, 64));

        left.takeFromRx(256, 64);
        assertMistake(what + "rx " + LEFT + " address=256 given=[]", () -> left.takeFromRx(256, 64));
    }

    @Test
    void shouldRefuseAReceivedPacketThatIsLongerThanItsFrame()
    {
        left.giveToFill(0);

        assertMistake("packet crosses the end of its frame: ring=rx " + LEFT + " address=256 length=1793",
            () -> left.takeFromRx(256, 1793));
    }

    @Test
    void shouldHaveEverythingBackWhenAPortIsClosed()
    {
        left.giveToFill(0);
        left.giveToTx(FRAME_LENGTH, 64);
        right.giveToFill(2 * FRAME_LENGTH);
        left.close();

        guard.checkUse(0, 2 * FRAME_LENGTH);
        assertEquals("ring=fill " + RIGHT, guard.holderOf(2 * FRAME_LENGTH));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3000, 256", "8999, 1000"})
    void shouldFollowUnalignedFramesFromTheirAddresses(final long frame, final long offset)
    {
        final long address = frame | offset << 48;

        unalignedPort.giveToFill(frame);
        unalignedPort.takeFromRx(address, 1500);
        unalignedPort.giveToTx(address, 1500);
        assertEquals("ring=tx " + LEFT, unaligned.holderOf(frame + offset));
        unalignedPort.takeFromCompletion(address);
        unaligned.checkUse(0, FRAME_COUNT * UNALIGNED_LENGTH);
    }

    @Test
    void shouldRefuseUnalignedFramesThatOverlap()
    {
        unalignedPort.giveToFill(1000);

        assertMistake("frame is given twice: ring=fill", () -> unalignedPort.giveToFill(0));
        assertMistake("frame is given twice: ring=fill", () -> unalignedPort.giveToFill(3999));
        assertMistake("frame is given twice: ring=tx", () -> unalignedPort.giveToTx(3999, 64));
        assertMistake("address is not within the umem", () -> unalignedPort.giveToFill(9001));
        unalignedPort.giveToFill(4000);
        unalignedPort.giveToTx(2000 | 5000L << 48, 2000);
    }

    private static void assertMistake(final String expected, final Executable executable)
    {
        final String message = assertThrows(IllegalStateException.class, executable).getMessage();
        assertTrue(message.startsWith(expected), message);
    }
}
