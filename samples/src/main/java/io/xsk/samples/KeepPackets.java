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
import io.xsk.counters.PipelineCounter;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.RetainedFrame;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import picocli.CommandLine.Command;

/**
 * A stage keeps every tenth packet beyond its slot, without copying it, and hands it to a slow consumer on another
 * thread, which gives the frame back. When the consumer has no more room the packet is dropped for a reason that is
 * counted: the fast path never waits.
 */
@Command(name = "keep-packets", description = "Keep packets beyond their slots, and give them back on another thread.")
public final class KeepPackets implements Callable<Integer>
{
    static final int DATAGRAM_COUNT = 20_000;
    private static final int PORT = 26_500;
    private static final int MAX_KEPT = 128;

    /** What packets are dropped for. */
    enum Reason
    {
        CONSUMER_BEHIND
    }

    /** Keeps every tenth packet, for as long as there is one of {@code spare} to keep it in. */
    static final class Keeper implements EventHandler<FrameEvent>
    {
        private final OneToOneConcurrentArrayQueue<RetainedFrame> spare = new OneToOneConcurrentArrayQueue<>(MAX_KEPT);
        private final OneToOneConcurrentArrayQueue<RetainedFrame> kept = new OneToOneConcurrentArrayQueue<>(MAX_KEPT);

        Keeper()
        {
            for (int i = 0; i < MAX_KEPT; i++)
            {
                spare.add(new RetainedFrame());
            }
        }

        @Override
        public void onEvent(final FrameEvent event, final long sequence, final boolean endOfBatch)
        {
            if (0 == sequence % 10)
            {
                final RetainedFrame frame = spare.poll();
                if (null == frame)
                {
                    event.drop(Reason.CONSUMER_BEHIND);
                    return;
                }
                event.retain(frame);
                kept.add(frame);
            }
        }

        /** By the consumer's thread: use a packet and give it back; its length, or 0 when there is none. */
        int consume()
        {
            final RetainedFrame frame = kept.poll();
            if (null == frame)
            {
                return 0;
            }
            final int length = frame.packet().capacity();
            frame.release();
            spare.add(frame);

            return length;
        }
    }

    private KeepPackets()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new KeepPackets(), args);
    }

    static XskPipeline<FrameEvent> launch(final String interfaceName, final Keeper keeper)
    {
        return XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
            .port(port -> port.interfaceName(interfaceName))
            .retainable(MAX_KEPT)
            .dropReasons(Reason.class)
            .stages(stages -> stages.handle("keep", keeper)));
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final Result result = run();
        System.out.println(result);

        return result.isComplete() ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** What became of the tenth part of the packets. */
    static Result run() throws IOException
    {
        final Keeper keeper = new Keeper();
        long consumed = 0;
        try (TwoHosts hosts = new TwoHosts())
        {
            final XskPipeline<FrameEvent> pipeline =
                hosts.onReceiver(() -> launch(TwoHosts.INTERFACE, keeper));
            for (int i = 0; i < DATAGRAM_COUNT; i += MAX_KEPT)
            {
                hosts.send(pipeline, Math.min(MAX_KEPT, DATAGRAM_COUNT - i), PORT, 1, Thread::yield);
                consumed += keeper.consume() > 0 ? 1 : 0;
            }
            while (pipeline.counters().get(PipelineCounter.PACKETS_HANDLED) < DATAGRAM_COUNT)
            {
                Thread.yield();
            }
            while (keeper.consume() > 0)
            {
                consumed++;
            }
            pipeline.close();

            return new Result(consumed, pipeline.counters().get(PipelineCounter.PACKETS_DROPPED),
                pipeline.drops().handled(), pipeline.ledger().lost());
        }
    }

    /**
     * What became of the packets.
     *
     * @param consumed   by the consumer.
     * @param dropped    since the consumer was behind.
     * @param handled    of all packets.
     * @param framesLost in the end.
     */
    record Result(long consumed, long dropped, long handled, long framesLost)
    {
        /** Was every tenth packet kept or dropped, and every frame given back? */
        boolean isComplete()
        {
            return (handled + 9) / 10 == consumed + dropped && 0 == framesLost;
        }
    }
}
