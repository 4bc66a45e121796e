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

import io.xsk.bpf.BpfObject;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.pipeline.FrameEvent;
import io.xsk.pipeline.XskPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.MutableLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * A program of one's own, written in C and compiled by clang, steers the packets of a pipeline: a variable of it is set
 * before, and another one is read afterwards. It takes libbpf; {@code samples/src/main/c/feed.bpf.c} says how to
 * compile it.
 */
@Command(name = "own-program", description = "Let a compiled XDP program of one's own steer a pipeline.")
public final class OwnProgram implements Callable<Integer>
{
    /** So few that they need not be taken at once. */
    static final int DATAGRAM_COUNT = 400;

    private static final int FEED_PORT = 26_477;
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        defaultValue = "feed.bpf.o",
        description = "Compiled from samples/src/main/c/feed.bpf.c (default: ${DEFAULT-VALUE}).")
    private Path file;

    private OwnProgram()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new OwnProgram(), args);
    }

    @Override
    public Integer call() throws IOException
    {
        CommandRunner.requireCapabilities();
        final Result result = run(file);
        System.out.println(result);

        return DATAGRAM_COUNT == result.handled() && DATAGRAM_COUNT == result.taken() ?
            0 : CommandRunner.EXIT_FAILED;
    }

    private static XdpProgram load(final BpfObject object, final XskMap map)
    {
        return object.variable("feed_port", FEED_PORT).sockets("xsks_map", map).load().program("feed");
    }

    static Result run(final Path file) throws IOException
    {
        final MutableLong handled = new MutableLong();
        try (BpfObject object = BpfObject.open(file); TwoHosts hosts = new TwoHosts())
        {
            try (XskPipeline<FrameEvent> pipeline = hosts.onReceiver(() ->
                XskPipeline.launch(new XskPipeline.Context<>(FrameEvent::new)
                    .port(port -> port.interfaceName(TwoHosts.INTERFACE).program(map -> load(object, map)))
                    .stages(stages -> stages
                        .handle("count", (event, sequence, endOfBatch) -> handled.increment())))))
            {
                // Every other one goes to the next port, and so to the kernel.
                hosts.send(pipeline, 2 * DATAGRAM_COUNT, FEED_PORT, 2, Thread::onSpinWait);
                awaitTaken(object);
            }

            return new Result(2 * DATAGRAM_COUNT, object.longVariable("taken"), handled.get());
        }
    }

    /** Until the program has seen all that is its own; the last of it may still be on the cable. */
    private static void awaitTaken(final BpfObject object)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (object.longVariable("taken") < DATAGRAM_COUNT && System.nanoTime() - deadlineNs < 0)
        {
            Thread.yield();
        }
    }

    record Result(long sent, long taken, long handled)
    {
        @Override
        public String toString()
        {
            return "sent " + sent + ", the program took " + taken + ", the pipeline handled " + handled;
        }
    }
}
