/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes for tests: from the data files, off the pad or out of a simulated ascent. */
#ifndef KURS_TESTS_ESCAPES_H
#define KURS_TESTS_ESCAPES_H

#include <string.h>

#include "app/ascent_model.h"
#include "check.h"
#include "kurs/load.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

typedef struct escape_case {
    kurs_rocket rocket; /* as it flies the ship */
    kurs_spacecraft ship;
    kurs_site site;
    kurs_return_rules rules;
    kurs_zone zone;
    kurs_ascent_plan plan;
} escape_case;

/* A crewed launch at an instant, into a plane inclined as the station's by its best lead. */
static inline void load_case(const char *rocket, const char *site, const char *liftoff,
                             escape_case *c)
{
    static kurs_diag diag;
    kurs_diag_init(&diag);
    assert_int_equal(KURS_OK, kurs_load_rocket(rocket, &c->rocket, &diag));
    assert_int_equal(KURS_OK, kurs_load_spacecraft("soyuz-ms", &c->ship, &diag));
    assert_int_equal(KURS_OK, kurs_load_site(site, &c->site, &diag));
    assert_int_equal(KURS_OK, kurs_load_return("soyuz", &c->rules, &diag));
    assert_int_equal(KURS_OK, kurs_load_zone("zhezkazgan", &c->zone, &diag));
    assert_int_equal(KURS_OK, kurs_rocket_select(&c->rocket, &c->ship, &c->rocket));
    const double inc = 51.64 * KURS_DEG;
    kurs_tai t;
    kurs_ascent_model model;
    assert_true(kurs_tai_parse(liftoff, strlen(liftoff), &t) >= 0);
    assert_true(kurs_ascent_model_make(&c->rocket, &c->ship, &c->site, inc, t, &model, NULL) >= 0);
    double node = 1.0, lead_s;
    for (int i = 0; i < 6; i++) {
        assert_true(kurs_ascent_plan_make(&c->rocket, &model, &c->site, t, node, inc, &c->plan) >=
                    0);
        assert_true(kurs_ascent_lead(&c->site, t, c->plan.normal_gcrf, &lead_s) >= 0);
        node -= (lead_s - model.lead_s) * KURS_EARTH_OMEGA;
    }
}

static inline kurs_escape_world world_of_case(const escape_case *c)
{
    return (kurs_escape_world){
        .ship = &c->ship, .rules = &c->rules, .zone = &c->zone, .site = &c->site};
}

/* The ascent up to t_s; the thrust of a stage is gone from dead_s on (NaN: never). */
static inline kurs_ascent_flight ascend(const escape_case *c, double t_s, double core_dead_s)
{
    const kurs_sink nobody = {0};
    kurs_rocket rocket = c->rocket;
    kurs_ascent_flight flight;
    if (!isnan(core_dead_s)) {
        assert_true(kurs_curve_scale_from(&rocket.core.level, core_dead_s, 1e-6) >= 0);
    }
    assert_true(kurs_curve_scale_from(&rocket.core.level, t_s, 1.0) >= 0);
    assert_true(kurs_ascent_init(&flight, &rocket, c->ship.mass_kg, &c->site, &c->plan) >= 0);
    while (!flight.done && flight.met_s < t_s - 1e-9) {
        assert_true(kurs_ascent_step(&flight, &rocket, &nobody) >= 0);
    }
    return flight;
}

/* What came of an escape. */
typedef struct escape_end {
    kurs_escape_flight flight;
    double met_s;             /* of the landing */
    double lat, lon, range_m; /* of it; from the pad */
} escape_end;

static inline escape_end land(const escape_case *c, kurs_escape_flight flight,
                              const kurs_sink *sink)
{
    while (!flight.done) {
        const kurs_status status = kurs_escape_step(&flight, sink);
        if (status < 0) {
            fail_msg("leg %d of %s: %s", (int)flight.leg, kurs_escape_mode_name(flight.setup.mode),
                     kurs_status_name(status));
        }
    }
    const kurs_body *b = &flight.body;
    const kurs_geodetic at =
        kurs_geodetic_from_itrf(kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf).r);
    return (escape_end){flight, kurs_tai_diff(kurs_body_time(b), c->plan.liftoff), at.lat, at.lon,
                        kurs_geodetic_distance(at, (kurs_geodetic){c->site.lat, c->site.lon, 0.0})};
}

static inline void print_end(const char *name, const escape_end *e)
{
    printf("%s: %s, apogee %.2f km, %.2f g at +%.1f s, landing %.1f km at %.3f N %.3f E, T%+.1f s "
           "(%.1f s after the command)\n",
           name, kurs_escape_mode_name(e->flight.setup.mode), e->flight.apogee_m / 1e3,
           e->flight.peak_load_g, e->flight.peak_s, e->range_m / 1e3, e->lat / KURS_DEG,
           e->lon / KURS_DEG, e->met_s, e->flight.body.t_s - e->flight.command_s);
}

#endif
