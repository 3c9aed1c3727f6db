/* SPDX-License-Identifier: Apache-2.0 */
/* SGP4: the near-Earth theory, and what SDP4 shares with it. */
#include "kurs/sgp4.h"

#include "orbit/sgp4_model.h"

#define MINUTE_S KURS_SGP4_MINUTE_S
#define TWO_PI KURS_SGP4_TWO_PI
#define DEEP_PERIOD_MIN 225.0
#define SIMPLE_PERIGEE_KM 220.0

/* Top of the model atmosphere, and the height that its density law starts from. */
#define Q0_KM 120.0
#define S0_KM 78.0

typedef kurs_sgp4_terms terms;
typedef kurs_sgp4_elements elements;

typedef struct gravity {
    double ke, radius_km, j2, j3, j4; /* ke: Earth radii^1.5 a minute */
} gravity;

static double cube(double x)
{
    return x * x * x;
}

/* The mean motion of Brouwer from the printed one of Kozai. */
static double brouwer_motion(double n_kozai, double ke, double j2, double ecc, double cos_i)
{
    const double beta2 = 1.0 - ecc * ecc;
    const double a1 = pow(ke / n_kozai, 2.0 / 3.0);
    const double d = 0.75 * j2 * (3.0 * cos_i * cos_i - 1.0) / (beta2 * sqrt(beta2));
    const double d1 = d / (a1 * a1);
    const double a2 = a1 * (1.0 - d1 * (1.0 / 3.0 + d1 * (1.0 + d1 * 134.0 / 81.0)));
    return n_kozai / (1.0 + d / (a2 * a2));
}

/* The drag law's start s [Earth radii] and (q0 - s)^4, lowered for low perigees. */
static double drag_start(double perigee_km, double radius_km, double *q_s_4)
{
    double s_km = S0_KM;
    if (perigee_km < 98.0) {
        s_km = 20.0;
    } else if (perigee_km < 156.0) {
        s_km = perigee_km - S0_KM;
    }
    const double q = (Q0_KM - s_km) / radius_km;
    *q_s_4 = q * q * q * q;
    return 1.0 + s_km / radius_km;
}

/* Secular rates by J2, J2^2 and J4. */
static void secular_rates(terms *k, double ecc, double j4)
{
    const double c2 = k->cos_i * k->cos_i, c4 = c2 * c2;
    const double beta2 = 1.0 - ecc * ecc, beta = sqrt(beta2);
    const double p = k->a0 * beta2, p2 = 1.0 / (p * p);
    const double g1 = 1.5 * k->j2 * p2 * k->n0;
    const double g2 = 0.5 * g1 * k->j2 * p2;
    const double g4 = -0.46875 * j4 * p2 * p2 * k->n0;
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
                       0.375 * k->j2 * xi / psi2 * k->j2_3c2_1 * (8.0 + 3.0 * eta2 * (8.0 + eta2)));
    const double oblate =
        -3.0 * k->j2_3c2_1 * (1.0 - 2.0 * e_eta + eta2 * (1.5 - 0.5 * e_eta)) +
        0.75 * k->j2_1_c2 * (2.0 * eta2 - e_eta * (1.0 + eta2)) * cos(2.0 * el->argp);
    k->eta = eta;
    k->c1 = el->bstar * c2;
    k->c4 = 2.0 * k->n0 * w1 * k->a0 * beta2 *
            (eta * (2.0 + 0.5 * eta2) + ecc * (0.5 + 2.0 * eta2) -
             k->j2 * xi / (k->a0 * psi2) * oblate);
    k->c5 = 2.0 * w1 * k->a0 * beta2 * (1.0 + 2.75 * (eta2 + e_eta) + e_eta * eta2);
    if (ecc > 1e-4) { /* both have the eccentricity below the line */
        const double c3 = -2.0 * w * xi * k->j3_j2 * k->n0 * k->sin_i / ecc;
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

/* Secular change by gravity and drag, t in minutes; *rate is of the resonant angle. */
static kurs_sgp4_error mean_at(const kurs_sgp4 *model, const terms *k, double t,
                               kurs_sdp4_walk *walk, elements *out, double *rate)
{
    const kurs_tle *el = &model->tle;
    const double t2 = t * t;
    if (!(fabs(t) <= KURS_SGP4_FAR_MIN)) {
        return KURS_SGP4_ERROR_TIME;
    }
    elements q = {.n = k->n0, .ecc = el->ecc, .inc = el->inc};
    q.m = el->mean_anomaly + k->m_dot * t;
    q.argp = el->argp + k->argp_dot * t;
    q.node = el->node + k->node_dot * t + k->node2 * t2;
    double a0 = k->a0, a_root = 1.0 - k->c1 * t, e_drag = el->bstar * k->c4 * t;
    double lon = k->l2 * t2;
    if (!model->simple) {
        const double shift =
            k->argp_drag * t + k->m_drag * (cube(1.0 + k->eta * cos(q.m)) - k->m0_cubed);
        q.m += shift;
        q.argp -= shift;
        a_root -= t2 * (k->d2 + t * (k->d3 + t * k->d4));
        lon += t2 * t * (k->l3 + t * (k->l4 + t * k->l5));
    } else if (model->deep) {
        const kurs_sdp4_terms d = kurs_sdp4_terms_of(model);
        const kurs_sgp4_error error = kurs_sdp4_secular(&d, k, el, t, walk, &q, rate);
        if (error != KURS_SGP4_ERROR_NONE) {
            return error;
        }
        a0 = pow(k->ke / q.n, 2.0 / 3.0);
    }
    q.ecc -= e_drag;
    if (!model->simple) {
        q.ecc -= el->bstar * k->c5 * (sin(q.m) - k->sin_m0);
    }
    if (!(q.ecc < 1.0 && q.ecc >= -0.001)) {
        return KURS_SGP4_ERROR_ECCENTRICITY;
    }
    if (!(a_root > 0.0)) {
        return KURS_SGP4_ERROR_DECAYED;
    }
    q.a = a0 * a_root * a_root;
    q.n = k->ke / (q.a * sqrt(q.a));
    q.ecc = fmax(q.ecc, 1e-6);
    /* in deep space the sign of the node counts, and is kept */
    q.node = model->deep ? fmod(q.node, TWO_PI) : kurs_wrap_2pi(q.node);
    q.argp = kurs_wrap_2pi(q.argp);
    q.m = kurs_wrap_2pi(q.m + k->n0 * lon);
    *out = q;
    return KURS_SGP4_ERROR_NONE;
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

static kurs_state state_of(const polar *p, const terms *k)
{
    const double su = sin(p->u), cu = cos(p->u);
    const double sn = sin(p->node), cn = cos(p->node);
    const double si = sin(p->inc), ci = cos(p->inc);
    const kurs_vec3 m = v3(-sn * ci, cn * ci, si);
    const kurs_vec3 n = v3(cn, sn, 0.0);
    const kurs_vec3 radial = v3_axpy(v3_scale(su, m), cu, n);
    const kurs_vec3 along = v3_axpy(v3_scale(cu, m), -su, n);
    const double length = k->radius_km * 1e3, speed = length * k->ke / MINUTE_S;
    kurs_state s;
    s.r = v3_scale(p->r * length, radial);
    s.v = v3_scale(speed, v3_axpy(v3_scale(p->r_dot, radial), p->rf_dot, along));
    return s;
}

/* Long-period and short-period terms on the mean elements. */
static kurs_sgp4_error osculating(const terms *k, const elements *q, polar *out)
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
        return KURS_SGP4_ERROR_SEMI_LATUS_RECTUM;
    }
    const double r = q->a * (1.0 - e_cos), beta = sqrt(1.0 - el2);
    const double r_dot = sqrt(q->a) * e_sin / r, rf_dot = sqrt(p) / r;
    const double g = e_sin / (1.0 + beta);
    const double sin_u = q->a / r * (s - ay - ax * g), cos_u = q->a / r * (c - ax + ay * g);
    const double sin_2u = 2.0 * sin_u * cos_u, cos_2u = 1.0 - 2.0 * sin_u * sin_u;
    const double g1 = 0.5 * k->j2 / p, g2 = g1 / p, n = q->n / k->ke;
    out->r = r * (1.0 - 1.5 * g2 * beta * k->j2_3c2_1) + 0.5 * g1 * k->j2_1_c2 * cos_2u;
    out->u = atan2(sin_u, cos_u) - 0.25 * g2 * k->j2_7c2_1 * sin_2u;
    out->node = q->node + 1.5 * g2 * k->cos_i * sin_2u;
    out->inc = q->inc + 1.5 * g2 * k->cos_i * k->sin_i * cos_2u;
    out->r_dot = r_dot - n * g1 * k->j2_1_c2 * sin_2u;
    out->rf_dot = rf_dot + n * g1 * (k->j2_1_c2 * cos_2u + 1.5 * k->j2_3c2_1);
    return out->r < 1.0 ? KURS_SGP4_ERROR_DECAYED : KURS_SGP4_ERROR_NONE;
}

static kurs_status age_of(double dt_s)
{
    return fabs(dt_s) > KURS_SGP4_OLD_S ? KURS_CAVEAT_ELEMENTS_OLD : KURS_OK;
}

static void inclination_terms(terms *k, double inc)
{
    k->sin_i = sin(inc);
    k->cos_i = cos(inc);
    const double c2 = k->cos_i * k->cos_i;
    k->j2_3c2_1 = 3.0 * c2 - 1.0;
    k->j2_1_c2 = 1.0 - c2;
    k->j2_7c2_1 = 7.0 * c2 - 1.0;
    const double one_c = fmax(1.0 + k->cos_i, 1.5e-12); /* an inclination of 180 degrees */
    k->long_l = -0.25 * k->j3_j2 * k->sin_i * (3.0 + 5.0 * k->cos_i) / one_c;
    k->long_ay = -0.5 * k->j3_j2 * k->sin_i;
}

/* The osculating place dt_s after the epoch; *k is of the model and is left as it was used. */
static kurs_sgp4_error polar_at(const kurs_sgp4 *model, terms *k, double dt_s, kurs_sdp4_walk *walk,
                                polar *out)
{
    elements q;
    double rate;
    kurs_sgp4_error error = mean_at(model, k, dt_s / MINUTE_S, walk, &q, &rate);
    if (error == KURS_SGP4_ERROR_NONE && model->deep) {
        const kurs_sdp4_terms d = kurs_sdp4_terms_of(model);
        error = kurs_sdp4_periodic(&d, model->mode, dt_s / MINUTE_S, &q);
        inclination_terms(k, q.inc);
    }
    return error == KURS_SGP4_ERROR_NONE ? osculating(k, &q, out) : error;
}

kurs_status kurs_sgp4_state_walking(const kurs_sgp4 *model, kurs_tai t, kurs_sdp4_walk *walk,
                                    kurs_state *out_teme)
{
    terms k = kurs_sgp4_terms_of(model);
    const double dt_s = kurs_tai_diff(t, model->tle.epoch);
    polar p;
    const kurs_sgp4_error error = polar_at(model, &k, dt_s, walk, &p);
    if (error != KURS_SGP4_ERROR_NONE) {
        return kurs_sgp4_status(error);
    }
    *out_teme = state_of(&p, &k);
    return age_of(dt_s);
}

kurs_status kurs_sgp4_state(const kurs_sgp4 *model, kurs_tai t, kurs_state *out_teme)
{
    kurs_sdp4_walk walk = {0};
    return kurs_sgp4_state_walking(model, t, &walk, out_teme);
}

kurs_sgp4_error kurs_sgp4_why(const kurs_sgp4 *model, kurs_tai t)
{
    kurs_sdp4_walk walk = {0};
    terms k = kurs_sgp4_terms_of(model);
    polar p;
    return polar_at(model, &k, kurs_tai_diff(t, model->tle.epoch), &walk, &p);
}

kurs_status kurs_sgp4_mean(const kurs_sgp4 *model, kurs_tai t, kurs_mean_orbit *out)
{
    const terms k = kurs_sgp4_terms_of(model);
    const double dt_s = kurs_tai_diff(t, model->tle.epoch), dt = dt_s / MINUTE_S;
    kurs_sdp4_walk walk = {0};
    elements q;
    double rate;
    const kurs_sgp4_error error = mean_at(model, &k, dt, &walk, &q, &rate);
    if (error != KURS_SGP4_ERROR_NONE) {
        return kurs_sgp4_status(error);
    }
    const double lon_rate =
        dt * (2.0 * k.l2 + dt * (3.0 * k.l3 + dt * (4.0 * k.l4 + dt * 5.0 * k.l5)));
    double m_rate = k.m_dot, node_rate = k.node_dot + 2.0 * k.node2 * dt, argp_rate = k.argp_dot;
    if (model->deep) {
        const kurs_sdp4_terms d = kurs_sdp4_terms_of(model);
        node_rate += d.node_dot;
        argp_rate += d.argp_dot;
        m_rate = d.resonance != 0.0 ? kurs_sdp4_anomaly_rate(&d, rate, node_rate, argp_rate)
                                    : m_rate + d.m_dot;
    }
    *out = (kurs_mean_orbit){
        .a = q.a * k.radius_km * 1e3,
        .ecc = q.ecc,
        .inc = q.inc,
        .node = kurs_wrap_2pi(q.node),
        .argp = q.argp,
        .mean_anomaly = q.m,
        .mean_motion = (m_rate + k.n0 * lon_rate) / MINUTE_S,
        .node_rate = node_rate / MINUTE_S,
        .argp_rate = argp_rate / MINUTE_S,
    };
    return age_of(dt_s);
}

/* ---- made ready ------------------------------------------------------------------------------ */

/* From gm [km^3/s^2] and the radius [km]. */
static double ke_of(double gm, double radius_km)
{
    return MINUTE_S / sqrt(cube(radius_km) / gm);
}

static gravity gravity_of(kurs_sgp4_gravity which)
{
    gravity g = {0.0, 6378.135, 0.001082616, -0.00000253881, -0.00000165597};
    switch (which) {
    case KURS_SGP4_WGS72_OLD:
        g.ke = 0.0743669161;
        break;
    case KURS_SGP4_WGS84:
        g = (gravity){0.0, 6378.137, 0.00108262998905, -0.00000253215306, -0.00000161098761};
        g.ke = ke_of(398600.5, g.radius_km);
        break;
    case KURS_SGP4_WGS72:
        g.ke = ke_of(398600.8, g.radius_km);
        break;
    }
    return g;
}

static kurs_sgp4_error elements_error(const kurs_tle *el)
{
    if (!isfinite(el->inc) || !isfinite(el->node) || !isfinite(el->argp) ||
        !isfinite(el->mean_anomaly) || !isfinite(el->bstar) || !isfinite(el->mean_motion) ||
        !isfinite(el->ecc) || !isfinite(el->epoch.f)) {
        return KURS_SGP4_ERROR_ELEMENTS;
    }
    if (!(el->mean_motion > 0.0)) {
        return KURS_SGP4_ERROR_MEAN_MOTION;
    }
    return el->ecc >= 0.0 && el->ecc < 1.0 ? KURS_SGP4_ERROR_NONE : KURS_SGP4_ERROR_ECCENTRICITY;
}

/* All that the near-Earth theory knows of a set; the model holds its elements. */
static kurs_sgp4_error near_terms(kurs_sgp4 *model, const gravity *g, terms *k)
{
    const kurs_tle *tle = &model->tle;
    kurs_sgp4_error error = elements_error(tle);
    if (error != KURS_SGP4_ERROR_NONE) {
        return error;
    }
    *k = (terms){.ke = g->ke, .radius_km = g->radius_km, .j2 = g->j2, .j3_j2 = g->j3 / g->j2};
    inclination_terms(k, tle->inc);
    k->n0 = brouwer_motion(tle->mean_motion * MINUTE_S, k->ke, k->j2, tle->ecc, k->cos_i);
    if (!(k->n0 > 0.0)) {
        return KURS_SGP4_ERROR_MEAN_MOTION;
    }
    k->a0 = pow(k->ke / k->n0, 2.0 / 3.0);
    const double perigee_km = (k->a0 * (1.0 - tle->ecc) - 1.0) * g->radius_km;
    double q_s_4;
    const double s = drag_start(perigee_km, g->radius_km, &q_s_4);
    drag_terms(k, tle, s, q_s_4);
    secular_rates(k, tle->ecc, g->j4);
    model->deep = TWO_PI / k->n0 >= DEEP_PERIOD_MIN;
    model->simple = model->deep || perigee_km < SIMPLE_PERIGEE_KM;
    if (!model->simple) {
        drag_terms_higher(k, s);
    }
    memcpy(model->coef, k, sizeof *k);
    return KURS_SGP4_ERROR_NONE;
}

static kurs_status deep_terms(kurs_sgp4 *model, const terms *k)
{
    kurs_jd_utc epoch;
    kurs_sdp4_terms d;
    const kurs_status status = kurs_tai_jd_utc(model->tle.epoch, &epoch);
    if (status >= 0) {
        kurs_sdp4_init(&d, k, &model->tle, model->mode, epoch);
        memcpy((char *)model->coef + sizeof *k, &d, sizeof d);
    }
    return status;
}

/* A set that has no state at its epoch is refused. */
static kurs_sgp4_error epoch_error(const kurs_sgp4 *model)
{
    const kurs_sgp4_error error = kurs_sgp4_why(model, model->tle.epoch);
    return error == KURS_SGP4_ERROR_DECAYED ? KURS_SGP4_ERROR_SUBORBITAL : error;
}

kurs_status kurs_sgp4_init_with(kurs_sgp4 *model, const kurs_tle *tle,
                                const kurs_sgp4_options *options, kurs_sgp4_error *why)
{
    const kurs_sgp4_options chosen = options ? *options : (kurs_sgp4_options){0};
    kurs_sgp4 made = {.tle = *tle, .mode = chosen.mode};
    kurs_sgp4_error unwanted;
    terms k;
    why = why ? why : &unwanted;
    *why = KURS_SGP4_ERROR_NONE;
    if ((unsigned)chosen.gravity > KURS_SGP4_WGS84 || (unsigned)chosen.mode > KURS_SGP4_AFSPC) {
        return KURS_ERR_ARGUMENT;
    }
    const gravity g = gravity_of(chosen.gravity);
    *why = near_terms(&made, &g, &k);
    kurs_status status = kurs_sgp4_status(*why);
    if (status >= 0 && made.deep) {
        status = deep_terms(&made, &k);
    }
    if (status >= 0) {
        *why = epoch_error(&made);
        status = kurs_status_worse(kurs_sgp4_status(*why), status);
    }
    if (status >= 0) {
        *model = made;
    }
    return status;
}

kurs_status kurs_sgp4_init(kurs_sgp4 *model, const kurs_tle *tle)
{
    return kurs_sgp4_init_with(model, tle, NULL, NULL);
}

typedef struct reason {
    kurs_sgp4_error error;
    kurs_status status;
    const char *text;
} reason;

static const reason reasons[] = {
#define REASON_OF(name, code, status, text) {KURS_SGP4_ERROR_##name, KURS_##status, text},
    KURS_SGP4_ERROR_LIST(REASON_OF)
#undef REASON_OF
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

kurs_status kurs_sgp4_status(kurs_sgp4_error error)
{
    for (int i = 0; i < REASONS; i++) {
        if (reasons[i].error == error) {
            return reasons[i].status;
        }
    }
    return KURS_ERR_ARGUMENT;
}

const char *kurs_sgp4_error_text(kurs_sgp4_error error)
{
    for (int i = 0; i < REASONS; i++) {
        if (reasons[i].error == error) {
            return reasons[i].text;
        }
    }
    return "unknown";
}
