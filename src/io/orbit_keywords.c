/* SPDX-License-Identifier: Apache-2.0 */
/* The keywords of CCSDS 502.0-B-3, tables 3-1 to 5-4: a row each. */
#include "io/orbit_keywords.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "io/diag.h"
#include "math/math.h"

#define REV_PER_DAY (2.0 * KURS_PI / 86400.0)

enum {
    A = KURS_BLOCK_OMM,
    T = KURS_BLOCK_TABLE,
    P = KURS_BLOCK_OPM,
    H = KURS_BLOCK_HEADER,
    M = KURS_BLOCK_META,
    S = KURS_BLOCK_STATE
};

typedef struct keyword keyword;
typedef void taker(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *field);

struct keyword {
    const char *key;
    int blocks, required;   /* where it may stand, and where it must */
    taker *take;            /* NULL: known, and not used */
    size_t offset;          /* in the message */
    size_t size;            /* of a text */
    const char *unit;       /* of the file, in which min and max are */
    int shift;              /* the value in SI is this power of ten of it */
    double scale, min, max; /* and this multiple */
};

static taker take_text, take_number, take_count, take_epoch, take_center, take_frame,
    take_frame_epoch, take_scale, take_theory, take_type;

#define AT(member) offsetof(kurs_orbit_message, member)
#define TEXT(key, blocks, required, member)                                                        \
    {                                                                                              \
        key, blocks, required, take_text, AT(member), sizeof((kurs_orbit_message *)0)->member,     \
            NULL, 0, 1.0, 0.0, 0.0                                                                 \
    }
#define EPOCH(key, blocks, required, member)                                                       \
    {                                                                                              \
        key, blocks, required, take_epoch, AT(member), 0, NULL, 0, 1.0, 0.0, 0.0                   \
    }
#define WORD(key, blocks, required, take)                                                          \
    {                                                                                              \
        key, blocks, required, take, 0, 0, NULL, 0, 1.0, 0, 0                                      \
    }
#define COUNT(key, blocks, member, max)                                                            \
    {                                                                                              \
        key, blocks, 0, take_count, AT(member), 0, "", 0, 1.0, 0.0, max                            \
    }
#define NUMBER(key, blocks, required, member, unit, scale, min, max)                               \
    {                                                                                              \
        key, blocks, required, take_number, AT(member), 0, unit, 0, scale, min, max                \
    }
#define KM(key, i)                                                                                 \
    {                                                                                              \
        key, P | S, P | S, take_number, AT(x[i]), 0, "km", 3, 1.0, -1e9, 1e9                       \
    }
#define KM_S(key, i)                                                                               \
    {                                                                                              \
        key, P | S, P | S, take_number, AT(x[i]), 0, "km/s", 3, 1.0, -3e5, 3e5                     \
    }
#define UNUSED(key, blocks)                                                                        \
    {                                                                                              \
        key, blocks, 0, NULL, 0, 0, NULL, 0, 1.0, 0.0, 0.0                                         \
    }

static const keyword rows[] = {
    UNUSED("CREATION_DATE", A | P | H),
    UNUSED("ORIGINATOR", A | P | H),
    UNUSED("MESSAGE_ID", A | P | H),
    UNUSED("CLASSIFICATION", A | P | H),
    TEXT("OBJECT_NAME", A | T | P | M, A | P | M, object.name),
    TEXT("OBJECT_ID", A | T | P | M, A | P | M, object.id),
    WORD("CENTER_NAME", A | T | P | M, A | P | M, take_center),
    WORD("REF_FRAME", A | T | P | M, A | P | M, take_frame),
    WORD("REF_FRAME_EPOCH", A | P | M, 0, take_frame_epoch),
    WORD("TIME_SYSTEM", A | T | P | M, A | P | M, take_scale),
    WORD("MEAN_ELEMENT_THEORY", A | T, A, take_theory),
    EPOCH("START_TIME", M, M, start),
    EPOCH("USEABLE_START_TIME", M, 0, usable_start),
    EPOCH("USEABLE_STOP_TIME", M, 0, usable_stop),
    EPOCH("STOP_TIME", M, M, stop),
    TEXT("INTERPOLATION", M, 0, object.interpolation),
    COUNT("INTERPOLATION_DEGREE", M, object.interpolation_degree, 100),
    EPOCH("EPOCH", A | T | P | S, A | T | P | S, epoch),
    NUMBER("MEAN_MOTION", A | T, A | T, object.tle.mean_motion, "rev/day", REV_PER_DAY, 1e-6, 20),
    NUMBER("ECCENTRICITY", A | T, A | T, object.tle.ecc, "", 1.0, 0.0, 0.9999999999),
    NUMBER("INCLINATION", A | T, A | T, object.tle.inc, "deg", KURS_DEG, 0.0, 180.0),
    NUMBER("RA_OF_ASC_NODE", A | T, A | T, object.tle.node, "deg", KURS_DEG, -360.0, 360.0),
    NUMBER("ARG_OF_PERICENTER", A | T, A | T, object.tle.argp, "deg", KURS_DEG, -360.0, 360.0),
    NUMBER("MEAN_ANOMALY", A | T, A | T, object.tle.mean_anomaly, "deg", KURS_DEG, -360.0, 360.0),
    NUMBER("BSTAR", A | T, A | T, object.tle.bstar, "1/ER", 1.0, -1e5, 1e5),
    NUMBER("MEAN_MOTION_DOT", A | T, 0, object.tle.ndot_2, "rev/day**2", 1.0, -100.0, 100.0),
    UNUSED("MEAN_MOTION_DDOT", A | T),
    COUNT("NORAD_CAT_ID", A | T, catalog_number, 999999999),
    WORD("EPHEMERIS_TYPE", A | T, 0, take_type),
    UNUSED("CLASSIFICATION_TYPE", A),
    UNUSED("ELEMENT_SET_NO", A),
    UNUSED("REV_AT_EPOCH", A),
    UNUSED("BTERM", A),
    UNUSED("AGOM", A),
    UNUSED("SEMI_MAJOR_AXIS", A | P),
    UNUSED("ECCENTRICITY", P),
    UNUSED("INCLINATION", P),
    UNUSED("RA_OF_ASC_NODE", P),
    UNUSED("ARG_OF_PERICENTER", P),
    UNUSED("TRUE_ANOMALY", P),
    UNUSED("MEAN_ANOMALY", P),
    UNUSED("GM", A | P),
    KM("X", 0),
    KM("Y", 1),
    KM("Z", 2),
    KM_S("X_DOT", 3),
    KM_S("Y_DOT", 4),
    KM_S("Z_DOT", 5),
    UNUSED("X_DDOT", S),
    UNUSED("Y_DDOT", S),
    UNUSED("Z_DDOT", S),
    NUMBER("MASS", A | P, 0, object.mass_kg, "kg", 1.0, 0.0, 1e9),
    NUMBER("DRAG_AREA", A | P, 0, object.drag_area_m2, "m**2", 1.0, 0.0, 1e9),
    NUMBER("DRAG_COEFF", A | P, 0, object.drag_coeff, "", 1.0, 0.0, 1e3),
    NUMBER("SOLAR_RAD_AREA", A | P, 0, object.solar_area_m2, "m**2", 1.0, 0.0, 1e9),
    NUMBER("SOLAR_RAD_COEFF", A | P, 0, object.solar_coeff, "", 1.0, 0.0, 1e3),
};

enum { ROWS = sizeof rows / sizeof rows[0], STATE_NUMBERS = 6 };

_Static_assert(ROWS <= 128, "a bit a row in the message's `seen`");

static int same(kurs_slice a, const char *b)
{
    return a.n == strlen(b) && strncasecmp(a.text, b, a.n) == 0;
}

static int begins(kurs_slice a, const char *b)
{
    const size_t n = strlen(b);
    return a.n >= n && memcmp(a.text, b, n) == 0;
}

KURS_PRINTF(4, 5)
static void fail(kurs_orbit_message *m, const kurs_orbit_field *f, kurs_status status,
                 const char *format, ...)
{
    char text[2 * KURS_DIAG_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    kurs_orbit_fail(m->r, status, f->line, f->column, "%s", text);
}

static void take_text(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    snprintf((char *)m + row->offset, row->size, "%.*s", (int)f->value.n, f->value.text);
}

/* A value is followed by its unit in brackets or has it as an attribute, or has none. */
static int unit_fits(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f,
                     kurs_slice *value)
{
    char shown[KURS_SHOWN_SIZE];
    kurs_slice unit = f->unit;
    *value = f->value;
    const char *open = value->n ? memchr(value->text, '[', value->n) : NULL;
    if (open && value->text[value->n - 1] == ']') {
        unit = kurs_slice_trim(
            (kurs_slice){open + 1, (size_t)(value->text + value->n - 1 - (open + 1))});
        *value = kurs_slice_trim((kurs_slice){value->text, (size_t)(open - value->text)});
    }
    if (unit.n == 0 || (row->unit[0] && same(unit, row->unit))) {
        return 1;
    }
    fail(m, f, KURS_ERR_UNIT, "%s has the unit '%s'\n%s%s", row->key,
         kurs_diag_shown(unit.text, unit.n, shown),
         row->unit[0] ? "in these messages it is " : "it has none", row->unit);
    return 0;
}

static int number_of(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f,
                     kurs_slice *text, double *value)
{
    char shown[KURS_SHOWN_SIZE];
    if (!unit_fits(m, row, f, text)) {
        return 0;
    }
    const kurs_status status = kurs_slice_number(*text, value);
    if (status < 0) {
        fail(m, f, status, "%s is '%s', which is %s\nwrite digits, as -1.5 or 2.5e-4", row->key,
             kurs_diag_shown(text->text, text->n, shown),
             status == KURS_ERR_RANGE ? "too large" : "no number");
        return 0;
    }
    if (!(*value >= row->min && *value <= row->max)) {
        fail(m, f, KURS_ERR_RANGE, "%s is %.10g\nit must be from %.10g to %.10g %s", row->key,
             *value, row->min, row->max, row->unit);
        return 0;
    }
    return 1;
}

static void take_number(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    kurs_slice text;
    double value;
    if (!number_of(m, row, f, &text, &value)) {
        return;
    }
    if (row->shift != 0 && kurs_orbit_number(text, row->shift, &value) < 0) {
        fail(m, f, KURS_ERR_RANGE, "%s is too large\ngive it in %s", row->key, row->unit);
        return;
    }
    value *= row->scale;
    memcpy((char *)m + row->offset, &value, sizeof value);
}

static void take_count(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    kurs_slice text;
    double value;
    if (!number_of(m, row, f, &text, &value)) {
        return;
    }
    const int count = (int)value;
    if (count != value) {
        fail(m, f, KURS_ERR_SYNTAX, "%s is %.10g\nwrite a whole number", row->key, value);
        return;
    }
    memcpy((char *)m + row->offset, &count, sizeof count);
}

static void take_epoch(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    kurs_epoch_text epoch = {.line = f->line, .column = f->column};
    char shown[KURS_SHOWN_SIZE];
    if (f->value.n >= sizeof epoch.text) {
        fail(m, f, KURS_ERR_SYNTAX, "%s is '%s'\nwrite YYYY-MM-DDThh:mm:ss.f", row->key,
             kurs_diag_shown(f->value.text, f->value.n, shown));
        return;
    }
    memcpy(epoch.text, f->value.text, f->value.n);
    memcpy((char *)m + row->offset, &epoch, sizeof epoch);
}

static void refuse(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f,
                   const char *known)
{
    char shown[KURS_SHOWN_SIZE];
    fail(m, f, KURS_ERR_UNSUPPORTED, "%s is '%s', which this version cannot use\nit can use %s",
         row->key, kurs_diag_shown(f->value.text, f->value.n, shown), known);
}

static void take_center(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    if (!same(f->value, "EARTH")) {
        refuse(m, row, f, "EARTH");
    }
}

static void take_frame(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    static const struct {
        const char *name;
        kurs_orbit_frame frame;
    } frames[] = {
        {"GCRF", KURS_ORBIT_FRAME_gcrf},       {"ICRF", KURS_ORBIT_FRAME_gcrf},
        {"EME2000", KURS_ORBIT_FRAME_eme2000}, {"J2000", KURS_ORBIT_FRAME_eme2000},
        {"TEME", KURS_ORBIT_FRAME_teme},
    };
    const int elements = m->block == A || m->block == T;
    kurs_orbit_frame frame =
        begins(f->value, "ITRF") ? KURS_ORBIT_FRAME_itrf : KURS_ORBIT_FRAME_COUNT;
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        frame = same(f->value, frames[i].name) ? frames[i].frame : frame;
    }
    if (frame == KURS_ORBIT_FRAME_COUNT || (elements && frame != KURS_ORBIT_FRAME_teme)) {
        refuse(m, row, f,
               elements ? "TEME, the frame of SGP4" : "EME2000, GCRF, ICRF, TEME and ITRF");
        return;
    }
    m->object.frame = frame;
}

/* The frames known here move with the date of each state but for those that stand still. */
static void take_frame_epoch(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    if (m->object.frame == KURS_ORBIT_FRAME_teme && m->block != A && m->block != T) {
        refuse(m, row, f, "no REF_FRAME_EPOCH: TEME is that of the date of each state");
    }
}

static void take_scale(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    static const char *const names[] = {[KURS_SCALE_UTC] = "UTC",
                                        [KURS_SCALE_TAI] = "TAI",
                                        [KURS_SCALE_TT] = "TT",
                                        [KURS_SCALE_GPS] = "GPS"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (same(f->value, names[i])) {
            m->scale = (kurs_orbit_scale)i;
            return;
        }
    }
    refuse(m, row, f, "UTC, TAI, TT and GPS");
}

static void take_theory(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    if (!same(f->value, "SGP4") && !same(f->value, "SGP/SGP4")) {
        refuse(m, row, f, "SGP4");
    }
}

/* What space-track.org tells of the theory: 0 and 2 are SGP4, 4 is SGP4-XP. */
static void take_type(kurs_orbit_message *m, const keyword *row, const kurs_orbit_field *f)
{
    if (!same(f->value, "0") && !same(f->value, "2")) {
        refuse(m, row, f, "the types 0 and 2, which are SGP4");
    }
}

static const keyword *find(kurs_slice key, int block)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].blocks & block && key.n == strlen(rows[i].key) && begins(key, rows[i].key)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Families of keywords that are not read. */
static int is_passed_over(kurs_orbit_message *m, kurs_slice key)
{
    static const char *const families[] = {"CX_", "CY_", "CZ_", "COV_", "USER_DEFINED_"};
    const int message = m->block & (A | P);
    if (m->block == T) {
        return 1;
    }
    if (m->block == P && begins(key, "MAN_")) {
        m->object.maneuver_count += same(key, "MAN_EPOCH_IGNITION");
        return 1;
    }
    for (size_t i = 0; message && i < sizeof families / sizeof families[0]; i++) {
        if (begins(key, families[i])) {
            return 1;
        }
    }
    return 0;
}

static void unknown(kurs_orbit_message *m, const kurs_orbit_field *f)
{
    const char *names[ROWS];
    char shown[KURS_SHOWN_SIZE];
    int count = 0;
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].blocks & m->block) {
            names[count++] = rows[i].key;
        }
    }
    const char *text = kurs_diag_shown(f->key.text, f->key.n, shown);
    const char *near = kurs_diag_nearest(text, names, count);
    fail(m, f, KURS_ERR_SCHEMA, "'%s' is no keyword of this place\n%s%s", text,
         near ? "the nearest one is " : "leave it out", near ? near : "");
}

void kurs_message_field(kurs_orbit_message *m, const kurs_orbit_field *field)
{
    char shown[KURS_SHOWN_SIZE];
    const keyword *row = find(field->key, m->block);
    if (!row) {
        if (!is_passed_over(m, field->key)) {
            unknown(m, field);
        }
        return;
    }
    const size_t i = (size_t)(row - rows);
    const uint64_t bit = (uint64_t)1 << (i % 64);
    if (m->seen[i / 64] & bit) {
        fail(m, field, KURS_ERR_SCHEMA, "%s stands here a second time\nleave one of them",
             row->key);
        return;
    }
    if (field->value.n == 0 && row->required & m->block && row->take != take_text) {
        fail(m, field, KURS_ERR_SYNTAX, "%s has no value\nwrite one", row->key);
    }
    if (field->value.n > KURS_ORBIT_LINE_MAX || memchr(field->value.text, 0, field->value.n)) {
        fail(m, field, KURS_ERR_SYNTAX, "%s is '%s'\nwrite a short text", row->key,
             kurs_diag_shown(field->value.text, 20, shown));
        return;
    }
    m->seen[i / 64] |= bit;
    if (row->take && field->value.n > 0) {
        row->take(m, row, field);
    }
}

void kurs_keywords_missing(kurs_orbit_message *m)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (rows[i].required & m->block && !(m->seen[i / 64] >> (i % 64) & 1)) {
            kurs_orbit_fail(m->r, KURS_ERR_SCHEMA, m->line, m->column,
                            "%s is missing in what begins here\nadd it", rows[i].key);
        }
    }
}

int kurs_keywords_state(kurs_orbit_message *m, int i, const kurs_orbit_field *field)
{
    static const char *const names[STATE_NUMBERS] = {"X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"};
    const int errors = m->r->errors;
    const kurs_slice key = {names[i], strlen(names[i])};
    const keyword *row = find(key, S);
    row->take(m, row, field);
    return m->r->errors == errors;
}
