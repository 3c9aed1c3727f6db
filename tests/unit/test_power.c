/* SPDX-License-Identifier: Apache-2.0 */
/* Power aboard: arrays, battery, and what is followed along rows of a record. */
#include "check.h"

#include <string.h>

#include "io/tables.h"
#include "kurs/diag.h"
#include "kurs/mission.h"
#include "ops/ops.h"
#include "sim/power.h"

#define PI 3.14159265358979323846
#define DEG (PI / 180.0)
#define GM 3.986004418e14
#define SPHERE_M 6378136.6
#define SOLAR 1361.0 /* Kopp and Lean 2011 */

/* It draws more than it gets, so that charging has no part in the sums. */
static const kurs_power thirsty = {.array_area_m2 = 10.0,
                                   .array_efficiency = 0.1,
                                   .deploy_s = 0.0,
                                   .battery_as = 1e8,
                                   .bus_v = 25.0,
                                   .charging = 0.8,
                                   .load_w = 2000.0,
                                   .busy_w = 3000.0,
                                   .station_w = 2500.0,
                                   .capsule_as = 1e5,
                                   .capsule_w = 250.0};

/* ---- arrays and battery ---- */

/* By turning the ship about its axis and adding up what one side of the arrays sees. */
static void the_mean_over_the_roll_is_that_of_a_turn(void **state)
{
    (void)state;
    for (int a = 0; a <= 180; a += 15) {
        double sum = 0.0;
        const int turns = 100000;
        for (int i = 0; i < turns; i++) {
            const double roll = 2.0 * PI * (i + 0.5) / turns;
            sum += fmax(0.0, sin(a * DEG) * cos(roll));
        }
        check_near(sum / turns, kurs_power_share(KURS_FACING_AXIS, a * DEG), 1e-8, 0.0);
    }
    check_near(1.0, kurs_power_share(KURS_FACING_SUN, 1.0), 0.0, 0.0);
    check_near(0.0, kurs_power_share(KURS_FACING_NONE, 1.0), 0.0, 0.0);
    check_near(0.0, kurs_power_share(KURS_FACING_DOCKED, 1.0), 0.0, 0.0);
}

static void the_arrays_give_their_part_of_the_sunlight(void **state)
{
    (void)state;
    check_near(10.0 * 0.1 * 0.5 * 1300.0, kurs_power_array(&thirsty, 0.5, 1300.0), 1e-12, 0.0);
}

static void a_battery_is_charged_with_a_loss_and_drained_without(void **state)
{
    kurs_power_state s = {500.0, 1000.0};
    (void)state;
    kurs_power_move(&thirsty, &s, 300.0, 50.0, 10.0); /* 10 A over, 8 of them kept */
    check_near(580.0, s.charge_as, 1e-12, 0.0);
    kurs_power_move(&thirsty, &s, 50.0, 300.0, 10.0); /* 10 A missing */
    check_near(480.0, s.charge_as, 1e-12, 0.0);
}

static void a_battery_is_never_over_full_nor_under_empty(void **state)
{
    kurs_power_state s = {500.0, 1000.0};
    (void)state;
    kurs_power_move(&thirsty, &s, 300.0, 50.0, 1e4);
    check_near(1000.0, s.charge_as, 0.0, 0.0);
    kurs_power_move(&thirsty, &s, 50.0, 300.0, 10.0); /* what it could not take is lost */
    check_near(900.0, s.charge_as, 1e-12, 0.0);
    kurs_power_move(&thirsty, &s, 50.0, 300.0, 1e4);
    check_near(0.0, s.charge_as, 0.0, 0.0);
}

/* ---- along a flight ---- */

static kurs_mission mission;

/* What came out at the end of the rows. */
typedef struct told {
    kurs_row last;
    int rows;
} told;

static kurs_status see(void *ctx, const kurs_row *row)
{
    told *t = ctx;
    t->last = *row;
    t->rows++;
    return KURS_OK;
}

typedef struct track {
    kurs_flight_power power;
    kurs_sim_world world;
    told told;
    kurs_sink outer;
    kurs_power_tap tap;
    kurs_sink inner;
} track;

static void open_track(track *t, const kurs_power *figures)
{
    memset(t, 0, sizeof *t);
    mission.spacecraft.power = *figures;
    t->world.mission = &mission;
    t->outer = (kurs_sink){.ctx = &t->told, .row = see};
    t->tap = (kurs_power_tap){.power = &t->power, .world = &t->world, .sink = &t->outer};
    t->inner = kurs_power_sink(&t->tap);
}

static kurs_tai start(void)
{
    kurs_tai t;
    assert_true(kurs_tai_parse("2024-03-21T00:00:00Z", 20, &t) >= 0);
    return t;
}

/* Unit vectors: to the Sun at a time, and two that make an orbit with the Sun beta over it. */
static void plane(double beta, kurs_vec3 *p, kurs_vec3 *q, double *distance)
{
    kurs_sky sky;
    assert_true(kurs_sky_init(&sky, start()) >= 0);
    const kurs_vec3 sun = kurs_sky_sun_gcrf(&sky, 0.0);
    *distance = sqrt(sun.x * sun.x + sun.y * sun.y + sun.z * sun.z);
    const kurs_vec3 s = {sun.x / *distance, sun.y / *distance, sun.z / *distance};
    const double level = hypot(s.x, s.y);
    const kurs_vec3 east = {-s.y / level, s.x / level, 0.0};
    const kurs_vec3 up = {s.y * east.z - s.z * east.y, s.z * east.x - s.x * east.z,
                          s.x * east.y - s.y * east.x};
    *p = (kurs_vec3){cos(beta) * s.x + sin(beta) * up.x, cos(beta) * s.y + sin(beta) * up.y,
                     cos(beta) * s.z + sin(beta) * up.z};
    *q = east;
}

/* A circular orbit; turn 0 is at the side of the Sun. */
static void put_row(track *t, double beta, double radius, double at_s, kurs_phase phase)
{
    kurs_vec3 p, q;
    double distance;
    plane(beta, &p, &q, &distance);
    const double n = sqrt(GM / (radius * radius * radius)), c = cos(n * at_s), s = sin(n * at_s);
    kurs_row row = {.t = kurs_tai_add(start(), at_s), .phase = phase, .mass_kg = 7000.0};
    row.s_gcrf.r = (kurs_vec3){radius * (c * p.x + s * q.x), radius * (c * p.y + s * q.y),
                               radius * (c * p.z + s * q.z)};
    row.s_gcrf.v = (kurs_vec3){n * radius * (c * q.x - s * p.x), n * radius * (c * q.y - s * p.y),
                               n * radius * (c * q.z - s * p.z)};
    assert_int_equal(t->inner.row(t->inner.ctx, &row), KURS_OK);
}

/* Mean power of the arrays [W] from the charge that is missing at the end. */
static double mean_power(const kurs_power *f, const track *t, double span_s)
{
    return f->load_w - f->bus_v * (f->battery_as - t->told.last.battery_as) / span_s;
}

static double flown_mean(double beta, double radius, double step_s)
{
    track t;
    const double turn = 2.0 * PI * sqrt(radius * radius * radius / GM), span = 4.0 * turn;
    open_track(&t, &thirsty);
    double at = 0.0;
    for (; at < span; at += step_s) {
        put_row(&t, beta, radius, at, KURS_PHASE_free_flight);
    }
    put_row(&t, beta, radius, span, KURS_PHASE_free_flight);
    return mean_power(&thirsty, &t, span);
}

/* Sunlit share of a circular orbit about a sphere, the light parallel: its dark half-angle has
 * cos = sqrt(r2 - R2) / (r cos beta) (Vallado, Fundamentals of Astrodynamics, 5.3). The light of a
 * near Sun and its motion in four turns are 1e-4 of it. */
static void the_mean_power_over_an_orbit_is_that_of_its_sunlit_share(void **state)
{
    static const double betas[] = {0.0, 20.0, 45.0, 60.0, 75.0, -75.0, -30.0};
    const double radius = SPHERE_M + 300e3;
    kurs_vec3 p, q;
    double distance;
    (void)state;
    plane(0.0, &p, &q, &distance);
    const double au = 1.495978707e11 / distance;
    for (size_t i = 0; i < sizeof betas / sizeof betas[0]; i++) {
        const double beta = betas[i] * DEG;
        const double dark = sqrt(radius * radius - SPHERE_M * SPHERE_M) / (radius * cos(beta));
        const double lit = dark < 1.0 ? 1.0 - acos(dark) / PI : 1.0;
        check_near(10.0 * 0.1 * SOLAR * au * au * lit, flown_mean(beta, radius, 60.0), 0.0, 1e-3);
    }
}

static void how_dense_the_rows_are_makes_no_difference(void **state)
{
    (void)state;
    for (int b = 0; b <= 75; b += 15) {
        const double fine = flown_mean(b * DEG, SPHERE_M + 350e3, 5.0);
        check_near(fine, flown_mean(b * DEG, SPHERE_M + 350e3, 60.0), 0.0, 2e-5);
        check_near(fine, flown_mean(b * DEG, SPHERE_M + 350e3, 113.0), 0.0, 1e-4);
    }
}

/* So near the limit of beta a shadow takes some 80 s; rows 47 to a turn stand at both sides of it.
 */
static void a_shadow_between_two_rows_is_not_missed(void **state)
{
    const double radius = SPHERE_M + 300e3;
    const double limit = acos(sqrt(radius * radius - SPHERE_M * SPHERE_M) / radius);
    const double turn = 2.0 * PI * sqrt(radius * radius * radius / GM);
    (void)state;
    const double beta = limit - 0.02 * DEG;
    const double fine = flown_mean(beta, radius, 2.0), sun = flown_mean(beta + DEG, radius, 60.0);
    assert_true(fine < 0.995 * sun);
    check_near(fine, flown_mean(beta, radius, turn / 47.0), 0.0, 5e-4);
}

static void folded_arrays_give_nothing_until_they_are_open(void **state)
{
    kurs_power figures = thirsty;
    track t;
    (void)state;
    figures.deploy_s = 75.0;
    open_track(&t, &figures);
    const double radius = SPHERE_M + 300e3;
    put_row(&t, 0.0, radius, 0.0, KURS_PHASE_free_flight);
    check_near(0.0, t.told.last.array_w, 0.0, 0.0);
    put_row(&t, 0.0, radius, 60.0, KURS_PHASE_free_flight);
    check_near(60.0 * 2000.0 / 25.0, 1e8 - t.told.last.battery_as, 1e-6, 0.0);
    put_row(&t, 0.0, radius, 120.0, KURS_PHASE_free_flight);
    const double power = t.told.last.array_w;
    check_near(1361.0, power, 0.0, 0.02); /* the Sun is 1 % nearer or farther */
    check_near((120.0 * 2000.0 - 45.0 * power) / 25.0, 1e8 - t.told.last.battery_as, 0.0, 1e-6);
    check_near(2000.0, t.told.last.load_w, 0.0, 0.0);
}

static void under_thrust_the_axis_of_the_ship_counts(void **state)
{
    track t;
    kurs_vec3 p, q;
    double distance;
    const double radius = SPHERE_M + 300e3;
    (void)state;
    plane(0.0, &p, &q, &distance);
    open_track(&t, &thirsty);
    put_row(&t, 0.0, radius, 0.0, KURS_PHASE_free_flight);
    put_row(&t, 0.0, radius, 1.0, KURS_PHASE_free_flight);
    const double face_on = t.told.last.array_w;
    for (int a = 0; a <= 90; a += 30) { /* the thrust at an angle to the Sun */
        kurs_row row = {.t = kurs_tai_add(start(), 2.0), .phase = KURS_PHASE_burn};
        row.s_gcrf.r = (kurs_vec3){radius * p.x, radius * p.y, radius * p.z};
        const double c = 500.0 * cos(a * DEG), s = 500.0 * sin(a * DEG);
        row.thrust_gcrf_n = (kurs_vec3){c * p.x + s * q.x, c * p.y + s * q.y, c * p.z + s * q.z};
        assert_int_equal(t.inner.row(t.inner.ctx, &row), KURS_OK);
        check_near(face_on * sin(a * DEG) / PI, t.told.last.array_w, 0.05, 0.0);
        check_near(3000.0, t.told.last.load_w, 0.0, 0.0);
    }
}

static void an_axis_that_turns_counts_with_the_middle_of_its_way(void **state)
{
    track t;
    kurs_vec3 p, q;
    double distance, charge = 0.0, face_on = 0.0;
    const double radius = SPHERE_M + 300e3;
    (void)state;
    plane(0.0, &p, &q, &distance);
    open_track(&t, &thirsty);
    put_row(&t, 0.0, radius, 0.0, KURS_PHASE_free_flight);
    for (int i = 0; i < 2; i++) { /* from along the light to across it, ten seconds later */
        kurs_row row = {.t = kurs_tai_add(start(), 10.0 * i), .phase = KURS_PHASE_burn};
        row.s_gcrf.r = (kurs_vec3){radius * p.x, radius * p.y, radius * p.z};
        row.thrust_gcrf_n = i == 0 ? p : q;
        charge = t.told.last.battery_as;
        face_on = t.told.last.array_w > 1.0 ? t.told.last.array_w : face_on;
        assert_int_equal(t.inner.row(t.inner.ctx, &row), KURS_OK);
    }
    const double gone = (charge - t.told.last.battery_as) * 25.0;
    check_near(10.0 * (3000.0 - 0.5 * face_on / PI), gone, 1.0, 0.0);
}

static void the_station_charges_the_battery_and_hides_the_arrays(void **state)
{
    track t;
    const double radius = SPHERE_M + 400e3;
    (void)state;
    open_track(&t, &thirsty);
    put_row(&t, 0.0, radius, 0.0, KURS_PHASE_ascent);
    put_row(&t, 0.0, radius, 500.0, KURS_PHASE_docked);
    check_near(500.0 * 3000.0 / 25.0, 1e8 - t.told.last.battery_as, 1e-6, 0.0);
    assert_true(isnan(t.told.last.array_w));
    put_row(&t, 0.0, radius, 1100.0, KURS_PHASE_docked); /* 20 A over, 16 of them kept */
    check_near(60000.0 - 9600.0, 1e8 - t.told.last.battery_as, 1e-6, 0.0);
    put_row(&t, 0.0, radius, 86400.0, KURS_PHASE_docked);
    check_near(1.0, t.told.last.battery_share, 0.0, 0.0);
}

static void the_descent_module_has_a_battery_of_its_own(void **state)
{
    track t;
    const double radius = SPHERE_M + 140e3;
    kurs_event event = {.id = "module_separation"};
    (void)state;
    open_track(&t, &thirsty);
    put_row(&t, 0.0, radius, 0.0, KURS_PHASE_descent);
    put_row(&t, 0.0, radius, 100.0, KURS_PHASE_descent);
    assert_int_equal(t.inner.event(t.inner.ctx, &event), KURS_OK);
    put_row(&t, 0.0, radius, 100.0, KURS_PHASE_descent);
    check_near(1e5, t.told.last.battery_as, 0.0, 0.0);
    put_row(&t, 0.0, radius, 1100.0, KURS_PHASE_entry);
    check_near(1e5 - 1000.0 * 250.0 / 25.0, t.told.last.battery_as, 1e-6, 0.0);
    check_near(t.told.last.battery_as / 1e5, t.told.last.battery_share, 1e-12, 0.0);
    check_near(0.0, t.told.last.array_w, 0.0, 0.0);
}

static void a_capsule_that_leaves_its_rocket_has_a_battery_of_its_own(void **state)
{
    track t;
    kurs_event event = {.id = "escape_command"};
    (void)state;
    open_track(&t, &thirsty);
    put_row(&t, 0.0, SPHERE_M, 0.0, KURS_PHASE_ascent);
    put_row(&t, 0.0, SPHERE_M + 4e4, 100.0, KURS_PHASE_escape);
    assert_int_equal(t.inner.event(t.inner.ctx, &event), KURS_OK);
    put_row(&t, 0.0, SPHERE_M + 5e4, 120.0, KURS_PHASE_escape); /* still with the orbital module */
    check_near(1e8 - 120.0 * 3000.0 / 25.0, t.told.last.battery_as, 1e-6, 0.0);
    snprintf(event.id, sizeof event.id, "escape_release");
    assert_int_equal(t.inner.event(t.inner.ctx, &event), KURS_OK);
    put_row(&t, 0.0, SPHERE_M + 5e4, 120.0, KURS_PHASE_entry);
    check_near(1e5, t.told.last.battery_as, 0.0, 0.0);
    put_row(&t, 0.0, SPHERE_M, 620.0, KURS_PHASE_parachute);
    check_near(1e5 - 500.0 * 250.0 / 25.0, t.told.last.battery_as, 1e-6, 0.0);
    check_near(250.0, t.told.last.load_w, 0.0, 0.0);
}

static void on_the_pad_power_is_not_followed(void **state)
{
    track t;
    (void)state;
    open_track(&t, &thirsty);
    kurs_row row = {.t = start(), .phase = KURS_PHASE_countdown, .battery_as = NAN};
    assert_int_equal(t.inner.row(t.inner.ctx, &row), KURS_OK);
    assert_true(isnan(t.told.last.battery_as));
    assert_int_equal(t.told.rows, 1);
    put_row(&t, 0.0, SPHERE_M, 3600.0, KURS_PHASE_ascent); /* full from here on */
    check_near(1e8, t.told.last.battery_as, 0.0, 0.0);
}

/* ---- the file ---- */

static kurs_status load_ship(const char *from, const char *to, kurs_diag *diag)
{
    static char text[16384];
    kurs_spacecraft ship;
    size_t n;
    const char *whole = kurs_data_file("vehicles/soyuz-ms.yaml", &n);
    const char *at = strstr(whole, from);
    assert_true(at != NULL && n + strlen(to) < sizeof text);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    kurs_diag_init(diag);
    return kurs_yaml_load_text("s.yaml", text, strlen(text), &kurs_schema_spacecraft, 0, &ship,
                               diag);
}

static void a_file_with_wrong_power_says_what_is_wrong(void **state)
{
    static kurs_diag diag;
    (void)state;
    assert_int_equal(
        load_ship("capsule_battery: {value: 60 A h,", "battery_2: {value: 60 A h,", &diag),
        KURS_ERR_SCHEMA);
    assert_int_equal(load_ship("755 A h", "755 km", &diag), KURS_ERR_UNIT);
    assert_int_equal(load_ship("value: 0.55 kW", "value: -0.55 kW", &diag), KURS_ERR_RANGE);
    assert_int_equal(
        load_ship("  capsule_load: {value: 0.3 kW, grade: U, source: own estimate}\n", "", &diag),
        KURS_ERR_SCHEMA);
    assert_int_equal(diag.count, 1);
    assert_non_null(strstr(diag.items[0].what, "descent module has no 'capsule_load'"));
    assert_non_null(strstr(diag.items[0].remedy, "add 'capsule_load"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_over_the_roll_is_that_of_a_turn),
        cmocka_unit_test(the_arrays_give_their_part_of_the_sunlight),
        cmocka_unit_test(a_battery_is_charged_with_a_loss_and_drained_without),
        cmocka_unit_test(a_battery_is_never_over_full_nor_under_empty),
        cmocka_unit_test(the_mean_power_over_an_orbit_is_that_of_its_sunlit_share),
        cmocka_unit_test(how_dense_the_rows_are_makes_no_difference),
        cmocka_unit_test(a_shadow_between_two_rows_is_not_missed),
        cmocka_unit_test(folded_arrays_give_nothing_until_they_are_open),
        cmocka_unit_test(under_thrust_the_axis_of_the_ship_counts),
        cmocka_unit_test(an_axis_that_turns_counts_with_the_middle_of_its_way),
        cmocka_unit_test(the_station_charges_the_battery_and_hides_the_arrays),
        cmocka_unit_test(the_descent_module_has_a_battery_of_its_own),
        cmocka_unit_test(a_capsule_that_leaves_its_rocket_has_a_battery_of_its_own),
        cmocka_unit_test(on_the_pad_power_is_not_followed),
        cmocka_unit_test(a_file_with_wrong_power_says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
