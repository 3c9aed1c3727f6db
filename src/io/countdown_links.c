/* SPDX-License-Identifier: Apache-2.0 */
#include "io/countdown_links.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "kurs/countdown.h"

typedef struct linker {
    const kurs_yaml_reader *r;
    kurs_countdown *c;
    int node;
} linker;

static int child(const linker *l, int map, const char *key)
{
    return kurs_yaml_find(l->r->tree, map, key);
}

/* The node of item i of a list of the countdown. */
static int item(const linker *l, const char *list, int i)
{
    int e = l->r->tree->nodes[child(l, l->node, list)].first;
    while (i-- > 0) {
        e = l->r->tree->nodes[e].next;
    }
    return e;
}

static int find_step(const linker *l, const char *id)
{
    int i = 0;
    while (i < l->c->step_count && strcmp(l->c->steps[i].id, id) != 0) {
        i++;
    }
    return i < l->c->step_count ? i : -1;
}

static int step_at(const linker *l, int node)
{
    const char *ids[KURS_MAX_STEPS];
    const int at = find_step(l, kurs_yaml_text(l->r->tree, node));
    if (at < 0) {
        for (int i = 0; i < l->c->step_count; i++) {
            ids[i] = l->c->steps[i].id;
        }
        kurs_yaml_fail_name(l->r, node, KURS_ERR_NOT_FOUND, "step", ids, l->c->step_count);
    }
    return at;
}

/* Number of the actor at a key of a map, from 1; 0 where there is none. */
static int actor_at(const linker *l, int map, const char *key)
{
    const char *names[KURS_MAX_ACTORS];
    const int node = child(l, map, key);
    if (node < 0) {
        return 0;
    }
    for (int i = 0; i < l->c->actor_count; i++) {
        names[i] = l->c->actors[i].name;
        if (strcmp(names[i], kurs_yaml_text(l->r->tree, node)) == 0) {
            return i + 1;
        }
    }
    kurs_yaml_fail_name(l->r, node, KURS_ERR_NOT_FOUND, "actor", names, l->c->actor_count);
    return 0;
}

/* ---- steps ---- */

static void link_step(const linker *l, int i)
{
    kurs_countdown_step *step = &l->c->steps[i];
    const int map = item(l, "steps", i);
    const int after = child(l, map, "after");
    step->go = actor_at(l, map, "go");
    for (int e = after >= 0 ? l->r->tree->nodes[after].first : -1; e >= 0;
         e = l->r->tree->nodes[e].next) {
        const int at = step_at(l, e);
        if (at >= 0) {
            step->after[step->after_count++] = at;
        }
    }
    if (find_step(l, step->id) != i) {
        kurs_yaml_fail(l->r, child(l, map, "id"), 0, KURS_ERR_SCHEMA,
                       "two steps have the id '%.40s'\ngive each its own", step->id);
    }
    if (i > 0 && !(step->t_s >= l->c->steps[i - 1].t_s)) {
        kurs_yaml_fail(l->r, map, 0, KURS_ERR_RANGE,
                       "this step is before the one above it\nsort the steps by time");
    }
    if (step->wait_s > 0.0 && child(l, map, "go") < 0) {
        kurs_yaml_fail(l->r, child(l, map, "wait"), 0, KURS_ERR_SCHEMA,
                       "an automatic step waits for nobody\nname who gives go, or leave 'wait' "
                       "out");
    }
    if ((step->go > 0 || step->hold_s > 0.0) &&
        !(step->t_s + step->wait_s < l->c->launch_command_s)) {
        kurs_yaml_fail(l->r, map, 0, KURS_ERR_RANGE,
                       "nothing can wait from the launch command on\nlet the step be automatic, or "
                       "earlier");
    }
}

/* 1 where `to` must have been done before `from`, by whatever way; marks what was seen. */
static int leads_to(const kurs_countdown *c, int from, int to, unsigned char seen[KURS_MAX_STEPS])
{
    int stack[KURS_MAX_STEPS], depth = 0;
    stack[depth++] = from;
    seen[from] = 1;
    while (depth > 0) {
        const kurs_countdown_step *step = &c->steps[stack[--depth]];
        for (int k = 0; k < step->after_count; k++) {
            const int at = step->after[k];
            if (at == to) {
                return 1;
            }
            if (!seen[at]) {
                seen[at] = 1;
                stack[depth++] = at;
            }
        }
    }
    return 0;
}

/* A circle first: it would be told as a wrong order else. */
static void check_after(const linker *l)
{
    const kurs_countdown *c = l->c;
    for (int i = 0; i < c->step_count; i++) {
        for (int k = 0; k < c->steps[i].after_count; k++) {
            const int at = c->steps[i].after[k];
            unsigned char seen[KURS_MAX_STEPS] = {0};
            const int node = child(l, item(l, "steps", i), "after");
            if (at == i || leads_to(c, at, i, seen)) {
                kurs_yaml_fail(l->r, node, 0, KURS_ERR_SCHEMA,
                               "circular: '%.40s' waits for '%.40s', which waits for it\ntake one "
                               "of them out of 'after'",
                               c->steps[i].id, c->steps[at].id);
                return;
            }
            if (at > i) {
                kurs_yaml_fail(l->r, node, 0, KURS_ERR_RANGE,
                               "'%.40s' waits for '%.40s', which comes later\nswap their times, or "
                               "take it out of 'after'",
                               c->steps[i].id, c->steps[at].id);
                return;
            }
        }
    }
}

static void link_safing(const linker *l, int i)
{
    kurs_countdown_step *step = &l->c->safing[i];
    const int map = item(l, "safing", i);
    step->go = actor_at(l, map, "go");
    if (i > 0 && !(step->t_s >= l->c->safing[i - 1].t_s)) {
        kurs_yaml_fail(l->r, map, 0, KURS_ERR_RANGE,
                       "this step is before the one above it\nsort the steps by time");
    }
}

/* ---- conditions ---- */

/* The action that first moves a channel from 0, and without which a lower limit is never met. */
static kurs_action mover(kurs_channel channel)
{
    switch (channel) {
    case KURS_CHANNEL_pressure:
        return KURS_ACTION_pressurise;
    case KURS_CHANNEL_gyro:
    case KURS_CHANNEL_gyro_speed:
        return KURS_ACTION_spin_gyros;
    case KURS_CHANNEL_crew:
        return KURS_ACTION_crew_aboard;
    case KURS_CHANNEL_thrust:
        return KURS_ACTION_start_engines;
    default:
        return KURS_ACTION_nothing;
    }
}

/* A hold that waits for a model which only a step behind it sets going would never end. */
static void check_mover(const linker *l, const kurs_condition *k, int map)
{
    const kurs_action needs = mover(k->channel);
    if (!k->at_least || needs == KURS_ACTION_nothing) {
        return;
    }
    int at = 0;
    while (at < l->c->step_count && l->c->steps[at].action != needs) {
        at++;
    }
    if (at >= l->c->step_count) {
        kurs_yaml_fail(l->r, child(l, map, "channel"), 0, KURS_ERR_SCHEMA,
                       "no step sets this going: '%s' stays where it is\ngive a step 'does: %s'",
                       kurs_channel_name(k->channel), kurs_action_name(needs));
    } else if (at > k->from) {
        kurs_yaml_fail(l->r, child(l, map, "from"), 0, KURS_ERR_SCHEMA,
                       "circular: '%.40s' waits from '%.40s' on for what only '%.40s' behind it "
                       "sets going\nlet it begin there or later",
                       k->id, l->c->steps[k->from].id, l->c->steps[at].id);
    }
}

static void check_span(const linker *l, const kurs_condition *k, int map)
{
    const kurs_countdown *c = l->c;
    const int late = k->to < 0 || c->steps[k->to].t_s > c->launch_command_s;
    if (k->to >= 0 && k->to <= k->from) {
        kurs_yaml_fail(l->r, child(l, map, "to"), 0, KURS_ERR_RANGE,
                       "the condition ends before it begins\nswap 'from' and 'to'");
    } else if (k->channel != KURS_CHANNEL_thrust && late && k->to >= 0) {
        kurs_yaml_fail(l->r, child(l, map, "to"), 0, KURS_ERR_RANGE,
                       "after the launch command only 'thrust' is watched\nend it at the launch "
                       "command");
    } else if (k->channel == KURS_CHANNEL_thrust && k->act != KURS_CONDITION_STOP) {
        kurs_yaml_fail(l->r, child(l, map, "action"), 0, KURS_ERR_SCHEMA,
                       "engines that run cannot wait\nwrite 'action: stop'");
    }
}

static void link_condition(const linker *l, int i)
{
    kurs_condition *k = &l->c->conditions[i];
    const int map = item(l, "conditions", i);
    const int to = child(l, map, "to");
    k->from = step_at(l, child(l, map, "from"));
    k->to = to >= 0 ? step_at(l, to) : -1;
    k->says = actor_at(l, map, "says");
    if (k->from < 0 || (to >= 0 && k->to < 0)) {
        return;
    }
    check_span(l, k, map);
    check_mover(l, k, map);
}

/* ---- models ---- */

/* A countdown without a crew has no hatch and no suits to check. */
static void check_leak_check(const linker *l, const char *key, kurs_leak_check *check,
                             kurs_action action)
{
    if (child(l, l->node, key) >= 0) {
        return;
    }
    *check = (kurs_leak_check){.seal_s = 1.0, .length_s = 1.0};
    for (int i = 0; i < l->c->step_count; i++) {
        if (l->c->steps[i].action == action) {
            kurs_yaml_fail(l->r, child(l, item(l, "steps", i), "does"), 0, KURS_ERR_SCHEMA,
                           "there are no figures for this check\nadd '%s: ...' to the countdown",
                           key);
        }
    }
}

static void check_order(const linker *l, const char *low, double from, const char *high, double to)
{
    if (!(to > from)) {
        kurs_yaml_fail(l->r, child(l, l->node, high), 0, KURS_ERR_RANGE,
                       "'%s' is not larger than '%s'\nswap them or correct one", high, low);
    }
}

/* ---- the next attempt ---- */

/* Its count must not begin before this one has been made safe. */
static void link_recycle(const linker *l)
{
    kurs_countdown *c = l->c;
    const int node = child(l, l->node, "recycle_to");
    c->recycle_to = node >= 0 ? step_at(l, node) : 0;
    if (c->recycle_to < 0) {
        return;
    }
    const double safe_s = c->safing_count > 0 ? c->safing[c->safing_count - 1].t_s : 0.0;
    const double begin_s = -fmin(c->steps[c->recycle_to].t_s, -21600.0);
    if (node >= 0 && !(c->recycle_s >= begin_s + safe_s)) {
        kurs_yaml_fail(l->r, child(l, l->node, "recycle"), 0, KURS_ERR_RANGE,
                       "the next count, %.1f h long, would begin before the %.1f h of safing are "
                       "over\ngive a longer 'recycle', or a later 'recycle_to'",
                       begin_s / 3600.0, safe_s / 3600.0);
    }
}

void kurs_countdown_link(kurs_yaml_reader *r, int node, void *base)
{
    const linker l = {r, base, node};
    kurs_countdown *c = base;
    const int before = r->diag->count + r->diag->lost;
    for (int i = 0; i < c->step_count; i++) {
        link_step(&l, i);
    }
    check_order(&l, "tanking_start", c->tanking_s, "tanking_end", c->tanked_s);
    for (int i = 0; i < c->safing_count; i++) {
        link_safing(&l, i);
    }
    link_recycle(&l);
    check_leak_check(&l, "hatch_check", &c->models.hatch, KURS_ACTION_check_hatch);
    check_leak_check(&l, "suit_check", &c->models.suit, KURS_ACTION_check_suits);
    if (r->diag->count + r->diag->lost > before) {
        return; /* the rest stands on the steps */
    }
    check_after(&l);
    for (int i = 0; i < c->condition_count; i++) {
        link_condition(&l, i);
    }
}
