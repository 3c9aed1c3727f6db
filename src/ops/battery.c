/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "ops/ops.h"

kurs_status kurs_battery_init(const kurs_battery *b, kurs_battery_state *state)
{
    const int sound = b->capacity_as > 0.0 && isfinite(b->capacity_as) && b->charge >= 0.0 &&
                      b->charge <= 1.0 && b->resistance_ohm >= 0.0 && isfinite(b->resistance_ohm) &&
                      b->empty_v >= 0.0 && b->full_v >= b->empty_v && isfinite(b->full_v);
    if (!sound) {
        return KURS_ERR_RANGE;
    }
    state->charge_as = b->charge * b->capacity_as;
    return KURS_OK;
}

double kurs_battery_voltage(const kurs_battery *b, const kurs_battery_state *state, double load_a)
{
    const double full = state->charge_as / b->capacity_as;
    const double open_v = b->empty_v + (b->full_v - b->empty_v) * full;
    return fmax(0.0, open_v - load_a * b->resistance_ohm);
}

void kurs_battery_draw(const kurs_battery *b, kurs_battery_state *state, double load_a, double dt_s)
{
    const double left = state->charge_as - load_a * dt_s;
    state->charge_as = fmin(b->capacity_as, fmax(0.0, left));
}
