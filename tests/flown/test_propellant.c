/* SPDX-License-Identifier: Apache-2.0 */
/* Tanks that leak: no engine burns what is not there, and the flight says where it ended. */
#include "missions.h"

/* A sink that keeps the record and, at an event, leaves only so much in the tanks. */
typedef struct leak {
    kurs_sink keep;
    kurs_mission *mission;
    const char *at;
    double left_kg;
} leak;

static kurs_status on_row(void *ctx, const kurs_row *row)
{
    return kurs_sink_row(&((leak *)ctx)->keep, row);
}

static kurs_status on_burn(void *ctx, const kurs_burn *burn)
{
    return kurs_sink_burn(&((leak *)ctx)->keep, burn);
}

/* What has leaked stays aboard as mass that feeds nothing. */
static kurs_status on_event(void *ctx, const kurs_event *event)
{
    leak *l = ctx;
    if (strcmp(event->id, l->at) == 0) {
        kurs_spacecraft *ship = &l->mission->spacecraft;
        ship->propellant_kg = l->left_kg + ship->mass_kg - event->mass_kg;
    }
    return kurs_sink_event(&l->keep, event);
}

static kurs_status on_caveat(void *ctx, kurs_status code, const char *text)
{
    return kurs_sink_caveat(&((leak *)ctx)->keep, code, text);
}

static void flight_ends_dry(const char *at, double left_kg, const char *burn_id)
{
    leak l = {.mission = load_mission("soyuz-ms-24"), .at = at, .left_kg = left_kg};
    kurs_store *store = kurs_store_create(NULL);
    kurs_fly_result *result = calloc(1, sizeof *result);
    assert_non_null(store);
    assert_non_null(result);
    l.keep = kurs_store_sink(store);
    const kurs_sink sink = {.ctx = &l, .row = on_row, .event = on_event, .burn = on_burn};
    assert_true(kurs_fly(l.mission, &sink, NULL, result) >= 0);

    const kurs_record record = kurs_store_record(store);
    assert_string_equal("no_propellant", result->outcome.code);
    assert_false(result->outcome.complete);
    assert_string_equal("propellant_out", record.events[record.event_count - 1].id);
    double empty_kg = NAN, burnt_kg = 0.0;
    int since = 0;
    for (size_t i = 0; i < record.event_count; i++) {
        if (strcmp(record.events[i].id, at) == 0) {
            empty_kg = record.events[i].mass_kg - left_kg;
            since = 1;
        }
    }
    assert_true(since);
    check_near(empty_kg, record.rows[record.row_count - 1].mass_kg, 1e-6, 0.0);
    assert_true(record.burn_count > 0);
    const kurs_burn *last = &record.burns[record.burn_count - 1];
    assert_string_equal(burn_id, last->id);
    burnt_kg = last->propellant_kg;
    assert_true(burnt_kg > 0.0 && burnt_kg <= left_kg + 1e-6);
    kurs_store_destroy(store);
    free(result);
    free(l.mission);
}

static void the_transfer_burn_ends_with_empty_tanks(void **state)
{
    (void)state;
    flight_ends_dry("insertion", 60.0, "transfer");
}

static void the_first_brake_ends_with_empty_tanks(void **state)
{
    (void)state;
    flight_ends_dry("approach_start", 5.0, "brake1");
}

static void the_deorbit_burn_ends_with_empty_tanks(void **state)
{
    (void)state;
    flight_ends_dry("hatch_close", 100.0, "deorbit");
}

/* The planner of the return knows the tanks: it plans nothing that they do not hold. */
static void a_ship_that_cannot_come_home_stays_docked(void **state)
{
    (void)state;
    leak l = {.mission = load_mission("soyuz-ms-24"), .at = "docking_contact", .left_kg = 100.0};
    kurs_store *store = kurs_store_create(NULL);
    kurs_fly_result *result = calloc(1, sizeof *result);
    assert_non_null(store);
    assert_non_null(result);
    l.keep = kurs_store_sink(store);
    const kurs_sink sink = {
        .ctx = &l, .row = on_row, .event = on_event, .burn = on_burn, .caveat = on_caveat};
    assert_true(kurs_fly(l.mission, &sink, NULL, result) >= 0);
    const kurs_record record = kurs_store_record(store);
    int told = 0;
    for (size_t i = 0; i < record.caveat_count; i++) {
        told += record.caveats[i].code == KURS_CAVEAT_NO_RETURN_PASS &&
                strstr(record.caveats[i].text, "the tanks do not hold its burns") != NULL;
        assert_true(record.caveats[i].code != KURS_CAVEAT_SIMPLIFIED ||
                    strstr(record.caveats[i].text, "no landing at") == NULL);
    }
    assert_string_equal("no_return", result->outcome.code);
    assert_true(told > 0);
    assert_null(last_event(&record, "undocking"));
    kurs_store_destroy(store);
    free(result);
    free(l.mission);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_transfer_burn_ends_with_empty_tanks),
        cmocka_unit_test(the_first_brake_ends_with_empty_tanks),
        cmocka_unit_test(the_deorbit_burn_ends_with_empty_tanks),
        cmocka_unit_test(a_ship_that_cannot_come_home_stays_docked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
