/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of the report only. */
#ifndef KURS_APP_REPORT_PARTS_H
#define KURS_APP_REPORT_PARTS_H

#include "app/report.h"
#include "plot/plot.h"

/* Milestones of a record; NULL where it did not come so far. */
typedef struct kurs_milestones {
    const kurs_event *scrub, *liftoff, *insertion, *contact, *hatch, *undocking, *deorbit, *entry,
        *parachute, *landing;
} kurs_milestones;
kurs_milestones kurs_report_milestones(const kurs_record *record);

/* ---- text ---- */

enum { KURS_NUMBER_SIZE = 48, KURS_DATE_SIZE = 48 };

/* Writes text with what HTML would read as markup escaped, and what is no UTF-8 replaced. */
void kurs_put_text(FILE *out, const char *text);

/* A number with thin spaces and a real minus; a dash for what is none. Returns `out`. */
const char *kurs_number(double value, int decimals, char out[KURS_NUMBER_SIZE]);

/* "2024-03-23 12:36:10" with `decimals` of a second; "T+ 0:08:49", "T+ 2 d 02:26:41". */
const char *kurs_date_text(kurs_tai t, int decimals, char out[KURS_DATE_SIZE]);
const char *kurs_met_text(double met_s, char out[KURS_DATE_SIZE]);
/* "50 h 26 min", "184 d 3 h", "4 min 41 s". */
const char *kurs_span_text(double span_s, char out[KURS_DATE_SIZE]);
/* "47.360° N 69.620° E". */
const char *kurs_place_text(double lat, double lon, char out[KURS_DATE_SIZE]);

/* The distance of two places on the ground [m]. */
double kurs_report_distance(double lat_a, double lon_a, double lat_b, double lon_b);

/* ---- columns of telemetry ---- */

/* Columns taken out of a run of rows, for pictures. */
typedef struct kurs_columns {
    double *x, *y;
    size_t count;
} kurs_columns;

typedef double (*kurs_row_figure)(const kurs_row *row, const void *ctx);

/* The rows with from <= t <= to: first and one past the last. */
typedef struct kurs_row_span {
    const kurs_row *first;
    size_t count;
} kurs_row_span;
kurs_row_span kurs_rows_between(const kurs_record *record, kurs_tai from, kurs_tai to);

/* ERR_MEMORY; free with kurs_columns_free. */
KURS_CHECK kurs_status kurs_columns_take(kurs_row_span span, kurs_row_figure x, kurs_row_figure y,
                                         const void *ctx, kurs_columns *out);
void kurs_columns_free(kurs_columns *columns);

/* ---- pictures; each writes a <figure>, or nothing where the record has not come so far ---- */

KURS_CHECK kurs_status kurs_figure_world(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figure_battery(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figures_ascent(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figures_rendezvous(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figures_relative(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figures_approach(FILE *out, const kurs_report *report);
KURS_CHECK kurs_status kurs_figures_entry(FILE *out, const kurs_report *report);

/* ---- tables ---- */

void kurs_table_crew(FILE *out, const kurs_mission *mission);
void kurs_table_launches(FILE *out, const kurs_report *report);
void kurs_table_battery(FILE *out, const kurs_mission *mission);
void kurs_table_timeline(FILE *out, const kurs_record *record);
void kurs_table_compare(FILE *out, const kurs_report *report);
void kurs_table_burns(FILE *out, const kurs_record *record);

/* The world map of a mission, also for the README's picture. */
KURS_CHECK kurs_status kurs_draw_world(kurs_canvas *canvas, kurs_box box,
                                       const kurs_report *report);

/* A picture of one chart. */
typedef struct kurs_figure_head {
    const char *id;      /* letters and digits */
    const char *title;   /* what is seen, in words: for those who do not see it */
    const char *caption; /* under the picture */
    double w, h;
} kurs_figure_head;
KURS_CHECK kurs_status kurs_put_chart(FILE *out, const kurs_figure_head *head,
                                      const kurs_chart *chart);
KURS_CHECK kurs_status kurs_put_map(FILE *out, const kurs_figure_head *head, const kurs_map *map);

#endif
