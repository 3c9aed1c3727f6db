/* SPDX-License-Identifier: Apache-2.0 */
/* Power aboard Soyuz MS-25, from lift-off over two days of free flight to the landing. */
#include "check.h"

#include <string.h>

#include "app/station.h"
#include "kurs/diag.h"
#include "kurs/ephemeris.h"
#include "kurs/fly.h"
#include "kurs/mission.h"
#include "kurs/store.h"

#define MS25 KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml"
#define DEG (3.14159265358979323846 / 180.0)

static kurs_mission mission;
static kurs_fly_result result;

static void load(void)
{
    static kurs_diag diag;
    kurs_diag_init(&diag);
    assert_int_equal(kurs_mission_load(MS25, &mission, &diag), KURS_OK);
}

static kurs_store *fly(kurs_record *record)
{
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    const kurs_sink sink = kurs_store_sink(store);
    assert_int_equal(kurs_fly(&mission, &sink, NULL, &result), KURS_OK);
    assert_true(result.outcome.complete);
    *record = kurs_store_record(store);
    return store;
}

/* Least share of the battery on the way up, and at the last row of it. */
static double least_share(const kurs_record *record, double *last)
{
    double least = 1.0;
    for (size_t i = 0; i < record->row_count; i++) {
        const kurs_row *row = &record->rows[i];
        if (row->phase == KURS_PHASE_docked) {
            break;
        }
        if (row->phase != KURS_PHASE_countdown) {
            assert_true(isfinite(row->battery_share));
            least = fmin(least, row->battery_share);
            *last = row->battery_share;
        }
    }
    return least;
}

static double share_with_arrays(double part)
{
    kurs_record record;
    double last;
    load();
    mission.spacecraft.power.array_area_m2 *= part;
    kurs_store *store = fly(&record);
    const double least = least_share(&record, &last);
    kurs_store_destroy(store);
    return least;
}

static void two_days_of_free_flight_leave_the_battery_over_its_limit(void **state)
{
    (void)state;
    assert_true(share_with_arrays(1.0) > 0.97);
}

/* The budget by hand: 50.5 h of 0.55 kW and 1 h of 0.9 kW take 28.7 kWh; half the arrays give 0.3
 * kW on the mean, 15.2 kWh; 13.5 of 21.1 kWh are gone. Two fifths give 3 kWh less. */
static void with_half_its_arrays_the_battery_comes_down_to_its_limit(void **state)
{
    (void)state;
    const double half = share_with_arrays(0.5), less = share_with_arrays(0.4);
    check_near(1.0 - 13.5 / 21.1, half, 0.05, 0.0);
    check_near(1.0 - 16.5 / 21.1, less, 0.05, 0.0);
    check_near(0.39, half, 0.005, 0.0); /* as docs/models/power.md has it */
    check_near(0.25, less, 0.005, 0.0);
    assert_true(half > mission.spacecraft.power.low);
    assert_true(less < mission.spacecraft.power.low);
}

/* ---- the balance once more, in steps of a second, with a Sun and a shadow of its own ----------
 */

/* The Astronomical Almanac's formula of low precision, 0.01 deg; days from J2000 in TAI. */
static kurs_vec3 sun_by_almanac(kurs_tai t, double *au)
{
    kurs_tai j2000;
    assert_true(kurs_tai_parse("2000-01-01T12:00:00Z", 20, &j2000) >= 0);
    const double d = kurs_tai_diff(t, j2000) / 86400.0;
    const double g = (357.528 + 0.9856003 * d) * DEG;
    const double l = (280.460 + 0.9856474 * d + 1.915 * sin(g) + 0.020 * sin(2.0 * g)) * DEG;
    const double e = (23.439 - 4e-7 * d) * DEG;
    /* of date to J2000: precession in longitude of 50.29 arc seconds a year */
    const double j = l - 50.29 / 3600.0 * d / 365.25 * DEG;
    *au = 1.00014 - 0.01671 * cos(g) - 0.00014 * cos(2.0 * g);
    return (kurs_vec3){cos(j), cos(e) * sin(j), sin(e) * sin(j)};
}

static double dot(kurs_vec3 a, kurs_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/* After the row, on a path with its acceleration. */
static int lit_after(const kurs_row *row, double s, kurs_vec3 sun)
{
    const kurs_vec3 r0 = row->s_gcrf.r, v = row->s_gcrf.v;
    const double far = sqrt(dot(r0, r0)), k = 1.0 - 0.5 * 3.986e14 / (far * far * far) * s * s;
    const kurs_vec3 r = {k * r0.x + s * v.x, k * r0.y + s * v.y, k * r0.z + s * v.z};
    const double along = dot(r, sun);
    return along > 0.0 || dot(r, r) - along * along > 6378137.0 * 6378137.0;
}

/* The charge [A s] at the end of a coast that begins at row *i with a charge; *i: its last row. */
static double coast(const kurs_record *record, size_t *i, double charge, kurs_tai open)
{
    const kurs_power *f = &mission.spacecraft.power;
    for (; record->rows[*i + 1].phase == KURS_PHASE_free_flight; (*i)++) {
        const kurs_row *row = &record->rows[*i];
        const double dt = kurs_tai_diff(row[1].t, row->t);
        const int parts = (int)ceil(dt);
        double au;
        const kurs_vec3 sun = sun_by_almanac(row->t, &au);
        for (int k = 0; k < parts; k++) {
            const double s = (k + 0.5) * dt / parts;
            const int on = lit_after(row, s, sun) && kurs_tai_diff(open, row->t) < s;
            const double given =
                on ? 1361.0 / (au * au) * f->array_area_m2 * f->array_efficiency : 0.0;
            const double over = (given - f->load_w) / f->bus_v * dt / parts;
            charge = fmin(f->battery_as, charge + (over > 0.0 ? f->charging * over : over));
        }
    }
    return charge;
}

static void the_charge_of_every_coast_is_that_of_a_walk_by_seconds(void **state)
{
    kurs_record record;
    int coasts = 0;
    double whole_s = 0.0;
    (void)state;
    load();
    kurs_store *store = fly(&record);
    kurs_tai open = {0};
    for (size_t i = 1; i + 1 < record.row_count; i++) {
        const kurs_row *from = &record.rows[i];
        if (from->phase != KURS_PHASE_free_flight || from[1].phase != KURS_PHASE_free_flight) {
            continue;
        }
        open = coasts == 0 ? kurs_tai_add(from->t, mission.spacecraft.power.deploy_s) : open;
        const double charge = coast(&record, &i, from->battery_as, open);
        /* half a second at each edge of a shadow, and 0.01 deg of the Sun */
        check_near(charge / 3600.0, record.rows[i].battery_as / 3600.0, 0.02, 0.0);
        whole_s += kurs_tai_diff(record.rows[i].t, from->t);
        coasts++;
    }
    assert_int_equal(coasts, 6); /* two phasing burns, transfer, trim, rendezvous */
    assert_true(whole_s > 48.0 * 3600.0);
    kurs_store_destroy(store);
}

/* ---- rows, each by itself ---------------------------------------------------------------------
 */

/* A row that lies more than 40 km to either side of the shadow's edge, which holds penumbra,
 * flattening and what the Sun of low precision is off. */
static int clear_of_the_edge(kurs_vec3 r, kurs_vec3 sun, int *lit)
{
    const double along = dot(r, sun), off = sqrt(dot(r, r) - along * along) - 6378137.0;
    *lit = along > 0.0 || off > 0.0;
    return along > 0.0 || fabs(off) > 40e3;
}

/* From the ship to where it will be docked, or along the vertical: the port looks down. */
static kurs_vec3 nose_of(const kurs_row *row, const kurs_ephemeris *station)
{
    const kurs_port *port = &mission.station.ports[mission.port];
    const kurs_sgp4 *set = &station->sets[kurs_ephemeris_nearest(station, row->t)];
    kurs_earth earth;
    kurs_state s;
    assert_string_equal(port->id, "prichal-nadir");
    if (row->phase != KURS_PHASE_approach || row->range_m < 10.0) {
        return row->s_gcrf.r;
    }
    assert_true(kurs_earth_init(&earth, row->t) >= 0);
    assert_true(kurs_sgp4_state_gcrf(set, &earth, 0.0, &s) >= 0);
    const double down_m = port->position_lvlh_m.z + mission.spacecraft.nose_m;
    const double r = sqrt(dot(s.r, s.r)), ahead_m = port->position_lvlh_m.x;
    const double v = sqrt(dot(s.v, s.v) - pow(dot(s.v, s.r) / r, 2.0));
    const double rate = dot(s.v, s.r) / (r * r), up = 1.0 - down_m / r - ahead_m * rate / v;
    const double on = ahead_m / v;
    return (kurs_vec3){up * s.r.x + on * s.v.x - row->s_gcrf.r.x,
                       up * s.r.y + on * s.v.y - row->s_gcrf.r.y,
                       up * s.r.z + on * s.v.z - row->s_gcrf.r.z};
}

/* What the row has to tell by the rules of docs/models/power.md; NaN where it is not asked for. The
 * axis is kept for the descent. */
static double array_by_hand(const kurs_row *row, const kurs_ephemeris *station, kurs_vec3 *axis)
{
    double au;
    int lit;
    const kurs_vec3 sun = sun_by_almanac(row->t, &au);
    const int thrust = dot(row->thrust_gcrf_n, row->thrust_gcrf_n) > 0.0;
    double share = 1.0;
    *axis = thrust ? row->thrust_gcrf_n : *axis;
    if (row->phase == KURS_PHASE_approach || row->phase == KURS_PHASE_contact ||
        row->phase == KURS_PHASE_undocking) {
        *axis = nose_of(row, station);
    }
    const int spins = row->phase == KURS_PHASE_free_flight || row->phase == KURS_PHASE_departure;
    if (thrust || !spins) {
        const double c = dot(*axis, sun) / sqrt(dot(*axis, *axis));
        share = sqrt(1.0 - c * c) / 3.14159265358979323846;
    }
    const kurs_power *f = &mission.spacecraft.power;
    return !clear_of_the_edge(row->s_gcrf.r, sun, &lit)
               ? (double)NAN
               : lit * share * 1361.0 / (au * au) * f->array_area_m2 * f->array_efficiency;
}

static double load_by_hand(const kurs_row *row)
{
    const kurs_power *f = &mission.spacecraft.power;
    const int coasts = row->phase == KURS_PHASE_free_flight || row->phase == KURS_PHASE_docked ||
                       (row->phase == KURS_PHASE_departure &&
                        !(dot(row->thrust_gcrf_n, row->thrust_gcrf_n) > 0.0));
    return coasts ? f->load_w : f->busy_w;
}

static void each_row_tells_what_its_attitude_and_its_light_give(void **state)
{
    kurs_record record;
    kurs_ephemeris station;
    kurs_vec3 axis = {1.0, 0.0, 0.0};
    int asked[KURS_PHASE_COUNT] = {0}, dark = 0;
    (void)state;
    load();
    assert_true(kurs_station_ephemeris(&mission, &station) >= 0);
    kurs_store *store = fly(&record);
    const kurs_event *parts = kurs_record_event(&record, "module_separation", 0);
    const kurs_event *insertion = kurs_record_event(&record, "insertion", 0);
    assert_non_null(parts);
    assert_non_null(insertion);
    for (size_t i = 0; i < record.row_count; i++) {
        const kurs_row *row = &record.rows[i];
        if (row->phase == KURS_PHASE_countdown || !(kurs_tai_diff(row->t, parts->t) < 0.0)) {
            continue;
        }
        check_near(load_by_hand(row), row->load_w, 0.0, 0.0);
        const double want = array_by_hand(row, &station, &axis);
        if (kurs_tai_diff(row->t, insertion->t) < mission.spacecraft.power.deploy_s) {
            check_near(0.0, row->array_w, 0.0, 0.0);
        } else if (row->phase != KURS_PHASE_docked && isfinite(want)) {
            check_near(want, row->array_w, 0.5, 0.0);
            asked[row->phase]++;
            dark += want == 0.0;
        }
    }
    assert_true(dark > 500);
    static const kurs_phase phases[] = {
        KURS_PHASE_free_flight, KURS_PHASE_burn,      KURS_PHASE_approach, KURS_PHASE_contact,
        KURS_PHASE_undocking,   KURS_PHASE_departure, KURS_PHASE_deorbit,  KURS_PHASE_descent};
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        assert_true(asked[phases[i]] > 3);
    }
    kurs_store_destroy(store);
}

/* ---- the rest of the way ----------------------------------------------------------------------
 */

static void the_station_fills_the_battery_and_the_capsule_lives_on_its_own(void **state)
{
    kurs_record record;
    const kurs_row *docked = NULL, *last = NULL;
    (void)state;
    load();
    const kurs_power *f = &mission.spacecraft.power;
    kurs_store *store = fly(&record);
    for (size_t i = 0; i < record.row_count; i++) {
        const kurs_row *row = &record.rows[i];
        docked = !docked && row->phase == KURS_PHASE_docked ? row : docked;
        last = row;
        if (docked && row->phase == KURS_PHASE_docked) {
            const double after = kurs_tai_diff(row->t, docked->t);
            const double kept = f->charging * (f->station_w - f->load_w) / f->bus_v * after;
            check_near(fmin(f->battery_as, docked->battery_as + kept), row->battery_as, 1.0, 0.0);
            assert_true(isnan(row->array_w));
        }
    }
    const kurs_event *parts = kurs_record_event(&record, "module_separation", 0);
    assert_non_null(docked);
    assert_non_null(parts);
    const double alone = kurs_tai_diff(last->t, parts->t);
    assert_true(alone > 1000.0 && alone < 2000.0);
    check_near(f->capsule_as - f->capsule_w / f->bus_v * alone, last->battery_as, 1.0, 0.0);
    kurs_store_destroy(store);
}

/* Nothing of the flight depends on its power: all else has the same bits without it. */
static void a_ship_without_power_flies_the_same_and_tells_none(void **state)
{
    kurs_record with, without;
    (void)state;
    load();
    kurs_store *a = fly(&with);
    memset(&mission.spacecraft.power, 0, sizeof mission.spacecraft.power);
    kurs_store *b = fly(&without);
    assert_int_equal(with.row_count, without.row_count);
    for (size_t i = 0; i < with.row_count; i++) {
        const kurs_row *bare = &without.rows[i];
        assert_memory_equal(&with.rows[i], bare, offsetof(kurs_row, array_w));
        assert_true(isnan(bare->array_w) && isnan(bare->load_w));
        assert_true(isnan(bare->battery_as) && isnan(bare->battery_share));
    }
    assert_int_equal(with.event_count, without.event_count);
    kurs_store_destroy(a);
    kurs_store_destroy(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_days_of_free_flight_leave_the_battery_over_its_limit),
        cmocka_unit_test(with_half_its_arrays_the_battery_comes_down_to_its_limit),
        cmocka_unit_test(the_charge_of_every_coast_is_that_of_a_walk_by_seconds),
        cmocka_unit_test(each_row_tells_what_its_attitude_and_its_light_give),
        cmocka_unit_test(the_station_fills_the_battery_and_the_capsule_lives_on_its_own),
        cmocka_unit_test(a_ship_without_power_flies_the_same_and_tells_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
