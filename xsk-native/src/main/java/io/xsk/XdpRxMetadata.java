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
 * What a driver tells a program about a received packet: {@code enum netdev_xdp_rx_metadata} of
 * {@code linux/netdev.h}, in the order of its bits; since Linux 6.7.
 */
public enum XdpRxMetadata
{
    /** When the device received it: {@code bpf_xdp_metadata_rx_timestamp()}. */
    TIMESTAMP,
    /** The hash by which the device chose the queue: {@code bpf_xdp_metadata_rx_hash()}. */
    HASH,
    /** The VLAN tag that the device took out of it: {@code bpf_xdp_metadata_rx_vlan_tag()}; since Linux 6.8. */
    VLAN_TAG
}
