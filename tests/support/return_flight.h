/* SPDX-License-Identifier: Apache-2.0 */
/* Plans and flies a return for tests, and keeps what it tells. */
#ifndef KURS_TESTS_RETURN_FLIGHT_H
#define KURS_TESTS_RETURN_FLIGHT_H

#include <string.h>

#include "kurs/ephemeris.h"
#include "plan/plan.h"
#include "returns.h"
#include "sim/entry.h"

enum { LOG_ROWS = 20000, LOG_EVENTS = 40, LOG_BURNS = 4 };

typedef struct return_log {
    int rows, events, burns;
    kurs_row row[LOG_ROWS];
    kurs_event event[LOG_EVENTS];
    kurs_burn burn[LOG_BURNS];
} return_log;

static inline kurs_status log_row(void *ctx, const kurs_row *row)
{
    return_log *log = ctx;
    if (log->rows >= LOG_ROWS) {
        return KURS_ERR_FULL;
    }
    log->row[log->rows++] = *row;
    return KURS_OK;
}

static inline kurs_status log_event(void *ctx, const kurs_event *event)
{
    return_log *log = ctx;
    if (log->events >= LOG_EVENTS) {
        return KURS_ERR_FULL;
    }
    log->event[log->events++] = *event;
    return KURS_OK;
}

static inline kurs_status log_burn(void *ctx, const kurs_burn *burn)
{
    return_log *log = ctx;
    if (log->burns >= LOG_BURNS) {
        return KURS_ERR_FULL;
    }
    log->burn[log->burns++] = *burn;
    return KURS_OK;
}

static inline kurs_sink log_sink(return_log *log)
{
    return (kurs_sink){.ctx = log, .row = log_row, .event = log_event, .burn = log_burn};
}

/* The event of a name; fails where it is missing. */
static inline const kurs_event *happened(const return_log *log, const char *id)
{
    for (int i = 0; i < log->events; i++) {
        if (strcmp(log->event[i].id, id) == 0) {
            return &log->event[i];
        }
    }
    fail_msg("%s did not happen", id);
    return NULL;
}

static inline double between(const return_log *log, const char *a, const char *b)
{
    return kurs_tai_diff(happened(log, b)->t, happened(log, a)->t);
}

static inline double ground_distance(double lat1, double lon1, double lat2, double lon2)
{
    return kurs_geodetic_distance((kurs_geodetic){lat1, lon1, 0.0},
                                  (kurs_geodetic){lat2, lon2, 0.0});
}

/* Mass of a Soyuz MS at undocking: 6,617 kg by the burn of MS-11. */
#define MASS_AT_UNDOCKING_KG 6617.0

/* A return ready to step, planned for a zone, from the station's state at undocking. */
static inline kurs_return_flight planned_return_of(kurs_spacecraft ship, const flown_return *flown,
                                                   const kurs_zone *zone, kurs_return_plan *plan)
{
    const kurs_sgp4 station = station_before(flown);
    const kurs_port port = nadir_port();
    const kurs_return_rules rules = soyuz_return_rules();
    const kurs_return_ask ask = {.station = &station,
                                 .day = instant(flown->day),
                                 .rules = &rules,
                                 .zone = zone,
                                 .ship = &ship,
                                 .mass_kg = MASS_AT_UNDOCKING_KG,
                                 .port = &port};
    kurs_return_flight flight = {0};
    kurs_return_search search = {0};
    const kurs_status status = kurs_plan_return(&ask, plan, &search);
    if (status < 0) {
        fail_msg("%s: no plan: %s; %d passes: %s", flown->mission, kurs_status_name(status),
                 search.count, search.passes[0].reason);
    }
    kurs_body body = {.met_zero = plan->undock, .mass_kg = MASS_AT_UNDOCKING_KG};
    assert_true(kurs_body_set_time(&body, plan->undock) >= 0);
    kurs_state s;
    assert_true(kurs_sgp4_state_gcrf(&station, &body.earth, body.t_s, &s) >= 0);
    const kurs_mat3 gcrf_lvlh = kurs_lvlh_axes(s);
    const kurs_vec3 centre = v3_axpy(port.position_lvlh_m, ship.nose_m, port.axis_lvlh);
    const kurs_vec3 arm = kurs_m3_tmulv(gcrf_lvlh, centre);
    const kurs_vec3 rate = kurs_m3_tmulv(kurs_rtn_axes(s), kurs_rtn_rate(s));
    body.s_gcrf.r = v3_add(s.r, arm);
    body.s_gcrf.v = v3_add(s.v, v3_cross(rate, arm));
    const kurs_return_setup setup = {.ship = ship,
                                     .rules = rules,
                                     .zone = *zone,
                                     .plan = *plan,
                                     .station = station,
                                     .port_axis_gcrf = kurs_m3_tmulv(gcrf_lvlh, port.axis_lvlh)};
    assert_true(kurs_return_init(&flight, &body, &setup) >= 0);
    return flight;
}

static inline kurs_return_flight planned_return(const flown_return *flown, const kurs_zone *zone,
                                                kurs_return_plan *plan)
{
    return planned_return_of(soyuz_ms(), flown, zone, plan);
}

static inline void fly_to_ground(kurs_return_flight *flight, return_log *log)
{
    const kurs_sink sink = log_sink(log);
    while (!flight->done) {
        const kurs_status status = kurs_return_step(flight, &sink);
        if (status < 0) {
            fail_msg("leg %d: %s", (int)flight->leg, kurs_status_name(status));
        }
    }
}

#endif
