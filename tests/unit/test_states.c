/* SPDX-License-Identifier: Apache-2.0 */
/* States as OEM, CSV and JSON; what an OEM of ours says is read back to the same bits. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/base.h"
#include "check.h"
#include "io/states_write.h"
#include "kurs/write.h"

enum { POINTS = 500 };

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

typedef kurs_status writer(const kurs_states *states, FILE *out);

static char *written(writer *write, const kurs_states *states, size_t *n)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, n);
    assert_non_null(out);
    assert_int_equal(KURS_OK, write(states, out));
    assert_int_equal(0, fclose(out));
    return text;
}

static double any(kurs_random *random, double size)
{
    return size * kurs_random_normal(random);
}

/* Through the leap second at the end of 2016, a nanosecond and more apart. */
static void make_points(kurs_orbit_point *points, const char *stream)
{
    kurs_random random;
    kurs_random_init(&random, 7, stream);
    kurs_tai t = at("2016-12-31T23:58:00Z");
    for (int i = 0; i < POINTS; i++) {
        t.f = floor(1e9 * kurs_random_uniform(&random)) / 1e9;
        points[i].t = t;
        const double scale = i % 50 == 0 ? 1e-9 : i % 51 == 0 ? 1e10 : 7e6;
        points[i].s.r.x = any(&random, scale), points[i].s.r.y = any(&random, scale);
        points[i].s.r.z = any(&random, scale), points[i].s.v.x = any(&random, 7e3);
        points[i].s.v.y = any(&random, 7e3), points[i].s.v.z = i % 7 ? any(&random, 7e3) : 0.0;
        t.s++;
    }
}

static void check_same(const kurs_orbit_point *want, const kurs_orbit_object *object)
{
    assert_int_equal(POINTS, object->point_count);
    for (int i = 0; i < POINTS; i++) {
        const kurs_orbit_point *got = &object->points[i];
        assert_int_equal(want[i].t.s, got->t.s);
        check_near(want[i].t.f, got->t.f, 0.0, 0.0);
        assert_memory_equal(&want[i].s, &got->s, sizeof got->s);
    }
}

static void an_ephemeris_is_read_back_to_the_same_bits(void **state)
{
    static kurs_orbit_point a[POINTS], b[POINTS];
    static kurs_diag diag;
    size_t n;
    kurs_orbit_file *file;
    (void)state;
    make_points(a, "a");
    make_points(b, "b");
    const kurs_state_segment segments[] = {{"ISS (ZARYA)", "1998-067A", "numerical", a, POINTS},
                                           {NULL, NULL, NULL, b, POINTS}};
    for (int frame = 0; frame < KURS_ORBIT_FRAME_COUNT; frame++) {
        const kurs_states states = {.frame = (kurs_orbit_frame)frame,
                                    .created = at("2017-01-01T00:00:00Z"),
                                    .segments = segments,
                                    .segment_count = 2};
        char *text = written(kurs_oem_write_states, &states, &n);
        kurs_diag_init(&diag);
        assert_int_equal(KURS_OK, kurs_orbit_file_parse("oem", text, n, 0, &file, &diag));
        assert_int_equal(2, kurs_orbit_file_count(file));
        const kurs_orbit_object *first = kurs_orbit_file_object(file, 0);
        assert_string_equal("ISS (ZARYA)", first->name);
        assert_string_equal("1998-067A", first->id);
        assert_int_equal(frame, first->frame);
        check_same(a, first);
        assert_string_equal("UNKNOWN", kurs_orbit_file_object(file, 1)->name);
        check_same(b, kurs_orbit_file_object(file, 1));
        kurs_orbit_file_destroy(file);
        free(text);
    }
}

static void the_head_of_an_ephemeris_is_that_of_ccsds_502_0(void **state)
{
    const kurs_orbit_point points[] = {
        {at("2024-03-23T12:36:10.573Z"), {{7e6, -1.0, 2.5e-6}, {-7500.125, 0.0, 1e-3}}},
        {at("2024-03-23T12:36:20.573Z"), {{7e6, -1.0, 2.5}, {-7500.125, 0.0, 12.0}}}};
    const kurs_state_segment segment = {"A\nB", "1998-067A", "SGP4", points, 2};
    const kurs_caveat caveat = {.code = KURS_CAVEAT_ELEMENTS_OLD, .text = "old", .times = 2};
    const kurs_states states = {.frame = KURS_ORBIT_FRAME_eme2000,
                                .created = points[0].t,
                                .segments = &segment,
                                .segment_count = 1,
                                .caveats = &caveat,
                                .caveat_count = 1};
    size_t n;
    (void)state;
    char *text = written(kurs_oem_write_states, &states, &n);
    assert_string_equal("CCSDS_OEM_VERS = 2.0\n"
                        "COMMENT propagated, not observed\n"
                        "COMMENT old\n"
                        "CREATION_DATE = 2024-03-23T12:36:10.573\n"
                        "ORIGINATOR = KURS\n"
                        "\n"
                        "META_START\n"
                        "COMMENT SGP4\n"
                        "OBJECT_NAME = A?B\n"
                        "OBJECT_ID = 1998-067A\n"
                        "CENTER_NAME = EARTH\n"
                        "REF_FRAME = EME2000\n"
                        "TIME_SYSTEM = UTC\n"
                        "START_TIME = 2024-03-23T12:36:10.573000000\n"
                        "STOP_TIME = 2024-03-23T12:36:20.573000000\n"
                        "META_STOP\n"
                        "\n"
                        "2024-03-23T12:36:10.573000000 7000 -0.001 2.5000000000000002e-9 "
                        "-7.500125 0 1.0e-6\n"
                        "2024-03-23T12:36:20.573000000 7000 -0.001 0.0025 -7.500125 0 0.012\n",
                        text);
    free(text);
}

static void kilometres_have_all_digits_of_the_metres(void **state)
{
    static const struct {
        double m;
        const char *km;
    } cases[] = {{0.0, "0"},
                 {-0.0, "0"},
                 {1.0, "0.001"},
                 {-1234.5, "-1.2345"},
                 {0.1, "0.00010000000000000001"},
                 {6798123.456789, "6798.123456789"},
                 {1e3, "1"},
                 {1e7, "10000"},
                 {123456789e3, "123456789"},
                 {9.007199254740993e15, "9007199254740.992"},
                 {1e22, "1.0e19"},
                 {-2.5e-10, "-2.5000000000000002e-13"},
                 {1.7976931348623157e308, "1.7976931348623157e305"}};
    char text[KURS_KM_TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(strlen(cases[i].km), kurs_km_text(cases[i].m, text));
        assert_string_equal(cases[i].km, text);
    }
    assert_int_equal(0, kurs_km_text((double)NAN, text));
    assert_int_equal(0, kurs_km_text((double)INFINITY, text));
}

/* The C library has its own way to the same digits. */
static void kilometres_are_correctly_rounded_at_every_size(void **state)
{
    /* of eighteen digits of which the last is 5, to the even one of both; ends of the range */
    static const double ties[] = {1234567.00048828125,
                                  1234567.00146484375,
                                  1e16 - 2.0,
                                  1e15,
                                  9007199254740991.0,
                                  9.9999999999999995e-6,
                                  1e-5,
                                  99999.999999999985,
                                  0.5};
    kurs_random random;
    kurs_random_init(&random, 3, "km");
    (void)state;
    for (int i = 0; i < 200000; i++) {
        const double size = pow(10.0, 26.0 * kurs_random_uniform(&random) - 8.0);
        const double m = i < (int)(sizeof ties / sizeof ties[0]) ? ties[i] : any(&random, size);
        char want[64], got[KURS_KM_TEXT_SIZE], digits[64];
        int n = 0;
        snprintf(want, sizeof want, "%.16e", fabs(m));
        assert_true(kurs_km_text(m, got) > 0);
        for (const char *c = got; *c && *c != 'e'; c++) {
            if (*c >= '0' && *c <= '9' && (n > 0 || *c != '0')) {
                digits[n++] = *c;
            }
        }
        while (n < 17) {
            digits[n++] = '0';
        }
        want[1] = want[0];
        assert_memory_equal(want + 1, digits, 1);
        assert_memory_equal(want + 2, digits + 1, 16);
        check_near(m * 1e-3, strtod(got, NULL), 0.0, 3e-16);
    }
}

static const kurs_states *two_objects(void)
{
    static kurs_orbit_point points[3];
    static kurs_state_segment segments[3];
    static kurs_caveat caveat = {.code = KURS_CAVEAT_ELEMENTS_OLD, .text = "old", .times = 2};
    static kurs_states states = {.frame = KURS_ORBIT_FRAME_teme,
                                 .segments = segments,
                                 .segment_count = 3,
                                 .caveats = &caveat,
                                 .caveat_count = 1};
    points[0] = (kurs_orbit_point){at("2024-03-23T12:36:10.573Z"),
                                   {{7e6, -1.0, 2.5}, {-7500.125, 0.0, 12.0}}};
    points[1] = points[0];
    points[1].t = at("2024-03-23T12:36:10.123456Z");
    points[2] = points[0];
    points[2].s.r.x = (double)NAN;
    segments[0] = (kurs_state_segment){"A, \"B\"", NULL, NULL, points, 2};
    segments[1] = (kurs_state_segment){NULL, "1998-067A", NULL, &points[2], 1};
    segments[2] = (kurs_state_segment){"", "", NULL, points, 1};
    return &states;
}

static void csv_has_the_promised_columns(void **state)
{
    size_t n;
    (void)state;
    char *text = written(kurs_csv_write_states, two_objects(), &n);
    assert_string_equal(
        "object,utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s\n"
        "\"A, \"\"B\"\"\",2024-03-23T12:36:10.573Z,7000,-0.001,0.0025,-7.500125,0,0.012\n"
        "\"A, \"\"B\"\"\",2024-03-23T12:36:10.123456000Z,7000,-0.001,0.0025,-7.500125,0,0.012\n"
        "1998-067A,2024-03-23T12:36:10.573Z,,-0.001,0.0025,-7.500125,0,0.012\n"
        "3,2024-03-23T12:36:10.573Z,7000,-0.001,0.0025,-7.500125,0,0.012\n",
        text);
    free(text);
}

static void check_number(const json_t *state, const char *key, size_t i, double want)
{
    check_near(want, json_real_value(json_array_get(json_object_get(state, key), i)), 0.0, 1e-15);
}

static void json_has_the_promised_keys(void **state)
{
    size_t n;
    (void)state;
    char *text = written(kurs_json_write_states, two_objects(), &n);
    assert_true(strncmp(text, "{\n  \"schema\": \"kurs.propagate/1\"", 32) == 0);
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    assert_string_equal("TEME", json_string_value(json_object_get(root, "frame")));
    const json_t *objects = json_object_get(root, "objects");
    assert_int_equal(3, json_array_size(objects));
    const json_t *a = json_array_get(objects, 0);
    assert_string_equal("A, \"B\"", json_string_value(json_object_get(a, "object")));
    const json_t *states = json_object_get(a, "states");
    assert_int_equal(2, json_array_size(states));
    const json_t *s = json_array_get(states, 0);
    assert_string_equal("2024-03-23T12:36:10.573Z", json_string_value(json_object_get(s, "utc")));
    check_number(s, "r_km", 0, 7000.0);
    check_number(s, "r_km", 1, -0.001);
    check_number(s, "r_km", 2, 0.0025);
    check_number(s, "v_km_s", 0, -7.500125);
    check_number(s, "v_km_s", 2, 0.012);
    const json_t *b = json_array_get(json_object_get(json_array_get(objects, 1), "states"), 0);
    assert_true(json_is_null(json_array_get(json_object_get(b, "r_km"), 0)));
    const json_t *caveat = json_array_get(json_object_get(root, "caveats"), 0);
    assert_string_equal("elements_old", json_string_value(json_object_get(caveat, "code")));
    assert_int_equal(2, json_integer_value(json_object_get(caveat, "times")));
    json_decref(root);
    free(text);
}

static void json_without_an_object_is_complete(void **state)
{
    const kurs_states none = {.frame = KURS_ORBIT_FRAME_gcrf};
    size_t n;
    (void)state;
    char *text = written(kurs_json_write_states, &none, &n);
    json_t *root = json_loadb(text, n, 0, NULL);
    assert_non_null(root);
    assert_int_equal(0, json_array_size(json_object_get(root, "objects")));
    assert_int_equal(0, json_array_size(json_object_get(root, "caveats")));
    json_decref(root);
    free(text);
}

static void what_no_ephemeris_can_hold_is_refused(void **state)
{
    kurs_orbit_point points[2] = {{at("2024-03-23T12:00:00Z"), {{7e6, 0, 0}, {0, 7e3, 0}}},
                                  {at("2024-03-23T12:00:00Z"), {{7e6, 0, 0}, {0, 7e3, 0}}}};
    kurs_state_segment segment = {"A", NULL, NULL, points, 2};
    kurs_states states = {.created = points[0].t, .segments = &segment, .segment_count = 1};
    FILE *out = fopen("/dev/null", "w");
    (void)state;
    assert_non_null(out);
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_oem_write_states(&states, out));
    segment.count = 0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_oem_write_states(&states, out));
    segment.count = 1;
    assert_int_equal(KURS_OK, kurs_oem_write_states(&states, out));
    points[0].s.v.y = (double)INFINITY;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_oem_write_states(&states, out));
    states.segment_count = 0;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_oem_write_states(&states, out));
    assert_int_equal(0, fclose(out));
}

static void a_full_disk_is_told(void **state)
{
    writer *const writers[] = {kurs_oem_write_states, kurs_csv_write_states,
                               kurs_json_write_states};
    static kurs_orbit_point points[POINTS];
    const kurs_state_segment segment = {"A", NULL, NULL, points, POINTS};
    (void)state;
    make_points(points, "c");
    const kurs_states states = {.created = points[0].t, .segments = &segment, .segment_count = 1};
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        FILE *out = fopen("/dev/full", "w");
        if (!out) {
            skip();
        }
        assert_int_equal(KURS_ERR_IO, writers[i](&states, out));
        (void)fclose(out);
    }
}

static void frames_have_the_names_of_ccsds(void **state)
{
    (void)state;
    assert_string_equal(kurs_orbit_frame_name(KURS_ORBIT_FRAME_gcrf), "GCRF");
    assert_string_equal(kurs_orbit_frame_name(KURS_ORBIT_FRAME_eme2000), "EME2000");
    assert_string_equal(kurs_orbit_frame_name(KURS_ORBIT_FRAME_itrf), "ITRF2014");
    assert_string_equal(kurs_orbit_frame_name(KURS_ORBIT_FRAME_teme), "TEME");
    assert_string_equal(kurs_orbit_frame_name(KURS_ORBIT_FRAME_COUNT), "unknown");
    assert_string_equal(kurs_orbit_frame_name((kurs_orbit_frame)-1), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_have_the_names_of_ccsds),
        cmocka_unit_test(an_ephemeris_is_read_back_to_the_same_bits),
        cmocka_unit_test(the_head_of_an_ephemeris_is_that_of_ccsds_502_0),
        cmocka_unit_test(kilometres_have_all_digits_of_the_metres),
        cmocka_unit_test(kilometres_are_correctly_rounded_at_every_size),
        cmocka_unit_test(csv_has_the_promised_columns),
        cmocka_unit_test(json_has_the_promised_keys),
        cmocka_unit_test(json_without_an_object_is_complete),
        cmocka_unit_test(what_no_ephemeris_can_hold_is_refused),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
