/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 *
 * The peer on DPDK: the modes of the harness on DPDK's driver for AF_XDP sockets (net_af_xdp), which brings its own XDP
 * program and its own memory, buffers of 2,048 bytes and a header each. DPDK's threads stay where the process was
 * started; only the hot thread moves to its CPU.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <rte_eal.h>
#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_version.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

#define PORT 0
#define QUEUE 0
#define MAX_BATCH 2048
#define CACHE_SIZE 256
#define MEMORY_MB "64"

struct port {
    struct options o;
    struct rte_mempool *pool;
    struct pings pings;
};

static void check(const char *what, int result)
{
    if (result < 0)
        fail(what, -result);
}

/* The first CPU that the process may use. */
static unsigned int first_cpu(void)
{
    unsigned int cpu = 0;
    cpu_set_t cpus;

    if (sched_getaffinity(0, sizeof(cpus), &cpus))
        fail("sched_getaffinity", errno);
    while (!CPU_ISSET(cpu, &cpus))
        cpu++;
    return cpu;
}

static void eal_start(const struct options *o)
{
    char lcore[16], device[128];
    char *arguments[] = {"dpdk", "-l", lcore, "--no-huge", "-m", MEMORY_MB, "--no-pci", "--no-shconf", "--no-telemetry",
        "--log-level=error", "--vdev", device};

    snprintf(lcore, sizeof(lcore), "%u", first_cpu());
    snprintf(device, sizeof(device), "net_af_xdp0,iface=%s,start_queue=%u,queue_count=1,busy_budget=%u",
        o->interface, o->queue, o->busy_poll);
    if (rte_eal_init(sizeof(arguments) / sizeof(arguments[0]), arguments) < 0)
        fail("rte_eal_init", rte_errno);
    if (!rte_eth_dev_is_valid_port(PORT))
        fail("DPDK's driver net_af_xdp (Debian's package librte-net-af-xdp23)", ENODEV);
    /* One program on the interface, as the other peers have, rather than one that calls others in turn. */
    setenv("LIBXDP_SKIP_DISPATCHER", "1", 1);
}

static void compose(struct rte_mempool *pool, void *options, void *object, unsigned int index)
{
    const struct options *o = options;
    struct rte_mbuf *buffer = object;

    (void)pool;
    (void)index;
    packet_compose((uint8_t *)buffer->buf_addr + RTE_PKTMBUF_HEADROOM, o->length);
}

static void pool_create(struct port *p)
{
    p->pool = rte_pktmbuf_pool_create("frames", p->o.frames, CACHE_SIZE, 0,
        RTE_PKTMBUF_HEADROOM + p->o.frame_length, SOCKET_ID_ANY);
    if (!p->pool)
        fail("rte_pktmbuf_pool_create", rte_errno);
    rte_mempool_obj_iter(p->pool, compose, &p->o);
}

/* From now on the queue's packets are its own. */
static void port_open(struct port *p)
{
    const struct rte_eth_conf config = {0};

    check("rte_eth_dev_configure", rte_eth_dev_configure(PORT, 1, 1, &config));
    check("rte_eth_tx_queue_setup", rte_eth_tx_queue_setup(PORT, QUEUE, p->o.tx, SOCKET_ID_ANY, NULL));
    check("rte_eth_rx_queue_setup", rte_eth_rx_queue_setup(PORT, QUEUE, p->o.rx, SOCKET_ID_ANY, NULL, p->pool));
    check("rte_eth_dev_start", rte_eth_dev_start(PORT));
}

/* All of them, unless the run ends. */
static inline void send_all(struct port *p, struct rte_mbuf **buffers, unsigned int count)
{
    unsigned int sent = 0;

    while (sent < count && run_goes_on(&p->o))
        sent += rte_eth_tx_burst(PORT, QUEUE, buffers + sent, count - sent);
    if (sent < count)
        rte_pktmbuf_free_bulk(buffers + sent, count - sent);
}

static void rxdrop(struct port *p)
{
    struct rte_mbuf *buffers[MAX_BATCH];

    while (run_goes_on(&p->o)) {
        uint64_t bytes = 0;
        const unsigned int count = rte_eth_rx_burst(PORT, QUEUE, buffers, p->o.batch);

        if (count) {
            for (unsigned int i = 0; i < count; i++)
                bytes += rte_pktmbuf_pkt_len(buffers[i]);
            rte_pktmbuf_free_bulk(buffers, count);
            count_packets(count, bytes);
        }
    }
}

static void txonly(struct port *p)
{
    struct rte_mbuf *buffers[MAX_BATCH];

    while (run_goes_on(&p->o)) {
        if (rte_pktmbuf_alloc_bulk(p->pool, buffers, p->o.batch)) {
            /* The driver takes back what was sent when it is asked to send. */
            rte_eth_tx_burst(PORT, QUEUE, buffers, 0);
            continue;
        }
        for (unsigned int i = 0; i < p->o.batch; i++)
            buffers[i]->data_len = buffers[i]->pkt_len = p->o.length;
        send_all(p, buffers, p->o.batch);
        count_packets(p->o.batch, (uint64_t)p->o.batch * p->o.length);
    }
}

static void l2fwd(struct port *p)
{
    struct rte_mbuf *buffers[MAX_BATCH];

    while (run_goes_on(&p->o)) {
        uint64_t bytes = 0;
        const unsigned int count = rte_eth_rx_burst(PORT, QUEUE, buffers, p->o.batch);

        if (count) {
            for (unsigned int i = 0; i < count; i++) {
                packet_swap_addresses(rte_pktmbuf_mtod(buffers[i], uint8_t *));
                bytes += rte_pktmbuf_pkt_len(buffers[i]);
            }
            send_all(p, buffers, count);
            count_packets(count, bytes);
        }
    }
}

static bool ping_send(struct port *p, uint64_t now)
{
    struct rte_mbuf *buffer = rte_pktmbuf_alloc(p->pool);

    if (!buffer)
        return false;
    buffer->data_len = buffer->pkt_len = p->o.length;
    pings_compose(&p->pings, rte_pktmbuf_mtod(buffer, uint8_t *), now);
    if (rte_eth_tx_burst(PORT, QUEUE, &buffer, 1) != 1) {
        rte_pktmbuf_free(buffer);
        return false;
    }
    return true;
}

static void ping(struct port *p)
{
    struct rte_mbuf *buffers[MAX_BATCH];

    p->pings.due_ns = now_ns();
    while (run_goes_on(&p->o)) {
        uint64_t now = now_ns();
        unsigned int count;

        if (pings_is_due(&p->pings, now))
            pings_on_due(&p->pings, ping_send(p, now), now);
        count = rte_eth_rx_burst(PORT, QUEUE, buffers, p->o.batch);
        if (count) {
            now = now_ns();
            for (unsigned int i = 0; i < count; i++)
                pings_on_packet(&p->pings, rte_pktmbuf_mtod(buffers[i], uint8_t *), rte_pktmbuf_pkt_len(buffers[i]),
                    now);
            rte_pktmbuf_free_bulk(buffers, count);
        }
    }
}

int main(int argc, char **argv)
{
    static const struct mode {
        const char *name;
        void (*run)(struct port *);
    } modes[] = {{"rxdrop", rxdrop}, {"txonly", txonly}, {"l2fwd", l2fwd}, {"echo", l2fwd}, {"ping", ping}};
    static struct port port;
    const struct mode *mode = NULL;
    struct rte_eth_stats statistics = {0};

    options_parse(&port.o, argc, argv);
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (!strcmp(modes[i].name, port.o.mode))
            mode = &modes[i];
    if (!mode || port.o.batch > MAX_BATCH) {
        fprintf(stderr, "peer: no such mode, or a batch above %u: %s\n", MAX_BATCH, port.o.mode);
        return 2;
    }
    if (mode->run == ping)
        pings_prepare(&port.pings, &port.o);
    /* What it tells of loading its program is no line of ours. */
    libbpf_set_print(NULL);
    eal_start(&port.o);
    pool_create(&port);
    run_start(&port.o);
    port_open(&port);
    run_is_ready(&port.o);
    mode->run(&port);
    rte_eth_stats_get(PORT, &statistics);
    run_print(&port.o, rte_version());
    printf(",\"missed\":%lu", statistics.imissed);
    if (mode->run == ping)
        samples_print();
    printf("}\n");
    rte_eth_dev_stop(PORT);
    rte_eth_dev_close(PORT);
    rte_eal_cleanup();
    return 0;
}
