/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "io/orbit_read.h"
#include "kurs/tle_io.h"

enum { LINE_LENGTH = 69 };

/* Up to three lines of an object: its name, and lines 1 and 2 of the set. */
typedef struct set {
    kurs_slice name, line[2];
    int name_line, number[2];
} set;

static int is_line(kurs_slice line, char which)
{
    return line.n >= 2 && line.text[0] == which && line.text[1] == ' ';
}

/* Columns after 69 are not of the set: some files have comments there. */
static size_t set_length(kurs_slice line)
{
    return line.n < LINE_LENGTH ? line.n : LINE_LENGTH;
}

static void take_set(kurs_orbit_reader *r, const set *s)
{
    const int flags = r->flags & KURS_ORBIT_IGNORE_CHECKSUM ? KURS_TLE_IGNORE_CHECKSUM : 0;
    kurs_text_error error = {.line = 1, .column = 1};
    kurs_orbit_object object =
        kurs_orbit_object_blank(KURS_ORBIT_TLE, s->name_line ? s->name_line : s->number[0]);
    const kurs_status status =
        kurs_tle_parse(s->line[0].text, set_length(s->line[0]), s->line[1].text,
                       set_length(s->line[1]), flags, &object.tle, &error);
    if (status < 0) {
        kurs_orbit_fail(r, status, s->number[error.line == 2], error.column, "%s\n%s", error.what,
                        error.remedy);
        return;
    }
    kurs_orbit_caveat(r, status);
    snprintf(object.name, sizeof object.name, "%.*s", (int)s->name.n, s->name.text);
    snprintf(object.tle.name, sizeof object.tle.name, "%.*s", (int)s->name.n, s->name.text);
    const kurs_slice id = kurs_slice_trim((kurs_slice){s->line[0].text + 9, 8});
    snprintf(object.id, sizeof object.id, "%.*s", (int)id.n, id.text);
    kurs_orbit_add_object(r, &object);
}

/* The next line that says something; a # in its first column is a comment. */
static int next_line(kurs_orbit_reader *r, kurs_scan *scan, kurs_slice *line, int *number)
{
    while (kurs_orbit_line(r, scan, line, number)) {
        if (kurs_slice_trim(*line).n > 0 && line->text[0] != '#') {
            return 1;
        }
    }
    return 0;
}

static void not_a_set(kurs_orbit_reader *r, int number)
{
    if (!kurs_orbit_last_object(r) && r->errors == 0) {
        kurs_orbit_fail(r, KURS_ERR_SYNTAX, number, 1,
                        "this is no orbit that is known here\ngive two-line sets, an OMM (KVN, "
                        "XML, JSON or CSV), an OPM or an OEM (KVN or XML), gzip or not");
        r->stop = 1; /* the rest of a foreign file is of no interest */
    } else {
        kurs_orbit_fail(r, KURS_ERR_SYNTAX, number, 1,
                        "a line that is neither a name nor line 1 of a set\na name is followed "
                        "by the lines 1 and 2");
    }
}

static kurs_slice name_of(kurs_slice line)
{
    line = kurs_slice_trim(line);
    return is_line(line, '0') ? kurs_slice_trim((kurs_slice){line.text + 2, line.n - 2}) : line;
}

void kurs_orbit_read_tle(kurs_orbit_reader *r)
{
    kurs_scan scan;
    kurs_slice line;
    int number;
    set s = {.name = {"", 0}};
    kurs_scan_init(&scan, r->text, r->n);
    while (next_line(r, &scan, &line, &number)) {
        if (!is_line(line, '1')) {
            if (s.name_line || is_line(line, '2')) {
                not_a_set(r, s.name_line ? s.name_line : number);
            }
            const int is_name = !is_line(line, '2');
            s.name = is_name ? name_of(line) : (kurs_slice){"", 0};
            s.name_line = is_name ? number : 0;
            continue;
        }
        s.line[0] = line;
        s.number[0] = number;
        if (!next_line(r, &scan, &s.line[1], &s.number[1])) {
            kurs_orbit_fail(r, KURS_ERR_SYNTAX, number, 1,
                            "the file ends after line 1 of a set\nline 2 follows it");
            return;
        }
        take_set(r, &s);
        s.name = (kurs_slice){"", 0};
        s.name_line = 0;
    }
    if (s.name_line) {
        not_a_set(r, s.name_line);
    }
}
