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
package io.xsk.bpf;

import static io.xsk.bpf.Register.R1;
import static io.xsk.bpf.Register.R2;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends one packet again and again from within the kernel, millions of times a second from one CPU: a program that
 * redirects to the interface is run on live frames, see {@code Documentation/bpf/bpf_prog_run.rst}; since Linux 5.18.
 * <p>
 * On a veth pair, the receive path of the other end runs on the same CPU, in between. The other end must be up and have
 * a program attached in native mode, or the kernel drops the packets without counting them.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that sends, which must be in the interface's
 * network namespace.
 */
public final class LiveFrameGenerator implements AutoCloseable
{
    /** Most packets that the kernel takes as one batch, {@code TEST_XDP_MAX_BATCH} of net/bpf/test_run.c. */
    public static final int MAX_BATCH = 256;

    private final Arena arena = Arena.ofShared();
    private final NetDevice device;
    private final XdpProgram program;
    private final MemorySegment attr;

    private LiveFrameGenerator(final NetDevice device, final XdpProgram program, final byte[] packet, final int batch)
    {
        this.device = device;
        this.program = program;
        attr = arena.allocate(Bpf.TEST_RUN);
        attr.set(JAVA_INT, Bpf.TEST_RUN_PROGRAM_FD, program.fd());
        attr.set(JAVA_INT, Bpf.TEST_RUN_DATA_LENGTH, packet.length);
        attr.set(JAVA_LONG, Bpf.TEST_RUN_DATA, arena.allocateFrom(JAVA_BYTE, packet).address());
        attr.set(JAVA_INT, Bpf.TEST_RUN_FLAGS, Bpf.BPF_F_TEST_XDP_LIVE_FRAMES);
        attr.set(JAVA_INT, Bpf.TEST_RUN_BATCH, batch);
    }

    /**
     * Make a generator for an interface.
     *
     * @param device to send by.
     * @param packet to send, from its Ethernet header on; the kernel takes what fits a page with its own headers.
     * @param batch  of packets that are sent at once, from 1 to {@link #MAX_BATCH}.
     * @return the generator, to be closed.
     * @throws XskException if the kernel refuses the program.
     */
    public static LiveFrameGenerator open(final NetDevice device, final byte[] packet, final int batch)
    {
        if (batch < 1 || batch > MAX_BATCH)
        {
            throw new IllegalArgumentException("batch must be from 1 to " + MAX_BATCH + ": batch=" + batch);
        }

        final BpfAssembler redirect = new BpfAssembler()
            .move(R1, device.index())
            .move(R2, 0)
            .call(Helper.REDIRECT)
            .exit();

        return new LiveFrameGenerator(device, XdpProgram.load("xsk_generate", redirect), packet, batch);
    }

    /**
     * Send the packet a number of times. The call is as long as that takes, and some 30 ms longer (Linux 6.18): so the
     * rate comes from few calls with many packets, such as a million.
     *
     * @param count of times, positive.
     * @throws XskException          if the kernel refuses it, as it does a packet shorter than an Ethernet header
     *                               (EINVAL). After a signal (EINTR) it is not known how many were sent.
     * @throws IllegalStateException if the calling thread is not in the interface's network namespace.
     */
    public void send(final int count)
    {
        if (count < 1)
        {
            throw new IllegalArgumentException("count must be positive: count=" + count);
        }
        device.requireNamespaceOfThisThread();
        attr.set(JAVA_INT, Bpf.TEST_RUN_REPEAT, count);
        final int result = SystemCalls.bpf(Bpf.BPF_PROG_TEST_RUN, attr);
        if (result < 0)
        {
            throw new XskException("BPF_PROG_TEST_RUN",
                "interface=" + device.name() + " length=" + attr.get(JAVA_INT, Bpf.TEST_RUN_DATA_LENGTH) +
                " count=" + count, -result);
        }
    }

    /**
     * Unload the program. Idempotent.
     */
    @Override
    public void close()
    {
        if (arena.scope().isAlive())
        {
            program.close();
            arena.close();
        }
    }
}
