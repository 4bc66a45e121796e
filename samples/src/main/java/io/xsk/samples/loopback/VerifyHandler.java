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
package io.xsk.samples.loopback;

import com.lmax.disruptor.EventHandler;
import io.xsk.net.EthernetFlyweight;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import org.agrona.MutableDirectBuffer;

/**
 * The first stage: finds the datagram in the packet, and verifies that it is whole and in its turn.
 */
final class VerifyHandler implements EventHandler<DatagramEvent>
{
    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private final int port;
    private final LoopbackCounts counts;
    private long expectedSequence;

    VerifyHandler(final int port, final LoopbackCounts counts)
    {
        this.port = port;
        this.counts = counts;
    }

    @Override
    public void onEvent(final DatagramEvent event, final long sequence, final boolean endOfBatch)
    {
        event.datagramSequence = DatagramEvent.NONE;
        final MutableDirectBuffer packet = event.packet();
        if (!isDatagram(packet))
        {
            counts.unrecognised.incrementRelease();
            return;
        }

        counts.received.incrementRelease();
        if (!DatagramDescriptor.isChecksumRight(packet, udp.payloadIndex()))
        {
            counts.checksumErrors.incrementRelease();
            return;
        }

        event.datagramSequence = DatagramDescriptor.sequence(packet, udp.payloadIndex());
        event.scheduledTimeNs = DatagramDescriptor.scheduledTimeNs(packet, udp.payloadIndex());
        verify(event.datagramSequence);
    }

    private boolean isDatagram(final MutableDirectBuffer packet)
    {
        ethernet.wrap(packet, 0, packet.capacity());
        if (!ethernet.isValid() || EthernetFlyweight.ETHER_TYPE_IPV4 != ethernet.etherType())
        {
            return false;
        }
        ipv4.wrap(packet, ethernet.payloadIndex(), ethernet.payloadLength());
        if (!ipv4.isValid() || ipv4.isFragment() || Ipv4Flyweight.PROTOCOL_UDP != ipv4.protocol())
        {
            return false;
        }
        udp.wrap(packet, ipv4.payloadIndex(), ipv4.payloadLength());

        return udp.isValid() && port == udp.destinationPort() && DatagramDescriptor.LENGTH == udp.payloadLength();
    }

    private void verify(final long sequence)
    {
        if (sequence >= expectedSequence)
        {
            counts.gaps.getAndAddRelease(sequence - expectedSequence);
            expectedSequence = sequence + 1;
        }
        else
        {
            counts.reordered.incrementRelease();
        }
    }
}
