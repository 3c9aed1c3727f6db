/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of sgp4*.c: what init leaves in kurs_sgp4.coef. Lengths are in Earth radii and times
 * in minutes, as the constants of the theory are.
 */
#ifndef KURS_ORBIT_SGP4_MODEL_H
#define KURS_ORBIT_SGP4_MODEL_H

#include <assert.h>
#include <string.h>

#include "kurs/sgp4.h"
#include "math/math.h"

#define KURS_SGP4_MINUTE_S 60.0
#define KURS_SGP4_TWO_PI (2.0 * KURS_PI)
#define KURS_SGP4_OLD_S (3.0 * 86400.0)
/* A resonant orbit is integrated from its epoch: this is 190 years, and an end. */
#define KURS_SGP4_FAR_MIN 1e8

typedef struct kurs_sgp4_terms {
    double n0, a0;                      /* mean motion [rad/min], semi-major axis */
    double ke, radius_km, j2, j3_j2;    /* sqrt(gm), and of the gravity model */
    double sin_i, cos_i;                /* of the mean inclination */
    double j2_3c2_1, j2_1_c2, j2_7c2_1; /* 3 c^2 - 1, 1 - c^2, 7 c^2 - 1 */
    double m_dot, argp_dot, node_dot;   /* rad/min */
    double node2;                       /* of t^2, by drag */
    double eta, m0_cubed, sin_m0;       /* (1 + eta cos M0)^3 */
    double argp_drag, m_drag;           /* drag on argument of perigee and anomaly */
    double c1, c4, c5, d2, d3, d4;      /* drag on a and e */
    double l2, l3, l4, l5;              /* drag on the longitude, of t^2 to t^5 */
    double long_l, long_ay;             /* long-period terms by J3 */
} kurs_sgp4_terms;

/* Eccentricity, inclination, longitude, argument of perigee, node: what Sun and Moon change. */
enum { KURS_SDP4_E, KURS_SDP4_I, KURS_SDP4_L, KURS_SDP4_G, KURS_SDP4_H, KURS_SDP4_ELEMENTS };
enum { KURS_SDP4_BODIES = 2, KURS_SDP4_RESONANCES = 10 };

/* A periodic change is second (sin^2 f / 2 - 1/4) - third sin f cos f / 2 + fourth sin f. */
typedef struct kurs_sdp4_body {
    double phase; /* mean anomaly of the body at the epoch */
    double second[KURS_SDP4_ELEMENTS], third[KURS_SDP4_ELEMENTS], fourth[KURS_SDP4_ELEMENTS];
} kurs_sdp4_body;

typedef struct kurs_sdp4_terms {
    kurs_sdp4_body body[KURS_SDP4_BODIES];
    double e_dot, i_dot, m_dot, argp_dot, node_dot; /* by both bodies, a minute */
    double resonance;                               /* 0 none, 1 of 24 h, 2 of 12 h */
    double amplitude[KURS_SDP4_RESONANCES];
    double gst0, lambda0, lambda_dot; /* sidereal time and resonant angle at the epoch */
} kurs_sdp4_terms;

static_assert(sizeof(kurs_sgp4_terms) + sizeof(kurs_sdp4_terms) <= sizeof(((kurs_sgp4 *)0)->coef),
              "coef holds the terms");

static inline kurs_sgp4_terms kurs_sgp4_terms_of(const kurs_sgp4 *model)
{
    kurs_sgp4_terms k;
    memcpy(&k, model->coef, sizeof k);
    return k;
}

static inline kurs_sdp4_terms kurs_sdp4_terms_of(const kurs_sgp4 *model)
{
    kurs_sdp4_terms k;
    memcpy(&k, (const char *)model->coef + sizeof(kurs_sgp4_terms), sizeof k);
    return k;
}

/* Mean elements at an instant: a [Earth radii]; n [rad/min]. */
typedef struct kurs_sgp4_elements {
    double a, n, ecc, inc, node, argp, m;
} kurs_sgp4_elements;

/* Where the integration of a resonance stands: `steps` half days from the epoch, below 0 before
 * it. All 0 is "not begun". What it holds is settled by the steps alone, so it may be kept from
 * state to state of one model. */
typedef struct kurs_sdp4_walk {
    double lambda, n;
    long steps;
    int begun;
} kurs_sdp4_walk;

kurs_status kurs_sgp4_status(kurs_sgp4_error error);

/* kurs_sgp4_state, for walks that are kept. */
kurs_status kurs_sgp4_state_walking(const kurs_sgp4 *model, kurs_tai t, kurs_sdp4_walk *walk,
                                    kurs_state *out_teme);

/* Fills all of *d from the elements at the epoch. */
void kurs_sdp4_init(kurs_sdp4_terms *d, const kurs_sgp4_terms *k, const kurs_tle *el,
                    kurs_sgp4_mode mode, kurs_jd_utc epoch);

/* Secular change by Sun and Moon of the elements at t [min], which hold that of the Earth, and the
 * resonances: n and m. *rate is of the resonant angle. MEAN_MOTION where n is not above 0. */
kurs_sgp4_error kurs_sdp4_secular(const kurs_sdp4_terms *d, const kurs_sgp4_terms *k,
                                  const kurs_tle *el, double t, kurs_sdp4_walk *walk,
                                  kurs_sgp4_elements *q, double *rate);

/* The rate of the mean anomaly of a resonant orbit from those of its angle, node and perigee. */
double kurs_sdp4_anomaly_rate(const kurs_sdp4_terms *d, double rate, double node_rate,
                              double argp_rate);

/* Periodic change by Sun and Moon. PERTURBED_ECCENTRICITY where e leaves 0 to 1. */
kurs_sgp4_error kurs_sdp4_periodic(const kurs_sdp4_terms *d, kurs_sgp4_mode mode, double t,
                                   kurs_sgp4_elements *q);

#endif
