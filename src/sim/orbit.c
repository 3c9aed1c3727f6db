/* SPDX-License-Identifier: Apache-2.0 */
/* Free flight: coasts and planned burns, rows once a minute and every two seconds under thrust. */
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "math/math.h"

#define COAST_ROW_S 60.0
#define BURN_ROW_S 2.0

void kurs_orbit_init(kurs_orbit_flight *flight, const kurs_body *body)
{
    *flight = (kurs_orbit_flight){.body = *body, .opening = 1};
    const double met = kurs_tai_diff(kurs_body_time(body), body->met_zero);
    flight->next_row_s = (floor(met / COAST_ROW_S) + 1.0) * COAST_ROW_S;
}

/* Body clock of an instant. */
static double clock_of(const kurs_body *body, kurs_tai t)
{
    return kurs_tai_diff(t, body->earth.t_ref);
}

static void arm_burn(kurs_orbit_flight *flight, const kurs_spacecraft *ship)
{
    const kurs_planned_burn *burn = &flight->plan.burns[flight->next];
    double isp;
    const double force = kurs_spacecraft_thrust(ship, burn->thrusters, &isp);
    flight->arc = kurs_thrust_arc_make(force, isp, burn->dv_gcrf_m_s, flight->body.mass_kg,
                                       clock_of(&flight->body, burn->t_mid));
    const double feed =
        kurs_spacecraft_burn_time(ship, flight->body.mass_kg, flight->arc.flow_kg_s);
    flight->dry = feed < flight->arc.t_off - flight->arc.t_on;
    flight->arc.t_off = fmin(flight->arc.t_off, flight->arc.t_on + feed);
}

void kurs_orbit_take_plan(kurs_orbit_flight *flight, const kurs_phasing_plan *plan, int next)
{
    flight->plan = *plan;
    flight->next = next;
    flight->replan = 0;
}

static kurs_status emit_row(const kurs_orbit_flight *flight, const kurs_sim_world *world,
                            const kurs_sink *sink)
{
    const kurs_body *body = &flight->body;
    kurs_row_extra extra = {.phase = flight->burning ? KURS_PHASE_burn : KURS_PHASE_free_flight,
                            .bank = NAN};
    if (flight->burning) {
        extra.flow_kg_s = flight->arc.flow_kg_s;
        extra.thrust_gcrf_n = v3_scale(flight->arc.force_n, flight->arc.direction);
    }
    const kurs_vec3 drag =
        kurs_drag_acceleration(&body->earth, body->t_s, body->s_gcrf,
                               world->mission->spacecraft.cd_area_m2, body->mass_kg);
    extra.aero_gcrf_n = v3_scale(body->mass_kg, drag);
    const kurs_status status = kurs_port_range(world, body, &extra.range_m, &extra.range_rate_m_s);
    return status < 0 ? status : kurs_body_emit_row(body, &extra, sink);
}

/* Flies to a time of the body's clock; the thrust is on or off all the way. */
static kurs_status fly_to(kurs_orbit_flight *flight, const kurs_sim_world *world, double t_s)
{
    kurs_body *body = &flight->body;
    kurs_thrust_arc arc = flight->arc;
    const kurs_forces forces = {.earth = &body->earth,
                                .cd_area_m2 = world->mission->spacecraft.cd_area_m2,
                                .arcs = &arc,
                                .arc_count = flight->burning};
    kurs_flight_point p = {body->t_s, body->s_gcrf, body->mass_kg};
    const kurs_status status = kurs_orbit_propagate(&forces, &p, t_s);
    if (status < 0) {
        return status;
    }
    body->t_s = p.t_s;
    body->s_gcrf = p.s_gcrf;
    body->mass_kg = p.mass_kg;
    return KURS_OK;
}

/* A row that ends one arc and a row that begins the next, about a change of thrust. */
static kurs_status turn_arc(kurs_orbit_flight *flight, const kurs_sim_world *world,
                            const kurs_sink *sink, int burning)
{
    kurs_status status = emit_row(flight, world, sink);
    if (status >= 0) {
        flight->burning = burning;
        flight->body.arc++;
        status = emit_row(flight, world, sink);
    }
    return status;
}

/* What a burn of the phasing plan is for, in words. */
static const char *burn_name(const char *id)
{
    static const char *const names[][2] = {
        {"dv1", "First phasing burn"},     {"dv2", "Second phasing burn"},
        {"transfer", "Transfer burn"},     {"trim", "Trim on the way"},
        {"rendezvous", "Rendezvous burn"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(id, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return id;
}

static kurs_status ignite(kurs_orbit_flight *flight, const kurs_sim_world *world,
                          const kurs_sink *sink)
{
    const kurs_planned_burn *burn = &flight->plan.burns[flight->next];
    const kurs_body *body = &flight->body;
    const kurs_spacecraft *ship = &world->mission->spacecraft;
    kurs_state station;
    kurs_status status = kurs_sgp4_state_gcrf(world->station, &body->earth, body->t_s, &station);
    if (status < 0) {
        return status;
    }
    flight->record = (kurs_burn){
        .t_on = kurs_body_time(body),
        .met_s = kurs_tai_diff(kurs_body_time(body), body->met_zero),
        .planned_m_s = v3_norm(burn->dv_gcrf_m_s),
        .range_m = v3_norm(v3_sub(body->s_gcrf.r, station.r)),
    };
    snprintf(flight->record.id, sizeof flight->record.id, "%s", burn->id);
    snprintf(flight->record.engine, sizeof flight->record.engine, "%s",
             burn->thrusters > 0 ? ship->thruster.id : ship->main.id);
    flight->burn_mass_kg = body->mass_kg;
    flight->burn_start = body->s_gcrf;
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "%s: %.2f m/s by %s, station at %.1f km", burn_name(burn->id),
             flight->record.planned_m_s, flight->record.engine, flight->record.range_m / 1000.0);
    status = turn_arc(flight, world, sink, 1);
    return status < 0 ? status
                      : kurs_body_emit_event(body, KURS_PHASE_burn, burn->id, text, 0.0, sink);
}

static kurs_status cut_off(kurs_orbit_flight *flight, const kurs_sim_world *world,
                           const kurs_sink *sink)
{
    kurs_status status = turn_arc(flight, world, sink, 0);
    const kurs_body *body = &flight->body;
    kurs_burn *record = &flight->record;
    const double exhaust = flight->arc.force_n / flight->arc.flow_kg_s;
    record->t_off = kurs_body_time(body);
    record->duration_s = kurs_tai_diff(record->t_off, record->t_on);
    record->propellant_kg = flight->burn_mass_kg - body->mass_kg;
    record->flown_m_s = exhaust * log(flight->burn_mass_kg / body->mass_kg);
    record->dv_rtn_m_s = v3_scale(
        record->flown_m_s, kurs_m3_mulv(kurs_rtn_axes(flight->burn_start), flight->arc.direction));
    flight->next++;
    flight->replan = flight->next < flight->plan.count && !flight->dry;
    if (status >= 0) {
        status = kurs_sink_burn(sink, record);
    }
    if (status >= 0 && flight->dry) {
        flight->done = 1;
        status = kurs_body_emit_dry(body, KURS_PHASE_burn, sink);
    }
    return status;
}

kurs_status kurs_orbit_step(kurs_orbit_flight *flight, const kurs_sim_world *world,
                            const kurs_sink *sink)
{
    if (flight->plan.count == 0 || flight->done) {
        return KURS_ERR_ARGUMENT;
    }
    if (flight->opening) { /* the row that begins the arc of free flight */
        flight->opening = 0;
        return emit_row(flight, world, sink);
    }
    kurs_body *body = &flight->body;
    kurs_status status = flight->burning ? KURS_OK : kurs_body_renew(body);
    if (status < 0) {
        return status;
    }
    const double arrival = clock_of(body, flight->plan.arrival);
    if (flight->burning) {
        const double stop = fmin(body->t_s + BURN_ROW_S, flight->arc.t_off);
        status = fly_to(flight, world, stop);
        if (status >= 0) {
            status = stop == flight->arc.t_off ? cut_off(flight, world, sink)
                                               : emit_row(flight, world, sink);
        }
        return status;
    }
    double stop = fmin(arrival, clock_of(body, kurs_tai_add(body->met_zero, flight->next_row_s)));
    int ignition = 0;
    if (flight->next < flight->plan.count) {
        arm_burn(flight, &world->mission->spacecraft);
        ignition = flight->arc.t_on <= stop;
        stop = fmin(stop, flight->arc.t_on);
    }
    status = fly_to(flight, world, fmax(stop, body->t_s));
    if (status < 0) {
        return status;
    }
    if (ignition) {
        return ignite(flight, world, sink);
    }
    flight->done = body->t_s >= arrival;
    flight->next_row_s += flight->done ? 0.0 : COAST_ROW_S;
    return emit_row(flight, world, sink);
}
