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

import io.xsk.CpuAffinity;
import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.bpf.LiveFrameGenerator;
import io.xsk.netns.NetworkNamespace;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Runs a workload on a veth pair of its own before it runs where it is measured, on two hosts that exist for that
 * alone: so all that it calls has been compiled by then, for the very types that it will meet. Busy and idle times
 * alternate, so that neither is new to the compiler when packets come.
 */
final class Rehearsal
{
    private static final String NEAR = "near";
    private static final String FAR = "far";

    private final PortOptions portOptions;
    private final RunOptions runOptions;
    private final Workloads workloads;

    Rehearsal(final PortOptions portOptions, final RunOptions runOptions, final Workloads workloads)
    {
        this.portOptions = portOptions;
        this.runOptions = runOptions.rehearsing();
        this.workloads = workloads;
    }

    /**
     * Run the workload.
     *
     * @param opposite what the other end does.
     * @throws XskException if the hosts cannot be made.
     */
    void with(final Opposite opposite)
    {
        try (NetworkNamespace near = NetworkNamespace.create(NEAR); NetworkNamespace far = NetworkNamespace.create(FAR))
        {
            NetworkNamespace.connect(near, NEAR, far, FAR, 1);
            final List<AutoCloseable> opened = new ArrayList<>();
            try
            {
                far.run(() -> play(opposite, opened));
                near.run(this::perform);
            }
            finally
            {
                CloseHelper.closeAll(opened.reversed());
            }
        }
    }

    private void perform()
    {
        final PortOptions options = portOptions.on(NEAR);
        try (OpenPort port = new OpenPort(options))
        {
            final Workload workload = workloads.on(port.port(), port.frames(), options);
            port.bind();
            try (Run run = new Run(workload, runOptions))
            {
                run.start();
                port.attach();
                run.await(new PrintStream(OutputStream.nullOutputStream()));
            }
            port.detach();
        }
    }

    private void play(final Opposite opposite, final List<AutoCloseable> opened)
    {
        switch (opposite)
        {
            case TAKES ->
            {
                // So does the kernel.
            }
            case GENERATES ->
            {
                final LiveFrameGenerator generator = LiveFrameGenerator.open(
                    NetDevice.byName(FAR), PacketTemplate.udp(portOptions.length), PortOptions.BATCH_DEFAULT);
                opened.add(generator);
                start(new Bursts(generator), opened);
            }
            case ECHOES ->
            {
                final PortOptions options = portOptions.on(FAR);
                final OpenPort port = new OpenPort(options);
                opened.add(port);
                final Workload echo = new L2Forward(port.port(), port.frames(), options);
                port.bind();
                start(echo, opened);
                port.attach();
            }
        }
    }

    private static void start(final Workload workload, final List<AutoCloseable> opened)
    {
        final RunOptions options = new RunOptions();
        options.cpu = CpuAffinity.allowed().nextSetBit(0);
        final Run run = new Run(workload, options);
        opened.add(run);
        run.start();
    }

    /** What the other end does. */
    enum Opposite
    {
        /** It sends from within the kernel. */
        GENERATES,
        /** It takes what comes. */
        TAKES,
        /** It sends back what comes. */
        ECHOES
    }

    /** A packet, a few and very many in turn; between them the kernel takes a moment to begin anew. */
    private static final class Bursts implements Workload
    {
        private static final int[] COUNTS = {1, 100, 200_000};

        private final Counts counts = new Counts();
        private final LiveFrameGenerator generator;
        private int next;

        Bursts(final LiveFrameGenerator generator)
        {
            this.generator = generator;
        }

        @Override
        public int doWork()
        {
            final int count = COUNTS[next++ % COUNTS.length];
            generator.send(count);
            counts.add(count, 0);

            return count;
        }

        @Override
        public Counts counts()
        {
            return counts;
        }
    }
}
