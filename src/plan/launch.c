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

/* Velocity kept back [m/s]: approach, undocking, and a second approach. */
#define APPROACH_M_S 30.0
#define RESERVE_M_S 40.0

/* A pass under trial: lift-off and the mean plane wanted. */
typedef struct launch_pass {
    const kurs_launch_request *req;
    double node_lead, inc_lead; /* [rad] wanted mean plane at insertion less the station's */
    kurs_tai origin;            /* times of the root search are counted from here */
} launch_pass;

static kurs_vec3 pad_gcrf(const kurs_site *site, kurs_tai t, kurs_status *status)
{
    kurs_earth earth;
    *status = kurs_earth_init(&earth, t);
    if (*status < 0) {
        return v3(0.0, 0.0, 0.0);
    }
    const kurs_vec3 r_itrf =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    return kurs_m3_tmulv(kurs_earth_gcrf_itrf(&earth, 0.0), r_itrf);
}

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
                                 mean.node + pass->node_lead, mean.inc + pass->inc_lead, plan);
}

/* Sine of the pad's height over the target plane one lead after lift-off; falls through 0 on a
 * northbound pass. */
static double pad_over_plane(double dt, void *ctx)
{
    const launch_pass *pass = ctx;
    const kurs_tai liftoff = kurs_tai_add(pass->origin, dt);
    kurs_ascent_plan plan;
    kurs_status status = ascent_plan_at(pass, liftoff, &plan);
    if (status < 0) {
        return NAN;
    }
    const kurs_vec3 pad = pad_gcrf(&pass->req->mission->site,
                                   kurs_tai_add(liftoff, pass->req->ascent->lead_s), &status);
    return status < 0 ? NAN : v3_dot(v3_unit(pad), plan.normal_gcrf);
}

/* Geocentric latitude of the pad. */
static double pad_latitude(const kurs_site *site)
{
    const kurs_vec3 r =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    return atan2(r.z, hypot(r.x, r.y));
}

/* Argument of latitude of the pad on a northbound plane of an inclination. */
static double pad_argument(const kurs_site *site, double inc)
{
    return asin(kurs_clamp(sin(pad_latitude(site)) / sin(inc), -1.0, 1.0));
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
    *phase = kurs_wrap_pi(u - pad_argument(&req->mission->site, mean.inc));
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
    const double u = pad_argument(&req->mission->site, v3_angle(pole, h)) + req->ascent->downrange;
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
    const kurs_status status = kurs_root(pad_over_plane, pass, -1800.0, 1800.0, 1e-4, &dt);
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

/* Tries a profile on a pass; on success the plan is complete but for its closed list. */
static kurs_status try_profile(const kurs_launch_request *req, int index, kurs_tai about,
                               double catch_up, kurs_launch_plan *plan)
{
    const kurs_profile *profile = &req->mission->profiles[index];
    kurs_mean_orbit mean;
    kurs_status status = kurs_sgp4_mean(req->station, about, &mean);
    if (status < 0) {
        return status;
    }
    /* precession and catch-up both go with the difference of the semi-major axes */
    launch_pass pass = {.req = req,
                        .node_lead = 7.0 / 3.0 * -mean.node_rate / mean.mean_motion * catch_up};
    kurs_phasing_plan phasing;
    kurs_phasing_end end;
    kurs_ascent_plan ascent;
    for (int round = 0; round < 8; round++) {
        status = solve_liftoff(&pass, about, &ascent);
        if (status >= 0) {
            status =
                trial_phasing(&pass, profile, &ascent, catch_up, &phasing, &end, &plan->contact);
        }
        if (status < 0) {
            return status;
        }
        if (fabs(end.plane_node) < 1e-6 && fabs(end.plane_inc) < 1e-6) {
            break;
        }
        pass.node_lead -= end.plane_node;
        pass.inc_lead -= end.plane_inc;
        about = ascent.liftoff;
    }
    const double need =
        phasing.total_m_s + APPROACH_M_S + RESERVE_M_S + req->mission->ret.deorbit_m_s;
    if (need > ship_velocity(&req->mission->spacecraft)) {
        return KURS_ERR_NO_SOLUTION;
    }
    plan->open = 1;
    plan->ascent = ascent;
    plan->profile = index;
    plan->catch_up = catch_up;
    plan->node_lead = pass.node_lead;
    plan->insertion = kurs_tai_add(ascent.liftoff, req->ascent->insertion_s);
    return phase_at(req, ascent.liftoff, &plan->phase);
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

/* The catch-up angle of a phase that a profile takes, with whole turns; NaN where there is none. */
static double catch_up_in(const kurs_profile *profile, double phase)
{
    for (int turn = 0; turn <= 1; turn++) {
        const double angle = phase + turn * 2.0 * KURS_PI;
        if (angle >= profile->catch_up_min && angle <= profile->catch_up_max) {
            return angle;
        }
    }
    return NAN;
}

static void try_pass(const kurs_launch_request *req, kurs_tai liftoff, double phase,
                     kurs_launch_plan *plan)
{
    char reason[KURS_EVENT_TEXT_SIZE];
    for (int i = 0; i < req->mission->profile_count && !plan->open; i++) {
        const kurs_profile *profile = &req->mission->profiles[i];
        const double catch_up = catch_up_in(profile, phase);
        if (isnan(catch_up)) {
            snprintf(reason, sizeof reason,
                     "station %+.1f deg ahead of the pad; this profile takes %.1f to %.1f deg",
                     phase / KURS_DEG, profile->catch_up_min / KURS_DEG,
                     profile->catch_up_max / KURS_DEG);
            add_closed(plan, liftoff, profile->orbits, phase, reason);
            continue;
        }
        kurs_launch_plan trial = *plan;
        const kurs_status status = try_profile(req, i, liftoff, catch_up, &trial);
        if (status >= 0) {
            *plan = trial;
        } else {
            snprintf(reason, sizeof reason, "%.1f deg to catch up: no burn plan (%s)",
                     catch_up / KURS_DEG, kurs_status_text(status));
            add_closed(plan, liftoff, profile->orbits, catch_up, reason);
        }
    }
}

kurs_status kurs_plan_launch(const kurs_launch_request *request, kurs_launch_plan *plan)
{
    const double step = 1800.0, span = kurs_tai_diff(request->to, request->from);
    launch_pass pass = {.req = request, .origin = request->from};
    kurs_launch_plan found = {0};
    double before = pad_over_plane(0.0, &pass);
    for (double t = 0.0; t < span && !found.open; t += step) {
        const double next = fmin(t + step, span);
        const double after = pad_over_plane(next, &pass);
        if (isnan(before) || isnan(after)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (before > 0.0 && after <= 0.0) {
            double dt, phase;
            kurs_status status = kurs_root(pad_over_plane, &pass, t, next, 1e-3, &dt);
            const kurs_tai liftoff = kurs_tai_add(request->from, dt);
            if (status >= 0) {
                status = phase_at(request, liftoff, &phase);
            }
            if (status < 0) {
                return status;
            }
            try_pass(request, liftoff, phase, &found);
        }
        before = after;
    }
    *plan = found;
    return KURS_OK;
}
