/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include "kurs/sgp4.h"

typedef struct work {
    kurs_sgp4 model;
    kurs_tle tle;
    double dt_s;
} work;

static double init(void *ctx)
{
    work *w = ctx;
    return kurs_sgp4_init(&w->model, &w->tle) + w->model.coef[0];
}

static double state(void *ctx)
{
    work *w = ctx;
    kurs_state s = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    w->dt_s = w->dt_s < 86400.0 ? w->dt_s + 7.0 : 0.0;
    return kurs_sgp4_state(&w->model, kurs_tai_add(w->tle.epoch, w->dt_s), &s) + s.r.x;
}

int main(void)
{
    /* the ISS of 2024-03-27 */
    work w = {.tle = {.epoch = {764812469, 0.82},
                      .mean_motion = 15.49609731 * 6.283185307179586 / 86400.0,
                      .bstar = 0.63250e-3,
                      .ecc = 0.0004676,
                      .inc = 0.901307,
                      .node = 0.00537038,
                      .argp = 0.157031,
                      .mean_anomaly = 2.829777}};
    bench_run("SGP4 made ready for a set", init, &w);
    bench_run("SGP4 state in TEME", state, &w);
    return 0;
}
