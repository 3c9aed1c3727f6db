/* SPDX-License-Identifier: Apache-2.0 */
/* Times as documents write them, and spans for people. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "cli/watch.h"

#define DAY_S 86400.0

/* Days since 1970-01-01 of a date of the Gregorian calendar, from March on in eras of 400 years. */
static long days_of(int year, int month, int day)
{
    const int y = month > 2 ? year : year - 1;
    const int era = y / 400, of_era = y % 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return 146097L * era + 365L * of_era + of_era / 4 - of_era / 100 + of_year - 719468L;
}

double kurs_watch_unix(const char *utc)
{
    static const char form[] = "0000-00-00T00:00:00";
    int part[6] = {0}, k = 0;
    for (int i = 0; form[i]; i++) {
        if (form[i] == '0' ? !isdigit((unsigned char)utc[i]) : utc[i] != form[i]) {
            return (double)NAN;
        }
        if (form[i] == '0') {
            part[k] = 10 * part[k] + utc[i] - '0';
        } else {
            k++;
        }
    }
    const char *at = utc + sizeof form - 1;
    double fraction = 0.0, digit = 0.1;
    if (*at == '.') {
        for (at++; isdigit((unsigned char)*at) && digit > 1e-10; at++, digit *= 0.1) {
            fraction += (*at - '0') * digit;
        }
    }
    if (strcmp(at, "Z") != 0 || part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > 31 ||
        part[3] > 23 || part[4] > 59 || part[5] > 60 || part[0] < 1) {
        return (double)NAN;
    }
    return (double)days_of(part[0], part[1], part[2]) * DAY_S + 3600.0 * part[3] + 60.0 * part[4] +
           part[5] + fraction;
}

void kurs_watch_utc(double unix_s, char out[KURS_WATCH_TIME_SIZE])
{
    out[0] = '\0';
    if (!(unix_s >= 0.0 && unix_s < 32503680000.0)) {
        return;
    }
    const double ms = floor(unix_s * 1e3 + 0.5);
    long days = (long)floor(ms / (DAY_S * 1e3));
    const long rest = (long)(ms - (double)days * DAY_S * 1e3);
    int year = 1970 + (int)(days / 366);
    while (days_of(year + 1, 1, 1) <= days) {
        year++;
    }
    int month = 1;
    while (month < 12 && days_of(year, month + 1, 1) <= days) {
        month++;
    }
    const unsigned day = (unsigned)(days - days_of(year, month, 1)) + 1, left = (unsigned)rest;
    snprintf(out, KURS_WATCH_TIME_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
             (unsigned)year % 10000, (unsigned)month % 100, day % 100, left / 3600000 % 24,
             left / 60000 % 60, left / 1000 % 60, left % 1000);
}

/* Of at least 0 and less than 1e12 s. */
static void format_span(double whole, char out[KURS_WATCH_TIME_SIZE])
{
    const int days = (int)(whole / DAY_S);
    const int rest = (int)(whole - (double)days * DAY_S);
    char clock[16], day[16] = "";
    if (days > 0) {
        snprintf(day, sizeof day, "%dd ", days);
    }
    snprintf(clock, sizeof clock, "%02d:%02d:%02d", rest / 3600 % 24, rest / 60 % 60, rest % 60);
    snprintf(out, KURS_WATCH_TIME_SIZE, "%s%s", day, clock);
}

void kurs_watch_span(double s, char out[KURS_WATCH_TIME_SIZE])
{
    if (!(fabs(s) < 1e12)) {
        snprintf(out, KURS_WATCH_TIME_SIZE, "-");
        return;
    }
    format_span(floor(fabs(s)), out);
}

void kurs_watch_met(double s, char out[KURS_WATCH_TIME_SIZE])
{
    if (!(fabs(s) < 1e12)) {
        snprintf(out, KURS_WATCH_TIME_SIZE, "T -");
        return;
    }
    out[0] = 'T';
    out[1] = s < 0.0 ? '-' : '+';
    char span[KURS_WATCH_TIME_SIZE];
    format_span(s < 0.0 ? ceil(-s) : floor(s), span);
    snprintf(out + 2, KURS_WATCH_TIME_SIZE - 2, "%.*s", KURS_WATCH_TIME_SIZE - 3, span);
}
