/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the countdown sequence share. */
#ifndef KURS_OPS_SEQUENCE_PARTS_H
#define KURS_OPS_SEQUENCE_PARTS_H

#include "ops/ops.h"

/* Instants nearer than this are one. */
#define KURS_CLOCK_EPS_S 1e-9

/* 1 while the clock stands at t_s, to the tenth that people give. */
int kurs_sequence_stands_at(const kurs_sequence *sequence, double t_s);

int kurs_sequence_knows_fault(const kurs_countdown *countdown, const char *id);
KURS_CHECK kurs_status kurs_sequence_add_fault(kurs_sequence *sequence,
                                               const kurs_countdown *countdown,
                                               const kurs_fault *fault);

/* Lets the next fault that is due set in or end; 1 where there was one. */
int kurs_sequence_next_fault(kurs_sequence *sequence, const kurs_countdown *countdown);

/* Time [s] until fault i sets in or ends; INFINITY: not before the clock goes on, or never. */
double kurs_sequence_fault_due(const kurs_sequence *sequence, int i);

/* Of the orders the same. A recycle gives the result; 2 where it was one. */
int kurs_sequence_next_order(kurs_sequence *sequence, const kurs_countdown *countdown);
double kurs_sequence_order_due(const kurs_sequence *sequence, int i);
/* 1 while an order holds the clock. */
int kurs_sequence_is_held_by_order(const kurs_sequence *sequence);
KURS_CHECK kurs_status kurs_sequence_add_order(kurs_sequence *sequence,
                                               const kurs_countdown *countdown,
                                               const kurs_order *order);

int kurs_sequence_go_is_withheld(const kurs_sequence *sequence, const kurs_countdown *countdown,
                                 int step);

/* Notes the voltage after a change. */
void kurs_sequence_read_battery(kurs_sequence *sequence, const kurs_countdown *countdown);

#endif
