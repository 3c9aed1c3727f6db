/* SPDX-License-Identifier: Apache-2.0 */
/* What is planned, as it is known at a time. Of a replay all that was recorded is known. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"
#include "math/math.h"

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
}

static int is_told(const list *l, const char *id, int attempt)
{
    return kurs_take_event(l->view->take, id, attempt, l->view->now) != NULL;
}

/* Seconds that this attempt's count was held up to now; a hold that lasts goes on counting. */
static double held_s(const list *l, int attempt)
{
    const kurs_record *record = &l->view->take->record;
    double sum = 0.0;
    const kurs_event *since = NULL;
    for (size_t i = 0; i < record->event_count; i++) {
        const kurs_event *event = &record->events[i];
        if (kurs_tai_diff(event->t, l->view->now) > 0.0) {
            break;
        }
        if (event->attempt != attempt) {
            continue;
        }
        if (strcmp(event->id, "countdown_hold") == 0 && !since) {
            since = event;
        } else if (strcmp(event->id, "countdown_resume") == 0 && since) {
            sum += kurs_tai_diff(event->t, since->t);
            since = NULL;
        }
    }
    return since ? sum + kurs_tai_diff(l->view->now, since->t) : sum;
}

static void add_countdown(list *l, const kurs_attempt *attempt, double late_s)
{
    const kurs_countdown *c = &l->view->take->mission.countdown;
    const int first = kurs_sequence_setup_of(&l->view->take->mission, attempt->number).first_step;
    for (int i = first; i < c->step_count; i++) {
        const kurs_countdown_step *step = &c->steps[i];
        if (!is_told(l, step->id, attempt->number)) {
            add(l, step->id, step->text, kurs_tai_add(attempt->liftoff, step->t_s + late_s));
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

/* The burns are planned when the ship is in orbit. */
static void add_rendezvous(list *l, const kurs_attempt *attempt)
{
    const kurs_take *take = l->view->take;
    const kurs_fly_result *result = &take->result;
    if (is_told(l, "docking_contact", 0)) {
        return;
    }
    if (take->has_result && result->phasing_known && is_told(l, "insertion", 0)) {
        for (int i = 0; i < result->phasing.count; i++) {
            const kurs_planned_burn *burn = &result->phasing.burns[i];
            if (!is_told(l, burn->id, 0)) {
                char text[KURS_EVENT_TEXT_SIZE];
                snprintf(text, sizeof text, "burn of %.1f m/s", v3_norm(burn->dv_gcrf_m_s));
                add(l, burn->id, text, burn->t_mid);
            }
        }
        if (!is_told(l, "approach_start", 0)) {
            add(l, "approach_start", "approach begins", result->phasing.arrival);
        }
    }
    add(l, "docking_contact", "docking", attempt->contact);
}

static void add_return(list *l)
{
    const kurs_take *take = l->view->take;
    const kurs_mission *mission = &take->mission;
    const kurs_return_plan *plan = &take->result.ret;
    const kurs_event *contact = kurs_take_event(take, "docking_contact", 0, l->view->now);
    if (!contact) {
        return;
    }
    if (!is_told(l, "hatch_open", 0)) {
        add(l, "hatch_open", "hatch opens", kurs_tai_add(contact->t, mission->hatch_open_s));
    }
    if (!take->has_result || !take->result.return_known) {
        add(l, "landing", "landing day", mission->return_day);
        return;
    }
    const struct {
        const char *id, *text;
        kurs_tai t;
    } planned[] = {
        {"hatch_close", "hatch closes", kurs_tai_add(plan->undock, -mission->hatch_close_s)},
        {"undocking", "undocking", plan->undock},
        {"separation_burn", "separation burn", plan->separation_on},
        {"deorbit_burn", "deorbit burn", plan->burn_on},
        {"module_separation", "modules separate",
         kurs_tai_add(plan->burn_on, mission->ret.module_separation_s)},
        {"landing", "landing", plan->landing},
    };
    for (size_t i = 0; i < sizeof planned / sizeof planned[0]; i++) {
        if (!is_told(l, planned[i].id, 0)) {
            add(l, planned[i].id, planned[i].text, planned[i].t);
        }
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
    const kurs_attempt *attempt = known >= 0 ? &take->record.attempts[known] : NULL;
    if (attempt && attempt->outcome != KURS_ATTEMPT_closed) {
        const int flown = is_told(&l, "liftoff", 0);
        const double late_s = flown ? 0.0 : held_s(&l, attempt->number);
        const kurs_event *liftoff = kurs_take_event(take, "liftoff", 0, view->now);
        if (!flown) {
            add_countdown(&l, attempt, late_s);
        }
        if (!is_told(&l, "insertion", 0)) {
            add_ascent(&l, attempt, liftoff ? liftoff->t : kurs_tai_add(attempt->liftoff, late_s));
        }
        add_rendezvous(&l, attempt);
    }
    add_return(&l);
    qsort(out, (size_t)l.count, sizeof out[0], by_time);
    return l.count;
}

/* ---- versions -------------------------------------------------------------------------------- */

static void add_version(kurs_live_version *out, int *count, kurs_tai t, const char *text)
{
    if (*count < KURS_LIVE_VERSIONS) {
        out[*count].t = t;
        snprintf(out[*count].text, sizeof out[0].text, "%s", text);
        (*count)++;
    }
}

static int by_version(const void *a, const void *b)
{
    const double d =
        kurs_tai_diff(((const kurs_live_version *)a)->t, ((const kurs_live_version *)b)->t);
    return d < 0.0 ? -1 : d > 0.0;
}

static void add_attempts(const kurs_live_view *view, kurs_live_version *out, int *count)
{
    const kurs_take *take = view->take;
    for (int i = 0; i <= kurs_take_attempt(take, view->now); i++) {
        const kurs_attempt *attempt = &take->record.attempts[i];
        char text[KURS_EVENT_TEXT_SIZE], utc[KURS_UTC_TEXT_SIZE] = "";
        const kurs_event *scrub =
            attempt->number > 1 ? kurs_take_event(take, "scrub", attempt->number - 1, view->now)
                                : NULL;
        if (attempt->outcome == KURS_ATTEMPT_closed) {
            snprintf(text, sizeof text, "no launch: %.150s", attempt->reason);
        } else {
            (void)!kurs_tai_format(attempt->liftoff, 0, utc);
            snprintf(text, sizeof text, "attempt %d: lift-off %s, %d orbits", attempt->number, utc,
                     attempt->orbits);
        }
        add_version(out, count, scrub ? scrub->t : take->first, text);
    }
}

int kurs_live_versions(const kurs_live_view *view, kurs_live_version out[KURS_LIVE_VERSIONS])
{
    const kurs_take *take = view->take;
    int count = 0;
    add_attempts(view, out, &count);
    const kurs_event *insertion = kurs_take_event(take, "insertion", 0, view->now);
    if (insertion) {
        add_version(out, &count, insertion->t,
                    "burns to the station planned from the orbit reached");
    }
    const kurs_event *contact = kurs_take_event(take, "docking_contact", 0, view->now);
    if (contact) {
        add_version(out, &count, contact->t, "return planned");
    }
    for (int i = 0; i < view->change_count; i++) {
        const kurs_change *change = &view->changes[i];
        char text[KURS_EVENT_TEXT_SIZE];
        if (kurs_tai_diff(change->t, view->now) > 0.0) {
            continue;
        }
        snprintf(text, sizeof text, "%s%s by %s",
                 change->kind == KURS_CHANGE_HOLD    ? "hold"
                 : change->kind == KURS_CHANGE_SCRUB ? "scrub"
                                                     : "fault ",
                 change->kind == KURS_CHANGE_FAULT ? change->fault.id : "", change->who);
        add_version(out, &count, change->t, text);
    }
    qsort(out, (size_t)count, sizeof out[0], by_version);
    return count;
}
