/*
 * Copyright 2026 The XSK Pipeline Authors. Licensed under the Apache License, Version 2.0.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLE_NS 10000000L
#define NS_PER_S 1000000000ULL
#define MAX_SAMPLES 20000000

struct counts counts __attribute__((aligned(64)));
volatile bool is_stopped __attribute__((aligned(64)));

static pthread_t watcher;
static uint64_t first_ns;
static uint64_t last_ns;
static uint64_t deadline_ns;
static volatile bool is_watched;

static uint32_t *samples;
static uint64_t sample_capacity;
static uint64_t sample_count;

static const struct option long_options[] = {
    {"interface", required_argument, 0, 'i'}, {"queue", required_argument, 0, 'q'},
    {"batch", required_argument, 0, 'b'}, {"frames", required_argument, 0, 'F'},
    {"frame-length", required_argument, 0, 'f'}, {"fill", required_argument, 0, 'L'},
    {"rx", required_argument, 0, 'R'}, {"tx", required_argument, 0, 'T'},
    {"completion", required_argument, 0, 'O'}, {"length", required_argument, 0, 's'},
    {"copy", no_argument, 0, 'c'}, {"zero-copy", no_argument, 0, 'z'}, {"native", no_argument, 0, 'N'},
    {"generic", no_argument, 0, 'S'}, {"no-need-wakeup", no_argument, 0, 'M'}, {"busy-poll", optional_argument, 0, 'B'},
    {"cpu", required_argument, 0, 'P'}, {"priority", required_argument, 0, 'p'},
    {"seconds", required_argument, 0, 'n'}, {"count", required_argument, 0, 'C'},
    {"rate", required_argument, 0, 'r'}, {"warm-up", required_argument, 0, 'w'}, {"json", no_argument, 0, 'j'},
    {0, 0, 0, 0}};

void fail(const char *what, int error)
{
    fprintf(stderr, "peer: %s failed: %s\n", what, strerror(error));
    exit(1);
}

uint64_t now_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
}

static uint64_t number(const char *text)
{
    char *end;
    uint64_t value;

    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-') {
        fprintf(stderr, "peer: not a number: %s\n", text);
        exit(2);
    }
    return value;
}

void options_parse(struct options *o, int argc, char **argv)
{
    int option;

    *o = (struct options){.batch = 64, .frames = 4096, .frame_length = 2048, .fill = 4096, .rx = 2048, .tx = 2048,
        .completion = 2048, .length = 64, .need_wakeup = true, .cpu = -1, .count = UINT64_MAX, .warm_up = 50000};
    if (argc < 2) {
        fprintf(stderr, "usage: %s MODE --interface NAME [options of ./xsk perf]\n", argv[0]);
        exit(2);
    }
    o->mode = argv[1];
    while ((option = getopt_long(argc - 1, argv + 1, "i:q:b:f:s:czNSMn:C:r:w:j", long_options, NULL)) != -1) {
        switch (option) {
        case 'i': o->interface = optarg; break;
        case 'q': o->queue = number(optarg); break;
        case 'b': o->batch = number(optarg); break;
        case 'F': o->frames = number(optarg); break;
        case 'f': o->frame_length = number(optarg); break;
        case 'L': o->fill = number(optarg); break;
        case 'R': o->rx = number(optarg); break;
        case 'T': o->tx = number(optarg); break;
        case 'O': o->completion = number(optarg); break;
        case 's': o->length = number(optarg); break;
        case 'c': o->copy = true; break;
        case 'z': o->zero_copy = true; break;
        case 'N': o->native = true; break;
        case 'S': o->generic = true; break;
        case 'M': o->need_wakeup = false; break;
        case 'B': o->busy_poll = optarg ? number(optarg) : 64; break;
        case 'P': o->cpu = number(optarg); break;
        case 'p': o->priority = number(optarg); break;
        case 'n': o->seconds = number(optarg); break;
        case 'C': o->count = number(optarg); break;
        case 'r': o->rate = number(optarg); break;
        case 'w': o->warm_up = number(optarg); break;
        case 'j': break;
        default: exit(2);
        }
    }
    if (!o->interface || !o->batch || !o->frames) {
        fprintf(stderr, "peer: --interface must be given, --batch and --frames must not be 0\n");
        exit(2);
    }
}

static void on_signal(int signal)
{
    (void)signal;
    is_stopped = true;
}

static void *watch(void *unused)
{
    const struct timespec pause = {.tv_nsec = SAMPLE_NS};
    uint64_t packets = 0, before_ns = now_ns();

    (void)unused;
    while (is_watched) {
        uint64_t ns, seen;

        nanosleep(&pause, NULL);
        ns = now_ns();
        seen = __atomic_load_n(&counts.packets, __ATOMIC_ACQUIRE);
        if (seen != packets) {
            if (!first_ns)
                first_ns = before_ns;
            packets = seen;
            last_ns = ns;
        }
        before_ns = ns;
        if (ns >= deadline_ns)
            is_stopped = true;
    }
    return NULL;
}

void run_start(const struct options *o)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t signals, old;
    int result;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);

    /* The watcher inherits the CPUs of the process, the hot thread then leaves them for its own. */
    deadline_ns = o->seconds ? now_ns() + o->seconds * NS_PER_S : UINT64_MAX;
    is_watched = true;
    sigfillset(&signals);
    pthread_sigmask(SIG_BLOCK, &signals, &old);
    result = pthread_create(&watcher, NULL, watch, NULL);
    if (result)
        fail("pthread_create", result);
    pthread_sigmask(SIG_SETMASK, &old, NULL);

    if (o->cpu >= 0) {
        cpu_set_t cpus;

        CPU_ZERO(&cpus);
        CPU_SET(o->cpu, &cpus);
        if (sched_setaffinity(0, sizeof(cpus), &cpus))
            fail("sched_setaffinity", errno);
    }
    if (o->priority) {
        const struct sched_param parameter = {.sched_priority = (int)o->priority};

        if (sched_setscheduler(0, SCHED_FIFO, &parameter))
            fail("sched_setscheduler", errno);
    }
}

void run_is_ready(const struct options *o)
{
    printf("%s on %s queue %u, hot thread on CPU %d\n", o->mode, o->interface, o->queue, o->cpu);
    fflush(stdout);
}

void run_print(const struct options *o, const char *got)
{
    uint64_t active_ns;

    is_watched = false;
    pthread_join(watcher, NULL);
    active_ns = last_ns - first_ns;
    printf("{\"mode\":\"%s\",\"got\":\"%s\",\"packets\":%lu,\"pps\":%.0f,\"bytes\":%lu", o->mode, got,
        counts.packets, active_ns ? counts.packets * 1e9 / active_ns : 0, counts.bytes);
}

static uint16_t checksum(const uint16_t *words, int count)
{
    uint32_t sum = 0;

    while (count--)
        sum += *words++;
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

void packet_compose(uint8_t *packet, unsigned int length)
{
    static const uint8_t headers[HEADERS_LENGTH] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0,
        64, 17, 0, 0, 10, 82, 0, 1, 10, 82, 0, 2, 0, 9, 0, 9, 0, 0, 0, 0};
    uint16_t word;

    memset(packet, 0, length);
    memcpy(packet, headers, sizeof(headers));
    word = htons(length - 14);
    memcpy(packet + 16, &word, 2);
    word = htons(length - 34);
    memcpy(packet + 38, &word, 2);
    word = checksum((const uint16_t *)(packet + 14), 10);
    memcpy(packet + 24, &word, 2);
}

void pings_prepare(struct pings *p, struct options *o)
{
    o->length = o->length < MIN_PING_LENGTH ? MIN_PING_LENGTH : o->length;
    sample_capacity = o->count < MAX_SAMPLES ? o->count : MAX_SAMPLES;
    samples = malloc(sample_capacity * sizeof(*samples));
    if (!samples)
        fail("malloc", ENOMEM);
    memset(samples, 0, sample_capacity * sizeof(*samples));
    *p = (struct pings){.o = o, .interval_ns = o->rate ? NS_PER_S / o->rate : 0, .is_answered = true};
}

void samples_add(uint64_t ns)
{
    if (sample_count < sample_capacity)
        samples[sample_count++] = ns < UINT32_MAX ? ns : UINT32_MAX;
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

void samples_print(void)
{
    static const char *const names[] = {"50", "90", "99", "99.9", "99.99"};
    static const double percentiles[] = {0.5, 0.9, 0.99, 0.999, 0.9999};

    qsort(samples, sample_count, sizeof(*samples), compare);
    printf(",\"roundTripNs\":{");
    for (int i = 0; i < 5; i++)
        printf("\"%s\":%u,", names[i], sample_count ? samples[(uint64_t)(percentiles[i] * (sample_count - 1))] : 0);
    printf("\"max\":%u}", sample_count ? samples[sample_count - 1] : 0);
}
