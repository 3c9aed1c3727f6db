/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One day of a station's orbit, 6798 km and 51.64 deg: the loosest tolerance whose end is within 1
 * m of a reference at 1e-13 of the radius.
 */
#include <math.h>

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
    kurs_numerical_effort effort = {0, 0, 0};
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

int main(void)
{
    const kurs_elements el = {6798e3, 0.0006, 51.64 * DEG, 1.0, 2.0, 3.0};
    if (kurs_elements_to_state(KURS_EGM_GM, &el, &start) < 0 ||
        kurs_gravity_init(&gravity, 20, 20) < 0) {
        return 1;
    }
    model.gravity = &gravity;
    run("numerical_day_20x20");
    model.sun_and_moon = 1;
    model.drag_m2_kg = 6.4e-3;
    run("numerical_day_20x20_air_sun_moon");
    return 0;
}
