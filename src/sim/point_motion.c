/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/point_motion.h"

#include "kurs/env.h"
#include "math/math.h"

static const double air_top_m = 150e3;

/* The air about the rocket. */
typedef struct flow {
    double h_m, pressure, density, sound;
    kurs_vec3 wind; /* of the rocket through it, GCRF */
    double speed;
} flow;

/* Thrust in vacuum and nozzle area of a stage. */
static void add_stage(kurs_point_arc *a, const kurs_stage *stage, double level)
{
    const double n = stage->count * stage->engines * level;
    a->vac_n += n * stage->engine.f_vac_n;
    a->nozzle_m2 += n * stage->engine.exit_area_m2;
}

kurs_point_arc kurs_point_arc_now(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *rocket = setup->rocket;
    kurs_point_arc a = {.f = f,
                        .rocket = rocket,
                        .known = kurs_point_known(setup),
                        .setup = setup,
                        .spin = v3_scale(KURS_EARTH_OMEGA, f->pole),
                        .t0_s = f->met_s,
                        .mass0_kg = f->mass_kg,
                        .flow_kg_s = kurs_stack_flow(rocket, &f->levels),
                        .drag_m2 = f->stack.strapon ? rocket->reference_area_m2
                                                    : rocket->reference_area_core_m2};
    add_stage(&a, &rocket->strapon, f->levels.strapon);
    add_stage(&a, &rocket->core, f->levels.core);
    add_stage(&a, &rocket->upper, f->levels.upper);
    return a;
}

/* Height over the ellipsoid along the radius: that along the vertical is less by 6e-6 of it. */
static double height(const kurs_point_arc *a, kurs_vec3 r)
{
    const double e2 = KURS_WGS84_F * (2.0 - KURS_WGS84_F);
    const double d = v3_norm(r), s = v3_dot(r, a->f->pole) / d;
    return d - KURS_WGS84_A / sqrt(1.0 + e2 / (1.0 - e2) * s * s);
}

/* The velocity of the wind in GCRF at a place. */
static kurs_vec3 wind_at(const kurs_point_arc *a, kurs_vec3 r, double h_m)
{
    const kurs_ascent_dispersion *d = a->setup->dispersion;
    const kurs_wind_row w = kurs_wind_at(a->setup->wind, h_m);
    const double k = d ? fmax(0.0, 1.0 + d->wind_speed) : 1.0, turn = d ? d->wind_turn : 0.0;
    const double east = k * (w.east * cos(turn) + w.north * sin(turn));
    const double north = k * (w.north * cos(turn) - w.east * sin(turn));
    const kurs_vec3 e = v3_unit(v3_cross(a->f->pole, r)), n = v3_unit(v3_cross(r, e));
    return v3_axpy(v3_scale(east, e), north, n);
}

static flow flow_at(const kurs_point_arc *a, kurs_state s)
{
    flow f = {.h_m = height(a, s.r)};
    if (f.h_m > air_top_m) {
        return f;
    }
    const kurs_air air = kurs_atmosphere_us76(f.h_m);
    f.pressure = air.pressure;
    f.density = air.density;
    f.sound = air.sound;
    f.wind = v3_sub(s.v, v3_cross(a->spin, s.r));
    if (a->setup->wind) {
        f.wind = v3_sub(f.wind, wind_at(a, s.r, f.h_m));
    }
    f.speed = v3_norm(f.wind);
    return f;
}

/* Direction of the thrust. The guidance's clock of the third stage began when the core left. */
static kurs_vec3 direction_at(const kurs_point_arc *a, double met_s, kurs_vec3 r)
{
    const kurs_ascent_guidance *g = &a->f->guidance;
    const double late_s = g->mode == KURS_ASCENT_STORED ? 0.0 : a->f->third_s;
    return kurs_ascent_direction(g, a->known, met_s - late_s, v3_add(r, a->f->off_r));
}

/* Accelerations [m/s2]: all, and what is felt along the thrust. */
typedef struct push {
    kurs_vec3 all, felt;
    double along;
} push;

static push push_at(const kurs_point_arc *a, double met_s, kurs_state s, const flow *f)
{
    const double mass = a->mass0_kg - a->flow_kg_s * (met_s - a->t0_s);
    push p = {.felt = v3(0, 0, 0)};
    if (f->speed > 0.0) {
        const kurs_curve *drag = &a->rocket->drag;
        const double cd = kurs_interp(drag->x, drag->y, drag->count, f->speed / f->sound);
        p.felt = v3_scale(-0.5 * f->density * f->speed * cd * a->drag_m2 / mass, f->wind);
    }
    if (a->vac_n > 0.0) {
        const kurs_vec3 along = direction_at(a, met_s, s.r);
        p.felt = v3_axpy(p.felt, (a->vac_n - f->pressure * a->nozzle_m2) / mass, along);
        p.along = v3_dot(p.felt, along);
    }
    p.all = v3_add(kurs_gravity_zonal(s.r, a->f->pole), p.felt);
    return p;
}

static push push_of(const kurs_point_arc *a, double met_s, kurs_state s)
{
    const flow f = flow_at(a, s);
    return push_at(a, met_s, s, &f);
}

static kurs_state moved(kurs_state s, double h, kurs_vec3 v, kurs_vec3 acc)
{
    return (kurs_state){v3_axpy(s.r, h, v), v3_axpy(s.v, h, acc)};
}

kurs_point_motion kurs_point_step(const kurs_point_arc *a, double h)
{
    const double t = a->t0_s;
    const kurs_state s = a->f->s_gcrf;
    const push a1 = push_of(a, t, s);
    const kurs_state s2 = moved(s, 0.5 * h, s.v, a1.all);
    const push a2 = push_of(a, t + 0.5 * h, s2);
    const kurs_state s3 = moved(s, 0.5 * h, s2.v, a2.all);
    const push a3 = push_of(a, t + 0.5 * h, s3);
    const kurs_state s4 = moved(s, h, s3.v, a3.all);
    const push a4 = push_of(a, t + h, s4);
    const kurs_vec3 v = v3_add(v3_axpy(s.v, 2.0, v3_add(s2.v, s3.v)), s4.v);
    const kurs_vec3 acc = v3_add(v3_axpy(a1.all, 2.0, v3_add(a2.all, a3.all)), a4.all);
    return (kurs_point_motion){moved(s, h / 6.0, v, acc),
                               a->f->apparent_m_s +
                                   h / 6.0 * (a1.along + 2.0 * (a2.along + a3.along) + a4.along)};
}

kurs_point_view kurs_point_look(const kurs_point_arc *a)
{
    const kurs_point_ascent *f = a->f;
    const flow air = flow_at(a, f->s_gcrf);
    const double met_s = f->met_s;
    const push p = push_at(a, met_s, f->s_gcrf, &air);
    kurs_point_view view = {.met_s = met_s,
                            .h_m = air.h_m,
                            .q_pa = 0.5 * air.density * air.speed * air.speed,
                            .load_g = v3_norm(p.felt) / KURS_G0};
    if (a->setup->watch && air.speed > 0.0) {
        view.alpha = v3_angle(direction_at(a, met_s, f->s_gcrf.r), air.wind);
    }
    return view;
}
