/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/ascent.h"

#include "gnc/ascent_law.h"
#include "kurs/env.h"
#include "math/math.h"

static const double cycle_s = 2.0;
static const double freeze_s = 10.0; /* before cut-off */
static const double far = 1e-3;      /* change of the law after which one pass is not enough */
static const double lost = 1e-2;     /* the same, after which there is no law */
enum { CYCLE_PASSES = 4 };

void kurs_ascent_guidance_init(kurs_ascent_guidance *guidance, const kurs_ascent_plan *plan,
                               kurs_vec3 r_pad_gcrf, kurs_vec3 pole_gcrf)
{
    const kurs_vec3 up = v3_unit(r_pad_gcrf);
    const kurs_vec3 east = v3_unit(v3_cross(pole_gcrf, up));
    const kurs_vec3 north = v3_cross(up, east);
    const kurs_vec3 along = v3_axpy(v3_scale(cos(plan->azimuth), north), sin(plan->azimuth), east);
    *guidance = (kurs_ascent_guidance){.target = *plan,
                                       .pole_gcrf = pole_gcrf,
                                       .launch_plane = v3_cross(up, along),
                                       .mode = KURS_ASCENT_STORED,
                                       .thrust_factor = 1.0,
                                       .flow_factor = 1.0,
                                       .decided_s = NAN,
                                       .margin_kg = NAN};
}

static kurs_vec3 stored_direction(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                  double met_s, kurs_vec3 r_gcrf)
{
    const double pitch = kurs_interp(rocket->pitch.x, rocket->pitch.y, rocket->pitch.count, met_s);
    const kurs_vec3 n = g->launch_plane;
    const kurs_vec3 up = v3_unit(v3_axpy(r_gcrf, -v3_dot(r_gcrf, n), n));
    const kurs_vec3 ahead = v3_cross(n, up);
    return v3_axpy(v3_scale(cos(pitch), ahead), sin(pitch), up);
}

kurs_vec3 kurs_ascent_direction(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                double met_s, kurs_vec3 r_gcrf)
{
    if (guidance->mode == KURS_ASCENT_STORED) {
        return stored_direction(guidance, rocket, met_s, r_gcrf);
    }
    return kurs_ascent_law_direction(guidance, guidance->law, met_s);
}

static kurs_status third_stage_begin(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                     const kurs_nav *nav)
{
    kurs_ascent_guidance trial = *g;
    kurs_ascent_law_start(&trial, rocket, nav);
    const kurs_status status = kurs_ascent_law_solve(&trial, rocket, nav);
    if (status < 0) {
        return status;
    }
    trial.mode = KURS_ASCENT_CLOSED;
    trial.felt = *nav;
    *g = trial;
    return KURS_OK;
}

/* Brings the law up to date: one pass in quiet flight, more after a push. */
static void improve(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    double change = 0.0;
    for (int i = 0; i < CYCLE_PASSES && (i == 0 || change > far); i++) {
        if (kurs_ascent_law_pass(g, rocket, nav, i > 0, &change) < 0) {
            g->failures++;
            change = INFINITY;
            break;
        }
    }
    g->lost_cycles = change > lost ? g->lost_cycles + 1 : 0;
}

kurs_status kurs_ascent_guide(kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                              const kurs_nav *nav)
{
    if (nav->met_s < rocket->core_separation_s || guidance->mode == KURS_ASCENT_FROZEN ||
        nav->met_s < guidance->next_s) {
        return KURS_OK;
    }
    guidance->next_s = nav->met_s + cycle_s;
    if (guidance->mode == KURS_ASCENT_STORED) {
        return third_stage_begin(guidance, rocket, nav);
    }
    if (kurs_ascent_cutoff_expected(guidance) - nav->met_s < freeze_s) {
        guidance->mode = KURS_ASCENT_FROZEN;
        return KURS_OK;
    }
    kurs_ascent_feel(guidance, rocket, nav);
    improve(guidance, rocket, nav);
    kurs_ascent_decide(guidance, rocket, nav);
    return KURS_OK;
}

double kurs_ascent_energy_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                kurs_state s_gcrf)
{
    const kurs_state s = kurs_ascent_coast(guidance, s_gcrf, rocket->separation_after_cutoff_s);
    const kurs_ascent_plan *target = &guidance->target;
    return 0.5 * (target->v_m_s * target->v_m_s - v3_dot(s.v, s.v)) -
           KURS_EGM_GM * (1.0 / target->r_m - 1.0 / v3_norm(s.r));
}

double kurs_ascent_cutoff_expected(const kurs_ascent_guidance *guidance)
{
    return guidance->mode == KURS_ASCENT_STORED ? INFINITY : kurs_ascent_law_cutoff(guidance);
}

double kurs_ascent_velocity_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                  double met_s, double mass_kg, double *propellant_kg)
{
    if (guidance->mode == KURS_ASCENT_STORED) {
        *propellant_kg = NAN;
        return NAN;
    }
    const kurs_ascent_push push = kurs_ascent_push_at(guidance, rocket, met_s);
    const double left_s = fmax(0.0, kurs_ascent_cutoff_expected(guidance) - met_s);
    *propellant_kg = left_s * push.flow_kg_s;
    return *propellant_kg < mass_kg
               ? push.thrust_n / push.flow_kg_s * log(mass_kg / (mass_kg - *propellant_kg))
               : INFINITY;
}
