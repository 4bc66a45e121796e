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

/**
 * Layout of what an XDP program finds in R1, {@code struct xdp_md} of {@code linux/bpf.h}; words all.
 * <pre>
 *   0                   4                   8                   12                  16
 *  +-------------------+-------------------+-------------------+-------------------+-------------------+
 *  |       data        |     data_end      |     data_meta     |  ingress_ifindex  |  rx_queue_index   |
 *  +-------------------+-------------------+-------------------+-------------------+-------------------+
 * </pre>
 */
public final class XdpContextDescriptor
{
    /** Offset of the address of the packet's first byte. */
    public static final int DATA_OFFSET = 0;
    /** Offset of the address behind the packet's last byte, in its first buffer. */
    public static final int DATA_END_OFFSET = 4;
    /** Offset of the address of the metadata, which end where the packet starts. */
    public static final int DATA_META_OFFSET = 8;
    /** Offset of the index of the interface. */
    public static final int INGRESS_IFINDEX_OFFSET = 12;
    /** Offset of the queue. */
    public static final int RX_QUEUE_INDEX_OFFSET = 16;

    private XdpContextDescriptor()
    {
    }
}
