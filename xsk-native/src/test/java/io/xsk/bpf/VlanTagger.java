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

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.NetDevice;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gives each packet that the kernel sends by an interface a VLAN tag, as a VLAN interface does: beside the packet, for
 * the driver to put it in. A veth driver hands it over beside the packet as well, as a card does that takes tags off.
 * Packets of AF_XDP sockets go past it.
 */
final class VlanTagger implements AutoCloseable
{
    private static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    private static final int BPF_TCX_EGRESS = 47;
    private static final int SKB_VLAN_PUSH = 18;
    private static final int TCX_NEXT = -1;
    private static final String LICENSE = "Apache-2.0";

    private final int programFd;
    private final int linkFd;

    /** On an interface of the calling thread's network namespace. */
    VlanTagger(final NetDevice device, final int protocol, final int tci)
    {
        final long[] instructions = new BpfAssembler()
            .move(Register.R2, Short.toUnsignedInt(Short.reverseBytes((short)protocol)))
            .move(Register.R3, tci)
            .call(SKB_VLAN_PUSH)
            .move(Register.R0, TCX_NEXT)
            .exit()
            .toArray();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment load = arena.allocate(Bpf.PROG_LOAD);
            load.set(JAVA_INT, Bpf.PROG_LOAD_TYPE, BPF_PROG_TYPE_SCHED_CLS);
            load.set(JAVA_INT, Bpf.PROG_LOAD_INSTRUCTION_COUNT, instructions.length);
            load.set(JAVA_LONG, Bpf.PROG_LOAD_INSTRUCTIONS, arena.allocateFrom(JAVA_LONG, instructions).address());
            load.set(JAVA_LONG, Bpf.PROG_LOAD_LICENSE, arena.allocateFrom(LICENSE).address());
            load.set(JAVA_INT, Bpf.PROG_LOAD_ATTACH_TYPE, BPF_TCX_EGRESS);
            programFd = checked(SystemCalls.bpf(Bpf.BPF_PROG_LOAD, load), "BPF_PROG_LOAD");

            final MemorySegment create = arena.allocate(Bpf.LINK_CREATE);
            create.set(JAVA_INT, Bpf.LINK_CREATE_PROGRAM_FD, programFd);
            create.set(JAVA_INT, Bpf.LINK_CREATE_INTERFACE_INDEX, device.index());
            create.set(JAVA_INT, Bpf.LINK_CREATE_ATTACH_TYPE, BPF_TCX_EGRESS);
            linkFd = checked(SystemCalls.bpf(Bpf.BPF_LINK_CREATE, create), "BPF_LINK_CREATE");
        }
    }

    private static int checked(final int result, final String call)
    {
        if (result < 0)
        {
            throw new IllegalStateException(call + " failed: errno=" + -result);
        }

        return result;
    }

    @Override
    public void close()
    {
        Sockets.close(linkFd);
        Sockets.close(programFd);
    }
}
