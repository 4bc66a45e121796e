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
package io.xsk.ring;

/**
 * Takes packets off a {@link RxRing}.
 */
@FunctionalInterface
public interface PacketHandler
{
    /**
     * A packet was received. Its frame is the handler's, to be given back by a {@link FillRing} or sent by a
     * {@link TxRing}.
     *
     * @param address of the packet's first byte within the UMEM.
     * @param length  of the packet in bytes, from its Ethernet header on.
     * @param options of the packet, {@code XDP_PKT_CONTD} or 0.
     */
    void onPacket(long address, int length, int options);
}
