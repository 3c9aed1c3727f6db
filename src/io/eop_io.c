/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/eop_io.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "io/diag.h"
#include "io/file.h"

#define FILE_LIMIT ((size_t)64 << 20)
#define LINE_LIMIT 400 /* published rows have 185 or 187 bytes */

enum { SHORTEST = 68, WITH_OFFSETS = 125, ROWS_MIN = 4, ROWS_GROW = 4096 };

/* A field: its columns (from 1), name, factor to the row's integer and the largest value. */
typedef struct field {
    int from, to;
    const char *name;
    double factor, limit;
} field;

static const field mjd_field = {8, 15, "the modified Julian date", 1.0, 1e6};
static const field x_field = {19, 27, "the pole's x", 1e6, 2.0};
static const field y_field = {38, 46, "the pole's y", 1e6, 2.0};
static const field ut1_field = {59, 68, "UT1-UTC", 1e7, 1.0};
static const field dx_field = {98, 106, "dX", 1e3, 100.0};
static const field dy_field = {117, 125, "dY", 1e3, 100.0};

typedef struct reader {
    const char *name;
    const char *text;
    size_t n;
    int line;
    kurs_slice row;
    kurs_diag *diag;
    kurs_eop_row *rows;
    int count, room, first_mjd;
} reader;

KURS_PRINTF(4, 5)
static kurs_status fail(reader *r, kurs_status status, int column, const char *format, ...)
{
    const kurs_diag_place place = {r->name, r->text, r->n, r->line, column};
    va_list args;
    va_start(args, format);
    kurs_diag_tell(r->diag, &place, status, format, args);
    va_end(args);
    return status;
}

static kurs_slice columns(const reader *r, const field *f)
{
    const size_t from = (size_t)f->from - 1, to = (size_t)f->to;
    if (r->row.n < to) {
        return (kurs_slice){"", 0};
    }
    return kurs_slice_trim((kurs_slice){r->row.text + from, to - from});
}

/* A field as an integer of its unit. */
static kurs_status take(reader *r, const field *f, int32_t *out)
{
    double value;
    const kurs_slice slice = columns(r, f);
    if (kurs_slice_number(slice, &value) < 0) {
        return fail(r, KURS_ERR_SYNTAX, f->from, "%s is no number\nit stands in columns %d to %d",
                    f->name, f->from, f->to);
    }
    if (!(fabs(value) <= f->limit)) {
        return fail(r, KURS_ERR_RANGE, f->from, "%s is %g\nit must be within %g", f->name, value,
                    f->limit);
    }
    *out = (int32_t)lround(value * f->factor);
    return KURS_OK;
}

static kurs_status take_row(reader *r, int *mjd, kurs_eop_row *row)
{
    const char pole = r->row.text[16], ut1 = r->row.text[57];
    int32_t day = 0;
    if ((pole != 'I' && pole != 'P') || (ut1 != 'I' && ut1 != 'P')) {
        return fail(r, KURS_ERR_SYNTAX, pole != 'I' && pole != 'P' ? 17 : 58,
                    "a row that is neither observed nor predicted\ncolumns 17 and 58 hold I or P");
    }
    kurs_status status = take(r, &mjd_field, &day);
    status = status < 0 ? status : take(r, &x_field, &row->xp);
    status = status < 0 ? status : take(r, &y_field, &row->yp);
    status = status < 0 ? status : take(r, &ut1_field, &row->ut1_utc);
    if (status >= 0 && r->row.n >= WITH_OFFSETS && columns(r, &dx_field).n > 0) {
        status = take(r, &dx_field, &row->dx);
        status = status < 0 ? status : take(r, &dy_field, &row->dy);
    } else if (status >= 0 && r->count > 0) {
        row->dx = r->rows[r->count - 1].dx;
        row->dy = r->rows[r->count - 1].dy;
    }
    row->predicted = pole == 'P' || ut1 == 'P';
    *mjd = day;
    return status;
}

static kurs_status append(reader *r, int mjd, const kurs_eop_row *row)
{
    if (r->count == 0) {
        r->first_mjd = mjd;
    } else if (mjd != r->first_mjd + r->count) {
        return fail(r, KURS_ERR_RANGE, mjd_field.from,
                    "day %d follows day %d\na series has every day, in order", mjd,
                    r->first_mjd + r->count - 1);
    }
    if (r->count == r->room) {
        kurs_eop_row *grown = kurs_resize(r->rows, (size_t)(r->room + ROWS_GROW) * sizeof *r->rows);
        if (!grown) {
            return KURS_ERR_MEMORY;
        }
        r->rows = grown;
        r->room += ROWS_GROW;
    }
    r->rows[r->count++] = *row;
    return KURS_OK;
}

/* Rows for which nothing is predicted yet have only a date: there the series ends. */
static int is_end(const reader *r)
{
    return columns(r, &x_field).n == 0 && columns(r, &ut1_field).n == 0;
}

static kurs_status read_rows(reader *r)
{
    kurs_scan scan;
    kurs_status status = KURS_OK;
    kurs_scan_init(&scan, r->text, r->n);
    while (status >= 0 && kurs_scan_line(&scan, &r->row) >= 0) {
        kurs_eop_row row = {0, 0, 0, 0, 0, 0};
        int mjd = 0;
        r->line++;
        if (kurs_slice_trim(r->row).n == 0) {
            continue;
        }
        if (r->row.n > LINE_LIMIT) {
            return fail(r, KURS_ERR_SYNTAX, LINE_LIMIT + 1,
                        "the line has %zu characters\na row of finals2000A has 187", r->row.n);
        }
        if (r->row.n < (size_t)mjd_field.to || (r->row.n < SHORTEST && !is_end(r))) {
            return fail(r, KURS_ERR_SYNTAX, (int)r->row.n + 1,
                        "the row is cut after %zu characters\nit has at least %d", r->row.n,
                        SHORTEST);
        }
        if (is_end(r)) {
            break;
        }
        status = take_row(r, &mjd, &row);
        status = status < 0 ? status : append(r, mjd, &row);
    }
    if (status >= 0 && r->count < ROWS_MIN) {
        r->line = 0;
        status = fail(r, KURS_ERR_RANGE, 0,
                      "%d days of Earth orientation\ngive a file finals2000A of at least %d",
                      r->count, ROWS_MIN);
    }
    return status;
}

kurs_status kurs_eop_series_parse(const char *name, const char *text, size_t n,
                                  kurs_eop_series *out, kurs_diag *diag)
{
    reader r = {.name = name, .text = text, .n = n, .diag = diag};
    const kurs_status status = read_rows(&r);
    if (status < 0) {
        kurs_free(r.rows);
        if (status == KURS_ERR_MEMORY) {
            r.line = 0;
            return fail(&r, status, 0, "out of memory\nfree some and try again");
        }
        return status;
    }
    *out = (kurs_eop_series){r.first_mjd, r.count, r.rows};
    return KURS_OK;
}

kurs_status kurs_eop_series_read(const char *path, kurs_eop_series *out, kurs_diag *diag)
{
    char *text;
    size_t n;
    static const kurs_file_table table = {"Earth orientation", "give a file finals2000A",
                                          FILE_LIMIT, LINE_LIMIT};
    kurs_status status = kurs_file_read_table(path, &table, &text, &n, diag);
    if (status < 0) {
        return status;
    }
    status = kurs_eop_series_parse(path, text, n, out, diag);
    kurs_free(text);
    return status;
}

void kurs_eop_series_free(kurs_eop_series *series)
{
    kurs_free((void *)(uintptr_t)series->rows);
    *series = (kurs_eop_series){0, 0, NULL};
}
