/* SPDX-License-Identifier: Apache-2.0 */
#include "env/gravity_lanes.h"

#include "math/lanes.h"

#define KURS_REAL vd
#define KURS_REAL_SQRT vd_sqrt
#include "env/gravity_sum.h"

void KURS_LANES_NAME(kurs_gravity_eight)(const kurs_gravity *g, const double (*r_itrf)[8],
                                         double (*acceleration)[8])
{
    vd a[3];
    gravity_sum(g, vd_load(r_itrf[0]), vd_load(r_itrf[1]), vd_load(r_itrf[2]), a);
    for (int i = 0; i < 3; i++) {
        vd_store(acceleration[i], a[i]);
    }
}
