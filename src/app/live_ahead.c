/* SPDX-License-Identifier: Apache-2.0 */
/* The way before the ship, from its present state and from nothing that is recorded later. */
#include <math.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/env.h"
#include "kurs/orbit.h"
#include "math/math.h"
#include "sim/sim.h"

#define LOOK_S 5.0 /* the ground is looked for in steps of this */
enum {
    ARC_POINTS = 120,
    HOME_STEPS = 20000 /* a return takes two thousand */
};

static kurs_status add_point(kurs_live_path *path, kurs_tai t, kurs_geodetic place)
{
    if (path->count == path->room) {
        const size_t room = path->room ? 2 * path->room : 256;
        kurs_live_path_point *more = kurs_resize(path->points, room * sizeof *more);
        if (!more) {
            return KURS_ERR_MEMORY;
        }
        path->points = more;
        path->room = room;
    }
    path->points[path->count++] = (kurs_live_path_point){t, place};
    return KURS_OK;
}

/* ---- the ballistic arc ----------------------------------------------------------------------- */

typedef struct arc {
    kurs_live_cursor *cursor;
    kurs_tai t;
    kurs_state s_gcrf;
    double ground_m; /* height at which it ends */
} arc;

/* NaN where nothing is known. */
static kurs_geodetic place_after(const arc *a, double dt)
{
    const kurs_geodetic none = {NAN, NAN, NAN};
    kurs_state s;
    double t_s;
    if (kurs_kepler_propagate(KURS_EGM_GM, a->s_gcrf, dt, &s) < 0 ||
        kurs_live_day(a->cursor, kurs_tai_add(a->t, dt), &t_s) < 0) {
        return none;
    }
    return kurs_geodetic_from_itrf(kurs_earth_state_itrf(&a->cursor->earth, t_s, s).r);
}

static double over_ground(double dt, void *ctx)
{
    const arc *a = ctx;
    return place_after(a, dt).h - a->ground_m;
}

/* Seconds to the ground; NaN where a turn does not lead to it. */
static double time_to_ground(arc *a)
{
    const double r = v3_norm(a->s_gcrf.r), v2 = v3_dot(a->s_gcrf.v, a->s_gcrf.v);
    const double axis = 1.0 / (2.0 / r - v2 / KURS_EGM_GM);
    if (!(axis > 0.0)) {
        return NAN;
    }
    const double turn_s = 2.0 * KURS_PI * sqrt(axis * axis * axis / KURS_EGM_GM);
    /* a pad may lie under the ellipsoid */
    a->ground_m = fmin(0.0, place_after(a, 0.0).h - 1.0);
    for (double dt = 0.0; dt < turn_s; dt += LOOK_S) {
        double at;
        if (over_ground(dt + LOOK_S, a) <= 0.0) {
            return kurs_root(over_ground, a, dt, dt + LOOK_S, 1e-4, &at) < 0 ? (double)NAN : at;
        }
    }
    return NAN;
}

kurs_status kurs_live_path_ballistic(kurs_live_cursor *cursor, const kurs_live_sample *sample,
                                     kurs_live_path *path)
{
    arc a = {cursor, sample->t, sample->row.s_gcrf, 0.0};
    const double end_s = time_to_ground(&a);
    kurs_status status = KURS_OK;
    path->grounded = isfinite(end_s);
    for (int i = 1; i <= ARC_POINTS && path->grounded && status >= 0; i++) {
        const double dt = end_s * i / ARC_POINTS;
        status = add_point(path, kurs_tai_add(a.t, dt), place_after(&a, dt));
    }
    return status;
}

/* ---- the way home ---------------------------------------------------------------------------- */

static kurs_status take_row(void *ctx, const kurs_row *row)
{
    return add_point(ctx, row->t, (kurs_geodetic){row->lat, row->lon, row->alt_m});
}

/* What is known of the return: its plan, made at the station; or that a capsule came off a rocket.
 * 0 where neither is. */
static int take_setup(const kurs_live_view *view, kurs_return_setup *setup)
{
    const kurs_take *take = view->take;
    const kurs_mission *mission = &take->mission;
    const int planned = take->has_result && take->result.return_known &&
                        kurs_take_event(take, "undocking", 0, view->horizon) != NULL;
    const int escaped = kurs_take_event(take, "escape_release", 0, view->horizon) != NULL;
    if (!take->has_mission || take->replay || (!planned && !escaped)) {
        return 0;
    }
    *setup = (kurs_return_setup){.ship = mission->spacecraft,
                                 .rules = mission->ret,
                                 .zone = mission->zone,
                                 .alone = 1,
                                 .ballistic = !planned};
    if (planned) {
        setup->plan = take->result.ret;
    }
    const kurs_winds *winds = planned ? &mission->landing_winds : &mission->launch_winds;
    return kurs_flight_wind(winds, &setup->wind) >= 0;
}

static kurs_return_moment moment_of(const kurs_live_view *view, const kurs_row *row)
{
    const kurs_take *take = view->take;
    const kurs_event *burn = kurs_take_event(take, "deorbit_burn", 0, view->horizon);
    const kurs_event *canopy = kurs_take_event(take, "parachute", 0, view->horizon);
    const double exhaust = take->mission.spacecraft.main.isp_vac_s * KURS_G0;
    kurs_return_moment moment = {.phase = row->phase,
                                 .thrust = v3_norm(row->thrust_gcrf_n) > 0.0,
                                 .bank = row->bank,
                                 .parachute = canopy ? canopy->t : row->t};
    if (burn && burn->mass_kg > row->mass_kg) {
        moment.gained_m_s = exhaust * log(burn->mass_kg / row->mass_kg);
    }
    return moment;
}

/* The row to go on from: the last one that is flown, between which and now nothing is made up. */
kurs_status kurs_live_path_home(const kurs_live_view *view, kurs_live_path *path)
{
    const kurs_take *take = view->take;
    const size_t rows = kurs_take_rows_until(take, view->horizon);
    const kurs_row *row = &take->record.rows[rows > 0 ? rows - 1 : 0];
    const kurs_return_moment moment = moment_of(view, row);
    kurs_return_setup setup;
    /* under the soft-landing engines the ground is a second away */
    if (row->phase < KURS_PHASE_deorbit || row->phase > KURS_PHASE_parachute ||
        kurs_take_event(take, "soft_landing", 0, view->horizon) || !take_setup(view, &setup)) {
        return KURS_OK;
    }
    kurs_body now = {.met_zero = kurs_tai_add(row->t, -row->met_s),
                     .s_gcrf = row->s_gcrf,
                     .mass_kg = row->mass_kg};
    kurs_return_flight *flight = kurs_alloc(sizeof *flight);
    kurs_status status = flight ? kurs_body_set_time(&now, row->t) : KURS_ERR_MEMORY;
    if (status >= 0) {
        status = kurs_return_init_midway(flight, &now, &setup, &moment);
    }
    const kurs_sink sink = {.ctx = path, .row = take_row};
    for (int i = 0; status >= 0 && !flight->done && i < HOME_STEPS; i++) {
        status = kurs_return_step(flight, &sink);
    }
    path->grounded = status >= 0 && flight->done && flight->leg == KURS_RETURN_landed;
    kurs_free(flight);
    if (!path->grounded) { /* a state from which the models find no way */
        path->count = 0;
    }
    return status == KURS_ERR_MEMORY ? status : KURS_OK;
}
