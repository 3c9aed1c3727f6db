/* SPDX-License-Identifier: Apache-2.0 */
/* The four shipped missions, flown once each for the tests of this folder. */
#ifndef KURS_TESTS_MISSIONS_H
#define KURS_TESTS_MISSIONS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "kurs/compare.h"
#include "kurs/env.h"
#include "kurs/fly.h"
#include "kurs/frames.h"
#include "kurs/mission.h"
#include "kurs/orbit.h"
#include "kurs/store.h"

#define DEG (3.14159265358979323846 / 180.0)

static const char *const mission_files[] = {"soyuz-ms-24", "soyuz-ms-25", "soyuz-ms-27",
                                            "soyuz-ms-28"};
enum { MISSIONS = 4 };

static inline void mission_path(const char *id, char out[512])
{
    snprintf(out, 512, "%s/missions/%s.yaml", KURS_SOURCE_DIR, id);
}

static inline kurs_fly_session *open_mission(const char *id)
{
    char path[512];
    kurs_fly_session *session = NULL;
    mission_path(id, path);
    assert_true(kurs_fly_open(path, stderr, &session) >= 0);
    return session;
}

static inline kurs_compare *load_compare(const char *id)
{
    char path[512];
    mission_path(id, path);
    kurs_diag *diag = calloc(1, sizeof *diag);
    kurs_compare *compare = calloc(1, sizeof *compare);
    assert_non_null(diag);
    assert_non_null(compare);
    assert_true(kurs_compare_load(path, compare, diag) >= 0);
    free(diag);
    return compare;
}

static inline kurs_mission *load_mission(const char *id)
{
    char path[512];
    mission_path(id, path);
    kurs_diag *diag = calloc(1, sizeof *diag);
    kurs_mission *mission = calloc(1, sizeof *mission);
    assert_non_null(diag);
    assert_non_null(mission);
    assert_true(kurs_mission_load(path, mission, diag) >= 0);
    free(diag);
    return mission;
}

/* The last event of an id; a launch that was scrubbed has its planned lift-off in no event. */
static inline const kurs_event *last_event(const kurs_record *record, const char *id)
{
    const kurs_event *found = NULL;
    for (size_t i = 0; i < record->event_count; i++) {
        if (strcmp(record->events[i].id, id) == 0) {
            found = &record->events[i];
        }
    }
    return found;
}

/* Simulated instant of a row of the flown times; 0 where the record has none. */
static inline int simulated(const kurs_fly_session *session, const kurs_compare_row *row,
                            kurs_tai *t)
{
    const kurs_fly_result *result = kurs_fly_result_of(session);
    const kurs_record record = kurs_fly_record(session);
    if (strcmp(row->event, "liftoff") == 0 && row->attempt > 0) {
        if (row->attempt > result->attempt_count) {
            return 0;
        }
        *t = result->launches[row->attempt - 1].ascent.liftoff;
        return 1;
    }
    const kurs_event *event = last_event(&record, row->event);
    if (event) {
        *t = event->t;
    }
    return event != NULL;
}

#endif
