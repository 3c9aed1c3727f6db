/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SDP4: what Sun, Moon and the resonances with the turning Earth add to SGP4. Coefficients of
 * Spacetrack Report No. 3 and AIAA 2006-6753.
 */
#include "orbit/sgp4_model.h"

#define TWO_PI KURS_SGP4_TWO_PI
/* Turn of the Earth, rad/min. */
#define EARTH_TURN 4.37526908801129966e-3
/* The published rates of Sun and Moon leave the poles of the orbit out: 3 degrees. */
#define POLE_INC 5.2359877e-2
/* Lyddane's form of the periodic terms stands below this inclination. */
#define LYDDANE_INC 0.2
#define STEP_MIN 720.0

/* Mean motion [rad/min] and eccentricity of Sun and Moon. */
static const double body_n[KURS_SDP4_BODIES] = {1.19459e-5, 1.5835218e-4};
static const double body_ecc[KURS_SDP4_BODIES] = {0.01675, 0.05490};

/* ---- Sun and Moon ---------------------------------------------------------------------------- */

/* How the orbit of a body lies: argument of perigee, inclination, node from that of the satellite;
 * and its strength. */
typedef struct lie {
    double cos_g, sin_g, cos_i, sin_i, cos_h, sin_h, strength;
} lie;

/* A direction of the body's orbit: a, b, c about the satellite's node; x, y about its perigee. */
typedef struct direction {
    double a, b, c, x, y;
} direction;

/* The satellite's orbit. */
typedef struct orbit {
    double ecc2, beta2, cos_i, sin_i, cos_w, sin_w;
} orbit;

static direction direction_of(const orbit *o, double a, double p, double q)
{
    direction d = {.a = a};
    d.b = o->cos_i * p + o->sin_i * q;
    d.c = -o->sin_i * p + o->cos_i * q;
    d.x = d.a * o->cos_w + d.b * o->sin_w;
    d.y = -d.a * o->sin_w + d.b * o->cos_w;
    return d;
}

/* The five products of two directions that the averaged disturbing function is made of. */
static void products(const orbit *o, const direction *u, const direction *v,
                     double out[KURS_SDP4_ELEMENTS])
{
    const double g = 12.0 * u->x * v->x - 3.0 * u->y * v->y;
    out[KURS_SDP4_E] = u->x * v->y;
    out[KURS_SDP4_I] = -6.0 * u->a * v->c -
                       o->ecc2 * (24.0 * u->x * v->c * o->cos_w + 6.0 * u->y * v->c * o->sin_w);
    out[KURS_SDP4_L] = 6.0 * (u->a * v->a + u->b * v->b) + (2.0 * o->ecc2 + o->beta2) * g;
    out[KURS_SDP4_G] = g;
    out[KURS_SDP4_H] = 6.0 * u->b * v->c +
                       o->ecc2 * (24.0 * u->x * v->c * o->sin_w - 6.0 * u->y * v->c * o->cos_w);
}

/* Periodic and secular terms of one body; rate in the order of the elements. */
static void body_terms(kurs_sdp4_body *body, const orbit *o, const lie *l, double n, double n_body,
                       double ecc_body, double rate[KURS_SDP4_ELEMENTS])
{
    const direction u =
        direction_of(o, l->cos_g * l->cos_h + l->sin_g * l->cos_i * l->sin_h,
                     -l->cos_g * l->sin_h + l->sin_g * l->cos_i * l->cos_h, l->sin_g * l->sin_i);
    const direction v =
        direction_of(o, -l->sin_g * l->cos_h + l->cos_g * l->cos_i * l->sin_h,
                     l->sin_g * l->sin_h + l->cos_g * l->cos_i * l->cos_h, l->cos_g * l->sin_i);
    const double beta = sqrt(o->beta2), s = l->strength / n, ecc = sqrt(o->ecc2);
    const double scale[KURS_SDP4_ELEMENTS] = {-15.0 * ecc * s * beta, -0.5 * s / beta, -s, s * beta,
                                              0.5 * s / beta};
    const double constant[KURS_SDP4_ELEMENTS] = {0.0, 0.0, -14.0 - 6.0 * o->ecc2, -6.0, 0.0};
    const double once[KURS_SDP4_ELEMENTS] = {0.0, 0.0, -21.0 - 9.0 * o->ecc2, -9.0, 0.0};
    double uu[KURS_SDP4_ELEMENTS], uv[KURS_SDP4_ELEMENTS], vu[KURS_SDP4_ELEMENTS],
        vv[KURS_SDP4_ELEMENTS];
    products(o, &u, &u, uu);
    products(o, &u, &v, uv);
    products(o, &v, &u, vu);
    products(o, &v, &v, vv);
    for (int i = 0; i < KURS_SDP4_ELEMENTS; i++) {
        rate[i] = scale[i] * n_body * (uu[i] + vv[i] + constant[i]);
        body->second[i] = 2.0 * scale[i] * (uv[i] + vu[i]);
        body->third[i] = 2.0 * scale[i] * (vv[i] - uu[i]);
        body->fourth[i] = 2.0 * scale[i] * once[i] * ecc_body;
    }
}

/* The Moon's orbit on the equator of `day`, days since 1900 January 0.5; *phase its mean anomaly.
 */
static lie moon_of(double day, double node_satellite, double *phase)
{
    const double node = fmod(4.5236020 - 9.2422029e-4 * day, TWO_PI);
    const double sin_n = sin(node), cos_n = cos(node);
    const double perigee = 5.8351514 + 0.0019443680 * day;
    lie l = {.strength = 4.7968065e-7};
    l.cos_i = 0.91375164 - 0.03568096 * cos_n;
    l.sin_i = sqrt(1.0 - l.cos_i * l.cos_i);
    const double sin_h = 0.089683511 * sin_n / l.sin_i, cos_h = sqrt(1.0 - sin_h * sin_h);
    const double g =
        perigee - node +
        atan2(0.39785416 * sin_n / l.sin_i, cos_h * cos_n + 0.91744867 * sin_h * sin_n);
    l.cos_g = cos(g);
    l.sin_g = sin(g);
    l.cos_h = cos_h * cos(node_satellite) + sin_h * sin(node_satellite);
    l.sin_h = cos_h * sin(node_satellite) - sin_h * cos(node_satellite);
    *phase = fmod(4.7199672 + 0.22997150 * day - perigee, TWO_PI);
    return l;
}

static lie sun_of(double day, double node_satellite, double *phase)
{
    *phase = fmod(6.2565837 + 0.017201977 * day, TWO_PI);
    return (lie){.cos_g = 0.1945905,
                 .sin_g = -0.98088458,
                 .cos_i = 0.91744867,
                 .sin_i = 0.39785416,
                 .cos_h = cos(node_satellite),
                 .sin_h = sin(node_satellite),
                 .strength = 2.9864797e-6};
}

static void sun_and_moon(kurs_sdp4_terms *d, const kurs_sgp4_terms *k, const kurs_tle *el,
                         double day)
{
    const double ecc2 = el->ecc * el->ecc;
    const orbit o = {ecc2, 1.0 - ecc2, k->cos_i, k->sin_i, cos(el->argp), sin(el->argp)};
    const lie lies[KURS_SDP4_BODIES] = {sun_of(day, el->node, &d->body[0].phase),
                                        moon_of(day, el->node, &d->body[1].phase)};
    for (int b = 0; b < KURS_SDP4_BODIES; b++) {
        double rate[KURS_SDP4_ELEMENTS];
        body_terms(&d->body[b], &o, &lies[b], k->n0, body_n[b], body_ecc[b], rate);
        d->e_dot += rate[KURS_SDP4_E];
        d->i_dot += rate[KURS_SDP4_I];
        d->m_dot += rate[KURS_SDP4_L];
        d->argp_dot += rate[KURS_SDP4_G];
        if (el->inc >= POLE_INC && el->inc <= KURS_PI - POLE_INC) {
            d->node_dot += rate[KURS_SDP4_H] / k->sin_i;
            d->argp_dot -= k->cos_i * rate[KURS_SDP4_H] / k->sin_i;
        }
    }
}

/* ---- resonances ------------------------------------------------------------------------------ */

/* A term of a resonance: amplitude sin(argp w + lambda l - phase), l the resonant angle. */
typedef struct resonance_term {
    double argp, lambda, phase;
} resonance_term;

enum { TERMS_24H = 3, TERMS_12H = KURS_SDP4_RESONANCES };

static const resonance_term terms_24h[TERMS_24H] = {
    {0.0, 1.0, 0.13130908}, {0.0, 2.0, 2.0 * 2.8843198}, {0.0, 3.0, 3.0 * 0.37448087}};

/* Named by degree, order, and the two numbers of the term: 2201, 2211, 3210 ... */
static const resonance_term terms_12h[TERMS_12H] = {
    {2.0, 1.0, 5.7686396}, {0.0, 1.0, 5.7686396}, {1.0, 1.0, 0.95240898}, {-1.0, 1.0, 0.95240898},
    {2.0, 2.0, 1.8014998}, {0.0, 2.0, 1.8014998}, {1.0, 1.0, 1.0508330},  {-1.0, 1.0, 1.0508330},
    {1.0, 2.0, 4.4108898}, {-1.0, 2.0, 4.4108898}};

/* A function of the eccentricity up to some value of it: a cubic. */
typedef struct ecc_piece {
    double up_to, c[4];
} ecc_piece;

/* The pieces of each function in rising order; the last one of each goes up to 1. */
static const ecc_piece g211[] = {{0.65, {3.616, -13.2470, 16.2900, 0.0}},
                                 {1.0, {-72.099, 331.819, -508.738, 266.724}}};
static const ecc_piece g310[] = {{0.65, {-19.302, 117.3900, -228.4190, 156.5910}},
                                 {1.0, {-346.844, 1582.851, -2415.925, 1246.113}}};
static const ecc_piece g322[] = {{0.65, {-18.9068, 109.7927, -214.6334, 146.5816}},
                                 {1.0, {-342.585, 1554.908, -2366.899, 1215.972}}};
static const ecc_piece g410[] = {{0.65, {-41.122, 242.6940, -471.0940, 313.9530}},
                                 {1.0, {-1052.797, 4758.686, -7193.992, 3651.957}}};
static const ecc_piece g422[] = {{0.65, {-146.407, 841.8800, -1629.014, 1083.4350}},
                                 {1.0, {-3581.690, 16178.110, -24462.770, 12422.520}}};
static const ecc_piece g520[] = {{0.65, {-532.114, 3017.977, -5740.032, 3708.2760}},
                                 {0.715, {1464.74, -4664.75, 3763.64, 0.0}},
                                 {1.0, {-5149.66, 29936.92, -54087.36, 31324.56}}};
/* these three change below 0.7, the others up to their value */
#define BELOW_07 0.69999999999999995
static const ecc_piece g533[] = {{BELOW_07, {-919.22770, 4988.6100, -9064.7700, 5542.21}},
                                 {1.0, {-37995.780, 161616.52, -229838.20, 109377.94}}};
static const ecc_piece g521[] = {{BELOW_07, {-822.71072, 4568.6173, -8491.4146, 5337.524}},
                                 {1.0, {-51752.104, 218913.95, -309468.16, 146349.42}}};
static const ecc_piece g532[] = {{BELOW_07, {-853.66600, 4690.2500, -8624.7700, 5341.4}},
                                 {1.0, {-40023.880, 170470.89, -242699.48, 115605.82}}};

static double ecc_function(const ecc_piece *piece, double e)
{
    while (e > piece->up_to) {
        piece++;
    }
    const double *c = piece->c, e2 = e * e;
    return c[0] + c[1] * e + c[2] * e2 + c[3] * (e * e2);
}

static void resonance_12h(kurs_sdp4_terms *d, const kurs_sgp4_terms *k, const kurs_tle *el)
{
    const double e = el->ecc, c = k->cos_i, c2 = c * c, s = k->sin_i, s2 = s * s;
    const double f220 = 0.75 * (1.0 + 2.0 * c + c2), f221 = 1.5 * s2;
    const double f321 = 1.875 * s * (1.0 - 2.0 * c - 3.0 * c2);
    const double f322 = -1.875 * s * (1.0 + 2.0 * c - 3.0 * c2);
    const double f441 = 35.0 * s2 * f220, f442 = 39.375 * s2 * s2;
    const double f522 =
        9.84375 * s * (s2 * (1.0 - 2.0 * c - 5.0 * c2) + 0.33333333 * (-2.0 + 4.0 * c + 6.0 * c2));
    const double f523 = s * (4.92187512 * s2 * (-2.0 - 4.0 * c + 10.0 * c2) +
                             6.56250012 * (1.0 + 2.0 * c - 3.0 * c2));
    const double f542 = 29.53125 * s * (2.0 - 8.0 * c + c2 * (-12.0 + 8.0 * c + 10.0 * c2));
    const double f543 = 29.53125 * s * (-2.0 - 8.0 * c + c2 * (12.0 + 8.0 * c - 10.0 * c2));
    const double f[TERMS_12H] = {f220, f221, f321, f322, f441, f442, f522, f523, f542, f543};
    const double g[TERMS_12H] = {-0.306 - (e - 0.64) * 0.440, ecc_function(g211, e),
                                 ecc_function(g310, e),       ecc_function(g322, e),
                                 ecc_function(g410, e),       ecc_function(g422, e),
                                 ecc_function(g520, e),       ecc_function(g532, e),
                                 ecc_function(g521, e),       ecc_function(g533, e)};
    /* the field's coefficient, twice where the angle comes twice, and the degree */
    static const double root[TERMS_12H] = {
        1.7891679e-6,       1.7891679e-6, 3.7393792e-7, 3.7393792e-7,       2.0 * 7.3636953e-9,
        2.0 * 7.3636953e-9, 1.1428639e-7, 1.1428639e-7, 2.0 * 2.1765803e-9, 2.0 * 2.1765803e-9};
    static const int degree[TERMS_12H] = {2, 2, 3, 3, 4, 4, 5, 5, 5, 5};
    const double a_inverse = pow(k->n0 / k->ke, 2.0 / 3.0);
    for (int i = 0; i < TERMS_12H; i++) {
        double scale = 3.0 * k->n0 * k->n0;
        for (int j = 0; j < degree[i]; j++) {
            scale *= a_inverse;
        }
        d->amplitude[i] = scale * root[i] * f[i] * g[i];
    }
    d->lambda0 = fmod(el->mean_anomaly + 2.0 * el->node - 2.0 * d->gst0, TWO_PI);
    d->lambda_dot = k->m_dot + d->m_dot + 2.0 * (k->node_dot + d->node_dot - EARTH_TURN) - k->n0;
}

static void resonance_24h(kurs_sdp4_terms *d, const kurs_sgp4_terms *k, const kurs_tle *el)
{
    const double e2 = el->ecc * el->ecc, c_1 = 1.0 + k->cos_i;
    const double g200 = 1.0 + e2 * (-2.5 + 0.8125 * e2), g310_0 = 1.0 + 2.0 * e2;
    const double g300 = 1.0 + e2 * (-6.0 + 6.60937 * e2);
    const double f220 = 0.75 * c_1 * c_1, f330 = 1.875 * c_1 * c_1 * c_1;
    const double f311 = 0.9375 * k->sin_i * k->sin_i * (1.0 + 3.0 * k->cos_i) - 0.75 * c_1;
    const double a_inverse = pow(k->n0 / k->ke, 2.0 / 3.0);
    const double scale = 3.0 * k->n0 * k->n0 * a_inverse * a_inverse;
    d->amplitude[0] = scale * f311 * g310_0 * 2.1460748e-6 * a_inverse;
    d->amplitude[1] = 2.0 * scale * f220 * g200 * 1.7891679e-6;
    d->amplitude[2] = 3.0 * scale * f330 * g300 * 2.2123015e-7 * a_inverse;
    d->lambda0 = fmod(el->mean_anomaly + el->node + el->argp - d->gst0, TWO_PI);
    d->lambda_dot = k->m_dot + k->argp_dot + k->node_dot - EARTH_TURN + d->m_dot + d->argp_dot +
                    d->node_dot - k->n0;
}

/* First and second derivative of the mean motion at a resonant angle. */
static void resonant_pull(const kurs_sdp4_terms *d, double argp, double lambda, double *n_dot,
                          double *n_per_lambda)
{
    const resonance_term *terms = d->resonance == 1.0 ? terms_24h : terms_12h;
    const int count = d->resonance == 1.0 ? TERMS_24H : TERMS_12H;
    *n_dot = 0.0;
    *n_per_lambda = 0.0;
    for (int i = 0; i < count; i++) {
        const double angle = terms[i].argp * argp + terms[i].lambda * lambda - terms[i].phase;
        *n_dot += d->amplitude[i] * sin(angle);
        *n_per_lambda += terms[i].lambda * d->amplitude[i] * cos(angle);
    }
}

/* Resonant angle, its rate and the mean motion at t, by Taylor steps of half a day from the epoch
 * or from where the walk stands on the way there. */
static void walk_to(const kurs_sdp4_terms *d, const kurs_sgp4_terms *k, double argp0, double t,
                    kurs_sdp4_walk *walk, double *lambda, double *rate, double *n)
{
    const long steps = (long)(t / STEP_MIN);
    const int back = t <= 0.0;
    if (!walk->begun ||
        (back ? walk->steps > 0 || walk->steps < steps : walk->steps < 0 || walk->steps > steps)) {
        *walk = (kurs_sdp4_walk){.lambda = d->lambda0, .n = k->n0, .begun = 1};
    }
    for (;;) {
        const double at = STEP_MIN * (double)walk->steps;
        double n_dot, n_per_lambda;
        resonant_pull(d, argp0 + k->argp_dot * at, walk->lambda, &n_dot, &n_per_lambda);
        const double lambda_dot = walk->n + d->lambda_dot, n_dot2 = n_per_lambda * lambda_dot;
        const int there = walk->steps == steps;
        const double h = there ? t - at : back ? -STEP_MIN : STEP_MIN;
        *lambda = walk->lambda + lambda_dot * h + n_dot * h * h * 0.5;
        *n = walk->n + n_dot * h + n_dot2 * h * h * 0.5;
        *rate = lambda_dot + n_dot * h;
        if (there) {
            return;
        }
        walk->lambda = *lambda;
        walk->n = *n;
        walk->steps += back ? -1 : 1;
    }
}

kurs_sgp4_error kurs_sdp4_secular(const kurs_sdp4_terms *d, const kurs_sgp4_terms *k,
                                  const kurs_tle *el, double t, kurs_sdp4_walk *walk,
                                  kurs_sgp4_elements *q, double *rate)
{
    q->ecc += d->e_dot * t;
    q->inc += d->i_dot * t;
    q->argp += d->argp_dot * t;
    q->node += d->node_dot * t;
    q->m += d->m_dot * t;
    *rate = 0.0;
    if (d->resonance != 0.0) {
        const double gst = fmod(d->gst0 + t * EARTH_TURN, TWO_PI);
        double lambda;
        walk_to(d, k, el->argp, t, walk, &lambda, rate, &q->n);
        q->m = d->resonance == 1.0 ? lambda - q->node - q->argp + gst
                                   : lambda - 2.0 * q->node + 2.0 * gst;
    }
    return q->n > 0.0 ? KURS_SGP4_ERROR_NONE : KURS_SGP4_ERROR_MEAN_MOTION;
}

double kurs_sdp4_anomaly_rate(const kurs_sdp4_terms *d, double rate, double node_rate,
                              double argp_rate)
{
    return d->resonance == 1.0 ? rate - node_rate - argp_rate + EARTH_TURN
                               : rate - 2.0 * node_rate + 2.0 * EARTH_TURN;
}

/* ---- periodic terms -------------------------------------------------------------------------- */

/* Node and inclination as a vector, which has no edge at the equator. The theory takes the node
 * as a number too: the mode settles its sign. */
static void lyddane(kurs_sgp4_mode mode, const double p[KURS_SDP4_ELEMENTS], kurs_sgp4_elements *q)
{
    const double si = sin(q->inc), ci = cos(q->inc), sn = sin(q->node), cn = cos(q->node);
    const double alpha = si * sn + p[KURS_SDP4_H] * cn + p[KURS_SDP4_I] * ci * sn;
    const double beta = si * cn - p[KURS_SDP4_H] * sn + p[KURS_SDP4_I] * ci * cn;
    double before = fmod(q->node, TWO_PI), node = atan2(alpha, beta);
    if (mode == KURS_SGP4_AFSPC) {
        before += before < 0.0 ? TWO_PI : 0.0;
        node += node < 0.0 ? TWO_PI : 0.0;
    }
    const double longitude = q->m + q->argp + ci * before + p[KURS_SDP4_L] + p[KURS_SDP4_G] -
                             p[KURS_SDP4_I] * before * si;
    if (fabs(before - node) > KURS_PI) {
        node += node < before ? TWO_PI : -TWO_PI;
    }
    q->m += p[KURS_SDP4_L];
    q->node = node;
    q->argp = longitude - q->m - ci * node;
}

kurs_sgp4_error kurs_sdp4_periodic(const kurs_sdp4_terms *d, kurs_sgp4_mode mode, double t,
                                   kurs_sgp4_elements *q)
{
    double p[KURS_SDP4_ELEMENTS] = {0.0};
    for (int b = 0; b < KURS_SDP4_BODIES; b++) {
        const kurs_sdp4_body *body = &d->body[b];
        const double m = body->phase + body_n[b] * t, f = m + 2.0 * body_ecc[b] * sin(m);
        const double s = sin(f), f2 = 0.5 * s * s - 0.25, f3 = -0.5 * s * cos(f);
        for (int i = 0; i < KURS_SDP4_ELEMENTS; i++) {
            p[i] += body->second[i] * f2 + body->third[i] * f3 + body->fourth[i] * s;
        }
    }
    q->inc += p[KURS_SDP4_I];
    q->ecc += p[KURS_SDP4_E];
    if (q->inc >= LYDDANE_INC) {
        const double node = p[KURS_SDP4_H] / sin(q->inc);
        q->argp += p[KURS_SDP4_G] - cos(q->inc) * node;
        q->node += node;
        q->m += p[KURS_SDP4_L];
    } else {
        lyddane(mode, p, q);
    }
    if (q->inc < 0.0) {
        q->inc = -q->inc;
        q->node += KURS_PI;
        q->argp -= KURS_PI;
    }
    return q->ecc >= 0.0 && q->ecc <= 1.0 ? KURS_SGP4_ERROR_NONE
                                          : KURS_SGP4_ERROR_PERTURBED_ECCENTRICITY;
}

/* ---- made ready ------------------------------------------------------------------------------ */

/* Greenwich mean sidereal time of 1982 in the improved mode, UTC for UT1 as the theory has it;
 * else from the days since 1970. */
static double sidereal_time(kurs_sgp4_mode mode, double jd_utc)
{
    double angle;
    if (mode == KURS_SGP4_AFSPC) {
        const double days = jd_utc - 2440586.5, whole = floor(days + 1e-8);
        const double turn = 1.72027916940703639e-2;
        angle = fmod(1.7321343856509374 + turn * whole + (turn + TWO_PI) * (days - whole) +
                         days * days * 5.07551419432269442e-15,
                     TWO_PI);
    } else {
        const double c = (jd_utc - 2451545.0) / 36525.0;
        const double seconds = 67310.54841 + (876600.0 * 3600.0 + 8640184.812866) * c +
                               0.093104 * c * c - 6.2e-6 * c * c * c;
        angle = fmod(seconds * KURS_DEG / 240.0, TWO_PI);
    }
    return angle < 0.0 ? angle + TWO_PI : angle;
}

void kurs_sdp4_init(kurs_sdp4_terms *d, const kurs_sgp4_terms *k, const kurs_tle *el,
                    kurs_sgp4_mode mode, kurs_jd_utc epoch)
{
    /* in one double, to 40 us, as the published code has it: 4e-6 km of an orbit to the Moon */
    const double jd_utc = epoch.d1 + epoch.d2;
    *d = (kurs_sdp4_terms){.gst0 = sidereal_time(mode, jd_utc)};
    sun_and_moon(d, k, el, jd_utc - 2415020.0);
    if (k->n0 > 0.0034906585 && k->n0 < 0.0052359877) {
        d->resonance = 1.0;
        resonance_24h(d, k, el);
    } else if (k->n0 >= 8.26e-3 && k->n0 <= 9.24e-3 && el->ecc >= 0.5) {
        d->resonance = 2.0;
        resonance_12h(d, k, el);
    }
}
