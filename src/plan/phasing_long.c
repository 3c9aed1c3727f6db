/* SPDX-License-Identifier: Apache-2.0 */
/* More orbits: a circular phasing orbit of the height that closes the phase. */
#include "plan/phasing.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"

#define NEAR_S 300.0
#define SAME_ARC_M 500.0

/* Argument of latitude about the Earth's pole of the scene's first day. */
static double latitude_argument(const kurs_scene *scene, kurs_state s)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&scene->days[0], 0.0);
    const kurs_vec3 h = v3_unit(v3_cross(s.r, s.v));
    const kurs_vec3 node = v3_unit(v3_cross(pole, h));
    return atan2(v3_dot(s.r, v3_cross(h, node)), v3_dot(s.r, node));
}

/* Time at which the coasting chaser has gone `angle` [rad] beyond its start. */
static kurs_status time_of_angle(const kurs_scene *scene, const kurs_scene_point *start,
                                 double angle, double *t)
{
    kurs_elements el;
    kurs_status status = kurs_elements_from_state(KURS_EGM_GM, start->s_gcrf, &el);
    if (status < 0) {
        return status;
    }
    const double rate = sqrt(KURS_EGM_GM / (el.a * el.a * el.a));
    const double from = latitude_argument(scene, start->s_gcrf);
    /* near by first, then only the rest is flown again and again */
    kurs_scene_point near = *start;
    double guess = start->t + angle / rate;
    status = kurs_scene_fly(scene, &near, fmax(guess - NEAR_S, start->t), NULL);
    for (int i = 0; i < 12 && status >= 0; i++) {
        kurs_scene_point p = near;
        status = kurs_scene_fly(scene, &p, guess, NULL);
        if (status < 0) {
            break;
        }
        const double off = kurs_wrap_pi(latitude_argument(scene, p.s_gcrf) - from - angle);
        guess -= off / rate;
        if (fabs(off) < 1e-6) {
            *t = guess;
            return KURS_OK;
        }
    }
    return status < 0 ? status : KURS_ERR_NO_CONVERGENCE;
}

/* A horizontal burn at t_mid that puts the opposite apsis at radius r_opposite. */
static kurs_status raise_burn(const kurs_scene *scene, const kurs_scene_point *start, double t_mid,
                              double r_opposite, const char *id, kurs_planned_burn *burn)
{
    kurs_scene_point p = *start;
    const kurs_status status = kurs_scene_fly(scene, &p, t_mid, NULL);
    if (status < 0) {
        return status;
    }
    const double r = v3_norm(p.s_gcrf.r);
    const kurs_vec3 along = kurs_along_track(p.s_gcrf);
    const double want = sqrt(2.0 * KURS_EGM_GM * r_opposite / (r * (r + r_opposite)));
    *burn = (kurs_planned_burn){
        .t_mid = kurs_tai_add(scene->epoch, t_mid),
        .dv_gcrf_m_s = v3_scale(want - v3_dot(p.s_gcrf.v, along), along),
    };
    snprintf(burn->id, sizeof burn->id, "%s", id);
    return KURS_OK;
}

typedef struct raise_problem {
    const kurs_phasing_request *req;
    kurs_planned_burn dv[2];
    kurs_scene_point before; /* after dv2 */
    kurs_last_arcs arcs;
} raise_problem;

/* Angle [rad] by which a tangential transfer from a point would end ahead of its aim. */
static kurs_status transfer_phase(const kurs_phasing_request *req, const kurs_scene_point *p,
                                  const kurs_last_arcs *arcs, double *ahead)
{
    kurs_scene_point at_a = *p;
    kurs_state station;
    kurs_status status = kurs_scene_fly(req->scene, &at_a, arcs->t_a, NULL);
    if (status >= 0) {
        status = kurs_scene_station(req->scene, arcs->t_c, &station);
    }
    if (status < 0) {
        return status;
    }
    const double r = v3_norm(station.r);
    const kurs_vec3 h = v3_unit(v3_cross(at_a.s_gcrf.r, at_a.s_gcrf.v));
    const double inc = v3_angle(h, kurs_earth_pole_gcrf(&req->scene->days[0], 0.0));
    double node;
    double angle = kurs_tangential_angle(req->profile, v3_norm(at_a.s_gcrf.r), r, inc, &node);
    angle += cos(inc) * node; /* among the stars */
    const kurs_vec3 arc = kurs_relative_arc(station, kurs_v3_rotate(at_a.s_gcrf.r, h, angle));
    *ahead = kurs_wrap_pi((arc.y - arcs->aim_c.y) / r);
    return KURS_OK;
}

/* Flies dv1 and dv2 to a circular orbit of radius r_phasing; the phase at the transfer. */
static kurs_status raise_phase(raise_problem *problem, double r_phasing, double *ahead)
{
    const kurs_phasing_request *req = problem->req;
    const kurs_scene *scene = req->scene;
    const double two_pi = 2.0 * KURS_PI;
    const double u_start = kurs_wrap_2pi(latitude_argument(scene, req->start.s_gcrf));
    const double apogee = u_start + KURS_PI + two_pi * (req->profile->phasing_orbits[0] - 1);
    kurs_scene_point p = req->start;
    double t1, t2;
    kurs_status status = time_of_angle(scene, &p, apogee - u_start, &t1);
    if (status >= 0) {
        status = raise_burn(scene, &p, t1, r_phasing, "dv1", &problem->dv[0]);
    }
    if (status >= 0) {
        status = kurs_scene_fly_over(scene, &p, &problem->dv[0]);
    }
    const int turns = kurs_turns_between(req->profile);
    if (status >= 0) {
        const double gone = kurs_wrap_pi(latitude_argument(scene, p.s_gcrf) - apogee);
        status = time_of_angle(scene, &p, KURS_PI + two_pi * turns - gone, &t2);
    }
    if (status >= 0) {
        status = raise_burn(scene, &p, t2, r_phasing, "dv2", &problem->dv[1]);
    }
    if (status >= 0) {
        status = kurs_scene_fly_over(scene, &p, &problem->dv[1]);
    }
    if (status < 0) {
        return status;
    }
    problem->before = p;
    return transfer_phase(req, &p, &problem->arcs, ahead);
}

/* The radius of the phasing orbit, from that found in closed form. */
static kurs_status solve_radius(raise_problem *problem, double r, double *found)
{
    double ahead, ahead_before = 0.0, r_before = 0.0;
    kurs_status status = KURS_OK;
    for (int round = 0; round < 15 && status >= 0; round++) {
        if (!(r > KURS_EGM_RADIUS + 120e3 && r < KURS_EGM_RADIUS + 2e6)) {
            return KURS_ERR_NO_SOLUTION;
        }
        status = raise_phase(problem, r, &ahead);
        if (status < 0) {
            break;
        }
        if (fabs(ahead) * r < SAME_ARC_M) { /* the transfer takes up the rest */
            *found = r;
            return KURS_OK;
        }
        /* a circular orbit higher by dr loses 1.5 n t dr / r in phase */
        const double t = problem->arcs.t_a - problem->before.t;
        double slope = -1.5 * sqrt(KURS_EGM_GM / (r * r * r)) * t / r;
        if (round > 0 && ahead != ahead_before) {
            const double secant = (ahead - ahead_before) / (r - r_before);
            slope = secant < 0.3 * slope && secant > 3.0 * slope ? secant : slope;
        }
        r_before = r;
        ahead_before = ahead;
        r -= ahead / slope;
    }
    return status < 0 ? status : KURS_ERR_NO_CONVERGENCE;
}

kurs_status kurs_phasing_long(const kurs_phasing_request *req, const kurs_mean_phasing *mean,
                              kurs_phasing_plan *plan, kurs_phasing_end *end)
{
    raise_problem problem = {.req = req};
    kurs_last_arcs_place(req, req->t_contact, &problem.arcs);
    double r = 0.0;
    const kurs_status status = solve_radius(&problem, mean->r_phasing + req->radius_off_m, &r);
    if (status < 0) {
        return status;
    }
    end->radius_off_m = r - mean->r_phasing;
    kurs_phasing_add(plan, &problem.dv[0]);
    kurs_phasing_add(plan, &problem.dv[1]);
    return kurs_last_arcs_plan(req, &problem.before, &problem.arcs, KURS_TRANSFER, plan, end);
}
