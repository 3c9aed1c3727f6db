/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <string.h>

#include "kurs/mission.h"
#include "ops/ops.h"

/* MS-25 as flown (NASA, Roscosmos). */
static kurs_mission ms25(void)
{
    return (kurs_mission){
        .spacecraft = {.seats = 3},
        .crew_count = 5,
        .crew =
            {
                {"Dyson", "flight engineer", "NASA", "right", 1, 1, "", 3},
                {"Novitsky", "commander", "Roscosmos", "centre", 1, 0, "soyuz-ms-24", 4},
                {"Vasilevskaya", "participant", "Belarus", "left", 1, 0, "soyuz-ms-24", 1},
                {"Kononenko", "commander", "Roscosmos", "centre", 0, 1, "soyuz-ms-24", 5},
                {"Chub", "flight engineer", "Roscosmos", "left", 0, 1, "soyuz-ms-24", 1},
            },
    };
}

static void the_crew_of_ms_25_is_right(void **state)
{
    (void)state;
    const kurs_mission m = ms25();
    assert_int_equal(kurs_crew_check(&m, NULL, 0), KURS_OK);
}

static void aboard_are_others_up_than_down_in_the_order_of_seats(void **state)
{
    (void)state;
    const kurs_mission m = ms25();
    int who[KURS_MAX_CREW];
    const char *up[] = {"Novitsky", "Vasilevskaya", "Dyson"};
    const char *down[] = {"Kononenko", "Chub", "Dyson"};
    assert_int_equal(kurs_crew_aboard(&m, KURS_WAY_UP, who), 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(m.crew[who[i]].name, up[i]);
    }
    assert_int_equal(kurs_crew_aboard(&m, KURS_WAY_DOWN, who), 3);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(m.crew[who[i]].name, down[i]);
    }
}

static void everybody_has_a_place_at_any_time(void **state)
{
    (void)state;
    const kurs_mission m = ms25();
    const kurs_whereabouts dyson[] = {KURS_ON_GROUND, KURS_ABOARD_SHIP, KURS_ON_STATION,
                                      KURS_ABOARD_SHIP, KURS_ON_GROUND};
    const kurs_whereabouts novitsky[] = {KURS_ON_GROUND, KURS_ABOARD_SHIP, KURS_ELSEWHERE,
                                         KURS_ELSEWHERE, KURS_ELSEWHERE};
    const kurs_whereabouts chub[] = {KURS_ELSEWHERE, KURS_ELSEWHERE, KURS_ELSEWHERE,
                                     KURS_ABOARD_SHIP, KURS_ON_GROUND};
    for (int stage = KURS_STAGE_BEFORE_LIFTOFF; stage <= KURS_STAGE_LANDED; stage++) {
        assert_int_equal(kurs_crew_where(&m.crew[0], (kurs_crew_stage)stage), dyson[stage]);
        assert_int_equal(kurs_crew_where(&m.crew[1], (kurs_crew_stage)stage), novitsky[stage]);
        assert_int_equal(kurs_crew_where(&m.crew[4], (kurs_crew_stage)stage), chub[stage]);
    }
}

static void expect_wrong(const kurs_mission *m, const char *part)
{
    char why[120] = "";
    assert_int_equal(kurs_crew_check(m, why, (int)sizeof why), KURS_ERR_RANGE);
    if (!strstr(why, part)) {
        fail_msg("\"%s\" does not say \"%s\"", why, part);
    }
}

static void what_is_wrong_with_a_crew_is_said(void **state)
{
    (void)state;
    kurs_mission m = ms25();
    strcpy(m.crew[2].seat, "right");
    expect_wrong(&m, "Vasilevskaya has a seat that another one has");
    m = ms25();
    m.spacecraft.seats = 2;
    expect_wrong(&m, "more people than the ship has seats");
    m = ms25();
    strcpy(m.crew[1].role, "flight engineer");
    expect_wrong(&m, "the crew up must have exactly one commander");
    m = ms25();
    strcpy(m.crew[0].role, "commander");
    expect_wrong(&m, "exactly one commander");
    m = ms25();
    strcpy(m.crew[3].role, "vice commander");
    expect_wrong(&m, "the crew down must have exactly one commander");
    m = ms25();
    m.crew[0].up = m.crew[0].down = 0;
    expect_wrong(&m, "Dyson flies neither up nor down");
    m = ms25();
    m.crew[4].other_ship[0] = '\0';
    expect_wrong(&m, "Chub flies one way only");
    m = ms25();
    strcpy(m.crew[4].name, "Dyson");
    expect_wrong(&m, "Dyson stands in the crew twice");
    m = ms25();
    m.crew[3].seat[0] = '\0';
    expect_wrong(&m, "Kononenko has no seat");
}

static void an_empty_ship_is_right(void **state)
{
    (void)state;
    const kurs_mission m = {.spacecraft = {.seats = 0}};
    int who[KURS_MAX_CREW];
    assert_int_equal(kurs_crew_check(&m, NULL, 0), KURS_OK);
    assert_int_equal(kurs_crew_aboard(&m, KURS_WAY_UP, who), 0);
}

static void the_shipped_missions_have_right_crews(void **state)
{
    (void)state;
    const char *names[] = {"24", "25", "27", "28"};
    for (int i = 0; i < 4; i++) {
        static kurs_mission m;
        static kurs_diag diag;
        char path[512], why[120] = "";
        kurs_diag_init(&diag);
        snprintf(path, sizeof path, "%s/missions/soyuz-ms-%s.yaml", KURS_SOURCE_DIR, names[i]);
        assert_int_equal(kurs_mission_load(path, &m, &diag), KURS_OK);
        if (kurs_crew_check(&m, why, (int)sizeof why) != KURS_OK) {
            fail_msg("soyuz-ms-%s: %s", names[i], why);
        }
        int who[KURS_MAX_CREW];
        assert_int_equal(kurs_crew_aboard(&m, KURS_WAY_UP, who), 3);
        assert_int_equal(kurs_crew_aboard(&m, KURS_WAY_DOWN, who), 3);
        assert_string_equal(m.crew[who[0]].role, "commander");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_crew_of_ms_25_is_right),
        cmocka_unit_test(aboard_are_others_up_than_down_in_the_order_of_seats),
        cmocka_unit_test(everybody_has_a_place_at_any_time),
        cmocka_unit_test(what_is_wrong_with_a_crew_is_said),
        cmocka_unit_test(an_empty_ship_is_right),
        cmocka_unit_test(the_shipped_missions_have_right_crews),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
