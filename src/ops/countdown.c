/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of a countdown: steps, holds, stops, safing. */
#include <math.h>
#include <string.h>

#include "ops/sequence_parts.h"

double kurs_sequence_now(const kurs_sequence *s)
{
    return s->t_s + s->held_s - s->planned_s + s->safing_s;
}

#define STANDS_AT_S 0.05 /* people give tenths */

int kurs_sequence_stands_at(const kurs_sequence *s, double t_s)
{
    return s->hold.why != KURS_HOLD_NONE && fabs(t_s - s->t_s) < STANDS_AT_S;
}

double kurs_sequence_due(const kurs_sequence *s, double t_s, double after_s)
{
    if (after_s > 0.0 && kurs_sequence_stands_at(s, t_s)) {
        return s->hold_began_s + after_s - kurs_sequence_now(s);
    }
    /* where the clock never stood so long it is due when it has gone on */
    const double due_s = t_s + (after_s > 0.0 ? STANDS_AT_S : 0.0) - s->t_s;
    return due_s > 0.0 && s->hold.why != KURS_HOLD_NONE ? INFINITY : due_s;
}

/* ---- conditions ----------------------------------------------------------------------------- */

static int in_force(const kurs_sequence *s, const kurs_countdown *c, const kurs_condition *k)
{
    const int watched = s->t_s < c->launch_command_s || k->channel == KURS_CHANNEL_thrust;
    return watched && s->done[k->from] && (k->to < 0 || !s->done[k->to]) &&
           kurs_sequence_now(s) >= s->done_s[k->from] + k->settle_s - KURS_CLOCK_EPS_S;
}

/* 1 where a condition has been broken for long enough to act. */
static int acts(kurs_sequence *s, const kurs_countdown *c, int i)
{
    const kurs_condition *k = &c->conditions[i];
    const double now = kurs_sequence_now(s);
    const double value =
        in_force(s, c, k) ? kurs_pad_channel(&c->models, &s->pad, k->channel) : k->limit;
    if (k->at_least ? value >= k->limit : value <= k->limit) {
        s->broken_s[i] = NAN;
        return 0;
    }
    if (isnan(s->broken_s[i])) {
        s->broken_s[i] = now;
    }
    return now >= s->broken_s[i] + k->lasting_s - KURS_CLOCK_EPS_S;
}

static void note_limit(kurs_sequence *s, const kurs_countdown *c)
{
    s->limit_v = NAN;
    for (int i = 0; i < c->condition_count; i++) {
        const kurs_condition *k = &c->conditions[i];
        if (k->channel == KURS_CHANNEL_voltage && k->at_least && in_force(s, c, k)) {
            s->limit_v = fmax(k->limit, s->limit_v); /* of a number and a NaN the number */
        }
    }
}

static void stop(kurs_sequence *s, kurs_stop_why why, int at, double value)
{
    s->stop = (kurs_stop){.why = why, .at = at, .value = value, .load_a = s->pad.load_a};
    s->result = KURS_SEQUENCE_STOP;
}

/* Looks at all conditions; 1 where one has stopped the sequence. */
static int look(kurs_sequence *s, const kurs_countdown *c)
{
    int held = -1;
    note_limit(s, c);
    for (int i = 0; i < c->condition_count; i++) {
        if (!acts(s, c, i)) {
            continue;
        }
        if (c->conditions[i].act != KURS_CONDITION_HOLD) {
            stop(s, KURS_STOP_CONDITION, i,
                 kurs_pad_channel(&c->models, &s->pad, c->conditions[i].channel));
            return 1;
        }
        held = held < 0 ? i : held;
    }
    s->broken = held;
    s->look = 0;
    return 0;
}

/* ---- steps and holds ------------------------------------------------------------------------ */

static double hold_left(const kurs_sequence *s, const kurs_countdown_step *step)
{
    return step->hold_s - (s->held_s - s->passed_s);
}

static int waits_for_another(const kurs_sequence *s, const kurs_countdown_step *step)
{
    for (int k = 0; k < step->after_count; k++) {
        if (!s->done[step->after[k]]) {
            return 1;
        }
    }
    return 0;
}

static int has_go(const kurs_sequence *s, const kurs_countdown *c, int i)
{
    return c->steps[i].go == 0 ||
           ((s->given[i] || !s->asks) && !kurs_sequence_go_is_withheld(s, c, i));
}

/* The step to be carried out now, or -1; *hold: why none is, where the clock must stand. */
static int ready_step(kurs_sequence *s, const kurs_countdown *c, kurs_hold *hold)
{
    *hold = (kurs_hold){KURS_HOLD_NONE, -1};
    for (int i = s->next; i < c->step_count && c->steps[i].t_s <= s->t_s + KURS_CLOCK_EPS_S; i++) {
        const kurs_countdown_step *step = &c->steps[i];
        if (s->done[i]) {
            continue;
        }
        if (step->hold_s > 0.0 && !s->waited[i] && hold_left(s, step) > KURS_CLOCK_EPS_S) {
            *hold = (kurs_hold){KURS_HOLD_PLANNED, i};
            return -1;
        }
        if (step->hold_s > 0.0 && !s->waited[i]) {
            s->waited[i] = 1;
            s->passed_s += step->hold_s;
        }
        if (waits_for_another(s, step)) {
            *hold = (kurs_hold){KURS_HOLD_AFTER, i};
            return -1;
        }
        if (has_go(s, c, i)) {
            return i;
        }
        if (s->t_s >= step->t_s + step->wait_s - KURS_CLOCK_EPS_S) {
            *hold = (kurs_hold){KURS_HOLD_GO, i};
            return -1;
        }
    }
    return -1;
}

static void carry_out(kurs_sequence *s, const kurs_countdown *c, const kurs_countdown_step *step)
{
    if (!isnan(step->load_a)) {
        s->pad.load_a = step->load_a;
    }
    kurs_pad_act(&c->models, &s->pad, step->action);
    kurs_sequence_read_battery(s, c);
}

static void do_step(kurs_sequence *s, const kurs_countdown *c, int i)
{
    carry_out(s, c, &c->steps[i]);
    s->done[i] = 1;
    s->done_s[i] = kurs_sequence_now(s);
    s->step = i;
    while (s->next < c->step_count && s->done[s->next]) {
        s->next++;
    }
    s->look = 1;
}

/* Why the clock stands, the first reason found. */
static kurs_hold reason(const kurs_sequence *s, const kurs_countdown *c, kurs_hold of_steps)
{
    if (of_steps.why == KURS_HOLD_NONE && s->t_s < c->launch_command_s) {
        if (s->broken >= 0) {
            return (kurs_hold){KURS_HOLD_CONDITION, s->broken};
        }
        if (s->asked || kurs_sequence_is_held_by_order(s)) {
            return (kurs_hold){KURS_HOLD_ASKED, -1};
        }
    }
    return of_steps;
}

/* ---- time ----------------------------------------------------------------------------------- */

/* The next tick of the clock, counted back from lift-off so that the last one is at 0. */
static double next_tick(double t_s)
{
    if (t_s < KURS_SEQUENCE_EARLY_S - KURS_CLOCK_EPS_S) {
        return (floor(t_s / KURS_SEQUENCE_EARLY_TICK_S + KURS_CLOCK_EPS_S) + 1.0) *
               KURS_SEQUENCE_EARLY_TICK_S;
    }
    return (floor(t_s * KURS_SEQUENCE_TICKS_PER_S + KURS_CLOCK_EPS_S) + 1.0) /
           KURS_SEQUENCE_TICKS_PER_S;
}

/* To the next tick or step, or the end of a wait for go. */
static double next_moment(const kurs_sequence *s, const kurs_countdown *c)
{
    double t_s = next_tick(s->t_s);
    for (int i = s->next; i < c->step_count && c->steps[i].t_s < t_s; i++) {
        const double due = c->steps[i].t_s;
        const double late = due + c->steps[i].wait_s;
        if (due > s->t_s + KURS_CLOCK_EPS_S) {
            return due;
        }
        if (!s->done[i] && late > s->t_s + KURS_CLOCK_EPS_S) {
            t_s = fmin(t_s, late);
        }
    }
    return t_s;
}

static double held_moment(const kurs_sequence *s, const kurs_countdown *c, kurs_hold hold)
{
    const double tick_s = s->t_s < KURS_SEQUENCE_EARLY_S ? KURS_SEQUENCE_EARLY_TICK_S
                                                         : 1.0 / KURS_SEQUENCE_TICKS_PER_S;
    const double room_s = hold.why == KURS_HOLD_PLANNED ? hold_left(s, &c->steps[hold.at])
                                                        : s->window_s + s->planned_s - s->held_s;
    return fmin(tick_s, room_s);
}

/* Until a fault or an order. */
static double until_change(const kurs_sequence *s, int holding)
{
    double dt_s = INFINITY;
    for (int i = 0; i < s->order_count; i++) {
        const int of_clock = s->orders[i].back < 0 && s->order_state[i] == 0;
        if (!(holding && of_clock)) {
            dt_s = fmin(dt_s, kurs_sequence_order_due(s, i));
        }
    }
    for (int i = 0; i < s->fault_count; i++) {
        dt_s = fmin(dt_s, kurs_sequence_fault_due(s, i));
    }
    return dt_s;
}

/* Lets time go on; 0 where that would be beyond until_s. */
static int pass(kurs_sequence *s, const kurs_countdown *c, double until_s)
{
    const int holding = s->hold.why != KURS_HOLD_NONE;
    const double moment = holding ? 0.0 : next_moment(s, c);
    double dt_s = holding ? held_moment(s, c, s->hold) : moment - s->t_s;
    const double change_s = until_change(s, holding);
    const int cut = change_s < dt_s;
    dt_s = cut ? change_s : dt_s;
    if (kurs_sequence_now(s) + dt_s > until_s) {
        return 0;
    }
    kurs_pad_move(&c->models, &s->pad, dt_s);
    if (holding) {
        s->held_s += dt_s;
    } else {
        s->t_s = cut ? s->t_s + dt_s : moment;
    }
    kurs_sequence_read_battery(s, c);
    s->look = 1;
    return 1;
}

static kurs_sequence_result make_safe(kurs_sequence *s, const kurs_countdown *c, double until_s)
{
    if (s->safed >= c->safing_count) {
        return s->result = KURS_SEQUENCE_SCRUBBED;
    }
    const kurs_countdown_step *step = &c->safing[s->safed];
    const double dt_s = step->t_s - s->safing_s;
    if (kurs_sequence_now(s) + dt_s > until_s) {
        return KURS_SEQUENCE_COUNTING;
    }
    kurs_pad_move(&c->models, &s->pad, dt_s);
    s->safing_s = step->t_s;
    carry_out(s, c, step);
    s->safed++;
    return s->result = KURS_SEQUENCE_SAFING;
}

/* Follows a change of the reason to hold; 1 where it is to be told. */
static int take_hold(kurs_sequence *s, kurs_hold hold)
{
    if (hold.why == s->hold.why && (hold.why == KURS_HOLD_NONE || hold.at == s->hold.at)) {
        return 0;
    }
    s->result = hold.why == KURS_HOLD_NONE ? KURS_SEQUENCE_RESUME : KURS_SEQUENCE_HOLD;
    if (s->hold.why == KURS_HOLD_NONE) {
        s->hold_began_s = kurs_sequence_now(s);
    }
    s->hold = hold;
    return 1;
}

/* 1 where the clock was put back, or that ended the attempt. */
static int take_orders(kurs_sequence *s, const kurs_countdown *c)
{
    int done;
    do {
        done = kurs_sequence_next_order(s, c);
    } while (done == 1);
    if (done) {
        s->result = KURS_SEQUENCE_RECYCLE;
    } else if (s->over) {
        stop(s, KURS_STOP_WINDOW, s->back, NAN);
    }
    return done || s->over;
}

kurs_sequence_result kurs_sequence_run(kurs_sequence *s, const kurs_countdown *c, double until_s)
{
    if (s->result == KURS_SEQUENCE_SCRUBBED || s->result == KURS_SEQUENCE_LIFTOFF) {
        return s->result;
    }
    if (s->stop.why != KURS_STOP_NONE) {
        return make_safe(s, c, until_s);
    }
    for (;;) {
        kurs_hold hold;
        if (kurs_sequence_next_fault(s, c)) {
            return s->result = KURS_SEQUENCE_FAULT;
        }
        if (take_orders(s, c)) {
            return s->result;
        }
        if (s->look && look(s, c)) {
            return s->result;
        }
        const int i = ready_step(s, c, &hold);
        hold = reason(s, c, hold);
        if (take_hold(s, hold)) {
            return s->result;
        }
        if (i >= 0 && hold.why == KURS_HOLD_NONE) {
            do_step(s, c, i);
            return s->result = KURS_SEQUENCE_STEP;
        }
        if (hold.why > KURS_HOLD_PLANNED &&
            s->held_s - s->planned_s >= s->window_s - KURS_CLOCK_EPS_S) {
            stop(s, KURS_STOP_WINDOW, -1, NAN);
            return s->result;
        }
        if (hold.why == KURS_HOLD_NONE && s->t_s >= 0.0) {
            return s->result = KURS_SEQUENCE_LIFTOFF;
        }
        if (!pass(s, c, until_s)) {
            return KURS_SEQUENCE_COUNTING;
        }
    }
}

kurs_sequence_result kurs_sequence_advance(kurs_sequence *s, const kurs_countdown *c)
{
    return kurs_sequence_run(s, c, INFINITY);
}
