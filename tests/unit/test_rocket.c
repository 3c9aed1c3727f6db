/* SPDX-License-Identifier: Apache-2.0 */
/* A rocket as it flies a ship, and what is wrong in the files of both. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "io/tables.h"
#include "kurs/mission.h"
#include "kurs/vehicle.h"

#define DEG (3.14159265358979323846 / 180.0)

static kurs_diag diag;

static void show(void)
{
    for (int i = 0; i < diag.count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        (void)kurs_diag_format(&diag.items[i], line, sizeof line);
        print_message("%s", line);
    }
}

/* One of our own files as text, with room for more. */
static char *data_text(const char *name)
{
    size_t n;
    const char *bytes = kurs_data_file(name, &n);
    char *text = calloc(1, n + 4096);
    assert_non_null(bytes);
    assert_non_null(text);
    memcpy(text, bytes, n);
    return text;
}

static void load(const char *name, const kurs_yaml_table *table, void *out)
{
    char *text = data_text(name);
    kurs_diag_init(&diag);
    const kurs_status status = kurs_yaml_load_text(name, text, strlen(text), table, 0, out, &diag);
    show();
    free(text);
    assert_int_equal(KURS_OK, status);
}

static void a_curve_is_read_in_steps(void **state)
{
    const kurs_curve curve = {.count = 3, .x = {-2.0, 10.0, 20.0}, .y = {0.5, 1.0, 0.0}};
    const kurs_curve empty = {.count = 0};
    (void)state;
    check_near(0.0, kurs_curve_step(&curve, -2.1), 0.0, 0.0);
    check_near(0.5, kurs_curve_step(&curve, -2.0), 0.0, 0.0);
    check_near(0.5, kurs_curve_step(&curve, 9.9), 0.0, 0.0);
    check_near(1.0, kurs_curve_step(&curve, 10.0), 0.0, 0.0);
    check_near(0.0, kurs_curve_step(&curve, 1e6), 0.0, 0.0);
    check_near(-2.0, kurs_curve_next(&curve, -3.0), 0.0, 0.0);
    check_near(20.0, kurs_curve_next(&curve, 10.0), 0.0, 0.0);
    assert_true(isinf(kurs_curve_next(&curve, 20.0)));
    check_near(0.0, kurs_curve_step(&empty, 0.0), 0.0, 0.0);
    assert_true(isinf(kurs_curve_next(&empty, 0.0)));
}

/* The figures of both programmes stand in engineering texts quoted in the file. */
static void a_ship_chooses_the_ascent_programme(void **state)
{
    static kurs_rocket rocket, flown;
    static kurs_spacecraft crew, cargo;
    (void)state;
    load("vehicles/soyuz-2.1a.yaml", &kurs_schema_rocket, &rocket);
    load("vehicles/soyuz-ms.yaml", &kurs_schema_spacecraft, &crew);
    load("vehicles/progress-ms.yaml", &kurs_schema_spacecraft, &cargo);
    assert_int_equal(KURS_OK, kurs_rocket_select(&rocket, &cargo, &flown));
    check_near(0.0, flown.tower_kg, 0.0, 0.0);
    check_near(183.1, flown.fairing_jettison_s, 0.0, 0.0);
    check_near(193e3, flown.perigee_m, 0.0, 0.0);
    check_near(240e3, flown.apogee_m, 0.0, 0.0);
    assert_true(flown.pitch.y[5] < rocket.pitch.y[5]);
    /* and back, in place */
    assert_int_equal(KURS_OK, kurs_rocket_select(&flown, &crew, &flown));
    assert_memory_equal(&rocket, &flown, sizeof rocket);
    check_near(113.6, flown.tower_jettison_s, 0.0, 0.0);
    check_near(153.7, flown.fairing_jettison_s, 0.0, 0.0);
    check_near(200e3, flown.perigee_m, 0.0, 0.0);
    check_near(51.67 * DEG, flown.inclination, 1e-15, 0.0);
    assert_true(cargo.mass_kg > crew.mass_kg);
    check_near(880.0, cargo.propellant_kg, 0.0, 0.0);
    check_near(0.0, cargo.descent_module_kg, 0.0, 0.0);
}

static void a_programme_that_the_rocket_does_not_have_leaves_all_alone(void **state)
{
    static kurs_rocket rocket, out, before;
    static kurs_spacecraft ship;
    (void)state;
    load("vehicles/falcon-9.yaml", &kurs_schema_rocket, &rocket);
    load("vehicles/progress-ms.yaml", &kurs_schema_spacecraft, &ship);
    memset(&out, 0x5a, sizeof out);
    memset(&before, 0x5a, sizeof before);
    assert_int_equal(KURS_ERR_NOT_FOUND, kurs_rocket_select(&rocket, &ship, &out));
    assert_memory_equal(&before, &out, sizeof out);
}

static void a_ship_flies_the_profiles_of_its_operator(void **state)
{
    static kurs_spacecraft crew, cargo;
    (void)state;
    load("vehicles/soyuz-ms.yaml", &kurs_schema_spacecraft, &crew);
    load("vehicles/progress-ms.yaml", &kurs_schema_spacecraft, &cargo);
    const int orbits[] = {1, 2, 3, 4, 34}, crewed[] = {2, 1, 0, 1, 1}, others[] = {0, 1, 0, 0, 1};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(crewed[i], kurs_spacecraft_flies(&crew, orbits[i]));
        assert_int_equal(others[i], kurs_spacecraft_flies(&cargo, orbits[i]));
    }
}

/* ---- bad files ----------------------------------------------------------------------------- */

#define SOYUZ "vehicles/soyuz-2.1a.yaml"
#define FALCON "vehicles/falcon-9.yaml"
#define SHIP "vehicles/soyuz-ms.yaml"
#define CARGO "vehicles/progress-ms.yaml"

enum { TOP = -1000, TOP_LINE = 2 };
static const struct {
    const char *file, *from, *to;
    kurs_status status;
    int lines, column; /* of the error: lines after the change, or TOP for the head of the file;
                          column (0: that of the change) */
    const char *what, *remedy;
} bad[] = {
    {SOYUZ, "1021.3 kN", "-1021.3 kN", KURS_ERR_RANGE, 0, 0, "outside", "0.001"},
    {SOYUZ, "propellant: {value: 39160 kg", "propellant: {value: 38160 kg", KURS_ERR_RANGE, 4, 10,
     "sum up to 43413 kg, -2.3 % off 'gross'", "close within 0.2 %"},
    {SOYUZ, "unusable: {value: 666 kg", "unusable: {value: 66600 kg", KURS_ERR_RANGE, 0, 13,
     "more is unusable", "at most 39160 kg"},
    {SOYUZ, "upper_skirt: {value: 441 kg", "upper_skirt: {value: 2441 kg", KURS_ERR_RANGE, 0, 14,
     "heavier than the dry upper stage", "at most 2410 kg"},
    {SOYUZ, "  - id: cargo", "  - id: crew", KURS_ERR_SCHEMA, 0, 9, "two programmes have the id",
     "its own"},
    {SOYUZ, "    fairing_jettison: {value: 183.1 s, grade: B, source: KOS ORB}\n", "",
     KURS_ERR_SCHEMA, -1, 14, "the fairing never leaves", "fairing_jettison"},
    {SOYUZ, "apogee: {value: 242 km", "apogee: {value: 190 km", KURS_ERR_RANGE, 0, 13,
     "below the perigee", "at least 200 km"},
    {SOYUZ, "perigee: {value: 200 km", "perigee: {value: 100 km", KURS_ERR_RANGE, 0, 22, "outside",
     "120"},
    {SOYUZ, "core_separation: {value: 287.70 s", "core_separation: {value: 286.0 s", KURS_ERR_RANGE,
     0, 18, "'core_separation' does not come after 'core_cutoff'", "after 286.68 s"},
    {SOYUZ, "upper_ignition: {value: 286.44 s", "upper_ignition: {value: 286.0 s", KURS_ERR_RANGE,
     0, 17, "begins at 286.44 s", "286 s"},
    {SOYUZ, "core_cutoff: {value: 286.68 s", "core_cutoff: {value: 286.0 s", KURS_ERR_RANGE, 0, 14,
     "no step at 'core_cutoff'", "[286, 0]"},
    {SOYUZ, "strapon_separation: {value: 117.85 s, grade: B, source: KOS}\n", "", KURS_ERR_SCHEMA,
     TOP, 1, "has no 'strapon_separation'", "add 'strapon_separation"},
    {SOYUZ, "centre_full: {value: 14.99 m", "centre_full: {value: 16.99 m", KURS_ERR_RANGE, 0, 18,
     "their centre of mass at", "'centre_full' within 0.3 m"},
    {SOYUZ, "across_full: {value: 9.83e5", "across_full: {value: 9.83e6", KURS_ERR_RANGE, 0, 18,
     "kg m2 across", "within 20 %"},
    {SOYUZ, "across_full: {value: 9.83e5 kg m2", "across_full: {value: 9.83e5 kg m", KURS_ERR_UNIT,
     0, 33, "kg m", "kg m2"},
    {SOYUZ, "strapon: 2684.7 m/s", "strapon: 2384.7 m/s", KURS_ERR_RANGE, 0, 13,
     "velocities do not rise", "in this order"},
    {SOYUZ, "    points: [[0, 60], [30, 60]", "    points: [[0, -60], [30, 60]", KURS_ERR_RANGE, 0,
     18, "outside", ""},
    {FALCON, "core_cutoff: {", "strapon_separation: 100 s\ncore_cutoff: {", KURS_ERR_SCHEMA, 0, 21,
     "is of strap-ons, and there are none", "leave it out"},
    {FALCON, "engines: 9", "engines: 0", KURS_ERR_RANGE, 0, 12, "outside", "from 1 to 64"},
    {SHIP, "profiles: [2, 4, 34]", "profiles: []", KURS_ERR_SCHEMA, 0, 11, "empty", "at least one"},
    {SHIP, "profiles: [2, 4, 34]", "profiles: [1, 4, 34]", KURS_ERR_SCHEMA, 1, 22,
     "1 orbits stands in 'profiles' too", "leave one"},
    {SHIP, "programme: crew\n", "", KURS_ERR_SCHEMA, TOP, 1, "has no 'programme'", "such as crew"},
    {SHIP, "heat_shield: 90 kg\n", "", KURS_ERR_SCHEMA, TOP, 1,
     "with a descent module has no 'heat_shield'", "add 'heat_shield"},
    {CARGO, "nose: 3.9 m", "heat_shield: 90 kg\nnose: 3.9 m", KURS_ERR_SCHEMA, 0, 14,
     "is of a descent module, and there is none", "leave it out"},
    {CARGO, "mass: {value: 7400 kg", "mass: {value: 800 kg", KURS_ERR_RANGE, 0, 7, "weigh more",
     "more than 880 kg"},
};

static void each_bad_file_has_its_place_and_remedy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const int ship = strcmp(bad[i].file, SHIP) == 0 || strcmp(bad[i].file, CARGO) == 0;
        static kurs_rocket rocket;
        static kurs_spacecraft spacecraft;
        char *text = data_text(bad[i].file);
        char *place = strstr(text, bad[i].from);
        int line = 1, column = 1;
        if (!place) {
            fail_msg("case %zu: no '%s'", i, bad[i].from);
        }
        for (const char *c = text; c < place; c++) {
            column = *c == '\n' ? 1 : column + 1;
            line += *c == '\n';
        }
        const size_t from = strlen(bad[i].from), to = strlen(bad[i].to);
        memmove(place + to, place + from, strlen(place + from) + 1);
        memcpy(place, bad[i].to, to);
        kurs_diag_init(&diag);
        const kurs_status status = kurs_yaml_load_text(
            "x.yaml", text, strlen(text), ship ? &kurs_schema_spacecraft : &kurs_schema_rocket, 0,
            ship ? (void *)&spacecraft : (void *)&rocket, &diag);
        free(text);
        const kurs_diag_item *item = &diag.items[0];
        line = bad[i].lines == TOP ? TOP_LINE : line + bad[i].lines;
        column = bad[i].column ? bad[i].column : column;
        if (status != bad[i].status || diag.count != 1 || item->line != line ||
            item->column != column || !strstr(item->what, bad[i].what) ||
            !strstr(item->remedy, bad[i].remedy)) {
            show();
            fail_msg("case %zu, status %s, expected at %d:%d", i, kurs_status_name(status), line,
                     column);
        }
    }
}

/* A mission whose ship is `ship`, a file's name or path. */
static kurs_status load_mission_with(const char *ship, kurs_mission *mission)
{
    static char text[65536];
    FILE *file = fopen(KURS_SOURCE_DIR "/missions/soyuz-ms-24.yaml", "rb");
    assert_non_null(file);
    const size_t n = fread(text, 1, 60000, file);
    fclose(file);
    text[n] = '\0';
    char *place = strstr(text, "spacecraft: soyuz-ms\n");
    assert_non_null(place);
    place += strlen("spacecraft: ");
    memmove(place + strlen(ship), place + strlen("soyuz-ms"), strlen(place + 8) + 1);
    memcpy(place, ship, strlen(ship));
    kurs_diag_init(&diag);
    return kurs_mission_load_text(KURS_SOURCE_DIR "/missions/x.yaml", text, strlen(text), mission,
                                  &diag);
}

static void a_mission_tells_a_programme_that_its_rocket_does_not_have(void **state)
{
    static kurs_mission mission;
    char path[] = "/tmp/kurs-test-rocket-XXXXXX", name[64];
    char *text = data_text(SHIP), *place = strstr(text, "programme: crew");
    (void)state;
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    memcpy(place, "programme: flag", strlen("programme: flag"));
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    snprintf(name, sizeof name, "%s.yaml", path);
    assert_int_equal(rename(path, name), 0);
    const kurs_status status = load_mission_with(name, &mission);
    remove(name);
    free(text);
    assert_int_equal(KURS_ERR_NOT_FOUND, status);
    assert_int_equal(1, diag.count);
    assert_int_equal(13, diag.items[0].column);
    assert_non_null(strstr(diag.items[0].what, "'flag', which the rocket 'soyuz-2.1a'"));
    assert_non_null(strstr(diag.items[0].remedy, "crew, cargo"));
}

static void a_mission_flies_the_programme_of_its_ship_and_wants_one_that_returns(void **state)
{
    static kurs_mission mission;
    (void)state;
    assert_int_equal(KURS_OK, load_mission_with("soyuz-ms", &mission));
    check_near(153.7, mission.rocket.fairing_jettison_s, 0.0, 0.0);
    assert_int_equal(KURS_ERR_SCHEMA, load_mission_with("progress-ms", &mission));
    int told = 0;
    for (int i = 0; i < diag.count; i++) {
        told += strstr(diag.items[i].what, "no part of the spacecraft 'progress-ms' comes back") &&
                strstr(diag.items[i].remedy, "descent_module");
    }
    assert_int_equal(1, told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_curve_is_read_in_steps),
        cmocka_unit_test(a_ship_chooses_the_ascent_programme),
        cmocka_unit_test(a_programme_that_the_rocket_does_not_have_leaves_all_alone),
        cmocka_unit_test(a_ship_flies_the_profiles_of_its_operator),
        cmocka_unit_test(each_bad_file_has_its_place_and_remedy),
        cmocka_unit_test(a_mission_tells_a_programme_that_its_rocket_does_not_have),
        cmocka_unit_test(a_mission_flies_the_programme_of_its_ship_and_wants_one_that_returns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
