/* SPDX-License-Identifier: Apache-2.0 */
/* NRLMSISE-00 at eight places at once, for each kind of vector instructions. */
#ifndef KURS_ENV_NRLMSISE00_LANES_H
#define KURS_ENV_NRLMSISE00_LANES_H

#include "kurs/nrlmsise00.h"
#include "math/math.h"

/* at: seconds of UT, height [m] from 120 km up, latitude, longitude [rad] and solar time [h] of
 * eight; drag densities [kg/m3]. */
#define KURS_NRL_DECLARE(kind)                                                                     \
    void kurs_nrlmsise00_eight_##kind(const kurs_nrlmsise00 *model, const double(*at)[8],          \
                                      double *drag_density);
KURS_SIMD_LIST(KURS_NRL_DECLARE)
#undef KURS_NRL_DECLARE

#endif
