/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unknowns: Kozai's mean motion, the equinoctial h, k, p, q and mean longitude of SGP4's mean
 * elements, and B*; regular for circles and for the equator.
 */
#include "kurs/mean_fit.h"

#include <string.h>

#include "kurs/frames.h"
#include "kurs/orbit.h"
#include "math/math.h"

enum { ORBIT = 6, UNKNOWNS = 7, BSTAR = 6, ROUNDS = 30, CHUNK = 128 };
/* WGS-72, the gravity of SGP4 [m3/s2]: only a first guess hangs on it. */
#define GM 3.986008e14
/* One state is met when it is this near; rounding of SGP4 is 1e-5 m. */
#define MET_M 1e-4
#define MET_M_S 1e-7
/* SGP4 takes a smaller eccentricity for this one: inside of it no elements give the state, and the
 * nearest that are met are off by as much of the radius and of the speed, twice along the flight.
 */
#define LEAST_ECC 1e-6
/* Corrections smaller than this part of the error's size end a fit. */
#define SETTLED 1e-6

/* Steps of the differences: a relative one of the mean motion, then of the others. */
static const double nudge[UNKNOWNS] = {1e-8, 1e-7, 1e-7, 1e-7, 1e-7, 1e-7, 1e-6};

static kurs_tle tle_of(const double *x, const kurs_tle *like, kurs_tai epoch)
{
    kurs_tle tle = *like;
    const double perigee = atan2(x[1], x[2]);
    tle.epoch = epoch;
    tle.ndot_2 = 0.0;
    tle.mean_motion = x[0];
    tle.ecc = hypot(x[1], x[2]);
    tle.inc = 2.0 * atan(hypot(x[3], x[4]));
    tle.node = kurs_wrap_2pi(atan2(x[3], x[4]));
    tle.argp = kurs_wrap_2pi(perigee - tle.node);
    tle.mean_anomaly = kurs_wrap_2pi(x[5] - perigee);
    tle.bstar = x[BSTAR];
    return tle;
}

static void unknowns_of(const kurs_tle *tle, double *x)
{
    const double perigee = tle->argp + tle->node, half = tan(0.5 * tle->inc);
    const double values[UNKNOWNS] = {tle->mean_motion,
                                     tle->ecc * sin(perigee),
                                     tle->ecc * cos(perigee),
                                     half * sin(tle->node),
                                     half * cos(tle->node),
                                     tle->mean_anomaly + perigee,
                                     tle->bstar};
    memcpy(x, values, sizeof values);
}

/* Osculating elements in the place of mean ones: off by some kilometres. */
static kurs_status first_guess(kurs_state s, kurs_tle *tle)
{
    kurs_elements el;
    const kurs_status status = kurs_elements_from_state(GM, s, &el);
    if (status < 0 || el.ecc >= 1.0) {
        return status < 0 ? status : KURS_ERR_RANGE;
    }
    const double half = atan2(sqrt(1.0 - el.ecc) * sin(0.5 * el.true_anomaly),
                              sqrt(1.0 + el.ecc) * cos(0.5 * el.true_anomaly));
    tle->mean_motion = sqrt(GM / el.a) / el.a;
    tle->ecc = el.ecc;
    tle->inc = el.inc;
    tle->node = el.node;
    tle->argp = el.argp;
    tle->mean_anomaly = kurs_wrap_2pi(2.0 * half - el.ecc * sin(2.0 * half));
    return KURS_OK;
}

static double nudge_of(const double *x, int i)
{
    return i == 0 ? nudge[0] * x[0] : nudge[i];
}

/* Models of the unknowns and of each of them moved by its step. */
static kurs_status models_of(const double *x, int count, const kurs_tle *like, kurs_tai epoch,
                             kurs_sgp4 *models)
{
    for (int i = 0; i <= count; i++) {
        double moved[UNKNOWNS];
        memcpy(moved, x, sizeof moved);
        if (i > 0) {
            moved[i - 1] += nudge_of(x, i - 1);
        }
        const kurs_tle tle = tle_of(moved, like, epoch);
        const kurs_status status = kurs_sgp4_init(&models[i], &tle);
        if (status < 0) {
            return status;
        }
    }
    return KURS_OK;
}

/* ---- one state ---- */

/* Position and velocity less what is wanted, in parts of their size. */
static kurs_status miss_of(const kurs_sgp4 *model, kurs_tai t, kurs_state want, double *miss)
{
    kurs_state s;
    const kurs_status status = kurs_sgp4_state(model, t, &s);
    if (status < 0) {
        return status;
    }
    const double r = 1.0 / v3_norm(want.r), v = 1.0 / v3_norm(want.v);
    const double values[ORBIT] = {r * (s.r.x - want.r.x), r * (s.r.y - want.r.y),
                                  r * (s.r.z - want.r.z), v * (s.v.x - want.v.x),
                                  v * (s.v.y - want.v.y), v * (s.v.z - want.v.z)};
    memcpy(miss, values, sizeof values);
    return KURS_OK;
}

static double size_of(const double *miss)
{
    return fmax(v3_norm(v3(miss[0], miss[1], miss[2])), v3_norm(v3(miss[3], miss[4], miss[5])));
}

static int met(const double *miss, kurs_state want)
{
    const double r = v3_norm(v3(miss[0], miss[1], miss[2])) * v3_norm(want.r);
    const double v = v3_norm(v3(miss[3], miss[4], miss[5])) * v3_norm(want.v);
    return r <= MET_M && v <= MET_M_S;
}

/* The nearest elements of the rounds; all there is where the orbit is too round for SGP4. */
typedef struct nearest {
    kurs_tle tle;
    double miss;
} nearest;

static kurs_status take_nearest(const nearest *best, kurs_tle *out)
{
    if (!(best->miss <= 2.0 * LEAST_ECC && best->tle.ecc <= 2.0 * LEAST_ECC)) {
        return KURS_ERR_NO_CONVERGENCE;
    }
    *out = best->tle;
    return KURS_OK;
}

kurs_status kurs_mean_fit_state(kurs_tai t, kurs_state s_teme, const kurs_tle *like, kurs_tle *out)
{
    kurs_sgp4 models[ORBIT + 1];
    kurs_tle tle = *like;
    nearest best = {.miss = INFINITY};
    double x[UNKNOWNS], a[ORBIT * ORBIT], b[ORBIT], miss[ORBIT], beside[ORBIT];
    kurs_status status = first_guess(s_teme, &tle);
    if (status < 0) {
        return status;
    }
    unknowns_of(&tle, x);
    for (int round = 0; round < ROUNDS; round++) {
        status = models_of(x, ORBIT, like, t, models);
        if (status >= 0) {
            status = miss_of(&models[0], t, s_teme, miss);
        }
        if (status >= 0 && met(miss, s_teme)) {
            *out = models[0].tle;
            return KURS_OK;
        }
        if (status >= 0 && size_of(miss) < best.miss) {
            best = (nearest){models[0].tle, size_of(miss)};
        }
        for (int j = 0; j < ORBIT && status >= 0; j++) {
            status = miss_of(&models[j + 1], t, s_teme, beside);
            for (int i = 0; i < ORBIT && status >= 0; i++) {
                a[i * ORBIT + j] = (beside[i] - miss[i]) / nudge_of(x, j);
            }
        }
        if (status < 0) {
            return status;
        }
        for (int i = 0; i < ORBIT; i++) {
            a[i * ORBIT] *= x[0]; /* a relative unknown: of the size of the others */
            b[i] = -miss[i];
        }
        status = kurs_linear_solve(ORBIT, a, b, b);
        if (status < 0) {
            break;
        }
        x[0] *= 1.0 + b[0];
        for (int j = 1; j < ORBIT; j++) {
            x[j] += b[j];
        }
    }
    return take_nearest(&best, out);
}

/* ---- many ---- */

/* The normal equations of one round. */
typedef struct normal {
    double a[UNKNOWNS][UNKNOWNS], b[UNKNOWNS];
    double sum, max; /* of squared distances; largest distance */
} normal;

/* Positions of a chunk of points in TEME. The Earth is made anew as time goes on. */
static kurs_status to_teme(const kurs_mean_fit_task *task, size_t first, size_t n,
                           kurs_earth *earth, kurs_vec3 *r_teme)
{
    for (size_t i = 0; i < n; i++) {
        const kurs_tai t = task->t[first + i];
        if (!(fabs(kurs_tai_diff(t, earth->t_ref)) <= 0.5 * KURS_EARTH_SPAN_S)) {
            const kurs_status status = kurs_earth_init(earth, t);
            if (status < 0) {
                return status;
            }
        }
        r_teme[i] = kurs_m3_tmulv(kurs_earth_teme_gcrf(earth, kurs_tai_diff(t, earth->t_ref)),
                                  task->s_gcrf[first + i].r);
    }
    return KURS_OK;
}

static void add_point(normal *sums, const kurs_vec3 *slope, int count, kurs_vec3 off)
{
    const double far = v3_norm(off);
    sums->sum += far * far;
    sums->max = fmax(sums->max, far);
    for (int i = 0; i < count; i++) {
        sums->b[i] += v3_dot(slope[i], off);
        for (int j = 0; j <= i; j++) {
            sums->a[i][j] += v3_dot(slope[i], slope[j]);
        }
    }
}

static kurs_status add_chunk(const kurs_mean_fit_task *task, size_t first, size_t n,
                             const kurs_sgp4 *models, const double *step, int count,
                             kurs_earth *earth, normal *sums)
{
    kurs_state s[UNKNOWNS + 1][CHUNK];
    kurs_status each[CHUNK];
    kurs_vec3 want[CHUNK], slope[UNKNOWNS];
    kurs_status status = to_teme(task, first, n, earth, want);
    for (int i = 0; i <= count && status >= 0; i++) {
        status = kurs_sgp4_batch_times(&models[i], n, &task->t[first], s[i], each);
        for (size_t k = 0; k < n && status >= 0; k++) {
            status = each[k] < 0 ? each[k] : status;
        }
    }
    for (size_t k = 0; k < n && status >= 0; k++) {
        for (int i = 0; i < count; i++) {
            slope[i] = v3_scale(1.0 / step[i], v3_sub(s[i + 1][k].r, s[0][k].r));
        }
        add_point(sums, slope, count, v3_sub(want[k], s[0][k].r));
    }
    return status;
}

/* Solves the normal equations, scaled to a diagonal of 1. */
static kurs_status correction(const normal *sums, int count, double *dx)
{
    double a[UNKNOWNS * UNKNOWNS], b[UNKNOWNS], scale[UNKNOWNS];
    for (int i = 0; i < count; i++) {
        scale[i] = sqrt(sums->a[i][i]);
        if (!(scale[i] > 0.0)) {
            return KURS_ERR_NO_SOLUTION;
        }
    }
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
            const double value = i >= j ? sums->a[i][j] : sums->a[j][i];
            a[i * count + j] = value / (scale[i] * scale[j]);
        }
        b[i] = sums->b[i] / scale[i];
    }
    const kurs_status status = kurs_linear_solve(count, a, b, b);
    for (int i = 0; i < count && status >= 0; i++) {
        dx[i] = b[i] / scale[i];
    }
    return status;
}

/* The sums of a round, and the correction that they ask for. */
static kurs_status go_round(const kurs_mean_fit_task *task, const double *x, int count,
                            kurs_tai epoch, normal *sums, double *dx)
{
    kurs_sgp4 models[UNKNOWNS + 1];
    kurs_earth earth = {.t_ref = kurs_tai_add(task->t[0], -10.0 * KURS_EARTH_SPAN_S)};
    double step[UNKNOWNS];
    kurs_status status = models_of(x, count, task->like, epoch, models);
    *sums = (normal){.sum = 0.0};
    for (int i = 0; i < count; i++) {
        step[i] = nudge_of(x, i);
    }
    for (size_t i = 0; i < task->n && status >= 0; i += CHUNK) {
        const size_t n = task->n - i < CHUNK ? task->n - i : CHUNK;
        status = add_chunk(task, i, n, models, step, count, &earth, sums);
    }
    return status < 0 ? status : correction(sums, count, dx);
}

static kurs_status begin(const kurs_mean_fit_task *task, kurs_tai epoch, double *x)
{
    const kurs_state s = task->s_gcrf[task->n / 2];
    kurs_earth earth;
    kurs_tle tle;
    kurs_status status = kurs_earth_init(&earth, epoch);
    if (status >= 0) {
        const kurs_mat3 teme_gcrf = kurs_earth_teme_gcrf(&earth, 0.0);
        const kurs_state s_teme = {kurs_m3_tmulv(teme_gcrf, s.r), kurs_m3_tmulv(teme_gcrf, s.v)};
        status = kurs_mean_fit_state(epoch, s_teme, task->like, &tle);
    }
    if (status >= 0) {
        unknowns_of(&tle, x);
    }
    return status;
}

kurs_status kurs_mean_fit_solve(const kurs_mean_fit_task *task, kurs_mean_fit *out)
{
    if (!task || !out || task->n < 4 || !task->t || !task->s_gcrf || !task->like) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_tai epoch = task->t[task->n / 2];
    const int count = task->fit_bstar ? UNKNOWNS : ORBIT;
    double x[UNKNOWNS], dx[UNKNOWNS] = {0.0}, before = INFINITY;
    kurs_status status = begin(task, epoch, x);
    for (int round = 0; round < ROUNDS && status >= 0; round++) {
        normal sums;
        status = go_round(task, x, count, epoch, &sums, dx);
        if (status < 0) {
            return status;
        }
        const double rms = sqrt(sums.sum / (double)task->n);
        if (fabs(before - rms) <= SETTLED * rms + 1e-5) {
            *out = (kurs_mean_fit){.tle = tle_of(x, task->like, epoch),
                                   .rms_m = rms,
                                   .max_m = sums.max,
                                   .iterations = round};
            return status;
        }
        before = rms;
        for (int i = 0; i < count; i++) {
            x[i] += dx[i];
        }
    }
    return status < 0 ? status : KURS_ERR_NO_CONVERGENCE;
}
