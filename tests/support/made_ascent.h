/* SPDX-License-Identifier: Apache-2.0 */
/* A crewed ascent of Soyuz-2.1a with its model and plan, as the mission MS-25 has it. */
#ifndef KURS_TESTS_MADE_ASCENT_H
#define KURS_TESTS_MADE_ASCENT_H

#include "app/ascent_model.h"
#include "check.h"
#include "kurs/mission.h"
#include "math/math.h"
#include "plan/ascent_plan.h"
#include "sim/point_ascent.h"

#define MADE_INC (51.645 * KURS_DEG)

typedef struct made_ascent {
    kurs_rocket rocket;
    kurs_spacecraft ship;
    kurs_site site;
    kurs_tai liftoff;
    kurs_ascent_model model;
    kurs_ascent_plan plan;
    double node;
} made_ascent;

/* The plan whose osculating plane the pad meets lead_s after lift-off. */
static inline void made_ascent_plan(made_ascent *m, double lead_s)
{
    m->node = 1.0;
    for (int i = 0; i < 6; i++) {
        double lead;
        assert_true(kurs_ascent_plan_make(&m->rocket, &m->model, &m->site, m->liftoff, m->node,
                                          MADE_INC, &m->plan) >= 0);
        assert_true(kurs_ascent_lead(&m->site, m->liftoff, m->plan.normal_gcrf, &lead) >= 0);
        m->node -= (lead - lead_s) * KURS_EARTH_OMEGA;
    }
}

static inline void made_ascent_load(made_ascent *m)
{
    static kurs_mission mission;
    static kurs_diag diag;
    const char text[] = "2024-03-23T12:36:10.573Z";
    kurs_diag_init(&diag);
    assert_true(kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", &mission, &diag) >=
                0);
    assert_true(kurs_tai_parse(text, sizeof text - 1, &m->liftoff) >= 0);
    m->rocket = mission.rocket;
    m->ship = mission.spacecraft;
    m->site = mission.site;
    assert_true(kurs_ascent_model_make(&m->rocket, &m->ship, &m->site, MADE_INC, m->liftoff,
                                       &m->model, NULL) >= 0);
    made_ascent_plan(m, m->model.lead_s);
}

static inline kurs_point_setup made_setup(const made_ascent *m)
{
    return (kurs_point_setup){
        .rocket = &m->rocket, .spacecraft_kg = m->ship.mass_kg, .site = &m->site, .plan = &m->plan};
}

/* Osculating heights [m] at the apsides, over the ellipsoid under them (pole: of date). */
static inline void made_apsides(kurs_state s, kurs_vec3 pole, double *perigee_m, double *apogee_m)
{
    const double gm = KURS_EGM_GM, r = v3_norm(s.r), v2 = v3_dot(s.v, s.v);
    const kurs_vec3 ecc =
        v3_sub(v3_scale(v2 / gm - 1.0 / r, s.r), v3_scale(v3_dot(s.r, s.v) / gm, s.v));
    const double e = v3_norm(ecc), a = 1.0 / (2.0 / r - v2 / gm);
    const double sine = v3_dot(ecc, pole) / e;
    const double b = KURS_WGS84_A * (1.0 - KURS_WGS84_F);
    const double under =
        1.0 / sqrt((1.0 - sine * sine) / (KURS_WGS84_A * KURS_WGS84_A) + sine * sine / (b * b));
    *perigee_m = a * (1.0 - e) - under;
    *apogee_m = a * (1.0 + e) - under;
}

/* Angle [rad] between the orbit flown and the plane asked for. */
static inline double made_plane_off(const made_ascent *m, kurs_state s)
{
    return v3_angle(v3_cross(s.r, s.v), m->plan.normal_gcrf);
}

#endif
