/* SPDX-License-Identifier: Apache-2.0 */
#include <erfam.h>
#include <math.h>

#include "kurs/time.h"
#include "time/time.h"

#include "time/eop_table.inc"

static const kurs_eop_series built_in = {EOP_FIRST_MJD, EOP_ROWS, eop_table};

#define UAS (ERFA_DAS2R * 1e-6)

/* Weights of the cubic through rows at 0, 1, 2, 3 for u among them. */
static void cubic_weights(double u, double w[4])
{
    const double a = u, b = u - 1.0, c = u - 2.0, d = u - 3.0;
    w[0] = -b * c * d / 6.0;
    w[1] = a * c * d / 2.0;
    w[2] = -a * b * d / 2.0;
    w[3] = a * b * c / 6.0;
}

/* UT1-UTC at an instant of a day with the given TAI-UTC, from the four rows at `row`. Each is
 * brought to that TAI-UTC, which makes the values continuous where a leap second lies among them.
 */
static kurs_status ut1_utc_of(const kurs_eop_series *series, int row, const double w[4],
                              int tai_utc, double *ut1_utc_s)
{
    double sum = 0.0;
    for (int k = 0; k < 4; k++) {
        kurs_utc_day day;
        if (kurs_utc_day_of_mjd(series->first_mjd + row + k, &day) < 0) {
            return KURS_ERR_RANGE;
        }
        sum += w[k] * (series->rows[row + k].ut1_utc * 1e-7 + (tai_utc - day.tai_utc));
    }
    *ut1_utc_s = sum;
    return KURS_OK;
}

/* The values off an end of the series: its last row there, with UT1 running on evenly with TAI;
 * whole seconds come off as UTC keeps within 0.9 s of UT1. */
static kurs_status held(const kurs_eop_series *series, int row, int tai_utc, kurs_eop *out)
{
    const kurs_eop_row *v = &series->rows[row];
    kurs_utc_day day;
    if (kurs_utc_day_of_mjd(series->first_mjd + row, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    double ut1_utc_s = v->ut1_utc * 1e-7 + (tai_utc - day.tai_utc);
    if (fabs(ut1_utc_s) > 0.9) {
        ut1_utc_s -= round(ut1_utc_s);
    }
    *out = (kurs_eop){ut1_utc_s, v->xp * UAS, v->yp * UAS, v->dx * UAS, v->dy * UAS};
    return KURS_CAVEAT_EOP_OUTSIDE;
}

kurs_status kurs_eop_series_at(const kurs_eop_series *series, kurs_tai t, kurs_eop *out)
{
    const kurs_eop_series *s = series ? series : &built_in;
    kurs_utc_day day;
    if (!s->rows || s->count < 4) {
        return KURS_ERR_ARGUMENT;
    }
    if (!(t.f >= 0.0 && t.f < 1.0) || kurs_utc_day_of_tai(t.s, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    const int row = day.mjd - s->first_mjd;
    if (row < 0 || row >= s->count - 1) {
        return held(s, row < 0 ? 0 : s->count - 1, day.tai_utc, out);
    }
    const double u = ((double)(t.s - day.start) + t.f) / day.length;
    const int first = row < 1 ? 0 : row > s->count - 3 ? s->count - 4 : row - 1;
    double w[4];
    kurs_eop eop = {0.0, 0.0, 0.0, 0.0, 0.0};
    cubic_weights(u + (row - first), w);
    if (ut1_utc_of(s, first, w, day.tai_utc, &eop.ut1_utc_s) < 0) {
        return KURS_ERR_RANGE;
    }
    for (int k = 0; k < 4; k++) {
        const kurs_eop_row *v = &s->rows[first + k];
        eop.xp += w[k] * v->xp * UAS;
        eop.yp += w[k] * v->yp * UAS;
        eop.dx += w[k] * v->dx * UAS;
        eop.dy += w[k] * v->dy * UAS;
    }
    *out = eop;
    return s->rows[row].predicted || s->rows[row + 1].predicted ? KURS_CAVEAT_EOP_PREDICTED
                                                                : KURS_OK;
}

kurs_status kurs_eop_at(kurs_tai t, kurs_eop *out)
{
    return kurs_eop_series_at(NULL, t, out);
}
