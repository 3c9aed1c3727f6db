/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NRLMSISE-00: the neutral atmosphere from the ground to the exosphere (Picone, Hedin, Drob and
 * Aikin, J. Geophys. Res. 107, 2002), with the coefficients of the US Naval Research Laboratory.
 */
#ifndef KURS_NRLMSISE00_H
#define KURS_NRLMSISE00_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/status.h"

/* What the Sun and the geomagnetic field do: F10.7 of the day before and its mean over 81 days
 * [1e-22 W/m2/Hz]; daily ap. With has_history the seven values of ap count instead: of the day, of
 * the present 3 hours, 3, 6 and 9 hours before, and the means of 12 to 33 and 36 to 57 hours
 * before. */
typedef struct kurs_sun_activity {
    double f107, f107_mean, ap;
    int has_history;
    double ap_history[7];
} kurs_sun_activity;

enum { KURS_NRL_SETS = 11, KURS_NRL_LOW_SETS = 14 };

/* The model made ready for a day and an activity: plain data, read only after init. Private. */
typedef struct kurs_nrlmsise00 {
    kurs_sun_activity sun;
    struct kurs_nrl_set {
        double annual, semiannual, annual_odd, semiannual_odd; /* of the day of the year */
        double f107, f1, f2, dfa;
        double ap;                /* of the daily ap */
        double g[6], decay, p138; /* of the history */
        double phase[7][2];       /* cosines and sines of the phases */
    } high[KURS_NRL_SETS], low[KURS_NRL_LOW_SETS];
    double longitude[KURS_NRL_LOW_SETS][4];
    double turbopause; /* cosine of the day for its height */
} kurs_nrlmsise00;

/* day_of_year 1 to 366. ERR_ARGUMENT for what is no number, F10.7 below 0 or ap below 0. */
KURS_API KURS_CHECK kurs_status kurs_nrlmsise00_init(kurs_nrlmsise00 *model, int day_of_year,
                                                     const kurs_sun_activity *sun);

typedef enum kurs_gas {
    KURS_GAS_HE,
    KURS_GAS_O,
    KURS_GAS_N2,
    KURS_GAS_O2,
    KURS_GAS_AR,
    KURS_GAS_H,
    KURS_GAS_N,
    KURS_GAS_O_HOT, /* "anomalous" oxygen */
    KURS_GAS_COUNT
} kurs_gas;

typedef struct kurs_nrl_air {
    double number[KURS_GAS_COUNT]; /* 1/m3 */
    double density;                /* kg/m3, without hot oxygen */
    double drag_density;           /* with it: what drag feels */
    double exospheric_k, temperature_k;
} kurs_nrl_air;

/*
 * The air at a height h [m], geodetic latitude and longitude [rad], seconds of the UT day and local
 * apparent solar time [h]. All 17 check cases of the authors come out to their printed digits
 * (test_nrlmsise00). Good to about 15 % at 400 km.
 */
KURS_API void kurs_nrlmsise00_at(const kurs_nrlmsise00 *model, double ut_s, double h, double lat,
                                 double lon, double solar_time_h, kurs_nrl_air *out);

/* Seconds of the UT day, height [m], geodetic latitude and longitude [rad], local solar time [h].
 */
typedef struct kurs_nrl_place {
    double ut_s, h, lat, lon, solar_time_h;
} kurs_nrl_place;

/* Drag densities [kg/m3] at n places, eight at a time in vector lanes above 120 km: the same bits
 * on every kind of vector instructions and in every company of places, within 1e-12 of
 * kurs_nrlmsise00_at (test_nrlmsise00). */
KURS_API void kurs_nrlmsise00_batch(const kurs_nrlmsise00 *model, size_t n,
                                    const kurs_nrl_place *at, double *drag_density);

#endif
