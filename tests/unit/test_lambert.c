/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/orbit.h"
#include "math/math.h"

#define GM 3.986004418e14

static void textbook_cases_are_met_to_their_printed_digits(void **state)
{
    (void)state;
    kurs_vec3 v1, v2;
    /* Vallado, Fundamentals of Astrodynamics, 4th ed., example 7-5. */
    assert_int_equal(KURS_OK, kurs_lambert_solve(3.986004418e14, v3(15945.34e3, 0, 0),
                                                 v3(12214.83899e3, 10249.46731e3, 0), 76.0 * 60.0,
                                                 v3(0, 0, 1), &v1, &v2));
    check_near_v3(v3(2058.913, 2915.965, 0), v1, 2e-3);
    check_near_v3(v3(-3451.565, 910.315, 0), v2, 2e-3);
    /* Curtis, Orbital Mechanics for Engineering Students, example 5.2. */
    assert_int_equal(KURS_OK, kurs_lambert_solve(3.986e14, v3(5000e3, 10000e3, 2100e3),
                                                 v3(-14600e3, 2500e3, 7000e3), 3600.0, v3(0, 0, 1),
                                                 &v1, &v2));
    check_near_v3(v3(-5992.5, 1925.4, 3245.6), v1, 0.1);
    check_near_v3(v3(-3312.5, -4196.6, -385.29), v2, 0.1);
}

typedef struct tally {
    double worst;
    int count;
} tally;

/* Flies a conic over a swept true anomaly, and asks Lambert for the same flight. The time is
 * that of Kepler's motion found by bisecting on the angle flown. */
static void round_trip(double ecc, double ta0, double sweep, kurs_vec3 axis, tally *t)
{
    const double p = 8.0e6, k = sqrt(GM / p), r = p / (1.0 + ecc * cos(ta0));
    const double ta1 = ta0 + sweep, r1 = p / (1.0 + ecc * cos(ta1));
    if (1.0 + ecc * cos(ta1) < 0.05 || 1.0 + ecc * cos(ta0) < 0.05) {
        return; /* beyond or near the asymptote */
    }
    const kurs_vec3 ex = v3_unit(v3_cross(axis, v3(0.3, 0.2, -0.9))), ey = v3_cross(axis, ex);
    const kurs_state from = {v3_axpy(v3_scale(r * cos(ta0), ex), r * sin(ta0), ey),
                             v3_axpy(v3_scale(-k * sin(ta0), ex), k * (ecc + cos(ta0)), ey)};
    const kurs_vec3 to = v3_axpy(v3_scale(r1 * cos(ta1), ex), r1 * sin(ta1), ey);
    const kurs_vec3 want2 = v3_axpy(v3_scale(-k * sin(ta1), ex), k * (ecc + cos(ta1)), ey);
    /* Area law: dt = integral of r^2 / h, by Gauss-Legendre panels; no Kepler's equation. */
    const double x[3] = {-0.77459666924148337704, 0.0, 0.77459666924148337704};
    const double w[3] = {5.0 / 9.0, 8.0 / 9.0, 5.0 / 9.0};
    double dt = 0.0;
    const int panels = 4000;
    for (int i = 0; i < panels; i++) {
        for (int q = 0; q < 3; q++) {
            const double ta = ta0 + sweep * (i + 0.5 + 0.5 * x[q]) / panels;
            const double rr = p / (1.0 + ecc * cos(ta));
            dt += 0.5 * w[q] * sweep / panels * rr * rr / sqrt(GM * p);
        }
    }
    kurs_vec3 v1, v2;
    assert_int_equal(KURS_OK, kurs_lambert_solve(GM, from.r, to, dt, axis, &v1, &v2));
    const double err = fmax(v3_norm(v3_sub(v1, from.v)) / v3_norm(from.v),
                            v3_norm(v3_sub(v2, want2)) / v3_norm(want2));
    t->worst = fmax(t->worst, err);
    t->count++;
    kurs_state end;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, (kurs_state){from.r, v1}, dt, &end));
    /* Back by Kepler's motion: as near as speeds right to 1e-12 can bring it. */
    kurs_state off;
    const kurs_state nudged = {from.r, v3_scale(1.0 + 1e-12, v1)};
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, nudged, dt, &off));
    const double reach = v3_norm(v3_sub(off.r, end.r)) + 1e-12 * v3_norm(to);
    check_near(0.0, v3_norm(v3_sub(end.r, to)), reach, 0.0);
    check_near(0.0, err, 2e-12, 0.0);
}

static void the_conic_flown_is_found_again_for_all_shapes_and_sweeps(void **state)
{
    (void)state;
    static const double eccs[] = {0.0, 1e-4, 0.2, 0.7, 0.96, 0.9999, 1.0, 1.0001, 1.5, 4.0};
    static const double sweeps[] = {0.01, 0.3, 1.2, 2.5, 3.1, 3.2, 4.4, 5.9, 6.2};
    tally t = {0.0, 0};
    const kurs_vec3 axes[2] = {{0, 0, 1}, {0.6, -0.64, -0.48}};
    for (size_t i = 0; i < sizeof eccs / sizeof *eccs; i++) {
        for (size_t j = 0; j < sizeof sweeps / sizeof *sweeps; j++) {
            for (double ta0 = -2.8; ta0 < 3.0; ta0 += 0.7) {
                if (eccs[i] >= 0.99 && (ta0 + sweeps[j] > 2.8 || ta0 < -2.8)) {
                    continue; /* past the open end of the curve */
                }
                round_trip(eccs[i], ta0, sweeps[j], axes[j % 2], &t);
            }
        }
    }
    print_message("%d flights, worst relative velocity error %.1e\n", t.count, t.worst);
    assert_true(t.count > 500);
}

static void the_normal_chooses_the_way_round(void **state)
{
    (void)state;
    const kurs_vec3 r1 = {7.0e6, 0, 0}, r2 = {0, 7.2e6, 1.0e5};
    kurs_vec3 v1, v2;
    assert_int_equal(KURS_OK, kurs_lambert_solve(GM, r1, r2, 2000.0, v3(0.1, 0.2, 1), &v1, &v2));
    assert_true(v3_cross(r1, v1).z > 0.0);
    assert_int_equal(KURS_OK, kurs_lambert_solve(GM, r1, r2, 4000.0, v3(0.1, 0.2, -1), &v1, &v2));
    assert_true(v3_cross(r1, v1).z < 0.0);
    check_near(v3_norm(v3_cross(r1, v1)), v3_norm(v3_cross(r2, v2)), 0.0, 1e-12);
}

static void very_short_and_very_long_flights_are_solved(void **state)
{
    (void)state;
    const kurs_vec3 r1 = {7.0e6, 0, 0}, r2 = {-2.0e6, 8.0e6, 1.0e6};
    for (double dt = 1.0; dt < 1e9; dt *= 10.0) {
        kurs_vec3 v1, v2;
        kurs_state end;
        assert_int_equal(KURS_OK, kurs_lambert_solve(GM, r1, r2, dt, v3(0, 0, 1), &v1, &v2));
        assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, (kurs_state){r1, v1}, dt, &end));
        check_near(0.0, v3_norm(v3_sub(end.r, r2)), 1.0, 0.0); /* 1e9 s feel 1e-16 of v */
    }
}

static void collinear_places_and_times_that_are_none_are_refused(void **state)
{
    (void)state;
    const kurs_vec3 r1 = {7.0e6, 0, 0}, n = {0, 0, 1};
    kurs_vec3 v1 = {1, 2, 3}, v2 = {4, 5, 6};
    assert_int_equal(KURS_ERR_RANGE,
                     kurs_lambert_solve(GM, r1, v3(-8.0e6, 1e-3, 0), 3000.0, n, &v1, &v2));
    assert_int_equal(KURS_ERR_RANGE,
                     kurs_lambert_solve(GM, r1, v3(8.0e6, 0, 0), 300.0, n, &v1, &v2));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_lambert_solve(GM, r1, v3(0, 7.0e6, 0), 0.0, n, &v1, &v2));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_lambert_solve(GM, r1, v3(0, NAN, 0), 10.0, n, &v1, &v2));
    assert_true(v1.x == 1 && v2.z == 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(textbook_cases_are_met_to_their_printed_digits),
        cmocka_unit_test(the_conic_flown_is_found_again_for_all_shapes_and_sweeps),
        cmocka_unit_test(the_normal_chooses_the_way_round),
        cmocka_unit_test(very_short_and_very_long_flights_are_solved),
        cmocka_unit_test(collinear_places_and_times_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
