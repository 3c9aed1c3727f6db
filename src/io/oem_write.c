/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base.h"
#include "io/states_write.h"
#include "math/math.h"

#define THIN_S 10.0
/* What a cubic between the states that stay may miss of a row that goes. */
#define THIN_R_M 0.1
#define THIN_V_M_S 0.1

/* A run of rows between jumps of force, with one source of the orbit. */
typedef struct segment {
    size_t first, last; /* rows, both in it */
    size_t next;        /* where to go on: `last` again where thrust turns at it */
    const char *why;    /* text of the seam it begins at; NULL: none */
} segment;

kurs_tai kurs_creation_date(kurs_tai first)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    if (!text || *text == '\0' || strspn(text, "0123456789") != strlen(text) || strlen(text) > 11) {
        return first;
    }
    const time_t seconds = (time_t)strtoll(text, NULL, 10);
    struct tm tm;
    kurs_tai out;
    if (!gmtime_r(&seconds, &tm)) {
        return first;
    }
    const kurs_utc utc = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
                          tm.tm_hour,        tm.tm_min,     tm.tm_sec};
    return kurs_tai_from_utc(&utc, &out) >= 0 ? out : first;
}

static int in_flight(const kurs_row *row)
{
    return row->phase != KURS_PHASE_countdown && row->phase != KURS_PHASE_landed;
}

static const kurs_seam *seam_at(const kurs_record *record, size_t row)
{
    for (size_t i = 0; i < record->seam_count; i++) {
        if (record->seams[i].row == row) {
            return &record->seams[i];
        }
    }
    return NULL;
}

/* Whether the row is of another source or arc than the one before it. Lift-off is where MET is 0:
 * where that instant moves, another launch attempt begins. */
static int source_changes(const kurs_record *record, size_t i)
{
    const kurs_row *a = &record->rows[i - 1], *b = &record->rows[i];
    const double dt = kurs_tai_diff(b->t, a->t);
    return a->attached != b->attached || a->arc != b->arc ||
           fabs(dt - (b->met_s - a->met_s)) > 1e-3 || seam_at(record, i) != NULL;
}

static int has_thrust(const kurs_row *row)
{
    const kurs_vec3 f = row->thrust_gcrf_n;
    return f.x != 0.0 || f.y != 0.0 || f.z != 0.0;
}

/* Whether held thrust goes on or off at a row: its state ends one segment and begins the next. */
static int thrust_turns(const kurs_record *record, size_t i)
{
    const kurs_row *a = &record->rows[i - 1], *b = &record->rows[i];
    return a->held && b->held && has_thrust(a) != has_thrust(b);
}

/* The next segment from row `from`; 0 where there is none. */
static int next_segment(const kurs_record *record, size_t from, segment *out)
{
    while (from < record->row_count && !in_flight(&record->rows[from])) {
        from++;
    }
    if (from >= record->row_count) {
        return 0;
    }
    const kurs_seam *seam = seam_at(record, from);
    *out = (segment){from, from, from + 1, seam ? seam->text : NULL};
    for (size_t i = from + 1;
         i < record->row_count && in_flight(&record->rows[i]) && !source_changes(record, i); i++) {
        out->last = i;
        out->next = i + 1;
        if (thrust_turns(record, i)) {
            out->next = i;
            break;
        }
    }
    return 1;
}

/* The next segment that takes time: one of a single instant says nothing of an orbit. */
static int next_written(const kurs_record *record, size_t from, segment *out)
{
    while (next_segment(record, from, out)) {
        if (kurs_tai_diff(record->rows[out->last].t, record->rows[out->first].t) >= 1e-6) {
            return 1;
        }
        from = out->next;
    }
    return 0;
}

int kurs_oem_holds(const kurs_record *record)
{
    segment s;
    return next_written(record, 0, &s);
}

/* Texts are free, a comment of the message is printable ASCII on one line. */
static int put_comment(FILE *out, const char *text)
{
    if (fputs("COMMENT ", out) == EOF) {
        return -1;
    }
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (fputc(*c >= 0x20 && *c < 0x7f ? *c : '?', out) == EOF) {
            return -1;
        }
    }
    return fputc('\n', out) == EOF ? -1 : 0;
}

static kurs_status put_epoch(FILE *out, const char *before, kurs_tai t, int decimals,
                             const char *after)
{
    char text[KURS_UTC_TEXT_SIZE];
    const kurs_status status = kurs_tai_format(t, decimals, text);
    if (status < 0) {
        return status;
    }
    text[strlen(text) - 1] = '\0'; /* TIME_SYSTEM says that it is UTC */
    return fprintf(out, "%s%s%s", before, text, after) < 0 ? KURS_ERR_IO : KURS_OK;
}

/* What stands in a value is on one line, too: a name from a file may hold anything. */
static const char *clean(const char *text, const char *otherwise, char out[KURS_ORBIT_NAME_SIZE])
{
    snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", text && *text ? text : otherwise);
    for (char *c = out; *c; c++) {
        *c = (char)(*c >= 0x20 && *c < 0x7f ? *c : '?');
    }
    return out;
}

/* Metadata of a segment, after its comments. */
static kurs_status put_span(FILE *out, const char *name, const char *id, const char *frame,
                            kurs_tai first, kurs_tai last)
{
    char name_text[KURS_ORBIT_NAME_SIZE], id_text[KURS_ORBIT_NAME_SIZE];
    if (fprintf(out,
                "OBJECT_NAME = %s\nOBJECT_ID = %s\nCENTER_NAME = EARTH\nREF_FRAME = %s\n"
                "TIME_SYSTEM = UTC\n",
                clean(name, "UNKNOWN", name_text), clean(id, "UNKNOWN", id_text), frame) < 0) {
        return KURS_ERR_IO;
    }
    const kurs_status status = put_epoch(out, "START_TIME = ", first, 9, "\n");
    return status < 0 ? status : put_epoch(out, "STOP_TIME = ", last, 9, "\nMETA_STOP\n\n");
}

/* The force that rules a segment. */
static const char *what_acts(const kurs_row *first)
{
    if (first->attached) {
        return "attached";
    }
    if (first->flow_kg_s > 0.0) {
        return "under thrust";
    }
    if (has_thrust(first)) {
        return first->phase == KURS_PHASE_parachute ? "set down on the ground"
                                                    : "pushed by springs or docking gear";
    }
    switch (first->phase) {
    case KURS_PHASE_parachute:
        return "under parachute";
    case KURS_PHASE_ascent:
    case KURS_PHASE_entry:
        return "in the air";
    default:
        return "free flight";
    }
}

static kurs_status put_meta(const kurs_record *record, const kurs_oem_header *header,
                            const segment *s, FILE *out)
{
    const kurs_row *first = &record->rows[s->first], *last = &record->rows[s->last];
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "%s, %s: %s", what_acts(first),
             first->attached ? "following the station" : "integrated",
             kurs_phase_name(first->phase));
    if (fputs("\nMETA_START\n", out) == EOF || put_comment(out, text) < 0 ||
        (s->why && put_comment(out, s->why) < 0)) {
        return KURS_ERR_IO;
    }
    return put_span(out, header->object_name, header->object_id, "GCRF", first->t, last->t);
}

/* Whether row i is on the cubic between rows a and b, as a reader would draw it. */
static int on_curve(const kurs_row *a, const kurs_row *b, const kurs_row *row)
{
    const double h = kurs_tai_diff(b->t, a->t), t = kurs_tai_diff(row->t, a->t), u = t / h;
    const kurs_vec3 step = v3_sub(b->s_gcrf.r, a->s_gcrf.r);
    const kurs_vec3 va = v3_scale(h, a->s_gcrf.v), vb = v3_scale(h, b->s_gcrf.v);
    const kurs_vec3 c = v3_sub(v3_scale(3.0, step), v3_axpy(vb, 2.0, va));
    const kurs_vec3 d = v3_axpy(v3_add(va, vb), -2.0, step);
    const kurs_vec3 r = v3_axpy(a->s_gcrf.r, u, v3_axpy(va, u, v3_axpy(c, u, d)));
    const kurs_vec3 v = v3_scale(1.0 / h, v3_axpy(va, u, v3_axpy(v3_scale(2.0, c), 3.0 * u, d)));
    return v3_norm(v3_sub(r, row->s_gcrf.r)) <= THIN_R_M &&
           v3_norm(v3_sub(v, row->s_gcrf.v)) <= THIN_V_M_S;
}

static int all_on_curve(const kurs_record *record, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++) {
        if (!on_curve(&record->rows[from], &record->rows[to], &record->rows[i])) {
            return 0;
        }
    }
    return 1;
}

/* The first row later than row i, up to the end of its segment; `last` where there is none. */
static size_t later_row(const kurs_record *record, size_t i, size_t last)
{
    const kurs_tai t = record->rows[i].t;
    /* epochs rise: of two rows at one instant the first stands, the state is the same */
    for (i++; i < last && kurs_tai_diff(record->rows[i].t, t) < 1e-6; i++) {
    }
    /* nor may a row crowd out the end, which STOP_TIME names */
    return i < last && kurs_tai_diff(record->rows[last].t, record->rows[i].t) < 1e-6 ? last : i;
}

/* The next row that stays: ten seconds on where that leaves no gap of twenty, and sooner where the
 * curve to it would miss a row on the way. */
static size_t next_kept(const kurs_record *record, size_t from, size_t last)
{
    const kurs_tai t = record->rows[from].t;
    size_t best = later_row(record, from, last);
    while (best < last && kurs_tai_diff(record->rows[best].t, t) < THIN_S - 1e-6) {
        const size_t next = later_row(record, best, last);
        if (kurs_tai_diff(record->rows[next].t, t) >= 2.0 * THIN_S ||
            !all_on_curve(record, from, next)) {
            break;
        }
        best = next;
    }
    return best;
}

static kurs_status put_state(const kurs_row *row, FILE *out)
{
    const kurs_status status = put_epoch(out, "", row->t, 9, "");
    if (status < 0) {
        return status;
    }
    const kurs_vec3 r = row->s_gcrf.r, v = row->s_gcrf.v;
    return fprintf(out, " %.9f %.9f %.9f %.12f %.12f %.12f\n", r.x / 1e3, r.y / 1e3, r.z / 1e3,
                   v.x / 1e3, v.y / 1e3, v.z / 1e3) < 0
               ? KURS_ERR_IO
               : KURS_OK;
}

static kurs_status put_states(const kurs_record *record, const segment *s, FILE *out)
{
    kurs_status status = put_state(&record->rows[s->first], out);
    for (size_t i = s->first; status >= 0 && i < s->last;) {
        i = next_kept(record, i, s->last);
        status = put_state(&record->rows[i], out);
    }
    return status;
}

static kurs_status write_oem(const kurs_record *record, const kurs_oem_header *header, FILE *out)
{
    if (!header->object_name) {
        return KURS_ERR_ARGUMENT;
    }
    if (!kurs_oem_holds(record)) {
        return KURS_ERR_NOT_FOUND;
    }
    if (fputs("CCSDS_OEM_VERS = 2.0\nCOMMENT simulated, not observed\n", out) == EOF) {
        return KURS_ERR_IO;
    }
    kurs_status status =
        put_epoch(out, "CREATION_DATE = ", header->created, 3, "\nORIGINATOR = KURS\n");
    segment s = {0};
    for (size_t from = 0; status >= 0 && next_written(record, from, &s); from = s.next) {
        status = put_meta(record, header, &s, out);
        if (status >= 0) {
            status = put_states(record, &s, out);
        }
    }
    if (status < 0) {
        return status;
    }
    return fflush(out) == 0 ? KURS_OK : KURS_ERR_IO;
}

kurs_status kurs_oem_write(const kurs_record *record, const kurs_oem_header *header, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_oem(record, header, out);
        kurs_point_end(&point);
    }
    return status;
}

static kurs_status put_point(const kurs_orbit_point *point, FILE *out)
{
    const double x[] = {point->s.r.x, point->s.r.y, point->s.r.z,
                        point->s.v.x, point->s.v.y, point->s.v.z};
    char text[6 * KURS_KM_TEXT_SIZE + 1];
    char *p = text;
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        *p++ = ' ';
        const size_t n = kurs_km_text(x[i], p);
        if (n == 0) {
            return KURS_ERR_ARGUMENT;
        }
        p += n;
    }
    *p++ = '\n';
    *p = '\0';
    return put_epoch(out, "", point->t, 9, text);
}

/* A comment of several lines. */
static int put_comments(FILE *out, const char *text)
{
    char line[KURS_EVENT_TEXT_SIZE];
    while (*text) {
        const size_t n = strcspn(text, "\n");
        snprintf(line, sizeof line, "%.*s", (int)n, text);
        if (put_comment(out, line) < 0) {
            return -1;
        }
        text += n + (text[n] == '\n');
    }
    return 0;
}

kurs_status kurs_oem_put_segment(kurs_orbit_frame frame, const kurs_state_segment *s,
                                 const char *why, FILE *out)
{
    if (s->count == 0) {
        return KURS_ERR_ARGUMENT;
    }
    if (fputs("\nMETA_START\n", out) == EOF || (s->comment && put_comments(out, s->comment) < 0) ||
        (why && put_comments(out, why) < 0)) {
        return KURS_ERR_IO;
    }
    kurs_status status = put_span(out, s->object_name, s->object_id, kurs_orbit_frame_name(frame),
                                  s->points[0].t, s->points[s->count - 1].t);
    for (size_t i = 0; status >= 0 && i < s->count; i++) {
        if (i > 0 && kurs_tai_diff(s->points[i].t, s->points[i - 1].t) < 1e-9) {
            return KURS_ERR_ARGUMENT;
        }
        status = put_point(&s->points[i], out);
    }
    return status;
}

kurs_status kurs_oem_put_head(const kurs_states *head, FILE *out)
{
    if (fputs("CCSDS_OEM_VERS = 2.0\nCOMMENT propagated, not observed\n", out) == EOF) {
        return KURS_ERR_IO;
    }
    for (size_t i = 0; i < head->caveat_count; i++) {
        if (put_comment(out, head->caveats[i].text) < 0) {
            return KURS_ERR_IO;
        }
    }
    return put_epoch(out, "CREATION_DATE = ", head->created, 3, "\nORIGINATOR = KURS\n");
}
