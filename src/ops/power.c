/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "math/math.h"
#include "ops/ops.h"

double kurs_power_share(kurs_facing facing, double axis_to_sun)
{
    switch (facing) {
    case KURS_FACING_SUN:
        return 1.0;
    case KURS_FACING_AXIS:
        return sin(axis_to_sun) / KURS_PI;
    default:
        return 0.0;
    }
}

double kurs_power_array(const kurs_power *power, double share, double sunlight_w_m2)
{
    return power->array_area_m2 * power->array_efficiency * share * sunlight_w_m2;
}

void kurs_power_move(const kurs_power *power, kurs_power_state *state, double given_w,
                     double drawn_w, double dt_s)
{
    const double over_a = (given_w - drawn_w) / power->bus_v;
    const double kept_a = over_a > 0.0 ? power->charging * over_a : over_a;
    state->charge_as = kurs_clamp(state->charge_as + kept_a * dt_s, 0.0, state->capacity_as);
}
