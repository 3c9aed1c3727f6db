/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim.h"

#include <stdio.h>

#include "math/math.h"

#define ROW_S 120.0

void kurs_docked_init(kurs_docked_flight *flight, const kurs_body *body, int set, kurs_tai contact)
{
    *flight = (kurs_docked_flight){.body = *body, .set = set, .contact = contact};
    flight->body.arc++;
    flight->next_row = kurs_body_time(body);
}

void kurs_docked_take_undock(kurs_docked_flight *flight, kurs_tai undock)
{
    flight->undock_known = 1;
    flight->undock = undock;
}

/* Moves the body to an instant on the set in force. */
static kurs_status follow(kurs_docked_flight *flight, const kurs_sim_world *world, kurs_tai t)
{
    kurs_sim_world here = *world;
    here.station = &world->ephemeris->sets[flight->set];
    kurs_body *body = &flight->body;
    body->t_s = kurs_tai_diff(t, body->earth.t_ref);
    kurs_status status = kurs_body_renew(body);
    if (status >= 0) {
        status = kurs_docked_state(&here, &body->earth, body->t_s, &body->s_gcrf);
    }
    return status;
}

static kurs_row_extra docked_extra(void)
{
    return (kurs_row_extra){.phase = KURS_PHASE_docked, .attached = 1, .bank = NAN};
}

/* Why the orbit changes at t: a burn of the station, or elements that are nearer from here on. */
static kurs_status say_change(const kurs_ephemeris *eph, kurs_tai t, int set, double far_m,
                              double fast_m_s, char *text, size_t size)
{
    const kurs_tai after = kurs_tai_add(t, 1e-3);
    const kurs_manoeuvre *burn = kurs_ephemeris_burn_before(eph, after);
    char epoch[KURS_UTC_TEXT_SIZE];
    const kurs_status status = kurs_tai_format(eph->data[set], 0, epoch);
    if (status < 0) {
        return status;
    }
    if (burn && fabs(kurs_tai_diff(burn->t, t)) < 1e-2) {
        snprintf(text, size,
                 "the station burns: %.2f m/s; the elements of %s with a step of %.3f km "
                 "and %.2f m/s",
                 v3_norm(burn->dv_rtn_m_s), epoch, far_m / 1e3, fast_m_s);
    } else {
        snprintf(text, size,
                 "station orbit from the elements of %s from here on: a step of %.3f km and %.2f "
                 "m/s",
                 epoch, far_m / 1e3, fast_m_s);
    }
    return status;
}

/* Goes over to the set that is nearest now, with a seam in the record. */
static kurs_status change_set(kurs_docked_flight *flight, const kurs_sim_world *world, kurs_tai t,
                              const kurs_sink *sink)
{
    const kurs_row_extra extra = docked_extra();
    kurs_row before, after;
    kurs_body_row(&flight->body, &extra, &before);
    kurs_status status = kurs_sink_row(sink, &before);
    if (status < 0) {
        return status;
    }
    /* just beyond half-way the later set is the nearer one */
    flight->set = kurs_ephemeris_nearest(world->ephemeris, kurs_tai_add(t, 1e-3));
    flight->body.arc++;
    status = follow(flight, world, t);
    if (status < 0) {
        return status;
    }
    kurs_body_row(&flight->body, &extra, &after);
    char text[KURS_EVENT_TEXT_SIZE];
    status = say_change(world->ephemeris, t, flight->set,
                        v3_norm(v3_sub(after.s_gcrf.r, before.s_gcrf.r)),
                        v3_norm(v3_sub(after.s_gcrf.v, before.s_gcrf.v)), text, sizeof text);
    if (status < 0) {
        return status;
    }
    status = kurs_sink_seam(sink, text, &before, &after);
    if (status >= 0) {
        status = kurs_sink_row(sink, &after);
    }
    return status < 0 ? status
                      : kurs_body_emit_event(&flight->body, KURS_PHASE_docked, "elements_change",
                                             text, 0.0, sink);
}

/* The next thing to happen and its instant. */
typedef enum docked_next {
    NEXT_ROW,
    NEXT_HATCH_OPEN,
    NEXT_HATCH_CLOSE,
    NEXT_SET,
    NEXT_UNDOCK
} docked_next;

static docked_next find_next(const kurs_docked_flight *flight, const kurs_sim_world *world,
                             kurs_tai *t)
{
    const kurs_mission *mission = world->mission;
    docked_next next = NEXT_ROW;
    *t = flight->next_row;
    const kurs_tai now = kurs_body_time(&flight->body);
    if (kurs_ephemeris_nearest(world->ephemeris, kurs_tai_add(now, 1e-3)) != flight->set) {
        *t = now; /* the nearest set has changed in free flight */
        return NEXT_SET;
    }
    const kurs_tai change = kurs_ephemeris_next_change(world->ephemeris, now, *t);
    if (kurs_tai_diff(change, *t) < 0.0 &&
        kurs_ephemeris_nearest(world->ephemeris, kurs_tai_add(change, 1e-3)) != flight->set) {
        *t = change;
        next = NEXT_SET;
    }
    const kurs_tai open = kurs_tai_add(flight->contact, mission->hatch_open_s);
    if (!flight->hatch_opened && kurs_tai_diff(open, *t) <= 0.0) {
        *t = open;
        next = NEXT_HATCH_OPEN;
    }
    if (!flight->undock_known) {
        return next;
    }
    const kurs_tai close = kurs_tai_add(flight->undock, -mission->hatch_close_s);
    if (!flight->hatch_closed && kurs_tai_diff(close, *t) <= 0.0) {
        *t = close;
        next = NEXT_HATCH_CLOSE;
    }
    if (kurs_tai_diff(flight->undock, *t) <= 0.0) {
        *t = flight->undock;
        next = NEXT_UNDOCK;
    }
    if (kurs_tai_diff(*t, now) < 0.0) {
        *t = now; /* late, but never back in time */
    }
    return next;
}

kurs_status kurs_docked_step(kurs_docked_flight *flight, const kurs_sim_world *world,
                             const kurs_sink *sink)
{
    const kurs_row_extra extra = docked_extra();
    kurs_tai t;
    if (flight->done) {
        return KURS_ERR_ARGUMENT;
    }
    const docked_next next = find_next(flight, world, &t);
    kurs_status status = follow(flight, world, t);
    if (status < 0) {
        return status;
    }
    switch (next) {
    case NEXT_SET:
        return change_set(flight, world, t, sink);
    case NEXT_HATCH_OPEN:
        flight->hatch_opened = 1;
        return kurs_body_emit_event(&flight->body, KURS_PHASE_docked, "hatch_open",
                                    "Leak checks done, hatches open", 0.0, sink);
    case NEXT_HATCH_CLOSE:
        flight->hatch_closed = 1;
        return kurs_body_emit_event(&flight->body, KURS_PHASE_docked, "hatch_close",
                                    "Crew aboard, hatches closed", 0.0, sink);
    case NEXT_UNDOCK:
        flight->done = 1;
        return kurs_body_emit_row(&flight->body, &extra, sink);
    default:
        flight->next_row = kurs_tai_add(flight->next_row, ROW_S);
        return kurs_body_emit_row(&flight->body, &extra, sink);
    }
}
