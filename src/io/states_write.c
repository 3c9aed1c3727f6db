/* SPDX-License-Identifier: Apache-2.0 */
#include "io/states_write.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "kurs/write.h"

/* Milliseconds, and all nine decimals where these are not enough. */
static kurs_status utc_text(kurs_tai t, char out[KURS_UTC_TEXT_SIZE])
{
    const double ms = t.f * 1e3;
    return kurs_tai_format(t, fabs(ms - floor(ms + 0.5)) < 0.5e-6 ? 3 : 9, out);
}

/* Name, else id, else number in the list. */
static const char *object_text(const kurs_state_segment *s, size_t i,
                               char out[KURS_ORBIT_NAME_SIZE])
{
    if (s->object_name && *s->object_name) {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", s->object_name);
    } else if (s->object_id && *s->object_id) {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%s", s->object_id);
    } else {
        snprintf(out, KURS_ORBIT_NAME_SIZE, "%zu", i + 1);
    }
    return out;
}

/* A field of RFC 4180 on one line. */
static size_t quoted(const char *text, char *out)
{
    char *p = out;
    const int quotes = strpbrk(text, ",\"") != NULL;
    if (quotes) {
        *p++ = '"';
    }
    for (; *text; text++) {
        if (*text == '"') {
            *p++ = '"';
        }
        *p++ = (char)((unsigned char)*text < 0x20 ? '?' : *text);
    }
    if (quotes) {
        *p++ = '"';
    }
    *p = '\0';
    return (size_t)(p - out);
}

/* The end of a row: six figures, each with `before` ahead; NaN is `none`, and a whole number ends
 * in `whole`. */
static char *put_figures(char *at, const kurs_orbit_point *point, const char *const before[6],
                         const char *none, const char *whole)
{
    const double x[] = {point->s.r.x, point->s.r.y, point->s.r.z,
                        point->s.v.x, point->s.v.y, point->s.v.z};
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        at = stpcpy(at, before[i]);
        const size_t n = kurs_km_text(x[i], at);
        at += n;
        if (n == 0) {
            at = stpcpy(at, none);
        } else if (*whole && !memchr(at - n, '.', n)) {
            at = stpcpy(at, whole);
        }
    }
    return at;
}

/* A row of either form is not longer: six figures, an instant, a name with its quotes doubled. */
enum {
    OBJECT_SIZE = 2 * KURS_ORBIT_NAME_SIZE + 3,
    ROW_SIZE = 6 * KURS_KM_TEXT_SIZE + KURS_UTC_TEXT_SIZE + OBJECT_SIZE + 64
};

static kurs_status put_csv_row(const char *object, size_t object_n, const kurs_orbit_point *point,
                               FILE *out)
{
    static const char *const commas[] = {",", ",", ",", ",", ",", ","};
    char utc[KURS_UTC_TEXT_SIZE], row[ROW_SIZE];
    const kurs_status status = utc_text(point->t, utc);
    if (status < 0) {
        return status;
    }
    memcpy(row, object, object_n);
    char *at = row + object_n;
    *at++ = ',';
    at = put_figures(stpcpy(at, utc), point, commas, "", "");
    *at++ = '\n';
    const size_t n = (size_t)(at - row);
    return fwrite(row, 1, n, out) == n ? KURS_OK : KURS_ERR_IO;
}

static kurs_status put_csv_object(const kurs_state_segment *s, size_t i, FILE *out)
{
    char name[KURS_ORBIT_NAME_SIZE], object[OBJECT_SIZE];
    const size_t n = quoted(object_text(s, i, name), object);
    kurs_status status = KURS_OK;
    for (size_t j = 0; status >= 0 && j < s->count; j++) {
        status = put_csv_row(object, n, &s->points[j], out);
    }
    return status;
}

/* A text of which jansson refuses a part that is not UTF-8: then without that. */
static json_t *text_value(const char *s)
{
    json_t *made = json_string(s);
    char plain[KURS_EVENT_TEXT_SIZE];
    size_t n = 0;
    if (made) {
        return made;
    }
    for (; s[n] && n + 1 < sizeof plain; n++) {
        plain[n] = (char)((unsigned char)s[n] < 0x80 ? s[n] : '?');
    }
    plain[n] = '\0';
    return json_string(plain);
}

/* Writes a value and gives it back; NULL is one that could not be made. */
static kurs_status dump(json_t *value, const char *before, const char *after, FILE *out)
{
    kurs_status status = KURS_ERR_MEMORY;
    if (value) {
        const size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(17);
        const int bad = fputs(before, out) == EOF || json_dumpf(value, out, flags) != 0 ||
                        fputs(after, out) == EOF;
        status = bad ? KURS_ERR_IO : KURS_OK;
    }
    json_decref(value);
    return status;
}

static kurs_status put_json_state(const kurs_orbit_point *point, const char *before, FILE *out)
{
    static const char *const keys[] = {"\", \"r_km\": [",  ", ", ", ",
                                       "], \"v_km_s\": [", ", ", ", "};
    char utc[KURS_UTC_TEXT_SIZE], row[ROW_SIZE];
    const kurs_status status = utc_text(point->t, utc);
    if (status < 0) {
        return status;
    }
    char *at = stpcpy(stpcpy(stpcpy(row, before), "{\"utc\": \""), utc);
    at = stpcpy(put_figures(at, point, keys, "null", ".0"), "]}");
    const size_t n = (size_t)(at - row);
    return fwrite(row, 1, n, out) == n ? KURS_OK : KURS_ERR_IO;
}

/* ", "error": {...}" of an object from which states are missing. */
static kurs_status put_json_error(kurs_status missing, const char *why, FILE *out)
{
    json_t *o = json_object();
    if (json_object_set_new(o, "code", text_value(kurs_status_code(missing))) ||
        json_object_set_new(o, "text", text_value(why))) {
        json_decref(o);
        o = NULL;
    }
    return dump(o, ", \"error\": ", "", out);
}

static kurs_status put_json_object(const kurs_state_segment *s, size_t i, kurs_status missing,
                                   const char *why, FILE *out)
{
    char name[KURS_ORBIT_NAME_SIZE];
    kurs_status status = dump(text_value(object_text(s, i, name)),
                              i > 0 ? ",\n    {\"object\": " : "\n    {\"object\": ", "", out);
    if (status >= 0 && s->comment) {
        status = dump(text_value(s->comment), ", \"comment\": ", "", out);
    }
    if (status >= 0 && why) {
        status = put_json_error(missing, why, out);
    }
    if (status >= 0 && fputs(", \"states\": [", out) == EOF) {
        status = KURS_ERR_IO;
    }
    for (size_t j = 0; status >= 0 && j < s->count; j++) {
        status = put_json_state(&s->points[j], j > 0 ? ",\n      " : "\n      ", out);
    }
    return status >= 0 && fputs("]}", out) == EOF ? KURS_ERR_IO : status;
}

static kurs_status put_json_caveat(const kurs_caveat *caveat, const char *before, FILE *out)
{
    json_t *o = json_object();
    if (json_object_set_new(o, "code", text_value(kurs_status_code(caveat->code))) ||
        json_object_set_new(o, "text", text_value(caveat->text)) ||
        json_object_set_new(o, "times", json_integer((json_int_t)caveat->times))) {
        json_decref(o);
        o = NULL;
    }
    return dump(o, before, "", out);
}

static kurs_status put_json_end(const kurs_caveat *caveats, size_t count, FILE *out)
{
    kurs_status status = fputs("],\n  \"caveats\": [", out) == EOF ? KURS_ERR_IO : KURS_OK;
    for (size_t i = 0; status >= 0 && i < count; i++) {
        status = put_json_caveat(&caveats[i], i > 0 ? ",\n    " : "\n    ", out);
    }
    return status >= 0 && fputs("]\n}\n", out) == EOF ? KURS_ERR_IO : status;
}

/* ---- a list as it comes ----------------------------------------------------------------------
 */

kurs_status kurs_states_begin(kurs_states_writer *writer, kurs_states_format format,
                              const kurs_states *head, FILE *out)
{
    kurs_status status = KURS_OK;
    *writer = (kurs_states_writer){.out = out, .format = format, .frame = head->frame};
    switch (format) {
    case KURS_STATES_csv:
        status = fputs("object,utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s\n", out) == EOF
                     ? KURS_ERR_IO
                     : KURS_OK;
        break;
    case KURS_STATES_oem:
        status = kurs_oem_put_head(head, out);
        break;
    case KURS_STATES_json:
        status = dump(text_value("kurs.propagate/1"), "{\n  \"schema\": ", ",\n", out);
        status = status < 0 ? status
                            : dump(text_value(kurs_orbit_frame_name(head->frame)),
                                   "  \"frame\": ", ",\n  \"objects\": [", out);
        break;
    default:
        status = KURS_ERR_ARGUMENT;
        break;
    }
    return status;
}

kurs_status kurs_states_put(kurs_states_writer *writer, const kurs_state_segment *segment,
                            kurs_status missing, const char *why)
{
    const size_t i = writer->count++;
    if (writer->format == KURS_STATES_json) {
        return put_json_object(segment, i, missing, why, writer->out);
    }
    if (segment->count == 0) {
        return KURS_OK;
    }
    return writer->format == KURS_STATES_oem
               ? kurs_oem_put_segment(writer->frame, segment, why, writer->out)
               : put_csv_object(segment, i, writer->out);
}

kurs_status kurs_states_end(kurs_states_writer *writer, const kurs_caveat *caveats, size_t count)
{
    kurs_status status = KURS_OK;
    if (writer->format == KURS_STATES_json) {
        status = put_json_end(caveats, count, writer->out);
    }
    return status >= 0 && fflush(writer->out) != 0 ? KURS_ERR_IO : status;
}

/* ---- whole lists -----------------------------------------------------------------------------
 */

static kurs_status write_states(kurs_states_format format, const kurs_states *states, FILE *out)
{
    kurs_states_writer writer;
    kurs_status status = kurs_states_begin(&writer, format, states, out);
    for (size_t i = 0; status >= 0 && i < states->segment_count; i++) {
        status = kurs_states_put(&writer, &states->segments[i], KURS_OK, NULL);
    }
    return status < 0 ? status : kurs_states_end(&writer, states->caveats, states->caveat_count);
}

kurs_status kurs_csv_write_states(const kurs_states *states, FILE *out)
{
    return write_states(KURS_STATES_csv, states, out);
}

kurs_status kurs_json_write_states(const kurs_states *states, FILE *out)
{
    return write_states(KURS_STATES_json, states, out);
}

kurs_status kurs_oem_write_states(const kurs_states *states, FILE *out)
{
    for (size_t i = 0; i < states->segment_count; i++) {
        if (states->segments[i].count == 0) {
            return KURS_ERR_ARGUMENT;
        }
    }
    return states->segment_count == 0 ? KURS_ERR_ARGUMENT
                                      : write_states(KURS_STATES_oem, states, out);
}
