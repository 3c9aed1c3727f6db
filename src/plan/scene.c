/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include <stdio.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "math/math.h"

#define DAY_S 86400.0

kurs_status kurs_scene_init(kurs_scene *scene, const kurs_sgp4 *station,
                            const kurs_spacecraft *ship, kurs_tai from, kurs_tai to)
{
    const kurs_tai epoch = {from.s, 0.0};
    const int count = (int)ceil(kurs_tai_diff(to, epoch) / DAY_S) + 1;
    if (count < 1 || count > KURS_PLAN_DAYS) {
        return KURS_ERR_RANGE;
    }
    kurs_scene made = {.epoch = epoch, .day_count = count, .station = station, .ship = ship};
    kurs_status worst = KURS_OK;
    for (int i = 0; i < count; i++) {
        const kurs_status status = kurs_earth_init(&made.days[i], kurs_tai_add(epoch, i * DAY_S));
        if (status < 0) {
            return status;
        }
        worst = kurs_status_worse(worst, status);
    }
    *scene = made;
    return worst;
}

double kurs_scene_time(const kurs_scene *scene, kurs_tai t)
{
    return kurs_tai_diff(t, scene->epoch);
}

static int day_at(const kurs_scene *scene, double t)
{
    return (int)kurs_clamp(floor(t / DAY_S + 0.5), 0.0, scene->day_count - 1.0);
}

kurs_status kurs_scene_station(const kurs_scene *scene, double t, kurs_state *s_gcrf)
{
    const int day = day_at(scene, t);
    return kurs_sgp4_state_gcrf(scene->station, &scene->days[day], t - day * DAY_S, s_gcrf);
}

kurs_thrust_arc kurs_scene_arc(const kurs_scene *scene, const kurs_planned_burn *burn,
                               double mass_kg)
{
    double isp;
    const double force = kurs_spacecraft_thrust(scene->ship, burn->thrusters, &isp);
    return kurs_thrust_arc_make(force, isp, burn->dv_gcrf_m_s, mass_kg,
                                kurs_scene_time(scene, burn->t_mid));
}

kurs_status kurs_scene_fly(const kurs_scene *scene, kurs_scene_point *point, double t_end,
                           const kurs_planned_burn *burn)
{
    kurs_scene_point p = *point;
    kurs_thrust_arc arc = {0};
    if (burn) {
        arc = kurs_scene_arc(scene, burn, p.mass_kg);
    }
    while (p.t < t_end) {
        const int day = day_at(scene, p.t + 1e-6);
        const double noon = day * DAY_S;
        const double stop = day == scene->day_count - 1 ? t_end : fmin(t_end, noon + 0.5 * DAY_S);
        kurs_thrust_arc here = arc;
        here.t_on -= noon;
        here.t_off -= noon;
        const kurs_forces forces = {.earth = &scene->days[day],
                                    .cd_area_m2 = scene->ship->cd_area_m2,
                                    .arcs = burn ? &here : NULL,
                                    .arc_count = burn ? 1 : 0};
        kurs_flight_point fp = {p.t - noon, p.s_gcrf, p.mass_kg};
        const kurs_status status = kurs_orbit_propagate(&forces, &fp, stop - noon);
        if (status < 0) {
            return status;
        }
        p = (kurs_scene_point){stop, fp.s_gcrf, fp.mass_kg};
    }
    *point = p;
    return KURS_OK;
}

kurs_vec3 kurs_relative_arc(kurs_state station_gcrf, kurs_vec3 r_chaser_gcrf)
{
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(station_gcrf);
    const kurs_vec3 r = kurs_m3_mulv(gcrf_rtn, r_chaser_gcrf);
    const double r_station = v3_norm(station_gcrf.r), r_chaser = v3_norm(r_chaser_gcrf);
    return v3(r_chaser - r_station, r_station * atan2(r.y, r.x),
              r_station * asin(kurs_clamp(r.z / r_chaser, -1.0, 1.0)));
}

kurs_vec3 kurs_arc_point(kurs_state station, kurs_vec3 arc, kurs_vec3 normal)
{
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(station);
    const double r_station = v3_norm(station.r);
    const double along = arc.y / r_station;
    kurs_vec3 u = kurs_m3_tmulv(gcrf_rtn, v3(cos(along), sin(along), 0.0));
    u = v3_unit(v3_axpy(u, -v3_dot(u, normal), normal));
    return v3_scale(r_station + arc.x, u);
}

/* A first guess in RTN of the chaser: the conic that reaches the aim within the chaser's plane. */
static kurs_vec3 conic_guess(const kurs_leg *leg, const kurs_scene_point *mid, kurs_state target)
{
    const kurs_vec3 normal = v3_unit(v3_cross(mid->s_gcrf.r, mid->s_gcrf.v));
    const kurs_vec3 aim = kurs_arc_point(target, leg->aim_arc_m, normal);
    kurs_vec3 v1, v2;
    if (kurs_lambert_solve(KURS_EGM_GM, mid->s_gcrf.r, aim, leg->t_target - mid->t, normal, &v1,
                           &v2) < 0) {
        return v3(0.0, 0.0, leg->normal_m_s);
    }
    const kurs_vec3 dv = kurs_m3_mulv(kurs_rtn_axes(mid->s_gcrf), v3_sub(v1, mid->s_gcrf.v));
    return v3(dv.x, dv.y, leg->normal_m_s);
}

/* Flies the leg with a burn in RTN components of the axes at t_mid; the miss in arcs. */
static kurs_status leg_miss(const kurs_leg *leg, const kurs_mat3 *gcrf_rtn, kurs_state target,
                            kurs_vec3 dv_rtn, kurs_planned_burn *burn, kurs_scene_point *end,
                            kurs_vec3 *miss)
{
    burn->dv_gcrf_m_s = kurs_m3_tmulv(*gcrf_rtn, dv_rtn);
    *end = leg->start;
    const kurs_status status = kurs_scene_fly(leg->scene, end, leg->t_target, burn);
    if (status < 0) {
        return status;
    }
    *miss = v3_sub(kurs_relative_arc(target, end->s_gcrf.r), leg->aim_arc_m);
    return KURS_OK;
}

/* One Newton correction of dv from the miss, by differences of 0.05 m/s. */
static kurs_status leg_correct(const kurs_leg *leg, const kurs_mat3 *gcrf_rtn, kurs_state target,
                               kurs_vec3 miss, kurs_vec3 *dv_rtn)
{
    const double delta = 0.05;
    const int n = leg->plane ? 3 : 2;
    double a[9], b[3], x[3];
    for (int j = 0; j < n; j++) {
        kurs_vec3 dv = *dv_rtn;
        *(j == 0 ? &dv.x : j == 1 ? &dv.y : &dv.z) += delta;
        kurs_planned_burn burn = {.t_mid = kurs_tai_add(leg->scene->epoch, leg->t_mid),
                                  .thrusters = leg->thrusters};
        kurs_scene_point end;
        kurs_vec3 moved;
        const kurs_status status = leg_miss(leg, gcrf_rtn, target, dv, &burn, &end, &moved);
        if (status < 0) {
            return status;
        }
        const kurs_vec3 slope = v3_scale(1.0 / delta, v3_sub(moved, miss));
        a[0 * n + j] = slope.x;
        a[1 * n + j] = slope.y;
        if (n == 3) {
            a[2 * n + j] = slope.z;
        }
    }
    b[0] = -miss.x, b[1] = -miss.y, b[2] = -miss.z;
    const kurs_status status = kurs_linear_solve(n, a, b, x);
    if (status < 0) {
        return status;
    }
    dv_rtn->x += x[0];
    dv_rtn->y += x[1];
    dv_rtn->z += n == 3 ? x[2] : 0.0;
    return KURS_OK;
}

kurs_status kurs_leg_solve(const kurs_leg *leg, const char *id, kurs_planned_burn *burn,
                           kurs_scene_point *end)
{
    kurs_state target;
    kurs_status status = kurs_scene_station(leg->scene, leg->t_target, &target);
    kurs_scene_point mid = leg->start;
    if (status >= 0) {
        status = kurs_scene_fly(leg->scene, &mid, leg->t_mid, NULL);
    }
    if (status < 0) {
        return status;
    }
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(mid.s_gcrf);
    kurs_vec3 dv_rtn = conic_guess(leg, &mid, target);
    kurs_planned_burn made = {.t_mid = kurs_tai_add(leg->scene->epoch, leg->t_mid),
                              .thrusters = leg->thrusters};
    snprintf(made.id, sizeof made.id, "%s", id);
    for (int round = 0; round < 20; round++) {
        kurs_vec3 miss;
        kurs_scene_point there;
        status = leg_miss(leg, &gcrf_rtn, target, dv_rtn, &made, &there, &miss);
        if (status < 0) {
            return status;
        }
        if (hypot(miss.x, miss.y) < 0.5 && (!leg->plane || fabs(miss.z) < 0.5)) {
            *burn = made;
            *end = there;
            return KURS_OK;
        }
        status = leg_correct(leg, &gcrf_rtn, target, miss, &dv_rtn);
        if (status < 0) {
            return status;
        }
        if (!(v3_norm(dv_rtn) < 500.0)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
}
