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

import io.xsk.bpf.XdpAction;

/**
 * What a program of XDP decides, as a function in Java: which packets go to which socket. It is run for each packet
 * that arrives at the interface that it is attached to.
 */
@FunctionalInterface
public interface SimulatedProgram
{
    /**
     * Decide on a packet. Called under the kernel's lock; it must not wait and, where that matters, not allocate.
     *
     * @param packet that arrived, not to be kept after the call.
     * @return what to do with it; for a redirect what {@link SimulatedPacket#redirect(SimulatedMap, int, XdpAction)}
     *     said.
     */
    XdpAction onPacket(SimulatedPacket packet);

    /**
     * Every packet to the socket that has the number of its queue in a map; to the kernel's own stack where there is
     * none. It is what {@link io.xsk.bpf.XdpProgram#redirectTo(io.xsk.bpf.XskMap)} does.
     *
     * @param map of sockets by queue.
     * @return the program.
     */
    static SimulatedProgram redirectTo(final SimulatedMap map)
    {
        return packet -> packet.redirect(map, packet.queue(), XdpAction.PASS);
    }
}
