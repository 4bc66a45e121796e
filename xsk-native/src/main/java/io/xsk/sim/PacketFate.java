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
package io.xsk.sim;

/**
 * What became of a packet that arrived at a simulated interface. Each has exactly one fate, so that what arrived is the
 * sum over all of them and those that are still held back.
 */
public enum PacketFate
{
    /** It is in the receive ring of a socket. */
    DELIVERED("in a receive ring"),
    /** The program passed it to the kernel's own stack, or there is no program. */
    PASSED("passed to the stack"),
    /** The program dropped it. */
    DROPPED("dropped by the program"),
    /** The program sent it back out of the interface. */
    TRANSMITTED("sent back by the program"),
    /** The program failed, or returned {@link io.xsk.bpf.XdpAction#ABORTED}. */
    ABORTED("program aborted"),
    /** It was redirected to a socket that is not bound to the queue it came on ({@code xsk_rcv_check}). */
    REDIRECT_REFUSED("redirected to a socket of another queue"),
    /** There was no frame in the fill ring; counted as {@code rxDropped} and {@code rxFillRingEmpty}. */
    NO_FRAME("no frame to receive into"),
    /** It did not fit into a frame, and the socket takes no packets in several; counted as {@code rxDropped}. */
    FRAME_TOO_SHORT("longer than a frame"),
    /** The receive ring was full; counted as {@code rxRingFull}. */
    RING_FULL("receive ring full"),
    /** The interface was down. */
    INTERFACE_DOWN("interface down"),
    /** It was longer than the interface's MTU allows. */
    TOO_LONG("longer than the mtu allows"),
    /** It was held back for so long that there was no room to hold another. */
    NOT_HELD("no room to hold it back"),
    /** A fault took it off the wire. */
    LOST("lost on the wire");

    static final PacketFate[] VALUES = values();

    private final String label;

    PacketFate(final String label)
    {
        this.label = label;
    }

    /**
     * The name for people and reports.
     *
     * @return the name in lower case.
     */
    public String label()
    {
        return label;
    }
}
