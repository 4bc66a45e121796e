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

import org.agrona.DirectBuffer;

/**
 * Sees packets that leave a simulated interface, or that its program passes to the kernel's own stack.
 */
@FunctionalInterface
public interface PacketListener
{
    /**
     * A packet came by. Called under the kernel's lock, on the thread that caused it: by a wakeup or by a step.
     *
     * @param queue  of the interface.
     * @param packet from its Ethernet header on, exactly its length; not to be kept after the call.
     */
    void onPacket(int queue, DirectBuffer packet);
}
