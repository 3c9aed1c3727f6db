/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/countdown.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

double kurs_countdown_mass(const kurs_countdown *countdown, double full_kg, double propellant_kg,
                           double t_s)
{
    const double span = countdown->tanked_s - countdown->tanking_s;
    const double part =
        span > 0.0 ? kurs_clamp((t_s - countdown->tanking_s) / span, 0.0, 1.0) : 1.0;
    return full_kg - (1.0 - part) * propellant_kg;
}

kurs_status kurs_countdown_phase_init(kurs_countdown_phase *phase, const kurs_mission *mission,
                                      kurs_tai liftoff, int attempt, double mass_kg,
                                      double propellant_kg, int arc)
{
    const kurs_countdown *countdown = &mission->countdown;
    const kurs_sequence_setup setup = kurs_sequence_setup_of(mission, attempt);
    kurs_countdown_phase p;
    memset(&p, 0, sizeof p);
    p.planned = p.liftoff = liftoff;
    p.attempt = attempt;
    p.full_kg = mass_kg;
    p.propellant_kg = propellant_kg;
    const kurs_status sound = kurs_sequence_init(&p.sequence, countdown, &setup);
    if (sound < 0) {
        return sound;
    }
    p.body.met_zero = liftoff;
    p.body.mass_kg = kurs_countdown_mass(countdown, mass_kg, propellant_kg, setup.start_s);
    p.body.arc = arc;
    p.body.attempt = attempt;
    const kurs_status status = stand_on_pad(&p.body, &mission->site,
                                            kurs_tai_add(liftoff, kurs_sequence_now(&p.sequence)));
    if (status >= 0) {
        memcpy(phase, &p, sizeof p);
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

/* What a channel shows and what a condition allows. */
static void put_condition(const kurs_condition *k, double value, double load_a, char *out,
                          size_t size)
{
    if (k->channel == KURS_CHANNEL_range) { /* it is clear or not */
        snprintf(out, size, "the range is not clear");
        return;
    }
    const char *unit = kurs_channel_unit(k->channel);
    const char *gap = unit[0] ? " " : "";
    char load[32] = "";
    if (k->channel == KURS_CHANNEL_voltage) {
        snprintf(load, sizeof load, " under %.0f A", load_a);
    }
    snprintf(out, size, "%.50s at %.2f%s%s%s, limit %s %.2f%s%s", kurs_channel_text(k->channel),
             value, gap, unit, load, k->at_least ? "at least" : "at most", k->limit, gap, unit);
}

/* Why the clock stands. */
static void put_hold(const kurs_sequence *s, const kurs_countdown *c, char *out, size_t size)
{
    const int at = s->hold.at;
    switch (s->hold.why) {
    case KURS_HOLD_PLANNED:
        snprintf(out, size, "planned, before: %s", c->steps[at].text);
        break;
    case KURS_HOLD_GO:
        snprintf(out, size, "no go from %s for: %s", c->actors[c->steps[at].go - 1].name,
                 c->steps[at].text);
        break;
    case KURS_HOLD_AFTER:
        snprintf(out, size, "a step before it is not done: %s", c->steps[at].text);
        break;
    case KURS_HOLD_CONDITION:
        put_condition(&c->conditions[at],
                      kurs_pad_channel(&c->models, &s->pad, c->conditions[at].channel),
                      s->pad.load_a, out, size);
        break;
    default:
        snprintf(out, size, "by mission control");
    }
}

void kurs_countdown_phase_reason(const kurs_countdown_phase *phase, const kurs_countdown *countdown,
                                 char out[KURS_EVENT_TEXT_SIZE])
{
    const kurs_sequence *s = &phase->sequence;
    const kurs_countdown *c = countdown;
    char why[KURS_EVENT_TEXT_SIZE] = "";
    const char *what = "automatic stop", *who = "";
    if (s->stop.why == KURS_STOP_CONDITION) {
        const kurs_condition *k = &c->conditions[s->stop.at];
        put_condition(k, s->stop.value, s->stop.load_a, why, sizeof why);
        what = k->act == KURS_CONDITION_SCRUB ? "called off" : what;
        who = k->act == KURS_CONDITION_SCRUB && k->says > 0 ? c->actors[k->says - 1].name : "";
    } else if (s->stop.why == KURS_STOP_WINDOW && s->stop.at >= 0) {
        snprintf(why, sizeof why, "put back by %.1f s, past the launch window of %.0f s", s->back_s,
                 s->window_s);
        what = "called off";
    } else if (s->stop.why == KURS_STOP_WINDOW) {
        char hold[KURS_EVENT_TEXT_SIZE / 2];
        put_hold(s, c, hold, sizeof hold);
        snprintf(why, sizeof why, "held past the launch window; %s", hold);
        what = "called off";
    }
    const int n = snprintf(out, KURS_EVENT_TEXT_SIZE, "%s%s%s at T-%.1f s (%.60s): %s", what,
                           who[0] ? " by " : "", who, -s->t_s,
                           s->step >= 0 ? c->steps[s->step].text : "at the start", why);
    if (n >= KURS_EVENT_TEXT_SIZE) {
        memcpy(out + KURS_EVENT_TEXT_SIZE - 4, "...", 4);
    }
}

static kurs_status tell_step(const kurs_countdown_phase *phase, const kurs_countdown *c,
                             const kurs_countdown_step *step, const kurs_sink *sink)
{
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "%s%s%s", step->text, step->go > 0 ? "; go: " : "",
             step->go > 0 ? c->actors[step->go - 1].name : "");
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, step->id, text, 0.0, sink);
}

static kurs_status tell_hold(const kurs_countdown_phase *phase, const kurs_countdown *c,
                             const kurs_sink *sink)
{
    const kurs_sequence *s = &phase->sequence;
    char why[KURS_EVENT_TEXT_SIZE / 2], text[KURS_EVENT_TEXT_SIZE];
    put_hold(s, c, why, sizeof why);
    snprintf(text, sizeof text, "hold at T-%.1f s: %s", -s->t_s, why);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "countdown_hold", text, 0.0,
                                sink);
}

static kurs_status tell_resume(const kurs_countdown_phase *phase, const kurs_sink *sink)
{
    const kurs_sequence *s = &phase->sequence;
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "the count goes on at T-%.1f s after %.1f s", -s->t_s,
             kurs_sequence_now(s) - s->hold_began_s);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "countdown_resume", text, 0.0,
                                sink);
}

static kurs_status tell_recycle(const kurs_countdown_phase *phase, const kurs_countdown *c,
                                const kurs_sink *sink)
{
    const kurs_sequence *s = &phase->sequence;
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "the count goes back from T-%.1f s to T-%.1f s, before: %.80s",
             -s->t_s - s->back_s, -s->t_s, c->steps[s->back].text);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "countdown_recycle", text, 0.0,
                                sink);
}

static kurs_status tell_fault(const kurs_countdown_phase *phase, const kurs_countdown *c,
                              const kurs_sink *sink)
{
    const kurs_sequence *s = &phase->sequence;
    const kurs_fault *fault = &s->faults[s->fault];
    const char *what = "";
    char text[KURS_EVENT_TEXT_SIZE];
    for (int i = 0; i < c->fault_count; i++) {
        what = strcmp(c->faults[i].id, fault->id) == 0 ? c->faults[i].text : what;
    }
    snprintf(text, sizeof text, "%s %s: %s", fault->id,
             s->fault_state[s->fault] == 1 ? "sets in" : "ends", what);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "fault", text, 0.0, sink);
}

static kurs_status tell_scrub(kurs_countdown_phase *phase, const kurs_countdown *countdown,
                              const kurs_sink *sink)
{
    char text[KURS_EVENT_TEXT_SIZE];
    phase->stopped = kurs_body_time(&phase->body);
    kurs_countdown_phase_reason(phase, countdown, text);
    return kurs_body_emit_event(&phase->body, KURS_PHASE_countdown, "scrub", text, 0.0, sink);
}

static void end_phase(kurs_countdown_phase *phase, const kurs_countdown *countdown, int go)
{
    phase->done = 1;
    phase->go = go;
    if (go) {
        phase->liftoff = kurs_tai_add(phase->planned, kurs_sequence_now(&phase->sequence));
    } else {
        phase->next_earliest = kurs_tai_add(phase->planned, countdown->recycle_s);
    }
}

static kurs_status tell(kurs_countdown_phase *phase, const kurs_countdown *c,
                        kurs_sequence_result result, const kurs_sink *sink)
{
    const kurs_sequence *s = &phase->sequence;
    switch (result) {
    case KURS_SEQUENCE_STEP:
        return tell_step(phase, c, &c->steps[s->step], sink);
    case KURS_SEQUENCE_HOLD:
        return tell_hold(phase, c, sink);
    case KURS_SEQUENCE_RESUME:
        return tell_resume(phase, sink);
    case KURS_SEQUENCE_RECYCLE:
        return tell_recycle(phase, c, sink);
    case KURS_SEQUENCE_FAULT:
        return tell_fault(phase, c, sink);
    case KURS_SEQUENCE_STOP:
        return tell_scrub(phase, c, sink);
    case KURS_SEQUENCE_SAFING:
        return tell_step(phase, c, &c->safing[s->safed - 1], sink);
    case KURS_SEQUENCE_SCRUBBED:
        end_phase(phase, c, 0);
        break;
    case KURS_SEQUENCE_LIFTOFF:
        end_phase(phase, c, 1);
        break;
    case KURS_SEQUENCE_COUNTING:
        break;
    }
    return KURS_OK;
}

kurs_status kurs_countdown_phase_step(kurs_countdown_phase *phase, const kurs_mission *mission,
                                      const kurs_sink *sink)
{
    if (phase->done) {
        return KURS_ERR_ARGUMENT;
    }
    const kurs_countdown *countdown = &mission->countdown;
    kurs_countdown_phase p;
    memcpy(&p, phase, sizeof p); /* padding too: copies are compared as bytes */
    const kurs_sequence_result result = kurs_sequence_advance(&p.sequence, countdown);
    const kurs_status placed = stand_on_pad(
        &p.body, &mission->site, kurs_tai_add(p.planned, kurs_sequence_now(&p.sequence)));
    if (placed < 0) {
        return placed;
    }
    const double mass_kg =
        kurs_countdown_mass(countdown, p.full_kg, p.propellant_kg, p.sequence.t_s);
    p.body.mass_kg = fmax(mass_kg, p.body.mass_kg); /* put back, it keeps what is aboard */
    kurs_status status = tell_row(&p, sink);
    if (status >= 0) {
        status = tell(&p, countdown, result, sink);
    }
    if (status < 0) {
        return status;
    }
    memcpy(phase, &p, sizeof p);
    return kurs_status_worse(placed, status);
}
