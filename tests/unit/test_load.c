/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): mkstemps */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "kurs/load.h"
#include "kurs/mission.h"

#define MS25 KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml"
#define DATA KURS_SOURCE_DIR "/data"

static kurs_diag diag;
static kurs_mission mission;

static void begin(void)
{
    kurs_diag_init(&diag);
}

/* A mission file names all kinds: its parts came by the other way. */
static void each_part_is_the_one_that_a_mission_has(void **state)
{
    (void)state;
    static kurs_rocket rocket;
    static kurs_spacecraft ship;
    static kurs_countdown countdown;
    static kurs_station station;
    static kurs_radio_site radio[KURS_MAX_RADIO_SITES];
    kurs_site site;
    kurs_zone zone;
    kurs_profile profile;
    kurs_approach_rules approach;
    kurs_return_rules ret;
    int count = 0;
    begin();
    assert_int_equal(kurs_mission_load(MS25, &mission, &diag), KURS_OK);
    assert_int_equal(kurs_load_rocket("soyuz-2.1a", &rocket, &diag), KURS_OK);
    assert_memory_equal(&rocket, &mission.rocket, sizeof rocket);
    assert_string_equal(rocket.id, "soyuz-2.1a");
    assert_int_equal(kurs_load_spacecraft("soyuz-ms", &ship, &diag), KURS_OK);
    assert_memory_equal(&ship, &mission.spacecraft, sizeof ship);
    assert_int_equal(kurs_load_site("baikonur-31-6", &site, &diag), KURS_OK);
    assert_memory_equal(&site, &mission.site, sizeof site);
    assert_int_equal(kurs_load_station("iss", &station, &diag), KURS_OK);
    assert_memory_equal(&station, &mission.station, sizeof station);
    assert_int_equal(kurs_load_zone("zhezkazgan", &zone, &diag), KURS_OK);
    assert_memory_equal(&zone, &mission.zone, sizeof zone);
    assert_int_equal(kurs_load_countdown("soyuz-crewed", &countdown, &diag), KURS_OK);
    assert_memory_equal(&countdown, &mission.countdown, sizeof countdown);
    assert_int_equal(kurs_load_profile("orbits-2", &profile, &diag), KURS_OK);
    assert_memory_equal(&profile, &mission.profiles[0], sizeof profile);
    assert_int_equal(kurs_load_approach("kurs", &approach, &diag), KURS_OK);
    assert_memory_equal(&approach, &mission.approach, sizeof approach);
    assert_int_equal(kurs_load_return("soyuz", &ret, &diag), KURS_OK);
    assert_memory_equal(&ret, &mission.ret, sizeof ret);
    assert_int_equal(kurs_load_radio("russian", radio, &count, &diag), KURS_OK);
    assert_int_equal(count, mission.radio_count);
    assert_memory_equal(radio, mission.radio, sizeof radio);
    assert_int_equal(diag.count, 0);
}

static void a_path_gives_the_same_as_the_name(void **state)
{
    (void)state;
    kurs_site by_name, by_path;
    begin();
    assert_int_equal(kurs_load_site("baikonur-31-6", &by_name, &diag), KURS_OK);
    assert_int_equal(kurs_load_site(DATA "/sites/baikonur-31-6.yaml", &by_path, &diag), KURS_OK);
    assert_memory_equal(&by_path, &by_name, sizeof by_name);
}

static void what_is_not_there_is_told_with_what_is(void **state)
{
    (void)state;
    kurs_site site, before;
    memset(&site, 0x5a, sizeof site);
    before = site;
    begin();
    assert_int_equal(kurs_load_site("baikonur-31-7", &site, &diag), KURS_ERR_NOT_FOUND);
    assert_string_equal(diag.items[0].what, "the site 'baikonur-31-7' is not known");
    assert_string_equal(diag.items[0].remedy, "did you mean 'baikonur-31-6'?");
    assert_int_equal(kurs_load_site("atlantis", &site, &diag), KURS_ERR_NOT_FOUND);
    assert_non_null(strstr(diag.items[1].remedy, "one of"));
    assert_non_null(strstr(diag.items[1].remedy, "baikonur-31-6"));
    assert_int_equal(kurs_load_site("", &site, &diag), KURS_ERR_NOT_FOUND);
    assert_int_equal(kurs_load_site("../sites/baikonur-31-6", &site, &diag), KURS_ERR_NOT_FOUND);
    assert_int_equal(kurs_load_site("/nowhere/pad.yaml", &site, &diag), KURS_ERR_IO);
    assert_string_equal(diag.items[4].file, "/nowhere/pad.yaml");
    assert_memory_equal(&site, &before, sizeof site);
}

static void a_file_of_another_kind_and_a_bad_file_are_refused(void **state)
{
    (void)state;
    static kurs_rocket rocket;
    kurs_site site = {.lat = 7.0};
    begin();
    assert_true(kurs_load_rocket("soyuz-ms", &rocket, &diag) < 0);
    assert_true(diag.count > 0);
    char path[] = "/tmp/kurs-load-XXXXXX.yaml";
    const int fd = mkstemps(path, 5);
    assert_true(fd >= 0);
    static const char text[] = "name: A pad\nlatitude: 99 deg\nlongitude: 0 deg\nheight: 3 m\n";
    assert_int_equal(write(fd, text, sizeof text - 1), (int)sizeof text - 1);
    assert_int_equal(close(fd), 0);
    begin();
    assert_int_equal(kurs_load_site(path, &site, &diag), KURS_ERR_RANGE);
    assert_int_equal(diag.items[0].line, 2);
    assert_string_equal(diag.items[0].file, path);
    check_near(7.0, site.lat, 0.0, 0.0);
    assert_int_equal(unlink(path), 0);
    begin();
    char longest[KURS_ID_SIZE + 16];
    memset(longest, 'a', sizeof longest);
    (void)snprintf(longest + KURS_ID_SIZE, 8, ".yaml");
    assert_int_equal(kurs_load_site(longest, &site, &diag), KURS_ERR_RANGE);
    longest[KURS_ID_SIZE] = '\0';
    assert_int_equal(kurs_load_site(longest, &site, &diag), KURS_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_is_the_one_that_a_mission_has),
        cmocka_unit_test(a_path_gives_the_same_as_the_name),
        cmocka_unit_test(what_is_not_there_is_told_with_what_is),
        cmocka_unit_test(a_file_of_another_kind_and_a_bad_file_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
