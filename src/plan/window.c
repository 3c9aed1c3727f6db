/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passes of the pad through the plane of insertion, each planned in closed form. The pad must
 * stand in the osculating plane of insertion one lead (a result of the simulated ascent) after
 * lift-off; that plane leads the station's by what the lower orbits' nodes will go farther until
 * the last large burn, so that there the two planes are one.
 */
#include "kurs/window.h"

#include "plan/window_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "kurs/sky.h"
#include "math/math.h"

#define HALF_HOUR_S 1800.0 /* lift-offs of one pass are nearer than this */
#define LOWEST_STATION_M 120e3
#define OLD_S (3.0 * 86400.0)

typedef kurs_window_trial window_trial;

/* ---- one profile on one pass ----------------------------------------------------------------- */

double kurs_window_tanks(const kurs_spacecraft *ship)
{
    return KURS_G0 * ship->main.isp_vac_s *
           log(ship->mass_kg / (ship->mass_kg - ship->propellant_kg));
}

double kurs_deorbit_need(const kurs_mission *mission)
{
    const double own = mission->spacecraft.deorbit_m_s;
    return own > 0.0 ? own : mission->ret.deorbit_m_s;
}

double kurs_window_need(const kurs_mission *mission, const kurs_profile *profile, double burns_m_s,
                        double deviations_m_s)
{
    return burns_m_s + profile->approach_m_s + profile->second_approach_m_s +
           profile->deviations_m_s + deviations_m_s + profile->attitude_m_s +
           kurs_deorbit_need(mission) + mission->ret.separation_burn_m_s;
}

double kurs_window_burns_sum(const kurs_window_opportunity *opportunity)
{
    double sum = 0.0;
    for (int i = 0; i < opportunity->burn_count; i++) {
        sum += opportunity->burns[i].dv_m_s;
    }
    return sum;
}

static void close_trial(window_trial *trial, kurs_status status)
{
    const double at_liftoff = trial->catch_up - trial->ask.catch_up;
    const double degrees = trial->catch_up / KURS_DEG;
    const double least = (trial->plan.catch_least + at_liftoff) / KURS_DEG;
    const double most = (trial->plan.catch_most + at_liftoff) / KURS_DEG;
    const int outside = degrees < least || degrees > most;
    if (least > most) { /* the lowest orbit that lasts is over the highest that stays clear */
        trial->off = KURS_PI;
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up, but between the air and the station there is no room for "
                 "its phasing orbit",
                 degrees);
    } else if ((status == KURS_ERR_NO_SOLUTION && !isnan(least)) || outside) {
        trial->off = fmax(least - degrees, degrees - most) * KURS_DEG;
        char turn[40] = "";
        if (degrees < least && most > 180.0) {
            snprintf(turn, sizeof turn, ", or about %.0f with a turn more", degrees + 360.0);
        }
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up%s; this profile takes %.1f to %.1f deg from here", degrees,
                 turn, least, most);
    } else {
        trial->off = KURS_PI;
        snprintf(trial->reason, sizeof trial->reason, "%.1f deg to catch up, but no burn plan: %s",
                 degrees, kurs_status_text(status));
    }
}

static double needed(const window_trial *trial)
{
    return kurs_window_need(trial->pad->req->mission, trial->profile, trial->plan.total_m_s,
                            trial->deviations_m_s);
}

/* Settles a trial; where its first burn was left out and the tanks do not hold that, it is made. */
static kurs_status settle(window_trial *trial, double about)
{
    const window_trial before = *trial;
    const kurs_status status = kurs_window_settle(trial, about);
    if (status < 0 || !trial->ask.no_first ||
        needed(trial) <= kurs_window_tanks(&trial->pad->req->mission->spacecraft)) {
        return status;
    }
    window_trial with = before;
    with.keep_first = 1;
    if (kurs_window_settle(&with, about) >= 0 && needed(&with) < needed(trial)) {
        *trial = with;
    }
    return status;
}

/* Tries a profile with some turns; a reason stands where it is closed. */
static kurs_status try_turns(window_trial *trial, double about)
{
    const kurs_window_request *req = trial->pad->req;
    kurs_status status = settle(trial, about);
    if (status == KURS_ERR_NO_SOLUTION || status == KURS_ERR_NO_CONVERGENCE) {
        close_trial(trial, status);
        return KURS_OK;
    }
    if (status < 0) {
        return status;
    }
    const double degrees = trial->catch_up / KURS_DEG;
    const double have = kurs_window_tanks(&req->mission->spacecraft);
    const double need = needed(trial);
    if (need > have) {
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up, but %.0f m/s are needed with the return and a reserve, and "
                 "the tanks hold %.0f m/s",
                 degrees, need, have);
    } else if (kurs_tai_diff(kurs_tai_add(trial->pad->earth.t_ref, trial->t), req->ready) < 0.0) {
        snprintf(trial->reason, sizeof trial->reason,
                 "%.1f deg to catch up, but the rocket is not ready again so soon", degrees);
    } else {
        trial->open = 1;
    }
    return KURS_OK;
}

/* ---- what is told of an opportunity ---------------------------------------------------------- */

void kurs_window_caveat(kurs_window_opportunity *out, const char *format, ...)
{
    if (out->caveat_count < KURS_WINDOW_CAVEATS) {
        va_list args;
        va_start(args, format);
        vsnprintf(out->caveats[out->caveat_count++], KURS_WINDOW_CAVEAT_SIZE, format, args);
        va_end(args);
    }
}

static void tell_age(const kurs_window_pad *pad, kurs_tai liftoff, kurs_window_opportunity *out)
{
    /* of the data: a set that begins at a burn is no younger than the one before it */
    const double age = kurs_tai_diff(liftoff, pad->req->station->data[pad->set]);
    if (fabs(age) > OLD_S) {
        kurs_window_caveat(out, "station orbit from elements %.1f days %s", fabs(age) / 86400.0,
                           age > 0.0 ? "old" : "later, taken back");
    }
}

kurs_status kurs_window_describe(const kurs_window_pad *pad, double t_liftoff, double t_contact,
                                 kurs_window_opportunity *out)
{
    const kurs_window_request *req = pad->req;
    const kurs_profile *profile = &req->mission->profiles[out->profile];
    kurs_state at_liftoff, at_contact;
    out->liftoff = kurs_tai_add(pad->earth.t_ref, t_liftoff);
    out->insertion = kurs_tai_add(out->liftoff, req->ascent->insertion_s);
    out->contact = kurs_tai_add(pad->earth.t_ref, t_contact);
    out->contact_earliest = kurs_tai_add(out->contact, -profile->contact_early_s);
    out->contact_latest = kurs_tai_add(out->contact, profile->contact_late_s);
    /* at lift-off the station is on the orbit before its burns on the way */
    kurs_window_pad now = *pad;
    now.set = kurs_ephemeris_nearest(req->station, out->liftoff);
    now.station = &req->station->sets[now.set];
    kurs_status status = kurs_window_phase(&now, t_liftoff, &out->phase);
    if (status >= 0) {
        status = kurs_sgp4_state(now.station, out->liftoff, &at_liftoff);
    }
    if (status >= 0) {
        status = kurs_sgp4_state(pad->station, out->contact, &at_contact);
    }
    if (status < 0) {
        return status;
    }
    const kurs_vec3 sun = v3_scale(KURS_AU, kurs_window_sun(out->liftoff));
    const kurs_plane plane = kurs_plane_from_normal(v3_unit(v3_cross(at_liftoff.r, at_liftoff.v)));
    const double lat = kurs_site_lat_geocentric(&req->mission->site);
    const double east = pad->right_ascension + KURS_EARTH_OMEGA * t_liftoff - plane.node;
    const double beyond = asin(kurs_clamp(tan(lat) / tan(plane.inc), -1.0, 1.0));
    out->pad_to_plane_s = kurs_wrap_pi(beyond - east) / KURS_EARTH_OMEGA;
    out->beta = kurs_beta_angle(at_liftoff, sun);
    const kurs_vec3 up =
        kurs_v3_rotate(pad->pad_teme, v3(0.0, 0.0, 1.0), KURS_EARTH_OMEGA * t_liftoff);
    out->sunlit_liftoff = v3_dot(up, sun) > 0.0;
    out->sunlit_contact =
        kurs_sunlight(at_contact.r, v3_scale(KURS_AU, kurs_window_sun(out->contact))) > 0.5;
    tell_age(pad, out->liftoff, out);
    if (req->mission->spacecraft.seats > 0 && !isnan(profile->crew_catch_up_min) &&
        (out->catch_up < profile->crew_catch_up_min ||
         out->catch_up > profile->crew_catch_up_max)) {
        kurs_window_caveat(out, "%.1f deg to catch up: crews are planned for %.0f to %.0f deg",
                           out->catch_up / KURS_DEG, profile->crew_catch_up_min / KURS_DEG,
                           profile->crew_catch_up_max / KURS_DEG);
    }
    return KURS_OK;
}

static void add_burn(const kurs_window_pad *pad, const kurs_mean_burn *burn,
                     kurs_window_opportunity *out)
{
    const kurs_spacecraft *ship = &pad->req->mission->spacecraft;
    if (out->burn_count >= KURS_WINDOW_BURNS) {
        return;
    }
    kurs_window_burn *made = &out->burns[out->burn_count++];
    *made = (kurs_window_burn){.ignition = kurs_tai_add(pad->earth.t_ref, burn->ignition),
                               .dv_m_s = hypot(burn->dvr, burn->dvt),
                               .duration_s = burn->duration_s,
                               .range_m = burn->range_m};
    snprintf(made->id, sizeof made->id, "%s", burn->id);
    snprintf(made->engine, sizeof made->engine, "%s",
             burn->thrusters ? ship->thruster.id : ship->main.id);
}

static kurs_status make_opportunity(const window_trial *trial, int profile,
                                    kurs_window_opportunity *out)
{
    const kurs_window_pad *pad = trial->pad;
    const kurs_mission *mission = pad->req->mission;
    const kurs_mean_phasing *plan = &trial->plan;
    kurs_mean_orbit mean;
    kurs_status status =
        kurs_sgp4_mean(pad->station, kurs_tai_add(pad->earth.t_ref, plan->t_b), &mean);
    if (status < 0) {
        return status;
    }
    *out = (kurs_window_opportunity){
        .profile = profile,
        .orbits = trial->profile->orbits,
        .catch_up = trial->catch_up,
        .node_lead = trial->node_lead,
        .deviations_m_s = trial->deviations_m_s,
        .reserve_m_s = kurs_window_tanks(&mission->spacecraft) - needed(trial),
    };
    for (int i = 0; i < plan->count; i++) {
        add_burn(pad, &plan->burns[i], out);
    }
    const double n = mean.mean_motion;
    const kurs_vec3 r = v3(-trial->profile->last_below_m, -trial->profile->last_behind_m, 0.0);
    const kurs_state rel = {r, v3(plan->arrival_vr + n * r.y, plan->arrival_vt - n * r.x, 0.0)};
    kurs_window_brakes(mission, n, rel, kurs_tai_add(pad->earth.t_ref, plan->t_b), plan->mass_kg,
                       out);
    out->delta_v_m_s = kurs_window_burns_sum(out);
    status = kurs_window_describe(pad, trial->t, trial->ask.t_contact, out);
    if (!trial->contact.seen && strcmp(trial->profile->contact_by, "sight") == 0) {
        kurs_window_caveat(out, "contact out of sight of the ground stations");
    }
    return status;
}

/* ---- passes ---------------------------------------------------------------------------------- */

static void add_closed(kurs_window_pass *pass, const window_trial *trial)
{
    pass->about = kurs_tai_add(trial->pad->earth.t_ref, trial->t);
    if (pass->closed_count < KURS_MAX_PROFILES) {
        kurs_closed_pass *closed = &pass->closed[pass->closed_count++];
        *closed = (kurs_closed_pass){
            .liftoff = pass->about, .orbits = trial->profile->orbits, .catch_up = trial->catch_up};
        snprintf(closed->reason, sizeof closed->reason, "%s", trial->reason);
    }
}

/* One profile on a pass, without and with a full turn more to catch up; where it is closed, the
 * angle that comes nearer is told. */
static kurs_status try_profile(const kurs_window_pad *pad, int index, double about, double phase,
                               kurs_window_pass *pass)
{
    /* the ship flies to where the station stands after its burns on the way */
    const kurs_profile *profile = &pad->req->mission->profiles[index];
    const kurs_tai liftoff = kurs_tai_add(pad->earth.t_ref, about);
    const double way_s = 0.5 * (profile->contact_min_s + profile->contact_max_s);
    kurs_window_pad met = *pad;
    window_trial trials[2];
    met.set = kurs_ephemeris_meeting(pad->req->station, liftoff, kurs_tai_add(liftoff, way_s));
    met.station = &pad->req->station->sets[met.set];
    if (met.set != pad->set) {
        const kurs_status status = kurs_window_phase(&met, about, &phase);
        if (status < 0) {
            return status;
        }
    }
    for (int turns = 0; turns <= 1; turns++) {
        window_trial *now = &trials[turns];
        *now = (window_trial){
            .pad = &met, .profile = profile, .t = about, .catch_up = phase + 2.0 * KURS_PI * turns};
        const kurs_status status = try_turns(now, about);
        if (status < 0) {
            return status;
        }
        if (now->open) {
            pass->open = 1;
            pass->set = met.set;
            pass->about = kurs_tai_add(pad->earth.t_ref, now->t);
            const kurs_status made = make_opportunity(now, index, &pass->opportunity);
            if (met.set != pad->set) {
                kurs_window_caveat(&pass->opportunity,
                                   "the station burns on the way: what is to gain is to its orbit "
                                   "after that");
            }
            return made;
        }
    }
    add_closed(pass, &trials[trials[1].off < trials[0].off]);
    return KURS_OK;
}

static kurs_status try_pass(const kurs_window_pad *pad, double about, kurs_window_pass *pass)
{
    const kurs_mission *mission = pad->req->mission;
    kurs_mean_orbit mean;
    double phase;
    const kurs_tai t = kurs_tai_add(pad->earth.t_ref, about);
    kurs_status status = kurs_sgp4_mean(pad->station, t, &mean);
    if (status >= 0) {
        status = kurs_window_phase(pad, about, &phase);
    }
    if (status < 0) {
        return status;
    }
    *pass = (kurs_window_pass){.about = t, .set = pad->set};
    if (mean.a * (1.0 - mean.ecc) < KURS_EGM_RADIUS + LOWEST_STATION_M) {
        pass->closed_count = 1;
        pass->closed[0] = (kurs_closed_pass){.liftoff = t, .catch_up = phase};
        snprintf(pass->closed[0].reason, sizeof pass->closed[0].reason,
                 "the station's orbit comes down to %.0f km: no orbit to fly to",
                 (mean.a * (1.0 - mean.ecc) - KURS_EGM_RADIUS) / 1e3);
        return KURS_OK;
    }
    for (int i = 0; i < mission->profile_count && !pass->open && status >= 0; i++) {
        if (pad->req->orbits == 0 || mission->profiles[i].orbits == pad->req->orbits) {
            status = try_profile(pad, i, about, phase, pass);
        }
    }
    return status;
}

/* The first lift-off after t into the station's own plane, about. */
static kurs_status next_pass(const kurs_window_pad *pad, double t, double *about)
{
    kurs_mean_orbit mean;
    const kurs_status status =
        kurs_sgp4_mean(pad->station, kurs_tai_add(pad->earth.t_ref, t), &mean);
    if (status < 0) {
        return status;
    }
    const double day = 2.0 * KURS_PI / (KURS_EARTH_OMEGA - mean.node_rate);
    double wait = (kurs_window_lead(pad, t, mean.node) - pad->req->ascent->lead_s) *
                  KURS_EARTH_OMEGA / (KURS_EARTH_OMEGA - mean.node_rate);
    wait -= day * floor(wait / day);
    *about = t + wait;
    return KURS_OK;
}

kurs_status kurs_window_next(const kurs_window_request *request, kurs_tai from,
                             kurs_window_pass *pass)
{
    const kurs_tai first = kurs_tai_diff(from, request->from) < 0.0 ? request->from : from;
    /* the plane of insertion is met up to half an hour after the station's own */
    kurs_tai t = kurs_tai_add(first, -HALF_HOUR_S);
    for (int i = 0; i < 3 && kurs_tai_diff(t, request->to) < 0.0; i++) {
        kurs_window_pad pad;
        kurs_window_pass found;
        double about;
        kurs_status status = kurs_window_pad_init(&pad, request, t);
        const kurs_status caveat = status;
        if (status >= 0) {
            status = next_pass(&pad, 0.0, &about);
        }
        if (status >= 0 && kurs_tai_diff(kurs_tai_add(t, about), request->to) < 0.0) {
            const int set = kurs_ephemeris_nearest(request->station, kurs_tai_add(t, about));
            pad.set = set;
            pad.station = &request->station->sets[set];
            status = try_pass(&pad, about, &found);
        } else if (status >= 0) {
            return KURS_ERR_NOT_FOUND;
        }
        if (status < 0) {
            return status;
        }
        if (kurs_tai_diff(found.about, first) >= 0.0) {
            if (kurs_tai_diff(found.about, request->to) >= 0.0) {
                return KURS_ERR_NOT_FOUND;
            }
            *pass = found;
            return caveat;
        }
        t = kurs_tai_add(t, about + HALF_HOUR_S);
    }
    return KURS_ERR_NOT_FOUND;
}
