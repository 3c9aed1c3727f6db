/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SGP4 over a catalogue drawn by name: 2000 near-Earth objects at each minute of a day, 30 000 at
 * one instant, by one thread and by two; and one state at a time. All states are kept.
 */
#include <math.h>
#include <pthread.h>

#include "base/base.h"
#include "bench.h"
#include "kurs/sgp4.h"
#include "math/simd.h"

#define TWO_PI 6.283185307179586

enum { OBJECTS = 30000, SATELLITES = 2000, MINUTES = 1440, ROUNDS = 15 };

static kurs_sgp4 models[OBJECTS];
static kurs_sgp4_block blocks[OBJECTS / KURS_SGP4_BLOCK];
static kurs_tai minutes[MINUTES];
static kurs_state states[SATELLITES * MINUTES];
static kurs_status statuses[SATELLITES * MINUTES];

static const kurs_tai start = {764812800, 0.0}; /* 2024-03-27 */

/* Low orbits of all inclinations, one in ten eccentric, with epochs within a day. */
static kurs_tle draw(kurs_random *random)
{
    kurs_tle tle = {.name = "drawn"};
    const double u = kurs_random_uniform(random);
    tle.epoch = kurs_tai_add(start, -86400.0 * kurs_random_uniform(random));
    tle.mean_motion = (13.0 + 2.6 * kurs_random_uniform(random)) * TWO_PI / 86400.0;
    tle.ecc = u < 0.9 ? 0.003 * kurs_random_uniform(random) : 0.0;
    if (u >= 0.9) { /* perigee as above, apogee up to 10 000 km */
        tle.ecc = 0.3 * kurs_random_uniform(random);
        tle.mean_motion *= pow(1.0 - tle.ecc, 1.5);
    }
    tle.bstar = 1e-4 * kurs_random_uniform(random);
    tle.inc = 1.8 * kurs_random_uniform(random);
    tle.node = TWO_PI * kurs_random_uniform(random);
    tle.argp = TWO_PI * kurs_random_uniform(random);
    tle.mean_anomaly = TWO_PI * kurs_random_uniform(random);
    return tle;
}

static int make_catalogue(void)
{
    kurs_random random;
    kurs_random_init(&random, 1, "sgp4 catalogue");
    for (int i = 0; i < OBJECTS; i++) {
        const kurs_tle tle = draw(&random);
        if (kurs_sgp4_init(&models[i], &tle) != KURS_OK || models[i].deep) {
            printf("object %d is not near the Earth\n", i);
            return 1;
        }
    }
    kurs_sgp4_blocks_init(blocks, models, OBJECTS);
    for (int i = 0; i < MINUTES; i++) {
        minutes[i] = kurs_tai_add(start, 60.0 * i);
    }
    return 0;
}

/* A part of the work, for a thread. */
typedef struct part {
    int from, to;
    int failed;
} part;

static void *times_of(void *ctx)
{
    part *p = ctx;
    for (int i = p->from; i < p->to; i++) {
        const size_t at = (size_t)i * MINUTES;
        p->failed += kurs_sgp4_batch_times(&models[i], MINUTES, minutes, &states[at],
                                           &statuses[at]) != KURS_OK;
    }
    return NULL;
}

static void *objects_of(void *ctx)
{
    part *p = ctx;
    for (int i = 0; i < 96; i++) { /* as many states as above */
        p->failed += kurs_sgp4_batch_objects(&models[p->from], &blocks[p->from / KURS_SGP4_BLOCK],
                                             (size_t)(p->to - p->from), minutes[i],
                                             &states[p->from], &statuses[p->from]) != KURS_OK;
    }
    return NULL;
}

/* Quickest of some rounds: one thread by its processor time, and against two by the wall. */
static void race(const char *name, void *(*work)(void *), int n, double count)
{
    char title[64];
    double alone_ns = 1e300, one_ns = 1e300, two_ns = 1e300;
    part parts[3] = {{0, n, 0}, {0, n / 2, 0}, {n / 2, n, 0}};
    for (int round = 0; round < ROUNDS; round++) {
        pthread_t other;
        const double cpu = bench_now_ns(), from = bench_wall_ns();
        work(&parts[0]);
        one_ns = fmin(one_ns, bench_wall_ns() - from);
        alone_ns = fmin(alone_ns, bench_now_ns() - cpu);
        const double again = bench_wall_ns();
        if (pthread_create(&other, NULL, work, &parts[2]) != 0) {
            printf("no second thread\n");
            return;
        }
        work(&parts[1]);
        pthread_join(other, NULL);
        two_ns = fmin(two_ns, bench_wall_ns() - again);
    }
    bench_kept = states[7].r.x + parts[0].failed + parts[1].failed + parts[2].failed;
    bench_json(name, 1e9 * count / alone_ns, "states/s");
    snprintf(title, sizeof title, "%s_2_threads", name);
    bench_json(title, 1e9 * count / two_ns, "states/s");
    snprintf(title, sizeof title, "%s_2_threads_gain", name);
    bench_json(title, one_ns / two_ns, "times");
}

typedef struct one_by_one {
    int object, minute;
} one_by_one;

static double state(void *ctx)
{
    one_by_one *at = ctx;
    kurs_state s = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    at->minute = (at->minute + 1) % MINUTES;
    at->object = (at->object + 1) % SATELLITES;
    return kurs_sgp4_state(&models[at->object], minutes[at->minute], &s) + s.r.x;
}

static double init(void *ctx)
{
    one_by_one *at = ctx;
    kurs_sgp4 model;
    at->object = (at->object + 1) % SATELLITES;
    return kurs_sgp4_init(&model, &models[at->object].tle) + model.coef[0];
}

int main(void)
{
    one_by_one at = {0, 0};
    if (make_catalogue() != 0) {
        return 1;
    }
    printf("vector kind: %s\n", kurs_simd_name(kurs_simd_kind()));
    bench_json("sgp4_init", bench_run("SGP4 made ready for a set", init, &at), "ns");
    bench_json("sgp4_state", 1e9 / bench_run("SGP4 state in TEME", state, &at), "states/s");
    race("sgp4_batch_times", times_of, SATELLITES, (double)SATELLITES * MINUTES);
    race("sgp4_batch_objects", objects_of, OBJECTS, 96.0 * OBJECTS);
    return 0;
}
