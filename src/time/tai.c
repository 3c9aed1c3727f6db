/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/time.h"

#include <erfa.h>
#include <math.h>

#include "time/time.h"

#define DAY_S 86400
#define HALF_DAY_S 43200
#define MJD_JD 2400000.5
#define MJD_2000 51544 /* 2000-01-01 */
#define JD_2000 2451545.0
#define TT_TAI_S 32.184
/* Three thousand million years: so far out a sum is no longer a date, but must not overflow. */
#define ADD_LIMIT_S 1e17

enum { YEAR_FIRST = 1972, YEAR_LAST = 2100 };
enum { MJD_FIRST = 41317, MJD_LAST = 88433 }; /* 1972-01-01, 2100-12-31 */

kurs_tai kurs_tai_add(kurs_tai t, double dt_s)
{
    if (isnan(dt_s)) {
        t.f = dt_s;
        return t;
    }
    const double dt = fmin(fmax(dt_s, -ADD_LIMIT_S), ADD_LIMIT_S);
    const double whole = floor(dt);
    t.s += (int64_t)whole;
    t.f += dt - whole;
    if (t.f >= 1.0) {
        t.f -= 1.0;
        t.s += 1;
    }
    return t;
}

double kurs_tai_diff(kurs_tai a, kurs_tai b)
{
    return (double)(a.s - b.s) + (a.f - b.f);
}

/* TAI-UTC on a day; before 1972 ERFA gives the drifting values, which no caller asks for. */
static kurs_status tai_utc_of(int mjd, int *tai_utc, int date[3])
{
    double fraction, delta;
    if (eraJd2cal(MJD_JD, mjd, &date[0], &date[1], &date[2], &fraction) != 0) {
        return KURS_ERR_RANGE;
    }
    const int code = eraDat(date[0], date[1], date[2], 0.0, &delta);
    if (code < 0) {
        return KURS_ERR_RANGE;
    }
    *tai_utc = (int)lround(delta);
    return code > 0 ? KURS_CAVEAT_UTC_DUBIOUS : KURS_OK;
}

kurs_status kurs_utc_day_of_mjd(int mjd, kurs_utc_day *out)
{
    int date[3], date_next[3], tai_utc, tai_utc_next;
    if (mjd < MJD_FIRST || mjd > MJD_LAST) {
        return KURS_ERR_RANGE;
    }
    const kurs_status status = tai_utc_of(mjd, &tai_utc, date);
    const kurs_status next = tai_utc_of(mjd + 1, &tai_utc_next, date_next);
    if (status < 0 || next < 0) {
        return KURS_ERR_RANGE;
    }
    *out = (kurs_utc_day){
        .mjd = mjd,
        .year = date[0],
        .month = date[1],
        .day = date[2],
        .tai_utc = tai_utc,
        .start = (int64_t)(mjd - MJD_2000) * DAY_S - HALF_DAY_S + tai_utc,
        .length = DAY_S + tai_utc_next - tai_utc,
    };
    return status;
}

kurs_status kurs_utc_day_of_tai(int64_t tai_s, kurs_utc_day *out)
{
    const int64_t span = (int64_t)(MJD_LAST - MJD_2000 + 2) * DAY_S;
    if (tai_s < -span || tai_s > span) {
        return KURS_ERR_RANGE;
    }
    /* TAI is ahead, so the first guess is the day or the one after it. */
    const int64_t shifted = tai_s + HALF_DAY_S + (int64_t)MJD_2000 * DAY_S;
    int mjd = (int)(shifted / DAY_S);
    kurs_utc_day day;
    kurs_status status = kurs_utc_day_of_mjd(mjd > MJD_LAST ? MJD_LAST : mjd, &day);
    if (status >= 0 && tai_s < day.start) {
        mjd = day.mjd - 1;
        status = kurs_utc_day_of_mjd(mjd, &day);
    }
    if (status < 0 || tai_s < day.start || tai_s >= day.start + day.length) {
        return KURS_ERR_RANGE;
    }
    *out = day;
    return status;
}

kurs_status kurs_tai_from_utc(const kurs_utc *utc, kurs_tai *out)
{
    double djm0, djm;
    kurs_utc_day day;
    if (utc->year < YEAR_FIRST || utc->year > YEAR_LAST ||
        eraCal2jd(utc->year, utc->month, utc->day, &djm0, &djm) != 0) {
        return KURS_ERR_RANGE;
    }
    const kurs_status status = kurs_utc_day_of_mjd((int)djm, &day);
    if (status < 0) {
        return status;
    }
    if (utc->hour < 0 || utc->hour > 23 || utc->minute < 0 || utc->minute > 59) {
        return KURS_ERR_RANGE;
    }
    const int last_minute = utc->hour == 23 && utc->minute == 59;
    const int minute_length = last_minute ? 60 + day.length - DAY_S : 60;
    if (!(utc->second >= 0.0 && utc->second < minute_length)) {
        return KURS_ERR_RANGE;
    }
    const double whole = floor(utc->second);
    out->s = day.start + utc->hour * 3600 + utc->minute * 60 + (int64_t)whole;
    out->f = utc->second - whole;
    return status;
}

kurs_status kurs_utc_from_tai(kurs_tai t, kurs_utc *out)
{
    kurs_utc_day day;
    if (!(t.f >= 0.0 && t.f < 1.0)) {
        return KURS_ERR_RANGE;
    }
    const kurs_status status = kurs_utc_day_of_tai(t.s, &day);
    if (status < 0) {
        return status;
    }
    const int in_day = (int)(t.s - day.start);
    const int minutes = in_day >= DAY_S ? DAY_S / 60 - 1 : in_day / 60;
    const int second = in_day - minutes * 60;
    *out = (kurs_utc){day.year, day.month, day.day, minutes / 60, minutes % 60, second + t.f};
    if (out->second >= second + 1.0) { /* a fraction next to 1 rounds up in the sum */
        out->second = nextafter(second + 1.0, 0.0);
    }
    return status;
}

/* Days since J2000 (whole) and the seconds over them, t moved by shift_s. */
static double split_days(kurs_tai t, double shift_s, double *fraction)
{
    int64_t days = t.s / DAY_S;
    int64_t rest = t.s % DAY_S;
    if (rest < 0) {
        rest += DAY_S;
        days -= 1;
    }
    *fraction = ((double)rest + (t.f + shift_s)) / DAY_S;
    return (double)days;
}

kurs_met kurs_tai_met(kurs_tai t, kurs_tai liftoff)
{
    return (kurs_met){kurs_tai_diff(t, liftoff)};
}

kurs_tai kurs_met_tai(kurs_met met, kurs_tai liftoff)
{
    return kurs_tai_add(liftoff, met.s);
}

kurs_jd_tai kurs_tai_jd(kurs_tai t)
{
    kurs_jd_tai jd;
    jd.d1 = JD_2000 + split_days(t, 0.0, &jd.d2);
    return jd;
}

kurs_jd_tdb kurs_tai_tdb(kurs_tai t)
{
    /* at the geocentre the terms of the observer's place, and so UT1, fall out */
    const kurs_jd_tt tt = kurs_tai_tt(t);
    const double tdb_tt = eraDtdb(tt.d1, tt.d2, 0.0, 0.0, 0.0, 0.0);
    return (kurs_jd_tdb){tt.d1, tt.d2 + tdb_tt / DAY_S};
}

kurs_status kurs_tai_from_jd(kurs_jd_tai jd, kurs_tai *out)
{
    if (!(fabs(jd.d1) < 1e9 && fabs(jd.d2) < 1e9)) {
        return KURS_ERR_ARGUMENT;
    }
    /* whole days apart from the rest: the seconds of each are exact or small */
    const double whole = floor(jd.d1 - JD_2000), part = (jd.d1 - JD_2000) - whole;
    const kurs_tai day = {(int64_t)whole * DAY_S, 0.0};
    *out = kurs_tai_add(kurs_tai_add(day, part * DAY_S), jd.d2 * DAY_S);
    return KURS_OK;
}

kurs_status kurs_tai_from_tt(kurs_jd_tt jd, kurs_tai *out)
{
    kurs_tai tt;
    const kurs_status status = kurs_tai_from_jd((kurs_jd_tai){jd.d1, jd.d2}, &tt);
    if (status >= 0) {
        *out = kurs_tai_add(tt, -TT_TAI_S);
    }
    return status;
}

kurs_jd_tt kurs_tai_tt(kurs_tai t)
{
    kurs_jd_tt jd;
    jd.d1 = JD_2000 + split_days(t, TT_TAI_S, &jd.d2);
    return jd;
}

kurs_status kurs_tai_jd_utc(kurs_tai t, kurs_jd_utc *out)
{
    kurs_utc_day day;
    const kurs_status status = kurs_utc_day_of_tai(t.s, &day);
    if (status < 0) {
        return status;
    }
    out->d1 = MJD_JD + day.mjd;
    out->d2 = ((double)(t.s - day.start) + t.f) / day.length;
    return status;
}

kurs_status kurs_tai_ut1(kurs_tai t, kurs_jd_ut1 *out)
{
    kurs_eop eop;
    kurs_utc_day day;
    const kurs_status status = kurs_eop_at(t, &eop);
    if (status < 0 || kurs_utc_day_of_tai(t.s, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    out->d1 = JD_2000 + split_days(t, eop.ut1_utc_s - day.tai_utc, &out->d2);
    return status;
}
