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
package io.xsk.testing;

import io.xsk.Umem;
import io.xsk.XskSocket;

/**
 * What the tests share that follow the kernel's own for AF_XDP ({@code tools/testing/selftests/bpf}, xskxceiver): a
 * sender on the left, a receiver on the right, and the sizes that are used there. They use the public API alone, over
 * each {@link Backend} in turn. See {@code docs/conformance.md}.
 */
public abstract class ConformanceTest
{
    /** Entries of each ring. */
    protected static final int CAPACITY = 256;
    /** Frames of each UMEM, half to receive into and half to send from. */
    protected static final int FRAME_COUNT = 2 * CAPACITY;
    /** Length of a frame where the case does not ask for another. */
    protected static final int FRAME_LENGTH = 4096;
    /** Packets of a stream. */
    protected static final int PACKET_COUNT = 4096;
    /** Length of a short packet. */
    protected static final int PACKET_LENGTH = 64;
    /** Length of a long packet. */
    protected static final int JUMBO_LENGTH = 9_000;

    /** The two hosts, there while a case runs. */
    Testbed testbed;

    /** For subclasses. */
    protected ConformanceTest()
    {
    }

    /**
     * What the case runs over.
     *
     * @return the two hosts.
     */
    protected final Testbed testbed()
    {
        return testbed;
    }

    /**
     * Frames as most cases have them.
     *
     * @return the sizes, to be changed.
     */
    protected static Umem.Context frames()
    {
        return new Umem.Context().frameLength(FRAME_LENGTH).frameCount(FRAME_COUNT);
    }

    /**
     * Frames at any address.
     *
     * @return the sizes, to be changed.
     */
    protected final Umem.Context unalignedFrames()
    {
        return frames().unaligned(true).pageSize(testbed.pagesForUnaligned());
    }

    /**
     * What a port for packets in one frame is opened with.
     *
     * @param umem of the port.
     * @return the context, to be changed.
     */
    protected static XskSocket.Context single(final Umem umem)
    {
        return new XskSocket.Context()
            .umem(umem)
            .fillRingCapacity(CAPACITY)
            .rxRingCapacity(CAPACITY)
            .txRingCapacity(CAPACITY)
            .completionRingCapacity(CAPACITY);
    }

    /**
     * What a port for packets in one frame is opened with.
     *
     * @param frames of its UMEM.
     * @return the context, with a UMEM, to be changed.
     */
    protected static XskSocket.Context single(final Umem.Context frames)
    {
        return single(Umem.allocate(frames));
    }

    /**
     * What a port for packets in several frames is opened with.
     *
     * @param frames of its UMEM.
     * @return the context, with a UMEM, to be changed.
     */
    protected static XskSocket.Context multi(final Umem.Context frames)
    {
        return single(frames).multiBuffer(true);
    }

    /**
     * A host that sends.
     *
     * @param context of its port.
     * @return the host, to be closed.
     */
    protected final Endpoint sender(final XskSocket.Context context)
    {
        return new Endpoint(testbed, Side.LEFT, context, 0);
    }

    /**
     * A host that receives, once it has a program.
     *
     * @param context of its port.
     * @return the host, to be closed.
     */
    protected final Endpoint receiver(final XskSocket.Context context)
    {
        return new Endpoint(testbed, Side.RIGHT, context, CAPACITY);
    }

    /**
     * A host that sends short packets.
     *
     * @return the host, to be closed.
     */
    protected final Endpoint sender()
    {
        return sender(single(frames()));
    }

    /**
     * A host that receives short packets.
     *
     * @return the host, to be closed.
     */
    protected final Endpoint receiver()
    {
        return receiver(single(frames())).receive(TestProgram.REDIRECT);
    }
}
