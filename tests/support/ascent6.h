/* SPDX-License-Identifier: Apache-2.0 */
/* A crewed Soyuz-2.1a with its plan, for tests and benches of the ascent as a body. */
#ifndef KURS_TESTS_ASCENT6_H
#define KURS_TESTS_ASCENT6_H

#include "app/ascent_model.h"
#include "kurs/mission.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

typedef struct ascent6 {
    kurs_mission mission; /* of MS-25; its rocket and ship may be changed before make_plan */
    kurs_ascent_model model;
    kurs_ascent_plan plan;
    kurs_tai liftoff;
} ascent6;

/* The plan whose osculating plane, of a mean inclination of 51.645 deg, the pad meets lead_s after
 * lift-off. 0, or -1. */
static inline int ascent6_plan(ascent6 *a, double lead_s)
{
    double node = 1.0, lead;
    for (int i = 0; i < 6; i++) {
        if (kurs_ascent_plan_make(&a->mission.rocket, &a->model, &a->mission.site, a->liftoff, node,
                                  51.645 * KURS_DEG, &a->plan) < 0 ||
            kurs_ascent_lead(&a->mission.site, a->liftoff, a->plan.normal_gcrf, &lead) < 0) {
            return -1;
        }
        node -= (lead - lead_s) * KURS_EARTH_OMEGA;
    }
    return 0;
}

/* The mission with its point-mass model and the plan of the best lead. */
static inline int ascent6_make(ascent6 *a)
{
    static kurs_diag diag;
    const char when[] = "2024-03-23T12:36:10.573Z";
    kurs_diag_init(&diag);
    if (a->mission.id[0] == 0 &&
        kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", &a->mission, &diag) < 0) {
        return -1;
    }
    if (kurs_tai_parse(when, sizeof when - 1, &a->liftoff) < 0 ||
        kurs_ascent_model_make(&a->mission.rocket, &a->mission.spacecraft, &a->mission.site,
                               51.645 * KURS_DEG, a->liftoff, &a->model, NULL) < 0) {
        return -1;
    }
    return ascent6_plan(a, a->model.lead_s);
}

static inline kurs_status ascent6_init(const ascent6 *a, kurs_ascent_flight *flight)
{
    return kurs_ascent6_init(flight, &a->mission.rocket, a->mission.spacecraft.mass_kg,
                             &a->mission.site, &a->plan);
}

#endif
