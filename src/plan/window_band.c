/* SPDX-License-Identifier: Apache-2.0 */
/* The phases at which a profile is open on a pass: asked of the planner in closed form, with the
 * station moved along its orbit. */
#include "math/math.h"
#include "plan/plan.h"
#include "plan/reboost_parts.h"
#include "plan/window_parts.h"

#define TURN (2.0 * KURS_PI)
/* What the planner says of one phase holds about so near for the others. */
#define MARGIN (5.0 * KURS_DEG)
/* Longest step of the look, and steps at the least; to what the edges are known. */
#define STEP_MAX (5.0 * KURS_DEG)
#define STEPS_MIN 16
#define EDGE (0.01 * KURS_DEG)

typedef struct band_search {
    const kurs_window_request *window;
    kurs_tai about;
    int orbits;
} band_search;

/* 1 where the profile is open with the station shifted; its phase. */
static int open_at(const band_search *b, double shift, double *phase)
{
    const kurs_ephemeris *station = b->window->station;
    kurs_tle tle = station->sets[kurs_ephemeris_nearest(station, b->about)].tle;
    kurs_ephemeris moved;
    kurs_window_pass pass;
    tle.mean_anomaly = kurs_wrap_2pi(tle.mean_anomaly + shift);
    if (kurs_ephemeris_init(&moved, &tle, 1) < 0 ||
        kurs_reboost_try(b->window, &moved, b->about, b->orbits, &pass) < 0 || !pass.open) {
        return 0;
    }
    *phase = pass.opportunity.phase;
    return 1;
}

/* Where along its orbit the station is to be looked for: from the least and most that the profile
 * catches up. A whole turn where nothing is told of that; ERR_NO_SOLUTION where nothing is made. */
static kurs_status bounds_of(const band_search *b, const kurs_profile *profile, double *low,
                             double *high)
{
    kurs_window_pad pad;
    double phase;
    kurs_status status = kurs_window_pad_init(&pad, b->window, b->about);
    if (status >= 0) {
        status = kurs_window_phase(&pad, 0.0, &phase);
    }
    if (status < 0) {
        return status;
    }
    *low = -KURS_PI;
    *high = KURS_PI;
    for (int turns = 0; turns <= 1; turns++) {
        kurs_window_trial trial = {
            .pad = &pad, .profile = profile, .catch_up = phase + turns * TURN};
        trial.plan.catch_least = NAN;
        const kurs_status settled = kurs_window_settle(&trial, 0.0);
        (void)settled; /* it tells its bounds also where it finds no burns */
        if (isnan(trial.plan.catch_least)) {
            continue;
        }
        if (trial.plan.catch_least > trial.plan.catch_most) {
            return KURS_ERR_NO_SOLUTION;
        }
        const double gone = trial.catch_up - trial.ask.catch_up - phase;
        *low = trial.plan.catch_least + gone - MARGIN;
        *high = fmin(trial.plan.catch_most + gone + MARGIN, *low + TURN);
        return KURS_OK;
    }
    return KURS_OK;
}

/* A run of open phases: shifts of its ends and their phases. */
typedef struct band_run {
    double lo, hi, from, to;
} band_run;

/* The edge between a shift that is open and one that is shut. */
static void find_edge(const band_search *b, double open, double shut, double *at, double *phase)
{
    while (fabs(open - shut) > EDGE) {
        const double middle = 0.5 * (open + shut);
        *(open_at(b, middle, phase) ? &open : &shut) = middle;
    }
    *at = open;
}

/* The widest run within low..high, to a step; 0 where there is none. */
static int find_run(const band_search *b, double low, double high, double step, band_run *best)
{
    band_run now = {0};
    int found = 0, in = 0;
    for (double at = low; at < low + TURN; at += step) {
        double phase;
        const int open = open_at(b, at, &phase);
        if (!open && at > high) {
            break;
        }
        if (open && !in) {
            now = (band_run){.lo = at, .from = phase};
        }
        if (open) {
            now.hi = at;
            now.to = phase;
            if (!found || now.hi - now.lo >= best->hi - best->lo) {
                *best = now;
                found = 1;
            }
        }
        in = open;
    }
    return found;
}

kurs_status kurs_window_band_find(const kurs_window_request *window, kurs_tai about, int profile,
                                  kurs_window_band *out)
{
    const kurs_profile *of = &window->mission->profiles[profile];
    const band_search b = {window, about, of->orbits};
    double low, high;
    *out = (kurs_window_band){NAN, NAN};
    kurs_status status = bounds_of(&b, of, &low, &high);
    if (status < 0) {
        return status == KURS_ERR_NO_SOLUTION ? KURS_OK : status;
    }
    const double step = fmin(STEP_MAX, (high - low) / STEPS_MIN);
    band_run run;
    if (!find_run(&b, low, high, step, &run)) {
        return KURS_OK;
    }
    if (run.hi - run.lo > TURN - 1.5 * step) {
        *out = (kurs_window_band){-KURS_PI, KURS_PI};
        return KURS_OK;
    }
    find_edge(&b, run.lo, run.lo - step, &run.lo, &run.from);
    find_edge(&b, run.hi, run.hi + step, &run.hi, &run.to);
    const double width = run.hi - run.lo;
    out->from = run.from;
    out->to = run.from + width + kurs_wrap_pi(run.to - run.from - width);
    return status;
}
