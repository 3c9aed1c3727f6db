/* SPDX-License-Identifier: Apache-2.0 */
#include <erfam.h>
#include <math.h>

#include "kurs/time.h"
#include "time/time.h"

#include "time/eop_table.inc"

enum { XP, YP, UT1_UTC, DX, DY, PREDICTED };

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

static double column(int row, int col, const double w[4])
{
    double sum = 0.0;
    for (int k = 0; k < 4; k++) {
        sum += w[k] * eop_table[row + k][col];
    }
    return sum;
}

/* UT1-UTC at an instant of a day with the given TAI-UTC. Each row is brought to that TAI-UTC,
 * which makes the values continuous where a leap second lies among the four. */
static kurs_status ut1_utc_of(int row, const double w[4], int tai_utc, double *ut1_utc_s)
{
    double sum = 0.0;
    for (int k = 0; k < 4; k++) {
        kurs_utc_day day;
        if (kurs_utc_day_of_mjd(EOP_FIRST_MJD + row + k, &day) < 0) {
            return KURS_ERR_RANGE;
        }
        sum += w[k] * (eop_table[row + k][UT1_UTC] * 1e-7 + (tai_utc - day.tai_utc));
    }
    *ut1_utc_s = sum;
    return KURS_OK;
}

/* The values off an end of the table: its last row there, with UT1 running on evenly with TAI;
 * whole seconds come off as UTC keeps within 0.9 s of UT1. */
static kurs_status held(int row, int tai_utc, kurs_eop *out)
{
    const int32_t *v = eop_table[row];
    kurs_utc_day day;
    if (kurs_utc_day_of_mjd(EOP_FIRST_MJD + row, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    double ut1_utc_s = v[UT1_UTC] * 1e-7 + (tai_utc - day.tai_utc);
    if (fabs(ut1_utc_s) > 0.9) {
        ut1_utc_s -= round(ut1_utc_s);
    }
    *out = (kurs_eop){ut1_utc_s, v[XP] * UAS, v[YP] * UAS, v[DX] * UAS, v[DY] * UAS};
    return KURS_CAVEAT_EOP_OUTSIDE;
}

kurs_status kurs_eop_at(kurs_tai t, kurs_eop *out)
{
    kurs_utc_day day;
    if (!(t.f >= 0.0 && t.f < 1.0) || kurs_utc_day_of_tai(t.s, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    const int row = day.mjd - EOP_FIRST_MJD;
    if (row < 0 || row >= EOP_ROWS - 1) {
        return held(row < 0 ? 0 : EOP_ROWS - 1, day.tai_utc, out);
    }
    const double u = ((double)(t.s - day.start) + t.f) / day.length;
    const int first = row < 1 ? 0 : row > EOP_ROWS - 3 ? EOP_ROWS - 4 : row - 1;
    double w[4], ut1_utc_s;
    cubic_weights(u + (row - first), w);
    if (ut1_utc_of(first, w, day.tai_utc, &ut1_utc_s) < 0) {
        return KURS_ERR_RANGE;
    }
    out->ut1_utc_s = ut1_utc_s;
    out->xp = column(first, XP, w) * UAS;
    out->yp = column(first, YP, w) * UAS;
    out->dx = column(first, DX, w) * UAS;
    out->dy = column(first, DY, w) * UAS;
    return eop_table[row][PREDICTED] || eop_table[row + 1][PREDICTED] ? KURS_CAVEAT_EOP_PREDICTED
                                                                      : KURS_OK;
}
