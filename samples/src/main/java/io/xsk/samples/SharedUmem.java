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
package io.xsk.samples;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.xsk.Umem;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.RxRing;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;

/**
 * One UMEM for the sockets on two interfaces: the host in the middle receives a frame on the one and sends that same
 * frame on the other, so user space copies nothing. What goes through it are ARP requests, each for another address.
 * <pre>
 *   source            middle            target
 *    dev1 ---------- in   out ---------- dev2
 *                     one UMEM
 * </pre>
 */
@Command(name = "shared-umem", description = "Forward ARP frames between two interfaces whose sockets share a UMEM.")
public final class SharedUmem implements Callable<Integer>
{
    private static final int PACKET_COUNT = 1_000;
    private static final int PACKET_LENGTH = HelloXdp.ARP_REQUEST.length;
    /** The address that an ARP request asks for is the last that it has. */
    private static final int TARGET_ADDRESS_OFFSET = PACKET_LENGTH - Integer.BYTES;
    private static final int FRAME_COUNT = 16;

    private final UnsafeBuffer expected = new UnsafeBuffer(HelloXdp.ARP_REQUEST.clone());
    private final UnsafeBuffer packet = new UnsafeBuffer(0, 0);

    private SharedUmem()
    {
    }

    /**
     * How it came out.
     *
     * @param sent      packets, by the source.
     * @param forwarded packets, by the middle, each in the frame in which it came.
     * @param received  packets, by the target, that were as they were sent and in order.
     */
    record Result(int sent, int forwarded, int received)
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new SharedUmem(), args);
    }

    @Override
    public Integer call()
    {
        CommandRunner.requireCapabilities();
        final Result result = run();
        System.out.printf("sent %,d   forwarded %,d without a copy, in %d frames   received %,d as they were sent%n",
            result.sent, result.forwarded, FRAME_COUNT, result.received);

        return new Result(PACKET_COUNT, PACKET_COUNT, PACKET_COUNT).equals(result) ? 0 : CommandRunner.EXIT_FAILED;
    }

    static Result run()
    {
        try (
            NetworkNamespace source = NetworkNamespace.create("source");
            NetworkNamespace middle = NetworkNamespace.create("middle");
            NetworkNamespace target = NetworkNamespace.create("target");
            Umem sourceUmem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT));
            Umem sharedUmem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT));
            Umem targetUmem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            NetworkNamespace.connect(source, "dev1", middle, "in", 1);
            NetworkNamespace.connect(middle, "out", target, "dev2", 1);
            try (
                CableEnd to = CableEnd.open(target, HelloXdp.context("dev2", targetUmem), 0, FRAME_COUNT).receive();
                CableEnd in = CableEnd.open(middle, HelloXdp.context("in", sharedUmem), 0, FRAME_COUNT).receive();
                CableEnd out = CableEnd.open(middle, HelloXdp.context("out", sharedUmem), 0, 0);
                CableEnd from = CableEnd.open(source, HelloXdp.context("dev1", sourceUmem), 0, 0))
            {
                return new SharedUmem().run(from, in, out, to);
            }
        }
    }

    private Result run(final CableEnd from, final CableEnd in, final CableEnd out, final CableEnd to)
    {
        int sent = 0;
        int forwarded = 0;
        int received = 0;
        for (int i = 0; i < PACKET_COUNT; i++)
        {
            expected.putInt(TARGET_ADDRESS_OFFSET, i, BIG_ENDIAN);
            send(from, from.umem().frameAddress(i % FRAME_COUNT));
            sent++;
            forward(in, out);
            forwarded++;
            received += receive(to);
        }

        return new Result(sent, forwarded, received);
    }

    private void send(final CableEnd from, final long address)
    {
        from.umem().wrap(address, PACKET_LENGTH, packet);
        packet.putBytes(0, expected, 0, PACKET_LENGTH);
        from.send(address, PACKET_LENGTH);
    }

    /** The frame goes from the one socket's receive ring by the other's transmit ring to the first one's fill ring. */
    private static void forward(final CableEnd in, final CableEnd out)
    {
        final RxRing rxRing = in.awaitPacket();
        final long address = rxRing.address(rxRing.position());
        final int length = rxRing.length(rxRing.position());
        rxRing.release(1);
        out.send(address, length);
        in.recycle(address);
    }

    private int receive(final CableEnd to)
    {
        final RxRing rxRing = to.awaitPacket();
        final long address = rxRing.address(rxRing.position());
        to.umem().wrap(address, rxRing.length(rxRing.position()), packet);
        final boolean isEqual = packet.equals(expected);
        rxRing.release(1);
        to.recycle(address);

        return isEqual ? 1 : 0;
    }
}
