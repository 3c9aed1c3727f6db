/* SPDX-License-Identifier: Apache-2.0 */
/* Arcs of the ascent as a body, the point that is followed, and its rows. */
#include <string.h>

#include "math/math.h"
#include "sim/ascent6_parts.h"

void kurs_six_open_arc(kurs_six *w)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rocket6_open(&w->rocket6, w->rocket, &f->stack, &f->levels, &f->six.slope, f->six.rigid.t);
}

void kurs_six_begin(kurs_six *w, kurs_ascent_flight *flight, const kurs_rocket *rocket,
                    const kurs_sink *sink)
{
    const kurs_ascent_six *six = &flight->six;
    w->flight = flight;
    w->rocket = rocket;
    w->known = rocket;
    w->sink = sink;
    kurs_six_open_arc(w);
    w->rocket6.gimbals = six->gimbals;
    memcpy(w->rocket6.command, six->command, sizeof six->command);
    w->rocket6.t_command = kurs_six_clock(flight, six->command_s);
    w->model = (kurs_rigid_model){.planet = kurs_rigid_planet_earth(&flight->body.earth),
                                  .wind = flight->wind.count > 0 ? &flight->wind : NULL,
                                  .gusts = &six->gust,
                                  .gust_count = six->gusts,
                                  .mass = kurs_rocket6_mass,
                                  .loads = kurs_rocket6_loads,
                                  .ctx = &w->rocket6,
                                  .method = &kurs_ode_rk4,
                                  .step_s = rocket->airframe.autopilot_period_s,
                                  .tol = 1.0};
}

/* Takes what was burnt out of the tanks, so that an arc can begin here. */
void kurs_six_close_arc(kurs_six *w)
{
    kurs_ascent_flight *f = w->flight;
    const double t = f->six.rigid.t;
    const kurs_levels burnt = kurs_rocket6_burnt(&w->rocket6, t);
    f->levels = kurs_rocket6_levels(&w->rocket6, t);
    kurs_stack_burn(&f->stack, w->rocket, &burnt, 1.0);
    f->six.rigid.mass_kg = f->body.mass_kg = kurs_stack_mass(&f->stack, w->rocket);
    if (f->stack.upper) {
        f->upper_left_kg = kurs_stack_upper_left(&f->stack, w->rocket);
    }
}

/* ---- the point that is followed ---- */

static kurs_vec3 followed_point(const kurs_rocket *rocket)
{
    return v3(rocket->airframe.spacecraft.centre_m, 0.0, 0.0);
}

/* Its state while flow_kg_s leaves. */
kurs_status kurs_six_point(const kurs_rocket6 *r, const kurs_rigid_state *rigid, double flow_kg_s,
                           kurs_state *out)
{
    kurs_rigid_mass mass;
    const kurs_status status = kurs_rocket6_mass(rigid->t, rigid->mass_kg, &mass, r);
    if (status >= 0) {
        *out = kurs_rigid_point(rigid, &mass, flow_kg_s, followed_point(r->rocket));
    }
    return status;
}

/* By how much gravity pulls the centre of mass more than the point: the structure hands it on. */
kurs_vec3 kurs_six_pull_between(const kurs_ascent_flight *f)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&f->body.earth, f->body.t_s);
    return v3_sub(kurs_gravity_zonal(f->six.rigid.s_gcrf.r, pole),
                  kurs_gravity_zonal(f->body.s_gcrf.r, pole));
}

/* Velocity of the point against the centre of mass. */
kurs_vec3 kurs_six_swing(const kurs_ascent_flight *f)
{
    return v3_sub(f->body.s_gcrf.v, f->six.rigid.s_gcrf.v);
}

/* ---- rows ---- */

static kurs_status emit_row(kurs_six *w, const kurs_body *body, int held, double flow,
                            kurs_vec3 thrust_n, kurs_vec3 aero_n)
{
    const kurs_row_extra extra = {.phase = KURS_PHASE_ascent,
                                  .held = held,
                                  .flow_kg_s = flow,
                                  .thrust_gcrf_n = thrust_n,
                                  .aero_gcrf_n = aero_n,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN,
                                  .wind = &w->flight->wind};
    kurs_row row;
    kurs_body_row(body, &extra, &row);
    w->flight->peak_load_g = fmax(w->flight->peak_load_g, row.load_g);
    return kurs_sink_row(w->sink, &row);
}

/* All forces but gravity and that of the air, now [N, GCRF]. */
kurs_status kurs_six_forces(const kurs_six *w, kurs_vec3 *all_n, kurs_vec3 *aero_n)
{
    kurs_rigid_view view;
    kurs_rigid_loads loads, air = {0};
    kurs_status status = kurs_rigid_view_at(&w->model, &w->flight->six.rigid, &view);
    if (status >= 0) {
        status = kurs_rigid_loads_at(&w->model, &view, &loads);
    }
    if (status < 0) {
        return status;
    }
    kurs_rigid_add_aero(&view, &w->rocket6.aero, &air);
    const kurs_vec3 felt = kurs_rigid_felt(&view, &loads);
    *all_n = kurs_m3_tmulv(view.gcrf_body, v3_scale(view.state->mass_kg, felt));
    *aero_n = kurs_m3_tmulv(view.gcrf_body, air.force_n);
    return status;
}

kurs_status kurs_six_open_row(kurs_six *w)
{
    kurs_ascent_flight *f = w->flight;
    kurs_vec3 all;
    f->six.row_s = f->met_s;
    f->six.row_kg = f->body.mass_kg;
    f->six.row_gcrf = f->body.s_gcrf;
    f->six.row_gain_m_s = v3_scale(-1.0, kurs_six_swing(f));
    const kurs_status status = kurs_six_forces(w, &all, &f->six.row_aero_n);
    if (status >= 0) {
        f->six.felt_gcrf_m_s2 = v3_scale(1.0 / f->body.mass_kg, all);
    }
    return status;
}

/* The row of the time flown since kurs_six_open_row: the mean of the forces, with what the turning
 * of the rocket makes the point feel, as one force on a mass that falls evenly. */
kurs_status kurs_six_close_row(kurs_six *w)
{
    const kurs_ascent_flight *f = w->flight;
    const kurs_ascent_six *six = &f->six;
    const double dt = f->met_s - six->row_s, used = six->row_kg - f->body.mass_kg;
    if (!(dt > KURS_SIX_SAME_S)) {
        return KURS_OK;
    }
    const kurs_vec3 gain = v3_add(six->row_gain_m_s, kurs_six_swing(f));
    const double share = used / six->row_kg;
    const double by = share > 1e-12 ? used / -log1p(-share) / dt : six->row_kg / dt;
    const kurs_vec3 force = v3_scale(by, gain);
    const int burning = share > 1e-12;
    /* in the last instants of a tail-off the turning of the structure is more than any exhaust
     * gives: it is told with the air's force */
    const double fastest_m_s = 4500.0, usual_m_s = 3000.0, flow = used / dt;
    kurs_vec3 thrust = v3_sub(force, six->row_aero_n);
    if (burning && v3_norm(thrust) > fastest_m_s * flow) {
        thrust = v3_scale(usual_m_s * flow, v3_unit(thrust));
    }
    kurs_body body = f->body;
    body.t_s = kurs_six_clock(f, six->row_s);
    body.s_gcrf = six->row_gcrf;
    body.mass_kg = six->row_kg;
    thrust = burning ? thrust : v3(0.0, 0.0, 0.0);
    return emit_row(w, &body, 1, burning ? flow : 0.0, thrust, v3_sub(force, thrust));
}

/* The row that ends an arc. */
kurs_status kurs_six_end_row(kurs_six *w)
{
    kurs_vec3 all, aero;
    const double flow = kurs_rocket6_flow(&w->rocket6, w->flight->six.rigid.t);
    const kurs_status status = kurs_six_forces(w, &all, &aero);
    if (status < 0) {
        return status;
    }
    return emit_row(w, &w->flight->body, 0, flow,
                    flow > 0.0 ? v3_sub(all, aero) : v3(0.0, 0.0, 0.0), flow > 0.0 ? aero : all);
}
