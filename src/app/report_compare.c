/* SPDX-License-Identifier: Apache-2.0 */
/* Flown figures beside those of a record. */
#include <math.h>
#include <string.h>

#include "app/report_parts.h"
#include "kurs/env.h"
#include "math/math.h"

/* What was asked of the first version, before any comparison: s, and m on the ground or in height.
 */
static const struct {
    const char *event;
    double time_s, place_m, height_m;
} tolerances[] = {
    {"liftoff", 60.0, NAN, NAN},
    {"docking_contact", 3600.0, NAN, NAN},
    {"insertion", NAN, NAN, 10e3},
    {"landing", 600.0, 60e3, NAN},
};

static double tolerance_of(const char *event, kurs_figure_kind kind)
{
    for (size_t i = 0; i < sizeof tolerances / sizeof tolerances[0]; i++) {
        if (strcmp(tolerances[i].event, event) == 0) {
            return kind == KURS_FIGURE_TIME     ? tolerances[i].time_s
                   : kind == KURS_FIGURE_PLACE  ? tolerances[i].place_m
                   : kind == KURS_FIGURE_LENGTH ? tolerances[i].height_m
                                                : NAN;
        }
    }
    return NAN;
}

typedef struct figure_list {
    kurs_report_figure *out;
    size_t count, room;
} figure_list;

/* A new figure named after the event; NULL where the list is full. */
static kurs_report_figure *add(figure_list *list, const kurs_compare_row *row,
                               kurs_figure_kind kind, const char *what)
{
    if (list->count == list->room) {
        return NULL;
    }
    kurs_report_figure *f = &list->out[list->count++];
    *f = (kurs_report_figure){.kind = kind, .tolerance = tolerance_of(row->event, kind)};
    char name[KURS_ID_SIZE], attempt[24] = "";
    snprintf(name, sizeof name, "%s", strcmp(row->event, "liftoff") == 0 ? "lift-off" : row->event);
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    if (name[0] >= 'a' && name[0] <= 'z') {
        name[0] = (char)(name[0] - 'a' + 'A');
    }
    if (row->attempt > 0) {
        snprintf(attempt, sizeof attempt, ", attempt %d", row->attempt);
    }
    snprintf(f->name, sizeof f->name, "%s%s%s", name, attempt, what);
    snprintf(f->source, sizeof f->source, "%s%s%s%s%s", row->source,
             row->grade[0] ? ", grade " : "", row->grade, row->note[0] ? "; " : "", row->note);
    return f;
}

/* The event of a row: that of its attempt where it names one. */
static const kurs_event *find(const kurs_report *report, const kurs_compare_row *row)
{
    for (size_t skip = 0;; skip++) {
        const kurs_event *event = kurs_record_event(report->record, row->event, skip);
        if (!event || row->attempt == 0 || event->attempt == row->attempt) {
            return event;
        }
    }
}

/* Its simulated instant: a lift-off that was stopped has its planned one. 0 where there is none. */
static int find_time(const kurs_report *report, const kurs_compare_row *row, kurs_tai *t)
{
    const kurs_event *event = find(report, row);
    if (event) {
        *t = event->t;
        return 1;
    }
    if (strcmp(row->event, "liftoff") != 0 || row->attempt < 1 ||
        (size_t)row->attempt > report->launch_count || !report->launches[row->attempt - 1].open) {
        return 0;
    }
    *t = report->launches[row->attempt - 1].ascent.liftoff;
    return 1;
}

static void add_time(figure_list *list, const kurs_report *report, const kurs_compare_row *row)
{
    kurs_tai t;
    const int has_t = find_time(report, row, &t);
    kurs_report_figure *f =
        row->has_flown || row->has_planned
            ? add(list, row, KURS_FIGURE_TIME, row->has_flown ? "" : " (published plan)")
            : NULL;
    if (f) {
        f->flown_t = row->has_flown ? row->flown : row->planned;
        f->has_simulated = has_t;
        if (has_t) {
            f->simulated_t = t;
        }
    }
}

static void add_place(figure_list *list, const kurs_report *report, const kurs_compare_row *row)
{
    const kurs_event *event = find(report, row);
    kurs_report_figure *f =
        !isnan(row->lat) && !isnan(row->lon) ? add(list, row, KURS_FIGURE_PLACE, ", place") : NULL;
    if (f) {
        f->flown_lat = row->lat, f->flown_lon = row->lon;
        f->has_simulated = event != NULL;
        if (event) {
            f->simulated_lat = event->lat, f->simulated_lon = event->lon;
        }
    }
}

static void add_length(figure_list *list, const kurs_compare_row *row, const char *what,
                       double flown, double simulated)
{
    kurs_report_figure *f = !isnan(flown) ? add(list, row, KURS_FIGURE_LENGTH, what) : NULL;
    if (f) {
        f->flown = flown;
        f->simulated = simulated;
        f->has_simulated = !isnan(simulated);
    }
}

/* The radius that published heights count from is not said by their source: this one is taken, as
 * in the flown tests, and named in the table. Over the equator the heights are 7.1 km less. */
static const double published_radius_m = 6371000.0;

static void add_orbit(figure_list *list, const kurs_report *report, const kurs_compare_row *row)
{
    const kurs_event *event = find(report, row);
    double perigee = NAN, apogee = NAN;
    if (event) {
        const kurs_vec3 r = event->s_gcrf.r, v = event->s_gcrf.v, h = v3_cross(r, v);
        const double a = 1.0 / (2.0 / v3_norm(r) - v3_dot(v, v) / KURS_EGM_GM);
        const double e = sqrt(fmax(0.0, 1.0 - v3_dot(h, h) / (KURS_EGM_GM * a)));
        perigee = a * (1.0 - e) - published_radius_m;
        apogee = a * (1.0 + e) - published_radius_m;
    }
    add_length(list, row, ", perigee over 6371 km", row->perigee_m, perigee);
    add_length(list, row, ", apogee over 6371 km", row->apogee_m, apogee);
}

/* The burn that an event begins: "deorbit" of "deorbit_burn". */
static void add_burn(figure_list *list, const kurs_report *report, const kurs_compare_row *row)
{
    const kurs_burn *burn = NULL;
    const size_t count = row->attempt > 0 && !find(report, row) ? 0 : report->record->burn_count;
    for (size_t i = 0; i < count && !burn; i++) {
        const kurs_burn *b = &report->record->burns[i];
        burn = b->id[0] && strncmp(row->event, b->id, strlen(b->id)) == 0 ? b : NULL;
    }
    kurs_report_figure *dv =
        !isnan(row->dv_m_s) ? add(list, row, KURS_FIGURE_SPEED, ", velocity change") : NULL;
    if (dv) {
        dv->flown = row->dv_m_s;
        dv->has_simulated = burn != NULL;
        dv->simulated = burn ? burn->flown_m_s : NAN;
    }
    kurs_report_figure *span =
        !isnan(row->duration_s) ? add(list, row, KURS_FIGURE_SPAN, ", duration") : NULL;
    if (span) {
        span->flown = row->duration_s;
        span->has_simulated = burn != NULL;
        span->simulated = burn ? burn->duration_s : NAN;
    }
}

size_t kurs_report_compare(const kurs_report *report, const kurs_compare *compare,
                           kurs_report_figure *out, size_t room)
{
    figure_list list = {out, 0, room};
    for (int i = 0; i < compare->count; i++) {
        add_time(&list, report, &compare->rows[i]);
        add_place(&list, report, &compare->rows[i]);
        add_orbit(&list, report, &compare->rows[i]);
        add_burn(&list, report, &compare->rows[i]);
    }
    return list.count;
}
