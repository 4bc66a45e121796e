/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 *
 * The peer that receives by a packet socket's ring (AF_PACKET, TPACKET_V3) and drops. It spins on the next block.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>

#define BLOCK_LENGTH (1U << 18)
#define BLOCK_COUNT 64U
#define FRAME_LENGTH 2048U
#define BLOCK_TIMEOUT_MS 1

int main(int argc, char **argv)
{
    struct options o;
    struct tpacket_req3 request = {.tp_block_size = BLOCK_LENGTH, .tp_block_nr = BLOCK_COUNT,
        .tp_frame_size = FRAME_LENGTH, .tp_frame_nr = BLOCK_LENGTH / FRAME_LENGTH * BLOCK_COUNT,
        .tp_retire_blk_tov = BLOCK_TIMEOUT_MS};
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    struct tpacket_stats_v3 statistics = {0};
    socklen_t length = sizeof(statistics);
    const int version = TPACKET_V3;
    uint32_t block = 0;
    uint8_t *ring;
    int fd;

    options_parse(&o, argc, argv);
    fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    if (fd < 0)
        fail("socket", errno);
    if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)))
        fail("PACKET_VERSION", errno);
    if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)))
        fail("PACKET_RX_RING", errno);
    ring = mmap(NULL, (size_t)BLOCK_LENGTH * BLOCK_COUNT, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (ring == MAP_FAILED)
        fail("mmap", errno);
    address.sll_ifindex = (int)if_nametoindex(o.interface);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
        fail("bind", errno);

    run_start(&o);
    run_is_ready(&o);
    while (run_goes_on(&o)) {
        struct tpacket_block_desc *header = (struct tpacket_block_desc *)(ring + (size_t)block * BLOCK_LENGTH);

        if (__atomic_load_n(&header->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) {
            const uint8_t *packet = (uint8_t *)header + header->hdr.bh1.offset_to_first_pkt;
            uint64_t bytes = 0;

            for (uint32_t i = 0; i < header->hdr.bh1.num_pkts; i++) {
                const struct tpacket3_hdr *packet_header = (const struct tpacket3_hdr *)packet;

                bytes += packet_header->tp_len;
                packet += packet_header->tp_next_offset;
            }
            count_packets(header->hdr.bh1.num_pkts, bytes);
            __atomic_store_n(&header->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
            block = (block + 1) % BLOCK_COUNT;
        }
    }
    getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &length);
    run_print(&o, "packet-ring");
    printf(",\"dropped\":%u}\n", statistics.tp_drops);
    return 0;
}
