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

import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * A diamond: {@code parse} finds the number of a datagram; {@code square} and {@code bits} work on it at the same time,
 * each on its own field of the slot; {@code sum} sees what both found.
 */
@Command(name = "diamond", description = "A diamond: two stages in parallel between one before and one after them.")
public final class Diamond implements Callable<Integer>
{
    static final int DATAGRAM_COUNT = 20_000;
    /** Of the payload behind the headers of Ethernet, IPv4 without options, and UDP. */
    private static final int PAYLOAD_INDEX = 14 + 20 + 8;
    private static final int PORT = 26_500;

    /** The slot: each field has one stage that writes it. */
    static final class Numbered extends FrameEvent
    {
        long number;
        long square;
        int bits;
    }

    static XskPipeline<Numbered> launch(final String interfaceName, final long[] sums)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(Numbered::new)
            .port(port -> port.interfaceName(interfaceName))
            .stages(stages -> stages
                .handle("parse", (event, sequence, endOfBatch) -> event.number = number(event))
                .then("square", (event, sequence, endOfBatch) -> event.square = event.number * event.number)
                .and("bits", (event, sequence, endOfBatch) -> event.bits = Long.bitCount(event.number))
                .then("sum", (event, sequence, endOfBatch) ->
                {
                    sums[0] += event.square;
                    sums[1] += event.bits;
                })));
    }

    private Diamond()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new Diamond(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final long[] sums = run();
        final long last = DATAGRAM_COUNT - 1;
        System.out.printf("%,d datagrams: sum of squares %,d, sum of bits %,d%n", DATAGRAM_COUNT, sums[0], sums[1]);

        // The sum of the squares of all numbers up to the last.
        return last * (last + 1) * (2 * last + 1) / 6 == sums[0] ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** The sums of squares and of bits over the numbers of all datagrams. */
    static long[] run() throws IOException
    {
        final long[] sums = new long[2];
        try (TwoHosts hosts = new TwoHosts())
        {
            try (XskPipeline<Numbered> pipeline = hosts.onReceiver(() -> launch(TwoHosts.INTERFACE, sums)))
            {
                hosts.send(pipeline, DATAGRAM_COUNT, PORT, 1, Thread::yield);
            }
        }

        return sums;
    }

    /** What is too short to be one of the datagrams has the number 0. */
    private static long number(final FrameEvent event)
    {
        return event.length() < PAYLOAD_INDEX + TwoHosts.PAYLOAD_LENGTH ?
            0 : Long.reverseBytes(event.packet().getLong(PAYLOAD_INDEX));
    }
}
