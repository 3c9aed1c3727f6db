/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/escape.h"

#include <stdio.h>

#include "math/math.h"

#define LONGEST_ROW_S 0.5
#define OPENING_ROW_S 0.05

static const double same_instant_s = 1e-9;

static kurs_status tell(const kurs_escape_flight *f, const kurs_sink *sink, const char *id,
                        const char *text, double jettisoned_kg)
{
    return kurs_body_emit_event(&f->body, KURS_PHASE_escape, id, text, jettisoned_kg, sink);
}

static kurs_flight_point point_of(const kurs_body *b)
{
    return (kurs_flight_point){b->t_s, b->s_gcrf, b->mass_kg};
}

/* Height, and rate of climb over the ground. */
static double height(const kurs_body *b, double *climb_m_s)
{
    const kurs_state s = kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf);
    *climb_m_s = v3_dot(s.v, v3_unit(s.r));
    return kurs_geodetic_from_itrf(s.r).h;
}

static void watch(kurs_escape_flight *f, double load_g)
{
    double climb_m_s;
    f->apogee_m = fmax(f->apogee_m, height(&f->body, &climb_m_s));
    if (load_g > f->peak_load_g) {
        f->peak_load_g = load_g;
        f->peak_s = f->body.t_s - f->command_s;
    }
}

static kurs_status emit(kurs_escape_flight *f, const kurs_sink *sink)
{
    const kurs_flight_point p = point_of(&f->body);
    kurs_capsule_forces forces;
    kurs_capsule_forces_at(&f->block, &f->body.earth, &p, &forces);
    const kurs_row_extra extra = {.phase = KURS_PHASE_escape,
                                  .flow_kg_s = f->block.flow_kg_s,
                                  .thrust_gcrf_n = forces.thrust_gcrf_n,
                                  .aero_gcrf_n = forces.aero_gcrf_n,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN,
                                  .wind = &f->block.wind};
    kurs_row row;
    kurs_body_row(&f->body, &extra, &row);
    watch(f, row.load_g);
    return kurs_sink_row(sink, &row);
}

/* ---- the motors ------------------------------------------------------------------------------ */

static const kurs_escape_motor *motor_of(const kurs_escape_flight *f)
{
    const kurs_escape *e = &f->setup.ship.escape;
    return f->setup.mode == KURS_ESCAPE_tower ? &e->tower : &e->fairing_motors;
}

/* Ignitions and burn-outs of the two halves, s after the command. */
static void motor_times(const kurs_escape_motor *m, double at_s[4])
{
    at_s[0] = m->first_s, at_s[1] = m->second_s;
    at_s[2] = m->first_s + m->burn_s, at_s[3] = m->second_s + m->burn_s;
}

/* What burns from here on. */
static void set_push(kurs_escape_flight *f)
{
    const kurs_escape_motor *m = motor_of(f);
    const double t = f->body.t_s - f->command_s + same_instant_s;
    double at_s[4], burning = 0.0;
    motor_times(m, at_s);
    for (int half = 0; half < 2; half++) {
        burning += t >= at_s[half] && t < at_s[half + 2] ? 0.5 * m->count : 0.0;
    }
    const kurs_vec3 along =
        v3_axpy(v3_scale(cos(m->tilt), f->setup.axis_gcrf), sin(m->tilt), f->setup.side_gcrf);
    f->block.push_gcrf_n = v3_scale(burning * m->thrust_n, along);
    f->block.flow_kg_s = burning * m->propellant_kg / m->burn_s;
    f->burnt_out = t >= at_s[3];
}

/* The next time at which a motor lights or is empty; infinite after the last. */
static double next_motor(const kurs_escape_flight *f)
{
    double at_s[4], next_s = INFINITY;
    motor_times(motor_of(f), at_s);
    for (int i = 0; i < 4; i++) {
        const double t = f->command_s + at_s[i];
        next_s = t > f->body.t_s + same_instant_s ? fmin(next_s, t) : next_s;
    }
    return next_s;
}

static kurs_status turn_motors(kurs_escape_flight *f, const kurs_sink *sink)
{
    const int burnt_out = f->burnt_out;
    const double flow = f->block.flow_kg_s;
    const int tower = f->setup.mode == KURS_ESCAPE_tower;
    kurs_status status = KURS_OK;
    set_push(f);
    f->body.arc++;
    f->row_step_s = OPENING_ROW_S;
    if (flow == 0.0 && f->block.flow_kg_s > 0.0) {
        status = tell(f, sink, "escape_motors",
                      tower ? "the motor of the tower pulls the head block away"
                            : "the motors of the fairing push the head block away",
                      0.0);
    } else if (!burnt_out && f->burnt_out) {
        status = tell(f, sink, "escape_burnout", "the escape motors are burnt out", 0.0);
    }
    return status < 0 ? status : emit(f, sink);
}

/* ---- from leg to leg ------------------------------------------------------------------------- */

static void begin_leg(kurs_escape_flight *f, kurs_escape_leg leg, kurs_glider glider,
                      double mass_kg, double length_s)
{
    f->leg = leg;
    f->block = (kurs_capsule){.glider = glider, .bank_t_s = f->body.t_s, .wind = f->setup.wind};
    f->body.mass_kg = mass_kg;
    f->body.arc++;
    f->leg_end_s = f->body.t_s + length_s;
    f->row_step_s = OPENING_ROW_S;
}

static double block_mass(const kurs_escape_setup *s)
{
    return s->ship.descent_module_kg + s->ship.orbital_module_kg + s->ship.escape.upper_fairing_kg +
           (s->mode == KURS_ESCAPE_tower ? s->tower_kg : 0.0);
}

/* A glider that is only drag: area and coefficient at high Mach numbers. */
static kurs_glider only_drag(double area_m2, double cd)
{
    return (kurs_glider){area_m2, cd, 0.0};
}

static kurs_return_setup return_setup(const kurs_escape_setup *s)
{
    return (kurs_return_setup){
        .ship = s->ship, .rules = s->rules, .zone = s->zone, .wind = s->wind, .alone = 1};
}

/* The descent module comes out of what carried it. */
static kurs_status release(kurs_escape_flight *f, const kurs_sink *sink)
{
    const kurs_escape *e = &f->setup.ship.escape;
    const double before = f->body.mass_kg;
    double climb_m_s;
    kurs_return_setup setup = return_setup(&f->setup);
    setup.ballistic = 1;
    setup.lift_up = f->setup.lift_up;
    if (height(&f->body, &climb_m_s) < e->low_parachute_m) {
        setup.ship.drogue_time_s = fmin(setup.ship.drogue_time_s, e->low_drogue_s);
    }
    f->body.mass_kg = setup.ship.descent_module_kg;
    f->body.arc++;
    f->leg = KURS_ESCAPE_LEG_return;
    kurs_status status = kurs_return_init_module(&f->ret, &f->body, &setup);
    if (status >= 0) {
        status = tell(f, sink, "escape_release", "the descent module is released",
                      before - f->body.mass_kg);
    }
    return status < 0 ? status : kurs_return_row(&f->ret, sink);
}

static void begin_ship(kurs_escape_flight *f)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    begin_leg(f, KURS_ESCAPE_LEG_ship, only_drag(1.0, ship->cd_area_m2), ship->mass_kg,
              ship->escape.modules_part_s);
}

/* The ship has left the rocket; from a low orbit it comes home by its own engine. */
static kurs_status tell_ship(kurs_escape_flight *f, double jettisoned_kg, const kurs_sink *sink)
{
    const int orbit = f->setup.mode == KURS_ESCAPE_low_orbit;
    kurs_status status =
        tell(f, sink, "escape_separation",
             orbit ? "the ship leaves the rocket in a low orbit" : "the ship leaves the rocket",
             jettisoned_kg);
    if (status < 0 || !orbit) {
        return status < 0 ? status : emit(f, sink);
    }
    kurs_return_setup setup = return_setup(&f->setup);
    status = kurs_escape_plan_home(&f->body, &setup);
    if (status >= 0) {
        status = kurs_return_init_ship(&f->ret, &f->body, &setup);
    }
    f->leg = KURS_ESCAPE_LEG_return;
    return status < 0 ? status : kurs_return_row(&f->ret, sink);
}

static kurs_status leave_rocket(kurs_escape_flight *f, const kurs_sink *sink)
{
    const double before = f->body.mass_kg;
    begin_ship(f);
    return tell_ship(f, before - f->body.mass_kg, sink);
}

static kurs_status begin(kurs_escape_flight *f, const kurs_sink *sink)
{
    const kurs_escape_setup *s = &f->setup;
    const kurs_escape *e = &s->ship.escape;
    const double before = f->body.mass_kg;
    const int ship = s->mode == KURS_ESCAPE_separation || s->mode == KURS_ESCAPE_low_orbit;
    char text[KURS_EVENT_TEXT_SIZE];
    if (ship) {
        begin_ship(f);
    } else if (s->mode == KURS_ESCAPE_under_fairing) {
        begin_leg(f, KURS_ESCAPE_LEG_clear, only_drag(e->block_area_m2, e->block_cd),
                  before - s->fairing_kg, e->fairing_clear_s);
    } else {
        begin_leg(f, KURS_ESCAPE_LEG_block, only_drag(e->block_area_m2, e->block_cd), block_mass(s),
                  e->release_s);
        set_push(f);
    }
    snprintf(text, sizeof text, "abort: %s; way out: %s", kurs_abort_cause_text(s->cause),
             kurs_escape_mode_text(s->mode));
    const kurs_status status = tell(f, sink, "escape_command", text, before - f->body.mass_kg);
    if (status < 0) {
        return status;
    }
    return ship ? tell_ship(f, 0.0, sink) : emit(f, sink);
}

static kurs_status step_block(kurs_escape_flight *f, const kurs_sink *sink)
{
    const int block = f->leg == KURS_ESCAPE_LEG_block;
    const double motor_s = block ? next_motor(f) : INFINITY;
    const double end_s = fmin(f->leg_end_s, motor_s);
    kurs_flight_point p = point_of(&f->body);
    const kurs_flight_point from = p;
    f->row_step_s = fmin(f->row_step_s, LONGEST_ROW_S);
    kurs_status status =
        kurs_capsule_straight(&f->block, &f->body.earth, &from, end_s - p.t_s, &f->row_step_s, &p);
    if (status < 0) {
        return status;
    }
    f->body.t_s = p.t_s;
    f->body.s_gcrf = p.s_gcrf;
    f->body.mass_kg = p.mass_kg;
    status = emit(f, sink);
    if (status < 0) {
        return status;
    }
    double climb_m_s;
    (void)height(&f->body, &climb_m_s);
    if (p.t_s >= motor_s - same_instant_s) {
        return turn_motors(f, sink);
    }
    if (p.t_s >= f->leg_end_s - same_instant_s || (block && f->burnt_out && climb_m_s < 0.0)) {
        return f->leg == KURS_ESCAPE_LEG_clear ? leave_rocket(f, sink) : release(f, sink);
    }
    return KURS_OK;
}

/* The descent module, or the ship from a low orbit. */
static kurs_status step_return(kurs_escape_flight *f, const kurs_sink *sink)
{
    const kurs_status status = kurs_return_step(&f->ret, sink);
    if (status < 0) {
        return status;
    }
    f->body = f->ret.body;
    watch(f, 0.0);
    if (f->ret.peak_load_g > f->peak_load_g) {
        f->peak_load_g = f->ret.peak_load_g;
        f->peak_s = kurs_tai_diff(f->ret.peak.t, f->body.earth.t_ref) - f->command_s;
    }
    f->done = f->ret.done;
    return status;
}

kurs_status kurs_escape_init(kurs_escape_flight *f, const kurs_body *body,
                             const kurs_escape_setup *setup)
{
    const double head_kg = block_mass(setup);
    const double axis = v3_norm(setup->axis_gcrf), side = v3_norm(setup->side_gcrf);
    if (setup->mode == KURS_ESCAPE_none || !setup->ship.escape.name[0] ||
        !(body->mass_kg > head_kg) || !(fabs(axis - 1.0) < 1e-9) || !(fabs(side - 1.0) < 1e-9)) {
        return KURS_ERR_ARGUMENT;
    }
    *f = (kurs_escape_flight){.body = *body,
                              .setup = *setup,
                              .command_s = body->t_s,
                              .separation_perigee_m = kurs_abort_perigee(body->s_gcrf)};
    return KURS_OK;
}

kurs_status kurs_escape_step(kurs_escape_flight *f, const kurs_sink *sink)
{
    if (f->done) {
        return KURS_ERR_ARGUMENT;
    }
    switch (f->leg) {
    case KURS_ESCAPE_LEG_begin:
        return begin(f, sink);
    case KURS_ESCAPE_LEG_return:
        return step_return(f, sink);
    default:
        return step_block(f, sink);
    }
}
