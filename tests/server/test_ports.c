/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine behind the server tells of the station's ports. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/diag.h"
#include "kurs/mission.h"

#define MS25 KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml"

static kurs_live *begin(const char *at)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_live *live = NULL;
    const kurs_live_setup setup = {.id = "f1", .path = MS25, .at = at, .rate = 1.0};
    assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_OK);
    return live;
}

static json_t *document(kurs_live *live, kurs_live_doc doc)
{
    const kurs_live_ask ask = {0};
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf out;
    kurs_buf_init(&out, 4 << 20);
    assert_int_equal(kurs_live_read(live, doc, &ask, 0.0, &out, why), KURS_OK);
    json_t *root = json_loadb(out.text, out.n, 0, NULL);
    kurs_buf_free(&out);
    assert_non_null(root);
    return root;
}

static json_t *port(json_t *root, const char *id)
{
    json_t *array = json_object_get(root, "ports");
    assert_int_equal(json_array_size(array), 4);
    size_t i;
    json_t *o;
    json_array_foreach(array, i, o)
    {
        if (strcmp(json_string_value(json_object_get(o, "id")), id) == 0) {
            return o;
        }
    }
    fail();
    return NULL;
}

/* Who is at a port now; "-" for nobody that is told. */
static void check_now(const char *utc, const char *rassvet, const char *prichal)
{
    kurs_live *live = begin(utc);
    json_t *now = document(live, KURS_LIVE_now);
    const char *const ids[] = {"rassvet-nadir", "prichal-nadir", "poisk-zenith", "zvezda-aft"};
    const char *const want[] = {rassvet, prichal, "-", "-"};
    for (int i = 0; i < 4; i++) {
        const char *ship = json_string_value(json_object_get(port(now, ids[i]), "ship"));
        assert_string_equal(ship ? ship : "-", want[i]);
    }
    json_decref(now);
    kurs_live_destroy(live);
}

static void the_state_tells_who_is_at_each_port_at_its_time(void **state)
{
    (void)state;
    check_now("2024-03-25T14:00:00Z", "Soyuz MS-24", "-");
    check_now("2024-03-25T18:00:00Z", "Soyuz MS-24", "Soyuz MS-25");
    check_now("2024-04-06T03:54:58Z", "-", "Soyuz MS-25");
    check_now("2024-09-23T11:00:00Z", "-", "-");
}

/* [ship, from, until] of the i-th stay at a port; NULL: null. */
static void check_stay(json_t *facts, const char *id, size_t i, const char *ship, const char *from,
                       const char *until)
{
    json_t *stay = json_array_get(json_object_get(port(facts, id), "at"), i);
    const char *const keys[] = {"ship", "from_utc", "until_utc"};
    const char *const want[] = {ship, from, until};
    for (int k = 0; k < 3; k++) {
        const char *text = json_string_value(json_object_get(stay, keys[k]));
        assert_true((text != NULL) == (want[k] != NULL));
        if (text) {
            assert_memory_equal(text, want[k], strlen(want[k]));
        }
    }
}

static void the_own_stay_is_told_as_far_as_it_is_flown(void **state)
{
    static const struct {
        const char *utc;
        size_t stays;
        const char *until;
    } cases[] = {{"2024-03-25T14:00:00Z", 0, NULL},
                 {"2024-05-01T00:00:00Z", 1, NULL},
                 {"2024-09-23T11:00:00Z", 1, "2024-09-23T08:"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        kurs_live *live = begin(cases[i].utc);
        json_t *facts = document(live, KURS_LIVE_facts);
        json_t *own = port(facts, "prichal-nadir");
        assert_int_equal(json_array_size(json_object_get(own, "at")), cases[i].stays);
        assert_true(json_is_true(json_object_get(own, "target")));
        if (cases[i].stays > 0) {
            check_stay(facts, "prichal-nadir", 0, "Soyuz MS-25", "2024-03-25T1", cases[i].until);
        }
        check_stay(facts, "rassvet-nadir", 0, "Soyuz MS-24", "2023-09-15T18:53:32.000Z",
                   "2024-04-06T03:54:58.000Z");
        assert_int_equal(json_array_size(json_object_get(port(facts, "zvezda-aft"), "at")), 0);
        json_decref(facts);
        kurs_live_destroy(live);
    }
}

/* The loader passes what could be; the flight finds that it was not. MS-25 docks on 25 March. */
static void a_ship_at_the_own_port_at_docking_is_a_caveat_of_the_flight(void **state)
{
    static kurs_mission mission;
    static kurs_diag diag;
    (void)state;
    for (int early = 0; early < 2; early++) {
        kurs_take *take;
        kurs_diag_init(&diag);
        assert_int_equal(kurs_mission_load(MS25, &mission, &diag), KURS_OK);
        kurs_visit *visit = &mission.visits[0];
        visit->port = mission.port;
        visit->until = kurs_tai_add(mission.launch_day, (early ? 3.0 : 5.0) * 86400.0);
        assert_int_equal(kurs_take_fly(&mission, &take), KURS_OK);
        int told = 0;
        for (size_t i = 0; i < take->record.caveat_count; i++) {
            const kurs_caveat *caveat = &take->record.caveats[i];
            if (caveat->code == KURS_CAVEAT_PORT_TAKEN) {
                told++;
                assert_non_null(strstr(caveat->text, "Soyuz MS-24 is at Prichal"));
            }
        }
        assert_int_equal(told, early ? 0 : 1);
        assert_true(take->result.outcome.complete);
        kurs_take_let_go(take);
    }
}

/* Both pass the loader: the first leaves within the days in which the ship may dock, the second
 * comes on the eve of the return. */
static void each_ship_at_the_own_port_is_a_caveat_of_its_own(void **state)
{
    static kurs_mission mission;
    static kurs_diag diag;
    kurs_take *take;
    int first = 0, second = 0;
    (void)state;
    kurs_diag_init(&diag);
    assert_int_equal(kurs_mission_load(MS25, &mission, &diag), KURS_OK);
    kurs_visit *visit = &mission.visits[0];
    visit->port = mission.port;
    visit->until = kurs_tai_add(mission.launch_day, 5.0 * 86400.0);
    mission.visits[1] = *visit;
    mission.visit_count = 2;
    snprintf(mission.visits[1].ship, sizeof mission.visits[1].ship, "Progress");
    mission.visits[1].from = kurs_tai_add(mission.return_day, -43200.0);
    mission.visits[1].until_known = 0;
    assert_int_equal(kurs_take_fly(&mission, &take), KURS_OK);
    for (size_t i = 0; i < take->record.caveat_count; i++) {
        first += strstr(take->record.caveats[i].text, "Soyuz MS-24 is at Prichal") != NULL;
        second += strstr(take->record.caveats[i].text, "Progress is at Prichal") != NULL;
    }
    assert_int_equal(first, 1);
    assert_int_equal(second, 1);
    kurs_take_let_go(take);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_state_tells_who_is_at_each_port_at_its_time),
        cmocka_unit_test(the_own_stay_is_told_as_far_as_it_is_flown),
        cmocka_unit_test(a_ship_at_the_own_port_at_docking_is_a_caveat_of_the_flight),
        cmocka_unit_test(each_ship_at_the_own_port_is_a_caveat_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
