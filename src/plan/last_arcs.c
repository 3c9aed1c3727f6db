/* SPDX-License-Identifier: Apache-2.0 */
/* The last half turns of every profile: transfer, trim, rendezvous burn. */
#include "plan/phasing.h"

#include <stdio.h>

#include "kurs/env.h"
#include "kurs/relative.h"
#include "math/math.h"

#define TRIM_THRUSTERS 2
#define THRUSTERS_BELOW_M_S 5.0
#define BEFORE_BURN_S 300.0 /* longer than half a burn */
#define SHORT_ARC_S 1200.0  /* no trim on it */

void kurs_last_arcs_place(const kurs_phasing_request *req, double t_contact, kurs_last_arcs *arcs)
{
    const kurs_profile *profile = req->profile;
    arcs->t_contact = t_contact;
    kurs_profile_arcs(profile, t_contact, req->approach_s, &arcs->t_a, &arcs->t_c, &arcs->t_b);
    arcs->aim_c = v3(-profile->aim_below_m, -profile->aim_behind_m, 0.0);
    arcs->aim_b = v3(-profile->last_below_m, -profile->last_behind_m, 0.0);
}

kurs_vec3 kurs_along_track(kurs_state s)
{
    const kurs_vec3 h = v3_cross(s.r, s.v);
    return v3_unit(v3_cross(h, s.r));
}

kurs_status kurs_scene_fly_over(const kurs_scene *scene, kurs_scene_point *p,
                                const kurs_planned_burn *burn)
{
    const kurs_thrust_arc arc = kurs_scene_arc(scene, burn, p->mass_kg);
    return kurs_scene_fly(scene, p, arc.t_off + 1.0, burn);
}

void kurs_phasing_add(kurs_phasing_plan *plan, const kurs_planned_burn *burn)
{
    if (v3_norm(burn->dv_gcrf_m_s) >= KURS_MIN_BURN_M_S && plan->count < KURS_MAX_PLANNED_BURNS) {
        plan->burns[plan->count++] = *burn;
        plan->total_m_s += v3_norm(burn->dv_gcrf_m_s);
    }
}

static kurs_leg leg_of(const kurs_phasing_request *req, const kurs_scene_point *start, double t_mid,
                       double t_target, kurs_vec3 aim)
{
    return (kurs_leg){.scene = req->scene,
                      .start = *start,
                      .t_mid = t_mid,
                      .t_target = t_target,
                      .aim_arc_m = aim};
}

int kurs_burn_thrusters(double dv_m_s)
{
    return dv_m_s < THRUSTERS_BELOW_M_S ? TRIM_THRUSTERS : 0;
}

/* Normal velocity [m/s] that stops the motion across the station's plane at a point. */
static double normal_stop(const kurs_scene_point *p, kurs_state station)
{
    const kurs_vec3 normal = v3_unit(v3_cross(station.r, station.v));
    return -v3_dot(p->s_gcrf.v, normal);
}

/* The chaser's plane against the station's from its motion across it: node and inclination. */
static void plane_difference(const kurs_scene *scene, const kurs_scene_point *p, kurs_state station,
                             double *d_node, double *d_inc)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&scene->days[0], 0.0);
    const kurs_vec3 h_s = v3_unit(v3_cross(station.r, station.v));
    const kurs_vec3 h_c = v3_unit(v3_cross(p->s_gcrf.r, p->s_gcrf.v));
    const kurs_vec3 n_s = v3_unit(v3_cross(pole, h_s)), n_c = v3_unit(v3_cross(pole, h_c));
    *d_node = atan2(v3_dot(v3_cross(n_s, n_c), pole), v3_dot(n_s, n_c));
    *d_inc = v3_angle(pole, h_c) - v3_angle(pole, h_s);
}

static kurs_status plan_transfer(const kurs_phasing_request *req, kurs_scene_point *p,
                                 const kurs_last_arcs *arcs, kurs_phasing_plan *plan,
                                 kurs_phasing_end *end)
{
    kurs_planned_burn burn;
    kurs_scene_point at_c;
    kurs_state station;
    /* the coast before the burn is flown once */
    kurs_status status = kurs_scene_fly(req->scene, p, arcs->t_a - BEFORE_BURN_S, NULL);
    const kurs_leg leg = leg_of(req, p, arcs->t_a, arcs->t_c, arcs->aim_c);
    if (status >= 0) {
        status = kurs_leg_solve(&leg, "transfer", &burn, &at_c);
    }
    if (status >= 0) {
        status = kurs_scene_station(req->scene, arcs->t_c, &station);
    }
    if (status < 0) {
        return status;
    }
    plane_difference(req->scene, &at_c, station, &end->plane_node, &end->plane_inc);
    kurs_phasing_add(plan, &burn);
    return kurs_scene_fly_over(req->scene, p, &burn);
}

static kurs_status plan_trim(const kurs_phasing_request *req, kurs_scene_point *p,
                             const kurs_last_arcs *arcs, kurs_phasing_plan *plan)
{
    const double t_trim = 0.5 * (arcs->t_a + arcs->t_c);
    if (p->t > t_trim - 120.0 || arcs->t_c - arcs->t_a < SHORT_ARC_S) {
        return KURS_OK; /* too late: the rendezvous burn takes it up */
    }
    kurs_leg leg = leg_of(req, p, t_trim, arcs->t_c, arcs->aim_c);
    leg.plane = 1;
    leg.thrusters = TRIM_THRUSTERS;
    kurs_planned_burn burn;
    kurs_scene_point at_c;
    const kurs_status status = kurs_leg_solve(&leg, "trim", &burn, &at_c);
    if (status < 0 || v3_norm(burn.dv_gcrf_m_s) < KURS_MIN_BURN_M_S) {
        return status;
    }
    kurs_phasing_add(plan, &burn);
    return kurs_scene_fly_over(req->scene, p, &burn);
}

static kurs_status plan_rendezvous(const kurs_phasing_request *req, kurs_scene_point *p,
                                   const kurs_last_arcs *arcs, kurs_phasing_plan *plan,
                                   kurs_phasing_end *end)
{
    kurs_scene_point at_c = *p;
    kurs_state station;
    kurs_status status = kurs_scene_fly(req->scene, &at_c, arcs->t_c, NULL);
    if (status >= 0) {
        status = kurs_scene_station(req->scene, arcs->t_c, &station);
    }
    if (status < 0) {
        return status;
    }
    kurs_leg leg = leg_of(req, p, arcs->t_c, arcs->t_b, arcs->aim_b);
    leg.normal_m_s = normal_stop(&at_c, station);
    kurs_planned_burn burn;
    status = kurs_leg_solve(&leg, "rendezvous", &burn, p);
    if (status >= 0) {
        status = kurs_scene_station(req->scene, arcs->t_b, &station);
    }
    if (status < 0) {
        return status;
    }
    kurs_phasing_add(plan, &burn);
    plan->arrival = kurs_tai_add(req->scene->epoch, arcs->t_b);
    end->contact = arcs->t_contact;
    end->arrival_m_s = v3_norm(v3_sub(p->s_gcrf.v, station.v));
    end->rate = v3_norm(v3_cross(station.r, station.v)) / v3_dot(station.r, station.r);
    end->relative_rtn = kurs_relative_rtn(station, p->s_gcrf);
    return KURS_OK;
}

kurs_status kurs_last_arcs_plan(const kurs_phasing_request *req, const kurs_scene_point *start,
                                const kurs_last_arcs *arcs, kurs_last_burn next,
                                kurs_phasing_plan *plan, kurs_phasing_end *end)
{
    kurs_scene_point p = *start;
    kurs_status status = KURS_OK;
    if (next <= KURS_TRANSFER) {
        status = plan_transfer(req, &p, arcs, plan, end);
    }
    if (status >= 0 && next <= KURS_TRIM) {
        status = plan_trim(req, &p, arcs, plan);
    }
    if (status >= 0) {
        status = plan_rendezvous(req, &p, arcs, plan, end);
    }
    return status;
}
