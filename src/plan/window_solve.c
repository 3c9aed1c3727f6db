/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An opportunity by the full force model: its contact and its kind of plan stand; lift-off and
 * burns are solved until the ship's plane at the last large burn is the station's.
 */
#include "plan/phasing.h"
#include "plan/window_parts.h"

#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "math/math.h"

#define ROUNDS 12
#define SAME_NODE 1e-6 /* [rad] 7 m at contact */

/* An opportunity under solution. */
typedef struct solution {
    const kurs_window_pad *pad;
    const kurs_window_opportunity *opportunity; /* in closed form */
    const kurs_profile *profile;
    double t, node_lead, catch_up; /* lift-off */
    kurs_ascent_plan ascent;
    kurs_scene scene;
    kurs_phasing_request ask;
    kurs_phasing_plan phasing;
    kurs_phasing_end end;
} solution;

/* State at spacecraft separation if the ascent goes by its plan. */
static kurs_status expected_insertion(const kurs_window_request *req, const kurs_ascent_plan *plan,
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

static kurs_status make_ascent_plan(solution *s)
{
    const kurs_window_pad *pad = s->pad;
    const kurs_window_request *req = pad->req;
    const kurs_tai liftoff = kurs_tai_add(pad->earth.t_ref, s->t);
    kurs_mean_orbit mean;
    const kurs_status status =
        kurs_sgp4_mean(pad->station, kurs_tai_add(liftoff, req->ascent->insertion_s), &mean);
    if (status < 0) {
        return status;
    }
    return kurs_ascent_plan_make(&req->mission->rocket, req->ascent, &req->mission->site, liftoff,
                                 mean.node + s->node_lead, pad->inc_mean, &s->ascent);
}

/* 1 where the plan in closed form goes without the first burn. */
static int goes_without_first(const kurs_window_opportunity *opportunity,
                              const kurs_profile *profile)
{
    return profile->phasing_orbits[0] == 0 && isnan(profile->coelliptic_s) &&
           (opportunity->burn_count == 0 || strcmp(opportunity->burns[0].id, "dv1") != 0);
}

static kurs_status plan_phasing(solution *s)
{
    const kurs_window_request *req = s->pad->req;
    const kurs_mission *mission = req->mission;
    const kurs_tai contact = s->opportunity->contact;
    kurs_scene_point start = {.mass_kg = mission->spacecraft.mass_kg};
    kurs_status status = kurs_scene_init(&s->scene, s->pad->station, &mission->spacecraft,
                                         s->ascent.liftoff, contact);
    if (status >= 0) {
        status = expected_insertion(req, &s->ascent, &start.s_gcrf);
    }
    if (status < 0) {
        return status;
    }
    start.t = kurs_scene_time(&s->scene, kurs_tai_add(s->ascent.liftoff, req->ascent->insertion_s));
    s->ask = (kurs_phasing_request){
        .scene = &s->scene,
        .profile = s->profile,
        .liftoff = s->ascent.liftoff,
        .start = start,
        .catch_up = kurs_catch_up_at_insertion(s->pad->station, req->ascent, s->catch_up),
        .approach_s = req->approach_s,
        .t_contact = kurs_scene_time(&s->scene, contact),
        .no_first = goes_without_first(s->opportunity, s->profile),
        .radius_off_m = s->end.radius_off_m,
    };
    return kurs_plan_phasing(&s->ask, &s->phasing, &s->end);
}

/* Moves the node lead until the two planes are one at the last large burn. */
static kurs_status meet_plane(solution *s)
{
    for (int round = 0; round < ROUNDS; round++) {
        double phase;
        kurs_status status = kurs_window_liftoff(s->pad, s->t, s->node_lead, &s->t);
        if (status >= 0) {
            status = kurs_window_phase(s->pad, s->t, &phase);
        }
        if (status >= 0) {
            s->catch_up += kurs_wrap_pi(phase - s->catch_up);
            status = make_ascent_plan(s);
        }
        if (status >= 0) {
            status = plan_phasing(s);
        }
        if (status < 0) {
            return status;
        }
        if (fabs(s->end.plane_node) < SAME_NODE) {
            return KURS_OK;
        }
        s->node_lead -= s->end.plane_node;
    }
    return KURS_ERR_NO_CONVERGENCE;
}

/* A burn with its range, the ship flown up to it and over it. */
static kurs_status add_burn(const solution *s, const kurs_planned_burn *burn, kurs_scene_point *p,
                            kurs_window_opportunity *out)
{
    const kurs_spacecraft *ship = s->scene.ship;
    const kurs_thrust_arc arc = kurs_scene_arc(&s->scene, burn, p->mass_kg);
    const double dead = burn->thrusters ? 0.0 : ship->main_dead_time_s;
    const double ignition = arc.t_on - dead;
    kurs_state station;
    kurs_status status = kurs_scene_fly(&s->scene, p, fmax(ignition, p->t), NULL);
    if (status >= 0) {
        status = kurs_scene_station(&s->scene, ignition, &station);
    }
    if (status < 0) {
        return status;
    }
    kurs_window_burn *made = &out->burns[out->burn_count++];
    *made = (kurs_window_burn){.ignition = kurs_tai_add(s->scene.epoch, ignition),
                               .dv_m_s = v3_norm(burn->dv_gcrf_m_s),
                               .duration_s = arc.t_off - ignition,
                               .range_m = v3_norm(v3_sub(p->s_gcrf.r, station.r))};
    snprintf(made->id, sizeof made->id, "%s", burn->id);
    snprintf(made->engine, sizeof made->engine, "%s",
             burn->thrusters ? ship->thruster.id : ship->main.id);
    return kurs_scene_fly_over(&s->scene, p, burn);
}

static kurs_status add_burns(const solution *s, kurs_window_opportunity *out)
{
    kurs_scene_point p = s->ask.start;
    kurs_status status = KURS_OK;
    out->burn_count = 0;
    for (int i = 0; i < s->phasing.count && status >= 0; i++) {
        status = add_burn(s, &s->phasing.burns[i], &p, out);
    }
    if (status >= 0) {
        kurs_window_brakes(s->pad->req->mission, s->end.rate, s->end.relative_rtn,
                           s->phasing.arrival, p.mass_kg, out);
    }
    return status;
}

static kurs_status describe(const solution *s, kurs_window_opportunity *out)
{
    const kurs_mission *mission = s->pad->req->mission;
    const double contact_s = kurs_tai_diff(out->contact, s->pad->earth.t_ref);
    out->catch_up = s->catch_up;
    out->node_lead = s->node_lead;
    out->full_model = 1;
    out->reserve_m_s =
        kurs_window_tanks(&mission->spacecraft) -
        kurs_window_need(mission, s->profile, s->phasing.total_m_s, s->opportunity->deviations_m_s);
    const kurs_status status = add_burns(s, out);
    out->delta_v_m_s = kurs_window_burns_sum(out);
    if (status < 0) {
        return status;
    }
    const int told = out->caveat_count; /* those of the closed form, some of which it alone knows */
    const kurs_status described = kurs_window_describe(s->pad, s->t, contact_s, out);
    out->caveat_count = told;
    return described;
}

static void close_pass(const solution *s, kurs_window_pass *pass, const char *reason)
{
    pass->open = 0;
    if (pass->closed_count < KURS_MAX_PROFILES) {
        kurs_closed_pass *closed = &pass->closed[pass->closed_count++];
        *closed = (kurs_closed_pass){.liftoff = pass->opportunity.liftoff,
                                     .orbits = s->profile->orbits,
                                     .catch_up = s->catch_up};
        snprintf(closed->reason, sizeof closed->reason, "%s", reason);
    }
}

static void fill_plan(const solution *s, const kurs_window_pass *pass, kurs_launch_plan *plan)
{
    const kurs_window_opportunity *o = &pass->opportunity;
    plan->open = 1;
    plan->ascent = s->ascent;
    plan->profile = o->profile;
    plan->set = pass->set;
    plan->phase = o->phase;
    plan->catch_up = o->catch_up;
    plan->node_lead = o->node_lead;
    plan->insertion = o->insertion;
    plan->contact = o->contact;
    plan->no_first_burn = s->ask.no_first;
}

kurs_status kurs_window_solve(const kurs_window_request *request, kurs_window_pass *pass,
                              kurs_launch_plan *plan)
{
    kurs_window_opportunity out = pass->opportunity;
    kurs_window_pad pad;
    if (!pass->open || out.profile < 0 || out.profile >= request->mission->profile_count) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = kurs_window_pad_init(&pad, request, out.liftoff);
    if (status < 0) {
        return status;
    }
    const kurs_status caveat = status;
    pad.set = pass->set;
    pad.station = &request->station->sets[pass->set];
    solution s = {.pad = &pad,
                  .opportunity = &pass->opportunity,
                  .profile = &request->mission->profiles[out.profile],
                  .node_lead = out.node_lead,
                  .catch_up = out.catch_up};
    char reason[KURS_EVENT_TEXT_SIZE];
    status = meet_plane(&s);
    if (status >= 0) {
        status = describe(&s, &out);
    }
    if (status < 0) {
        snprintf(reason, sizeof reason, "%.1f deg to catch up, but no burn plan: %s",
                 s.catch_up / KURS_DEG, kurs_status_text(status));
        close_pass(&s, pass, reason);
        return KURS_OK;
    }
    if (out.reserve_m_s < 0.0) {
        const double have = kurs_window_tanks(&request->mission->spacecraft);
        snprintf(reason, sizeof reason,
                 "%.1f deg to catch up, but %.0f m/s are needed with the return and a reserve, and "
                 "the tanks hold %.0f m/s",
                 s.catch_up / KURS_DEG, have - out.reserve_m_s, have);
        close_pass(&s, pass, reason);
        return KURS_OK;
    }
    pass->opportunity = out;
    pass->about = out.liftoff;
    if (plan) {
        fill_plan(&s, pass, plan);
    }
    return caveat;
}
