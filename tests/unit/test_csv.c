/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kurs/write.h"
#include "math/math.h"

static kurs_tai instant(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static char *written(const kurs_record *record)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(kurs_csv_write(record, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Field of a line, both counted from 0, copied into out. */
static const char *field(const char *text, int line, const char *name, char out[64])
{
    char header[1024];
    size_t n = strcspn(text, "\n");
    assert_true(n < sizeof header);
    memcpy(header, text, n);
    header[n] = '\0';
    int at = 0;
    const char *h = header;
    while (strncmp(h, name, strlen(name)) != 0 || (h[strlen(name)] != ',' && h[strlen(name)])) {
        h = strchr(h, ',');
        assert_non_null(h);
        h++;
        at++;
    }
    for (; line > 0; line--) {
        text = strchr(text, '\n') + 1;
    }
    for (; at > 0; at--) {
        text = strchr(text, ',') + 1;
    }
    n = strcspn(text, ",\n");
    assert_true(n < 64);
    memcpy(out, text, n);
    out[n] = '\0';
    return out;
}

static kurs_row a_row(void)
{
    return (kurs_row){.t = instant("2024-03-23T12:36:10.573Z"),
                      .met_s = -1.0 / 3.0,
                      .phase = KURS_PHASE_free_flight,
                      .arc = 12,
                      .held = 1,
                      .s_gcrf = {{6578136.123456789, -1.0 / 3.0, 1e-7}, {7784.1, -0.1, 0.0}},
                      .mass_kg = 7152.000000000001,
                      .flow_kg_s = 1.0 / 7.0,
                      .thrust_gcrf_n = {2950.1, -1e-9, 1e22},
                      .lat = 51.6 * KURS_DEG,
                      .lon = -179.9999999999 * KURS_DEG,
                      .alt_m = 200123.4567,
                      .load_g = 0.0421,
                      .range_m = NAN,
                      .range_rate_m_s = -0.35,
                      .bank = NAN,
                      .array_w = 1013.5936,
                      .load_w = NAN,
                      .battery_as = 2700995.0,
                      .battery_share = 0.993743948};
}

static void states_and_forces_come_back_to_the_last_bit(void **state)
{
    (void)state;
    const kurs_row row = a_row();
    char *text = written(&(kurs_record){.rows = &row, .row_count = 1});
    char f[64];
    check_near(row.s_gcrf.r.x, 1e3 * atof(field(text, 1, "r_gcrf_x_km", f)), 0.0, 3e-16);
    check_near(row.s_gcrf.r.y, 1e3 * atof(field(text, 1, "r_gcrf_y_km", f)), 0.0, 3e-16);
    check_near(row.s_gcrf.r.z, 1e3 * atof(field(text, 1, "r_gcrf_z_km", f)), 0.0, 3e-16);
    check_near(row.s_gcrf.v.x, 1e3 * atof(field(text, 1, "v_gcrf_x_km_s", f)), 0.0, 3e-16);
    check_near(row.thrust_gcrf_n.x, atof(field(text, 1, "thrust_gcrf_x_n", f)), 0.0, 0.0);
    check_near(row.thrust_gcrf_n.y, atof(field(text, 1, "thrust_gcrf_y_n", f)), 0.0, 0.0);
    check_near(row.thrust_gcrf_n.z, atof(field(text, 1, "thrust_gcrf_z_n", f)), 0.0, 0.0);
    check_near(row.mass_kg, atof(field(text, 1, "mass_kg", f)), 0.0, 0.0);
    check_near(row.flow_kg_s, atof(field(text, 1, "flow_kg_s", f)), 0.0, 0.0);
    check_near(row.met_s, atof(field(text, 1, "met_s", f)), 0.0, 0.0);
    free(text);
}

static void the_other_fields_read_as_expected(void **state)
{
    (void)state;
    const kurs_row row = a_row();
    char *text = written(&(kurs_record){.rows = &row, .row_count = 1});
    char f[64];
    assert_string_equal(field(text, 1, "utc", f), "2024-03-23T12:36:10.573000Z");
    assert_string_equal(field(text, 1, "phase", f), "free flight");
    assert_string_equal(field(text, 1, "arc", f), "12");
    assert_string_equal(field(text, 1, "held", f), "1");
    assert_string_equal(field(text, 1, "attached", f), "0");
    assert_string_equal(field(text, 1, "v_gcrf_z_km_s", f), "0");
    assert_string_equal(field(text, 1, "lat_deg", f), "51.600000000");
    assert_string_equal(field(text, 1, "lon_deg", f), "-180.000000000");
    assert_string_equal(field(text, 1, "alt_km", f), "200.123457");
    assert_string_equal(field(text, 1, "load_g", f), "0.042100");
    assert_string_equal(field(text, 1, "range_m", f), "");
    assert_string_equal(field(text, 1, "range_rate_m_s", f), "-0.350000");
    assert_string_equal(field(text, 1, "bank_deg", f), "");
    assert_string_equal(field(text, 1, "array_w", f), "1013.594");
    assert_string_equal(field(text, 1, "load_w", f), "");
    assert_string_equal(field(text, 1, "battery_ah", f), "750.276389");
    assert_string_equal(field(text, 1, "battery_share", f), "0.99374395");
    free(text);
}

static void the_columns_are_told_with_their_units(void **state)
{
    (void)state;
    char *text = written(&(kurs_record){0});
    char listed[2048] = "";
    kurs_column c;
    size_t i = 0;
    for (; kurs_csv_column(i, &c) == KURS_OK; i++) {
        strcat(listed, i > 0 ? "," : "");
        strcat(listed, c.name);
        assert_true(strlen(c.doc) > 0);
        if (strcmp(c.unit, "km") == 0) {
            assert_non_null(strstr(c.name, "_km"));
        }
    }
    strcat(listed, "\n");
    assert_string_equal(text, listed);
    assert_int_equal(i, 34);
    assert_int_equal(kurs_csv_column(i, &c), KURS_ERR_RANGE);
    free(text);
}

/* The minutes are kept from row to row: all ways of crossing one must read as if they were not. */
static void instants_read_as_the_time_module_writes_them(void **state)
{
    (void)state;
    const char *starts[] = {"2016-12-31T23:59:57Z", "2024-03-23T12:35:58Z", "2024-12-31T23:59:58Z"};
    enum { N = 4000 };
    kurs_row *rows = calloc(N, sizeof *rows);
    assert_non_null(rows);
    for (int k = 0; k < 3; k++) {
        const kurs_tai start = instant(starts[k]);
        for (int i = 0; i < N; i++) { /* 1.7 ms to 34 ms apart, then back to the start */
            const double dt = i < N / 2 ? 0.0170000003 * i : 0.0019999999 * (i - N / 2);
            rows[i].t = kurs_tai_add(start, dt);
        }
        char *text = written(&(kurs_record){.rows = rows, .row_count = N});
        const char *line = text;
        for (int i = 0; i < N; i++) {
            char want[KURS_UTC_TEXT_SIZE];
            assert_true(kurs_tai_format(rows[i].t, 6, want) >= 0);
            line = strchr(line, '\n') + 1;
            if (strncmp(line, want, strlen(want)) != 0 || line[strlen(want)] != ',') {
                fail_msg("row %d: want %s, got %.28s", i, want, line);
            }
        }
        free(text);
    }
    free(rows);
}

static void a_hundred_thousand_rows_take_well_under_a_second(void **state)
{
    (void)state;
    enum { N = 100000 };
    kurs_row *rows = calloc(N, sizeof *rows);
    assert_non_null(rows);
    const kurs_row first = a_row();
    for (int i = 0; i < N; i++) {
        rows[i] = first;
        rows[i].t = kurs_tai_add(first.t, 60.0 * i);
        rows[i].s_gcrf.r.x = 6.6e6 * cos(0.001 * i);
        rows[i].aero_gcrf_n = (kurs_vec3){1e-3 / (i + 1), 2e-3 / (i + 1), 3e-3 / (i + 1)};
    }
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const clock_t start = clock();
    assert_int_equal(kurs_csv_write(&(kurs_record){.rows = rows, .row_count = N}, out), KURS_OK);
    const double took = (double)(clock() - start) / CLOCKS_PER_SEC;
    fclose(out);
    free(rows);
    print_message("%d rows in %.2f s\n", N, took);
    const char *instrumented = getenv("KURS_INSTRUMENTED");
    if (!instrumented || strcmp(instrumented, "1") != 0) {
        assert_true(took < 1.0);
    }
}

static void the_stay_has_a_row_every_quarter_of_an_hour_and_the_ends_of_its_arcs(void **state)
{
    (void)state;
    kurs_row rows[60];
    for (int i = 0; i < 60; i++) { /* two minutes apart, another arc after 20 */
        rows[i] = a_row();
        rows[i].phase = i < 58 ? KURS_PHASE_docked : KURS_PHASE_undocking;
        rows[i].arc = i < 20 ? 3 : i < 58 ? 4 : 5;
        rows[i].t = kurs_tai_add(rows[i].t, 120.0 * i);
        rows[i].met_s = 120.0 * i;
    }
    const kurs_record record = {.rows = rows, .row_count = 60};
    char *text = written(&record), out[64];
    static const int kept[] = {0, 8, 16, 19, 20, 28, 36, 44, 52, 57, 58, 59};
    for (int i = 0; i < 12; i++) {
        check_near(120.0 * kept[i], atof(field(text, i + 1, "met_s", out)), 0.0, 0.0);
    }
    int lines = 0;
    for (const char *c = text; *c; c++) {
        lines += *c == '\n';
    }
    assert_int_equal(lines, 13);
    free(text);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    kurs_row rows[500] = {0};
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        skip();
    }
    const kurs_record record = {.rows = rows, .row_count = 500};
    assert_int_equal(kurs_csv_write(&record, out), KURS_ERR_IO);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_and_forces_come_back_to_the_last_bit),
        cmocka_unit_test(the_other_fields_read_as_expected),
        cmocka_unit_test(the_columns_are_told_with_their_units),
        cmocka_unit_test(instants_read_as_the_time_module_writes_them),
        cmocka_unit_test(a_hundred_thousand_rows_take_well_under_a_second),
        cmocka_unit_test(the_stay_has_a_row_every_quarter_of_an_hour_and_the_ends_of_its_arcs),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
