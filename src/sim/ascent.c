/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim.h"

#include <string.h>

#include "kurs/ode.h"
#include "math/math.h"
#include "sim/ascent_parts.h"

static const double row_s = 0.5;

/* One arc as the integrator sees it: levels and stack stand still, mass falls with the clock. */
typedef struct arc {
    const kurs_ascent_flight *flight;
    const kurs_rocket *rocket;
    double t0_s, mass0_kg, flow_kg_s;
} arc;

static kurs_state unpack(const double y[6])
{
    return (kurs_state){v3(y[0], y[1], y[2]), v3(y[3], y[4], y[5])};
}

static void pack(kurs_state s, double y[6])
{
    const double in[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z};
    memcpy(y, in, sizeof in);
}

static arc arc_now(const kurs_ascent_flight *flight, const kurs_rocket *rocket)
{
    return (arc){flight, rocket, flight->met_s, flight->body.mass_kg,
                 kurs_stack_flow(rocket, &flight->levels)};
}

static kurs_ascent_force force_at(const arc *a, double met_s, kurs_state s)
{
    const kurs_ascent_flight *f = a->flight;
    const kurs_vec3 direction = kurs_ascent_direction(&f->guidance, a->rocket, met_s, s.r);
    return kurs_ascent_force_at(&f->stack, a->rocket, &f->levels, &f->body.earth,
                                f->liftoff_s + met_s, s, direction, &f->wind);
}

static kurs_status arc_rhs(double met_s, const double *y, double *dydt, const void *ctx)
{
    const arc *a = ctx;
    const kurs_state s = unpack(y);
    const kurs_ascent_force force = force_at(a, met_s, s);
    const double mass = a->mass0_kg - a->flow_kg_s * (met_s - a->t0_s);
    const kurs_vec3 pole =
        kurs_earth_pole_gcrf(&a->flight->body.earth, a->flight->liftoff_s + met_s);
    const kurs_vec3 felt = v3_add(force.thrust_gcrf_n, force.aero_gcrf_n);
    pack((kurs_state){s.v, v3_axpy(kurs_gravity_zonal(s.r, pole), 1.0 / mass, felt)}, dydt);
    return KURS_OK;
}

static kurs_ode_problem arc_problem(const arc *a)
{
    return (kurs_ode_problem){.method = &kurs_ode_rk4,
                              .rhs = arc_rhs,
                              .ctx = a,
                              .dim = 6,
                              .h_init = a->flight->step_s,
                              .h_max = a->flight->step_s};
}

/* Falls through 0 at cut-off. */
static double cutoff_switch(double met_s, const double *y, const void *ctx)
{
    const arc *a = ctx;
    (void)met_s;
    return kurs_ascent_energy_to_go(&a->flight->guidance, a->rocket, unpack(y));
}

/* Rate of the dynamic pressure along the flight [Pa/s], by a central difference. */
static double pressure_rate(double met_s, const double *y, const void *ctx)
{
    const double h = 1e-3;
    double rate[6], before[6], after[6];
    if (arc_rhs(met_s, y, rate, ctx) < 0) {
        return NAN;
    }
    for (int i = 0; i < 6; i++) {
        before[i] = y[i] - h * rate[i];
        after[i] = y[i] + h * rate[i];
    }
    const double q0 = force_at(ctx, met_s - h, unpack(before)).dynamic_pressure_pa;
    const double q1 = force_at(ctx, met_s + h, unpack(after)).dynamic_pressure_pa;
    return (q1 - q0) / (2.0 * h);
}

kurs_status kurs_ascent_init(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                             double spacecraft_kg, const kurs_site *site,
                             const kurs_ascent_plan *plan)
{
    kurs_ascent_flight f = {.step_s = row_s, .cutoff_s = NAN};
    const kurs_status status = kurs_body_set_time(&f.body, plan->liftoff);
    if (status < 0) {
        return status;
    }
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    f.liftoff_s = f.body.t_s;
    f.body.met_zero = plan->liftoff;
    f.body.s_gcrf =
        kurs_earth_state_gcrf(&f.body.earth, f.liftoff_s, (kurs_state){pad, v3(0, 0, 0)});
    kurs_stack_init(&f.stack, rocket, spacecraft_kg);
    f.body.mass_kg = kurs_stack_mass(&f.stack, rocket);
    f.levels = kurs_stack_levels(&f.stack, rocket, 0.0);
    f.upper_left_kg = kurs_stack_upper_left(&f.stack, rocket);
    kurs_ascent_guidance_init(&f.guidance, plan, f.body.s_gcrf.r,
                              kurs_earth_pole_gcrf(&f.body.earth, f.liftoff_s));
    f.guidance.dry_kg = kurs_ascent_dry_mass(rocket, spacecraft_kg);
    *flight = f;
    return status;
}

static kurs_status emit_row(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                            const kurs_sink *sink)
{
    const arc a = arc_now(flight, rocket);
    const kurs_ascent_force force = force_at(&a, flight->met_s, flight->body.s_gcrf);
    const kurs_row_extra extra = {.phase = KURS_PHASE_ascent,
                                  .flow_kg_s = a.flow_kg_s,
                                  .thrust_gcrf_n = force.thrust_gcrf_n,
                                  .aero_gcrf_n = force.aero_gcrf_n,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN,
                                  .wind = &flight->wind};
    kurs_row row;
    kurs_body_row(&flight->body, &extra, &row);
    flight->peak_load_g = fmax(flight->peak_load_g, row.load_g);
    return kurs_sink_row(sink, &row);
}

/* When a part leaves [s after lift-off]; infinite where there is none. */
static double part_time(const kurs_ascent_flight *flight, const kurs_rocket *rocket,
                        kurs_ascent_part part)
{
    const double times[KURS_PART_COUNT] = {
        rocket->tower_kg > 0.0 ? rocket->tower_jettison_s : INFINITY,
        rocket->strapon_separation_s,
        rocket->fairing_kg > 0.0 ? rocket->fairing_jettison_s : INFINITY,
        rocket->core_separation_s,
        rocket->upper_skirt_kg > 0.0 ? rocket->upper_skirt_drop_s : INFINITY,
        isnan(flight->cutoff_s) ? INFINITY : flight->cutoff_s + rocket->separation_after_cutoff_s};
    return kurs_ascent_has(&flight->stack, part) ? times[part] : INFINITY;
}

/* 1 while what burns in the dense air is on. */
static int first_stage(const kurs_stack *stack, const kurs_rocket *rocket)
{
    return rocket->strapon.count > 0 ? stack->strapon : stack->core;
}

/* The next instant at which a force or the mass jumps. */
static double next_break(const kurs_ascent_flight *flight, const kurs_rocket *rocket)
{
    double at = kurs_stack_break(&flight->stack, rocket, &flight->levels, flight->met_s);
    for (int i = 0; i < KURS_PART_COUNT; i++) {
        at = fmin(at, part_time(flight, rocket, (kurs_ascent_part)i));
    }
    return at;
}

/* Lets go of the parts that are due. */
static kurs_status jettison(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                            const kurs_sink *sink)
{
    for (int i = 0; i < KURS_PART_COUNT; i++) {
        if (part_time(flight, rocket, (kurs_ascent_part)i) > flight->met_s) {
            continue;
        }
        const kurs_status status = kurs_ascent_drop(flight, rocket, (kurs_ascent_part)i, sink);
        if (status < 0) {
            return status;
        }
    }
    return KURS_OK;
}

/* The end of the upper stage's burn: commanded, or because there is no more to burn. */
static kurs_status upper_cutoff(kurs_ascent_flight *flight, const kurs_rocket *known,
                                const kurs_sink *sink)
{
    const int dry = !flight->stack.upper_off;
    kurs_ascent_burn_ends(flight, known, dry);
    return kurs_ascent_tell(&flight->body, known, dry ? KURS_MARK_DRY : KURS_MARK_CUTOFF, sink);
}

/* Names the engines that stopped or started between two arcs. */
static kurs_status engine_events(kurs_ascent_flight *flight, const kurs_rocket *known,
                                 const kurs_levels *before, const kurs_sink *sink)
{
    const kurs_levels *now = &flight->levels;
    kurs_status status = KURS_OK;
    if (before->strapon > 0.0 && now->strapon <= 0.0) {
        status = kurs_ascent_tell(&flight->body, known, KURS_MARK_BOOSTER_CUTOFF, sink);
    }
    if (status >= 0 && before->upper <= 0.0 && now->upper > 0.0) {
        status = kurs_ascent_tell(&flight->body, known, KURS_MARK_IGNITION, sink);
    }
    if (status >= 0 && before->core > 0.0 && now->core <= 0.0) {
        status = kurs_ascent_tell(&flight->body, known, KURS_MARK_CORE_CUTOFF, sink);
    }
    if (status >= 0 && before->upper > 0.0 && now->upper <= 0.0) {
        status = upper_cutoff(flight, known, sink);
    }
    return status;
}

/* Ends an arc and begins the next one at the same place and speed. */
static kurs_status change_arc(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              const kurs_rocket *known, const kurs_sink *sink)
{
    kurs_status status = emit_row(flight, rocket, sink);
    if (status < 0) {
        return status;
    }
    const kurs_levels before = flight->levels;
    flight->levels = kurs_stack_levels(&flight->stack, rocket, flight->met_s);
    status = engine_events(flight, known, &before, sink);
    if (status >= 0) {
        status = jettison(flight, rocket, sink);
    }
    flight->levels = kurs_stack_levels(&flight->stack, rocket, flight->met_s);
    flight->body.arc++;
    return status;
}

/* Looks for the peak of the dynamic pressure between here and t_end_s; the flight goes on from
 * here untouched. */
static kurs_status look_for_max_q(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                  double t_end_s, const kurs_sink *sink)
{
    const arc a = arc_now(flight, rocket);
    const kurs_ode_problem p = arc_problem(&a);
    double y[6], t = flight->met_s;
    int hit = 0;
    pack(flight->body.s_gcrf, y);
    const double q_pa = force_at(&a, t, flight->body.s_gcrf).dynamic_pressure_pa;
    if (!(q_pa > KURS_MAX_Q_LEAST_PA && pressure_rate(t, y, &a) > 0.0)) {
        return KURS_OK;
    }
    const kurs_status status =
        kurs_ode_integrate_until(&p, &t, y, t_end_s, pressure_rate, 1e-6, &hit);
    if (status < 0 || !hit) {
        return status;
    }
    flight->max_q_seen = 1;
    kurs_body body = flight->body;
    body.t_s = flight->liftoff_s + t;
    body.s_gcrf = unpack(y);
    body.mass_kg = a.mass0_kg - a.flow_kg_s * (t - a.t0_s);
    return kurs_ascent_tell(&body, rocket, KURS_MARK_MAX_Q, sink);
}

/* Integrates to t_end_s, or to the cut-off that comes before it: then *cut is 1. */
static kurs_status advance(kurs_ascent_flight *flight, const kurs_rocket *rocket, double t_end_s,
                           int *cut)
{
    const arc a = arc_now(flight, rocket);
    const kurs_ode_problem p = arc_problem(&a);
    double y[6], t = flight->met_s;
    kurs_status status;
    pack(flight->body.s_gcrf, y);
    *cut = 0;
    if (flight->guidance.mode == KURS_ASCENT_FROZEN && flight->levels.upper > 0.0) {
        status = kurs_ode_integrate_until(&p, &t, y, t_end_s, cutoff_switch, 1e-9, cut);
    } else {
        status = kurs_ode_integrate(&p, &t, y, t_end_s);
    }
    if (status < 0) {
        return status;
    }
    if (!*cut) {
        t = t_end_s;
    }
    kurs_stack_burn(&flight->stack, rocket, &flight->levels, t - flight->met_s);
    flight->met_s = t;
    flight->body.t_s = flight->liftoff_s + t;
    flight->body.s_gcrf = unpack(y);
    flight->body.mass_kg = kurs_stack_mass(&flight->stack, rocket);
    if (flight->stack.upper) {
        flight->upper_left_kg = kurs_stack_upper_left(&flight->stack, rocket);
    }
    return KURS_OK;
}

static kurs_status guide(kurs_ascent_flight *flight, const kurs_rocket *known,
                         const kurs_sink *sink)
{
    if (flight->levels.upper <= 0.0) {
        return KURS_OK;
    }
    const kurs_nav nav = {kurs_body_time(&flight->body), flight->met_s, flight->body.s_gcrf,
                          flight->body.mass_kg};
    return kurs_ascent_steer(flight, known, &nav, sink);
}

kurs_status kurs_ascent_step(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                             const kurs_sink *sink)
{
    return kurs_ascent_step_known(flight, rocket, rocket, sink);
}

kurs_status kurs_ascent_step_known(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                   const kurs_rocket *known, const kurs_sink *sink)
{
    if (flight->done) {
        return KURS_OK;
    }
    if (flight->six.on) {
        return kurs_ascent6_step(flight, rocket, known, sink);
    }
    if (!flight->started) {
        flight->started = 1;
        flight->next_row = 1;
        const kurs_status status = kurs_ascent_tell(&flight->body, rocket, KURS_MARK_LIFTOFF, sink);
        return status < 0 ? status : emit_row(flight, rocket, sink);
    }
    const double row_at = flight->next_row * row_s, break_at = next_break(flight, rocket);
    const double t_end_s = fmin(row_at, break_at);
    int cut = 0;
    kurs_status status = KURS_OK;
    if (!flight->max_q_seen && first_stage(&flight->stack, rocket)) {
        status = look_for_max_q(flight, rocket, t_end_s, sink);
    }
    if (status >= 0) {
        status = advance(flight, rocket, t_end_s, &cut);
    }
    if (status >= 0) {
        status = kurs_ascent_check_height(flight);
    }
    if (status < 0) {
        return status;
    }
    if (cut) {
        flight->stack.upper_off = 1;
    }
    if (flight->met_s >= row_at) {
        flight->next_row++;
    }
    if (cut || flight->met_s >= break_at) {
        status = change_arc(flight, rocket, known, sink);
        if (status < 0 || flight->done) {
            return status < 0 ? status : kurs_ascent_tell_load(flight, rocket, sink);
        }
    }
    status = guide(flight, known, sink);
    return status < 0 ? status : emit_row(flight, rocket, sink);
}
