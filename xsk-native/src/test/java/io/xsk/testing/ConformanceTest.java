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

import static io.xsk.testing.Cable.LEFT;
import static io.xsk.testing.Cable.RIGHT;

import io.xsk.PageSize;
import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the tests share that follow the kernel's own for AF_XDP ({@code tools/testing/selftests/bpf}, xskxceiver): a
 * sender on the left, a receiver on the right, and the sizes that are used there. See {@code docs/conformance.md}.
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
    /** Huge pages that two unaligned UMEMs take. */
    protected static final int HUGE_PAGE_COUNT = 2;

    /** Joins the two hosts. */
    protected Cable cable;

    /** For subclasses. */
    protected ConformanceTest()
    {
    }

    /** Runs only when the test does: a condition on a test is evaluated before its instance is set up. */
    @BeforeEach
    void setUp()
    {
        cable = new Cable(1);
    }

    @AfterEach
    void tearDown()
    {
        cable.close();
    }

    /**
     * Let the cable take long packets.
     */
    protected final void jumbo()
    {
        cable.left().mtu(LEFT, JUMBO_LENGTH);
        cable.right().mtu(RIGHT, JUMBO_LENGTH);
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
     * @return the sizes, to be changed; the test sets huge pages aside.
     */
    protected static Umem.Context unalignedFrames()
    {
        return frames().unaligned(true).pageSize(PageSize.MIB_2);
    }

    /**
     * What a socket for packets in one frame is opened with.
     *
     * @param interfaceName of the interface.
     * @param frames        of its UMEM.
     * @return the context, with a UMEM.
     */
    protected static XskSocket.Context single(final String interfaceName, final Umem.Context frames)
    {
        return XskHost.context(interfaceName, CAPACITY).umem(Umem.allocate(frames));
    }

    /**
     * What a socket for packets in several frames is opened with.
     *
     * @param interfaceName of the interface.
     * @param frames        of its UMEM.
     * @return the context, with a UMEM.
     */
    protected static XskSocket.Context multi(final String interfaceName, final Umem.Context frames)
    {
        return single(interfaceName, frames).multiBuffer(true);
    }

    /**
     * A host that sends.
     *
     * @param context of its socket.
     * @return the host, to be closed.
     */
    protected final XskHost sender(final XskSocket.Context context)
    {
        return new XskHost(cable.left(), context, 0, FRAME_COUNT, 0);
    }

    /**
     * A host that receives, once it has a program.
     *
     * @param context of its socket.
     * @return the host, to be closed.
     */
    protected final XskHost receiver(final XskSocket.Context context)
    {
        return new XskHost(cable.right(), context, 0, FRAME_COUNT, CAPACITY);
    }

    /**
     * A host that sends short packets.
     *
     * @return the host, to be closed.
     */
    protected final XskHost sender()
    {
        return sender(single(LEFT, frames()));
    }

    /**
     * A host that receives short packets.
     *
     * @param mode of its program.
     * @return the host, to be closed.
     */
    protected final XskHost receiver(final AttachMode mode)
    {
        return receiver(single(RIGHT, frames())).receive(mode, false);
    }
}
