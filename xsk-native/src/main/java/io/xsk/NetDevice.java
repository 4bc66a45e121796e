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
package io.xsk;

import io.xsk.ffi.Namespaces;
import io.xsk.netlink.LinkReply;
import io.xsk.netlink.Rtnetlink;

/**
 * A network interface as the kernel describes it at this moment, in the network namespace of the thread that asks.
 *
 * @param name         of the interface.
 * @param index        of the interface within its namespace.
 * @param namespace    that the interface was found in, by the number that {@code /proc} shows for it.
 * @param macAddress   in the low 48 bits, first octet highest.
 * @param mtu          in bytes.
 * @param rxQueues     that the interface was made with.
 * @param isUp         whether the interface is administratively up.
 * @param xdpProgramId of the attached XDP program, 0 when there is none.
 * @param rxPackets    received.
 * @param txPackets    sent.
 * @param rxDropped    received and dropped by the driver or its XDP program's redirect.
 * @param txDropped    dropped on the way out.
 */
public record NetDevice(
    String name,
    int index,
    long namespace,
    long macAddress,
    int mtu,
    int rxQueues,
    boolean isUp,
    int xdpProgramId,
    long rxPackets,
    long txPackets,
    long rxDropped,
    long txDropped)
{
    /**
     * Ask the kernel about an interface.
     *
     * @param name of the interface.
     * @return what it is now.
     * @throws XskException if there is no such interface in the thread's network namespace.
     */
    public static NetDevice byName(final String name)
    {
        try (Rtnetlink rtnetlink = new Rtnetlink())
        {
            final LinkReply link = rtnetlink.link(name);

            return new NetDevice(
                link.name(),
                link.index(),
                Namespaces.networkOfThisThread(),
                link.macAddress(),
                link.mtu(),
                link.rxQueues(),
                link.isUp(),
                link.xdpProgramId(),
                link.rxPackets(),
                link.txPackets(),
                link.rxDropped(),
                link.txDropped());
        }
    }

    /**
     * Is the calling thread in the interface's network namespace? Elsewhere its name and index mean another interface,
     * or none.
     *
     * @throws IllegalStateException if it is not.
     */
    public void requireNamespaceOfThisThread()
    {
        if (namespace != Namespaces.networkOfThisThread())
        {
            throw new IllegalStateException("the interface is in another network namespace than this thread: " +
                "interface=" + name + " index=" + index + " namespace=" + namespace +
                " thread=" + Thread.currentThread().getName() + " namespace=" + Namespaces.networkOfThisThread());
        }
    }
}
