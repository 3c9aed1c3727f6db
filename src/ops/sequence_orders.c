/* SPDX-License-Identifier: Apache-2.0 */
/* Orders of mission control to a countdown: hold, and back to a step. */
#include <math.h>
#include <string.h>

#include "ops/sequence_parts.h"

static int step_of(const kurs_countdown *c, const char *id)
{
    for (int i = 0; i < c->step_count; i++) {
        if (strcmp(c->steps[i].id, id) == 0) {
            return i;
        }
    }
    return -1;
}

kurs_status kurs_sequence_add_order(kurs_sequence *s, const kurs_countdown *c,
                                    const kurs_order *order)
{
    const int hold = strcmp(order->order, "hold") == 0;
    const int recycle = strcmp(order->order, "recycle") == 0;
    const int back = recycle ? step_of(c, order->step) : -1;
    const double for_s = hold ? order->lasts_s : order->after_s;
    if (strcmp(order->order, "wait") == 0) {
        return KURS_OK; /* the planner's */
    }
    if (!hold && back < 0) {
        return KURS_ERR_NOT_FOUND;
    }
    if (!(order->t_s < c->launch_command_s) || !(for_s >= 0.0) || order->recycles < 0) {
        return KURS_ERR_RANGE;
    }
    if (s->order_count >= KURS_MAX_ORDERS) {
        return KURS_ERR_FULL;
    }
    s->orders[s->order_count++] = (kurs_sequence_order){back, order->recycles, order->t_s, for_s};
    return KURS_OK;
}

double kurs_sequence_order_due(const kurs_sequence *s, int i)
{
    const kurs_sequence_order *order = &s->orders[i];
    const double now = kurs_sequence_now(s);
    if (s->order_state[i] == 2 || (s->order_state[i] == 0 && s->recycles < order->recycles)) {
        return INFINITY;
    }
    if (order->back >= 0) {
        const int stands = s->recycles == order->recycles && kurs_sequence_stands_at(s, order->t_s);
        return stands ? s->hold_began_s + order->for_s - now : INFINITY;
    }
    if (s->order_state[i] == 0) {
        return order->t_s - s->t_s;
    }
    return order->for_s > 0.0 ? s->order_began_s[i] + order->for_s - now : INFINITY;
}

int kurs_sequence_is_held_by_order(const kurs_sequence *s)
{
    for (int i = 0; i < s->order_count; i++) {
        if (s->orders[i].back < 0 && s->order_state[i] == 1) {
            return 1;
        }
    }
    return 0;
}

int kurs_sequence_next_order(kurs_sequence *s, const kurs_countdown *c)
{
    for (int i = 0; i < s->order_count; i++) {
        if (!(kurs_sequence_order_due(s, i) <= KURS_CLOCK_EPS_S)) {
            continue;
        }
        if (s->orders[i].back >= 0) {
            s->order_state[i] = 2;
            return kurs_sequence_recycle(s, c, c->steps[s->orders[i].back].id) >= 0 ? 2 : 1;
        }
        s->order_state[i]++;
        s->order_began_s[i] = kurs_sequence_now(s);
        s->look = 1;
        return 1;
    }
    return 0;
}
