/* SPDX-License-Identifier: Apache-2.0 */
/* The SGP4 model of two-line elements, after Vallado and others, AIAA 2006-6753. */
#ifndef KURS_SGP4_H
#define KURS_SGP4_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

/* SGP4 made ready for one set: plain data, read only after init. Its inside is private. */
typedef struct kurs_sgp4 {
    kurs_tle tle;
    double coef[40];
    int simple; /* 1 for perigee under 220 km */
} kurs_sgp4;

/* ERR_UNSUPPORTED for periods of 225 min and more (SDP4), ERR_RANGE for elements that
 * SGP4 refuses, ERR_DECAYED where the epoch orbit is below the surface. WGS-72 constants. */
KURS_API KURS_CHECK kurs_status kurs_sgp4_init(kurs_sgp4 *model, const kurs_tle *tle);

/* State in TEME [m, m/s] at t. ERR_DECAYED, ERR_RANGE by SGP4's own error cases;
 * CAVEAT_ELEMENTS_OLD beyond 3 days from the epoch. Accuracy against tcppver.out: test_sgp4. */
KURS_API KURS_CHECK kurs_status kurs_sgp4_state(const kurs_sgp4 *model, kurs_tai t,
                                                kurs_state *out_teme);

/* Mean elements with their secular change at t: angles [rad], a [m], mean motion [rad/s]. */
typedef struct kurs_mean_orbit {
    double a, ecc, inc, node, argp, mean_anomaly;
    double mean_motion, node_rate, argp_rate; /* rad/s */
} kurs_mean_orbit;
KURS_API KURS_CHECK kurs_status kurs_sgp4_mean(const kurs_sgp4 *model, kurs_tai t,
                                               kurs_mean_orbit *out);

#endif
