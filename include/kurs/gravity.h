/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gravity of the Earth by spherical harmonics: EGM2008 (Pavlis and others, J. Geophys. Res. 117,
 * 2012), tide-free, to degree and order 70, with its own GM and radius. Solid and ocean tides are
 * out. In the form of Pines (AIAA J. 11, 1973), which has no poles.
 */
#ifndef KURS_GRAVITY_H
#define KURS_GRAVITY_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/env.h"
#include "kurs/status.h"
#include "kurs/vec.h"

enum { KURS_GRAVITY_MAX = 70, KURS_GRAVITY_STRIDE = 72 };

/* A field made ready: plain data of 246 kB, read only after init. Its inside is private: rows by
 * degree, columns by order. */
typedef struct kurs_gravity {
    int degree, order;
    double c[KURS_GRAVITY_MAX + 1][KURS_GRAVITY_STRIDE],
        s[KURS_GRAVITY_MAX + 1][KURS_GRAVITY_STRIDE];
    double zc[KURS_GRAVITY_MAX + 1][KURS_GRAVITY_STRIDE];
    double zs[KURS_GRAVITY_MAX + 1][KURS_GRAVITY_STRIDE];
    double a[KURS_GRAVITY_MAX + 3][KURS_GRAVITY_STRIDE],
        b[KURS_GRAVITY_MAX + 3][KURS_GRAVITY_STRIDE];
    double diagonal[KURS_GRAVITY_STRIDE + 2];
} kurs_gravity;

/* The field to a degree and an order: 0 is a point mass, order 0 the zonals only. ERR_ARGUMENT
 * unless 0 <= order <= degree <= 70. */
KURS_API KURS_CHECK kurs_status kurs_gravity_init(kurs_gravity *g, int degree, int order);

/* Acceleration [m/s2] at r [m] in ITRF, without the Earth's rotation; |r| > 0. Against a direct sum
 * in long double: 1e-15 of it (test_gravity). */
KURS_API kurs_vec3 kurs_gravity_acceleration(const kurs_gravity *g, kurs_vec3 r_itrf);

/* The same with its derivatives by place [1/s2], which may be NULL. Against differences: 1e-9 of
 * the central term (test_gravity). */
KURS_API kurs_vec3 kurs_gravity_gradient(const kurs_gravity *g, kurs_vec3 r_itrf,
                                         kurs_mat3 *partials);

/* Accelerations at n places, eight at a time in vector lanes: the bits of
 * kurs_gravity_acceleration, on every kind of vector instructions. */
KURS_API void kurs_gravity_batch(const kurs_gravity *g, size_t n, const kurs_vec3 *r_itrf,
                                 kurs_vec3 *acceleration);

#endif
