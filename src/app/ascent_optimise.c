/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ascent_optimise.h"

#include <string.h>

#include "app/ascent_model.h"
#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

/* The angle of attack has a limit of its own in each bin of the clock: the greatest of them all has
 * bends, where a search stops short. */
enum { MAX = KURS_MAX_PITCH, BINS = 40, LIMITS = 4 + BINS, STEPS = 80, SWEEPS = 2000 };
static const double bin_s = 4.0;
static const double penalty_kg = 2e4;     /* of a limit that is exceeded by all of itself */
static const double longest_step = 2.0;   /* of a node [unit] */
static const double least_gain_kg = 0.01; /* that is worth a step */

static const double unit = KURS_DEG;   /* of the unknowns */
static const double difference = 1e-3; /* of them, for derivatives */
static const double out_of_plan_s = 530.0, out_of_plan_arc = 16.0 * KURS_DEG;

/* What is flown again and again. */
typedef struct search {
    kurs_rocket rocket; /* its pitch is the trial */
    const kurs_ascent_limits *limits;
    kurs_ascent_plan plan;
    kurs_earth earth; /* about lift-off */
    kurs_point_setup setup;
    int first, count; /* nodes that may move: from, and before */
} search;

/* What the watcher of a flight gathers. */
typedef struct watch {
    double high_q_pa, alpha[BINS];
} watch;

kurs_ascent_limits kurs_ascent_limits_soyuz(void)
{
    return (kurs_ascent_limits){.q_pa = 39.6e3,
                                .alpha = 1.5 * KURS_DEG,
                                .high_q_pa = 10e3,
                                .load_g = 4.3,
                                .strapon_range_m = 350e3,
                                .core_range_m = 1550e3,
                                .range_off_m = 60e3};
}

static void see(void *ctx, const kurs_point_view *view)
{
    watch *w = ctx;
    const int bin = (int)kurs_clamp(view->met_s / bin_s, 0.0, BINS - 1.0);
    w->alpha[bin] = fmax(w->alpha[bin], view->alpha * fmin(1.0, view->q_pa / w->high_q_pa));
}

/* Distance along the ground from the pad [m] to where a stage comes down. */
static double fall_range(const search *s, double met_s, kurs_state s_gcrf, double mass_kg,
                         double cd_area_m2)
{
    const kurs_site *site = s->setup.site;
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    kurs_geodetic place;
    double fall_s, speed;
    if (!(v3_norm(s_gcrf.r) > 0.0) || !(cd_area_m2 > 0.0) ||
        kurs_drop_fall(&s->earth, met_s, s_gcrf, mass_kg, cd_area_m2, &fall_s, &place, &speed) <
            0) {
        return NAN;
    }
    return v3_angle(pad, kurs_geodetic_to_itrf(place)) * 6371e3;
}

/* Mass of one unit of a stage as it falls: dry, with what it could not use. */
static double fallen_kg(const kurs_stage *stage)
{
    return stage->dry_kg + stage->unusable_kg;
}

static void core_figures(const kurs_point_ascent *f, double met_s, kurs_ascent_figures *out)
{
    const kurs_state core = kurs_point_ascent_itrf(f, met_s, f->core_off);
    out->core_height_m = kurs_geodetic_from_itrf(core.r).h;
    out->core_speed_m_s = v3_norm(core.v);
}

static kurs_status fly(search *s, watch *seen, kurs_ascent_figures *out)
{
    const kurs_rocket *r = &s->rocket;
    const kurs_ascent_limits *l = s->limits;
    watch w = {.high_q_pa = l->high_q_pa};
    kurs_point_ascent f;
    s->setup.rocket = r;
    s->setup.plan = &s->plan;
    s->setup.earth = &s->earth;
    s->setup.watch = see;
    s->setup.ctx = &w;
    kurs_status status = kurs_point_ascent_init(&f, &s->setup);
    if (status >= 0) {
        status = kurs_point_ascent_run(&f, &s->setup, INFINITY);
    }
    if (status < 0) {
        return status;
    }
    *out = (kurs_ascent_figures){.left_kg = f.upper_left_kg - f.missing_kg,
                                 .q_pa = f.max_q_pa,
                                 .q_s = f.max_q_s,
                                 .load_g = f.max_load_g,
                                 .cutoff_s = f.cutoff_s};
    const kurs_airframe *frame = &r->airframe;
    out->strapon_range_m = fall_range(s, f.strapon_off_s, f.strapon_off, fallen_kg(&r->strapon),
                                      frame->strapon_drop_m2);
    out->core_range_m =
        fall_range(s, f.core_gone_s, f.core_off, fallen_kg(&r->core), frame->core_drop_m2);
    core_figures(&f, f.core_gone_s, out);
    for (int i = 0; i < BINS; i++) {
        out->alpha = fmax(out->alpha, w.alpha[i]);
    }
    *seen = w;
    return KURS_OK;
}

/* The plan into the plane of least propellant for a programme. */
static kurs_status plan_for(search *s, const kurs_ascent_case *what)
{
    kurs_ascent_model model;
    kurs_status status = kurs_ascent_model_make(&s->rocket, what->spacecraft, what->site,
                                                what->inc_mean, what->t_about, &model, NULL);
    if (status < 0) { /* too weak as it is: some plane near the pad, for a start */
        model = (kurs_ascent_model){
            .lead_s = 200.0, .insertion_s = out_of_plan_s, .downrange = out_of_plan_arc};
    }
    double node = 0.0;
    for (int i = 0; i < 8; i++) {
        double lead;
        status = kurs_ascent_plan_make(&s->rocket, &model, what->site, what->t_about, node,
                                       what->inc_mean, &s->plan);
        if (status >= 0) {
            status = kurs_ascent_lead(what->site, what->t_about, s->plan.normal_gcrf, &lead);
        }
        if (status < 0) {
            return status;
        }
        node = kurs_wrap_2pi(node - (lead - model.lead_s) * KURS_EARTH_OMEGA);
    }
    s->plan.low_r_m = 0.0; /* the orbit itself is asked for */
    return status;
}

/* 1 for limits that are numbers or INFINITY: a NaN would be kept by whatever is flown. */
static int limits_are_sound(const kurs_ascent_limits *l)
{
    return l->q_pa > 0.0 && l->alpha > 0.0 && l->high_q_pa > 0.0 && l->load_g > 0.0 &&
           l->range_off_m > 0.0 &&
           (isinf(l->range_off_m) || (l->strapon_range_m >= 0.0 && l->core_range_m >= 0.0));
}

static kurs_status begin(search *s, const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                         const kurs_curve *pitch)
{
    if (!limits_are_sound(limits) || (pitch && (pitch->count < 1 || pitch->count > MAX))) {
        return KURS_ERR_RANGE;
    }
    *s = (search){.rocket = *what->rocket, .limits = limits};
    if (pitch) {
        s->rocket.pitch = *pitch;
    }
    s->setup = (kurs_point_setup){.spacecraft_kg = what->spacecraft->mass_kg, .site = what->site};
    const kurs_curve *p = &s->rocket.pitch;
    while (s->first < p->count && p->y[s->first] >= 0.5 * KURS_PI - 1e-9) {
        s->first++;
    }
    s->count = p->count;
    const kurs_status status = kurs_earth_init(&s->earth, what->t_about);
    if (status < 0) {
        return status;
    }
    return plan_for(s, what);
}

kurs_status kurs_ascent_figures_of(const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                                   const kurs_curve *pitch, kurs_ascent_figures *out)
{
    search s;
    const kurs_status caveat = begin(&s, what, limits, pitch);
    watch w;
    const kurs_status status = caveat < 0 ? caveat : fly(&s, &w, out);
    return status < 0 ? status : kurs_status_worse(caveat, status);
}

/* How far beyond each limit, as a part of it: > 0 is broken. */
static void excess(const kurs_ascent_limits *l, const kurs_ascent_figures *f, const watch *w,
                   double c[LIMITS])
{
    const double off[2] = {fabs(f->strapon_range_m - l->strapon_range_m),
                           fabs(f->core_range_m - l->core_range_m)};
    c[0] = f->q_pa / l->q_pa - 1.0;
    c[1] = f->load_g / l->load_g - 1.0;
    for (int i = 0; i < 2; i++) {
        c[2 + i] = isfinite(l->range_off_m) && isfinite(off[i])
                       ? (off[i] - l->range_off_m) / l->range_off_m
                       : -1.0;
    }
    for (int i = 0; i < BINS; i++) {
        c[4 + i] = w->alpha[i] / l->alpha - 1.0;
    }
}

/* Where the search stands: unknowns [unit], what is missing [kg], excess of each limit, and their
 * slopes. */
typedef struct place {
    double x[MAX], missing_kg, c[LIMITS], g[MAX], a[LIMITS][MAX];
} place;

static double merit(const place *p)
{
    double sum = p->missing_kg;
    for (int i = 0; i < LIMITS; i++) {
        sum += penalty_kg * fmax(0.0, p->c[i]);
    }
    return isfinite(sum) ? sum : INFINITY;
}

/* Flies the unknowns of a place; a flight that comes to nothing is infinitely bad. */
static void value(search *s, place *p)
{
    kurs_ascent_figures f;
    watch w;
    for (int i = s->first; i < s->count; i++) {
        s->rocket.pitch.y[i] = p->x[i] * unit;
    }
    if (fly(s, &w, &f) < 0) {
        p->missing_kg = INFINITY;
        return;
    }
    p->missing_kg = -f.left_kg;
    excess(s->limits, &f, &w, p->c);
}

static void slopes(search *s, place *p)
{
    place lo = *p, hi = *p;
    for (int i = s->first; i < s->count; i++) {
        lo.x[i] = p->x[i] - difference;
        hi.x[i] = p->x[i] + difference;
        value(s, &lo);
        value(s, &hi);
        p->g[i] = (hi.missing_kg - lo.missing_kg) / (2.0 * difference);
        for (int j = 0; j < LIMITS; j++) {
            p->a[j][i] = (hi.c[j] - lo.c[j]) / (2.0 * difference);
        }
        lo.x[i] = hi.x[i] = p->x[i];
    }
}

static double dot(const search *s, const double *a, const double *b)
{
    double sum = 0.0;
    for (int i = s->first; i < s->count; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void times(const search *s, double h[MAX][MAX], const double *v, double *out)
{
    for (int i = s->first; i < s->count; i++) {
        out[i] = dot(s, h[i], v);
    }
}

/*
 * The step of the quadratic model: least g d + d B d / 2 (h is the inverse of B) plus the penalty
 * of each straightened limit. Its dual has one unknown a limit, 0 <= y <= penalty, and is descended
 * one unknown after the other (Hildreth).
 */
static void model_step(const search *s, const place *p, double h[MAX][MAX], double y[LIMITS],
                       double d[MAX])
{
    double ha[LIMITS][MAX] = {{0}}, hg[MAX] = {0};
    times(s, h, p->g, hg);
    for (int i = s->first; i < s->count; i++) {
        d[i] = -hg[i];
    }
    for (int j = 0; j < LIMITS; j++) {
        times(s, h, p->a[j], ha[j]);
        for (int i = s->first; i < s->count; i++) {
            d[i] -= y[j] * ha[j][i];
        }
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double moved = 0.0;
        for (int j = 0; j < LIMITS; j++) {
            const double curve = dot(s, p->a[j], ha[j]);
            if (!(curve > 1e-18)) {
                y[j] = 0.0;
                continue;
            }
            const double open = p->c[j] + dot(s, p->a[j], d);
            const double next = kurs_clamp(y[j] + open / curve, 0.0, penalty_kg);
            for (int i = s->first; i < s->count; i++) {
                d[i] -= (next - y[j]) * ha[j][i];
            }
            moved = fmax(moved, fabs(next - y[j]));
            y[j] = next;
        }
        if (moved < 1e-6) {
            return;
        }
    }
}

/* What the model says that a step gains of the merit [kg]. */
static double model_gain(const search *s, const place *p, const double *d)
{
    double sum = -dot(s, p->g, d);
    for (int j = 0; j < LIMITS; j++) {
        sum += penalty_kg * (fmax(0.0, p->c[j]) - fmax(0.0, p->c[j] + dot(s, p->a[j], d)));
    }
    return sum;
}

static void forget(double h[MAX][MAX])
{
    for (int i = 0; i < MAX; i++) {
        for (int j = 0; j < MAX; j++) {
            h[i][j] = i == j ? 0.02 : 0.0;
        }
    }
}

/* The update of Broyden, Fletcher, Goldfarb and Shanno, by what a step did to the slope of the
 * Lagrangian. */
static void learn(const search *s, double h[MAX][MAX], const place *a, const place *b,
                  const double y[LIMITS])
{
    double step[MAX] = {0}, turn[MAX] = {0}, ht[MAX] = {0};
    for (int i = s->first; i < s->count; i++) {
        step[i] = b->x[i] - a->x[i];
        turn[i] = b->g[i] - a->g[i];
        for (int j = 0; j < LIMITS; j++) {
            turn[i] += y[j] * (b->a[j][i] - a->a[j][i]);
        }
    }
    const double sy = dot(s, step, turn);
    if (!(sy > 1e-3 * dot(s, step, step))) {
        return;
    }
    times(s, h, turn, ht);
    const double k = (1.0 + dot(s, turn, ht) / sy) / sy;
    for (int i = s->first; i < s->count; i++) {
        for (int j = s->first; j < s->count; j++) {
            h[i][j] += k * step[i] * step[j] - (ht[i] * step[j] + step[i] * ht[j]) / sy;
        }
    }
}

/* Goes along a step as far as it gains: 1, or 0 where it does nowhere. */
static int advance(search *s, const place *p, const double *d, double gain, place *next)
{
    double largest = 1e-12;
    for (int i = s->first; i < s->count; i++) {
        largest = fmax(largest, fabs(d[i]));
    }
    double length = fmin(1.0, longest_step / largest);
    for (int i = 0; i < 12; i++, length *= 0.5) {
        *next = *p;
        for (int j = s->first; j < s->count; j++) {
            next->x[j] = p->x[j] + length * d[j];
        }
        value(s, next);
        if (merit(next) < merit(p) - 0.05 * length * gain) {
            return 1;
        }
    }
    return 0;
}

/* Sequential quadratic programming from a place, with the limits as exact penalties. */
static void seek(search *s, place *p)
{
    double h[MAX][MAX], y[LIMITS] = {0};
    int fresh = 1;
    forget(h);
    slopes(s, p);
    for (int i = 0; i < STEPS; i++) {
        double d[MAX] = {0};
        place next;
        model_step(s, p, h, y, d);
        const double gain = model_gain(s, p, d);
        if (gain < least_gain_kg || !advance(s, p, d, gain, &next)) {
            if (fresh) {
                return;
            }
            forget(h); /* it may have learnt the bends of a limit */
            fresh = 1;
            continue;
        }
        slopes(s, &next);
        learn(s, h, p, &next, y);
        *p = next;
        fresh = 0;
    }
}

kurs_status kurs_ascent_optimise(const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                                 kurs_curve *out, kurs_ascent_figures *figures)
{
    search s;
    place p = {.missing_kg = 0.0};
    kurs_ascent_figures f;
    watch w;
    const kurs_status caveat = begin(&s, what, limits, NULL);
    kurs_status status = caveat < 0 ? caveat : fly(&s, &w, &f);
    for (int round = 0; round < 2 && status >= 0; round++) {
        for (int i = s.first; i < s.count; i++) {
            p.x[i] = s.rocket.pitch.y[i] / unit;
        }
        value(&s, &p);
        seek(&s, &p);
        value(&s, &p);
        if (round == 0) {
            status = plan_for(&s, what); /* the plane that suits the programme by now */
        }
    }
    if (status < 0) {
        return status;
    }
    double worst = 0.0;
    for (int i = 0; i < LIMITS; i++) {
        worst = fmax(worst, p.c[i]);
    }
    if (!isfinite(p.missing_kg) || !(worst < 2e-3)) {
        return KURS_ERR_NO_SOLUTION;
    }
    status = fly(&s, &w, &f);
    if (status < 0) {
        return status;
    }
    *out = s.rocket.pitch;
    *figures = f;
    return caveat;
}
