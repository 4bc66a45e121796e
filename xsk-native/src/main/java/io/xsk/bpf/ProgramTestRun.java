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

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a program did with a packet that it was tried on.
 *
 * @param result     that the program returned.
 * @param packet     as the program left it.
 * @param durationNs mean of a run, in nanoseconds.
 */
public record ProgramTestRun(int result, byte[] packet, int durationNs)
{
    /** Room for what a program puts before a packet. */
    private static final int MAX_GROWTH = 256;

    /**
     * What the program decided.
     *
     * @return the action; what is none is {@link XdpAction#ABORTED}.
     */
    public XdpAction action()
    {
        return XdpAction.of(result);
    }

    static ProgramTestRun of(final XdpProgram program, final byte[] packet, final int repeat)
    {
        if (repeat < 1)
        {
            throw new IllegalArgumentException("repeat must be positive: repeat=" + repeat);
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.TEST_RUN);
            final MemorySegment out = arena.allocate(packet.length + MAX_GROWTH);
            attr.set(JAVA_INT, Bpf.TEST_RUN_PROGRAM_FD, program.fd());
            attr.set(JAVA_INT, Bpf.TEST_RUN_DATA_LENGTH, packet.length);
            attr.set(JAVA_LONG, Bpf.TEST_RUN_DATA, arena.allocateFrom(JAVA_BYTE, packet).address());
            attr.set(JAVA_INT, Bpf.TEST_RUN_OUTPUT_LENGTH, (int)out.byteSize());
            attr.set(JAVA_LONG, Bpf.TEST_RUN_OUTPUT, out.address());
            attr.set(JAVA_INT, Bpf.TEST_RUN_REPEAT, repeat);
            final int result = SystemCalls.bpf(Bpf.BPF_PROG_TEST_RUN, attr);
            if (result < 0)
            {
                throw new XskException("BPF_PROG_TEST_RUN",
                    "program=" + program.name() + " length=" + packet.length + " repeat=" + repeat, -result);
            }

            return new ProgramTestRun(
                attr.get(JAVA_INT, Bpf.TEST_RUN_RESULT),
                out.asSlice(0, attr.get(JAVA_INT, Bpf.TEST_RUN_OUTPUT_LENGTH)).toArray(JAVA_BYTE),
                attr.get(JAVA_INT, Bpf.TEST_RUN_DURATION));
        }
    }
}
