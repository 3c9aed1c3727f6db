/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small harness for benchmarks: a warm-up, then repetitions; the median time of one call in ns,
 * with the quickest and slowest repetition. The clock is the process's own processor time.
 *
 *     static double work(void *ctx) { ... return something that depends on all of it; }
 *     int main(void) { bench_run("name of the work", work, &ctx); }
 */
#ifndef KURS_BENCH_H
#define KURS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* One call; its value is summed up and kept, so that no compiler leaves the work out. */
typedef double (*bench_fn)(void *ctx);

enum { BENCH_REPETITIONS = 21, BENCH_REPETITION_NS = 10000000 };

static volatile double bench_kept;

static inline double bench_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static inline double bench_time_ns(bench_fn work, void *ctx, long calls)
{
    const double start = bench_now_ns();
    double sum = 0.0;
    for (long i = 0; i < calls; i++) {
        sum += work(ctx);
    }
    const double ns = bench_now_ns() - start;
    bench_kept = sum;
    return ns;
}

static inline int bench_compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* One line of JSON: what was measured, and its unit ("states/s"). */
static inline void bench_json(const char *name, double value, const char *unit)
{
    printf("{\"bench\":\"%s\",\"value\":%.6g,\"unit\":\"%s\"}\n", name, value, unit);
}

/* Time by the clock on the wall, for work of several threads. */
static inline double bench_wall_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

/* Runs and prints one row: name, median ns a call, quickest, slowest, calls a repetition. */
static inline double bench_run(const char *name, bench_fn work, void *ctx)
{
    long calls = 1;
    /* the warm-up: doubles the calls until a repetition is long enough for the clock */
    while (bench_time_ns(work, ctx, calls) < BENCH_REPETITION_NS && calls < (1L << 40)) {
        calls *= 2;
    }
    double ns[BENCH_REPETITIONS];
    for (int i = 0; i < BENCH_REPETITIONS; i++) {
        ns[i] = bench_time_ns(work, ctx, calls) / (double)calls;
    }
    qsort(ns, BENCH_REPETITIONS, sizeof ns[0], bench_compare);
    const double median = ns[BENCH_REPETITIONS / 2];
    printf("%-44s %12.1f ns  (%.1f to %.1f, %ld calls)\n", name, median, ns[0],
           ns[BENCH_REPETITIONS - 1], calls);
    return median;
}

#endif
