/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Short-period parts by J2 to the first order, by integrating the rates of the equinoctial
 * elements over one revolution of the unperturbed orbit: no series in the eccentricity. The nodes
 * stand evenly in the true longitude, where the pull of J2 is a short sum of harmonics.
 */
#include <string.h>

#include "kurs/elements.h"
#include "kurs/env.h"
#include "math/math.h"

enum { NODES = 128, HARMONICS = NODES / 2 - 1, ELEMENTS = 6 };
/* Velocity [m/s] by which a state is moved to see its elements change. */
#define NUDGE 1e-2
#define PASSES 30

/* J2 = -sqrt(5) C20 of EGM2008. */
static const double j2 = 1.0826261738522e-3;

static kurs_vec3 pull(kurs_vec3 r)
{
    const double r2 = v3_dot(r, r), ratio2 = KURS_EGM_RADIUS * KURS_EGM_RADIUS / r2;
    const double k = -1.5 * j2 * KURS_EGM_GM * ratio2 / (r2 * sqrt(r2)), z2 = 5.0 * r.z * r.z / r2;
    return v3(k * (1.0 - z2) * r.x, k * (1.0 - z2) * r.y, k * (3.0 - z2) * r.z);
}

static kurs_status equinoctial_of(kurs_state s, double e[ELEMENTS])
{
    kurs_elements el;
    kurs_equinoctial eq;
    kurs_status status = kurs_elements_from_state(KURS_EGM_GM, s, &el);
    if (status >= 0) {
        status = kurs_equinoctial_from_elements(&el, &eq);
    }
    if (status >= 0) {
        const double values[ELEMENTS] = {eq.a, eq.h, eq.k, eq.p, eq.q, eq.mean_longitude};
        memcpy(e, values, sizeof values);
    }
    return status;
}

/* What a rate has to be at the nodes: of each element, times d(mean longitude)/d(true one). */
typedef struct revolution {
    double weight[NODES]; /* d(mean anomaly)/d(true anomaly) */
    double rate[ELEMENTS][NODES];
    double n; /* mean motion */
} revolution;

/* Rates of the elements at one node, from elements a little before and after a push. */
static kurs_status rates_at(const kurs_elements *el, double rate[ELEMENTS])
{
    kurs_state s, ahead, behind;
    double up[ELEMENTS], down[ELEMENTS];
    kurs_status status = kurs_elements_to_state(KURS_EGM_GM, el, &s);
    if (status < 0) {
        return status;
    }
    const kurs_vec3 a = pull(s.r);
    const double h = NUDGE / fmax(v3_norm(a), 1e-12);
    ahead = (kurs_state){s.r, v3_axpy(s.v, h, a)};
    behind = (kurs_state){s.r, v3_axpy(s.v, -h, a)};
    status = equinoctial_of(ahead, up);
    if (status >= 0) {
        status = equinoctial_of(behind, down);
    }
    for (int i = 0; i < ELEMENTS && status >= 0; i++) {
        const double change = i == ELEMENTS - 1 ? kurs_wrap_pi(up[i] - down[i]) : up[i] - down[i];
        rate[i] = change / (2.0 * h);
    }
    return status;
}

static kurs_status fly_round(const kurs_elements *mean, revolution *rev)
{
    const double root = sqrt(1.0 - mean->ecc * mean->ecc);
    rev->n = sqrt(KURS_EGM_GM / mean->a) / mean->a;
    for (int j = 0; j < NODES; j++) {
        kurs_elements el = *mean;
        double rate[ELEMENTS];
        el.true_anomaly += 2.0 * KURS_PI * j / NODES;
        const double shape = 1.0 + el.ecc * cos(el.true_anomaly);
        rev->weight[j] = root * root * root / (shape * shape);
        const kurs_status status = rates_at(&el, rate);
        if (status < 0) {
            return status;
        }
        for (int i = 0; i < ELEMENTS; i++) {
            rev->rate[i][j] = rate[i];
        }
    }
    return KURS_OK;
}

/* The periodic integral of a rate over time, at all nodes, with no mean over the revolution. */
static void integrate(const revolution *rev, const double *rate, double *out)
{
    double mean = 0.0, g[NODES], weighted = 0.0;
    for (int j = 0; j < NODES; j++) {
        mean += rate[j] * rev->weight[j] / NODES;
    }
    for (int j = 0; j < NODES; j++) {
        g[j] = (rate[j] - mean) * rev->weight[j] / rev->n;
        out[j] = 0.0;
    }
    for (int k = 1; k <= HARMONICS; k++) {
        double re = 0.0, im = 0.0;
        for (int j = 0; j < NODES; j++) {
            const double angle = 2.0 * KURS_PI * (j * k % NODES) / NODES;
            re += g[j] * cos(angle) * 2.0 / NODES;
            im += g[j] * sin(angle) * 2.0 / NODES;
        }
        for (int j = 0; j < NODES; j++) {
            const double angle = 2.0 * KURS_PI * (j * k % NODES) / NODES;
            out[j] += (re * sin(angle) - im * cos(angle)) / k;
        }
    }
    for (int j = 0; j < NODES; j++) {
        weighted += out[j] * rev->weight[j] / NODES;
    }
    for (int j = 0; j < NODES; j++) {
        out[j] -= weighted;
    }
}

/* Osculating less mean at the anomaly of `mean`, which is node 0. */
static kurs_status periodic(const kurs_elements *mean, double out[ELEMENTS])
{
    revolution rev;
    double part[NODES];
    const kurs_status status = fly_round(mean, &rev);
    if (status < 0) {
        return status;
    }
    for (int i = 0; i < ELEMENTS; i++) {
        integrate(&rev, rev.rate[i], part);
        out[i] = part[0];
        if (i == 0) { /* the mean motion follows the semi-major axis */
            for (int j = 0; j < NODES; j++) {
                rev.rate[ELEMENTS - 1][j] -= 1.5 * rev.n / mean->a * part[j];
            }
        }
    }
    return status;
}

static kurs_status shifted(const kurs_equinoctial *eq, double sign, const double d[ELEMENTS],
                           kurs_elements *out)
{
    const kurs_equinoctial moved = {eq->a + sign * d[0], eq->h + sign * d[1],
                                    eq->k + sign * d[2], eq->p + sign * d[3],
                                    eq->q + sign * d[4], eq->mean_longitude + sign * d[5]};
    return kurs_equinoctial_to_elements(&moved, out);
}

kurs_status kurs_elements_osculating(const kurs_elements *mean, kurs_elements *osculating)
{
    kurs_equinoctial eq;
    double d[ELEMENTS];
    kurs_status status = kurs_equinoctial_from_elements(mean, &eq);
    if (status >= 0) {
        status = periodic(mean, d);
    }
    return status < 0 ? status : shifted(&eq, 1.0, d, osculating);
}

kurs_status kurs_elements_mean(const kurs_elements *osculating, kurs_elements *mean)
{
    kurs_equinoctial eq;
    kurs_elements now = *osculating;
    double d[ELEMENTS] = {0.0}, before[ELEMENTS] = {0.0};
    kurs_status status = kurs_equinoctial_from_elements(osculating, &eq);
    for (int pass = 0; pass < PASSES && status >= 0; pass++) {
        status = periodic(&now, d);
        if (status >= 0) {
            status = shifted(&eq, -1.0, d, &now);
        }
        double change = fabs(d[0] - before[0]) / eq.a;
        for (int i = 1; i < ELEMENTS; i++) {
            change = fmax(change, fabs(d[i] - before[i]));
        }
        if (status >= 0 && change < 1e-13) {
            *mean = now;
            return KURS_OK;
        }
        memcpy(before, d, sizeof before);
    }
    return status < 0 ? status : KURS_ERR_NO_CONVERGENCE;
}

kurs_secular_rates kurs_elements_rates(const kurs_elements *mean)
{
    const double n = sqrt(KURS_EGM_GM / mean->a) / mean->a, e2 = mean->ecc * mean->ecc;
    const double ratio = KURS_EGM_RADIUS / (mean->a * (1.0 - e2)), c = cos(mean->inc);
    const double k = 1.5 * n * j2 * ratio * ratio;
    return (kurs_secular_rates){.node = -k * c,
                                .argp = 0.5 * k * (5.0 * c * c - 1.0),
                                .mean_anomaly = n + 0.5 * k * sqrt(1.0 - e2) * (3.0 * c * c - 1.0)};
}
