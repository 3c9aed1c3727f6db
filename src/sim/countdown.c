/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/countdown.h"

#include <math.h>
#include <stdio.h>

#include "math/math.h"

static kurs_status stand_on_pad(kurs_body *body, const kurs_site *site, kurs_tai t)
{
    const kurs_status status = kurs_body_set_time(body, t);
    if (status < 0) {
        return status;
    }
    const kurs_geodetic place = {site->lat, site->lon, site->height_m};
    const kurs_state s_itrf = {kurs_geodetic_to_itrf(place), {0.0, 0.0, 0.0}};
    body->s_gcrf = kurs_earth_state_gcrf(&body->earth, body->t_s, s_itrf);
    return status;
}

/* With the propellant that has come aboard. */
static double mass_at(const kurs_countdown_phase *phase, const kurs_countdown *countdown,
                      double t_s)
{
    const double span = countdown->tanked_s - countdown->tanking_s;
    const double part =
        span > 0.0 ? kurs_clamp((t_s - countdown->tanking_s) / span, 0.0, 1.0) : 1.0;
    return phase->full_kg - (1.0 - part) * phase->propellant_kg;
}

kurs_status kurs_countdown_phase_init(kurs_countdown_phase *phase, const kurs_mission *mission,
                                      kurs_tai liftoff, int attempt, double mass_kg,
                                      double propellant_kg, int arc)
{
    const kurs_countdown *countdown = &mission->countdown;
    double start_s = KURS_COUNTDOWN_START_S;
    if (countdown->step_count > 0) {
        start_s = fmin(start_s, countdown->steps[0].t_s);
    }
    kurs_countdown_phase p = {
        .liftoff = liftoff, .attempt = attempt, .full_kg = mass_kg, .propellant_kg = propellant_kg};
    kurs_fault faults[KURS_MAX_FAULTS];
    int fault_count = 0;
    for (int i = 0; i < mission->fault_count; i++) {
        if (!kurs_fault_of_ascent(&mission->faults[i])) {
            faults[fault_count++] = mission->faults[i];
        }
    }
    const kurs_status sound =
        kurs_sequence_init(&p.sequence, countdown, faults, fault_count, attempt, start_s);
    if (sound < 0) {
        return sound;
    }
    p.body.met_zero = liftoff;
    p.body.mass_kg = mass_at(&p, countdown, start_s);
    p.body.arc = arc;
    p.body.attempt = attempt;
    const kurs_status status =
        stand_on_pad(&p.body, &mission->site, kurs_tai_add(liftoff, start_s));
    if (status >= 0) {
        *phase = p;
    }
    return status;
}

static kurs_status tell_row(const kurs_countdown_phase *phase, const kurs_sink *sink)
{
    const kurs_row_extra extra = {.phase = KURS_PHASE_countdown,
                                  .attached = 1,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN};
    kurs_row row;
    kurs_body_row(&phase->body, &extra, &row);
    row.load_g = 1.0;
    return kurs_sink_row(sink, &row);
}

kurs_status kurs_countdown_phase_announce(const kurs_countdown_phase *phase, const char *text,
                                          const kurs_sink *sink)
{
    const kurs_status status = tell_row(phase, sink);
    return status < 0 ? status
                      : kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "launch_attempt",
                                             text, 0.0, sink);
}

void kurs_countdown_phase_reason(const kurs_countdown_phase *phase, const kurs_countdown *countdown,
                                 char out[KURS_EVENT_TEXT_SIZE])
{
    const kurs_sequence *s = &phase->sequence;
    snprintf(out, KURS_EVENT_TEXT_SIZE,
             "automatic stop at T-%.1f s (%s): launch battery at %.2f V under %.0f A, limit %.2f V",
             -s->t_s, s->step >= 0 ? countdown->steps[s->step].text : "at the start", s->voltage_v,
             s->load_a, s->limit_v);
}

static kurs_status tell_scrub(const kurs_countdown_phase *phase, const kurs_countdown *countdown,
                              const kurs_sink *sink)
{
    char text[KURS_EVENT_TEXT_SIZE];
    kurs_countdown_phase_reason(phase, countdown, text);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "scrub", text, 0.0, sink);
}

kurs_status kurs_countdown_phase_step(kurs_countdown_phase *phase, const kurs_mission *mission,
                                      const kurs_sink *sink)
{
    if (phase->done) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_countdown *countdown = &mission->countdown;
    kurs_countdown_phase p = *phase;
    const kurs_sequence_result result = kurs_sequence_advance(&p.sequence, countdown);
    const kurs_status placed =
        stand_on_pad(&p.body, &mission->site, kurs_tai_add(p.liftoff, p.sequence.t_s));
    if (placed < 0) {
        return placed;
    }
    p.body.mass_kg = mass_at(&p, countdown, p.sequence.t_s);
    kurs_status status = tell_row(&p, sink);
    if (status >= 0 && result == KURS_SEQUENCE_STEP) {
        const kurs_countdown_step *step = &countdown->steps[p.sequence.step];
        status =
            kurs_body_emit_event(&p.body, KURS_PHASE_countdown, step->id, step->text, 0.0, sink);
    } else if (status >= 0 && result == KURS_SEQUENCE_STOP) {
        status = tell_scrub(&p, countdown, sink);
        p.next_earliest = kurs_tai_add(p.liftoff, countdown->recycle_s);
        p.done = 1;
    } else if (result == KURS_SEQUENCE_LIFTOFF) {
        p.done = 1;
        p.go = 1;
    }
    if (status < 0) {
        return status;
    }
    *phase = p;
    return kurs_status_worse(placed, status);
}
