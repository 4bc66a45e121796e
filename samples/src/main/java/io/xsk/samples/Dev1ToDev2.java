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

import static org.agrona.BitUtil.isPowerOfTwo;

import io.xsk.NetDevice;
import io.xsk.Umem;
import io.xsk.XskSocket;
import io.xsk.XskStatistics;
import io.xsk.netns.NetworkNamespace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Throughput from one end of a virtual cable to the other, on the rings themselves: a {@link PacketSender} at the one
 * and a {@link PacketReceiver} at the other, on one thread in turns or on a thread each.
 */
@Command(
    name = "dev1-to-dev2",
    description = "Measure the throughput of UDP packets from one end of a cable to the other.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:every packet was received or its drop was counted",
        "1:the counts do not add up, or something failed",
        "2:the options are wrong, or capabilities are missing"})
public final class Dev1ToDev2 implements Callable<Integer>
{
    private static final String SENDER_INTERFACE = "dev1";
    private static final String RECEIVER_INTERFACE = "dev2";
    private static final long STALL_TIMEOUT_MS = 1_000;
    /** What the virtual cable carries at most: 1,500 bytes without the Ethernet header. */
    private static final int MAX_PAYLOAD_LENGTH = 1_472;
    private static final int MAX_RING_CAPACITY = 65_536;

    @Option(names = "--multithreaded", description = "Send and receive on a thread each.")
    private boolean isMultithreaded;

    @Option(names = "--fill", paramLabel = "N", defaultValue = "8192",
        description = "Entries of the fill ring, and frames to receive into (${DEFAULT-VALUE}).")
    private int fillCapacity;

    @Option(names = "--completion", paramLabel = "N", defaultValue = "4096",
        description = "Entries of the completion ring (${DEFAULT-VALUE}).")
    private int completionCapacity;

    @Option(names = "--tx", paramLabel = "N", defaultValue = "4096",
        description = "Entries of the transmit ring (${DEFAULT-VALUE}).")
    private int txCapacity;

    @Option(names = "--rx", paramLabel = "N", defaultValue = "4096",
        description = "Entries of the receive ring (${DEFAULT-VALUE}).")
    private int rxCapacity;

    @Option(names = "--frame-length", paramLabel = "BYTES", defaultValue = "2048",
        description = "Length of a frame in memory (${DEFAULT-VALUE}).")
    private int frameLength;

    @Option(names = "--payload-length", paramLabel = "BYTES", defaultValue = "32",
        description = "Random bytes in a packet, from 0 to 1472 (${DEFAULT-VALUE}).")
    private int payloadLength;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "64",
        description = "Packets at most in one go (${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--poll-timeout-ms", paramLabel = "MS", defaultValue = "100",
        description = "How long to sleep at most when there is nothing to do (${DEFAULT-VALUE}).")
    private int pollTimeoutMs;

    @Option(names = "--count", paramLabel = "N", defaultValue = "500000",
        description = "Packets to send (${DEFAULT-VALUE}).")
    private int count;

    @Spec
    private CommandSpec spec;

    private Dev1ToDev2()
    {
    }

    /**
     * Run the sample.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        CommandRunner.main(new Dev1ToDev2(), args);
    }

    @Override
    public Integer call()
    {
        validate();
        CommandRunner.requireCapabilities();
        final ThroughputResult result = run();
        result.print(System.out);

        return result.addsUp() ? 0 : CommandRunner.EXIT_FAILED;
    }

    /** Parse options and run; for tests. */
    static ThroughputResult run(final String... args)
    {
        final Dev1ToDev2 sample = new Dev1ToDev2();
        CommandRunner.commandLine(sample).parseArgs(args);
        sample.validate();

        return sample.run();
    }

    private ThroughputResult run()
    {
        try (
            NetworkNamespace one = NetworkNamespace.create("one");
            NetworkNamespace other = NetworkNamespace.create("other");
            Umem senderUmem = umem(txCapacity + completionCapacity);
            Umem receiverUmem = umem(fillCapacity))
        {
            NetworkNamespace.connect(one, SENDER_INTERFACE, other, RECEIVER_INTERFACE, 1);
            try (
                CableEnd to =
                    CableEnd.open(other, context(RECEIVER_INTERFACE, receiverUmem), 0, fillCapacity).receive();
                CableEnd from = CableEnd.open(one, context(SENDER_INTERFACE, senderUmem), 0, 0))
            {
                final PacketSender sender = new PacketSender(from.socket(), payloadLength, count, batch);
                final PacketReceiver receiver = new PacketReceiver(to.socket(), payloadLength, batch);
                final long startNs = System.nanoTime();
                if (isMultithreaded)
                {
                    final CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(() -> send(sender, () -> from.socket().awaitTx(pollTimeoutMs)));
                    receive(receiver, to.socket(), sending);
                }
                else
                {
                    takeTurns(sender, receiver, to.socket());
                }

                return new ThroughputResult(
                    count,
                    sender.sent(),
                    sender.completed(),
                    receiver.received(),
                    receiver.damaged(),
                    dropped(from.socket().statistics(), one.device(SENDER_INTERFACE),
                        to.socket().statistics(), other.device(RECEIVER_INTERFACE)),
                    UdpPacket.HEADERS_LENGTH + payloadLength,
                    receiver.lastReceivedNs() - startNs);
            }
        }
    }

    private void takeTurns(final PacketSender sender, final PacketReceiver receiver, final XskSocket receiverSocket)
    {
        final StallTimer stallTimer = new StallTimer(STALL_TIMEOUT_MS);
        int workCount = 1;
        while (!stallTimer.isStalled(workCount) && !(sender.isDone() && receiver.received() == count))
        {
            workCount = sender.doWork() + receiver.doWork();
            if (0 == workCount)
            {
                receiverSocket.awaitRx(pollTimeoutMs);
            }
        }
    }

    /** Until all are sent and their frames are back; or none has come back for a while. */
    static void send(final PacketSender sender, final Runnable idle)
    {
        final StallTimer stallTimer = new StallTimer(STALL_TIMEOUT_MS);
        int workCount = 1;
        while (!stallTimer.isStalled(workCount) && !sender.isDone())
        {
            workCount = sender.doWork();
            if (0 == workCount)
            {
                idle.run();
            }
        }
    }

    /** Until all have come; or nothing has for a while after the sender has ended. */
    private void receive(
        final PacketReceiver receiver, final XskSocket socket, final CompletableFuture<Void> sending)
    {
        final StallTimer stallTimer = new StallTimer(STALL_TIMEOUT_MS);
        int workCount = 1;
        try
        {
            while (!stallTimer.isStalled(sending.isDone() ? workCount : 1) && receiver.received() < count)
            {
                workCount = receiver.doWork();
                if (0 == workCount)
                {
                    socket.awaitRx(pollTimeoutMs);
                }
            }
        }
        finally
        {
            // The sender gives up by itself; its socket and memory must be there until it has.
            sending.join();
        }
    }

    private static Map<String, Long> dropped(
        final XskStatistics from, final NetDevice sender, final XskStatistics to, final NetDevice receiver)
    {
        final Map<String, Long> dropped = new LinkedHashMap<>();
        dropped.put("senderInterface", sender.txDropped());
        dropped.put("invalidDescriptor", from.txInvalidDescriptors());
        // The interface counts what the socket refused as well.
        dropped.put("receiverInterface", receiver.rxDropped() - to.rxDropped() - to.rxRingFull());
        dropped.put("noFreeFrame", to.rxDropped());
        dropped.put("receiveRingFull", to.rxRingFull());

        return dropped;
    }

    private XskSocket.Context context(final String interfaceName, final Umem umem)
    {
        return new XskSocket.Context()
            .interfaceName(interfaceName)
            .umem(umem)
            .fillRingCapacity(fillCapacity)
            .completionRingCapacity(completionCapacity)
            .txRingCapacity(txCapacity)
            .rxRingCapacity(rxCapacity);
    }

    private Umem umem(final int frameCount)
    {
        return Umem.allocate(new Umem.Context().frameLength(frameLength).frameCount(frameCount));
    }

    private void validate()
    {
        requireCapacity("--fill", fillCapacity);
        requireCapacity("--completion", completionCapacity);
        requireCapacity("--tx", txCapacity);
        requireCapacity("--rx", rxCapacity);
        require(2_048 == frameLength || 4_096 == frameLength, "--frame-length must be 2048 or 4096", frameLength);
        requireWithin("--payload-length", payloadLength, 0, MAX_PAYLOAD_LENGTH);
        requireWithin("--batch", batch, 1, MAX_RING_CAPACITY);
        requireWithin("--poll-timeout-ms", pollTimeoutMs, 1, (int)STALL_TIMEOUT_MS);
        requireWithin("--count", count, 1, Integer.MAX_VALUE);
    }

    private void requireCapacity(final String option, final int value)
    {
        require(isPowerOfTwo(value) && value <= MAX_RING_CAPACITY,
            option + " must be a power of 2 up to " + MAX_RING_CAPACITY, value);
    }

    private void requireWithin(final String option, final int value, final int min, final int max)
    {
        require(value >= min && value <= max, option + " must be from " + min + " to " + max, value);
    }

    private void require(final boolean isRight, final String requirement, final int value)
    {
        if (!isRight)
        {
            throw new ParameterException(spec.commandLine(), requirement + ": " + value);
        }
    }
}
