/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/ascent_law.h"
#include "kurs/env.h"
#include "math/math.h"

static const double least_gain = 0.2;  /* of the filter of the engine, once it has settled */
static const double engine_lost = 0.1; /* part of the thrust below which there is no engine */
static const double reserve_kg = 5.0;  /* that a forecast has to leave, for what it does not see */
static const int settled = 3;          /* intervals felt before anything is decided */
static const int enough_cycles = 3;    /* short in a row, before it is decided upon */

/* Velocity gained by the engine between two instants: what is left of the motion without gravity,
 * whose mean is Simpson's. */
static double velocity_felt(const kurs_ascent_guidance *g, const kurs_nav *a, const kurs_nav *b)
{
    const double dt = b->met_s - a->met_s;
    const kurs_vec3 middle = v3_axpy(v3_scale(0.5, v3_add(a->s_gcrf.r, b->s_gcrf.r)), -dt / 8.0,
                                     v3_sub(b->s_gcrf.v, a->s_gcrf.v));
    const kurs_vec3 ends = v3_add(kurs_gravity_zonal(a->s_gcrf.r, g->pole_gcrf),
                                  kurs_gravity_zonal(b->s_gcrf.r, g->pole_gcrf));
    const kurs_vec3 mean =
        v3_scale(1.0 / 6.0, v3_axpy(ends, 4.0, kurs_gravity_zonal(middle, g->pole_gcrf)));
    return v3_norm(v3_axpy(v3_sub(b->s_gcrf.v, a->s_gcrf.v), -dt, mean));
}

void kurs_ascent_feel(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    const kurs_nav before = g->felt;
    g->felt = *nav;
    const double dt = nav->met_s - before.met_s;
    const double level = kurs_curve_step(&rocket->upper.level, before.met_s);
    if (!(before.mass_kg > 0.0 && dt > 0.0 && level > 0.0) ||
        kurs_ascent_next_change(rocket, before.met_s) <= nav->met_s) {
        return; /* nothing to compare, or two engine settings or masses in one interval */
    }
    const double full_n = level * rocket->upper.engines * rocket->upper.engine.f_vac_n;
    const double full_kg_s = full_n / (KURS_G0 * rocket->upper.engine.isp_vac_s);
    const double flow_kg_s = (before.mass_kg - nav->mass_kg) / dt;
    /* the mass whose acceleration under constant thrust and flow is the mean one */
    const double mass =
        flow_kg_s > 0.0 ? flow_kg_s * dt / log(before.mass_kg / nav->mass_kg) : nav->mass_kg;
    const double thrust = velocity_felt(g, &before, nav) * mass / dt / full_n;
    const double gain = fmax(least_gain, 1.0 / ++g->felt_count);
    const double was = g->thrust_factor;
    if (fabs(thrust - was) > 0.2) { /* no noise: an engine has failed */
        g->thrust_factor = thrust;
        g->flow_factor = flow_kg_s / full_kg_s;
        g->felt_count = settled;
        return;
    }
    g->thrust_factor += gain * (thrust - was);
    g->flow_factor += gain * (flow_kg_s / full_kg_s - g->flow_factor);
}

double kurs_ascent_dry_mass(const kurs_rocket *rocket, double spacecraft_kg)
{
    const kurs_stage *upper = &rocket->upper;
    return spacecraft_kg + upper->dry_kg - rocket->upper_skirt_kg + upper->unusable_kg;
}

/* Usable propellant that the law leaves at its cut-off. */
static double foresee(const kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    const double skirt_kg = nav->met_s < rocket->upper_skirt_drop_s ? rocket->upper_skirt_kg : 0.0;
    return nav->mass_kg - skirt_kg - g->dry_kg - kurs_ascent_law_propellant(g, rocket, nav->met_s);
}

static void set_decision(kurs_ascent_guidance *g, kurs_ascent_decision decision, double met_s)
{
    g->decision = decision;
    g->decided_s = met_s;
    g->short_cycles = 0;
}

/* The law for the present target, from the former one or, where that leads nowhere, from none. */
static kurs_status solve_anew(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                              const kurs_nav *nav)
{
    kurs_status status = kurs_ascent_law_solve(g, rocket, nav);
    if (status < 0) {
        kurs_ascent_guidance trial = *g;
        kurs_ascent_law_start(&trial, rocket, nav);
        status = kurs_ascent_law_solve(&trial, rocket, nav);
        if (status >= 0) {
            *g = trial;
        }
    }
    g->lost_cycles = status < 0 ? g->lost_cycles : 0;
    return status;
}

/* The guidance with another target in the same plane; its margin is NaN where it finds no way. */
static kurs_ascent_guidance aimed(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                  const kurs_nav *nav, double r_m, double v_m_s)
{
    kurs_ascent_guidance trial = *g;
    trial.target.r_m = r_m;
    trial.target.v_m_s = v_m_s;
    trial.target.path_angle = 0.0;
    trial.margin_kg = solve_anew(&trial, rocket, nav) < 0 ? NAN : foresee(&trial, rocket, nav);
    return trial;
}

/*
 * Turns to a lower orbit if one is in reach: 1. There are two: that of the plan, which spares the
 * most as long as the height has not been climbed; after that, one as round as it, at the height of
 * the nominal perigee.
 */
static int go_lower(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    const kurs_ascent_plan *t = &g->target;
    if (g->decision != KURS_ASCENT_NOMINAL || !(t->low_r_m > 0.0)) {
        return 0;
    }
    const double round_v = t->low_v_m_s * sqrt(t->low_r_m / t->r_m); /* of the same shape */
    kurs_ascent_guidance low = aimed(g, rocket, nav, t->low_r_m, t->low_v_m_s);
    const kurs_ascent_guidance high = aimed(g, rocket, nav, t->r_m, round_v);
    if (!(low.margin_kg > high.margin_kg) && high.margin_kg >= 0.0) {
        low = high;
    }
    if (!(low.margin_kg >= 0.0)) {
        return 0;
    }
    set_decision(&low, KURS_ASCENT_LOWER, nav->met_s);
    *g = low;
    return 1;
}

void kurs_ascent_decide(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    if (!(g->dry_kg > 0.0) || g->decision == KURS_ASCENT_ESCAPE) {
        return;
    }
    if (g->thrust_factor < engine_lost) {
        g->margin_kg = NAN;
        set_decision(g, KURS_ASCENT_ESCAPE, nav->met_s);
        return;
    }
    if (g->lost_cycles >= enough_cycles && solve_anew(g, rocket, nav) < 0) {
        g->margin_kg = NAN; /* nothing leads to this orbit */
        if (!go_lower(g, rocket, nav)) {
            set_decision(g, KURS_ASCENT_ESCAPE, nav->met_s);
        }
        return;
    }
    if (g->lost_cycles > 0) { /* not known yet */
        g->margin_kg = NAN;
        return;
    }
    g->margin_kg = foresee(g, rocket, nav);
    const double wanted_kg = g->decision == KURS_ASCENT_NOMINAL ? reserve_kg : 0.0;
    g->short_cycles = g->margin_kg >= wanted_kg ? 0 : g->short_cycles + 1;
    if (g->felt_count < settled || g->short_cycles < enough_cycles) {
        return;
    }
    if (!go_lower(g, rocket, nav) && g->margin_kg < 0.0) {
        set_decision(g, KURS_ASCENT_ESCAPE, nav->met_s);
    }
}
