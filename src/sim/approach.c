/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Approach and contact: the guidance commands once a second, the force holds for that second.
 * From contact on a spring and damper of the docking gear brings ship and port together.
 */
#include "sim/sim.h"

#include <stdio.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "math/math.h"

#define CYCLE_S 1.0
#define COAST_ROW_S 10.0
#define GEAR_RATE 0.5 /* natural frequency of the critically damped gear [rad/s] */
#define GEAR_CYCLE_S 0.1
#define GEAR_TIME_S 30.0

static kurs_vec3 docked_place(const kurs_mission *mission)
{
    return kurs_port_ship_lvlh(&mission->station.ports[mission->port], mission->spacecraft.nose_m);
}

kurs_status kurs_docked_state(const kurs_sim_world *world, const kurs_earth *earth, double t_s,
                              kurs_state *s_gcrf)
{
    kurs_state station;
    const kurs_status status = kurs_sgp4_state_gcrf(world->station, earth, t_s, &station);
    if (status >= 0) {
        *s_gcrf = kurs_lvlh_point(station, docked_place(world->mission));
    }
    return status;
}

kurs_status kurs_port_range(const kurs_sim_world *world, const kurs_body *body, double *range_m,
                            double *range_rate_m_s)
{
    kurs_state docked;
    const kurs_status status = kurs_docked_state(world, &body->earth, body->t_s, &docked);
    if (status < 0) {
        return status;
    }
    const kurs_vec3 r = v3_sub(body->s_gcrf.r, docked.r);
    const double range = v3_norm(r);
    *range_m = range;
    *range_rate_m_s = range > 0.0 ? v3_dot(r, v3_sub(body->s_gcrf.v, docked.v)) / range : 0.0;
    return status;
}

static kurs_approach_setup setup_of(const kurs_mission *mission)
{
    return (kurs_approach_setup){.rules = &mission->approach,
                                 .ship = &mission->spacecraft,
                                 .port = &mission->station.ports[mission->port]};
}

kurs_status kurs_approach_init(kurs_approach_flight *flight, const kurs_body *body,
                               const kurs_sim_world *world, const kurs_sink *sink)
{
    kurs_state station;
    kurs_approach_flight made = {.body = *body};
    kurs_status status = kurs_body_set_time(&made.body, kurs_body_time(body));
    if (status >= 0) {
        status = kurs_sgp4_state_gcrf(world->station, &made.body.earth, made.body.t_s, &station);
    }
    if (status < 0) {
        return status;
    }
    made.body.arc++;
    made.t0_s = made.body.t_s;
    made.coast_row_s = -COAST_ROW_S;
    const kurs_approach_setup setup = setup_of(world->mission);
    kurs_approach_begin(&made.guidance, &setup, kurs_relative_rtn(station, made.body.s_gcrf));
    *flight = made;
    return kurs_body_emit_event(&flight->body, KURS_PHASE_approach, "approach_start",
                                "Approach begins: braking toward the station", 0.0, sink);
}

/* One row at the start of a held force. */
static kurs_status emit_row(const kurs_approach_flight *flight, const kurs_sim_world *world,
                            kurs_vec3 force_gcrf, double flow_kg_s, const kurs_sink *sink)
{
    const kurs_body *body = &flight->body;
    kurs_row_extra extra = {.phase = flight->contact ? KURS_PHASE_contact : KURS_PHASE_approach,
                            .held = 1,
                            .flow_kg_s = flow_kg_s,
                            .thrust_gcrf_n = force_gcrf,
                            .bank = NAN};
    extra.aero_gcrf_n =
        v3_scale(body->mass_kg,
                 kurs_drag_acceleration(&body->earth, body->t_s, body->s_gcrf,
                                        world->mission->spacecraft.cd_area_m2, body->mass_kg));
    const kurs_status status = kurs_port_range(world, body, &extra.range_m, &extra.range_rate_m_s);
    return status < 0 ? status : kurs_body_emit_row(body, &extra, sink);
}

/* Flies dt seconds under a held force. */
static kurs_status fly_held(kurs_body *body, const kurs_sim_world *world, kurs_vec3 force_gcrf,
                            double flow_kg_s, double dt)
{
    const double force = v3_norm(force_gcrf);
    const kurs_thrust_arc arc = {.t_on = body->t_s,
                                 .t_off = body->t_s + dt,
                                 .direction = force > 0.0 ? v3_unit(force_gcrf) : v3(1, 0, 0),
                                 .force_n = force,
                                 .flow_kg_s = flow_kg_s};
    const kurs_forces forces = {.earth = &body->earth,
                                .cd_area_m2 = world->mission->spacecraft.cd_area_m2,
                                .arcs = &arc,
                                .arc_count = force > 0.0};
    kurs_flight_point p = {body->t_s, body->s_gcrf, body->mass_kg};
    const kurs_status status = kurs_orbit_propagate(&forces, &p, body->t_s + dt);
    if (status < 0) {
        return status;
    }
    body->t_s = p.t_s;
    body->s_gcrf = p.s_gcrf;
    body->mass_kg = p.mass_kg;
    return KURS_OK;
}

/* ---- the burns of the legs as records ------------------------------------------------------- */

/* What the burn of a leg is for, in words. */
static void describe_burn(const kurs_approach_flight *flight, char text[KURS_EVENT_TEXT_SIZE])
{
    const kurs_burn *record = &flight->record;
    const double km = record->range_m / 1000.0;
    if (flight->burn_leg < KURS_APPROACH_LEGS) {
        snprintf(text, KURS_EVENT_TEXT_SIZE, "Braking burn: %.2f m/s by %s, station at %.2f km",
                 record->planned_m_s, record->engine, km);
    } else {
        snprintf(text, KURS_EVENT_TEXT_SIZE, "%s, station at %.2f km",
                 flight->burn_leg == KURS_APPROACH_LEGS ? "Station keeping"
                                                        : "Final approach along the port's axis",
                 km);
    }
}

/* A brake is one burn; hold and final approach are a record each, for all of their thrust. */
static kurs_status open_burn(kurs_approach_flight *flight, const kurs_sim_world *world, int leg,
                             const kurs_approach_command *command, double range_m,
                             const kurs_sink *sink)
{
    const kurs_body *body = &flight->body;
    const kurs_spacecraft *ship = &world->mission->spacecraft;
    const int brake = leg < KURS_APPROACH_LEGS;
    flight->burn_open = 1;
    flight->burn_leg = leg;
    flight->burn_gain_m_s = 0.0;
    flight->burn_gain_rtn_m_s = v3(0.0, 0.0, 0.0);
    flight->burn_kg = body->mass_kg;
    flight->record = (kurs_burn){
        .t_on = kurs_body_time(body),
        .met_s = kurs_tai_diff(kurs_body_time(body), body->met_zero),
        .range_m = range_m,
        .planned_m_s = brake ? command->to_gain_m_s : NAN,
    };
    if (brake) {
        snprintf(flight->record.id, sizeof flight->record.id, "brake%d", leg + 1);
    } else {
        snprintf(flight->record.id, sizeof flight->record.id, "%s",
                 leg == KURS_APPROACH_LEGS ? "hold" : "final_approach");
    }
    snprintf(flight->record.engine, sizeof flight->record.engine, "%s",
             command->main_engine ? ship->main.id : ship->thruster.id);
    char text[KURS_EVENT_TEXT_SIZE];
    describe_burn(flight, text);
    return kurs_body_emit_event(body, KURS_PHASE_approach, flight->record.id, text, 0.0, sink);
}

static kurs_status close_burn(kurs_approach_flight *flight, const kurs_sink *sink)
{
    kurs_burn *record = &flight->record;
    flight->burn_open = 0;
    record->t_off = kurs_body_time(&flight->body);
    record->duration_s = kurs_tai_diff(record->t_off, record->t_on);
    record->flown_m_s = flight->burn_gain_m_s;
    record->dv_rtn_m_s = flight->burn_gain_rtn_m_s;
    record->propellant_kg = flight->burn_kg - flight->body.mass_kg;
    return kurs_sink_burn(sink, record);
}

/* Begins and ends the records as the thrust comes and goes. */
static kurs_status follow_burns(kurs_approach_flight *flight, const kurs_sim_world *world,
                                const kurs_approach_command *command, double range_m,
                                const kurs_sink *sink)
{
    const int leg = flight->guidance.leg, thrust = v3_norm(command->acceleration_rtn) > 0.0;
    const int over = flight->burn_leg != leg || (!thrust && leg < KURS_APPROACH_LEGS);
    kurs_status status = KURS_OK;
    if (flight->burn_open && over) {
        status = close_burn(flight, sink);
    }
    if (status >= 0 && thrust && !flight->burn_open) {
        status = open_burn(flight, world, leg, command, range_m, sink);
    }
    return status;
}

/* ---- steps ---------------------------------------------------------------------------------- */

/* Ship against its docked place, in the station's RTN: from it the height of the nose over the
 * port's contact plane [m], which falls through 0 at contact, and its rate. */
static kurs_status nose_height(const kurs_sim_world *world, const kurs_body *body, double *height,
                               double *rate, double *off_axis)
{
    kurs_state station;
    const kurs_status status =
        kurs_sgp4_state_gcrf(world->station, &body->earth, body->t_s, &station);
    if (status < 0) {
        return status;
    }
    const kurs_state rel = kurs_relative_rtn(station, body->s_gcrf);
    const kurs_port *port = &world->mission->station.ports[world->mission->port];
    const kurs_vec3 axis = kurs_lvlh_rtn(port->axis_lvlh);
    const kurs_vec3 off = v3_sub(rel.r, kurs_lvlh_rtn(docked_place(world->mission)));
    *height = v3_dot(off, axis);
    *rate = v3_dot(rel.v, axis);
    *off_axis = v3_norm(v3_axpy(off, -*height, axis));
    return KURS_OK;
}

typedef struct contact_search {
    const kurs_body *start;
    const kurs_sim_world *world;
    kurs_vec3 force_gcrf;
    double flow_kg_s;
} contact_search;

static double height_after(double dt, void *ctx)
{
    const contact_search *search = ctx;
    kurs_body body = *search->start;
    double height, rate, off_axis;
    if (fly_held(&body, search->world, search->force_gcrf, search->flow_kg_s, dt) < 0 ||
        nose_height(search->world, &body, &height, &rate, &off_axis) < 0) {
        return NAN;
    }
    return height;
}

static kurs_status touch(kurs_approach_flight *flight, const kurs_sim_world *world,
                         const kurs_sink *sink)
{
    const kurs_port *port = &world->mission->station.ports[world->mission->port];
    double height, rate, off_axis;
    char text[KURS_EVENT_TEXT_SIZE];
    kurs_status status = emit_row(flight, world, v3(0, 0, 0), 0.0, sink);
    if (status >= 0 && flight->burn_open) {
        status = close_burn(flight, sink);
    }
    if (status >= 0) {
        status = nose_height(world, &flight->body, &height, &rate, &off_axis);
    }
    if (status < 0) {
        return status;
    }
    const kurs_approach_rules *rules = &world->mission->approach;
    if (!(-rate >= 0.0 && -rate <= rules->contact_speed_max_m_s &&
          off_axis <= rules->contact_offset_max_m)) {
        flight->failed = flight->done = 1;
        snprintf(text, sizeof text, "No docking at %s: %.2f m/s, %.0f cm off the axis", port->name,
                 -rate, 100.0 * off_axis);
        return kurs_body_emit_event(&flight->body, KURS_PHASE_approach, "approach_failed", text,
                                    0.0, sink);
    }
    flight->contact = 1;
    flight->body.arc++;
    snprintf(text, sizeof text, "Contact at %s: %.2f m/s, %.0f cm off the axis", port->name, -rate,
             100.0 * off_axis);
    return kurs_body_emit_event(&flight->body, KURS_PHASE_contact, "docking_contact", text, 0.0,
                                sink);
}

/* The tanks are empty short of the port: the approach is over. */
static kurs_status run_dry(kurs_approach_flight *flight, const kurs_sim_world *world,
                           const kurs_sink *sink)
{
    kurs_status status = flight->burn_open ? close_burn(flight, sink) : KURS_OK;
    if (status >= 0) {
        status = emit_row(flight, world, v3(0, 0, 0), 0.0, sink);
    }
    flight->done = 1;
    return status < 0 ? status : kurs_body_emit_dry(&flight->body, KURS_PHASE_approach, sink);
}

/* A second of the approach under a command; ends early at contact or with empty tanks. */
static kurs_status approach_cycle(kurs_approach_flight *flight, const kurs_sim_world *world,
                                  const kurs_sink *sink)
{
    kurs_body *body = &flight->body;
    const kurs_spacecraft *ship = &world->mission->spacecraft;
    kurs_state station;
    kurs_status status = kurs_sgp4_state_gcrf(world->station, &body->earth, body->t_s, &station);
    if (status < 0) {
        return status;
    }
    const kurs_approach_setup setup = setup_of(world->mission);
    const kurs_state rel = kurs_relative_rtn(station, body->s_gcrf);
    const double t_s = body->t_s - flight->t0_s;
    const kurs_approach_command command = kurs_approach_cycle(
        &flight->guidance, &setup, t_s, CYCLE_S, rel, kurs_rtn_rate(station).z, body->mass_kg);
    const kurs_vec3 force =
        v3_scale(body->mass_kg, kurs_m3_tmulv(kurs_rtn_axes(station), command.acceleration_rtn));
    const kurs_engine *engine = command.main_engine ? &ship->main : &ship->thruster;
    const double flow = v3_norm(force) / (KURS_G0 * engine->isp_vac_s);
    const int leg = flight->guidance.leg, thrust = v3_norm(force) > 0.0;
    status = follow_burns(flight, world, &command, v3_norm(rel.r), sink);
    if (status >= 0 && (thrust || t_s - flight->coast_row_s >= COAST_ROW_S - 1e-6)) {
        status = emit_row(flight, world, force, flow, sink);
        flight->coast_row_s = thrust ? -COAST_ROW_S : t_s;
    }
    if (status < 0) {
        return status;
    }
    const double feed = kurs_spacecraft_burn_time(ship, body->mass_kg, flow);
    flight->dry = feed < CYCLE_S;
    const double cycle = fmin(CYCLE_S, feed);
    double dt = cycle, height = 0.0;
    contact_search search = {body, world, force, flow};
    if (leg > KURS_APPROACH_LEGS) {
        if (height_after(0.0, &search) <= 0.0) { /* behind the port's plane already */
            return touch(flight, world, sink);
        }
        height = height_after(cycle, &search);
        if (height <= 0.0) {
            status = kurs_root(height_after, &search, 0.0, cycle, 1e-9, &dt);
        }
    }
    if (status < 0) {
        return status;
    }
    const double before = body->mass_kg;
    status = fly_held(body, world, force, flow, dt);
    if (flight->burn_open && thrust && status >= 0) {
        const double gain = KURS_G0 * engine->isp_vac_s * log(before / body->mass_kg);
        flight->burn_gain_m_s += gain;
        flight->burn_gain_rtn_m_s =
            v3_axpy(flight->burn_gain_rtn_m_s, gain / v3_norm(command.acceleration_rtn),
                    command.acceleration_rtn);
    }
    if (status >= 0 && leg > KURS_APPROACH_LEGS && height <= 0.0) {
        flight->dry = 0;
        status = touch(flight, world, sink);
    }
    return status >= 0 && flight->dry ? run_dry(flight, world, sink) : status;
}

/* A tenth of a second of the docking gear. */
static kurs_status gear_cycle(kurs_approach_flight *flight, const kurs_sim_world *world,
                              const kurs_sink *sink)
{
    kurs_body *body = &flight->body;
    kurs_state docked;
    kurs_status status = kurs_docked_state(world, &body->earth, body->t_s, &docked);
    if (status < 0) {
        return status;
    }
    const kurs_vec3 off = v3_sub(body->s_gcrf.r, docked.r);
    const kurs_vec3 rate = v3_sub(body->s_gcrf.v, docked.v);
    const kurs_vec3 pull = v3_scale(-GEAR_RATE * GEAR_RATE, off);
    const kurs_vec3 force = v3_scale(body->mass_kg, v3_axpy(pull, -2.0 * GEAR_RATE, rate));
    status = emit_row(flight, world, force, 0.0, sink);
    if (status >= 0) {
        status = fly_held(body, world, force, 0.0, GEAR_CYCLE_S);
    }
    flight->contact_s += GEAR_CYCLE_S;
    if (status >= 0 && flight->contact_s >= GEAR_TIME_S) {
        flight->done = 1;
        status = emit_row(flight, world, v3(0, 0, 0), 0.0, sink);
    }
    return status;
}

kurs_status kurs_approach_step(kurs_approach_flight *flight, const kurs_sim_world *world,
                               const kurs_sink *sink)
{
    if (flight->done) {
        return KURS_ERR_ARGUMENT;
    }
    return flight->contact ? gear_cycle(flight, world, sink) : approach_cycle(flight, world, sink);
}
