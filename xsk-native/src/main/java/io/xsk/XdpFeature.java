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

/**
 * What a driver can do with XDP programs and AF_XDP sockets: {@code enum netdev_xdp_act} of {@code linux/netdev.h}, in
 * the order of its bits; since Linux 6.3. Some come and go as the interface is set up: a veth is a target of redirects
 * only while its peer has a program or GRO.
 */
public enum XdpFeature
{
    /** Programs run in the driver: {@code XDP_ABORTED}, {@code XDP_DROP}, {@code XDP_PASS}, {@code XDP_TX}. */
    BASIC,
    /** A program can redirect packets that the interface receives, which sockets need. */
    REDIRECT,
    /** Packets that were received elsewhere can be redirected to the interface. */
    REDIRECT_TARGET,
    /** Sockets in zero-copy mode. */
    ZERO_COPY,
    /** Programs run on the device itself. */
    HARDWARE_OFFLOAD,
    /** Programs see received packets of several fragments, as jumbo frames need. */
    RX_FRAGMENTS,
    /** Packets of several fragments can be redirected to the interface. */
    REDIRECT_TARGET_FRAGMENTS
}
