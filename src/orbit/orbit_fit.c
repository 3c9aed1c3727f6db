/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/orbit_fit.h"

#include <stdint.h>
#include <string.h>

#include "math/math.h"

enum { STATE = 6, DRAG = 6, MAX_TRIES = 100 };

/* Steps of the differences: small against the orbit, large against the error of a propagation. */
#define STEP_R_M 10.0
#define STEP_V_M_S 0.01
#define STEP_DRAG 0.05        /* of the drag */
#define STEP_DRAG_FIRST 5e-4  /* where that is 0 [m2/kg] */
#define SEEN_TOLERANCES 100.0 /* drag must move a point by so many tolerances to be told */
#define DONE_SIGMAS 1e-3
#define DONE_M 1e-4
/* Nor is it worth another round where the cost can fall by a ten-millionth only: a model that does
 * not fit has residuals in which its formal errors drown. */
#define GAIN_ROOT 3e-4
#define NEAR_M 100.0

/* The unknowns: coordinates, velocity, drag. */
typedef struct guess {
    double x[KURS_ORBIT_FIT_UNKNOWNS];
} guess;

/* A fit under way. flown[0] are the states of the guess, flown[1 + j] those with unknown j moved.
 */
typedef struct fit {
    const kurs_orbit_fit_task *task;
    int unknowns; /* 6, or 7 with drag */
    kurs_state *flown[KURS_ORBIT_FIT_WORK];
    double step[KURS_ORBIT_FIT_UNKNOWNS];
    double normal[KURS_ORBIT_FIT_UNKNOWNS][KURS_ORBIT_FIT_UNKNOWNS], right[KURS_ORBIT_FIT_UNKNOWNS];
} fit;

/* What the residuals come to. */
typedef struct residuals {
    double cost;      /* squares in their sigmas */
    double sum2, max; /* of distances [m2], [m] */
} residuals;

static int task_is_valid(const kurs_orbit_fit_task *t, const kurs_state *work)
{
    return t && work && t->model && t->times && t->points_gcrf && t->n >= 3 && t->sigma_r_m > 0.0 &&
           isfinite(t->sigma_r_m) && t->sigma_v_m_s >= 0.0 && isfinite(t->sigma_v_m_s) &&
           t->n <= SIZE_MAX / (KURS_ORBIT_FIT_WORK * sizeof *work);
}

static kurs_status fly(const fit *f, const guess *g, kurs_state *out)
{
    const double *x = g->x;
    kurs_force_model model = *f->task->model;
    model.drag_m2_kg = x[DRAG];
    const kurs_state s = {{x[0], x[1], x[2]}, {x[3], x[4], x[5]}};
    if (f->task->stop && f->task->stop(f->task->stop_ctx)) {
        return KURS_ERR_STOPPED;
    }
    return kurs_numerical_states(&model, f->task->epoch, s, f->task->n, f->task->times, out, NULL);
}

/* Difference of two states in the sigmas of a point. */
static void in_sigmas(const kurs_orbit_fit_task *t, const kurs_state *a, const kurs_state *b,
                      double d[STATE])
{
    const double wr = 1.0 / t->sigma_r_m, wv = t->sigma_v_m_s > 0.0 ? 1.0 / t->sigma_v_m_s : 0.0;
    d[0] = wr * (a->r.x - b->r.x), d[1] = wr * (a->r.y - b->r.y), d[2] = wr * (a->r.z - b->r.z);
    d[3] = wv * (a->v.x - b->v.x), d[4] = wv * (a->v.y - b->v.y), d[5] = wv * (a->v.z - b->v.z);
}

static residuals sum_up(const kurs_orbit_fit_task *t, const kurs_state *flown)
{
    residuals sum = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < t->n; i++) {
        double d[STATE];
        in_sigmas(t, &t->points_gcrf[i], &flown[i], d);
        for (int k = 0; k < STATE; k++) {
            sum.cost += d[k] * d[k];
        }
        const kurs_vec3 off = v3_sub(t->points_gcrf[i].r, flown[i].r);
        sum.sum2 += v3_dot(off, off);
        sum.max = fmax(sum.max, v3_norm(off));
    }
    return sum;
}

/* Propagates with each unknown moved. */
static kurs_status differentiate(fit *f, const guess *at)
{
    for (int j = 0; j < f->unknowns; j++) {
        guess moved = *at;
        f->step[j] = j < 3            ? STEP_R_M
                     : j < DRAG       ? STEP_V_M_S
                     : at->x[j] > 0.0 ? STEP_DRAG * at->x[j]
                                      : STEP_DRAG_FIRST;
        moved.x[j] += f->step[j];
        f->step[j] = moved.x[j] - at->x[j];
        const kurs_status status = fly(f, &moved, f->flown[1 + j]);
        if (status < 0) {
            return status;
        }
    }
    return KURS_OK;
}

/* Normal equations about the guess, from what was flown. */
static void make_normal(fit *f)
{
    memset(f->normal, 0, sizeof f->normal);
    memset(f->right, 0, sizeof f->right);
    for (size_t i = 0; i < f->task->n; i++) {
        double left[KURS_ORBIT_FIT_UNKNOWNS][STATE], off[STATE];
        in_sigmas(f->task, &f->task->points_gcrf[i], &f->flown[0][i], off);
        for (int j = 0; j < f->unknowns; j++) {
            in_sigmas(f->task, &f->flown[1 + j][i], &f->flown[0][i], left[j]);
            for (int k = 0; k < STATE; k++) {
                left[j][k] /= f->step[j];
                f->right[j] += left[j][k] * off[k];
            }
            for (int m = 0; m <= j; m++) {
                for (int k = 0; k < STATE; k++) {
                    f->normal[j][m] += left[j][k] * left[m][k];
                }
            }
        }
    }
    for (int j = 0; j < f->unknowns; j++) {
        for (int m = j + 1; m < f->unknowns; m++) {
            f->normal[j][m] = f->normal[m][j];
        }
    }
}

/* Solves (N + damping diag N) x = b, each unknown in units of its own diagonal. */
static kurs_status solve_scaled(const fit *f, double damping, const double *b, double *x)
{
    const int n = f->unknowns;
    double a[KURS_ORBIT_FIT_UNKNOWNS * KURS_ORBIT_FIT_UNKNOWNS], right[KURS_ORBIT_FIT_UNKNOWNS],
        scale[KURS_ORBIT_FIT_UNKNOWNS];
    for (int j = 0; j < n; j++) {
        scale[j] = 1.0 / sqrt(f->normal[j][j]);
    }
    for (int j = 0; j < n; j++) {
        for (int m = 0; m < n; m++) {
            a[j * n + m] = f->normal[j][m] * scale[j] * scale[m];
        }
        a[j * n + j] += damping;
        right[j] = b[j] * scale[j];
    }
    const kurs_status status = kurs_linear_solve(n, a, right, x);
    for (int j = 0; j < n && status >= 0; j++) {
        x[j] *= scale[j];
    }
    return status;
}

/* Inverse of the normal matrix. */
static kurs_status invert(const fit *f,
                          double cov[KURS_ORBIT_FIT_UNKNOWNS][KURS_ORBIT_FIT_UNKNOWNS])
{
    for (int j = 0; j < f->unknowns; j++) {
        double unit[KURS_ORBIT_FIT_UNKNOWNS] = {0.0};
        unit[j] = 1.0;
        const kurs_status status = solve_scaled(f, 0.0, unit, cov[j]);
        if (status < 0) {
            return status;
        }
        if (!(cov[j][j] > 0.0)) {
            return KURS_ERR_NO_SOLUTION;
        }
    }
    return KURS_OK;
}

/* Drag that moves no point beyond the errors of a propagation cannot be told. */
static int drag_is_seen(const fit *f)
{
    double most = 0.0;
    for (size_t i = 0; i < f->task->n; i++) {
        most = fmax(most, v3_norm(v3_sub(f->flown[1 + DRAG][i].r, f->flown[0][i].r)));
    }
    return most > SEEN_TOLERANCES * f->task->model->tolerance_m;
}

/* Moves the guess by the solution of the damped equations; *size is how far that is, in formal
 * errors, along the undamped metric. */
static kurs_status correct(const fit *f, double damping, const guess *at, guess *moved,
                           double *size)
{
    double d[KURS_ORBIT_FIT_UNKNOWNS], sum = 0.0;
    const kurs_status status = solve_scaled(f, damping, f->right, d);
    if (status < 0) {
        return status;
    }
    *moved = *at;
    for (int j = 0; j < f->unknowns; j++) {
        moved->x[j] += d[j];
        for (int m = 0; m < f->unknowns; m++) {
            sum += d[j] * f->normal[j][m] * d[m];
        }
    }
    *size = sqrt(fmax(sum, 0.0));
    return KURS_OK;
}

/* Everything about the guess that flown[0] belongs to. */
static kurs_status linearise(fit *f, const guess *at)
{
    const kurs_status status = differentiate(f, at);
    if (status < 0) {
        return status;
    }
    if (f->unknowns > DRAG && !drag_is_seen(f)) {
        return KURS_ERR_NO_SOLUTION;
    }
    make_normal(f);
    for (int j = 0; j < f->unknowns; j++) {
        if (!(f->normal[j][j] > 0.0)) {
            return KURS_ERR_NO_SOLUTION;
        }
    }
    return KURS_OK;
}

/*
 * Corrects the guess until it moves the points by less than done_m (root mean square). A correction
 * that makes the residuals larger, or ends in the ground, is tried again with more damping. With
 * drag below 0 it stops: 1 in *below.
 */
static kurs_status converge(fit *f, double done_m, guess *at, int *tries, int *below)
{
    const kurs_orbit_fit_task *t = f->task;
    const double enough = fmax(DONE_SIGMAS, done_m / t->sigma_r_m * sqrt((double)t->n));
    double damping = 0.0;
    const kurs_status worst = fly(f, at, f->flown[0]);
    if (worst >= 0 && !isfinite(sum_up(t, f->flown[0]).cost)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = worst < 0 ? worst : linearise(f, at);
    while (status >= 0) {
        guess moved;
        double size = 0.0;
        status = correct(f, damping, at, &moved, &size);
        const double least = GAIN_ROOT * sqrt(sum_up(t, f->flown[0]).cost);
        if (status < 0 || (damping <= 1e-3 && size < fmax(enough, least))) {
            break;
        }
        if (++*tries > MAX_TRIES) {
            return KURS_ERR_NO_CONVERGENCE;
        }
        if (moved.x[DRAG] < 0.0) {
            *below = 1;
            break;
        }
        /* flown[1] is free: it is made anew before its next use */
        const kurs_status flown = fly(f, &moved, f->flown[1]);
        if (flown == KURS_ERR_STOPPED) {
            return flown;
        }
        if (flown >= 0 && sum_up(t, f->flown[1]).cost < sum_up(t, f->flown[0]).cost) {
            memcpy(f->flown[0], f->flown[1], t->n * sizeof *f->flown[0]);
            *at = moved;
            damping = damping > 1e-6 ? 0.1 * damping : 0.0;
            status = linearise(f, at);
        } else {
            damping = fmax(1e-4, 10.0 * damping);
        }
    }
    return status < 0 ? status : worst;
}

static kurs_status report(const fit *f, const guess *at, int tries, kurs_orbit_fit *out)
{
    const kurs_orbit_fit_task *t = f->task;
    const double n = (double)t->n, *x = at->x;
    const residuals sum = sum_up(t, f->flown[0]);
    kurs_orbit_fit made = {.state_gcrf = {{x[0], x[1], x[2]}, {x[3], x[4], x[5]}},
                           .drag_m2_kg = x[DRAG],
                           .drag_fitted = f->unknowns > DRAG,
                           .rms_m = sqrt(sum.sum2 / n),
                           .max_m = sum.max,
                           .iterations = tries};
    const double freedom = n * (t->sigma_v_m_s > 0.0 ? 6.0 : 3.0) - f->unknowns;
    made.variance_factor = sum.cost / freedom;
    const kurs_status status = invert(f, made.covariance);
    if (status < 0) {
        return status;
    }
    double sigma[KURS_ORBIT_FIT_UNKNOWNS];
    for (int j = 0; j < KURS_ORBIT_FIT_UNKNOWNS; j++) {
        sigma[j] = sqrt(made.covariance[j][j]);
    }
    made.sigma_r_m = v3(sigma[0], sigma[1], sigma[2]);
    made.sigma_v_m_s = v3(sigma[3], sigma[4], sigma[5]);
    made.sigma_drag_m2_kg = sigma[DRAG];
    *out = made;
    return KURS_OK;
}

kurs_status kurs_orbit_fit_solve(const kurs_orbit_fit_task *task, kurs_state *work,
                                 kurs_orbit_fit *out)
{
    if (!task_is_valid(task, work) || !out) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_state s = task->guess_gcrf;
    guess at = {{s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z, task->model->drag_m2_kg}};
    fit f = {.task = task, .unknowns = STATE};
    for (int j = 0; j < KURS_ORBIT_FIT_WORK; j++) {
        f.flown[j] = work + (size_t)j * task->n;
    }
    int tries = 0, below = 0;
    /* drag only when the orbit is near: far from it, it would take what the state has to */
    kurs_status status = converge(&f, task->fit_drag ? NEAR_M : DONE_M, &at, &tries, &below);
    if (status >= 0 && task->fit_drag) {
        f.unknowns = KURS_ORBIT_FIT_UNKNOWNS;
        status = converge(&f, DONE_M, &at, &tries, &below);
    }
    if (status >= 0 && below) {
        at.x[DRAG] = 0.0;
        f.unknowns = STATE;
        status = converge(&f, DONE_M, &at, &tries, &below);
    }
    const kurs_status told = status < 0 ? status : report(&f, &at, tries, out);
    return told < 0 ? told : status;
}
