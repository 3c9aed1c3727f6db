/* SPDX-License-Identifier: Apache-2.0 */
#include <erfa.h>
#include <erfam.h>

#include "kurs/frames.h"
#include "math/math.h"
#include "time/time.h"

#define DAY_S 86400
#define JD_2000 2451545.0

/* Earth rotation angle, IERS conventions 2010, eq. 5.15: turns at J2000 and over 1 a day of UT1. */
#define ERA_TURNS_2000 0.7790572732640
#define ERA_TURNS_OVER 0.00273781191135448

enum { NODES = 5 };
#define NODE_STEP_S 43200.0

/* Quartic through values at -1, -0.5, 0, 0.5 and 1 day: coefficients of powers of the day. */
static void fit(const double f[NODES], double c[NODES])
{
    const double odd1 = f[3] - f[1], odd2 = f[4] - f[0];
    const double even1 = f[3] + f[1] - 2.0 * f[2], even2 = f[4] + f[0] - 2.0 * f[2];
    c[0] = f[2];
    c[1] = (8.0 * odd1 - odd2) / 6.0;
    c[2] = (16.0 * even1 - even2) / 6.0;
    c[3] = (odd2 - 2.0 * odd1) * 2.0 / 3.0;
    c[4] = (even2 - 4.0 * even1) * 2.0 / 3.0;
}

static inline double at(const double c[NODES], double u)
{
    return c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4])));
}

/* ERA of a TAI instant taken as if it were UT1: whole days and whole turns fall out exactly. */
static double era_of_tai(kurs_tai t)
{
    int64_t days = t.s / DAY_S, rest = t.s % DAY_S;
    if (rest < 0) {
        rest += DAY_S;
        days -= 1;
    }
    const double day_part = ((double)rest + t.f) / DAY_S;
    const double turns = ERA_TURNS_2000 + ERA_TURNS_OVER * ((double)days + day_part) + day_part;
    return kurs_wrap_2pi(2.0 * KURS_PI * (turns - floor(turns)));
}

/* The values of one node, straight from ERFA and the table. */
typedef struct node {
    double x, y, s, ut1_tai, xp, yp, gmst_era;
} node;

static kurs_status node_at(kurs_tai t, const kurs_eop_series *series, node *out)
{
    kurs_eop eop;
    kurs_utc_day day;
    const kurs_status status = kurs_eop_series_at(series, t, &eop);
    if (status < 0) {
        return status;
    }
    if (kurs_utc_day_of_tai(t.s, &day) < 0) {
        return KURS_ERR_RANGE;
    }
    const kurs_jd_tai tai = kurs_tai_jd(t);
    const kurs_jd_ut1 ut1 = {tai.d1, tai.d2 + (eop.ut1_utc_s - day.tai_utc) / DAY_S};
    const kurs_jd_tt tt = kurs_tai_tt(t);
    eraXys06a(tt.d1, tt.d2, &out->x, &out->y, &out->s);
    out->x += eop.dx;
    out->y += eop.dy;
    out->ut1_tai = eop.ut1_utc_s - day.tai_utc;
    out->xp = eop.xp;
    out->yp = eop.yp;
    out->gmst_era = kurs_wrap_pi(eraGmst82(ut1.d1, ut1.d2) - eraEra00(ut1.d1, ut1.d2));
    return status;
}

kurs_status kurs_earth_init(kurs_earth *earth, kurs_tai t)
{
    return kurs_earth_init_eop(earth, t, NULL);
}

kurs_status kurs_earth_init_eop(kurs_earth *earth, kurs_tai t, const kurs_eop_series *series)
{
    double f[7][NODES];
    kurs_status worst = KURS_OK;
    node nodes[NODES];
    for (int k = 0; k < NODES; k++) {
        const kurs_status status =
            node_at(kurs_tai_add(t, (k - 2) * NODE_STEP_S), series, &nodes[k]);
        if (status < 0) {
            return status;
        }
        worst = kurs_status_worse(worst, status);
    }
    for (int k = 0; k < NODES; k++) {
        const node *n = &nodes[k];
        /* Outside the table a leap second between the nodes may be a step in UT1. */
        const double step = round(n->ut1_tai - nodes[2].ut1_tai);
        const double values[7] = {n->x, n->y, n->s, n->ut1_tai - step, n->xp, n->yp, n->gmst_era};
        for (int i = 0; i < 7; i++) {
            f[i][k] = values[i];
        }
    }
    const kurs_jd_tt tt = kurs_tai_tt(t);
    const double sp = eraSp00(tt.d1, tt.d2); /* TIO locator: 1e-12 rad a year, so constant here */
    earth->t_ref = t;
    fit(f[0], earth->x);
    fit(f[1], earth->y);
    fit(f[2], earth->s);
    fit(f[3], earth->ut1_tai);
    fit(f[4], earth->xp);
    fit(f[5], earth->yp);
    fit(f[6], earth->gmst_era);
    earth->gmst_era[0] -= sp;
    earth->era_ref = era_of_tai(t) + sp;
    return worst;
}

/* GCRF to CIRS without the turn by the CIO locator s (IERS conventions 2010, eq. 5.10). */
static kurs_mat3 celestial(const kurs_earth *earth, double u)
{
    const double x = at(earth->x, u), y = at(earth->y, u);
    const double z = sqrt(1.0 - x * x - y * y), a = 1.0 / (1.0 + z);
    return (kurs_mat3){
        {{1.0 - a * x * x, -a * x * y, -x}, {-a * x * y, 1.0 - a * y * y, -y}, {x, y, z}}};
}

/* R3(angle) m. */
static kurs_mat3 turned(double angle, kurs_mat3 m)
{
    const double c = cos(angle), s = sin(angle);
    kurs_mat3 out = m;
    for (int j = 0; j < 3; j++) {
        out.m[0][j] = c * m.m[0][j] + s * m.m[1][j];
        out.m[1][j] = c * m.m[1][j] - s * m.m[0][j];
    }
    return out;
}

kurs_mat3 kurs_earth_gcrf_itrf(const kurs_earth *earth, double t_s)
{
    const double u = t_s / DAY_S;
    const double era = earth->era_ref + KURS_EARTH_OMEGA * (t_s + at(earth->ut1_tai, u));
    const kurs_mat3 m = turned(era - at(earth->s, u), celestial(earth, u));
    /* R1(-yp) R2(-xp): the pole is within 3e-6 rad, so second order leaves 1e-17. */
    const double xp = at(earth->xp, u), yp = at(earth->yp, u);
    const double cx = 1.0 - 0.5 * xp * xp, cy = 1.0 - 0.5 * yp * yp;
    kurs_mat3 out;
    for (int j = 0; j < 3; j++) {
        const double z = cx * m.m[2][j] - xp * m.m[0][j];
        out.m[0][j] = cx * m.m[0][j] + xp * m.m[2][j];
        out.m[1][j] = cy * m.m[1][j] - yp * z;
        out.m[2][j] = yp * m.m[1][j] + cy * z;
    }
    return out;
}

kurs_mat3 kurs_earth_teme_gcrf(const kurs_earth *earth, double t_s)
{
    /* TEME to the Earth by GMST (1982), back to CIRS by the rotation angle, then to GCRF. */
    const double u = t_s / DAY_S;
    const double angle = -(at(earth->gmst_era, u) + at(earth->s, u));
    return kurs_m3_transpose(turned(angle, celestial(earth, u)));
}

kurs_vec3 kurs_earth_pole_gcrf(const kurs_earth *earth, double t_s)
{
    const double u = t_s / DAY_S;
    const double x = at(earth->x, u), y = at(earth->y, u);
    return v3(x, y, sqrt(1.0 - x * x - y * y));
}

/* Angular velocity of the Earth in GCRF; the day's true length included. */
static kurs_vec3 spin_gcrf(const kurs_earth *earth, double t_s)
{
    const double u = t_s / DAY_S;
    const double *c = earth->ut1_tai;
    const double rate = c[1] + u * (2.0 * c[2] + u * (3.0 * c[3] + u * 4.0 * c[4]));
    return v3_scale(KURS_EARTH_OMEGA * (1.0 + rate / DAY_S), kurs_earth_pole_gcrf(earth, t_s));
}

kurs_state kurs_earth_state_itrf(const kurs_earth *earth, double t_s, kurs_state s_gcrf)
{
    const kurs_mat3 m = kurs_earth_gcrf_itrf(earth, t_s);
    const kurs_vec3 carried = v3_cross(spin_gcrf(earth, t_s), s_gcrf.r);
    return (kurs_state){kurs_m3_mulv(m, s_gcrf.r), kurs_m3_mulv(m, v3_sub(s_gcrf.v, carried))};
}

kurs_state kurs_earth_state_gcrf(const kurs_earth *earth, double t_s, kurs_state s_itrf)
{
    const kurs_mat3 m = kurs_earth_gcrf_itrf(earth, t_s);
    const kurs_vec3 r = kurs_m3_tmulv(m, s_itrf.r);
    const kurs_vec3 carried = v3_cross(spin_gcrf(earth, t_s), r);
    return (kurs_state){r, v3_add(kurs_m3_tmulv(m, s_itrf.v), carried)};
}
