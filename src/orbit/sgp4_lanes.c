/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The near-Earth part of sgp4.c eight lanes wide. Small turns are taken by Taylor's series instead
 * of a sine and cosine of the sum. What one lane does never depends on another.
 */
#include "orbit/sgp4_lanes.h"

#include "math/lanes.h"

#define TWO_PI 6.283185307179586477
/* So short that its product with a number of turns is exact; 1.5 2^52 rounds what it is added to.
 */
#define TWO_PI_HIGH 0x1.921fb54p+2
#define ROUNDER 0x1.8p+52
/* Beyond these the series leave their last digit; and what the scalar model is asked for. */
#define TURN_SMALL 0.05
#define P_SMALL 0.2
#define FAR_MIN 1e8
#define KEPLER_ENOUGH 1e-12
#define KEPLER_STEP_MAX 0.95
enum { KEPLER_MAX = 10 };

typedef struct angle {
    vd s, c;
} angle;

/* As fmod(x, 2 pi) but -pi to pi. */
static inline vd wrap(vd x)
{
    const vd turns = (x * vd_all(1.0 / TWO_PI) + vd_all(ROUNDER)) - vd_all(ROUNDER);
    return (x - turns * vd_all(TWO_PI_HIGH)) - turns * vd_all(TWO_PI - TWO_PI_HIGH);
}

static inline angle angle_of(vd x)
{
    angle a;
    vd_sincos(x, &a.s, &a.c);
    return a;
}

/* The angle turned on by d, |d| <= TURN_SMALL. */
static inline angle turned(angle a, vd d)
{
    const vd d2 = d * d;
    const vd s =
        d - d * d2 * (vd_all(1.0 / 6.0) - d2 * (vd_all(1.0 / 120.0) - d2 * vd_all(1.0 / 5040.0)));
    const vd c1 =
        d2 * (vd_all(0.5) -
              d2 * (vd_all(1.0 / 24.0) - d2 * (vd_all(1.0 / 720.0) - d2 * vd_all(1.0 / 40320.0))));
    return (angle){a.s - (a.s * c1 - a.c * s), a.c - (a.c * c1 + a.s * s)};
}

/* The same for any d; x is the sum itself. */
static inline angle turned_to(angle a, vd d, vd x)
{
    angle to = turned(a, d);
    const vm large = vd_abs(d) > vd_all(TURN_SMALL);
    if (vm_any(large)) {
        const angle whole = angle_of(x);
        to.s = vd_select(large, whole.s, to.s);
        to.c = vd_select(large, whole.c, to.c);
    }
    return to;
}

/* Kepler's equation for the eccentric longitude from the mean one. */
static inline angle eccentric_longitude(vd u, vd ax, vd ay)
{
    const vd limit = vd_all(KEPLER_STEP_MAX), zero = vd_all(0.0);
    angle e = angle_of(u);
    vd at = u;
    vm done = zero > limit;
    for (int i = 0; i < KEPLER_MAX; i++) {
        const vd miss = (u - ay * e.c + ax * e.s) - at;
        const vd step = miss / ((vd_all(1.0) - e.c * ax) - e.s * ay);
        const vd held = vd_select(done, zero, vd_max(-limit, vd_min(limit, step)));
        at = at + held;
        e = turned_to(e, held, at);
        /* a lane without a number is done as well */
        done |= ~(vd_abs(step) >= vd_all(KEPLER_ENOUGH));
        if (!vm_any(~done)) {
            break;
        }
    }
    return e;
}

typedef struct mean {
    vd a_root, a, ecc, u; /* u: mean anomaly and argument of perigee */
    angle node, argp;
} mean;

#define K(name) vd_load(block->coef[KURS_SGP4_ROW_##name])

static inline mean mean_at(const kurs_sgp4_block *block, vd t)
{
    const vd t2 = t * t, t3 = t2 * t;
    mean q;
    const vd m = wrap(K(m0) + K(m_dot) * t);
    const angle sc_m = angle_of(m);
    const vd swell = vd_all(1.0) + K(eta) * sc_m.c;
    const vd shift = K(argp_drag) * t + K(m_drag) * (swell * swell * swell - K(m0_cubed));
    const angle shifted = turned_to(sc_m, shift, m + shift);
    const vd argp = wrap(K(argp0) + K(argp_dot) * t - shift);
    q.argp = angle_of(argp);
    q.node = angle_of(wrap(K(node0) + K(node_dot) * t + K(node2) * t2));
    q.a_root = (vd_all(1.0) - K(c1) * t) - t2 * (K(d2) + t * (K(d3) + t * K(d4)));
    q.a = K(a0) * q.a_root * q.a_root;
    q.ecc = (K(ecc0) - K(e_c4) * t) - K(e_c5) * (shifted.s - K(sin_m0));
    q.u = (m + shift) + argp + (K(n_l2) * t2 + t3 * (K(n_l3) + t * (K(n_l4) + t * K(n_l5))));
    return q;
}

/* An osculating place in the orbit plane and the plane itself. */
typedef struct polar {
    vd r, r_dot, rf_dot, p;
    angle u, node, inc;
} polar;

static inline polar osculating(const kurs_sgp4_block *block, const mean *q, vd ecc)
{
    const vd one = vd_all(1.0), half = vd_all(0.5);
    const vd ax = ecc * q->argp.c, lp = one / (q->a * (one - ecc * ecc));
    const vd ay = ecc * q->argp.s + lp * K(long_ay);
    const angle e = eccentric_longitude(wrap(q->u + lp * K(long_l) * ax), ax, ay);
    const vd e_cos = ax * e.c + ay * e.s, e_sin = ax * e.s - ay * e.c;
    const vd beta2 = one - (ax * ax + ay * ay), beta = vd_sqrt(beta2), root_a = vd_sqrt(q->a);
    const vd a_r = one / (one - e_cos), r = q->a * (one - e_cos), inv_r = a_r / q->a;
    const vd g = e_sin / (one + beta), n = one / (q->a * root_a);
    const vd su = a_r * ((e.s - ay) - ax * g), cu = a_r * ((e.c - ax) + ay * g);
    const vd sin_2u = vd_all(2.0) * su * cu, cos_2u = one - vd_all(2.0) * su * su;
    polar p;
    p.p = q->a * beta2;
    const vd inv_p = one / p.p, g1 = K(half_j2) * inv_p, g2 = g1 * inv_p;
    const vd three = vd_all(1.5) * g2;
    p.r = r * (one - three * beta * K(j2_3c2_1)) + half * g1 * K(j2_1_c2) * cos_2u;
    p.u = turned((angle){su, cu}, vd_all(-0.25) * g2 * K(j2_7c2_1) * sin_2u);
    p.node = turned(q->node, three * K(cos_i) * sin_2u);
    p.inc = turned((angle){K(sin_i), K(cos_i)}, three * K(cos_i) * K(sin_i) * cos_2u);
    p.r_dot = root_a * e_sin * inv_r - n * g1 * K(j2_1_c2) * sin_2u;
    p.rf_dot = root_a * beta * inv_r + n * g1 * (K(j2_1_c2) * cos_2u + vd_all(1.5) * K(j2_3c2_1));
    return p;
}

static inline void store_state(const kurs_sgp4_block *block, const polar *p, double out[6][8])
{
    const vd su = p->u.s, cu = p->u.c, sn = p->node.s, cn = p->node.c;
    const vd mx = -sn * p->inc.c, my = cn * p->inc.c;
    const vd radial[3] = {mx * su + cn * cu, my * su + sn * cu, p->inc.s * su};
    const vd along[3] = {mx * cu - cn * su, my * cu - sn * su, p->inc.s * cu};
    const vd length = p->r * K(length), outward = p->r_dot * K(speed), ahead = p->rf_dot * K(speed);
    for (int i = 0; i < 3; i++) {
        vd_store(out[i], length * radial[i]);
        vd_store(out[i + 3], outward * radial[i] + ahead * along[i]);
    }
}

void KURS_LANES_NAME(kurs_sgp4_eight)(const kurs_sgp4_block *block, kurs_sgp4_eight *f)
{
    const vd t = vd_load(f->dt_s) / vd_all(60.0), one = vd_all(1.0), zero = vd_all(0.0);
    const mean q = mean_at(block, t);
    const polar p = osculating(block, &q, vd_max(q.ecc, vd_all(1e-6)));
    store_state(block, &p, f->out_teme);
    /* a NaN is in no range */
    const vm solved = (vd_abs(t) <= vd_all(FAR_MIN)) & (q.ecc < one) & (q.ecc >= vd_all(-0.001)) &
                      (q.a_root > zero) & (p.p > vd_all(P_SMALL)) & (p.r >= one) & (K(near) > zero);
    memcpy(f->solved, &solved, sizeof f->solved);
}
