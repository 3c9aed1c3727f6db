/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/elements.h"

#include "math/math.h"

#define PARABOLA 1e-12
/* Within this of an inclination of 180 deg tan(i / 2) is too large to work with. */
#define RETROGRADE (0.01 * KURS_DEG)

kurs_status kurs_anomaly_mean(double ecc, double true_anomaly, double *mean)
{
    if (!isfinite(ecc) || !isfinite(true_anomaly)) {
        return KURS_ERR_ARGUMENT;
    }
    if (ecc < 0.0 || fabs(ecc - 1.0) < PARABOLA ||
        (ecc > 1.0 && !(1.0 + ecc * cos(true_anomaly) > 0.0))) {
        return KURS_ERR_RANGE;
    }
    const double c = cos(true_anomaly), s = sin(true_anomaly), root = sqrt(fabs(1.0 - ecc * ecc));
    if (ecc > 1.0) {
        const double sh = root * s / (1.0 + ecc * c);
        *mean = ecc * sh - asinh(sh);
        return KURS_OK;
    }
    const double wrapped = atan2(s, c), ea = atan2(root * s, ecc + c);
    *mean = true_anomaly - wrapped + ea - ecc * sin(ea);
    return KURS_OK;
}

/* The anomaly E of M = E - e sin E, -pi <= M <= pi, or of M = e sinh H - H: Newton's steps inside a
 * bracket that always holds the root. */
static double kepler_root(double ecc, double m)
{
    const int hyperbola = ecc > 1.0;
    const double size = fabs(m);
    double lo = 0.0, hi = hyperbola ? asinh((size + 1.0) / (ecc - 1.0)) + 1.0 : KURS_PI;
    if (hyperbola) { /* e sinh H - H >= (e - 1) sinh H and >= H^3 e / 6: two upper ends */
        hi = fmin(asinh(size / (ecc - 1.0)), cbrt(6.0 * size / ecc) + 1e-300);
    }
    double x = hyperbola ? 0.5 * hi : fmin(size + 0.85 * ecc, KURS_PI);
    for (int i = 0; i < 200; i++) {
        const double f = hyperbola ? ecc * sinh(x) - x - size : x - ecc * sin(x) - size;
        const double slope = hyperbola ? ecc * cosh(x) - 1.0 : 1.0 - ecc * cos(x);
        *(f > 0.0 ? &hi : &lo) = x;
        double next = x - f / slope;
        if (!(next > lo && next < hi)) {
            next = 0.5 * (lo + hi);
        }
        if (fabs(next - x) <= 4e-16 * fabs(x) || hi - lo <= 4e-16 * hi) {
            x = next;
            break;
        }
        x = next;
    }
    return copysign(x, m);
}

kurs_status kurs_anomaly_true(double ecc, double mean_anomaly, double *true_anomaly)
{
    if (!isfinite(ecc) || !isfinite(mean_anomaly)) {
        return KURS_ERR_ARGUMENT;
    }
    if (ecc < 0.0 || fabs(ecc - 1.0) < PARABOLA) {
        return KURS_ERR_RANGE;
    }
    if (ecc > 1.0) {
        const double half = tanh(0.5 * kepler_root(ecc, mean_anomaly));
        *true_anomaly = 2.0 * atan(sqrt((ecc + 1.0) / (ecc - 1.0)) * half);
        return KURS_OK;
    }
    const double wrapped = kurs_wrap_pi(mean_anomaly), ea = kepler_root(ecc, wrapped);
    *true_anomaly =
        mean_anomaly - wrapped + atan2(sqrt((1.0 - ecc) * (1.0 + ecc)) * sin(ea), cos(ea) - ecc);
    return KURS_OK;
}

kurs_status kurs_equinoctial_from_elements(const kurs_elements *el, kurs_equinoctial *out)
{
    double mean;
    if (!(el->ecc < 1.0) || !(el->a > 0.0) || !(fabs(el->inc) < KURS_PI - RETROGRADE)) {
        return KURS_ERR_RANGE;
    }
    const kurs_status status = kurs_anomaly_mean(el->ecc, el->true_anomaly, &mean);
    if (status < 0) {
        return status;
    }
    const double lon = el->argp + el->node, t = tan(0.5 * el->inc);
    *out = (kurs_equinoctial){.a = el->a,
                              .h = el->ecc * sin(lon),
                              .k = el->ecc * cos(lon),
                              .p = t * sin(el->node),
                              .q = t * cos(el->node),
                              .mean_longitude = kurs_wrap_2pi(mean + lon)};
    return KURS_OK;
}

kurs_status kurs_equinoctial_to_elements(const kurs_equinoctial *eq, kurs_elements *out)
{
    const double ecc = hypot(eq->h, eq->k), t = hypot(eq->p, eq->q);
    const double lon = ecc > 0.0 ? atan2(eq->h, eq->k) : t > 0.0 ? atan2(eq->p, eq->q) : 0.0;
    const double node = t > 0.0 ? atan2(eq->p, eq->q) : 0.0;
    double ta;
    if (!(ecc < 1.0) || !(eq->a > 0.0)) {
        return KURS_ERR_RANGE;
    }
    const kurs_status status = kurs_anomaly_true(ecc, eq->mean_longitude - lon, &ta);
    if (status >= 0) {
        *out = (kurs_elements){.a = eq->a,
                               .ecc = ecc,
                               .inc = 2.0 * atan(t),
                               .node = kurs_wrap_2pi(node),
                               .argp = kurs_wrap_2pi(lon - node),
                               .true_anomaly = kurs_wrap_2pi(ta)};
    }
    return status;
}

double kurs_elements_period(double gm, const kurs_elements *el)
{
    return el->ecc < 1.0 && el->a > 0.0 ? 2.0 * KURS_PI * sqrt(el->a * el->a * el->a / gm) : NAN;
}

double kurs_elements_perigee(const kurs_elements *el)
{
    return el->a * (1.0 - el->ecc);
}

double kurs_elements_apogee(const kurs_elements *el)
{
    return el->ecc < 1.0 ? el->a * (1.0 + el->ecc) : INFINITY;
}
