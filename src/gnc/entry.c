/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/gnc.h"

#include "kurs/env.h"
#include "kurs/ode.h"
#include "math/math.h"

/* MS-11 began to steer at 80.4 km; 57 deg is the mean bank that fits its timeline. */
const kurs_entry_rules kurs_entry_rules_default = {
    .start_m = 80400.0,
    .end_speed_m_s = 500.0,
    .last_reversal_m_s = 700.0,
    .cycle_s = 2.0,
    .bank_nominal = 57.0 * KURS_DEG,
    .cos_min = -0.20,
    .cos_max = 0.966,
    .band_m = 2000.0,
    .band_fast_m = 22000.0,
    .bank_rate = 15.0 * KURS_DEG,
};

void kurs_entry_guidance_init(kurs_entry_guidance *g, const kurs_entry_rules *rules,
                              const kurs_spacecraft *ship, double aim_lat, double aim_lon)
{
    *g = (kurs_entry_guidance){
        .rules = *rules,
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag},
        .mass_kg = ship->descent_module_kg,
        .aim_itrf = kurs_geodetic_to_itrf((kurs_geodetic){aim_lat, aim_lon, ship->drogue_deploy_m}),
        .aim_h_m = ship->drogue_deploy_m,
        .cos_bank = cos(rules->bank_nominal),
    };
}

/* The model on board: Earth-fixed axes, so that heights need no Earth orientation. */
typedef struct flyout {
    const kurs_entry_guidance *g;
    double cos_bank;
} flyout;

static kurs_status flyout_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    (void)t;
    const flyout *f = ctx;
    const kurs_vec3 r = v3(y[0], y[1], y[2]), v = v3(y[3], y[4], y[5]);
    const kurs_geodetic place = kurs_geodetic_from_itrf(r);
    const kurs_vec3 up =
        v3(cos(place.lat) * cos(place.lon), cos(place.lat) * sin(place.lon), sin(place.lat));
    const kurs_air air = kurs_atmosphere_us76(place.h);
    const kurs_vec3 force =
        kurs_glide_force(&f->g->glider, &air, v, up, (kurs_lift){f->cos_bank, 0.0});
    const double w = KURS_EARTH_OMEGA;
    kurs_vec3 a = kurs_gravity_zonal(r, v3(0.0, 0.0, 1.0));
    a = v3_axpy(a, 1.0 / f->g->mass_kg, force);
    a = v3_add(a, v3(w * w * r.x + 2.0 * w * v.y, w * w * r.y - 2.0 * w * v.x, 0.0));
    dydt[0] = v.x, dydt[1] = v.y, dydt[2] = v.z;
    dydt[3] = a.x, dydt[4] = a.y, dydt[5] = a.z;
    return KURS_OK;
}

static double flyout_height(double t, const double *y, const void *ctx)
{
    (void)t;
    const flyout *f = ctx;
    return kurs_geodetic_from_itrf(v3(y[0], y[1], y[2])).h - f->g->aim_h_m;
}

/* Along and across the present plane of motion from the place of s to p [m], + ahead, + right. */
static void offset(kurs_state s, kurs_vec3 p, double *along, double *across)
{
    const kurs_vec3 up = v3_unit(s.r);
    const kurs_vec3 left = v3_unit(v3_cross(s.r, s.v));
    const kurs_vec3 ahead = v3_cross(left, up);
    const kurs_vec3 to = v3_unit(p);
    *along = KURS_WGS84_A * atan2(v3_dot(to, ahead), v3_dot(to, up));
    *across = -KURS_WGS84_A * asin(v3_dot(to, left));
}

/* How far short of the aim, and how far to the left of it, the present course ends. */
static kurs_status predict(const kurs_entry_guidance *g, kurs_state s, double cos_bank,
                           double *short_m, double *right_m)
{
    const flyout f = {g, cos_bank};
    const kurs_ode_problem problem = {
        .method = &kurs_ode_rk4,
        .rhs = flyout_rhs,
        .ctx = &f,
        .dim = 6,
        .h_init = 4.0,
        .h_max = 4.0,
    };
    double y[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z};
    double t = 0.0, aim_along, aim_across, along, across;
    int hit = 0;
    const kurs_status status =
        kurs_ode_integrate_until(&problem, &t, y, 2000.0, flyout_height, 1e-2, &hit);
    if (status < 0) {
        return status;
    }
    if (!hit) {
        return KURS_ERR_NO_SOLUTION;
    }
    offset(s, g->aim_itrf, &aim_along, &aim_across);
    offset(s, v3(y[0], y[1], y[2]), &along, &across);
    *short_m = aim_along - along;
    *right_m = aim_across - across;
    return status;
}

/* The side of the bank: towards the aim, changed only when it is outside the dead band. */
static void choose_side(kurs_entry_guidance *g, double speed)
{
    const double share = speed / 7600.0;
    const double band = g->rules.band_m + g->rules.band_fast_m * share * share;
    const int wanted = g->cross_miss_m >= 0.0 ? 1 : -1;
    if (g->side == 0) {
        g->side = wanted;
    } else if (wanted != g->side && fabs(g->cross_miss_m) > band &&
               speed > g->rules.last_reversal_m_s) {
        g->side = wanted;
        g->reversals++;
    }
}

/* One Newton step on the cosine of the bank, with the slope by difference. */
static kurs_status correct(kurs_entry_guidance *g, kurs_state s)
{
    const double step = g->cos_bank > 0.5 ? -0.05 : 0.05;
    double miss, cross, miss_beside, cross_beside;
    kurs_status status = predict(g, s, g->cos_bank, &miss, &cross);
    if (status < 0) {
        return status;
    }
    g->range_miss_m = miss;
    g->cross_miss_m = cross;
    status = predict(g, s, g->cos_bank + step, &miss_beside, &cross_beside);
    if (status < 0) {
        return status;
    }
    const double slope = (miss_beside - miss) / step; /* more lift up, less short: negative */
    if (slope < -1.0) {
        const double change = kurs_clamp(-miss / slope, -0.3, 0.3);
        g->cos_bank = kurs_clamp(g->cos_bank + change, g->rules.cos_min, g->rules.cos_max);
    }
    return status;
}

kurs_status kurs_entry_guidance_step(kurs_entry_guidance *g, kurs_state s_itrf, double *bank)
{
    const double speed = v3_norm(s_itrf.v);
    kurs_status status = KURS_OK;
    if (!g->active) {
        double miss, cross;
        g->active = kurs_geodetic_from_itrf(s_itrf.r).h <= g->rules.start_m;
        if (g->side == 0) {
            status = predict(g, s_itrf, g->cos_bank, &miss, &cross);
            if (status < 0) {
                return status;
            }
            g->range_miss_m = miss;
            g->cross_miss_m = cross;
        }
    }
    if (g->active && speed > g->rules.end_speed_m_s) {
        status = correct(g, s_itrf);
        if (status < 0) {
            return status;
        }
    }
    choose_side(g, speed);
    *bank = g->side * acos(g->cos_bank);
    return status;
}
