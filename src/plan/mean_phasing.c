/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/mean_phasing.h"

#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "math/math.h"
#include "plan/phasing.h"

#define NEAR_M 3e3 /* phasing orbits of plans nearly alike */
#define LOST 0.15  /* [rad] a miss that no burn of this planner makes up */

/* What a plan in the making knows. */
typedef struct builder {
    const kurs_mean_phasing_request *req;
    kurs_mean_phasing *plan;
    kurs_mean_orbit station;     /* mean, at start */
    double u0;                   /* argument of latitude of the ship at start */
    kurs_plane_state at_c, at_b; /* station there */
} builder;

void kurs_profile_arcs(const kurs_profile *profile, double t_contact, double approach_s,
                       double *t_a, double *t_c, double *t_b)
{
    *t_b = t_contact - approach_s;
    *t_c = *t_b - profile->rendezvous_arc_s;
    *t_a = *t_c - (isnan(profile->coelliptic_s) ? profile->transfer_arc_s : profile->coelliptic_s);
}

int kurs_turns_between(const kurs_profile *profile)
{
    const int orbits = profile->phasing_orbits[1] - profile->phasing_orbits[0];
    return orbits > 1 ? orbits - 1 : 0;
}

double kurs_highest_phasing(const kurs_profile *profile, double a_station)
{
    return a_station - profile->clear_below_m;
}

double kurs_lowest_phasing(const kurs_profile *profile, double a_insertion)
{
    return isnan(profile->lowest_phasing_m) ? a_insertion
                                            : KURS_EGM_RADIUS + profile->lowest_phasing_m;
}

double kurs_tangential_angle(const kurs_profile *profile, double r, double r_station, double inc,
                             double *node)
{
    const kurs_mean_flight m = {.a = 0.5 * (r + r_station - profile->aim_below_m), .inc = inc};
    double argument, node_rate, by_a;
    kurs_mean_rates(&m, &argument, &node_rate, &by_a);
    if (node) {
        *node = node_rate * profile->transfer_arc_s;
    }
    return argument * profile->transfer_arc_s;
}

/* The station in its plane at t; its argument counted from the ship's at start. */
static kurs_status station_at(const builder *b, double t, kurs_plane_state *out)
{
    const kurs_mean_phasing_request *req = b->req;
    kurs_state s;
    kurs_mean_orbit mean;
    const kurs_tai at = kurs_tai_add(req->epoch, t);
    kurs_status status = kurs_sgp4_state(req->station, at, &s);
    if (status >= 0) {
        status = kurs_sgp4_mean(req->station, at, &mean);
    }
    if (status < 0) {
        return status;
    }
    const kurs_vec3 h = v3_unit(v3_cross(s.r, s.v));
    const kurs_vec3 node = v3_unit(v3(-h.y, h.x, 0.0));
    const double r = v3_norm(s.r);
    const double u = atan2(v3_dot(s.r, v3_cross(h, node)), v3_dot(s.r, node));
    const double expected = b->u0 + req->catch_up +
                            (b->station.mean_motion + b->station.argp_rate) * (t - req->start.t);
    const double vr = v3_dot(s.v, s.r) / r;
    *out = (kurs_plane_state){r, expected + kurs_wrap_pi(u - expected), vr,
                              sqrt(v3_dot(s.v, s.v) - vr * vr)};
    return KURS_OK;
}

/* A place in a plane. */
static kurs_vec3 placed(kurs_plane_state s, double inc, double node)
{
    const kurs_vec3 to_node = v3(cos(node), sin(node), 0.0);
    const kurs_vec3 beyond = v3(-cos(inc) * sin(node), cos(inc) * cos(node), sin(inc));
    return v3_axpy(v3_scale(s.r * cos(s.u), to_node), s.r * sin(s.u), beyond);
}

/* Between ship and station: until the last large burn their nodes are apart, and with them the
 * beginnings of their arguments, half a degree on two days. */
static kurs_status separation(const builder *b, const kurs_mean_flight *m, double *range)
{
    const kurs_mean_phasing_request *req = b->req;
    kurs_plane_state station;
    kurs_mean_orbit mean;
    kurs_status status = station_at(b, m->t, &station);
    if (status >= 0) {
        status = kurs_sgp4_mean(req->station, kurs_tai_add(req->epoch, m->t), &mean);
    }
    if (status < 0) {
        return status;
    }
    const double apart =
        req->node_lead + (m->node - req->start.node) - kurs_wrap_pi(mean.node - b->station.node);
    *range =
        v3_norm(v3_sub(placed(kurs_mean_state(m), m->inc, apart), placed(station, mean.inc, 0.0)));
    return KURS_OK;
}

/* Adds a burn with its middle at m->t to the plan and to the flight. */
static void burn(builder *b, kurs_mean_flight *m, const char *id, double dvr, double dvt)
{
    kurs_mean_phasing *plan = b->plan;
    const kurs_spacecraft *ship = b->req->ship;
    const double dv = hypot(dvr, dvt);
    *m = kurs_mean_kick(m, dvr, dvt);
    if (dv < KURS_MIN_BURN_M_S || plan->count >= KURS_MEAN_BURNS) {
        return;
    }
    kurs_mean_burn *made = &plan->burns[plan->count++];
    double isp;
    *made = (kurs_mean_burn){.t_mid = m->t, .dvr = dvr, .dvt = dvt};
    snprintf(made->id, sizeof made->id, "%s", id);
    made->thrusters = kurs_burn_thrusters(dv);
    const double force = kurs_spacecraft_thrust(ship, made->thrusters, &isp);
    const double burnt = plan->mass_kg * -expm1(-dv / (KURS_G0 * isp));
    const double thrust_s = burnt * KURS_G0 * isp / force;
    const double dead = made->thrusters ? 0.0 : ship->main_dead_time_s;
    made->ignition = m->t - 0.5 * thrust_s - dead;
    made->duration_s = thrust_s + dead;
    plan->mass_kg -= burnt;
    plan->total_m_s += dv;
    m->b_m2_kg = ship->cd_area_m2 / plan->mass_kg;
}

/* Ranges at ignition, once the whole flight is known: `before` is a flight on the arc that ends
 * with the burn. */
static kurs_status set_range(builder *b, const kurs_mean_flight *before)
{
    kurs_mean_phasing *plan = b->plan;
    if (plan->count == 0) {
        return KURS_OK;
    }
    kurs_mean_burn *last = &plan->burns[plan->count - 1];
    kurs_mean_flight m = *before;
    kurs_mean_fly(&m, last->ignition);
    return separation(b, &m, &last->range_m);
}

/* A burn with its range. */
static kurs_status burn_at(builder *b, kurs_mean_flight *m, const char *id, double dvr, double dvt)
{
    const kurs_mean_flight before = *m;
    const int count = b->plan->count;
    burn(b, m, id, dvr, dvt);
    return b->plan->count > count ? set_range(b, &before) : KURS_OK;
}

/* A leg to a place under and behind the station, its burn added. */
static kurs_status leg(builder *b, kurs_mean_flight *m, const char *id, double t_end,
                       kurs_plane_state station, double below, double behind)
{
    double dvr, dvt;
    kurs_mean_flight end;
    const double u = station.u - behind / station.r;
    kurs_status status = kurs_mean_leg(m, t_end, station.r - below, u, &dvr, &dvt, &end);
    if (status >= 0) {
        status = burn_at(b, m, id, dvr, dvt);
    }
    if (status >= 0) {
        kurs_mean_fly(m, t_end);
    }
    return status;
}

/* Transfer and rendezvous burn from a flight before them. */
static kurs_status last_legs(builder *b, kurs_mean_flight *m)
{
    const kurs_profile *profile = b->req->profile;
    kurs_mean_phasing *plan = b->plan;
    kurs_mean_fly(m, plan->t_a);
    kurs_status status =
        leg(b, m, "transfer", plan->t_c, b->at_c, profile->aim_below_m, profile->aim_behind_m);
    if (status < 0) {
        return status;
    }
    kurs_mean_orbit station;
    status = kurs_sgp4_mean(b->req->station, kurs_tai_add(b->req->epoch, plan->t_c), &station);
    if (status < 0) {
        return status;
    }
    plan->node_gain = kurs_wrap_pi(m->node - b->req->start.node - (station.node - b->station.node));
    status =
        leg(b, m, "rendezvous", plan->t_b, b->at_b, profile->last_below_m, profile->last_behind_m);
    const kurs_plane_state s = kurs_mean_state(m);
    const double d = s.u - b->at_b.u;
    plan->arrival_vr = s.vr * cos(d) - s.vt * sin(d) - b->at_b.vr;
    plan->arrival_vt = s.vr * sin(d) + s.vt * cos(d) - b->at_b.vt;
    return status;
}

/* By how much [rad] a tangential transfer from a flight would come out ahead of its aim. */
static double ahead(const builder *b, const kurs_mean_flight *before)
{
    kurs_mean_flight m = *before;
    kurs_mean_fly(&m, b->plan->t_a);
    const kurs_plane_state s = kurs_mean_state(&m);
    return s.u + kurs_tangential_angle(b->req->profile, s.r, b->at_c.r, m.inc, NULL) -
           (b->at_c.u - b->req->profile->aim_behind_m / b->at_c.r);
}

/* ---- one early burn ------------------------------------------------------------------------- */

typedef struct first_problem {
    builder *b;
    kurs_mean_flight m; /* at the burn */
} first_problem;

static double first_ahead(double dv, void *ctx)
{
    const first_problem *p = ctx;
    const kurs_mean_flight after = kurs_mean_kick(&p->m, 0.0, dv);
    return ahead(p->b, &after);
}

static kurs_status plan_short(builder *b)
{
    const kurs_mean_phasing_request *req = b->req;
    const kurs_profile *profile = req->profile;
    kurs_mean_phasing *plan = b->plan;
    first_problem p = {b, req->start};
    const double t_first = req->t_liftoff + profile->first_burn_s;
    kurs_mean_fly(&p.m, fmax(t_first, req->start.t));
    const double most = first_ahead(0.0, &p), least = first_ahead(profile->first_burn_max_m_s, &p);
    plan->catch_most = req->catch_up + most;
    plan->catch_least = req->catch_up + least;
    if (most < -LOST || least > LOST || plan->t_a < p.m.t) {
        return KURS_ERR_NO_SOLUTION;
    }
    double dv = 0.0;
    if (least > 0.0) {
        dv = profile->first_burn_max_m_s;
    } else if (most > 0.0) {
        const kurs_status status =
            kurs_root(first_ahead, &p, 0.0, profile->first_burn_max_m_s, 1e-3, &dv);
        if (status < 0) {
            return status;
        }
    }
    plan->first_m_s = req->no_first || dv < KURS_MIN_BURN_M_S ? 0.0 : dv;
    const kurs_status status = burn_at(b, &p.m, "dv1", 0.0, plan->first_m_s);
    return status < 0 ? status : last_legs(b, &p.m);
}

/* ---- a coelliptic orbit ---------------------------------------------------------------------- */

/* Where the ship comes into its orbit under the station: behind the aim by what it closes along
 * it. */
double kurs_coelliptic_behind(const kurs_profile *profile, double a_station)
{
    const double n = sqrt(KURS_EGM_GM / a_station) / a_station;
    return profile->aim_behind_m + 1.5 * n * profile->aim_below_m * profile->coelliptic_s;
}

static kurs_status plan_coelliptic(builder *b)
{
    const kurs_mean_phasing_request *req = b->req;
    const kurs_profile *profile = req->profile;
    kurs_mean_phasing *plan = b->plan;
    kurs_mean_flight m = req->start;
    kurs_plane_state station;
    const double t_1 = plan->t_a - profile->transfer_arc_s;
    kurs_status status = station_at(b, plan->t_a, &station);
    if (status < 0) {
        return status;
    }
    const double behind = kurs_coelliptic_behind(profile, station.r);
    kurs_mean_fly(&m, fmax(t_1, req->start.t));
    const kurs_plane_state s = kurs_mean_state(&m);
    const double gap = s.u + kurs_tangential_angle(profile, s.r, station.r, m.inc, NULL) -
                       (station.u - behind / station.r);
    plan->catch_least = plan->catch_most = req->catch_up + gap;
    if (fabs(gap) > LOST || t_1 < req->t_liftoff + profile->first_burn_s) {
        return KURS_ERR_NO_SOLUTION;
    }
    status = leg(b, &m, "dv1", plan->t_a, station, profile->aim_below_m, behind);
    return status < 0 ? status : last_legs(b, &m);
}

/* ---- a phasing orbit ------------------------------------------------------------------------- */

/* Along-track velocity [m/s] that puts the opposite apsis at a radius. */
static double raise_by(const kurs_mean_flight *m, double r_opposite)
{
    const kurs_plane_state s = kurs_mean_state(m);
    return sqrt(2.0 * KURS_EGM_GM * r_opposite / (s.r * (s.r + r_opposite))) - s.vt;
}

/* Flies the two burns to a radius; with `b` they are added to the plan. */
static kurs_status raise(builder *b, double r_phasing, int add, kurs_mean_flight *out)
{
    const kurs_profile *profile = b->req->profile;
    const double apogee = b->u0 + KURS_PI * (2 * profile->phasing_orbits[0] - 1);
    kurs_mean_flight m = b->req->start;
    kurs_status status = KURS_OK;
    for (int k = 0; k < 2 && status >= 0; k++) {
        const double u = apogee + k * KURS_PI * (2 * kurs_turns_between(profile) + 1);
        kurs_mean_fly_to(&m, u);
        const double dv = raise_by(&m, r_phasing);
        if (add) {
            status = burn_at(b, &m, k ? "dv2" : "dv1", 0.0, dv);
        } else {
            m = kurs_mean_kick(&m, 0.0, dv);
        }
    }
    *out = m;
    return status;
}

static double raise_ahead(double r_phasing, void *ctx)
{
    builder *b = ctx;
    kurs_mean_flight m;
    return raise(b, r_phasing, 0, &m) < 0 ? NAN : ahead(b, &m);
}

/* The radius near that of a plan nearly alike; 0 where it is not there. */
static double radius_near(builder *b, double guess)
{
    double r = 0.0;
    return guess > 0.0 && kurs_root(raise_ahead, b, guess - NEAR_M, guess + NEAR_M, 1.0, &r) >= 0
               ? r
               : 0.0;
}

static kurs_status phasing_radius(builder *b, double *r)
{
    const kurs_mean_phasing_request *req = b->req;
    kurs_mean_phasing *plan = b->plan;
    const double low = kurs_lowest_phasing(req->profile, req->start.a);
    const double high = kurs_highest_phasing(req->profile, b->station.a);
    if (low > high) {
        plan->catch_least = INFINITY;
        plan->catch_most = -INFINITY;
        return KURS_ERR_NO_SOLUTION;
    }
    *r = radius_near(b, req->r_guess);
    if (*r > low && *r < high) {
        return KURS_OK;
    }
    const double most = raise_ahead(low, b), least = raise_ahead(high, b);
    plan->catch_most = req->catch_up + most;
    plan->catch_least = req->catch_up + least;
    if (!(most >= 0.0 && least <= 0.0)) {
        return KURS_ERR_NO_SOLUTION;
    }
    return kurs_root(raise_ahead, b, low, high, 1.0, r);
}

static kurs_status plan_long(builder *b)
{
    kurs_mean_phasing *plan = b->plan;
    kurs_status status = phasing_radius(b, &plan->r_phasing);
    kurs_mean_flight m;
    if (status >= 0) {
        status = raise(b, plan->r_phasing, 1, &m);
    }
    if (status >= 0 && m.t > plan->t_a) {
        status = KURS_ERR_NO_SOLUTION;
    }
    return status < 0 ? status : last_legs(b, &m);
}

kurs_status kurs_mean_phasing_plan(const kurs_mean_phasing_request *req, kurs_mean_phasing *plan)
{
    const kurs_profile *profile = req->profile;
    *plan = (kurs_mean_phasing){
        .mass_kg = req->mass_kg, .catch_least = NAN, .catch_most = NAN, .r_phasing = NAN};
    builder b = {.req = req, .plan = plan, .u0 = kurs_mean_state(&req->start).u};
    kurs_profile_arcs(profile, req->t_contact, req->approach_s, &plan->t_a, &plan->t_c, &plan->t_b);
    kurs_status status =
        kurs_sgp4_mean(req->station, kurs_tai_add(req->epoch, req->start.t), &b.station);
    if (status >= 0) {
        status = station_at(&b, plan->t_c, &b.at_c);
    }
    if (status >= 0) {
        status = station_at(&b, plan->t_b, &b.at_b);
    }
    if (status < 0) {
        return status;
    }
    if (profile->phasing_orbits[0] > 0) {
        return plan_long(&b);
    }
    return isnan(profile->coelliptic_s) ? plan_short(&b) : plan_coelliptic(&b);
}
