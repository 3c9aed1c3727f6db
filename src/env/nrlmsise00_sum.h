/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The upper air of NRLMSISE-00, from 72.5 km up, written once for a number and for eight in lanes
 * (nrlmsise00_real.h). In the words of the authors' papers: an exospheric temperature joined to 120
 * km by Bates's profile, below by a spline in the inverse temperature; each gas in diffusive
 * balance over a mixed lower part; everything that varies is a sum of spherical harmonics with
 * solar, annual, daily and magnetic factors. Units inside: km, cm, g.
 *
 * What holds only below some height is left out where no lane is that low, and never changes a lane
 * that is higher: a lane has the same bits whatever its neighbours are.
 */
#ifndef KURS_ENV_NRLMSISE00_SUM_H
#define KURS_ENV_NRLMSISE00_SUM_H

#include "env/nrlmsise00_real.h"
#include "kurs/nrlmsise00.h"

#include "env/nrlmsise00_table.inc"

/* The authors' roundings of pi / 180, 2 pi / 365, pi / 12 and 2 pi / 86400. */
#define DEG 1.74533e-2
#define PER_DAY 1.72142e-2
#define PER_HOUR 0.2618
#define PER_SECOND 7.2722e-5
#define GAS_CONSTANT 831.4
#define ATOMIC_MASS_G 1.66e-24
#define LOG_LIMIT 50.0
#define LOG_OF_LIMIT 3.912023005428146 /* ln 50 */
#define FOOT 72.5                      /* where the lower air takes over [km] */

/* Parameter sets of the upper air: temperatures, then densities of the gases. */
enum { SET_TINF, SET_SLOPE, SET_TLB, SET_HE, SET_O, SET_N2, SET_O2, SET_AR, SET_H, SET_N, SET_HOT };
static const double *const high_set[KURS_NRL_SETS] = {
    pt[0], ps[0], pd[3], pd[0], pd[1], pd[2], pd[4], pd[5], pd[6], pd[7], pd[8],
};
/* And of the lower air: ptl 0 to 3 are low 0 to 3, pma 0 to 9 are low 4 to 13. */
enum { LOW_PMA = 4 };

static inline const double *low_set(int i)
{
    return i < LOW_PMA ? ptl[i] : pma[i - LOW_PMA];
}

/* ---- what a place fixes -----------------------------------------------------------------------
 */

/* Legendre functions of the latitude, circular ones of longitude and the two clocks. */
typedef struct place {
    real p0[7], p1[7], p2[8], p3[7];
    real hour[4][2], lon[3][2], ut[2]; /* cosines and sines of their multiples */
    real lat_deg, sin_lat;
    real g, re; /* gravity at the surface [cm/s2], effective radius of the Earth [km] */
} place;

static inline void legendre(place *at, real lat_deg)
{
    real c, s;
    real_sincos(lat_deg * DEG, &c, &s);
    const real c2 = c * c, c4 = c2 * c2, s2 = s * s;
    at->p0[1] = c;
    at->p0[2] = 0.5 * (3.0 * c2 - 1.0);
    at->p0[3] = 0.5 * (5.0 * c * c2 - 3.0 * c);
    at->p0[4] = (35.0 * c4 - 30.0 * c2 + 3.0) / 8.0;
    at->p0[5] = (63.0 * c2 * c2 * c - 70.0 * c2 * c + 15.0 * c) / 8.0;
    at->p0[6] = (11.0 * c * at->p0[5] - 5.0 * at->p0[4]) / 6.0;
    at->p1[1] = s;
    at->p1[2] = 3.0 * c * s;
    at->p1[3] = 1.5 * (5.0 * c2 - 1.0) * s;
    at->p1[4] = 2.5 * (7.0 * c2 * c - 3.0 * c) * s;
    at->p1[5] = 1.875 * (21.0 * c4 - 14.0 * c2 + 1.0) * s;
    at->p1[6] = (11.0 * c * at->p1[5] - 6.0 * at->p1[4]) / 5.0;
    at->p2[2] = 3.0 * s2;
    at->p2[3] = 15.0 * s2 * c;
    at->p2[4] = 7.5 * (7.0 * c2 - 1.0) * s2;
    at->p2[5] = 3.0 * c * at->p2[4] - 2.0 * at->p2[3];
    at->p2[6] = (11.0 * c * at->p2[5] - 7.0 * at->p2[4]) / 4.0;
    at->p2[7] = (13.0 * c * at->p2[6] - 8.0 * at->p2[5]) / 5.0;
    at->p3[3] = 15.0 * s2 * s;
    at->p3[4] = 105.0 * s2 * s * c;
    at->p3[5] = (9.0 * c * at->p3[4] - 7.0 * at->p3[3]) / 2.0;
    at->p3[6] = (11.0 * c * at->p3[5] - 8.0 * at->p3[4]) / 3.0;
    /* cos 2 lat = 1 - 2 sin^2 lat */
    const real c_twice = 1.0 - 2.0 * c2;
    at->g = 980.616 * (1.0 - 0.0026373 * c_twice);
    at->re = 2.0 * at->g / (3.085462e-6 + 2.27e-9 * c_twice) * 1e-5;
    at->lat_deg = lat_deg;
    at->sin_lat = c;
}

/* Cosines and sines of 0 to n-1 times an angle. */
static inline void multiples(real angle, int n, real out[][2])
{
    real c, s;
    real_sincos(angle, &s, &c);
    out[0][0] = real_all(1.0), out[0][1] = real_all(0.0);
    for (int i = 1; i < n; i++) {
        out[i][0] = out[i - 1][0] * c - out[i - 1][1] * s;
        out[i][1] = out[i - 1][1] * c + out[i - 1][0] * s;
    }
}

/* Cosine of an angle less a phase. */
static inline real cos_from(const real angle[2], const double phase[2])
{
    return angle[0] * phase[0] + angle[1] * phase[1];
}

static inline real of3(const double *p, int i, int j, int k, const real *f, int a, int b, int c)
{
    return p[i] * f[a] + p[j] * f[b] + p[k] * f[c];
}

/* Magnetic activity of a set: of the day, or of its history faded by the hours (A24a to A24c). */
static inline real magnetic(const kurs_nrlmsise00 *model, const struct kurs_nrl_set *set,
                            const place *at)
{
    if (!model->sun.has_history) {
        return real_all(set->ap);
    }
    const real e = real_min(
        real_exp(-10800.0 * set->decay / (1.0 + set->p138 * (45.0 - real_abs(at->lat_deg)))),
        real_all(0.99999));
    const real e2 = e * e, e3 = e2 * e, e4 = e2 * e2, e8 = e4 * e4, e12 = e8 * e4;
    const real whole = 1.0 + (1.0 - e8 * e8 * e3) / (1.0 - e) * real_sqrt(e);
    const double *g = set->g;
    return (g[0] + (g[1] * e + g[2] * e2 + g[3] * e3 +
                    (g[4] * e4 + g[5] * e12) * (1.0 - e8) / (1.0 - e))) /
           whole;
}

/* Terms of the magnetic activity: main, and with longitude and universal time. */
static inline real magnetic_terms(const double *p, const struct kurs_nrl_set *set, const place *at,
                                  real ap, int history)
{
    const int a = history ? 50 : 32, b = history ? 96 : 45, c = history ? 54 : 34;
    const int d = history ? 125 : 100, e = history ? 128 : 121;
    real sum = p[a] + p[b] * at->p0[2] + p[c] * at->p0[4];
    sum += of3(p, d, d + 1, d + 2, at->p0, 1, 3, 5) * set->annual_odd;
    sum += of3(p, e, e + 1, e + 2, at->p1, 1, 3, 5) * cos_from(at->hour[1], set->phase[0]);
    const int f = history ? 132 : 120, g = history ? 133 : 115, h = history ? 55 : 83;
    const real wave =
        history ? of3(p, 52, 98, 67, at->p1, 2, 4, 6) : of3(p, 60, 61, 62, at->p1, 2, 4, 6);
    sum += (1.0 + p[f] * at->p0[1]) * wave * cos_from(at->lon[1], set->phase[1]);
    sum += of3(p, g, g + 1, g + 2, at->p1, 1, 3, 5) * set->annual_odd *
           cos_from(at->lon[1], set->phase[2]);
    sum += of3(p, h, h + 1, h + 2, at->p0, 1, 3, 5) * cos_from(at->ut, set->phase[4]);
    return ap * sum;
}

/* Daily, half-daily and third-daily waves, the latter two with their annual change. */
static inline real tides(const double *p, const struct kurs_nrl_set *set, const place *at)
{
    const double year = set->annual_odd;
    const real *p1 = at->p1, *p2 = at->p2, *p3 = at->p3;
    const real day_c = of3(p, 3, 4, 27, p1, 1, 3, 5) + p[11] * p1[2] * year;
    const real day_s = of3(p, 6, 7, 28, p1, 1, 3, 5) + p[12] * p1[2] * year;
    const real half_c = p[5] * p2[2] + p[41] * p2[4] + (p[23] * p2[3] + p[35] * p2[5]) * year;
    const real half_s = p[8] * p2[2] + p[42] * p2[4] + (p[33] * p2[3] + p[36] * p2[5]) * year;
    const real third_s = p[39] * p3[3] + (p[93] * p3[4] + p[46] * p3[6]) * year;
    const real third_c = p[40] * p3[3] + (p[94] * p3[4] + p[48] * p3[6]) * year;
    return set->f2 *
           (day_c * at->hour[1][0] + day_s * at->hour[1][1] + half_c * at->hour[2][0] +
            half_s * at->hour[2][1] + third_c * at->hour[3][0] + third_s * at->hour[3][1]);
}

/* With the longitude, and with universal time. */
static inline real longitudes(const double *p, const struct kurs_nrl_set *set, const place *at)
{
    const double year = set->annual_odd;
    const real *p0 = at->p0, *p1 = at->p1, *p2 = at->p2;
    const real c = of3(p, 64, 65, 66, p1, 2, 4, 6) + of3(p, 103, 104, 105, p1, 1, 3, 5) +
                   of3(p, 109, 110, 111, p1, 1, 3, 5) * year;
    const real s = of3(p, 90, 91, 92, p1, 2, 4, 6) + of3(p, 106, 107, 108, p1, 1, 3, 5) +
                   of3(p, 112, 113, 114, p1, 1, 3, 5) * year;
    real sum = (1.0 + p[80] * set->dfa) * (c * at->lon[1][0] + s * at->lon[1][1]);
    sum += (1.0 + p[95] * p0[1]) * (1.0 + p[81] * set->dfa) * (1.0 + p[119] * p0[1] * year) *
           of3(p, 68, 69, 70, p0, 1, 3, 5) * cos_from(at->ut, set->phase[3]);
    /* universal time and twice the longitude together */
    const real both[2] = {at->ut[0] * at->lon[2][0] - at->ut[1] * at->lon[2][1],
                          at->ut[1] * at->lon[2][0] + at->ut[0] * at->lon[2][1]};
    return sum + of3(p, 76, 77, 78, p2, 3, 5, 7) * cos_from(both, set->phase[5]) *
                     (1.0 + p[137] * set->dfa);
}

/* The whole sum of a set of the upper air, less its first coefficient. */
static inline real high_sum(const kurs_nrlmsise00 *model, int which, const place *at)
{
    const double *p = high_set[which];
    const real *p0 = at->p0;
    const struct kurs_nrl_set *set = &model->high[which];
    real sum = real_all(p[30] + set->f107);
    sum += of3(p, 1, 2, 22, p0, 2, 4, 6) + p[14] * p0[2] * set->dfa + p[26] * p0[1];
    sum += p[18] * set->annual + (p[15] + p[16] * p0[2]) * set->semiannual;
    sum += set->f1 * (p[9] * p0[1] + p[10] * p0[3]) * set->annual_odd;
    sum += p[37] * p0[1] * set->semiannual_odd;
    sum += tides(p, set, at) + longitudes(p, set, at);
    if (!model->sun.has_history || p[51] != 0.0) {
        sum += magnetic_terms(p, set, at, magnetic(model, set, at), model->sun.has_history);
    }
    return sum;
}

/* The sum of a set of the lower air; the activity is that of the upper set before it. */
static inline real low_sum(const kurs_nrlmsise00 *model, int which, const place *at, real ap)
{
    const double *p = low_set(which);
    const real *p0 = at->p0, *p1 = at->p1, *p2 = at->p2;
    const struct kurs_nrl_set *set = &model->low[which];
    const double year = set->annual_odd, *lon = model->longitude[which];
    real sum = real_all(p[21] * set->dfa);
    sum += of3(p, 1, 2, 22, p0, 2, 4, 6) + p[26] * p0[1] + p[14] * p0[3] + p[59] * p0[5];
    sum += (p[18] + p[47] * p0[2] + p[29] * p0[4]) * set->annual;
    sum += (p[15] + p[16] * p0[2] + p[30] * p0[4]) * set->semiannual;
    sum += of3(p, 9, 10, 20, p0, 1, 3, 5) * year + p[37] * p0[1] * set->semiannual_odd;
    sum += (p[3] * p1[1] + p[4] * p1[3] + p[11] * p1[2] * year) * at->hour[1][0];
    sum += (p[6] * p1[1] + p[7] * p1[3] + p[12] * p1[2] * year) * at->hour[1][1];
    sum += (p[5] * p2[2] + p[41] * p2[4] + (p[23] * p2[3] + p[35] * p2[5]) * year) * at->hour[2][0];
    sum += (p[8] * p2[2] + p[42] * p2[4] + (p[33] * p2[3] + p[36] * p2[5]) * year) * at->hour[2][1];
    sum += p[39] * at->p3[3] * at->hour[3][1] + p[40] * at->p3[3] * at->hour[3][0];
    sum += model->sun.has_history ? ap * (p[50] + p[96] * p0[2]) : ap * (p[32] + p[45] * p0[2]);
    const real swell = 1.0 + p0[1] * (lon[0] + lon[1]) + lon[2] + lon[3];
    const real c = of3(p, 64, 65, 66, p1, 2, 4, 6) + of3(p, 74, 75, 76, p1, 1, 3, 5);
    const real s = of3(p, 90, 91, 92, p1, 2, 4, 6) + of3(p, 77, 78, 79, p1, 1, 3, 5);
    return sum + swell * (c * at->lon[1][0] + s * at->lon[1][1]);
}

/* ---- temperature by height --------------------------------------------------------------------
 */

enum { NODES_MAX = 5 };

/* A cubic spline of the inverse temperature over the reduced height, between nodes. */
typedef struct spline {
    int n;
    double z1; /* height of the first node */
    real span; /* geopotential difference to the last */
    real t1;
    real x[NODES_MAX], y[NODES_MAX], y2[NODES_MAX];
} spline;

static inline real reduced(real re, real z, double z0)
{
    return (z - z0) * (re + z0) / (re + z);
}

/* Second derivatives of the spline through its nodes with given slopes at both ends. */
static inline void bend(spline *s, real slope_1, real slope_n)
{
    real u[NODES_MAX];
    const real *x = s->x, *y = s->y;
    const int n = s->n;
    s->y2[0] = real_all(-0.5);
    u[0] = (3.0 / (x[1] - x[0])) * ((y[1] - y[0]) / (x[1] - x[0]) - slope_1);
    for (int i = 1; i < n - 1; i++) {
        const real sig = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]), p = sig * s->y2[i - 1] + 2.0;
        const real kink =
            (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
        s->y2[i] = (sig - 1.0) / p;
        u[i] = (6.0 * kink / (x[i + 1] - x[i - 1]) - sig * u[i - 1]) / p;
    }
    const real h = x[n - 1] - x[n - 2];
    const real un = (3.0 / h) * (slope_n - (y[n - 1] - y[n - 2]) / h);
    s->y2[n - 1] = (un - 0.5 * u[n - 2]) / (0.5 * s->y2[n - 2] + 1.0);
    for (int k = n - 2; k >= 0; k--) {
        s->y2[k] = s->y2[k] * s->y2[k + 1] + u[k];
    }
}

/* Nodes z [km], t [K]; gradients [K/km] at both ends. */
static inline void make_spline(spline *s, real re, int n, const double *z, const real *t,
                               const real gradient[2])
{
    s->n = n;
    s->z1 = z[0];
    s->t1 = t[0];
    s->span = reduced(re, real_all(z[n - 1]), z[0]);
    for (int k = 0; k < n; k++) {
        s->x[k] = reduced(re, real_all(z[k]), z[0]) / s->span;
        s->y[k] = 1.0 / t[k];
    }
    const real ratio = (re + z[n - 1]) / (re + z[0]);
    bend(s, -gradient[0] / (t[0] * t[0]) * s->span,
         -gradient[1] / (t[n - 1] * t[n - 1]) * s->span * ratio * ratio);
}

/* Temperature at a height, and the integral of its inverse from the first node. */
static inline void read_spline(const spline *s, real re, real z, real *t, real *integral)
{
    const real x = reduced(re, z, s->z1) / s->span;
    real sum = real_all(0.0), inverse = sum;
    mask beyond = sum < real_all(1.0); /* lanes that have not come to their height yet */
    for (int k = 0; k < s->n - 1 && real_any(beyond); k++) {
        const real h = s->x[k + 1] - s->x[k];
        const real xx = k == s->n - 2 ? x : real_min(x, s->x[k + 1]);
        const real a = (s->x[k + 1] - xx) / h, b = (xx - s->x[k]) / h, a2 = a * a, b2 = b * b;
        const real part = ((1.0 - a2) * s->y[k] / 2.0 + b2 * s->y[k + 1] / 2.0 +
                           ((-(1.0 + a2 * a2) / 4.0 + a2 / 2.0) * s->y2[k] +
                            (b2 * b2 / 4.0 - b2 / 2.0) * s->y2[k + 1]) *
                               h * h / 6.0) *
                          h;
        const real y = a * s->y[k] + b * s->y[k + 1] +
                       ((a2 * a - a) * s->y2[k] + (b2 * b - b) * s->y2[k + 1]) * h * h / 6.0;
        sum = real_select(beyond, sum + part, sum);
        inverse = real_select(beyond, y, inverse);
        beyond = beyond & (x >= s->x[k + 1]);
    }
    *t = 1.0 / inverse;
    *integral = sum;
}

/* The upper air at a place: Bates's profile and the spline under it. */
typedef struct profile {
    real re, g;
    double zlb, za;
    real tinf, tlb, s;
    real fall; /* what gravity does to a mass of 1 over zlb, in units of Bates's profile */
    spline under;
} profile;

/* What densities need to know of a height. */
typedef struct level {
    real zg, log_bates; /* reduced height over zlb; ln(T / tlb) of Bates's profile, at za or over */
    real t;
    mask under; /* below za */
    real log_under, integral;
} level;

static inline void make_level(const profile *p, real z, level *out)
{
    const real za = real_all(p->za), top = real_max(z, za);
    out->zg = reduced(p->re, top, p->zlb);
    out->t = p->tinf - (p->tinf - p->tlb) * real_exp(-p->s * out->zg);
    out->log_bates = real_log(out->t / p->tlb);
    out->log_under = out->integral = real_all(0.0);
    out->under = z < za;
    if (real_any(out->under)) {
        real t;
        const real low = real_min(real_max(z, real_all(FOOT)), za);
        read_spline(&p->under, p->re, low, &t, &out->integral);
        out->log_under = real_log(p->under.t1 / t);
        out->t = real_select(out->under, t, out->t);
    }
}

/* Density at a level against that at zlb of a gas of mass xm with thermal diffusion alpha. */
static inline real falls_to(const profile *p, const level *at, double xm, double alpha)
{
    const real gamma = xm * p->fall;
    real sum = -(1.0 + alpha + gamma) * at->log_bates +
               real_min(-p->s * gamma * at->zg, real_all(LOG_OF_LIMIT));
    if (real_any(at->under)) {
        const real up = 1.0 + p->under.z1 / p->re;
        const real k = xm * p->g / (up * up) * p->under.span / GAS_CONSTANT;
        const real more =
            (1.0 + alpha) * at->log_under - real_min(k * at->integral, real_all(LOG_LIMIT));
        sum = real_select(at->under, sum + more, sum);
    }
    return real_exp(sum);
}

/* Fall of a mass of 1 in an upper air whose temperatures stand in the profile. */
static inline void set_fall(profile *p)
{
    const real rise = 1.0 + p->zlb / p->re;
    p->fall = p->g / (rise * rise) / (p->s * GAS_CONSTANT * p->tinf);
}

/* ---- the gases --------------------------------------------------------------------------------
 */

/* A gas: mass, thermal diffusion, its row of pdm, the height to which mixing is looked at. */
typedef struct gas {
    double xm, alpha, mix_to;
    int set, row;
} gas;

static const gas gases[] = {
    [KURS_GAS_HE] = {4.0, -0.38, 200.0, SET_HE, 0}, [KURS_GAS_O] = {16.0, 0.0, 300.0, SET_O, 1},
    [KURS_GAS_N2] = {28.0, 0.0, 160.0, SET_N2, 2},  [KURS_GAS_O2] = {32.0, 0.0, 250.0, SET_O2, 3},
    [KURS_GAS_AR] = {40.0, 0.17, 240.0, SET_AR, 4}, [KURS_GAS_H] = {1.0, -0.38, 320.0, SET_H, 5},
    [KURS_GAS_N] = {14.0, 0.0, 450.0, SET_N, 6},
};
#define MIX_TO_MAX 450.0 /* of all of them */

/* The column of air over a place up to the height asked for. */
typedef struct column {
    const kurs_nrlmsise00 *model;
    const place *at;
    profile profile;
    real z;
    level level;
    real n2_at_zlb;       /* mixed density at zlb of N2, where z is up to MIX_TO_MAX */
    double n2_turbopause; /* its height */
    real mixed_n2;        /* mixed density at z, where z is up to 160 km */
    real tn1[NODES_MAX];  /* nodes of the spline under za */
    real gradient[2];     /* at its top and foot */
} column;

/* The spline of the lower thermosphere through its nodes. */
static inline void lay_spline(profile *p, const real tn1[NODES_MAX], const real gradient[2])
{
    const double nodes[NODES_MAX] = {p->za, 110.0, 100.0, 90.0, FOOT};
    make_spline(&p->under, p->re, NODES_MAX, nodes, tn1, gradient);
}

/* Diffusive density joined to the fully mixed one about the turbopause. */
static inline real joined(real diffusive, real mixed, double zhm, double xmm, double xm)
{
    const double a = zhm / (xmm - xm);
    const real ratio = a * real_log(mixed / diffusive);
    const real tame = real_min(real_max(ratio, real_all(-10.0)), real_all(10.0));
    const real both = diffusive * real_exp(real_log(1.0 + real_exp(tame)) / a);
    return real_select(ratio < -10.0, diffusive, real_select(ratio > 10.0, mixed, both));
}

static inline real within_70(real e)
{
    return real_min(real_max(e, real_all(-70.0)), real_all(70.0));
}

/* Factor that goes from exp(r) well below zh to 1 well above, over the height h. */
static inline real corrected(real z, real r, double h, double zh)
{
    return real_exp(r / (1.0 + real_exp(within_70((z - zh) / h))));
}

/* The same over two heights. */
static inline real corrected_twice(real z, double r, double h1, double zh, double h2)
{
    const real both = real_exp(within_70((z - zh) / h1)) + real_exp(within_70((z - zh) / h2));
    return real_exp(r / (1.0 + 0.5 * both));
}

static inline real at_zlb(const column *c, const gas *g)
{
    return pdm[g->row][0] * real_exp(high_sum(c->model, g->set, c->at)) * high_set[g->set][0];
}

/* Mixed density that belongs to a diffusive one through the turbopause at zh. */
static inline real mixed_base(const column *c, const gas *g, real base, real zh)
{
    level turbo;
    make_level(&c->profile, zh, &turbo);
    return base * falls_to(&c->profile, &turbo, g->xm - pdm[2][4], g->alpha - 1.0);
}

static inline real nitrogen(column *c)
{
    const gas *g = &gases[KURS_GAS_N2];
    const double xmm = pdm[2][4];
    const real base = at_zlb(c, g);
    const real diffusive = base * falls_to(&c->profile, &c->level, g->xm, g->alpha);
    const mask low = c->z <= g->mix_to;
    c->n2_turbopause = pdm[2][3] * pdl[1][5];
    if (real_any(c->z <= MIX_TO_MAX)) {
        const real zhf = pdl[1][24] * (1.0 + pdl[0][24] * c->at->sin_lat * c->model->turbopause);
        c->n2_at_zlb = mixed_base(c, g, base, pdm[2][2] * zhf);
    }
    if (!real_any(low)) {
        return diffusive;
    }
    c->mixed_n2 = c->n2_at_zlb * falls_to(&c->profile, &c->level, xmm, g->alpha);
    const real both = joined(diffusive, c->mixed_n2, c->n2_turbopause, xmm, g->xm);
    return real_select(low, both, diffusive);
}

/* A gas that is mixed below some height: its density so far, and its mixed density at zlb. */
typedef struct mixture {
    real density, base_mixed;
    mask low;
} mixture;

/* Diffusive density joined to the mixed one. */
static inline mixture settled(const column *c, const gas *g)
{
    mixture out;
    const real base = at_zlb(c, g);
    const real diffusive = base * falls_to(&c->profile, &c->level, g->xm, g->alpha);
    out.density = out.base_mixed = diffusive;
    /* helium stops just below its height, the others at it */
    out.low = g->row == 0 ? c->z < g->mix_to : c->z <= g->mix_to;
    if (real_any(out.low)) {
        out.base_mixed = mixed_base(c, g, base, real_all(pdm[g->row][2]));
        const real mixed = out.base_mixed * falls_to(&c->profile, &c->level, pdm[2][4], 0.0);
        out.density = real_select(
            out.low, joined(diffusive, mixed, c->n2_turbopause, pdm[2][4], g->xm), diffusive);
    }
    return out;
}

static inline void correct(mixture *gas_here, real factor)
{
    gas_here->density = real_select(gas_here->low, gas_here->density * factor, gas_here->density);
}

/* With the mixing ratio at the ground. */
static inline void with_ground_ratio(const column *c, const gas *g, mixture *here, double ratio,
                                     double zc, double hc)
{
    const real r = real_log(c->n2_at_zlb * pdm[g->row][1] * ratio / here->base_mixed);
    correct(here, corrected(c->z, r, pdm[g->row][5] * hc, pdm[g->row][4] * zc));
}

static inline void with_chemistry(const column *c, const gas *g, mixture *here, double rc,
                                  double zc, double hc)
{
    correct(here, corrected(c->z, real_all(pdm[g->row][3] * rc), pdm[g->row][7] * hc,
                            pdm[g->row][6] * zc));
}

/* How the Sun changes the chemistry of oxygen. */
static inline double by_sun(const column *c)
{
    return 1.0 + pdl[0][23] * (c->model->sun.f107_mean - 150.0);
}

static inline real oxygen(const column *c)
{
    const gas *g = &gases[KURS_GAS_O];
    mixture here = settled(c, g);
    if (real_any(here.low)) {
        correct(&here,
                corrected_twice(c->z, pdm[1][1] * pdl[1][16] * by_sun(c), pdm[1][5] * pdl[1][3],
                                pdm[1][4] * pdl[1][2], pdm[1][5] * pdl[1][4]));
        with_chemistry(c, g, &here, pdl[1][14], pdl[1][12], pdl[1][13]);
    }
    return here.density;
}

static inline real molecular_oxygen(const column *c)
{
    const gas *g = &gases[KURS_GAS_O2];
    mixture here = settled(c, g);
    if (real_any(here.low)) {
        with_ground_ratio(c, g, &here, 1.0, pdl[1][6], pdl[1][7]);
    }
    return here.density * corrected_twice(c->z, pdm[3][3] * pdl[1][23] * by_sun(c),
                                          pdm[3][7] * pdl[1][22], pdm[3][6] * pdl[1][21],
                                          pdm[3][7] * pdl[0][22]);
}

static inline real plain_gas(const column *c, kurs_gas which)
{
    const gas *g = &gases[which];
    mixture here = settled(c, g);
    if (!real_any(here.low)) {
        return here.density;
    }
    switch (which) {
    case KURS_GAS_HE:
        with_ground_ratio(c, g, &here, 1.0, pdl[1][0], pdl[1][1]);
        break;
    case KURS_GAS_AR:
        with_ground_ratio(c, g, &here, 1.0, pdl[1][8], pdl[1][9]);
        break;
    case KURS_GAS_H:
        with_ground_ratio(c, g, &here, pdl[1][17] < 0.0 ? -pdl[1][17] : pdl[1][17], pdl[1][10],
                          pdl[1][11]);
        with_chemistry(c, g, &here, pdl[1][20], pdl[1][18], pdl[1][19]);
        break;
    default:
        with_ground_ratio(c, g, &here, pdl[0][2] < 0.0 ? -pdl[0][2] : pdl[0][2], pdl[0][0],
                          pdl[0][1]);
        with_chemistry(c, g, &here, pdl[0][5], pdl[0][3], pdl[0][4]);
    }
    return here.density;
}

/* Hot oxygen of the high thermosphere: isothermal, with its own end below. */
static inline real hot_oxygen(const column *c)
{
    const real base =
        pdm[7][0] * real_exp(high_sum(c->model, SET_HOT, c->at)) * high_set[SET_HOT][0];
    const double t = pdm[7][9] * pdl[0][6], zsht = pdm[7][5], zmho = pdm[7][4];
    const real up = 1.0 + zmho / c->profile.re;
    const real scale = GAS_CONSTANT * t / (c->profile.g / (up * up) * 16.0);
    /* one temperature over za, from which the spline goes down without a slope */
    profile hot = c->profile;
    level at;
    hot.tinf = hot.tlb = real_all(t);
    set_fall(&hot);
    if (real_any(c->z < hot.za)) {
        const real tn1[NODES_MAX] = {hot.tinf, c->tn1[1], c->tn1[2], c->tn1[3], c->tn1[4]};
        const real gradient[2] = {real_all(0.0), c->gradient[1]};
        lay_spline(&hot, tn1, gradient);
    }
    make_level(&hot, c->z, &at);
    const real gap = (c->z - zmho) / zsht;
    return base * falls_to(&hot, &at, 16.0, 0.0) * real_exp(-zsht / scale * (real_exp(-gap) - 1.0));
}

/* ---- the upper air ----------------------------------------------------------------------------
 */

/* Temperatures at the nodes of the lower thermosphere, and the gradients at its ends. */
static inline void make_nodes(column *c)
{
    static const int scale[4] = {6, 2, 7, 4}; /* of ptm, for the four nodes */
    const kurs_nrlmsise00 *model = c->model;
    const profile *p = &c->profile;
    const mask varies = c->z < 300.0;
    const real ap = magnetic(model, &model->high[SET_TLB], c->at);
    for (int i = 0; i < 4; i++) {
        const real mean = real_all(ptm[0][scale[i]] * ptl[i][0]);
        c->tn1[i + 1] = mean;
        if (real_any(varies)) {
            c->tn1[i + 1] = real_select(varies, mean / (1.0 - low_sum(model, i, c->at, ap)), mean);
        }
    }
    const double foot = ptm[0][4] * ptl[3][0];
    const real plain = ptm[0][8] * pma[8][0] * c->tn1[4] * c->tn1[4] / (foot * foot);
    c->gradient[1] = plain;
    if (real_any(varies)) {
        c->gradient[1] =
            real_select(varies, plain * (1.0 + low_sum(model, LOW_PMA + 8, c->at, ap)), plain);
    }
    /* the spline begins where Bates's profile ends, with its temperature and slope */
    const real ratio = (p->re + p->zlb) / (p->re + p->za);
    const real at_za = reduced(p->re, real_all(p->za), p->zlb);
    c->tn1[0] = p->tinf - (p->tinf - p->tlb) * real_exp(-p->s * at_za);
    c->gradient[0] = (p->tinf - c->tn1[0]) * p->s * ratio * ratio;
}

static inline void make_profile(column *c)
{
    const kurs_nrlmsise00 *model = c->model;
    const place *at = c->at;
    profile *p = &c->profile;
    p->re = at->re, p->g = at->g;
    p->zlb = ptm[0][5], p->za = pdl[1][15];
    const mask over_za = c->z > p->za, over_foot = c->z > FOOT;
    const real one = real_all(1.0);
    real warm = one, steep = one;
    if (real_any(over_za)) {
        warm = real_select(over_za, 1.0 + high_sum(model, SET_TINF, at), one);
    }
    if (real_any(over_foot)) {
        steep = real_select(over_foot, 1.0 + high_sum(model, SET_SLOPE, at), one);
    }
    p->tinf = ptm[0][0] * pt[0][0] * warm;
    p->tlb = ptm[0][1] * (1.0 + high_sum(model, SET_TLB, at)) * pd[3][0];
    p->s = ptm[0][3] * ps[0][0] * steep / (p->tinf - p->tlb);
    set_fall(p);
    if (real_any(c->z <= MIX_TO_MAX)) {
        make_nodes(c);
        lay_spline(p, c->tn1, c->gradient);
    }
}

static inline real mass_of(const real n[KURS_GAS_COUNT])
{
    return ATOMIC_MASS_G *
           (4.0 * n[KURS_GAS_HE] + 16.0 * n[KURS_GAS_O] + 28.0 * n[KURS_GAS_N2] +
            32.0 * n[KURS_GAS_O2] + 40.0 * n[KURS_GAS_AR] + n[KURS_GAS_H] + 14.0 * n[KURS_GAS_N]);
}

/* Harmonics of a place [degrees] and of both clocks. */
static inline void make_place(place *at, real ut_s, real lat_deg, real lon_deg, real solar_time_h)
{
    real ut[2][2];
    legendre(at, lat_deg);
    multiples(PER_HOUR * solar_time_h, 4, at->hour);
    multiples(DEG * lon_deg, 3, at->lon);
    multiples(PER_SECOND * ut_s, 2, ut);
    at->ut[0] = ut[1][0], at->ut[1] = ut[1][1];
}

/* Gases [1/cm3] at z >= 72.5 km; `c` has the model, the place and z, and gets the rest. */
static inline void upper_air(column *c, real n[KURS_GAS_COUNT])
{
    make_profile(c);
    make_level(&c->profile, c->z, &c->level);
    n[KURS_GAS_N2] = nitrogen(c);
    n[KURS_GAS_HE] = plain_gas(c, KURS_GAS_HE);
    n[KURS_GAS_O] = oxygen(c);
    n[KURS_GAS_O2] = molecular_oxygen(c);
    n[KURS_GAS_AR] = plain_gas(c, KURS_GAS_AR);
    n[KURS_GAS_H] = plain_gas(c, KURS_GAS_H);
    n[KURS_GAS_N] = plain_gas(c, KURS_GAS_N);
    n[KURS_GAS_O_HOT] = hot_oxygen(c);
}

static inline real drag_mass(const real n[KURS_GAS_COUNT])
{
    return mass_of(n) + ATOMIC_MASS_G * 16.0 * n[KURS_GAS_O_HOT];
}

#endif
