/* SPDX-License-Identifier: Apache-2.0 */
/* motion() of numerical.c for eight bodies, each at its own time. */
#include <math.h>

#include "env/gravity_lanes.h"
#include "env/nrlmsise00_lanes.h"
#include "frames/earth_lanes.h"
#include "kurs/atmosphere.h"
#include "math/lanes.h"
#include "orbit/numerical_stretch.h"

/* The lanes of the air model know the thermosphere only [m]. */
#define LANES_FROM 120e3

typedef struct vec {
    vd x, y, z;
} vec;

static inline vec load(const double (*p)[KURS_LANES])
{
    return (vec){vd_load(p[0]), vd_load(p[1]), vd_load(p[2])};
}

static inline vd dot(vec a, vec b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline vec minus(vec a, vec b)
{
    return (vec){a.x - b.x, a.y - b.y, a.z - b.z};
}

/* a + f b */
static inline vec axpy(vec a, vd f, vec b)
{
    return (vec){a.x + f * b.x, a.y + f * b.y, a.z + f * b.z};
}

static inline vec cross(vec a, vec b)
{
    return (vec){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static vec sky_place(const kurs_vec3 c[KURS_SKY_TERMS], vd t)
{
    const vd u = t / vd_all(KURS_SKY_SPAN_S);
    vec sum = {vd_all(c[KURS_SKY_TERMS - 1].x), vd_all(c[KURS_SKY_TERMS - 1].y),
               vd_all(c[KURS_SKY_TERMS - 1].z)};
    for (int i = KURS_SKY_TERMS - 2; i >= 0; i--) {
        sum = axpy((vec){vd_all(c[i].x), vd_all(c[i].y), vd_all(c[i].z)}, u, sum);
    }
    return sum;
}

/* a with the pull of a far body: kurs_third_body. */
static vec pulled(vec a, double gm, vec r, vec s)
{
    const vd one = vd_all(1.0), three = vd_all(3.0);
    const vec d = minus(r, s);
    const vd d2 = dot(d, d), q = dot(r, axpy(r, vd_all(-2.0), s)) / dot(s, s);
    const vd f = q * (three + q * (three + q)) / (one + (one + q) * vd_sqrt(one + q));
    return axpy(a, vd_all(-gm) / (d2 * vd_sqrt(d2)), axpy(r, f, s));
}

/* Densities where the bodies are; 0 for one that has failed. */
static vd densities(const kurs_stretch *now, const double *t, const double (*r_itrf)[KURS_LANES],
                    const kurs_status *status)
{
    double at[5][KURS_LANES], lower[KURS_LANES], out[KURS_LANES];
    for (int i = 0; i < KURS_LANES; i++) {
        const kurs_geodetic place =
            kurs_geodetic_from_itrf((kurs_vec3){r_itrf[0][i], r_itrf[1][i], r_itrf[2][i]});
        const double ut = t[i] - now->day_start_s, hours = ut / 3600.0 + place.lon * 12.0 / KURS_PI;
        const int is_high = place.h >= LANES_FROM;
        at[0][i] = ut, at[1][i] = is_high ? place.h : LANES_FROM;
        at[2][i] = place.lat, at[3][i] = place.lon;
        at[4][i] = hours - 24.0 * floor(hours / 24.0);
        lower[i] = status[i] < 0 ? 0.0 : (double)NAN;
        if (status[i] >= 0 && !is_high) {
            lower[i] = kurs_atmosphere_density(&now->air, ut, place.h, place.lat, place.lon);
        }
    }
    KURS_LANES_NAME(kurs_nrlmsise00_eight)(&now->air, (const double(*)[KURS_LANES])at, out);
    const vd low = vd_load(lower);
    return vd_select(low >= vd_all(0.0), low, vd_load(out)); /* NaN: none of its own */
}

static vec dragged(const kurs_stretch *now, vec a, vec r, vec v, vec pole, vd density)
{
    const vec w = cross(pole, r);
    const vec wind = axpy(v, vd_all(-KURS_EARTH_OMEGA), w);
    const vd speed = vd_sqrt(dot(wind, wind));
    return axpy(a, vd_all(-0.5 * now->model->drag_m2_kg) * density * speed, wind);
}

static vec lit(const kurs_stretch *now, vec a, const double (*r)[KURS_LANES], vec sun)
{
    double s[3][KURS_LANES], push[3][KURS_LANES];
    vd_store(s[0], sun.x), vd_store(s[1], sun.y), vd_store(s[2], sun.z);
    for (int i = 0; i < KURS_LANES; i++) {
        const kurs_vec3 p = kurs_radiation_pressure((kurs_vec3){r[0][i], r[1][i], r[2][i]},
                                                    (kurs_vec3){s[0][i], s[1][i], s[2][i]},
                                                    now->model->radiation_m2_kg, 1.0);
        push[0][i] = p.x, push[1][i] = p.y, push[2][i] = p.z;
    }
    return axpy(a, vd_all(1.0), load((const double(*)[KURS_LANES])push));
}

void KURS_LANES_NAME(kurs_numerical_rhs)(const double *t, const double (*y)[KURS_LANES],
                                         double (*dydt)[KURS_LANES], const size_t *id,
                                         kurs_status *status, const void *ctx)
{
    (void)id;
    const kurs_stretch *now = ctx;
    const kurs_force_model *model = now->model;
    const vec r = load(y), v = load(y + 3);
    const double least = KURS_NUMERICAL_RADIUS_MIN * KURS_NUMERICAL_RADIUS_MIN;
    const vm aloft = dot(r, r) > vd_all(least);
    for (int i = 0; i < KURS_LANES; i++) {
        status[i] = aloft[i] ? status[i] : KURS_ERR_DECAYED;
    }
    double m[3][3][KURS_LANES], pole[3][KURS_LANES];
    double r_itrf[3][KURS_LANES], a_itrf[3][KURS_LANES];
    KURS_LANES_NAME(kurs_earth_matrix)(&now->earth, t, m, pole);
    for (int i = 0; i < 3; i++) {
        vd_store(r_itrf[i], dot(load((const double(*)[KURS_LANES])m[i]), r));
    }
    KURS_LANES_NAME(kurs_gravity_lanes)
    (model->gravity, (const double(*)[KURS_LANES])r_itrf, a_itrf);
    vd column[3];
    for (int j = 0; j < 3; j++) {
        column[j] = vd_load(m[0][j]) * vd_load(a_itrf[0]) + vd_load(m[1][j]) * vd_load(a_itrf[1]) +
                    vd_load(m[2][j]) * vd_load(a_itrf[2]);
    }
    vec a = {column[0], column[1], column[2]};
    if (model->sun_and_moon || model->radiation_m2_kg > 0.0) {
        const vec sun = sky_place(now->sky.sun, vd_load(t));
        if (model->sun_and_moon) {
            a = pulled(a, KURS_SUN_GM, r, sun);
            a = pulled(a, KURS_MOON_GM, r, sky_place(now->sky.moon, vd_load(t)));
        }
        if (model->radiation_m2_kg > 0.0) {
            a = lit(now, a, y, sun);
        }
    }
    if (model->drag_m2_kg > 0.0) {
        const vd density = densities(now, t, (const double(*)[KURS_LANES])r_itrf, status);
        a = dragged(now, a, r, v, load((const double(*)[KURS_LANES])pole), density);
    }
    memcpy(dydt, y[3], 3 * sizeof *dydt);
    vd_store(dydt[3], a.x), vd_store(dydt[4], a.y), vd_store(dydt[5], a.z);
}
