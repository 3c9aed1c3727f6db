/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit.h"

#include "math/math.h"
#include "orbit/lambert_lanes.h"

/*
 * The formulation of Lancaster and Blanchard (NASA TN D-5368, 1969) with the velocities of
 * Gooding (1990) and the starts of Izzo (2015). The unknown x is -1 for the orbit that takes for
 * ever, 0 for least energy, 1 for a parabola, more for hyperbolas. Without a turn the time falls
 * steadily in x; with turns it has a minimum, and two orbits above it.
 */
typedef struct triangle {
    double lambda;      /* sqrt(r1 r2) cos(theta / 2) / s, s the semi-perimeter of the triangle */
    double chord;       /* 1 - lambda^2 = c / s, kept for its digits */
    double time;        /* asked for, in units of sqrt(s^3 / 2 gm) */
    double time_at_0;   /* of x = 0 without a turn */
    double turns_angle; /* pi times the whole turns */
    /* for the velocities */
    double gamma, rho, sigma, n1, n2;
    kurs_vec3 e1, e2, across;
} triangle;

/* A step of Householder's method of third order leaves its fourth power of error. */
#define STEP_ENOUGH 3e-4
enum { STEPS_MAX = 12 };

static double y_of(const triangle *f, double x)
{
    return sqrt(f->chord + f->lambda * f->lambda * x * x);
}

/* Near the parabola x = 1 the closed form is 0 / 0: Battin's hypergeometric series instead. */
static double time_near_parabola(double lambda, double x, double eta)
{
    const double arg = 0.5 * (1.0 - lambda - x * eta);
    double term = 1.0, sum = 1.0;
    for (int k = 0; k < 60 && fabs(term) > 1e-17; k++) {
        term *= (3.0 + k) / (2.5 + k) * arg; /* 2F1(3, 1; 5/2; arg) */
        sum += term;
    }
    return 0.5 * (eta * eta * eta * 4.0 / 3.0 * sum + 4.0 * lambda * eta);
}

static double time_of(const triangle *f, double x, double y)
{
    const double l = f->lambda, lx = l * x;
    const double eta = lx > 0.0 ? f->chord / (y + lx) : y - lx;
    const double e = (1.0 - x) * (1.0 + x), root = sqrt(fabs(e));
    if (fabs(x - 1.0) < 0.1) {
        const double turns = f->turns_angle > 0.0 ? f->turns_angle / (root * e) : 0.0;
        return time_near_parabola(l, x, eta) + turns;
    }
    const double angle = e > 0.0 ? atan2(eta * root, x * y + l * e) : asinh(eta * root);
    return ((angle + f->turns_angle) / root - x + l * y) / e;
}

/* The first three derivatives of the time, from the differential equation that it obeys. */
static void derivatives(const triangle *f, double x, double y, double time, double d[3])
{
    const double l = f->lambda, l3 = l * l * l, e = 1.0 / ((1.0 - x) * (1.0 + x)), iy = 1.0 / y;
    const double iy2 = iy * iy;
    d[0] = (3.0 * time * x - 2.0 + 2.0 * l3 * x * iy) * e;
    d[1] = (3.0 * time + 5.0 * x * d[0] + 2.0 * f->chord * l3 * iy * iy2) * e;
    d[2] = (7.0 * x * d[1] + 8.0 * d[0] - 6.0 * f->chord * l3 * l * l * x * iy * iy2 * iy2) * e;
}

/* From a start to the x of the time asked for; 0 where the steps lead nowhere. */
static int householder(const triangle *f, double *x)
{
    double at = *x;
    for (int i = 0; i < STEPS_MAX; i++) {
        double d[3];
        const double y = y_of(f, at), miss = time_of(f, at, y) - f->time;
        derivatives(f, at, y, miss + f->time, d);
        const double d0 = d[0] * d[0];
        const double step = miss * (d0 - 0.5 * miss * d[1]) /
                            (d[0] * (d0 - miss * d[1]) + d[2] * miss * miss / 6.0);
        at -= step;
        if (!(at > -1.0 && at < INFINITY)) {
            return 0;
        }
        if (fabs(step) < STEP_ENOUGH * (1.0 + at) * fabs(1.0 - at)) {
            *x = at;
            return 1;
        }
    }
    return 0;
}

/* ---- without a whole turn ------------------------------------------------------------------- */

/* The unknown is u = log(1 + x), in which the log of the time is nearly straight. */
static double log_time_error(double u, void *ctx)
{
    const triangle *f = ctx;
    const double x = expm1(u);
    return log(time_of(f, x, y_of(f, x)) / f->time);
}

/* The slow and sure way, for starts that lead nowhere. */
static kurs_status bracket(const triangle *f, double *x)
{
    triangle copy = *f;
    double lo = -0.5, hi = 0.5;
    for (int i = 0; i < 60 && log_time_error(lo, &copy) < 0.0; i++) {
        lo *= 1.5;
    }
    for (int i = 0; i < 60 && log_time_error(hi, &copy) > 0.0; i++) {
        hi *= 1.5;
    }
    double u = 0.0;
    const kurs_status st = kurs_root(log_time_error, &copy, lo, hi, 1e-15, &u);
    *x = expm1(u);
    return st == KURS_OK ? KURS_OK : KURS_ERR_NO_CONVERGENCE;
}

static double direct_start(const triangle *f)
{
    const double l = f->lambda, t0 = f->time_at_0, t1 = 2.0 / 3.0 * (1.0 - l * l * l);
    if (f->time >= t0) {
        const double ratio = cbrt(t0 / f->time);
        return ratio * ratio - 1.0;
    }
    if (f->time < t1) {
        return 2.5 * t1 * (t1 - f->time) / (f->time * (1.0 - l * l * l * l * l)) + 1.0;
    }
    return exp(log(2.0) * log(f->time / t0) / log(t1 / t0)) - 1.0;
}

static kurs_status solve_direct(const triangle *f, double *x)
{
    *x = direct_start(f);
    return householder(f, x) ? KURS_OK : bracket(f, x);
}

/* ---- eight at once --------------------------------------------------------------------------- */

static void put_lane(kurs_lambert_eight *eight, int i, const triangle *f, double x)
{
    eight->lambda[i] = f->lambda;
    eight->chord[i] = f->chord;
    eight->time[i] = f->time;
    eight->turns_angle[i] = f->turns_angle;
    eight->x[i] = x;
}

/* Lanes from `count` on repeat the first one. */
static void solve_eight(kurs_lambert_eight *eight, int count)
{
    static void (*const kinds[])(kurs_lambert_eight *) = {
#if defined(__x86_64__)
        kurs_lambert_steps_plain,
        kurs_lambert_steps_avx2,
        kurs_lambert_steps_avx512
#else
        kurs_lambert_steps_plain
#endif
    };
    for (int i = count; i < 8; i++) {
        eight->lambda[i] = eight->lambda[0];
        eight->chord[i] = eight->chord[0];
        eight->time[i] = eight->time[0];
        eight->turns_angle[i] = eight->turns_angle[0];
        eight->x[i] = eight->x[0];
    }
    kinds[kurs_simd_kind()](eight);
}

/* ---- with whole turns ------------------------------------------------------------------------ */

/* The x of the shortest flight with these turns and its time, by Halley's method on the slope. */
static kurs_status shortest(const triangle *f, double *x, double *time)
{
    double at = 0.0;
    for (int i = 0; i < STEPS_MAX; i++) {
        double d[3];
        const double y = y_of(f, at), now = time_of(f, at, y);
        derivatives(f, at, y, now, d);
        const double step = d[0] * d[1] / (d[1] * d[1] - 0.5 * d[0] * d[2]);
        if (!isfinite(step)) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        *time = now;
        *x = at;
        if (fabs(step) < 1e-9) {
            return KURS_OK;
        }
        at = kurs_clamp(at - step, 0.5 * (at - 1.0), 0.5 * (at + 1.0));
    }
    return KURS_ERR_NO_CONVERGENCE;
}

static double time_error(double x, void *ctx)
{
    const triangle *f = ctx;
    return time_of(f, x, y_of(f, x)) - f->time;
}

/* Start for one of the two orbits: side -1 below the x of the shortest flight, +1 above it. The
 * time is about (M + 1) pi / (8 (1 + x)^1.5) far below, M pi / (8 (1 - x)^1.5) far above. */
static double side_start(const triangle *f, int side)
{
    const double part =
        side < 0 ? (f->turns_angle + KURS_PI) / (8.0 * f->time) : 8.0 * f->time / f->turns_angle;
    const double power = cbrt(part * part);
    return (power - 1.0) / (power + 1.0);
}

/* The slow and sure way. */
static kurs_status bracket_side(const triangle *f, int side, double *x)
{
    double x_min, t_min;
    const kurs_status status = shortest(f, &x_min, &t_min);
    triangle copy = *f;
    return status < 0 ? status
                      : kurs_root(time_error, &copy, x_min, side * (1.0 - 1e-12), 1e-15, x);
}

/* 1 where the time asked for is enough for the turns. */
static int is_enough(const triangle *f)
{
    double x, time;
    if (f->time >= f->time_at_0 + f->turns_angle) {
        return 1; /* more than at x = 0, so more than at the minimum */
    }
    return f->time > f->turns_angle && shortest(f, &x, &time) >= 0 && f->time > time;
}

/* ---- both ------------------------------------------------------------------------------------ */

static kurs_status make_triangle(double gm, kurs_vec3 r1, kurs_vec3 r2, double dt, kurs_vec3 normal,
                                 triangle *f)
{
    const double n1 = v3_norm(r1), n2 = v3_norm(r2), mean2 = n1 * n2;
    if (!(gm > 0.0) || !(dt > 0.0) || !isfinite(dt) || !isfinite(n1 + n2) ||
        !isfinite(v3_norm(normal))) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_vec3 across = v3_cross(r1, r2);
    const double area = v3_norm(across), dot = v3_dot(r1, r2);
    if (!(area > 1e-9 * mean2)) {
        return KURS_ERR_RANGE;
    }
    /* cosine and sine of half the angle, each from the form that keeps its digits */
    double c_half, s_half;
    if (dot > 0.0) {
        c_half = sqrt((mean2 + dot) / (2.0 * mean2));
        s_half = area / (2.0 * mean2 * c_half);
    } else {
        s_half = sqrt((mean2 - dot) / (2.0 * mean2));
        c_half = area / (2.0 * mean2 * s_half);
    }
    const double way = v3_dot(across, normal) < 0.0 ? -1.0 : 1.0;
    const double c = v3_norm(v3_sub(r2, r1)), s = 0.5 * (n1 + n2 + c), mean = sqrt(mean2);
    *f = (triangle){
        .lambda = way * mean * c_half / s,
        .chord = c / s,
        .time = sqrt(2.0 * gm / s) / s * dt,
        .gamma = sqrt(0.5 * gm * s),
        .rho = (n1 - n2) / c,
        .sigma = 2.0 * mean * s_half / c,
        .n1 = n1,
        .n2 = n2,
        .e1 = v3_scale(1.0 / n1, r1),
        .e2 = v3_scale(1.0 / n2, r2),
        .across = v3_scale(way / area, across),
    };
    f->time_at_0 = acos(f->lambda) + f->lambda * sqrt(f->chord);
    return KURS_OK;
}

static void velocities(const triangle *f, double x, kurs_vec3 *v1, kurs_vec3 *v2)
{
    const double y = y_of(f, x), out = f->lambda * y - x, in = f->rho * (f->lambda * y + x);
    const double transverse = f->gamma * f->sigma * (y + f->lambda * x);
    *v1 = v3_axpy(v3_scale(f->gamma * (out - in) / f->n1, f->e1), transverse / f->n1,
                  v3_cross(f->across, f->e1));
    *v2 = v3_axpy(v3_scale(-f->gamma * (out + in) / f->n2, f->e2), transverse / f->n2,
                  v3_cross(f->across, f->e2));
}

kurs_status kurs_lambert_solve(double gm, kurs_vec3 r1, kurs_vec3 r2, double dt, kurs_vec3 normal,
                               kurs_vec3 *v1, kurs_vec3 *v2)
{
    triangle f;
    double x = 0.0;
    if (!v1 || !v2) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = make_triangle(gm, r1, r2, dt, normal, &f);
    if (status >= 0) {
        status = solve_direct(&f, &x);
    }
    if (status >= 0) {
        velocities(&f, x, v1, v2);
    }
    return status;
}

/* The pairs of up to four more numbers of turns; *turns ends past turns_max where no more fit. */
static kurs_status solve_turns(const triangle *direct, int *turns, int turns_max,
                               kurs_lambert_path *paths, int room, int *count)
{
    triangle f[8];
    kurs_lambert_eight eight;
    int used = 0;
    for (; used < 8 && *turns <= turns_max; (*turns)++) {
        f[used] = *direct;
        f[used].turns_angle = *turns * KURS_PI;
        if (!is_enough(&f[used])) {
            *turns = turns_max + 1; /* more turns take more time */
            break;
        }
        if (*count + used + 2 > room) {
            return KURS_ERR_FULL;
        }
        f[used + 1] = f[used];
        put_lane(&eight, used, &f[used], side_start(&f[used], -1));
        put_lane(&eight, used + 1, &f[used], side_start(&f[used], 1));
        used += 2;
    }
    if (used > 0) {
        solve_eight(&eight, used);
    }
    for (int k = 0; k < used; k++) {
        const int side = k % 2 == 0 ? -1 : 1;
        double x = eight.x[k];
        if ((!eight.solved[k] ||
             side * eight.slope[k] <= 0.0) && /* or came out on the other side */
            bracket_side(&f[k], side, &x) < 0) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        kurs_lambert_path *path = &paths[(*count)++];
        *path = (kurs_lambert_path){.turns = (int)lround(f[k].turns_angle / KURS_PI), .side = side};
        velocities(&f[k], x, &path->v1, &path->v2);
    }
    return KURS_OK;
}

kurs_status kurs_lambert_solve_all(double gm, kurs_vec3 r1, kurs_vec3 r2, double dt,
                                   kurs_vec3 normal, int turns_max, kurs_lambert_path *paths,
                                   int room, int *count)
{
    triangle f;
    if (!paths || !count || turns_max < 0 || room < 1) {
        return KURS_ERR_ARGUMENT;
    }
    double x = 0.0;
    kurs_status status = make_triangle(gm, r1, r2, dt, normal, &f);
    if (status >= 0) {
        status = solve_direct(&f, &x);
    }
    if (status < 0) {
        return status;
    }
    paths[0] = (kurs_lambert_path){.turns = 0, .side = 0};
    velocities(&f, x, &paths[0].v1, &paths[0].v2);
    *count = 1;
    for (int turns = 1; turns <= turns_max && status == KURS_OK;) {
        status = solve_turns(&f, &turns, turns_max, paths, room, count);
    }
    return status;
}

kurs_status kurs_lambert_solve_batch(double gm, size_t n, const kurs_vec3 *r1, const kurs_vec3 *r2,
                                     const double *dt, kurs_vec3 normal, kurs_vec3 *v1,
                                     kurs_vec3 *v2, kurs_status *statuses)
{
    triangle f[8];
    kurs_lambert_eight eight;
    size_t where[8];
    int used = 0;
    if (n > 0 && (!r1 || !r2 || !dt || !v1 || !v2 || !statuses)) {
        return KURS_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < n; i++) {
        statuses[i] = make_triangle(gm, r1[i], r2[i], dt[i], normal, &f[used]);
        if (statuses[i] >= 0) {
            put_lane(&eight, used, &f[used], direct_start(&f[used]));
            where[used++] = i;
        }
        if (used == 0 || (used < 8 && i + 1 < n)) {
            continue;
        }
        solve_eight(&eight, used);
        for (int k = 0; k < used; k++) {
            double x = eight.x[k];
            if (!eight.solved[k]) {
                statuses[where[k]] = solve_direct(&f[k], &x);
            }
            if (statuses[where[k]] >= 0) {
                velocities(&f[k], x, &v1[where[k]], &v2[where[k]]);
            }
        }
        used = 0;
    }
    return KURS_OK;
}
