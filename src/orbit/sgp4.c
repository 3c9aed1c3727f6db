/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SGP4 for near-Earth orbits: Hoots and Roehrich, Spacetrack Report No. 3, with the
 * corrections of Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753. Lengths are in
 * Earth radii and times in minutes inside, as the constants of the theory are.
 */
#include "kurs/sgp4.h"

#include <assert.h>
#include <string.h>

#include "math/math.h"

/* WGS-72, to which the published elements are fitted. */
#define GM_KM3_S2 398600.8
#define RADIUS_KM 6378.135
#define J2 0.001082616
#define J3 (-0.00000253881)
#define J4 (-0.00000165597)
#define J3_J2 (J3 / J2)

#define MINUTE_S 60.0
#define TWO_PI (2.0 * KURS_PI)
#define DEEP_PERIOD_MIN 225.0
#define SIMPLE_PERIGEE_KM 220.0
#define OLD_S (3.0 * 86400.0)

/* Top of the model atmosphere, and the height that its density law starts from. */
#define Q0_KM 120.0
#define S0_KM 78.0

/* What init leaves in coef. */
typedef struct terms {
    double n0, a0, ke;                  /* mean motion [rad/min], semi-major axis, sqrt(gm) */
    double sin_i, cos_i;                /* of the mean inclination */
    double j2_3c2_1, j2_1_c2, j2_7c2_1; /* 3 c^2 - 1, 1 - c^2, 7 c^2 - 1 */
    double m_dot, argp_dot, node_dot;   /* rad/min */
    double node2;                       /* of t^2, by drag */
    double eta, m0_cubed, sin_m0;       /* (1 + eta cos M0)^3 */
    double argp_drag, m_drag;           /* drag on argument of perigee and anomaly */
    double c1, c4, c5, d2, d3, d4;      /* drag on a and e */
    double l2, l3, l4, l5;              /* drag on the longitude, of t^2 to t^5 */
    double long_l, long_ay;             /* long-period terms by J3 */
} terms;

static_assert(sizeof(terms) <= sizeof(((kurs_sgp4 *)0)->coef), "coef holds the terms");

static terms terms_of(const kurs_sgp4 *model)
{
    terms k;
    memcpy(&k, model->coef, sizeof k);
    return k;
}

static double cube(double x)
{
    return x * x * x;
}

/* The mean motion of Brouwer from the printed one of Kozai. */
static double brouwer_motion(double n_kozai, double ke, double ecc, double cos_i)
{
    const double beta2 = 1.0 - ecc * ecc;
    const double a1 = pow(ke / n_kozai, 2.0 / 3.0);
    const double d = 0.75 * J2 * (3.0 * cos_i * cos_i - 1.0) / (beta2 * sqrt(beta2));
    const double d1 = d / (a1 * a1);
    const double a2 = a1 * (1.0 - d1 * (1.0 / 3.0 + d1 * (1.0 + d1 * 134.0 / 81.0)));
    return n_kozai / (1.0 + d / (a2 * a2));
}

/* The drag law's start s [Earth radii] and (q0 - s)^4, lowered for low perigees. */
static double drag_start(double perigee_km, double *q_s_4)
{
    double s_km = S0_KM;
    if (perigee_km < 98.0) {
        s_km = 20.0;
    } else if (perigee_km < 156.0) {
        s_km = perigee_km - S0_KM;
    }
    const double q = (Q0_KM - s_km) / RADIUS_KM;
    *q_s_4 = q * q * q * q;
    return 1.0 + s_km / RADIUS_KM;
}

/* Secular rates by J2, J2^2 and J4. */
static void secular_rates(terms *k, double ecc)
{
    const double c2 = k->cos_i * k->cos_i, c4 = c2 * c2;
    const double beta2 = 1.0 - ecc * ecc, beta = sqrt(beta2);
    const double p = k->a0 * beta2, p2 = 1.0 / (p * p);
    const double g1 = 1.5 * J2 * p2 * k->n0;
    const double g2 = 0.5 * g1 * J2 * p2;
    const double g4 = -0.46875 * J4 * p2 * p2 * k->n0;
    k->m_dot = k->n0 + 0.5 * g1 * beta * (3.0 * c2 - 1.0) +
               0.0625 * g2 * beta * (13.0 - 78.0 * c2 + 137.0 * c4);
    k->argp_dot = -0.5 * g1 * (1.0 - 5.0 * c2) + 0.0625 * g2 * (7.0 - 114.0 * c2 + 395.0 * c4) +
                  g4 * (3.0 - 36.0 * c2 + 49.0 * c4);
    k->node_dot =
        -g1 * k->cos_i + (0.5 * g2 * (4.0 - 19.0 * c2) + 2.0 * g4 * (3.0 - 7.0 * c2)) * k->cos_i;
    k->node2 = -3.5 * beta2 * g1 * k->cos_i * k->c1;
}

/* Drag coefficients of first order; returns xi = 1/(a0 - s) for the higher ones. */
static void drag_terms(terms *k, const kurs_tle *el, double s, double q_s_4)
{
    const double ecc = el->ecc, beta2 = 1.0 - ecc * ecc;
    const double xi = 1.0 / (k->a0 - s);
    const double eta = k->a0 * ecc * xi, eta2 = eta * eta, e_eta = ecc * eta;
    const double psi2 = fabs(1.0 - eta2);
    const double w = q_s_4 * xi * xi * xi * xi;
    const double w1 = w / pow(psi2, 3.5);
    const double c2 = w1 * k->n0 *
                      (k->a0 * (1.0 + 1.5 * eta2 + e_eta * (4.0 + eta2)) +
                       0.375 * J2 * xi / psi2 * k->j2_3c2_1 * (8.0 + 3.0 * eta2 * (8.0 + eta2)));
    const double oblate =
        -3.0 * k->j2_3c2_1 * (1.0 - 2.0 * e_eta + eta2 * (1.5 - 0.5 * e_eta)) +
        0.75 * k->j2_1_c2 * (2.0 * eta2 - e_eta * (1.0 + eta2)) * cos(2.0 * el->argp);
    k->eta = eta;
    k->c1 = el->bstar * c2;
    k->c4 =
        2.0 * k->n0 * w1 * k->a0 * beta2 *
        (eta * (2.0 + 0.5 * eta2) + ecc * (0.5 + 2.0 * eta2) - J2 * xi / (k->a0 * psi2) * oblate);
    k->c5 = 2.0 * w1 * k->a0 * beta2 * (1.0 + 2.75 * (eta2 + e_eta) + e_eta * eta2);
    if (ecc > 1e-4) { /* both have the eccentricity below the line */
        const double c3 = -2.0 * w * xi * J3_J2 * k->n0 * k->sin_i / ecc;
        k->argp_drag = el->bstar * c3 * cos(el->argp);
        k->m_drag = -2.0 / 3.0 * w * el->bstar / e_eta;
    }
    k->m0_cubed = cube(1.0 + eta * cos(el->mean_anomaly));
    k->sin_m0 = sin(el->mean_anomaly);
    k->l2 = 1.5 * k->c1;
}

/* Drag of higher order in time, which the simple form leaves out. */
static void drag_terms_higher(terms *k, double s)
{
    const double xi = 1.0 / (k->a0 - s), c1 = k->c1, c1_2 = c1 * c1;
    k->d2 = 4.0 * k->a0 * xi * c1_2;
    const double g = k->d2 * xi * c1 / 3.0;
    k->d3 = (17.0 * k->a0 + s) * g;
    k->d4 = 0.5 * g * k->a0 * xi * (221.0 * k->a0 + 31.0 * s) * c1;
    k->l3 = k->d2 + 2.0 * c1_2;
    k->l4 = 0.25 * (3.0 * k->d3 + c1 * (12.0 * k->d2 + 10.0 * c1_2));
    k->l5 = 0.2 * (3.0 * k->d4 + 12.0 * c1 * k->d3 + 6.0 * k->d2 * k->d2 +
                   15.0 * c1_2 * (2.0 * k->d2 + c1_2));
}

static int elements_are_sane(const kurs_tle *el)
{
    return el->mean_motion > 0.0 && isfinite(el->mean_motion) && el->ecc >= 0.0 && el->ecc < 1.0 &&
           isfinite(el->inc) && isfinite(el->node) && isfinite(el->argp) &&
           isfinite(el->mean_anomaly) && isfinite(el->bstar);
}

/* Mean elements at an instant: a [Earth radii], n [rad/min]. */
typedef struct mean {
    double a, n, ecc, node, argp, m;
} mean;

/* Secular change by gravity and drag, t in minutes. */
static kurs_status mean_at(const kurs_sgp4 *model, const terms *k, double t, mean *out)
{
    const kurs_tle *el = &model->tle;
    const double t2 = t * t;
    double m = el->mean_anomaly + k->m_dot * t;
    double argp = el->argp + k->argp_dot * t;
    const double node = el->node + k->node_dot * t + k->node2 * t2;
    double a_root = 1.0 - k->c1 * t;
    double ecc = el->ecc - el->bstar * k->c4 * t;
    double lon = k->l2 * t2;
    if (!model->simple) {
        const double shift =
            k->argp_drag * t + k->m_drag * (cube(1.0 + k->eta * cos(m)) - k->m0_cubed);
        m += shift;
        argp -= shift;
        a_root -= t2 * (k->d2 + t * (k->d3 + t * k->d4));
        ecc -= el->bstar * k->c5 * (sin(m) - k->sin_m0);
        lon += t2 * t * (k->l3 + t * (k->l4 + t * k->l5));
    }
    const double a = k->a0 * a_root * a_root;
    if (!(ecc < 1.0 && ecc >= -0.001)) {
        return KURS_ERR_RANGE;
    }
    if (!(a_root > 0.0)) {
        return KURS_ERR_DECAYED;
    }
    out->a = a;
    out->n = k->ke / (a * sqrt(a));
    out->ecc = fmax(ecc, 1e-6);
    out->node = kurs_wrap_2pi(node);
    out->argp = kurs_wrap_2pi(argp);
    out->m = kurs_wrap_2pi(m + k->n0 * lon);
    return KURS_OK;
}

/* Kepler's equation for the eccentric longitude, u = E + argp, with e as a vector (ax, ay). */
static double eccentric_longitude(double u, double ax, double ay)
{
    double e = u;
    for (int i = 0; i < 10; i++) {
        const double s = sin(e), c = cos(e);
        const double step = (u - ay * c + ax * s - e) / (1.0 - c * ax - s * ay);
        e += kurs_clamp(step, -0.95, 0.95); /* holds it near the root for large eccentricities */
        if (fabs(step) < 1e-12) {
            break;
        }
    }
    return e;
}

/* An osculating place in the orbit plane and the plane itself. */
typedef struct polar {
    double r, r_dot, rf_dot; /* Earth radii and a minute over ke */
    double u, node, inc;
} polar;

static kurs_state state_of(const polar *p, double ke)
{
    const double su = sin(p->u), cu = cos(p->u);
    const double sn = sin(p->node), cn = cos(p->node);
    const double si = sin(p->inc), ci = cos(p->inc);
    const kurs_vec3 m = v3(-sn * ci, cn * ci, si);
    const kurs_vec3 n = v3(cn, sn, 0.0);
    const kurs_vec3 radial = v3_axpy(v3_scale(su, m), cu, n);
    const kurs_vec3 along = v3_axpy(v3_scale(cu, m), -su, n);
    const double length = RADIUS_KM * 1e3, speed = length * ke / MINUTE_S;
    kurs_state s;
    s.r = v3_scale(p->r * length, radial);
    s.v = v3_scale(speed, v3_axpy(v3_scale(p->r_dot, radial), p->rf_dot, along));
    return s;
}

/* Long-period and short-period terms on the mean elements. */
static kurs_status osculating(const terms *k, const mean *q, double inc, polar *out)
{
    const double ax = q->ecc * cos(q->argp);
    const double lp = 1.0 / (q->a * (1.0 - q->ecc * q->ecc));
    const double ay = q->ecc * sin(q->argp) + lp * k->long_ay;
    const double u0 = kurs_wrap_2pi(q->m + q->argp + lp * k->long_l * ax);
    const double e = eccentric_longitude(u0, ax, ay);
    const double s = sin(e), c = cos(e);
    const double e_cos = ax * c + ay * s, e_sin = ax * s - ay * c;
    const double el2 = ax * ax + ay * ay;
    const double p = q->a * (1.0 - el2);
    if (!(p > 0.0)) {
        return KURS_ERR_RANGE;
    }
    const double r = q->a * (1.0 - e_cos), beta = sqrt(1.0 - el2);
    const double r_dot = sqrt(q->a) * e_sin / r, rf_dot = sqrt(p) / r;
    const double g = e_sin / (1.0 + beta);
    const double sin_u = q->a / r * (s - ay - ax * g), cos_u = q->a / r * (c - ax + ay * g);
    const double sin_2u = 2.0 * sin_u * cos_u, cos_2u = 1.0 - 2.0 * sin_u * sin_u;
    const double g1 = 0.5 * J2 / p, g2 = g1 / p, n = q->n / k->ke;
    out->r = r * (1.0 - 1.5 * g2 * beta * k->j2_3c2_1) + 0.5 * g1 * k->j2_1_c2 * cos_2u;
    out->u = atan2(sin_u, cos_u) - 0.25 * g2 * k->j2_7c2_1 * sin_2u;
    out->node = q->node + 1.5 * g2 * k->cos_i * sin_2u;
    out->inc = inc + 1.5 * g2 * k->cos_i * k->sin_i * cos_2u;
    out->r_dot = r_dot - n * g1 * k->j2_1_c2 * sin_2u;
    out->rf_dot = rf_dot + n * g1 * (k->j2_1_c2 * cos_2u + 1.5 * k->j2_3c2_1);
    return out->r < 1.0 ? KURS_ERR_DECAYED : KURS_OK;
}

static kurs_status age_of(double dt_s)
{
    return fabs(dt_s) > OLD_S ? KURS_CAVEAT_ELEMENTS_OLD : KURS_OK;
}

kurs_status kurs_sgp4_state(const kurs_sgp4 *model, kurs_tai t, kurs_state *out_teme)
{
    const terms k = terms_of(model);
    const double dt_s = kurs_tai_diff(t, model->tle.epoch);
    mean q;
    polar p;
    kurs_status status = mean_at(model, &k, dt_s / MINUTE_S, &q);
    if (status == KURS_OK) {
        status = osculating(&k, &q, model->tle.inc, &p);
    }
    if (status != KURS_OK) {
        return status;
    }
    *out_teme = state_of(&p, k.ke);
    return age_of(dt_s);
}

kurs_status kurs_sgp4_mean(const kurs_sgp4 *model, kurs_tai t, kurs_mean_orbit *out)
{
    const terms k = terms_of(model);
    const double dt_s = kurs_tai_diff(t, model->tle.epoch), dt = dt_s / MINUTE_S;
    mean q;
    const kurs_status status = mean_at(model, &k, dt, &q);
    if (status != KURS_OK) {
        return status;
    }
    const double lon_rate =
        dt * (2.0 * k.l2 + dt * (3.0 * k.l3 + dt * (4.0 * k.l4 + dt * 5.0 * k.l5)));
    *out = (kurs_mean_orbit){
        .a = q.a * RADIUS_KM * 1e3,
        .ecc = q.ecc,
        .inc = model->tle.inc,
        .node = q.node,
        .argp = q.argp,
        .mean_anomaly = q.m,
        .mean_motion = (k.m_dot + k.n0 * lon_rate) / MINUTE_S,
        .node_rate = (k.node_dot + 2.0 * k.node2 * dt) / MINUTE_S,
        .argp_rate = k.argp_dot / MINUTE_S,
    };
    return age_of(dt_s);
}

kurs_status kurs_sgp4_init(kurs_sgp4 *model, const kurs_tle *tle)
{
    if (!elements_are_sane(tle)) {
        return KURS_ERR_RANGE;
    }
    terms k = {0};
    k.ke = MINUTE_S / sqrt(cube(RADIUS_KM) / GM_KM3_S2);
    k.sin_i = sin(tle->inc);
    k.cos_i = cos(tle->inc);
    const double c2 = k.cos_i * k.cos_i;
    k.j2_3c2_1 = 3.0 * c2 - 1.0;
    k.j2_1_c2 = 1.0 - c2;
    k.j2_7c2_1 = 7.0 * c2 - 1.0;
    k.n0 = brouwer_motion(tle->mean_motion * MINUTE_S, k.ke, tle->ecc, k.cos_i);
    if (!(k.n0 > 0.0)) {
        return KURS_ERR_RANGE;
    }
    if (TWO_PI / k.n0 >= DEEP_PERIOD_MIN) {
        return KURS_ERR_UNSUPPORTED;
    }
    k.a0 = pow(k.ke / k.n0, 2.0 / 3.0);
    const double perigee_km = (k.a0 * (1.0 - tle->ecc) - 1.0) * RADIUS_KM;
    double q_s_4;
    const double s = drag_start(perigee_km, &q_s_4);
    drag_terms(&k, tle, s, q_s_4);
    secular_rates(&k, tle->ecc);
    const int simple = perigee_km < SIMPLE_PERIGEE_KM;
    if (!simple) {
        drag_terms_higher(&k, s);
    }
    const double one_c = fmax(1.0 + k.cos_i, 1.5e-12); /* an inclination of 180 degrees */
    k.long_l = -0.25 * J3_J2 * k.sin_i * (3.0 + 5.0 * k.cos_i) / one_c;
    k.long_ay = -0.5 * J3_J2 * k.sin_i;
    kurs_sgp4 made = {.tle = *tle, .simple = simple};
    memcpy(made.coef, &k, sizeof k);
    kurs_state at_epoch; /* a set that already fails at its epoch is refused here */
    const kurs_status status = kurs_sgp4_state(&made, tle->epoch, &at_epoch);
    if (status == KURS_OK) {
        *model = made;
    }
    return status;
}
