/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/point_ascent.h"

#include "kurs/env.h"
#include "math/math.h"
#include "sim/point_sequence.h"

static const double air_step_s = 2.0,
                    thin_step_s = 5.0; /* with strap-ons or a first stage; after */
static const double cutoff_tol_s = 1e-9;

static double known_ship_kg(const kurs_point_setup *setup)
{
    return setup->known_spacecraft_kg > 0.0 ? setup->known_spacecraft_kg : setup->spacecraft_kg;
}

/* Where a step must end besides: a bend of the pitch, a cycle of the guidance. */
static double next_stop(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    if (f->guidance.mode == KURS_ASCENT_STORED) {
        return kurs_curve_next(&kurs_point_known(setup)->pitch, f->met_s);
    }
    const double cycle_s = f->guidance.next_s + f->third_s;
    return f->guidance.mode == KURS_ASCENT_CLOSED && cycle_s > f->met_s ? cycle_s : INFINITY;
}

/* ---- navigation and guidance ---- */

/* What navigation makes wrong over a step, from the velocity that was felt. */
static void drift(kurs_point_ascent *f, const kurs_ascent_dispersion *d, kurs_state before,
                  double h)
{
    const kurs_vec3 middle = v3_scale(0.5, v3_add(before.r, f->s_gcrf.r));
    const kurs_vec3 felt =
        v3_axpy(v3_sub(f->s_gcrf.v, before.v), -h, kurs_gravity_zonal(middle, f->pole));
    const kurs_vec3 gain = v3_axpy(v3_axpy(v3_cross(d->tilt_gcrf, felt), d->accelerometer, felt), h,
                                   d->bias_gcrf_m_s2);
    f->off_r = v3_axpy(v3_axpy(f->off_r, h, f->off_v), 0.5 * h, gain);
    f->off_v = v3_add(f->off_v, gain);
}

static kurs_state nav_state(const kurs_point_ascent *f, kurs_state s)
{
    return (kurs_state){v3_add(s.r, f->off_r), v3_add(s.v, f->off_v)};
}

/* The mass as known on board: gauges tell the propellant, the rest is by the files. */
static double known_mass(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    return kurs_stack_mass(&f->stack, kurs_point_known(setup)) - f->stack.spacecraft_kg +
           known_ship_kg(setup);
}

static kurs_status guide(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    if (f->levels.upper <= 0.0 || f->stack.core || f->done) {
        return KURS_OK;
    }
    const kurs_nav nav = {kurs_tai_add(setup->plan->liftoff, f->met_s), f->met_s - f->third_s,
                          nav_state(f, f->s_gcrf), known_mass(f, setup)};
    return kurs_ascent_guide(&f->guidance, kurs_point_known(setup), &nav);
}

/* ---- motion ---- */

/* What a step is ended by: falls through 0 at cut-off, or at a velocity commanded. */
static double left_after(const kurs_point_arc *a, double wanted_m_s, double h)
{
    const kurs_point_motion m = kurs_point_step(a, h);
    if (wanted_m_s > 0.0) {
        return wanted_m_s - m.apparent_m_s;
    }
    return kurs_ascent_energy_to_go(&a->f->guidance, a->known, nav_state(a->f, m.s_gcrf));
}

/* The part of a step after which it is there; h where it is not yet. */
static double step_to(const kurs_point_arc *a, double wanted_m_s, double h, int *hit)
{
    double lo = 0.0, hi = h, e_hi = left_after(a, wanted_m_s, h);
    *hit = e_hi <= 0.0;
    if (!*hit) {
        return h;
    }
    double e_lo = left_after(a, wanted_m_s, 0.0);
    if (e_lo <= 0.0) {
        return 0.0;
    }
    for (int i = 0; i < 60 && hi - lo > cutoff_tol_s; i++) {
        const double x = lo + (hi - lo) * kurs_clamp(e_lo / (e_lo - e_hi), 0.0, 1.0);
        const double e = left_after(a, wanted_m_s, x);
        if (fabs(x - lo) < cutoff_tol_s || fabs(hi - x) < cutoff_tol_s) {
            return x;
        }
        if (e > 0.0) {
            lo = x, e_lo = e;
        } else {
            hi = x, e_hi = e;
        }
    }
    return hi;
}

/* One step of the integration; *hit: it ended by cut-off or by a velocity. */
static void step(kurs_point_ascent *f, const kurs_point_setup *setup, double h, int *hit)
{
    const kurs_point_arc a = kurs_point_arc_now(f, setup);
    const double wanted_m_s = kurs_point_awaited(f, setup);
    const int ends = f->guidance.mode == KURS_ASCENT_FROZEN && f->levels.upper > 0.0;
    *hit = 0;
    if (ends || wanted_m_s > 0.0) {
        h = step_to(&a, wanted_m_s, h, hit);
    }
    const kurs_state before = f->s_gcrf;
    const kurs_point_motion m = kurs_point_step(&a, h);
    kurs_stack_burn(&f->stack, setup->rocket, &f->levels, h);
    f->s_gcrf = m.s_gcrf;
    f->apparent_m_s = m.apparent_m_s;
    f->met_s += h;
    f->mass_kg = a.mass0_kg - a.flow_kg_s * h;
    if (setup->dispersion) {
        drift(f, setup->dispersion, before, h);
    }
    const kurs_point_view view = kurs_point_look(&a);
    f->max_load_g = fmax(f->max_load_g, view.load_g);
    if (view.q_pa > f->max_q_pa) {
        f->max_q_pa = view.q_pa;
        f->max_q_s = f->met_s;
    }
    if (setup->watch) {
        setup->watch(setup->ctx, &view);
    }
    f->stack.upper_off |= *hit && ends;
}

kurs_status kurs_point_ascent_init(kurs_point_ascent *flight, const kurs_point_setup *setup)
{
    kurs_earth made;
    const kurs_site *site = setup->site;
    const kurs_earth *earth = setup->earth ? setup->earth : &made;
    const kurs_status status =
        setup->earth ? KURS_OK : kurs_earth_init(&made, setup->plan->liftoff);
    if (status < 0) {
        return status;
    }
    const double t_s = kurs_tai_diff(setup->plan->liftoff, earth->t_ref);
    const kurs_rocket *known = kurs_point_known(setup);
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    kurs_point_ascent f = {.cutoff_s = NAN,
                           .step_s = INFINITY,
                           .strapon_cut_s = INFINITY,
                           .ignition_s = INFINITY,
                           .core_cut_s = INFINITY,
                           .core_gone_s = INFINITY};
    f.pole = kurs_earth_pole_gcrf(earth, t_s);
    f.m_itrf_gcrf = kurs_m3_transpose(kurs_earth_gcrf_itrf(earth, t_s));
    f.s_gcrf = kurs_earth_state_gcrf(earth, t_s, (kurs_state){pad, v3(0, 0, 0)});
    kurs_stack_init(&f.stack, setup->rocket, setup->spacecraft_kg);
    f.mass_kg = kurs_stack_mass(&f.stack, setup->rocket);
    f.levels = kurs_point_levels(&f, setup);
    f.upper_left_kg = kurs_stack_upper_left(&f.stack, setup->rocket);
    kurs_ascent_guidance_init(&f.guidance, setup->plan, f.s_gcrf.r, f.pole);
    f.guidance.dry_kg = kurs_ascent_dry_mass(known, known_ship_kg(setup));
    *flight = f;
    return status;
}

kurs_status kurs_point_ascent_run(kurs_point_ascent *flight, const kurs_point_setup *setup,
                                  double met_s)
{
    const double lowest_m = KURS_WGS84_A * (1.0 - KURS_WGS84_F) - 1000.0;
    const double finer = setup->finer > 0.0 ? setup->finer : 1.0;
    while (!flight->done && flight->met_s < met_s) {
        const kurs_stack *stack = &flight->stack;
        const int low = setup->rocket->strapon.count > 0 ? stack->strapon : stack->core;
        const double break_s = kurs_point_next_break(flight, setup);
        const double end_s = fmin(fmin(break_s, next_stop(flight, setup)), met_s);
        const double span = end_s - flight->met_s;
        const double n = ceil(span * finer / (low ? air_step_s : thin_step_s) - 1e-9);
        int hit;
        step(flight, setup, n > 1.0 ? span / n : span, &hit);
        if (!hit && n <= 1.0) {
            flight->met_s = end_s; /* not its rounding */
        }
        if (!(v3_norm(flight->s_gcrf.r) > lowest_m)) {
            return KURS_ERR_NO_SOLUTION;
        }
        if (hit || flight->met_s >= break_s) {
            kurs_point_change(flight, setup, hit);
        }
        const kurs_status status = guide(flight, setup);
        if (status < 0) {
            return status;
        }
    }
    return KURS_OK;
}

kurs_ascent_decision kurs_point_ascent_forecast(const kurs_point_ascent *flight,
                                                const kurs_point_setup *setup, double *margin_kg)
{
    kurs_point_ascent f = *flight;
    kurs_point_setup s = *setup;
    s.known = NULL;
    s.watch = NULL;
    *margin_kg = NAN;
    if (kurs_point_ascent_run(&f, &s, INFINITY) < 0) {
        return KURS_ASCENT_ESCAPE;
    }
    if (!f.fell_short || f.upper_left_kg < 1.0) { /* else its engine has failed */
        *margin_kg = f.upper_left_kg - f.missing_kg;
    }
    return f.fell_short ? KURS_ASCENT_ESCAPE : f.guidance.decision;
}

kurs_state kurs_point_ascent_itrf(const kurs_point_ascent *flight, double met_s, kurs_state s_gcrf)
{
    const kurs_vec3 spin = v3_scale(KURS_EARTH_OMEGA, flight->pole);
    const double back = -KURS_EARTH_OMEGA * met_s;
    const kurs_vec3 r = kurs_v3_rotate(s_gcrf.r, flight->pole, back);
    const kurs_vec3 v =
        kurs_v3_rotate(v3_sub(s_gcrf.v, v3_cross(spin, s_gcrf.r)), flight->pole, back);
    return (kurs_state){kurs_m3_tmulv(flight->m_itrf_gcrf, r),
                        kurs_m3_tmulv(flight->m_itrf_gcrf, v)};
}
