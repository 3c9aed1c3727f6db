/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a flight at its clock's time: one object for all who watch. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"
#include "math/math.h"

static json_t *place_object(kurs_json *m, double lat, double lon, double alt_m)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "lat_deg", kurs_live_number(lat / KURS_DEG, 5));
    kurs_json_set(m, o, "lon_deg", kurs_live_number(lon / KURS_DEG, 5));
    kurs_json_set(m, o, "alt_km", kurs_live_number(alt_m / 1e3, 4));
    return o;
}

/* ---- the board ------------------------------------------------------------------------------- */

static void put_board(kurs_json *m, json_t *board, const char *id, const char *text,
                      const char *state)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(id));
    kurs_json_set(m, o, "text", kurs_json_text(text));
    kurs_json_set(m, o, "state", json_string(state));
    kurs_json_push(m, board, o);
}

/* The gos still to come wait; one given is go; one that holds the clock is no go. */
static void put_gos(kurs_json *m, json_t *board, const kurs_countdown *c, const kurs_sequence *s)
{
    for (int a = 1; a <= c->actor_count; a++) {
        int asked = 0, given = 0, withheld = 0;
        for (int i = 0; i < c->step_count; i++) {
            if (c->steps[i].go != a) {
                continue;
            }
            asked++;
            given += s->done[i] != 0;
            withheld |= s->hold.why == KURS_HOLD_GO && s->hold.at == i;
        }
        if (asked > 0) {
            const char *state = withheld ? "nogo" : given == asked ? "go" : "wait";
            put_board(m, board, c->actors[a - 1].name, c->actors[a - 1].name, state);
        }
    }
}

/* What is no longer looked at has done its part. */
static const char *condition_state(const kurs_sequence *s, const kurs_condition *k, int broken)
{
    if (broken) {
        return "nogo";
    }
    if (!s->done[k->from]) {
        return "wait";
    }
    return k->to >= 0 && s->done[k->to] ? "done" : "go";
}

static void put_conditions(kurs_json *m, json_t *board, const kurs_countdown *c,
                           const kurs_sequence *s)
{
    for (int i = 0; i < c->condition_count; i++) {
        const kurs_condition *k = &c->conditions[i];
        const int stopped = s->stop.why == KURS_STOP_CONDITION && s->stop.at == i;
        const int broken = stopped || !isnan(s->broken_s[i]);
        if (strncmp(k->id, "asked_", 6) == 0 && !stopped) {
            continue;
        }
        char text[KURS_TEXT_SIZE]; /* without what its figures mean */
        const char *whole = kurs_channel_text(k->channel);
        snprintf(text, sizeof text, "%.*s", (int)strcspn(whole, ":"), whole);
        put_board(m, board, k->id, text, condition_state(s, k, broken));
    }
}

static void put_flight(kurs_json *m, json_t *board, const kurs_live_cursor *cursor,
                       const kurs_live_sample *sample)
{
    const kurs_take *take = cursor->take;
    const kurs_phase phase = sample->row.phase;
    if (!take->has_mission) {
        return;
    }
    put_board(m, board, "radio", "radio sight of a ground site",
              kurs_live_radio_count(cursor, sample) > 0 ? "go" : "wait");
    if (kurs_live_is_free(phase) && phase != KURS_PHASE_descent) {
        const kurs_spacecraft *ship = &take->mission.spacecraft;
        const double left = sample->row.mass_kg - (ship->mass_kg - ship->propellant_kg);
        put_board(m, board, "propellant", "propellant aboard", left > 0.0 ? "go" : "nogo");
    }
    if (isfinite(sample->row.battery_share)) {
        put_board(m, board, "battery", "battery aboard",
                  sample->row.battery_share >= take->mission.spacecraft.power.low ? "go" : "nogo");
    }
    if (phase == KURS_PHASE_ascent) {
        put_board(m, board, "load", "load on the rocket",
                  sample->row.load_g <= take->mission.rocket.max_axial_g ? "go" : "nogo");
    }
    if (phase == KURS_PHASE_approach && isfinite(sample->row.range_rate_m_s)) {
        put_board(m, board, "approach", "closing on the port",
                  sample->row.range_rate_m_s < 0.0 ? "go" : "wait");
    }
}

static json_t *board_array(kurs_json *m, const kurs_live_cursor *cursor,
                           const kurs_live_sample *sample)
{
    json_t *board = json_array();
    if (sample->sequence) {
        const kurs_countdown *c = &cursor->take->mission.countdown;
        put_gos(m, board, c, sample->sequence);
        put_conditions(m, board, c, sample->sequence);
    } else if (sample->row.phase != KURS_PHASE_countdown &&
               sample->row.phase != KURS_PHASE_landed) {
        put_flight(m, board, cursor, sample);
    }
    return board;
}

/* ---- the countdown --------------------------------------------------------------------------- */

static json_t *countdown_object(kurs_json *m, const kurs_live_view *view,
                                const kurs_live_sample *sample)
{
    const kurs_sequence *s = sample->sequence;
    const int known = kurs_take_attempt(view->take, view->now);
    if (!s || known < 0) {
        return json_null();
    }
    const kurs_countdown *c = &view->take->mission.countdown;
    json_t *o = json_object();
    kurs_json_set(m, o, "attempt", json_integer(view->take->record.attempts[known].number));
    kurs_json_set(m, o, "t_s", kurs_live_number(sample->clock_s, 1));
    kurs_json_set(m, o, "holding", json_boolean(s->hold.why != KURS_HOLD_NONE));
    kurs_json_set(m, o, "stopped", json_boolean(s->stop.why != KURS_STOP_NONE));
    kurs_json_set(m, o, "held_s", kurs_live_number(s->held_s, 1));
    kurs_json_set(m, o, "step", s->step >= 0 ? kurs_json_text(c->steps[s->step].id) : json_null());
    return o;
}

static json_t *next_object(kurs_json *m, const kurs_live_view *view)
{
    kurs_live_planned planned[KURS_LIVE_PLANNED];
    if (kurs_live_plan(view, planned) == 0) {
        return json_null();
    }
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(planned[0].id));
    kurs_json_set(m, o, "text", kurs_json_text(planned[0].text));
    kurs_json_set(m, o, "utc", kurs_json_instant(planned[0].t));
    kurs_json_set(m, o, "solved_utc",
                  planned[0].plan ? kurs_json_instant(planned[0].plan->solved) : json_null());
    return o;
}

static json_t *clock_object(kurs_json *m, const kurs_live_view *view)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "rate", kurs_live_number(view->rate, 3));
    kurs_json_set(m, o, "paused", json_boolean(view->paused));
    kurs_json_set(m, o, "live", json_boolean(!view->take->replay));
    kurs_json_set(m, o, "at_end",
                  json_boolean(kurs_tai_diff(view->clock, view->take->last) >= 0.0));
    return o;
}

/* Digits by size: seven significant ones serve a chart. */
static json_t *figure(double x)
{
    const double size = fabs(x);
    return kurs_live_number(x, size >= 1e5 ? 2 : size >= 1e3 ? 4 : 6);
}

/* By how much the lift-off of an attempt was late at t. */
static double late_s(const kurs_take *take, int attempt, kurs_tai t)
{
    for (int i = kurs_take_attempt(take, t); i >= 0; i--) {
        const kurs_attempt *a = kurs_take_attempt_at(take, i, t);
        if (a->number == attempt && a->outcome != KURS_ATTEMPT_closed) {
            kurs_live_count count;
            kurs_live_count_at(take, a, t, &count);
            return count.late_s;
        }
    }
    return 0.0;
}

/* To lift-off as the count stands. The clock of a count that was stopped stands, until that of the
 * next one runs. */
static double mission_time(const kurs_live_view *view, const kurs_row *row)
{
    const kurs_take *take = view->take;
    const kurs_event *events = take->record.events;
    if (kurs_take_event(take, "liftoff", 0, view->now)) {
        return row->met_s;
    }
    for (size_t i = kurs_take_events_until(take, view->now); i > 0; i--) {
        const kurs_event *e = &events[i - 1];
        const double later_s = kurs_tai_diff(row->t, e->t);
        if (strcmp(e->id, "scrub") == 0 && fabs(row->met_s - e->met_s - later_s) < 1.0) {
            return e->met_s - late_s(take, e->attempt, e->t);
        }
    }
    const int known = kurs_take_attempt(take, view->now);
    return known < 0 ? row->met_s
                     : row->met_s - late_s(take, take->record.attempts[known].number, view->now);
}

kurs_status kurs_live_state(const kurs_live_view *view, kurs_live_cursor *cursor, kurs_buf *out)
{
    const kurs_take *take = view->take;
    kurs_live_sample sample;
    kurs_status status = kurs_live_sample_at(cursor, view->now, &sample);
    if (status < 0) {
        return status;
    }
    kurs_json m = {1};
    json_t *root = json_object(), *values = json_object();
    for (int i = 0; i < kurs_live_channel_count(); i++) {
        if (kurs_live_channel_is_of(i, take)) {
            kurs_json_set(&m, values, kurs_live_channel_at(i)->name,
                          figure(kurs_live_channel_value(i, take, cursor, &sample)));
        }
    }
    kurs_json_set(&m, root, "schema", json_string("kurs.now/1"));
    kurs_json_set(&m, root, "seq", json_integer(view->seq));
    kurs_json_set(&m, root, "utc", kurs_json_instant(view->now));
    kurs_json_set(&m, root, "live", json_boolean(kurs_live_is_now(view)));
    kurs_json_set(&m, root, "met_s", kurs_live_number(mission_time(view, &sample.row), 3));
    kurs_json_set(&m, root, "phase", json_string(kurs_phase_name(sample.row.phase)));
    kurs_json_set(&m, root, "clock", clock_object(&m, view));
    kurs_json_set(&m, root, "next", next_object(&m, view));
    kurs_json_set(&m, root, "countdown", countdown_object(&m, view, &sample));
    kurs_json_set(&m, root, "board", board_array(&m, cursor, &sample));
    kurs_json_set(&m, root, "values", values);
    kurs_json_set(&m, root, "ship",
                  place_object(&m, sample.row.lat, sample.row.lon, sample.row.alt_m));
    kurs_json_set(&m, root, "station",
                  sample.has_station
                      ? place_object(&m, sample.station_place.lat, sample.station_place.lon,
                                     sample.station_place.h)
                      : json_null());
    const kurs_geodetic sun = kurs_geodetic_from_itrf(
        kurs_m3_mulv(kurs_earth_gcrf_itrf(&cursor->earth, sample.t_s), sample.sun_gcrf));
    json_t *under = json_object();
    kurs_json_set(&m, under, "lat_deg", kurs_live_number(sun.lat / KURS_DEG, 4));
    kurs_json_set(&m, under, "lon_deg", kurs_live_number(sun.lon / KURS_DEG, 4));
    kurs_json_set(&m, root, "sun", under);
    kurs_json_set(&m, root, "ports", kurs_live_ports_now(&m, view));
    return kurs_live_write(&m, root, out);
}

kurs_status kurs_live_doc_now(kurs_live_call *call)
{
    kurs_live_view view = *call->view;
    kurs_status status = kurs_live_take_moment(call->ask, &view, call->why);
    if (status < 0) {
        return status;
    }
    kurs_live_cursor *cursor = kurs_alloc(sizeof *cursor);
    if (!cursor) {
        return KURS_ERR_MEMORY;
    }
    kurs_live_cursor_init(cursor, view.take);
    status = kurs_live_state(&view, cursor, call->out);
    kurs_free(cursor);
    return status;
}
