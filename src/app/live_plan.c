/* SPDX-License-Identifier: Apache-2.0 */
/* What is planned, as it is known at a time. Of a replay all that was recorded is known. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"

#define SOON_S 1e-3

typedef struct list {
    const kurs_live_view *view;
    kurs_live_planned *out;
    int count;
} list;

static void add(list *l, const char *id, const char *text, kurs_tai t)
{
    if (kurs_tai_diff(t, l->view->now) <= 0.0 || l->count >= KURS_LIVE_PLANNED) {
        return;
    }
    kurs_live_planned *planned = &l->out[l->count++];
    snprintf(planned->id, sizeof planned->id, "%s", id);
    snprintf(planned->text, sizeof planned->text, "%s", text);
    planned->t = t;
    planned->plan = NULL;
    planned->item = NULL;
}

static int is_told(const list *l, const char *id, int attempt)
{
    return kurs_take_event(l->view->take, id, attempt, l->view->now) != NULL;
}

/* The step to which the n-th recycle of an attempt went back; -1 where it is not known. */
static int recycled_to(const kurs_mission *mission, int attempt, int n)
{
    const kurs_countdown *c = &mission->countdown;
    for (int i = 0; i < mission->order_count; i++) {
        const kurs_order *order = &mission->orders[i];
        if (strcmp(order->order, "recycle") != 0 || order->attempt != attempt ||
            order->recycles != n) {
            continue;
        }
        for (int k = 0; k < c->step_count; k++) {
            if (strcmp(c->steps[k].id, order->step) == 0) {
                return k;
            }
        }
    }
    return -1;
}

typedef struct walk {
    const kurs_take *take;
    const kurs_attempt *attempt;
    kurs_live_count *count;
    const kurs_event *hold; /* the clock stands since it */
    int recycles;
} walk;

static void walk_recycle(walk *w, const kurs_event *event)
{
    const kurs_countdown *c = &w->take->mission.countdown;
    const int to = recycled_to(&w->take->mission, w->attempt->number, w->recycles++);
    if (to < 0) {
        return;
    }
    kurs_live_count *count = w->count;
    const double stood_s = w->hold ? kurs_tai_diff(event->t, w->hold->t) : 0.0;
    const double clock_s =
        kurs_tai_diff(event->t, w->attempt->liftoff) - count->held_s - stood_s + count->planned_s;
    count->back_s = clock_s - c->steps[to].t_s;
    count->held_s += count->back_s;
    for (int i = to; i < c->step_count; i++) {
        w->count->done[i] = 0;
    }
}

static void walk_event(walk *w, const kurs_event *event)
{
    const kurs_countdown *c = &w->take->mission.countdown;
    if (strcmp(event->id, "countdown_hold") == 0) {
        w->hold = w->hold ? w->hold : event;
    } else if (strcmp(event->id, "countdown_resume") == 0 && w->hold) {
        w->count->held_s += kurs_tai_diff(event->t, w->hold->t);
        w->hold = NULL;
    } else if (strcmp(event->id, "countdown_recycle") == 0) {
        walk_recycle(w, event);
    }
    for (int i = 0; i < c->step_count; i++) {
        w->count->done[i] |= strcmp(event->id, c->steps[i].id) == 0;
    }
}

static int first_step(const kurs_take *take, const kurs_attempt *attempt)
{
    return kurs_sequence_setup_of(&take->mission, attempt->number).first_step;
}

void kurs_live_count_at(const kurs_take *take, const kurs_attempt *attempt, kurs_tai t,
                        kurs_live_count *out)
{
    const kurs_record *record = &take->record;
    const kurs_countdown *c = &take->mission.countdown;
    walk w = {.take = take, .attempt = attempt, .count = out};
    memset(out, 0, sizeof *out);
    for (int i = first_step(take, attempt); i < c->step_count; i++) {
        out->planned_s += c->steps[i].hold_s;
    }
    for (size_t i = 0; i < record->event_count; i++) {
        const kurs_event *event = &record->events[i];
        if (kurs_tai_diff(event->t, t) > 0.0) {
            break;
        }
        if (event->attempt != attempt->number) {
            continue;
        }
        if (strcmp(event->id, "scrub") == 0 || strcmp(event->id, "escape_command") == 0) {
            t = event->t; /* the count is over */
            break;
        }
        walk_event(&w, event);
    }
    out->held_s += w.hold ? kurs_tai_diff(t, w.hold->t) : 0.0;
    out->late_s = fmax(out->held_s - out->planned_s, 0.0);
}

/* A planned hold takes up what is late by then. */
static void add_countdown(list *l, const kurs_attempt *attempt, const kurs_live_count *count)
{
    const kurs_countdown *c = &l->view->take->mission.countdown;
    double planned_s = 0.0;
    for (int i = first_step(l->view->take, attempt); i < c->step_count; i++) {
        const kurs_countdown_step *step = &c->steps[i];
        planned_s += step->hold_s;
        if (!count->done[i]) {
            const double late_s = fmax(count->held_s, planned_s) - count->planned_s;
            const kurs_tai t = kurs_tai_add(attempt->liftoff, step->t_s + late_s);
            const kurs_tai next = kurs_tai_add(l->view->now, SOON_S);
            /* one that waits is the next as long as it does */
            add(l, step->id, step->text, kurs_tai_diff(t, next) < 0.0 ? next : t);
        }
    }
}

static void add_ascent(list *l, const kurs_attempt *attempt, kurs_tai liftoff)
{
    const kurs_take *take = l->view->take;
    const kurs_rocket *rocket = &take->mission.rocket;
    const struct {
        const char *id, *text;
        double s;
        int there;
    } nominal[] = {
        {"escape_tower_jettison", "escape tower off", rocket->tower_jettison_s,
         rocket->tower_kg > 0.0},
        {"booster_separation", "boosters off", rocket->strapon_separation_s,
         rocket->strapon.count > 0},
        {"fairing_jettison", "fairing off", rocket->fairing_jettison_s, rocket->fairing_kg > 0.0},
        {"core_separation", "core off, upper stage on", rocket->core_separation_s, 1},
        {"insertion", "ship separates in orbit", take->result.ascent.insertion_s,
         take->has_result && take->result.ascent.insertion_s > 0.0},
    };
    if (!is_told(l, "liftoff", attempt->number)) {
        add(l, "liftoff", "lift-off", liftoff);
    }
    for (size_t i = 0; i < sizeof nominal / sizeof nominal[0]; i++) {
        if (nominal[i].there && !is_told(l, nominal[i].id, attempt->number)) {
            add(l, nominal[i].id, nominal[i].text, kurs_tai_add(liftoff, nominal[i].s));
        }
    }
}

static const char *item_text(const char *id)
{
    static const char *const texts[][2] = {
        {"approach_start", "approach begins"},
        {"hatch_close", "hatch closes"},
        {"undocking", "undocking"},
        {"separation_burn", "separation burn"},
        {"deorbit_burn", "deorbit burn"},
        {"module_separation", "modules separate"},
        {"landing", "landing"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(id, texts[i][0]) == 0) {
            return texts[i][1];
        }
    }
    return "burn";
}

/* What is still to come of a plan. */
static void add_plan(list *l, const kurs_told_plan *plan)
{
    for (int i = 0; i < plan->item_count; i++) {
        const kurs_plan_item *item = &plan->items[i];
        const int count = l->count;
        char text[KURS_EVENT_TEXT_SIZE];
        if (is_told(l, item->id, 0)) {
            continue;
        }
        snprintf(text, sizeof text, "%s", item_text(item->id));
        if (isfinite(item->dv_m_s)) {
            snprintf(text, sizeof text, "%s of %.1f m/s", item_text(item->id), item->dv_m_s);
        }
        add(l, item->id, text, item->t);
        if (l->count > count) {
            l->out[count].plan = plan;
            l->out[count].item = item;
        }
    }
}

/* The burns are planned when the ship is in orbit. */
static void add_rendezvous(list *l, const kurs_attempt *attempt)
{
    const kurs_told_plan *plan = kurs_take_plan(l->view->take, KURS_PLAN_rendezvous, l->view->now);
    if (is_told(l, "docking_contact", 0)) {
        return;
    }
    if (plan) {
        add_plan(l, plan);
    }
    add(l, "docking_contact", "docking", attempt->contact);
}

/* The return is planned shortly before its day; up to then the day is known. */
static void add_return(list *l)
{
    const kurs_take *take = l->view->take;
    const kurs_event *contact = kurs_take_event(take, "docking_contact", 0, l->view->now);
    const kurs_told_plan *plan = kurs_take_plan(take, KURS_PLAN_return, l->view->now);
    if (!contact) {
        return;
    }
    if (!is_told(l, "hatch_open", 0)) {
        add(l, "hatch_open", "hatch opens", kurs_tai_add(contact->t, take->mission.hatch_open_s));
    }
    if (plan) {
        add_plan(l, plan);
    } else {
        add(l, "return_day", "day of the return", take->mission.return_day);
    }
}

static int by_time(const void *a, const void *b)
{
    const double d =
        kurs_tai_diff(((const kurs_live_planned *)a)->t, ((const kurs_live_planned *)b)->t);
    return d < 0.0 ? -1 : d > 0.0;
}

int kurs_live_plan(const kurs_live_view *view, kurs_live_planned out[KURS_LIVE_PLANNED])
{
    const kurs_take *take = view->take;
    list l = {.view = view, .out = out};
    if (take->replay) {
        for (size_t i = kurs_take_events_until(take, view->now); i < take->record.event_count;
             i++) {
            add(&l, take->record.events[i].id, take->record.events[i].text,
                take->record.events[i].t);
        }
        return l.count;
    }
    const int known = kurs_take_attempt(take, view->now);
    const kurs_attempt *attempt = known >= 0 ? kurs_take_attempt_at(take, known, view->now) : NULL;
    const int over = is_told(&l, "escape_command", 0) ||
                     (attempt && is_told(&l, "scrub", attempt->number)); /* and none after it */
    if (attempt && attempt->outcome != KURS_ATTEMPT_closed && !over) {
        const kurs_event *liftoff = kurs_take_event(take, "liftoff", 0, view->now);
        kurs_live_count count = {0};
        if (!liftoff) {
            kurs_live_count_at(take, attempt, view->now, &count);
            add_countdown(&l, attempt, &count);
        }
        if (!is_told(&l, "insertion", 0)) {
            add_ascent(&l, attempt,
                       liftoff ? liftoff->t : kurs_tai_add(attempt->liftoff, count.late_s));
        }
        add_rendezvous(&l, attempt);
    }
    add_return(&l);
    qsort(out, (size_t)l.count, sizeof out[0], by_time);
    return l.count;
}
