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
package io.xsk.perf;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.bpf.LiveFrameGenerator;
import io.xsk.pipeline.ThreadingMode;
import io.xsk.perf.compare.Compare;
import io.xsk.perf.compare.Turn;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The measuring harness: {@code ./xsk perf}. Each mode is a method here, and its work is a {@link Workload}.
 */
@Command(
    name = "xsk perf",
    synopsisSubcommandLabel = "MODE",
    mixinStandardHelpOptions = true,
    subcommands = {Compare.class, Turn.class},
    description = "Measure the rings on an interface of the current network namespace, or beside their peers.")
public final class PerfMain
{
    /** The exit status when something failed. */
    private static final int EXIT_FAILED = 1;
    private static final int FRAME_LENGTH = 2048;

    private final PrintStream out = System.out;

    private PerfMain()
    {
    }

    /**
     * Run a mode, and exit.
     *
     * @param args a mode and its options.
     */
    public static void main(final String[] args)
    {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine()
    {
        return new CommandLine(new PerfMain())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(PerfMain::onFailure);
    }

    @Command(name = "rxdrop", mixinStandardHelpOptions = true, description = "Receive, and give the frames back.")
    void rxDrop(@Mixin final PortOptions port, @Mixin final RunOptions run)
    {
        runOnSocket("rxdrop", port, run, RxDrop::new, Rehearsal.Opposite.GENERATES);
    }

    @Command(name = "txonly", mixinStandardHelpOptions = true, description = "Send as fast as the kernel takes it.")
    void txOnly(@Mixin final PortOptions port, @Mixin final RunOptions run)
    {
        runOnSocket("txonly", port, run, TxOnly::new, Rehearsal.Opposite.TAKES);
    }

    @Command(name = "l2fwd", mixinStandardHelpOptions = true,
        description = "Send every packet back, with its MAC addresses swapped.")
    void l2Forward(@Mixin final PortOptions port, @Mixin final RunOptions run)
    {
        runOnSocket("l2fwd", port, run, L2Forward::new, Rehearsal.Opposite.GENERATES);
    }

    @Command(name = "pipeline", mixinStandardHelpOptions = true,
        description = "Receive by a pipeline whose stages parse the headers, find the flow and count.")
    void pipeline(
        @Mixin final PortOptions port,
        @Mixin final RunOptions run,
        @Option(names = "--stages", paramLabel = "N", defaultValue = "3",
            description = "Stages, one after the other (default ${DEFAULT-VALUE}).")
        final int stages,
        @Option(names = "--mode", defaultValue = "SHARED",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
        final ThreadingMode threadingMode)
    {
        try (Harness harness = new Harness("pipeline", run, out))
        {
            harness.runPipeline(port, new PipelineWorkload(port, run.hotCpu(), stages, threadingMode, run.priority),
                ThreadingMode.INVOKER == threadingMode);
        }
    }

    @Command(name = "echo", mixinStandardHelpOptions = true, description = "The other end of ping: what l2fwd does.")
    void echo(@Mixin final PortOptions port, @Mixin final RunOptions run)
    {
        runOnSocket("echo", port, run, L2Forward::new, Rehearsal.Opposite.GENERATES);
    }

    @Command(name = "ping", mixinStandardHelpOptions = true,
        description = "Measure round trips to an echo, one in flight or at a rate.")
    void ping(
        @Mixin final PortOptions port,
        @Mixin final RunOptions run,
        @Option(names = {"-r", "--rate"}, paramLabel = "PPS", description =
            "Send at a rate, and measure from the time when each packet was due (default: one in flight).")
        final long rate,
        @Option(names = {"-w", "--warm-up"}, paramLabel = "N", defaultValue = "50000",
            description = "First round trips that do not count (default ${DEFAULT-VALUE}).")
        final long warmUpCount)
    {
        final long intervalNs = rate > 0 ? TimeUnit.SECONDS.toNanos(1) / rate : 0;
        runOnSocket("ping", port, run,
            (socket, frames, options) -> new Ping(socket, frames, options, intervalNs, warmUpCount),
            Rehearsal.Opposite.ECHOES);
    }

    @Command(name = "generate", mixinStandardHelpOptions = true,
        description = "Send from within the kernel, millions of packets a second from one CPU.")
    void generate(
        @Mixin final PortOptions port,
        @Mixin final RunOptions run,
        @Option(names = "--broadcast", description = "To all hosts, so that the other end's kernel takes the packets.")
        final boolean isBroadcast)
    {
        final byte[] packet = PacketTemplate.udp(port.length);
        if (isBroadcast)
        {
            Arrays.fill(packet, 0, PacketTemplate.MAC_LENGTH, (byte)0xFF);
        }
        try (LiveFrameGenerator generator = LiveFrameGenerator.open(
            NetDevice.byName(port.interfaceName), packet, port.batch);
            Harness harness = new Harness("generate", run, out))
        {
            harness.run(new Generate(generator, port.length, run.count), port.interfaceName);
        }
    }

    @Command(name = "ring-turn", mixinStandardHelpOptions = true,
        description = "Move frames through the rings alone, over plain memory.")
    void ringTurn(@Mixin final RunOptions run)
    {
        try (Harness harness = new Harness("ring-turn", run, out))
        {
            harness.rehearse(ringTurn());
            harness.run(ringTurn(), "plain memory");
        }
    }

    @Command(name = "datagram", mixinStandardHelpOptions = true,
        description = "What a DatagramChannel does, for comparison.")
    void datagram(
        @Mixin final RunOptions run,
        @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}.")
        final DatagramEnd.Role role,
        @Option(names = "--local", required = true, description = "Address of this end.")
        final InetAddress local,
        @Option(names = "--remote", required = true, description = "Address of the other end.")
        final InetAddress remote,
        @Option(names = "--blocking", description = "Block, rather than ask again and again.")
        final boolean isBlocking,
        @Option(names = "--warm-up", defaultValue = "50000", description = "First round trips that do not count.")
        final long warmUpCount)
    {
        try (Harness harness = new Harness("datagram", run, out))
        {
            harness.run(new DatagramEnd(role, local, remote, PortOptions.LENGTH_DEFAULT, isBlocking, warmUpCount),
                local + " and " + remote);
        }
    }

    private static RingTurn ringTurn()
    {
        return new RingTurn(PortOptions.BATCH_DEFAULT, PortOptions.LENGTH_DEFAULT, FRAME_LENGTH);
    }

    private void runOnSocket(
        final String mode,
        final PortOptions port,
        final RunOptions run,
        final Workloads workloads,
        final Rehearsal.Opposite opposite)
    {
        try (Harness harness = new Harness(mode, run, out))
        {
            harness.runOnSocket(port, workloads, opposite);
        }
    }

    private static int onFailure(
        final Exception exception, final CommandLine commandLine, final ParseResult parseResult) throws Exception
    {
        if (exception instanceof IllegalArgumentException)
        {
            throw new ParameterException(commandLine, exception.getMessage(), exception);
        }
        if (exception instanceof XskException)
        {
            commandLine.getErr().println(
                commandLine.getCommandSpec().qualifiedName() + ": " + exception.getMessage());
            return EXIT_FAILED;
        }

        throw exception;
    }
}
