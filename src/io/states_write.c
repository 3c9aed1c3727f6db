/* SPDX-License-Identifier: Apache-2.0 */
#include "io/states_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base.h"
#include "kurs/write.h"

enum { DIGITS = 17, SHIFT = 3 };

size_t kurs_km_text(double m, char out[KURS_KM_TEXT_SIZE])
{
    char text[40], digits[DIGITS + 1];
    int n = 0;
    if (!isfinite(m)) {
        return 0;
    }
    snprintf(text, sizeof text, "%.*e", DIGITS - 1, fabs(m));
    const char *c = text;
    for (; *c != 'e'; c++) { /* whatever the locale puts between them */
        if (*c >= '0' && *c <= '9' && n < DIGITS) {
            digits[n++] = *c;
        }
    }
    const int exponent = (int)strtol(c + 1, NULL, 10) - SHIFT;
    while (n > 1 && digits[n - 1] == '0') {
        n--;
    }
    digits[n] = '\0';
    const char *sign = signbit(m) && m != 0.0 ? "-" : "";
    int length = 0;
    if (m == 0.0) {
        length = snprintf(out, KURS_KM_TEXT_SIZE, "0");
    } else if (exponent < -5 || exponent >= DIGITS - 1) {
        length = snprintf(out, KURS_KM_TEXT_SIZE, "%s%c.%se%d", sign, digits[0],
                          n > 1 ? digits + 1 : "0", exponent);
    } else if (exponent < 0) {
        length =
            snprintf(out, KURS_KM_TEXT_SIZE, "%s0.%.*s%s", sign, -exponent - 1, "0000", digits);
    } else if (n <= exponent + 1) {
        length = snprintf(out, KURS_KM_TEXT_SIZE, "%s%s%.*s", sign, digits, exponent + 1 - n,
                          "0000000000000000");
    } else {
        length = snprintf(out, KURS_KM_TEXT_SIZE, "%s%.*s.%s", sign, exponent + 1, digits,
                          digits + exponent + 1);
    }
    return (size_t)length;
}

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

static kurs_status put_csv_row(const char *object, const kurs_orbit_point *point, FILE *out)
{
    const double x[] = {point->s.r.x, point->s.r.y, point->s.r.z,
                        point->s.v.x, point->s.v.y, point->s.v.z};
    char utc[KURS_UTC_TEXT_SIZE], text[6 * KURS_KM_TEXT_SIZE + 8];
    const kurs_status status = utc_text(point->t, utc);
    if (status < 0) {
        return status;
    }
    char *p = text;
    for (size_t i = 0; i < sizeof x / sizeof x[0]; i++) {
        *p++ = ',';
        p += kurs_km_text(x[i], p);
    }
    *p++ = '\n';
    *p = '\0';
    return fprintf(out, "%s,%s%s", object, utc, text) < 0 ? KURS_ERR_IO : KURS_OK;
}

static kurs_status write_csv(const kurs_states *states, FILE *out)
{
    char name[KURS_ORBIT_NAME_SIZE], object[2 * KURS_ORBIT_NAME_SIZE + 3];
    kurs_status status = KURS_OK;
    if (fputs("object,utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s\n", out) == EOF) {
        return KURS_ERR_IO;
    }
    for (size_t i = 0; i < states->segment_count; i++) {
        const kurs_state_segment *s = &states->segments[i];
        (void)quoted(object_text(s, i, name), object);
        for (size_t j = 0; status >= 0 && j < s->count; j++) {
            status = put_csv_row(object, &s->points[j], out);
        }
    }
    if (status < 0) {
        return status;
    }
    return fflush(out) == 0 ? KURS_OK : KURS_ERR_IO;
}

kurs_status kurs_csv_write_states(const kurs_states *states, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_csv(states, out);
        kurs_point_end(&point);
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

static json_t *km(double m)
{
    return isfinite(m) ? json_real(m / 1e3) : json_null();
}

static json_t *vector(kurs_vec3 m)
{
    json_t *array = json_array();
    if (json_array_append_new(array, km(m.x)) || json_array_append_new(array, km(m.y)) ||
        json_array_append_new(array, km(m.z))) {
        json_decref(array);
        return NULL;
    }
    return array;
}

static kurs_status put_json_state(const kurs_orbit_point *point, const char *before, FILE *out)
{
    char utc[KURS_UTC_TEXT_SIZE];
    const kurs_status status = utc_text(point->t, utc);
    if (status < 0) {
        return status;
    }
    json_t *o = json_object();
    if (json_object_set_new(o, "utc", json_string(utc)) ||
        json_object_set_new(o, "r_km", vector(point->s.r)) ||
        json_object_set_new(o, "v_km_s", vector(point->s.v))) {
        json_decref(o);
        o = NULL;
    }
    return dump(o, before, "", out);
}

/* States are written one by one: there may be millions. */
static kurs_status put_json_object(const kurs_states *states, size_t i, FILE *out)
{
    const kurs_state_segment *s = &states->segments[i];
    char name[KURS_ORBIT_NAME_SIZE];
    kurs_status status =
        dump(text_value(object_text(s, i, name)),
             i > 0 ? ",\n    {\"object\": " : "\n    {\"object\": ", ", \"states\": [", out);
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

kurs_status kurs_json_write_states(const kurs_states *states, FILE *out)
{
    kurs_status status = dump(text_value("kurs.propagate/1"), "{\n  \"schema\": ", ",\n", out);
    status = status < 0 ? status
                        : dump(text_value(kurs_orbit_frame_name(states->frame)),
                               "  \"frame\": ", ",\n  \"objects\": [", out);
    for (size_t i = 0; status >= 0 && i < states->segment_count; i++) {
        status = put_json_object(states, i, out);
    }
    if (status >= 0 && fputs("],\n  \"caveats\": [", out) == EOF) {
        status = KURS_ERR_IO;
    }
    for (size_t i = 0; status >= 0 && i < states->caveat_count; i++) {
        status = put_json_caveat(&states->caveats[i], i > 0 ? ",\n    " : "\n    ", out);
    }
    if (status < 0) {
        return status;
    }
    return fputs("]\n}\n", out) == EOF || fflush(out) != 0 ? KURS_ERR_IO : KURS_OK;
}
