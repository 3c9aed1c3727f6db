/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of sim: the phases of a flight. Each phase is plain data without pointers:
 * a copy is a checkpoint. It is made by `init`, then `step` carries it to the next row of
 * the record, until `done`.
 */
#ifndef KURS_SIM_SIM_H
#define KURS_SIM_SIM_H

#include "kurs/flight_plan.h"
#include "kurs/frames.h"
#include "kurs/record.h"
#include "kurs/spec.h"

/* What every phase carries: clock, place, mass, and the count of smooth arcs. */
typedef struct kurs_body {
    kurs_tai met_zero; /* lift-off, flown or planned */
    kurs_earth earth;  /* about noon UTC-like of the day; renewed by kurs_body_renew */
    double t_s;        /* s after earth.t_ref */
    kurs_state s_gcrf;
    double mass_kg;
    int arc;
} kurs_body;

/* Forces and figures that a row shows besides the body. Zero-initialise; NaN for not followed. */
typedef struct kurs_row_extra {
    kurs_phase phase;
    int held, attached;
    double flow_kg_s;
    kurs_vec3 thrust_gcrf_n, aero_gcrf_n;
    double range_m, range_rate_m_s, bank;
} kurs_row_extra;

/* Sets the clock to t (the Earth about the day of t) without touching the state. */
KURS_CHECK kurs_status kurs_body_set_time(kurs_body *body, kurs_tai t);

/* Moves the Earth to the day of the present instant when it is more than 0.6 of its span away.
 * Depends on the instant alone, so that a restart gives the same bits. */
KURS_CHECK kurs_status kurs_body_renew(kurs_body *body);

kurs_tai kurs_body_time(const kurs_body *body);

/* Fills a row / an event from the body, geodetic place and air data worked out. */
void kurs_body_row(const kurs_body *body, const kurs_row_extra *extra, kurs_row *row);
void kurs_body_event(const kurs_body *body, kurs_phase phase, const char *id, const char *text,
                     double jettisoned_kg, kurs_event *event);

/* Both at once: fills and delivers. */
KURS_CHECK kurs_status kurs_body_emit_row(const kurs_body *body, const kurs_row_extra *extra,
                                          const kurs_sink *sink);
KURS_CHECK kurs_status kurs_body_emit_event(const kurs_body *body, kurs_phase phase, const char *id,
                                            const char *text, double jettisoned_kg,
                                            const kurs_sink *sink);

#endif
