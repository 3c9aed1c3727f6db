/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/write.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "math/math.h"

typedef enum kind {
    KIND_UTC,
    KIND_PHASE,
    KIND_INT,
    KIND_EXACT, /* 17 significant digits */
    KIND_FIXED  /* a fixed number of decimals */
} kind;

typedef struct column {
    kurs_column face;
    size_t offset;
    kind kind;
    double per; /* the unit written, in SI */
    int decimals;
} column;

#define DOCKED_ROW_S 900.0 /* half a year with more rows would be tens of megabytes */

#define AT(member) offsetof(kurs_row, member)

static const column columns[] = {
    {{"utc", "", "UTC, ISO 8601"}, AT(t), KIND_UTC, 1.0, 6},
    {{"met_s", "s", "since lift-off; before it since the planned one"},
     AT(met_s),
     KIND_EXACT,
     1,
     0},
    {{"phase", "", "phase of the flight"}, AT(phase), KIND_PHASE, 1, 0},
    {{"arc", "", "rises at every jump of force or mass"}, AT(arc), KIND_INT, 1, 0},
    {{"held", "", "1: the forces are constant in GCRF to the next row"}, AT(held), KIND_INT, 1, 0},
    {{"attached", "", "1: on the pad, the station or the ground"}, AT(attached), KIND_INT, 1, 0},
    {{"r_gcrf_x_km", "km", "position in GCRF"}, AT(s_gcrf.r.x), KIND_EXACT, 1e3, 0},
    {{"r_gcrf_y_km", "km", "position in GCRF"}, AT(s_gcrf.r.y), KIND_EXACT, 1e3, 0},
    {{"r_gcrf_z_km", "km", "position in GCRF"}, AT(s_gcrf.r.z), KIND_EXACT, 1e3, 0},
    {{"v_gcrf_x_km_s", "km/s", "velocity in GCRF"}, AT(s_gcrf.v.x), KIND_EXACT, 1e3, 0},
    {{"v_gcrf_y_km_s", "km/s", "velocity in GCRF"}, AT(s_gcrf.v.y), KIND_EXACT, 1e3, 0},
    {{"v_gcrf_z_km_s", "km/s", "velocity in GCRF"}, AT(s_gcrf.v.z), KIND_EXACT, 1e3, 0},
    {{"mass_kg", "kg", "mass"}, AT(mass_kg), KIND_EXACT, 1, 0},
    {{"flow_kg_s", "kg/s", "mass leaving by engines and vents"}, AT(flow_kg_s), KIND_EXACT, 1, 0},
    {{"thrust_gcrf_x_n", "N", "force of engines and gear"}, AT(thrust_gcrf_n.x), KIND_EXACT, 1, 0},
    {{"thrust_gcrf_y_n", "N", "force of engines and gear"}, AT(thrust_gcrf_n.y), KIND_EXACT, 1, 0},
    {{"thrust_gcrf_z_n", "N", "force of engines and gear"}, AT(thrust_gcrf_n.z), KIND_EXACT, 1, 0},
    {{"aero_gcrf_x_n", "N", "force of the air"}, AT(aero_gcrf_n.x), KIND_EXACT, 1, 0},
    {{"aero_gcrf_y_n", "N", "force of the air"}, AT(aero_gcrf_n.y), KIND_EXACT, 1, 0},
    {{"aero_gcrf_z_n", "N", "force of the air"}, AT(aero_gcrf_n.z), KIND_EXACT, 1, 0},
    {{"lat_deg", "deg", "geodetic latitude"}, AT(lat), KIND_FIXED, KURS_DEG, 9},
    {{"lon_deg", "deg", "longitude, east"}, AT(lon), KIND_FIXED, KURS_DEG, 9},
    {{"alt_km", "km", "height over WGS-84"}, AT(alt_m), KIND_FIXED, 1e3, 6},
    {{"speed_earth_m_s", "m/s", "relative to the Earth"}, AT(speed_earth_m_s), KIND_FIXED, 1, 5},
    {{"dynamic_pressure_pa", "Pa", "dynamic pressure"}, AT(dynamic_pressure_pa), KIND_FIXED, 1, 5},
    {{"mach", "", "Mach number"}, AT(mach), KIND_FIXED, 1, 5},
    {{"load_g", "g0", "felt acceleration"}, AT(load_g), KIND_FIXED, 1, 6},
    {{"range_m", "m", "to the station's port"}, AT(range_m), KIND_FIXED, 1, 4},
    {{"range_rate_m_s", "m/s", "to the station's port"}, AT(range_rate_m_s), KIND_FIXED, 1, 6},
    {{"bank_deg", "deg", "bank angle of entry"}, AT(bank), KIND_FIXED, KURS_DEG, 4},
    {{"array_w", "W", "what the arrays can give"}, AT(array_w), KIND_FIXED, 1, 3},
    {{"load_w", "W", "what is drawn aboard"}, AT(load_w), KIND_FIXED, 1, 3},
    {{"battery_ah", "A h", "charge of the battery in use"}, AT(battery_as), KIND_FIXED, 3600.0, 6},
    {{"battery_share", "", "of its capacity, 0 to 1"}, AT(battery_share), KIND_FIXED, 1, 8},
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0], LINE_ROOM = 32 * COLUMN_COUNT };

kurs_status kurs_csv_column(size_t i, kurs_column *out)
{
    if (i >= COLUMN_COUNT) {
        return KURS_ERR_RANGE;
    }
    *out = columns[i].face;
    return KURS_OK;
}

/* Decimal digits of a number, at least `least` of them; returns the end. */
static char *put_digits(char *p, unsigned long long n, int least)
{
    char digits[24];
    int count = 0;
    do {
        digits[count++] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0 || count < least);
    while (count > 0) {
        *p++ = digits[--count];
    }
    return p;
}

/* A whole number of `decimals`-th parts as a decimal fraction. */
static char *put_parts(char *p, long long parts, int decimals)
{
    unsigned long long one = 1;
    for (int i = 0; i < decimals; i++) {
        one *= 10;
    }
    if (parts < 0) {
        *p++ = '-';
        parts = -parts;
    }
    p = put_digits(p, (unsigned long long)parts / one, 1);
    if (decimals > 0) {
        *p++ = '.';
        p = put_digits(p, (unsigned long long)parts % one, decimals);
    }
    return p;
}

static char *put_fixed(char *p, double x, int decimals)
{
    static const double ten[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    const double scaled = x * ten[decimals];
    if (fabs(scaled) < 9e15) {
        return put_parts(p, llround(scaled), decimals);
    }
    return p + sprintf(p, "%.16e", x);
}

static char *put_exact(char *p, double x)
{
    if (x == 0.0) {
        *p++ = '0';
        return p;
    }
    return p + sprintf(p, "%.17g", x);
}

/* The minute of the last instant written: most rows fall into the same one. */
typedef struct minute {
    int known;
    kurs_tai start;
    char text[KURS_UTC_TEXT_SIZE]; /* up to the seconds */
} minute;

enum { MINUTE_TEXT = 17 }; /* characters of "2024-03-23T12:36:" */

/* A leap second reads 60 and more here, so it goes the slow way, as does a rounding up. */
static kurs_status put_utc(char **p, kurs_tai t, minute *m)
{
    const double in = m->known ? kurs_tai_diff(t, m->start) : -1.0;
    const double micros = floor(in * 1e6 + 0.5);
    if (in >= 0.0 && micros < 60e6) {
        memcpy(*p, m->text, MINUTE_TEXT);
        *p += MINUTE_TEXT;
        char *seconds = *p;
        *p = put_parts(*p, (long long)micros, 6);
        if (micros < 10e6) { /* two digits before the point */
            memmove(seconds + 1, seconds, (size_t)(*p - seconds));
            *seconds = '0';
            (*p)++;
        }
        *(*p)++ = 'Z';
        return KURS_OK;
    }
    char text[KURS_UTC_TEXT_SIZE];
    kurs_utc utc;
    kurs_status status = kurs_tai_format(t, 6, text);
    if (status >= 0) {
        status = kurs_utc_from_tai(t, &utc);
    }
    if (status < 0) {
        return status;
    }
    /* near the end of a minute the text may already show the next one */
    m->known = utc.second < 59.0;
    m->start = kurs_tai_add(t, -utc.second);
    memcpy(m->text, text, MINUTE_TEXT);
    const size_t n = strlen(text);
    memcpy(*p, text, n);
    *p += n;
    return KURS_OK;
}

static char *put_number(char *p, const column *c, const char *field)
{
    if (c->kind == KIND_INT) {
        int value;
        memcpy(&value, field, sizeof value);
        return put_parts(p, value, 0);
    }
    double x;
    memcpy(&x, field, sizeof x);
    if (!isfinite(x)) {
        return p;
    }
    x /= c->per;
    return c->kind == KIND_EXACT ? put_exact(p, x) : put_fixed(p, x, c->decimals);
}

static kurs_status put_row(char **p, const kurs_row *row, minute *m)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const column *c = &columns[i];
        if (i > 0) {
            *(*p)++ = ',';
        }
        if (c->kind == KIND_UTC) {
            const kurs_status status = put_utc(p, row->t, m);
            if (status < 0) {
                return status;
            }
        } else if (c->kind == KIND_PHASE) {
            const char *name = kurs_phase_name(row->phase);
            const size_t n = strlen(name);
            memcpy(*p, name, n);
            *p += n;
        } else {
            *p = put_number(*p, c, (const char *)row + c->offset);
        }
    }
    *(*p)++ = '\n';
    return KURS_OK;
}

/* Inside of an arc of the stay rows that come sooner than that are left out. */
static int is_wanted(const kurs_record *record, size_t i, kurs_tai written)
{
    const kurs_row *row = &record->rows[i];
    return row->phase != KURS_PHASE_docked || i == 0 || i + 1 == record->row_count ||
           row[-1].arc != row->arc || row[1].arc != row->arc ||
           kurs_tai_diff(row->t, written) >= DOCKED_ROW_S - 1e-6;
}

static kurs_status write_csv(const kurs_record *record, FILE *out)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (fprintf(out, "%s%s", i > 0 ? "," : "", columns[i].face.name) < 0) {
            return KURS_ERR_IO;
        }
    }
    if (fputc('\n', out) == EOF) {
        return KURS_ERR_IO;
    }
    char line[LINE_ROOM];
    minute m = {0};
    kurs_tai written = {0};
    for (size_t i = 0; i < record->row_count; i++) {
        if (!is_wanted(record, i, written)) {
            continue;
        }
        written = record->rows[i].t;
        char *p = line;
        const kurs_status status = put_row(&p, &record->rows[i], &m);
        if (status < 0) {
            return status;
        }
        if (fwrite(line, 1, (size_t)(p - line), out) != (size_t)(p - line)) {
            return KURS_ERR_IO;
        }
    }
    return fflush(out) == 0 ? KURS_OK : KURS_ERR_IO;
}

kurs_status kurs_csv_write(const kurs_record *record, FILE *out)
{
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = write_csv(record, out);
        kurs_point_end(&point);
    }
    return status;
}
