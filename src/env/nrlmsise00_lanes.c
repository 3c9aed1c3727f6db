/* SPDX-License-Identifier: Apache-2.0 */
#include "env/nrlmsise00_lanes.h"

#include "math/lanes.h"

#include "env/nrlmsise00_sum.h"

void KURS_LANES_NAME(kurs_nrlmsise00_eight)(const kurs_nrlmsise00 *model, const double (*in)[8],
                                            double *drag_density)
{
    place at;
    vd n[KURS_GAS_COUNT];
    make_place(&at, vd_load(in[0]), vd_load(in[2]) / KURS_DEG, vd_load(in[3]) / KURS_DEG,
               vd_load(in[4]));
    column c = {.model = model, .at = &at, .z = vd_load(in[1]) / 1000.0};
    upper_air(&c, n);
    vd_store(drag_density, 1000.0 * drag_mass(n));
}
