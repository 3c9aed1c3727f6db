/* SPDX-License-Identifier: Apache-2.0 */
/* The moments at which the plan became another one: attempts, holds, recycles, solutions of the
 * burns, commands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"

typedef struct version_list {
    const kurs_live_view *view;
    kurs_live_version *out;
    int count;
} version_list;

/* In the order of time; of one time in the order told. */
static void add_version(version_list *l, kurs_tai t, const char *text)
{
    if (kurs_tai_diff(t, l->view->now) > 0.0 || l->count >= KURS_LIVE_VERSIONS) {
        return;
    }
    int at = l->count++;
    for (; at > 0 && kurs_tai_diff(l->out[at - 1].t, t) > 0.0; at--) {
        l->out[at] = l->out[at - 1];
    }
    l->out[at].t = t;
    snprintf(l->out[at].text, sizeof l->out[at].text, "%s", text);
}

/* ---- attempts -------------------------------------------------------------------------------- */

static void put_attempt(const kurs_attempt *attempt, const char *before, char *text, size_t size)
{
    char utc[KURS_UTC_TEXT_SIZE] = "";
    if (attempt->outcome == KURS_ATTEMPT_closed) {
        snprintf(text, size, "%sno launch: %.80s", before, attempt->reason);
    } else {
        (void)!kurs_tai_format(attempt->liftoff, 0, utc);
        snprintf(text, size, "%sattempt %d: lift-off %s, %d orbits", before, attempt->number, utc,
                 attempt->orbits);
    }
}

#define MOVED_S 1e-3 /* rounding of times is less */

/* A hold that is over and a recycle move lift-off, where no planned hold takes that up. */
static void add_late(version_list *l, const kurs_attempt *attempt)
{
    const kurs_take *take = l->view->take;
    const kurs_record *record = &take->record;
    double known_s = 0.0;
    for (size_t i = 0; i < record->event_count; i++) {
        const kurs_event *event = &record->events[i];
        const int back = strcmp(event->id, "countdown_recycle") == 0;
        kurs_live_count count;
        char text[KURS_EVENT_TEXT_SIZE], utc[KURS_UTC_TEXT_SIZE] = "";
        if (event->attempt != attempt->number ||
            !(back || strcmp(event->id, "countdown_resume") == 0)) {
            continue;
        }
        kurs_live_count_at(take, attempt, event->t, &count);
        (void)!kurs_tai_format(kurs_tai_add(attempt->liftoff, count.late_s), 0, utc);
        if (kurs_take_event(take, "scrub", attempt->number, event->t)) {
            snprintf(text, sizeof text, "attempt %d put back past its window", attempt->number);
        } else if (!back && count.late_s - known_s < MOVED_S) {
            continue;
        } else if (back) {
            snprintf(text, sizeof text, "attempt %d put back by %.1f s: lift-off %s",
                     attempt->number, count.back_s, utc);
        } else {
            snprintf(text, sizeof text, "attempt %d goes on, %.1f s later: lift-off %s",
                     attempt->number, count.late_s - known_s, utc);
        }
        known_s = count.late_s;
        add_version(l, event->t, text);
    }
}

static void add_attempts(version_list *l)
{
    const kurs_take *take = l->view->take;
    for (int i = 0; i <= kurs_take_attempt(take, l->view->now); i++) {
        const int number = take->record.attempts[i].number;
        const kurs_event *scrub =
            number > 1 ? kurs_take_event(take, "scrub", number - 1, l->view->now) : NULL;
        const kurs_tai t = scrub ? scrub->t : take->first;
        char text[KURS_EVENT_TEXT_SIZE];
        put_attempt(kurs_take_attempt_at(take, i, t), "", text, sizeof text);
        add_version(l, t, text);
        if (take->has_mission) {
            add_late(l, kurs_take_attempt_at(take, i, l->view->now));
        }
    }
}

/* ---- plans in flight ------------------------------------------------------------------------- */

static const kurs_plan_item *find_item(const kurs_told_plan *plan, const char *id)
{
    for (int i = 0; i < plan->item_count; i++) {
        if (strcmp(plan->items[i].id, id) == 0) {
            return &plan->items[i];
        }
    }
    return NULL;
}

static void append(char text[KURS_EVENT_TEXT_SIZE], const char *more)
{
    const size_t n = strlen(text);
    snprintf(text + n, KURS_EVENT_TEXT_SIZE - n, "%s%s", n > 0 ? "; " : "", more);
}

/* NaN where one has no figure. */
static double change(double before, double after)
{
    return isfinite(before) && isfinite(after) ? after - before : 0.0;
}

int kurs_live_plan_moved(const kurs_told_plan *before, const kurs_told_plan *after,
                         char text[KURS_EVENT_TEXT_SIZE])
{
    char more[96];
    text[0] = '\0';
    for (int i = 0; i < after->item_count; i++) {
        const kurs_plan_item *item = &after->items[i];
        const kurs_plan_item *was = find_item(before, item->id);
        if (kurs_tai_diff(item->t, after->solved) <= 0.0) {
            continue;
        }
        if (!was) {
            snprintf(more, sizeof more, "%s is new, %.2f m/s", item->id, item->dv_m_s);
            append(text, more);
            continue;
        }
        const double later_s = kurs_tai_diff(item->t, was->t);
        const double more_m_s = change(was->dv_m_s, item->dv_m_s);
        if (fabs(later_s) > KURS_LIVE_MOVED_S || fabs(more_m_s) > KURS_LIVE_MOVED_M_S) {
            snprintf(more, sizeof more, "%s %+.1f s, %+.2f m/s", item->id, later_s, more_m_s);
            append(text, more);
        }
    }
    for (int i = 0; i < before->item_count; i++) {
        const kurs_plan_item *was = &before->items[i];
        if (kurs_tai_diff(was->t, after->solved) > 0.0 && !find_item(after, was->id)) {
            snprintf(more, sizeof more, "%s falls away", was->id);
            append(text, more);
        }
    }
    return text[0] != '\0';
}

static void put_first(const kurs_told_plan *plan, char *text, size_t size)
{
    char utc[2][KURS_UTC_TEXT_SIZE] = {"", ""};
    const char *const ids[] = {plan->of == KURS_PLAN_return ? "undocking" : "approach_start",
                               "landing"};
    double sum_m_s = 0.0;
    int burns = 0;
    for (int i = 0; i < plan->item_count; i++) {
        burns += isfinite(plan->items[i].dv_m_s);
        sum_m_s += isfinite(plan->items[i].dv_m_s) ? plan->items[i].dv_m_s : 0.0;
    }
    for (int i = 0; i < 2; i++) {
        const kurs_plan_item *item = find_item(plan, ids[i]);
        if (item) {
            (void)!kurs_tai_format(item->t, 0, utc[i]);
        }
    }
    if (plan->of == KURS_PLAN_return) {
        snprintf(text, size, "return planned: undocking %s, landing %s", utc[0], utc[1]);
    } else {
        snprintf(text, size,
                 "burns to the station planned from the orbit reached: %d of %.1f m/s, approach %s",
                 burns, sum_m_s, utc[0]);
    }
}

static void add_plans(version_list *l)
{
    const kurs_record *record = &l->view->take->record;
    const kurs_told_plan *told[KURS_PLAN_COUNT] = {NULL};
    for (size_t i = 0; i < record->plan_count; i++) {
        const kurs_told_plan *plan = &record->plans[i];
        char text[KURS_EVENT_TEXT_SIZE], moved[KURS_EVENT_TEXT_SIZE];
        if (!told[plan->of]) {
            put_first(plan, text, sizeof text);
            add_version(l, plan->solved, text);
        } else if (kurs_live_plan_moved(told[plan->of], plan, moved)) {
            snprintf(text, sizeof text, "burns solved again: %.170s", moved);
            add_version(l, plan->solved, text);
        } else {
            continue; /* small steps add up against what was told last */
        }
        told[plan->of] = plan;
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

/* A recycle is told where lift-off moves. */
static void add_change(version_list *l, const kurs_change *made)
{
    const kurs_take *take = l->view->take;
    const int i = kurs_take_attempt(take, made->t);
    char text[KURS_EVENT_TEXT_SIZE], before[KURS_EVENT_TEXT_SIZE / 2];
    if (made->kind == KURS_CHANGE_RECYCLE) {
        return;
    }
    if (made->kind == KURS_CHANGE_DAY && i >= 0) {
        const kurs_tai after = kurs_tai_add(made->t, KURS_LIVE_AFTER_S);
        snprintf(before, sizeof before, "another day by %.60s: ", made->who);
        put_attempt(kurs_take_attempt_at(take, i, after), before, text, sizeof text);
    } else {
        snprintf(text, sizeof text, "%s%s by %s",
                 made->kind == KURS_CHANGE_HOLD    ? "hold"
                 : made->kind == KURS_CHANGE_SCRUB ? "scrub"
                                                   : "fault ",
                 made->kind == KURS_CHANGE_FAULT ? kurs_live_fault_name(&made->fault) : "",
                 made->who);
    }
    add_version(l, made->t, text);
}

int kurs_live_versions(const kurs_live_view *view, kurs_live_version out[KURS_LIVE_VERSIONS])
{
    version_list l = {.view = view, .out = out};
    add_attempts(&l);
    add_plans(&l);
    const kurs_event *left = kurs_take_event(view->take, "escape_command", 0, view->now);
    if (left) {
        add_version(&l, left->t, "the crew leaves the rocket: nothing of the mission is left");
    }
    for (int i = 0; i < view->change_count; i++) {
        add_change(&l, &view->changes[i]);
    }
    return l.count;
}
