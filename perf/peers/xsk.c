/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 *
 * The peer on libxdp: the modes of the harness in C, on the inline ring functions of <xdp/xsk.h>, with the same XDP
 * program (its five instructions), the same memory, ring sizes and batches, and the same rule for wakeups.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

#ifndef SO_PREFER_BUSY_POLL
#define SO_PREFER_BUSY_POLL 69
#endif
#ifndef SO_BUSY_POLL_BUDGET
#define SO_BUSY_POLL_BUDGET 70
#endif
#define BUSY_POLL_US 20
#define HUGE_PAGE (2UL << 20)
#define PACKET_OFFSET XDP_PACKET_HEADROOM

/* As the kernel has it since 5.9; the distribution's header may be older. */
struct statistics {
    uint64_t rx_dropped, rx_invalid_descs, tx_invalid_descs, rx_ring_full, rx_fill_ring_empty, tx_ring_empty;
};

struct port {
    struct options o;
    uint8_t *memory;
    struct xsk_umem *umem;
    struct xsk_socket *socket;
    struct xsk_ring_prod fill, tx;
    struct xsk_ring_cons completion, rx;
    int fd, program_fd, link_fd;
    bool is_generic;
    /* Set by the hot thread when it is about to poll. */
    bool is_polled;
    uint64_t *free;
    uint32_t free_count;
    uint64_t filled, received, submitted, completed;
    uint64_t frame_mask;
    struct pings pings;
};

static void memory_map(struct port *p)
{
    size_t length = (size_t)p->o.frames * p->o.frame_length;
    size_t huge = (length + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE;

    p->memory = mmap(NULL, huge, PROT_READ | PROT_WRITE, flags | MAP_HUGETLB, -1, 0);
    if (p->memory == MAP_FAILED)
        p->memory = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (p->memory == MAP_FAILED)
        fail("mmap", errno);
    p->frame_mask = ~((uint64_t)p->o.frame_length - 1);
    p->free = malloc(p->o.frames * sizeof(*p->free));
    if (!p->free)
        fail("malloc", errno);
    for (uint32_t i = 0; i < p->o.frames; i++)
        p->free[p->free_count++] = (uint64_t)(p->o.frames - 1 - i) * p->o.frame_length;
}

static void set_option(int fd, int name, int value, const char *what)
{
    if (setsockopt(fd, SOL_SOCKET, name, &value, sizeof(value)))
        fail(what, errno);
}

static void port_open(struct port *p)
{
    struct xsk_umem_config umem_config = {.fill_size = p->o.fill, .comp_size = p->o.completion,
        .frame_size = p->o.frame_length};
    struct xsk_socket_config config = {.rx_size = p->o.rx, .tx_size = p->o.tx,
        .libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
        .bind_flags = (p->o.need_wakeup ? XDP_USE_NEED_WAKEUP : 0) | (p->o.zero_copy ? XDP_ZEROCOPY : 0) |
            (p->o.copy ? XDP_COPY : 0)};
    int result;

    memory_map(p);
    result = xsk_umem__create(&p->umem, p->memory, (uint64_t)p->o.frames * p->o.frame_length, &p->fill,
        &p->completion, &umem_config);
    if (result)
        fail("xsk_umem__create", -result);
    result = xsk_socket__create(&p->socket, p->o.interface, p->o.queue, p->umem, &p->rx, &p->tx, &config);
    if (result)
        fail("xsk_socket__create", -result);
    p->fd = xsk_socket__fd(p->socket);
    if (p->o.busy_poll) {
        set_option(p->fd, SO_PREFER_BUSY_POLL, 1, "SO_PREFER_BUSY_POLL");
        set_option(p->fd, SO_BUSY_POLL, BUSY_POLL_US, "SO_BUSY_POLL");
        set_option(p->fd, SO_BUSY_POLL_BUDGET, (int)p->o.busy_poll, "SO_BUSY_POLL_BUDGET");
    }
}

/* The program of the library: r2 = queue, r1 = map, r3 = XDP_PASS, bpf_redirect_map. */
static void port_attach(struct port *p)
{
    const int index = (int)if_nametoindex(p->o.interface);
    const int map = bpf_map_create(BPF_MAP_TYPE_XSKMAP, "peer_xsks", 4, 4, p->o.queue + 1, NULL);
    struct bpf_insn program[] = {
        {.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = 2, .src_reg = 1, .off = 16},
        {.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map}, {0},
        {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3, .imm = XDP_PASS},
        {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map},
        {.code = BPF_JMP | BPF_EXIT}};
    LIBBPF_OPTS(bpf_prog_load_opts, load, .expected_attach_type = BPF_XDP);
    LIBBPF_OPTS(bpf_link_create_opts, link, .flags = XDP_FLAGS_DRV_MODE);
    const uint32_t key = p->o.queue;

    if (map < 0)
        fail("BPF_MAP_CREATE", -map);
    if (bpf_map_update_elem(map, &key, &p->fd, 0))
        fail("BPF_MAP_UPDATE_ELEM", errno);
    p->program_fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "peer_redirect", "Apache-2.0", program,
        sizeof(program) / sizeof(program[0]), &load);
    if (p->program_fd < 0)
        fail("BPF_PROG_LOAD", -p->program_fd);
    p->link_fd = p->o.generic ? -EOPNOTSUPP : bpf_link_create(p->program_fd, index, BPF_XDP, &link);
    if (p->link_fd < 0 && !p->o.native) {
        p->is_generic = true;
        link.flags = XDP_FLAGS_SKB_MODE;
        p->link_fd = bpf_link_create(p->program_fd, index, BPF_XDP, &link);
    }
    if (p->link_fd < 0)
        fail("BPF_LINK_CREATE", -p->link_fd);
}

static inline void wakeup_tx(struct port *p)
{
    if (sendto(p->fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0 && errno != EAGAIN && errno != ENOBUFS && errno != EBUSY &&
        errno != ENETDOWN && errno != EINTR)
        fail("sendto", errno);
}

static inline void wakeup_rx_if_needed(struct port *p)
{
    if (p->o.busy_poll || xsk_ring_prod__needs_wakeup(&p->fill))
        recvfrom(p->fd, NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

static inline bool tx_is_woken(struct port *p)
{
    return !p->o.need_wakeup || p->o.busy_poll || xsk_ring_prod__needs_wakeup(&p->tx);
}

/* What is on the transmit ring and the kernel has not taken yet. */
static inline bool has_unsent(struct port *p)
{
    return __atomic_load_n(p->tx.consumer, __ATOMIC_ACQUIRE) != *p->tx.producer;
}

static void fill(struct port *p, uint32_t reserved)
{
    uint32_t index, count = p->free_count > reserved ? p->free_count - reserved : 0;
    const uint32_t room = xsk_prod_nb_free(&p->fill, count);

    count = count < room ? count : room;
    if (count && xsk_ring_prod__reserve(&p->fill, count, &index) == count) {
        for (uint32_t i = 0; i < count; i++)
            *xsk_ring_prod__fill_addr(&p->fill, index + i) = p->free[--p->free_count];
        xsk_ring_prod__submit(&p->fill, count);
        p->filled += count;
    }
}

static void rxdrop(struct port *p)
{
    while (run_goes_on(&p->o)) {
        uint32_t rx_index, fill_index;
        uint64_t bytes = 0;
        const uint32_t count = xsk_ring_cons__peek(&p->rx, p->o.batch, &rx_index);

        if (!count) {
            wakeup_rx_if_needed(p);
            continue;
        }
        while (xsk_ring_prod__reserve(&p->fill, count, &fill_index) != count)
            wakeup_rx_if_needed(p);
        for (uint32_t i = 0; i < count; i++) {
            const struct xdp_desc *packet = xsk_ring_cons__rx_desc(&p->rx, rx_index + i);

            *xsk_ring_prod__fill_addr(&p->fill, fill_index + i) = packet->addr & p->frame_mask;
            bytes += packet->len;
        }
        xsk_ring_cons__release(&p->rx, count);
        xsk_ring_prod__submit(&p->fill, count);
        p->received += count;
        p->filled += count;
        count_packets(count, bytes);
    }
}

static inline uint32_t complete(struct port *p)
{
    uint32_t index;
    const uint32_t count = xsk_ring_cons__peek(&p->completion, p->o.batch, &index);

    if (count) {
        for (uint32_t i = 0; i < count; i++)
            p->free[p->free_count++] = *xsk_ring_cons__comp_addr(&p->completion, index + i) & p->frame_mask;
        xsk_ring_cons__release(&p->completion, count);
        p->completed += count;
    }
    return count;
}

static void txonly(struct port *p)
{
    for (uint32_t i = 0; i < p->o.frames; i++)
        packet_compose(p->memory + (size_t)i * p->o.frame_length + PACKET_OFFSET, p->o.length);
    while (run_goes_on(&p->o)) {
        uint32_t index, room, count = complete(p);

        count_packets(count, (uint64_t)count * p->o.length);
        count = p->free_count < p->o.batch ? p->free_count : p->o.batch;
        room = xsk_prod_nb_free(&p->tx, count);
        count = count < room ? count : room;
        if (count && xsk_ring_prod__reserve(&p->tx, count, &index) == count) {
            for (uint32_t i = 0; i < count; i++)
                *xsk_ring_prod__tx_desc(&p->tx, index + i) =
                    (struct xdp_desc){.addr = p->free[--p->free_count] + PACKET_OFFSET, .len = p->o.length};
            xsk_ring_prod__submit(&p->tx, count);
            p->submitted += count;
        }
        if (tx_is_woken(p))
            wakeup_tx(p);
    }
}

static inline void recycle(struct port *p)
{
    uint32_t completion_index, fill_index;
    const uint32_t count = xsk_ring_cons__peek(&p->completion, p->o.batch, &completion_index);

    if (count) {
        while (xsk_ring_prod__reserve(&p->fill, count, &fill_index) != count)
            wakeup_rx_if_needed(p);
        for (uint32_t i = 0; i < count; i++)
            *xsk_ring_prod__fill_addr(&p->fill, fill_index + i) =
                *xsk_ring_cons__comp_addr(&p->completion, completion_index + i) & p->frame_mask;
        xsk_ring_cons__release(&p->completion, count);
        xsk_ring_prod__submit(&p->fill, count);
        p->completed += count;
        p->filled += count;
    }
}

static void l2fwd(struct port *p)
{
    while (run_goes_on(&p->o)) {
        uint32_t rx_index, tx_index, room, count;

        recycle(p);
        room = xsk_prod_nb_free(&p->tx, p->o.batch);
        count = xsk_ring_cons__peek(&p->rx, room < p->o.batch ? room : p->o.batch, &rx_index);
        if (count && xsk_ring_prod__reserve(&p->tx, count, &tx_index) == count) {
            uint64_t bytes = 0;

            for (uint32_t i = 0; i < count; i++) {
                const struct xdp_desc *received = xsk_ring_cons__rx_desc(&p->rx, rx_index + i);

                packet_swap_addresses(p->memory + received->addr);
                *xsk_ring_prod__tx_desc(&p->tx, tx_index + i) =
                    (struct xdp_desc){.addr = received->addr, .len = received->len};
                bytes += received->len;
            }
            xsk_ring_cons__release(&p->rx, count);
            xsk_ring_prod__submit(&p->tx, count);
            p->received += count;
            p->submitted += count;
            count_packets(count, bytes);
        }
        if (tx_is_woken(p) && has_unsent(p))
            wakeup_tx(p);
        if (!count)
            wakeup_rx_if_needed(p);
    }
}

static inline bool ping_send(struct port *p, uint64_t now)
{
    uint32_t index;
    uint64_t address;

    complete(p);
    if (!p->free_count || xsk_ring_prod__reserve(&p->tx, 1, &index) != 1)
        return false;
    address = p->free[--p->free_count] + PACKET_OFFSET;
    pings_compose(&p->pings, p->memory + address, now);
    *xsk_ring_prod__tx_desc(&p->tx, index) = (struct xdp_desc){.addr = address, .len = p->o.length};
    xsk_ring_prod__submit(&p->tx, 1);
    p->submitted++;
    return true;
}

static void ping_receive(struct port *p)
{
    uint32_t index;
    const uint32_t count = xsk_ring_cons__peek(&p->rx, p->o.batch, &index);

    if (count) {
        const uint64_t now = now_ns();

        for (uint32_t i = 0; i < count; i++) {
            const struct xdp_desc *packet = xsk_ring_cons__rx_desc(&p->rx, index + i);

            pings_on_packet(&p->pings, p->memory + packet->addr, packet->len, now);
            p->free[p->free_count++] = packet->addr & p->frame_mask;
        }
        xsk_ring_cons__release(&p->rx, count);
        p->received += count;
        fill(p, p->o.frames / 2);
    }
}

static void ping(struct port *p)
{
    p->pings.due_ns = now_ns();
    while (run_goes_on(&p->o)) {
        const uint64_t now = now_ns();

        if (pings_is_due(&p->pings, now))
            pings_on_due(&p->pings, ping_send(p, now), now);
        if (tx_is_woken(p) && has_unsent(p))
            wakeup_tx(p);
        wakeup_rx_if_needed(p);
        ping_receive(p);
    }
}

static void print(struct port *p, const struct statistics *s, const char *got)
{
    const uint64_t receiving = p->filled - p->received, transmitting = p->submitted - p->completed;

    run_print(&p->o, got);
    printf(",\"statistics\":{\"rxDropped\":%lu,\"rxInvalidDescriptors\":%lu,\"txInvalidDescriptors\":%lu,"
        "\"rxRingFull\":%lu,\"rxFillRingEmpty\":%lu,\"txRingEmpty\":%lu}", s->rx_dropped,
        s->rx_invalid_descs, s->tx_invalid_descs, s->rx_ring_full, s->rx_fill_ring_empty, s->tx_ring_empty);
    printf(",\"frames\":{\"total\":%u,\"lost\":%ld,\"free\":%u,\"receiving\":%lu,\"transmitting\":%lu}", p->o.frames,
        (long)(p->o.frames - p->free_count - receiving - transmitting), p->free_count, receiving, transmitting);
    if (!strcmp(p->o.mode, "ping"))
        samples_print();
    printf("}\n");
}

/* Packets come from the moment of the attachment on, so another thread makes it when this one is about to poll. */
static void *attach_when_polled(void *argument)
{
    struct port *p = argument;

    while (!__atomic_load_n(&p->is_polled, __ATOMIC_ACQUIRE))
        sched_yield();
    port_attach(p);
    run_is_ready(&p->o);
    return NULL;
}

int main(int argc, char **argv)
{
    static const struct mode {
        const char *name;
        void (*run)(struct port *);
    } modes[] = {{"rxdrop", rxdrop}, {"txonly", txonly}, {"l2fwd", l2fwd}, {"echo", l2fwd}, {"ping", ping}};
    static struct port port;
    const struct mode *mode = NULL;
    struct xdp_options got = {0};
    socklen_t length = sizeof(got);
    struct statistics counted = {0};
    socklen_t counted_length = sizeof(counted);
    pthread_t attacher;
    int result;

    options_parse(&port.o, argc, argv);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (!strcmp(modes[i].name, port.o.mode))
            mode = &modes[i];
    if (!mode) {
        fprintf(stderr, "peer: no such mode: %s\n", port.o.mode);
        return 2;
    }
    if (mode->run == ping)
        pings_prepare(&port.pings, &port.o);
    port_open(&port);
    if (mode->run != txonly)
        fill(&port, mode->run == ping ? port.o.frames / 2 : 0);
    result = pthread_create(&attacher, NULL, attach_when_polled, &port);
    if (result)
        fail("pthread_create", result);
    run_start(&port.o);
    __atomic_store_n(&port.is_polled, true, __ATOMIC_RELEASE);
    mode->run(&port);
    /* Before the detachment, until when packets come that nobody takes. */
    getsockopt(port.fd, SOL_XDP, XDP_STATISTICS, &counted, &counted_length);
    pthread_join(attacher, NULL);
    close(port.link_fd);
    getsockopt(port.fd, SOL_XDP, XDP_OPTIONS, &got, &length);
    print(&port, &counted, port.is_generic ? "generic-copy" : got.flags & XDP_OPTIONS_ZEROCOPY ? "zero-copy" : "native-copy");
    xsk_socket__delete(port.socket);
    xsk_umem__delete(port.umem);
    return 0;
}
