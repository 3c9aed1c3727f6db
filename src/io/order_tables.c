/* SPDX-License-Identifier: Apache-2.0 */
/* Orders of mission control to the countdown of a mission. */
#include <math.h>
#include <string.h>

#include "io/tables.h"
#include "kurs/spec.h"

enum { REQ = KURS_YAML_REQUIRED };

static int value_of(const kurs_yaml_reader *r, int map, const char *key)
{
    const int node = kurs_yaml_find(r->tree, map, key);
    return node >= 0 ? node : map;
}

/* clang-format off */

static const char *const orders[] = {"hold", "recycle", "wait", NULL};

static const kurs_yaml_row order_rows[] = {
    K_CHOICE(kurs_order, order, "order", REQ, orders, "hold, recycle or wait"),
    K_INT(kurs_order, attempt, "attempt", REQ, 1, 20, "the launch attempt that it is for, 1 is the first"),
    K_INT(kurs_order, recycles, "recycles", 0, 0, 20, "how often the count was put back before it; 0 where left out"),
    K_QUANTITY(kurs_order, t_s, "at", 0, TIME, -10.0 * 86400.0, 0.0, "of hold and recycle: where the clock of the countdown stands, negative"),
    K_QUANTITY(kurs_order, lasts_s, "lasts", 0, TIME, 0.0, 86400.0, "of hold: how long; until the window is over where left out"),
    K_QUANTITY(kurs_order, after_s, "after", 0, TIME, 0.0, 86400.0, "of recycle: how long the clock has stood; at once where left out"),
    K_TEXT(kurs_order, step, "step", 0, "of recycle: the step to which the count goes back"),
    K_DAY(kurs_order, day, "day", 0, "of wait: the attempt is not before it"),
};

/* Each kind of order has its keys, and no others: X needed, ? taken, - not. */
static void check_order_keys(kurs_yaml_reader *r, int node, void *base)
{
    static const char *const keys[] = {"at", "lasts", "after", "step", "recycles", "day"};
    static const char *const of[] = {"X?--?-", "X-?X?-", "-----X"};
    const kurs_order *o = base;
    int kind = 0;
    while (orders[kind] && strcmp(orders[kind], o->order) != 0) {
        kind++;
    }
    for (int i = 0; orders[kind] && i < (int)(sizeof keys / sizeof keys[0]); i++) {
        const int value = kurs_yaml_find(r->tree, node, keys[i]);
        if (of[kind][i] == 'X' && value < 0) {
            kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "the order '%s' has no '%s'\nadd '%s: ...'", o->order, keys[i], keys[i]);
        } else if (of[kind][i] == '-' && value >= 0) {
            kurs_yaml_fail(r, value, 0, KURS_ERR_SCHEMA, "the order '%s' has no use for '%s'\nleave it out", o->order, keys[i]);
        }
    }
}
K_TABLE(kurs_schema_order, "an order", order_rows, kurs_order, .check = check_order_keys);

/* clang-format on */

static void check_step(const kurs_yaml_reader *r, int e, const kurs_order *o,
                       const kurs_countdown *c)
{
    const char *steps[KURS_MAX_STEPS];
    int at = -1;
    for (int i = 0; i < c->step_count; i++) {
        steps[i] = c->steps[i].id;
        at = strcmp(steps[i], o->step) == 0 ? i : at;
    }
    if (at < 0) {
        kurs_yaml_fail_name(r, value_of(r, e, "step"), KURS_ERR_NOT_FOUND, "step", steps,
                            c->step_count);
    } else if (c->steps[at].t_s > o->t_s) {
        kurs_yaml_fail(r, value_of(r, e, "step"), 0, KURS_ERR_RANGE,
                       "the step '%s' comes after the clock stands\ngive one that was done",
                       o->step);
    }
}

static void check_order(const kurs_yaml_reader *r, int e, const kurs_order *o,
                        const kurs_mission *m)
{
    const int wait = strcmp(o->order, "wait") == 0;
    if (!wait && kurs_yaml_find(r->tree, e, "at") >= 0 &&
        !(o->t_s < m->countdown.launch_command_s)) {
        kurs_yaml_fail(r, value_of(r, e, "at"), 0, KURS_ERR_RANGE,
                       "nothing holds the clock from the launch command on, %.0f s before "
                       "lift-off\ngive an earlier time",
                       -m->countdown.launch_command_s);
    }
    if (strcmp(o->order, "recycle") == 0 && o->step[0]) {
        check_step(r, e, o, &m->countdown);
    }
    if (wait && o->attempt < 2) {
        kurs_yaml_fail(r, value_of(r, e, "attempt"), 0, KURS_ERR_SCHEMA,
                       "the day of the first attempt is the mission's\nset 'launch_day'");
    }
    if (wait && kurs_tai_diff(o->day, m->return_day) >= 0.0) {
        kurs_yaml_fail(r, value_of(r, e, "day"), 0, KURS_ERR_RANGE,
                       "the return is not after this day\ngive an earlier day");
    }
}

void kurs_orders_check(const kurs_yaml_reader *r, int list, const kurs_mission *m)
{
    int e = m->order_count > 0 ? r->tree->nodes[list].first : -1;
    for (int i = 0; i < m->order_count; i++, e = r->tree->nodes[e].next) {
        const kurs_order *o = &m->orders[i];
        check_order(r, e, o, m);
        for (int j = 0; j < i && strcmp(o->order, "hold") != 0; j++) {
            const kurs_order *other = &m->orders[j];
            if (strcmp(o->order, other->order) == 0 && o->attempt == other->attempt &&
                o->recycles == other->recycles) {
                kurs_yaml_fail(r, e, 0, KURS_ERR_SCHEMA,
                               "the order '%s' stands twice for attempt %d\nleave one of them out"
                               "%s",
                               o->order, o->attempt,
                               o->step[0] ? ", or tell by 'recycles' which comes first" : "");
            }
        }
    }
}
