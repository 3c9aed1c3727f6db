/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command makes of a mission: a fault that its countdown knows; an order to hold, recycle or
 * wait, as a mission file has them; a scrub, which is the range closed by mission control, and a
 * condition that calls it off. Faults and orders belong to an attempt; a condition that is met
 * tells nothing, so that attempts before stay as they were.
 */
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"

#define MISSION_CONTROL "mission control"
#define SCRUB_FAULT "asked-scrub"

/* Levels: a third stage five per cent low still reaches its orbit. */
static const kurs_live_fault ascent_faults[] = {
    {"escape-command", "the escape is commanded", "escape-command", "", 0.0},
    {"strapon-out", "an engine of the strap-ons dies", "engine-out", "strapon", 0.0},
    {"core-out", "an engine of the core stage dies", "engine-out", "core", 0.0},
    {"upper-out", "the engine of the upper stage dies", "engine-out", "upper", 0.0},
    {"upper-low", "the upper stage gives 95 % of its thrust", "low-thrust", "upper", 0.95},
};

const kurs_live_fault *kurs_live_ascent_fault(const kurs_mission *mission, int i)
{
    for (size_t k = 0; k < sizeof ascent_faults / sizeof ascent_faults[0]; k++) {
        const kurs_live_fault *fault = &ascent_faults[k];
        const int there = strcmp(fault->fault, "escape-command") == 0
                              ? mission->spacecraft.escape.name[0] != '\0'
                          : strcmp(fault->stage, "strapon") == 0 ? mission->rocket.strapon.count > 0
                                                                 : 1;
        if (there && i-- == 0) {
            return fault;
        }
    }
    return NULL;
}

const char *kurs_live_fault_name(const kurs_fault *fault)
{
    for (size_t k = 0; k < sizeof ascent_faults / sizeof ascent_faults[0]; k++) {
        if (strcmp(ascent_faults[k].fault, fault->id) == 0 &&
            strcmp(ascent_faults[k].stage, fault->stage) == 0) {
            return ascent_faults[k].id;
        }
    }
    return fault->id;
}

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

/* In force all the time up to the launch command. Before the others: the first that stops is told.
 */
static kurs_status add_condition(kurs_countdown *c, const char *id, kurs_condition_act act)
{
    int to = 0;
    if (c->condition_count >= KURS_MAX_CONDITIONS) {
        return KURS_ERR_FULL;
    }
    while (to + 1 < c->step_count && c->steps[to].t_s < c->launch_command_s) {
        to++;
    }
    memmove(&c->conditions[1], &c->conditions[0],
            (size_t)c->condition_count * sizeof c->conditions[0]);
    c->condition_count++;
    kurs_condition *condition = &c->conditions[0];
    memset(condition, 0, sizeof *condition);
    snprintf(condition->id, sizeof condition->id, "%s", id);
    condition->channel = KURS_CHANNEL_range;
    condition->at_least = 1;
    condition->limit = 1.0;
    condition->to = to;
    condition->act = act;
    condition->says = act == KURS_CONDITION_SCRUB ? actor_of(c, MISSION_CONTROL) : 0;
    return KURS_OK;
}

/* A scrub is the range closed by mission control. */
static kurs_status close_range(kurs_mission *mission, const kurs_change *change)
{
    kurs_countdown *c = &mission->countdown;
    kurs_status status =
        know_fault(c, SCRUB_FAULT, "mission control calls it off", KURS_FIGURE_range);
    if (status >= 0) {
        status = add_condition(c, "asked_scrub", KURS_CONDITION_SCRUB);
    }
    if (status < 0) {
        return status;
    }
    kurs_fault fault = change->fault;
    snprintf(fault.id, sizeof fault.id, "%s", SCRUB_FAULT);
    return add_fault(mission, &fault);
}

static kurs_status add_order(kurs_mission *mission, const char *what, const kurs_order *order)
{
    if (mission->order_count >= KURS_MAX_ORDERS) {
        return KURS_ERR_FULL;
    }
    kurs_order *added = &mission->orders[mission->order_count++];
    *added = *order;
    snprintf(added->order, sizeof added->order, "%s", what);
    return KURS_OK;
}

kurs_status kurs_change_apply(kurs_mission *mission, const kurs_change *change)
{
    switch (change->kind) {
    case KURS_CHANGE_HOLD:
        return add_order(mission, "hold", &change->order);
    case KURS_CHANGE_RECYCLE:
        return add_order(mission, "recycle", &change->order);
    case KURS_CHANGE_DAY:
        return add_order(mission, "wait", &change->order);
    case KURS_CHANGE_SCRUB:
        return close_range(mission, change);
    default:
        return add_fault(mission, &change->fault);
    }
}
