/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of a countdown: they change the figures of the models. */
#include <math.h>
#include <string.h>

#include "ops/sequence_parts.h"

static const kurs_known_fault *known_fault(const kurs_countdown *c, const char *id)
{
    for (int i = 0; i < c->fault_count; i++) {
        if (strcmp(c->faults[i].id, id) == 0) {
            return &c->faults[i];
        }
    }
    return NULL;
}

int kurs_sequence_knows_fault(const kurs_countdown *c, const char *id)
{
    return known_fault(c, id) != NULL;
}

void kurs_sequence_read_battery(kurs_sequence *s, const kurs_countdown *c)
{
    s->voltage_v = kurs_pad_channel(&c->models, &s->pad, KURS_CHANNEL_voltage);
}

kurs_status kurs_sequence_add_fault(kurs_sequence *s, const kurs_countdown *c,
                                    const kurs_fault *fault)
{
    if (!known_fault(c, fault->id)) {
        return KURS_ERR_NOT_FOUND;
    }
    if (!(fault->after_s >= 0.0)) {
        return KURS_ERR_RANGE;
    }
    if (s->fault_count >= KURS_MAX_FAULTS) {
        return KURS_ERR_FULL;
    }
    s->faults[s->fault_count++] = *fault;
    return KURS_OK;
}

static void set_fault(kurs_sequence *s, const kurs_countdown *c, int i, int state)
{
    const kurs_known_fault *known = known_fault(c, s->faults[i].id);
    s->fault_state[i] = (unsigned char)state;
    s->fault = i;
    if (state == 1) {
        s->fault_began_s[i] = kurs_sequence_now(s);
    }
    for (int k = 0; known && k < known->change_count; k++) {
        if (state == 1) {
            kurs_pad_change(&s->pad, known->changes[k].figure, known->changes[k].value);
        } else {
            kurs_pad_mend(&c->models, &s->pad, known->changes[k].figure);
        }
    }
    kurs_sequence_read_battery(s, c);
    s->look = 1;
}

double kurs_sequence_fault_due(const kurs_sequence *s, int i)
{
    const kurs_fault *fault = &s->faults[i];
    if (s->fault_state[i] == 0 && s->recycles < fault->recycles) {
        return INFINITY;
    }
    if (s->fault_state[i] == 0) {
        return fault->t_s < 0.0 ? kurs_sequence_due(s, fault->t_s, fault->after_s) : 0.0;
    }
    if (s->fault_state[i] == 1 && fault->lasts_s > 0.0) {
        return s->fault_began_s[i] + fault->lasts_s - kurs_sequence_now(s);
    }
    return INFINITY;
}

int kurs_sequence_next_fault(kurs_sequence *s, const kurs_countdown *c)
{
    for (int i = 0; i < s->fault_count; i++) {
        if (kurs_sequence_fault_due(s, i) <= KURS_CLOCK_EPS_S) {
            set_fault(s, c, i, s->fault_state[i] + 1);
            return 1;
        }
    }
    return 0;
}

int kurs_sequence_go_is_withheld(const kurs_sequence *s, const kurs_countdown *c, int step)
{
    for (int i = 0; i < s->fault_count; i++) {
        const kurs_known_fault *known = known_fault(c, s->faults[i].id);
        const char *of = s->faults[i].step;
        if (s->fault_state[i] != 1 || (of[0] != '\0' && strcmp(of, c->steps[step].id) != 0)) {
            continue;
        }
        for (int k = 0; known && k < known->change_count; k++) {
            if (known->changes[k].figure == KURS_FIGURE_go && known->changes[k].value < 0.5) {
                return 1;
            }
        }
    }
    return 0;
}
