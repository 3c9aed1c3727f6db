/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/elements.h"
#include "kurs/env.h"
#include "kurs/ode.h"
#include "math/math.h"

/* Vallado, Fundamentals of Astrodynamics, examples 2-1 and 2-3: M 235.4 deg, e 0.4 gives E
 * 220.512074 deg; hyperbola M 235.4 deg, e 2.4 gives H 1.601376144. */
static void published_anomalies_come_out(void **state)
{
    (void)state;
    double ta;
    assert_int_equal(KURS_OK, kurs_anomaly_true(0.4, 235.4 * KURS_DEG, &ta));
    const double ea = 220.512074767522 * KURS_DEG;
    check_near(atan2(sqrt(0.84) * sin(ea), cos(ea) - 0.4) + 2.0 * KURS_PI, ta, 1e-12, 0.0);
    assert_int_equal(KURS_OK, kurs_anomaly_true(2.4, 235.4 * KURS_DEG, &ta));
    check_near(2.0 * atan(sqrt(3.4 / 1.4) * tanh(0.5 * 1.601376144)), ta, 1e-9, 0.0);
}

static void anomalies_return_for_every_eccentricity(void **state)
{
    (void)state;
    static const double eccs[] = {0.0, 1e-8, 0.1, 0.7, 0.99, 0.999, 1.001, 1.3, 5.0};
    for (size_t i = 0; i < sizeof eccs / sizeof eccs[0]; i++) {
        const double e = eccs[i], edge = e > 1.0 ? 0.98 * acos(-1.0 / e) : 9.0;
        for (int k = -20; k <= 20; k++) {
            double m, back;
            const double ta = edge * k / 20.0;
            assert_int_equal(KURS_OK, kurs_anomaly_mean(e, ta, &m));
            assert_int_equal(KURS_OK, kurs_anomaly_true(e, m, &back));
            check_near(ta, back, 1e-12 + 1e-13 / fabs(1.0 - e), 0.0);
        }
    }
    double x = 5.0;
    assert_int_equal(KURS_ERR_RANGE, kurs_anomaly_mean(1.0, 0.5, &x));
    assert_int_equal(KURS_ERR_RANGE, kurs_anomaly_true(-0.1, 0.5, &x));
    assert_int_equal(KURS_ERR_RANGE, kurs_anomaly_mean(2.0, 2.5, &x));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_anomaly_true(0.5, NAN, &x));
    check_near(5.0, x, 0.0, 0.0);
}

static void equinoctial_elements_return_also_without_node_or_perigee(void **state)
{
    (void)state;
    static const kurs_elements cases[] = {
        {7e6, 0.1, 0.9, 1.0, 2.0, 3.0}, {7e6, 0.0, 0.9, 1.0, 0.0, 3.0},
        {7e6, 0.1, 0.0, 0.0, 2.0, 3.0}, {7e6, 0.0, 0.0, 0.0, 0.0, 3.0},
        {4e7, 0.8, 2.8, 6.0, 5.0, 0.1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_equinoctial eq;
        kurs_elements back;
        kurs_state a, b;
        assert_int_equal(KURS_OK, kurs_equinoctial_from_elements(&cases[i], &eq));
        assert_int_equal(KURS_OK, kurs_equinoctial_to_elements(&eq, &back));
        assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &cases[i], &a));
        assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &back, &b));
        check_near_v3(a.r, b.r, 1e-6);
        check_near_v3(a.v, b.v, 1e-9);
        check_near(cases[i].inc, back.inc, 1e-12, 0.0);
    }
    kurs_equinoctial eq = {.a = 5.0};
    kurs_elements el = {7e6, 0.1, KURS_PI, 0, 0, 0};
    assert_int_equal(KURS_ERR_RANGE, kurs_equinoctial_from_elements(&el, &eq));
    el = (kurs_elements){-7e6, 1.1, 0.5, 0, 0, 0};
    assert_int_equal(KURS_ERR_RANGE, kurs_equinoctial_from_elements(&el, &eq));
    check_near(5.0, eq.a, 0.0, 0.0);
}

/* A geostationary orbit turns once a sidereal day, 86164.0905 s, at 42164.17 km. */
static void period_and_ends_are_those_of_the_ellipse(void **state)
{
    (void)state;
    const kurs_elements el = {42164.17e3, 0.1, 0, 0, 0, 0}, open = {-7e6, 1.2, 0, 0, 0, 0};
    check_near(86164.09, kurs_elements_period(KURS_EGM_GM, &el), 0.05, 0.0);
    check_near(42164.17e3 * 0.9, kurs_elements_perigee(&el), 1e-6, 0.0);
    check_near(42164.17e3 * 1.1, kurs_elements_apogee(&el), 1e-6, 0.0);
    assert_true(isnan(kurs_elements_period(KURS_EGM_GM, &open)));
    assert_true(isinf(kurs_elements_apogee(&open)));
}

/* ---- mean elements against a flight under J2 alone ---------------------------------------------
 */

static kurs_status fall(double t, const double *y, double *dydt, const void *ctx)
{
    /* J2 as the gradient of -1/2 J2 gm R^2 / r^3 (3 sin^2 - 1), by hand */
    const double j2 = 1.0826261738522e-3, re = 6378136.3, gm = 3.986004415e14;
    const double r = sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2]), s2 = y[2] * y[2] / (r * r);
    const double k = 1.5 * j2 * gm * re * re / pow(r, 5.0);
    (void)t, (void)ctx;
    for (int i = 0; i < 3; i++) {
        dydt[i] = y[i + 3];
        dydt[i + 3] = -gm * y[i] / (r * r * r) + k * y[i] * (5.0 * s2 - (i == 2 ? 3.0 : 1.0));
    }
    return KURS_OK;
}

typedef struct spread {
    double osculating, mean;
} spread;

static kurs_elements elements_of(const double *y)
{
    const kurs_state s = {{y[0], y[1], y[2]}, {y[3], y[4], y[5]}};
    kurs_elements el;
    assert_int_equal(KURS_OK, kurs_elements_from_state(KURS_EGM_GM, s, &el));
    return el;
}

/* Flies for `days`, and looks how far mean elements stray from their secular course. */
static void follow(kurs_elements start, double days, double a_tol, double angle_tol, double lon_tol)
{
    kurs_state s;
    kurs_elements osc = start, mean0, mean;
    assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &osc, &s));
    assert_int_equal(KURS_OK, kurs_elements_mean(&osc, &mean0));
    const kurs_secular_rates rates = kurs_elements_rates(&mean0);
    const kurs_ode_problem problem = {.method = &kurs_ode_dop853,
                                      .rhs = fall,
                                      .dim = 6,
                                      .rtol = 1e-12,
                                      .atol = {1e-5, 1e-5, 1e-5, 1e-8, 1e-8, 1e-8},
                                      .h_init = 30.0,
                                      .h_max = 300.0};
    double y[6] = {s.r.x, s.r.y, s.r.z, s.v.x, s.v.y, s.v.z}, t = 0.0;
    spread a = {0.0, 0.0};
    double angle = 0.0, lon = 0.0, m0;
    kurs_equinoctial eq0;
    assert_int_equal(KURS_OK, kurs_equinoctial_from_elements(&mean0, &eq0));
    m0 = eq0.mean_longitude;
    for (int i = 1; i <= 60; i++) {
        assert_int_equal(KURS_OK, kurs_ode_integrate(&problem, &t, y, days * 86400.0 * i / 60.0));
        osc = elements_of(y);
        assert_int_equal(KURS_OK, kurs_elements_mean(&osc, &mean));
        a.osculating = fmax(a.osculating, fabs(osc.a - mean0.a));
        a.mean = fmax(a.mean, fabs(mean.a - mean0.a));
        kurs_equinoctial eq;
        assert_int_equal(KURS_OK, kurs_equinoctial_from_elements(&mean, &eq));
        const double want_node = mean0.node + rates.node * t;
        const double want_lon = m0 + (rates.node + rates.argp + rates.mean_anomaly) * t;
        angle = fmax(angle, fabs(kurs_wrap_pi(mean.node - want_node)));
        angle = fmax(angle, fabs(mean.inc - mean0.inc));
        lon = fmax(lon, fabs(kurs_wrap_pi(eq.mean_longitude - want_lon)));
    }
    print_message(
        "e %.4f: a osculating %.0f m, mean %.1f m; node, inclination %.1e, longitude %.1e rad\n",
        start.ecc, a.osculating, a.mean, angle, lon);
    assert_true(a.osculating > 100.0 * a.mean);
    check_near(0.0, a.mean, a_tol, 0.0);
    check_near(0.0, angle, angle_tol, 0.0);
    check_near(0.0, lon, lon_tol, 0.0);
}

/* What is left is of second order, 3/2 J2 (R/p)^2 = 1.4e-3 of the first: of 6 km of swing in a, and
 * of the secular motions, the node's 0.026 rad and the longitude's 29 rad J2 / 1e3 in 0.3 days. */
static void mean_elements_keep_their_course(void **state)
{
    (void)state;
    follow((kurs_elements){6798e3, 0.0006, 51.64 * KURS_DEG, 1.0, 2.0, 3.0}, 0.3, 9.0, 4e-5, 2e-4);
    follow((kurs_elements){7200e3, 0.05, 98.0 * KURS_DEG, 4.0, 1.0, 0.0}, 0.3, 20.0, 4e-5, 4e-4);
    follow((kurs_elements){26560e3, 0.72, 63.4 * KURS_DEG, 2.0, 4.7, 1.0}, 1.5, 30.0, 4e-5, 4e-4);
}

static void mean_and_osculating_elements_return(void **state)
{
    (void)state;
    static const kurs_elements cases[] = {{6798e3, 0.0006, 0.9, 1.0, 2.0, 3.0},
                                          {7200e3, 0.0, 1.7, 1.0, 0.0, 3.0},
                                          {9000e3, 0.2, 0.0, 0.0, 2.0, 1.0},
                                          {26560e3, 0.72, 1.1, 2.0, 4.7, 1.0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_elements osc, back;
        kurs_equinoctial a, b;
        assert_int_equal(KURS_OK, kurs_elements_osculating(&cases[i], &osc));
        assert_true(fabs(osc.a - cases[i].a) > 10.0);
        assert_int_equal(KURS_OK, kurs_elements_mean(&osc, &back));
        assert_int_equal(KURS_OK, kurs_equinoctial_from_elements(&cases[i], &a));
        assert_int_equal(KURS_OK, kurs_equinoctial_from_elements(&back, &b));
        check_near(a.a, b.a, 0.0, 1e-12);
        check_near(a.h, b.h, 1e-12, 0.0);
        check_near(a.k, b.k, 1e-12, 0.0);
        check_near(a.p, b.p, 1e-12, 0.0);
        check_near(a.q, b.q, 1e-12, 0.0);
        check_near(0.0, kurs_wrap_pi(a.mean_longitude - b.mean_longitude), 1e-12, 0.0);
    }
}

/* A Sun-synchronous orbit of 98.6 deg at 7178 km drifts by 360 deg a year (Vallado, 11.4);
 * the apse line stands still at 63.435 deg. */
static void secular_rates_are_the_known_ones(void **state)
{
    (void)state;
    const kurs_elements sun = {7178e3, 0.001, 98.60 * KURS_DEG, 0, 0, 0};
    check_near(360.0 / 365.2422, kurs_elements_rates(&sun).node * 86400.0 / KURS_DEG, 0.005, 0.0);
    const kurs_elements molniya = {26560e3, 0.72, 63.4349488 * KURS_DEG, 0, 0, 0};
    check_near(0.0, kurs_elements_rates(&molniya).argp, 1e-15, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_anomalies_come_out),
        cmocka_unit_test(anomalies_return_for_every_eccentricity),
        cmocka_unit_test(equinoctial_elements_return_also_without_node_or_perigee),
        cmocka_unit_test(period_and_ends_are_those_of_the_ellipse),
        cmocka_unit_test(mean_elements_keep_their_course),
        cmocka_unit_test(mean_and_osculating_elements_return),
        cmocka_unit_test(secular_rates_are_the_known_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
