/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flight is plain data: one that is moved to another place again and again, while the old place
 * is overwritten, leaves the same bits behind, from the pad to insertion and to the ground by each
 * way out.
 */
#include <stdlib.h>
#include <string.h>

#include "app/station.h"
#include "ascent6.h"
#include "check.h"
#include "kurs/fly.h"

static ascent6 made;
static kurs_ephemeris station;

static int make(void **state)
{
    (void)state;
    return ascent6_make(&made) == 0 && kurs_station_ephemeris(&made.mission, &station) >= 0 ? 0
                                                                                            : -1;
}

/* All that was told, as one number (FNV-1a), and how it ended. */
typedef struct told {
    uint64_t hash;
    int rows, events;
    char last[KURS_EVENT_ID_SIZE];
} told;

static void add(told *t, const void *bytes, size_t n)
{
    const unsigned char *b = bytes;
    for (size_t i = 0; i < n; i++) {
        t->hash = (t->hash ^ b[i]) * 1099511628211u;
    }
}

static kurs_status see_row(void *ctx, const kurs_row *row)
{
    told *t = ctx;
    t->rows++;
    add(t, &row->s_gcrf, sizeof row->s_gcrf);
    add(t, &row->met_s, sizeof row->met_s);
    add(t, &row->mass_kg, sizeof row->mass_kg);
    add(t, &row->thrust_gcrf_n, sizeof row->thrust_gcrf_n);
    add(t, &row->aero_gcrf_n, sizeof row->aero_gcrf_n);
    return KURS_OK;
}

static kurs_status see_event(void *ctx, const kurs_event *event)
{
    told *t = ctx;
    t->events++;
    add(t, event->text, strlen(event->text));
    add(t, &event->met_s, sizeof event->met_s);
    snprintf(t->last, sizeof t->last, "%s", event->id);
    return KURS_OK;
}

/* Flies to the end or to where a plan is needed; moved: to another place at every so many steps. */
static told fly(const kurs_mission *mission, int moved)
{
    told t = {.hash = 14695981039346656037u};
    const kurs_sink sink = {.ctx = &t, .row = see_row, .event = see_event};
    const kurs_launch_plan plan = {.open = 1, .ascent = made.plan};
    kurs_flight *flight = malloc(sizeof *flight);
    assert_non_null(flight);
    kurs_flight_init(flight, mission);
    assert_true(kurs_flight_take_launch(flight, mission, &station, &plan) >= 0);
    for (int step = 1; flight->stage != KURS_FLIGHT_ENDED && flight->need == KURS_NEED_NOTHING;
         step++) {
        if (moved > 0 && step % moved == 0) {
            kurs_flight *there = malloc(sizeof *there);
            assert_non_null(there);
            memcpy(there, flight, sizeof *there);
            memset(flight, 0xa5, sizeof *flight);
            free(flight);
            flight = there;
        }
        assert_true(kurs_flight_step(flight, mission, &station, &sink) >= 0);
    }
    free(flight);
    return t;
}

static void check_fault(const kurs_fault *fault, const char *ascent, const char *last)
{
    kurs_mission *mission = malloc(sizeof *mission);
    assert_non_null(mission);
    memcpy(mission, &made.mission, sizeof *mission);
    mission->fault_count = fault ? 1 : 0;
    if (fault) {
        mission->faults[0] = *fault;
    }
    snprintf(mission->ascent, sizeof mission->ascent, "%s", ascent);
    const told whole = fly(mission, 0), often = fly(mission, 7), always = fly(mission, 1);
    print_message("%s: %d rows and %d events to %s, %016llx\n", ascent, whole.rows, whole.events,
                  whole.last, (unsigned long long)whole.hash);
    assert_string_equal(last, whole.last);
    assert_true(whole.rows > 100);
    assert_int_equal(whole.rows, often.rows);
    assert_true(whole.hash == often.hash);
    assert_true(whole.hash == always.hash);
    free(mission);
}

static void an_ascent_with_attitude_and_one_as_a_point_survive_their_moves(void **state)
{
    (void)state;
    check_fault(NULL, "body", "insertion");
    check_fault(NULL, "point", "insertion");
}

static void a_weak_third_stage_survives_its_moves(void **state)
{
    (void)state;
    const kurs_fault weak = {
        .id = "low-thrust", .attempt = 1, .t_s = 300.0, .stage = "upper", .level = 0.97};
    check_fault(&weak, "body", "insertion");
}

static void escapes_by_each_way_out_survive_their_moves(void **state)
{
    (void)state;
    static const kurs_fault faults[] = {
        {.id = "escape-command", .attempt = 1, .t_s = -60.0},
        {.id = "engine-out", .attempt = 1, .t_s = 130.0, .stage = "core"},
        {.id = "escape-command", .attempt = 1, .t_s = 152.0},
        {.id = "escape-command", .attempt = 1, .t_s = 300.0},
        {.id = "escape-command", .attempt = 1, .t_s = 527.5},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        check_fault(&faults[i], "body", "landing");
        check_fault(&faults[i], "point", "landing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ascent_with_attitude_and_one_as_a_point_survive_their_moves),
        cmocka_unit_test(a_weak_third_stage_survives_its_moves),
        cmocka_unit_test(escapes_by_each_way_out_survive_their_moves),
    };
    return cmocka_run_group_tests(tests, make, NULL);
}
