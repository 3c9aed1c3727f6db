/* SPDX-License-Identifier: Apache-2.0 */
/* What is told to those who listen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_inside.h"

enum { ID_SIZE = 80, MESSAGE_MAX = 64 * 1024 };

typedef struct teller {
    kurs_live_tell tell;
    void *ctx;
    kurs_buf text;
    int serial; /* of the record */
    size_t events, lines;
} teller;

json_t *kurs_live_event_object(kurs_json *m, const kurs_event *event)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(event->id));
    kurs_json_set(m, o, "text", kurs_json_text(event->text));
    kurs_json_set(m, o, "utc", kurs_json_instant(event->t));
    kurs_json_set(m, o, "met_s", kurs_live_number(event->met_s, 3));
    kurs_json_set(m, o, "phase", json_string(kurs_phase_name(event->phase)));
    kurs_json_set(m, o, "attempt", event->attempt > 0 ? json_integer(event->attempt) : json_null());
    return o;
}

static kurs_status tell_object(teller *t, kurs_json *m, json_t *o, const char *kind, int with_id)
{
    char id[ID_SIZE];
    kurs_buf_reset(&t->text);
    const kurs_status status = kurs_live_write(m, o, &t->text);
    snprintf(id, sizeof id, "%d-%zu-%zu", t->serial, t->events, t->lines);
    return status < 0 ? status
                      : t->tell(t->ctx, kind, with_id ? id : NULL, t->text.text, t->text.n);
}

static kurs_status tell_events(teller *t, const kurs_live_view *view, size_t until)
{
    kurs_status status = KURS_OK;
    while (t->events < until && status >= 0) {
        kurs_json m = {1};
        json_t *o = kurs_live_event_object(&m, &view->take->record.events[t->events++]);
        status = tell_object(t, &m, o, "event", 1);
        t->events -= status < 0; /* told again */
    }
    return status;
}

static kurs_status tell_lines(teller *t, kurs_live *live)
{
    size_t count;
    kurs_status status = KURS_OK;
    kurs_live_line *lines = kurs_live_lines(live, &t->lines, &count);
    for (size_t i = 0; i < count && status >= 0; i++) {
        kurs_json m = {1};
        t->lines++;
        status = tell_object(t, &m, kurs_live_line_object(&m, &lines[i]), "log", 1);
        t->lines -= status < 0;
    }
    kurs_free(lines);
    return status;
}

static kurs_status tell_plan(teller *t, const kurs_live_view *view)
{
    kurs_live_version versions[KURS_LIVE_VERSIONS];
    const int count = kurs_live_versions(view, versions);
    kurs_json m = {1};
    json_t *o = json_object();
    kurs_json_set(&m, o, "version", json_integer(count));
    kurs_json_set(&m, o, "utc", kurs_json_instant(view->now));
    kurs_json_set(&m, o, "text",
                  count > 0 ? kurs_json_text(versions[count - 1].text) : json_null());
    return tell_object(t, &m, o, "plan", 0);
}

static kurs_status tell_moved(teller *t, const kurs_live_view *view)
{
    char utc[KURS_UTC_TEXT_SIZE] = "", text[96];
    (void)!kurs_tai_format(view->now, 0, utc);
    snprintf(text, sizeof text, "the clock went back to %s", utc);
    kurs_json m = {1};
    json_t *o = json_object();
    kurs_json_set(&m, o, "text", json_string(text));
    return tell_object(t, &m, o, "notice", 0);
}

/* ---- the tick -------------------------------------------------------------------------------- */

/* What was told of another record, or beyond the clock, is told no more. */
static kurs_status take_up(kurs_live *live, teller *t, const kurs_live_view *view)
{
    const size_t until = kurs_take_events_until(view->take, view->now);
    kurs_status status = KURS_OK;
    if (live->told_take != view->take) {
        kurs_take_let_go(live->told_take);
        live->told_take = kurs_take_hold(view->take);
        kurs_live_cursor_init(&live->cursor, view->take);
        live->told_versions = -1;
    }
    const int back = live->told_any && kurs_tai_diff(view->now, live->told_now) < 0.0;
    if (!live->told_any || back) {
        t->events = until;
    }
    if (t->events > until) {
        t->events = until;
    }
    if (back) {
        status = tell_moved(t, view);
    }
    return status < 0 ? status : tell_events(t, view, until);
}

static kurs_status tell_new_plan(kurs_live *live, teller *t, const kurs_live_view *view)
{
    kurs_live_version versions[KURS_LIVE_VERSIONS];
    const int count = kurs_live_versions(view, versions);
    if (count == live->told_versions) {
        return KURS_OK;
    }
    const kurs_status status = tell_plan(t, view);
    live->told_versions = status < 0 ? live->told_versions : count;
    return status;
}

static kurs_status tell_state(kurs_live *live, teller *t, kurs_live_view *view)
{
    if (live->told_any && kurs_tai_diff(view->now, live->told_now) == 0.0 &&
        live->told_rate == view->rate && live->told_paused == view->paused) {
        return KURS_OK;
    }
    view->seq = ++live->seq;
    kurs_buf_reset(&t->text);
    kurs_status status = kurs_live_state(view, &live->cursor, &t->text);
    if (status >= 0) {
        status = t->tell(t->ctx, "now", NULL, t->text.text, t->text.n);
    }
    if (status < 0) {
        return status;
    }
    live->told_any = 1;
    live->told_now = view->now;
    live->told_rate = view->rate;
    live->told_paused = view->paused;
    return status;
}

static kurs_status tick(kurs_live *live, teller *t, kurs_live_view *view)
{
    kurs_take *before = live->told_take;
    kurs_status status = take_up(live, t, view);
    if (status >= 0) {
        status = tell_lines(t, live);
    }
    if (status >= 0) {
        status = tell_new_plan(live, t, view);
    }
    if (before != view->take) {
        live->told_any = 0; /* another record: the state is another one */
    }
    return status < 0 ? status : tell_state(live, t, view);
}

kurs_status kurs_live_tick(kurs_live *live, double clock_s, kurs_live_tell tell, void *ctx)
{
    kurs_live_view view;
    kurs_point_locale point;
    teller t = {tell, ctx, {0}, 0, live->told_events, live->told_lines};
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    kurs_buf_init(&t.text, MESSAGE_MAX);
    kurs_live_look(live, clock_s, &view);
    t.serial = view.take->serial;
    status = tick(live, &t, &view);
    live->told_events = t.events;
    live->told_lines = t.lines;
    kurs_live_look_end(&view);
    kurs_buf_free(&t.text);
    kurs_point_end(&point);
    return status;
}

kurs_status kurs_live_backlog(kurs_live *live, const char *id, double clock_s, kurs_live_tell tell,
                              void *ctx)
{
    kurs_live_view view;
    kurs_point_locale point;
    teller t = {.tell = tell, .ctx = ctx};
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    char *end = NULL;
    const long serial = strtol(id, &end, 10);
    const int good = end != id && *end == '-';
    t.events = good ? (size_t)strtoul(end + 1, &end, 10) : 0;
    t.lines = good && *end == '-' ? (size_t)strtoul(end + 1, NULL, 10) : 0;
    kurs_buf_init(&t.text, MESSAGE_MAX);
    kurs_live_look(live, clock_s, &view);
    t.serial = view.take->serial;
    if (!good || serial != view.take->serial) {
        status = tell_plan(&t, &view);
    } else {
        status = tell_events(&t, &view, kurs_take_events_until(view.take, view.now));
        if (status >= 0) {
            status = tell_lines(&t, live);
        }
    }
    kurs_live_look_end(&view);
    kurs_buf_free(&t.text);
    kurs_point_end(&point);
    return status;
}
