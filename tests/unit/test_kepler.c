/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/orbit.h"
#include "math/math.h"

#define GM 3.986004418e14

static double radial_error(kurs_state a, kurs_state b)
{
    return v3_norm(v3_sub(a.r, b.r)) / v3_norm(a.r) + v3_norm(v3_sub(a.v, b.v)) / v3_norm(a.v);
}

/* States on a conic of semi-latus rectum p with the apse along x at the true anomaly whose
 * half-angle tangent is w, and the time since the pericentre by Kepler's, Barker's or the
 * hyperbolic equation: all explicit, nothing is solved. */
static kurs_state on_conic(double ecc, double p, double w, double *time)
{
    const double ta = 2.0 * atan(w), r = p / (1.0 + ecc * cos(ta)), k = sqrt(GM / p);
    const double a = p / (1.0 - ecc * ecc);
    if (ecc < 1.0) {
        const double e = 2.0 * atan(sqrt((1.0 - ecc) / (1.0 + ecc)) * w);
        *time = sqrt(a * a * a / GM) * (e - ecc * sin(e));
    } else if (ecc > 1.0) {
        const double f = 2.0 * atanh(sqrt((ecc - 1.0) / (ecc + 1.0)) * w);
        *time = sqrt(-a * a * a / GM) * (ecc * sinh(f) - f);
    } else {
        *time = 0.5 * sqrt(p * p * p / GM) * (w + w * w * w / 3.0);
    }
    return (kurs_state){{r * cos(ta), r * sin(ta), 0.0}, {-k * sin(ta), k * (ecc + cos(ta)), 0.0}};
}

static void every_conic_agrees_with_its_explicit_equation(void **state)
{
    (void)state;
    static const double eccs[] = {0.0,   1e-6, 0.01,  0.3, 0.74, 0.95,
                                  0.999, 1.0,  1.001, 1.3, 3.0,  20.0};
    static const double ws[] = {-1.0, -0.4, -0.02, 0.0, 0.1, 0.5, 0.9, 1.02};
    double worst = 0.0;
    int count = 0;
    for (size_t i = 0; i < sizeof eccs / sizeof *eccs; i++) {
        for (size_t j = 0; j < sizeof ws / sizeof *ws; j++) {
            for (size_t k = 0; k < sizeof ws / sizeof *ws; k++) {
                double t0, t1;
                const kurs_state from = on_conic(eccs[i], 9.0e6, ws[j], &t0);
                const kurs_state to = on_conic(eccs[i], 9.0e6, ws[k], &t1);
                kurs_state got;
                assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, from, t1 - t0, &got));
                const double err = radial_error(to, got);
                worst = fmax(worst, err);
                check_near(0.0, err, 2e-12, 0.0);
                count++;
            }
        }
    }
    print_message("%d pairs, worst relative error %.1e\n", count, worst);
}

static void textbook_cases_are_met_to_their_printed_digits(void **state)
{
    (void)state;
    kurs_state got;
    /* Vallado, Fundamentals of Astrodynamics, 4th ed., example 2-4: 40 minutes. */
    const kurs_state a = {{1131.340e3, -2282.343e3, 6672.423e3}, {-5643.05, 4303.33, 2428.79}};
    assert_int_equal(KURS_OK, kurs_kepler_propagate(3.986004415e14, a, 2400.0, &got));
    check_near_v3(v3(-4219.7527e3, 4363.0292e3, -3958.7666e3), got.r, 0.2);
    check_near_v3(v3(3689.866, -1916.735, -6112.511), got.v, 1e-3);
    /* Curtis, Orbital Mechanics for Engineering Students, example 3.7: 60 minutes. */
    const kurs_state b = {{7000.0e3, -12124.0e3, 0.0}, {2667.9, 4621.0, 0.0}};
    assert_int_equal(KURS_OK, kurs_kepler_propagate(3.986e14, b, 3600.0, &got));
    check_near_v3(v3(-3297.8e3, 7413.4e3, 0.0), got.r, 100.0);
    check_near_v3(v3(-8297.6, -964.04, 0.0), got.v, 0.1);
}

static void a_low_orbit_returns_after_one_period_and_after_a_thousand(void **state)
{
    (void)state;
    const kurs_state s = {{6.7e6, 1.0e5, -3.0e5}, {200.0, 4700.0, 6100.0}};
    const double a = 1.0 / (2.0 / v3_norm(s.r) - v3_dot(s.v, s.v) / GM);
    const double period = 2.0 * KURS_PI * sqrt(a * a * a / GM);
    for (int n = -1000; n <= 1000; n += 333) {
        kurs_state got;
        assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, s, n * period, &got));
        check_near_v3(s.r, got.r, 1e-7 + 1e-8 * fabs((double)n));
        check_near_v3(s.v, got.v, 1e-10 + 1e-11 * fabs((double)n));
    }
}

static void whole_turns_and_a_part_lead_where_the_part_does(void **state)
{
    (void)state;
    double t0, t1;
    const kurs_state from = on_conic(0.3, 9.0e6, -0.4, &t0), to = on_conic(0.3, 9.0e6, 0.9, &t1);
    const double a = 9.0e6 / 0.91, period = 2.0 * KURS_PI * sqrt(a * a * a / GM);
    for (int n = -7; n <= 7; n += 2) {
        kurs_state got;
        assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, from, n * period + t1 - t0, &got));
        check_near(0.0, radial_error(to, got), 1e-12, 0.0);
    }
}

static void a_stone_thrown_straight_up_keeps_its_line_and_energy(void **state)
{
    (void)state;
    const kurs_state s = {{7.0e6, 0.0, 0.0}, {3000.0, 0.0, 0.0}};
    kurs_state got;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, s, 300.0, &got));
    check_near(0.5 * 9.0e6 - GM / 7.0e6, 0.5 * v3_dot(got.v, got.v) - GM / got.r.x, 0.0, 1e-13);
    assert_true(got.r.x > 7.4e6 && got.r.x < 7.9e6 && got.r.y == 0.0 && got.v.y == 0.0);
}

/* 2026-11: where the bracket's far end overflowed, infinity was taken for the root. */
static void a_hyperbola_flown_back_for_two_months_keeps_its_integrals(void **state)
{
    (void)state;
    const kurs_state s = {{4170363.1007260364, 2793975.5922382171, -1876123.6967582358},
                          {-9419.5629445969153, 7587.122547247357, -9212.8592357817306}};
    const double dt = -5.65544e6;
    kurs_state got;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, s, dt, &got));
    const double e = 0.5 * v3_dot(s.v, s.v) - GM / v3_norm(s.r), r = v3_norm(got.r);
    check_near(e, 0.5 * v3_dot(got.v, got.v) - GM / r, 0.0, 1e-12);
    const kurs_vec3 h = v3_cross(s.r, s.v);
    check_near_v3(h, v3_cross(got.r, got.v), 1e-9 * v3_norm(h));
    check_near(-sqrt(2.0 * e) * dt, r, 0.0, 0.02);
}

static void kepler_refuses_what_is_no_orbit(void **state)
{
    (void)state;
    kurs_state s = {{7.0e6, 0.0, 0.0}, {0.0, 7500.0, 0.0}}, got = s;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_kepler_propagate(-1.0, s, 1.0, &got));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_kepler_propagate(GM, s, NAN, &got));
    s.r.x = 0.0;
    assert_int_equal(KURS_ERR_RANGE, kurs_kepler_propagate(GM, s, 1.0, &got));
    assert_true(got.r.x == 7.0e6 && got.v.y == 7500.0);
}

static void elements_meet_vallados_example_2_5(void **state)
{
    (void)state;
    const kurs_state s = {{6524.834e3, 6862.875e3, 6448.296e3}, {4901.327, 5533.756, -1976.341}};
    kurs_elements el;
    assert_int_equal(KURS_OK, kurs_elements_from_state(3.986004418e14, s, &el));
    check_near(36127.343e3, el.a, 20.0, 0.0);
    check_near(0.832853, el.ecc, 1e-6, 0.0);
    check_near(87.870, el.inc / KURS_DEG, 1e-3, 0.0);
    check_near(227.898, el.node / KURS_DEG, 1e-3, 0.0);
    check_near(53.38, el.argp / KURS_DEG, 5e-3, 0.0);
    check_near(92.335, el.true_anomaly / KURS_DEG, 1e-3, 0.0);
}

static void elements_and_state_are_each_others_inverse(void **state)
{
    (void)state;
    static const double eccs[] = {0.0, 1e-9, 1e-3, 0.5, 0.97, 1.4};
    static const double incs[] = {0.0, 1e-7, 0.9, 1.5707963, 3.1, 3.14159265358979323846};
    int count = 0;
    for (size_t i = 0; i < sizeof eccs / sizeof *eccs; i++) {
        for (size_t j = 0; j < sizeof incs / sizeof *incs; j++) {
            for (double ta = -1.7; ta < 1.8; ta += 0.85) {
                const double p = 7.0e6;
                const kurs_elements el = {
                    p / (1.0 - eccs[i] * eccs[i]), eccs[i], incs[j], 4.0, 5.0, ta};
                kurs_state s, back;
                kurs_elements got;
                assert_int_equal(KURS_OK, kurs_elements_to_state(GM, &el, &s));
                assert_int_equal(KURS_OK, kurs_elements_from_state(GM, s, &got));
                assert_int_equal(KURS_OK, kurs_elements_to_state(GM, &got, &back));
                check_near(0.0, radial_error(s, back), 2e-13, 0.0);
                check_near(el.a, got.a, 0.0, 1e-12);
                check_near(el.ecc, got.ecc, 1e-11, 0.0);
                check_near(el.inc, got.inc, 1e-11, 0.0);
                count++;
                if (eccs[i] > 1e-4 && incs[j] > 0.5 && incs[j] < 3.12) {
                    check_near(el.node, got.node, 1e-12, 0.0);
                    check_near(el.argp, got.argp, 1e-10, 0.0);
                    check_near(0.0, kurs_wrap_pi(ta - got.true_anomaly), 1e-10, 0.0);
                }
            }
        }
    }
    assert_int_equal(180, count);
}

static void circles_and_equators_have_the_stated_conventions(void **state)
{
    (void)state;
    const double v = sqrt(GM / 7.0e6);
    kurs_elements el;
    const kurs_state flat = {{0.0, 7.0e6, 0.0}, {-v, 0.0, 0.0}};
    assert_int_equal(KURS_OK, kurs_elements_from_state(GM, flat, &el));
    check_near(0.0, el.node, 0.0, 0.0);
    check_near(0.0, el.argp, 0.0, 0.0);
    check_near(0.5 * KURS_PI, el.true_anomaly, 1e-12, 0.0);
    const kurs_state polar = {{0.0, 0.0, 7.0e6}, {-v, 0.0, 0.0}}; /* node at +x, over the pole */
    assert_int_equal(KURS_OK, kurs_elements_from_state(GM, polar, &el));
    check_near(0.0, el.argp, 0.0, 0.0);
    check_near(0.5 * KURS_PI, el.inc, 1e-12, 0.0);
    check_near(0.0, sin(el.node), 1e-12, 0.0);
    check_near(0.5 * KURS_PI, el.true_anomaly, 1e-12, 0.0);
}

static void elements_refuse_lines_parabolas_and_impossible_anomalies(void **state)
{
    (void)state;
    kurs_elements el = {.a = 1.0};
    kurs_state s = {{7.0e6, 0.0, 0.0}, {3000.0, 0.0, 0.0}};
    assert_int_equal(KURS_ERR_RANGE, kurs_elements_from_state(GM, s, &el));
    s.v = v3(0.0, sqrt(2.0 * GM / 7.0e6), 0.0);
    assert_int_equal(KURS_ERR_RANGE, kurs_elements_from_state(GM, s, &el));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_elements_from_state(0.0, s, &el));
    s.r.y = NAN;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_elements_from_state(GM, s, &el));
    assert_true(el.a == 1.0);
    const kurs_elements out_of_reach = {-7.0e6, 2.0, 0.1, 0.0, 0.0, 2.2};
    const kurs_elements mixed = {7.0e6, 2.0, 0.1, 0.0, 0.0, 0.0};
    s.r.y = 5.0;
    assert_int_equal(KURS_ERR_RANGE, kurs_elements_to_state(GM, &out_of_reach, &s));
    assert_int_equal(KURS_ERR_RANGE, kurs_elements_to_state(GM, &mixed, &s));
    assert_true(s.r.y == 5.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_conic_agrees_with_its_explicit_equation),
        cmocka_unit_test(textbook_cases_are_met_to_their_printed_digits),
        cmocka_unit_test(a_low_orbit_returns_after_one_period_and_after_a_thousand),
        cmocka_unit_test(whole_turns_and_a_part_lead_where_the_part_does),
        cmocka_unit_test(a_stone_thrown_straight_up_keeps_its_line_and_energy),
        cmocka_unit_test(a_hyperbola_flown_back_for_two_months_keeps_its_integrals),
        cmocka_unit_test(kepler_refuses_what_is_no_orbit),
        cmocka_unit_test(elements_meet_vallados_example_2_5),
        cmocka_unit_test(elements_and_state_are_each_others_inverse),
        cmocka_unit_test(circles_and_equators_have_the_stated_conventions),
        cmocka_unit_test(elements_refuse_lines_parabolas_and_impossible_anomalies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
