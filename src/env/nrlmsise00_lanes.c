/* SPDX-License-Identifier: Apache-2.0 */
#include "env/nrlmsise00_lanes.h"

#include "math/native_lanes.h"

#include "env/nrlmsise00_sum.h"

void KURS_LANES_NAME(kurs_nrlmsise00_eight)(const kurs_nrlmsise00 *model, const double (*in)[8],
                                            double *drag_density)
{
    for (int i = 0; i < KURS_LANES; i += KURS_NATIVE_LANES) {
        place at;
        real n[KURS_GAS_COUNT];
        make_place(&at, vn_load(in[0] + i), vn_load(in[2] + i) / KURS_DEG,
                   vn_load(in[3] + i) / KURS_DEG, vn_load(in[4] + i));
        column c = {.model = model, .at = &at, .z = vn_load(in[1] + i) / 1000.0};
        upper_air(&c, n);
        vn_store(drag_density + i, 1000.0 * drag_mass(n));
    }
}
