/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of a flight: a moment that is gone by, the approach. */
#include "check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "app/live_parts.h"
#include "math/math.h"

static const char ms25[] = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml";
static kurs_live *live; /* its clock stands */

static int begin(void **state)
{
    char why[KURS_LIVE_WHY_SIZE];
    const kurs_live_setup setup = {.id = "f1", .path = ms25, .rate = 1.0, .paused = 1};
    (void)state;
    assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_OK);
    return 0;
}

static int end(void **state)
{
    (void)state;
    kurs_live_destroy(live);
    return 0;
}

static void jump(const char *utc)
{
    kurs_buf out;
    char body[200], why[KURS_LIVE_WHY_SIZE];
    snprintf(body, sizeof body, "{\"jump_utc\":\"%s\",\"paused\":true}", utc);
    kurs_buf_init(&out, 1 << 20);
    assert_int_equal(kurs_live_command(live, "clock", body, strlen(body), "tester", 0.0, &out, why),
                     KURS_OK);
    kurs_buf_free(&out);
}

static json_t *read_as(kurs_live_doc doc, const kurs_live_ask *ask)
{
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    json_error_t error;
    kurs_buf_init(&out, KURS_LIVE_DOC_MAX);
    assert_int_equal(kurs_live_read(live, doc, ask, 0.0, &out, why), KURS_OK);
    json_t *root = json_loadb(out.text, out.n, 0, &error);
    assert_non_null(root);
    kurs_buf_free(&out);
    return root;
}

static kurs_status refusal(kurs_live_doc doc, const kurs_live_ask *ask)
{
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf_init(&out, KURS_LIVE_DOC_MAX);
    const kurs_status status = kurs_live_read(live, doc, ask, 0.0, &out, why);
    assert_true((status < 0) == (why[0] != '\0'));
    kurs_buf_free(&out);
    return status;
}

static double number(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static int is(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    assert_true(json_is_boolean(value));
    return json_is_true(value);
}

/* ---- a moment gone by ------------------------------------------------------------------------ */

static const char *const moments[] = {"2024-03-21T13:20:50.000Z", /* counting */
                                      "2024-03-22T00:00:00.000Z", /* after the scrub */
                                      "2024-03-23T12:30:00.000Z", "2024-03-23T12:38:00.250Z",
                                      "2024-03-24T12:00:00.000Z", "2024-03-25T14:50:00.000Z",
                                      "2024-05-01T00:00:00.000Z", "2024-09-23T11:40:00.000Z"};

static void looked_back_on_a_moment_is_as_the_clock_showed_it(void **state)
{
    (void)state;
    static const kurs_live_doc docs[] = {KURS_LIVE_now, KURS_LIVE_approach};
    json_t *then[2][sizeof moments / sizeof moments[0]];
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        jump(moments[i]);
        for (int k = 0; k < 2; k++) {
            then[k][i] = read_as(docs[k], NULL);
            assert_true(is(then[k][i], "live"));
        }
    }
    jump("2024-09-23T11:50:00Z");
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        for (int k = 0; k < 2; k++) {
            const kurs_live_ask ask = {.utc = moments[i]};
            json_t *seen = read_as(docs[k], &ask);
            assert_false(is(seen, "live"));
            assert_string_equal(json_string_value(json_object_get(seen, "utc")), moments[i]);
            json_object_del(seen, "live");
            json_object_del(then[k][i], "live");
            assert_true(json_equal(seen, then[k][i]));
            json_decref(seen);
            json_decref(then[k][i]);
        }
    }
}

/* What comes next is what was to come then: the docking, not the landing. */
static void looked_back_on_a_moment_knows_its_own_future_only(void **state)
{
    (void)state;
    const kurs_live_ask ask = {.utc = "2024-03-21T13:20:50Z"};
    jump("2024-09-23T11:40:00Z");
    json_t *seen = read_as(KURS_LIVE_now, &ask);
    const json_t *count = json_object_get(seen, "countdown");
    const char *next = json_string_value(json_object_get(json_object_get(seen, "next"), "utc"));
    check_near(number(count, "attempt"), 1.0, 0.0, 0.0);
    assert_true(number(count, "t_s") < 0.0);
    assert_non_null(strstr(next, "2024-03-21T13:2"));
    assert_true(json_array_size(json_object_get(seen, "board")) > 3);
    json_decref(seen);
}

static void no_moment_beyond_the_clock_is_told(void **state)
{
    (void)state;
    static const kurs_live_doc docs[] = {KURS_LIVE_now, KURS_LIVE_approach};
    jump("2024-03-23T12:38:00Z");
    for (int k = 0; k < 2; k++) {
        const kurs_live_ask later = {.utc = "2024-03-23T12:38:00.002Z"};
        const kurs_live_ask before = {.utc = "2024-03-01T00:00:00Z"};
        const kurs_live_ask none = {.utc = "noon"};
        const kurs_live_ask same = {.utc = "2024-03-23T12:38:00.0004Z"}; /* as it is told */
        assert_int_equal(refusal(docs[k], &later), KURS_ERR_RANGE);
        assert_int_equal(refusal(docs[k], &before), KURS_ERR_RANGE);
        assert_int_equal(refusal(docs[k], &none), KURS_ERR_SYNTAX);
        json_t *seen = read_as(docs[k], &same);
        assert_true(is(seen, "live"));
        json_decref(seen);
    }
}

/* ---- the approach corridor ------------------------------------------------------------------- */

/* Seconds after the final approach begins at which the corridor is there; its angle is that of the
 * offsets against the way along the axis, and the flight keeps inside. */
static void the_final_approach_keeps_to_its_corridor(void **state)
{
    (void)state;
    jump("2024-09-23T11:50:00Z");
    kurs_live_view view;
    kurs_live_look(live, 0.0, &view);
    const kurs_event *last = kurs_take_event(view.take, "docking_contact", 0, view.now);
    assert_non_null(last);
    int there = 0;
    for (int s = 1; s < 1500; s += 7) {
        char utc[KURS_UTC_TEXT_SIZE];
        assert_int_equal(kurs_tai_format(kurs_tai_add(last->t, -s), 3, utc), KURS_OK);
        const kurs_live_ask ask = {.utc = utc};
        json_t *o = read_as(KURS_LIVE_approach, &ask);
        const json_t *corridor = json_object_get(o, "corridor");
        const json_t *offsets = json_object_get(o, "offsets_m");
        const double range = number(o, "range_m");
        assert_true(json_is_null(corridor) == (range > 200.0));
        if (!json_is_null(corridor)) {
            const double right = json_number_value(json_array_get(offsets, 0));
            const double up = json_number_value(json_array_get(offsets, 1));
            const double angle =
                acos(number(o, "along_m") /
                     sqrt(right * right + up * up + number(o, "along_m") * number(o, "along_m")));
            check_near(number(corridor, "half_angle_deg"), 10.0, 0.0, 0.0);
            check_near(number(corridor, "angle_deg"), angle / KURS_DEG, 0.02, 0.0);
            assert_true(is(corridor, "inside"));
            there++;
        }
        json_decref(o);
    }
    assert_true(there > 60);
    jump("2024-03-25T15:30:00Z"); /* docked */
    json_t *o = read_as(KURS_LIVE_approach, NULL);
    assert_true(json_is_null(json_object_get(o, "corridor")));
    json_decref(o);
    kurs_live_look_end(&view);
}

/* A flight of one row, a minute before contact, so far from where it will be docked: forward,
 * starboard, down. */
static json_t *approach_at(kurs_vec3 place_lvlh_m)
{
    kurs_live_view view;
    kurs_live_sample sample;
    static kurs_live_cursor cursor;
    kurs_live_look(live, 0.0, &view);
    kurs_live_cursor_init(&cursor, view.take);
    const kurs_event *last = kurs_take_event(view.take, "docking_contact", 0, view.take->last);
    const kurs_tai t = kurs_tai_add(last->t, -60.0);
    assert_int_equal(kurs_live_sample_at(&cursor, t, &sample), KURS_OK);
    kurs_take *one = kurs_take_create();
    one->mission = view.take->mission;
    one->has_mission = 1;
    kurs_row row = sample.row;
    const kurs_port *port = &one->mission.station.ports[one->mission.port];
    const kurs_state docked = kurs_lvlh_point(
        sample.station_gcrf, kurs_port_ship_lvlh(port, one->mission.spacecraft.nose_m));
    row.s_gcrf.r =
        v3_add(docked.r, kurs_m3_tmulv(kurs_lvlh_axes(sample.station_gcrf), place_lvlh_m));
    const kurs_sink sink = kurs_store_sink(one->store);
    assert_int_equal(kurs_sink_row(&sink, &row), KURS_OK);
    assert_int_equal(kurs_take_finish(one), KURS_OK);
    kurs_live_view seen = view;
    seen.take = one;
    seen.now = seen.clock = seen.horizon = t;
    kurs_buf out;
    char why[KURS_LIVE_WHY_SIZE];
    json_error_t error;
    const kurs_live_ask nothing = {0};
    kurs_live_call call = {live, &seen, &nothing, &out, why};
    kurs_buf_init(&out, 1 << 16);
    assert_int_equal(kurs_live_doc_approach(&call), KURS_OK);
    json_t *o = json_loadb(out.text, out.n, 0, &error);
    kurs_buf_free(&out);
    kurs_take_let_go(one);
    kurs_live_look_end(&view);
    return o;
}

static int is_inside(double along_m, double off_m)
{
    json_t *o = approach_at(v3(0.6 * off_m, -0.8 * off_m, along_m));
    check_near(number(o, "along_m"), along_m, 1e-2, 0.0);
    const json_t *corridor = json_object_get(o, "corridor");
    check_near(number(corridor, "angle_deg"), atan2(off_m, along_m) / KURS_DEG, 0.02, 0.0);
    const int inside = is(corridor, "inside");
    json_decref(o);
    return inside;
}

/* Under a port that looks down the ship looks up: with its back to the way of flight starboard is
 * to the right, and what lies ahead on the orbit is below. */
static void offsets_have_the_signs_of_who_looks_at_the_port(void **state)
{
    (void)state;
    json_t *o = approach_at(v3(10.0, 5.0, 50.0));
    const double want[] = {5.0, -10.0};
    for (int i = 0; i < 2; i++) {
        check_near(want[i], json_number_value(json_array_get(json_object_get(o, "offsets_m"), i)),
                   1e-2, 0.0);
        check_near(atan(want[i] / 50.0) / KURS_DEG,
                   json_number_value(json_array_get(json_object_get(o, "angles_deg"), i)), 0.02,
                   0.0);
    }
    json_decref(o);
}

static void beside_the_cone_and_beyond_the_gear_is_outside(void **state)
{
    (void)state;
    const double tan10 = 0.17632698;
    assert_true(is_inside(100.0, 0.99 * 100.0 * tan10));
    assert_false(is_inside(100.0, 1.01 * 100.0 * tan10));
    /* near the port the cone is narrower than the 0.3 m that the gear catches */
    assert_true(is_inside(0.5, 0.29));
    assert_false(is_inside(0.5, 0.31));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looked_back_on_a_moment_is_as_the_clock_showed_it),
        cmocka_unit_test(looked_back_on_a_moment_knows_its_own_future_only),
        cmocka_unit_test(no_moment_beyond_the_clock_is_told),
        cmocka_unit_test(the_final_approach_keeps_to_its_corridor),
        cmocka_unit_test(beside_the_cone_and_beyond_the_gear_is_outside),
        cmocka_unit_test(offsets_have_the_signs_of_who_looks_at_the_port),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
