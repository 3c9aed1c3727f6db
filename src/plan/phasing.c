/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Phasing: from insertion to the aim point where the approach begins. Every profile ends alike:
 * `transfer` raises the orbit to an aim point under and behind the station half a turn later,
 * `trim` on the way mends what is left in all three axes, `rendezvous` makes the last half turn.
 * What stands before (`dv1` to `dv3`) only sets the phase, see docs/models/phasing.md.
 */
#include "plan/plan.h"

#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "math/math.h"

#define MIN_BURN_M_S 0.1 /* a smaller correction is not flown */
#define TRIM_THRUSTERS 2
#define SIGHT_STEP_S 60.0
#define WAITING_M_S 20.0         /* worth an earlier contact on a short flight */
#define LOWEST_PHASING_M 195.0e3 /* height of a phasing orbit, over the equatorial radius */

enum { MAX_CONTACTS = 256 }; /* times of contact tried on a short flight */

/* The last arcs in time: transfer A, rendezvous burn C, arrival B, contact. */
typedef struct last_arcs {
    double t_a, t_c, t_b, t_contact;
    kurs_vec3 aim_c, aim_b;
} last_arcs;

static double half_turn(double a)
{
    return KURS_PI * sqrt(a * a * a / KURS_EGM_GM);
}

/* Times of the last arcs for a contact and a radius of the orbit before the transfer. */
static kurs_status place_last_arcs(const kurs_phasing_request *req, double t_contact,
                                   double r_before, last_arcs *arcs)
{
    const kurs_profile *profile = req->profile;
    kurs_state station;
    arcs->t_contact = t_contact;
    arcs->t_b = t_contact - req->approach_s;
    kurs_status status = kurs_scene_station(req->scene, arcs->t_b, &station);
    if (status < 0) {
        return status;
    }
    const double r_station = v3_norm(station.r);
    arcs->t_c = arcs->t_b - half_turn(r_station - 0.5 * profile->aim_below_m);
    arcs->t_a = arcs->t_c - half_turn(0.5 * (r_before + r_station - profile->aim_below_m));
    arcs->aim_c = v3(-profile->aim_below_m, -profile->aim_behind_m, 0.0);
    arcs->aim_b = v3(-profile->last_below_m, -profile->last_behind_m, 0.0);
    return KURS_OK;
}

/* Unit vector along the horizontal of motion. */
static kurs_vec3 along_track(kurs_state s)
{
    const kurs_vec3 h = v3_cross(s.r, s.v);
    return v3_unit(v3_cross(h, s.r));
}

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
    for (int i = 0; i < 6; i++) {
        kurs_scene_point p = *start;
        status = kurs_scene_fly(scene, &p, guess, NULL);
        if (status < 0) {
            return status;
        }
        const double off = kurs_wrap_pi(latitude_argument(scene, p.s_gcrf) - from - angle);
        guess -= off / rate;
        if (fabs(off) < 1e-6) {
            break;
        }
    }
    *t = guess;
    return KURS_OK;
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
    const kurs_vec3 along = along_track(p.s_gcrf);
    const double want = sqrt(2.0 * KURS_EGM_GM * r_opposite / (r * (r + r_opposite)));
    *burn = (kurs_planned_burn){
        .t_mid = kurs_tai_add(scene->epoch, t_mid),
        .dv_gcrf_m_s = v3_scale(want - v3_dot(p.s_gcrf.v, along), along),
    };
    snprintf(burn->id, sizeof burn->id, "%s", id);
    return KURS_OK;
}

/* Flies over a burn to the instant of its end and a little more. */
static kurs_status fly_over(const kurs_scene *scene, kurs_scene_point *p,
                            const kurs_planned_burn *burn)
{
    const kurs_thrust_arc arc = kurs_scene_arc(scene, burn, p->mass_kg);
    return kurs_scene_fly(scene, p, arc.t_off + 1.0, burn);
}

static void add_burn(kurs_phasing_plan *plan, const kurs_planned_burn *burn)
{
    if (v3_norm(burn->dv_gcrf_m_s) >= MIN_BURN_M_S && plan->count < KURS_MAX_PLANNED_BURNS) {
        plan->burns[plan->count++] = *burn;
        plan->total_m_s += v3_norm(burn->dv_gcrf_m_s);
    }
}

/* ---- the last arcs ------------------------------------------------------------------------ */

static kurs_leg leg_of(const kurs_phasing_request *req, const kurs_scene_point *start, double t_mid,
                       double t_target, kurs_vec3 aim)
{
    return (kurs_leg){.scene = req->scene,
                      .start = *start,
                      .t_mid = t_mid,
                      .t_target = t_target,
                      .aim_arc_m = aim};
}

/* Thrusters do what the main engine, with its dead time, is too strong for. */
static int thrusters_for(double dv_m_s)
{
    return dv_m_s < 5.0 ? TRIM_THRUSTERS : 0;
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

/* Which of the last burns is the next. */
enum { TRANSFER, TRIM, RENDEZVOUS };

static kurs_status plan_transfer(const kurs_phasing_request *req, kurs_scene_point *p,
                                 const last_arcs *arcs, kurs_phasing_plan *plan,
                                 kurs_phasing_end *end)
{
    kurs_planned_burn burn;
    kurs_scene_point at_c;
    kurs_state station;
    const kurs_leg leg = leg_of(req, p, arcs->t_a, arcs->t_c, arcs->aim_c);
    kurs_status status = kurs_leg_solve(&leg, "transfer", &burn, &at_c);
    if (status >= 0) {
        status = kurs_scene_station(req->scene, arcs->t_c, &station);
    }
    if (status < 0) {
        return status;
    }
    plane_difference(req->scene, &at_c, station, &end->plane_node, &end->plane_inc);
    add_burn(plan, &burn);
    return fly_over(req->scene, p, &burn);
}

static kurs_status plan_trim(const kurs_phasing_request *req, kurs_scene_point *p,
                             const last_arcs *arcs, kurs_phasing_plan *plan)
{
    const double t_trim = 0.5 * (arcs->t_a + arcs->t_c);
    if (p->t > t_trim - 120.0) {
        return KURS_OK; /* too late: the rendezvous burn takes it up */
    }
    kurs_leg leg = leg_of(req, p, t_trim, arcs->t_c, arcs->aim_c);
    leg.plane = 1;
    leg.thrusters = TRIM_THRUSTERS;
    kurs_planned_burn burn;
    kurs_scene_point at_c;
    const kurs_status status = kurs_leg_solve(&leg, "trim", &burn, &at_c);
    if (status < 0 || v3_norm(burn.dv_gcrf_m_s) < MIN_BURN_M_S) {
        return status;
    }
    add_burn(plan, &burn);
    return fly_over(req->scene, p, &burn);
}

static kurs_status plan_rendezvous(const kurs_phasing_request *req, kurs_scene_point *p,
                                   const last_arcs *arcs, kurs_phasing_plan *plan,
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
    add_burn(plan, &burn);
    plan->arrival = kurs_tai_add(req->scene->epoch, arcs->t_b);
    end->contact = arcs->t_contact;
    end->arrival_m_s = v3_norm(v3_sub(p->s_gcrf.v, station.v));
    return KURS_OK;
}

/* Solves what is left of transfer, trim and rendezvous from a point before `next`. */
static kurs_status plan_last_arcs(const kurs_phasing_request *req, const kurs_scene_point *start,
                                  const last_arcs *arcs, int next, kurs_phasing_plan *plan,
                                  kurs_phasing_end *end)
{
    kurs_scene_point p = *start;
    kurs_status status = KURS_OK;
    if (next <= TRANSFER) {
        status = plan_transfer(req, &p, arcs, plan, end);
    }
    if (status >= 0 && next <= TRIM) {
        status = plan_trim(req, &p, arcs, plan);
    }
    if (status >= 0) {
        status = plan_rendezvous(req, &p, arcs, plan, end);
    }
    return status;
}

/* ---- two orbits: one early burn and the time of contact, both for least velocity --------------
 */

typedef struct short_problem {
    const kurs_phasing_request *req;
    double t_first;   /* of dv1 */
    double dv1;       /* tried */
    double t_contact; /* tried */
} short_problem;

/* Conic velocity changes of transfer, rendezvous and arrival: for the search only. */
static double conic_cost(const short_problem *problem, const kurs_scene_point *start)
{
    const kurs_phasing_request *req = problem->req;
    last_arcs arcs;
    kurs_scene_point p = *start;
    kurs_state at_c, at_b;
    if (place_last_arcs(req, problem->t_contact, v3_norm(start->s_gcrf.r), &arcs) < 0 ||
        arcs.t_a < start->t || kurs_scene_fly(req->scene, &p, arcs.t_a, NULL) < 0 ||
        kurs_scene_station(req->scene, arcs.t_c, &at_c) < 0 ||
        kurs_scene_station(req->scene, arcs.t_b, &at_b) < 0) {
        return HUGE_VAL;
    }
    const kurs_vec3 normal = v3_unit(v3_cross(at_c.r, at_c.v));
    /* all in one plane: two points half a turn apart would else ask for any plane at all */
    const kurs_vec3 aim_c = kurs_arc_point(at_c, arcs.aim_c, normal);
    const kurs_vec3 aim_b = kurs_arc_point(at_b, arcs.aim_b, normal);
    const kurs_vec3 from = v3_axpy(p.s_gcrf.r, -v3_dot(p.s_gcrf.r, normal), normal);
    const kurs_vec3 v_in = v3_axpy(p.s_gcrf.v, -v3_dot(p.s_gcrf.v, normal), normal);
    const kurs_vec3 v_b = v3_axpy(at_b.v, -v3_dot(at_b.v, normal), normal);
    kurs_vec3 v1, v2, v3rd, v4;
    if (kurs_lambert_solve(KURS_EGM_GM, from, aim_c, arcs.t_c - arcs.t_a, normal, &v1, &v2) < 0 ||
        kurs_lambert_solve(KURS_EGM_GM, aim_c, aim_b, arcs.t_b - arcs.t_c, normal, &v3rd, &v4) <
            0) {
        return HUGE_VAL;
    }
    return v3_norm(v3_sub(v1, v_in)) + v3_norm(v3_sub(v3rd, v2)) + v3_norm(v3_sub(v_b, v4));
}

/* The start with dv1 along the track, and the burn itself. */
static kurs_status first_burn(const short_problem *problem, kurs_planned_burn *burn,
                              kurs_scene_point *after)
{
    const kurs_scene *scene = problem->req->scene;
    kurs_scene_point p = problem->req->start;
    kurs_status status = kurs_scene_fly(scene, &p, problem->t_first, NULL);
    if (status < 0) {
        return status;
    }
    *burn = (kurs_planned_burn){
        .t_mid = kurs_tai_add(scene->epoch, problem->t_first),
        .dv_gcrf_m_s = v3_scale(problem->dv1, along_track(p.s_gcrf)),
        .thrusters = thrusters_for(problem->dv1),
    };
    snprintf(burn->id, sizeof burn->id, "dv1");
    *after = problem->req->start;
    return problem->dv1 < MIN_BURN_M_S ? KURS_OK : fly_over(scene, after, burn);
}

static double short_cost(double dv1, void *ctx)
{
    short_problem *problem = ctx;
    problem->dv1 = dv1;
    kurs_planned_burn burn;
    kurs_scene_point after;
    if (first_burn(problem, &burn, &after) < 0) {
        return HUGE_VAL;
    }
    return dv1 + conic_cost(problem, &after);
}

/* Least cost over dv1 for a time of contact; leaves the best dv1 in the problem. */
static double cost_of_contact(double t_contact, void *ctx)
{
    short_problem *problem = ctx;
    double best = 0.0;
    problem->t_contact = t_contact;
    if (kurs_minimum(short_cost, problem, 0.0, 60.0, 0.05, &best) < 0) {
        return HUGE_VAL;
    }
    const double without = short_cost(0.0, problem);
    const double with = short_cost(best, problem);
    problem->dv1 = without <= with ? 0.0 : best;
    return fmin(with, without);
}

/* 1 where contact may be made at a time: in radio sight, or anywhere if no time of the span is. */
static int contact_allowed(const kurs_phasing_request *req, double t, int sight)
{
    return !sight || kurs_scene_in_sight(req->scene, req->radio, req->radio_count, t);
}

/* Span of contact of the profile on the scene's clock, and whether any of it is in sight. */
static int contact_span(const kurs_phasing_request *req, double *first, double *last)
{
    const double t_liftoff = kurs_scene_time(req->scene, req->liftoff);
    *first = t_liftoff + req->profile->contact_min_s;
    *last = t_liftoff + req->profile->contact_max_s;
    for (double t = *first; t <= *last; t += SIGHT_STEP_S) {
        if (contact_allowed(req, t, 1)) {
            return 1;
        }
    }
    return 0;
}

/* The earliest contact in sight that costs at most WAITING_M_S more than the cheapest one. */
static kurs_status choose_short_contact(short_problem *problem, double *t_contact)
{
    double first, last, best_cost = HUGE_VAL;
    double cost[MAX_CONTACTS];
    const int sight = contact_span(problem->req, &first, &last);
    const int count = (int)fmin(floor((last - first) / SIGHT_STEP_S) + 1.0, MAX_CONTACTS);
    for (int i = 0; i < count; i++) {
        const double t = first + i * SIGHT_STEP_S;
        cost[i] = contact_allowed(problem->req, t, sight) ? cost_of_contact(t, problem) : HUGE_VAL;
        best_cost = fmin(best_cost, cost[i]);
    }
    for (int i = 0; i < count && isfinite(best_cost); i++) {
        if (cost[i] <= best_cost + WAITING_M_S) {
            *t_contact = first + i * SIGHT_STEP_S;
            return KURS_OK;
        }
    }
    return KURS_ERR_NO_SOLUTION;
}

static kurs_status plan_short(const kurs_phasing_request *req, kurs_phasing_plan *plan,
                              kurs_phasing_end *end)
{
    const double t_liftoff = kurs_scene_time(req->scene, req->liftoff);
    short_problem problem = {.req = req, .t_first = t_liftoff + req->profile->first_burn_s};
    double t_contact = req->t_contact;
    kurs_status status = isnan(t_contact) ? choose_short_contact(&problem, &t_contact) : KURS_OK;
    if (status >= 0 && !isfinite(cost_of_contact(t_contact, &problem))) {
        status = KURS_ERR_NO_SOLUTION;
    }
    kurs_planned_burn burn;
    kurs_scene_point p;
    last_arcs arcs;
    if (status >= 0) {
        status = first_burn(&problem, &burn, &p);
    }
    if (status >= 0) {
        add_burn(plan, &burn);
        status = place_last_arcs(req, t_contact, v3_norm(p.s_gcrf.r), &arcs);
    }
    return status < 0 ? status : plan_last_arcs(req, &p, &arcs, TRANSFER, plan, end);
}

/* ---- more orbits: a circular phasing orbit of the height that closes the phase --------------- */

typedef struct raise_problem {
    const kurs_phasing_request *req;
    double t_contact;
    kurs_planned_burn dv[2];
    kurs_scene_point before; /* after dv2 */
    last_arcs arcs;
} raise_problem;

/* Angle [rad] by which the transfer from a point would end ahead of its aim, were it flown now:
 * half a turn from `p` against the aim point. */
static kurs_status transfer_phase(const kurs_phasing_request *req, const kurs_scene_point *p,
                                  const last_arcs *arcs, double *ahead)
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
        status = fly_over(scene, &p, &problem->dv[0]);
    }
    const int turns = req->profile->phasing_orbits[1] - req->profile->phasing_orbits[0] - 1;
    if (status >= 0) {
        const double gone = kurs_wrap_pi(latitude_argument(scene, p.s_gcrf) - apogee);
        status = time_of_angle(scene, &p, KURS_PI + two_pi * turns - gone, &t2);
    }
    if (status >= 0) {
        status = raise_burn(scene, &p, t2, r_phasing, "dv2", &problem->dv[1]);
    }
    if (status >= 0) {
        status = fly_over(scene, &p, &problem->dv[1]);
    }
    if (status >= 0) {
        status = place_last_arcs(req, problem->t_contact, r_phasing, &problem->arcs);
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
    const double half = half_turn(el.a);
    const int *orbits = req->profile->phasing_orbits;
    const double low = half * (2 * orbits[0] - 1), mid = half * (2 * (orbits[1] - orbits[0]) - 1);
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
    (void)contact_span(req, &first, &last);
    middle = 0.5 * (first + last);
    for (double t = first; t <= last + SIGHT_STEP_S; t += SIGHT_STEP_S) {
        const int seen = t <= last && contact_allowed(req, t, 1);
        if (seen && isnan(begin)) {
            begin = t;
        }
        if (!seen && !isnan(begin)) {
            if (t - begin > best) {
                best = t - begin;
                middle = 0.5 * (begin + t - SIGHT_STEP_S);
            }
            begin = NAN;
        }
    }
    return middle;
}

static kurs_status plan_long(const kurs_phasing_request *req, kurs_phasing_plan *plan,
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
    add_burn(plan, &problem.dv[0]);
    add_burn(plan, &problem.dv[1]);
    return plan_last_arcs(req, &problem.before, &problem.arcs, TRANSFER, plan, end);
}

kurs_status kurs_plan_phasing(const kurs_phasing_request *request, kurs_phasing_plan *plan,
                              kurs_phasing_end *end)
{
    kurs_phasing_plan made = {0};
    kurs_phasing_end made_end = {0};
    const kurs_status status = request->profile->phasing_orbits[1] > 0
                                   ? plan_long(request, &made, &made_end)
                                   : plan_short(request, &made, &made_end);
    if (status < 0) {
        return status;
    }
    *plan = made;
    *end = made_end;
    return status;
}

/* Index of a burn by its id, or -1. */
static int find_burn(const kurs_phasing_plan *plan, const char *id)
{
    for (int i = 0; i < plan->count; i++) {
        if (strcmp(plan->burns[i].id, id) == 0) {
            return i;
        }
    }
    return -1;
}

kurs_status kurs_plan_phasing_update(const kurs_phasing_request *request, kurs_phasing_plan *plan,
                                     int next)
{
    const int transfer = find_burn(plan, "transfer"), rendezvous = find_burn(plan, "rendezvous");
    if (transfer < 0 || rendezvous < 0 || next < 0) {
        return KURS_ERR_ARGUMENT;
    }
    if (next < transfer || next > rendezvous) {
        return KURS_OK; /* preset burns stand; after the last one nothing is left */
    }
    const kurs_scene *scene = request->scene;
    last_arcs arcs;
    kurs_status status =
        place_last_arcs(request, kurs_scene_time(scene, plan->arrival) + request->approach_s,
                        v3_norm(request->start.s_gcrf.r), &arcs);
    if (status < 0) {
        return status;
    }
    arcs.t_a = kurs_scene_time(scene, plan->burns[transfer].t_mid);
    arcs.t_c = kurs_scene_time(scene, plan->burns[rendezvous].t_mid);
    kurs_phasing_plan made = {0};
    for (int i = 0; i < next; i++) {
        add_burn(&made, &plan->burns[i]);
    }
    kurs_phasing_end end = {0};
    status = plan_last_arcs(request, &request->start, &arcs, next == transfer ? TRANSFER : TRIM,
                            &made, &end);
    if (status >= 0) {
        *plan = made;
    }
    return status;
}
