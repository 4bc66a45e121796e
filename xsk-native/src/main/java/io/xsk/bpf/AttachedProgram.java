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

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import io.xsk.netlink.LinkReply;
import io.xsk.netlink.Rtnetlink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An XDP program that runs on an interface, whosever it is, as the kernel tells of it at this moment.
 *
 * @param mode        in which it runs.
 * @param programId   by which {@code bpftool prog show id} knows it.
 * @param programName that it was loaded with; empty where it has none, or the caller lacks CAP_SYS_ADMIN.
 * @param linkId      by which {@code bpftool link show id} knows the link that holds it; 0 where it is attached without
 *                    one, as {@code ip link} does; -1 where the caller lacks CAP_SYS_ADMIN and so cannot be told.
 */
public record AttachedProgram(AttachMode mode, int programId, String programName, int linkId)
{
    /** Link id of a program that is attached without a link. */
    public static final int NO_LINK = 0;
    /** Link id of a program of which the caller may not be told. */
    public static final int UNKNOWN_LINK = -1;

    /** Of the program that libxdp puts before the programs of several users. */
    private static final String DISPATCHER = "xdp_dispatcher";

    /**
     * Which programs run on an interface? One can run in the hardware beside another one; otherwise there is one at
     * most.
     *
     * @param device to ask for.
     * @return the programs, none if there are none.
     * @throws XskException          if the interface is gone.
     * @throws IllegalStateException if the interface is in another network namespace than the calling thread.
     */
    public static List<AttachedProgram> on(final NetDevice device)
    {
        device.requireNamespaceOfThisThread();

        final List<AttachedProgram> programs = new ArrayList<>();
        try (Rtnetlink rtnetlink = new Rtnetlink())
        {
            final LinkReply reply = rtnetlink.link(device.name());
            for (final AttachMode mode : AttachMode.values())
            {
                final int programId = reply.xdpProgramId(mode.idAttribute());
                if (0 != programId)
                {
                    programs.add(new AttachedProgram(
                        mode, programId, nameOf(programId), linkIdOf(device.index(), programId)));
                }
            }
        }

        return programs;
    }

    /**
     * Who keeps the program there? All processes are looked through, and all that is pinned, so this is not for often.
     *
     * @return the processes that have the link open and the paths where it is pinned, as far as the caller can see
     * them; empty without a link.
     */
    public List<String> holders()
    {
        return linkId > 0 ? LinkHolders.of(linkId) : List.of();
    }

    @Override
    public String toString()
    {
        return "program id=" + programId + " name=" + programName + " mode=" + mode + linkText();
    }

    /** Whose it is, and how to be rid of it. */
    String remedy(final NetDevice device)
    {
        final String replacing = ", or run yours in its place (XdpProgram.takeOver)";
        if (NO_LINK == linkId)
        {
            return "another XDP program is attached: " + this + ": detach it with 'ip link set dev " + device.name() +
                ' ' + mode.ipWord() + " off'" + replacing;
        }

        final List<String> holders = holders();
        final String isDispatcher = DISPATCHER.equals(programName) ?
            "; it is libxdp's, 'xdp-loader status " + device.name() + "' shows the programs behind it" : "";

        return "another XDP program is attached: " + this +
            (holders.isEmpty() ? "" : " held by " + String.join(", ", holders)) + isDispatcher +
            ": end what holds it" + replacing;
    }

    private String linkText()
    {
        return switch (linkId)
        {
            case NO_LINK -> " without a link";
            case UNKNOWN_LINK -> "";
            default -> " link=" + linkId;
        };
    }

    private static String nameOf(final int programId)
    {
        final int fd = KernelObjects.openId(BpfObjects.BPF_PROG_GET_FD_BY_ID, programId);
        if (fd < 0)
        {
            return "";
        }
        try (Arena arena = Arena.ofConfined())
        {
            return KernelObjects.info(arena, fd, BpfObjects.PROGRAM_INFO).getString(BpfObjects.PROGRAM_INFO_NAME);
        }
        finally
        {
            Sockets.close(fd);
        }
    }

    private static int linkIdOf(final int interfaceIndex, final int programId)
    {
        int id = KernelObjects.nextLinkId(0);
        while (id > 0 && !isLinkOf(id, interfaceIndex, programId))
        {
            id = KernelObjects.nextLinkId(id);
        }

        return id > 0 ? id : Errno.ENOENT.is(id) ? NO_LINK : UNKNOWN_LINK;
    }

    private static boolean isLinkOf(final int id, final int interfaceIndex, final int programId)
    {
        final int fd = KernelObjects.openId(BpfObjects.BPF_LINK_GET_FD_BY_ID, id);
        if (fd < 0)
        {
            return false;
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = KernelObjects.info(arena, fd, BpfObjects.LINK_INFO);

            return BpfObjects.BPF_LINK_TYPE_XDP == info.get(JAVA_INT, BpfObjects.LINK_INFO_TYPE) &&
                programId == info.get(JAVA_INT, BpfObjects.LINK_INFO_PROGRAM_ID) &&
                interfaceIndex == info.get(JAVA_INT, BpfObjects.LINK_INFO_INTERFACE_INDEX);
        }
        finally
        {
            Sockets.close(fd);
        }
    }
}
