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

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What to tell a network card so that the packets that are wanted come by the queues that have sockets. A socket is of
 * one queue, and what comes by the others goes past it to the kernel; so where an interface has more queues than there
 * are sockets, packets are missed in silence.
 */
public final class QueueSteering
{
    private final String interfaceName;
    private final int queues;
    private final SortedSet<Integer> bound;

    /**
     * Of an interface and the queues that have sockets.
     *
     * @param interfaceName of the interface.
     * @param queues        that it has in use, {@link io.xsk.NetDeviceDetails#rxQueues()}.
     * @param boundQueues   that have a socket.
     */
    public QueueSteering(final String interfaceName, final int queues, final List<Integer> boundQueues)
    {
        this.interfaceName = interfaceName;
        this.queues = queues;
        bound = new TreeSet<>(boundQueues);
        if (bound.isEmpty() || bound.first() < 0 || bound.last() >= queues)
        {
            throw new IllegalArgumentException("bound queues must be of the interface: interface=" + interfaceName +
                " queues=" + queues + " bound=" + bound);
        }
    }

    /**
     * Does every packet come by a queue that has a socket?
     *
     * @return true if all queues have one.
     */
    public boolean isComplete()
    {
        return bound.size() == queues;
    }

    /**
     * The commands after which all packets come by the queues that have sockets: as many queues as sockets, where the
     * sockets are on the first ones; else the card's hash is spread over a range of queues that is bound as a whole.
     *
     * @return the lines for a shell; empty where there is nothing to mend, or no range for the hash.
     */
    public List<String> commands()
    {
        final List<String> commands = new ArrayList<>();
        final boolean isRange = bound.last() - bound.first() + 1 == bound.size();
        if (!isComplete() && isRange)
        {
            commands.add(0 == bound.first() ?
                "ethtool -L " + interfaceName + " combined " + bound.size() :
                "ethtool -X " + interfaceName + " start " + bound.first() + " equal " + bound.size());
        }

        return commands;
    }

    /**
     * The command after which the packets of one UDP destination come by a queue, and the others go where they went.
     *
     * @param address of the destination, IPv4 such as {@code 239.1.1.1}.
     * @param port    of the destination.
     * @param queue   that has a socket.
     * @return the line for a shell.
     */
    public String flowCommand(final String address, final int port, final int queue)
    {
        if (!bound.contains(queue))
        {
            throw new IllegalArgumentException(
                "queue has no socket: interface=" + interfaceName + " queue=" + queue + " bound=" + bound);
        }

        return "ethtool -N " + interfaceName + " flow-type udp4 dst-ip " + address + " dst-port " + port +
            " action " + queue;
    }

    /**
     * What is wrong and how to mend it, for people.
     *
     * @return the advice, empty where there is nothing to mend.
     */
    public String advice()
    {
        if (isComplete())
        {
            return "";
        }

        return "interface=" + interfaceName + " queues=" + queues + " sockets on=" + bound +
            ": packets that come by the other queues go to the kernel; " + (commands().isEmpty() ? "" :
            "run '" + String.join("' and '", commands()) + "', or ") +
            "steer each flow: 'ethtool -N " + interfaceName + " flow-type udp4 dst-ip ADDRESS dst-port PORT action " +
            bound.first() + "'";
    }
}
