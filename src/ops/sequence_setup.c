/* SPDX-License-Identifier: Apache-2.0 */
/* A countdown is made, and spoken to from outside. */
#include <math.h>
#include <string.h>

#include "ops/sequence_parts.h"

kurs_sequence_setup kurs_sequence_setup_of(const kurs_mission *mission, int attempt)
{
    const kurs_countdown *c = &mission->countdown;
    kurs_sequence_setup setup = {.faults = mission->faults,
                                 .fault_count = mission->fault_count,
                                 .orders = mission->orders,
                                 .order_count = mission->order_count,
                                 .attempt = attempt,
                                 .start_s = KURS_COUNTDOWN_START_S,
                                 .window_s = mission->window_s,
                                 .wind_m_s = kurs_mission_pad_wind(mission)};
    if (attempt > 1 && c->recycle_to < c->step_count) {
        setup.first_step = c->recycle_to;
    }
    if (c->step_count > 0) {
        setup.start_s = fmin(setup.start_s, c->steps[setup.first_step].t_s);
    }
    return setup;
}

/* ---- making one ----------------------------------------------------------------------------- */

static int step_is_sound(const kurs_countdown *c, int i)
{
    const kurs_countdown_step *step = &c->steps[i];
    int sound = !(step->load_a < 0.0) && step->go >= 0 && step->go <= c->actor_count &&
                step->wait_s >= 0.0 && step->hold_s >= 0.0 && step->after_count >= 0 &&
                step->after_count <= KURS_MAX_AFTER;
    /* nothing may hold from the launch command on */
    sound = sound && ((step->go == 0 && step->hold_s == 0.0) ||
                      step->t_s + step->wait_s < c->launch_command_s);
    for (int k = 0; sound && k < step->after_count; k++) {
        sound = step->after[k] >= 0 && step->after[k] < i;
    }
    return sound;
}

static int conditions_are_sound(const kurs_countdown *c)
{
    for (int i = 0; i < c->condition_count; i++) {
        const kurs_condition *k = &c->conditions[i];
        if (k->from < 0 || k->from >= c->step_count || k->to >= c->step_count || k->says < 0 ||
            k->says > c->actor_count || isnan(k->limit) || !(k->settle_s >= 0.0) ||
            !(k->lasting_s >= 0.0)) {
            return 0;
        }
    }
    return 1;
}

static int counts_are_sound(const kurs_countdown *c)
{
    return c->step_count >= 0 && c->step_count <= KURS_MAX_STEPS && c->safing_count >= 0 &&
           c->safing_count <= KURS_MAX_SAFING && c->condition_count >= 0 &&
           c->condition_count <= KURS_MAX_CONDITIONS;
}

static int is_sound(const kurs_countdown *c, const kurs_sequence_setup *setup)
{
    if (!(setup->start_s < 0.0 && setup->start_s > -1e6) || !(c->launch_command_s <= 0.0) ||
        !counts_are_sound(c) || !(setup->window_s >= 0.0 && setup->window_s < 1e6) ||
        setup->first_step < 0 || (setup->first_step > 0 && setup->first_step >= c->step_count)) {
        return 0;
    }
    double before = setup->start_s;
    for (int i = setup->first_step; i < c->step_count; i++) {
        if (!(c->steps[i].t_s >= before && c->steps[i].t_s <= 0.0) || !step_is_sound(c, i)) {
            return 0;
        }
        before = c->steps[i].t_s;
    }
    before = 0.0;
    for (int i = 0; i < c->safing_count; i++) {
        if (!(c->safing[i].t_s >= before)) {
            return 0;
        }
        before = c->safing[i].t_s;
    }
    return conditions_are_sound(c);
}

static void begin(kurs_sequence *s, const kurs_countdown *c, const kurs_sequence_setup *setup)
{
    s->t_s = s->start_s = setup->start_s;
    s->window_s = setup->window_s;
    s->attempt = setup->attempt;
    s->asks = setup->asks;
    s->step = s->broken = s->fault = s->back = -1;
    s->limit_v = NAN;
    s->next = setup->first_step;
    for (int i = 0; i < KURS_MAX_CONDITIONS; i++) {
        s->broken_s[i] = NAN;
    }
    for (int i = 0; i < setup->first_step; i++) {
        s->done[i] = 1;
        s->done_s[i] = setup->start_s;
    }
    for (int i = setup->first_step; i < c->step_count; i++) {
        s->planned_s += c->steps[i].hold_s;
    }
    kurs_sequence_read_battery(s, c);
}

kurs_status kurs_sequence_init(kurs_sequence *sequence, const kurs_countdown *countdown,
                               const kurs_sequence_setup *setup)
{
    kurs_sequence s;
    memset(&s, 0, sizeof s); /* padding too: copies are compared as bytes */
    if (!is_sound(countdown, setup)) {
        return KURS_ERR_RANGE;
    }
    kurs_status status = kurs_pad_init(&countdown->models, setup->wind_m_s, &s.pad);
    for (int i = 0; i < setup->fault_count && status >= 0; i++) {
        const kurs_fault *fault = &setup->faults[i];
        if (kurs_fault_of_ascent(fault)) {
            continue;
        }
        if (fault->attempt == setup->attempt) {
            status = kurs_sequence_add_fault(&s, countdown, fault);
        } else if (!kurs_sequence_knows_fault(countdown, fault->id)) {
            status = KURS_ERR_NOT_FOUND;
        }
    }
    for (int i = 0; i < setup->order_count && status >= 0; i++) {
        if (setup->orders[i].attempt == setup->attempt) {
            status = kurs_sequence_add_order(&s, countdown, &setup->orders[i]);
        }
    }
    if (status < 0) {
        return status;
    }
    begin(&s, countdown, setup);
    memcpy(sequence, &s, sizeof s);
    return status;
}

/* ---- from outside --------------------------------------------------------------------------- */

static int can_hold(const kurs_sequence *s, const kurs_countdown *c)
{
    return s->t_s < c->launch_command_s && s->stop.why == KURS_STOP_NONE;
}

kurs_status kurs_sequence_hold(kurs_sequence *s, const kurs_countdown *c)
{
    if (!can_hold(s, c)) {
        return KURS_ERR_ARGUMENT;
    }
    s->asked = 1;
    return KURS_OK;
}

kurs_status kurs_sequence_resume(kurs_sequence *s, const kurs_countdown *c)
{
    if (!can_hold(s, c) || !s->asked) {
        return KURS_ERR_ARGUMENT;
    }
    s->asked = 0;
    return KURS_OK;
}

kurs_status kurs_sequence_go(kurs_sequence *s, const kurs_countdown *c, const char *actor)
{
    int number = 0;
    while (number < c->actor_count && strcmp(c->actors[number].name, actor) != 0) {
        number++;
    }
    if (number++ >= c->actor_count) {
        return KURS_ERR_NOT_FOUND;
    }
    for (int i = s->next; can_hold(s, c) && i < c->step_count; i++) {
        if (c->steps[i].go == number && !s->done[i] && !s->given[i]) {
            s->given[i] = 1;
            return KURS_OK;
        }
    }
    return KURS_ERR_ARGUMENT;
}

static void put_back(kurs_sequence *s, const kurs_countdown *c, int to)
{
    s->back = to;
    s->back_s = s->t_s - c->steps[to].t_s;
    s->recycles++;
    s->held_s += s->back_s; /* no time goes by, but lift-off is later */
    s->over = s->held_s - s->planned_s > s->window_s + KURS_CLOCK_EPS_S;
    s->t_s = c->steps[to].t_s;
    s->next = to;
    s->step = to - 1;
    for (int i = to; i < c->step_count; i++) {
        s->done[i] = s->given[i] = 0;
    }
    double load_a = 0.0;
    for (int i = 0; i < to; i++) {
        load_a = isnan(c->steps[i].load_a) ? load_a : c->steps[i].load_a;
    }
    s->pad.load_a = load_a;
    kurs_sequence_read_battery(s, c);
    s->broken = -1;
    s->look = 1;
}

kurs_status kurs_sequence_recycle(kurs_sequence *s, const kurs_countdown *c, const char *step)
{
    int to = 0;
    while (to < c->step_count && strcmp(c->steps[to].id, step) != 0) {
        to++;
    }
    if (to >= c->step_count || !s->done[to] || c->steps[to].t_s < s->start_s) {
        return KURS_ERR_NOT_FOUND;
    }
    if (!can_hold(s, c) || s->hold.why == KURS_HOLD_NONE) {
        return KURS_ERR_ARGUMENT;
    }
    put_back(s, c, to);
    return KURS_OK;
}

kurs_status kurs_sequence_fault(kurs_sequence *s, const kurs_countdown *c, const kurs_fault *fault)
{
    return kurs_sequence_add_fault(s, c, fault);
}
