/* SPDX-License-Identifier: Apache-2.0 */
/* Launch collision screening of opportunities: ascent and first two hours against a catalogue. */
#include <math.h>
#include <string.h>

#include "app/window_parts.h"
#include "base/base.h"
#include "kurs/env.h"
#include "math/math.h"
#include "sim/sim.h"

/* So much of a flight is screened, from lift-off. */
#define FLIGHT_S 7200.0
/* Nodes: under thrust and shortly after it, and in free flight. */
#define THRUST_NODE_S 1.0
#define COAST_NODE_S 10.0
#define AFTER_THRUST_S 20.0
/* Lift-offs whose flights are flown, so far apart at the most. */
#define TRACK_GAP_S 60.0
#define STEP_S 1.0
/* Approaches beyond the box that are listed, too. */
#define BEYOND_M 250e3

enum { MAX_SCREENS = 16, MAX_TRACKS = 41, MAX_BLACKOUTS = 4096, NODES_MAX = 8192 };

/* Room for the flights of one opportunity. */
typedef struct flights {
    kurs_earth earth;
    size_t nodes, tracks;
    double *met_s;
    kurs_screening_track track[MAX_TRACKS];
    kurs_state *states;
    double thrust_from[KURS_WINDOW_BURNS + 1], thrust_to[KURS_WINDOW_BURNS + 1];
    int thrusts;
} flights;

/* ---- nodes ------------------------------------------------------------------------------------
 */

static void add_thrust(flights *f, double from, double to)
{
    f->thrust_from[f->thrusts] = from;
    f->thrust_to[f->thrusts++] = to + AFTER_THRUST_S;
}

static int in_thrust(const flights *f, double met)
{
    for (int i = 0; i < f->thrusts; i++) {
        if (met >= f->thrust_from[i] && met < f->thrust_to[i]) {
            return 1;
        }
    }
    return 0;
}

/* Whole seconds, close under thrust and where it ends. */
static void make_nodes(flights *f, const kurs_ascent_model *ascent,
                       const kurs_window_opportunity *o)
{
    add_thrust(f, 0.0, ascent->insertion_s);
    for (int i = 0; i < o->burn_count; i++) {
        const double from = kurs_tai_diff(o->burns[i].ignition, o->liftoff);
        if (from < FLIGHT_S) {
            add_thrust(f, floor(from) - COAST_NODE_S, from + o->burns[i].duration_s);
        }
    }
    double met = 0.0;
    for (f->nodes = 0; f->nodes < NODES_MAX && met <= FLIGHT_S; f->nodes++) {
        f->met_s[f->nodes] = met;
        met += in_thrust(f, met) ? THRUST_NODE_S : COAST_NODE_S;
    }
}

/* ---- flights ----------------------------------------------------------------------------------
 */

/* From lift-off to separation; the state at each node that is passed. Answers how many. */
static kurs_status fly_ascent(const kurs_window_found *found, const kurs_ascent_plan *plan,
                              const flights *f, kurs_ascent_flight *flight, kurs_state *states,
                              size_t *passed)
{
    const kurs_sink nobody = {0};
    const kurs_mission *m = &found->mission;
    kurs_status status =
        kurs_ascent_init(flight, &m->rocket, m->spacecraft.mass_kg, &m->site, plan);
    *passed = 0;
    while (status >= 0 && !flight->done) {
        const double next = *passed < f->nodes ? f->met_s[*passed] : (double)INFINITY;
        if (flight->met_s >= next - 1e-6) {
            states[(*passed)++] = flight->body.s_gcrf;
            continue;
        }
        status = kurs_ascent_step(flight, &m->rocket, &nobody);
    }
    return status >= 0 && flight->fell_short ? KURS_ERR_NO_SOLUTION : status;
}

/* The burns of the plan push along the flight: what the closed form knows of them. */
static kurs_status coast(const kurs_window_found *found, const kurs_window_opportunity *o,
                         const flights *f, double liftoff_s, kurs_flight_point point,
                         kurs_state *states, size_t passed)
{
    const kurs_spacecraft *ship = &found->mission.spacecraft;
    kurs_thrust_arc arc;
    kurs_forces forces = {.earth = &f->earth, .cd_area_m2 = ship->cd_area_m2, .arcs = &arc};
    int next = 0;
    kurs_status status = KURS_OK;
    for (size_t i = passed; i < f->nodes && status >= 0; i++) {
        const double t = liftoff_s + f->met_s[i];
        const kurs_window_burn *burn = next < o->burn_count ? &o->burns[next] : NULL;
        const double on =
            burn ? liftoff_s + kurs_tai_diff(burn->ignition, o->liftoff) : (double)INFINITY;
        if (burn && t > on && forces.arc_count == 0) {
            const int main_engine = strcmp(burn->engine, ship->main.id) == 0;
            const kurs_engine *engine = main_engine ? &ship->main : &ship->thruster;
            const double force = engine->f_vac_n * (main_engine ? 1 : ship->thrusters_forward);
            arc = kurs_thrust_arc_make(force, engine->isp_vac_s,
                                       v3_scale(burn->dv_m_s, v3_unit(point.s_gcrf.v)),
                                       point.mass_kg, on + 0.5 * burn->duration_s);
            forces.arc_count = arc.t_on >= point.t_s;
            next += !forces.arc_count;
        }
        status = kurs_orbit_propagate(&forces, &point, t);
        if (forces.arc_count && t >= arc.t_off) {
            forces.arc_count = 0;
            next++;
        }
        states[i] = point.s_gcrf;
    }
    return status;
}

/* The flight of one lift-off into the plane of the plan. */
static kurs_status fly_track(const kurs_window_found *found, const kurs_launch_plan *plan,
                             const kurs_window_opportunity *o, double shift_s, flights *f)
{
    kurs_ascent_flight flight;
    kurs_ascent_plan ascent = plan->ascent;
    kurs_state *states = f->states + f->tracks * (size_t)NODES_MAX;
    size_t passed;
    ascent.liftoff = kurs_tai_add(ascent.liftoff, shift_s);
    kurs_status status = fly_ascent(found, &ascent, f, &flight, states, &passed);
    if (status < 0) {
        return status;
    }
    const double liftoff_s = kurs_tai_diff(ascent.liftoff, f->earth.t_ref);
    const kurs_flight_point free = {liftoff_s + flight.met_s, flight.body.s_gcrf,
                                    flight.body.mass_kg};
    status = coast(found, o, f, liftoff_s, free, states, passed);
    if (status >= 0) {
        f->track[f->tracks++] = (kurs_screening_track){shift_s, states};
    }
    return status;
}

/* Lift-offs from the earliest to the latest; one that the rocket cannot fly is left out, but the
 * one on time must be flown. */
static kurs_status fly_tracks(const kurs_window_found *found, const kurs_launch_plan *plan,
                              const kurs_window_opportunity *o, flights *f)
{
    const double before = found->ask->screen_before_s, after = found->ask->screen_after_s;
    const int early = (int)ceil(before / TRACK_GAP_S), late = (int)ceil(after / TRACK_GAP_S);
    for (int i = -early; i <= late; i++) {
        const double shift = i < 0 ? before * i / early : i > 0 ? after * i / late : 0.0;
        if (found->watch->stop && found->watch->stop(found->watch->ctx)) {
            return KURS_ERR_STOPPED;
        }
        const kurs_status status = fly_track(found, plan, o, shift, f);
        if (status < 0 && i == 0) {
            return status;
        }
    }
    return KURS_OK;
}

/* ---- the catalogue ----------------------------------------------------------------------------
 */

static kurs_status read_catalogue(kurs_window_found *found, kurs_diag *diag)
{
    const kurs_window_ask *ask = found->ask;
    kurs_window_catalogue *c = &found->catalogue;
    kurs_orbit_file *file;
    const kurs_status status = kurs_orbit_file_read(
        ask->catalogue, ask->ignore_checksum ? KURS_ORBIT_IGNORE_CHECKSUM : 0, &file, diag);
    if (status < 0) {
        return status == KURS_ERR_NOT_FOUND ? KURS_ERR_IO : status;
    }
    const size_t n = kurs_orbit_file_count(file);
    size_t unusable = 0;
    c->models = kurs_alloc_array(n, sizeof *c->models);
    c->names = kurs_alloc_array(n, sizeof *c->names);
    for (size_t i = 0; i < n && c->models && c->names; i++) {
        const kurs_orbit_object *object = kurs_orbit_file_object(file, i);
        const int mean = object->kind == KURS_ORBIT_TLE || object->kind == KURS_ORBIT_OMM;
        if (mean && found->target.number > 0 &&
            object->tle.catalog_number == found->target.number) {
            c->station++;
        } else if (!mean || kurs_sgp4_init(&c->models[c->count], &object->tle) < 0) {
            unusable++;
        } else if (object->name[0]) {
            snprintf(c->names[c->count++], KURS_ORBIT_NAME_SIZE, "%s", object->name);
        } else {
            snprintf(c->names[c->count++], KURS_ORBIT_NAME_SIZE, "%d", object->tle.catalog_number);
        }
    }
    kurs_orbit_file_destroy(file);
    if (unusable > 0) {
        kurs_window_note(found,
                         "%zu objects of the catalogue have no elements that SGP4 takes, "
                         "and are not screened",
                         unusable);
    }
    return c->models && c->names ? KURS_OK : KURS_ERR_MEMORY;
}

/* ---- one opportunity --------------------------------------------------------------------------
 */

static kurs_status screen(const kurs_window_found *found, const kurs_window_opportunity *o,
                          const flights *f, kurs_window_screen *out)
{
    const kurs_window_ask *ask = found->ask;
    const kurs_screening_request request = {
        .liftoff = o->liftoff,
        .earth = &f->earth,
        .node_count = f->nodes,
        .met_s = f->met_s,
        .track_count = f->tracks,
        .tracks = f->track,
        .object_count = found->catalogue.count,
        .objects = found->catalogue.models,
        .box_m = ask->box_m,
        .report_m = v3_norm(ask->box_m) + BEYOND_M,
        .from_s = -ask->screen_before_s,
        .to_s = ask->screen_after_s,
        .step_s = STEP_S,
        .stop = found->watch->stop,
        .stop_ctx = found->watch->ctx,
    };
    const size_t bytes = kurs_screening_work_bytes(&request);
    size_t refused[1];
    kurs_screening_space space = {
        .approaches = out->approaches,
        .approach_capacity = KURS_WINDOW_APPROACHES,
        .blackouts = kurs_alloc_array(MAX_BLACKOUTS, sizeof *space.blackouts),
        .blackout_capacity = MAX_BLACKOUTS,
        .refused = refused,
        .refused_capacity = 1,
        .work = kurs_alloc(bytes),
        .work_bytes = bytes,
    };
    kurs_status status = bytes == 0                        ? KURS_ERR_ARGUMENT
                         : !space.blackouts || !space.work ? KURS_ERR_MEMORY
                                                           : KURS_OK;
    if (status >= 0) {
        status = kurs_screening_run(&request, &space, &out->result);
    }
    kurs_free(space.work);
    if (status < 0) {
        kurs_free(space.blackouts);
        return status;
    }
    out->blackouts = space.blackouts;
    out->liftoff = o->liftoff;
    out->orbits = o->orbits;
    out->flight_s = f->met_s[f->nodes - 1];
    return status;
}

static kurs_status screen_pass(kurs_window_found *found, kurs_window_pass *pass, flights *f)
{
    const kurs_window_request request = kurs_window_request_of(
        found, kurs_tai_add(pass->about, -86400.0), kurs_tai_add(pass->about, 86400.0));
    kurs_launch_plan plan;
    kurs_status status = kurs_window_solve(&request, pass, &plan);
    if (status < 0 || !pass->open) {
        return status;
    }
    const kurs_window_opportunity *o = &pass->opportunity;
    f->tracks = 0;
    f->thrusts = 0;
    status = kurs_earth_init(&f->earth, o->liftoff);
    if (status >= 0) {
        make_nodes(f, &found->ascent, o);
        status = fly_tracks(found, &plan, o, f);
    }
    if (status == KURS_ERR_STOPPED) {
        return status;
    }
    if (status < 0) {
        char utc[KURS_WINDOW_CELL_SIZE];
        kurs_window_note(found, "the lift-off of %s is not screened: %s",
                         kurs_window_time_text(o->liftoff, 0, utc), kurs_status_text(status));
        return KURS_OK;
    }
    status = screen(found, o, f, &found->screens[found->screen_count]);
    found->screen_count += status >= 0;
    return status;
}

static kurs_status screen_all(kurs_window_found *found, flights *f)
{
    const kurs_window_watch *watch = found->watch;
    const size_t listed = found->list.count;
    kurs_status status = KURS_OK;
    for (size_t i = 0; i < listed + (size_t)found->scrub.count && status >= 0; i++) {
        kurs_window_pass *pass =
            i < listed ? &found->list.passes[i] : &found->scrub.rows[i - listed].pass;
        if (watch->stop && watch->stop(watch->ctx)) {
            return KURS_ERR_STOPPED;
        }
        if (pass->open && found->screen_count == MAX_SCREENS) {
            kurs_window_note(found, "the first %d opportunities are screened", MAX_SCREENS);
            break;
        }
        if (watch->progress) {
            watch->progress(watch->ctx, (double)found->screen_count / MAX_SCREENS, "screening");
        }
        status = pass->open ? screen_pass(found, pass, f) : KURS_OK;
    }
    return status;
}

kurs_status kurs_window_screen_run(kurs_window_found *found, kurs_diag *diag)
{
    kurs_status status = read_catalogue(found, diag);
    flights *f = kurs_alloc_array(1, sizeof *f);
    found->screens = kurs_alloc_array(MAX_SCREENS, sizeof *found->screens);
    if (f && found->screens && status >= 0) {
        f->met_s = kurs_alloc_array(NODES_MAX, sizeof *f->met_s);
        f->states = kurs_alloc_array((size_t)MAX_TRACKS * NODES_MAX, sizeof *f->states);
        status = f->met_s && f->states ? screen_all(found, f) : KURS_ERR_MEMORY;
        kurs_free(f->states);
        kurs_free(f->met_s);
    } else if (status >= 0) {
        status = KURS_ERR_MEMORY;
    }
    kurs_free(f);
    return status;
}

void kurs_window_screen_free(kurs_window_found *found)
{
    for (size_t i = 0; i < found->screen_count; i++) {
        kurs_free(found->screens[i].blackouts);
    }
    kurs_free(found->screens);
    kurs_free(found->catalogue.names);
    kurs_free(found->catalogue.models);
}
