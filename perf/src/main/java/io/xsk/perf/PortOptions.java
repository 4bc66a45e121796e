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

import io.xsk.PageSize;
import io.xsk.Umem;
import io.xsk.XskMode;
import io.xsk.XskSocket;
import io.xsk.bpf.AttachMode;
import picocli.CommandLine.Option;

/**
 * The options that say which socket to open and how: the queue, the memory, the rings and the modes, named as in
 * xdpsock where it has them.
 */
final class PortOptions
{
    static final int BATCH_DEFAULT = 64;
    static final int LENGTH_DEFAULT = 64;

    private static final int BUSY_POLL_US = 20;

    @Option(names = {"-i", "--interface"}, required = true, paramLabel = "NAME", description = "The interface.")
    String interfaceName;

    @Option(names = {"-q", "--queue"}, paramLabel = "N", description = "Its queue (default ${DEFAULT-VALUE}).")
    int queue;

    @Option(names = {"-b", "--batch"}, paramLabel = "N",
        description = "Packets at most at once (default ${DEFAULT-VALUE}).")
    int batch = BATCH_DEFAULT;

    @Option(names = "--frames", paramLabel = "N", description = "Frames of the UMEM (default ${DEFAULT-VALUE}).")
    int frames = 4096;

    @Option(names = {"-f", "--frame-length"}, paramLabel = "BYTES",
        description = "Length of each (default ${DEFAULT-VALUE}).")
    int frameLength = 2048;

    @Option(names = "--fill", paramLabel = "N", description = "Entries of the fill ring (default ${DEFAULT-VALUE}).")
    int fill = 4096;

    @Option(names = "--rx", paramLabel = "N", description = "Entries of the receive ring (default ${DEFAULT-VALUE}).")
    int rx = 2048;

    @Option(names = "--tx", paramLabel = "N", description = "Entries of the transmit ring (default ${DEFAULT-VALUE}).")
    int tx = 2048;

    @Option(names = "--completion", paramLabel = "N",
        description = "Entries of the completion ring (default ${DEFAULT-VALUE}).")
    int completion = 2048;

    @Option(names = {"-c", "--copy"}, description = "Force copy mode.")
    boolean isCopy;

    @Option(names = {"-z", "--zero-copy"}, description = "Force zero-copy mode.")
    boolean isZeroCopy;

    @Option(names = {"-N", "--native"}, description = "Attach the program in the driver or not at all.")
    boolean isNative;

    @Option(names = {"-S", "--generic"}, description = "Attach the program in the kernel's generic path.")
    boolean isGeneric;

    @Option(names = {"-M", "--no-need-wakeup"}, description = "Do without the rings' need-wakeup flags.")
    boolean isWokenAlways;

    @Option(names = {"-B", "--busy-poll"}, arity = "0..1", fallbackValue = "64", paramLabel = "BUDGET",
        description = "Poll the driver from the hot thread, BUDGET packets at once (64 where it is not said).")
    int busyPollBudget;

    @Option(names = {"-s", "--length"}, paramLabel = "BYTES",
        description = "Length of the packets sent, from the Ethernet header on (default ${DEFAULT-VALUE}).")
    int length = LENGTH_DEFAULT;

    /** The same sizes on the first queue of another interface, in whatever mode that has. */
    PortOptions on(final String otherInterface)
    {
        final PortOptions other = new PortOptions();
        other.interfaceName = otherInterface;
        other.batch = batch;
        other.frames = frames;
        other.frameLength = frameLength;
        other.fill = fill;
        other.rx = rx;
        other.tx = tx;
        other.completion = completion;
        other.isWokenAlways = isWokenAlways;
        other.busyPollBudget = busyPollBudget;
        other.length = length;

        return other;
    }

    Umem.Context umem(final PageSize pageSize)
    {
        return new Umem.Context().frameCount(frames).frameLength(frameLength).pageSize(pageSize);
    }

    XskSocket.Context socket(final Umem umem)
    {
        final XskSocket.Context context = new XskSocket.Context()
            .interfaceName(interfaceName)
            .queue(queue)
            .umem(umem);
        configure(context);

        return context;
    }

    /** Set the rings and the modes. */
    void configure(final XskSocket.Context context)
    {
        context
            .fillRingCapacity(fill)
            .rxRingCapacity(rx)
            .txRingCapacity(tx)
            .completionRingCapacity(completion)
            .mode(mode())
            .needWakeup(!isWokenAlways)
            .busyPoll(busyPollBudget > 0 ? BUSY_POLL_US : 0, busyPollBudget);
    }

    /** The one that is forced, or null for the best. */
    AttachMode attachMode()
    {
        if (isNative && isGeneric)
        {
            throw new IllegalArgumentException("--native and --generic exclude each other");
        }
        if (isGeneric)
        {
            return AttachMode.GENERIC;
        }

        return isNative ? AttachMode.NATIVE : null;
    }

    private XskMode mode()
    {
        if (isCopy && isZeroCopy)
        {
            throw new IllegalArgumentException("--copy and --zero-copy exclude each other");
        }
        if (isZeroCopy)
        {
            return XskMode.ZERO_COPY;
        }

        return isCopy ? XskMode.NATIVE_COPY : null;
    }
}
