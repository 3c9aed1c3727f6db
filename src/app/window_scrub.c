/* SPDX-License-Identifier: Apache-2.0 */
/* What is left after a launch attempt that was stopped. */
#include <math.h>
#include <string.h>

#include "app/window_parts.h"
#include "kurs/sky.h"
#include "math/math.h"
#include "plan/plan.h"

#define DAY_S 86400.0
/* The attempt's own pass, up to half an hour away, is not one that is left. */
#define AFTER_S 7200.0
#define NEXT_PASS_S 3600.0
/* The orbits' passes come a day apart; so much later there are as many as are shown. */
#define SPAN_S ((KURS_WINDOW_SCRUB_PASSES + 2) * DAY_S)

/* Whole days from one day to another. */
static double days_between(kurs_tai from, kurs_tai to)
{
    return round(kurs_tai_diff(to, from) / DAY_S);
}

static kurs_status beta_at(const kurs_ephemeris *station, kurs_tai t, double *beta)
{
    kurs_earth earth;
    kurs_sky sky;
    kurs_state s;
    kurs_status status = kurs_earth_init(&earth, t);
    if (status >= 0) {
        status = kurs_sky_init(&sky, t);
    }
    if (status >= 0) {
        status = kurs_sgp4_state_gcrf(&station->sets[kurs_ephemeris_nearest(station, t)], &earth,
                                      0.0, &s);
    }
    if (status >= 0) {
        *beta = kurs_beta_angle(s, kurs_sky_sun_gcrf(&sky, 0.0));
    }
    return status;
}

/* ---- the returning crew -----------------------------------------------------------------------
 */

static void take_search(const kurs_return_search *search, kurs_window_landing *landing)
{
    for (int i = 0; i < search->count; i++) {
        const kurs_return_pass *pass = &search->passes[i];
        if (isfinite(pass->cross_range_m) &&
            (isnan(landing->cross_range_m) ||
             fabs(pass->cross_range_m) < fabs(landing->cross_range_m))) {
            landing->cross_range_m = pass->cross_range_m;
            landing->landing = pass->landing;
        }
    }
}

/* The pass over the zone that has the least cross-range on a day, flown by the return planner. The
 * ship has used half of its propellant by then (grade U: it moves ignition by a second). */
static kurs_status find_landing(const kurs_window_found *found, kurs_window_landing *landing)
{
    const kurs_mission *m = &found->mission;
    const kurs_ephemeris *station = &found->target.station;
    const kurs_return_ask ask = {
        .station =
            &station
                 ->sets[kurs_ephemeris_nearest(station, kurs_tai_add(landing->day, 0.5 * DAY_S))],
        .day = landing->day,
        .rules = &m->ret,
        .zone = &m->zone,
        .ship = &found->returning,
        .mass_kg = found->returning.mass_kg - 0.5 * found->returning.propellant_kg,
        .port = &m->station.ports[m->port],
        .ready = kurs_tai_add(landing->day, -DAY_S),
        .stop = found->watch->stop,
        .stop_ctx = found->watch->ctx,
    };
    kurs_return_search search = {0};
    kurs_return_plan plan;
    landing->cross_range_m = (double)NAN;
    const kurs_status status = kurs_plan_return(&ask, &plan, &search);
    if (status == KURS_ERR_STOPPED || status == KURS_ERR_MEMORY) {
        return status;
    }
    landing->possible = status >= 0;
    take_search(&search, landing);
    return KURS_OK;
}

/*
 * The day of the landing chance: the docking day of the pass, or with a landing day given that day,
 * moved by as many days as the docking. `docking_before` is that of the attempt.
 */
static kurs_status landing_of(const kurs_window_found *found, kurs_tai docking_before,
                              kurs_window_scrub_row *row)
{
    const kurs_window_pass *pass = &row->pass;
    kurs_tai day;
    kurs_status status =
        kurs_window_day_of(pass->open ? pass->opportunity.contact : pass->about, &day);
    if (status >= 0 && found->ask->has_landing_day) {
        kurs_tai before = day;
        status = kurs_window_day_of(docking_before, &before);
        day = kurs_tai_add(found->ask->landing_day, DAY_S * days_between(before, day));
        if (status >= 0) { /* a leap second may lie between */
            status = kurs_window_day_of(kurs_tai_add(day, 0.5 * DAY_S), &day);
        }
    }
    if (status < 0) {
        return status;
    }
    row->landing = (kurs_window_landing){.day = day, .cross_range_m = (double)NAN};
    return find_landing(found, &row->landing);
}

/* ---- passes -----------------------------------------------------------------------------------
 */

/* When the attempt would have docked, had it flown; its own time where no pass is open near it. */
static kurs_tai attempt_docking(const kurs_window_found *found)
{
    const kurs_tai attempt = found->ask->scrub;
    const kurs_tai from = kurs_tai_add(attempt, -AFTER_S), to = kurs_tai_add(attempt, AFTER_S);
    kurs_window_pass pass;
    const kurs_window_request request = kurs_window_request_of(found, from, to);
    const kurs_status status = kurs_window_next(&request, from, &pass);
    return status >= 0 && pass.open ? pass.opportunity.contact : attempt;
}

static kurs_status fill_row(const kurs_window_found *found, const kurs_window_pass *pass,
                            kurs_tai docking_before, kurs_window_scrub_row *row)
{
    memcpy(&row->pass, pass, sizeof *pass);
    row->too_soon = kurs_tai_diff(pass->about, found->scrub.ready) < 0.0;
    row->phase = kurs_window_pass_phase(pass);
    const kurs_status status = beta_at(&found->target.station, pass->about, &row->beta);
    return status < 0 ? status : landing_of(found, docking_before, row);
}

kurs_status kurs_window_scrub_find(kurs_window_found *found)
{
    kurs_window_scrub *scrub = &found->scrub;
    const kurs_window_watch *watch = found->watch;
    scrub->attempt = found->ask->scrub;
    scrub->ready = kurs_tai_add(scrub->attempt, found->mission.countdown.recycle_s);
    kurs_tai at = kurs_tai_add(scrub->attempt, AFTER_S);
    kurs_window_request request = kurs_window_request_of(found, at, kurs_tai_add(at, SPAN_S));
    request.ready = scrub->ready;
    const kurs_tai docking_before = attempt_docking(found);
    while (scrub->count < KURS_WINDOW_SCRUB_PASSES) {
        kurs_window_pass pass;
        if (watch->stop && watch->stop(watch->ctx)) {
            return KURS_ERR_STOPPED;
        }
        if (watch->progress) {
            watch->progress(watch->ctx, (double)scrub->count / KURS_WINDOW_SCRUB_PASSES, "scrub");
        }
        kurs_status status = kurs_window_next(&request, at, &pass);
        if (status == KURS_ERR_NOT_FOUND || status == KURS_ERR_DECAYED) {
            kurs_window_note(found, "fewer than %d passes are left by these elements",
                             KURS_WINDOW_SCRUB_PASSES);
            return KURS_OK;
        }
        if (status >= 0) {
            at = kurs_tai_add(pass.about, NEXT_PASS_S);
            status = fill_row(found, &pass, docking_before, &scrub->rows[scrub->count]);
        }
        if (status < 0) {
            return status;
        }
        scrub->count++;
    }
    return KURS_OK;
}
