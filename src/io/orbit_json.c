/* SPDX-License-Identifier: Apache-2.0 */
/* An object, or an array of them. The array is walked here and jansson sees one object at a time,
 * so that memory does not grow with the file. */
#include <string.h>

#include <jansson.h>

#include "io/diag.h"
#include "io/orbit_read.h"

enum { VALUE_ROOM = 512, KEY_ROOM = 64 };

typedef struct reader {
    kurs_orbit_reader *r;
    kurs_scan scan;
} reader;

static void skip_blanks(kurs_scan *scan)
{
    int c = kurs_scan_peek(scan);
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        (void)kurs_scan_next(scan);
        c = kurs_scan_peek(scan);
    }
}

/* Moves to the value of a key, from where the one before it was found: for messages only, so a key
 * that is written with escapes is told at the place of the one before it. */
static void move_to_value(kurs_scan *place, size_t end, const char *key)
{
    const size_t n = strlen(key);
    kurs_scan at = *place;
    while (at.at + n + 2 < end) {
        const char *text = at.text + at.at;
        if (text[0] == '"' && text[n + 1] == '"' && memcmp(text + 1, key, n) == 0) {
            while (at.at < end && kurs_scan_peek(&at) != ':') {
                (void)kurs_scan_next(&at);
            }
            (void)kurs_scan_next(&at);
            skip_blanks(&at);
            *place = at;
            return;
        }
        (void)kurs_scan_next(&at);
    }
}

static void take_field(kurs_orbit_message *m, const char *key, const json_t *value,
                       const kurs_scan *place)
{
    char room[VALUE_ROOM];
    kurs_orbit_field field = {
        .key = {key, strlen(key)}, .line = place->line, .column = place->column};
    if (json_is_null(value)) {
        return; /* as if it were not there */
    }
    if (json_is_array(value) || json_is_object(value)) {
        field.value = (kurs_slice){"a list", 6}; /* no number, no epoch, no name of anything */
    } else if (json_is_string(value)) {
        field.value = (kurs_slice){json_string_value(value), json_string_length(value)};
    } else {
        const size_t n = json_dumpb(value, room, sizeof room,
                                    JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
        field.value = (kurs_slice){room, n < sizeof room ? n : sizeof room};
    }
    kurs_message_field(m, &field);
}

static void take_object(reader *j, json_t *object, size_t end)
{
    kurs_orbit_message message;
    kurs_scan place = j->scan;
    const char *key;
    json_t *value;
    kurs_message_begin(&message, j->r, KURS_BLOCK_TABLE, (kurs_slice){"", 0}, j->scan.line,
                       j->scan.column);
    json_object_foreach(object, key, value)
    {
        move_to_value(&place, end, key);
        take_field(&message, key, value, &place);
    }
    kurs_message_end(&message);
}

static void tell_error(reader *j, const json_error_t *error, int was_cut)
{
    const int line = j->scan.line + (error->line > 0 ? error->line - 1 : 0);
    const int column = error->line > 1 ? error->column : j->scan.column + error->column - 1;
    const enum json_error_code code = json_error_code(error);
    if (code == json_error_out_of_memory) {
        kurs_orbit_fail(j->r, KURS_ERR_MEMORY, 0, 0, "out of memory\nfree some and try again");
    } else if (was_cut) {
        kurs_orbit_fail(j->r, KURS_ERR_SYNTAX, j->scan.line, j->scan.column,
                        "the object that begins here is longer than %d bytes or has no end\nmean "
                        "elements need a few hundred",
                        KURS_ORBIT_JSON_MAX);
    } else {
        kurs_orbit_fail(j->r, KURS_ERR_SYNTAX, line, column > 0 ? column : 1,
                        "the JSON is wrong here: %s\nrepair it or fetch it again", error->text);
    }
    j->r->stop = 1; /* where the next object begins is not known */
}

/* Takes one object and moves past it. */
static void next_object(reader *j)
{
    json_error_t error;
    const size_t rest = j->scan.n - j->scan.at;
    const size_t n = rest < KURS_ORBIT_JSON_MAX ? rest : KURS_ORBIT_JSON_MAX;
    json_t *object = json_loadb(j->scan.text + j->scan.at, n,
                                JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &error);
    if (!object) {
        tell_error(j, &error, n < rest && error.position >= (int)n - 1);
        return;
    }
    if (!json_is_object(object)) {
        kurs_orbit_fail(j->r, KURS_ERR_SCHEMA, j->scan.line, j->scan.column,
                        "an array within the array\nan object of an OMM stands there");
        j->r->stop = 1;
    } else {
        const size_t end = j->scan.at + (size_t)error.position;
        take_object(j, object, end);
        while (j->scan.at < end) {
            (void)kurs_scan_next(&j->scan);
        }
    }
    json_decref(object);
}

static void expected(reader *j, const char *what)
{
    if (!j->r->stop) {
        kurs_orbit_fail(j->r, KURS_ERR_SYNTAX, j->scan.line, j->scan.column,
                        "the JSON is wrong or ends here\n%s is to follow", what);
        j->r->stop = 1;
    }
}

void kurs_orbit_read_json(kurs_orbit_reader *r)
{
    reader j = {.r = r};
    kurs_scan_init(&j.scan, r->text, r->n);
    skip_blanks(&j.scan);
    const int is_array = kurs_scan_expect(&j.scan, '[') >= 0;
    skip_blanks(&j.scan);
    if (!is_array || kurs_scan_peek(&j.scan) != ']') {
        next_object(&j);
        skip_blanks(&j.scan);
    }
    while (is_array && !r->stop && kurs_scan_expect(&j.scan, ',') >= 0) {
        skip_blanks(&j.scan);
        next_object(&j);
        skip_blanks(&j.scan);
    }
    if (is_array && kurs_scan_expect(&j.scan, ']') < 0) {
        expected(&j, "',' and the next object, or ']',");
    }
    skip_blanks(&j.scan);
    if (kurs_scan_peek(&j.scan) != KURS_SCAN_END) {
        expected(&j, "nothing");
    }
}
