/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "kurs/ode_batch.h"
#include "orbit/numerical_stretch.h"

enum { DIM = 6, CHUNK = 64 };

/* As many bodies as share the frames, the sky and the air of each day. */
typedef struct chunk {
    size_t n;
    kurs_ode_trajectory all[CHUNK];
    kurs_status status[CHUNK]; /* the first error of a body, or its first caveat */
} chunk;

static void fill(chunk *c, const kurs_state *s)
{
    memset(c->all, 0, sizeof c->all);
    for (size_t i = 0; i < c->n; i++) {
        const double y[DIM] = {s[i].r.x, s[i].r.y, s[i].r.z, s[i].v.x, s[i].v.y, s[i].v.z};
        memcpy(c->all[i].y, y, sizeof y);
        c->status[i] = KURS_OK;
    }
}

/* All that still fly over one stretch, to its end. */
static kurs_status fly_stretch(const kurs_stretch *now, kurs_tai from, kurs_tai to, chunk *c,
                               kurs_numerical_effort *effort)
{
    static const kurs_ode_rhs_lanes kinds[] = {
#if defined(__x86_64__)
        kurs_numerical_rhs_plain,
        kurs_numerical_rhs_avx2,
        kurs_numerical_rhs_avx512
#else
        kurs_numerical_rhs_plain
#endif
    };
    const double tol = now->model->tolerance_m, tol_v = KURS_NUMERICAL_SPEED_TOLERANCE * tol;
    const kurs_ode_batch_problem problem = {.rhs = kinds[kurs_simd_kind()],
                                            .ctx = now,
                                            .dim = DIM,
                                            .atol = {tol, tol, tol, tol_v, tol_v, tol_v},
                                            .h_init = KURS_NUMERICAL_H_INIT,
                                            .h_max = KURS_NUMERICAL_H_MAX};
    const double t = kurs_tai_diff(from, now->earth.t_ref),
                 end = kurs_tai_diff(to, now->earth.t_ref);
    for (size_t i = 0; i < c->n; i++) {
        c->all[i].t = c->status[i] < 0 ? end : t;
        c->all[i].t_end = end;
    }
    const kurs_status status = kurs_ode_batch_integrate(&problem, c->n, c->all);
    for (size_t i = 0; i < c->n && status >= 0; i++) {
        const kurs_ode_trajectory *one = &c->all[i];
        const kurs_vec3 r = {one->y[0], one->y[1], one->y[2]};
        c->status[i] = kurs_status_worse(c->status[i], one->status);
        if (c->status[i] >= 0 && kurs_stretch_is_underground(now, end, r)) {
            c->status[i] = KURS_ERR_DECAYED;
        }
        effort->steps += one->steps;
        effort->rejected += one->rejected;
        effort->evaluations += one->evaluations;
    }
    return status;
}

static kurs_status fly_chunk(const kurs_force_model *model, kurs_tai t0, kurs_tai t1, chunk *c,
                             kurs_numerical_effort *effort)
{
    const int forward = kurs_tai_diff(t1, t0) >= 0.0;
    kurs_status worst = KURS_OK;
    for (kurs_tai t = t0; kurs_tai_diff(t1, t) != 0.0;) {
        kurs_stretch now;
        kurs_tai end;
        kurs_status status = kurs_stretch_begin(model, t, forward, &now, &end);
        if (status >= 0) {
            effort->caveats |= now.caveats;
            worst = worst == KURS_OK ? status : worst;
            const double beyond = kurs_tai_diff(end, t1);
            end = (forward ? beyond > 0.0 : beyond < 0.0) ? t1 : end;
            status = fly_stretch(&now, t, end, c, effort);
        }
        if (status < 0) {
            return status;
        }
        t = end;
    }
    return worst;
}

kurs_status kurs_numerical_batch(const kurs_force_model *model, kurs_tai t0, kurs_tai t1, size_t n,
                                 kurs_state *s_gcrf, kurs_status *status,
                                 kurs_numerical_effort *effort)
{
    kurs_numerical_effort spent = {0, 0, 0, 0};
    kurs_status worst = KURS_OK;
    if (!kurs_force_model_is_valid(model) || (n > 0 && (!s_gcrf || !status)) ||
        !isfinite(kurs_tai_diff(t1, t0))) {
        return KURS_ERR_ARGUMENT;
    }
    for (size_t first = 0; first < n; first += CHUNK) {
        chunk c = {.n = n - first < CHUNK ? n - first : CHUNK};
        fill(&c, s_gcrf + first);
        const kurs_status flown = fly_chunk(model, t0, t1, &c, &spent);
        if (flown < 0) {
            return flown;
        }
        worst = kurs_status_worse(worst, flown);
        for (size_t i = 0; i < c.n; i++) {
            const double *y = c.all[i].y;
            status[first + i] = c.status[i];
            if (c.status[i] >= 0) {
                s_gcrf[first + i] = (kurs_state){{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
            }
        }
    }
    if (effort) {
        *effort = spent;
    }
    return worst;
}
