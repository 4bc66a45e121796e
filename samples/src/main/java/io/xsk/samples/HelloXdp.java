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

import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.netns.NetworkNamespace;
import io.xsk.ring.RxRing;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;

/**
 * One packet from one AF_XDP socket to another: an ARP request, over a cable between two hosts that the sample makes.
 * Each host has a socket on a UMEM of its own.
 */
@Command(name = "hello-xdp", description = "Send one ARP frame from an AF_XDP socket to another.")
public final class HelloXdp implements Callable<Integer>
{
    /** 10.80.0.1, by its MAC address 02:00:00:00:00:01, asks for 10.80.0.2. */
    static final byte[] ARP_REQUEST = HexFormat.of().parseHex(
        "ffffffffffff" + "020000000001" + "0806" +          // Ethernet: to all, from the sender, ARP
        "0001" + "0800" + "06" + "04" + "0001" +            // Ethernet and IPv4, lengths of their addresses, request
        "020000000001" + "0a500001" +                       // the sender
        "000000000000" + "0a500002");                       // the target

    private static final int FRAME_COUNT = 16;

    private HelloXdp()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new HelloXdp(), args);
    }

    @Override
    public Integer call()
    {
        CommandRunner.requireCapabilities();
        final byte[] received = run();
        final boolean isEqual = Arrays.equals(ARP_REQUEST, received);
        System.out.printf("sent      %s%n", HexFormat.ofDelimiter(" ").formatHex(ARP_REQUEST));
        System.out.printf("received  %s%n", HexFormat.ofDelimiter(" ").formatHex(received));
        System.out.printf("%d bytes, %s as they were sent%n", received.length, isEqual ? "all" : "NOT");

        return isEqual ? 0 : CommandRunner.EXIT_FAILED;
    }

    static byte[] run()
    {
        try (
            NetworkNamespace one = NetworkNamespace.create("one");
            NetworkNamespace other = NetworkNamespace.create("other");
            Umem senderUmem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT));
            Umem receiverUmem = Umem.allocate(new Umem.Context().frameCount(FRAME_COUNT)))
        {
            NetworkNamespace.connect(one, "dev1", other, "dev2", 1);
            try (
                CableEnd receiver = CableEnd.open(other, context("dev2", receiverUmem), 0, FRAME_COUNT).receive();
                CableEnd sender = CableEnd.open(one, context("dev1", senderUmem), 0, 0))
            {
                final UnsafeBuffer packet = new UnsafeBuffer(0, 0);
                final long address = senderUmem.frameAddress(0);
                senderUmem.wrap(address, ARP_REQUEST.length, packet);
                packet.putBytes(0, ARP_REQUEST);
                sender.send(address, ARP_REQUEST.length);

                final RxRing rxRing = receiver.awaitPacket();
                final byte[] received = new byte[rxRing.length(rxRing.position())];
                receiverUmem.wrap(rxRing.address(rxRing.position()), received.length, packet);
                packet.getBytes(0, received);
                rxRing.release(1);

                return received;
            }
        }
    }

    static XskSocket.Context context(final String interfaceName, final Umem umem)
    {
        return new XskSocket.Context().interfaceName(interfaceName).umem(umem);
    }
}
