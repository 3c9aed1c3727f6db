/* SPDX-License-Identifier: Apache-2.0 */
/* The flow of a CCSDS message: its blocks, and the objects that come of them. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/diag.h"
#include "io/orbit_keywords.h"
#include "math/math.h"

/* START_TIME and STOP_TIME may be written with fewer decimals than the states. */
#define SPAN_SLACK_S 1.001e-3

enum { STATE_NUMBERS = 6, ACCELERATIONS = 3 };

int kurs_message_block(kurs_orbit_reader *r, kurs_slice name, int line, int column)
{
    static const struct {
        const char *kvn, *xml;
        int block;
    } kinds[] = {{"CCSDS_OMM_VERS", "omm", KURS_BLOCK_OMM},
                 {"CCSDS_OPM_VERS", "opm", KURS_BLOCK_OPM},
                 {"CCSDS_OEM_VERS", "oem", KURS_BLOCK_HEADER}};
    char shown[KURS_SHOWN_SIZE];
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *text = name.n > 3 ? kinds[i].kvn : kinds[i].xml;
        if (name.n == strlen(text) && memcmp(name.text, text, name.n) == 0) {
            return kinds[i].block;
        }
    }
    kurs_orbit_fail(r, KURS_ERR_UNSUPPORTED, line, column,
                    "'%s' is a message that is not read\ngive an OMM, OPM or OEM",
                    kurs_diag_shown(name.text, name.n, shown));
    return KURS_BLOCK_NONE;
}

static void begin_block(kurs_orbit_message *m, int block, int line, int column)
{
    m->block = block;
    m->line = line;
    m->column = column;
    m->seen[0] = m->seen[1] = 0;
    m->epoch.text[0] = '\0';
}

void kurs_message_begin(kurs_orbit_message *m, kurs_orbit_reader *r, int block, kurs_slice version,
                        int line, int column)
{
    static const kurs_orbit_kind kinds[] = {[KURS_BLOCK_OMM] = KURS_ORBIT_OMM,
                                            [KURS_BLOCK_TABLE] = KURS_ORBIT_OMM,
                                            [KURS_BLOCK_OPM] = KURS_ORBIT_OPM,
                                            [KURS_BLOCK_HEADER] = KURS_ORBIT_OEM};
    memset(m, 0, sizeof *m);
    m->r = r;
    m->message_line = line;
    m->object = kurs_orbit_object_blank(kinds[block], line);
    m->errors_before = r->errors;
    begin_block(m, block, line, column);
    const int known = version.n >= 2 && version.text[0] >= '1' && version.text[0] <= '3' &&
                      version.text[1] == '.';
    if (version.n > 0 && !known) {
        char shown[KURS_SHOWN_SIZE];
        kurs_orbit_fail(r, KURS_ERR_UNSUPPORTED, line, column,
                        "version '%s' of the message is not known\ngive one of 1.0, 2.0 or 3.0",
                        kurs_diag_shown(version.text, version.n, shown));
    }
}

/* A comment "NAME=number" tells a figure of the object; the first one stands. */
void kurs_message_comment(kurs_orbit_message *m, kurs_slice text)
{
    kurs_orbit_object *object =
        m->block == KURS_BLOCK_DATA ? kurs_orbit_last_object(m->r) : &m->object;
    kurs_scan scan;
    double value;
    kurs_scan_init(&scan, text.text, text.n);
    const kurs_slice key = kurs_slice_trim(kurs_scan_until(&scan, "="));
    if (!object || kurs_scan_expect(&scan, '=') < 0 ||
        kurs_slice_number(kurs_slice_trim(kurs_scan_until(&scan, "")), &value) < 0 || value < 0.0) {
        return;
    }
    const struct {
        const char *name;
        double *to;
    } figures[] = {{"MASS", &object->mass_kg},
                   {"DRAG_AREA", &object->drag_area_m2},
                   {"DRAG_COEFF", &object->drag_coeff},
                   {"SOLAR_RAD_AREA", &object->solar_area_m2},
                   {"SOLAR_RAD_COEFF", &object->solar_coeff}};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (key.n == strlen(figures[i].name) && memcmp(key.text, figures[i].name, key.n) == 0 &&
            isnan(*figures[i].to)) {
            *figures[i].to = value;
        }
    }
}

/* An epoch in the time scale of the message; 0 where it is none, which is told. */
static int resolve(kurs_orbit_message *m, const kurs_epoch_text *epoch, kurs_tai *out)
{
    if (epoch->text[0] == '\0') {
        return 0; /* missing, or told already */
    }
    const kurs_slice text = {epoch->text, strlen(epoch->text)};
    const kurs_status status = kurs_orbit_epoch(text, m->scale, out);
    if (status < 0) {
        kurs_orbit_fail(
            m->r, status, epoch->line, epoch->column, "'%s' is no epoch\n%s", epoch->text,
            status == KURS_ERR_SYNTAX ? "write YYYY-MM-DDThh:mm:ss.f or YYYY-DDDThh:mm:ss.f"
                                      : "write a date that exists, 1972 to 2100");
        return 0;
    }
    kurs_orbit_caveat(m->r, status);
    return 1;
}

static void end_segment(kurs_orbit_message *m)
{
    const kurs_orbit_object *object = kurs_orbit_last_object(m->r);
    if (m->block == KURS_BLOCK_META) {
        kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, m->line, m->column,
                        "the metadata that begin here have no end\nMETA_STOP ends them");
    } else if (m->block == KURS_BLOCK_DATA && m->r->errors == m->errors_before && object &&
               object->point_count == 0) {
        kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, m->line, m->column,
                        "the segment that begins here has no states\nadd them");
    }
}

void kurs_message_meta_begin(kurs_orbit_message *m, int line, int column)
{
    if (m->object.kind != KURS_ORBIT_OEM) {
        kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, line, column,
                        "META_START in a message without segments\nleave it out");
        return;
    }
    end_segment(m);
    m->object = kurs_orbit_object_blank(KURS_ORBIT_OEM, line);
    m->start.text[0] = m->stop.text[0] = '\0';
    m->usable_start.text[0] = m->usable_stop.text[0] = '\0';
    m->scale = KURS_SCALE_UTC;
    m->segments++;
    begin_block(m, KURS_BLOCK_META, line, column);
}

void kurs_message_meta_end(kurs_orbit_message *m)
{
    if (m->block != KURS_BLOCK_META) {
        return;
    }
    kurs_orbit_object *object = &m->object;
    kurs_keywords_missing(m);
    const int from = resolve(m, &m->start, &m->from), to = resolve(m, &m->stop, &m->to);
    m->has_span = from && to;
    if (m->has_span && kurs_tai_diff(m->to, m->from) < 0.0) {
        kurs_orbit_fail(m->r, KURS_ERR_RANGE, m->stop.line, m->stop.column,
                        "STOP_TIME is before START_TIME\nexchange them");
        m->has_span = 0;
    }
    object->usable_from = m->from;
    object->usable_to = m->to;
    (void)resolve(m, &m->usable_start, &object->usable_from);
    (void)resolve(m, &m->usable_stop, &object->usable_to);
    if (m->has_span && kurs_tai_diff(object->usable_to, object->usable_from) < 0.0) {
        kurs_orbit_fail(m->r, KURS_ERR_RANGE, m->line, m->column,
                        "the useable span of this segment ends before it begins\nmend "
                        "USEABLE_START_TIME and USEABLE_STOP_TIME");
    }
    for (char *c = object->interpolation; *c; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    kurs_orbit_add_object(m->r, object);
    begin_block(m, KURS_BLOCK_DATA, m->line, m->column);
}

static kurs_orbit_point point_of(const kurs_orbit_message *m, kurs_tai t)
{
    return (kurs_orbit_point){t, {v3(m->x[0], m->x[1], m->x[2]), v3(m->x[3], m->x[4], m->x[5])}};
}

/* A position in the Earth's centre is one that was never filled in. */
static int is_somewhere(kurs_orbit_message *m, int line, int column)
{
    if (m->x[0] != 0.0 || m->x[1] != 0.0 || m->x[2] != 0.0) {
        return 1;
    }
    kurs_orbit_fail(m->r, KURS_ERR_RANGE, line, column,
                    "the position is the centre of the Earth\ngive X, Y and Z in km");
    return 0;
}

/* A state of an ephemeris, with the place of its epoch. */
static void add_state(kurs_orbit_message *m, kurs_tai t, int line, int column)
{
    const kurs_orbit_point *last = kurs_orbit_last_point(m->r);
    if (last && kurs_tai_diff(t, last->t) <= 0.0) {
        kurs_orbit_fail(m->r, KURS_ERR_RANGE, line, column,
                        "this epoch is not after the one before it\nepochs of a segment rise");
        return;
    }
    if (m->has_span &&
        (kurs_tai_diff(t, m->from) < -SPAN_SLACK_S || kurs_tai_diff(t, m->to) > SPAN_SLACK_S)) {
        kurs_orbit_fail(m->r, KURS_ERR_RANGE, line, column,
                        "this epoch is outside the segment's span\nit must be from START_TIME to "
                        "STOP_TIME");
        return;
    }
    if (is_somewhere(m, line, column)) {
        const kurs_orbit_point point = point_of(m, t);
        kurs_orbit_add_point(m->r, &point);
    }
}

void kurs_message_state_begin(kurs_orbit_message *m, int line, int column)
{
    if (m->block != KURS_BLOCK_DATA) {
        kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, line, column,
                        "a state outside a segment's data\nmetadata come first");
        return;
    }
    begin_block(m, KURS_BLOCK_STATE, line, column);
}

void kurs_message_state_end(kurs_orbit_message *m)
{
    const int errors = m->r->errors;
    kurs_tai t;
    if (m->block != KURS_BLOCK_STATE) {
        return;
    }
    kurs_keywords_missing(m);
    if (resolve(m, &m->epoch, &t) && m->r->errors == errors) {
        add_state(m, t, m->epoch.line, m->epoch.column);
    }
    m->block = KURS_BLOCK_DATA;
}

/* The next word of a line; n 0 at its end. */
static kurs_slice word(kurs_scan *scan)
{
    kurs_scan_skip_blanks(scan);
    return kurs_scan_until(scan, " \t");
}

void kurs_message_state_line(kurs_orbit_message *m, kurs_slice line, int number)
{
    kurs_scan scan;
    kurs_tai t = {0, 0.0};
    kurs_epoch_text epoch = {.line = number};
    kurs_scan_init(&scan, line.text, line.n);
    kurs_scan_skip_blanks(&scan);
    epoch.column = scan.column;
    const kurs_slice when = word(&scan);
    snprintf(epoch.text, sizeof epoch.text, "%.*s", (int)when.n, when.text);
    if (!resolve(m, &epoch, &t)) {
        return;
    }
    int count = 0;
    for (kurs_slice w = word(&scan); w.n > 0; w = word(&scan)) {
        const kurs_orbit_field field = {
            .value = w, .line = number, .column = scan.column - (int)w.n};
        if (count < STATE_NUMBERS && !kurs_keywords_state(m, count, &field)) {
            return;
        }
        count++;
    }
    if (count != STATE_NUMBERS && count != STATE_NUMBERS + ACCELERATIONS) {
        kurs_orbit_fail(m->r, KURS_ERR_SYNTAX, number, scan.column,
                        "the line has %d numbers after its epoch\na state has 6, or 9 with its "
                        "acceleration",
                        count);
        return;
    }
    add_state(m, t, number, epoch.column);
}

static void end_elements(kurs_orbit_message *m)
{
    kurs_orbit_object *object = &m->object;
    if (m->scale != KURS_SCALE_UTC) {
        kurs_orbit_fail(m->r, KURS_ERR_UNSUPPORTED, m->line, m->column,
                        "the epoch of mean elements is not in UTC\nSGP4 takes UTC");
    }
    if (resolve(m, &m->epoch, &object->tle.epoch)) {
        object->tle.catalog_number = m->catalog_number;
        snprintf(object->tle.name, sizeof object->tle.name, "%.*s",
                 (int)sizeof object->tle.name - 1, object->name);
        kurs_orbit_add_object(m->r, object);
    }
}

static void end_parameters(kurs_orbit_message *m)
{
    const int errors = m->r->errors;
    kurs_tai t;
    if (!resolve(m, &m->epoch, &t) || errors != m->r->errors || m->errors_before != errors ||
        !is_somewhere(m, m->epoch.line, m->epoch.column)) {
        return;
    }
    m->object.usable_from = m->object.usable_to = t;
    const kurs_orbit_point point = point_of(m, t);
    kurs_orbit_add_object(m->r, &m->object);
    kurs_orbit_add_point(m->r, &point);
    if (m->object.maneuver_count > 0) {
        kurs_orbit_caveat(m->r, KURS_CAVEAT_SIMPLIFIED);
    }
}

void kurs_message_end(kurs_orbit_message *m)
{
    if (m->object.kind == KURS_ORBIT_OEM) {
        end_segment(m);
        if (m->segments == 0) {
            kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, m->line, m->column,
                            "the ephemeris that begins here has no segment\nMETA_START begins one");
        }
    } else {
        kurs_keywords_missing(m);
        if (m->object.kind == KURS_ORBIT_OPM) {
            end_parameters(m);
        } else {
            end_elements(m);
        }
    }
    m->block = KURS_BLOCK_NONE;
}
