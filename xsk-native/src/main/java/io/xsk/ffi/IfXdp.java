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
package io.xsk.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.StructLayout;

/**
 * The binary interface of AF_XDP: {@code include/uapi/linux/if_xdp.h}, the same on x86-64 and aarch64.
 */
public final class IfXdp
{
    /** Address family. */
    public static final int AF_XDP = 44;
    /** Socket option level. */
    public static final int SOL_XDP = 283;

    /** Option: where the indices and entries lie in each ring's mapping. */
    public static final int XDP_MMAP_OFFSETS = 1;
    /** Option: size of the receive ring. */
    public static final int XDP_RX_RING = 2;
    /** Option: size of the transmit ring. */
    public static final int XDP_TX_RING = 3;
    /** Option: register packet memory. */
    public static final int XDP_UMEM_REG = 4;
    /** Option: size of the fill ring. */
    public static final int XDP_UMEM_FILL_RING = 5;
    /** Option: size of the completion ring. */
    public static final int XDP_UMEM_COMPLETION_RING = 6;
    /** Option: statistics of the socket. */
    public static final int XDP_STATISTICS = 7;
    /** Option: what the socket got. */
    public static final int XDP_OPTIONS = 8;

    /** In {@link #XDP_OPTIONS}: the socket runs without copies. */
    public static final int XDP_OPTIONS_ZEROCOPY = 1;

    /** Offset to map the receive ring at. */
    public static final long XDP_PGOFF_RX_RING = 0L;
    /** Offset to map the transmit ring at. */
    public static final long XDP_PGOFF_TX_RING = 0x80000000L;
    /** Offset to map the fill ring at. */
    public static final long XDP_UMEM_PGOFF_FILL_RING = 0x100000000L;
    /** Offset to map the completion ring at. */
    public static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x180000000L;

    /** Option: how many packets one call sends in copy mode; since Linux 6.17. */
    public static final int XDP_MAX_TX_SKB_BUDGET = 9;

    /** UMEM flag: frames of any length, at any address. */
    public static final int XDP_UMEM_UNALIGNED_CHUNK_FLAG = 1;

    /** UMEM flag: the kernel computes the checksums that metadata ask for; for testing in copy mode. */
    public static final int XDP_UMEM_TX_SW_CSUM = 2;
    /** UMEM flag: the length of transmit metadata counts; since Linux 6.11. */
    public static final int XDP_UMEM_TX_METADATA_LEN = 4;

    /** Bind flag: the UMEM is that of another socket. */
    public static final int XDP_SHARED_UMEM = 1;
    /** Bind flag: packets are copied. */
    public static final int XDP_COPY = 2;
    /** Bind flag: packets are not copied. */
    public static final int XDP_ZEROCOPY = 4;
    /** Bind flag: the kernel says by a flag in the ring when it wants to be woken. */
    public static final int XDP_USE_NEED_WAKEUP = 8;

    /** Bind flag: packets may be in several frames; since Linux 6.6. */
    public static final int XDP_USE_SG = 16;

    /** Bytes that the kernel keeps free before a received packet: {@code XDP_PACKET_HEADROOM} of linux/bpf.h. */
    public static final int XDP_PACKET_HEADROOM = 256;
    /** Smallest frame: {@code XDP_UMEM_MIN_CHUNK_SIZE} of net/xdp_sock.h. */
    public static final int XDP_UMEM_MIN_CHUNK_SIZE = 2048;

    /** {@code struct xdp_umem_reg}. */
    public static final StructLayout UMEM_REG = Layouts.struct("xdp_umem_reg", 32,
        JAVA_LONG.withName("addr"), JAVA_LONG.withName("len"), JAVA_INT.withName("chunk_size"),
        JAVA_INT.withName("headroom"), JAVA_INT.withName("flags"), JAVA_INT.withName("tx_metadata_len"));
    /** Offset of the memory's address. */
    public static final long UMEM_REG_ADDR = Layouts.offset(UMEM_REG, "addr");
    /** Offset of the memory's length. */
    public static final long UMEM_REG_LEN = Layouts.offset(UMEM_REG, "len");
    /** Offset of the frame length. */
    public static final long UMEM_REG_CHUNK_SIZE = Layouts.offset(UMEM_REG, "chunk_size");
    /** Offset of the headroom. */
    public static final long UMEM_REG_HEADROOM = Layouts.offset(UMEM_REG, "headroom");
    /** Offset of the UMEM flags. */
    public static final long UMEM_REG_FLAGS = Layouts.offset(UMEM_REG, "flags");

    /** Offset of the length of transmit metadata. */
    public static final long UMEM_REG_TX_METADATA_LEN = Layouts.offset(UMEM_REG, "tx_metadata_len");

    /** {@code struct sockaddr_xdp}. */
    public static final StructLayout SOCKADDR = Layouts.struct("sockaddr_xdp", 16,
        JAVA_SHORT.withName("family"), JAVA_SHORT.withName("flags"), JAVA_INT.withName("ifindex"),
        JAVA_INT.withName("queue_id"), JAVA_INT.withName("shared_umem_fd"));
    /** Offset of the address family. */
    public static final long SOCKADDR_FAMILY = Layouts.offset(SOCKADDR, "family");
    /** Offset of the bind flags. */
    public static final long SOCKADDR_FLAGS = Layouts.offset(SOCKADDR, "flags");
    /** Offset of the interface's index. */
    public static final long SOCKADDR_IFINDEX = Layouts.offset(SOCKADDR, "ifindex");
    /** Offset of the queue. */
    public static final long SOCKADDR_QUEUE_ID = Layouts.offset(SOCKADDR, "queue_id");
    /** Offset of the file descriptor of the socket whose UMEM is shared. */
    public static final long SOCKADDR_SHARED_UMEM_FD = Layouts.offset(SOCKADDR, "shared_umem_fd");

    /** {@code struct xdp_ring_offset}. */
    public static final StructLayout RING_OFFSET = Layouts.struct("xdp_ring_offset", 32,
        JAVA_LONG.withName("producer"), JAVA_LONG.withName("consumer"), JAVA_LONG.withName("desc"),
        JAVA_LONG.withName("flags"));
    /** Offset of the producer's offset. */
    public static final long RING_OFFSET_PRODUCER = Layouts.offset(RING_OFFSET, "producer");
    /** Offset of the consumer's offset. */
    public static final long RING_OFFSET_CONSUMER = Layouts.offset(RING_OFFSET, "consumer");
    /** Offset of the entries' offset. */
    public static final long RING_OFFSET_DESC = Layouts.offset(RING_OFFSET, "desc");
    /** Offset of the flags' offset. */
    public static final long RING_OFFSET_FLAGS = Layouts.offset(RING_OFFSET, "flags");

    /** {@code struct xdp_mmap_offsets}. */
    public static final StructLayout MMAP_OFFSETS = Layouts.struct("xdp_mmap_offsets", 128,
        RING_OFFSET.withName("rx"), RING_OFFSET.withName("tx"), RING_OFFSET.withName("fr"),
        RING_OFFSET.withName("cr"));
    /** Offset of the receive ring's offsets. */
    public static final long MMAP_OFFSETS_RX = Layouts.offset(MMAP_OFFSETS, "rx");
    /** Offset of the transmit ring's offsets. */
    public static final long MMAP_OFFSETS_TX = Layouts.offset(MMAP_OFFSETS, "tx");
    /** Offset of the fill ring's offsets. */
    public static final long MMAP_OFFSETS_FILL = Layouts.offset(MMAP_OFFSETS, "fr");
    /** Offset of the completion ring's offsets. */
    public static final long MMAP_OFFSETS_COMPLETION = Layouts.offset(MMAP_OFFSETS, "cr");

    /** {@code struct xdp_statistics}, six counters; kernels before 5.9 have the first three. */
    public static final StructLayout STATISTICS = Layouts.struct("xdp_statistics", 48,
        JAVA_LONG.withName("rx_dropped"), JAVA_LONG.withName("rx_invalid_descs"),
        JAVA_LONG.withName("tx_invalid_descs"), JAVA_LONG.withName("rx_ring_full"),
        JAVA_LONG.withName("rx_fill_ring_empty_descs"), JAVA_LONG.withName("tx_ring_empty_descs"));

    private IfXdp()
    {
    }
}
