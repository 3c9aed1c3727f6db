/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "math/math.h"
#include "ops/ops.h"

/* Resistance and heat change while a current flows: no longer at once than this. */
#define DRAW_STEP_S 10.0

static double along(const kurs_curve *curve, double x)
{
    return kurs_interp(curve->x, curve->y, curve->count, x);
}

static int curve_is_sound(const kurs_curve *curve, double least)
{
    if (curve->count < 1 || curve->count > KURS_MAX_PITCH) {
        return 0;
    }
    for (int i = 0; i < curve->count; i++) {
        if (!(curve->x[i] >= 0.0 && curve->x[i] <= 1.0 && curve->y[i] >= least &&
              isfinite(curve->y[i])) ||
            (i > 0 && !(curve->x[i] > curve->x[i - 1]))) {
            return 0;
        }
    }
    return 1;
}

static int above(double x, double least)
{
    return isfinite(x) && x > least;
}

static int not_below(double x, double least)
{
    return isfinite(x) && x >= least;
}

kurs_status kurs_battery_init(const kurs_battery *b, kurs_battery_state *state)
{
    const int cells = b->cells >= 1 && b->cells <= KURS_MAX_CELLS && above(b->capacity_as, 0.0) &&
                      b->charge >= 0.0 && b->charge <= 1.0 && not_below(b->resistance_ohm, 0.0);
    const int curves = curve_is_sound(&b->emf, 0.0) && curve_is_sound(&b->rise, 0.0);
    const int heat = above(b->reference_k, 0.0) && above(b->doubling_k, 0.0) &&
                     above(b->ambient_k, 0.0) && above(b->heat_capacity_j_k, 0.0) &&
                     not_below(b->heat_loss_w_k, 0.0);
    if (!cells || !curves || !heat || !not_below(b->polarisation_ohm, 0.0) ||
        !not_below(b->relaxation_s, 0.0)) {
        return KURS_ERR_RANGE;
    }
    memset(state, 0, sizeof *state); /* padding and cells that are not there, too */
    state->temperature_k = b->ambient_k;
    for (int i = 0; i < b->cells; i++) {
        state->charge[i] = b->charge;
        state->ageing[i] = 1.0;
    }
    return KURS_OK;
}

double kurs_battery_resistance(const kurs_battery *b, const kurs_battery_state *state)
{
    const double cold = exp2((b->reference_k - state->temperature_k) / b->doubling_k);
    double sum = 0.0;
    for (int i = 0; i < b->cells; i++) {
        sum += state->ageing[i] * along(&b->rise, state->charge[i]);
    }
    return b->resistance_ohm * cold * sum;
}

double kurs_battery_voltage(const kurs_battery *b, const kurs_battery_state *state, double load_a)
{
    double rest = 0.0;
    for (int i = 0; i < b->cells; i++) {
        rest += along(&b->emf, state->charge[i]);
    }
    return fmax(0.0, rest - load_a * kurs_battery_resistance(b, state) - state->delayed_v);
}

static void take_charge(const kurs_battery *b, kurs_battery_state *s, double charge_as)
{
    for (int i = 0; i < b->cells; i++) {
        s->charge[i] = kurs_clamp(s->charge[i] - charge_as / b->capacity_as, 0.0, 1.0);
    }
}

/* The heat is that of the charge half-way. */
static void draw(const kurs_battery *b, kurs_battery_state *s, double ambient_k, double load_a,
                 double dt_s)
{
    take_charge(b, s, 0.5 * load_a * dt_s);
    const double heat_w = load_a * load_a * kurs_battery_resistance(b, s) + load_a * s->delayed_v;
    if (b->heat_loss_w_k > 0.0) {
        s->temperature_k = kurs_relax(s->temperature_k, ambient_k + heat_w / b->heat_loss_w_k,
                                      b->heat_capacity_j_k / b->heat_loss_w_k, dt_s);
    } else {
        s->temperature_k += heat_w / b->heat_capacity_j_k * dt_s;
    }
    s->delayed_v = kurs_relax(s->delayed_v, load_a * b->polarisation_ohm, b->relaxation_s, dt_s);
    take_charge(b, s, 0.5 * load_a * dt_s);
}

void kurs_battery_draw(const kurs_battery *b, kurs_battery_state *state, double ambient_k,
                       double load_a, double dt_s)
{
    const double parts = ceil(dt_s / DRAW_STEP_S);
    for (int i = 0; i < (int)parts; i++) {
        draw(b, state, ambient_k, load_a, dt_s / parts);
    }
}
