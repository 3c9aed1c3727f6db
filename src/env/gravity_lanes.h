/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gravity for each kind of vector instructions: at one place with the orders in lanes, and at eight
 * places in lanes, with the same bits. For gravity.c, and for another module's *_lanes.c, which
 * calls the function of its own kind: KURS_LANES_NAME(kurs_gravity_lanes)(g, r, a).
 */
#ifndef KURS_ENV_GRAVITY_LANES_H
#define KURS_ENV_GRAVITY_LANES_H

#include "kurs/gravity.h"
#include "math/math.h"

/* c, s and b of kurs_gravity at order m and degree m + k. Rows before 0 and columns left of 0 are
 * there so that no loop needs a branch. */
enum { KURS_GRAVITY_K0 = 4, KURS_GRAVITY_M0 = 8 };
#define KURS_GRAVITY_AT(table, k, m) (&(table)[(k) + KURS_GRAVITY_K0][(m) + KURS_GRAVITY_M0])

/* Places [m] and accelerations [m/s2] in ITRF: x, y, z of eight, or of one. Partials [1/s2]: the
 * six of xx, yy, zz, xy, xz, yz. */
#define KURS_GRAVITY_DECLARE(kind)                                                                 \
    void kurs_gravity_lanes_##kind(const kurs_gravity *g, const double(*r_itrf)[8],                \
                                   double(*acceleration)[8]);                                      \
    void kurs_gravity_one_##kind(const kurs_gravity *g, const double *r_itrf,                      \
                                 double *acceleration);                                            \
    void kurs_gravity_partials_##kind(const kurs_gravity *g, const double *r_itrf,                 \
                                      double *partials);
KURS_SIMD_LIST(KURS_GRAVITY_DECLARE)
#undef KURS_GRAVITY_DECLARE

#endif
