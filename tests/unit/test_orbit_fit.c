/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/orbit.h"
#include "kurs/orbit_fit.h"
#include "math/math.h"

enum { N = 41, U = KURS_ORBIT_FIT_UNKNOWNS };

static kurs_gravity gravity;
static kurs_tai times[N];
static kurs_state points[N], work[KURS_ORBIT_FIT_WORK * N];
static const kurs_tai t0 = {764812800, 0.25}; /* 2024-03-27 */
static const double true_drag = 6.4e-3;

static kurs_state on_orbit(double a, double inc_deg)
{
    const kurs_elements el = {a, 0.0006, inc_deg * KURS_DEG, 1.0, 2.0, 3.0};
    kurs_state s;
    assert_int_equal(KURS_OK, kurs_elements_to_state(KURS_EGM_GM, &el, &s));
    return s;
}

static kurs_state station(void)
{
    return on_orbit(6798e3, 51.64);
}

static kurs_force_model with_gravity(int degree)
{
    assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, degree, degree));
    return (kurs_force_model){
        .gravity = &gravity, .drag_m2_kg = true_drag, .tolerance_m = 1e-5, .sun_and_moon = 1};
}

/* Points of a true orbit every `step` seconds from the epoch on. */
static void make_points(const kurs_force_model *truth, kurs_state s, double step)
{
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(t0, step * i);
    }
    assert_true(kurs_numerical_states(truth, t0, s, N, times, points, NULL) >= 0);
}

static kurs_orbit_fit_task task_of(const kurs_force_model *model, kurs_state guess)
{
    return (kurs_orbit_fit_task){.model = model,
                                 .fit_drag = 1,
                                 .epoch = t0,
                                 .guess_gcrf = guess,
                                 .n = N,
                                 .times = times,
                                 .points_gcrf = points,
                                 .sigma_r_m = 1.0};
}

static void an_orbit_and_its_drag_are_found_again(void **state)
{
    (void)state;
    for (int back = 0; back < 2; back++) {
        kurs_force_model model = with_gravity(12);
        kurs_orbit_fit fit;
        make_points(&model, station(), back ? -900.0 : 900.0);
        kurs_state guess = station();
        guess.r.x += 30e3, guess.r.y -= 40e3, guess.v.z += 30.0;
        model.drag_m2_kg = 3.0 * true_drag;
        const kurs_orbit_fit_task task = task_of(&model, guess);
        assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
        check_near_v3(station().r, fit.state_gcrf.r, 1e-2);
        check_near_v3(station().v, fit.state_gcrf.v, 1e-5);
        check_near(true_drag, fit.drag_m2_kg, 0.0, 1e-5);
        assert_int_equal(1, fit.drag_fitted);
        check_near(0.0, fit.rms_m, 1e-2, 0.0);
        assert_true(fit.iterations >= 2 && fit.iterations <= 15);
    }
}

/* The truth is Kepler's, the drag that is kept is none. */
static void a_kepler_orbit_is_found_without_drag(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(0);
    model.sun_and_moon = 0;
    model.drag_m2_kg = 0.0;
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(t0, 500.0 * i);
        assert_int_equal(KURS_OK,
                         kurs_kepler_propagate(KURS_EGM_GM, station(), 500.0 * i, &points[i]));
    }
    kurs_state guess = station();
    guess.v.x += 20.0;
    kurs_orbit_fit_task task = task_of(&model, guess);
    kurs_orbit_fit fit;
    task.fit_drag = 0;
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
    check_near_v3(station().r, fit.state_gcrf.r, 1e-2);
    check_near_v3(station().v, fit.state_gcrf.v, 1e-5);
    assert_int_equal(0, fit.drag_fitted);
    check_near(0.0, fit.drag_m2_kg + fit.sigma_drag_m2_kg, 0.0, 0.0);
}

/* Uniform and normal numbers of the test's own. */
static double uniform(uint64_t *x)
{
    *x = *x * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*x >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(uint64_t *x)
{
    const double r = sqrt(-2.0 * log(uniform(x)));
    return r * cos(2.0 * KURS_PI * uniform(x));
}

static void disturb(kurs_vec3 *v, double sigma, uint64_t *x)
{
    v->x += sigma * normal(x), v->y += sigma * normal(x), v->z += sigma * normal(x);
}

static void errors_of(const kurs_orbit_fit *fit, double e[U])
{
    const kurs_vec3 r = v3_sub(fit->state_gcrf.r, station().r),
                    v = v3_sub(fit->state_gcrf.v, station().v);
    const double all[U] = {r.x, r.y, r.z, v.x, v.y, v.z, fit->drag_m2_kg - true_drag};
    memcpy(e, all, sizeof all);
}

/*
 * Of 60 draws of noise: each unknown off by its sigma in the mean, all together by chi square of 7
 * degrees (its mean over 60 has the standard error 0.48), the same for the residuals.
 */
static void noise_gives_the_formal_errors(void **state)
{
    (void)state;
    enum { DRAWS = 60 };
    static kurs_state clean[N];
    kurs_force_model model = with_gravity(4);
    model.tolerance_m = 1e-4;
    const double sigma_r = 20.0, sigma_v = 0.01;
    double square[U] = {0.0}, chi2 = 0.0, factor = 0.0;
    uint64_t seed = 20240327;
    kurs_orbit_fit fit;
    make_points(&model, station(), 500.0);
    memcpy(clean, points, sizeof clean);
    for (int draw = 0; draw < DRAWS; draw++) {
        kurs_orbit_fit_task task = task_of(&model, station());
        for (int i = 0; i < N; i++) {
            points[i] = clean[i];
            disturb(&points[i].r, sigma_r, &seed);
            disturb(&points[i].v, sigma_v, &seed);
        }
        task.sigma_r_m = sigma_r;
        task.sigma_v_m_s = sigma_v;
        assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
        double e[U], x[U], c[U * U], b[U];
        errors_of(&fit, e);
        for (int j = 0; j < U; j++) {
            square[j] += e[j] * e[j] / fit.covariance[j][j] / DRAWS;
            b[j] = e[j] / sqrt(fit.covariance[j][j]);
            for (int k = 0; k < U; k++) {
                c[j * U + k] =
                    fit.covariance[j][k] / sqrt(fit.covariance[j][j] * fit.covariance[k][k]);
            }
        }
        double y[U];
        memcpy(y, b, sizeof y);
        assert_int_equal(KURS_OK, kurs_linear_solve(U, c, b, x));
        for (int j = 0; j < U; j++) {
            chi2 += x[j] * y[j] / DRAWS;
        }
        factor += fit.variance_factor / DRAWS;
    }
    for (int j = 0; j < U; j++) {
        check_near(1.0, square[j], 0.5, 0.0);
    }
    check_near(7.0, chi2, 1.4, 0.0);
    check_near(1.0, factor, 0.035, 0.0); /* 239 degrees of freedom, 60 draws: 0.012 */
    check_near(fit.covariance[1][1], fit.sigma_r_m.y * fit.sigma_r_m.y, 0.0, 1e-12);
    check_near(fit.covariance[5][5], fit.sigma_v_m_s.z * fit.sigma_v_m_s.z, 0.0, 1e-12);
    check_near(fit.covariance[6][6], fit.sigma_drag_m2_kg * fit.sigma_drag_m2_kg, 0.0, 1e-12);
    /* distances of three coordinates, each of about sigma_r */
    check_near(sqrt(3.0) * sigma_r, fit.rms_m, 0.0, 0.15);
    assert_true(fit.max_m > 1.5 * fit.rms_m && fit.max_m < 5.0 * fit.rms_m);
}

/* Five points have 8 degrees of freedom beside 7 unknowns: the mean over 60 draws has the standard
 * error 0.065. */
static void few_points_have_few_degrees_of_freedom(void **state)
{
    (void)state;
    enum { DRAWS = 60, FEW = 5 };
    kurs_state clean[FEW];
    kurs_force_model model = with_gravity(2);
    model.tolerance_m = 1e-4;
    double factor = 0.0;
    uint64_t seed = 5;
    kurs_orbit_fit fit;
    make_points(&model, station(), 1700.0);
    memcpy(clean, points, sizeof clean);
    for (int draw = 0; draw < DRAWS; draw++) {
        for (int i = 0; i < FEW; i++) {
            points[i] = clean[i];
            disturb(&points[i].r, 0.1, &seed);
        }
        kurs_orbit_fit_task task = task_of(&model, station());
        task.n = FEW;
        task.sigma_r_m = 0.1;
        assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
        factor += fit.variance_factor / DRAWS;
    }
    check_near(1.0, factor, 0.2, 0.0);
}

/* Undamped corrections from there leave the Earth. */
static void a_guess_far_off_is_damped_home(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(2);
    model.tolerance_m = 1e-3;
    kurs_orbit_fit fit;
    make_points(&model, station(), 2000.0);
    kurs_state guess = station();
    guess.v = v3_scale(1.02, guess.v);
    guess.r.z += 100e3;
    kurs_orbit_fit_task task = task_of(&model, guess);
    task.fit_drag = 0;
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
    check_near_v3(station().r, fit.state_gcrf.r, 0.1);
}

static void velocities_count_only_with_a_sigma(void **state)
{
    (void)state;
    const kurs_force_model model = with_gravity(4);
    kurs_orbit_fit without, with;
    make_points(&model, station(), 500.0);
    for (int i = 0; i < N; i++) {
        points[i].v.x += 1.0;
    }
    kurs_orbit_fit_task task = task_of(&model, station());
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &without));
    check_near(0.0, without.rms_m, 1e-3, 0.0);
    task.sigma_v_m_s = 1e-3;
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &with));
    assert_true(with.rms_m > 10.0);
    assert_true(with.sigma_drag_m2_kg < without.sigma_drag_m2_kg);
}

/* The mirror image of what drag does asks for drag below 0. */
static void drag_below_nothing_is_none(void **state)
{
    (void)state;
    static kurs_state braked[N];
    kurs_force_model model = with_gravity(4);
    kurs_orbit_fit fit;
    make_points(&model, station(), 500.0);
    memcpy(braked, points, sizeof braked);
    model.drag_m2_kg = 0.0;
    make_points(&model, station(), 500.0);
    for (int i = 0; i < N; i++) {
        points[i].r = v3_add(points[i].r, v3_sub(points[i].r, braked[i].r));
    }
    for (int from = 0; from < 2; from++) {
        model.drag_m2_kg = from * true_drag;
        const kurs_orbit_fit_task task = task_of(&model, station());
        assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
        assert_int_equal(0, fit.drag_fitted);
        check_near(0.0, fit.drag_m2_kg, 0.0, 0.0);
        check_near(0.0, fit.sigma_drag_m2_kg, 0.0, 0.0);
        assert_true(fit.rms_m < 60.0 && fit.rms_m > 1.0);
    }
}

static void what_points_do_not_tell_is_no_solution(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(4);
    kurs_orbit_fit fit, before;
    memset(&fit, 0x5a, sizeof fit);
    before = fit;
    /* no air up there */
    make_points(&model, on_orbit(42164e3, 1.0), 500.0);
    kurs_orbit_fit_task task = task_of(&model, on_orbit(42164e3, 1.0));
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_orbit_fit_solve(&task, work, &fit));
    task.fit_drag = 0;
    assert_int_equal(KURS_OK, kurs_orbit_fit_solve(&task, work, &fit));
    fit = before;
    /* one instant */
    make_points(&model, station(), 0.0);
    task = task_of(&model, station());
    task.fit_drag = 0;
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_orbit_fit_solve(&task, work, &fit));
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(t0, 3000.0);
    }
    assert_int_equal(KURS_ERR_NO_SOLUTION, kurs_orbit_fit_solve(&task, work, &fit));
    assert_memory_equal(&before, &fit, sizeof fit);
}

static void what_cannot_be_fitted_is_refused(void **state)
{
    (void)state;
    kurs_force_model model = with_gravity(4);
    kurs_orbit_fit fit, before;
    memset(&fit, 0x5a, sizeof fit);
    before = fit;
    make_points(&model, station(), 500.0);
    const kurs_orbit_fit_task good = task_of(&model, station());
    for (int kind = 0; kind < 9; kind++) {
        kurs_orbit_fit_task task = good;
        switch (kind) {
        case 0:
            task.model = NULL;
            break;
        case 1:
            task.times = NULL;
            break;
        case 2:
            task.points_gcrf = NULL;
            break;
        case 3:
            task.n = 2;
            break;
        case 4:
            task.sigma_r_m = 0.0;
            break;
        case 5:
            task.sigma_v_m_s = -1.0;
            break;
        case 6:
            task.sigma_r_m = NAN;
            break;
        case 7:
            task.epoch = times[N / 2];
            break;
        default:
            task.n = SIZE_MAX / 64;
            break;
        }
        assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_fit_solve(&task, work, &fit));
    }
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_fit_solve(&good, NULL, &fit));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_fit_solve(&good, work, NULL));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_fit_solve(NULL, work, &fit));
    kurs_orbit_fit_task down = good;
    down.guess_gcrf.v = v3_scale(0.5, station().v);
    assert_int_equal(KURS_ERR_DECAYED, kurs_orbit_fit_solve(&down, work, &fit));
    kurs_orbit_fit_task nothing = good;
    nothing.guess_gcrf.r.x = NAN;
    assert_true(kurs_orbit_fit_solve(&nothing, work, &fit) < 0);
    points[3].r.y = NAN;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_orbit_fit_solve(&good, work, &fit));
    assert_memory_equal(&before, &fit, sizeof fit);
}

/* From the other side of the Earth and against the way of the points. */
static void a_guess_too_far_off_ends_in_an_error(void **state)
{
    (void)state;
    const kurs_force_model model = with_gravity(4);
    kurs_orbit_fit fit, before;
    memset(&fit, 0x5a, sizeof fit);
    before = fit;
    make_points(&model, station(), 3000.0);
    kurs_state guess = station();
    guess.r = v3_scale(-1.0, guess.r);
    const kurs_orbit_fit_task task = task_of(&model, guess);
    assert_int_equal(KURS_ERR_NO_CONVERGENCE, kurs_orbit_fit_solve(&task, work, &fit));
    assert_memory_equal(&before, &fit, sizeof fit);
}

static void a_caveat_is_passed_on(void **state)
{
    (void)state;
    const kurs_tai far = {1100000000, 0.0}; /* 2034: beyond the table of Earth orientation */
    const kurs_force_model model = with_gravity(4);
    kurs_orbit_fit fit;
    for (int i = 0; i < N; i++) {
        times[i] = kurs_tai_add(far, 500.0 * i);
    }
    assert_true(kurs_numerical_states(&model, far, station(), N, times, points, NULL) >= 0);
    kurs_orbit_fit_task task = task_of(&model, station());
    task.epoch = far;
    assert_int_equal(KURS_CAVEAT_EOP_OUTSIDE, kurs_orbit_fit_solve(&task, work, &fit));
    check_near_v3(station().r, fit.state_gcrf.r, 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_orbit_and_its_drag_are_found_again),
        cmocka_unit_test(a_kepler_orbit_is_found_without_drag),
        cmocka_unit_test(noise_gives_the_formal_errors),
        cmocka_unit_test(few_points_have_few_degrees_of_freedom),
        cmocka_unit_test(a_guess_far_off_is_damped_home),
        cmocka_unit_test(velocities_count_only_with_a_sigma),
        cmocka_unit_test(drag_below_nothing_is_none),
        cmocka_unit_test(what_points_do_not_tell_is_no_solution),
        cmocka_unit_test(what_cannot_be_fitted_is_refused),
        cmocka_unit_test(a_guess_too_far_off_ends_in_an_error),
        cmocka_unit_test(a_caveat_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
