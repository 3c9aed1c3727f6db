/* SPDX-License-Identifier: Apache-2.0 */
/* The report of a mission as one page, and its picture. */
#ifndef KURS_APP_REPORT_H
#define KURS_APP_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/compare.h"
#include "kurs/flight_plan.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "kurs/store.h"

typedef enum kurs_figure_kind {
    KURS_FIGURE_TIME,   /* an instant; difference and tolerance in s */
    KURS_FIGURE_PLACE,  /* a place on the ground; in m */
    KURS_FIGURE_LENGTH, /* a height or range; in m */
    KURS_FIGURE_SPEED,  /* in m/s */
    KURS_FIGURE_SPAN    /* a duration; in s */
} kurs_figure_kind;

/* A flown or published figure beside the simulated one. */
typedef struct kurs_report_figure {
    char name[KURS_TEXT_SIZE];
    char source[2 * KURS_TEXT_SIZE + 16];
    kurs_figure_kind kind;
    int has_simulated;
    kurs_tai flown_t, simulated_t;                             /* of a time */
    double flown_lat, flown_lon, simulated_lat, simulated_lon; /* of a place [rad] */
    double flown, simulated;                                   /* of the others */
    double tolerance;                                          /* >= 0; NaN: none stated */
} kurs_report_figure;

/* What a report is made of. Everything but the record may be missing (NULL, count 0). */
typedef struct kurs_report {
    const kurs_mission *mission;
    const kurs_record *record;
    const kurs_outcome *outcome;
    const kurs_launch_plan *launches; /* one an attempt */
    size_t launch_count;
    const kurs_return_plan *homeward;
    const kurs_report_figure *figures;
    size_t figure_count;
    const char *const *assumptions; /* sentences */
    size_t assumption_count;
} kurs_report;

/* Room for the figures of any comparison. */
enum { KURS_MAX_FIGURES = 3 * KURS_MAX_COMPARE };

/* Lays the flown figures of a mission beside those of the report's record, with the
 * tolerances asked of this version. Answers how many; they go into report->figures. */
size_t kurs_report_compare(const kurs_report *report, const kurs_compare *compare,
                           kurs_report_figure *out, size_t room);

/*
 * One HTML page that needs nothing else: no script, no outside resource, pictures inside.
 * The same input gives the same bytes; telemetry of any length is thinned in the pictures.
 * ERR_IO where a write fails, ERR_MEMORY; the page is then of no use.
 */
KURS_CHECK kurs_status kurs_report_write(FILE *out, const kurs_report *report);

/* For the end of a program that has written reports: lets go of what drawing keeps (fonts), so
 * that a leak checker finds nothing. No other thread may be drawing. */
void kurs_report_end(void);

/* The picture of a mission (its ground track and the profiles of ascent and return) as SVG, or
 * with svg 0 as PNG. ERR_IO, ERR_MEMORY. */
KURS_CHECK kurs_status kurs_report_picture(int svg, const kurs_report *report, FILE *out);

#endif
