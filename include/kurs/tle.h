/* SPDX-License-Identifier: Apache-2.0 */
/* Mean elements of a two-line set: plain data that a spec holds, a reader fills and SGP4 flies. */
#ifndef KURS_TLE_H
#define KURS_TLE_H

#include "kurs/time.h"

/* In the units of SGP4. */
typedef struct kurs_tle {
    char name[32];
    int catalog_number;
    kurs_tai epoch;
    double mean_motion; /* rad/s, as printed (Kozai) */
    double ndot_2;      /* half the first derivative, rev/day^2, not used by SGP4 */
    double bstar;       /* 1/Earth radius */
    double ecc, inc, node, argp, mean_anomaly; /* rad */
} kurs_tle;

#endif
