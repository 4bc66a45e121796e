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

/* Round trips, each kept, so that the percentiles are exact. */
void samples_allocate(uint64_t capacity);
void samples_add(uint64_t ns);
void samples_print(void);

#endif
