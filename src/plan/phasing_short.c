/* SPDX-License-Identifier: Apache-2.0 */
/* Two orbits: one early burn and the time of contact, both for least velocity. */
#include "plan/phasing.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"

/* What an earlier contact is worth. Grade U, own estimate: it puts the contacts of the flown
 * two-orbit missions within 3 min (docs/verification.md). */
#define WAITING_M_S 20.0

enum { MAX_CONTACTS = 256 }; /* times of contact tried */

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
    kurs_last_arcs arcs;
    kurs_scene_point p = *start;
    kurs_state at_c, at_b;
    if (kurs_last_arcs_place(req, problem->t_contact, v3_norm(start->s_gcrf.r), &arcs) < 0 ||
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
        .dv_gcrf_m_s = v3_scale(problem->dv1, kurs_along_track(p.s_gcrf)),
        .thrusters = kurs_burn_thrusters(problem->dv1),
    };
    snprintf(burn->id, sizeof burn->id, "dv1");
    *after = problem->req->start;
    return problem->dv1 < KURS_MIN_BURN_M_S ? KURS_OK : kurs_scene_fly_over(scene, after, burn);
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

/* The earliest contact in sight that costs at most WAITING_M_S more than the cheapest one. */
static kurs_status choose_short_contact(short_problem *problem, double *t_contact)
{
    double first, last, best_cost = HUGE_VAL;
    double cost[MAX_CONTACTS];
    const int sight = kurs_contact_span(problem->req, &first, &last);
    const int count = (int)fmin(floor((last - first) / KURS_SIGHT_STEP_S) + 1.0, MAX_CONTACTS);
    for (int i = 0; i < count; i++) {
        const double t = first + i * KURS_SIGHT_STEP_S;
        cost[i] =
            kurs_contact_allowed(problem->req, t, sight) ? cost_of_contact(t, problem) : HUGE_VAL;
        best_cost = fmin(best_cost, cost[i]);
    }
    for (int i = 0; i < count && isfinite(best_cost); i++) {
        if (cost[i] <= best_cost + WAITING_M_S) {
            *t_contact = first + i * KURS_SIGHT_STEP_S;
            return KURS_OK;
        }
    }
    return KURS_ERR_NO_SOLUTION;
}

kurs_status kurs_phasing_short(const kurs_phasing_request *req, kurs_phasing_plan *plan,
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
    kurs_last_arcs arcs;
    if (status >= 0) {
        status = first_burn(&problem, &burn, &p);
    }
    if (status >= 0) {
        kurs_phasing_add(plan, &burn);
        status = kurs_last_arcs_place(req, t_contact, v3_norm(p.s_gcrf.r), &arcs);
    }
    return status < 0 ? status : kurs_last_arcs_plan(req, &p, &arcs, KURS_TRANSFER, plan, end);
}
