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
package io.xsk.netns;

import io.xsk.NetDevice;
import io.xsk.XskException;
import io.xsk.ffi.Namespaces;
import io.xsk.ffi.SystemCalls;
import io.xsk.netlink.Rtnetlink;
import java.io.IOException;
import java.net.Inet4Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A host of its own within this process: one thread in a network namespace that it has made. What the thread opens is
 * in that namespace, and so are the threads that it starts. Two of them joined by a {@link #connect veth pair} are two
 * hosts on one cable, on which a program can be tried without touching any interface of the machine.
 * <p>
 * Nothing has to be cleaned up: the kernel removes the namespace with its interfaces when the last thread in it has
 * ended and the last socket is closed, and so also when the process is killed.
 * <p>
 * Needs {@link io.xsk.Capability#CAP_SYS_ADMIN} and {@link io.xsk.Capability#CAP_NET_ADMIN}.
 * <p>
 * <b>Note:</b> This class is threadsafe.
 */
public final class NetworkNamespace implements AutoCloseable
{
    private static final Path DISABLE_IPV6 = Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6");
    private static final long CLOSE_TIMEOUT_S = 10;

    private final String name;
    private final ExecutorService thread;
    private final int threadId;

    private NetworkNamespace(final String name)
    {
        this.name = name;
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("netns-" + name).daemon().factory());

        int id = -1;
        try
        {
            id = call(NetworkNamespace::unshare);
        }
        finally
        {
            if (id < 0)
            {
                thread.shutdown();
            }
        }
        threadId = id;
    }

    /**
     * Make a network namespace, with no interface up, and a thread in it.
     *
     * @param name of the thread.
     * @return the namespace, to be closed.
     * @throws XskException if the kernel refuses it.
     */
    public static NetworkNamespace create(final String name)
    {
        return new NetworkNamespace(name);
    }

    /**
     * Make a pair of virtual interfaces, one in each namespace, of which each receives what the other sends, and bring
     * them up. They have no address.
     *
     * @param one       namespace.
     * @param oneName   of the interface in it.
     * @param other     namespace.
     * @param otherName of the interface in it.
     * @param queues    to receive and to send by, on both.
     */
    public static void connect(
        final NetworkNamespace one,
        final String oneName,
        final NetworkNamespace other,
        final String otherName,
        final int queues)
    {
        one.configure(rtnetlink -> rtnetlink.addVethPair(oneName, otherName, other.threadId, queues));
        one.configure(rtnetlink -> rtnetlink.up(rtnetlink.link(oneName).index()));
        other.configure(rtnetlink -> rtnetlink.up(rtnetlink.link(otherName).index()));
    }

    /**
     * Do something on the thread, in the namespace, and wait for it.
     *
     * @param action to carry out; the threads that it starts stay in the namespace.
     * @param <T>    of its result.
     * @return its result.
     * @throws CompletionException around a checked exception of the action. An unchecked one is thrown as it is.
     */
    public <T> T call(final Callable<T> action)
    {
        final Future<T> future = thread.submit(action);
        boolean isInterrupted = false;
        try
        {
            while (true)
            {
                try
                {
                    return future.get();
                }
                catch (final InterruptedException ignore)
                {
                    // The action goes on in any case, so its end is waited for.
                    isInterrupted = true;
                }
            }
        }
        catch (final ExecutionException exception)
        {
            if (exception.getCause() instanceof final RuntimeException unchecked)
            {
                throw unchecked;
            }
            if (exception.getCause() instanceof final Error error)
            {
                throw error;
            }
            throw new CompletionException(exception.getCause());
        }
        finally
        {
            if (isInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Do something on the thread, in the namespace, and wait for it.
     *
     * @param action to carry out; the threads that it starts stay in the namespace.
     */
    public void run(final Runnable action)
    {
        call(Executors.callable(action));
    }

    /**
     * Look an interface of the namespace up.
     *
     * @param interfaceName to look up.
     * @return what it is now.
     * @throws XskException if there is none.
     */
    public NetDevice device(final String interfaceName)
    {
        return call(() -> NetDevice.byName(interfaceName));
    }

    /**
     * Set the longest payload of a packet that an interface sends. On a veth pair a packet passes only where it fits
     * both ends, so both are to be set; and before a program is attached, since that narrows what the driver takes.
     *
     * @param interfaceName of the interface.
     * @param mtu           to set, in bytes, without the Ethernet header.
     * @throws XskException if there is no such interface, or the kernel refuses it, as for less than 68 bytes or more
     *                      than the driver takes.
     */
    public void mtu(final String interfaceName, final int mtu)
    {
        configure(rtnetlink -> rtnetlink.mtu(rtnetlink.link(interfaceName).index(), mtu));
    }

    /**
     * Give an interface an IPv4 address.
     *
     * @param interfaceName of the interface.
     * @param address       to give.
     * @param prefixLength  of its network in bits.
     */
    public void addAddress(final String interfaceName, final Inet4Address address, final int prefixLength)
    {
        configure(rtnetlink ->
            rtnetlink.addAddress(rtnetlink.link(interfaceName).index(), address.getAddress(), prefixLength));
    }

    /**
     * Tell the kernel the MAC address of a neighbour that will not answer ARP, since its packets go to a socket.
     *
     * @param interfaceName by which it is reached.
     * @param address       of the neighbour.
     * @param macAddress    of the neighbour, in the low 48 bits.
     */
    public void addNeighbour(final String interfaceName, final Inet4Address address, final long macAddress)
    {
        configure(rtnetlink ->
            rtnetlink.addNeighbour(rtnetlink.link(interfaceName).index(), address.getAddress(), macAddress));
    }

    /**
     * Let the thread end. The namespace goes when nothing else is in it. Idempotent.
     */
    @Override
    public void close()
    {
        thread.shutdown();
        try
        {
            thread.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ignore)
        {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString()
    {
        return "NetworkNamespace{name=" + name + ", threadId=" + threadId + '}';
    }

    private void configure(final Configuration configuration)
    {
        run(() ->
        {
            try (Rtnetlink rtnetlink = new Rtnetlink())
            {
                configuration.apply(rtnetlink);
            }
        });
    }

    private static int unshare()
    {
        final int result = Namespaces.unshareNetwork();
        if (result < 0)
        {
            throw new XskException("unshare", "flags=CLONE_NEWNET", -result);
        }
        silenceIpv6();

        return SystemCalls.gettid();
    }

    /** It would send router solicitations and multicast reports that nobody asked for. */
    private static void silenceIpv6()
    {
        try
        {
            Files.writeString(DISABLE_IPV6, "1");
        }
        catch (final IOException ignore)
        {
            // A kernel without IPv6 is silent already; where /proc/sys is read-only, a few packets more will be seen.
        }
    }

    @FunctionalInterface
    private interface Configuration
    {
        void apply(Rtnetlink rtnetlink);
    }
}
