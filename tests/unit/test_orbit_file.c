/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is read from each format. The small files are those of tests/fuzz/corpus/orbit_file. NASA's
 * ephemerides are not of this project: the test looks in KURS_OEM_DATA, else in ../shared/data/oem
 * beside it, and skips where neither is there.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/orbit_file.h"
#include "kurs/tle_io.h"

#define PI 3.14159265358979323846

static kurs_diag diag;

static void tell(void)
{
    for (int i = 0; i < diag.count; i++) {
        char text[KURS_DIAG_LINE_SIZE];
        kurs_diag_format(&diag.items[i], text, sizeof text);
        print_error("%s", text);
    }
}

static kurs_orbit_file *sample(const char *name, int flags, kurs_status status)
{
    char path[4096];
    kurs_orbit_file *file = NULL;
    kurs_diag_init(&diag);
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/orbit_file/%s", KURS_SOURCE_DIR, name);
    const kurs_status got = kurs_orbit_file_read(path, flags, &file, &diag);
    tell();
    assert_int_equal(status, got);
    assert_non_null(file);
    assert_int_equal(0, diag.count);
    return file;
}

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static void check_at(const char *want, kurs_tai got)
{
    check_near(0.0, kurs_tai_diff(got, at(want)), 1e-12, 0.0);
}

/* The published set of the ISS of 27 March 2024, whichever way it comes. */
static void check_iss(const kurs_orbit_object *object)
{
    assert_string_equal("ISS (ZARYA)", object->name);
    assert_string_equal("ISS (ZARYA)", object->tle.name);
    assert_int_equal(25544, object->tle.catalog_number);
    assert_int_equal(KURS_ORBIT_FRAME_teme, object->frame);
    assert_int_equal(0, object->point_count);
    assert_null(object->points);
    check_near(0.0, kurs_tai_diff(object->tle.epoch, at("2024-03-27T12:13:52.819968Z")), 1e-9, 0.0);
    check_near(51.6411 * PI / 180.0, object->tle.inc, 1e-15, 0.0);
    check_near(0.3077 * PI / 180.0, object->tle.node, 1e-17, 0.0);
    check_near(0.0004676, object->tle.ecc, 1e-18, 0.0);
    check_near(8.9972 * PI / 180.0, object->tle.argp, 1e-15, 0.0);
    check_near(162.1343 * PI / 180.0, object->tle.mean_anomaly, 1e-15, 0.0);
    check_near(15.49609731 * 2.0 * PI / 86400.0, object->tle.mean_motion, 0.0, 1e-15);
    check_near(0.00035317, object->tle.ndot_2, 1e-18, 0.0);
    check_near(0.63250e-3, object->tle.bstar, 1e-18, 0.0);
}

/* A number of nine digits, which no two-line set can hold. */
static void check_new_one(const kurs_orbit_object *object)
{
    assert_int_equal(KURS_ORBIT_OMM, object->kind);
    assert_int_equal(799999999, object->tle.catalog_number);
    assert_string_equal("2026-150A", object->id);
    check_at("2026-08-01T00:00:00.5Z", object->tle.epoch);
    check_near(98.2 * PI / 180.0, object->tle.inc, 1e-15, 0.0);
    check_near(20.0 * PI / 180.0, object->tle.node, 1e-15, 0.0);
    check_near(30.0 * PI / 180.0, object->tle.argp, 1e-15, 0.0);
    check_near(40.0 * PI / 180.0, object->tle.mean_anomaly, 1e-15, 0.0);
    check_near(14.1 * 2.0 * PI / 86400.0, object->tle.mean_motion, 0.0, 1e-15);
    check_near(0.001, object->tle.ecc, 1e-18, 0.0);
    check_near(-1e-5, object->tle.bstar, 1e-20, 0.0);
    check_near(0.0, object->tle.ndot_2, 0.0, 0.0);
}

static void check_sets(const char *name)
{
    kurs_orbit_file *file = sample(name, 0, KURS_OK);
    assert_int_equal(2, kurs_orbit_file_count(file));
    const kurs_orbit_object *object = kurs_orbit_file_object(file, 0);
    check_iss(object);
    assert_int_equal(KURS_ORBIT_TLE, object->kind);
    assert_int_equal(2, object->line);
    assert_string_equal("98067A", object->id);
    object = kurs_orbit_file_object(file, 1);
    assert_int_equal(145544, object->tle.catalog_number);
    assert_string_equal("", object->name);
    assert_int_equal(6, object->line);
    assert_true(isnan(object->mass_kg));
    assert_null(kurs_orbit_file_object(file, 2));
    kurs_orbit_file_destroy(file);
}

static void two_line_sets_with_and_without_names_are_read(void **state)
{
    (void)state;
    check_sets("sets.tle");
}

static void what_is_packed_by_gzip_is_unpacked(void **state)
{
    (void)state;
    check_sets("sets.tle.gz");
}

static void mean_elements_are_the_same_in_kvn_xml_json_and_csv(void **state)
{
    static const char *const names[] = {"omm.kvn", "omm.xml", "omm.json", "omm.csv"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        kurs_orbit_file *file = sample(names[i], 0, KURS_OK);
        const kurs_orbit_object *iss = kurs_orbit_file_object(file, 0);
        check_iss(iss);
        assert_int_equal(KURS_ORBIT_OMM, iss->kind);
        assert_string_equal("1998-067A", iss->id);
        if (i != 1) {
            assert_int_equal(2, kurs_orbit_file_count(file));
            check_new_one(kurs_orbit_file_object(file, 1));
        }
        kurs_orbit_file_destroy(file);
    }
}

static void names_and_places_of_mean_elements_are_kept(void **state)
{
    (void)state;
    kurs_orbit_file *file = sample("omm.kvn", 0, KURS_OK);
    const kurs_orbit_object *object = kurs_orbit_file_object(file, 1);
    assert_string_equal("NEW ONE [A]", object->name);
    assert_int_equal(28, object->line);
    check_near(250.0, object->mass_kg, 0.0, 0.0);
    check_near(2.5, object->drag_area_m2, 0.0, 0.0);
    check_near(2.2, object->drag_coeff, 0.0, 0.0);
    assert_true(isnan(object->solar_coeff));
    kurs_orbit_file_destroy(file);
    file = sample("omm.json", 0, KURS_OK);
    assert_int_equal(5, kurs_orbit_file_object(file, 1)->line);
    kurs_orbit_file_destroy(file);
    file = sample("omm.csv", 0, KURS_OK);
    assert_string_equal("NEW ONE, A", kurs_orbit_file_object(file, 1)->name);
    assert_int_equal(3, kurs_orbit_file_object(file, 1)->line);
    kurs_orbit_file_destroy(file);
}

static void a_state_in_itrf_and_tai_is_read_from_an_opm(void **state)
{
    (void)state;
    /* its manoeuvre is not flown, and that is told */
    kurs_orbit_file *file = sample("opm.kvn", 0, KURS_CAVEAT_SIMPLIFIED);
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_int_equal(1, kurs_orbit_file_count(file));
    assert_int_equal(KURS_ORBIT_OPM, o->kind);
    assert_int_equal(KURS_ORBIT_FRAME_itrf, o->frame);
    assert_string_equal("ALPHA", o->name);
    assert_int_equal(1, o->maneuver_count);
    assert_int_equal(1, o->point_count);
    check_at("2024-03-27T12:00:00.25Z", o->points[0].t); /* TAI-UTC is 37 s */
    check_near_v3(((kurs_vec3){6503514.0, 1239647.0, -717490.0}), o->points[0].s.r, 0.0);
    check_near_v3(((kurs_vec3){-873.16, 8740.42, -4191.076}), o->points[0].s.v, 0.0);
    check_near(3000.0, o->mass_kg, 0.0, 0.0);
    check_near(18.77, o->solar_area_m2, 0.0, 0.0);
    check_near(1.0, o->solar_coeff, 0.0, 0.0);
    check_near(18.5, o->drag_area_m2, 0.0, 0.0);
    check_near(2.5, o->drag_coeff, 0.0, 0.0);
    kurs_orbit_file_destroy(file);
}

static void a_state_in_gcrf_and_tt_is_read_from_xml(void **state)
{
    (void)state;
    kurs_orbit_file *file = sample("opm.xml", 0, KURS_OK);
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_string_equal("BETA & CO", o->name);
    assert_int_equal(KURS_ORBIT_FRAME_gcrf, o->frame);
    check_at("2024-03-27T12:00:00Z", o->points[0].t); /* TT-UTC is 69.184 s */
    check_near_v3(((kurs_vec3){7e6, 0.0, 0.0}), o->points[0].s.r, 0.0);
    check_near_v3(((kurs_vec3){0.0, 7500.0, 100.0}), o->points[0].s.v, 0.0);
    check_near(1200.5, o->mass_kg, 0.0, 0.0);
    kurs_orbit_file_destroy(file);
}

static void segments_of_an_ephemeris_are_objects(void **state)
{
    (void)state;
    kurs_orbit_file *file = sample("oem.kvn", 0, KURS_OK);
    assert_int_equal(2, kurs_orbit_file_count(file));
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_int_equal(KURS_ORBIT_OEM, o->kind);
    assert_int_equal(KURS_ORBIT_FRAME_eme2000, o->frame);
    assert_int_equal(5, o->line);
    assert_int_equal(4, o->point_count);
    check_at("2024-03-27T12:04:00Z", o->usable_from);
    check_at("2024-03-27T12:08:00Z", o->usable_to);
    assert_string_equal("HERMITE", o->interpolation);
    assert_int_equal(7, o->interpolation_degree);
    check_near(452886.0, o->mass_kg, 0.0, 0.0);
    check_near(1574.2, o->drag_area_m2, 0.0, 0.0);
    check_near(2.1, o->drag_coeff, 0.0, 0.0);
    check_at("2024-03-27T12:12:00Z", o->points[3].t);
    check_near_v3(((kurs_vec3){4.8e6, 4.8e6, 2500.0}), o->points[3].s.r, 0.0);
    check_near_v3(((kurs_vec3){-5400.0, 5400.0, 0.0}), o->points[3].s.v, 0.0);
    o = kurs_orbit_file_object(file, 1);
    assert_int_equal(KURS_ORBIT_FRAME_gcrf, o->frame);
    assert_int_equal(2, o->point_count);
    check_at("2024-03-27T12:20:00Z", o->points[0].t); /* GPS-UTC is 18 s */
    check_at("2024-03-27T12:24:00Z", o->usable_to);
    assert_true(isnan(o->mass_kg));
    assert_string_equal("", o->interpolation);
    kurs_orbit_file_destroy(file);
}

static void an_ephemeris_is_read_from_xml(void **state)
{
    (void)state;
    kurs_orbit_file *file = sample("oem.xml", 0, KURS_OK);
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_int_equal(1, kurs_orbit_file_count(file));
    assert_int_equal(KURS_ORBIT_FRAME_teme, o->frame);
    assert_int_equal(2, o->point_count);
    check_at("2024-03-27T12:00:00Z", o->points[0].t);
    check_near(4028818.3041144198, o->points[0].s.r.x, 0.0, 0.0);
    check_near_v3(((kurs_vec3){-4000.0, 2000.0, 6000.0}), o->points[1].s.v, 0.0);
    check_near(454339.0, o->mass_kg, 0.0, 0.0);
    kurs_orbit_file_destroy(file);
}

static kurs_status parse(const char *text, size_t n, int flags, kurs_orbit_file **file)
{
    kurs_diag_init(&diag);
    return kurs_orbit_file_parse("text", text, n, flags, file, &diag);
}

static void wrong_checksums_are_read_on_demand_only(void **state)
{
    static const char set[] =
        "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9990\n"
        "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878\n";
    kurs_orbit_file *file;
    (void)state;
    assert_int_equal(KURS_ERR_CHECKSUM, parse(set, strlen(set), 0, &file));
    assert_int_equal(KURS_OK, parse(set, strlen(set), KURS_ORBIT_IGNORE_CHECKSUM, &file));
    kurs_orbit_file_destroy(file);
}

/* Through the leap second at the end of 2016, in each scale: TAI-UTC was 36 s before it and 37 s
 * after it; TT-TAI 32.184 s, TAI-GPS 19 s. */
static void epochs_are_right_through_a_leap_second(void **state)
{
    static const struct {
        const char *scale, *epoch;
        double after_noon_s; /* TAI since 2000-01-01T12:00:00 TAI, days counted by calendar */
    } cases[] = {
        {"UTC", "2016-12-31T23:59:59.5", 6209.0 * 86400 + 43199.5 + 36},
        {"UTC", "2016-12-31T23:59:60.5", 6209.0 * 86400 + 43200.5 + 36},
        {"UTC", "2017-01-01T00:00:00.5", 6209.0 * 86400 + 43200.5 + 37},
        {"UTC", "2016-366T23:59:60.123456789", 6209.0 * 86400 + 43200.123456789 + 36},
        {"TAI", "2017-01-01T00:00:36.25", 6209.0 * 86400 + 43236.25},
        {"TAI", "2017-001T00:00:36.25", 6209.0 * 86400 + 43236.25},
        {"TT", "2017-01-01T00:01:08.184", 6209.0 * 86400 + 43268.184 - 32.184},
        {"GPS", "2017-01-01T00:00:17", 6209.0 * 86400 + 43217 + 19},
        {"TAI", "2000-01-01T12:00:00", 0.0},
        {"TAI", "1999-12-31T12:00:00", -86400.0},
        {"TAI", "2000-03-01T12:00:00", 60.0 * 86400},
        {"TAI", "2001-01-01T12:00:00", 366.0 * 86400},
        {"TAI", "1980-01-06T00:00:19", (-20.0 * 365 - 5 + 5) * 86400 - 43200 + 19},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        kurs_orbit_file *file;
        snprintf(text, sizeof text,
                 "CCSDS_OPM_VERS = 2.0\nOBJECT_NAME = A\nOBJECT_ID = B\nCENTER_NAME = EARTH\n"
                 "REF_FRAME = GCRF\nTIME_SYSTEM = %s\nEPOCH = %s\nX = 7000\nY = 0\nZ = 0\n"
                 "X_DOT = 0\nY_DOT = 7\nZ_DOT = 0\n",
                 cases[i].scale, cases[i].epoch);
        assert_int_equal(KURS_OK, parse(text, strlen(text), 0, &file));
        const kurs_tai t = kurs_orbit_file_object(file, 0)->points[0].t;
        check_near(cases[i].after_noon_s, (double)t.s + t.f, 2e-7, 0.0);
        check_near(cases[i].after_noon_s - floor(cases[i].after_noon_s), t.f, 1e-7, 0.0);
        kurs_orbit_file_destroy(file);
    }
}

static void line_ends_of_all_kinds_and_a_byte_order_mark_do_no_harm(void **state)
{
    static const char set[] =
        "\xEF\xBB\xBFISS\r\n\r\n"
        "1 25544U 98067A   24087.50963912  .00035317  00000+0  63250-3 0  9993\r\n"
        "2 25544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445878";
    kurs_orbit_file *file;
    (void)state;
    assert_int_equal(KURS_OK, parse(set, strlen(set), 0, &file));
    assert_string_equal("ISS", kurs_orbit_file_object(file, 0)->name);
    kurs_orbit_file_destroy(file);
}

static void gzip_members_follow_each_other(void **state)
{
    char path[4096], bytes[4096];
    kurs_orbit_file *file;
    (void)state;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/orbit_file/sets.tle.gz", KURS_SOURCE_DIR);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t n = fread(bytes, 1, sizeof bytes / 2, in);
    assert_int_equal(0, fclose(in));
    memcpy(bytes + n, bytes, n);
    memset(bytes + 2 * n, 0, 16); /* padding */
    assert_int_equal(KURS_OK, parse(bytes, 2 * n + 16, 0, &file));
    assert_int_equal(4, kurs_orbit_file_count(file));
    kurs_orbit_file_destroy(file);
}

static void the_path_of_one_dash_is_standard_input(void **state)
{
    kurs_orbit_file *file;
    (void)state;
    assert_non_null(freopen(KURS_SOURCE_DIR "/tests/fuzz/corpus/orbit_file/omm.json", "rb", stdin));
    kurs_diag_init(&diag);
    assert_int_equal(KURS_OK, kurs_orbit_file_read("-", 0, &file, &diag));
    check_iss(kurs_orbit_file_object(file, 0));
    kurs_orbit_file_destroy(file);
    assert_int_equal(KURS_ERR_SYNTAX, kurs_orbit_file_read("-", 0, &file, &diag)); /* its end */
    assert_string_equal("standard input", diag.items[0].file);
}

static void what_a_message_leaves_open_is_empty(void **state)
{
    static const char text[] =
        "CCSDS_OPM_VERS = 2.0\nCREATION_DATE =\nOBJECT_NAME =\nOBJECT_ID =\n"
        "CENTER_NAME = EARTH\nREF_FRAME = J2000\nTIME_SYSTEM = UTC\n"
        "EPOCH = 2024-03-27T12:00:00\nX = 7000\nY = 0\nZ = 0\nX_DOT = 0\nY_DOT = 7\nZ_DOT = 0";
    kurs_orbit_file *file;
    (void)state;
    assert_int_equal(KURS_OK, parse(text, strlen(text), 0, &file));
    const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
    assert_string_equal("", o->name);
    assert_int_equal(KURS_ORBIT_FRAME_eme2000, o->frame);
    assert_true(isnan(o->mass_kg));
    kurs_orbit_file_destroy(file);
}

typedef struct published {
    const char *name, *first, *last;
    size_t count;
    double mass_kg, drag_area_m2, drag_coeff;
} published;

/* Counted and read with another tool (grep), and the comments of the files. */
static const published nasa[] = {
    {"iss-2021-10-27.oem.xml.gz", "2021-10-27T13:30:31.077", "2021-11-11T13:30:31.077", 5406,
     447255.0, 1624.5, 1.4},
    {"iss-2021-12-01.oem.xml.gz", "2021-12-01T12:00:00", "2021-12-16T12:00:00", 5403, 448187.0,
     1616.04, 1.3},
    {"iss-2022-01-17.oem.xml.gz", "2022-01-17T12:00:00", "2022-02-01T12:00:00", 5402, 458943.0,
     1606.8, 2.5},
    {"iss-2024-02-16.oem.txt.gz", "2024-02-16T12:00:00", "2024-03-02T12:00:00", 5822, 452886.0,
     1574.2, 2.1},
    {"iss-2025-02-26.oem.xml.gz", "2025-02-26T12:00:00", "2025-03-13T12:00:00", 5413, 454339.0,
     1791.9, 1.95},
};

static void the_public_ephemerides_of_the_station_are_read_whole(void **state)
{
    const char *folder = getenv("KURS_OEM_DATA");
    (void)state;
    for (size_t i = 0; i < sizeof nasa / sizeof nasa[0]; i++) {
        const published *want = &nasa[i];
        char path[4096];
        kurs_orbit_file *file = NULL;
        snprintf(path, sizeof path, "%s/%s",
                 folder ? folder : KURS_SOURCE_DIR "/../shared/data/oem", want->name);
        FILE *there = fopen(path, "rb");
        if (!there) {
            skip();
        }
        assert_int_equal(0, fclose(there));
        kurs_diag_init(&diag);
        const kurs_status status = kurs_orbit_file_read(path, 0, &file, &diag);
        tell();
        assert_int_equal(KURS_OK, status);
        assert_int_equal(1, kurs_orbit_file_count(file));
        const kurs_orbit_object *o = kurs_orbit_file_object(file, 0);
        assert_int_equal(want->count, o->point_count);
        assert_int_equal(KURS_ORBIT_FRAME_eme2000, o->frame);
        check_at(want->first, o->points[0].t);
        check_at(want->last, o->points[o->point_count - 1].t);
        check_at(want->last, o->usable_to);
        check_near(want->mass_kg, o->mass_kg, 0.0, 0.0);
        check_near(want->drag_area_m2, o->drag_area_m2, 0.0, 0.0);
        check_near(want->drag_coeff, o->drag_coeff, 0.0, 0.0);
        check_near(0.0, o->solar_area_m2, 0.0, 0.0);
        for (size_t j = 0; j < o->point_count; j++) { /* the station is where it flies */
            const kurs_vec3 r = o->points[j].s.r;
            check_near(6.79e6, sqrt(r.x * r.x + r.y * r.y + r.z * r.z), 3e4, 0.0);
        }
        kurs_orbit_file_destroy(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_line_sets_with_and_without_names_are_read),
        cmocka_unit_test(what_is_packed_by_gzip_is_unpacked),
        cmocka_unit_test(mean_elements_are_the_same_in_kvn_xml_json_and_csv),
        cmocka_unit_test(names_and_places_of_mean_elements_are_kept),
        cmocka_unit_test(a_state_in_itrf_and_tai_is_read_from_an_opm),
        cmocka_unit_test(a_state_in_gcrf_and_tt_is_read_from_xml),
        cmocka_unit_test(segments_of_an_ephemeris_are_objects),
        cmocka_unit_test(an_ephemeris_is_read_from_xml),
        cmocka_unit_test(wrong_checksums_are_read_on_demand_only),
        cmocka_unit_test(epochs_are_right_through_a_leap_second),
        cmocka_unit_test(line_ends_of_all_kinds_and_a_byte_order_mark_do_no_harm),
        cmocka_unit_test(gzip_members_follow_each_other),
        cmocka_unit_test(the_path_of_one_dash_is_standard_input),
        cmocka_unit_test(what_a_message_leaves_open_is_empty),
        cmocka_unit_test(the_public_ephemerides_of_the_station_are_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
