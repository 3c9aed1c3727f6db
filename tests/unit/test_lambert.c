/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
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

/* ---- 10 000 flights drawn by name, flown by Kepler's motion -----------------------------------
 */

typedef struct flight {
    kurs_state from, to;
    double dt, period, ecc;
    kurs_vec3 normal;
} flight;

/* An ellipse or hyperbola with its perigee over the ground, flown for up to `turns` periods. */
static flight draw(kurs_random *random, double turns)
{
    flight f;
    const double rp = 6.6e6 + 2.0e7 * kurs_random_uniform(random);
    f.ecc = (turns > 0.0 ? 0.9 : 1.6) * kurs_random_uniform(random);
    const double a = rp / (1.0 - f.ecc), asymptote = f.ecc > 1.0 ? acos(-1.0 / f.ecc) : KURS_PI;
    const kurs_elements el = {.a = a,
                              .ecc = f.ecc,
                              .inc = KURS_PI * kurs_random_uniform(random),
                              .node = 2.0 * KURS_PI * kurs_random_uniform(random),
                              .argp = 2.0 * KURS_PI * kurs_random_uniform(random),
                              .true_anomaly =
                                  0.9 * asymptote * (2.0 * kurs_random_uniform(random) - 1.0)};
    f.period = f.ecc < 1.0 ? 2.0 * KURS_PI * sqrt(a * a * a / GM) : 2.0e4;
    f.dt = (0.01 + 0.98 * kurs_random_uniform(random)) * f.period;
    if (turns > 0.0) {
        f.dt += floor(turns * kurs_random_uniform(random)) * f.period;
    }
    assert_int_equal(KURS_OK, kurs_elements_to_state(GM, &el, &f.from));
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, f.from, f.dt, &f.to));
    f.normal = v3_unit(v3_cross(f.from.r, f.from.v));
    return f;
}

/* How far a change of 1e-12 of the speed moves the end: what may be asked for. */
static double reach_of(const flight *f, kurs_vec3 v1)
{
    kurs_state a, b;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, (kurs_state){f->from.r, v1}, f->dt, &a));
    assert_int_equal(
        KURS_OK,
        kurs_kepler_propagate(GM, (kurs_state){f->from.r, v3_scale(1.0 + 1e-12, v1)}, f->dt, &b));
    return v3_norm(v3_sub(a.r, b.r));
}

static double miss_of(const flight *f, kurs_vec3 v1)
{
    kurs_state end;
    assert_int_equal(KURS_OK, kurs_kepler_propagate(GM, (kurs_state){f->from.r, v1}, f->dt, &end));
    return v3_norm(v3_sub(end.r, f->to.r));
}

static void ten_thousand_random_flights_return(void **state)
{
    (void)state;
    kurs_random random;
    kurs_random_init(&random, 1, "lambert round trips");
    double worst = 0.0, worst_miss = 0.0;
    for (int i = 0; i < 10000; i++) {
        const flight f = draw(&random, 0.0);
        kurs_vec3 v1, v2;
        assert_int_equal(KURS_OK,
                         kurs_lambert_solve(GM, f.from.r, f.to.r, f.dt, f.normal, &v1, &v2));
        const double miss = miss_of(&f, v1) / (reach_of(&f, v1) + 1e-12 * v3_norm(f.to.r));
        const double error = v3_norm(v3_sub(v1, f.from.v)) / v3_norm(f.from.v);
        worst_miss = fmax(worst_miss, miss);
        worst = fmax(worst, error);
        check_near(0.0, error, 1e-11, 0.0);
        check_near(0.0, miss, 1.0, 0.0);
    }
    print_message("worst speed %.1e, worst miss %.2f of what 1e-12 of the speed moves\n", worst,
                  worst_miss);
}

static void the_orbit_flown_is_among_those_with_turns(void **state)
{
    (void)state;
    kurs_random random;
    kurs_random_init(&random, 1, "lambert turns");
    int paths_seen = 0;
    for (int i = 0; i < 3000; i++) {
        const flight f = draw(&random, 12.0);
        kurs_lambert_path paths[61];
        int count = 0, found = 0;
        assert_int_equal(KURS_OK, kurs_lambert_solve_all(GM, f.from.r, f.to.r, f.dt, f.normal, 30,
                                                         paths, 61, &count));
        const int turns = (int)floor(f.dt / f.period);
        assert_true(count >= 1 + 2 * turns && count % 2 == 1);
        for (int k = 0; k < count; k++) {
            assert_int_equal((k + 1) / 2, paths[k].turns);
            assert_int_equal(k == 0 ? 0 : k % 2 == 1 ? -1 : 1, paths[k].side);
            assert_true(v3_dot(v3_cross(f.from.r, paths[k].v1), f.normal) > 0.0);
            const double miss = miss_of(&f, paths[k].v1);
            check_near(0.0, miss, 3.0 * reach_of(&f, paths[k].v1) + 1e-5, 0.0);
            const double error = v3_norm(v3_sub(paths[k].v1, f.from.v)) / v3_norm(f.from.v);
            found += paths[k].turns == turns && error < 1e-7;
            paths_seen++;
        }
        assert_true(found >= 1);
    }
    print_message("%d conics\n", paths_seen);
}

static void a_short_list_is_full_and_keeps_what_it_has(void **state)
{
    (void)state;
    kurs_lambert_path paths[3];
    int count = 0;
    const kurs_vec3 r1 = {7.0e6, 0, 0}, r2 = {0, 7.2e6, 1.0e5}, n = {0, 0, 1};
    assert_int_equal(KURS_ERR_FULL,
                     kurs_lambert_solve_all(GM, r1, r2, 6e4, n, 5, paths, 3, &count));
    assert_int_equal(1, count);
    assert_int_equal(KURS_OK, kurs_lambert_solve_all(GM, r1, r2, 6e4, n, 1, paths, 3, &count));
    assert_int_equal(3, count);
    assert_int_equal(KURS_OK, kurs_lambert_solve_all(GM, r1, r2, 2000.0, n, 9, paths, 3, &count));
    assert_int_equal(1, count);
}

enum { BATCH = 203 };

static void a_batch_has_the_bits_of_every_kind_and_the_values_of_single_calls(void **state)
{
    (void)state;
    static kurs_vec3 r1[BATCH], r2[BATCH], v1[KURS_SIMD_COUNT][BATCH], v2[KURS_SIMD_COUNT][BATCH];
    static double dt[BATCH];
    kurs_status statuses[BATCH];
    kurs_random random;
    const kurs_vec3 up = {0.1, 0.2, 1.0};
    kurs_random_init(&random, 1, "lambert batch");
    for (int i = 0; i < BATCH; i++) {
        const flight f = draw(&random, 0.0);
        r1[i] = f.from.r;
        r2[i] = i % 50 == 3 ? v3_scale(2.0, f.from.r) : f.to.r; /* some in one line */
        dt[i] = f.dt;
    }
    int kinds = 0;
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (!kurs_simd_has((kurs_simd)kind)) {
            continue;
        }
        assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
        assert_int_equal(KURS_OK, kurs_lambert_solve_batch(GM, BATCH, r1, r2, dt, up, v1[kind],
                                                           v2[kind], statuses));
        assert_memory_equal(v1[0], v1[kind], sizeof v1[0]);
        assert_memory_equal(v2[0], v2[kind], sizeof v2[0]);
        kinds++;
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
    for (int i = 0; i < BATCH; i++) {
        kurs_vec3 a, b;
        const kurs_status status = kurs_lambert_solve(GM, r1[i], r2[i], dt[i], up, &a, &b);
        assert_int_equal(status, statuses[i]);
        if (status >= 0) {
            check_near(0.0, v3_norm(v3_sub(a, v1[0][i])), 1e-11 * v3_norm(a), 0.0);
            check_near(0.0, v3_norm(v3_sub(b, v2[0][i])), 1e-11 * v3_norm(b), 0.0);
        } else {
            assert_int_equal(3, i % 50);
            check_near(0.0, v3_norm(v1[0][i]), 0.0, 0.0); /* untouched */
        }
    }
    print_message("%d kinds of vector instructions\n", kinds);
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
        cmocka_unit_test(ten_thousand_random_flights_return),
        cmocka_unit_test(the_orbit_flown_is_among_those_with_turns),
        cmocka_unit_test(a_short_list_is_full_and_keeps_what_it_has),
        cmocka_unit_test(a_batch_has_the_bits_of_every_kind_and_the_values_of_single_calls),
        cmocka_unit_test(the_normal_chooses_the_way_round),
        cmocka_unit_test(very_short_and_very_long_flights_are_solved),
        cmocka_unit_test(collinear_places_and_times_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
