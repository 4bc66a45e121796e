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
package io.xsk.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.ring.RingDescriptor;
import io.xsk.testing.KernelTest;
import io.xsk.testing.TestProgram;
import java.util.Random;

/**
 * Random operations, right and wrong ones, on a pair of virtual interfaces of the kernel's and on one of the simulated
 * kernel's: results of calls, entries and indices of all rings, bytes and statistics are the same after each. Where
 * they differ the simulated kernel is wrong.
 */
class SameAsTheKernelKernelTest
{
    private static final int CAPACITY = 64;
    private static final int COMPLETION_CAPACITY = 32;
    private static final int FRAME_COUNT = 128;
    private static final int OPERATIONS = Integer.getInteger("xsk.sim.operations", 700);
    private static final long SEED = Long.getLong("xsk.sim.seed", 20_260_101L);
    private static final int MAX_BATCH = 40;
    private static final int UNKNOWN_OPTION = 4;

    private final Random random = new Random(SEED);
    private TwoKernels kernels;
    private boolean isMultiBuffer;
    private int frameLength;

    @KernelTest
    void shouldSendAndReceiveInAlignedFrames()
    {
        compare(frames(), false);
    }

    @KernelTest
    void shouldSendAndReceiveInLongFramesWithHeadroom()
    {
        compare(frames().frameLength(4096).headroom(128), false);
    }

    @KernelTest
    void shouldSendAndReceiveInUnalignedFrames()
    {
        compare(frames().frameLength(3000).unaligned(true), false);
    }

    @KernelTest
    void shouldSendAndReceivePacketsInSeveralFrames()
    {
        compare(frames().headroom(1344), true);
    }

    @KernelTest
    void shouldSendAndReceivePacketsInSeveralUnalignedFrames()
    {
        compare(frames().frameLength(2500).headroom(1000).unaligned(true), true);
    }

    @KernelTest
    void shouldSendAndReceiveWithRoomForMetadata()
    {
        compare(frames().txMetadata(true), false);
    }

    private static Umem.Context frames()
    {
        return new Umem.Context().frameCount(FRAME_COUNT);
    }

    private void compare(final Umem.Context frames, final boolean multiBuffer)
    {
        isMultiBuffer = multiBuffer;
        frameLength = frames.frameLength();
        final XskSocket.Context sockets = new XskSocket.Context()
            .fillRingCapacity(CAPACITY)
            .rxRingCapacity(CAPACITY)
            .txRingCapacity(CAPACITY)
            .completionRingCapacity(COMPLETION_CAPACITY)
            .multiBuffer(multiBuffer);
        final TestProgram program = multiBuffer ? TestProgram.REDIRECT_MULTI_BUFFER : TestProgram.REDIRECT;
        try (TwoKernels both = new TwoKernels(frames, sockets, program))
        {
            kernels = both;
            both.both("compose", pair -> pair.compose().observe());
            for (int i = 0; i < OPERATIONS; i++)
            {
                operate();
            }
            assertTrue(both.received() > 0, both::toString);
        }
    }

    private void operate()
    {
        final int limit = 1 + random.nextInt(MAX_BATCH);
        switch (random.nextInt(10))
        {
            case 0, 1:
                put(limit);
                break;

            case 2, 3:
                kernels.both("wakeupTx", pair -> "" + pair.sender().wakeupTx());
                break;

            case 4:
                kernels.both("complete " + limit, pair -> pair.complete(limit));
                break;

            case 5, 6:
                fill(limit);
                break;

            case 7:
                kernels.both("receive " + limit, pair -> pair.receive(limit));
                break;

            case 8:
                kernels.both("wakeupRx", pair -> "" + pair.receiver().wakeupRx());
                break;

            default:
                kernels.both("awaitTx", pair -> "" + pair.sender().awaitTx(0));
                kernels.both("awaitRx", pair -> "" + pair.receiver().awaitRx(0));
                break;
        }
    }

    private void put(final int limit)
    {
        // Now and then more parts in a row than a packet may have.
        final boolean isChain = 0 == random.nextInt(8);
        for (int i = 0; i < limit; i++)
        {
            final long address = address(8);
            final int length = length();
            final int options = isChain ? RingDescriptor.CONTINUED_OPTION : options();
            kernels.both("put " + Long.toHexString(address) + ' ' + length + ' ' + options,
                pair -> pair.put(address, length, options));
        }
    }

    /** For packets in several frames none is wrong: the kernel counts on what it saw in the ring. */
    private void fill(final int limit)
    {
        for (int i = 0; i < limit; i++)
        {
            final long address = isMultiBuffer ?
                (long)random.nextInt(FRAME_COUNT) * frameLength : address(10);
            kernels.both("fill " + Long.toHexString(address), pair -> pair.fill(address));
        }
    }

    /** One in some is at an edge of what is right, or beyond. */
    private long address(final int oneIn)
    {
        final long frame = (long)random.nextInt(FRAME_COUNT) * frameLength;
        final long end = (long)FRAME_COUNT * frameLength;
        if (0 != random.nextInt(oneIn))
        {
            return frame + random.nextInt(400);
        }

        return switch (random.nextInt(7))
        {
            case 0 -> end + random.nextInt(100);
            case 1 -> end - random.nextInt(100);
            case 2 -> -1L - random.nextInt(100);
            case 3 -> random.nextLong();
            case 4 -> frame + frameLength - random.nextInt(100);
            case 5 -> frame | (long)random.nextInt(frameLength) << 48;
            default -> random.nextInt(40);
        };
    }

    private int length()
    {
        return switch (random.nextInt(12))
        {
            case 0 -> random.nextInt(20);
            case 1 -> 1500 + random.nextInt(30);
            case 2 -> frameLength - random.nextInt(500);
            case 3 -> frameLength + random.nextInt(3);
            case 4 -> 0 == random.nextInt(3) ? -random.nextInt(100) : 100;
            default -> 14 + random.nextInt(1000);
        };
    }

    private int options()
    {
        if (0 == random.nextInt(30))
        {
            return UNKNOWN_OPTION + random.nextInt(2);
        }

        return random.nextInt(3) > 0 ? 0 : RingDescriptor.CONTINUED_OPTION;
    }
}
