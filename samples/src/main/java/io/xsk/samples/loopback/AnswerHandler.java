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
import io.xsk.pipeline.Verdict;
import org.agrona.MutableDirectBuffer;

/**
 * The second stage: records how long each datagram took to get here, and sends every tenth one back in its own frame.
 */
final class AnswerHandler implements EventHandler<DatagramEvent>
{
    static final int ANSWERED_OF = 10;

    private final EthernetFlyweight ethernet = new EthernetFlyweight();
    private final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
    private final UdpFlyweight udp = new UdpFlyweight();
    private final Latency latency;

    /**
     * @param latency to record into; to be read when the pipeline is closed.
     */
    AnswerHandler(final Latency latency)
    {
        this.latency = latency;
    }

    @Override
    public void onEvent(final DatagramEvent event, final long sequence, final boolean endOfBatch)
    {
        if (DatagramEvent.NONE == event.datagramSequence)
        {
            return;
        }
        latency.record(System.nanoTime() - event.scheduledTimeNs);
        if (0 == event.datagramSequence % ANSWERED_OF)
        {
            turnRound(event.packet());
            event.verdict(Verdict.TRANSMIT);
        }
    }

    private void turnRound(final MutableDirectBuffer packet)
    {
        ethernet.wrap(packet, 0, packet.capacity());
        ethernet.swapAddresses();
        ipv4.wrap(packet, ethernet.payloadIndex(), ethernet.payloadLength());
        ipv4.swapAddresses();
        udp.wrap(packet, ipv4.payloadIndex(), ipv4.payloadLength());
        udp.swapPorts();
        // The sender's kernel left the checksum to an interface that never computed it, since the cable is virtual.
        udp.clearChecksum();
    }
}
