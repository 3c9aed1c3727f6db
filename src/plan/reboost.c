/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A burn dv along the flight changes the mean motion by -3 n dv / v, so at a pass that comes
 * t later the phase by -3 n dv t / v: 2.2 deg a day for each m/s at the ISS. On a later date the
 * phase is off by the same and a little more; what it differs by from date to date is the orbit's
 * own affair, which small burns hardly change.
 */
#include "kurs/reboost.h"

#include <stdio.h>

#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"
#include "plan/reboost_parts.h"

#define DAY_S 86400.0
#define BACKUP_DAYS 2
#define ORBITS 2
#define DV_MAX_M_S 3.0
#define MARGIN (0.5 * KURS_DEG)
#define TRIAL_M_S 0.1
/* A burn is known when the phase is this near; a smaller one than the least is none. */
#define SAME_PHASE (0.01 * KURS_DEG)
#define LEAST_M_S 1e-3
/* Places inside the open range that are tried where the edge will not do. */
#define PLACES 4
#define TURNS 4

/* A burn that was found; 0 for none needed. */
typedef struct candidate {
    kurs_manoeuvre burn;
    int both;
    double size;
} candidate;

/* One day and sign under search. */
typedef struct trial {
    const kurs_reboost_work *work;
    kurs_tai t;
    double slope, backup_slope; /* [rad per m/s] of the phase on both dates */
    const candidate *worst;     /* a plan that is not better than this is none; or NULL */
} trial;

/* Why there are no more plans. */
typedef struct tally {
    int tried, too_large, shut, no_landing;
} tally;

/* ---- phase by a burn ---- */

static kurs_manoeuvre burn_at(kurs_tai t, double dv)
{
    return (kurs_manoeuvre){t, {0.0, dv, 0.0}};
}

/* How much later a pass is by its plane having drifted apart [s]. */
static kurs_status pass_moves(const kurs_reboost_date *date, const kurs_ephemeris *without,
                              const kurs_ephemeris *with, double *dt)
{
    kurs_mean_orbit a, b;
    const int sets[2] = {kurs_ephemeris_nearest(without, date->pass),
                         kurs_ephemeris_nearest(with, date->pass)};
    kurs_status status = kurs_sgp4_mean(&without->sets[sets[0]], date->pass, &a);
    if (status >= 0) {
        status = kurs_sgp4_mean(&with->sets[sets[1]], date->pass, &b);
    }
    if (status >= 0) {
        *dt = kurs_wrap_pi(b.node - a.node) / (KURS_EARTH_OMEGA - a.node_rate);
    }
    return status;
}

/* Phase won on a date by a burn, at the pass as it then is, unwrapped about a guess [rad]. */
static kurs_status won_by(const kurs_reboost_work *work, const kurs_reboost_date *date,
                          kurs_manoeuvre burn, double guess, double *won)
{
    const kurs_window_request *window = work->req->window;
    kurs_ephemeris eph;
    double phase, later;
    kurs_status status = kurs_ephemeris_try_burn(window->station, &burn, &eph);
    if (status >= 0) {
        status = pass_moves(date, window->station, &eph, &later);
    }
    if (status >= 0) {
        status = kurs_reboost_phase(window, &eph, kurs_tai_add(date->pass, later), &phase);
    }
    if (status >= 0) {
        *won = guess + kurs_wrap_pi(phase - date->phase - guess);
    }
    return status;
}

static kurs_status find_slopes(trial *t)
{
    const kurs_manoeuvre burn = burn_at(t->t, TRIAL_M_S);
    kurs_status status = won_by(t->work, &t->work->wished, burn, 0.0, &t->slope);
    if (status >= 0) {
        status = won_by(t->work, &t->work->backup, burn, t->slope, &t->backup_slope);
    }
    t->slope /= TRIAL_M_S;
    t->backup_slope /= TRIAL_M_S;
    return status;
}

/* The burn that wins a phase on the wished date: secants from the slope. */
static kurs_status burn_for(const trial *t, double wanted, double *dv)
{
    double x = wanted / t->slope, slope = t->slope, x0 = 0.0, won0 = 0.0;
    for (int i = 0; i < 12; i++) {
        double won;
        if (fabs(x) > 1.5 * t->work->dv_max) {
            break;
        }
        const kurs_status status =
            won_by(t->work, &t->work->wished, burn_at(t->t, x), won0 + slope * (x - x0), &won);
        if (status < 0) {
            return status;
        }
        if (fabs(won - wanted) < SAME_PHASE) {
            break;
        }
        slope = fabs(x - x0) > 1e-9 ? (won - won0) / (x - x0) : slope;
        x0 = x;
        won0 = won;
        x += (wanted - won) / slope;
    }
    *dv = x;
    return KURS_OK;
}

/* ---- what to win ---- */

/* Takes lo..hi where it lies on the side of a sign and begins nearer to 0 than *best. */
static void take_range(kurs_reboost_range r, double sign, kurs_reboost_range *best)
{
    const double near = sign > 0.0 ? r.lo : -r.hi, far = sign > 0.0 ? r.hi : -r.lo;
    if (r.hi >= r.lo && far >= 0.0 && fmax(near, 0.0) < best->lo) {
        *best = (kurs_reboost_range){fmax(near, 0.0), far};
    }
}

static kurs_reboost_range inside(kurs_reboost_range r, double margin, double turn)
{
    const double m = fmin(margin, 0.5 * (r.hi - r.lo));
    return (kurs_reboost_range){r.lo + m + turn, r.hi - m + turn};
}

/*
 * The nearest span of phase won on the wished date, its sign that of `sign` (sizes come out), that
 * opens it; where `both`, the backup, too. There the phase won is larger by the ratio of the
 * slopes, and counts from where that date stands. Infinite: none.
 */
static kurs_reboost_range nearest_span(const trial *t, double sign, int both)
{
    const kurs_reboost_date *a = &t->work->wished, *b = &t->work->backup;
    const double ratio = t->backup_slope / t->slope, margin = t->work->margin;
    kurs_reboost_range best = {INFINITY, INFINITY};
    for (int i = 0; i < a->range_count * (2 * TURNS + 1); i++) {
        const double turn = 2.0 * KURS_PI * (i / a->range_count - TURNS);
        const kurs_reboost_range on = inside(a->ranges[i % a->range_count], margin, turn);
        if (!both) {
            take_range(on, sign, &best);
        }
        for (int j = 0; both && j < b->range_count * (2 * TURNS + 1); j++) {
            const double later = 2.0 * KURS_PI * (j / b->range_count - TURNS);
            const kurs_reboost_range at = inside(b->ranges[j % b->range_count], margin, later);
            take_range((kurs_reboost_range){fmax(on.lo, at.lo / ratio), fmin(on.hi, at.hi / ratio)},
                       sign, &best);
        }
    }
    return best;
}

/* ---- one plan ---- */

static kurs_status with_burn(const kurs_reboost_work *work, kurs_manoeuvre burn,
                             kurs_ephemeris *eph)
{
    if (burn.dv_rtn_m_s.y == 0.0) {
        *eph = *work->req->window->station;
        return KURS_OK;
    }
    return kurs_ephemeris_try_burn(work->req->window->station, &burn, eph);
}

/* Whether both dates are open on an orbit with a burn: 0 neither or the backup alone, 1 the wished
 * one, 2 both. */
static kurs_status verify(const kurs_reboost_work *work, kurs_manoeuvre burn, int *open)
{
    const kurs_window_request *window = work->req->window;
    kurs_ephemeris eph;
    kurs_window_pass pass;
    kurs_status status = with_burn(work, burn, &eph);
    *open = 0;
    if (status >= 0) {
        status = kurs_reboost_try(window, &eph, work->wished.pass, work->orbits, &pass);
    }
    if (status < 0 || !pass.open) {
        return status == KURS_ERR_NOT_FOUND ? KURS_OK : status;
    }
    *open = 1;
    status = kurs_reboost_try(window, &eph, work->backup.pass, work->orbits, &pass);
    *open += status >= 0 && pass.open;
    return status == KURS_ERR_NOT_FOUND ? KURS_OK : status;
}

/* Mass of the returning ship at undocking: dry, with what the return takes and a third more. */
static double return_mass(const kurs_mission *mission)
{
    const kurs_spacecraft *ship = &mission->spacecraft;
    const double dv = 4.0 / 3.0 * (mission->ret.deorbit_m_s + mission->ret.separation_burn_m_s);
    return (ship->mass_kg - ship->propellant_kg) * exp(dv / (KURS_G0 * ship->main.isp_vac_s));
}

/* The landing of the day on an orbit with a burn. NO_SOLUTION: there is none. */
static kurs_status land(const kurs_reboost_work *work, kurs_manoeuvre burn,
                        kurs_return_plan *landing)
{
    const kurs_reboost_request *req = work->req;
    const kurs_mission *mission = req->window->mission;
    kurs_ephemeris eph;
    const kurs_status status = with_burn(work, burn, &eph);
    if (status < 0) {
        return status;
    }
    const int set = kurs_ephemeris_nearest(&eph, kurs_tai_add(req->landing_day, 0.5 * DAY_S));
    const kurs_return_ask ask = {.station = &eph.sets[set],
                                 .day = req->landing_day,
                                 .rules = &mission->ret,
                                 .zone = &mission->zone,
                                 .ship = &mission->spacecraft,
                                 .mass_kg = return_mass(mission),
                                 .port = &mission->station.ports[mission->port],
                                 .ready = kurs_tai_add(req->landing_day, -DAY_S)};
    return kurs_plan_return(&ask, landing, NULL);
}

/* Whether a plan comes before another: both dates, then the smaller burn. */
static int before(const candidate *a, const candidate *b)
{
    return a->both != b->both ? a->both : a->size < b->size;
}

/* Goes from the near edge of a span into it until the dates are open and the landing is kept. */
static kurs_status find_burn(const trial *t, double sign, int both, candidate *out, tally *sum,
                             int *found)
{
    const kurs_reboost_work *work = t->work;
    const kurs_reboost_range span = nearest_span(t, sign, both);
    const double size = fabs(t->slope) * work->dv_max;
    int opened = 0, lost = 0;
    *found = 0;
    for (int place = 0; place < PLACES; place++) {
        const double wanted = span.lo + (span.hi - span.lo) * place / PLACES;
        double dv;
        int open;
        if (!(wanted < 1.3 * size)) {
            break;
        }
        kurs_status status = burn_for(t, sign * wanted, &dv);
        if (status < 0) {
            return status;
        }
        if (fabs(dv) > work->dv_max) {
            break;
        }
        if (fabs(dv) < LEAST_M_S) { /* that is the plan without a burn */
            opened = 1;
            continue;
        }
        const kurs_manoeuvre burn = burn_at(t->t, dv);
        status = verify(work, burn, &open);
        if (status < 0) {
            return status;
        }
        if (open < 1 + both) {
            opened = -1;
            continue;
        }
        *out = (candidate){burn, open == 2, fabs(dv)};
        if (t->worst && !before(out, t->worst)) {
            return KURS_OK;
        }
        if (work->req->landing) {
            kurs_return_plan landing;
            status = land(work, burn, &landing);
            lost |= status == KURS_ERR_NO_SOLUTION;
            if (status == KURS_ERR_NO_SOLUTION) {
                continue;
            }
            if (status < 0) {
                return status;
            }
        }
        *found = 1;
        return KURS_OK;
    }
    if (!both) {
        sum->no_landing += lost;
        sum->shut += !lost && opened < 0;
        sum->too_large += !lost && opened == 0;
    }
    return KURS_OK;
}

/* ---- the search ---- */

static void keep(candidate *best, int *count, const candidate *c)
{
    if (*count == KURS_REBOOST_PLANS && !before(c, &best[KURS_REBOOST_PLANS - 1])) {
        return;
    }
    *count += *count < KURS_REBOOST_PLANS;
    int at = *count - 1;
    while (at > 0 && before(c, &best[at - 1])) {
        best[at] = best[at - 1];
        at--;
    }
    best[at] = *c;
}

/* The day's burn of a sign: both dates if they can be had, else the wished one. */
static kurs_status search_day(const kurs_reboost_work *work, kurs_tai noon, double sign,
                              candidate *best, int *count, tally *sum)
{
    const kurs_ephemeris *eph = work->req->window->station;
    trial t = {.work = work,
               .worst = *count == KURS_REBOOST_PLANS ? &best[KURS_REBOOST_PLANS - 1] : NULL};
    candidate c;
    int found = 0;
    /* where none is needed for the wished date, only the backup is worth a burn */
    const int least = *count > 0 && best[*count - 1].size == 0.0;
    const kurs_sgp4 *set = &eph->sets[kurs_ephemeris_nearest(eph, noon)];
    kurs_status status = kurs_manoeuvre_apsis(set, noon, sign > 0.0, &t.t);
    if (status >= 0 && kurs_tai_diff(t.t, work->wished.pass) >= 0.0) {
        return KURS_OK;
    }
    if (status >= 0) {
        status = find_slopes(&t);
    }
    if (status < 0) {
        return status;
    }
    const double won = t.slope > 0.0 ? sign : -sign;
    sum->tried++;
    for (int both = 1; both >= least && !found && status >= 0; both--) {
        status = find_burn(&t, won, both, &c, sum, &found);
    }
    if (status >= 0 && found) {
        keep(best, count, &c);
    }
    return status;
}

static kurs_status search_all(const kurs_reboost_work *work, candidate *best, int *count,
                              tally *sum)
{
    const kurs_reboost_request *req = work->req;
    const candidate none = {.burn = burn_at(req->burn_from, 0.0)};
    candidate c = none;
    int open;
    kurs_status status = verify(work, none.burn, &open);
    if (status >= 0 && open > 0) {
        kurs_return_plan landing;
        c.both = open == 2;
        const kurs_status landed = req->landing ? land(work, none.burn, &landing) : KURS_OK;
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
            status = search_day(work, noon, sign, best, count, sum);
        }
    }
    return status;
}

/* ---- what is told ---- */

/* Burn on the first day that would have one phase on both dates. */
static kurs_status find_both_dv(const kurs_reboost_work *work, double *dv)
{
    trial t = {.work = work, .t = kurs_tai_add(work->req->burn_from, 0.5 * DAY_S)};
    const kurs_status status = find_slopes(&t);
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

static kurs_status describe(const kurs_reboost_work *work, const candidate *c, double both_dv,
                            kurs_reboost_plan *out)
{
    const kurs_window_request *window = work->req->window;
    trial t = {.work = work, .t = c->burn.t};
    kurs_ephemeris eph;
    kurs_window_pass pass;
    kurs_return_plan landing;
    double a0 = 0.0, a1 = 0.0;
    const kurs_tai after = kurs_tai_add(c->burn.t, 1.0);
    *out = (kurs_reboost_plan){.burn = c->burn,
                               .dv_m_s = c->burn.dv_rtn_m_s.y,
                               .phase_before = work->wished.phase,
                               .both = c->both};
    kurs_status status = with_burn(work, c->burn, &eph);
    if (status >= 0) {
        status = find_slopes(&t);
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
    out->phase_per_m_s = t.slope;
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
        status = land(work, c->burn, &landing);
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

static void write_reason(const kurs_reboost_work *work, const tally *sum, kurs_reboost_plans *out)
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
    kurs_status status = kurs_reboost_find_date(req->window, work->orbits, &work->wished);
    if (status >= 0) {
        status = kurs_reboost_find_date(req->window, work->orbits, &work->backup);
    }
    work->step = kurs_wrap_pi(work->backup.phase - work->wished.phase);
    return status;
}

kurs_status kurs_reboost_search(const kurs_reboost_request *request, kurs_reboost_plans *out)
{
    kurs_reboost_work work;
    kurs_reboost_plans plans = {.count = 0};
    candidate best[KURS_REBOOST_PLANS] = {{.size = 0.0}};
    tally sum = {0};
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
