/* SPDX-License-Identifier: Apache-2.0 */
/* More orbits: a circular phasing orbit of the height that closes the phase. */
#include "plan/phasing.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"

#define LOWEST_PHASING_M 195.0e3 /* height of a phasing orbit over the equatorial radius */

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
    double guess = start->t + angle / rate;
    for (int i = 0; i < 12; i++) {
        kurs_scene_point p = *start;
        status = kurs_scene_fly(scene, &p, guess, NULL);
        if (status < 0) {
            return status;
        }
        const double off = kurs_wrap_pi(latitude_argument(scene, p.s_gcrf) - from - angle);
        guess -= off / rate;
        if (fabs(off) < 1e-6) {
            *t = guess;
            return KURS_OK;
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
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
    double t_contact;
    kurs_planned_burn dv[2];
    kurs_scene_point before; /* after dv2 */
    kurs_last_arcs arcs;
} raise_problem;

/* Angle [rad] by which the transfer from a point would end ahead of its aim, were it flown now:
 * half a turn from `p` against the aim point. */
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
    const kurs_vec3 arc = kurs_relative_arc(station, v3_scale(-1.0, at_a.s_gcrf.r));
    *ahead = kurs_wrap_pi((arc.y - arcs->aim_c.y) / r);
    return KURS_OK;
}

/* Full turns between dv1 and dv2, besides the half one: none from an orbit to the same or next. */
static int turns_between(const kurs_profile *profile)
{
    const int orbits = profile->phasing_orbits[1] - profile->phasing_orbits[0];
    return orbits > 1 ? orbits - 1 : 0;
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
    const int turns = turns_between(req->profile);
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
    if (status >= 0) {
        status = kurs_last_arcs_place(req, problem->t_contact, r_phasing, &problem->arcs);
    }
    if (status < 0) {
        return status;
    }
    problem->before = p;
    return transfer_phase(req, &p, &problem->arcs, ahead);
}

/* Mean rate of the argument of latitude of a near-circular orbit under J2 [rad/s]. */
static double latitude_rate(double a, double inc)
{
    const double j2 = 1.0826e-3;
    const double ratio = KURS_EGM_RADIUS / a;
    const double c = cos(inc);
    return sqrt(KURS_EGM_GM / (a * a * a)) * (1.0 + 1.5 * j2 * ratio * ratio * (4.0 * c * c - 1.0));
}

/* Radius whose mean rate catches up what is to go in the time there is. */
static kurs_status phasing_radius_guess(const kurs_phasing_request *req, double t_contact,
                                        double *r_phasing)
{
    kurs_mean_orbit station;
    kurs_elements el;
    kurs_status status = kurs_sgp4_mean(req->scene->station,
                                        kurs_tai_add(req->scene->epoch, req->start.t), &station);
    if (status >= 0) {
        status = kurs_elements_from_state(KURS_EGM_GM, req->start.s_gcrf, &el);
    }
    if (status < 0) {
        return status;
    }
    const double station_rate = station.mean_motion + station.argp_rate;
    const double half = kurs_half_turn(el.a);
    const int *orbits = req->profile->phasing_orbits;
    const double low = half * (2 * orbits[0] - 1);
    const double mid = half * (2 * turns_between(req->profile) + 1);
    const double last = req->approach_s + 2.0 * half;
    const double high = t_contact - req->start.t - low - mid - last;
    const double r_aim = station.a - req->profile->aim_below_m;
    double lo = KURS_EGM_RADIUS + 120e3, hi = station.a;
    if (high < 2.0 * half) {
        return KURS_ERR_NO_SOLUTION;
    }
    while (hi - lo > 10.0) {
        const double r = 0.5 * (lo + hi);
        const double gain = low * (latitude_rate(el.a, el.inc) - station_rate) +
                            mid * (latitude_rate(0.5 * (el.a + r), el.inc) - station_rate) +
                            high * (latitude_rate(r, el.inc) - station_rate) +
                            half * (latitude_rate(0.5 * (r + r_aim), el.inc) - station_rate) +
                            req->profile->aim_behind_m / station.a;
        *(gain > req->catch_up ? &lo : &hi) = r;
    }
    *r_phasing = lo;
    return KURS_OK;
}

static kurs_status solve_radius(raise_problem *problem, double *r_phasing)
{
    const kurs_phasing_request *req = problem->req;
    double ahead, ahead_before = 0.0, r_before = 0.0, r = 0.0;
    kurs_status status = phasing_radius_guess(req, problem->t_contact, &r);
    const double highest = req->scene->station->tle.mean_motion > 0.0
                               ? cbrt(KURS_EGM_GM / (req->scene->station->tle.mean_motion *
                                                     req->scene->station->tle.mean_motion)) -
                                     0.5 * req->profile->aim_below_m
                               : 0.0;
    for (int round = 0; round < 15 && status >= 0; round++) {
        if (r < KURS_EGM_RADIUS + LOWEST_PHASING_M || r > highest) {
            return KURS_ERR_NO_SOLUTION;
        }
        status = raise_phase(problem, r, &ahead);
        if (status < 0) {
            break;
        }
        if (fabs(ahead) * r < 2.0e3) { /* the transfer takes up the rest */
            *r_phasing = r;
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

/* The middle of the longest pass in sight within the span; of the span where there is none. */
static double choose_long_contact(const kurs_phasing_request *req)
{
    double first, last, begin = NAN, best = 0.0, middle;
    (void)kurs_contact_span(req, &first, &last);
    middle = 0.5 * (first + last);
    for (double t = first; t <= last + KURS_SIGHT_STEP_S; t += KURS_SIGHT_STEP_S) {
        const int seen = t <= last && kurs_contact_allowed(req, t, 1);
        if (seen && isnan(begin)) {
            begin = t;
        }
        if (!seen && !isnan(begin)) {
            if (t - begin > best) {
                best = t - begin;
                middle = 0.5 * (begin + t - KURS_SIGHT_STEP_S);
            }
            begin = NAN;
        }
    }
    return middle;
}

kurs_status kurs_phasing_long(const kurs_phasing_request *req, kurs_phasing_plan *plan,
                              kurs_phasing_end *end)
{
    raise_problem problem = {.req = req, .t_contact = req->t_contact};
    if (isnan(problem.t_contact)) {
        problem.t_contact = choose_long_contact(req);
    }
    double r_phasing;
    const kurs_status status = solve_radius(&problem, &r_phasing);
    if (status < 0) {
        return status;
    }
    kurs_phasing_add(plan, &problem.dv[0]);
    kurs_phasing_add(plan, &problem.dv[1]);
    return kurs_last_arcs_plan(req, &problem.before, &problem.arcs, KURS_TRANSFER, plan, end);
}
