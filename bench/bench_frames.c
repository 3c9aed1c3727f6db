/* SPDX-License-Identifier: Apache-2.0 */
#include "bench.h"

#include "kurs/frames.h"

typedef struct work {
    kurs_earth earth;
    kurs_tai t;
    kurs_vec3 r_itrf;
    double t_s;
} work;

static double init(void *ctx)
{
    work *w = ctx;
    w->t = kurs_tai_add(w->t, 1.0);
    return kurs_earth_init(&w->earth, w->t) + w->earth.x[0];
}

static double gcrf_itrf(void *ctx)
{
    work *w = ctx;
    w->t_s = w->t_s < 43200.0 ? w->t_s + 1.0 : -43200.0;
    return kurs_earth_gcrf_itrf(&w->earth, w->t_s).m[0][0];
}

static double teme_gcrf(void *ctx)
{
    work *w = ctx;
    w->t_s = w->t_s < 43200.0 ? w->t_s + 1.0 : -43200.0;
    return kurs_earth_teme_gcrf(&w->earth, w->t_s).m[0][0];
}

static double geodetic(void *ctx)
{
    work *w = ctx;
    w->r_itrf.z = w->r_itrf.z < 6.0e6 ? w->r_itrf.z + 1e3 : -6.0e6;
    return kurs_geodetic_from_itrf(w->r_itrf).h;
}

int main(void)
{
    work w = {.t = {764000000, 0.0}, .r_itrf = {2.4e6, 3.1e6, 0.0}}; /* a day of March 2024 */
    if (kurs_earth_init(&w.earth, w.t) < 0) {
        return 1;
    }
    bench_run("Earth's attitude made for a day", init, &w);
    bench_run("matrix GCRF to ITRF", gcrf_itrf, &w);
    bench_run("matrix TEME to GCRF", teme_gcrf, &w);
    bench_run("geodetic place from ITRF", geodetic, &w);
    return 0;
}
