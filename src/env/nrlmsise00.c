/* SPDX-License-Identifier: Apache-2.0 */
/* What a day fixes, the lower air, and the model at one place or many. */
#include "kurs/nrlmsise00.h"

#include <math.h>
#include <string.h>

#include "env/nrlmsise00_lanes.h"
#include "env/nrlmsise00_sum.h"
#include "math/math.h"

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

/* ---- from the ground up -----------------------------------------------------------------------
 */

/* The lanes know the thermosphere only [m]. */
#define LANES_FROM 120e3

static const double nodes_2[4] = {FOOT, 55.0, 45.0, 32.5};
static const double nodes_3[5] = {32.5, 20.0, 15.0, 10.0, 0.0};

/* Density of mixed air and temperature below 72.5 km, from the density `top` there. */
static double lower_air(const column *c, double z, double top, double *t)
{
    const place *at = c->at;
    const double ap =
        magnetic(c->model, &c->model->high[c->model->sun.has_history ? SET_N : SET_HOT], at);
    const double xmm = pdm[2][4];
    double tn2[4] = {c->tn1[4]}, g2[2] = {c->gradient[1]}, density = top;
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
static void go_down(const column *c, double z, double n[KURS_GAS_COUNT], double *t)
{
    const double top_n2 = n[KURS_GAS_N2], mixed = c->mixed_n2;
    const double part = z > 62.5 ? 1.0 - (FOOT - z) / (FOOT - 62.5) : 0.0;
    const double n2 = lower_air(c, z, mixed, t) * (1.0 + (top_n2 / mixed - 1.0) * part);
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
    const double z = h / 1000.0;
    double *n = out->number;
    make_place(&at, ut_s, lat / KURS_DEG, lon / KURS_DEG, solar_time_h);
    column c = {.model = model, .at = &at, .z = fmax(z, FOOT)};
    upper_air(&c, n);
    out->exospheric_k = c.profile.tinf;
    out->temperature_k = c.level.t;
    if (z < FOOT) {
        go_down(&c, z, n, &out->temperature_k);
    }
    out->density = 1000.0 * mass_of(n);
    out->drag_density = 1000.0 * drag_mass(n);
    for (int i = 0; i < KURS_GAS_COUNT; i++) {
        n[i] *= 1e6;
    }
}

/* Eight places of which the lanes take those in the thermosphere. */
static void density_of_eight(const kurs_nrlmsise00 *model, const kurs_nrl_place *at, size_t n,
                             double *density)
{
    double in[5][8], out[8];
    for (size_t k = 0; k < 8; k++) {
        const kurs_nrl_place *p = &at[k < n ? k : 0];
        in[0][k] = p->ut_s, in[1][k] = fmax(p->h, LANES_FROM);
        in[2][k] = p->lat, in[3][k] = p->lon, in[4][k] = p->solar_time_h;
    }
    static void (*const kinds[])(const kurs_nrlmsise00 *, const double(*)[8], double *) = {
#if defined(__x86_64__)
        kurs_nrlmsise00_eight_plain,
        kurs_nrlmsise00_eight_avx2,
        kurs_nrlmsise00_eight_avx512
#else
        kurs_nrlmsise00_eight_plain
#endif
    };
    kinds[kurs_simd_kind()](model, (const double(*)[8])in, out);
    for (size_t k = 0; k < 8 && k < n; k++) {
        kurs_nrl_air air;
        density[k] = out[k];
        if (!(at[k].h >= LANES_FROM)) {
            kurs_nrlmsise00_at(model, at[k].ut_s, at[k].h, at[k].lat, at[k].lon, at[k].solar_time_h,
                               &air);
            density[k] = air.drag_density;
        }
    }
}

void kurs_nrlmsise00_batch(const kurs_nrlmsise00 *model, size_t n, const kurs_nrl_place *at,
                           double *drag_density)
{
    for (size_t i = 0; i < n; i += 8) {
        density_of_eight(model, at + i, n - i, drag_density + i);
    }
}
