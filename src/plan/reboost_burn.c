/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A burn dv along the flight changes the mean motion by -3 n dv / v, so at a pass that comes
 * t later the phase by -3 n dv t / v: 2.2 deg a day for each m/s at the ISS. On a later date the
 * phase is off by the same and a little more; what it differs by from date to date is the orbit's
 * own affair, which small burns hardly change.
 */
#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"
#include "plan/reboost_parts.h"
#include "plan/window_parts.h"

#define DAY_S 86400.0
#define TRIAL_M_S 0.1
/* A burn is known when the phase is this near; a smaller one than the least is none. */
#define SAME_PHASE (0.01 * KURS_DEG)
#define LEAST_M_S 1e-3
/* Places inside the open range that are tried where the edge will not do. */
#define PLACES 4
#define TURNS 4

/* ---- phase by a burn ---- */

kurs_manoeuvre kurs_reboost_along(kurs_tai t, double dv)
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

kurs_status kurs_reboost_slopes(kurs_reboost_trial *t)
{
    const kurs_manoeuvre burn = kurs_reboost_along(t->t, TRIAL_M_S);
    kurs_status status = won_by(t->work, &t->work->wished, burn, 0.0, &t->slope);
    if (status >= 0) {
        status = won_by(t->work, &t->work->backup, burn, t->slope, &t->backup_slope);
    }
    t->slope /= TRIAL_M_S;
    t->backup_slope /= TRIAL_M_S;
    return status;
}

kurs_status kurs_reboost_slope(const kurs_reboost_work *work, kurs_manoeuvre burn, double *slope)
{
    const double dv = burn.dv_rtn_m_s.y;
    double won[2];
    kurs_status status = KURS_OK;
    for (int i = 0; i < 2 && status >= 0; i++) {
        const kurs_manoeuvre beside = kurs_reboost_along(burn.t, dv + (i ? 0.5 : -0.5) * TRIAL_M_S);
        status = won_by(work, &work->wished, beside, i ? won[0] : 0.0, &won[i]);
    }
    if (status >= 0) {
        *slope = (won[1] - won[0]) / TRIAL_M_S;
    }
    return status;
}

/* The burn that wins a phase on the wished date: secants from the slope. */
static kurs_status burn_for(const kurs_reboost_trial *t, double wanted, double *dv)
{
    double x = wanted / t->slope, slope = t->slope, x0 = 0.0, won0 = 0.0;
    for (int i = 0; i < 12; i++) {
        double won;
        if (fabs(x) > 1.5 * t->work->dv_max) {
            break;
        }
        const kurs_status status = won_by(t->work, &t->work->wished, kurs_reboost_along(t->t, x),
                                          won0 + slope * (x - x0), &won);
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
static kurs_reboost_range nearest_span(const kurs_reboost_trial *t, double sign, int both)
{
    const kurs_reboost_date *a = &t->work->wished, *b = &t->work->backup;
    const double ratio = t->backup_slope / t->slope, margin = t->work->margin;
    kurs_reboost_range best = {INFINITY, INFINITY};
    for (int i = 0; i < a->range_count * (2 * TURNS + 1); i++) {
        const int turns = i / a->range_count - TURNS;
        const double turn = 2.0 * KURS_PI * turns;
        const kurs_reboost_range on = inside(a->ranges[i % a->range_count], margin, turn);
        if (!both) {
            take_range(on, sign, &best);
        }
        for (int j = 0; both && j < b->range_count * (2 * TURNS + 1); j++) {
            const int turns_later = j / b->range_count - TURNS;
            const double later = 2.0 * KURS_PI * turns_later;
            const kurs_reboost_range at = inside(b->ranges[j % b->range_count], margin, later);
            take_range((kurs_reboost_range){fmax(on.lo, at.lo / ratio), fmin(on.hi, at.hi / ratio)},
                       sign, &best);
        }
    }
    return best;
}

/* ---- one plan ---- */

kurs_status kurs_reboost_with(const kurs_reboost_work *work, kurs_manoeuvre burn,
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
kurs_status kurs_reboost_verify(const kurs_reboost_work *work, kurs_manoeuvre burn, int *open)
{
    const kurs_window_request *window = work->req->window;
    kurs_ephemeris eph;
    kurs_window_pass pass;
    kurs_status status = kurs_reboost_with(work, burn, &eph);
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
static double return_mass(const kurs_spacecraft *ship, const kurs_return_rules *rules)
{
    const double deorbit = ship->deorbit_m_s > 0.0 ? ship->deorbit_m_s : rules->deorbit_m_s;
    const double dv = 4.0 / 3.0 * (deorbit + rules->separation_burn_m_s);
    return (ship->mass_kg - ship->propellant_kg) * exp(dv / (KURS_G0 * ship->main.isp_vac_s));
}

/* The landing of the day on an orbit with a burn. NO_SOLUTION: there is none. */
kurs_status kurs_reboost_land(const kurs_reboost_work *work, kurs_manoeuvre burn,
                              kurs_return_plan *landing)
{
    const kurs_reboost_request *req = work->req;
    const kurs_mission *mission = req->window->mission;
    const kurs_spacecraft *ship = req->returning ? req->returning : &mission->spacecraft;
    kurs_ephemeris eph;
    const kurs_status status = kurs_reboost_with(work, burn, &eph);
    if (status < 0) {
        return status;
    }
    const int set = kurs_ephemeris_nearest(&eph, kurs_tai_add(req->landing_day, 0.5 * DAY_S));
    const kurs_return_ask ask = {.station = &eph.sets[set],
                                 .day = req->landing_day,
                                 .rules = &mission->ret,
                                 .zone = &mission->zone,
                                 .ship = ship,
                                 .mass_kg = return_mass(ship, &mission->ret),
                                 .port = &mission->station.ports[mission->port],
                                 .ready = kurs_tai_add(req->landing_day, -DAY_S),
                                 .stop = req->stop,
                                 .stop_ctx = req->stop_ctx};
    return kurs_plan_return(&ask, landing, NULL);
}

/* Whether a plan comes before another: both dates, then the smaller burn. */
int kurs_reboost_before(const kurs_reboost_candidate *a, const kurs_reboost_candidate *b)
{
    return a->both != b->both ? a->both : a->size < b->size;
}

/* Goes from the near edge of a span into it until the dates are open and the landing is kept. */
kurs_status kurs_reboost_find_burn(const kurs_reboost_trial *t, double sign, int both,
                                   kurs_reboost_candidate *out, kurs_reboost_tally *sum, int *found)
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
        const kurs_manoeuvre burn = kurs_reboost_along(t->t, dv);
        status = kurs_reboost_verify(work, burn, &open);
        if (status < 0) {
            return status;
        }
        if (open < 1 + both) {
            opened = -1;
            continue;
        }
        *out = (kurs_reboost_candidate){burn, open == 2, fabs(dv)};
        if (t->worst && !kurs_reboost_before(out, t->worst)) {
            return KURS_OK;
        }
        if (work->req->landing) {
            kurs_return_plan landing;
            status = kurs_reboost_land(work, burn, &landing);
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
