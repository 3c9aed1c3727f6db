/* SPDX-License-Identifier: Apache-2.0 */
/* Gravity at eight places at once, for each kind of vector instructions. */
#ifndef KURS_ENV_GRAVITY_LANES_H
#define KURS_ENV_GRAVITY_LANES_H

#include "kurs/gravity.h"
#include "math/math.h"

/* Places and accelerations in ITRF: x, y, z of eight. */
#define KURS_GRAVITY_DECLARE(kind)                                                                 \
    void kurs_gravity_eight_##kind(const kurs_gravity *g, const double(*r_itrf)[8],                \
                                   double(*acceleration)[8]);
KURS_SIMD_LIST(KURS_GRAVITY_DECLARE)
#undef KURS_GRAVITY_DECLARE

#endif
