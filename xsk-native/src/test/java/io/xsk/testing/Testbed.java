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
package io.xsk.testing;

import io.xsk.PageSize;
import io.xsk.XskPort;
import io.xsk.XskSocket;

/**
 * Two hosts, joined by a cable: what a conformance case runs over. It is new for each case and used by one thread.
 */
public interface Testbed extends AutoCloseable
{
    /**
     * The interface of a host.
     *
     * @param side of the cable.
     * @return its name.
     */
    String interfaceName(Side side);

    /**
     * Open a port on a host's interface, as {@link XskSocket#open(XskSocket.Context)} does.
     *
     * @param side    of the cable.
     * @param context with the queue, the UMEM and the ring sizes. What the backend is about is set here: the interface,
     *                the mode, and whether to poll busily.
     * @return the port, not yet bound. The case closes it, and then its UMEM.
     */
    XskPort open(Side side, XskSocket.Context context);

    /**
     * Let a program decide on all packets that come to a host. Without one, no port receives anything.
     *
     * @param side    of the cable.
     * @param program to run.
     * @return the attachment, with no port in its map. The case closes it, before the ports.
     */
    Attachment attach(Side side, TestProgram program);

    /**
     * Does a program decide on the packets that come to a host?
     *
     * @param side of the cable.
     * @return true if one is attached.
     */
    boolean hasProgram(Side side);

    /**
     * Set the longest payload of a packet, on both hosts, before a program is attached. It is 1,500 bytes until then.
     *
     * @param mtu in bytes, without the Ethernet header.
     */
    void mtu(int mtu);

    /**
     * The pages for a UMEM of unaligned frames: in one piece, so that a packet may cross from one into the next.
     *
     * @return their size. There are enough of them for two small UMEMs until the testbed is closed.
     */
    PageSize pagesForUnaligned();

    /**
     * In how many frames may a packet be that is sent? One in more is dropped.
     *
     * @return the number, such as 18.
     */
    int maxFrames();

    /**
     * Must the owner of a port wake it up, whatever its rings say of need?
     *
     * @return true if nothing is received or sent otherwise.
     */
    boolean isBusyPolling();

    /**
     * Let the other side do what it would by itself. Cases call it again and again while they wait.
     */
    default void advance()
    {
        // The kernel needs nobody for that.
    }

    /**
     * Wait until what is sent can arrive. A program and its ports may come and go before that.
     */
    default void awaitLink()
    {
        // A cable between virtual interfaces is never down.
    }

    /**
     * Make the rings of the interfaces themselves as short as they can be used, before a port is opened.
     *
     * @return their entries.
     */
    default int smallestHardwareRings()
    {
        throw new UnsupportedOperationException("the interfaces have no rings of their own: " + this);
    }

    /**
     * Make the rings of the interfaces themselves as long as they can be, before a port is opened.
     *
     * @return their entries.
     */
    default int largestHardwareRings()
    {
        throw new UnsupportedOperationException("the interfaces have no rings of their own: " + this);
    }

    @Override
    void close();

    /**
     * A program which decides on packets, and the ports that it can give them to.
     */
    interface Attachment extends AutoCloseable
    {
        /**
         * Put a port into the program's map of ports, in place of the one that is there.
         *
         * @param index within the map: 0 or 1.
         * @param port  that is bound.
         */
        void put(int index, XskPort port);

        @Override
        void close();
    }
}
