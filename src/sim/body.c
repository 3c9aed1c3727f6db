/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>

#include "kurs/env.h"
#include "math/math.h"

/* Noon-like instants of TAI, one a day: the only ones about which an Earth is made. */
static kurs_tai day_of(kurs_tai t)
{
    const int64_t day = 86400;
    int64_t n = t.s / day;
    if (t.s < n * day) {
        n--;
    }
    if (t.s - n * day >= day / 2) {
        n++;
    }
    return (kurs_tai){n * day, 0.0};
}

kurs_status kurs_body_set_time(kurs_body *body, kurs_tai t)
{
    const kurs_tai ref = day_of(t);
    kurs_earth earth;
    const kurs_status status = kurs_earth_init(&earth, ref);
    if (status < 0) {
        return status;
    }
    body->earth = earth;
    body->t_s = kurs_tai_diff(t, ref);
    return status;
}

kurs_status kurs_body_renew(kurs_body *body)
{
    if (fabs(body->t_s) <= 0.6 * KURS_EARTH_SPAN_S) {
        return KURS_OK;
    }
    return kurs_body_set_time(body, kurs_body_time(body));
}

kurs_tai kurs_body_time(const kurs_body *body)
{
    return kurs_tai_add(body->earth.t_ref, body->t_s);
}

void kurs_body_row(const kurs_body *body, const kurs_row_extra *extra, kurs_row *row)
{
    const kurs_state s_itrf = kurs_earth_state_itrf(&body->earth, body->t_s, body->s_gcrf);
    const kurs_geodetic place = kurs_geodetic_from_itrf(s_itrf.r);
    const kurs_air air = kurs_atmosphere_us76(place.h);
    const kurs_vec3 up =
        v3(cos(place.lat) * cos(place.lon), cos(place.lat) * sin(place.lon), sin(place.lat));
    const kurs_vec3 wind = kurs_wind_vector(extra->wind, place.h, v3(0.0, 0.0, 1.0), up);
    const double speed = v3_norm(s_itrf.v), through = v3_norm(v3_sub(s_itrf.v, wind));
    const kurs_vec3 felt = v3_add(extra->thrust_gcrf_n, extra->aero_gcrf_n);

    *row = (kurs_row){0};
    row->t = kurs_body_time(body);
    /* on one clock, so that lift-off is 0 and not the rounding of two sums */
    row->met_s = body->t_s - kurs_tai_diff(body->met_zero, body->earth.t_ref);
    row->phase = extra->phase;
    row->arc = body->arc;
    row->held = extra->held;
    row->attached = extra->attached;
    row->s_gcrf = body->s_gcrf;
    row->mass_kg = body->mass_kg;
    row->flow_kg_s = extra->flow_kg_s;
    row->thrust_gcrf_n = extra->thrust_gcrf_n;
    row->aero_gcrf_n = extra->aero_gcrf_n;
    row->lat = place.lat;
    row->lon = place.lon;
    row->alt_m = place.h;
    row->speed_earth_m_s = speed;
    row->dynamic_pressure_pa = 0.5 * air.density * through * through;
    row->mach = air.sound > 0.0 ? through / air.sound : 0.0;
    row->load_g = v3_norm(felt) / (body->mass_kg * KURS_G0);
    row->range_m = extra->range_m;
    row->range_rate_m_s = extra->range_rate_m_s;
    row->bank = extra->bank;
    row->array_w = row->load_w = row->battery_as = row->battery_share = NAN;
}

void kurs_body_event(const kurs_body *body, kurs_phase phase, const char *id, const char *text,
                     double jettisoned_kg, kurs_event *event)
{
    kurs_row row;
    kurs_body_row(body, &(kurs_row_extra){.phase = phase}, &row);
    *event = (kurs_event){0};
    snprintf(event->id, sizeof event->id, "%s", id);
    snprintf(event->text, sizeof event->text, "%s", text);
    event->t = row.t;
    event->met_s = row.met_s;
    event->attempt = body->attempt;
    event->phase = phase;
    event->s_gcrf = row.s_gcrf;
    event->lat = row.lat;
    event->lon = row.lon;
    event->alt_m = row.alt_m;
    event->speed_earth_m_s = row.speed_earth_m_s;
    event->mass_kg = row.mass_kg;
    event->jettisoned_kg = jettisoned_kg;
}

kurs_status kurs_body_emit_dry(const kurs_body *body, kurs_phase phase, const kurs_sink *sink)
{
    return kurs_body_emit_event(body, phase, "propellant_out", "The tanks are empty", 0.0, sink);
}

kurs_status kurs_body_emit_row(const kurs_body *body, const kurs_row_extra *extra,
                               const kurs_sink *sink)
{
    kurs_row row;
    kurs_body_row(body, extra, &row);
    return kurs_sink_row(sink, &row);
}

kurs_status kurs_body_emit_event(const kurs_body *body, kurs_phase phase, const char *id,
                                 const char *text, double jettisoned_kg, const kurs_sink *sink)
{
    kurs_event event;
    kurs_body_event(body, phase, id, text, jettisoned_kg, &event);
    return kurs_sink_event(sink, &event);
}
