/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/entry.h"

#include <math.h>
#include <stdio.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "kurs/orbit.h"
#include "math/math.h"

#define SPRINGS_S 1.0
#define ORBIT_ROW_S 60.0
#define BURN_ROW_S 10.0
#define FALL_ROW_S 10.0
#define ENTRY_ROW_S 1.0
#define CANOPY_ROW_S 5.0
#define SHORTEST_ROW_S 0.02
/* Largest gap between a force and the straight line between two rows [m/s2]. */
#define ROW_GAP_M_S2 1.5e-4
/* Exhaust speed of the solid soft-landing engines [m/s]: an estimate. */
#define SOLID_EXHAUST_M_S 2200.0
/* The structure under the seats gives way for this long at contact: an estimate. */
#define CONTACT_S 0.1

static kurs_phase phase_of(kurs_return_leg leg)
{
    switch (leg) {
    case KURS_RETURN_springs:
    case KURS_RETURN_drift:
        return KURS_PHASE_undocking;
    case KURS_RETURN_separation_burn:
    case KURS_RETURN_coast:
        return KURS_PHASE_departure;
    case KURS_RETURN_deorbit_start:
    case KURS_RETURN_deorbit_burn:
        return KURS_PHASE_deorbit;
    case KURS_RETURN_descent:
    case KURS_RETURN_fall:
        return KURS_PHASE_descent;
    case KURS_RETURN_entry:
        return KURS_PHASE_entry;
    case KURS_RETURN_landed:
        return KURS_PHASE_landed;
    default:
        return KURS_PHASE_parachute;
    }
}

static double height(const kurs_body *b)
{
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(&b->earth, b->t_s);
    return kurs_geodetic_from_itrf(kurs_m3_mulv(gcrf_itrf, b->s_gcrf.r)).h;
}

static double clock_of(const kurs_return_flight *f, kurs_tai t)
{
    return kurs_tai_diff(t, f->body.earth.t_ref);
}

static kurs_status tell(const kurs_return_flight *f, const kurs_sink *sink, const char *id,
                        const char *text, double jettisoned_kg)
{
    return kurs_body_emit_event(&f->body, phase_of(f->leg), id, text, jettisoned_kg, sink);
}

/* ---- rows ---- */

/* Range and its rate to the port that was left; NaN once the modules have parted. */
static kurs_status range_of(const kurs_return_flight *f, kurs_row_extra *extra)
{
    extra->range_m = NAN;
    extra->range_rate_m_s = NAN;
    if (f->leg >= KURS_RETURN_fall || f->setup.alone) {
        return KURS_OK;
    }
    kurs_state station;
    const kurs_status status =
        kurs_sgp4_state_gcrf(&f->setup.station, &f->body.earth, f->body.t_s, &station);
    if (status < 0) {
        return status;
    }
    const kurs_mat3 gcrf_rtn = kurs_rtn_axes(station);
    const kurs_vec3 rate = kurs_m3_tmulv(gcrf_rtn, kurs_rtn_rate(station));
    const kurs_vec3 arm = kurs_m3_tmulv(gcrf_rtn, f->port_rtn_m);
    const kurs_vec3 r = v3_sub(f->body.s_gcrf.r, v3_add(station.r, arm));
    const kurs_vec3 v = v3_sub(f->body.s_gcrf.v, v3_add(station.v, v3_cross(rate, arm)));
    extra->range_m = v3_norm(r);
    extra->range_rate_m_s = extra->range_m > 1e-3 ? v3_dot(r, v) / extra->range_m : 0.0;
    return KURS_OK;
}

static kurs_flight_point point_of(const kurs_body *b)
{
    return (kurs_flight_point){b->t_s, b->s_gcrf, b->mass_kg};
}

static void move_body(kurs_body *b, const kurs_flight_point *p)
{
    b->t_s = p->t_s;
    b->s_gcrf = p->s_gcrf;
    b->mass_kg = p->mass_kg;
}

kurs_status kurs_return_row(const kurs_return_flight *f, const kurs_sink *sink)
{
    kurs_row_extra extra = {.phase = phase_of(f->leg), .bank = NAN};
    const kurs_status status = range_of(f, &extra);
    if (status < 0) {
        return status;
    }
    if (f->leg < KURS_RETURN_fall) {
        extra.held = f->thrust_n > 0.0;
        extra.flow_kg_s = f->flow_kg_s;
        extra.thrust_gcrf_n = v3_scale(f->thrust_n, f->thrust_dir_gcrf);
        const kurs_vec3 drag = kurs_drag_acceleration(&f->body.earth, f->body.t_s, f->body.s_gcrf,
                                                      f->setup.ship.cd_area_m2, f->body.mass_kg);
        extra.aero_gcrf_n = v3_scale(f->body.mass_kg, drag);
    } else if (f->leg < KURS_RETURN_landed) {
        const kurs_flight_point p = point_of(&f->body);
        kurs_capsule_forces forces;
        kurs_capsule_forces_at(&f->capsule, &f->body.earth, &p, &forces);
        extra.flow_kg_s = f->capsule.flow_kg_s;
        extra.thrust_gcrf_n = forces.thrust_gcrf_n;
        extra.aero_gcrf_n = forces.aero_gcrf_n;
        extra.bank = f->capsule.lifting ? forces.bank : NAN;
        extra.wind = &f->capsule.wind;
    } else {
        extra.attached = 1;
    }
    kurs_row row;
    kurs_body_row(&f->body, &extra, &row);
    if (f->leg == KURS_RETURN_landed) {
        row.load_g = 1.0; /* the ground carries it */
    }
    return kurs_sink_row(sink, &row);
}

/* ---- orbital legs ---- */

static void set_thrust(kurs_return_flight *f, double force, double flow, kurs_vec3 dir, double dv)
{
    f->thrust_n = force;
    f->flow_kg_s = flow;
    f->thrust_dir_gcrf = dir;
    f->planned_m_s = dv;
    f->burn_mass_kg = f->body.mass_kg;
    f->burn_state = f->body.s_gcrf;
}

static void command_burn(kurs_return_flight *f)
{
    f->burn_command = f->leg_start;
    f->command_r_gcrf = f->body.s_gcrf.r;
}

/* The running burn ends after `length` or with empty tanks. */
static void set_cutoff(kurs_return_flight *f, double length)
{
    const double feed = kurs_spacecraft_burn_time(&f->setup.ship, f->body.mass_kg, f->flow_kg_s);
    f->dry = feed < length;
    f->leg_end = kurs_tai_add(f->leg_start, fmin(length, feed));
}

/* Sets up the orbital leg that begins now. */
static void begin_orbital(kurs_return_flight *f)
{
    const kurs_return_setup *s = &f->setup;
    const double mass = f->body.mass_kg;
    set_thrust(f, 0.0, 0.0, v3(0.0, 0.0, 0.0), 0.0);
    switch (f->leg) {
    case KURS_RETURN_springs:
        set_thrust(f, mass * s->ship.spring_speed_m_s / SPRINGS_S, 0.0, s->port_axis_gcrf, 0.0);
        f->leg_end = kurs_tai_add(f->leg_start, SPRINGS_S);
        break;
    case KURS_RETURN_drift:
        f->leg_end = s->plan.separation_on;
        break;
    case KURS_RETURN_separation_burn: {
        const double dv = v3_norm(s->plan.separation_dv_gcrf_m_s);
        const double exhaust = s->ship.thruster.isp_vac_s * KURS_G0;
        const double force = mass * dv / s->plan.separation_s; /* the thrusters pulse */
        const double length = mass * -expm1(-dv / exhaust) * exhaust / force;
        set_thrust(f, force, force / exhaust, v3_unit(s->plan.separation_dv_gcrf_m_s), dv);
        command_burn(f);
        set_cutoff(f, length);
        break;
    }
    case KURS_RETURN_coast:
        f->leg_end = s->plan.burn_on;
        break;
    case KURS_RETURN_deorbit_start:
        command_burn(f);
        f->leg_end = kurs_tai_add(f->leg_start, s->ship.main_dead_time_s);
        break;
    case KURS_RETURN_deorbit_burn: {
        const double exhaust = s->ship.main.isp_vac_s * KURS_G0;
        const double flow = s->ship.main.f_vac_n / exhaust;
        const double dv = s->plan.deorbit_m_s;
        set_thrust(f, s->ship.main.f_vac_n, flow, s->plan.deorbit_dir_gcrf, dv);
        set_cutoff(f, mass * -expm1(-dv / exhaust) / flow);
        break;
    }
    default:
        f->leg_end = kurs_tai_add(s->plan.burn_on, s->rules.module_separation_s);
        break;
    }
}

/* Takes down the burn that has just ended. */
static kurs_status tell_burn(const kurs_return_flight *f, const kurs_sink *sink, const char *id,
                             const char *engine)
{
    kurs_state station = {.r = {NAN, NAN, NAN}};
    const kurs_status status = f->setup.alone
                                   ? KURS_OK
                                   : kurs_sgp4_state_gcrf(&f->setup.station, &f->body.earth,
                                                          clock_of(f, f->burn_command), &station);
    if (status < 0) {
        return status;
    }
    const kurs_tai now = kurs_body_time(&f->body);
    const double exhaust = f->thrust_n / f->flow_kg_s;
    const double flown = exhaust * log(f->burn_mass_kg / f->body.mass_kg);
    kurs_burn burn = {
        .t_on = f->burn_command,
        .t_off = now,
        .met_s = kurs_tai_diff(f->burn_command, f->body.met_zero),
        .planned_m_s = f->planned_m_s,
        .flown_m_s = flown,
        .dv_rtn_m_s =
            kurs_m3_mulv(kurs_rtn_axes(f->burn_state), v3_scale(flown, f->thrust_dir_gcrf)),
        .duration_s = kurs_tai_diff(now, f->burn_command),
        .propellant_kg = f->burn_mass_kg - f->body.mass_kg,
        .range_m = v3_norm(v3_sub(f->command_r_gcrf, station.r)),
    };
    snprintf(burn.id, sizeof burn.id, "%s", id);
    snprintf(burn.engine, sizeof burn.engine, "%s", engine);
    return kurs_sink_burn(sink, &burn);
}

/* What is told when a leg ends, before the next one begins. */
static kurs_status end_orbital(kurs_return_flight *f, const kurs_sink *sink)
{
    if (f->leg == KURS_RETURN_separation_burn) {
        return tell_burn(f, sink, "separation", f->setup.ship.thruster.id);
    }
    if (f->leg == KURS_RETURN_deorbit_burn) {
        const kurs_status status = tell_burn(f, sink, "deorbit", f->setup.ship.main.id);
        return status < 0 ? status : tell(f, sink, "deorbit_burn_end", "deorbit burn ends", 0.0);
    }
    return KURS_OK;
}

static kurs_status greet_orbital(const kurs_return_flight *f, const kurs_sink *sink)
{
    switch (f->leg) {
    case KURS_RETURN_springs:
        return tell(f, sink, "undocking", "undocking: springs push the ship away", 0.0);
    case KURS_RETURN_separation_burn:
        return tell(f, sink, "separation_burn", "separation burn", 0.0);
    case KURS_RETURN_deorbit_start:
        return tell(f, sink, "deorbit_burn", "deorbit burn commanded", 0.0);
    default:
        return KURS_OK;
    }
}

static double orbital_row_step(kurs_return_leg leg)
{
    switch (leg) {
    case KURS_RETURN_springs:
    case KURS_RETURN_separation_burn:
        return 1.0;
    case KURS_RETURN_drift:
    case KURS_RETURN_deorbit_burn:
        return BURN_ROW_S;
    default:
        return ORBIT_ROW_S;
    }
}

static kurs_status move_orbital(kurs_return_flight *f, double t_end)
{
    kurs_flight_point p = point_of(&f->body);
    const kurs_thrust_arc arc = {p.t_s, t_end, f->thrust_dir_gcrf, f->thrust_n, f->flow_kg_s};
    const kurs_forces forces = {&f->body.earth, f->setup.ship.cd_area_m2, &arc, f->thrust_n > 0.0};
    const kurs_status status = kurs_orbit_propagate(&forces, &p, t_end);
    if (status >= 0) {
        move_body(&f->body, &p);
    }
    return status;
}

/* Sets the time left in a leg; INFINITY where only a height ends it. */
static void set_timer(kurs_return_flight *f, double wait_s)
{
    f->leg_start = kurs_body_time(&f->body);
    f->leg_end = kurs_tai_add(f->leg_start, isfinite(wait_s) ? wait_s : 1e6);
}

static void begin_fall(kurs_return_flight *f)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    f->leg = KURS_RETURN_fall;
    f->capsule = (kurs_capsule){
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag},
        .lifting = f->setup.lift_up,
        .bank_t_s = f->body.t_s,
        .wind = f->setup.wind,
    };
    f->row_step_s = FALL_ROW_S;
    set_timer(f, INFINITY);
}

/* The modules part: only the descent module is followed. */
static kurs_status part(kurs_return_flight *f, const kurs_sink *sink)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    const double left = f->body.mass_kg - ship->descent_module_kg;
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text,
             "by the timer, %.0f s after the deorbit command: orbital module (%.0f kg) and "
             "instrument module (%.0f kg) part from the descent module",
             f->setup.rules.module_separation_s, ship->orbital_module_kg,
             left - ship->orbital_module_kg);
    f->body.mass_kg = ship->descent_module_kg;
    begin_fall(f);
    return tell(f, sink, "module_separation", text, left);
}

static kurs_status step_orbital(kurs_return_flight *f, const kurs_sink *sink)
{
    const double t_leg = clock_of(f, f->leg_end);
    const double left = t_leg - f->body.t_s;
    const double step = orbital_row_step(f->leg);
    if (left > 0.0) {
        const double t_end = left > 1.001 * step ? f->body.t_s + step : t_leg;
        const kurs_status status = move_orbital(f, t_end);
        if (status < 0) {
            return status;
        }
        if (t_end < t_leg) {
            return kurs_return_row(f, sink);
        }
    }
    kurs_status status = kurs_return_row(f, sink);
    if (status >= 0) {
        status = end_orbital(f, sink);
    }
    if (status < 0) {
        return status;
    }
    f->leg_start = f->leg_end;
    f->body.arc++;
    if (f->dry) {
        f->done = 1;
        return kurs_body_emit_dry(&f->body, phase_of(f->leg), sink);
    }
    if (f->leg == KURS_RETURN_descent) {
        status = part(f, sink);
        return status < 0 ? status : kurs_return_row(f, sink);
    }
    f->leg++;
    begin_orbital(f);
    status = greet_orbital(f, sink);
    return status < 0 ? status : kurs_return_row(f, sink);
}

/* ---- the descent module ---- */

static void fill_canopy(kurs_return_flight *f, double cd_area)
{
    f->capsule.canopy_from_m2 = kurs_capsule_canopy(&f->capsule, f->body.t_s);
    f->capsule.canopy_to_m2 = cd_area;
    f->capsule.canopy_t_s = f->body.t_s;
    f->capsule.canopy_fill_s = f->setup.ship.inflation_s;
}

/* The height that ends a leg, NaN where there is none. */
static double last_height(const kurs_return_flight *f)
{
    const kurs_return_setup *s = &f->setup;
    switch (f->leg) {
    case KURS_RETURN_fall:
        return s->rules.entry_interface_m;
    case KURS_RETURN_entry:
        return s->ship.drogue_deploy_m;
    case KURS_RETURN_ground:
        return NAN;
    case KURS_RETURN_soft_landing:
        return s->zone.height_m;
    default:
        return s->zone.height_m + s->ship.soft_landing_height_m;
    }
}

static kurs_status begin_entry(kurs_return_flight *f, const kurs_sink *sink)
{
    f->leg = KURS_RETURN_entry;
    f->row_step_s = ENTRY_ROW_S;
    set_timer(f, INFINITY);
    f->guidance_next = f->leg_start;
    return tell(f, sink, "entry_interface", "entry interface", 0.0);
}

static kurs_status begin_parachute(kurs_return_flight *f, const kurs_sink *sink)
{
    if (f->peak_load_g > 0.0) {
        const kurs_status status = kurs_sink_event(sink, &f->peak);
        if (status < 0) {
            return status;
        }
    }
    f->leg = KURS_RETURN_pilot;
    f->capsule.lifting = 0; /* the capsule swings under its lines */
    f->capsule.bank_rate = 0.0;
    fill_canopy(f, f->setup.ship.pilot_cd_area_m2);
    set_timer(f, f->setup.ship.inflation_s);
    f->body.arc++;
    return tell(f, sink, "parachute", "parachute command: pilot canopies", 0.0);
}

static kurs_status begin_main(kurs_return_flight *f, const kurs_sink *sink)
{
    f->leg = KURS_RETURN_reefed;
    fill_canopy(f, f->setup.ship.main_reefed_cd_area_m2);
    set_timer(f, f->setup.ship.reefed_time_s);
    f->body.arc++;
    return tell(f, sink, "main_parachute", "main parachute opens, reefed", 0.0);
}

static kurs_status drop_shield(kurs_return_flight *f, const kurs_sink *sink)
{
    f->leg = KURS_RETURN_main_light;
    f->body.mass_kg -= f->setup.ship.heat_shield_kg;
    f->body.arc++;
    set_timer(f, INFINITY);
    return tell(f, sink, "heat_shield_drop", "heat shield falls off", f->setup.ship.heat_shield_kg);
}

static kurs_status begin_soft_landing(kurs_return_flight *f, const kurs_sink *sink)
{
    f->leg = KURS_RETURN_soft_landing;
    f->capsule.engine_n = f->setup.ship.soft_landing_force_n;
    f->capsule.flow_kg_s = f->capsule.engine_n / SOLID_EXHAUST_M_S;
    f->body.arc++;
    set_timer(f, f->setup.ship.soft_landing_time_s);
    return tell(f, sink, "soft_landing", "soft-landing engines fire", 0.0);
}

/* The engines are empty before the ground is reached: the canopy carries the rest. */
static void end_soft_landing(kurs_return_flight *f)
{
    f->capsule.engine_n = 0.0;
    f->capsule.flow_kg_s = 0.0;
    f->body.arc++;
    set_timer(f, INFINITY);
}

/* Velocity of the ground under the body, GCRF. */
static kurs_vec3 ground_velocity(const kurs_body *b)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&b->earth, b->t_s);
    return v3_scale(KURS_EARTH_OMEGA, v3_cross(pole, b->s_gcrf.r));
}

/* Contact: the engines stop, the canopy goes slack, the ground brings the capsule to rest by a
 * steady force over CONTACT_S. */
static kurs_status begin_ground(kurs_return_flight *f, const kurs_sink *sink)
{
    kurs_body *b = &f->body;
    f->leg = KURS_RETURN_ground;
    f->capsule = (kurs_capsule){.glider = {0.0, 0.0, 0.0}};
    b->arc++;
    set_timer(f, CONTACT_S);
    f->row_step_s = CONTACT_S;
    for (int i = 0; i < 3; i++) { /* velocity left at the end -> force; linear but for gravity */
        kurs_flight_point p = point_of(b);
        kurs_status status =
            kurs_capsule_move(&f->capsule, &b->earth, &p, b->t_s + CONTACT_S, 0.0, NULL);
        if (status < 0) {
            return status;
        }
        kurs_body then = *b;
        move_body(&then, &p);
        const kurs_vec3 left = v3_sub(p.s_gcrf.v, ground_velocity(&then));
        f->capsule.push_gcrf_n = v3_axpy(f->capsule.push_gcrf_n, -b->mass_kg / CONTACT_S, left);
    }
    return tell(f, sink, "landing", "landing", 0.0);
}

static void begin_rest(kurs_return_flight *f)
{
    f->leg = KURS_RETURN_landed;
    f->body.arc++;
    f->body.s_gcrf.v = ground_velocity(&f->body);
    f->done = 1;
}

/* A leg has come to its height or its time. */
static kurs_status next_leg(kurs_return_flight *f, int low, const kurs_sink *sink)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    if (low && f->leg >= KURS_RETURN_pilot && f->leg < KURS_RETURN_soft_landing) {
        return begin_soft_landing(f, sink);
    }
    switch (f->leg) {
    case KURS_RETURN_fall:
        return begin_entry(f, sink);
    case KURS_RETURN_entry:
        return begin_parachute(f, sink);
    case KURS_RETURN_pilot:
        f->leg = KURS_RETURN_drogue;
        f->body.arc++;
        fill_canopy(f, ship->drogue_cd_area_m2);
        set_timer(f, ship->drogue_time_s);
        return KURS_OK;
    case KURS_RETURN_drogue:
        return begin_main(f, sink);
    case KURS_RETURN_reefed:
        f->leg = KURS_RETURN_main_filling;
        f->body.arc++;
        fill_canopy(f, ship->main_cd_area_m2);
        set_timer(f, ship->inflation_s);
        return KURS_OK;
    case KURS_RETURN_main_filling:
        f->leg = KURS_RETURN_main;
        f->body.arc++;
        set_timer(f, KURS_HEAT_SHIELD_WAIT_S);
        return KURS_OK;
    case KURS_RETURN_main:
        return drop_shield(f, sink);
    case KURS_RETURN_soft_landing:
        if (!low) {
            end_soft_landing(f);
            return KURS_OK;
        }
        return begin_ground(f, sink);
    default:
        begin_rest(f);
        return KURS_OK;
    }
}

/* Asks the guidance when its cycle is due and sets the rate of roll. */
static kurs_status steer(kurs_return_flight *f, const kurs_sink *sink)
{
    kurs_body *b = &f->body;
    if (f->leg != KURS_RETURN_entry || f->setup.ballistic) {
        return KURS_OK;
    }
    const double due = clock_of(f, f->guidance_next);
    if (b->t_s >= due - 1e-9) {
        const kurs_state s_itrf = kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf);
        const kurs_status status = kurs_entry_guidance_step(&f->guidance, s_itrf, &f->bank_wanted);
        if (status < 0 && status != KURS_ERR_NO_SOLUTION) {
            return status;
        }
        f->unsteered += status == KURS_ERR_NO_SOLUTION;
        f->guidance_next = kurs_tai_add(f->guidance_next, f->guidance.rules.cycle_s);
        if (!f->capsule.lifting) { /* the capsule is rolled before there is air to feel */
            f->capsule.lifting = 1;
            f->capsule.bank = f->bank_wanted;
            f->body.arc++;
        }
    }
    f->capsule.bank = kurs_capsule_bank(&f->capsule, b->t_s);
    f->capsule.bank_t_s = b->t_s;
    const double turn = f->bank_wanted - f->capsule.bank;
    f->capsule.bank_rate = fabs(turn) < 1e-9 ? 0.0 : copysign(f->guidance.rules.bank_rate, turn);
    if (f->guidance.active && !f->steering) {
        f->steering = 1;
        return tell(f, sink, "guidance_start", "entry guidance begins to steer", 0.0);
    }
    return KURS_OK;
}

/* How long the forces keep one law: to the end of the leg, the roll or the guidance cycle. */
static double smooth_time(const kurs_return_flight *f)
{
    double left = clock_of(f, f->leg_end) - f->body.t_s;
    if (f->leg == KURS_RETURN_entry && !f->setup.ballistic) {
        left = fmin(left, clock_of(f, f->guidance_next) - f->body.t_s);
        if (f->capsule.bank_rate != 0.0) {
            left = fmin(left, (f->bank_wanted - f->capsule.bank) / f->capsule.bank_rate);
        }
    }
    const kurs_capsule *c = &f->capsule;
    const double filling = c->canopy_t_s + c->canopy_fill_s - f->body.t_s;
    return c->canopy_fill_s > 0.0 && filling > 1e-9 ? fmin(left, filling) : left;
}

kurs_vec3 kurs_capsule_felt(const kurs_capsule *capsule, const kurs_earth *earth,
                            const kurs_flight_point *p)
{
    kurs_capsule_forces forces;
    kurs_capsule_forces_at(capsule, earth, p, &forces);
    return v3_scale(1.0 / p->mass_kg, v3_add(forces.aero_gcrf_n, forces.thrust_gcrf_n));
}

kurs_status kurs_capsule_straight(const kurs_capsule *capsule, const kurs_earth *earth,
                                  const kurs_flight_point *from, double step_max_s, double *step_s,
                                  kurs_flight_point *to)
{
    const kurs_vec3 a0 = kurs_capsule_felt(capsule, earth, from);
    double step = fmin(*step_s, step_max_s);
    for (;;) {
        kurs_flight_point middle = *from;
        kurs_status status =
            kurs_capsule_move(capsule, earth, &middle, from->t_s + 0.5 * step, 0.0, NULL);
        if (status < 0) {
            return status;
        }
        kurs_flight_point end = middle;
        status = kurs_capsule_move(capsule, earth, &end, from->t_s + step, 0.0, NULL);
        if (status < 0) {
            return status;
        }
        const kurs_vec3 mean = v3_scale(0.5, v3_add(a0, kurs_capsule_felt(capsule, earth, &end)));
        const double gap = v3_norm(v3_sub(kurs_capsule_felt(capsule, earth, &middle), mean));
        if (gap <= ROW_GAP_M_S2 || step <= SHORTEST_ROW_S) {
            /* steps change by halves and doubles of a second, but for those cut short */
            if (gap < 0.15 * ROW_GAP_M_S2 && step >= *step_s) {
                *step_s = 2.0 * *step_s;
            }
            *to = end;
            return KURS_OK;
        }
        step *= 0.5;
        *step_s = step;
    }
}

static double longest_row(kurs_return_leg leg)
{
    if (leg == KURS_RETURN_fall) {
        return FALL_ROW_S;
    }
    return leg == KURS_RETURN_entry ? ENTRY_ROW_S : CANOPY_ROW_S;
}

static void watch_load(kurs_return_flight *f)
{
    const kurs_flight_point p = point_of(&f->body);
    const double load = v3_norm(kurs_capsule_felt(&f->capsule, &f->body.earth, &p)) / KURS_G0;
    if (f->leg == KURS_RETURN_entry && load > f->peak_load_g) {
        char text[KURS_EVENT_TEXT_SIZE];
        f->peak_load_g = load;
        snprintf(text, sizeof text, "peak load of the entry, before the parachute: %.2f g", load);
        kurs_body_event(&f->body, KURS_PHASE_entry, "peak_load", text, 0.0, &f->peak);
    }
}

static kurs_status step_capsule(kurs_return_flight *f, const kurs_sink *sink)
{
    const int arc_before = f->body.arc;
    if (f->low) { /* too low for an entry */
        f->low = 0;
        const kurs_status begun = begin_parachute(f, sink);
        return begun < 0 ? begun : kurs_return_row(f, sink);
    }
    kurs_status status = steer(f, sink);
    if (status >= 0 && f->body.arc != arc_before) {
        status = kurs_return_row(f, sink);
    }
    if (status < 0) {
        return status;
    }
    f->row_step_s = fmin(fmax(f->row_step_s, SHORTEST_ROW_S), longest_row(f->leg));
    const double smooth = smooth_time(f);
    const double stop = last_height(f);
    kurs_flight_point p = point_of(&f->body);
    int low = 0;
    if (smooth > 0.0) {
        const kurs_flight_point from = p;
        status =
            kurs_capsule_straight(&f->capsule, &f->body.earth, &from, smooth, &f->row_step_s, &p);
        if (status < 0) {
            return status;
        }
    }
    kurs_body then = f->body;
    move_body(&then, &p);
    if (!isnan(stop) && height(&then) <= stop) {
        const double t_end = p.t_s;
        p = point_of(&f->body);
        status = kurs_capsule_move(&f->capsule, &f->body.earth, &p, t_end, stop, &low);
        if (status < 0) {
            return status;
        }
    }
    move_body(&f->body, &p);
    watch_load(f);
    status = kurs_return_row(f, sink);
    if (status < 0) {
        return status;
    }
    if (!low && clock_of(f, f->leg_end) - f->body.t_s > 1e-9) {
        return KURS_OK;
    }
    const int arc = f->body.arc;
    status = next_leg(f, low, sink);
    return status < 0 || f->body.arc == arc ? status : kurs_return_row(f, sink);
}

/* ---- face ---- */

kurs_status kurs_return_init(kurs_return_flight *f, const kurs_body *docked,
                             const kurs_return_setup *setup)
{
    if (!(docked->mass_kg > setup->ship.descent_module_kg) ||
        !(setup->ship.descent_module_kg > setup->ship.heat_shield_kg)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_return_flight made = {.body = *docked, .setup = *setup};
    kurs_state station;
    kurs_status worst = kurs_body_set_time(&made.body, setup->plan.undock);
    if (worst < 0) {
        return worst;
    }
    const kurs_status status =
        kurs_sgp4_state_gcrf(&setup->station, &made.body.earth, made.body.t_s, &station);
    if (status < 0) {
        return status;
    }
    worst = kurs_status_worse(worst, status);
    made.port_rtn_m = kurs_m3_mulv(kurs_rtn_axes(station), v3_sub(made.body.s_gcrf.r, station.r));
    kurs_entry_guidance_init(&made.guidance, &kurs_entry_rules_default, &setup->ship,
                             setup->plan.aim_lat, setup->plan.aim_lon);
    made.leg = KURS_RETURN_springs;
    made.leg_start = setup->plan.undock;
    made.leg_end = setup->plan.undock;
    *f = made;
    return worst;
}

/* Height at the top of the way that lies before the capsule; where it is, for one that falls. */
static kurs_status top_of(const kurs_return_flight *f, double *top_m)
{
    kurs_body then = f->body;
    kurs_status status = KURS_OK;
    double before;
    *top_m = height(&then);
    do {
        kurs_flight_point p = point_of(&then);
        before = *top_m;
        status = kurs_capsule_move(&f->capsule, &then.earth, &p, then.t_s + ENTRY_ROW_S, 0.0, NULL);
        move_body(&then, &p);
        *top_m = fmax(before, height(&then));
    } while (status >= 0 && *top_m > before);
    return status;
}

static int masses_fit(const kurs_spacecraft *ship, double mass_kg)
{
    return mass_kg >= ship->descent_module_kg && ship->descent_module_kg > ship->heat_shield_kg;
}

kurs_status kurs_return_init_module(kurs_return_flight *f, const kurs_body *module,
                                    const kurs_return_setup *setup)
{
    if (!masses_fit(&setup->ship, module->mass_kg) || !setup->alone || !setup->ballistic) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_return_flight made = {.body = *module, .setup = *setup};
    double top_m;
    begin_fall(&made);
    const kurs_status status = top_of(&made, &top_m);
    if (status < 0) {
        return status;
    }
    if (top_m <= setup->rules.entry_interface_m) {
        made.leg = KURS_RETURN_entry;
    }
    made.low = top_m <= setup->ship.drogue_deploy_m;
    *f = made;
    return KURS_OK;
}

kurs_status kurs_return_init_ship(kurs_return_flight *f, const kurs_body *ship,
                                  const kurs_return_setup *setup)
{
    if (!(ship->mass_kg > setup->ship.descent_module_kg) ||
        !masses_fit(&setup->ship, ship->mass_kg) || !setup->alone) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_return_flight made = {.body = *ship, .setup = *setup};
    kurs_entry_guidance_init(&made.guidance, &kurs_entry_rules_default, &setup->ship,
                             setup->plan.aim_lat, setup->plan.aim_lon);
    made.leg = KURS_RETURN_coast;
    made.leg_start = kurs_body_time(ship);
    begin_orbital(&made);
    *f = made;
    return KURS_OK;
}

kurs_status kurs_return_step(kurs_return_flight *f, const kurs_sink *sink)
{
    if (f->done) {
        return KURS_ERR_ARGUMENT;
    }
    if (f->leg == KURS_RETURN_springs && f->thrust_n == 0.0) { /* the very first */
        f->body.arc++;
        begin_orbital(f);
        const kurs_status status = greet_orbital(f, sink);
        return status < 0 ? status : kurs_return_row(f, sink);
    }
    return f->leg < KURS_RETURN_fall ? step_orbital(f, sink) : step_capsule(f, sink);
}
