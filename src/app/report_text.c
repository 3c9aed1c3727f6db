/* SPDX-License-Identifier: Apache-2.0 */
#include "app/report_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "kurs/frames.h"
#include "math/math.h"

void kurs_put_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        const size_t step = kurs_utf8_step(text);
        switch (*text) {
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '&':
            fputs("&amp;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        case '\t':
        case '\n':
        case '\r':
            fputs(" ", out);
            break;
        default:
            if (step > 0) {
                (void)fwrite(text, 1, step, out); /* a failure stays with the stream */
            } else {
                fputs("&#xFFFD;", out);
            }
        }
        text += step > 0 ? step : 1;
    }
}

const char *kurs_number(double value, int decimals, char out[KURS_NUMBER_SIZE])
{
    char plain[40];
    if (!isfinite(value) || fabs(value) >= 1e15) {
        snprintf(out, KURS_NUMBER_SIZE, "\xe2\x80\x93");
        return out;
    }
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    const size_t sign = plain[0] == '-';
    const int zero = strspn(plain + sign, "0.") == strlen(plain + sign);
    const size_t whole = strcspn(plain + sign, ".");
    size_t n = 0;
    if (sign && !zero) {
        n = (size_t)snprintf(out, KURS_NUMBER_SIZE, "\xe2\x88\x92");
    }
    for (size_t i = 0; plain[sign + i] != '\0' && n + 5 < KURS_NUMBER_SIZE; i++) {
        if (whole > 4 && i > 0 && i < whole && (whole - i) % 3 == 0) {
            n += (size_t)snprintf(out + n, KURS_NUMBER_SIZE - n, "\xe2\x80\xaf");
        }
        out[n++] = plain[sign + i];
    }
    out[n] = '\0';
    return out;
}

const char *kurs_date_text(kurs_tai t, int decimals, char out[KURS_DATE_SIZE])
{
    char iso[KURS_UTC_TEXT_SIZE];
    if (kurs_tai_format(t, decimals, iso) < 0 || strlen(iso) < 20) {
        snprintf(out, KURS_DATE_SIZE, "\xe2\x80\x93");
        return out;
    }
    iso[10] = ' ';
    iso[strlen(iso) - 1] = '\0'; /* the Z: the heads of tables say UTC */
    snprintf(out, KURS_DATE_SIZE, "%s", iso);
    return out;
}

const char *kurs_met_text(double met_s, char out[KURS_DATE_SIZE])
{
    if (!isfinite(met_s) || fabs(met_s) > 1e12) {
        snprintf(out, KURS_DATE_SIZE, "\xe2\x80\x93");
        return out;
    }
    const double tenths = floor(fabs(met_s) * 10.0 + 0.5);
    const char *sign = met_s < 0.0 && tenths > 0.0 ? "\xe2\x88\x92" : "+";
    const long long whole = (long long)(tenths / 10.0);
    const long long day = whole / 86400, hour = whole / 3600 % 24, minute = whole / 60 % 60;
    const int tenth = (int)(tenths - 10.0 * (double)whole);
    char days[24] = "";
    if (day > 0) {
        snprintf(days, sizeof days, "%lld d ", day);
    }
    snprintf(out, KURS_DATE_SIZE,
             day > 0 ? "T%s %s%02lld:%02lld:%02lld.%d" : "T%s %s%lld:%02lld:%02lld.%d", sign, days,
             hour, minute, whole % 60, tenth);
    return out;
}

const char *kurs_span_text(double span_s, char out[KURS_DATE_SIZE])
{
    const double span = isfinite(span_s) ? fabs(span_s) : 0.0;
    const char *sign = span_s < 0.0 ? "\xe2\x88\x92" : "";
    if (span < 60.0) {
        snprintf(out, KURS_DATE_SIZE, "%s%.1f\xc2\xa0s", sign, span);
    } else if (span < 3600.0) {
        const long s = lround(span);
        snprintf(out, KURS_DATE_SIZE, "%s%ld\xc2\xa0min %ld\xc2\xa0s", sign, s / 60, s % 60);
    } else if (span < 4.0 * 86400.0) {
        const long m = lround(span / 60.0);
        snprintf(out, KURS_DATE_SIZE, "%s%ld\xc2\xa0h %ld\xc2\xa0min", sign, m / 60, m % 60);
    } else {
        const long h = lround(fmin(span, 1e11) / 3600.0);
        snprintf(out, KURS_DATE_SIZE,
                 "%s%ld\xc2\xa0"
                 "d %ld\xc2\xa0h",
                 sign, h / 24, h % 24);
    }
    return out;
}

const char *kurs_place_text(double lat, double lon, char out[KURS_DATE_SIZE])
{
    if (!isfinite(lat) || !isfinite(lon)) {
        snprintf(out, KURS_DATE_SIZE, "\xe2\x80\x93");
        return out;
    }
    const double east = kurs_wrap_pi(lon) / KURS_DEG;
    snprintf(out, KURS_DATE_SIZE, "%.3f\xc2\xb0 %c %.3f\xc2\xb0 %c", fabs(lat / KURS_DEG),
             lat < 0.0 ? 'S' : 'N', fabs(east), east < 0.0 ? 'W' : 'E');
    return out;
}

double kurs_report_distance(double lat_a, double lon_a, double lat_b, double lon_b)
{
    return kurs_geodetic_distance((kurs_geodetic){lat_a, lon_a, 0.0},
                                  (kurs_geodetic){lat_b, lon_b, 0.0});
}

/* ---- what a record holds ---- */

kurs_milestones kurs_report_milestones(const kurs_record *record)
{
    kurs_milestones m = {0};
    m.scrub = kurs_record_event(record, "scrub", 0);
    m.liftoff = kurs_record_event(record, "liftoff", 0);
    m.insertion = kurs_record_event(record, "insertion", 0);
    m.contact = kurs_record_event(record, "docking_contact", 0);
    m.hatch = kurs_record_event(record, "hatch_open", 0);
    m.undocking = kurs_record_event(record, "undocking", 0);
    m.deorbit = kurs_record_event(record, "deorbit_burn", 0);
    m.entry = kurs_record_event(record, "entry_interface", 0);
    m.parachute = kurs_record_event(record, "parachute", 0);
    m.landing = kurs_record_event(record, "landing", 0);
    return m;
}

kurs_row_span kurs_rows_between(const kurs_record *record, kurs_tai from, kurs_tai to)
{
    size_t first = 0;
    while (first < record->row_count && kurs_tai_diff(record->rows[first].t, from) < 0.0) {
        first++;
    }
    size_t end = first;
    while (end < record->row_count && kurs_tai_diff(record->rows[end].t, to) <= 0.0) {
        end++;
    }
    return (kurs_row_span){record->rows ? record->rows + first : NULL, end - first};
}

kurs_status kurs_columns_take(kurs_row_span span, kurs_row_figure x, kurs_row_figure y,
                              const void *ctx, kurs_columns *out)
{
    const size_t room = span.count ? span.count : 1;
    double *memory = kurs_alloc_array(2 * room, sizeof *memory);
    if (!memory) {
        return KURS_ERR_MEMORY;
    }
    for (size_t i = 0; i < span.count; i++) {
        memory[i] = x(&span.first[i], ctx);
        memory[room + i] = y(&span.first[i], ctx);
    }
    *out = (kurs_columns){memory, memory + room, span.count};
    return KURS_OK;
}

void kurs_columns_free(kurs_columns *columns)
{
    kurs_free(columns->x);
    *columns = (kurs_columns){0};
}
