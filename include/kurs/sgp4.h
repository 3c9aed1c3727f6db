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
 * SGP4 refuses, ERR_DECAYED where the state at the epoch is below the surface. WGS-72 constants. */
KURS_API KURS_CHECK kurs_status kurs_sgp4_init(kurs_sgp4 *model, const kurs_tle *tle);

/* State in TEME [m, m/s] at t. ERR_DECAYED below the surface, ERR_RANGE where drag has driven the
 * eccentricity out of 0 to 1; CAVEAT_ELEMENTS_OLD beyond 3 days from the epoch. All near-Earth
 * cases of the published verification set come out to 1e-8 km, the rounding of its print
 * (test_sgp4 has a sample). */
KURS_API KURS_CHECK kurs_status kurs_sgp4_state(const kurs_sgp4 *model, kurs_tai t,
                                                kurs_state *out_teme);

/*
 * Mean elements at t with all secular change, drag included: angles [rad, 0 to 2 pi], a [m], and
 * their rates. mean_motion is the rate of mean_anomaly, so mean_motion + argp_rate is that of the
 * mean argument of latitude. Statuses as of kurs_sgp4_state. Test: test_sgp4.
 */
typedef struct kurs_mean_orbit {
    double a, ecc, inc, node, argp, mean_anomaly;
    double mean_motion, node_rate, argp_rate; /* rad/s */
} kurs_mean_orbit;
KURS_API KURS_CHECK kurs_status kurs_sgp4_mean(const kurs_sgp4 *model, kurs_tai t,
                                               kurs_mean_orbit *out);

#endif
