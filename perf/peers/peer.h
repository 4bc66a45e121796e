/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 *
 * What the C peers have in common: options named as in the harness, a clock, a line a second is not printed (it would
 * cost what is measured), SIGINT ends a run with its summary, and one JSON object as the last line.
 */
#ifndef XSK_PERF_PEER_H
#define XSK_PERF_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MAC_LENGTH 6
#define HEADERS_LENGTH 42
#define MIN_PING_LENGTH (HEADERS_LENGTH + sizeof(struct stamp))
#define PING_TIMEOUT_NS 100000000

struct options {
    const char *mode;
    const char *interface;
    unsigned int queue;
    unsigned int batch;
    unsigned int frames;
    unsigned int frame_length;
    unsigned int fill;
    unsigned int rx;
    unsigned int tx;
    unsigned int completion;
    unsigned int length;
    bool copy;
    bool zero_copy;
    bool native;
    bool generic;
    bool need_wakeup;
    unsigned int busy_poll;
    int cpu;
    unsigned int priority;
    unsigned int seconds;
    uint64_t count;
    uint64_t rate;
    uint64_t warm_up;
};

/* What the hot loop counts. The first and the last packet are timed by a second thread, never by the hot loop. */
struct counts {
    uint64_t packets;
    uint64_t bytes;
};

extern struct counts counts;
extern volatile bool is_stopped;

void options_parse(struct options *options, int argc, char **argv);

/* Pin this thread, start the thread that watches the counts, and let SIGINT, SIGTERM and the time stop the run. */
void run_start(const struct options *options);

/* Tell who reads the output that packets may come. */
void run_is_ready(const struct options *options);

/* Stop the watching thread, and print the members that all peers have, with a comma at the end. */
void run_print(const struct options *options, const char *got);

static inline bool run_goes_on(const struct options *options)
{
    return !is_stopped && counts.packets < options->count;
}

static inline void count_packets(uint64_t packets, uint64_t bytes)
{
    __atomic_store_n(&counts.bytes, counts.bytes + bytes, __ATOMIC_RELEASE);
    __atomic_store_n(&counts.packets, counts.packets + packets, __ATOMIC_RELEASE);
}

uint64_t now_ns(void);

/* Print a message and what errno says, and end the process. */
void fail(const char *what, int error) __attribute__((noreturn));

/* Make a UDP packet, from its Ethernet header on; the harness sends the same. */
void packet_compose(uint8_t *packet, unsigned int length);

static inline void packet_swap_addresses(uint8_t *packet)
{
    uint8_t destination[MAC_LENGTH];

    memcpy(destination, packet, MAC_LENGTH);
    memcpy(packet, packet + MAC_LENGTH, MAC_LENGTH);
    memcpy(packet + MAC_LENGTH, destination, MAC_LENGTH);
}

/* Round trips, each kept, so that the percentiles are exact. */
void samples_add(uint64_t ns);
void samples_print(void);

/* What a ping carries behind its headers. */
struct stamp {
    uint64_t sequence;
    uint64_t due_ns;
};

/* Pings, one in flight, or at a rate. The next one goes also when none came back for a while. */
struct pings {
    const struct options *o;
    uint64_t interval_ns, sent, due_ns, sent_ns;
    bool is_answered;
};

/* Make room for the samples, and packets long enough for a stamp. */
void pings_prepare(struct pings *pings, struct options *options);

static inline bool pings_is_due(const struct pings *p, uint64_t ns)
{
    return p->interval_ns ? (int64_t)(ns - p->due_ns) >= 0 : p->is_answered || ns - p->sent_ns > PING_TIMEOUT_NS;
}

static inline void pings_compose(const struct pings *p, uint8_t *packet, uint64_t ns)
{
    const struct stamp stamp = {.sequence = p->sent, .due_ns = p->interval_ns ? p->due_ns : ns};

    packet_compose(packet, p->o->length);
    memcpy(packet + HEADERS_LENGTH, &stamp, sizeof(stamp));
}

/* One was due: it was sent, or there was no room for it. */
static inline void pings_on_due(struct pings *p, bool is_sent, uint64_t ns)
{
    if (is_sent) {
        p->sent++;
        p->sent_ns = ns;
        p->is_answered = false;
    }
    p->due_ns += p->interval_ns;
}

static inline void pings_on_packet(struct pings *p, const uint8_t *packet, unsigned int length, uint64_t ns)
{
    if (length == p->o->length) {
        struct stamp stamp;

        memcpy(&stamp, packet + HEADERS_LENGTH, sizeof(stamp));
        if (stamp.sequence == p->sent - 1)
            p->is_answered = true;
        if (stamp.sequence >= p->o->warm_up)
            samples_add(ns - stamp.due_ns);
        count_packets(1, length);
    }
}

#endif
