/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/reboost.h"

#include <stdio.h>

#include "math/math.h"
#include "plan/plan.h"
#include "plan/reboost_parts.h"

#define DAY_S 86400.0
#define BACKUP_DAYS 2
#define ORBITS 2
#define DV_MAX_M_S 3.0
#define MARGIN (0.5 * KURS_DEG)

/* ---- the search ---- */

static void keep(kurs_reboost_candidate *best, int *count, const kurs_reboost_candidate *c)
{
    if (*count == KURS_REBOOST_PLANS && !kurs_reboost_before(c, &best[KURS_REBOOST_PLANS - 1])) {
        return;
    }
    *count += *count < KURS_REBOOST_PLANS;
    int at = *count - 1;
    while (at > 0 && kurs_reboost_before(c, &best[at - 1])) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = *c;
}

/* The day's burn of a sign: both dates if they can be had, else the wished one. */
static kurs_status search_day(const kurs_reboost_work *work, kurs_tai noon, double sign,
                              kurs_reboost_candidate *best, int *count, kurs_reboost_tally *sum)
{
    const kurs_ephemeris *eph = work->req->window->station;
    kurs_reboost_trial t = {
        .work = work, .worst = *count == KURS_REBOOST_PLANS ? &best[KURS_REBOOST_PLANS - 1] : NULL};
    kurs_reboost_candidate c;
    int found = 0;
    /* where none is needed for the wished date, only the backup is worth a burn */
    const int least = *count > 0 && best[*count - 1].size == 0.0;
    const kurs_sgp4 *set = &eph->sets[kurs_ephemeris_nearest(eph, noon)];
    kurs_status status = kurs_manoeuvre_apsis(set, noon, sign > 0.0, &t.t);
    if (status >= 0 && kurs_tai_diff(t.t, work->wished.pass) >= 0.0) {
        return KURS_OK;
    }
    if (status >= 0) {
        status = kurs_reboost_slopes(&t);
    }
    if (status < 0) {
        return status;
    }
    const double won = t.slope > 0.0 ? sign : -sign;
    sum->tried++;
    for (int both = 1; both >= least && !found && status >= 0; both--) {
        status = kurs_reboost_find_burn(&t, won, both, &c, sum, &found);
    }
    if (status >= 0 && found) {
        keep(best, count, &c);
    }
    return status;
}

static kurs_status search_all(const kurs_reboost_work *work, kurs_reboost_candidate *best,
                              int *count, kurs_reboost_tally *sum)
{
    const kurs_reboost_request *req = work->req;
    const kurs_reboost_candidate none = {.burn = kurs_reboost_along(req->burn_from, 0.0)};
    kurs_reboost_candidate c = none;
    int open;
    kurs_status status = kurs_reboost_verify(work, none.burn, &open);
    if (status >= 0 && open > 0) {
        kurs_return_plan landing;
        c.both = open == 2;
        const kurs_status landed =
            req->landing ? kurs_reboost_land(work, none.burn, &landing) : KURS_OK;
        if (landed >= 0) {
            keep(best, count, &c);
        } else if (landed != KURS_ERR_NO_SOLUTION) {
            return landed;
        }
    }
    const double days = kurs_tai_diff(req->burn_to, req->burn_from) / DAY_S;
    const int done = *count > 0 && best[0].both;
    for (int day = 0; day <= days && !done && status >= 0; day++) {
        const kurs_tai noon = kurs_tai_add(req->burn_from, (day + 0.5) * DAY_S);
        for (int sign = 1; sign >= -1 && status >= 0; sign -= 2) {
            const int stop = req->stop && req->stop(req->stop_ctx);
            status = stop ? KURS_ERR_STOPPED : search_day(work, noon, sign, best, count, sum);
        }
    }
    return status;
}

/* ---- what is told ---- */

/* Burn on the first day that would have one phase on both dates. */
static kurs_status find_both_dv(const kurs_reboost_work *work, double *dv)
{
    kurs_reboost_trial t = {.work = work, .t = kurs_tai_add(work->req->burn_from, 0.5 * DAY_S)};
    const kurs_status status = kurs_reboost_slopes(&t);
    double width = 0.0;
    for (int i = 0; i < work->wished.range_count; i++) {
        const kurs_reboost_range *r = &work->wished.ranges[i];
        width = fmax(width, r->hi - r->lo - 2.0 * work->margin);
    }
    *dv = fmax(fabs(work->step) - width, 0.0) / fabs(t.backup_slope - t.slope);
    return status;
}

static void write_caveat(const kurs_reboost_work *work, double both_dv, kurs_reboost_plan *plan)
{
    const int days = work->req->backup_days ? work->req->backup_days : BACKUP_DAYS;
    char instead[80] = "no profile is open there";
    if (plan->both) {
        return;
    }
    if (plan->backup_open) {
        snprintf(instead, sizeof instead, "%d orbits are open there", plan->backup.orbits);
    }
    snprintf(plan->caveat, sizeof plan->caveat,
             "the backup date has no %d orbits: from date to date, %d days, the phase moves by "
             "%.1f deg, and one phase on both would take a burn of about %.0f m/s; %s",
             work->orbits, days, work->step / KURS_DEG, both_dv, instead);
}

static kurs_status axis_at(const kurs_ephemeris *eph, kurs_tai t, double *a)
{
    kurs_mean_orbit mean;
    const kurs_status status = kurs_sgp4_mean(&eph->sets[kurs_ephemeris_nearest(eph, t)], t, &mean);
    *a = mean.a;
    return status;
}

static kurs_status describe(const kurs_reboost_work *work, const kurs_reboost_candidate *c,
                            double both_dv, kurs_reboost_plan *out)
{
    const kurs_window_request *window = work->req->window;
    kurs_ephemeris eph;
    kurs_window_pass pass;
    kurs_return_plan landing;
    double a0 = 0.0, a1 = 0.0;
    const kurs_tai after = kurs_tai_add(c->burn.t, 1.0);
    *out = (kurs_reboost_plan){.burn = c->burn,
                               .dv_m_s = c->burn.dv_rtn_m_s.y,
                               .phase_before = work->wished.phase,
                               .both = c->both};
    kurs_status status = kurs_reboost_with(work, c->burn, &eph);
    if (status >= 0) {
        status = kurs_reboost_slope(work, c->burn, &out->phase_per_m_s);
    }
    if (status >= 0) {
        status = axis_at(window->station, after, &a0);
    }
    if (status >= 0) {
        status = axis_at(&eph, after, &a1);
    }
    if (status >= 0) {
        status = kurs_reboost_try(window, &eph, work->wished.pass, work->orbits, &pass);
    }
    if (status < 0) {
        return status;
    }
    out->height_change_m = a1 - a0;
    out->launch = pass.opportunity;
    const int orbits = c->both ? work->orbits : 0;
    status = kurs_reboost_try(window, &eph, work->backup.pass, orbits, &pass);
    if (status < 0 && status != KURS_ERR_NOT_FOUND) {
        return status;
    }
    out->backup_open = status >= 0 && pass.open;
    if (out->backup_open) {
        out->backup = pass.opportunity;
    }
    if (work->req->landing) {
        status = kurs_reboost_land(work, c->burn, &landing);
        if (status < 0) {
            return status;
        }
        out->landing_known = 1;
        out->landing = landing.landing;
        out->cross_range_m = landing.cross_range_m;
    }
    write_caveat(work, both_dv, out);
    return KURS_OK;
}

static void write_reason(const kurs_reboost_work *work, const kurs_reboost_tally *sum,
                         kurs_reboost_plans *out)
{
    if (work->wished.range_count == 0) {
        snprintf(out->reason, sizeof out->reason,
                 "no phase of the station opens %d orbits on the wished date", work->orbits);
    } else if (out->count > 0 && out->plans[out->count - 1].dv_m_s == 0.0) {
        snprintf(out->reason, sizeof out->reason, "the wished date is open without a burn");
    } else if (out->count < KURS_REBOOST_PLANS) {
        snprintf(
            out->reason, sizeof out->reason,
            "of %d burns tried %d would be larger than %.1f m/s, %d leave the wished date "
            "closed, and with %d no pass of the landing day comes near enough to the zone; the "
            "phase is %.1f deg and would have to be %.1f to %.1f",
            sum->tried, sum->too_large, work->dv_max, sum->shut, sum->no_landing,
            out->phase / KURS_DEG, out->open_min / KURS_DEG, out->open_max / KURS_DEG);
    }
}

/* The open range that is nearest, as phases. */
static void tell_range(const kurs_reboost_work *work, kurs_reboost_plans *out)
{
    const kurs_reboost_range *r = kurs_reboost_nearest_range(&work->wished);
    out->open_min = out->open_max = (double)NAN;
    if (r) {
        const double half = 0.5 * (r->hi - r->lo);
        const double at = kurs_wrap_pi(work->wished.phase + 0.5 * (r->lo + r->hi));
        out->open_min = at - half;
        out->open_max = at + half;
    }
}

/* ---- the request ---- */

static int has_profile(const kurs_mission *mission, int orbits)
{
    for (int i = 0; i < mission->profile_count; i++) {
        if (mission->profiles[i].orbits == orbits) {
            return 1;
        }
    }
    return 0;
}

static kurs_status begin(const kurs_reboost_request *req, kurs_reboost_work *work)
{
    const int days = req->backup_days ? req->backup_days : BACKUP_DAYS;
    *work = (kurs_reboost_work){.req = req,
                                .orbits = req->orbits ? req->orbits : ORBITS,
                                .dv_max = req->dv_max_m_s > 0.0 ? req->dv_max_m_s : DV_MAX_M_S,
                                .margin = req->margin > 0.0 ? req->margin : MARGIN,
                                .wished = {.day = req->launch_day},
                                .backup = {.day = kurs_tai_add(req->launch_day, days * DAY_S)}};
    const double span = kurs_tai_diff(req->burn_to, req->burn_from);
    if (!has_profile(req->window->mission, work->orbits) || days < 1 || !(span >= 0.0) ||
        span > KURS_REBOOST_DAYS_MAX * DAY_S ||
        !(kurs_tai_diff(req->launch_day, req->burn_from) > 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = kurs_reboost_find_date(req, work->orbits, &work->wished);
    if (status >= 0) {
        status = kurs_reboost_find_date(req, work->orbits, &work->backup);
    }
    work->step = kurs_wrap_pi(work->backup.phase - work->wished.phase);
    return status;
}

kurs_status kurs_reboost_search(const kurs_reboost_request *request, kurs_reboost_plans *out)
{
    kurs_reboost_work work;
    kurs_reboost_plans plans = {.count = 0};
    kurs_reboost_candidate best[KURS_REBOOST_PLANS] = {{.size = 0.0}};
    kurs_reboost_tally sum = {0};
    int count = 0;
    if (!request || !out || !request->window || !request->window->mission ||
        !request->window->ascent || !request->window->station) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = begin(request, &work);
    if (status >= 0 && work.wished.range_count > 0) {
        status = search_all(&work, best, &count, &sum);
    }
    if (status >= 0) {
        status = find_both_dv(&work, &plans.both_dv_m_s);
    }
    plans.phase = work.wished.phase;
    plans.phase_step = work.step;
    tell_range(&work, &plans);
    for (int i = 0; i < count && status >= 0; i++) {
        status = describe(&work, &best[i], plans.both_dv_m_s, &plans.plans[plans.count++]);
    }
    if (status < 0) {
        return status;
    }
    write_reason(&work, &sum, &plans);
    *out = plans;
    return KURS_OK;
}
