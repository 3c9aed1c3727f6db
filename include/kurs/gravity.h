/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gravity of the Earth by spherical harmonics: EGM2008 (Pavlis and others, J. Geophys. Res. 117,
 * 2012) to degree and order 70, with its own GM and radius. It is tide-free: the permanent tide is
 * not in C20, solid and ocean tides are out. By solid harmonics in Cartesian form (Cunningham,
 * Celest. Mech. 2, 1970), which has no poles; equations in docs/models/gravity.md.
 */
#ifndef KURS_GRAVITY_H
#define KURS_GRAVITY_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/env.h"
#include "kurs/status.h"
#include "kurs/vec.h"

enum { KURS_GRAVITY_MAX = 70, KURS_GRAVITY_ROWS = 78, KURS_GRAVITY_COLUMNS = 104 };

/* A field made ready: plain data of 195 kB, read only after init, for the processor that it was
 * made on; quickest where it stands at a multiple of 64 bytes. GM [m3/s2] and radius [m] are those
 * of the coefficients; the rest is private. */
typedef struct kurs_gravity {
    int degree, order, simd;
    double gm, radius, gap[4];
    double c[KURS_GRAVITY_ROWS][KURS_GRAVITY_COLUMNS];
    double s[KURS_GRAVITY_ROWS][KURS_GRAVITY_COLUMNS];
    double b[KURS_GRAVITY_ROWS][KURS_GRAVITY_COLUMNS];
} kurs_gravity;

/* The field to a degree and an order: degree 0 is a point mass, order 0 the zonals only.
 * ERR_ARGUMENT unless 0 <= order <= degree <= 70; then g is untouched. */
KURS_API KURS_CHECK kurs_status kurs_gravity_init(kurs_gravity *g, int degree, int order);

/* Acceleration [m/s2] at r [m] in ITRF, in its axes, without the Earth's rotation; |r| > 0.
 * Against a direct sum in long double from 150 km up: 1e-15 of it (test_gravity). */
KURS_API kurs_vec3 kurs_gravity_acceleration(const kurs_gravity *g, kurs_vec3 r_itrf);

/* The same with its derivatives by place [1/s2], symmetric and without trace; partials may be
 * NULL. Against differences of the direct sum: 4e-15 of the central term (test_gravity). */
KURS_API kurs_vec3 kurs_gravity_gradient(const kurs_gravity *g, kurs_vec3 r_itrf,
                                         kurs_mat3 *partials);

/* The potential [m2/s2] whose gradient it is (positive, GM/r leading). Against an independent sum
 * in long double: 1e-15 of it (test_gravity). */
KURS_API double kurs_gravity_geopotential(const kurs_gravity *g, kurs_vec3 r_itrf);

/* Accelerations at n places, eight at a time in vector lanes: the bits of
 * kurs_gravity_acceleration, which like the derivatives has the same on every kind of vector
 * instructions (test_gravity). */
KURS_API void kurs_gravity_batch(const kurs_gravity *g, size_t n, const kurs_vec3 *r_itrf,
                                 kurs_vec3 *acceleration);

#endif
