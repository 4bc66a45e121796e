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

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.xsk.NetDevice;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.Mounts;
import io.xsk.netlink.Rtnetlink;
import io.xsk.netns.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;

/**
 * Programs of others on the interface of a test.
 */
final class AttachedPrograms
{
    /** Where {@link #mountBpfFileSystem} mounts. */
    static final Path FOLDER = Path.of("/sys/fs/bpf");

    private AttachedPrograms()
    {
    }

    /** The one program that an interface has. */
    static AttachedProgram only(final NetworkNamespace host, final String interfaceName)
    {
        final List<AttachedProgram> programs = on(host, interfaceName);
        assertEquals(1, programs.size(), programs::toString);

        return programs.getFirst();
    }

    /** The programs that an interface has. */
    static List<AttachedProgram> on(final NetworkNamespace host, final String interfaceName)
    {
        return host.call(() -> AttachedProgram.on(NetDevice.byName(interfaceName)));
    }

    /** Attach a program as {@code ip link} does. */
    static void attachWithoutLink(final NetworkNamespace host, final NetDevice device, final XdpProgram program)
    {
        host.run(() ->
        {
            try (Rtnetlink rtnetlink = new Rtnetlink())
            {
                rtnetlink.xdp(
                    device.index(), program.fd(), AttachMode.NATIVE.flags() | Bpf.XDP_FLAGS_REPLACE, -1);
            }
        });
    }

    /** A BPF file system of the host's own, which goes with it. */
    static void mountBpfFileSystem(final NetworkNamespace host)
    {
        host.run(() ->
        {
            Mounts.unshare();
            Mounts.mount("bpf", FOLDER.toString());
        });
    }
}
