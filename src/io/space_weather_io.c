/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/space_weather_io.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "io/diag.h"
#include "io/file.h"

#define FILE_LIMIT ((size_t)64 << 20)

enum {
    LINE_LIMIT = 400, /* published rows have up to 180 bytes */
    CELLS_MAX = 64,
    ROWS_MIN = 6,
    ROWS_GROW = 4096,
    YEAR_MIN = 1932, /* ap begins */
    YEAR_MAX = 2100
};

/* X(field, name in the CSV, columns in the text (from 1)) */
#define FIELDS(X)                                                                                  \
    X(date, "DATE", 1, 10)                                                                         \
    X(ap1, "AP1", 47, 50)                                                                          \
    X(ap2, "AP2", 51, 54)                                                                          \
    X(ap3, "AP3", 55, 58)                                                                          \
    X(ap4, "AP4", 59, 62)                                                                          \
    X(ap5, "AP5", 63, 66)                                                                          \
    X(ap6, "AP6", 67, 70)                                                                          \
    X(ap7, "AP7", 71, 74)                                                                          \
    X(ap8, "AP8", 75, 78)                                                                          \
    X(ap_day, "AP_AVG", 79, 82)                                                                    \
    X(f107, "F10.7_OBS", 113, 118)                                                                 \
    X(f107_mean, "F10.7_OBS_CENTER81", 119, 124)

enum {
#define FIELD_ENUM(field, name, from, to) FIELD_##field,
    FIELDS(FIELD_ENUM)
#undef FIELD_ENUM
        FIELD_COUNT,
    FIELD_kind = FIELD_COUNT, /* of the CSV only */
    CELLS_WANTED
};

static const struct field {
    const char *name;
    int from, to;
} fields[CELLS_WANTED] = {
#define FIELD_ROW(field, name, from, to) {name, from, to},
    FIELDS(FIELD_ROW)
#undef FIELD_ROW
        {"F10.7_DATA_TYPE", 0, 0},
};

typedef struct reader {
    const char *name, *text;
    size_t n;
    int line;
    kurs_slice row;
    kurs_slice cells[CELLS_WANTED]; /* of the row */
    int column_of[CELLS_WANTED];    /* of the CSV: which cell of a line, from 0 */
    int predicted;                  /* the row, or the section of the text */
    kurs_diag *diag;
    kurs_weather_row *rows;
    int count, room, first_mjd;
} reader;

/* What a line is to the series. */
typedef enum line_kind { LINE_NONE, LINE_DAY, LINE_LAST } line_kind;

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

/* A cell without blanks at its ends; one that is blank stays where it begins. */
static kurs_slice trimmed(const char *text, size_t n)
{
    const kurs_slice cell = kurs_slice_trim((kurs_slice){text, n});
    return cell.n ? cell : (kurs_slice){text, 0};
}

/* Column of a cell of the present row, from 1. */
static int column(const reader *r, int field)
{
    return (int)(r->cells[field].text - r->row.text) + 1;
}

/* A field in tenths, a multiple of `unit` of them between the limits. */
static kurs_status take(reader *r, int field, int unit, int min, int max, int16_t *out)
{
    double value;
    if (kurs_slice_number(r->cells[field], &value) < 0) {
        return fail(r, KURS_ERR_SYNTAX, column(r, field),
                    r->cells[field].n ? "%s is no number\nwrite one" : "%s is blank\nwrite it",
                    fields[field].name);
    }
    const double tenths = 10.0 * value;
    if (!(tenths >= min && tenths <= max)) {
        return fail(r, KURS_ERR_RANGE, column(r, field), "%s is %g\nit must be from %g to %g",
                    fields[field].name, value, min / 10.0, max / 10.0);
    }
    const long whole = lround(tenths / unit);
    if (fabs(tenths - (double)(whole * unit)) > 1e-6) {
        return fail(r, KURS_ERR_SYNTAX, column(r, field), "%s is %.10g\nit has %s",
                    fields[field].name, value, unit == 1 ? "one decimal" : "no decimals");
    }
    *out = (int16_t)whole;
    return KURS_OK;
}

static int digits(kurs_slice s, size_t from, size_t n)
{
    int value = 0;
    for (size_t i = from; i < from + n; i++) {
        if (s.text[i] < '0' || s.text[i] > '9') {
            return -1;
        }
        value = 10 * value + (s.text[i] - '0');
    }
    return value;
}

/* MJD of a date of the Gregorian calendar; March begins the year, so that a leap day ends it. */
static int mjd_of(int year, int month, int day)
{
    const int y = month > 2 ? year : year - 1, m = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 678882;
}

/* YYYY-MM-DD, in the text with blanks. */
static kurs_status take_date(reader *r, char between, int *mjd)
{
    const kurs_slice s = r->cells[FIELD_date];
    const int formed = s.n == 10 && s.text[4] == between && s.text[7] == between;
    const int year = formed ? digits(s, 0, 4) : -1, month = formed ? digits(s, 5, 2) : -1;
    const int day = formed ? digits(s, 8, 2) : -1;
    if (year < 0 || month < 0 || day < 0) {
        return fail(r, KURS_ERR_SYNTAX, column(r, FIELD_date),
                    "the row does not begin with a date\nwrite YYYY%cMM%cDD", between, between);
    }
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > mjd_of(year + month / 12, month % 12 + 1, 1) - mjd_of(year, month, 1)) {
        return fail(r, KURS_ERR_RANGE, column(r, FIELD_date),
                    "there is no such date as %04d-%02d-%02d\nit must be one of %d to %d", year,
                    month, day, YEAR_MIN, YEAR_MAX);
    }
    *mjd = mjd_of(year, month, day);
    return KURS_OK;
}

static kurs_status take_row(reader *r, kurs_weather_row *row)
{
    kurs_status status = take(r, FIELD_ap_day, 10, 0, 4000, &row->ap_day);
    for (int i = 0; i < 8 && status >= 0; i++) {
        if (r->cells[FIELD_ap1 + i].n == 0) {
            row->ap[i] = row->ap_day;
        } else {
            status = take(r, FIELD_ap1 + i, 10, 0, 4000, &row->ap[i]);
        }
    }
    status = status < 0 ? status : take(r, FIELD_f107, 1, 200, 30000, &row->f107);
    status = status < 0 ? status : take(r, FIELD_f107_mean, 1, 200, 30000, &row->f107_mean);
    row->predicted = (int16_t)r->predicted;
    return status;
}

static kurs_status append(reader *r, int mjd, const kurs_weather_row *row)
{
    if (r->count == 0) {
        r->first_mjd = mjd;
    } else if (mjd != r->first_mjd + r->count) {
        return fail(r, KURS_ERR_RANGE, column(r, FIELD_date),
                    "the row is %d days after the one before\na series has every day, in order",
                    mjd - (r->first_mjd + r->count - 1));
    }
    if (r->count == r->room) {
        kurs_weather_row *grown =
            kurs_resize(r->rows, (size_t)(r->room + ROWS_GROW) * sizeof *r->rows);
        if (!grown) {
            return KURS_ERR_MEMORY;
        }
        r->rows = grown;
        r->room += ROWS_GROW;
    }
    r->rows[r->count++] = *row;
    return KURS_OK;
}

/* ---- CSV --------------------------------------------------------------------------------------
 */

static int is(kurs_slice s, const char *word)
{
    return s.n == strlen(word) && memcmp(s.text, word, s.n) == 0;
}

/* The cells of the row; how many, at most CELLS_MAX + 1. */
static int split(kurs_slice row, kurs_slice cells[CELLS_MAX])
{
    int count = 0;
    size_t from = 0;
    for (size_t i = 0; i <= row.n; i++) {
        if (i < row.n && row.text[i] != ',') {
            continue;
        }
        if (count < CELLS_MAX) {
            cells[count] = trimmed(row.text + from, i - from);
        }
        count++;
        from = i + 1;
        if (count > CELLS_MAX) {
            break;
        }
    }
    return count;
}

/* The line of names says in which column what stands. */
static kurs_status take_names(reader *r)
{
    kurs_slice cells[CELLS_MAX];
    const int count = split(r->row, cells);
    for (int k = 0; k < CELLS_WANTED; k++) {
        r->column_of[k] = -1;
        for (int i = 0; i < count && i < CELLS_MAX; i++) {
            if (is(cells[i], fields[k].name)) {
                r->column_of[k] = i;
                break;
            }
        }
        if (r->column_of[k] < 0) {
            return fail(r, KURS_ERR_SYNTAX, 1, "there is no column %s\ngive CelesTrak's SW-All.csv",
                        fields[k].name);
        }
    }
    return KURS_OK;
}

static kurs_status csv_line(reader *r, line_kind *kind)
{
    kurs_slice cells[CELLS_MAX];
    const int count = split(r->row, cells);
    for (int k = 0; k < CELLS_WANTED; k++) {
        if (r->column_of[k] >= count) {
            return fail(r, KURS_ERR_SYNTAX, (int)r->row.n + 1,
                        "the row is cut after %d cells\nit has %s too", count, fields[k].name);
        }
        r->cells[k] = cells[r->column_of[k]];
    }
    const kurs_slice type = r->cells[FIELD_kind];
    const int monthly = is(type, "PRM");
    r->predicted = is(type, "PRD");
    if (!monthly && !r->predicted && !is(type, "OBS") && !is(type, "INT")) {
        return fail(r, KURS_ERR_SYNTAX, column(r, FIELD_kind),
                    "%s is none that is known\nit is OBS, INT, PRD or PRM",
                    fields[FIELD_kind].name);
    }
    *kind = monthly ? LINE_LAST : LINE_DAY;
    return KURS_OK;
}

/* ---- fixed columns ----------------------------------------------------------------------------
 */

enum { OUTSIDE = -1 }; /* of `predicted`: between sections */

static int begins(kurs_slice row, const char *word)
{
    return row.n >= strlen(word) && memcmp(row.text, word, strlen(word)) == 0;
}

static kurs_status text_line(reader *r, line_kind *kind)
{
    if (begins(r->row, "BEGIN ")) {
        const kurs_slice what = kurs_slice_trim((kurs_slice){r->row.text + 6, r->row.n - 6});
        r->predicted = !is(what, "OBSERVED");
        *kind = is(what, "OBSERVED") || is(what, "DAILY_PREDICTED") ? LINE_NONE : LINE_LAST;
        return KURS_OK;
    }
    if (begins(r->row, "END ")) {
        r->predicted = OUTSIDE;
    }
    if (r->predicted == OUTSIDE) {
        *kind = LINE_NONE; /* keywords and comments */
        return KURS_OK;
    }
    if (r->row.n < (size_t)fields[FIELD_f107_mean].to) {
        return fail(r, KURS_ERR_SYNTAX, (int)r->row.n + 1,
                    "the row is cut after %zu characters\nit has at least %d", r->row.n,
                    fields[FIELD_f107_mean].to);
    }
    for (int k = 0; k < FIELD_COUNT; k++) {
        const size_t from = (size_t)fields[k].from - 1;
        r->cells[k] = trimmed(r->row.text + from, (size_t)fields[k].to - from);
    }
    *kind = LINE_DAY;
    return KURS_OK;
}

/* ---- both -------------------------------------------------------------------------------------
 */

static kurs_status read_line(reader *r, int csv, line_kind *kind)
{
    kurs_weather_row row;
    int mjd = 0;
    if (r->row.n > LINE_LIMIT) {
        return fail(r, KURS_ERR_SYNTAX, LINE_LIMIT + 1,
                    "the line has %zu characters\na row has up to 180", r->row.n);
    }
    kurs_status status = csv ? csv_line(r, kind) : text_line(r, kind);
    if (status < 0 || *kind != LINE_DAY) {
        return status;
    }
    status = take_date(r, csv ? '-' : ' ', &mjd);
    status = status < 0 ? status : take_row(r, &row);
    return status < 0 ? status : append(r, mjd, &row);
}

static kurs_status read_rows(reader *r)
{
    kurs_scan scan;
    kurs_status status = KURS_OK;
    line_kind kind = LINE_NONE;
    int csv = -1; /* not seen yet */
    kurs_scan_init(&scan, r->text, r->n);
    while (status >= 0 && kind != LINE_LAST && kurs_scan_line(&scan, &r->row) >= 0) {
        r->line++;
        if (kurs_slice_trim(r->row).n == 0) {
            continue;
        }
        if (csv < 0) {
            csv = begins(r->row, "DATE,");
            r->predicted = OUTSIDE;
            if (csv && r->row.n <= LINE_LIMIT) {
                status = take_names(r);
                continue;
            }
        }
        status = read_line(r, csv, &kind);
    }
    if (status >= 0 && r->count < ROWS_MIN) {
        r->line = 0;
        status = fail(r, KURS_ERR_RANGE, 0,
                      "%d days of space weather\ngive CelesTrak's SW-All.csv or SW-All.txt of at "
                      "least %d",
                      r->count, ROWS_MIN);
    }
    return status;
}

kurs_status kurs_weather_series_parse(const char *name, const char *text, size_t n,
                                      kurs_weather_series *out, kurs_diag *diag)
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
    *out = (kurs_weather_series){r.first_mjd, r.count, r.rows};
    return KURS_OK;
}

kurs_status kurs_weather_series_read(const char *path, kurs_weather_series *out, kurs_diag *diag)
{
    char *text;
    size_t n;
    static const kurs_file_table table = {"space weather", "give CelesTrak's SW-All.csv",
                                          FILE_LIMIT, LINE_LIMIT};
    kurs_status status = kurs_file_read_table(path, &table, &text, &n, diag);
    if (status < 0) {
        return status;
    }
    status = kurs_weather_series_parse(path, text, n, out, diag);
    kurs_free(text);
    return status;
}

void kurs_weather_series_free(kurs_weather_series *series)
{
    kurs_free((void *)(uintptr_t)series->rows);
    *series = (kurs_weather_series){0, 0, NULL};
}
