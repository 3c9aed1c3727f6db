/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lift-off from the planes. The pad must stand in the osculating plane of insertion one lead
 * (a result of the simulated ascent) after lift-off; that plane leads the station's by what the
 * lower orbit's node will drift until contact, so that at contact the two planes are one.
 */
#include "plan/plan.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"

/* Velocity kept back [m/s]: the approach (17 to 20 m/s as simulated, docs/verification.md: grade D
 * with a third more), and for undocking and a second approach (grade U, own estimate). */
#define APPROACH_M_S 30.0
#define RESERVE_M_S 40.0
/* Fixed points below are sought this often and to this difference. */
#define ROUNDS 12
#define SAME_LIFTOFF_S 1e-3
#define SAME_NODE 1e-6 /* [rad] 7 m at contact */

/* A pass under trial: the mean plane wanted at insertion. */
typedef struct launch_pass {
    const kurs_launch_request *req;
    double node_lead; /* [rad] of the mean node against the station's */
    kurs_tai origin;  /* times of the root search are counted from here */
} launch_pass;

static kurs_status ascent_plan_at(const launch_pass *pass, kurs_tai liftoff, kurs_ascent_plan *plan)
{
    const kurs_launch_request *req = pass->req;
    kurs_mean_orbit mean;
    const kurs_status status =
        kurs_sgp4_mean(req->station, kurs_tai_add(liftoff, req->ascent->insertion_s), &mean);
    if (status < 0) {
        return status;
    }
    return kurs_ascent_plan_make(&req->mission->rocket, req->ascent, &req->mission->site, liftoff,
                                 mean.node + pass->node_lead,
                                 kurs_launch_inclination(&req->mission->rocket, mean.inc), plan);
}

/* By how much the lead of a lift-off is longer than the best one [s]; falls through 0 where a
 * northbound pass is met. */
static double lead_excess(double dt, void *ctx)
{
    const launch_pass *pass = ctx;
    const kurs_tai liftoff = kurs_tai_add(pass->origin, dt);
    kurs_ascent_plan plan;
    double lead;
    kurs_status status = ascent_plan_at(pass, liftoff, &plan);
    if (status >= 0) {
        status = kurs_ascent_lead(&pass->req->mission->site, liftoff, plan.normal_gcrf, &lead);
    }
    return status < 0 ? NAN : lead - pass->req->ascent->lead_s;
}

/* Station's argument of latitude less the pad's, -pi to pi. */
static kurs_status phase_at(const kurs_launch_request *req, kurs_tai liftoff, double *phase)
{
    kurs_mean_orbit mean;
    const kurs_status status = kurs_sgp4_mean(req->station, liftoff, &mean);
    if (status < 0) {
        return status;
    }
    const double u = mean.argp + mean.mean_anomaly + 2.0 * mean.ecc * sin(mean.mean_anomaly);
    *phase = kurs_wrap_pi(
        u - kurs_plane_argument(kurs_site_lat_geocentric(&req->mission->site), mean.inc));
    return KURS_OK;
}

/* State at spacecraft separation if the ascent goes by its plan. */
static kurs_status expected_insertion(const kurs_launch_request *req, const kurs_ascent_plan *plan,
                                      kurs_state *s_gcrf)
{
    kurs_earth earth;
    const kurs_status status =
        kurs_earth_init(&earth, kurs_tai_add(plan->liftoff, req->ascent->insertion_s));
    if (status < 0) {
        return status;
    }
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    const kurs_vec3 h = plan->normal_gcrf;
    const kurs_vec3 node = v3_unit(v3_cross(pole, h));
    const kurs_vec3 quarter = v3_cross(h, node);
    const double u =
        kurs_ascent_insertion_argument(req->ascent, &req->mission->site, v3_angle(pole, h));
    const kurs_vec3 up = v3_axpy(v3_scale(cos(u), node), sin(u), quarter);
    const kurs_vec3 along = v3_cross(h, up);
    s_gcrf->r = v3_scale(plan->r_m, up);
    s_gcrf->v = v3_axpy(v3_scale(plan->v_m_s * cos(plan->path_angle), along),
                        plan->v_m_s * sin(plan->path_angle), up);
    return KURS_OK;
}

/* Plans the phasing of a lift-off; where its plane ends against the station's. */
static kurs_status trial_phasing(const launch_pass *pass, const kurs_profile *profile,
                                 const kurs_ascent_plan *ascent, double catch_up,
                                 kurs_phasing_plan *plan, kurs_phasing_end *end, kurs_tai *contact)
{
    const kurs_launch_request *req = pass->req;
    const kurs_tai insertion = kurs_tai_add(ascent->liftoff, req->ascent->insertion_s);
    kurs_scene scene;
    kurs_scene_point start = {.mass_kg = req->mission->spacecraft.mass_kg};
    kurs_status status =
        kurs_scene_init(&scene, req->station, &req->mission->spacecraft, ascent->liftoff,
                        kurs_tai_add(ascent->liftoff, profile->contact_max_s));
    if (status >= 0) {
        status = expected_insertion(req, ascent, &start.s_gcrf);
    }
    if (status < 0) {
        return status;
    }
    start.t = kurs_scene_time(&scene, insertion);
    const kurs_phasing_request phasing = {
        .scene = &scene,
        .profile = profile,
        .radio = req->mission->radio,
        .radio_count = req->mission->radio_count,
        .liftoff = ascent->liftoff,
        .start = start,
        .catch_up = kurs_catch_up_at_insertion(req->station, req->ascent, catch_up),
        .approach_s = req->approach_s,
        .t_contact = NAN,
    };
    status = kurs_plan_phasing(&phasing, plan, end);
    if (status >= 0) {
        *contact = kurs_tai_add(scene.epoch, end->contact);
    }
    return status;
}

double kurs_catch_up_at_insertion(const kurs_sgp4 *station, const kurs_ascent_model *ascent,
                                  double catch_up)
{
    return catch_up + station->tle.mean_motion * ascent->insertion_s - ascent->downrange;
}

/* Lift-off near the pass for the plane of this trial. */
static kurs_status solve_liftoff(launch_pass *pass, kurs_tai about, kurs_ascent_plan *ascent)
{
    pass->origin = about;
    double dt;
    const kurs_status status = kurs_root(lead_excess, pass, -1800.0, 1800.0, 1e-4, &dt);
    if (status < 0) {
        return status;
    }
    return ascent_plan_at(pass, kurs_tai_add(about, dt), ascent);
}

/* Velocity that the ship can give in all [m/s]. */
static double ship_velocity(const kurs_spacecraft *ship)
{
    return KURS_G0 * ship->main.isp_vac_s *
           log(ship->mass_kg / (ship->mass_kg - ship->propellant_kg));
}

/* Precession and catch-up both go with the difference of the semi-major axes: [rad] of node that
 * the insertion must lead by, per rad of catch-up. */
static double node_lead_ratio(const kurs_mean_orbit *station)
{
    return 7.0 / 3.0 * -station->node_rate / station->mean_motion;
}

/*
 * Lift-off and catch-up of a pass that fit each other: a longer catch-up wants more node lead, a
 * later lift-off finds the station further on. `turns` are the full turns caught up besides.
 */
static kurs_status settle_pass(launch_pass *pass, kurs_tai about, int turns, kurs_tai *liftoff,
                               double *catch_up)
{
    const kurs_launch_request *req = pass->req;
    kurs_mean_orbit mean;
    double phase = 0.0;
    kurs_status status = kurs_sgp4_mean(req->station, about, &mean);
    if (status >= 0) {
        status = phase_at(req, about, &phase);
    }
    double angle = phase + turns * 2.0 * KURS_PI;
    for (int round = 0; round < ROUNDS && status >= 0; round++) {
        kurs_ascent_plan ascent;
        pass->node_lead = node_lead_ratio(&mean) * angle;
        status = solve_liftoff(pass, about, &ascent);
        if (status >= 0) {
            status = phase_at(req, ascent.liftoff, &phase);
        }
        if (status < 0) {
            return status;
        }
        const double moved_s = kurs_tai_diff(ascent.liftoff, about);
        angle += kurs_wrap_pi(phase - angle);
        about = ascent.liftoff;
        if (round > 0 && fabs(moved_s) < SAME_LIFTOFF_S) {
            *liftoff = about;
            *catch_up = angle;
            return KURS_OK;
        }
    }
    return status < 0 ? status : KURS_ERR_NO_CONVERGENCE;
}

/* One profile on one pass with a number of full turns to catch up. */
typedef struct turn_trial {
    kurs_tai liftoff;
    double catch_up;
    int open;
    char reason[KURS_EVENT_TEXT_SIZE]; /* why it is closed */
} turn_trial;

/* What a trial came to: a phasing whose plane is the station's at contact. */
typedef struct met_plane {
    kurs_ascent_plan ascent;
    kurs_phasing_plan phasing;
    kurs_tai contact;
    double catch_up;
} met_plane;

/* Moves the node lead until the two planes are one at contact. */
static kurs_status meet_plane(launch_pass *pass, const kurs_profile *profile, kurs_tai about,
                              double catch_up, met_plane *out)
{
    met_plane met = {.catch_up = catch_up};
    for (int round = 0; round < ROUNDS; round++) {
        double phase;
        kurs_phasing_end end;
        kurs_status status = solve_liftoff(pass, about, &met.ascent);
        if (status >= 0) {
            status = phase_at(pass->req, met.ascent.liftoff, &phase);
        }
        if (status >= 0) {
            met.catch_up += kurs_wrap_pi(phase - met.catch_up);
            status = trial_phasing(pass, profile, &met.ascent, met.catch_up, &met.phasing, &end,
                                   &met.contact);
        }
        if (status < 0) {
            return status;
        }
        if (fabs(end.plane_node) < SAME_NODE) {
            *out = met;
            return KURS_OK;
        }
        pass->node_lead -= end.plane_node;
        about = met.ascent.liftoff;
    }
    return KURS_ERR_NO_CONVERGENCE;
}

/* Tries a profile on a pass; on success the plan is complete but for its closed list, else the
 * trial has the reason. */
static kurs_status try_profile(launch_pass *pass, int index, turn_trial *trial,
                               kurs_launch_plan *plan)
{
    const kurs_launch_request *req = pass->req;
    const double degrees = trial->catch_up / KURS_DEG;
    met_plane met;
    const kurs_status status =
        meet_plane(pass, &req->mission->profiles[index], trial->liftoff, trial->catch_up, &met);
    if (status < 0) {
        snprintf(trial->reason, sizeof trial->reason, "%.1f deg to catch up, but no burn plan: %s",
                 degrees, kurs_status_text(status));
        return KURS_OK;
    }
    const double need =
        met.phasing.total_m_s + APPROACH_M_S + RESERVE_M_S + req->mission->ret.deorbit_m_s;
    const double have = ship_velocity(&req->mission->spacecraft);
    if (need > have) {
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up, but %.0f m/s are needed with the return and a reserve, and "
                 "the tanks hold %.0f m/s",
                 degrees, need, have);
        return KURS_OK;
    }
    trial->open = 1;
    plan->open = 1;
    plan->ascent = met.ascent;
    plan->contact = met.contact;
    plan->profile = index;
    plan->catch_up = met.catch_up;
    plan->node_lead = pass->node_lead;
    plan->insertion = kurs_tai_add(met.ascent.liftoff, req->ascent->insertion_s);
    return phase_at(req, met.ascent.liftoff, &plan->phase);
}

static void add_closed(kurs_launch_plan *plan, kurs_tai liftoff, int orbits, double phase,
                       const char *reason)
{
    if (plan->closed_count < KURS_MAX_CLOSED) {
        kurs_closed_pass *closed = &plan->closed[plan->closed_count++];
        *closed = (kurs_closed_pass){.liftoff = liftoff, .orbits = orbits, .catch_up = phase};
        snprintf(closed->reason, sizeof closed->reason, "%s", reason);
    }
}

static kurs_status try_turns(const kurs_launch_request *req, int index, kurs_tai about, int turns,
                             kurs_launch_plan *plan, turn_trial *trial)
{
    const kurs_profile *profile = &req->mission->profiles[index];
    launch_pass pass = {.req = req};
    trial->liftoff = about;
    const kurs_status settled = settle_pass(&pass, about, turns, &trial->liftoff, &trial->catch_up);
    if (settled == KURS_ERR_NO_CONVERGENCE) {
        snprintf(trial->reason, sizeof trial->reason, "no lift-off fits the phase: %s",
                 kurs_status_text(settled));
        return KURS_OK;
    }
    if (settled < 0) {
        return settled;
    }
    const double degrees = trial->catch_up / KURS_DEG;
    if (trial->catch_up < profile->catch_up_min || trial->catch_up > profile->catch_up_max) {
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up; this profile takes %.1f to %.1f deg", degrees,
                 profile->catch_up_min / KURS_DEG, profile->catch_up_max / KURS_DEG);
        return KURS_OK;
    }
    if (kurs_tai_diff(trial->liftoff, req->ready) < 0.0) {
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up, but the rocket is not ready again so soon", degrees);
        return KURS_OK;
    }
    return try_profile(&pass, index, trial, plan);
}

/* Tries one profile on a pass, without and with a full turn more; tells why it is closed, by the
 * angle that comes nearer to the profile. */
static kurs_status try_both_turns(const kurs_launch_request *req, int index, kurs_tai about,
                                  kurs_launch_plan *plan)
{
    const kurs_profile *profile = &req->mission->profiles[index];
    const double middle = 0.5 * (profile->catch_up_min + profile->catch_up_max);
    turn_trial trials[2] = {{.open = 0}, {.open = 0}};
    for (int turns = 0; turns <= 1; turns++) {
        const kurs_status status = try_turns(req, index, about, turns, plan, &trials[turns]);
        if (status < 0 || trials[turns].open) {
            return status;
        }
    }
    const int nearer =
        fabs(trials[1].catch_up - middle) < fabs(trials[0].catch_up - middle) ? 1 : 0;
    add_closed(plan, trials[nearer].liftoff, profile->orbits, trials[nearer].catch_up,
               trials[nearer].reason);
    return KURS_OK;
}

static kurs_status try_pass(const kurs_launch_request *req, kurs_tai about, kurs_launch_plan *plan)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < req->mission->profile_count && !plan->open && status >= 0; i++) {
        status = try_both_turns(req, i, about, plan);
    }
    return status;
}

kurs_status kurs_plan_launch(const kurs_launch_request *request, kurs_launch_plan *plan)
{
    const double step = 1800.0, span = kurs_tai_diff(request->to, request->from);
    launch_pass pass = {.req = request, .origin = request->from};
    kurs_launch_plan found = {0};
    double before = lead_excess(0.0, &pass);
    for (double t = 0.0; t < span && !found.open; t += step) {
        const double next = fmin(t + step, span);
        const double after = lead_excess(next, &pass);
        if (isnan(before) || isnan(after)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (before > 0.0 && after <= 0.0 && before < 2.0 * step) {
            double dt;
            kurs_status status = kurs_root(lead_excess, &pass, t, next, 1e-3, &dt);
            if (status >= 0) {
                status = try_pass(request, kurs_tai_add(request->from, dt), &found);
            }
            if (status < 0) {
                return status;
            }
        }
        before = after;
    }
    *plan = found;
    return KURS_OK;
}
