/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One day of a station's orbit, 6798 km and 51.64 deg: the loosest tolerance whose end is within 1
 * m of a reference at 1e-13 of the radius.
 */
#include <math.h>
#include <string.h>

#include "bench.h"
#include "kurs/numerical.h"
#include "kurs/orbit.h"

#define DEG 0.017453292519943295

static kurs_gravity gravity;
static kurs_force_model model;
static kurs_state start;
static const kurs_tai t0 = {764812800, 0.0}; /* 2024-03-27T12:00 TAI */

static kurs_state end_of_day(double tolerance_m, kurs_numerical_effort *effort)
{
    const kurs_tai end = {t0.s + 86400, 0.0};
    kurs_state out = {{NAN, NAN, NAN}, {NAN, NAN, NAN}};
    model.tolerance_m = tolerance_m;
    if (kurs_numerical_states(&model, t0, start, 1, &end, &out, effort) < 0) {
        exit(1);
    }
    return out;
}

static double day(void *ctx)
{
    kurs_numerical_effort effort;
    return end_of_day(*(double *)ctx, &effort).r.x;
}

static void run(const char *name)
{
    kurs_numerical_effort effort = {0, 0, 0, 0};
    const kurs_state want = end_of_day(7e-7, &effort);
    double tolerance = 10.0, error = INFINITY;
    for (; error > 1.0; tolerance *= 0.8) {
        const kurs_state got = end_of_day(tolerance, &effort);
        error = sqrt(pow(got.r.x - want.r.x, 2) + pow(got.r.y - want.r.y, 2) +
                     pow(got.r.z - want.r.z, 2));
    }
    tolerance /= 0.8;
    const double ms = 1e-6 * bench_run(name, day, &tolerance);
    printf("{\"bench\":\"%s\",\"value\":%.3f,\"unit\":\"ms\",\"error_m\":%.2f,\"tolerance_m\":%.3g,"
           "\"steps\":%ld,\"evaluations\":%ld}\n",
           name, ms, error, tolerance, effort.steps, effort.evaluations);
}

/* ---- many at once ---- */

enum { MANY = 64 };

static kurs_state starts[MANY];

static double one_by_one(void *ctx)
{
    const kurs_tai end = {t0.s + 86400, 0.0};
    double sum = 0.0;
    model.tolerance_m = *(double *)ctx;
    for (int i = 0; i < MANY; i++) {
        kurs_state out;
        if (kurs_numerical_states(&model, t0, starts[i], 1, &end, &out, NULL) < 0) {
            exit(1);
        }
        sum += out.r.x;
    }
    return sum;
}

static void fly_batch(double tolerance_m, kurs_state out[MANY])
{
    static kurs_status status[MANY];
    const kurs_tai end = {t0.s + 86400, 0.0};
    model.tolerance_m = tolerance_m;
    memcpy(out, starts, sizeof starts);
    if (kurs_numerical_batch(&model, t0, end, MANY, out, status, NULL) < 0) {
        exit(1);
    }
    for (int i = 0; i < MANY; i++) {
        if (status[i] < 0) {
            exit(1);
        }
    }
}

static double together(void *ctx)
{
    kurs_state out[MANY];
    fly_batch(*(double *)ctx, out);
    return out[0].r.x;
}

static double worst_apart(const kurs_state *a, const kurs_state *b)
{
    double worst = 0.0;
    for (int i = 0; i < MANY; i++) {
        worst = fmax(worst, sqrt(pow(a[i].r.x - b[i].r.x, 2) + pow(a[i].r.y - b[i].r.y, 2) +
                                 pow(a[i].r.z - b[i].r.z, 2)));
    }
    return worst;
}

/* Orbits from 6798 km up; the loosest tolerance at which the worst of them ends within 1 m. */
static void run_many(const char *name)
{
    static kurs_state want[MANY], got[MANY];
    for (int i = 0; i < MANY; i++) {
        const kurs_elements el = {6798e3 + 1e3 * i, 0.0006 + 1e-5 * i, 51.64 * DEG,
                                  0.1 * i,          0.2 * i,           0.3 * i};
        if (kurs_elements_to_state(KURS_EGM_GM, &el, &starts[i]) < 0) {
            exit(1);
        }
    }
    fly_batch(7e-7, want);
    double tolerance = 10.0, error = INFINITY;
    for (; error > 1.0; tolerance *= 0.8) {
        fly_batch(tolerance, got);
        error = worst_apart(want, got);
    }
    tolerance /= 0.8;
    const double alone = bench_run(name, one_by_one, &tolerance);
    const double lanes = bench_run(name, together, &tolerance);
    printf("{\"bench\":\"%s\",\"value\":%.4f,\"unit\":\"ms\",\"alone_ms\":%.4f,"
           "\"times_faster\":%.2f,\"error_m\":%.2f}\n",
           name, 1e-6 * lanes / MANY, 1e-6 * alone / MANY, alone / lanes, error);
}

int main(void)
{
    const kurs_elements el = {6798e3, 0.0006, 51.64 * DEG, 1.0, 2.0, 3.0};
    if (kurs_elements_to_state(KURS_EGM_GM, &el, &start) < 0 ||
        kurs_gravity_init(&gravity, 20, 20) < 0) {
        return 1;
    }
    model.gravity = &gravity;
    run("numerical_day_20x20");
    run_many("numerical_batch_day_20x20");
    model.sun_and_moon = 1;
    model.drag_m2_kg = 6.4e-3;
    run("numerical_day_20x20_air_sun_moon");
    run_many("numerical_batch_day_20x20_air_sun_moon");
    return 0;
}
