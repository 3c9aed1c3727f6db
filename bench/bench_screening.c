/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Launch collision screening of 30 000 objects drawn by name: an ascent and two hours of flight,
 * lift-offs of +-30 s in steps of 1 s, a box of 50 by 200 by 50 km, and one of 2 by 25 by 25 km;
 * once from a low orbit, once in the midst of the catalogue (half of it between 400 and 700 km).
 */
#include <math.h>

#include "base/base.h"
#include "bench.h"
#include "kurs/screening.h"

#define TWO_PI 6.283185307179586
#define GM 3.986004418e14

enum { OBJECTS = 30000, ASCENT_S = 530, NODES = ASCENT_S + 720 + 1, ROUNDS = 5 };

static const kurs_tai liftoff = {764812800, 0.0}; /* 2024-03-27 */

static kurs_sgp4 models[OBJECTS];
static double met_s[NODES];
static kurs_state s_gcrf[NODES];
static double work[100000];
static kurs_screening_approach approaches[10000];
static kurs_screening_blackout blackouts[100000];
static size_t refused[100];

/* One in twenty high and eccentric (transfer orbits), one in twenty high and round. */
static kurs_tle draw(kurs_random *random)
{
    kurs_tle tle = {.name = "drawn"};
    const double u = kurs_random_uniform(random);
    double perigee = 6378137.0 + (u < 0.5 ? 4e5 + 3e5 * kurs_random_uniform(random)
                                          : 2e5 + 14e5 * kurs_random_uniform(random));
    tle.ecc = 0.003 * kurs_random_uniform(random);
    if (u > 0.95) {
        tle.ecc = 0.72;
    } else if (u > 0.9) {
        perigee = 4.2e7;
    }
    tle.epoch = kurs_tai_add(liftoff, -86400.0 * kurs_random_uniform(random));
    tle.mean_motion = sqrt(GM / pow(perigee / (1.0 - tle.ecc), 3.0));
    tle.bstar = 1e-4 * kurs_random_uniform(random);
    tle.inc = 1.8 * kurs_random_uniform(random);
    tle.node = TWO_PI * kurs_random_uniform(random);
    tle.argp = TWO_PI * kurs_random_uniform(random);
    tle.mean_anomaly = TWO_PI * kurs_random_uniform(random);
    return tle;
}

/* In the plane of 51.6 deg: from the speed of a pad, steadily quicker, to a circular orbit. */
static void fly(double alt_m)
{
    const double inc = 0.9, r_end = 6378137.0 + alt_m, n = sqrt(GM / pow(r_end, 3.0));
    for (int i = 0; i < NODES; i++) {
        const double t = i <= ASCENT_S ? i : ASCENT_S + 10.0 * (i - ASCENT_S);
        const double x = fmin(t / ASCENT_S, 1.0);
        const double r = r_end - alt_m * (1.0 - x) * (1.0 - x) * (1.0 + 2.0 * x);
        const double dr = alt_m * 6.0 * x * (1.0 - x) / ASCENT_S, w = n * (0.05 + 0.95 * x);
        const double up = fmin(t, ASCENT_S);
        const double u = 0.5 + n * (0.05 * up + 0.475 * up * up / ASCENT_S + t - up);
        const double c = cos(u), s = sin(u);
        met_s[i] = t;
        s_gcrf[i].r = (kurs_vec3){r * c, r * s * cos(inc), r * s * sin(inc)};
        s_gcrf[i].v = (kurs_vec3){dr * c - r * w * s, (dr * s + r * w * c) * cos(inc),
                                  (dr * s + r * w * c) * sin(inc)};
    }
}

static int race(const char *name, double alt_m, kurs_vec3 box_m, const kurs_earth *earth)
{
    const kurs_screening_track track = {0.0, s_gcrf};
    const kurs_screening_request request = {
        .liftoff = liftoff,
        .earth = earth,
        .node_count = NODES,
        .met_s = met_s,
        .track_count = 1,
        .tracks = &track,
        .object_count = OBJECTS,
        .objects = models,
        .box_m = box_m,
        .report_m = 50e3,
        .from_s = -30.0,
        .to_s = 30.0,
        .step_s = 1.0,
    };
    const kurs_screening_space space = {approaches, 10000, blackouts, 100000,
                                        refused,    100,   work,      sizeof work};
    kurs_screening_result result;
    double best_ns = 1e300;
    fly(alt_m);
    for (int round = 0; round < ROUNDS; round++) {
        const double from = bench_now_ns();
        if (kurs_screening_run(&request, &space, &result) < 0) {
            printf("refused\n");
            return 1;
        }
        best_ns = fmin(best_ns, bench_now_ns() - from);
    }
    printf("%s: %zu passed over, %zu refused, %zu approaches, %zu in the box, %zu blackouts, "
           "%.3f s closed\n",
           name, result.passed_over, result.refused_count, result.approach_total,
           result.in_box_total, result.blackout_count, result.closed_s);
    bench_json(name, 1e-9 * best_ns, "s");
    return 0;
}

int main(void)
{
    kurs_random random;
    kurs_earth earth;
    kurs_random_init(&random, 1, "screening catalogue");
    for (int i = 0; i < OBJECTS; i++) {
        const kurs_tle tle = draw(&random);
        if (kurs_sgp4_init(&models[i], &tle) < 0) {
            printf("object %d has no model\n", i);
            return 1;
        }
    }
    if (kurs_earth_init(&earth, liftoff) < 0) {
        return 1;
    }
    const kurs_vec3 wide = {50e3, 200e3, 50e3}, thin = {2e3, 25e3, 25e3};
    return race("screening_low_wide", 220e3, wide, &earth) ||
           race("screening_low_thin", 220e3, thin, &earth) ||
           race("screening_amid_wide", 550e3, wide, &earth) ||
           race("screening_amid_thin", 550e3, thin, &earth);
}
