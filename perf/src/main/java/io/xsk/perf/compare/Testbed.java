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
package io.xsk.perf.compare;

import io.xsk.CpuAffinity;
import io.xsk.NetDevice;
import io.xsk.bpf.AttachMode;
import io.xsk.bpf.XdpLink;
import io.xsk.bpf.XdpProgram;
import io.xsk.bpf.XskMap;
import io.xsk.netns.NetworkNamespace;
import io.xsk.perf.FirstPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.CloseHelper;

/**
 * Two hosts of our own with a cable between them, and how to start on them what is measured: the subject on the last
 * CPU, and what it is measured with on the first.
 */
final class Testbed implements AutoCloseable
{
    static final String LEFT = "xleft";
    static final String RIGHT = "xright";

    private static final int PREFIX_LENGTH = 24;

    private final NetworkNamespace left = NetworkNamespace.create(LEFT);
    private final NetworkNamespace right = NetworkNamespace.create(RIGHT);
    private final Path peers;
    private final int firstCpu = CpuAffinity.allowed().nextSetBit(0);
    private final int lastCpu;

    /**
     * @param peers   folder of the programs in C.
     * @param lastCpu to run the subjects on.
     */
    Testbed(final Path peers, final int lastCpu)
    {
        this.peers = peers;
        this.lastCpu = lastCpu;
        NetworkNamespace.connect(left, LEFT, right, RIGHT, 1);
        left.addAddress(LEFT, address(1), PREFIX_LENGTH);
        right.addAddress(RIGHT, address(2), PREFIX_LENGTH);
    }

    /** An address on the cable, the same that the generator's packets have. */
    static Inet4Address address(final int host)
    {
        try
        {
            return (Inet4Address)InetAddress.getByAddress(new byte[]{10, 82, 0, (byte)host});
        }
        catch (final UnknownHostException impossible)
        {
            throw new IllegalStateException(impossible);
        }
    }

    /** Is there a program in C of that name? */
    boolean hasPeer(final String name)
    {
        return Files.isExecutable(peers.resolve(name));
    }

    /** The library's harness in a mode on one of the hosts. */
    PeerProcess java(final boolean isSubject, final boolean isRight, final String... arguments)
    {
        return java(List.of(), isSubject, isRight, arguments);
    }

    /** The library's harness with further flags for its JVM. */
    PeerProcess java(
        final List<String> jvmFlags, final boolean isSubject, final boolean isRight, final String... arguments)
    {
        return start(isRight, HarnessCommand.of(placed(), jvmFlags, withCpu(isSubject, arguments)));
    }

    /** A thread on the left host. */
    Thread startLeft(final Runnable action)
    {
        return left.call(() -> Thread.ofPlatform().name("left").start(action));
    }

    /** What starts, receives a packet on the right host and ends. */
    PeerProcess firstPacket(final List<String> jvmFlags)
    {
        return start(true, HarnessCommand.of(
            FirstPacket.class, placed(), jvmFlags, List.of(RIGHT, Integer.toString(lastCpu))));
    }

    /** A program in C on one of the hosts. */
    PeerProcess peer(final String name, final boolean isSubject, final boolean isRight, final String... arguments)
    {
        final List<String> command = new ArrayList<>(placed());
        command.add(peers.resolve(name).toString());
        command.addAll(withCpu(isSubject, arguments));

        return start(isRight, command);
    }

    /** Do something while a program on the right host lets all packets pass to its kernel, as live frames need one. */
    <T> T withPassProgram(final Supplier<T> action)
    {
        final List<AutoCloseable> opened = new ArrayList<>();
        right.run(() -> attachPass(opened));
        try
        {
            return action.get();
        }
        finally
        {
            CloseHelper.closeAll(opened.reversed());
        }
    }

    @Override
    public void close()
    {
        left.close();
        right.close();
    }

    private PeerProcess start(final boolean isRight, final List<String> command)
    {
        return PeerProcess.start(isRight ? right : left, command);
    }

    /** All threads start on the first CPU; a hot thread moves to its own. */
    private List<String> placed()
    {
        return List.of("taskset", "-c", Integer.toString(firstCpu));
    }

    private List<String> withCpu(final boolean isSubject, final String... arguments)
    {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cpu", Integer.toString(isSubject ? lastCpu : firstCpu), "--json"));

        return all;
    }

    private static void attachPass(final List<AutoCloseable> opened)
    {
        final XskMap noSockets = XskMap.create(1);
        opened.add(noSockets);
        final XdpProgram program = XdpProgram.redirectTo(noSockets);
        opened.add(program);
        final XdpLink link = program.attach(NetDevice.byName(RIGHT), AttachMode.NATIVE);
        opened.add(link);
    }
}
