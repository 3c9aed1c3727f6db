/* SPDX-License-Identifier: Apache-2.0 */
/* Power aboard as the engine behind the server tells it, of a flight and of a record read back. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/live_parts.h"
#include "kurs/diag.h"
#include "kurs/mission.h"

#define MS25 KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml"

static kurs_mission mission;
static const char *const names[] = {"array_power", "power_load", "battery_charge", "battery_share"};

static int load(void **state)
{
    static kurs_diag diag;
    (void)state;
    kurs_diag_init(&diag);
    return kurs_mission_load(MS25, &mission, &diag) >= 0 ? 0 : -1;
}

static int channel(const char *name)
{
    const int i = kurs_live_channel_find(name, strlen(name));
    assert_true(i >= 0);
    return i;
}

static double value(kurs_live_cursor *cursor, const char *name, const char *utc)
{
    kurs_tai t;
    kurs_live_sample sample;
    assert_true(kurs_tai_parse(utc, strlen(utc), &t) >= 0);
    assert_int_equal(kurs_live_sample_at(cursor, t, &sample), KURS_OK);
    return kurs_live_channel_value(channel(name), cursor->take, cursor, &sample);
}

static void a_flight_has_channels_of_power_with_the_limit_of_its_battery(void **state)
{
    kurs_take *take;
    static kurs_live_cursor cursor;
    double low, high;
    (void)state;
    assert_int_equal(kurs_take_fly(&mission, &take), KURS_OK);
    kurs_live_cursor_init(&cursor, take);
    kurs_live_channel_limits(channel("battery_share"), take, NULL, &low, &high);
    check_near(0.35, low, 1e-12, 0.0);
    assert_true(isnan(high));
    assert_true(isnan(value(&cursor, "battery_share", "2024-03-23T12:00:00Z"))); /* on the pad */
    const char *const flight = "2024-03-24T12:00:30Z";
    check_near(550.0, value(&cursor, "power_load", flight), 0.0, 0.0);
    const double share = value(&cursor, "battery_share", flight);
    assert_true(share > 0.9 && share <= 1.0);
    check_near(755.0 * share, value(&cursor, "battery_charge", flight), 1e-3, 0.0);
    /* while docked the arrays are not told, the battery is full by May */
    assert_true(isnan(value(&cursor, "array_power", "2024-05-01T00:00:00Z")));
    check_near(1.0, value(&cursor, "battery_share", "2024-05-01T00:00:00Z"), 0.0, 0.0);
    for (size_t i = 0; i < 4; i++) {
        assert_true(kurs_live_channel_is_of(channel(names[i]), take));
    }
    kurs_take_let_go(take);
}

static void a_ship_without_power_has_no_such_channels(void **state)
{
    static kurs_take take;
    (void)state;
    take.has_mission = 1;
    take.mission = mission;
    memset(&take.mission.spacecraft.power, 0, sizeof take.mission.spacecraft.power);
    for (size_t i = 0; i < 4; i++) {
        double low, high;
        assert_false(kurs_live_channel_is_of(channel(names[i]), &take));
        kurs_live_channel_limits(channel(names[i]), &take, NULL, &low, &high);
        assert_true(isnan(low) && isnan(high));
    }
    assert_true(kurs_live_channel_is_of(channel("mass_kg"), &take));
}

/* ---- records ---- */

/* A line for the shell, in the folder. */
static void run(const char *folder, const char *what)
{
    char line[400];
    snprintf(line, sizeof line, "cd %s && %s", folder, what);
    assert_int_equal(system(line), 0);
}

static void write_record(const char *place)
{
    char told[KURS_FLY_WHY_SIZE];
    kurs_fly_session *session = NULL;
    assert_int_equal(kurs_fly_open(MS25, stderr, &session), KURS_OK);
    assert_int_equal(kurs_fly_start(session, NULL), KURS_OK);
    assert_int_equal(kurs_fly_write(session, place, told), KURS_OK);
    kurs_fly_close(session);
}

static kurs_status read_record(const char *place, kurs_take **take)
{
    char why[KURS_LIVE_WHY_SIZE];
    return kurs_take_read(place, &mission, take, why);
}

/* A record of before has 30 columns; one with 31, or another name, is none. */
static void a_record_is_read_back_with_its_power_and_an_old_one_without(void **state)
{
    char folder[] = "/tmp/kurs-power-XXXXXX", place[64];
    kurs_take *flown, *take;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(place, sizeof place, "%s/ms25", folder);
    write_record(place);
    assert_int_equal(kurs_take_fly(&mission, &flown), KURS_OK);
    assert_int_equal(read_record(place, &take), KURS_OK);
    size_t k = 0;
    for (size_t i = 0; i < take->record.row_count; i += 97) {
        const kurs_row *row = &take->record.rows[i], *was;
        while (was = &flown->record.rows[k],
               fabs(kurs_tai_diff(was->t, row->t)) > 1e-6 || was->arc != row->arc) {
            assert_true(++k < flown->record.row_count);
        }
        assert_int_equal(isnan(was->battery_as), isnan(row->battery_as));
        assert_int_equal(isnan(was->array_w), isnan(row->array_w));
        if (isfinite(was->battery_as)) {
            check_near(was->battery_as, row->battery_as, 2e-3, 0.0);
            check_near(was->battery_share, row->battery_share, 1e-8, 0.0);
            check_near(was->load_w, row->load_w, 1e-3, 0.0);
        }
        if (isfinite(was->array_w)) {
            check_near(was->array_w, row->array_w, 1e-3, 0.0);
        }
    }
    const size_t rows = take->record.row_count;
    kurs_take_let_go(take);
    kurs_take_let_go(flown);
    run(place, "cut -d, -f1-30 telemetry.csv > t && mv t telemetry.csv");
    assert_int_equal(read_record(place, &take), KURS_OK);
    assert_int_equal(take->record.row_count, rows);
    for (size_t i = 0; i < rows; i++) {
        assert_true(isnan(take->record.rows[i].battery_as));
    }
    kurs_take_let_go(take);
    run(place, "cut -d, -f1-29 telemetry.csv > t && cp t telemetry.csv");
    assert_true(read_record(place, &take) < 0);
    run(place, "sed 's/$/,/;1s/,$/,bank_deg,array_w/' t > telemetry.csv");
    assert_true(read_record(place, &take) < 0);
    run(folder, "rm -r ms25");
    assert_int_equal(rmdir(folder), 0);
    kurs_fly_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_flight_has_channels_of_power_with_the_limit_of_its_battery),
        cmocka_unit_test(a_ship_without_power_has_no_such_channels),
        cmocka_unit_test(a_record_is_read_back_with_its_power_and_an_old_one_without),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
