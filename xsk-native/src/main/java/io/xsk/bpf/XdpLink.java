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
import io.xsk.ffi.Bpf;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * An {@link XdpProgram} attached to an interface, by a {@code bpf_link}: it is detached when this is closed, and when
 * the process ends, however it ends; unless the link is {@link #pin pinned}, then it stays until it is
 * {@link #detach detached}.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
public final class XdpLink implements AutoCloseable
{
    private final NetDevice device;
    private final AttachMode mode;
    private final String nativeRefusal;
    private final boolean isTakenOver;
    private int fd;

    private XdpLink(
        final NetDevice device,
        final int fd,
        final AttachMode mode,
        final String nativeRefusal,
        final boolean isTakenOver)
    {
        this.device = device;
        this.fd = fd;
        this.mode = mode;
        this.nativeRefusal = nativeRefusal;
        this.isTakenOver = isTakenOver;
    }

    /**
     * Open a link that this process or another one {@link #pin pinned}, to put another program in its place or to end
     * it. Closing it then leaves it as it is.
     *
     * @param path   where it is pinned, in a BPF file system.
     * @param device that the link must be attached to, in the network namespace of the calling thread.
     * @return the link, to be closed.
     * @throws XskException          if nothing is pinned there, or the kernel refuses it.
     * @throws IllegalStateException if the link is not, or no longer, attached to the interface.
     */
    public static XdpLink pinned(final Path path, final NetDevice device)
    {
        final int fd = KernelObjects.open(path, KernelObjects.Kind.LINK);
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = KernelObjects.info(arena, fd, BpfObjects.LINK_INFO);
            final int index = info.get(JAVA_INT, BpfObjects.LINK_INFO_INTERFACE_INDEX);
            final int programId = info.get(JAVA_INT, BpfObjects.LINK_INFO_PROGRAM_ID);
            for (final AttachedProgram program : AttachedProgram.on(device))
            {
                if (device.index() == index && program.programId() == programId)
                {
                    return new XdpLink(device, fd, program.mode(), "", false);
                }
            }
            throw new IllegalStateException("the pinned link is not attached to the interface: path=" + path +
                " interface=" + device.name() + " index=" + device.index() + " program id=" + programId +
                (0 == index ? ": its interface is gone or it was detached; remove the file" : " linked=" + index));
        }
        catch (final RuntimeException exception)
        {
            Sockets.close(fd);
            throw exception;
        }
    }

    /** Attach a program where none is. */
    static XdpLink create(
        final XdpProgram program, final NetDevice device, final AttachMode mode, final String nativeRefusal)
    {
        // The kernel looks the index up in the namespace of the thread, whoever opened what.
        device.requireNamespaceOfThisThread();
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.LINK_CREATE);
            attr.set(JAVA_INT, Bpf.LINK_CREATE_PROGRAM_FD, program.fd());
            attr.set(JAVA_INT, Bpf.LINK_CREATE_INTERFACE_INDEX, device.index());
            attr.set(JAVA_INT, Bpf.LINK_CREATE_ATTACH_TYPE, Bpf.BPF_XDP);
            attr.set(JAVA_INT, Bpf.LINK_CREATE_FLAGS, mode.flags());
            final int result = SystemCalls.bpf(Bpf.BPF_LINK_CREATE, attr);
            if (result < 0)
            {
                throw refused(program, device, mode, -result);
            }

            return new XdpLink(device, result, mode, nativeRefusal, false);
        }
    }

    /** Put a program in the place of the one that another's link has, in its mode. */
    static XdpLink takeOver(final XdpProgram program, final NetDevice device, final AttachedProgram attached)
    {
        final int linkFd = KernelObjects.openId(BpfObjects.BPF_LINK_GET_FD_BY_ID, attached.linkId());
        if (linkFd < 0)
        {
            throw new XskException("BPF_LINK_GET_FD_BY_ID", "interface=" + device.name() + " " + attached, -linkFd);
        }

        final XdpLink link = new XdpLink(device, linkFd, attached.mode(), "", true);
        try (XdpProgram expected = XdpProgram.byId(attached.programId()))
        {
            link.update(program, expected.fd());
        }
        catch (final RuntimeException exception)
        {
            Sockets.close(linkFd);
            throw exception;
        }

        return link;
    }

    /**
     * Where the program runs.
     *
     * @return the mode that was got.
     */
    public AttachMode mode()
    {
        return mode;
    }

    /**
     * Why the driver does not run the program, where it was asked and refused.
     *
     * @return the kernel's refusal, empty where there was none.
     */
    public String nativeRefusal()
    {
        return nativeRefusal;
    }

    /**
     * Let another program decide on the packets from now on. Each packet is seen by the one or the other; none is lost
     * and none passes by both. The old program goes when nobody else has it.
     *
     * @param program to run in the place of the one that runs.
     * @throws XskException if the kernel refuses it; then the old program goes on.
     */
    public void replace(final XdpProgram program)
    {
        update(program, -1);
    }

    /**
     * Give the link a path in a BPF file system. From then on the program goes on running when this is closed and when
     * the process ends, until the link is {@link #detach detached}, or the file removed when nobody has the link open.
     *
     * @param path in an existing folder of a BPF file system, such as {@code /sys/fs/bpf/feed}.
     * @throws XskException if the kernel refuses it.
     */
    public void pin(final Path path)
    {
        KernelObjects.pin(fd, path, "link interface=" + device.name());
    }

    /**
     * Detach the program now, whoever else holds the link or where it is pinned; the file of a pinned link stays and
     * is to be removed. Close the link as well.
     *
     * @throws XskException if the kernel refuses it, as one before Linux 5.9 does.
     */
    public void detach()
    {
        final int result = tryDetach();
        if (result < 0)
        {
            throw new XskException("BPF_LINK_DETACH", "interface=" + device.name(), -result);
        }
        close();
    }

    /**
     * Give up the link. That detaches the program, unless the link is pinned. A link that was
     * {@link XdpProgram#takeOver taken over} is detached in any case, though another process may have it open.
     * Idempotent.
     */
    @Override
    public void close()
    {
        if (fd >= 0)
        {
            if (isTakenOver)
            {
                // There is nothing to be done about a refusal, which would mean that it is detached already.
                tryDetach();
            }
            Sockets.close(fd);
            fd = -1;
        }
    }

    private int tryDetach()
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.LINK_DETACH);
            attr.set(JAVA_INT, Bpf.LINK_DETACH_LINK_FD, fd);

            return SystemCalls.bpf(Bpf.BPF_LINK_DETACH, attr);
        }
    }

    private void update(final XdpProgram program, final int expectedFd)
    {
        if (fd < 0)
        {
            throw new IllegalStateException("link is closed: interface=" + device.name());
        }
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.LINK_UPDATE);
            attr.set(JAVA_INT, Bpf.LINK_UPDATE_LINK_FD, fd);
            attr.set(JAVA_INT, Bpf.LINK_UPDATE_PROGRAM_FD, program.fd());
            if (expectedFd >= 0)
            {
                attr.set(JAVA_INT, Bpf.LINK_UPDATE_FLAGS, Bpf.BPF_F_REPLACE);
                attr.set(JAVA_INT, Bpf.LINK_UPDATE_EXPECTED_FD, expectedFd);
            }
            final int result = SystemCalls.bpf(Bpf.BPF_LINK_UPDATE, attr);
            if (result < 0)
            {
                throw new XskException("BPF_LINK_UPDATE", "interface=" + device.name() + " program=" +
                    program.name() + " mode=" + mode, -result, updateRemedy(-result));
            }
        }
    }

    private static String updateRemedy(final int errno)
    {
        if (Errno.ENOLINK.code() == errno)
        {
            return "the link is detached: its interface is gone, or somebody detached it; attach the program anew";
        }

        return Errno.EPERM.code() == errno ?
            "another program was put there meanwhile; try again" :
            "the program was loaded for another interface, or the driver refuses it with the interface's MTU";
    }

    private static XskException refused(
        final XdpProgram program, final NetDevice device, final AttachMode mode, final int errno)
    {
        final String call = "BPF_LINK_CREATE";
        final String subject = "interface=" + device.name() + " program=" + program.name() + " mode=" + mode;
        if (Errno.EBUSY.code() == errno || Errno.EEXIST.code() == errno)
        {
            final List<AttachedProgram> attached = AttachedProgram.on(device);
            if (!attached.isEmpty())
            {
                return new XskException(call, subject, errno, attached.getFirst().remedy(device));
            }
        }
        if (AttachMode.OFFLOAD == mode)
        {
            return new XskException(call, subject, errno,
                "the card does not run programs, or this one was not loaded for it; only few cards can, " +
                "and none redirects to sockets: attach in another mode");
        }

        return new XskException(call, subject, errno);
    }
}
