/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/ascent.h"

#include <string.h>

#include "kurs/env.h"
#include "kurs/ode.h"
#include "math/math.h"

enum { DIM = KURS_ASCENT_LAW_DIM, FIRST_PASSES = 25 };

static const double cycle_s = 2.0;
static const double freeze_s = 10.0;           /* before cut-off */
static const double longest_step_s = 20.0;     /* of the prediction */
static const double half_arc = 8.0 * KURS_DEG; /* half the angle flown by the third stage */

/* Of the unknowns, so that 0.01 is a small change of each: tangents, 1/s, s. */
static const double law_scale[DIM] = {1.0, 0.01, 1.0, 0.01, 100.0};

/* The burn as the guidance foresees it. */
typedef struct burn {
    const kurs_ascent_guidance *g;
    const double *law;
    double thrust_n, flow_kg_s; /* 0 on the coast */
    double t0_s, mass0_kg;
} burn;

/* The upper stage's thrust [N] in vacuum at an instant, by its programme. */
static double upper_thrust(const kurs_rocket *rocket, double met_s)
{
    const kurs_stage *upper = &rocket->upper;
    return kurs_curve_step(&upper->level, met_s) * upper->engines * upper->engine.f_vac_n;
}

static double exhaust_speed(const kurs_rocket *rocket)
{
    return KURS_G0 * rocket->upper.engine.isp_vac_s;
}

static void pack(kurs_state s, double y[6])
{
    const double in[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z};
    memcpy(y, in, sizeof in);
}

static kurs_state unpack(const double y[6])
{
    return (kurs_state){v3(y[0], y[1], y[2]), v3(y[3], y[4], y[5])};
}

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
                                       .mode = KURS_ASCENT_STORED};
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

static kurs_vec3 closed_direction(const kurs_ascent_guidance *g, const double law[DIM],
                                  double met_s)
{
    const double t = met_s - g->start_s;
    const double pitch = law[0] * law_scale[0] + law[1] * law_scale[1] * t;
    const double yaw = law[2] * law_scale[2] + law[3] * law_scale[3] * t;
    return v3_unit(v3_axpy(v3_axpy(g->ahead, pitch, g->up), yaw, g->across));
}

kurs_vec3 kurs_ascent_direction(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                double met_s, kurs_vec3 r_gcrf)
{
    if (guidance->mode == KURS_ASCENT_STORED) {
        return stored_direction(guidance, rocket, met_s, r_gcrf);
    }
    return closed_direction(guidance, guidance->law, met_s);
}

static kurs_status burn_rhs(double t, const double *y, double *dydt, const void *ctx)
{
    const burn *b = ctx;
    const kurs_state s = unpack(y);
    kurs_vec3 acc = kurs_gravity_zonal(s.r, b->g->pole_gcrf);
    if (b->thrust_n > 0.0) {
        const double mass = b->mass0_kg - b->flow_kg_s * (t - b->t0_s);
        acc = v3_axpy(acc, b->thrust_n / mass, closed_direction(b->g, b->law, t));
    }
    pack((kurs_state){s.v, acc}, dydt);
    return KURS_OK;
}

/* Carries y over one leg in equal steps, so many that the result is smooth in its length. */
static kurs_status fly_leg(const burn *b, double *y, double length_s)
{
    const kurs_ode_problem p = {.method = &kurs_ode_rk4,
                                .rhs = burn_rhs,
                                .ctx = b,
                                .dim = 6,
                                .h_init = longest_step_s,
                                .h_max = longest_step_s};
    const int n = (int)ceil(fabs(length_s) / longest_step_s);
    for (int i = 0; i < n; i++) {
        const double h = length_s / n;
        const kurs_status status = kurs_ode_step(&p, b->t0_s + i * h, h, y, y, NULL);
        if (status < 0) {
            return status;
        }
    }
    return KURS_OK;
}

/* Thrust and flow from t0_s on. */
static void set_level(burn *b, const kurs_rocket *rocket)
{
    b->thrust_n = upper_thrust(rocket, b->t0_s);
    b->flow_kg_s = b->thrust_n / exhaust_speed(rocket);
}

/* Where the burn changes next after t_s: the skirt falls, or the level has a step. */
static double next_change(const kurs_rocket *rocket, double t_s)
{
    const double step_s = kurs_curve_next(&rocket->upper.level, t_s);
    return rocket->upper_skirt_drop_s > t_s ? fmin(rocket->upper_skirt_drop_s, step_s) : step_s;
}

/* The state at spacecraft separation under a law. */
static kurs_status predict(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                           const kurs_nav *nav, const double law[DIM], kurs_state *out)
{
    burn b = {.g = g, .law = law, .t0_s = nav->met_s, .mass0_kg = nav->mass_kg};
    const double cut_s = law[4] * law_scale[4];
    double y[6];
    pack(nav->s_gcrf, y);
    kurs_status status = KURS_OK;
    set_level(&b, rocket);
    for (double end_s = next_change(rocket, b.t0_s); end_s < cut_s && status >= 0;
         end_s = next_change(rocket, b.t0_s)) {
        const double leg_s = end_s - b.t0_s;
        const double dropped_kg =
            end_s == rocket->upper_skirt_drop_s ? rocket->upper_skirt_kg : 0.0;
        status = fly_leg(&b, y, leg_s);
        b.mass0_kg -= b.flow_kg_s * leg_s + dropped_kg;
        b.t0_s = end_s;
        set_level(&b, rocket);
    }
    if (status >= 0) {
        status = fly_leg(&b, y, cut_s - b.t0_s);
    }
    b.thrust_n = 0.0;
    if (status >= 0) {
        status = fly_leg(&b, y, rocket->separation_after_cutoff_s);
    }
    if (status >= 0) {
        *out = unpack(y);
    }
    return status;
}

/* What a law misses at separation, scaled to 10 km and 100 m/s. */
static kurs_status misses(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                          const kurs_nav *nav, const double law[DIM], double out[DIM])
{
    const kurs_ascent_plan *target = &g->target;
    kurs_state s;
    const kurs_status status = predict(g, rocket, nav, law, &s);
    if (status < 0) {
        return status;
    }
    const double r = v3_norm(s.r);
    out[0] = (r - target->r_m) / 1e4;
    out[1] = (v3_norm(s.v) - target->v_m_s) / 100.0;
    out[2] = (v3_dot(s.r, s.v) / r - target->v_m_s * sin(target->path_angle)) / 100.0;
    out[3] = v3_dot(s.r, target->normal_gcrf) / 1e4;
    out[4] = v3_dot(s.v, target->normal_gcrf) / 100.0;
    return KURS_OK;
}

/* One Newton pass on the law; *change is the largest scaled change. Untouched on error. */
static kurs_status newton_pass(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                               const kurs_nav *nav, double *change)
{
    const double step = 1e-5;
    double miss[DIM], jacobian[DIM * DIM], dx[DIM];
    kurs_status status = misses(g, rocket, nav, g->law, miss);
    for (int j = 0; j < DIM && status >= 0; j++) {
        double law[DIM], moved[DIM];
        memcpy(law, g->law, sizeof law);
        law[j] += step;
        status = misses(g, rocket, nav, law, moved);
        for (int i = 0; i < DIM && status >= 0; i++) {
            jacobian[i * DIM + j] = (moved[i] - miss[i]) / step;
        }
    }
    if (status >= 0) {
        status = kurs_linear_solve(DIM, jacobian, miss, dx);
    }
    if (status < 0) {
        return status;
    }
    double largest = 0.0;
    for (int j = 0; j < DIM; j++) {
        largest = fmax(largest, fabs(dx[j]));
    }
    if (!isfinite(largest)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    const double damping = fmin(1.0, 0.3 / largest); /* far from the solution, by small steps */
    for (int j = 0; j < DIM; j++) {
        g->law[j] -= damping * dx[j];
    }
    g->passes++;
    *change = largest;
    return KURS_OK;
}

/* Axes and a first guess: burning time by the rocket equation, pitch from 28 deg to -15 deg
 * above the horizon of the middle of the arc. */
static void third_stage_init(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                             const kurs_nav *nav)
{
    const double exhaust = exhaust_speed(rocket);
    const double to_gain = g->target.v_m_s - v3_norm(nav->s_gcrf.v) + 80.0;
    const double mass =
        nav->mass_kg - (nav->met_s < rocket->upper_skirt_drop_s ? rocket->upper_skirt_kg : 0.0);
    const double burn_s =
        mass * exhaust / upper_thrust(rocket, nav->met_s) * (1.0 - exp(-to_gain / exhaust));

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
}

static kurs_status third_stage_begin(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                     const kurs_nav *nav)
{
    kurs_ascent_guidance trial = *g;
    third_stage_init(&trial, rocket, nav);
    double change = INFINITY;
    for (int i = 0; i < FIRST_PASSES && change > 1e-7; i++) {
        const kurs_status status = newton_pass(&trial, rocket, nav, &change);
        if (status < 0) {
            return status;
        }
    }
    if (!(change <= 1e-7)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    trial.mode = KURS_ASCENT_CLOSED;
    *g = trial;
    return KURS_OK;
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
    double change;
    if (newton_pass(guidance, rocket, nav, &change) < 0) {
        guidance->failures++;
    }
    return KURS_OK;
}

double kurs_ascent_energy_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                kurs_state s_gcrf)
{
    const burn coast = {.g = guidance};
    double y[6];
    pack(s_gcrf, y);
    if (fly_leg(&coast, y, rocket->separation_after_cutoff_s) < 0) {
        return NAN;
    }
    const kurs_state s = unpack(y);
    const kurs_ascent_plan *target = &guidance->target;
    return 0.5 * (target->v_m_s * target->v_m_s - v3_dot(s.v, s.v)) -
           KURS_EGM_GM * (1.0 / target->r_m - 1.0 / v3_norm(s.r));
}

double kurs_ascent_cutoff_expected(const kurs_ascent_guidance *guidance)
{
    return guidance->mode == KURS_ASCENT_STORED ? INFINITY : guidance->law[4] * law_scale[4];
}

double kurs_ascent_velocity_to_go(const kurs_ascent_guidance *guidance, const kurs_rocket *rocket,
                                  double met_s, double mass_kg, double *propellant_kg)
{
    if (guidance->mode == KURS_ASCENT_STORED) {
        *propellant_kg = NAN;
        return NAN;
    }
    const double exhaust = exhaust_speed(rocket);
    const double left_s = fmax(0.0, kurs_ascent_cutoff_expected(guidance) - met_s);
    *propellant_kg = left_s * upper_thrust(rocket, met_s) / exhaust;
    return *propellant_kg < mass_kg ? exhaust * log(mass_kg / (mass_kg - *propellant_kg))
                                    : INFINITY;
}
