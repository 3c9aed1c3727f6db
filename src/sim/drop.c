/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/drop.h"

#include <string.h>

#include "kurs/env.h"
#include "kurs/ode.h"
#include "math/math.h"

#define LONGEST_S 3600.0

typedef struct fall {
    const kurs_earth *earth;
    double t_s, cd_area_a_kg;
} fall;

static kurs_state unpack(const double y[6])
{
    return (kurs_state){v3(y[0], y[1], y[2]), v3(y[3], y[4], y[5])};
}

static void pack(kurs_state s, double y[6])
{
    const double in[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z};
    memcpy(y, in, sizeof in);
}

static kurs_geodetic place_at(const fall *f, double t, kurs_vec3 r_gcrf)
{
    const kurs_mat3 itrf = kurs_earth_gcrf_itrf(f->earth, f->t_s + t);
    return kurs_geodetic_from_itrf(kurs_m3_mulv(itrf, r_gcrf));
}

static kurs_status rhs(double t, const double *y, double *dydt, const void *ctx)
{
    const fall *f = ctx;
    const kurs_state s = unpack(y);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(f->earth, f->t_s + t);
    const kurs_vec3 spin = v3_scale(KURS_EARTH_OMEGA, pole);
    const kurs_vec3 wind = v3_sub(s.v, v3_cross(spin, s.r));
    const kurs_air air = kurs_atmosphere_us76(place_at(f, t, s.r).h);
    const double k = -0.5 * air.density * v3_norm(wind) * f->cd_area_a_kg;
    pack((kurs_state){s.v, v3_axpy(kurs_gravity_zonal(s.r, pole), k, wind)}, dydt);
    return KURS_OK;
}

static double height(double t, const double *y, const void *ctx)
{
    return place_at(ctx, t, unpack(y).r).h;
}

kurs_status kurs_drop_fall(const kurs_earth *earth, double t_s, kurs_state s_gcrf, double mass_kg,
                           double cd_area_m2, double *fall_s, kurs_geodetic *place,
                           double *speed_m_s)
{
    const fall f = {earth, t_s, cd_area_m2 / mass_kg};
    kurs_ode_problem p = {
        .method = &kurs_ode_dopri5, .rhs = rhs, .ctx = &f, .dim = 6, .h_init = 1.0, .h_max = 20.0};
    double y[6], t = 0.0;
    int down = 0;
    for (int i = 0; i < 6; i++) {
        p.atol[i] = i < 3 ? 1.0 : 0.01;
    }
    pack(s_gcrf, y);
    const kurs_status status = kurs_ode_integrate_until(&p, &t, y, LONGEST_S, height, 1e-3, &down);
    if (status < 0 || !down) {
        return status < 0 ? status : KURS_ERR_NO_SOLUTION;
    }
    const kurs_state s_itrf = kurs_earth_state_itrf(earth, t_s + t, unpack(y));
    *fall_s = t;
    *place = kurs_geodetic_from_itrf(s_itrf.r);
    *speed_m_s = v3_norm(s_itrf.v);
    return status;
}
