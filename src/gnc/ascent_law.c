/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/ascent_law.h"

#include <string.h>

#include "kurs/env.h"
#include "math/math.h"

enum { DIM = KURS_ASCENT_LAW_DIM, MOST_PASSES = 25 };

static const double longest_step_s = 20.0;     /* of the prediction */
static const double half_arc = 8.0 * KURS_DEG; /* half the angle flown by the third stage */
static const double still = 1e-7;              /* change of a law that stands still */
static const double serves = 0.85; /* derivatives serve until this part of the burn is left */

/* Of the unknowns, so that 0.01 is a small change of each: tangents, 1/s, s. */
static const double law_scale[DIM] = {1.0, 0.01, 1.0, 0.01, 100.0};

/* The burn as the guidance foresees it. */
typedef struct burn {
    const kurs_ascent_guidance *g;
    const double *law;
    kurs_ascent_push push; /* 0 on the coast */
    double t0_s, mass0_kg;
} burn;

kurs_ascent_push kurs_ascent_push_at(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                     double met_s)
{
    const kurs_stage *upper = &rocket->upper;
    const double thrust =
        kurs_curve_step(&upper->level, met_s) * upper->engines * upper->engine.f_vac_n;
    return (kurs_ascent_push){g->thrust_factor * thrust,
                              g->flow_factor * thrust / (KURS_G0 * upper->engine.isp_vac_s)};
}

double kurs_ascent_next_change(const kurs_rocket *rocket, double met_s)
{
    const double step_s = kurs_curve_next(&rocket->upper.level, met_s);
    return rocket->upper_skirt_drop_s > met_s ? fmin(rocket->upper_skirt_drop_s, step_s) : step_s;
}

kurs_vec3 kurs_ascent_law_direction(const kurs_ascent_guidance *g, const double *law, double met_s)
{
    const double t = met_s - g->start_s;
    const double pitch = law[0] * law_scale[0] + law[1] * law_scale[1] * t;
    const double yaw = law[2] * law_scale[2] + law[3] * law_scale[3] * t;
    return v3_unit(v3_axpy(v3_axpy(g->ahead, pitch, g->up), yaw, g->across));
}

double kurs_ascent_law_cutoff(const kurs_ascent_guidance *g)
{
    return g->law[4] * law_scale[4];
}

/* Acceleration by the thrust. */
static kurs_vec3 thrust_at(const burn *b, double t)
{
    if (!(b->push.thrust_n > 0.0)) {
        return v3(0, 0, 0);
    }
    const double mass = b->mass0_kg - b->push.flow_kg_s * (t - b->t0_s);
    return v3_scale(b->push.thrust_n / mass, kurs_ascent_law_direction(b->g, b->law, t));
}

/* Carries the state over one leg in equal steps, so many that the result is smooth in its length:
 * Nystroem's method of fourth order, as no force depends on the velocity. */
static kurs_state fly_leg(const burn *b, kurs_state s, double length_s)
{
    const kurs_vec3 pole = b->g->pole_gcrf;
    const int n = (int)fmin(ceil(fabs(length_s) / longest_step_s), 1000.0);
    const double h = n > 0 ? length_s / n : 0.0;
    kurs_vec3 thrust = thrust_at(b, b->t0_s);
    for (int i = 0; i < n; i++) {
        const double t = b->t0_s + i * h;
        const kurs_vec3 half = v3_axpy(s.r, 0.5 * h, s.v), whole = v3_axpy(s.r, h, s.v);
        const kurs_vec3 k1 = v3_add(kurs_gravity_zonal(s.r, pole), thrust);
        const kurs_vec3 r2 = v3_axpy(half, 0.125 * h * h, k1);
        const kurs_vec3 k2 = v3_add(kurs_gravity_zonal(r2, pole), thrust_at(b, t + 0.5 * h));
        const kurs_vec3 r3 = v3_axpy(whole, 0.5 * h * h, k2);
        thrust = thrust_at(b, t + h);
        const kurs_vec3 k3 = v3_add(kurs_gravity_zonal(r3, pole), thrust);
        s.r = v3_axpy(whole, h * h / 6.0, v3_axpy(k1, 2.0, k2));
        s.v = v3_axpy(s.v, h / 6.0, v3_add(v3_axpy(k1, 4.0, k2), k3));
    }
    return s;
}

kurs_state kurs_ascent_coast(const kurs_ascent_guidance *g, kurs_state s_gcrf, double length_s)
{
    const burn b = {.g = g, .law = g->law}; /* no push: it is not read */
    return fly_leg(&b, s_gcrf, length_s);
}

kurs_state kurs_ascent_law_predict(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                   const kurs_nav *nav, const double law[DIM])
{
    burn b = {.g = g, .law = law, .t0_s = nav->met_s, .mass0_kg = nav->mass_kg};
    const double cut_s = law[4] * law_scale[4];
    kurs_state s = nav->s_gcrf;
    b.push = kurs_ascent_push_at(g, rocket, b.t0_s);
    for (double end_s = kurs_ascent_next_change(rocket, b.t0_s); end_s < cut_s;
         end_s = kurs_ascent_next_change(rocket, b.t0_s)) {
        const double leg_s = end_s - b.t0_s;
        s = fly_leg(&b, s, leg_s);
        b.mass0_kg -= b.push.flow_kg_s * leg_s;
        b.mass0_kg -= end_s == rocket->upper_skirt_drop_s ? rocket->upper_skirt_kg : 0.0;
        b.t0_s = end_s;
        b.push = kurs_ascent_push_at(g, rocket, b.t0_s);
    }
    s = fly_leg(&b, s, cut_s - b.t0_s);
    return kurs_ascent_coast(g, s, rocket->separation_after_cutoff_s);
}

double kurs_ascent_law_propellant(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                  double met_s)
{
    const double cut_s = kurs_ascent_law_cutoff(g);
    double sum = 0.0;
    for (double t = met_s; t < cut_s;) {
        const double end_s = fmin(kurs_ascent_next_change(rocket, t), cut_s);
        sum += (end_s - t) * kurs_ascent_push_at(g, rocket, t).flow_kg_s;
        t = end_s;
    }
    return sum;
}

/* What a law misses at separation, scaled to 10 km and 100 m/s. */
static void misses(const kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav,
                   const double law[DIM], double out[DIM])
{
    const kurs_ascent_plan *target = &g->target;
    const kurs_state s = kurs_ascent_law_predict(g, rocket, nav, law);
    const double r = v3_norm(s.r);
    out[0] = (r - target->r_m) / 1e4;
    out[1] = (v3_norm(s.v) - target->v_m_s) / 100.0;
    out[2] = (v3_dot(s.r, s.v) / r - target->v_m_s * sin(target->path_angle)) / 100.0;
    out[3] = v3_dot(s.r, target->normal_gcrf) / 1e4;
    out[4] = v3_dot(s.v, target->normal_gcrf) / 100.0;
}

/* Derivatives of the misses by the law, by differences. */
static void differentiate(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav,
                          const double miss[DIM])
{
    const double step = 1e-5;
    for (int j = 0; j < DIM; j++) {
        double law[DIM], moved[DIM];
        memcpy(law, g->law, sizeof law);
        law[j] += step;
        misses(g, rocket, nav, law, moved);
        for (int i = 0; i < DIM; i++) {
            g->jacobian[i * DIM + j] = (moved[i] - miss[i]) / step;
        }
    }
    g->jacobian_left_s = kurs_ascent_law_cutoff(g) - nav->met_s;
}

kurs_status kurs_ascent_law_pass(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                 const kurs_nav *nav, int fresh, double *change)
{
    double miss[DIM], matrix[DIM * DIM], dx[DIM];
    kurs_ascent_guidance trial = *g;
    misses(g, rocket, nav, g->law, miss);
    if (fresh || kurs_ascent_law_cutoff(g) - nav->met_s < serves * g->jacobian_left_s) {
        differentiate(&trial, rocket, nav, miss);
    }
    memcpy(matrix, trial.jacobian, sizeof matrix);
    const kurs_status status = kurs_linear_solve(DIM, matrix, miss, dx);
    if (status < 0) {
        return status;
    }
    double largest = 0.0;
    for (int j = 0; j < DIM; j++) {
        largest = isfinite(dx[j]) ? fmax(largest, fabs(dx[j])) : INFINITY;
    }
    if (!isfinite(largest)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    const double damping = fmin(1.0, 0.3 / largest); /* far from the solution, by small steps */
    for (int j = 0; j < DIM; j++) {
        trial.law[j] -= damping * dx[j];
    }
    trial.passes++;
    *g = trial;
    *change = largest;
    return KURS_OK;
}

kurs_status kurs_ascent_law_solve(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                  const kurs_nav *nav)
{
    kurs_ascent_guidance trial = *g;
    double change = INFINITY;
    for (int i = 0; i < MOST_PASSES && change > still; i++) {
        /* once the law is near, the derivatives are too */
        const kurs_status status =
            kurs_ascent_law_pass(&trial, rocket, nav, change > 1e-3, &change);
        if (status < 0) {
            return status;
        }
    }
    if (!(change <= still)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    *g = trial;
    return KURS_OK;
}

/* Burning time by the rocket equation, pitch from 28 deg to -15 deg above the horizon of the middle
 * of the arc. */
void kurs_ascent_law_start(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav)
{
    const kurs_ascent_push push = kurs_ascent_push_at(g, rocket, nav->met_s);
    const double exhaust = push.thrust_n / push.flow_kg_s;
    const double to_gain = g->target.v_m_s - v3_norm(nav->s_gcrf.v) + 80.0;
    const double mass =
        nav->mass_kg - (nav->met_s < rocket->upper_skirt_drop_s ? rocket->upper_skirt_kg : 0.0);
    const double burn_s = mass / push.flow_kg_s * (1.0 - exp(-to_gain / exhaust));

    const kurs_vec3 n = g->target.normal_gcrf;
    const kurs_vec3 up = v3_unit(v3_axpy(nav->s_gcrf.r, -v3_dot(nav->s_gcrf.r, n), n));
    g->up = kurs_v3_rotate(up, n, half_arc);
    g->ahead = v3_cross(n, g->up);
    g->across = n;
    g->start_s = nav->met_s;
    g->law[0] = tan(28.0 * KURS_DEG) / law_scale[0];
    g->law[1] = (tan(-15.0 * KURS_DEG) - tan(28.0 * KURS_DEG)) / burn_s / law_scale[1];
    g->law[2] = 0.0;
    g->law[3] = 0.0;
    g->law[4] = (nav->met_s + burn_s) / law_scale[4];
    g->jacobian_left_s = INFINITY;
}
