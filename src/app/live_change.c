/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command makes of a mission: a fault that its countdown knows; a hold, which is a step of
 * its own that waits for a go; a scrub, which is the range closed by mission control.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"

#define MISSION_CONTROL "mission control"
#define HOLD_ID "asked_hold"
#define HOLD_FAULT "asked-hold"
#define SCRUB_ID "asked_scrub"
#define SCRUB_FAULT "asked-scrub"

static kurs_status add_fault(kurs_mission *mission, const kurs_fault *fault)
{
    if (mission->fault_count >= KURS_MAX_FAULTS) {
        return KURS_ERR_FULL;
    }
    mission->faults[mission->fault_count++] = *fault;
    return KURS_OK;
}

/* The number of an actor, who is added where the countdown has none of this name. */
static int actor_of(kurs_countdown *c, const char *name)
{
    for (int i = 0; i < c->actor_count; i++) {
        if (strcmp(c->actors[i].name, name) == 0) {
            return i + 1;
        }
    }
    if (c->actor_count >= KURS_MAX_ACTORS) {
        return c->actor_count; /* the last one speaks for it */
    }
    snprintf(c->actors[c->actor_count].name, sizeof c->actors[0].name, "%s", name);
    return ++c->actor_count;
}

static kurs_status know_fault(kurs_countdown *c, const char *id, const char *text,
                              kurs_figure figure)
{
    for (int i = 0; i < c->fault_count; i++) {
        if (strcmp(c->faults[i].id, id) == 0) {
            return KURS_OK;
        }
    }
    if (c->fault_count >= KURS_MAX_KNOWN_FAULTS) {
        return KURS_ERR_FULL;
    }
    kurs_known_fault *known = &c->faults[c->fault_count++];
    memset(known, 0, sizeof *known);
    snprintf(known->id, sizeof known->id, "%s", id);
    snprintf(known->text, sizeof known->text, "%s", text);
    known->change_count = 1;
    known->changes[0] = (kurs_fault_change){figure, 0.0};
    return KURS_OK;
}

static void move_index(int *index, int from)
{
    *index += *index >= from;
}

/* Opens a gap for a step at index `at`. */
static void make_room(kurs_countdown *c, int at)
{
    memmove(&c->steps[at + 1], &c->steps[at], (size_t)(c->step_count - at) * sizeof c->steps[0]);
    c->step_count++;
    for (int i = 0; i < c->step_count; i++) {
        for (int k = 0; k < c->steps[i].after_count && i != at; k++) {
            move_index(&c->steps[i].after[k], at);
        }
    }
    for (int i = 0; i < c->condition_count; i++) {
        move_index(&c->conditions[i].from, at);
        move_index(&c->conditions[i].to, at);
    }
    move_index(&c->recycle_to, at);
}

static kurs_status apply_hold(kurs_mission *mission, const kurs_change *change)
{
    kurs_countdown *c = &mission->countdown;
    int at = 0;
    if (c->step_count >= KURS_MAX_STEPS) {
        return KURS_ERR_FULL;
    }
    while (at < c->step_count && c->steps[at].t_s <= change->fault.t_s) {
        at++;
    }
    const kurs_status known = know_fault(c, HOLD_FAULT, "mission control holds", KURS_FIGURE_go);
    if (known < 0) {
        return known;
    }
    make_room(c, at);
    kurs_countdown_step *step = &c->steps[at];
    memset(step, 0, sizeof *step);
    snprintf(step->id, sizeof step->id, HOLD_ID);
    snprintf(step->text, sizeof step->text, "mission control lets the count go on");
    step->t_s = change->fault.t_s;
    step->load_a = (double)NAN;
    step->go = actor_of(c, MISSION_CONTROL);
    kurs_fault fault = change->fault;
    snprintf(fault.id, sizeof fault.id, HOLD_FAULT);
    snprintf(fault.step, sizeof fault.step, HOLD_ID);
    return add_fault(mission, &fault);
}

static kurs_status apply_scrub(kurs_mission *mission, const kurs_change *change)
{
    kurs_countdown *c = &mission->countdown;
    int from = 0, to = c->step_count - 1;
    if (c->condition_count >= KURS_MAX_CONDITIONS) {
        return KURS_ERR_FULL;
    }
    const kurs_status known =
        know_fault(c, SCRUB_FAULT, "mission control closes the range", KURS_FIGURE_range);
    if (known < 0) {
        return known;
    }
    while (from + 1 < c->step_count && c->steps[from + 1].t_s < change->fault.t_s) {
        from++;
    }
    /* the first condition that stops is the one that is told */
    memmove(&c->conditions[1], &c->conditions[0],
            (size_t)c->condition_count * sizeof c->conditions[0]);
    c->condition_count++;
    kurs_condition *condition = &c->conditions[0];
    memset(condition, 0, sizeof *condition);
    snprintf(condition->id, sizeof condition->id, SCRUB_ID);
    condition->channel = KURS_CHANNEL_range;
    condition->at_least = 1;
    condition->limit = 1.0;
    condition->from = from;
    condition->to = to;
    condition->act = KURS_CONDITION_SCRUB;
    condition->says = actor_of(c, MISSION_CONTROL);
    kurs_fault fault = change->fault;
    snprintf(fault.id, sizeof fault.id, SCRUB_FAULT);
    return add_fault(mission, &fault);
}

kurs_status kurs_change_apply(kurs_mission *mission, const kurs_change *change)
{
    switch (change->kind) {
    case KURS_CHANGE_HOLD:
        return apply_hold(mission, change);
    case KURS_CHANGE_SCRUB:
        return apply_scrub(mission, change);
    default:
        return add_fault(mission, &change->fault);
    }
}
