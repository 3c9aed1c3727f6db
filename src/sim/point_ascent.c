/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/point_ascent.h"

#include "kurs/env.h"
#include "math/math.h"

static const double air_top_m = 150e3;
static const double air_step_s = 2.0,
                    thin_step_s = 5.0; /* with strap-ons or a first stage; after */
static const double cutoff_tol_s = 1e-9;

/* One smooth stretch: what the forces need and does not change over it. */
typedef struct arc {
    const kurs_point_ascent *f;
    const kurs_rocket *rocket, *known;
    const kurs_point_setup *setup;
    kurs_vec3 spin;
    double t0_s, mass0_kg, flow_kg_s;
    double vac_n, area_m2; /* thrust in vacuum, nozzle area that the air presses on */
    double drag_m2;        /* reference area */
} arc;

/* The air about the rocket. */
typedef struct flow {
    double h_m, pressure, density, sound;
    kurs_vec3 wind; /* of the rocket through it, GCRF */
    double speed;
} flow;

static const kurs_rocket *known_rocket(const kurs_point_setup *setup)
{
    return setup->known ? setup->known : setup->rocket;
}

/* Thrust in vacuum and nozzle area of a stage. */
static void add_stage(arc *a, const kurs_stage *stage, double level)
{
    const double n = stage->count * stage->engines * level;
    a->vac_n += n * stage->engine.f_vac_n;
    a->area_m2 += n * stage->engine.exit_area_m2;
}

static arc arc_now(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *rocket = setup->rocket;
    arc a = {.f = f,
             .rocket = rocket,
             .known = known_rocket(setup),
             .setup = setup,
             .spin = v3_scale(KURS_EARTH_OMEGA, f->pole),
             .t0_s = f->met_s,
             .mass0_kg = f->mass_kg,
             .flow_kg_s = kurs_stack_flow(rocket, &f->levels),
             .drag_m2 =
                 f->stack.strapon ? rocket->reference_area_m2 : rocket->reference_area_core_m2};
    add_stage(&a, &rocket->strapon, f->levels.strapon);
    add_stage(&a, &rocket->core, f->levels.core);
    add_stage(&a, &rocket->upper, f->levels.upper);
    return a;
}

/* Height over the ellipsoid along the radius: that along the vertical is less by 6e-6 of it. */
static double height(const arc *a, kurs_vec3 r)
{
    const double e2 = KURS_WGS84_F * (2.0 - KURS_WGS84_F);
    const double d = v3_norm(r), s = v3_dot(r, a->f->pole) / d;
    return d - KURS_WGS84_A / sqrt(1.0 + e2 / (1.0 - e2) * s * s);
}

/* The velocity of the wind in GCRF at a place. */
static kurs_vec3 wind_at(const arc *a, kurs_vec3 r, double h_m)
{
    const kurs_ascent_dispersion *d = a->setup->dispersion;
    const kurs_wind_row w = kurs_wind_at(a->setup->wind, h_m);
    const double k = d ? fmax(0.0, 1.0 + d->wind_speed) : 1.0, turn = d ? d->wind_turn : 0.0;
    const double east = k * (w.east * cos(turn) + w.north * sin(turn));
    const double north = k * (w.north * cos(turn) - w.east * sin(turn));
    const kurs_vec3 e = v3_unit(v3_cross(a->f->pole, r)), n = v3_unit(v3_cross(r, e));
    return v3_axpy(v3_scale(east, e), north, n);
}

static flow flow_at(const arc *a, kurs_state s)
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

/* Thrust and drag [N]. */
static kurs_vec3 force_at(const arc *a, double met_s, kurs_state s, const flow *f)
{
    const double thrust = a->vac_n - f->pressure * a->area_m2;
    const kurs_vec3 nav_r = v3_add(s.r, a->f->off_r);
    kurs_vec3 force = v3(0, 0, 0);
    if (a->vac_n > 0.0) {
        force = v3_scale(thrust, kurs_ascent_direction(&a->f->guidance, a->known, met_s, nav_r));
    }
    if (f->speed > 0.0) {
        const kurs_curve *drag = &a->rocket->drag;
        const double cd = kurs_interp(drag->x, drag->y, drag->count, f->speed / f->sound);
        force = v3_axpy(force, -0.5 * f->density * f->speed * cd * a->drag_m2, f->wind);
    }
    return force;
}

static kurs_vec3 acceleration(const arc *a, double met_s, kurs_state s)
{
    const flow f = flow_at(a, s);
    const double mass = a->mass0_kg - a->flow_kg_s * (met_s - a->t0_s);
    return v3_axpy(kurs_gravity_zonal(s.r, a->f->pole), 1.0 / mass, force_at(a, met_s, s, &f));
}

static kurs_state moved(kurs_state s, double h, kurs_vec3 v, kurs_vec3 acc)
{
    return (kurs_state){v3_axpy(s.r, h, v), v3_axpy(s.v, h, acc)};
}

/* One classical Runge-Kutta step. */
static kurs_state rk4(const arc *a, double t, kurs_state s, double h)
{
    const kurs_vec3 a1 = acceleration(a, t, s);
    const kurs_state s2 = moved(s, 0.5 * h, s.v, a1);
    const kurs_vec3 a2 = acceleration(a, t + 0.5 * h, s2);
    const kurs_state s3 = moved(s, 0.5 * h, s2.v, a2);
    const kurs_vec3 a3 = acceleration(a, t + 0.5 * h, s3);
    const kurs_state s4 = moved(s, h, s3.v, a3);
    const kurs_vec3 a4 = acceleration(a, t + h, s4);
    const kurs_vec3 v = v3_add(v3_axpy(s.v, 2.0, v3_add(s2.v, s3.v)), s4.v);
    const kurs_vec3 acc = v3_add(v3_axpy(a1, 2.0, v3_add(a2, a3)), a4);
    return moved(s, h / 6.0, v, acc);
}

kurs_status kurs_point_ascent_init(kurs_point_ascent *flight, const kurs_point_setup *setup)
{
    kurs_earth earth;
    const kurs_site *site = setup->site;
    const kurs_status status = kurs_earth_init(&earth, setup->plan->liftoff);
    if (status < 0) {
        return status;
    }
    const kurs_rocket *known = known_rocket(setup);
    const double known_kg =
        setup->known_spacecraft_kg > 0.0 ? setup->known_spacecraft_kg : setup->spacecraft_kg;
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    kurs_point_ascent f = {.cutoff_s = NAN};
    f.pole = kurs_earth_pole_gcrf(&earth, 0.0);
    f.m_itrf_gcrf = kurs_m3_transpose(kurs_earth_gcrf_itrf(&earth, 0.0));
    f.s_gcrf = kurs_earth_state_gcrf(&earth, 0.0, (kurs_state){pad, v3(0, 0, 0)});
    kurs_stack_init(&f.stack, setup->rocket, setup->spacecraft_kg);
    f.mass_kg = kurs_stack_mass(&f.stack, setup->rocket);
    f.levels = kurs_stack_levels(&f.stack, setup->rocket, 0.0);
    f.upper_left_kg = kurs_stack_upper_left(&f.stack, setup->rocket);
    kurs_ascent_guidance_init(&f.guidance, setup->plan, f.s_gcrf.r, f.pole);
    f.guidance.dry_kg =
        known_kg + known->upper.dry_kg - known->upper_skirt_kg + known->upper.unusable_kg;
    *flight = f;
    return status;
}

/* A part that leaves: its flag, and when [s after lift-off], infinite once it has gone. */
typedef struct part {
    int *flag;
    double at_s;
} part;

enum { PARTS = 6, STRAPON_PART = 1, CORE_PART = 3, SHIP_PART = 5 };

static void list_parts(kurs_point_ascent *f, const kurs_rocket *rocket, part out[PARTS])
{
    kurs_stack *s = &f->stack;
    const part parts[PARTS] = {
        {&s->tower, rocket->tower_kg > 0.0 ? rocket->tower_jettison_s : INFINITY},
        {&s->strapon, rocket->strapon_separation_s},
        {&s->fairing, rocket->fairing_kg > 0.0 ? rocket->fairing_jettison_s : INFINITY},
        {&s->core, rocket->core_separation_s},
        {&s->skirt, rocket->upper_skirt_kg > 0.0 ? rocket->upper_skirt_drop_s : INFINITY},
        /* the upper stage stays behind: its flag is not that of the spacecraft */
        {&s->upper,
         isnan(f->cutoff_s) ? INFINITY : f->cutoff_s + rocket->separation_after_cutoff_s}};
    for (int i = 0; i < PARTS; i++) {
        out[i] = (part){parts[i].flag, *parts[i].flag ? parts[i].at_s : INFINITY};
    }
}

/* The next instant at which a force, a mass or a slope jumps. */
static double next_break(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *rocket = setup->rocket;
    part parts[PARTS];
    list_parts(f, rocket, parts);
    double at = kurs_stack_break(&f->stack, rocket, &f->levels, f->met_s);
    for (int i = 0; i < PARTS; i++) {
        at = fmin(at, parts[i].at_s);
    }
    if (f->stack.core && f->met_s < rocket->core_cutoff_s) {
        at = fmin(at, rocket->core_cutoff_s);
    }
    return at;
}

/* Where a step must end besides: a bend of the pitch, a cycle of the guidance. */
static double next_stop(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    if (f->guidance.mode == KURS_ASCENT_STORED) {
        return kurs_curve_next(&known_rocket(setup)->pitch, f->met_s);
    }
    return f->guidance.mode == KURS_ASCENT_CLOSED && f->guidance.next_s > f->met_s
               ? f->guidance.next_s
               : INFINITY;
}

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

static double energy_after(const arc *a, double h)
{
    const kurs_state s = rk4(a, a->t0_s, a->f->s_gcrf, h);
    return kurs_ascent_energy_to_go(&a->f->guidance, a->known, nav_state(a->f, s));
}

/* The part of a step after which the energy is there; h where it is not yet. */
static double step_to_cutoff(const arc *a, double h, int *cut)
{
    double lo = 0.0, hi = h, e_lo = energy_after(a, 0.0), e_hi = energy_after(a, h);
    *cut = e_hi <= 0.0;
    if (!*cut || e_lo <= 0.0) {
        return *cut ? 0.0 : h;
    }
    for (int i = 0; i < 60 && hi - lo > cutoff_tol_s; i++) {
        const double x = lo + (hi - lo) * kurs_clamp(e_lo / (e_lo - e_hi), 0.0, 1.0);
        const double e = energy_after(a, x);
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

static void look(kurs_point_ascent *f, const kurs_point_setup *setup, const arc *a)
{
    const flow air = flow_at(a, f->s_gcrf);
    const kurs_vec3 force = force_at(a, f->met_s, f->s_gcrf, &air);
    kurs_point_view view = {.met_s = f->met_s,
                            .h_m = air.h_m,
                            .q_pa = 0.5 * air.density * air.speed * air.speed,
                            .load_g = v3_norm(force) / f->mass_kg / KURS_G0};
    f->max_load_g = fmax(f->max_load_g, view.load_g);
    if (view.q_pa > f->max_q_pa) {
        f->max_q_pa = view.q_pa;
        f->max_q_s = f->met_s;
    }
    if (setup->watch) {
        const kurs_vec3 along =
            kurs_ascent_direction(&f->guidance, a->known, f->met_s, v3_add(f->s_gcrf.r, f->off_r));
        view.alpha = air.speed > 0.0 ? v3_angle(along, air.wind) : 0.0;
        setup->watch(setup->ctx, &view);
    }
}

/* One step of the integration, to t_end_s at most; *cut: it ended by cut-off. */
static void step(kurs_point_ascent *f, const kurs_point_setup *setup, double h, int *cut)
{
    const arc a = arc_now(f, setup);
    *cut = 0;
    if (f->guidance.mode == KURS_ASCENT_FROZEN && f->levels.upper > 0.0) {
        h = step_to_cutoff(&a, h, cut);
    }
    const kurs_state before = f->s_gcrf, after = rk4(&a, a.t0_s, before, h);
    kurs_stack_burn(&f->stack, setup->rocket, &f->levels, h);
    f->s_gcrf = after;
    f->met_s += h;
    f->mass_kg = a.mass0_kg - a.flow_kg_s * h;
    if (setup->dispersion) {
        drift(f, setup->dispersion, before, h);
    }
    look(f, setup, &a);
}

static void part_leaves(kurs_point_ascent *f, int which)
{
    if (which == STRAPON_PART) {
        f->strapon_off = f->s_gcrf;
    } else if (which == CORE_PART) {
        f->core_off = f->s_gcrf;
    } else if (which == SHIP_PART) {
        f->done = 1;
    }
}

/* At a jump: engines that stopped or started, parts that leave. */
static void change(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *rocket = setup->rocket;
    const double upper_before = f->levels.upper;
    f->levels = kurs_stack_levels(&f->stack, rocket, f->met_s);
    if (upper_before > 0.0 && f->levels.upper <= 0.0) {
        f->fell_short = !f->stack.upper_off;
        f->stack.upper_off = 1;
        f->cutoff_s = f->met_s;
        f->upper_left_kg = kurs_stack_upper_left(&f->stack, rocket);
        if (f->fell_short) {
            f->missing_m_s = kurs_ascent_velocity_to_go(&f->guidance, known_rocket(setup), f->met_s,
                                                        f->mass_kg, &f->missing_kg);
        }
    }
    part parts[PARTS];
    list_parts(f, rocket, parts);
    for (int i = 0; i < PARTS; i++) {
        if (parts[i].at_s <= f->met_s) {
            *parts[i].flag = 0;
            part_leaves(f, i);
        }
    }
    f->mass_kg = kurs_stack_mass(&f->stack, rocket);
    f->levels = kurs_stack_levels(&f->stack, rocket, f->met_s);
}

/* The mass as known on board: gauges tell the propellant, the rest is by the files. */
static double known_mass(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const double ship =
        setup->known_spacecraft_kg > 0.0 ? setup->known_spacecraft_kg : setup->spacecraft_kg;
    return kurs_stack_mass(&f->stack, known_rocket(setup)) - f->stack.spacecraft_kg + ship;
}

static kurs_status guide(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    if (f->levels.upper <= 0.0 || f->done) {
        return KURS_OK;
    }
    const kurs_nav nav = {kurs_tai_add(setup->plan->liftoff, f->met_s), f->met_s,
                          nav_state(f, f->s_gcrf), known_mass(f, setup)};
    return kurs_ascent_guide(&f->guidance, known_rocket(setup), &nav);
}

kurs_status kurs_point_ascent_run(kurs_point_ascent *flight, const kurs_point_setup *setup,
                                  double met_s)
{
    const double lowest_m = KURS_WGS84_A * (1.0 - KURS_WGS84_F) - 1000.0;
    const double finer = setup->finer > 0.0 ? setup->finer : 1.0;
    while (!flight->done && flight->met_s < met_s) {
        const kurs_stack *stack = &flight->stack;
        const int low = setup->rocket->strapon.count > 0 ? stack->strapon : stack->core;
        const double break_s = next_break(flight, setup);
        const double end_s = fmin(fmin(break_s, next_stop(flight, setup)), met_s);
        const double span = end_s - flight->met_s;
        const double n = ceil(span * finer / (low ? air_step_s : thin_step_s) - 1e-9);
        int cut;
        step(flight, setup, n > 1.0 ? span / n : span, &cut);
        if (!cut && n <= 1.0) {
            flight->met_s = end_s; /* not its rounding */
        }
        if (!(v3_norm(flight->s_gcrf.r) > lowest_m)) {
            return KURS_ERR_NO_SOLUTION;
        }
        flight->stack.upper_off |= cut;
        if (cut || flight->met_s >= break_s) {
            change(flight, setup);
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
