/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "io/orbit_read.h"

enum { COLUMNS_MAX = 64 };

typedef struct csv {
    kurs_orbit_reader *r;
    kurs_slice names[COLUMNS_MAX];
    int count;
} csv;

/* A field and its place; quotes about it are taken off. */
typedef struct cell {
    kurs_slice text;
    int column;
} cell;

static int take_cell(csv *c, kurs_scan *scan, int number, cell *out)
{
    kurs_scan_skip_blanks(scan);
    if (kurs_scan_expect(scan, '"') < 0) {
        out->column = scan->column;
        out->text = kurs_slice_trim(kurs_scan_until(scan, ","));
        return 1;
    }
    out->column = scan->column;
    out->text = kurs_scan_until(scan, "\"");
    if (kurs_scan_expect(scan, '"') < 0) {
        kurs_orbit_fail(c->r, KURS_ERR_SYNTAX, number, out->column - 1,
                        "a quote that is not closed in its line\nclose it");
        return 0;
    }
    kurs_scan_skip_blanks(scan);
    if (kurs_scan_peek(scan) != ',' && kurs_scan_peek(scan) != KURS_SCAN_END) {
        kurs_orbit_fail(c->r, KURS_ERR_SYNTAX, number, scan->column,
                        "a text behind a closed quote\na comma follows it");
        return 0;
    }
    return 1;
}

/* The cells of a line, at most COLUMNS_MAX; -1 where they are not sound, which is told. */
static int split(csv *c, kurs_slice line, int number, cell cells[COLUMNS_MAX])
{
    kurs_scan scan;
    int count = 0;
    kurs_scan_init(&scan, line.text, line.n);
    for (;;) {
        if (count == COLUMNS_MAX) {
            kurs_orbit_fail(c->r, KURS_ERR_FULL, number, scan.column,
                            "the line has more than %d columns\nleave some out", COLUMNS_MAX);
            return -1;
        }
        if (!take_cell(c, &scan, number, &cells[count])) {
            return -1;
        }
        count++;
        if (kurs_scan_expect(&scan, ',') < 0) {
            return count;
        }
    }
}

static void take_row(csv *c, kurs_slice line, int number)
{
    cell cells[COLUMNS_MAX];
    kurs_orbit_message message;
    const int count = split(c, line, number, cells);
    if (count < 0) {
        return;
    }
    if (count != c->count) {
        kurs_orbit_fail(c->r, KURS_ERR_SYNTAX, number, (int)line.n + 1,
                        "the line has %d fields\nthe first line names %d", count, c->count);
        return;
    }
    kurs_message_begin(&message, c->r, KURS_BLOCK_TABLE, (kurs_slice){"", 0}, number, 1);
    for (int i = 0; i < count; i++) {
        const kurs_orbit_field field = {
            .key = c->names[i], .value = cells[i].text, .line = number, .column = cells[i].column};
        if (field.value.n > 0) { /* empty: as if it were not there */
            kurs_message_field(&message, &field);
        }
    }
    kurs_message_end(&message);
}

static void take_names(csv *c, kurs_slice line, int number)
{
    cell cells[COLUMNS_MAX];
    c->count = split(c, line, number, cells);
    for (int i = 0; i < c->count; i++) {
        c->names[i] = cells[i].text;
    }
    c->r->stop |= c->count < 0;
}

void kurs_orbit_read_csv(kurs_orbit_reader *r)
{
    csv c = {.r = r};
    kurs_scan scan;
    kurs_slice line;
    int number;
    kurs_scan_init(&scan, r->text, r->n);
    while (kurs_orbit_line(r, &scan, &line, &number)) {
        if (kurs_slice_trim(line).n == 0) {
            continue;
        }
        if (c.count == 0) {
            take_names(&c, line, number);
        } else {
            take_row(&c, line, number);
        }
    }
}
