/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/gravity.h"

#include <string.h>

#include "env/gravity_lanes.h"
#include "math/math.h"

#include "env/egm2008_table.inc"

/* ---- the field ------------------------------------------------------------------------------ */

/*
 * Columns of coefficients of harmonics whose Legendre functions are monic: then every derivative
 * costs the same factor, 2n + 1, which is kept in them. Those of order 0 are doubled, as the sums
 * over m and -m want them, and the orders -1 and -2 are (-1)^m times the conjugates.
 */
static void place(kurs_gravity *g, int n, int m, double c, double s)
{
    *KURS_GRAVITY_AT(g->c, n - m, m) = c;
    *KURS_GRAVITY_AT(g->s, n - m, m) = s;
    if (m == 1 || m == 2) {
        const double sign = m == 1 ? -1.0 : 1.0;
        *KURS_GRAVITY_AT(g->c, n + m, -m) = sign * c;
        *KURS_GRAVITY_AT(g->s, n + m, -m) = -sign * s;
    }
}

kurs_status kurs_gravity_init(kurs_gravity *g, int degree, int order)
{
    if (order < 0 || order > degree || degree > KURS_GRAVITY_MAX || degree > EGM_DEGREE) {
        return KURS_ERR_ARGUMENT;
    }
    memset(g, 0, sizeof *g);
    g->degree = degree;
    g->order = order;
    g->gm = KURS_EGM_GM;
    g->radius = KURS_EGM_RADIUS;
    g->simd = (int)kurs_simd_kind();
    for (int k = 2; k <= KURS_GRAVITY_MAX + 3; k++) {
        for (int m = 0; m < KURS_GRAVITY_MAX + 2 + 8; m++) {
            const double n = k + m;
            *KURS_GRAVITY_AT(g->b, k, m) =
                (k - 1.0) * (n - 1.0 + m) / ((2.0 * n - 1.0) * (2.0 * n - 3.0));
        }
    }
    double leading = 1.0; /* (2n - 1)!! / n!, of the Legendre polynomial */
    const double(*row)[2] = egm_table;
    for (int n = 1; n <= degree; n++) {
        leading *= (2.0 * n - 1.0) / n;
        double scale = (2.0 * n + 1.0) * sqrt(2.0 * n + 1.0) * leading;
        for (int m = 0; n > 1 && m <= n; m++, row++) {
            if (m > 0) {
                scale *= sqrt((n - m + 1.0) / (n + m) * (m == 1 ? 2.0 : 1.0));
            }
            if (m <= order) {
                const double f = m == 0 ? 2.0 * scale : scale;
                place(g, n, m, f * (*row)[0], f * (*row)[1]);
            }
        }
    }
    return KURS_OK;
}

double kurs_gravity_geopotential(const kurs_gravity *g, kurs_vec3 r_itrf)
{
    const double inv = 1.0 / v3_norm(r_itrf), q = g->radius * inv;
    const double x = r_itrf.x * inv * q, y = r_itrf.y * inv * q, uq = r_itrf.z * inv * q;
    double sum = 0.0, re = 1.0, im = 0.0;
    for (int m = 0; m <= g->order; m++) {
        double before = 0.0, h = m == 0 ? 0.5 : 1.0, c = 0.0, s = 0.0;
        for (int k = 0; k + m <= g->degree; k++) {
            const double weight = h / (2.0 * (k + m) + 1.0);
            c += *KURS_GRAVITY_AT(g->c, k, m) * weight;
            s += *KURS_GRAVITY_AT(g->s, k, m) * weight;
            const double next = uq * h - *KURS_GRAVITY_AT(g->b, k + 1, m) * q * q * before;
            before = h, h = next;
        }
        sum += c * re + s * im;
        const double turned = re * x - im * y;
        im = re * y + im * x, re = turned;
    }
    return g->gm * inv * (1.0 + sum);
}

/* ---- by the kind of vector instructions ------------------------------------------------------ */

typedef struct forms {
    void (*one)(const kurs_gravity *, const double *, double *);
    void (*partials)(const kurs_gravity *, const double *, double *);
    void (*lanes)(const kurs_gravity *, const double (*)[8], double (*)[8]);
} forms;

#define FORMS(kind)                                                                                \
    {kurs_gravity_one_##kind, kurs_gravity_partials_##kind, kurs_gravity_lanes_##kind},
static const forms kinds[] = {
#if defined(__x86_64__)
    KURS_SIMD_LIST(FORMS)
#else
    FORMS(plain)
#endif
};
#undef FORMS

kurs_vec3 kurs_gravity_acceleration(const kurs_gravity *g, kurs_vec3 r_itrf)
{
    const double r[3] = {r_itrf.x, r_itrf.y, r_itrf.z};
    double a[3];
    kinds[g->simd].one(g, r, a);
    return v3(a[0], a[1], a[2]);
}

kurs_vec3 kurs_gravity_gradient(const kurs_gravity *g, kurs_vec3 r_itrf, kurs_mat3 *partials)
{
    if (partials) {
        const double r[3] = {r_itrf.x, r_itrf.y, r_itrf.z};
        double p[6];
        kinds[g->simd].partials(g, r, p);
        *partials = (kurs_mat3){{{p[0], p[3], p[4]}, {p[3], p[1], p[5]}, {p[4], p[5], p[2]}}};
    }
    return kurs_gravity_acceleration(g, r_itrf);
}

void kurs_gravity_batch(const kurs_gravity *g, size_t n, const kurs_vec3 *r_itrf,
                        kurs_vec3 *acceleration)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        double r[3][8], a[3][8];
        for (size_t k = 0; k < 8; k++) {
            r[0][k] = r_itrf[i + k].x, r[1][k] = r_itrf[i + k].y, r[2][k] = r_itrf[i + k].z;
        }
        kinds[g->simd].lanes(g, (const double(*)[8])r, a);
        for (size_t k = 0; k < 8; k++) {
            acceleration[i + k] = v3(a[0][k], a[1][k], a[2][k]);
        }
    }
    for (; i < n; i++) {
        acceleration[i] = kurs_gravity_acceleration(g, r_itrf[i]);
    }
}
