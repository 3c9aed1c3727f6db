/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* NOLINT(bugprone-reserved-identifier): mkstemps */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "kurs/compare.h"
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

static const char *const own[] = {"soyuz-ms-24", "soyuz-ms-25", "soyuz-ms-27", "soyuz-ms-28"};

/* Those of missions/, to the byte, by their names alone. */
static void the_missions_of_the_library_are_those_of_the_folder(void **state)
{
    (void)state;
    static kurs_mission by_path;
    static kurs_compare compare, compare_by_path;
    int count = 0;
    for (int i = 0; kurs_data_name(i); i++) {
        count += strncmp(kurs_data_name(i), "missions/", 9) == 0;
    }
    assert_int_equal(count, sizeof own / sizeof own[0]);
    for (int i = 0; i < count; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/missions/%s.yaml", KURS_SOURCE_DIR, own[i]);
        begin();
        assert_true(kurs_mission_is_name(own[i]));
        assert_int_equal(kurs_mission_load(path, &by_path, &diag), KURS_OK);
        assert_int_equal(kurs_mission_load(own[i], &mission, &diag), KURS_OK);
        assert_memory_equal(&mission, &by_path, sizeof mission);
        assert_string_equal(mission.id, own[i]);
        assert_int_equal(kurs_compare_load(path, &compare_by_path, &diag), KURS_OK);
        assert_int_equal(kurs_compare_load(own[i], &compare, &diag), KURS_OK);
        assert_memory_equal(&compare, &compare_by_path, sizeof compare);
    }
    assert_int_equal(kurs_compare_load(own[1], &compare, &diag), KURS_OK);
    assert_true(compare.count > 0);
}

/* They have no folder from which a path could begin. */
static void a_mission_of_the_library_names_no_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        char name[64], copy[16384];
        size_t n;
        (void)snprintf(name, sizeof name, "missions/%s.yaml", own[i]);
        const char *text = kurs_data_file(name, &n);
        assert_non_null(text);
        assert_true(n < sizeof copy);
        memcpy(copy, text, n);
        copy[n] = '\0';
        assert_null(strstr(copy, ".yaml"));
    }
}

static void a_mission_that_is_not_known_is_told_with_all_that_are(void **state)
{
    (void)state;
    static kurs_compare compare;
    begin();
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "nonsense" : "soyuz-ms-26";
        assert_int_equal(kurs_mission_load(name, &mission, &diag), KURS_ERR_IO);
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) {
            assert_non_null(strstr(diag.items[i].remedy, own[k]));
        }
    }
    assert_non_null(strstr(diag.items[0].remedy, "did you mean"));
    assert_int_equal(kurs_mission_load("", &mission, &diag), KURS_ERR_IO);
    char longest[1000];
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(kurs_mission_load(longest, &mission, &diag), KURS_ERR_IO);
    assert_int_equal(kurs_compare_load("nonsense", &compare, &diag), KURS_ERR_IO);
    assert_int_equal(kurs_mission_load_own("../missions/soyuz-ms-25", &mission, &diag),
                     KURS_ERR_IO);
    assert_false(kurs_mission_is_name("missions/soyuz-ms-25"));
    assert_false(kurs_mission_is_name("soyuz-ms-25.yaml"));
}

/* A file that is there is never passed over; a folder of results of that name is none. */
static void a_file_of_the_name_goes_before_the_mission_of_the_library(void **state)
{
    (void)state;
    char folder[] = "/tmp/kurs-load-XXXXXX", *before = getcwd(NULL, 0);
    assert_non_null(before);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("soyuz-ms-24", 0700), 0);
    FILE *file = fopen("soyuz-ms-25", "w");
    assert_non_null(file);
    assert_true(fputs("name: not a whole mission\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    begin();
    const int name = kurs_mission_is_name("soyuz-ms-25");
    const kurs_status ours = kurs_mission_load("soyuz-ms-25", &mission, &diag);
    const kurs_status built_in = kurs_mission_load_own("soyuz-ms-25", &mission, &diag);
    const kurs_status beside = kurs_mission_load("soyuz-ms-24", &mission, &diag);
    assert_int_equal(unlink("soyuz-ms-25"), 0);
    assert_int_equal(rmdir("soyuz-ms-24"), 0);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(rmdir(folder), 0);
    free(before);
    assert_false(name);
    assert_int_equal(ours, KURS_ERR_SCHEMA);
    assert_int_equal(built_in, KURS_OK);
    assert_int_equal(beside, KURS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_is_the_one_that_a_mission_has),
        cmocka_unit_test(a_path_gives_the_same_as_the_name),
        cmocka_unit_test(what_is_not_there_is_told_with_what_is),
        cmocka_unit_test(a_file_of_another_kind_and_a_bad_file_are_refused),
        cmocka_unit_test(the_missions_of_the_library_are_those_of_the_folder),
        cmocka_unit_test(a_mission_of_the_library_names_no_file),
        cmocka_unit_test(a_mission_that_is_not_known_is_told_with_all_that_are),
        cmocka_unit_test(a_file_of_the_name_goes_before_the_mission_of_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
