/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "ops/ops.h"

/* The battery as it is at this attempt: nothing but its own figures can stop a launch. */
static kurs_status battery_of(const kurs_countdown *countdown, const kurs_fault *faults, int count,
                              int attempt, kurs_battery *out)
{
    kurs_battery battery = countdown->battery;
    for (int i = 0; i < count; i++) {
        if (strcmp(faults[i].id, "weak-battery") != 0) {
            return KURS_ERR_NOT_FOUND;
        }
        if (faults[i].attempt == attempt) {
            battery.charge = countdown->weak_charge;
            battery.resistance_ohm = countdown->weak_resistance_ohm;
        }
    }
    *out = battery;
    return KURS_OK;
}

static int steps_in_order(const kurs_countdown *countdown, double start_s)
{
    double before = start_s;
    for (int i = 0; i < countdown->step_count; i++) {
        const kurs_countdown_step *step = &countdown->steps[i];
        if (!(step->t_s >= before && step->t_s <= 0.0) || step->load_a < 0.0) {
            return 0;
        }
        before = step->t_s;
    }
    return 1;
}

kurs_status kurs_sequence_init(kurs_sequence *sequence, const kurs_countdown *countdown,
                               const kurs_fault *faults, int fault_count, int attempt,
                               double start_s)
{
    if (!(start_s < 0.0 && start_s > -1e6) || !(countdown->launch_command_s <= 0.0) ||
        countdown->step_count < 0 || countdown->step_count > KURS_MAX_STEPS ||
        !steps_in_order(countdown, start_s)) {
        return KURS_ERR_RANGE;
    }
    kurs_sequence s = {.t_s = start_s, .start_s = start_s, .step = -1, .limit_v = NAN};
    kurs_status status = battery_of(countdown, faults, fault_count, attempt, &s.battery);
    if (status >= 0) {
        status = kurs_battery_init(&s.battery, &s.state);
    }
    if (status < 0) {
        return status;
    }
    s.voltage_v = kurs_battery_voltage(&s.battery, &s.state, s.load_a);
    *sequence = s;
    return status;
}

/* Ticks are counted back from lift-off, so that the last one is at 0 whatever the start. */
static double tick_time(const kurs_sequence *s)
{
    const double ticks = floor(-s->start_s * KURS_SEQUENCE_TICKS_PER_S + 0.5) - s->tick;
    return -ticks / KURS_SEQUENCE_TICKS_PER_S;
}

static void move_to(kurs_sequence *s, double t_s)
{
    kurs_battery_draw(&s->battery, &s->state, s->load_a, t_s - s->t_s);
    s->t_s = t_s;
    s->voltage_v = kurs_battery_voltage(&s->battery, &s->state, s->load_a);
}

static kurs_sequence_result carry_out(kurs_sequence *s, const kurs_countdown_step *step)
{
    move_to(s, step->t_s);
    if (!isnan(step->load_a)) {
        s->load_a = step->load_a;
    }
    if (!isnan(step->min_voltage_v)) {
        s->limit_v = step->min_voltage_v;
    }
    s->voltage_v = kurs_battery_voltage(&s->battery, &s->state, s->load_a);
    s->step = s->next++;
    return s->result = KURS_SEQUENCE_STEP;
}

kurs_sequence_result kurs_sequence_advance(kurs_sequence *s, const kurs_countdown *countdown)
{
    if (s->result == KURS_SEQUENCE_STOP || s->result == KURS_SEQUENCE_LIFTOFF) {
        return s->result;
    }
    for (;;) {
        const double tick_s = tick_time(s);
        if (s->next < countdown->step_count && countdown->steps[s->next].t_s <= tick_s) {
            return carry_out(s, &countdown->steps[s->next]);
        }
        if (tick_s >= 0.0) {
            move_to(s, 0.0);
            return s->result = KURS_SEQUENCE_LIFTOFF;
        }
        if (tick_s > s->t_s) {
            move_to(s, tick_s);
        }
        s->tick++;
        if (s->voltage_v < s->limit_v && s->t_s < countdown->launch_command_s) {
            return s->result = KURS_SEQUENCE_STOP;
        }
    }
}
