/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/tle_io.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "io/diag.h"
#include "math/math.h"

enum { LINE_LENGTH = 69 };

/* The set while it is read: both lines are known to hold 69 bytes. */
typedef struct reader {
    const char *line[2];
    kurs_text_error *error;
    kurs_status status; /* of the first error */
} reader;

KURS_PRINTF(5, 6)
static void fail(reader *r, kurs_status status, int line, int column, const char *format, ...)
{
    if (r->status < 0) {
        return;
    }
    r->status = status;
    if (r->error) {
        kurs_text_error *e = r->error;
        va_list args;
        va_start(args, format);
        *e = (kurs_text_error){.status = status, .line = line, .column = column};
        kurs_diag_fill(e->what, e->remedy, format, args);
        va_end(args);
    }
}

int kurs_tle_checksum(const char *line, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n && i < LINE_LENGTH - 1; i++) {
        if (line[i] >= '0' && line[i] <= '9') {
            sum += line[i] - '0';
        } else if (line[i] == '-') {
            sum++;
        }
    }
    return sum % 10;
}

static kurs_slice columns(const reader *r, int line, int from, int to)
{
    return (kurs_slice){r->line[line - 1] + from - 1, (size_t)(to - from + 1)};
}

static int printable(char c)
{
    return c >= ' ' && c <= '~' ? c : '?';
}

/* What holds for a line before its fields are looked at. */
static void check_line(reader *r, int line, size_t n, int flags)
{
    const char *text = r->line[line - 1];
    if (n < LINE_LENGTH) {
        fail(r, KURS_ERR_SYNTAX, line, (int)n + 1,
             "line %d of the two-line set has %zu characters\nit must have 69", line, n);
        return;
    }
    for (size_t i = LINE_LENGTH; i < n && !(flags & KURS_TLE_IGNORE_TRAILING); i++) {
        if (text[i] != ' ' && text[i] != '\t') {
            fail(r, KURS_ERR_SYNTAX, line, LINE_LENGTH + 1,
                 "line %d of the two-line set goes on after its checksum\nit must end with "
                 "column 69",
                 line);
            return;
        }
    }
    if (text[0] != '0' + line || text[1] != ' ') {
        fail(r, KURS_ERR_SYNTAX, line, 1,
             "line %d of the two-line set begins with '%c%c'\nit must begin with '%d '", line,
             printable(text[0]), printable(text[1]), line);
        return;
    }
    const int sum = kurs_tle_checksum(text, n);
    if (!(flags & KURS_TLE_IGNORE_CHECKSUM) && text[LINE_LENGTH - 1] != '0' + sum) {
        fail(r, KURS_ERR_CHECKSUM, line, LINE_LENGTH,
             "the checksum of line %d is '%c' but its characters give %d\ncopy the line again "
             "from its source",
             line, printable(text[LINE_LENGTH - 1]), sum);
    }
}

/* 1 where a field has no character but digits, points and signs: fixed columns know no exponent. */
static int plain(kurs_slice field)
{
    for (size_t i = 0; i < field.n; i++) {
        const char c = field.text[i];
        if (!(c >= '0' && c <= '9') && c != '.' && c != '+' && c != '-') {
            return 0;
        }
    }
    return 1;
}

/* A decimal number in its columns, blanks around it allowed. After a failure the answer is min,
 * so that what is computed from it stays in range. */
static double number(reader *r, int line, int from, int to, const char *what, double min,
                     double max)
{
    const kurs_slice field = kurs_slice_trim(columns(r, line, from, to));
    double value = 0.0;
    if (!plain(field) || kurs_slice_number(field, &value) < 0) {
        fail(r, KURS_ERR_SYNTAX, line, from, "%s in columns %d to %d is not a number\nwrite one",
             what, from, to);
        return min;
    }
    if (!(value >= min && value <= max)) {
        fail(r, KURS_ERR_RANGE, line, from, "%s is %.10g\nit must be from %.6g to %.6g", what,
             value, min, max);
        return min;
    }
    return value;
}

/* The same for a whole number. */
static int whole_number(reader *r, int line, int from, int to, const char *what, int min, int max)
{
    const double value = number(r, line, from, to, what, min, max);
    if (value != (int)value) {
        fail(r, KURS_ERR_SYNTAX, line, from,
             "%s in columns %d to %d is not a whole number\nwrite digits only", what, from, to);
    }
    return (int)value;
}

/* Digits after an unwritten decimal point, as of the eccentricity. */
static double fraction(reader *r, int line, int from, int to, const char *what)
{
    const kurs_slice field = columns(r, line, from, to);
    char text[24] = {0};
    double value = 0.0;
    size_t digits = 0;
    snprintf(text, sizeof text, ".%.*s", (int)field.n, field.text);
    while (digits < field.n && field.text[digits] >= '0' && field.text[digits] <= '9') {
        digits++;
    }
    if (field.n == 0 || digits < field.n ||
        kurs_slice_number((kurs_slice){text, field.n + 1}, &value) < 0) {
        fail(r, KURS_ERR_SYNTAX, line, from,
             "%s in columns %d to %d is not digits only\nwrite them without the decimal point",
             what, from, to);
    }
    return value;
}

/* " 12345-6" is 0.12345e-6: eight columns with unwritten point and 'e'. */
static double exponential(reader *r, int line, int from, const char *what)
{
    const char *f = columns(r, line, from, from + 7).text;
    char text[24] = {0};
    double value = 0.0;
    const int sign_ok = f[0] == ' ' || f[0] == '+' || f[0] == '-';
    const int exponent_ok = f[6] == '+' || f[6] == '-';
    snprintf(text, sizeof text, "%c.%.5se%.2s", f[0] == '-' ? '-' : '+', f + 1, f + 6);
    if (!sign_ok || !exponent_ok || kurs_slice_number((kurs_slice){text, 10}, &value) < 0) {
        fail(r, KURS_ERR_SYNTAX, line, from,
             "%s in columns %d to %d is not of the form ' 12345-6'\nwrite five digits, a sign "
             "and one digit",
             what, from, from + 7);
    }
    return value;
}

/* Five digits, or a letter (not I, O) for the first two digits 10 to 33 and four digits. */
static int catalogue(reader *r, int line)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    const kurs_slice field = columns(r, line, 3, 7);
    const char *letter = field.text[0] ? strchr(letters, field.text[0]) : NULL;
    int64_t value = 0;
    int high = 0;
    kurs_slice digits = kurs_slice_trim(field);
    if (letter) {
        high = 10000 * (10 + (int)(letter - letters));
        digits = (kurs_slice){field.text + 1, 4};
    }
    if (kurs_slice_integer(digits, &value) < 0 || value < 0 || digits.text[0] == '+' ||
        digits.text[0] == '-') {
        fail(r, KURS_ERR_SYNTAX, line, 3,
             "the catalogue number '%c%c%c%c%c' is not one\nwrite five digits, or a letter other "
             "than I and O and four digits",
             printable(field.text[0]), printable(field.text[1]), printable(field.text[2]),
             printable(field.text[3]), printable(field.text[4]));
    }
    return high + (int)value;
}

static int leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Year and day of the year with its fraction to an instant. */
static kurs_tai epoch(reader *r)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    kurs_tai t = {0, 0.0};
    const int yy = whole_number(r, 1, 19, 20, "the epoch year", 0, 99);
    const int year = yy < 57 ? 2000 + yy : 1900 + yy;
    int day = whole_number(r, 1, 21, 23, "the epoch day", 1, leap(year) ? 366 : 365);
    const double seconds =
        86400.0 * number(r, 1, 24, 32, "the fraction of the epoch day", 0.0, 1.0);
    if (r->status < 0) {
        return t;
    }
    int month = 0;
    while (day > lengths[month] + (month == 1 && leap(year))) {
        day -= lengths[month] + (month == 1 && leap(year));
        month++;
    }
    kurs_utc utc = {year, month + 1, day, 0, 0, 0.0};
    utc.hour = (int)(seconds / 3600.0);
    utc.minute = (int)((seconds - 3600.0 * utc.hour) / 60.0);
    utc.second = seconds - 3600.0 * utc.hour - 60.0 * utc.minute;
    const kurs_status status = kurs_tai_from_utc(&utc, &t);
    if (status < 0) {
        fail(r, KURS_ERR_RANGE, 1, 19, "the epoch is not a date that can be used\nyears 1972 on");
    } else if (r->status == KURS_OK) {
        r->status = status;
    }
    return t;
}

static void read_line1(reader *r, kurs_tle *tle)
{
    tle->catalog_number = catalogue(r, 1);
    tle->epoch = epoch(r);
    tle->ndot_2 = number(r, 1, 34, 43, "the first derivative of the mean motion", -1.0, 1.0);
    (void)exponential(r, 1, 45, "the second derivative of the mean motion");
    tle->bstar = exponential(r, 1, 54, "the drag term B*");
    if (r->line[0][62] == '4') {
        fail(r, KURS_ERR_UNSUPPORTED, 1, 63,
             "ephemeris type 4 is of SGP4-XP, which is another theory\ngive a set made for SGP4 "
             "(type 0)");
    }
}

static void read_line2(reader *r, kurs_tle *tle)
{
    const int number2 = catalogue(r, 2);
    if (number2 != tle->catalog_number) {
        fail(r, KURS_ERR_SYNTAX, 2, 3,
             "line 2 is of object %d but line 1 of object %d\ntake both lines from one set",
             number2, tle->catalog_number);
    }
    tle->inc = KURS_DEG * number(r, 2, 9, 16, "the inclination", 0.0, 180.0);
    tle->node = KURS_DEG * number(r, 2, 18, 25, "the node", 0.0, 360.0);
    tle->ecc = fraction(r, 2, 27, 33, "the eccentricity");
    tle->argp = KURS_DEG * number(r, 2, 35, 42, "the argument of perigee", 0.0, 360.0);
    tle->mean_anomaly = KURS_DEG * number(r, 2, 44, 51, "the mean anomaly", 0.0, 360.0);
    tle->mean_motion =
        2.0 * KURS_PI / 86400.0 * number(r, 2, 53, 63, "the mean motion", 1e-6, 20.0);
}

kurs_status kurs_tle_parse(const char *line1, size_t n1, const char *line2, size_t n2, int flags,
                           kurs_tle *out, kurs_text_error *error)
{
    reader r = {{line1, line2}, error, KURS_OK};
    kurs_tle tle;
    memset(&tle, 0, sizeof tle);
    check_line(&r, 1, n1, flags);
    check_line(&r, 2, n2, flags);
    if (r.status == KURS_OK) {
        read_line1(&r, &tle);
    }
    if (r.status >= KURS_OK) {
        read_line2(&r, &tle);
    }
    if (r.status >= KURS_OK) {
        *out = tle;
    }
    return r.status;
}
