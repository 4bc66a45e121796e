/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 *
 * One packet's turn through the rings alone, with the inline functions of <xdp/xsk.h> over plain memory: a frame is put
 * on the fill ring, the other end of the rings takes it from there and puts it on the receive ring, and from there it is
 * taken again. The mode ring-turn of the harness is the same in Java.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <xdp/xsk.h>

#define CAPACITY 2048U
#define LINE 64

struct memory {
    uint32_t producer __attribute__((aligned(LINE)));
    uint32_t consumer __attribute__((aligned(LINE)));
    uint32_t flags __attribute__((aligned(LINE)));
    uint64_t entries[2 * CAPACITY] __attribute__((aligned(LINE)));
};

static struct memory fill_memory, rx_memory;

static void produces(struct xsk_ring_prod *ring, struct memory *m)
{
    *ring = (struct xsk_ring_prod){.cached_cons = CAPACITY, .mask = CAPACITY - 1, .size = CAPACITY,
        .producer = &m->producer, .consumer = &m->consumer, .ring = m->entries, .flags = &m->flags};
}

static void consumes(struct xsk_ring_cons *ring, struct memory *m)
{
    *ring = (struct xsk_ring_cons){.mask = CAPACITY - 1, .size = CAPACITY,
        .producer = &m->producer, .consumer = &m->consumer, .ring = m->entries, .flags = &m->flags};
}

int main(int argc, char **argv)
{
    struct options o;
    struct xsk_ring_prod fill, kernels_rx;
    struct xsk_ring_cons rx, kernels_fill;

    options_parse(&o, argc, argv);
    produces(&fill, &fill_memory);
    consumes(&kernels_fill, &fill_memory);
    produces(&kernels_rx, &rx_memory);
    consumes(&rx, &rx_memory);
    run_start(&o);
    run_is_ready(&o);

    for (uint32_t i = 0, index; i < o.batch; i++)
        if (xsk_ring_prod__reserve(&fill, 1, &index)) {
            *xsk_ring_prod__fill_addr(&fill, index) = (uint64_t)i * o.frame_length;
            xsk_ring_prod__submit(&fill, 1);
        }
    while (run_goes_on(&o)) {
        uint32_t from, to;
        uint64_t bytes = 0;
        const uint32_t offered = xsk_ring_cons__peek(&kernels_fill, o.batch, &from);

        if (xsk_ring_prod__reserve(&kernels_rx, offered, &to) == offered) {
            for (uint32_t i = 0; i < offered; i++)
                *xsk_ring_prod__tx_desc(&kernels_rx, to + i) = (struct xdp_desc){
                    .addr = *xsk_ring_cons__comp_addr(&kernels_fill, from + i) + 256, .len = o.length};
            xsk_ring_cons__release(&kernels_fill, offered);
            xsk_ring_prod__submit(&kernels_rx, offered);
        }

        const uint32_t count = xsk_ring_cons__peek(&rx, o.batch, &from);

        if (xsk_ring_prod__reserve(&fill, count, &to) == count) {
            for (uint32_t i = 0; i < count; i++) {
                const struct xdp_desc *packet = xsk_ring_cons__rx_desc(&rx, from + i);

                *xsk_ring_prod__fill_addr(&fill, to + i) = packet->addr & ~((uint64_t)o.frame_length - 1);
                bytes += packet->len;
            }
            xsk_ring_cons__release(&rx, count);
            xsk_ring_prod__submit(&fill, count);
            count_packets(count, bytes);
        }
    }
    run_print(&o, "memory");
    printf("}\n");
    return 0;
}
