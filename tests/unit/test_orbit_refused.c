/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong in an orbit file is told with its place, whatever the bytes are. */
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "check.h"
#include "fail_alloc.h"
#include "kurs/orbit_file.h"

enum { ROOM = 8192 };

static kurs_diag diag;
static kurs_orbit_file *const untouched = (kurs_orbit_file *)(uintptr_t)0x5a;

static const char *const samples[] = {"sets.tle", "sets.tle.gz", "omm.kvn", "omm.xml", "omm.json",
                                      "omm.csv",  "opm.kvn",     "opm.xml", "oem.kvn", "oem.xml"};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static size_t load(const char *name, char *out)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/orbit_file/%s", KURS_SOURCE_DIR, name);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t n = fread(out, 1, ROOM - 1, in);
    assert_int_equal(0, fclose(in));
    assert_in_range(n, 1, ROOM - 2);
    out[n] = '\0';
    return n;
}

/* A sample in which `to` stands for the first `from`. */
typedef struct broken {
    const char *sample, *from, *to;
    kurs_status status;
    int line, column; /* of the first error */
} broken;

/* 1 where it is refused as told; else says how it is not. */
static int is_refused(const broken *b, const char *text, size_t n)
{
    kurs_orbit_file *file = untouched;
    kurs_diag_init(&diag);
    const kurs_status got = kurs_orbit_file_parse("text", text, n, 0, &file, &diag);
    const kurs_diag_item *item = &diag.items[0];
    if (got != b->status || diag.count == 0 || item->line != b->line || item->column != b->column ||
        !item->what[0] || !item->remedy[0]) {
        char told[KURS_DIAG_LINE_SIZE] = "";
        if (diag.count > 0) {
            kurs_diag_format(item, told, sizeof told);
        }
        print_error("%s, '%s' for '%s': %s, want %s at %d:%d\n%s", b->sample, b->to, b->from,
                    kurs_status_name(got), kurs_status_name(b->status), b->line, b->column, told);
        return 0;
    }
    assert_ptr_equal(untouched, file);
    return 1;
}

static void check_broken(const broken *cases, size_t count)
{
    size_t sound = 0;
    for (size_t i = 0; i < count; i++) {
        char text[ROOM], changed[2 * ROOM];
        (void)load(cases[i].sample, text);
        char *at = strstr(text, cases[i].from);
        if (!at) {
            fail_msg("'%s' is not in %s", cases[i].from, cases[i].sample);
            return;
        }
        const int n = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text,
                               cases[i].to, at + strlen(cases[i].from));
        sound += (size_t)is_refused(&cases[i], changed, (size_t)n);
    }
    assert_int_equal(count, sound);
}

#define CHECK_BROKEN(cases) check_broken(cases, sizeof(cases) / sizeof(cases)[0])

static void two_line_sets_that_are_wrong_are_refused(void **state)
{
    static const broken cases[] = {
        {"sets.tle", "63250-3 0  9993", "63250-3 0  9990", KURS_ERR_CHECKSUM, 3, 69},
        {"sets.tle", "   8.9972 162.1343 15.49609731445878", "", KURS_ERR_SYNTAX, 4, 34},
        {"sets.tle", "2 25544  51.6411", "2 25544     nan ", KURS_ERR_CHECKSUM, 4, 69},
        {"sets.tle", "2 E5544", "x E5544", KURS_ERR_SYNTAX, 7, 1},
        {"sets.tle", "0 ISS", "1 ISS", KURS_ERR_SYNTAX, 2, 14},
        {"sets.tle", "\n\n", "\nA NAME\nANOTHER NAME\n", KURS_ERR_SYNTAX, 5, 1},
        {"sets.tle", "\n2 E5544  51.6411   0.3077 0004676   8.9972 162.1343 15.49609731445876\n",
         "\n", KURS_ERR_SYNTAX, 6, 1},
        {"sets.tle", "# Two objects", "hello", KURS_ERR_SYNTAX, 1, 1},
    };
    (void)state;
    CHECK_BROKEN(cases);
}

static void mean_elements_in_kvn_that_are_wrong_are_refused(void **state)
{
    static const broken cases[] = {
        {"omm.kvn", "15.49609731 [rev/day]", "nan", KURS_ERR_SYNTAX, 12, 15},
        {"omm.kvn", "15.49609731 [rev/day]", "inf", KURS_ERR_SYNTAX, 12, 15},
        {"omm.kvn", "15.49609731 [rev/day]", "1e999", KURS_ERR_RANGE, 12, 15},
        {"omm.kvn", "15.49609731 [rev/day]", "", KURS_ERR_SYNTAX, 12, 15},
        {"omm.kvn", "15.49609731", "-1", KURS_ERR_RANGE, 12, 15},
        {"omm.kvn", "[rev/day]", "[deg]", KURS_ERR_UNIT, 12, 15},
        {"omm.kvn", ".0004676", ".0004676 [km]", KURS_ERR_UNIT, 13, 16},
        {"omm.kvn", ".0004676", "1.0", KURS_ERR_RANGE, 13, 16},
        {"omm.kvn", "51.6411", "181", KURS_ERR_RANGE, 14, 15},
        {"omm.kvn", "BSTAR = .6325E-3 [1/ER]\n", "", KURS_ERR_SCHEMA, 1, 1},
        {"omm.kvn", "ECCENTRICITY", "ECENTRICITY", KURS_ERR_SCHEMA, 13, 15},
        {"omm.kvn", "OBJECT_ID =", "OBJECT_ID", KURS_ERR_SYNTAX, 6, 1},
        {"omm.kvn", "ELEMENT_SET_NO", "BSTAR = 1\nBSTAR", KURS_ERR_SCHEMA, 22, 9},
        {"omm.kvn", "= TEME", "= TOD", KURS_ERR_UNSUPPORTED, 8, 13},
        {"omm.kvn", "= TEME", "= EME2000", KURS_ERR_UNSUPPORTED, 8, 13},
        {"omm.kvn", "= UTC", "= UT1", KURS_ERR_UNSUPPORTED, 9, 15},
        {"omm.kvn", "= UTC", "= TAI", KURS_ERR_UNSUPPORTED, 1, 1},
        {"omm.kvn", "EARTH", "MARS", KURS_ERR_UNSUPPORTED, 7, 15},
        {"omm.kvn", "= SGP4", "= DSST", KURS_ERR_UNSUPPORTED, 10, 23},
        {"omm.kvn", "TYPE = 0", "TYPE = 4", KURS_ERR_UNSUPPORTED, 18, 18},
        {"omm.kvn", "VERS = 2.0", "VERS = 4.0", KURS_ERR_UNSUPPORTED, 1, 1},
        {"omm.kvn", "CCSDS_OMM", "CCSDS_CDM", KURS_ERR_UNSUPPORTED, 1, 1},
        {"omm.kvn", "= 25544", "= 1000000000", KURS_ERR_RANGE, 20, 16},
        {"omm.kvn", "= 25544", "= 255.5", KURS_ERR_SYNTAX, 20, 16},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2024-13-27T12:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2023-02-29T12:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2023-366T12:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2024-000T12:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 1902-03-27T12:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2024-03-27T24:13", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", "= 2024-03-27T12:13", "= 2024-03-27 12:13", KURS_ERR_SYNTAX, 11, 9},
        {"omm.kvn", ":52.819968", ":52.819968+01", KURS_ERR_SYNTAX, 11, 9},
        {"omm.kvn", ":52.819968", ":60", KURS_ERR_RANGE, 11, 9},
        {"omm.kvn", ":52.819968", "", KURS_ERR_SYNTAX, 11, 9},
        {"omm.kvn", "COMMENT", "META_START\nCOMMENT", KURS_ERR_SCHEMA, 2, 1},
    };
    (void)state;
    CHECK_BROKEN(cases);
}

static void states_in_kvn_that_are_wrong_are_refused(void **state)
{
    static const broken cases[] = {
        {"opm.kvn", "717.49 [km]", "717.49 [m]", KURS_ERR_UNIT, 12, 5},
        {"opm.kvn", "-717.49 [km]", "-717.49e8", KURS_ERR_RANGE, 12, 5},
        {"opm.kvn", "Z_DOT = -4.191076E0 [km/s]\n", "", KURS_ERR_SCHEMA, 1, 1},
        {"opm.kvn", "ITRF2014", "TOD", KURS_ERR_UNSUPPORTED, 7, 13},
        {"opm.kvn", "MASS = 3000", "MASS = -3000", KURS_ERR_RANGE, 18, 8},
        {"oem.kvn", "6600 1700 0.5 -2.0 7.4 0\n", "6600 1700 0.5 -2.0 7.4\n", KURS_ERR_SYNTAX, 24,
         47},
        {"oem.kvn", "6600 1700 0.5 -2.0 7.4 0\n", "6600 1700 0.5 nan 7.4 0\n", KURS_ERR_SYNTAX, 24,
         39},
        {"oem.kvn", "6600 1700 0.5 -2.0 7.4 0\n", "6600 1700 0.5 -2.0 7.4 0 1\n", KURS_ERR_SYNTAX,
         24, 51},
        {"oem.kvn", "6600 1700 0.5", "0 0 0", KURS_ERR_RANGE, 24, 1},
        {"oem.kvn", "T12:08:00.000", "T12:04:00.000", KURS_ERR_RANGE, 25, 1},
        {"oem.kvn", "T12:08:00.000", "T12:03:59.000", KURS_ERR_RANGE, 25, 1},
        {"oem.kvn", "T12:08:00.000", "T12:61:00.000", KURS_ERR_RANGE, 25, 1},
        {"oem.kvn", "START_TIME = 2024-03-27T12:00", "START_TIME = 2024-03-27T12:01",
         KURS_ERR_RANGE, 23, 1},
        {"oem.kvn", "STOP_TIME = 2024-03-27T12:12", "STOP_TIME = 2024-03-27T12:11", KURS_ERR_RANGE,
         26, 1},
        {"oem.kvn", "STOP_TIME = 2024-03-27T12:12", "STOP_TIME = 2023-03-27T12:11", KURS_ERR_RANGE,
         14, 13},
        {"oem.kvn", "USEABLE_STOP_TIME = 2024-03-27T12:08", "USEABLE_STOP_TIME = 2024-03-27T12:03",
         KURS_ERR_RANGE, 5, 1},
        {"oem.kvn", "META_STOP\n", "", KURS_ERR_SYNTAX, 22, 1},
        {"oem.kvn",
         "STOP_TIME = 2024-03-27T12:24:18\nMETA_STOP\n2024-03-27T12:20:18 6800 0.25 0 0 "
         "7.6 0 0.001 0.002 0.003\n2024-03-27T12:24:18 6600 1700 0.5 -2.0 7.4 0 0.001 "
         "0.002 0.003\n",
         "STOP_TIME = 2024-03-27T12:24:18\nMETA_STOP\n", KURS_ERR_SCHEMA, 33, 1},
        {"oem.kvn", "META_STOP\n\nCOMMENT", "META_STOP\nX = 1\nCOMMENT", KURS_ERR_SCHEMA, 18, 5},
        {"oem.kvn", "INTERPOLATION =", "INTERPOLATE =", KURS_ERR_SCHEMA, 15, 15},
        {"oem.kvn", "COVARIANCE_STOP\n\nMETA_START", "\n\nMETA_STRT", KURS_ERR_SCHEMA, 44, 1},
        {"oem.kvn", "EME2000", "TOD", KURS_ERR_UNSUPPORTED, 9, 13},
        {"oem.kvn", "= UTC", "= TDB", KURS_ERR_UNSUPPORTED, 10, 15},
    };
    (void)state;
    CHECK_BROKEN(cases);
}

static void xml_that_is_wrong_is_refused(void **state)
{
    static const broken cases[] = {
        {"omm.xml", "</omm>", "", KURS_ERR_SYNTAX, 20, 3},
        {"omm.xml", "rev/day", "deg", KURS_ERR_UNIT, 10, 81},
        {"omm.xml", "15.49609731", "NaN", KURS_ERR_SYNTAX, 10, 85},
        {"omm.xml", "<ECCENTRICITY>.0004676</ECCENTRICITY>", "", KURS_ERR_SCHEMA, 4, 1},
        {"omm.xml", "<tleParameters>", "<tleParameters><oddity/>", KURS_ERR_SCHEMA, 13, 16},
        {"omm.xml", "51.6411", "51.6411<b/>", KURS_ERR_SCHEMA, 11, 58},
        {"omm.xml", "<data>", "<data>text", KURS_ERR_SCHEMA, 9, 7},
        {"omm.xml", "<ndm xmlns", "<!DOCTYPE ndm [<!ENTITY a \"b\">]>\n<ndm xmlns", KURS_ERR_SYNTAX,
         2, 15},
        {"omm.xml", "<body>",
         "<body><segment><segment><segment><segment><segment><segment>"
         "<segment><segment><segment><segment><segment><segment><segment>",
         KURS_ERR_SYNTAX, 6, 124},
        {"omm.xml", "<omm ", "<cdm ", KURS_ERR_UNSUPPORTED, 4, 1},
        {"omm.xml", "version=\"2.0\">", "version=\"9.0\">", KURS_ERR_UNSUPPORTED, 4, 1},
        {"oem.xml", "T12:04:00.000Z</EPOCH>", "T12:00:00.000Z</EPOCH>", KURS_ERR_RANGE, 16, 29},
        {"oem.xml", "<Y units=\"km\">6000</Y>", "", KURS_ERR_SCHEMA, 16, 9},
        {"oem.xml", "<Y units=\"km\">6000</Y>", "<Y units=\"m\">6000</Y>", KURS_ERR_UNIT, 17, 46},
        {"oem.xml", "<Y units=\"km\">6000</Y>", "<X>6000</X>", KURS_ERR_SCHEMA, 17, 36},
        {"oem.xml", "<TIME_SYSTEM>UTC</TIME_SYSTEM>", "", KURS_ERR_SCHEMA, 6, 7},
    };
    (void)state;
    CHECK_BROKEN(cases);
}

static void json_and_csv_that_are_wrong_are_refused(void **state)
{
    static const broken cases[] = {
        {"omm.json", "15.49609731", "NaN", KURS_ERR_SYNTAX, 1, 108},
        {"omm.json", "15.49609731", "\"NaN\"", KURS_ERR_SYNTAX, 1, 106},
        {"omm.json", "15.49609731", "true", KURS_ERR_SYNTAX, 1, 106},
        {"omm.json", "15.49609731", "[1]", KURS_ERR_SYNTAX, 1, 106},
        {"omm.json", "15.49609731", "null", KURS_ERR_SCHEMA, 1, 2},
        {"omm.json", "0.0004676", "-0.1", KURS_ERR_RANGE, 2, 16},
        {"omm.json", "\"BSTAR\":0.0006325,", "", KURS_ERR_SCHEMA, 1, 2},
        {"omm.json", "\"BSTAR\":", "\"EPOCH\":", KURS_ERR_SYNTAX, 4, 7},
        {"omm.json", "\"799999999\"", "\"7999999990\"", KURS_ERR_RANGE, 8, 16},
        {"omm.json", "\"-0.00001000000000\"", "\"\"", KURS_ERR_SYNTAX, 8, 36},
        {"omm.json", "\"TEME\"", "\"TOD\"", KURS_ERR_UNSUPPORTED, 5, 107},
        {"omm.json", "},\n", "}\n", KURS_ERR_SYNTAX, 5, 1},
        {"omm.json", "NEW ONE\"}]", "NEW ONE\"}", KURS_ERR_SYNTAX, 9, 1},
        {"omm.json", "NEW ONE\"}]", "NEW ONE\"}] x", KURS_ERR_SYNTAX, 8, 119},
        {"omm.json", "[{", "[[{", KURS_ERR_SCHEMA, 1, 2},
        {"omm.csv", ",44587,", ",", KURS_ERR_SYNTAX, 2, 135},
        {"omm.csv", "15.49609731", "NaN", KURS_ERR_SYNTAX, 2, 50},
        {"omm.csv", "BSTAR", "BTSAR", KURS_ERR_SCHEMA, 2, 1},
        {"omm.csv", "\"2026-150A\"", "\"2026-150A", KURS_ERR_SYNTAX, 3, 26},
        {"omm.csv", "\"98.2\"", "\"182\"", KURS_ERR_RANGE, 3, 70},
    };
    (void)state;
    CHECK_BROKEN(cases);
}

static void all_errors_of_a_file_are_told_at_once(void **state)
{
    char text[ROOM], *at;
    kurs_orbit_file *file = untouched;
    (void)state;
    const size_t n = load("omm.kvn", text);
    at = strstr(text, "51.6411");
    memcpy(at, "x1.6411", 7);
    at = strstr(text, "UTC");
    memcpy(at, "UT1", 3);
    at = strstr(text, "98.2");
    memcpy(at, "-8.2", 4);
    kurs_diag_init(&diag);
    assert_int_equal(KURS_ERR_UNSUPPORTED, kurs_orbit_file_parse("text", text, n, 0, &file, &diag));
    assert_int_equal(3, diag.count);
    assert_int_equal(9, diag.items[0].line);
    assert_int_equal(14, diag.items[1].line);
    assert_int_equal(40, diag.items[2].line);
    assert_string_equal("text", diag.items[0].file);
    assert_string_equal("INCLINATION = x1.6411 [deg]", diag.items[1].source);
}

static void refused(const char *text, size_t n, kurs_status status, int line, int column)
{
    const broken b = {"made", "", "", status, line, column};
    assert_true(is_refused(&b, text, n));
}

static void what_is_no_orbit_file_is_refused(void **state)
{
    (void)state;
    refused("", 0, KURS_ERR_SYNTAX, 0, 0);
    refused("\n\n# nothing\n", 12, KURS_ERR_SYNTAX, 0, 0);
    refused("[]", 2, KURS_ERR_SYNTAX, 0, 0);
    refused("ab\nc\0d", 6, KURS_ERR_SYNTAX, 2, 2);
    refused("\x7f"
            "ELF\x02\x01\x01",
            7, KURS_ERR_SYNTAX, 1, 1);
    refused("<html><p>not found</p></html>", 29, KURS_ERR_UNSUPPORTED, 1, 1);
    refused("<", 1, KURS_ERR_SYNTAX, 1, 1);
    refused("{\"error\": \"no access\"}", 22, KURS_ERR_SCHEMA, 1, 1);
    refused("a,b\nMEAN_MOTION,EPOCH\n", 22, KURS_ERR_SYNTAX, 1, 1);
    refused("\x1f\x8b nothing", 10, KURS_ERR_SYNTAX, 0, 0);
}

/* Every length of every sample: an error or an orbit, and nothing kept of it. */
static void a_file_cut_anywhere_does_no_harm(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        char text[ROOM];
        const size_t n = load(samples[i], text);
        for (size_t cut = 0; cut < n; cut++) {
            char *copy = malloc(cut + 1); /* so that a sanitizer sees a byte too far */
            assert_non_null(copy);
            memcpy(copy, text, cut);
            fail_alloc fail;
            fail_alloc_start(&fail, 0);
            kurs_orbit_file *file = untouched;
            kurs_diag_init(&diag);
            const kurs_status status = kurs_orbit_file_parse("cut", copy, cut, 0, &file, &diag);
            assert_int_equal(status<0, diag.count> 0);
            if (status < 0) {
                assert_ptr_equal(untouched, file);
            } else {
                kurs_orbit_file_destroy(file);
            }
            assert_int_equal(0, fail.alive);
            fail_alloc_stop(&fail);
            free(copy);
        }
    }
}

static void a_failed_allocation_is_a_memory_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        char text[ROOM];
        const size_t n = load(samples[i], text);
        fail_alloc fail;
        int k = 1;
        do {
            kurs_orbit_file *file = untouched;
            kurs_diag_init(&diag);
            fail_alloc_start(&fail, k++);
            const kurs_status status = kurs_orbit_file_parse("text", text, n, 0, &file, &diag);
            if (fail.failed) {
                assert_int_equal(KURS_ERR_MEMORY, status);
                assert_ptr_equal(untouched, file);
                assert_int_equal(KURS_ERR_MEMORY, diag.items[diag.count - 1].status);
            } else {
                assert_true(status >= 0);
                kurs_orbit_file_destroy(file);
            }
            assert_int_equal(0, fail.alive);
            fail_alloc_stop(&fail);
        } while (fail.failed);
        assert_true(k > 2);
    }
}

static char *filled(size_t n, const char *start, int with)
{
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, with, n);
    memcpy(text, start, strlen(start));
    return text;
}

/* 2026-11-25: a first line that looked like a header, but had no '=', left the lines after it
 * without a message to go to (found by fuzzing). */
static void a_message_without_a_header_takes_no_lines(void **state)
{
    static const char *const texts[] = {"CCSDS_OMM .0004676\nINCLINATION = 51.6411 [deg]\n",
                                        "CCSDS_OEM\nMETA_START\n", "CCSDS_OEM\nCOMMENT MASS=1\n",
                                        "CCSDS_OPM_VERS\nX = 1 [km]\n",
                                        "CCSDS_OEM\n2024-03-27T00:00:00 1 2 3 4 5 6\n"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        refused(texts[i], strlen(texts[i]), KURS_ERR_SYNTAX, 1, 1);
    }
}

static void a_line_without_end_is_refused(void **state)
{
    static const struct {
        const char *start;
        int with;
        kurs_status status;
    } cases[] = {{"", '7', KURS_ERR_SYNTAX},
                 {"CCSDS_OMM_VERS = 2.0\nOBJECT_NAME = ", 'A', KURS_ERR_SYNTAX},
                 {"OBJECT_NAME,MEAN_MOTION\n", ',', KURS_ERR_SYNTAX},
                 {"[{\"OBJECT_NAME\": \"", 'A', KURS_ERR_SYNTAX},
                 {"[", '[', KURS_ERR_SYNTAX},
                 {"<oem><header><ORIGINATOR>", 'A', KURS_ERR_SYNTAX},
                 {"<", 'A', KURS_ERR_SYNTAX}};
    const size_t n = (size_t)60 << 20;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *text = filled(n, cases[i].start, cases[i].with);
        kurs_orbit_file *file = untouched;
        kurs_diag_init(&diag);
        assert_int_equal(cases[i].status, kurs_orbit_file_parse("long", text, n, 0, &file, &diag));
        assert_true(diag.items[0].line > 0);
        free(text);
    }
}

static void what_is_larger_than_the_limits_is_refused(void **state)
{
    const size_t n = KURS_ORBIT_FILE_MAX + 1;
    (void)state;
    char *text = filled(n, "", '\n');
    refused(text, n, KURS_ERR_FULL, 0, 0);
    free(text);
    refused(" ", 1, KURS_ERR_SYNTAX, 0, 0);
}

/* A gigabyte of blank lines in a megabyte of gzip. */
static void a_gzip_bomb_is_refused(void **state)
{
    enum { PART = 1 << 20, PARTS = 1024, PACKED = 4 << 20 };
    (void)state;
    char *part = filled(PART, "", '\n'), *packed = malloc(PACKED);
    z_stream z;
    assert_non_null(packed);
    memset(&z, 0, sizeof z);
    assert_int_equal(Z_OK, deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY));
    z.next_out = (Bytef *)packed;
    z.avail_out = PACKED;
    for (int i = 0; i < PARTS; i++) {
        z.next_in = (Bytef *)part;
        z.avail_in = PART;
        assert_true(deflate(&z, i + 1 < PARTS ? Z_NO_FLUSH : Z_FINISH) >= 0);
    }
    const size_t n = PACKED - z.avail_out;
    assert_int_equal(Z_OK, deflateEnd(&z));
    refused(packed, n, KURS_ERR_FULL, 0, 0);
    free(packed);
    free(part);
}

static void a_damaged_gzip_file_is_refused(void **state)
{
    char bytes[ROOM];
    (void)state;
    const size_t n = load("sets.tle.gz", bytes);
    refused(bytes, n - 9, KURS_ERR_SYNTAX, 0, 0);
    bytes[n - 6] ^= 1; /* of the checksum */
    refused(bytes, n, KURS_ERR_CHECKSUM, 0, 0);
    bytes[n - 6] ^= 1;
    bytes[n] = 'x';
    refused(bytes, n + 1, KURS_ERR_SYNTAX, 0, 0);
}

static void errors_without_end_are_told_up_to_a_number(void **state)
{
    const size_t n = (size_t)8 << 20;
    (void)state;
    char *text = filled(n, "1 x\n", '\n');
    for (size_t i = 4; i + 4 < n; i += 4) {
        memcpy(text + i, "2 y\n", 4);
    }
    kurs_orbit_file *file = untouched;
    kurs_diag_init(&diag);
    assert_true(kurs_orbit_file_parse("many", text, n, 0, &file, &diag) < 0);
    assert_in_range(diag.count, 2, KURS_DIAG_MAX);
    assert_int_equal(0, diag.lost);
    free(text);
}

static void files_that_are_not_there_are_told(void **state)
{
    kurs_orbit_file *file = untouched;
    (void)state;
    kurs_diag_init(&diag);
    assert_int_equal(KURS_ERR_NOT_FOUND,
                     kurs_orbit_file_read("/nowhere/orbit.tle", 0, &file, &diag));
    assert_int_equal(KURS_ERR_IO, kurs_orbit_file_read("/", 0, &file, &diag));
    assert_int_equal(2, diag.count);
    assert_ptr_equal(untouched, file);
    kurs_orbit_file_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_without_a_header_takes_no_lines),
        cmocka_unit_test(two_line_sets_that_are_wrong_are_refused),
        cmocka_unit_test(mean_elements_in_kvn_that_are_wrong_are_refused),
        cmocka_unit_test(states_in_kvn_that_are_wrong_are_refused),
        cmocka_unit_test(xml_that_is_wrong_is_refused),
        cmocka_unit_test(json_and_csv_that_are_wrong_are_refused),
        cmocka_unit_test(all_errors_of_a_file_are_told_at_once),
        cmocka_unit_test(what_is_no_orbit_file_is_refused),
        cmocka_unit_test(a_file_cut_anywhere_does_no_harm),
        cmocka_unit_test(a_failed_allocation_is_a_memory_error),
        cmocka_unit_test(a_line_without_end_is_refused),
        cmocka_unit_test(what_is_larger_than_the_limits_is_refused),
        cmocka_unit_test(a_gzip_bomb_is_refused),
        cmocka_unit_test(a_damaged_gzip_file_is_refused),
        cmocka_unit_test(errors_without_end_are_told_up_to_a_number),
        cmocka_unit_test(files_that_are_not_there_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
