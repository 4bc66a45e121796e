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

import com.lmax.disruptor.EventHandler;
import io.xsk.net.EthernetFlyweight;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.Transmitter;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.agrona.MutableDirectBuffer;
import picocli.CommandLine.Command;

/**
 * A stage that makes packets of its own: it answers every tenth datagram with one that goes back to its sender, while
 * the received packet itself is recycled as ever.
 */
@Command(name = "answer-packets", description = "A transmitter: send packets that a stage makes itself.")
public final class AnswerPackets implements Callable<Integer>
{
    static final int DATAGRAM_COUNT = 10_000;
    static final int ANSWER_COUNT = DATAGRAM_COUNT / 10;
    private static final int PORT = 26_500;
    private static final int BURST = 100;

    /** Answers a datagram by another one, with the same payload, that goes the way back. */
    static final class Answerer implements EventHandler<FrameEvent>
    {
        private static final int MAC_LENGTH = 6;
        private static final int IPV4_INDEX = 14;
        private static final int SOURCE_ADDRESS_INDEX = IPV4_INDEX + 12;
        private static final int DESTINATION_ADDRESS_INDEX = IPV4_INDEX + 16;
        private static final int SOURCE_PORT_INDEX = IPV4_INDEX + 20;
        private static final int DESTINATION_PORT_INDEX = SOURCE_PORT_INDEX + 2;
        private static final int CHECKSUM_INDEX = SOURCE_PORT_INDEX + 6;
        private static final int LENGTH = IPV4_INDEX + 20 + 8 + TwoHosts.PAYLOAD_LENGTH;

        private final EthernetFlyweight ethernet = new EthernetFlyweight();
        private final Transmitter transmitter;
        private long datagrams;

        Answerer(final Transmitter transmitter)
        {
            this.transmitter = transmitter;
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            ethernet.wrap(event.packet(), 0, event.length());
            if (LENGTH == event.length() && EthernetFlyweight.ETHER_TYPE_IPV4 == ethernet.etherType() &&
                0 == datagrams++ % 10)
            {
                final MutableDirectBuffer answer = transmitter.tryClaim(LENGTH);
                if (null != answer)
                {
                    compose(event.packet(), answer);
                    transmitter.commit();
                }
            }
        }

        /**
         * The addresses change places, so the IPv4 checksum stays right. That of UDP is left out: a virtual interface
         * leaves it to a card to compute, and there is none.
         */
        private static void compose(final MutableDirectBuffer packet, final MutableDirectBuffer answer)
        {
            answer.putBytes(0, packet, 0, LENGTH);
            answer.putBytes(0, packet, MAC_LENGTH, MAC_LENGTH);
            answer.putBytes(MAC_LENGTH, packet, 0, MAC_LENGTH);
            answer.putInt(SOURCE_ADDRESS_INDEX, packet.getInt(DESTINATION_ADDRESS_INDEX));
            answer.putInt(DESTINATION_ADDRESS_INDEX, packet.getInt(SOURCE_ADDRESS_INDEX));
            answer.putShort(SOURCE_PORT_INDEX, packet.getShort(DESTINATION_PORT_INDEX));
            answer.putShort(DESTINATION_PORT_INDEX, packet.getShort(SOURCE_PORT_INDEX));
            answer.putShort(CHECKSUM_INDEX, (short)0);
        }
    }

    private AnswerPackets()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new AnswerPackets(), args);
    }

    static XskPipeline<FrameEvent> launch(final String interfaceName)
    {
        final Transmitter transmitter = new Transmitter();

        return XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(interfaceName))
            .stages(stages -> stages
                .handle("answer", new Answerer(transmitter)).transmits(transmitter)));
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final long answers = run();
        System.out.printf("%,d datagrams, %,d answers%n", DATAGRAM_COUNT, answers);

        return ANSWER_COUNT == answers ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** The number of answers that came back. */
    static long run() throws IOException
    {
        long answers = 0;
        try (TwoHosts hosts = new TwoHosts())
        {
            try (XskPipeline<FrameEvent> pipeline = hosts.onReceiver(() -> launch(TwoHosts.INTERFACE)))
            {
                for (int i = 0; i < DATAGRAM_COUNT; i += BURST)
                {
                    hosts.send(pipeline, BURST, PORT, 1, Thread::yield);
                    answers += answers(hosts);
                }
            }
            // The pipeline has sent all that it had to send before it was closed.
            answers += answers(hosts);
        }

        return answers;
    }

    private static long answers(final TwoHosts hosts) throws IOException
    {
        long answers = 0;
        while (hosts.receive() >= 0)
        {
            answers++;
        }

        return answers;
    }
}
