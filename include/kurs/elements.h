/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of other kinds than kurs_elements (kurs/orbit.h): anomalies, equinoctial and mean ones.
 */
#ifndef KURS_ELEMENTS_H
#define KURS_ELEMENTS_H

#include "kurs/api.h"
#include "kurs/orbit.h"
#include "kurs/status.h"

/*
 * True to mean anomaly and back [rad], for ellipses (any angle, whole turns kept) and hyperbolas.
 * ERR_RANGE for ecc < 0, within 1e-12 of 1 (a parabola has no mean anomaly), or an angle beyond a
 * hyperbola's asymptote; ERR_ARGUMENT for what is no number. There and back:
 * 1e-12 + 1e-13 / |1 - ecc| (test_elements).
 */
KURS_API KURS_CHECK kurs_status kurs_anomaly_mean(double ecc, double true_anomaly, double *mean);
KURS_API KURS_CHECK kurs_status kurs_anomaly_true(double ecc, double mean_anomaly,
                                                  double *true_anomaly);

/*
 * Equinoctial elements: a [m], h = e sin(argp + node), k = e cos(argp + node),
 * p = tan(i/2) sin(node), q = tan(i/2) cos(node), mean longitude M + argp + node [rad]. Regular for
 * circles and for the equator.
 */
typedef struct kurs_equinoctial {
    double a, h, k, p, q, mean_longitude;
} kurs_equinoctial;

/* Of an ellipse, and back. ERR_RANGE for eccentricities of 1 and more and within 0.01 deg of an
 * inclination of 180 deg. */
KURS_API KURS_CHECK kurs_status kurs_equinoctial_from_elements(const kurs_elements *el,
                                                               kurs_equinoctial *out);
KURS_API KURS_CHECK kurs_status kurs_equinoctial_to_elements(const kurs_equinoctial *eq,
                                                             kurs_elements *out);

/* Period [s] of an ellipse about gm [m3/s2]; NaN for others. Radii [m] of its ends. */
KURS_API double kurs_elements_period(double gm, const kurs_elements *el);
KURS_API double kurs_elements_perigee(const kurs_elements *el);
KURS_API double kurs_elements_apogee(const kurs_elements *el);

/*
 * Elements less their periodic parts by J2, to its first order, averaged over the mean anomaly;
 * and back. About the Earth (EGM2008), z of the axes along its pole. The short-period part is
 * integrated over a revolution, so that it holds for any eccentricity below 0.9.
 * ERR_NO_CONVERGENCE of the way to mean elements; statuses of the functions above. There and back
 * 1e-12; along a flown orbit of the station mean a keeps to 4 m where the osculating one swings by
 * 6 km (test_elements).
 */
KURS_API KURS_CHECK kurs_status kurs_elements_mean(const kurs_elements *osculating,
                                                   kurs_elements *mean);
KURS_API KURS_CHECK kurs_status kurs_elements_osculating(const kurs_elements *mean,
                                                         kurs_elements *osculating);

/* Secular rates of mean elements by J2 to its first order [rad/s]. */
typedef struct kurs_secular_rates {
    double node, argp, mean_anomaly; /* mean_anomaly: all of it, the two-body motion included */
} kurs_secular_rates;
KURS_API kurs_secular_rates kurs_elements_rates(const kurs_elements *mean);

#endif
