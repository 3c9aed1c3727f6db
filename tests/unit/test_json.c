/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "kurs/write.h"
#include "math/math.h"

static kurs_tai instant(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static char *written(const kurs_mission *m, const kurs_record *r, const kurs_outcome *o)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(kurs_timeline_write(m, r, o, NULL, out), KURS_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void tell_attempts(const kurs_sink *sink)
{
    const kurs_attempt scrubbed = {.number = 1,
                                   .outcome = KURS_ATTEMPT_scrubbed,
                                   .reason = "battery at 24.9 V",
                                   .liftoff = instant("2024-03-21T13:21:19Z"),
                                   .contact = instant("2024-03-21T16:39:00Z"),
                                   .profile = "orbits-2",
                                   .orbits = 2,
                                   .catch_up = -3.0 * KURS_DEG,
                                   .stopped = instant("2024-03-21T13:20:59Z"),
                                   .stop_s = -20.0,
                                   .stop_step = "launch_battery_load"};
    kurs_attempt flown = {.number = 2,
                          .outcome = KURS_ATTEMPT_lifted_off,
                          .liftoff = instant("2024-03-23T12:36:10.573Z"),
                          .profile = "orbits-34",
                          .orbits = 34,
                          .closed_count = 1};
    flown.closed[0] =
        (kurs_closed_pass){instant("2024-03-22T12:58:00Z"), 4, 90.0 * KURS_DEG, "too far ahead"};
    const kurs_attempt closed = {
        .number = 3, .outcome = KURS_ATTEMPT_closed, .reason = "none is open"};
    assert_int_equal(kurs_sink_attempt(sink, &scrubbed), KURS_OK);
    assert_int_equal(kurs_sink_attempt(sink, &flown), KURS_OK);
    assert_int_equal(kurs_sink_attempt(sink, &closed), KURS_OK);
}

static void filled(kurs_mission *m, kurs_store *store)
{
    *m = (kurs_mission){
        .id = "soyuz-ms-25",
        .name = "Soyuz MS-25",
        .rocket = {.id = "soyuz-2.1a"},
        .spacecraft = {.id = "soyuz-ms"},
        .site = {.id = "baikonur-31"},
        .station = {.id = "iss", .port_count = 1, .ports = {{.id = "prichal"}}},
        .crew_count = 1,
        .crew = {{"Novitsky", "commander", "Roscosmos", "centre", 1, 0, "MS-24", 4}}};
    const kurs_sink sink = kurs_store_sink(store);
    const kurs_event event = {.id = "insertion",
                              .text = "separation",
                              .t = instant("2024-03-23T12:44:59.6425Z"),
                              .met_s = 529.0 + 1.0 / 3.0,
                              .attempt = 2,
                              .phase = KURS_PHASE_ascent,
                              .s_gcrf = {{6578136.1, 0.1, -2.0}, {7784.3, 1.0 / 3.0, 0.0}},
                              .lat = 51.0 * KURS_DEG,
                              .lon = NAN,
                              .alt_m = 200500.0,
                              .speed_earth_m_s = 7480.25,
                              .mass_kg = 7152.0,
                              .jettisoned_kg = 2410.5};
    const kurs_burn burn = {.id = "dv1",
                            .engine = "skd",
                            .t_on = instant("2024-03-23T13:21:00Z"),
                            .t_off = instant("2024-03-23T13:21:40.5Z"),
                            .planned_m_s = 20.5,
                            .flown_m_s = 20.49,
                            .dv_rtn_m_s = {0.5, 20.0, -1.0},
                            .range_m = 1e7};
    const kurs_row a = {.s_gcrf = {{3.0, 0.0, 0.0}, {0.0, 0.0, 0.0}}};
    const kurs_row b = {.arc = 4, .s_gcrf = {{0.0, 4.0, 0.0}, {0.0, 0.0, 0.25}}};
    assert_int_equal(kurs_sink_event(&sink, &event), KURS_OK);
    assert_int_equal(kurs_sink_burn(&sink, &burn), KURS_OK);
    assert_int_equal(kurs_sink_seam(&sink, "set 2", &a, &b), KURS_OK);
    const kurs_told_plan plan = {
        .of = KURS_PLAN_rendezvous,
        .solved = instant("2024-03-23T12:45:00Z"),
        .item_count = 2,
        .items = {{"dv1", "skd", instant("2024-03-23T13:21:20Z"), 20.5},
                  {"approach_start", "", instant("2024-03-25T14:36:00Z"), NAN}}};
    assert_int_equal(kurs_sink_plan(&sink, &plan), KURS_OK);
    tell_attempts(&sink);
    assert_int_equal(kurs_sink_caveat(&sink, KURS_CAVEAT_EOP_PREDICTED, NULL), KURS_OK);
    assert_int_equal(kurs_sink_caveat(&sink, KURS_CAVEAT_EOP_PREDICTED, NULL), KURS_OK);
}

static void a_reader_finds_what_was_told(void **state)
{
    (void)state;
    kurs_mission m;
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    filled(&m, store);
    const kurs_record r = kurs_store_record(store);
    char *text = written(&m, &r, &(kurs_outcome){"landed", "landed in the zone", 1});
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    const char *schema, *id, *port, *code, *event, *utc, *phase, *name, *caveat, *off;
    double met, x, vy, lat, alt, jettisoned, tangential, jump_m, jump_m_s;
    int complete, up, down, times, arc;
    json_t *lon;
    assert_int_equal(
        json_unpack_ex(root, &error, 0,
                       "{s:s s:{s:s s:s} s:{s:s s:b}"
                       " s:[{s:s s:s s:F s:s s:F s:{s:[F,F,F] s:[F,F,F] s:F s:o s:F}}]}",
                       "schema", &schema, "mission", "id", &id, "port", &port, "outcome", "code",
                       &code, "complete", &complete, "events", "id", &event, "utc", &utc, "met_s",
                       &met, "phase", &phase, "jettisoned_kg", &jettisoned, "state", "r_gcrf_km",
                       &x, &lat, &lat, "v_gcrf_km_s", &vy, &vy, &alt, "lat_deg", &lat, "lon_deg",
                       &lon, "alt_km", &alt),
        0);
    assert_string_equal(schema, "kurs.fly/1");
    assert_string_equal(id, "soyuz-ms-25");
    assert_string_equal(port, "prichal");
    assert_string_equal(code, "landed");
    assert_true(complete);
    assert_string_equal(event, "insertion");
    assert_string_equal(utc, "2024-03-23T12:44:59.643Z");
    assert_string_equal(phase, "ascent");
    check_near(529.0 + 1.0 / 3.0, met, 0.0, 0.0); /* 17 digits: the same bits */
    check_near(6578.1361, x, 1e-12, 0.0);
    check_near(1.0 / 3e3, vy, 1e-19, 0.0);
    check_near(51.0, lat, 1e-13, 0.0);
    check_near(200.5, alt, 0.0, 0.0);
    check_near(2410.5, jettisoned, 0.0, 0.0);
    assert_true(json_is_null(lon));
    assert_int_equal(
        json_unpack_ex(root, &error, 0,
                       "{s:[{s:s s:[F,F,F]}] s:[{s:s s:b s:b}] s:[{s:F s:F s:i}] s:[{s:s s:i}]}",
                       "burns", "utc_off", &off, "dv_rtn_m_s", &x, &tangential, &x, "crew", "name",
                       &name, "up", &up, "down", &down, "seams", "position_m", &jump_m,
                       "velocity_m_s", &jump_m_s, "arc_after", &arc, "caveats", "code", &caveat,
                       "times", &times),
        0);
    assert_string_equal(off, "2024-03-23T13:21:40.500Z");
    check_near(20.0, tangential, 0.0, 0.0);
    assert_string_equal(name, "Novitsky");
    assert_true(up && !down);
    check_near(5.0, jump_m, 1e-12, 0.0);
    check_near(0.25, jump_m_s, 1e-12, 0.0);
    assert_int_equal(arc, 4);
    assert_string_equal(caveat, "eop_predicted");
    assert_int_equal(times, 2);
    json_decref(root);
    free(text);
    kurs_store_destroy(store);
}

static const char *text_at(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void every_plan_tells_when_it_was_made(void **state)
{
    (void)state;
    kurs_mission m;
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    filled(&m, store);
    const kurs_record r = kurs_store_record(store);
    char *text = written(&m, &r, &(kurs_outcome){0});
    json_t *root = json_loads(text, 0, NULL), *plans = json_object_get(root, "plans");
    assert_int_equal(json_array_size(plans), 1);
    json_t *plan = json_array_get(plans, 0), *items = json_object_get(plan, "items");
    assert_string_equal(text_at(plan, "of"), "rendezvous");
    assert_string_equal(text_at(plan, "solved_utc"), "2024-03-23T12:45:00.000Z");
    assert_int_equal(json_array_size(items), 2);
    json_t *burn = json_array_get(items, 0), *mark = json_array_get(items, 1);
    assert_string_equal(text_at(burn, "id"), "dv1");
    assert_string_equal(text_at(burn, "utc"), "2024-03-23T13:21:20.000Z");
    assert_string_equal(text_at(burn, "engine"), "skd");
    check_near(20.5, json_number_value(json_object_get(burn, "dv_m_s")), 0.0, 0.0);
    assert_string_equal(text_at(mark, "id"), "approach_start");
    assert_true(json_is_null(json_object_get(mark, "dv_m_s")));
    assert_true(json_is_null(json_object_get(mark, "engine")));
    json_decref(root);
    free(text);
    kurs_store_destroy(store);
}

static void every_attempt_tells_its_plan_its_end_and_what_was_closed(void **state)
{
    (void)state;
    kurs_mission m;
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    filled(&m, store);
    const kurs_record r = kurs_store_record(store);
    char *text = written(&m, &r, &(kurs_outcome){"landed", "", 1});
    json_t *root = json_loads(text, 0, NULL);
    json_t *attempts = json_object_get(root, "attempts");
    assert_int_equal(json_array_size(attempts), 3);
    json_t *first = json_array_get(attempts, 0), *stop = json_object_get(first, "stop");
    assert_int_equal(json_integer_value(json_object_get(first, "attempt")), 1);
    assert_string_equal(text_at(first, "liftoff_utc"), "2024-03-21T13:21:19.000Z");
    assert_string_equal(text_at(first, "contact_utc"), "2024-03-21T16:39:00.000Z");
    assert_string_equal(text_at(first, "profile"), "orbits-2");
    assert_string_equal(text_at(first, "outcome"), "scrubbed");
    assert_string_equal(text_at(first, "reason"), "battery at 24.9 V");
    check_near(-3.0, json_real_value(json_object_get(first, "catch_up_deg")), 1e-14, 0.0);
    assert_string_equal(text_at(stop, "utc"), "2024-03-21T13:20:59.000Z");
    assert_string_equal(text_at(stop, "step"), "launch_battery_load");
    check_near(-20.0, json_real_value(json_object_get(stop, "t_s")), 0.0, 0.0);
    json_t *second = json_array_get(attempts, 1);
    json_t *pass = json_array_get(json_object_get(second, "closed"), 0);
    assert_string_equal(text_at(second, "outcome"), "lifted_off");
    assert_int_equal(json_integer_value(json_object_get(second, "orbits")), 34);
    assert_true(json_is_null(json_object_get(second, "reason")));
    assert_true(json_is_null(json_object_get(second, "stop")));
    assert_string_equal(text_at(pass, "liftoff_utc"), "2024-03-22T12:58:00.000Z");
    assert_string_equal(text_at(pass, "reason"), "too far ahead");
    check_near(90.0, json_real_value(json_object_get(pass, "catch_up_deg")), 1e-13, 0.0);
    assert_int_equal(json_integer_value(json_object_get(pass, "orbits")), 4);
    json_t *third = json_array_get(attempts, 2);
    assert_string_equal(text_at(third, "outcome"), "closed");
    assert_true(json_is_null(json_object_get(third, "liftoff_utc")));
    assert_true(json_is_null(json_object_get(third, "profile")));
    json_t *event = json_array_get(json_object_get(root, "events"), 0);
    assert_int_equal(json_integer_value(json_object_get(event, "attempt")), 2);
    json_decref(root);
    free(text);
    kurs_store_destroy(store);
}

static void the_first_key_is_the_schema_and_all_keys_stand_in_order(void **state)
{
    (void)state;
    kurs_mission m;
    kurs_store *store = kurs_store_create(NULL);
    assert_non_null(store);
    filled(&m, store);
    const kurs_record r = kurs_store_record(store);
    char *text = written(&m, &r, &(kurs_outcome){"landed", "", 1});
    const char *keys[] = {"{\n  \"schema\"",  "\n  \"mission\"",   "\n  \"outcome\"",
                          "\n  \"attempts\"", "\n  \"insertion\"", "\n  \"drops\"",
                          "\n  \"events\"",   "\n  \"burns\"",     "\n  \"crew\"",
                          "\n  \"seams\"",    "\n  \"caveats\"",   "\n}\n"};
    const char *at = text;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        at = strstr(at, keys[i]);
        if (!at) {
            fail_msg("%s is not in its place in:\n%s", keys[i], text);
        }
    }
    assert_true(strncmp(text, keys[0], strlen(keys[0])) == 0);
    free(text);
    kurs_store_destroy(store);
}

static void a_mission_that_did_not_get_far_has_a_whole_document(void **state)
{
    (void)state;
    const kurs_mission m = {.id = "x", .port = -1};
    char *text = written(&m, &(kurs_record){0}, &(kurs_outcome){"no_solution", "no profile", 0});
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    const char *arrays[] = {"attempts", "drops", "events", "burns", "crew", "seams", "caveats"};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        assert_true(json_is_array(json_object_get(root, arrays[i])));
    }
    assert_true(json_is_false(json_object_get(json_object_get(root, "outcome"), "complete")));
    json_decref(root);
    free(text);
}

static double number_at(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void the_ascent_tells_what_was_asked_and_reached_and_where_parts_fell(void **state)
{
    (void)state;
    const kurs_mission m = {.id = "x"};
    const kurs_ascent_result ascent = {
        .known = 1,
        .asked = {51.6 * KURS_DEG, 20.0 * KURS_DEG, 51.62 * KURS_DEG, 19.9 * KURS_DEG},
        .reached = {51.7 * KURS_DEG, 21.0 * KURS_DEG, 51.72 * KURS_DEG, 20.9 * KURS_DEG},
        .perigee_m = 200e3,
        .apogee_m = 242e3,
        .liftoff_lead_s = 205.0,
        .drop_count = 1,
        .drops = {{"core", 287.7, 650.0, 50.0 * KURS_DEG, 82.0 * KURS_DEG, 1.5e6, 150.0}}};
    const kurs_ascent_result *told[] = {&ascent, NULL, &(kurs_ascent_result){.known = 0}};
    for (int i = 0; i < 3; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_int_equal(
            kurs_timeline_write(&m, &(kurs_record){0}, &(kurs_outcome){0}, told[i], out), KURS_OK);
        fclose(out);
        json_t *root = json_loads(text, 0, NULL);
        const json_t *o = json_object_get(root, "insertion"),
                     *drops = json_object_get(root, "drops");
        assert_int_equal(json_array_size(drops), i == 0);
        if (i > 0) {
            assert_true(json_is_null(o));
        } else {
            const json_t *asked = json_object_get(o, "asked"), *drop = json_array_get(drops, 0);
            const json_t *reached = json_object_get(o, "reached");
            check_near(51.6, number_at(asked, "inclination_deg"), 1e-12, 0.0);
            check_near(20.0, number_at(asked, "node_deg"), 1e-12, 0.0);
            check_near(51.62, number_at(asked, "inclination_mean_deg"), 1e-12, 0.0);
            check_near(20.9, number_at(reached, "node_mean_deg"), 1e-12, 0.0);
            check_near(200.0, number_at(o, "perigee_km"), 1e-12, 0.0);
            check_near(242.0, number_at(o, "apogee_km"), 1e-12, 0.0);
            check_near(205.0, number_at(o, "liftoff_lead_s"), 1e-12, 0.0);
            check_near(1500.0, number_at(drop, "range_km"), 1e-9, 0.0);
            check_near(82.0, number_at(drop, "lon_deg"), 1e-12, 0.0);
            check_near(650.0, number_at(drop, "met_s"), 1e-12, 0.0);
        }
        json_decref(root);
        free(text);
    }
}

static void a_text_cut_inside_a_character_does_not_spoil_the_document(void **state)
{
    (void)state;
    kurs_mission m = {.id = "x", .name = "Zhezkazgan \xd0\x96\xd0"};
    char *text = written(&m, &(kurs_record){0}, &(kurs_outcome){"stopped", "", 0});
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    json_t *name = json_object_get(json_object_get(root, "mission"), "name");
    assert_string_equal(json_string_value(name), "Zhezkazgan ???");
    json_decref(root);
    free(text);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    FILE *out = fopen("/dev/full", "w");
    if (!out) {
        skip();
    }
    const kurs_mission m = {.id = "x"};
    assert_int_equal(kurs_timeline_write(&m, &(kurs_record){0}, &(kurs_outcome){0}, NULL, out),
                     KURS_ERR_IO);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_finds_what_was_told),
        cmocka_unit_test(every_plan_tells_when_it_was_made),
        cmocka_unit_test(every_attempt_tells_its_plan_its_end_and_what_was_closed),
        cmocka_unit_test(the_first_key_is_the_schema_and_all_keys_stand_in_order),
        cmocka_unit_test(a_mission_that_did_not_get_far_has_a_whole_document),
        cmocka_unit_test(the_ascent_tells_what_was_asked_and_reached_and_where_parts_fell),
        cmocka_unit_test(a_text_cut_inside_a_character_does_not_spoil_the_document),
        cmocka_unit_test(a_full_disk_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
