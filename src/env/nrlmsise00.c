/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In the words of the authors' papers: an exospheric temperature joined to 120 km by Bates's
 * profile, below by a spline in the inverse temperature; each gas in diffusive balance over a
 * mixed lower part; everything that varies is a sum of spherical harmonics with solar, annual,
 * daily and magnetic factors. Units inside: km, cm, g.
 */
#include "kurs/nrlmsise00.h"

#include <math.h>
#include <string.h>

#include "math/math.h"

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

/* Parameter sets of the upper air: temperatures, then densities of the gases. */
enum { SET_TINF, SET_SLOPE, SET_TLB, SET_HE, SET_O, SET_N2, SET_O2, SET_AR, SET_H, SET_N, SET_HOT };
static const double *const high_set[KURS_NRL_SETS] = {
    pt[0], ps[0], pd[3], pd[0], pd[1], pd[2], pd[4], pd[5], pd[6], pd[7], pd[8],
};
/* And of the lower air: ptl 0 to 3 are low 0 to 3, pma 0 to 9 are low 4 to 13. */
enum { LOW_PMA = 4 };

static const double *low_set(int i)
{
    return i < LOW_PMA ? ptl[i] : pma[i - LOW_PMA];
}

/* ---- what a day fixes -------------------------------------------------------------------------
 */

/* Activity of one ap against 4, bent for high values (Hedin 1987, A24d). */
static double bent(double ap, double p24, double p25)
{
    const double a = ap - 4.0;
    return a + (p25 - 1.0) * (a + (exp(-p24 * a) - 1.0) / p24);
}

static void set_phase(double phase[2], double angle)
{
    phase[0] = cos(angle);
    phase[1] = sin(angle);
}

static void make_set(struct kurs_nrl_set *set, const double *p, int day,
                     const kurs_sun_activity *sun)
{
    set->annual = cos(PER_DAY * (day - p[31]));
    set->semiannual = cos(2.0 * PER_DAY * (day - p[17]));
    set->annual_odd = cos(PER_DAY * (day - p[13]));
    set->semiannual_odd = cos(2.0 * PER_DAY * (day - p[38]));
    set->dfa = sun->f107_mean - 150.0;
}

static void make_high_set(struct kurs_nrl_set *set, const double *p, int day,
                          const kurs_sun_activity *sun)
{
    make_set(set, p, day, sun);
    const double df = sun->f107 - sun->f107_mean, dfa = set->dfa;
    const double quick = p[19] * df + p[20] * df * df;
    set->f107 =
        p[19] * df * (1.0 + p[59] * dfa) + p[20] * df * df + p[21] * dfa + p[29] * dfa * dfa;
    set->f1 = 1.0 + p[47] * dfa + quick;
    set->f2 = 1.0 + p[49] * dfa + quick;
    const double p43 = p[43] < 0.0 ? 1e-5 : p[43];
    set->ap = bent(sun->ap, p43, p[44]);
    set->decay = fabs(p[51]);
    set->p138 = p[138];
    const double p24 = fmax(p[24], 1e-4);
    for (int i = 0; i < 6; i++) {
        set->g[i] = bent(sun->ap_history[i + 1], p24, p[25]);
    }
    const int h = sun->has_history;
    set_phase(set->phase[0], PER_HOUR * p[h ? 131 : 124]); /* of the local time */
    set_phase(set->phase[1], DEG * p[h ? 97 : 63]);        /* of the longitude */
    set_phase(set->phase[2], DEG * p[h ? 136 : 118]);
    set_phase(set->phase[3], PER_SECOND * p[71]); /* of universal time */
    set_phase(set->phase[4], PER_SECOND * p[h ? 58 : 75]);
    set_phase(set->phase[5], PER_SECOND * p[79]);
}

kurs_status kurs_nrlmsise00_init(kurs_nrlmsise00 *model, int day_of_year,
                                 const kurs_sun_activity *sun)
{
    if (!(sun->f107 >= 0.0) || !(sun->f107_mean >= 0.0) || !(sun->ap >= 0.0) ||
        !isfinite(sun->f107 + sun->f107_mean + sun->ap)) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < 7 && sun->has_history; i++) {
        if (!(sun->ap_history[i] >= 0.0) || !isfinite(sun->ap_history[i])) {
            return KURS_ERR_ARGUMENT;
        }
    }
    memset(model, 0, sizeof *model);
    model->sun = *sun;
    for (int i = 0; i < KURS_NRL_SETS; i++) {
        make_high_set(&model->high[i], high_set[i], day_of_year, sun);
    }
    for (int i = 0; i < KURS_NRL_LOW_SETS; i++) {
        const double *p = low_set(i);
        make_set(&model->low[i], p, day_of_year, sun);
        model->longitude[i][0] = p[80] * cos(PER_DAY * (day_of_year - p[81]));
        model->longitude[i][1] = p[85] * cos(2.0 * PER_DAY * (day_of_year - p[86]));
        model->longitude[i][2] = p[83] * cos(PER_DAY * (day_of_year - p[84]));
        model->longitude[i][3] = p[87] * cos(2.0 * PER_DAY * (day_of_year - p[88]));
    }
    model->turbopause = cos(PER_DAY * (day_of_year - pt[0][13]));
    return KURS_OK;
}

/* ---- what a place fixes -----------------------------------------------------------------------
 */

/* Legendre functions of the latitude, circular ones of longitude and the two clocks. */
typedef struct place {
    double p0[7], p1[7], p2[8], p3[7];
    double hour[4][2], lon[3][2], ut[2]; /* cosines and sines of their multiples */
    double lat_deg;
    double g, re; /* gravity at the surface [cm/s2], effective radius of the Earth [km] */
} place;

static void legendre(place *at, double lat_deg)
{
    const double c = sin(lat_deg * DEG), s = cos(lat_deg * DEG);
    const double c2 = c * c, c4 = c2 * c2, s2 = s * s;
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
    const double c_twice = 1.0 - 2.0 * c2;
    at->g = 980.616 * (1.0 - 0.0026373 * c_twice);
    at->re = 2.0 * at->g / (3.085462e-6 + 2.27e-9 * c_twice) * 1e-5;
    at->lat_deg = lat_deg;
}

/* Cosines and sines of 0 to n-1 times an angle. */
static void multiples(double angle, int n, double out[][2])
{
    const double c = cos(angle), s = sin(angle);
    out[0][0] = 1.0, out[0][1] = 0.0;
    for (int i = 1; i < n; i++) {
        out[i][0] = out[i - 1][0] * c - out[i - 1][1] * s;
        out[i][1] = out[i - 1][1] * c + out[i - 1][0] * s;
    }
}

/* Cosine of an angle less a phase. */
static double cos_from(const double angle[2], const double phase[2])
{
    return angle[0] * phase[0] + angle[1] * phase[1];
}

static double of3(const double *p, int i, int j, int k, const double *f, int a, int b, int c)
{
    return p[i] * f[a] + p[j] * f[b] + p[k] * f[c];
}

/* Magnetic activity of a set: of the day, or of its history faded by the hours (A24a to A24c). */
static double magnetic(const kurs_nrlmsise00 *model, const struct kurs_nrl_set *set,
                       const place *at)
{
    if (!model->sun.has_history) {
        return set->ap;
    }
    const double e =
        fmin(exp(-10800.0 * set->decay / (1.0 + set->p138 * (45.0 - fabs(at->lat_deg)))), 0.99999);
    const double e2 = e * e, e3 = e2 * e, e4 = e2 * e2, e8 = e4 * e4, e12 = e8 * e4;
    const double whole = 1.0 + (1.0 - e8 * e8 * e3) / (1.0 - e) * sqrt(e);
    const double *g = set->g;
    return (g[0] + (g[1] * e + g[2] * e2 + g[3] * e3 +
                    (g[4] * e4 + g[5] * e12) * (1.0 - e8) / (1.0 - e))) /
           whole;
}

/* Terms of the magnetic activity: main, and with longitude and universal time. */
static double magnetic_terms(const double *p, const struct kurs_nrl_set *set, const place *at,
                             double ap, int history)
{
    const int a = history ? 50 : 32, b = history ? 96 : 45, c = history ? 54 : 34;
    const int d = history ? 125 : 100, e = history ? 128 : 121;
    double sum = p[a] + p[b] * at->p0[2] + p[c] * at->p0[4];
    sum += of3(p, d, d + 1, d + 2, at->p0, 1, 3, 5) * set->annual_odd;
    sum += of3(p, e, e + 1, e + 2, at->p1, 1, 3, 5) * cos_from(at->hour[1], set->phase[0]);
    const int f = history ? 132 : 120, g = history ? 133 : 115, h = history ? 55 : 83;
    const double wave =
        history ? of3(p, 52, 98, 67, at->p1, 2, 4, 6) : of3(p, 60, 61, 62, at->p1, 2, 4, 6);
    sum += (1.0 + p[f] * at->p0[1]) * wave * cos_from(at->lon[1], set->phase[1]);
    sum += of3(p, g, g + 1, g + 2, at->p1, 1, 3, 5) * set->annual_odd *
           cos_from(at->lon[1], set->phase[2]);
    sum += of3(p, h, h + 1, h + 2, at->p0, 1, 3, 5) * cos_from(at->ut, set->phase[4]);
    return ap * sum;
}

/* Daily, half-daily and third-daily waves, the latter two with their annual change. */
static double tides(const double *p, const struct kurs_nrl_set *set, const place *at)
{
    const double year = set->annual_odd;
    const double *p1 = at->p1, *p2 = at->p2, *p3 = at->p3;
    const double day_c = of3(p, 3, 4, 27, p1, 1, 3, 5) + p[11] * p1[2] * year;
    const double day_s = of3(p, 6, 7, 28, p1, 1, 3, 5) + p[12] * p1[2] * year;
    const double half_c = p[5] * p2[2] + p[41] * p2[4] + (p[23] * p2[3] + p[35] * p2[5]) * year;
    const double half_s = p[8] * p2[2] + p[42] * p2[4] + (p[33] * p2[3] + p[36] * p2[5]) * year;
    const double third_s = p[39] * p3[3] + (p[93] * p3[4] + p[46] * p3[6]) * year;
    const double third_c = p[40] * p3[3] + (p[94] * p3[4] + p[48] * p3[6]) * year;
    return set->f2 *
           (day_c * at->hour[1][0] + day_s * at->hour[1][1] + half_c * at->hour[2][0] +
            half_s * at->hour[2][1] + third_c * at->hour[3][0] + third_s * at->hour[3][1]);
}

/* With the longitude, and with universal time. */
static double longitudes(const double *p, const struct kurs_nrl_set *set, const place *at)
{
    const double year = set->annual_odd;
    const double *p0 = at->p0, *p1 = at->p1, *p2 = at->p2;
    const double c = of3(p, 64, 65, 66, p1, 2, 4, 6) + of3(p, 103, 104, 105, p1, 1, 3, 5) +
                     of3(p, 109, 110, 111, p1, 1, 3, 5) * year;
    const double s = of3(p, 90, 91, 92, p1, 2, 4, 6) + of3(p, 106, 107, 108, p1, 1, 3, 5) +
                     of3(p, 112, 113, 114, p1, 1, 3, 5) * year;
    double sum = (1.0 + p[80] * set->dfa) * (c * at->lon[1][0] + s * at->lon[1][1]);
    sum += (1.0 + p[95] * p0[1]) * (1.0 + p[81] * set->dfa) * (1.0 + p[119] * p0[1] * year) *
           of3(p, 68, 69, 70, p0, 1, 3, 5) * cos_from(at->ut, set->phase[3]);
    /* universal time and twice the longitude together */
    const double both[2] = {at->ut[0] * at->lon[2][0] - at->ut[1] * at->lon[2][1],
                            at->ut[1] * at->lon[2][0] + at->ut[0] * at->lon[2][1]};
    return sum + of3(p, 76, 77, 78, p2, 3, 5, 7) * cos_from(both, set->phase[5]) *
                     (1.0 + p[137] * set->dfa);
}

/* The whole sum of a set of the upper air, less its first coefficient. */
static double high_sum(const kurs_nrlmsise00 *model, int which, const place *at)
{
    const double *p = high_set[which], *p0 = at->p0;
    const struct kurs_nrl_set *set = &model->high[which];
    double sum = p[30] + set->f107;
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
static double low_sum(const kurs_nrlmsise00 *model, int which, const place *at, double ap)
{
    const double *p = low_set(which), *p0 = at->p0, *p1 = at->p1, *p2 = at->p2;
    const struct kurs_nrl_set *set = &model->low[which];
    const double year = set->annual_odd, *lon = model->longitude[which];
    double sum = p[21] * set->dfa;
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
    const double swell = 1.0 + p0[1] * (lon[0] + lon[1]) + lon[2] + lon[3];
    const double c = of3(p, 64, 65, 66, p1, 2, 4, 6) + of3(p, 74, 75, 76, p1, 1, 3, 5);
    const double s = of3(p, 90, 91, 92, p1, 2, 4, 6) + of3(p, 77, 78, 79, p1, 1, 3, 5);
    return sum + swell * (c * at->lon[1][0] + s * at->lon[1][1]);
}

/* ---- temperature by height --------------------------------------------------------------------
 */

/* A cubic spline of the inverse temperature over the reduced height, between nodes. */
typedef struct spline {
    int n;
    double z1, span; /* height of the first node, geopotential difference to the last */
    double t1;
    double x[5], y[5], y2[5];
} spline;

static double reduced(double re, double z, double z0)
{
    return (z - z0) * (re + z0) / (re + z);
}

/* Second derivatives of the spline through n nodes with given slopes at both ends. */
static void bend(spline *s, double slope_1, double slope_n)
{
    double u[5] = {0.0};
    const double *x = s->x, *y = s->y;
    const int n = s->n;
    s->y2[0] = -0.5;
    u[0] = (3.0 / (x[1] - x[0])) * ((y[1] - y[0]) / (x[1] - x[0]) - slope_1);
    for (int i = 1; i < n - 1; i++) {
        const double sig = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]), p = sig * s->y2[i - 1] + 2.0;
        const double kink =
            (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
        s->y2[i] = (sig - 1.0) / p;
        u[i] = (6.0 * kink / (x[i + 1] - x[i - 1]) - sig * u[i - 1]) / p;
    }
    const double h = x[n - 1] - x[n - 2];
    const double un = (3.0 / h) * (slope_n - (y[n - 1] - y[n - 2]) / h);
    s->y2[n - 1] = (un - 0.5 * u[n - 2]) / (0.5 * s->y2[n - 2] + 1.0);
    for (int k = n - 2; k >= 0; k--) {
        s->y2[k] = s->y2[k] * s->y2[k + 1] + u[k];
    }
}

/* Nodes z [km], t [K]; gradients [K/km] at both ends. */
static void make_spline(spline *s, double re, int n, const double *z, const double *t,
                        const double gradient[2])
{
    s->n = n;
    s->z1 = z[0];
    s->t1 = t[0];
    s->span = reduced(re, z[n - 1], z[0]);
    for (int k = 0; k < n; k++) {
        s->x[k] = reduced(re, z[k], z[0]) / s->span;
        s->y[k] = 1.0 / t[k];
    }
    const double ratio = (re + z[n - 1]) / (re + z[0]);
    bend(s, -gradient[0] / (t[0] * t[0]) * s->span,
         -gradient[1] / (t[n - 1] * t[n - 1]) * s->span * ratio * ratio);
}

/* Temperature at a height, and the integral of its inverse from the first node. */
static void read_spline(const spline *s, double re, double z, double *t, double *integral)
{
    const double x = reduced(re, z, s->z1) / s->span;
    int k = 0;
    double sum = 0.0;
    for (;; k++) {
        const double h = s->x[k + 1] - s->x[k];
        const int last = k == s->n - 2 || x < s->x[k + 1];
        const double xx = last ? x : s->x[k + 1];
        const double a = (s->x[k + 1] - xx) / h, b = (xx - s->x[k]) / h, a2 = a * a, b2 = b * b;
        sum += ((1.0 - a2) * s->y[k] / 2.0 + b2 * s->y[k + 1] / 2.0 +
                ((-(1.0 + a2 * a2) / 4.0 + a2 / 2.0) * s->y2[k] +
                 (b2 * b2 / 4.0 - b2 / 2.0) * s->y2[k + 1]) *
                    h * h / 6.0) *
               h;
        if (last) {
            const double y = a * s->y[k] + b * s->y[k + 1] +
                             ((a2 * a - a) * s->y2[k] + (b2 * b - b) * s->y2[k + 1]) * h * h / 6.0;
            *t = 1.0 / y;
            *integral = sum;
            return;
        }
    }
}

/* The upper air at a place: Bates's profile and the spline under it. */
typedef struct profile {
    double re, g, zlb, za;
    double tinf, tlb, s;
    spline under;
} profile;

/* What densities need to know of a height. */
typedef struct level {
    double zg,
        log_bates; /* reduced height over zlb; ln(T / tlb) of Bates's profile, at za or over */
    double t;
    int under; /* 1: below za */
    double log_under, integral;
} level;

static void make_level(const profile *p, double z, level *out)
{
    const double top = fmax(z, p->za);
    out->zg = reduced(p->re, top, p->zlb);
    out->t = p->tinf - (p->tinf - p->tlb) * exp(-p->s * out->zg);
    out->log_bates = log(out->t / p->tlb);
    out->under = z < p->za;
    if (out->under) {
        const double low = fmax(z, 72.5);
        read_spline(&p->under, p->re, low, &out->t, &out->integral);
        out->log_under = log(p->under.t1 / out->t);
    }
}

/* Density at a level against that at zlb of a gas of mass xm with thermal diffusion alpha. */
static double falls_to(const profile *p, const level *at, double xm, double alpha)
{
    const double rise = 1.0 + p->zlb / p->re;
    const double gamma = xm * p->g / (rise * rise) / (p->s * GAS_CONSTANT * p->tinf);
    double sum =
        -(1.0 + alpha + gamma) * at->log_bates + fmin(-p->s * gamma * at->zg, LOG_OF_LIMIT);
    if (at->under) {
        const double up = 1.0 + p->under.z1 / p->re;
        const double k = xm * p->g / (up * up) * p->under.span / GAS_CONSTANT;
        sum += (1.0 + alpha) * at->log_under - fmin(k * at->integral, LOG_LIMIT);
    }
    return exp(sum);
}

/* ---- the gases --------------------------------------------------------------------------------
 */

/* The spline of the lower thermosphere through its nodes. */
static void lay_spline(profile *p, const double tn1[5], const double gradient[2])
{
    const double nodes[5] = {p->za, 110.0, 100.0, 90.0, 72.5};
    make_spline(&p->under, p->re, 5, nodes, tn1, gradient);
}

/* Diffusive density joined to the fully mixed one about the turbopause. */
static double joined(double diffusive, double mixed, double zhm, double xmm, double xm)
{
    const double a = zhm / (xmm - xm), ratio = a * log(mixed / diffusive);
    if (ratio < -10.0) {
        return diffusive;
    }
    return ratio > 10.0 ? mixed : diffusive * pow(1.0 + exp(ratio), 1.0 / a);
}

/* Factor that goes from exp(r) well below zh to 1 well above, over the height h. */
static double corrected(double z, double r, double h, double zh)
{
    const double e = (z - zh) / h;
    return e > 70.0 ? 1.0 : e < -70.0 ? exp(r) : exp(r / (1.0 + exp(e)));
}

/* The same over two heights. */
static double corrected_twice(double z, double r, double h1, double zh, double h2)
{
    const double e1 = (z - zh) / h1, e2 = (z - zh) / h2;
    if (e1 > 70.0 || e2 > 70.0) {
        return 1.0;
    }
    return e1 < -70.0 && e2 < -70.0 ? exp(r) : exp(r / (1.0 + 0.5 * (exp(e1) + exp(e2))));
}

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

/* The column of air over a place up to the height asked for. */
typedef struct column {
    const kurs_nrlmsise00 *model;
    const place *at;
    profile profile;
    double z;
    level level;
    double n2_at_zlb, n2_turbopause; /* mixed density at zlb of N2, height of its turbopause */
    double mixed_n2;                 /* mixed density at z, where z is under 160 km */
    double tn1[5], gradient;         /* nodes of the spline under za, gradient at its foot */
} column;

static double at_zlb(const column *c, const gas *g)
{
    return pdm[g->row][0] * exp(high_sum(c->model, g->set, c->at)) * high_set[g->set][0];
}

/* Mixed density that belongs to a diffusive one through the turbopause at zh. */
static double mixed_base(const column *c, const gas *g, double base, double zh)
{
    level turbo;
    make_level(&c->profile, zh, &turbo);
    return base * falls_to(&c->profile, &turbo, g->xm - pdm[2][4], g->alpha - 1.0);
}

static double nitrogen(column *c)
{
    const gas *g = &gases[KURS_GAS_N2];
    const double xmm = pdm[2][4], base = at_zlb(c, g);
    const double zhf =
        pdl[1][24] * (1.0 + pdl[0][24] * sin(DEG * c->at->lat_deg) * c->model->turbopause);
    const double diffusive = base * falls_to(&c->profile, &c->level, g->xm, g->alpha);
    c->n2_turbopause = pdm[2][3] * pdl[1][5];
    c->n2_at_zlb = mixed_base(c, g, base, pdm[2][2] * zhf);
    if (c->z > g->mix_to) {
        return diffusive;
    }
    c->mixed_n2 = c->n2_at_zlb * falls_to(&c->profile, &c->level, xmm, g->alpha);
    return joined(diffusive, c->mixed_n2, c->n2_turbopause, xmm, g->xm);
}

/* Diffusive density joined to the mixed one; *base_mixed is that at zlb. */
static double settled(const column *c, const gas *g, double *base_mixed)
{
    const double base = at_zlb(c, g);
    const double diffusive = base * falls_to(&c->profile, &c->level, g->xm, g->alpha);
    /* helium stops just below its height, the others at it */
    if (g->row == 0 ? c->z >= g->mix_to : c->z > g->mix_to) {
        *base_mixed = 0.0;
        return diffusive;
    }
    *base_mixed = mixed_base(c, g, base, pdm[g->row][2]);
    const double mixed = *base_mixed * falls_to(&c->profile, &c->level, pdm[2][4], 0.0);
    return joined(diffusive, mixed, c->n2_turbopause, pdm[2][4], g->xm);
}

/* With the mixing ratio at the ground. */
static double with_ground_ratio(const column *c, const gas *g, double density, double base_mixed,
                                double ratio, double zc, double hc)
{
    const double r = log(c->n2_at_zlb * pdm[g->row][1] * ratio / base_mixed);
    return density * corrected(c->z, r, pdm[g->row][5] * hc, pdm[g->row][4] * zc);
}

static double with_chemistry(const column *c, const gas *g, double density, double rc, double zc,
                             double hc)
{
    return density * corrected(c->z, pdm[g->row][3] * rc, pdm[g->row][7] * hc, pdm[g->row][6] * zc);
}

static double oxygen(const column *c)
{
    const gas *g = &gases[KURS_GAS_O];
    double base, density = settled(c, g, &base);
    if (base > 0.0) {
        const double r =
            pdm[1][1] * pdl[1][16] * (1.0 + pdl[0][23] * (c->model->sun.f107_mean - 150.0));
        density *= corrected_twice(c->z, r, pdm[1][5] * pdl[1][3], pdm[1][4] * pdl[1][2],
                                   pdm[1][5] * pdl[1][4]);
        density = with_chemistry(c, g, density, pdl[1][14], pdl[1][12], pdl[1][13]);
    }
    return density;
}

static double molecular_oxygen(const column *c)
{
    const gas *g = &gases[KURS_GAS_O2];
    double base, density = settled(c, g, &base);
    if (base > 0.0) {
        density = with_ground_ratio(c, g, density, base, 1.0, pdl[1][6], pdl[1][7]);
    }
    const double r =
        pdm[3][3] * pdl[1][23] * (1.0 + pdl[0][23] * (c->model->sun.f107_mean - 150.0));
    return density * corrected_twice(c->z, r, pdm[3][7] * pdl[1][22], pdm[3][6] * pdl[1][21],
                                     pdm[3][7] * pdl[0][22]);
}

static double plain_gas(const column *c, kurs_gas which)
{
    const gas *g = &gases[which];
    double base, density = settled(c, g, &base);
    if (!(base > 0.0)) {
        return density;
    }
    switch (which) {
    case KURS_GAS_HE:
        return with_ground_ratio(c, g, density, base, 1.0, pdl[1][0], pdl[1][1]);
    case KURS_GAS_AR:
        return with_ground_ratio(c, g, density, base, 1.0, pdl[1][8], pdl[1][9]);
    case KURS_GAS_H:
        density = with_ground_ratio(c, g, density, base, fabs(pdl[1][17]), pdl[1][10], pdl[1][11]);
        return with_chemistry(c, g, density, pdl[1][20], pdl[1][18], pdl[1][19]);
    default:
        density = with_ground_ratio(c, g, density, base, fabs(pdl[0][2]), pdl[0][0], pdl[0][1]);
        return with_chemistry(c, g, density, pdl[0][5], pdl[0][3], pdl[0][4]);
    }
}

/* Hot oxygen of the high thermosphere: isothermal, with its own end below. */
static double hot_oxygen(const column *c)
{
    const double base = pdm[7][0] * exp(high_sum(c->model, SET_HOT, c->at)) * high_set[SET_HOT][0];
    const double t = pdm[7][9] * pdl[0][6], zsht = pdm[7][5], zmho = pdm[7][4];
    const double up = 1.0 + zmho / c->profile.re;
    const double scale = GAS_CONSTANT * t / (c->profile.g / (up * up) * 16.0);
    /* one temperature over za, from which the spline goes down without a slope */
    profile hot = c->profile;
    level at;
    hot.tinf = hot.tlb = t;
    if (c->z < hot.za) {
        double tn1[5], gradient[2] = {0.0, c->gradient};
        memcpy(tn1, c->tn1, sizeof tn1);
        tn1[0] = t;
        lay_spline(&hot, tn1, gradient);
    }
    make_level(&hot, c->z, &at);
    const double gap = (c->z - zmho) / zsht;
    return base * falls_to(&hot, &at, 16.0, 0.0) * exp(-zsht / scale * (exp(-gap) - 1.0));
}

/* ---- from the ground up -----------------------------------------------------------------------
 */

static const double nodes_2[4] = {72.5, 55.0, 45.0, 32.5};
static const double nodes_3[5] = {32.5, 20.0, 15.0, 10.0, 0.0};

/* Temperatures at the nodes of the lower thermosphere, and the gradient at its foot. */
static void make_profile(const kurs_nrlmsise00 *model, const place *at, double z, profile *p,
                         double tn1[5], double gradient[2])
{
    *p = (profile){.re = at->re, .g = at->g, .zlb = ptm[0][5], .za = pdl[1][15]};
    p->tinf = ptm[0][0] * pt[0][0] * (z > p->za ? 1.0 + high_sum(model, SET_TINF, at) : 1.0);
    p->tlb = ptm[0][1] * (1.0 + high_sum(model, SET_TLB, at)) * pd[3][0];
    p->s = ptm[0][3] * ps[0][0] * (z > 72.5 ? 1.0 + high_sum(model, SET_SLOPE, at) : 1.0) /
           (p->tinf - p->tlb);
    static const int scale[4] = {6, 2, 7, 4}; /* of ptm, for the four nodes */
    const double ap = magnetic(model, &model->high[SET_TLB], at);
    for (int i = 0; i < 4; i++) {
        tn1[i + 1] = ptm[0][scale[i]] * ptl[i][0];
        if (z < 300.0) {
            tn1[i + 1] /= 1.0 - low_sum(model, i, at, ap);
        }
    }
    const double foot = ptm[0][4] * ptl[3][0];
    gradient[1] = ptm[0][8] * pma[8][0] * tn1[4] * tn1[4] / (foot * foot);
    if (z < 300.0) {
        gradient[1] *= 1.0 + low_sum(model, LOW_PMA + 8, at, ap);
    }
    /* the spline begins where Bates's profile ends, with its temperature and slope */
    const double ratio = (p->re + p->zlb) / (p->re + p->za);
    tn1[0] = p->tinf - (p->tinf - p->tlb) * exp(-p->s * reduced(p->re, p->za, p->zlb));
    gradient[0] = (p->tinf - tn1[0]) * p->s * ratio * ratio;
    lay_spline(p, tn1, gradient);
}

static double mass_of(const double n[KURS_GAS_COUNT])
{
    return ATOMIC_MASS_G *
           (4.0 * n[KURS_GAS_HE] + 16.0 * n[KURS_GAS_O] + 28.0 * n[KURS_GAS_N2] +
            32.0 * n[KURS_GAS_O2] + 40.0 * n[KURS_GAS_AR] + n[KURS_GAS_H] + 14.0 * n[KURS_GAS_N]);
}

/* Density of mixed air and temperature below 72.5 km, from the density `top` there. */
static double lower_air(const column *c, double z, double top, const double tn1[5],
                        const double gradient[2], double *t)
{
    const place *at = c->at;
    const double ap =
        magnetic(c->model, &c->model->high[c->model->sun.has_history ? SET_N : SET_HOT], at);
    const double xmm = pdm[2][4];
    double tn2[4] = {tn1[4]}, g2[2] = {gradient[1]}, density = top;
    for (int i = 0; i < 3; i++) {
        tn2[i + 1] = pma[i][0] * pavgm[0][i] / (1.0 - low_sum(c->model, LOW_PMA + i, at, ap));
    }
    const double mean = pma[2][0] * pavgm[0][2];
    g2[1] = pavgm[0][8] * pma[9][0] * (1.0 + low_sum(c->model, LOW_PMA + 9, at, ap)) * tn2[3] *
            tn2[3] / (mean * mean);
    double tn3[5] = {tn2[3]}, g3[2] = {g2[1]};
    for (int i = 0; i < 4 && z < nodes_3[0]; i++) {
        tn3[i + 1] =
            pma[3 + i][0] * pavgm[0][3 + i] / (1.0 - low_sum(c->model, LOW_PMA + 3 + i, at, ap));
    }
    const double ground = pma[6][0] * pavgm[0][6];
    for (int part = 1; part < 3 && (part == 1 || z < nodes_3[0]); part++) {
        spline s;
        double integral;
        const double *zn = part == 1 ? nodes_2 : nodes_3;
        if (part == 2) {
            g3[1] = pma[7][0] * pavgm[0][7] * (1.0 + low_sum(c->model, LOW_PMA + 7, at, ap)) *
                    tn3[4] * tn3[4] / (ground * ground);
        }
        make_spline(&s, at->re, part == 1 ? 4 : 5, zn, part == 1 ? tn2 : tn3, part == 1 ? g2 : g3);
        read_spline(&s, at->re, part == 1 ? fmax(z, zn[3]) : z, t, &integral);
        const double up = 1.0 + zn[0] / at->re;
        const double k = xmm * at->g / (up * up) * s.span / GAS_CONSTANT;
        density *= s.t1 / *t * exp(-fmin(k * integral, LOG_LIMIT));
    }
    return density;
}

/* Below 72.5 km: the upper air there, carried down fully mixed from 62.5 km on. */
static void go_down(const column *c, double z, const double tn1[5], const double gradient[2],
                    double n[KURS_GAS_COUNT], double *t)
{
    const double top_n2 = n[KURS_GAS_N2], mixed = c->mixed_n2;
    const double part = z > 62.5 ? 1.0 - (72.5 - z) / (72.5 - 62.5) : 0.0;
    const double n2 =
        lower_air(c, z, mixed, tn1, gradient, t) * (1.0 + (top_n2 / mixed - 1.0) * part);
    static const kurs_gas kept[3] = {KURS_GAS_HE, KURS_GAS_O2, KURS_GAS_AR};
    for (int i = 0; i < 3; i++) {
        const double ratio = pdm[gases[kept[i]].row][1];
        n[kept[i]] = n2 * ratio * (1.0 + (n[kept[i]] / (top_n2 * ratio) - 1.0) * part);
    }
    n[KURS_GAS_N2] = n2;
    n[KURS_GAS_O] = n[KURS_GAS_H] = n[KURS_GAS_N] = n[KURS_GAS_O_HOT] = 0.0;
}

void kurs_nrlmsise00_at(const kurs_nrlmsise00 *model, double ut_s, double h, double lat, double lon,
                        double solar_time_h, kurs_nrl_air *out)
{
    place at;
    double tn1[5], gradient[2], ut[2][2];
    const double z = h / 1000.0;
    legendre(&at, lat * 180.0 / KURS_PI);
    multiples(PER_HOUR * solar_time_h, 4, at.hour);
    multiples(DEG * (lon * 180.0 / KURS_PI), 3, at.lon);
    multiples(PER_SECOND * ut_s, 2, ut);
    memcpy(at.ut, ut[1], sizeof at.ut);
    column c = {.model = model, .at = &at, .z = fmax(z, 72.5)};
    make_profile(model, &at, c.z, &c.profile, tn1, gradient);
    memcpy(c.tn1, tn1, sizeof tn1);
    c.gradient = gradient[1];
    make_level(&c.profile, c.z, &c.level);
    double *n = out->number;
    n[KURS_GAS_N2] = nitrogen(&c);
    n[KURS_GAS_HE] = plain_gas(&c, KURS_GAS_HE);
    n[KURS_GAS_O] = oxygen(&c);
    n[KURS_GAS_O2] = molecular_oxygen(&c);
    n[KURS_GAS_AR] = plain_gas(&c, KURS_GAS_AR);
    n[KURS_GAS_H] = plain_gas(&c, KURS_GAS_H);
    n[KURS_GAS_N] = plain_gas(&c, KURS_GAS_N);
    n[KURS_GAS_O_HOT] = hot_oxygen(&c);
    out->exospheric_k = c.profile.tinf;
    out->temperature_k = c.level.t;
    if (z < 72.5) {
        go_down(&c, z, tn1, gradient, n, &out->temperature_k);
    }
    const double mass = mass_of(n);
    out->density = 1000.0 * mass;
    out->drag_density = 1000.0 * (mass + ATOMIC_MASS_G * 16.0 * n[KURS_GAS_O_HOT]);
    for (int i = 0; i < KURS_GAS_COUNT; i++) {
        n[i] *= 1e6;
    }
}
