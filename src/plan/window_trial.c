/* SPDX-License-Identifier: Apache-2.0 */
/* One profile on one pass in closed form: lift-off, catch-up, contact and burns that fit each
 * other. */
#include "plan/window_parts.h"

#include "kurs/env.h"
#include "math/math.h"

#define ROUNDS 12
#define SAME_NODE 1e-7           /* [rad] */
#define HOPELESS (0.5 * KURS_PI) /* [rad] no other contact makes up for that */

/* Mean flight at insertion. */
static kurs_mean_flight insertion_of(const kurs_window_trial *trial)
{
    const kurs_window_pad *pad = trial->pad;
    const kurs_mean_flight like = {
        .t = trial->t + pad->req->ascent->insertion_s,
        .inc = pad->inc_mean,
        .b_m2_kg = pad->req->mission->spacecraft.cd_area_m2 / pad->req->mission->spacecraft.mass_kg,
    };
    return kurs_mean_from_state(&like,
                                (kurs_plane_state){pad->r_m, pad->u_insertion, 0.0, pad->v_m_s});
}

static kurs_status plan_once(kurs_window_trial *trial, double t_contact, int no_first)
{
    const kurs_window_request *req = trial->pad->req;
    trial->ask = (kurs_mean_phasing_request){
        .profile = trial->profile,
        .ship = &req->mission->spacecraft,
        .station = trial->pad->station,
        .epoch = trial->pad->earth.t_ref,
        .t_liftoff = trial->t,
        .start = insertion_of(trial),
        .mass_kg = req->mission->spacecraft.mass_kg,
        .catch_up = kurs_catch_up_at_insertion(trial->pad->station, req->ascent, trial->catch_up),
        .node_lead = trial->node_lead,
        .t_contact = t_contact,
        .approach_s = req->approach_s,
        .no_first = no_first,
        .r_guess = trial->plan.r_phasing,
    };
    return kurs_mean_phasing_plan(&trial->ask, &trial->plan);
}

/* Chooses contact and first burn: the nominal contact, or the first one in sight where that spares
 * the burn. */
static kurs_status choose_contact(kurs_window_trial *trial)
{
    kurs_window_contact *contact = &trial->contact;
    const kurs_profile *profile = trial->profile;
    kurs_status status =
        plan_once(trial, trial->t + 0.5 * (profile->contact_min_s + profile->contact_max_s), 0);
    const double off = fmax(trial->plan.catch_least - trial->ask.catch_up,
                            trial->ask.catch_up - trial->plan.catch_most);
    if (status == KURS_ERR_NO_SOLUTION && off > HOPELESS) {
        return status;
    }
    status = kurs_window_contact_at(trial->pad, trial->profile, trial->t, contact);
    if (status < 0) {
        return status;
    }
    status = plan_once(trial, contact->nominal, 0);
    if (trial->keep_first || !(contact->first < contact->nominal) ||
        (status >= 0 && trial->plan.first_m_s == 0.0)) {
        return status;
    }
    const kurs_mean_phasing_request ask = trial->ask;
    const kurs_mean_phasing with = trial->plan;
    const kurs_status without = plan_once(trial, contact->first, 1);
    if (without >= 0 && (status < 0 || trial->plan.total_m_s <=
                                           with.total_m_s + trial->profile->first_burn_saves_m_s)) {
        contact->nominal = contact->first;
        return without;
    }
    trial->ask = ask;
    trial->plan = with;
    return status;
}

/* What the plan costs more with the ship off its place along the orbit by the profile's deviation,
 * the dearer side of both; the contact stands, the first burn is free to be made. */
static double deviation_cost(const kurs_window_trial *trial)
{
    double worst = 0.0;
    for (int side = -1; side <= 1 && trial->profile->phase_deviation > 0.0; side += 2) {
        double least = INFINITY;
        for (int no_first = 0; no_first <= trial->ask.no_first; no_first++) {
            kurs_mean_phasing_request ask = trial->ask;
            kurs_mean_phasing plan;
            ask.start.argument -= side * trial->profile->phase_deviation;
            ask.catch_up += side * trial->profile->phase_deviation;
            ask.no_first = no_first;
            if (kurs_mean_phasing_plan(&ask, &plan) >= 0) {
                least = fmin(least, plan.total_m_s);
            }
        }
        worst = fmax(worst, least - trial->plan.total_m_s);
    }
    return worst;
}

kurs_status kurs_window_settle(kurs_window_trial *trial, double about)
{
    kurs_mean_orbit mean;
    double phase;
    kurs_status status =
        kurs_sgp4_mean(trial->pad->station, kurs_tai_add(trial->pad->earth.t_ref, about), &mean);
    if (status < 0) {
        return status;
    }
    trial->t = about;
    /* precession and catch-up both go with the difference of the semi-major axes */
    trial->node_lead =
        7.0 / 3.0 * -mean.node_rate / mean.mean_motion *
        kurs_catch_up_at_insertion(trial->pad->station, trial->pad->req->ascent, trial->catch_up);
    for (int round = 0; round < ROUNDS; round++) {
        status = kurs_window_liftoff(trial->pad, trial->t, trial->node_lead, &trial->t);
        if (status >= 0) {
            status = kurs_window_phase(trial->pad, trial->t, &phase);
        }
        if (status < 0) {
            return status;
        }
        trial->catch_up += kurs_wrap_pi(phase - trial->catch_up);
        status = round == 0 ? choose_contact(trial)
                            : plan_once(trial, trial->ask.t_contact, trial->ask.no_first);
        if (status < 0) {
            return status;
        }
        const double change = -trial->plan.node_gain - trial->node_lead;
        if (fabs(change) < SAME_NODE) {
            trial->deviations_m_s = deviation_cost(trial);
            return KURS_OK;
        }
        trial->node_lead += change;
    }
    return KURS_ERR_NO_CONVERGENCE;
}
