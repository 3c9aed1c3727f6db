/* SPDX-License-Identifier: Apache-2.0 */
/* Visitors of the station: who is at which port, by the mission file. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "kurs/diag.h"
#include "kurs/mission.h"

#define MS25 KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml"

static kurs_diag diag;
static kurs_mission mission;

static kurs_tai at(const char *text)
{
    kurs_tai t;
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

/* MS-25 with other visitors; *line: that of 'visitors:'. */
static kurs_status load_with(const char *visitors, int *line)
{
    static char text[65536], changed[65536];
    FILE *file = fopen(MS25, "rb");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 4096, file)] = '\0';
    fclose(file);
    char *from = strstr(text, "visitors:\n"), *to = strstr(text, "# Roscosmos: a voltage");
    assert_true(from && to && from < to);
    *line = 1;
    for (const char *c = text; c < from; c++) {
        *line += *c == '\n';
    }
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(from - text), text, visitors, to);
    kurs_diag_init(&diag);
    return kurs_mission_load_text(KURS_SOURCE_DIR "/missions/x.yaml", changed, strlen(changed),
                                  &mission, &diag);
}

static const char *who(const char *port, const char *utc)
{
    for (int i = 0; i < mission.station.port_count; i++) {
        if (strcmp(mission.station.ports[i].id, port) == 0) {
            const kurs_visit *v = kurs_mission_visit(&mission, i, at(utc), at(utc));
            return v ? v->ship : "";
        }
    }
    fail();
    return "";
}

/* The times are those of the launches, returns and flown missions: MS-24 docked on 2023-09-15 at
 * 18:53:32 and undocked on 2024-04-06 at 03:54:58 (FLT, missions/SOURCE.md). */
static void the_ship_that_is_there_is_told_from_its_docking_to_its_undocking(void **state)
{
    (void)state;
    kurs_diag_init(&diag);
    assert_int_equal(kurs_mission_load(MS25, &mission, &diag), KURS_OK);
    assert_int_equal(mission.visit_count, 1);
    assert_string_equal(who("rassvet-nadir", "2023-09-15T18:53:31Z"), "");
    assert_string_equal(who("rassvet-nadir", "2023-09-15T18:53:32Z"), "Soyuz MS-24");
    assert_string_equal(who("rassvet-nadir", "2024-04-06T03:54:57Z"), "Soyuz MS-24");
    assert_string_equal(who("rassvet-nadir", "2024-04-06T03:54:58Z"), "");
    assert_string_equal(who("zvezda-aft", "2024-03-25T00:00:00Z"), "");
}

static void each_mission_shipped_knows_the_soyuz_beside_it(void **state)
{
    static const struct {
        const char *id, *port, *utc, *ship;
    } cases[] = {
        {"24", "prichal-nadir", "2024-04-01T00:00:00Z", "Soyuz MS-25"},
        {"25", "rassvet-nadir", "2024-04-01T00:00:00Z", "Soyuz MS-24"},
        {"27", "rassvet-nadir", "2025-12-01T00:00:00Z", "Soyuz MS-28"},
        {"28", "prichal-nadir", "2025-12-01T00:00:00Z", "Soyuz MS-27"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/missions/soyuz-ms-%s.yaml", KURS_SOURCE_DIR, cases[i].id);
        kurs_diag_init(&diag);
        assert_int_equal(kurs_mission_load(path, &mission, &diag), KURS_OK);
        assert_string_equal(who(cases[i].port, cases[i].utc), cases[i].ship);
        assert_string_equal(who(mission.station.ports[mission.port].id, cases[i].utc), "");
    }
}

static void a_stay_without_its_ends_goes_on_beyond_the_mission(void **state)
{
    int line;
    (void)state;
    assert_int_equal(load_with("visitors:\n"
                               "- {ship: A, port: poisk-zenith}\n"
                               "- {ship: C, port: zvezda-aft, from: 2024-05-01T00:00:00Z}\n"
                               "- {ship: B, port: zvezda-aft, until: 2024-05-01T00:00:00Z}\n"
                               "- {ship: B, port: rassvet-nadir, from: 2024-05-01T00:00:00Z}\n"
                               "- {ship: D, port: prichal-nadir, until: 2024-03-24T12:00:00Z}\n"
                               "- {ship: E, port: prichal-nadir, from: 2024-09-22T00:00:01Z}\n",
                               &line),
                     KURS_OK);
    assert_string_equal(who("poisk-zenith", "1980-01-01T00:00:00Z"), "A");
    assert_string_equal(who("poisk-zenith", "2080-01-01T00:00:00Z"), "A");
    assert_string_equal(who("zvezda-aft", "1980-01-01T00:00:00Z"), "B");
    assert_string_equal(who("zvezda-aft", "2024-05-01T00:00:00Z"), "C");
    assert_string_equal(who("zvezda-aft", "2080-01-01T00:00:00Z"), "C");
    assert_int_equal(load_with("", &line), KURS_OK);
    assert_int_equal(mission.visit_count, 0);
}

/* The place is counted from the line of 'visitors:'. */
static const struct {
    const char *text;
    kurs_status status;
    int lines, column;
    const char *what, *remedy;
} bad[] = {
    {"visitors:\n- {ship: A, port: harmony}\n", KURS_ERR_NOT_FOUND, 1, 19,
     "port of 'iss' 'harmony' is not known", "rassvet-nadir"},
    {"visitors:\n- {ship: A}\n", KURS_ERR_SCHEMA, 1, 3, "a visitor has no 'port'", "add 'port"},
    {"visitors:\n- {port: zvezda-aft}\n", KURS_ERR_SCHEMA, 1, 3, "a visitor has no 'ship'",
     "add 'ship"},
    {"visitors:\n- {ship: A, port: zvezda-aft, from: 2024-05-01}\n", KURS_ERR_SYNTAX, 1, 37,
     "not of the form", "its Z"},
    {"visitors:\n- {ship: A, port: zvezda-aft, from: 2024-05-02T00:00:00Z, until: "
     "2024-05-02T00:00:00Z}\n",
     KURS_ERR_RANGE, 1, 66, "ends before it begins", "after 'from'"},
    {"visitors:\n- {ship: A, port: zvezda-aft, until: 2024-05-02T00:00:01Z}\n"
     "- {ship: B, port: zvezda-aft, from: 2024-05-02T00:00:00Z}\n",
     KURS_ERR_SCHEMA, 2, 3, "B is at 'zvezda-aft' while A is there", "another port"},
    {"visitors:\n- {ship: A, port: zvezda-aft}\n- {ship: A, port: poisk-zenith}\n", KURS_ERR_SCHEMA,
     2, 3, "A is at 'zvezda-aft' and 'poisk-zenith' at once", "until"},
    {"visitors:\n- {ship: Soyuz MS-25, port: zvezda-aft}\n", KURS_ERR_SCHEMA, 1, 10, "own ship",
     "leave it out"},
    {"visitors:\n- {ship: A, port: prichal-nadir, until: 2024-03-24T12:00:01Z}\n", KURS_ERR_SCHEMA,
     1, 41, "A is at 'prichal-nadir' when this mission's own ship", "before the own docking"},
    {"visitors:\n- {ship: A, port: prichal-nadir, from: 2024-09-22T00:00:00Z}\n", KURS_ERR_SCHEMA,
     1, 40, "A is at 'prichal-nadir' when this mission's own ship", "after the day of the return"},
    {"visitors:\n- {ship: A, port: prichal-nadir}\n", KURS_ERR_SCHEMA, 1, 3,
     "A is at 'prichal-nadir' when this mission's own ship", "another port"},
};

static void each_bad_visitor_has_its_place_and_remedy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int line;
        const kurs_status status = load_with(bad[i].text, &line);
        const kurs_diag_item *item = &diag.items[0];
        const int right = status == bad[i].status && diag.count == 1 &&
                          item->line == line + bad[i].lines && item->column == bad[i].column &&
                          strstr(item->what, bad[i].what) && strstr(item->remedy, bad[i].remedy);
        if (!right) {
            print_message("case %zu: %s, %d errors, %d:%d %s; %s\n", i, kurs_status_name(status),
                          diag.count, item->line - line, item->column, item->what, item->remedy);
        }
        assert_true(right);
    }
}

static void more_visitors_than_there_is_room_for_are_an_error(void **state)
{
    char text[4096] = "visitors:\n";
    int line;
    (void)state;
    for (int i = 0; i <= KURS_MAX_VISITS; i++) {
        char one[160];
        snprintf(one, sizeof one,
                 "- {ship: S%d, port: zvezda-aft, from: 20%02d-01-01T00:00:00Z, until: "
                 "20%02d-02-01T00:00:00Z}\n",
                 i, 30 + i, 30 + i);
        strcat(text, one);
    }
    assert_true(load_with(text, &line) < 0);
    assert_int_equal(diag.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ship_that_is_there_is_told_from_its_docking_to_its_undocking),
        cmocka_unit_test(each_mission_shipped_knows_the_soyuz_beside_it),
        cmocka_unit_test(a_stay_without_its_ends_goes_on_beyond_the_mission),
        cmocka_unit_test(each_bad_visitor_has_its_place_and_remedy),
        cmocka_unit_test(more_visitors_than_there_is_room_for_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
