/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/tables.h"
#include "io/yaml_values.h"
#include "kurs/mission.h"
#include "kurs/record.h"
#include "math/math.h"

enum { REQ = KURS_YAML_REQUIRED };

static const char *const grades[] = {"A", "B", "C", "D", "U", NULL};

/* clang-format off */

static void on_flown(kurs_yaml_reader *r, int node, void *base);
static void on_planned(kurs_yaml_reader *r, int node, void *base);

static const kurs_yaml_row compare_rows[] = {
    K_TEXT(kurs_compare_row, event, "event", REQ, "id of the event in the record"),
    K_INT(kurs_compare_row, attempt, "attempt", 0, 1, 20, "the launch attempt, 1 is the first"),
    K_CALL("flown", 0, on_flown, "UTC as flown"),
    K_CALL("planned", 0, on_planned, "UTC as planned by those who flew"),
    K_QUANTITY_OR(kurs_compare_row, precision_s, "precision", 1.0, TIME, 0.0, 86400.0, "how well the times are known"),
    K_QUANTITY_OR(kurs_compare_row, lat, "latitude", NAN, ANGLE, -90.0 * KURS_DEG, 90.0 * KURS_DEG, "geodetic, north positive"),
    K_QUANTITY_OR(kurs_compare_row, lon, "longitude", NAN, ANGLE, -180.0 * KURS_DEG, 360.0 * KURS_DEG, "east positive"),
    K_QUANTITY_OR(kurs_compare_row, perigee_m, "perigee", NAN, LENGTH, 0.0, 1e8, "height as published"),
    K_QUANTITY_OR(kurs_compare_row, apogee_m, "apogee", NAN, LENGTH, 0.0, 1e8, "height as published"),
    K_QUANTITY_OR(kurs_compare_row, inclination, "inclination", NAN, ANGLE, 0.0, 180.0 * KURS_DEG, "as published"),
    K_QUANTITY_OR(kurs_compare_row, dv_m_s, "velocity_change", NAN, SPEED, 0.0, 1e4, "of a burn"),
    K_QUANTITY_OR(kurs_compare_row, duration_s, "duration", NAN, TIME, 0.0, 1e7, "of a burn"),
    K_CHOICE(kurs_compare_row, grade, "grade", REQ, grades, "A, B, C, D or U"),
    K_TEXT(kurs_compare_row, source, "source", REQ, "where the figures come from"),
    K_TEXT(kurs_compare_row, note, "note", 0, "a remark"),
};

/* clang-format on */

/* The rows behind `flown` and `planned`, which also set their flags. */
static const kurs_yaml_row flown_row =
    K_INSTANT(kurs_compare_row, flown, "flown", 0, "UTC as flown");
static const kurs_yaml_row planned_row =
    K_INSTANT(kurs_compare_row, planned, "planned", 0, "UTC as planned by those who flew");

static void on_flown(kurs_yaml_reader *r, int node, void *base)
{
    kurs_compare_row *row = base;
    row->has_flown = 1;
    kurs_yaml_value(r, &flown_row, node, &row->flown);
}

static void on_planned(kurs_yaml_reader *r, int node, void *base)
{
    kurs_compare_row *row = base;
    row->has_planned = 1;
    kurs_yaml_value(r, &planned_row, node, &row->planned);
}

static void check_row(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_compare_row *row = base;
    if (isnan(row->lat) != isnan(row->lon)) {
        const char *given = isnan(row->lon) ? "latitude" : "longitude";
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, given), 0, KURS_ERR_SCHEMA,
                       "a %s alone is no place\nadd the %s", given,
                       isnan(row->lon) ? "longitude" : "latitude");
    }
}
static K_TABLE(row_table, "an event to compare with", compare_rows, kurs_compare_row,
               .check = check_row);
static const kurs_yaml_row row_item = {
    .key = "compare", .kind = KURS_YAML_MAP, .table = &row_table, .doc = "an event"};

/* The block, and the countdown, whose steps are events too. */
typedef struct compared {
    kurs_compare compare;
    kurs_countdown countdown;
} compared;

static const kurs_yaml_row file_rows[] = {
    K_REFERENCE(compared, countdown, "countdown", KURS_YAML_HAS_ID, "countdowns",
                &kurs_schema_countdown, "a countdown such as soyuz-crewed"),
    K_LIST(compared, compare.rows, compare.count, "compare", 0, KURS_MAX_COMPARE, &row_item,
           "the events as flown"),
};

enum { MAX_EVENTS = 64 + KURS_MAX_STEPS + KURS_MAX_SAFING };

/* An event that no record can hold would be passed over in silence. */
static void check_events(kurs_yaml_reader *r, int node, void *base)
{
    const compared *c = base;
    const char *ids[MAX_EVENTS];
    int count = 0;
    for (; count < 64 && kurs_event_id(count); count++) {
        ids[count] = kurs_event_id(count);
    }
    for (int i = 0; i < c->countdown.step_count; i++) {
        ids[count++] = c->countdown.steps[i].id;
    }
    for (int i = 0; i < c->countdown.safing_count; i++) {
        ids[count++] = c->countdown.safing[i].id;
    }
    const int list = kurs_yaml_find(r->tree, node, "compare");
    int e = list >= 0 ? r->tree->nodes[list].first : -1;
    for (int i = 0; i < c->compare.count && e >= 0; i++, e = r->tree->nodes[e].next) {
        int known = 0;
        for (int j = 0; j < count && !known; j++) {
            known = strcmp(c->compare.rows[i].event, ids[j]) == 0;
        }
        const int at = kurs_yaml_find(r->tree, e, "event");
        if (!known && at >= 0) {
            kurs_yaml_fail_name(r, at, KURS_ERR_NOT_FOUND, "event", ids, count);
        }
    }
}

/* open: the rest of the file is the mission, which is none of our business here */
static K_TABLE(compare_table, "a mission", file_rows, compared, .open = 1, .check = check_events);

kurs_status kurs_compare_load(const char *path, kurs_compare *out, kurs_diag *diag)
{
    char file[KURS_ID_SIZE + 16];
    size_t n;
    (void)snprintf(file, sizeof file, "missions/%.*s.yaml", KURS_ID_SIZE, path);
    const char *text = kurs_mission_is_name(path) ? kurs_data_file(file, &n) : NULL;
    if (text) {
        return kurs_compare_load_text(file, text, n, out, diag);
    }
    compared made;
    const kurs_status status = kurs_yaml_load(path, &compare_table, 0, &made, diag);
    if (status >= 0) {
        memcpy(out, &made.compare, sizeof *out);
    }
    return status;
}

kurs_status kurs_compare_load_text(const char *file, const char *text, size_t n, kurs_compare *out,
                                   kurs_diag *diag)
{
    compared made;
    const kurs_status status = kurs_yaml_load_text(file, text, n, &compare_table, 0, &made, diag);
    if (status >= 0) {
        memcpy(out, &made.compare, sizeof *out);
    }
    return status;
}
