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

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.concurrent.ringbuffer.RingBufferDescriptor.TRAILER_LENGTH;

import io.xsk.net.EthernetFlyweight;
import io.xsk.net.Ipv4Flyweight;
import io.xsk.net.UdpFlyweight;
import io.xsk.pipeline.XskPipeline;
import io.xsk.sim.SimulatedInterface;
import io.xsk.sim.SimulatedKernel;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/**
 * A cable within the process, between two interfaces of a simulated kernel. It needs no privileges.
 */
final class SimulatedCable implements LoopbackCable
{
    private static final long SEED = 1;
    private static final int SINGLE_QUEUE = 1;
    private static final int SENDER_ADDRESS = 0x0A4D0001;       // 10.77.0.1
    private static final int RECEIVER_ADDRESS = 0x0A4D0002;     // 10.77.0.2
    private static final long SENDER_MAC = 0x02_00_00_00_00_01L;
    private static final long RECEIVER_MAC = 0x02_00_00_00_00_02L;

    private final SimulatedKernel kernel = new SimulatedKernel(SEED);
    private final SimulatedInterface sender = kernel.addInterface(SENDER, SINGLE_QUEUE);
    private final SimulatedInterface receiver = kernel.addInterface(RECEIVER, SINGLE_QUEUE);
    private final int port;

    /**
     * @param port of the datagrams, at both ends.
     */
    SimulatedCable(final int port)
    {
        this.port = port;
        kernel.connect(sender, receiver);
    }

    @Override
    public XskPipeline<DatagramEvent> launch(final XskPipeline.Context<DatagramEvent> context)
    {
        return XskPipeline.launch(context.simulated(kernel));
    }

    @Override
    public String mode(final XskPipeline<DatagramEvent> pipeline)
    {
        return "simulated";
    }

    @Override
    public DatagramLine open()
    {
        return new SimulatedLine();
    }

    /** What arrives there was sent: nothing is dropped before it is on the cable. */
    @Override
    public long senderDropped()
    {
        return sender.counts().txDropped();
    }

    @Override
    public long receiverDropped()
    {
        return receiver.counts().rxDropped();
    }

    /**
     * Puts the headers on that the sender's kernel would put on, and lets the packet arrive at the other end. What
     * comes back does so on the thread of the pipeline's owner, which hands it over as a socket's buffer does.
     */
    private final class SimulatedLine implements DatagramLine
    {
        private static final int RECEIVE_BUFFER_LENGTH = 4 * 1024 * 1024;
        private static final int MSG_TYPE_ID = 1;
        private static final int HEADERS_LENGTH =
            EthernetFlyweight.HEADER_LENGTH + Ipv4Flyweight.MIN_HEADER_LENGTH + UdpFlyweight.HEADER_LENGTH;
        private static final int PACKET_LENGTH = HEADERS_LENGTH + DatagramDescriptor.LENGTH;

        private final UnsafeBuffer packet =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(PACKET_LENGTH, CACHE_LINE_LENGTH));
        private final UnsafeBuffer outgoing =
            new UnsafeBuffer(packet, HEADERS_LENGTH, DatagramDescriptor.LENGTH);
        private final UnsafeBuffer incoming =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(DatagramDescriptor.LENGTH, CACHE_LINE_LENGTH));
        private final OneToOneRingBuffer returned = new OneToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(RECEIVE_BUFFER_LENGTH + TRAILER_LENGTH, CACHE_LINE_LENGTH)));
        private final MessageHandler onMessage = this::onMessage;

        SimulatedLine()
        {
            final EthernetFlyweight ethernet = new EthernetFlyweight();
            ethernet.wrap(packet, 0, PACKET_LENGTH);
            ethernet.destination(RECEIVER_MAC).source(SENDER_MAC).etherType(EthernetFlyweight.ETHER_TYPE_IPV4);
            final Ipv4Flyweight ipv4 = new Ipv4Flyweight();
            ipv4.wrap(packet, EthernetFlyweight.HEADER_LENGTH, PACKET_LENGTH - EthernetFlyweight.HEADER_LENGTH);
            ipv4.compose(Ipv4Flyweight.PROTOCOL_UDP, UdpFlyweight.HEADER_LENGTH + DatagramDescriptor.LENGTH);
            ipv4.source(SENDER_ADDRESS).destination(RECEIVER_ADDRESS).updateChecksum();
            final UdpFlyweight udp = new UdpFlyweight();
            udp.wrap(packet, ipv4.payloadIndex(), ipv4.payloadLength());
            udp.compose(port, port, DatagramDescriptor.LENGTH);
            sender.onPassed(this::onReturn);
        }

        @Override
        public UnsafeBuffer outgoing()
        {
            return outgoing;
        }

        @Override
        public UnsafeBuffer incoming()
        {
            return incoming;
        }

        @Override
        public boolean send()
        {
            receiver.inject(0, packet, 0, PACKET_LENGTH);

            return true;
        }

        @Override
        public boolean receive()
        {
            return returned.read(onMessage, 1) > 0;
        }

        @Override
        public void close()
        {
            sender.onPassed(null);
        }

        /** As a socket does: where its buffer is full a datagram does not reach it. */
        private void onReturn(final int queue, final DirectBuffer returning)
        {
            if (PACKET_LENGTH == returning.capacity())
            {
                returned.write(MSG_TYPE_ID, returning, HEADERS_LENGTH, DatagramDescriptor.LENGTH);
            }
        }

        private void onMessage(
            final int msgTypeId, final MutableDirectBuffer buffer, final int index, final int length)
        {
            incoming.putBytes(0, buffer, index, length);
        }
    }
}
