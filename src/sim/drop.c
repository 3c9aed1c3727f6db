/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/drop.h"

#include "kurs/env.h"
#include "math/math.h"

static const double air_top_m = 120e3;
static const double air_step_s = 2.0, free_step_s = 10.0, longest_s = 3600.0;
static const double height_tol_m = 0.01;

/* Acceleration in the turning axes. */
static kurs_vec3 acceleration(const kurs_drop *drop, kurs_state s)
{
    const kurs_vec3 pole = v3(0, 0, 1);
    const double w = KURS_EARTH_OMEGA;
    kurs_vec3 acc = kurs_gravity_zonal(s.r, pole);
    acc = v3_add(acc, v3(w * w * s.r.x + 2.0 * w * s.v.y, w * w * s.r.y - 2.0 * w * s.v.x, 0.0));
    const double h = kurs_geodetic_from_itrf(s.r).h;
    if (h < air_top_m) {
        const double k = 0.5 * kurs_atmosphere_us76(h).density * drop->cd_area_m2 / drop->mass_kg;
        acc = v3_axpy(acc, -k * v3_norm(s.v), s.v);
    }
    return acc;
}

static kurs_state moved(kurs_state s, double h, kurs_vec3 v, kurs_vec3 acc)
{
    return (kurs_state){v3_axpy(s.r, h, v), v3_axpy(s.v, h, acc)};
}

static kurs_state rk4(const kurs_drop *drop, kurs_state s, double h)
{
    const kurs_vec3 a1 = acceleration(drop, s);
    const kurs_state s2 = moved(s, 0.5 * h, s.v, a1);
    const kurs_vec3 a2 = acceleration(drop, s2);
    const kurs_state s3 = moved(s, 0.5 * h, s2.v, a2);
    const kurs_vec3 a3 = acceleration(drop, s3);
    const kurs_state s4 = moved(s, h, s3.v, a3);
    const kurs_vec3 a4 = acceleration(drop, s4);
    const kurs_vec3 v = v3_add(v3_axpy(s.v, 2.0, v3_add(s2.v, s3.v)), s4.v);
    return moved(s, h / 6.0, v, v3_add(v3_axpy(a1, 2.0, v3_add(a2, a3)), a4));
}

/* A step short enough that drag does not turn the speed around in it. */
static double step_for(const kurs_drop *drop, kurs_state s)
{
    const double h = kurs_geodetic_from_itrf(s.r).h;
    if (h > air_top_m + 20e3) {
        return free_step_s;
    }
    const double k = 0.5 * kurs_atmosphere_us76(h).density * drop->cd_area_m2 / drop->mass_kg;
    return fmin(air_step_s, 0.3 / fmax(1e-3, k * v3_norm(s.v)));
}

kurs_status kurs_drop_fall(const kurs_drop *drop, kurs_state s_itrf, double ground_m,
                           kurs_geodetic *place, double *seconds, double *speed_m_s)
{
    if (!(drop->mass_kg > 0.0) || !(drop->cd_area_m2 >= 0.0)) {
        return KURS_ERR_RANGE;
    }
    kurs_state s = s_itrf;
    double t = 0.0, step = step_for(drop, s);
    while (t < longest_s) {
        const kurs_state next = rk4(drop, s, step);
        const double h = kurs_geodetic_from_itrf(next.r).h;
        if (h > ground_m || step * v3_norm(s.v) < height_tol_m) {
            s = next;
            t += step;
            if (h <= ground_m) {
                *place = kurs_geodetic_from_itrf(s.r);
                if (seconds) {
                    *seconds = t;
                }
                if (speed_m_s) {
                    *speed_m_s = v3_norm(s.v);
                }
                return KURS_OK;
            }
            step = step_for(drop, s);
        } else {
            step *= 0.5;
        }
    }
    return KURS_ERR_NO_SOLUTION;
}
