/* SPDX-License-Identifier: Apache-2.0 */
/* Dispersions: drawn by name and run, applied to a rocket. */
#include <string.h>

#include "check.h"
#include "kurs/dispersion.h"
#include "math/math.h"

static kurs_rocket a_rocket(void)
{
    kurs_rocket r = {.strapon = {.count = 4,
                                 .engines = 1,
                                 .dry_kg = 3800,
                                 .propellant_kg = 39000,
                                 .peroxide_kg = 1500,
                                 .gross_kg = 44300,
                                 .engine = {"A", 1.0e6, 320.0, 1.8},
                                 .level = {3, {-15, 0, 100}, {0.1, 1.0, 0.5}}},
                     .core = {.count = 1,
                              .engines = 9,
                              .dry_kg = 6000,
                              .propellant_kg = 9e4,
                              .engine = {"B", 1.1e6, 310.0, 1.0},
                              .level = {1, {0}, {1}}},
                     .upper = {.count = 1,
                               .engines = 1,
                               .dry_kg = 2000,
                               .propellant_kg = 2e4,
                               .engine = {"C", 3e5, 326.0, 0.0},
                               .level = {1, {280}, {1}}},
                     .fairing_kg = 1000,
                     .drag = {2, {0, 5}, {0.3, 0.2}}};
    return r;
}

static void nothing_dispersed_is_the_rocket(void **state)
{
    const kurs_rocket r = a_rocket();
    const kurs_ascent_dispersion none = {.spacecraft = 0.0};
    kurs_rocket out;
    (void)state;
    assert_int_equal(KURS_OK, kurs_rocket_disperse(&r, &none, &out));
    assert_memory_equal(&r, &out, sizeof r);
}

static void each_figure_goes_by_its_factor(void **state)
{
    const kurs_rocket r = a_rocket();
    kurs_rocket out;
    kurs_ascent_dispersion d = {.drag = 0.1, .fairing = -0.02};
    (void)state;
    d.stage[KURS_OF_STRAPON] = (kurs_stage_dispersion){0.01, -0.02, 0.03, -0.04};
    d.stage[KURS_OF_UPPER].isp = 0.005;
    assert_int_equal(KURS_OK, kurs_rocket_disperse(&r, &d, &out));
    check_near(1.01e6, out.strapon.engine.f_vac_n, 1e-6, 0.0);
    check_near(313.6, out.strapon.engine.isp_vac_s, 1e-9, 0.0);
    check_near(3914.0, out.strapon.dry_kg, 1e-9, 0.0);
    check_near(37440.0, out.strapon.propellant_kg, 1e-9, 0.0);
    check_near(3914.0 + 37440.0 + 1500.0, out.strapon.gross_kg, 1e-9, 0.0);
    check_near(327.63, out.upper.engine.isp_vac_s, 1e-9, 0.0);
    check_near(980.0, out.fairing_kg, 1e-9, 0.0);
    check_near(0.33, out.drag.y[0], 1e-12, 0.0);
    check_near(0.22, out.drag.y[1], 1e-12, 0.0);
    assert_true(out.core.engine.f_vac_n == r.core.engine.f_vac_n && out.core.gross_kg == 0.0);
}

static void an_engine_that_stops_takes_its_part_of_the_level(void **state)
{
    const kurs_rocket r = a_rocket();
    kurs_rocket out;
    kurs_ascent_dispersion d = {.out = {.engines = 1, .stage = KURS_OF_STRAPON, .at_s = 60.0}};
    (void)state;
    assert_int_equal(KURS_OK, kurs_rocket_disperse(&r, &d, &out));
    const double at[] = {-15, 0, 59.9, 60, 99.9, 100, 200};
    const double want[] = {0.1, 1, 1, 0.75, 0.75, 0.375, 0.375};
    for (int i = 0; i < 7; i++) {
        check_near(want[i], kurs_curve_step(&out.strapon.level, at[i]), 1e-12, 0.0);
    }
    /* 15 s at a tenth and 60 s at all of 1e6 / (9.80665 320) kg/s are gone; a quarter of the rest
     */
    check_near((39000.0 - 61.5 * 318.6612) / 4.0, out.strapon.unusable_kg, 0.1, 0.0);
    d.out = (kurs_engine_out){2, KURS_OF_CORE, 10.0}; /* of nine in one unit */
    assert_int_equal(KURS_OK, kurs_rocket_disperse(&r, &d, &out));
    check_near(7.0 / 9.0, kurs_curve_step(&out.core.level, 11.0), 1e-12, 0.0);
    d.out = (kurs_engine_out){1, KURS_OF_UPPER, 300.0};
    assert_int_equal(KURS_OK, kurs_rocket_disperse(&r, &d, &out));
    check_near(0.0, kurs_curve_step(&out.upper.level, 300.0), 0.0, 0.0);
}

static void what_cannot_be_is_refused_and_touches_nothing(void **state)
{
    kurs_rocket r = a_rocket(), out = {.fairing_kg = 77.0};
    (void)state;
    for (int i = 0; i < 9; i++) {
        kurs_ascent_dispersion d = {.spacecraft = 0.0};
        kurs_status want = KURS_ERR_RANGE;
        switch (i) {
        case 0:
            d.drag = -1.0;
            break;
        case 1:
            d.stage[KURS_OF_CORE].thrust = -1.5;
            break;
        case 2:
            d.stage[KURS_OF_UPPER].isp = NAN;
            break;
        case 3:
            d.stage[KURS_OF_UPPER].propellant = -INFINITY;
            break;
        case 4:
            d.out = (kurs_engine_out){5, KURS_OF_STRAPON, 1.0};
            break;
        case 5:
            d.out = (kurs_engine_out){1, 3, 1.0};
            break;
        case 6:
            d.out = (kurs_engine_out){-1, 0, 1.0};
            break;
        case 7:
            d.out = (kurs_engine_out){1, 0, NAN};
            break;
        default:
            d.out = (kurs_engine_out){1, KURS_OF_CORE, 1.0};
            r.core.level.count = KURS_MAX_PITCH;
            want = KURS_ERR_FULL;
        }
        assert_int_equal(want, kurs_rocket_disperse(&r, &d, &out));
        check_near(77.0, out.fairing_kg, 0.0, 0.0);
    }
}

static void a_run_can_be_drawn_again_and_differs_from_others(void **state)
{
    const kurs_ascent_spread spread = kurs_ascent_spread_usual();
    kurs_ascent_dispersion a, b, c, d;
    (void)state;
    kurs_ascent_disperse(&spread, 1, 41, &a);
    kurs_ascent_disperse(&spread, 1, 41, &b);
    kurs_ascent_disperse(&spread, 1, 42, &c);
    kurs_ascent_disperse(&spread, 2, 41, &d);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(a.drag != c.drag && a.drag != d.drag);
    assert_true(a.stage[KURS_OF_CORE].isp != a.stage[KURS_OF_UPPER].isp);
    assert_int_equal(0, a.out.engines);
}

static void another_spread_scales_its_own_figure_alone(void **state)
{
    kurs_ascent_spread spread = kurs_ascent_spread_usual();
    kurs_ascent_dispersion a, b;
    (void)state;
    kurs_ascent_disperse(&spread, 9, 5, &a);
    spread.stage[KURS_OF_CORE].isp *= 3.0;
    kurs_ascent_disperse(&spread, 9, 5, &b);
    check_near(3.0 * a.stage[KURS_OF_CORE].isp, b.stage[KURS_OF_CORE].isp, 1e-15, 0.0);
    b.stage[KURS_OF_CORE].isp = a.stage[KURS_OF_CORE].isp;
    assert_memory_equal(&a, &b, sizeof a);
}

/* Mean and deviation of 4000 runs, of figures far apart in the struct: 5 of their own deviations.
 */
static void the_draws_have_the_deviations_asked_for(void **state)
{
    const kurs_ascent_spread s = kurs_ascent_spread_usual();
    const double sigma[5] = {s.stage[0].thrust, s.stage[2].propellant, s.drag, s.tilt, s.bias_m_s2};
    enum { N = 4000 };
    double sum[5] = {0}, squares[5] = {0};
    (void)state;
    for (int i = 0; i < N; i++) {
        kurs_ascent_dispersion d;
        kurs_ascent_disperse(&s, 3, (uint64_t)i, &d);
        const double x[5] = {d.stage[0].thrust, d.stage[2].propellant, d.drag, d.tilt_gcrf.y,
                             d.bias_gcrf_m_s2.z};
        for (int k = 0; k < 5; k++) {
            sum[k] += x[k] / sigma[k] / N;
            squares[k] += x[k] * x[k] / (sigma[k] * sigma[k] * N);
        }
    }
    for (int k = 0; k < 5; k++) {
        check_near(0.0, sum[k], 5.0 / sqrt(N), 0.0);
        check_near(1.0, squares[k], 5.0 * sqrt(2.0 / N), 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_dispersed_is_the_rocket),
        cmocka_unit_test(each_figure_goes_by_its_factor),
        cmocka_unit_test(an_engine_that_stops_takes_its_part_of_the_level),
        cmocka_unit_test(what_cannot_be_is_refused_and_touches_nothing),
        cmocka_unit_test(a_run_can_be_drawn_again_and_differs_from_others),
        cmocka_unit_test(another_spread_scales_its_own_figure_alone),
        cmocka_unit_test(the_draws_have_the_deviations_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
