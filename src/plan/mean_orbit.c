/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/mean_orbit.h"

#include "kurs/env.h"
#include "kurs/frames.h"
#include "math/math.h"

/* Zonal harmonics of EGM2008, unnormalized. */
#define J2 1.08262617e-3
#define J3 -2.53241052e-6
#define J4 -1.61989760e-6
#define K2 (0.5 * J2 * KURS_EGM_RADIUS * KURS_EGM_RADIUS)

#define DRAG_STEP_S 21600.0 /* longer coasts are cut, for the air grows denser on the way down */
#define DRAG_SAMPLES 12     /* of the air along an arc, or around an orbit */

/* Offset of ey by J3, the eccentricity of a frozen orbit. */
static double frozen(const kurs_mean_flight *m)
{
    return -0.5 * J3 / J2 * sin(m->inc) * KURS_EGM_RADIUS / m->a;
}

kurs_plane_state kurs_mean_state(const kurs_mean_flight *m)
{
    const double ax = m->ex, ay = m->ey + frozen(m);
    const double turns = 2.0 * KURS_PI * floor(m->argument / (2.0 * KURS_PI) + 0.5);
    const double mean = m->argument - turns;
    double f = mean;
    for (int i = 0; i < 6; i++) {
        f -= (f - ax * sin(f) + ay * cos(f) - mean) / (1.0 - ax * cos(f) - ay * sin(f));
    }
    const double sf = sin(f), cf = cos(f);
    const double ec = ax * cf + ay * sf, es = ax * sf - ay * cf;
    const double p = m->a * (1.0 - ax * ax - ay * ay), beta = sqrt(p / m->a);
    const double r = m->a * (1.0 - ec);
    const double su = m->a / r * (sf - ay - ax * es / (1.0 + beta));
    const double cu = m->a / r * (cf - ax + ay * es / (1.0 + beta));
    double u = atan2(su, cu);
    u = mean + kurs_wrap_pi(u - mean);
    const double c = cos(m->inc), s2 = 1.0 - c * c, n = sqrt(KURS_EGM_GM / m->a) / m->a;
    const double sin2u = 2.0 * su * cu, cos2u = 1.0 - 2.0 * su * su, k = K2 / p;
    return (kurs_plane_state){
        .r = r * (1.0 - 1.5 * k / p * beta * (3.0 * c * c - 1.0)) + 0.5 * k * s2 * cos2u,
        .u = turns + u - 0.25 * k / p * (7.0 * c * c - 1.0) * sin2u,
        .vr = sqrt(KURS_EGM_GM * m->a) * es / r - n * k * s2 * sin2u,
        .vt = sqrt(KURS_EGM_GM * p) / r + n * k * (s2 * cos2u + 1.5 * (3.0 * c * c - 1.0)),
    };
}

kurs_mean_flight kurs_mean_from_state(const kurs_mean_flight *like, kurs_plane_state s)
{
    kurs_mean_flight m = *like;
    const double c = cos(m.inc), s2 = 1.0 - c * c;
    const double turns = 2.0 * KURS_PI * floor(s.u / (2.0 * KURS_PI) + 0.5);
    double a = s.r, p = s.r, ru = s.u - turns;
    for (int i = 0; i < 5; i++) {
        const double k = K2 / p, n = sqrt(KURS_EGM_GM / a) / a;
        const double sin2u = sin(2.0 * ru), cos2u = cos(2.0 * ru);
        const double beta = sqrt(p / a);
        const double r =
            (s.r - 0.5 * k * s2 * cos2u) / (1.0 - 1.5 * k / p * beta * (3.0 * c * c - 1.0));
        ru = s.u - turns + 0.25 * k / p * (7.0 * c * c - 1.0) * sin2u;
        const double vr = s.vr + n * k * s2 * sin2u;
        const double vt = s.vt - n * k * (s2 * cos2u + 1.5 * (3.0 * c * c - 1.0));
        a = 1.0 / (2.0 / r - (vr * vr + vt * vt) / KURS_EGM_GM);
        p = r * r * vt * vt / KURS_EGM_GM;
        const double ecos = p / r - 1.0, esin = vr * sqrt(p / KURS_EGM_GM);
        const double cu = cos(ru), su = sin(ru);
        const double ax = ecos * cu + esin * su, ay = ecos * su - esin * cu;
        const double es = r * vr / sqrt(KURS_EGM_GM * a), root = 1.0 + sqrt(p / a);
        const double f = atan2(r * su / a + ay + ax * es / root, r * cu / a + ax - ay * es / root);
        m.a = a;
        m.ex = ax;
        m.ey = ay - frozen(&m);
        const double mean = f - es;
        m.argument = turns + ru + kurs_wrap_pi(mean - ru);
    }
    return m;
}

void kurs_mean_rates(const kurs_mean_flight *m, double *argument, double *node, double *by_a)
{
    const double p = m->a * (1.0 - m->ex * m->ex - m->ey * m->ey), c2 = cos(m->inc) * cos(m->inc);
    const double n = sqrt(KURS_EGM_GM / m->a) / m->a, beta = sqrt(p / m->a);
    const double q = KURS_EGM_RADIUS * KURS_EGM_RADIUS / (p * p);
    const double t1 = 1.5 * J2 * q * n, t2 = 0.5 * t1 * J2 * q, t3 = -0.46875 * J4 * q * q * n;
    const double anomaly = n + 0.5 * t1 * beta * (3.0 * c2 - 1.0) +
                           0.0625 * t2 * beta * (13.0 - 78.0 * c2 + 137.0 * c2 * c2);
    const double perigee = -0.5 * t1 * (1.0 - 5.0 * c2) +
                           0.0625 * t2 * (7.0 - 114.0 * c2 + 395.0 * c2 * c2) +
                           t3 * (3.0 - 36.0 * c2 + 49.0 * c2 * c2);
    *argument = anomaly + perigee;
    *node = cos(m->inc) * (-t1 + 0.5 * t2 * (4.0 - 19.0 * c2) + 2.0 * t3 * (3.0 - 7.0 * c2));
    *by_a = -1.5 * n / m->a;
}

/* Mean fall of the semi-major axis [m/s] by drag along an arc from the argument f0 over df. */
static double fall(const kurs_mean_flight *m, double df)
{
    const double arc = fabs(df) < 2.0 * KURS_PI ? df : 2.0 * KURS_PI, s2 = pow(sin(m->inc), 2.0);
    const double v = sqrt(KURS_EGM_GM / m->a);
    const double wind = 1.0 - KURS_EARTH_OMEGA * m->a * cos(m->inc) / v;
    const double ay = m->ey + frozen(m);
    double sum = 0.0;
    for (int i = 0; i < DRAG_SAMPLES; i++) {
        const double u = m->argument + arc * (i + 0.5) / DRAG_SAMPLES;
        const double su = sin(u), cu = cos(u);
        const double r =
            m->a * (1.0 - m->ex * cu - ay * su) + 0.5 * K2 / m->a * (1.0 - 2.0 * su * su) * s2;
        const double ground = KURS_WGS84_A * (1.0 - KURS_WGS84_F * s2 * su * su);
        sum += kurs_atmosphere_us76(r - ground).density;
    }
    return -m->b_m2_kg * v * m->a * wind * wind * sum / DRAG_SAMPLES;
}

static void coast(kurs_mean_flight *m, double dt)
{
    double argument, node, by_a;
    kurs_mean_rates(m, &argument, &node, &by_a);
    const double slope = fall(m, argument * dt);
    kurs_mean_flight middle = *m;
    middle.a += 0.5 * slope * dt;
    kurs_mean_rates(&middle, &argument, &node, &by_a);
    const double n = sqrt(KURS_EGM_GM / middle.a) / middle.a;
    const double q = KURS_EGM_RADIUS / middle.a, c2 = cos(m->inc) * cos(m->inc);
    const double turn = 0.75 * J2 * q * q * n * (5.0 * c2 - 1.0) * dt; /* of the perigee */
    const double ex = m->ex, c = cos(turn), s = sin(turn);
    m->a += slope * dt;
    m->argument += argument * dt;
    m->node += node * dt;
    m->ex = c * ex - s * m->ey;
    m->ey = s * ex + c * m->ey;
    m->t += dt;
}

void kurs_mean_fly(kurs_mean_flight *m, double t)
{
    const int steps = (int)ceil(fabs(t - m->t) / DRAG_STEP_S);
    for (int i = steps; i > 0; i--) {
        coast(m, (t - m->t) / i);
    }
}

kurs_mean_flight kurs_mean_kick(const kurs_mean_flight *m, double dvr, double dvt)
{
    kurs_plane_state s = kurs_mean_state(m);
    s.vr += dvr;
    s.vt += dvt;
    return kurs_mean_from_state(m, s);
}

void kurs_mean_fly_to(kurs_mean_flight *m, double u)
{
    double argument, node, by_a;
    kurs_mean_rates(m, &argument, &node, &by_a);
    for (int i = 0; i < 3; i++) {
        kurs_mean_fly(m, m->t + (u - kurs_mean_state(m).u) / argument);
    }
}

kurs_status kurs_mean_leg(const kurs_mean_flight *m, double t_end, double r, double u, double *dvr,
                          double *dvt, kurs_mean_flight *end)
{
    double x = 0.0, y = 0.0;
    const double step = 0.1;
    for (int round = 0; round < 12; round++) {
        double miss[3][2];
        kurs_mean_flight there[3];
        for (int k = 0; k < 3; k++) {
            there[k] = kurs_mean_kick(m, x + (k == 1) * step, y + (k == 2) * step);
            kurs_mean_fly(&there[k], t_end);
            const kurs_plane_state s = kurs_mean_state(&there[k]);
            miss[k][0] = s.r - r;
            miss[k][1] = (s.u - u) * r;
            if (k == 0 && hypot(miss[0][0], miss[0][1]) < 1.0) {
                *dvr = x;
                *dvt = y;
                *end = there[0];
                return KURS_OK;
            }
        }
        const double a = (miss[1][0] - miss[0][0]) / step, b = (miss[2][0] - miss[0][0]) / step;
        const double c = (miss[1][1] - miss[0][1]) / step, d = (miss[2][1] - miss[0][1]) / step;
        const double det = a * d - b * c;
        x -= (d * miss[0][0] - b * miss[0][1]) / det;
        y -= (a * miss[0][1] - c * miss[0][0]) / det;
        if (!(hypot(x, y) < 500.0)) {
            break;
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
}
