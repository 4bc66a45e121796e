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
import static io.xsk.bpf.Register.R3;
import static io.xsk.bpf.Register.R6;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.xsk.NetDevice;
import io.xsk.RxMetadata;
import io.xsk.XskException;
import io.xsk.ffi.Bpf;
import io.xsk.ffi.BpfObjects;
import io.xsk.ffi.Errno;
import io.xsk.ffi.Sockets;
import io.xsk.ffi.SystemCalls;
import io.xsk.netlink.Rtnetlink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/**
 * An XDP program in the kernel, which decides for each packet of an interface whether it goes to a socket or on to the
 * kernel's own stack. It is written as bytecode here: no compiler and no library is involved.
 * <p>
 * The program goes when it is closed and none of its links is attached, or with the process.
 * <p>
 * <b>Note:</b> This class is not threadsafe. It belongs to the thread that launches and closes.
 */
public final class XdpProgram implements AutoCloseable
{
    private static final String REDIRECT_NAME = "xsk_redirect";
    private static final String LICENSE = "Apache-2.0";
    private static final int LOG_LENGTH = 64 * 1024;
    private static final int LOG_LEVEL = 1;
    private static final int LOG_LEVEL_STATISTICS = 4;
    private static final int LOAD_ATTEMPTS = 5;

    private final String name;
    private VerifierStatistics statistics = VerifierStatistics.UNKNOWN;
    private int fd;
    private int metadataSignature = RxMetadata.NO_SIGNATURE;
    private String metadataRefusal = "";

    private XdpProgram(final String name, final int fd)
    {
        this.name = name;
        this.fd = fd;
    }

    /**
     * Load the program that redirects all packets of the queues in a map to their sockets. Packets of other queues
     * pass to the kernel.
     *
     * @param map of sockets by queue; it may be filled later.
     * @return the program, to be attached, and to be closed.
     * @throws XskException with the verifier's log, if the kernel refuses it.
     */
    public static XdpProgram redirectTo(final XskMap map)
    {
        return redirectTo(map, false);
    }

    /**
     * Load the program that redirects all packets of the queues in a map to their sockets. Packets of other queues
     * pass to the kernel.
     *
     * @param map         of sockets by queue; it may be filled later.
     * @param multiBuffer true if packets may be in several buffers, from Linux 5.18 on; their sockets must be opened
     *                    for that.
     * @return the program, to be attached, and to be closed.
     * @throws XskException with the verifier's log, if the kernel refuses it.
     */
    public static XdpProgram redirectTo(final XskMap map, final boolean multiBuffer)
    {
        final long[] instructions = redirect(new BpfAssembler().move(R6, R1), map).toArray();

        return load(REDIRECT_NAME, instructions, multiBuffer ? Bpf.BPF_F_XDP_HAS_FRAGS : 0);
    }

    /**
     * Load the program that redirects all packets of the queues in a map to their sockets, with metadata before each:
     * what the card says of the packet, where driver and kernel tell, and a timestamp of the program's own. It is for
     * one interface, and not for {@link AttachMode#GENERIC} where {@link #metadataRefusal()} is empty.
     *
     * @param map         of sockets by queue; it may be filled later.
     * @param multiBuffer true if packets may be in several buffers.
     * @param device      to load it for, in the network namespace of the calling thread.
     * @return the program, to be attached, and to be closed.
     * @throws XskException          with the verifier's log, if the kernel refuses it.
     * @throws IllegalStateException if the interface is in another network namespace.
     */
    public static XdpProgram redirectTo(final XskMap map, final boolean multiBuffer, final NetDevice device)
    {
        return RxMetadataLoader.load(REDIRECT_NAME, multiBuffer ? Bpf.BPF_F_XDP_HAS_FRAGS : 0, device, emitter ->
        {
            final BpfAssembler assembler = new BpfAssembler().move(R6, R1);
            emitter.emit(assembler, R6, null, 0);

            return redirect(assembler, map);
        });
    }

    /**
     * Load a program of one's own. It takes packets that are in one buffer.
     *
     * @param name    by which the kernel shows it, 15 characters at most.
     * @param program to load.
     * @return the program, to be attached, and to be closed.
     * @throws XskException with the verifier's log, if the kernel refuses it.
     */
    public static XdpProgram load(final String name, final BpfAssembler program)
    {
        if (name.length() > Bpf.MAX_NAME_LENGTH)
        {
            throw new IllegalArgumentException(
                "name must have at most " + Bpf.MAX_NAME_LENGTH + " characters: name=" + name);
        }

        return load(name, program.toArray(), 0);
    }

    /**
     * Open a program that this process or another one {@link #pin pinned}, to attach it.
     *
     * @param path where it is pinned, in a BPF file system.
     * @return the program, to be closed.
     * @throws XskException             if nothing is pinned there, or the kernel refuses it.
     * @throws IllegalArgumentException if it is not an XDP program.
     */
    public static XdpProgram pinned(final Path path)
    {
        return of(KernelObjects.open(path, KernelObjects.Kind.PROGRAM), "path=" + path);
    }

    /**
     * The name by which {@code bpftool} and {@code ip link} show the program.
     *
     * @return the name.
     */
    public String name()
    {
        return name;
    }

    /**
     * By which {@link RxMetadata#wrap} tells this program's metadata from what others left.
     *
     * @return the signature, {@link RxMetadata#NO_SIGNATURE} where the program delivers none.
     */
    public int metadataSignature()
    {
        return metadataSignature;
    }

    /**
     * Why the program delivers nothing of what the card says, where it was asked for.
     *
     * @return the reason, empty where it does or was not asked to.
     */
    public String metadataRefusal()
    {
        return metadataRefusal;
    }

    /**
     * Attach the program to an interface, in the best mode that its driver offers.
     *
     * @param device to attach to, in the network namespace of the calling thread.
     * @return the link, for as long as which the program runs there.
     * @throws XskException          if the kernel refuses both modes, or another program is attached.
     * @throws IllegalStateException if the interface is in another network namespace.
     */
    public XdpLink attach(final NetDevice device)
    {
        try
        {
            return XdpLink.create(this, device, AttachMode.NATIVE, "");
        }
        catch (final XskException refusal)
        {
            if (!isDriversChoice(refusal.errno()))
            {
                throw refusal;
            }

            return XdpLink.create(this, device, AttachMode.GENERIC, refusal.getMessage());
        }
    }

    /**
     * Attach the program to an interface in one mode.
     *
     * @param device to attach to, in the network namespace of the calling thread.
     * @param mode   to attach in.
     * @return the link, for as long as which the program runs there.
     * @throws XskException          if the kernel refuses it, or another program is attached.
     * @throws IllegalStateException if the interface is in another network namespace.
     */
    public XdpLink attach(final NetDevice device, final AttachMode mode)
    {
        return XdpLink.create(this, device, mode, "");
    }

    /**
     * Run the program on an interface in the place of the one that is there, whosever it is. Where that one has a link,
     * it is replaced within it and no packet passes by both, in the mode that it had; the other process may end the
     * link later, which ends this program too, and closing the link detaches it in any case. Where that one has no
     * link, it is detached first, and the packets of that moment pass to the kernel's stack. Where there is none, the
     * program is attached.
     *
     * @param device to run it on, in the network namespace of the calling thread.
     * @return the link, for as long as which the program runs there.
     * @throws XskException          if the kernel refuses it; then the other program goes on, unless it had no link.
     * @throws IllegalStateException if the interface is in another network namespace.
     */
    public XdpLink takeOver(final NetDevice device)
    {
        final List<AttachedProgram> attached = AttachedProgram.on(device);
        if (attached.isEmpty())
        {
            return attach(device);
        }

        final AttachedProgram other = attached.getFirst();
        if (AttachedProgram.NO_LINK != other.linkId())
        {
            return XdpLink.takeOver(this, device, other);
        }

        try (XdpProgram expected = byId(other.programId()); Rtnetlink rtnetlink = new Rtnetlink())
        {
            rtnetlink.xdp(device.index(), -1, other.mode().flags() | Bpf.XDP_FLAGS_REPLACE, expected.fd());
        }

        return attach(device, other.mode());
    }

    /**
     * Give the program a path in a BPF file system, by which it stays in the kernel and others can open it. Whether it
     * is attached is the {@link XdpLink}'s affair.
     *
     * @param path in an existing folder of a BPF file system, such as {@code /sys/fs/bpf/feed_program}.
     * @throws XskException if the kernel refuses it.
     */
    public void pin(final Path path)
    {
        KernelObjects.pin(fd, path, "program=" + name);
    }

    /**
     * What it took the verifier to accept the program.
     *
     * @return the statistics, {@link VerifierStatistics#UNKNOWN} of a program that was not loaded here.
     */
    public VerifierStatistics verifierStatistics()
    {
        return statistics;
    }

    /**
     * Run the program on a packet, without an interface ({@code BPF_PROG_TEST_RUN}). Nothing is sent or redirected.
     *
     * @param packet that it sees, from the Ethernet header on.
     * @param repeat how often it runs, from 1 on; the kernel takes the mean of the duration.
     * @return what it did.
     * @throws XskException if the kernel refuses the packet, which must have 14 bytes, and where the program takes one
     *                      buffer must fit into it.
     */
    public ProgramTestRun testRun(final byte[] packet, final int repeat)
    {
        return ProgramTestRun.of(this, packet, repeat);
    }

    int fd()
    {
        return fd;
    }

    /**
     * Give the program up; it goes on running where it is still attached. Idempotent.
     */
    @Override
    public void close()
    {
        if (fd >= 0)
        {
            Sockets.close(fd);
            fd = -1;
        }
    }

    /**
     * Load instructions; visible to tests, which load what the verifier refuses.
     */
    static XdpProgram load(final String name, final long[] instructions, final int flags)
    {
        return load(name, instructions, flags, LICENSE, 0);
    }

    /** Load instructions, for one interface if its index is not 0. */
    static XdpProgram load(
        final String name, final long[] instructions, final int flags, final String license, final int interfaceIndex)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment attr = arena.allocate(Bpf.PROG_LOAD);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_TYPE, Bpf.BPF_PROG_TYPE_XDP);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_INSTRUCTION_COUNT, instructions.length);
            attr.set(JAVA_LONG, Bpf.PROG_LOAD_INSTRUCTIONS, arena.allocateFrom(JAVA_LONG, instructions).address());
            attr.set(JAVA_LONG, Bpf.PROG_LOAD_LICENSE, arena.allocateFrom(license).address());
            attr.set(JAVA_INT, Bpf.PROG_LOAD_FLAGS, flags);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_INTERFACE_INDEX, interfaceIndex);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_ATTACH_TYPE, Bpf.BPF_XDP);
            attr.setString(Bpf.PROG_LOAD_NAME, name);

            final MemorySegment log = arena.allocate(LOG_LENGTH);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_LOG_LEVEL, LOG_LEVEL_STATISTICS);
            attr.set(JAVA_INT, Bpf.PROG_LOAD_LOG_SIZE, LOG_LENGTH);
            attr.set(JAVA_LONG, Bpf.PROG_LOAD_LOG_BUFFER, log.address());
            int fd = load(attr);
            if (fd < 0)
            {
                // The verifier writes all of its log only when asked to, at some cost: so ask when there is something
                // to tell.
                attr.set(JAVA_INT, Bpf.PROG_LOAD_LOG_LEVEL, LOG_LEVEL);
                fd = load(attr);
                if (fd < 0)
                {
                    throw refused(name, -fd, flags, log.getString(0).strip());
                }
            }
            final XdpProgram program = new XdpProgram(name, fd);
            program.statistics = VerifierStatistics.parse(log.getString(0));

            return program;
        }
    }

    XdpProgram metadata(final int signature, final String refusal)
    {
        metadataSignature = signature;
        metadataRefusal = refusal;

        return this;
    }

    private static BpfAssembler redirect(final BpfAssembler assembler, final XskMap map)
    {
        return assembler
            .load(Width.WORD, R2, R6, XdpContextDescriptor.RX_QUEUE_INDEX_OFFSET)
            .loadMap(R1, map)
            .move(R3, XdpAction.PASS)
            .call(Helper.REDIRECT_MAP)
            .exit();
    }

    /** A program that is in the kernel already. */
    static XdpProgram byId(final int id)
    {
        final int fd = KernelObjects.openId(BpfObjects.BPF_PROG_GET_FD_BY_ID, id);
        if (fd < 0)
        {
            throw new XskException("BPF_PROG_GET_FD_BY_ID", "id=" + id, -fd);
        }

        return of(fd, "id=" + id);
    }

    /** A program that somebody loaded, whose file descriptor is now this one's. */
    static XdpProgram of(final int fd, final String subject)
    {
        try (Arena arena = Arena.ofConfined())
        {
            final MemorySegment info = KernelObjects.info(arena, fd, BpfObjects.PROGRAM_INFO);
            if (Bpf.BPF_PROG_TYPE_XDP != info.get(JAVA_INT, BpfObjects.PROGRAM_INFO_TYPE))
            {
                throw new IllegalArgumentException("not an XDP program: " + subject +
                    " type=" + info.get(JAVA_INT, BpfObjects.PROGRAM_INFO_TYPE));
            }

            return new XdpProgram(info.getString(BpfObjects.PROGRAM_INFO_NAME), fd);
        }
        catch (final RuntimeException exception)
        {
            Sockets.close(fd);
            throw exception;
        }
    }

    /** The verifier gives up with EAGAIN when a signal comes, such as a profiler's. */
    private static int load(final MemorySegment attr)
    {
        int result = SystemCalls.bpf(Bpf.BPF_PROG_LOAD, attr);
        for (int i = 1; Errno.EAGAIN.is(result) && i < LOAD_ATTEMPTS; i++)
        {
            result = SystemCalls.bpf(Bpf.BPF_PROG_LOAD, attr);
        }

        return result;
    }

    private static XskException refused(final String name, final int errno, final int flags, final String log)
    {
        if (log.isEmpty() && Errno.EINVAL.code() == errno && 0 != (flags & Bpf.BPF_F_XDP_HAS_FRAGS))
        {
            return new XskException("BPF_PROG_LOAD", "program=" + name + " multiBuffer=true", errno,
                "programs for packets in several buffers need Linux 5.18 or later");
        }

        return log.isEmpty() ?
            new XskException("BPF_PROG_LOAD", "program=" + name, errno) :
            new XskException("BPF_PROG_LOAD", "program=" + name, errno, "the verifier says:\n" + log);
    }

    /** Would another mode change the answer? Not if the user lacks privileges or the place is taken. */
    private static boolean isDriversChoice(final int errno)
    {
        return errno != Errno.EPERM.code() && errno != Errno.EACCES.code() &&
            errno != Errno.EBUSY.code() && errno != Errno.EEXIST.code() &&
            errno != Errno.EBADF.code() && errno != Errno.ENODEV.code();
    }
}
