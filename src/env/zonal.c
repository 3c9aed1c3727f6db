/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/env.h"

#include "math/math.h"

enum { DEGREE = 6 };

/*
 * Jn = -sqrt(2n+1) Cn0 of the fully normalised zonals of EGM2008 (tide-free; Pavlis et al. 2012,
 * coefficients as published by the ICGEM and the NGA).
 */
static const double zonal[DEGREE + 1] = {
    0.0,
    0.0,
    0.484165143790815e-03 * 2.23606797749978969641,
    -0.957161207093473e-06 * 2.64575131106459059050,
    -0.539965866638991e-06 * 3.0,
    -0.686702913736681e-07 * 3.31662479035539984911,
    0.149953927978527e-06 * 3.60555127546398929312,
};

/*
 * With s = r.p/r and dPn the derivative of the Legendre polynomial, the gradient of
 * r^-(n+1) Pn(s) is r^-(n+2) (dPn p - dP(n+1) r/|r|), by (n+1) Pn + s dPn = dP(n+1).
 */
kurs_vec3 kurs_gravity_zonal(kurs_vec3 r, kurs_vec3 pole)
{
    const double inv = 1.0 / v3_norm(r);
    const double s = v3_dot(r, pole) * inv, q = KURS_EGM_RADIUS * inv;
    const double s2 = s * s;
    double along[DEGREE + 2]; /* dPn */
    along[2] = 3.0 * s;
    along[3] = 0.5 * (15.0 * s2 - 3.0);
    along[4] = s * (17.5 * s2 - 7.5);
    along[5] = 0.125 * ((315.0 * s2 - 210.0) * s2 + 15.0);
    along[6] = 0.125 * s * ((693.0 * s2 - 630.0) * s2 + 105.0);
    along[7] = 0.0625 * (((3003.0 * s2 - 3465.0) * s2 + 945.0) * s2 - 35.0);
    double radial = -1.0, polar = 0.0, qn = q;
    for (int n = 2; n <= DEGREE; n++) {
        qn *= q;
        radial += zonal[n] * qn * along[n + 1];
        polar -= zonal[n] * qn * along[n];
    }
    const double g = KURS_EGM_GM * inv * inv;
    return v3_axpy(v3_scale(g * radial * inv, r), g * polar, pole);
}

double kurs_gravity_potential(kurs_vec3 r, kurs_vec3 pole)
{
    const double inv = 1.0 / v3_norm(r);
    const double s = v3_dot(r, pole) * inv, q = KURS_EGM_RADIUS * inv;
    double before = 1.0, p = s, qn = q, sum = 1.0; /* P(n-1), Pn */
    for (int n = 2; n <= DEGREE; n++) {
        const double next = ((2 * n - 1) * s * p - (n - 1) * before) / n;
        before = p, p = next;
        qn *= q;
        sum -= zonal[n] * qn * p;
    }
    return KURS_EGM_GM * inv * sum;
}
