/* SPDX-License-Identifier: Apache-2.0 */
/* The four missions up to insertion: the plane that the plan asks for is the one reached. */
#include "kurs/mean_fit.h"
#include "math/math.h"
#include "missions.h"

typedef struct flown {
    kurs_mission *mission;
    kurs_store *store;
    kurs_fly_result *result;
    kurs_record record;
} flown;

static flown fly(const char *id, const char *ascent)
{
    const kurs_fly_watch watch = {.until = KURS_FLY_TO_INSERTION};
    flown f = {load_mission(id), kurs_store_create(NULL), calloc(1, sizeof *f.result), {0}};
    assert_non_null(f.store);
    assert_non_null(f.result);
    snprintf(f.mission->ascent, sizeof f.mission->ascent, "%s", ascent);
    const kurs_sink sink = kurs_store_sink(f.store);
    assert_true(kurs_fly(f.mission, &sink, &watch, f.result) >= 0);
    f.record = kurs_store_record(f.store);
    return f;
}

static void let_go(flown *f)
{
    kurs_store_destroy(f->store);
    free(f->result);
    free(f->mission);
}

static const kurs_event *end_of(const flown *f)
{
    return &f->record.events[f->record.event_count - 1];
}

/* Inclination and node of a state in the equator of date. */
static kurs_plane plane_of(const kurs_event *e)
{
    kurs_earth earth;
    assert_true(kurs_earth_init(&earth, e->t) >= 0);
    const kurs_vec3 h =
        kurs_m3_tmulv(kurs_earth_teme_gcrf(&earth, 0.0), v3_cross(e->s_gcrf.r, e->s_gcrf.v));
    return (kurs_plane){acos(h.z / v3_norm(h)), atan2(h.x, -h.y)};
}

/* Mean plane of the state by SGP4's theory, with no code in common with kurs_plane_mean. */
static kurs_plane mean_by_sgp4(const kurs_event *e)
{
    const kurs_tle like = {.bstar = 0.0};
    kurs_earth earth;
    kurs_tle tle;
    assert_true(kurs_earth_init(&earth, e->t) >= 0);
    const kurs_mat3 m = kurs_earth_teme_gcrf(&earth, 0.0);
    const kurs_state s = {kurs_m3_tmulv(m, e->s_gcrf.r), kurs_m3_tmulv(m, e->s_gcrf.v)};
    assert_true(kurs_mean_fit_state(e->t, s, &like, &tle) >= 0);
    return (kurs_plane){tle.inc, tle.node};
}

static void each_mission_reaches_the_plane_of_its_plan(void **state)
{
    (void)state;
    for (int i = 0; i < MISSIONS; i++) {
        flown f = fly(mission_files[i], "");
        const kurs_ascent_result *r = &f.result->insertion;
        const kurs_event *e = end_of(&f);
        assert_string_equal("until", f.result->outcome.code);
        assert_true(f.result->outcome.complete);
        assert_string_equal("insertion", e->id);
        assert_true(r->known);
        check_near(r->asked.inc, r->reached.inc, 0.01 * DEG, 0.0);
        check_near(r->asked.inc_mean, r->reached.inc_mean, 0.01 * DEG, 0.0);
        check_near(0.0, remainder(r->asked.node - r->reached.node, 360.0 * DEG), 0.01 * DEG, 0.0);
        check_near(0.0, remainder(r->asked.node_mean - r->reached.node_mean, 360.0 * DEG),
                   0.01 * DEG, 0.0);
        const kurs_plane mean = mean_by_sgp4(e), osculating = plane_of(e);
        check_near(osculating.inc, r->reached.inc, 3e-9, 0.0);
        check_near(0.0, remainder(osculating.node - r->reached.node, 360.0 * DEG), 3e-9, 0.0);
        check_near(mean.inc, r->reached.inc_mean, 0.01 * DEG, 0.0);
        check_near(0.0, remainder(mean.node - r->reached.node_mean, 360.0 * DEG), 0.01 * DEG, 0.0);
        /* ORB, KOS: 200 +-2 x 242 +-5 km */
        check_near(200e3, r->perigee_m, 2e3, 0.0);
        check_near(242e3, r->apogee_m, 5e3, 0.0);
        print_message("%s: asked %.4f deg, node %.4f (mean %.4f, %.4f), reached %.4f, %.4f "
                      "(%.4f, %.4f); by SGP4 %.4f, %.4f; %.2f x %.2f km; lead %.2f s\n",
                      mission_files[i], r->asked.inc / DEG, r->asked.node / DEG,
                      r->asked.inc_mean / DEG, r->asked.node_mean / DEG, r->reached.inc / DEG,
                      r->reached.node / DEG, r->reached.inc_mean / DEG, r->reached.node_mean / DEG,
                      mean.inc / DEG, mean.node / DEG, r->perigee_m / 1e3, r->apogee_m / 1e3,
                      r->liftoff_lead_s);
        let_go(&f);
    }
}

static void liftoff_is_the_planners_within_2_seconds(void **state)
{
    (void)state;
    for (int i = 0; i < MISSIONS; i++) {
        flown f = fly(mission_files[i], "");
        const kurs_launch_plan *plan = &f.result->launches[f.result->attempt_count - 1];
        const kurs_event *e = end_of(&f);
        check_near(0.0, kurs_tai_diff(kurs_tai_add(e->t, -e->met_s), plan->ascent.liftoff), 1e-3,
                   0.0);
        check_near(f.result->ascent.lead_s, f.result->insertion.liftoff_lead_s, 2.0, 0.0);
        check_near(0.0, kurs_tai_diff(e->t, plan->insertion), 2.0, 0.0);
        let_go(&f);
    }
}

static void a_mission_may_ask_for_the_ascent_of_a_point(void **state)
{
    (void)state;
    flown body = fly("soyuz-ms-24", "body"), point = fly("soyuz-ms-24", "point");
    const flown *both[] = {&body, &point};
    for (int k = 0; k < 2; k++) {
        int held = 0;
        for (size_t i = 0; i < both[k]->record.row_count; i++) {
            const kurs_row *row = &both[k]->record.rows[i];
            held += row->phase == KURS_PHASE_ascent && row->held;
        }
        assert_int_equal(k == 0, held > 0);
        assert_int_equal(k == 0 ? 3 : 0, both[k]->result->insertion.drop_count);
    }
    const kurs_ascent_result *a = &body.result->insertion, *b = &point.result->insertion;
    check_near(b->reached.inc, a->reached.inc, 0.005 * DEG, 0.0);
    check_near(b->reached.node, a->reached.node, 0.005 * DEG, 0.0);
    check_near(b->liftoff_lead_s, a->liftoff_lead_s, 2.0, 0.0);
    check_near(b->perigee_m, a->perigee_m, 100.0, 0.0);
    check_near(b->apogee_m, a->apogee_m, 200.0, 0.0);
    let_go(&body);
    let_go(&point);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mission_reaches_the_plane_of_its_plan),
        cmocka_unit_test(liftoff_is_the_planners_within_2_seconds),
        cmocka_unit_test(a_mission_may_ask_for_the_ascent_of_a_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
