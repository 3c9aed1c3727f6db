/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/ascent_optimise.h"

#include <string.h>

#include "app/ascent_model.h"
#include "kurs/env.h"
#include "math/math.h"
#include "plan/ascent_plan.h"
#include "sim/drop.h"
#include "sim/point_ascent.h"

enum { MAX = KURS_MAX_PITCH, LIMITS = 5, ROUNDS = 12, STEPS = 40 };

static const double unit = KURS_DEG;   /* of the unknowns */
static const double difference = 1e-3; /* of them, for derivatives */
static const double hopeless_kg = 1e6; /* what a flight that comes to nothing costs */
static const double out_of_plan_s = 530.0, out_of_plan_arc = 16.0 * KURS_DEG;

/* What is flown again and again. */
typedef struct search {
    kurs_rocket rocket; /* its pitch is the trial */
    const kurs_ascent_limits *limits;
    kurs_ascent_plan plan;
    kurs_point_setup setup;
    int first; /* node that may move */
    double multiplier[LIMITS], weight;
} search;

/* What the watcher of a flight gathers. */
typedef struct watch {
    double high_q_pa, alpha;
} watch;

kurs_ascent_limits kurs_ascent_limits_soyuz(void)
{
    return (kurs_ascent_limits){.q_pa = 39.6e3,
                                .alpha = 1.5 * KURS_DEG,
                                .high_q_pa = 10e3,
                                .load_g = 4.3,
                                .strapon_range_m = 350e3,
                                .core_range_m = 1550e3,
                                .range_off_m = 60e3,
                                .strapon_cd_area_m2 = 25.0,
                                .core_cd_area_m2 = 45.0};
}

static void see(void *ctx, const kurs_point_view *view)
{
    watch *w = ctx;
    w->alpha = fmax(w->alpha, view->alpha * fmin(1.0, view->q_pa / w->high_q_pa));
}

/* Distance along the ground from the pad [m] to where a stage comes down. */
static double fall_range(const kurs_point_ascent *f, const kurs_site *site, double met_s,
                         kurs_state s_gcrf, double mass_kg, double cd_area_m2)
{
    const kurs_drop drop = {mass_kg, cd_area_m2};
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    kurs_geodetic place;
    if (!(v3_norm(s_gcrf.r) > 0.0) ||
        kurs_drop_fall(&drop, kurs_point_ascent_itrf(f, met_s, s_gcrf), 0.0, &place, NULL, NULL) <
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

static kurs_status fly(search *s, kurs_ascent_figures *out)
{
    const kurs_rocket *r = &s->rocket;
    const kurs_ascent_limits *l = s->limits;
    watch w = {.high_q_pa = l->high_q_pa};
    kurs_point_ascent f;
    s->setup.rocket = r;
    s->setup.plan = &s->plan;
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
                                 .alpha = w.alpha,
                                 .load_g = f.max_load_g,
                                 .cutoff_s = f.cutoff_s};
    out->strapon_range_m = fall_range(&f, s->setup.site, r->strapon_separation_s, f.strapon_off,
                                      fallen_kg(&r->strapon), l->strapon_cd_area_m2);
    out->core_range_m = fall_range(&f, s->setup.site, r->core_separation_s, f.core_off,
                                   fallen_kg(&r->core), l->core_cd_area_m2);
    core_figures(&f, r->core_separation_s, out);
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

static kurs_status begin(search *s, const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                         const kurs_curve *pitch)
{
    *s = (search){.rocket = *what->rocket, .limits = limits, .weight = 1.0};
    if (pitch) {
        s->rocket.pitch = *pitch;
    }
    s->setup = (kurs_point_setup){.spacecraft_kg = what->spacecraft->mass_kg, .site = what->site};
    const kurs_curve *p = &s->rocket.pitch;
    while (s->first < p->count && p->y[s->first] >= 0.5 * KURS_PI - 1e-9) {
        s->first++;
    }
    return plan_for(s, what);
}

kurs_status kurs_ascent_figures_of(const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                                   const kurs_curve *pitch, kurs_ascent_figures *out)
{
    search s;
    const kurs_status caveat = begin(&s, what, limits, pitch);
    const kurs_status status = caveat < 0 ? caveat : fly(&s, out);
    return status < 0 ? status : kurs_status_worse(caveat, status);
}

/* How far beyond each limit, as a part of it: > 0 is broken. */
static void excess(const kurs_ascent_limits *l, const kurs_ascent_figures *f, double c[LIMITS])
{
    const double off[2] = {fabs(f->strapon_range_m - l->strapon_range_m),
                           fabs(f->core_range_m - l->core_range_m)};
    c[0] = f->q_pa / l->q_pa - 1.0;
    c[1] = f->alpha / l->alpha - 1.0;
    c[2] = f->load_g / l->load_g - 1.0;
    for (int i = 0; i < 2; i++) {
        c[3 + i] = isfinite(l->range_off_m) && isfinite(off[i])
                       ? (off[i] - l->range_off_m) / l->range_off_m
                       : -1.0;
    }
}

/* The augmented Lagrangian [kg]: what is missing, and what the limits cost. */
static double cost(search *s, const double *x)
{
    kurs_ascent_figures f;
    double c[LIMITS];
    kurs_curve *p = &s->rocket.pitch;
    for (int i = s->first; i < p->count; i++) {
        p->y[i] = x[i] * unit;
    }
    if (fly(s, &f) < 0 || !isfinite(f.left_kg)) {
        return hopeless_kg;
    }
    excess(s->limits, &f, c);
    double sum = -f.left_kg;
    for (int i = 0; i < LIMITS; i++) {
        const double m = fmax(0.0, s->multiplier[i] + s->weight * c[i]);
        sum += (m * m - s->multiplier[i] * s->multiplier[i]) / (2.0 * s->weight);
    }
    return sum;
}

static void slope(search *s, const double *x, double *out)
{
    double at[MAX];
    memcpy(at, x, sizeof at);
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        at[i] = x[i] + difference;
        const double hi = cost(s, at);
        at[i] = x[i] - difference;
        out[i] = (hi - cost(s, at)) / (2.0 * difference);
        at[i] = x[i];
    }
}

static double dot(const search *s, const double *a, const double *b)
{
    double sum = 0.0;
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

/* out = -h g, h the inverse of the second derivatives as learnt so far. */
static void direction(const search *s, double h[MAX][MAX], const double *g, double *out)
{
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        out[i] = -dot(s, h[i], g);
    }
}

static void forget(double h[MAX][MAX], double scale)
{
    for (int i = 0; i < MAX; i++) {
        for (int j = 0; j < MAX; j++) {
            h[i][j] = i == j ? scale : 0.0;
        }
    }
}

/* The update of Broyden, Fletcher, Goldfarb and Shanno by a step and what it did to the slope. */
static void learn(const search *s, double h[MAX][MAX], const double *step, const double *turn)
{
    double ht[MAX] = {0};
    const double sy = dot(s, step, turn);
    if (!(sy > 1e-12)) {
        return;
    }
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        ht[i] = dot(s, h[i], turn);
    }
    const double k = (1.0 + dot(s, turn, ht) / sy) / sy;
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        for (int j = s->first; j < s->rocket.pitch.count; j++) {
            h[i][j] += k * step[i] * step[j] - (ht[i] * step[j] + step[i] * ht[j]) / sy;
        }
    }
}

/* One descent from x; 0 where no step helps any more. */
static int descend(search *s, double h[MAX][MAX], double *x, double *g, double *value)
{
    double d[MAX] = {0}, next[MAX] = {0}, g_next[MAX] = {0}, step[MAX] = {0}, turn[MAX] = {0};
    direction(s, h, g, d);
    double down = dot(s, d, g), largest = 0.0;
    for (int i = s->first; i < s->rocket.pitch.count; i++) {
        largest = fmax(largest, fabs(d[i]));
    }
    if (!(down < 0.0)) {
        return 0;
    }
    double length = fmin(1.0, 2.0 / largest); /* no node by more than 2 deg at once */
    for (int i = 0; i < 25; i++, length *= 0.5) {
        for (int j = s->first; j < s->rocket.pitch.count; j++) {
            next[j] = x[j] + length * d[j];
        }
        const double v = cost(s, next);
        if (v < *value + 1e-4 * length * down) {
            *value = v;
            break;
        }
        if (i == 24) {
            return 0;
        }
    }
    slope(s, next, g_next);
    for (int j = s->first; j < s->rocket.pitch.count; j++) {
        step[j] = next[j] - x[j];
        turn[j] = g_next[j] - g[j];
        x[j] = next[j];
        g[j] = g_next[j];
    }
    learn(s, h, step, turn);
    return 1;
}

/* Minimises the augmented Lagrangian as it stands. */
static void settle(search *s, double *x)
{
    double h[MAX][MAX], g[MAX] = {0}, value = cost(s, x);
    forget(h, 1e-2);
    slope(s, x, g);
    for (int i = 0; i < STEPS; i++) {
        const double before = value;
        if (!descend(s, h, x, g, &value)) {
            forget(h, 1e-3);
            if (!descend(s, h, x, g, &value)) {
                return;
            }
        }
        if (before - value < 1e-3) {
            return;
        }
    }
}

kurs_status kurs_ascent_optimise(const kurs_ascent_case *what, const kurs_ascent_limits *limits,
                                 kurs_curve *out, kurs_ascent_figures *figures)
{
    search s;
    kurs_ascent_figures f;
    double x[MAX] = {0}, c[LIMITS], worst = INFINITY, left_kg = NAN;
    kurs_status status = begin(&s, what, limits, NULL);
    const kurs_status caveat = status;
    if (status >= 0) {
        status = fly(&s, &f);
    }
    if (status < 0) {
        return status;
    }
    for (int i = s.first; i < s.rocket.pitch.count; i++) {
        x[i] = s.rocket.pitch.y[i] / unit;
    }
    s.weight = 300.0;
    for (int round = 0; round < ROUNDS; round++) {
        settle(&s, x);
        if (cost(&s, x) >= hopeless_kg || fly(&s, &f) < 0) {
            return KURS_ERR_NO_SOLUTION;
        }
        excess(limits, &f, c);
        worst = 0.0;
        for (int i = 0; i < LIMITS; i++) {
            s.multiplier[i] = fmax(0.0, s.multiplier[i] + s.weight * c[i]);
            worst = fmax(worst, c[i]);
        }
        s.weight = fmin(2.0 * s.weight, 2e5);
        if (round > 3 && worst < 1e-3 && fabs(f.left_kg - left_kg) < 0.2) {
            break;
        }
        left_kg = f.left_kg;
        if (round == 2) {
            status = plan_for(&s, what); /* the plane that suits the programme by now */
            if (status < 0) {
                return status;
            }
        }
    }
    if (!(worst < 2e-3)) {
        return KURS_ERR_NO_SOLUTION;
    }
    *out = s.rocket.pitch;
    *figures = f;
    return caveat;
}
