/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/flight.h"

#include <string.h>

#include "math/math.h"

/* The return is planned this long before the day asked for begins. */
#define RETURN_PLAN_AHEAD_S 86400.0

void kurs_flight_init(kurs_flight *flight, const kurs_mission *mission)
{
    memset(flight, 0, sizeof *flight); /* padding too: copies are compared as bytes */
    flight->need = KURS_NEED_LAUNCH_PLAN;
    flight->attempt = 1;
    flight->earliest = mission->launch_day;
}

static kurs_sim_world world_of(const kurs_flight *flight, const kurs_mission *mission,
                               const kurs_ephemeris *ephemeris)
{
    return (kurs_sim_world){
        .mission = mission, .ephemeris = ephemeris, .station = &ephemeris->sets[flight->set]};
}

kurs_status kurs_flight_take_launch(kurs_flight *flight, const kurs_mission *mission,
                                    const kurs_ephemeris *ephemeris, const kurs_launch_plan *plan)
{
    if (flight->need != KURS_NEED_LAUNCH_PLAN || !plan->open || plan->set < 0 ||
        plan->set >= ephemeris->count) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_stack stack;
    kurs_stack_init(&stack, &mission->rocket, mission->spacecraft.mass_kg);
    const double mass = kurs_stack_mass(&stack, &mission->rocket);
    const int arc = flight->attempt > 1 ? flight->countdown.body.arc + 1 : 0;
    const kurs_status status = kurs_countdown_phase_init(
        &flight->countdown, mission, plan->ascent.liftoff, flight->attempt, mass,
        kurs_stack_propellant(&stack, &mission->rocket), arc);
    if (status < 0) {
        return status;
    }
    flight->launch = *plan;
    flight->set = plan->set;
    flight->stage = KURS_FLIGHT_COUNTDOWN;
    flight->need = KURS_NEED_NOTHING;
    return status;
}

kurs_status kurs_flight_take_phasing(kurs_flight *flight, const kurs_phasing_plan *plan)
{
    if (flight->need != KURS_NEED_PHASING_PLAN && flight->need != KURS_NEED_PHASING_UPDATE) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_orbit_take_plan(&flight->orbit, plan, flight->orbit.next);
    flight->need = KURS_NEED_NOTHING;
    return KURS_OK;
}

kurs_status kurs_flight_take_return(kurs_flight *flight, const kurs_ephemeris *ephemeris,
                                    const kurs_return_plan *plan)
{
    if (flight->need != KURS_NEED_RETURN_PLAN ||
        plan->set != kurs_ephemeris_nearest(ephemeris, plan->undock) ||
        kurs_tai_diff(plan->undock, kurs_body_time(&flight->docked.body)) < 0.0) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_docked_take_undock(&flight->docked, plan->undock);
    flight->ret.setup.plan = *plan;
    flight->need = KURS_NEED_NOTHING;
    return KURS_OK;
}

static void end(kurs_flight *flight, int dry)
{
    flight->last = flight->stage;
    flight->stage = KURS_FLIGHT_ENDED;
    flight->dry = dry;
}

int kurs_flight_has_attitude(const kurs_mission *mission)
{
    return mission->rocket.airframe.known && strcmp(mission->ascent, "point") != 0;
}

kurs_status kurs_flight_wind(const kurs_winds *winds, kurs_wind_profile *out)
{
    memset(out, 0, sizeof *out);
    return winds->level_count > 0 ? kurs_wind_profile_season(out, winds) : KURS_OK;
}

static kurs_escape_world escape_world(const kurs_mission *mission, const kurs_wind_profile *wind)
{
    return (kurs_escape_world){.ship = &mission->spacecraft,
                               .rules = &mission->ret,
                               .zone = &mission->zone,
                               .site = &mission->site,
                               .wind = wind};
}

/* The last row of a rocket that stands. */
static kurs_status tell_standing(const kurs_body *body, const kurs_sink *sink)
{
    const kurs_row_extra extra = {.phase = KURS_PHASE_countdown,
                                  .attached = 1,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN};
    kurs_row row;
    kurs_body_row(body, &extra, &row);
    row.load_g = 1.0; /* the pad carries it */
    return kurs_sink_row(sink, &row);
}

/* Leaves the pad where the escape is commanded before the next step of the countdown. */
static kurs_status watch_pad(kurs_flight *flight, const kurs_mission *mission,
                             const kurs_sink *sink, int *left)
{
    const kurs_sink nobody = {0};
    kurs_wind_profile wind;
    const kurs_escape_world world = escape_world(mission, &wind);
    kurs_countdown_phase *pad = &flight->countdown;
    const kurs_fault *command =
        kurs_escape_commanded(mission, flight->attempt, pad->sequence.recycles);
    *left = 0;
    if (!command) {
        return KURS_OK;
    }
    kurs_countdown_phase ahead = *pad;
    kurs_status status = kurs_flight_wind(&mission->launch_winds, &wind);
    if (status >= 0) {
        status = kurs_countdown_phase_step(&ahead, mission, &nobody);
    }
    const double due_s = kurs_sequence_due(&pad->sequence, command->t_s, command->after_s);
    const double at_s = kurs_sequence_now(&pad->sequence) + due_s;
    if (status < 0 || due_s < 0.0 || isinf(due_s) ||
        (kurs_sequence_now(&ahead.sequence) < at_s && !ahead.go)) {
        return status;
    }
    kurs_ascent_plan plan = flight->launch.ascent;
    /* the lift-off that the clock now counts to: later by what it was held */
    plan.liftoff = kurs_tai_add(pad->planned, at_s - command->t_s);
    status = kurs_escape_from_pad(&flight->escape, &world, &mission->rocket, &plan, command->t_s,
                                  KURS_ABORT_command);
    if (status >= 0) {
        flight->escape.body.met_zero = pad->body.met_zero; /* one clock for the record */
        flight->escape.body.arc = pad->body.arc;
        flight->escape.body.attempt = flight->attempt;
        flight->stage = KURS_FLIGHT_ESCAPE;
        *left = 1;
        status = tell_standing(&flight->escape.body, sink);
    }
    return status;
}

static kurs_status step_countdown(kurs_flight *flight, const kurs_mission *mission,
                                  const kurs_sink *sink)
{
    int left;
    kurs_status status = watch_pad(flight, mission, sink, &left);
    if (status < 0 || left) {
        return status;
    }
    status = kurs_countdown_phase_step(&flight->countdown, mission, sink);
    if (status < 0 || !flight->countdown.done) {
        return status;
    }
    if (flight->countdown.go) {
        flight->stage = KURS_FLIGHT_ASCENT;
        flight->launch.ascent.liftoff = flight->countdown.liftoff; /* later where it was held */
        status = (kurs_flight_has_attitude(mission) ? kurs_ascent6_init : kurs_ascent_init)(
            &flight->ascent, &mission->rocket, mission->spacecraft.mass_kg, &mission->site,
            &flight->launch.ascent);
        const kurs_status windy = kurs_flight_wind(&mission->launch_winds, &flight->ascent.wind);
        status = windy < 0 ? windy : status;
        flight->ascent.body.arc = flight->countdown.body.arc + 1;
        flight->ascent.body.attempt = flight->attempt;
        kurs_ascent_watch_init(&flight->watch, mission, flight->attempt, &flight->ascent);
        return status;
    }
    flight->stage = KURS_FLIGHT_WAITING;
    flight->need = KURS_NEED_LAUNCH_PLAN;
    flight->earliest = flight->countdown.next_earliest;
    flight->attempt++;
    return status;
}

/* Leaves the rocket where the abort logic says so. */
static kurs_status watch_ascent(kurs_flight *flight, const kurs_mission *mission,
                                const kurs_rocket *rocket, const kurs_sink *sink)
{
    const kurs_escape_world world = escape_world(mission, &flight->ascent.wind);
    kurs_abort_cause cause;
    kurs_status status =
        kurs_ascent_watch_check(&flight->watch, mission, &flight->ascent, sink, &cause);
    if (status < 0 || cause == KURS_ABORT_none) {
        return status;
    }
    status = kurs_ascent_watch_leave(&flight->ascent, rocket, sink);
    if (status >= 0) {
        status = kurs_escape_from_ascent(&flight->escape, &world, &mission->rocket, &flight->ascent,
                                         cause);
        flight->stage = KURS_FLIGHT_ESCAPE;
    }
    return status;
}

static kurs_status step_ascent(kurs_flight *flight, const kurs_mission *mission,
                               const kurs_sink *sink)
{
    kurs_rocket rocket;
    kurs_status status = kurs_ascent_watch_begin(&flight->watch, mission, &flight->ascent, &rocket);
    if (status >= 0) {
        status = kurs_ascent_step_known(&flight->ascent, &rocket, &mission->rocket, sink);
    }
    if (status >= 0 && !flight->ascent.done) {
        return watch_ascent(flight, mission, &rocket, sink);
    }
    if (status == KURS_ERR_NO_SOLUTION) { /* the rocket is back on the ground */
        flight->ascent.fell_short = 1;
        flight->ascent.missing_m_s = NAN;
        status = KURS_OK;
    }
    if (status < 0) {
        return status;
    }
    if (flight->ascent.fell_short) {
        const kurs_row_extra extra = {
            .phase = KURS_PHASE_ascent, .range_m = NAN, .range_rate_m_s = NAN, .bank = NAN};
        end(flight, 0);
        return flight->ascent.done ? kurs_body_emit_row(&flight->ascent.body, &extra, sink)
                                   : status; /* what is left after the last part has gone */
    }
    kurs_orbit_init(&flight->orbit, &flight->ascent.body);
    flight->stage = KURS_FLIGHT_ORBIT;
    flight->need = KURS_NEED_PHASING_PLAN;
    return status;
}

static kurs_status step_escape(kurs_flight *flight, const kurs_sink *sink)
{
    const kurs_status status = kurs_escape_step(&flight->escape, sink);
    if (status >= 0 && flight->escape.done) {
        end(flight, flight->escape.ret.dry);
    }
    return status;
}

static kurs_status step_orbit(kurs_flight *flight, const kurs_sim_world *world,
                              const kurs_sink *sink)
{
    kurs_status status = kurs_orbit_step(&flight->orbit, world, sink);
    if (status < 0) {
        return status;
    }
    if (flight->orbit.replan) {
        flight->need = KURS_NEED_PHASING_UPDATE;
    }
    if (flight->orbit.dry && flight->orbit.done) {
        end(flight, 1);
    } else if (flight->orbit.done) {
        status = kurs_approach_init(&flight->approach, &flight->orbit.body, world, sink);
        flight->stage = KURS_FLIGHT_APPROACH;
    }
    return status;
}

static kurs_status step_approach(kurs_flight *flight, const kurs_sim_world *world,
                                 const kurs_sink *sink)
{
    const kurs_status status = kurs_approach_step(&flight->approach, world, sink);
    if (status >= 0 && (flight->approach.dry || flight->approach.failed)) {
        end(flight, flight->approach.dry);
    } else if (status >= 0 && flight->approach.done) {
        const kurs_body *body = &flight->approach.body;
        kurs_docked_init(&flight->docked, body, flight->set,
                         kurs_tai_add(kurs_body_time(body), -flight->approach.contact_s));
        flight->stage = KURS_FLIGHT_DOCKED;
    }
    return status;
}

/* The setup of the return; its plan was handed in during the stay. */
static kurs_status begin_return(kurs_flight *flight, const kurs_sim_world *world)
{
    const kurs_mission *mission = world->mission;
    const kurs_body *body = &flight->docked.body;
    kurs_state station;
    kurs_return_setup setup = {.ship = mission->spacecraft,
                               .rules = mission->ret,
                               .zone = mission->zone,
                               .plan = flight->ret.setup.plan,
                               .station = world->ephemeris->sets[flight->docked.set]};
    kurs_status status = kurs_flight_wind(&mission->landing_winds, &setup.wind);
    if (status >= 0) {
        status = kurs_sgp4_state_gcrf(&setup.station, &body->earth, body->t_s, &station);
    }
    if (status < 0) {
        return status;
    }
    const kurs_vec3 axis = kurs_lvlh_rtn(mission->station.ports[mission->port].axis_lvlh);
    setup.port_axis_gcrf = kurs_m3_tmulv(kurs_rtn_axes(station), axis);
    flight->stage = KURS_FLIGHT_RETURN;
    return kurs_return_init(&flight->ret, body, &setup);
}

static kurs_status step_docked(kurs_flight *flight, const kurs_sim_world *world,
                               const kurs_sink *sink)
{
    const kurs_status status = kurs_docked_step(&flight->docked, world, sink);
    if (status < 0) {
        return status;
    }
    if (!flight->docked.undock_known &&
        kurs_tai_diff(kurs_body_time(&flight->docked.body), world->mission->return_day) >=
            -RETURN_PLAN_AHEAD_S) {
        flight->need = KURS_NEED_RETURN_PLAN;
    }
    return flight->docked.done ? begin_return(flight, world) : status;
}

static kurs_status step_return(kurs_flight *flight, const kurs_sink *sink)
{
    const kurs_status status = kurs_return_step(&flight->ret, sink);
    if (status >= 0 && flight->ret.done) {
        end(flight, flight->ret.dry);
    }
    return status;
}

static kurs_status step(kurs_flight *flight, const kurs_mission *mission,
                        const kurs_sim_world *world, const kurs_sink *sink)
{
    switch (flight->stage) {
    case KURS_FLIGHT_COUNTDOWN:
        return step_countdown(flight, mission, sink);
    case KURS_FLIGHT_ASCENT:
        return step_ascent(flight, mission, sink);
    case KURS_FLIGHT_ORBIT:
        return step_orbit(flight, world, sink);
    case KURS_FLIGHT_APPROACH:
        return step_approach(flight, world, sink);
    case KURS_FLIGHT_DOCKED:
        return step_docked(flight, world, sink);
    case KURS_FLIGHT_RETURN:
        return step_return(flight, sink);
    case KURS_FLIGHT_ESCAPE:
        return step_escape(flight, sink);
    default:
        return KURS_ERR_ARGUMENT;
    }
}

kurs_status kurs_flight_step(kurs_flight *flight, const kurs_mission *mission,
                             const kurs_ephemeris *ephemeris, const kurs_sink *sink)
{
    if (flight->need != KURS_NEED_NOTHING) {
        return KURS_OK;
    }
    const kurs_sim_world world = world_of(flight, mission, ephemeris);
    if (!(mission->spacecraft.power.battery_as > 0.0)) {
        return step(flight, mission, &world, sink);
    }
    kurs_power_tap tap = {.power = &flight->power,
                          .world = &world,
                          .earth = &flight->approach.body.earth,
                          .sink = sink};
    const kurs_sink through = kurs_power_sink(&tap);
    return step(flight, mission, &world, &through);
}

const kurs_body *kurs_flight_body(const kurs_flight *flight)
{
    switch (flight->stage == KURS_FLIGHT_ENDED ? flight->last : flight->stage) {
    case KURS_FLIGHT_COUNTDOWN:
        return &flight->countdown.body;
    case KURS_FLIGHT_ASCENT:
        return &flight->ascent.body;
    case KURS_FLIGHT_ORBIT:
        return &flight->orbit.body;
    case KURS_FLIGHT_APPROACH:
        return &flight->approach.body;
    case KURS_FLIGHT_DOCKED:
        return &flight->docked.body;
    case KURS_FLIGHT_RETURN:
        return &flight->ret.body;
    case KURS_FLIGHT_ESCAPE:
        return &flight->escape.body;
    default:
        return 0;
    }
}
