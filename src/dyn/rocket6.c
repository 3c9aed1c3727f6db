/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/rocket6.h"

#include "math/math.h"

/* Directions of the verniers: cosine and sine of their place about the axis. */
static const double place_y[KURS_VERNIERS] = {1, 0, -1, 0}, place_z[KURS_VERNIERS] = {0, 1, 0, -1};

/* A stage at work: its data, its shape, its part of levels. */
typedef struct stage_view {
    const kurs_stage *stage;
    const kurs_stage_shape *shape;
    const kurs_tank *tank; /* at t0 */
    int units;             /* on board */
    double level, slope;   /* at t0 */
} stage_view;

static stage_view stage_of(const kurs_rocket6 *r, int which)
{
    const kurs_rocket *rocket = r->rocket;
    const kurs_airframe *frame = &rocket->airframe;
    switch (which) {
    case 0:
        return (stage_view){&rocket->strapon,       &frame->strapon,
                            &r->stack.strapon_tank, r->stack.strapon ? rocket->strapon.count : 0,
                            r->level.strapon,       r->slope.strapon};
    case 1:
        return (stage_view){&rocket->core, &frame->core,  &r->stack.core_tank,
                            r->stack.core, r->level.core, r->slope.core};
    default:
        return (stage_view){&rocket->upper, &frame->upper,  &r->stack.upper_tank,
                            r->stack.upper, r->level.upper, r->slope.upper};
    }
}

static double level_at(const stage_view *s, double dt)
{
    return fmax(0.0, s->level + s->slope * dt);
}

static double burnt_at(const stage_view *s, double dt)
{
    return s->level * dt + 0.5 * s->slope * dt * dt;
}

kurs_levels kurs_rocket6_levels(const kurs_rocket6 *r, double t)
{
    double level[KURS_STAGES];
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view s = stage_of(r, i);
        level[i] = level_at(&s, t - r->t0);
    }
    return (kurs_levels){level[0], level[1], level[2]};
}

kurs_levels kurs_rocket6_burnt(const kurs_rocket6 *r, double t)
{
    double burnt[KURS_STAGES];
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view s = stage_of(r, i);
        burnt[i] = burnt_at(&s, t - r->t0);
    }
    return (kurs_levels){burnt[0], burnt[1], burnt[2]};
}

double kurs_rocket6_flow(const kurs_rocket6 *r, double t)
{
    const kurs_levels level = kurs_rocket6_levels(r, t);
    return kurs_stack_flow(r->rocket, &level);
}

/* ---- mass properties: all parts are alike about y and z and lie on the axis, or in a ring ---- */

/* Sums over parts: mass, first moment, moment about x, moment about y at x = 0; and their
 * derivatives by the mass of the whole. */
typedef struct sums {
    double m, mx, ixx, iyy;
    double dm, dmx, dixx, diyy;
} sums;

static void add_part(double out[4], double kg, double x, double ixx, double iyy)
{
    out[0] += kg;
    out[1] += kg * x;
    out[2] += ixx;
    out[3] += iyy + kg * x * x;
}

static void add_head(double out[4], double kg, const kurs_head_part *part)
{
    add_part(out, kg, part->centre_m, kg * part->along_m * part->along_m,
             kg * part->across_m * part->across_m);
}

/* Liquid of `kg` in each of n units at a distance off the axis; share: its part of the flow. */
static void add_column(sums *s, int n, double off_m, double base_m, const kurs_tank_shape *tank,
                       double kg, double share)
{
    const double r2 = tank->radius_m * tank->radius_m;
    const double height_a_kg = 1.0 / (tank->density_kg_m3 * KURS_PI * r2), h = kg * height_a_kg;
    const double x = base_m + tank->bottom_m + 0.5 * h, dx = 0.5 * height_a_kg * share;
    const double ring = off_m * off_m, m = n * kg, dm = n * share;
    s->m += m;
    s->mx += m * x;
    s->ixx += m * (0.5 * r2 + ring);
    s->iyy += m * (0.25 * r2 + h * h / 12.0 + 0.5 * ring + x * x);
    s->dm += dm;
    s->dmx += dm * x + m * dx;
    s->dixx += dm * (0.5 * r2 + ring);
    s->diyy += dm * (0.25 * r2 + 0.25 * h * h + 0.5 * ring + x * x) + 2.0 * m * x * dx;
}

static void add_tanks(sums *s, const stage_view *v, double dt, double whole_flow)
{
    const kurs_stage_shape *shape = v->shape;
    const double flow = kurs_stage_flow(v->stage), turbine = v->stage->peroxide_flow_kg_s;
    const double burnt = burnt_at(v, dt);
    const double by = whole_flow > 0.0 ? level_at(v, dt) / whole_flow : 0.0;
    const double kg = fmax(0.0, v->tank->propellant_kg - flow * burnt);
    const double ox = shape->oxidiser_share;
    add_column(s, v->units, shape->off_axis_m, shape->base_m, &shape->oxidiser, ox * kg,
               ox * flow * by);
    add_column(s, v->units, shape->off_axis_m, shape->base_m, &shape->fuel, (1.0 - ox) * kg,
               (1.0 - ox) * flow * by);
    if (shape->peroxide.radius_m > 0.0) {
        add_column(s, v->units, shape->off_axis_m, shape->base_m, &shape->peroxide,
                   fmax(0.0, v->tank->peroxide_kg - turbine * burnt), turbine * by);
    }
}

/* What keeps its mass over the arc. */
static void add_fixed(kurs_rocket6 *r)
{
    const kurs_rocket *rocket = r->rocket;
    const kurs_airframe *frame = &rocket->airframe;
    const kurs_stack *stack = &r->stack;
    double *sum = r->fixed;
    for (int i = 0; i < 4; i++) {
        sum[i] = 0.0;
    }
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view v = stage_of(r, i);
        const double kg = v.units * v.stage->dry_kg;
        const double ring = v.shape->off_axis_m * v.shape->off_axis_m;
        add_part(sum, kg, v.shape->base_m + v.shape->centre_dry_m,
                 v.units * v.shape->ixx_dry + kg * ring,
                 v.units * v.shape->iyy_dry + 0.5 * kg * ring);
    }
    if (stack->upper && !stack->skirt) {
        add_head(sum, -rocket->upper_skirt_kg, &frame->skirt);
    }
    add_head(sum, stack->tower ? rocket->tower_kg : 0.0, &frame->tower);
    add_head(sum, stack->fairing ? rocket->fairing_kg : 0.0, &frame->fairing);
    add_head(sum, stack->spacecraft ? stack->spacecraft_kg : 0.0, &frame->spacecraft);
}

kurs_status kurs_rocket6_mass(double t, double mass_kg, kurs_rigid_mass *out, const void *ctx)
{
    const kurs_rocket6 *r = ctx;
    const double dt = t - r->t0, flow = kurs_rocket6_flow(r, t);
    sums s = {.m = r->fixed[0], .mx = r->fixed[1], .ixx = r->fixed[2], .iyy = r->fixed[3]};
    (void)mass_kg;
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view v = stage_of(r, i);
        if (v.units > 0) {
            add_tanks(&s, &v, dt, flow);
        }
    }
    if (!(s.m > 0.0)) {
        return KURS_ERR_RANGE;
    }
    const double c = s.mx / s.m, dc = (s.dmx - s.dm * c) / s.m;
    *out = (kurs_rigid_mass){.mass_kg = s.m, .share = s.dm};
    out->centre_m = v3(c, 0.0, 0.0);
    out->d_centre = v3(dc, 0.0, 0.0);
    out->inertia.m[0][0] = s.ixx;
    out->d_inertia.m[0][0] = s.dixx;
    out->inertia.m[1][1] = out->inertia.m[2][2] = s.iyy - s.mx * c;
    out->d_inertia.m[1][1] = out->d_inertia.m[2][2] = s.diyy - s.dmx * c - s.mx * dc;
    return KURS_OK;
}

/* ---- jets ---- */

/* A vernier at dt after the command: at a limited rate until the lag is slower, then by it. */
static double swing(double from, double to, double rate, double lag, double dt)
{
    const double gap = to - from, slow = rate * lag, fast = fmax(0.0, fabs(gap) - slow);
    const double t1 = fast / rate;
    if (dt < t1) {
        return from + copysign(rate * dt, gap);
    }
    return to - copysign(fabs(gap) - fast, gap) * exp(-(dt - t1) / lag);
}

kurs_gimbals kurs_rocket6_gimbals(const kurs_rocket6 *r, double t)
{
    kurs_gimbals out;
    const double lag = r->rocket->airframe.gimbal_lag_s, dt = t - r->t_command;
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view v = stage_of(r, i);
        for (int k = 0; k < KURS_VERNIERS; k++) {
            const double most = v.shape->vernier_max;
            out.angle[i][k] =
                v.units > 0 ? swing(r->gimbals.angle[i][k], kurs_clamp(r->command[k], -most, most),
                                    v.shape->vernier_rate, lag, dt)
                            : 0.0;
        }
    }
    return out;
}

/* Thrust of a unit at level 1. */
static double unit_thrust(const kurs_stage *stage, double pressure)
{
    return stage->engines * (stage->engine.f_vac_n - pressure * stage->engine.exit_area_m2);
}

/* A unit's part of its stage's thrust, 1 where all are alike; out: the one without any, from 1. */
static double part_of(int unit, int units, int out)
{
    if (out < 1 || out > units || units < 2) {
        return 1.0;
    }
    return unit + 1 == out ? 0.0 : units / (units - 1.0);
}

/* One stage: what is fixed pushes along x, the verniers as they stand. */
static void add_stage(const kurs_rigid_view *view, const stage_view *v, double level, int out,
                      const double angle[KURS_VERNIERS], kurs_rigid_loads *loads)
{
    const kurs_stage_shape *shape = v->shape;
    const double x = shape->base_m + shape->engine_m, swings = shape->vernier_share;
    const double thrust = level * unit_thrust(v->stage, view->air.pressure);
    const double flow = level * kurs_stage_flow(v->stage);
    const double turbine = level * v->stage->peroxide_flow_kg_s;
    const double in_four = v->units / (double)KURS_VERNIERS;
    kurs_rigid_jet jet = {.direction = v3(1.0, 0.0, 0.0)};
    for (int k = 0; k < v->units; k++) {
        const double off = v->units > 1 ? shape->off_axis_m : 0.0;
        jet.point_m = v3(x, off * place_y[k], off * place_z[k]);
        const double part = part_of(k, v->units, out);
        jet.thrust_n = part * (1.0 - swings) * thrust;
        jet.flow_kg_s = part * ((1.0 - swings) * flow + turbine);
        kurs_rigid_add_jet(view, &jet, loads);
    }
    for (int k = 0; k < KURS_VERNIERS; k++) {
        const double s = sin(angle[k]), r = shape->vernier_radius_m;
        jet.point_m = v3(x, r * place_y[k], r * place_z[k]);
        jet.direction = v3(sqrt(1.0 - s * s), -s * place_z[k], s * place_y[k]);
        const double part = part_of(k, v->units, out);
        jet.thrust_n = part * in_four * swings * thrust;
        jet.flow_kg_s = part * in_four * swings * flow;
        kurs_rigid_add_jet(view, &jet, loads);
    }
}

kurs_status kurs_rocket6_loads(const kurs_rigid_view *view, kurs_rigid_loads *loads,
                               const void *ctx)
{
    const kurs_rocket6 *r = ctx;
    const double t = view->state->t;
    const kurs_gimbals gimbals = kurs_rocket6_gimbals(r, t);
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view v = stage_of(r, i);
        const double level = level_at(&v, t - r->t0);
        if (v.units > 0 && level > 0.0) {
            const int out = i == 0 ? r->rocket->airframe.strapon_out : 0;
            add_stage(view, &v, level, out, gimbals.angle[i], loads);
        }
    }
    kurs_rigid_add_aero(view, &r->aero, loads);
    return KURS_OK;
}

kurs_vec3 kurs_rocket6_authority(const kurs_rocket6 *r, const kurs_rigid_view *view)
{
    kurs_vec3 sum = {0.0, 0.0, 0.0};
    for (int i = 0; i < KURS_STAGES; i++) {
        const stage_view v = stage_of(r, i);
        const double x = v.shape->base_m + v.shape->engine_m;
        const double each = v.units / (double)KURS_VERNIERS * v.shape->vernier_share *
                            level_at(&v, view->state->t - r->t0) *
                            unit_thrust(v.stage, view->air.pressure);
        sum.x += 4.0 * v.shape->vernier_radius_m * each;
        sum.y += 2.0 * (view->mass.centre_m.x - x) * each;
    }
    sum.z = sum.y;
    return sum;
}

/* ---- the air ---- */

static double curve_at(const kurs_curve *curve, double x)
{
    return kurs_interp(curve->x, curve->y, curve->count, x);
}

static void make_aero(kurs_rocket6 *r)
{
    static const double alpha_deg[] = {0, 1, 2, 4, 7, 12, 20, 30};
    const kurs_rocket *rocket = r->rocket;
    const kurs_airframe *frame = &rocket->airframe;
    const kurs_stack_lift *lift = r->stack.strapon ? &frame->lift : &frame->lift_core;
    kurs_rigid_aero *a = &r->aero;
    a->area_m2 = r->stack.strapon ? rocket->reference_area_m2 : rocket->reference_area_core_m2;
    a->span_m = frame->damping_span_m;
    a->chord_m = frame->damping_length_m;
    a->mach_count = rocket->drag.count;
    a->alpha_count = KURS_RIGID_ALPHA_MAX;
    for (int j = 0; j < KURS_RIGID_ALPHA_MAX; j++) {
        a->alpha[j] = alpha_deg[j] * KURS_DEG;
    }
    for (int i = 0; i < a->mach_count; i++) {
        const double mach = rocket->drag.x[i];
        const double slope = curve_at(&lift->slope, mach), centre = curve_at(&lift->centre, mach);
        a->mach[i] = mach;
        for (int j = 0; j < KURS_RIGID_ALPHA_MAX; j++) {
            a->drag[i][j] =
                rocket->drag.y[i] * (1.0 + frame->drag_alpha2 * a->alpha[j] * a->alpha[j]);
            a->lift[i][j] = slope * a->alpha[j];
            a->centre_m[i][j] = centre;
        }
        a->clp[i] = frame->damping_roll;
        a->cmq[i] = a->cnr[i] = frame->damping_pitch;
    }
}

void kurs_rocket6_open(kurs_rocket6 *r, const kurs_rocket *rocket, const kurs_stack *stack,
                       const kurs_levels *level, const kurs_levels *slope, double t0)
{
    r->rocket = rocket;
    r->stack = *stack;
    r->level = *level;
    r->slope = *slope;
    r->t0 = t0;
    add_fixed(r);
    make_aero(r);
}
