/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The programme that the optimiser makes: flown by the ascent with rows, it keeps its limits; no
 * change of it by hand is better within them.
 */
#include <string.h>

#include "base/base.h"
#include "kurs/ascent_optimise.h"
#include "made_ascent.h"
#include "sim/sim.h"

static made_ascent made;
static kurs_ascent_case what;
static kurs_ascent_limits limits;
static kurs_ascent_figures filed, best;
static kurs_curve pitch;

static int begin(void **state)
{
    (void)state;
    made_ascent_load(&made);
    what = (kurs_ascent_case){&made.rocket, &made.ship, &made.site, MADE_INC, made.liftoff};
    limits = kurs_ascent_limits_soyuz();
    assert_true(kurs_ascent_figures_of(&what, &limits, NULL, &filed) >= 0);
    assert_true(kurs_ascent_optimise(&what, &limits, &pitch, &best) >= 0);
    return 0;
}

static void the_figures_are_printed(void **state)
{
    const kurs_ascent_figures *f[] = {&filed, &best};
    (void)state;
    for (int i = 0; i < 2; i++) {
        print_message(
            "%s: %.1f kg left, %.1f kPa, %.2f deg, %.2f g, strap-ons %.0f km, core %.0f km, "
            "core separation %.1f km, %.0f m/s\n",
            i ? "optimum" : "filed", f[i]->left_kg, f[i]->q_pa / 1e3, f[i]->alpha / KURS_DEG,
            f[i]->load_g, f[i]->strapon_range_m / 1e3, f[i]->core_range_m / 1e3,
            f[i]->core_height_m / 1e3, f[i]->core_speed_m_s);
    }
    for (int i = 0; i < pitch.count; i++) {
        print_message("  [%g, %.2f]\n", pitch.x[i], pitch.y[i] / KURS_DEG);
    }
}

static void what_a_filed_programme_does_is_what_its_flight_says(void **state)
{
    (void)state;
    check_near(made.model.propellant_left_kg, filed.left_kg, 0.1, 0.0);
    check_near(160.6e3, filed.core_height_m, 200.0, 0.0); /* printed by test_ascent */
    check_near(3793.0, filed.core_speed_m_s, 1.0, 0.0);
    check_near(37.7e3, filed.q_pa, 200.0, 0.0);
    check_near(4.10, filed.load_g, 0.01, 0.0);
}

/* Greatest figures of the rows, the angle by the row's own vectors. */
typedef struct greatest {
    kurs_earth earth;
    double q_pa, load_g, alpha;
} greatest;

static kurs_status see_row(void *ctx, const kurs_row *row)
{
    greatest *g = ctx;
    const double t = kurs_tai_diff(row->t, g->earth.t_ref);
    const kurs_mat3 m = kurs_earth_gcrf_itrf(&g->earth, t);
    const kurs_vec3 air = kurs_earth_state_itrf(&g->earth, t, row->s_gcrf).v;
    const kurs_vec3 thrust = kurs_m3_mulv(m, row->thrust_gcrf_n);
    g->q_pa = fmax(g->q_pa, row->dynamic_pressure_pa);
    g->load_g = fmax(g->load_g, row->load_g);
    if (v3_norm(thrust) > 0.0 && row->met_s > 1.0) {
        const double part = fmin(1.0, row->dynamic_pressure_pa / limits.high_q_pa);
        g->alpha = fmax(g->alpha, part * v3_angle(thrust, air));
    }
    return KURS_OK;
}

static void the_ascent_with_rows_keeps_the_limits(void **state)
{
    greatest g = {.q_pa = 0.0};
    made_ascent m = made;
    const kurs_sink sink = {.ctx = &g, .row = see_row};
    kurs_ascent_flight f;
    (void)state;
    m.rocket.pitch = pitch;
    assert_true(kurs_earth_init(&g.earth, m.liftoff) >= 0);
    assert_true(kurs_ascent_init(&f, &m.rocket, m.ship.mass_kg, &m.site, &m.plan) >= 0);
    while (!f.done) {
        assert_true(kurs_ascent_step(&f, &m.rocket, &sink) >= 0);
    }
    print_message("rows: %.2f kPa, %.3f deg, %.2f g, %.1f kg left\n", g.q_pa / 1e3,
                  g.alpha / KURS_DEG, g.load_g, f.upper_left_kg);
    assert_true(g.q_pa < 1.005 * limits.q_pa); /* between the steps of the quick ascent */
    assert_true(g.alpha < 1.02 * limits.alpha);
    assert_true(g.load_g < 1.002 * limits.load_g);
    /* made for the plane of its own least propellant, flown into another one */
    check_near(best.left_kg, f.upper_left_kg, 5.0, 0.0);
    assert_true(fabs(best.strapon_range_m - limits.strapon_range_m) < limits.range_off_m + 1e3);
    assert_true(fabs(best.core_range_m - limits.core_range_m) < limits.range_off_m + 1e3);
}

static double worst_excess(const kurs_ascent_figures *f)
{
    double e = f->q_pa / limits.q_pa - 1.0;
    e = fmax(e, f->alpha / limits.alpha - 1.0);
    e = fmax(e, f->load_g / limits.load_g - 1.0);
    e = fmax(e, (fabs(f->strapon_range_m - 350e3) - 60e3) / 60e3);
    return fmax(e, (fabs(f->core_range_m - 1550e3) - 60e3) / 60e3);
}

static void no_change_by_hand_is_better_within_the_limits(void **state)
{
    kurs_random random;
    const double allowed = fmax(1e-3, worst_excess(&best));
    double most = -INFINITY;
    int kept = 0;
    (void)state;
    assert_true(best.left_kg > filed.left_kg + 100.0);
    assert_true(allowed < 2e-3);
    kurs_random_init(&random, 7, "test.pitch");
    for (int i = 0; i < 60; i++) {
        kurs_curve trial = pitch;
        kurs_ascent_figures f;
        for (int k = 2; k < trial.count; k++) { /* of one node, of the last ones, of all */
            const int moves = i < 24 ? k == 2 + i / 2 : i < 40 ? k >= 10 : 1;
            trial.y[k] += moves ? 0.3 * KURS_DEG * kurs_random_normal(&random) : 0.0;
        }
        if (kurs_ascent_figures_of(&what, &limits, &trial, &f) < 0 || worst_excess(&f) > allowed) {
            continue;
        }
        kept++;
        most = fmax(most, f.left_kg - best.left_kg);
    }
    print_message("%d of 60 changes stay within the limits, the best of them gains %.3f kg\n", kept,
                  most);
    assert_true(kept >= 10);
    assert_true(most < 1.0);
}

static void a_tighter_limit_costs_propellant(void **state)
{
    kurs_ascent_limits tight = limits;
    kurs_ascent_figures f;
    kurs_curve curve;
    (void)state;
    tight.alpha = 1.0 * KURS_DEG;
    tight.q_pa = 36e3;
    assert_true(kurs_ascent_optimise(&what, &tight, &curve, &f) >= 0);
    print_message("at most 1 deg and 36 kPa: %.1f kg left\n", f.left_kg);
    assert_true(f.left_kg < best.left_kg - 1.0);
    assert_true(f.alpha < 1.002 * tight.alpha && f.q_pa < 1.002 * tight.q_pa);
}

static void what_no_programme_can_keep_is_refused(void **state)
{
    kurs_ascent_limits strict = limits;
    kurs_ascent_figures f = {.left_kg = 1.0};
    kurs_curve curve = {.count = 3};
    (void)state;
    strict.load_g = 2.0;
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_ascent_optimise(&what, &strict, &curve, &f));
    assert_int_equal(3, curve.count);
    assert_true(f.left_kg == 1.0);
}

/* 2026-11-26: a limit that is no number was kept by whatever was flown. */
static void limits_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    const double bad[] = {NAN, 0.0, -1.0};
    for (int i = 0; i < 3; i++) {
        kurs_ascent_limits l[7];
        for (int k = 0; k < 7; k++) {
            l[k] = limits;
        }
        l[0].q_pa = l[1].alpha = l[2].high_q_pa = l[3].load_g = l[4].range_off_m = bad[i];
        l[5].strapon_range_m = l[6].core_range_m = i == 1 ? -2.0 : bad[i];
        for (int k = 0; k < 7; k++) {
            kurs_ascent_figures f = {.left_kg = 1.0};
            kurs_curve curve = {.count = 3};
            assert_int_equal(KURS_ERR_RANGE, kurs_ascent_optimise(&what, &l[k], &curve, &f));
            assert_int_equal(KURS_ERR_RANGE, kurs_ascent_figures_of(&what, &l[k], NULL, &f));
            assert_int_equal(3, curve.count);
            assert_true(f.left_kg == 1.0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_figures_are_printed),
        cmocka_unit_test(what_a_filed_programme_does_is_what_its_flight_says),
        cmocka_unit_test(the_ascent_with_rows_keeps_the_limits),
        cmocka_unit_test(no_change_by_hand_is_better_within_the_limits),
        cmocka_unit_test(a_tighter_limit_costs_propellant),
        cmocka_unit_test(what_no_programme_can_keep_is_refused),
        cmocka_unit_test(limits_that_are_no_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
