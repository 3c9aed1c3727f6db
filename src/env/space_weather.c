/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/space_weather.h"

#include <math.h>

#include "kurs/time.h"
#include "time/time.h"

#include "env/space_weather_table.inc"

static const kurs_weather_series built_in = {WEATHER_FIRST_MJD, WEATHER_ROWS, weather_table};

#define MJD_JD 2400000.5
#define SPOILT 0.4

enum { HELD_DAYS = 3, ABOUT = 2 /* days to each side of one that may be spoilt */ };

/* The row of a day, or the nearest; what that means for the status. */
static const kurs_weather_row *row_of(const kurs_weather_series *s, int mjd, kurs_status *worst)
{
    const int i = mjd - s->first_mjd, at = i < 0 ? 0 : i >= s->count ? s->count - 1 : i;
    const kurs_status status = at != i                 ? KURS_CAVEAT_WEATHER_OUTSIDE
                               : s->rows[at].predicted ? KURS_CAVEAT_WEATHER_PREDICTED
                                                       : KURS_OK;
    if (status == KURS_CAVEAT_WEATHER_OUTSIDE || *worst == KURS_OK) {
        *worst = status;
    }
    return &s->rows[at];
}

double kurs_weather_f107(const kurs_weather_series *series, int mjd)
{
    const kurs_weather_series *s = series ? series : &built_in;
    int sorted[2 * ABOUT + 1];
    kurs_status any = KURS_OK;
    for (int i = 0; i <= 2 * ABOUT; i++) { /* by insertion */
        const int value = row_of(s, mjd + i - ABOUT, &any)->f107;
        int k = i;
        for (; k > 0 && sorted[k - 1] > value; k--) {
            sorted[k] = sorted[k - 1];
        }
        sorted[k] = value;
    }
    const double own = row_of(s, mjd, &any)->f107, median = sorted[ABOUT];
    return 0.1 * (fabs(own - median) > SPOILT * median ? median : own);
}

/* ap of a slot of 3 hours, counted from MJD 0. */
static int slot_ap(const kurs_weather_series *s, int slot, kurs_status *worst)
{
    const int day = slot / 8;
    return row_of(s, day, worst)->ap[slot - 8 * day];
}

/* Mean of eight values of ap, the latest `latest` times 3 hours before the start of a slot. */
static double mean_ap(const kurs_weather_series *s, int slot, int latest, kurs_status *worst)
{
    double sum = 0.0;
    for (int i = latest; i < latest + 8; i++) {
        sum += slot_ap(s, slot - i, worst);
    }
    return sum / 8.0;
}

static kurs_status observed(const kurs_weather_series *s, int mjd, double day_part,
                            kurs_sun_activity *out)
{
    kurs_status worst = KURS_OK;
    const int eighth = (int)fmin(7.0, floor(8.0 * day_part)), slot = 8 * mjd + eighth;
    const kurs_weather_row *today = row_of(s, mjd, &worst);
    (void)row_of(s, mjd - 1, &worst);
    *out = (kurs_sun_activity){.f107 = kurs_weather_f107(s, mjd - 1),
                               .f107_mean = 0.1 * today->f107_mean,
                               .ap = today->ap_day,
                               .has_history = 1};
    out->ap_history[0] = today->ap_day;
    for (int i = 0; i < 4; i++) {
        out->ap_history[1 + i] = slot_ap(s, slot - i, &worst);
    }
    out->ap_history[5] = mean_ap(s, slot, 4, &worst);
    out->ap_history[6] = mean_ap(s, slot, 12, &worst);
    return worst;
}

static kurs_status held(const kurs_weather_series *s, int mjd, kurs_sun_activity *out)
{
    kurs_status worst = KURS_OK;
    kurs_sun_activity mean = {0.0, 0.0, 0.0, 0, {0.0}};
    for (int i = 1; i <= HELD_DAYS; i++) {
        const kurs_weather_row *row = row_of(s, mjd - i, &worst);
        mean.f107 += kurs_weather_f107(s, mjd - i) / HELD_DAYS;
        mean.f107_mean += 0.1 * row->f107_mean / HELD_DAYS;
        mean.ap += (double)row->ap_day / HELD_DAYS;
    }
    *out = mean;
    return worst;
}

kurs_status kurs_weather_at(const kurs_weather *weather, kurs_tai t, kurs_sun_activity *out)
{
    const kurs_weather_series *s = weather->series ? weather->series : &built_in;
    kurs_jd_utc jd;
    if (!s->rows || s->count < 2 * ABOUT + 2) {
        return KURS_ERR_ARGUMENT;
    }
    if (weather->mode == KURS_WEATHER_fixed) {
        *out = (kurs_sun_activity){150.0, 150.0, 15.0, 0, {0.0}};
        return KURS_OK;
    }
    const kurs_status status =
        kurs_tai_jd_utc(weather->mode == KURS_WEATHER_held ? weather->start : t, &jd);
    if (status < 0) {
        return status;
    }
    const int mjd = (int)(jd.d1 - MJD_JD);
    /* the slots are of 3 hours, the last one of a day with a leap second is longer */
    kurs_utc_day day;
    const double day_s = kurs_utc_day_of_tai(t.s, &day) < 0 ? 86400.0 : (double)day.length;
    return weather->mode == KURS_WEATHER_held ? held(s, mjd, out)
                                              : observed(s, mjd, jd.d2 * day_s / 86400.0, out);
}
