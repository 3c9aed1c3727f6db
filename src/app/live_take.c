/* SPDX-License-Identifier: Apache-2.0 */
/* A take: one flight of a mission, whole. */
#include <pthread.h>
#include <string.h>

#include "app/live_parts.h"
#include "app/station.h"

kurs_take *kurs_take_create(void)
{
    kurs_take *take = kurs_alloc(sizeof *take);
    if (!take) {
        return NULL;
    }
    memset(take, 0, sizeof *take);
    atomic_init(&take->refs, 1);
    pthread_mutex_init(&take->days_lock, NULL);
    take->store = kurs_store_create(NULL);
    if (!take->store) {
        pthread_mutex_destroy(&take->days_lock);
        kurs_free(take);
        return NULL;
    }
    return take;
}

kurs_take *kurs_take_hold(kurs_take *take)
{
    atomic_fetch_add(&take->refs, 1);
    return take;
}

void kurs_take_let_go(kurs_take *take)
{
    if (take && atomic_fetch_sub(&take->refs, 1) == 1) {
        pthread_mutex_destroy(&take->days_lock);
        kurs_store_destroy(take->store);
        kurs_free(take);
    }
}

kurs_status kurs_take_finish(kurs_take *take)
{
    take->record = kurs_store_record(take->store);
    if (take->record.row_count == 0) {
        return KURS_ERR_NO_SOLUTION;
    }
    take->first = take->record.rows[0].t;
    take->last = take->record.rows[take->record.row_count - 1].t;
    if (take->has_mission && take->mission.orbit_count > 0) {
        take->has_station = kurs_station_ephemeris(&take->mission, &take->ephemeris) >= 0;
    }
    return KURS_OK;
}

kurs_status kurs_take_fly(const kurs_mission *mission, kurs_take **out)
{
    kurs_take *take = kurs_take_create();
    if (!take) {
        return KURS_ERR_MEMORY;
    }
    take->mission = *mission;
    take->has_mission = take->has_result = 1;
    const kurs_sink sink = kurs_store_sink(take->store);
    kurs_status status = kurs_fly(&take->mission, &sink, NULL, &take->result);
    if (status != KURS_ERR_MEMORY) {
        const kurs_status whole = kurs_take_finish(take);
        /* what was flown up to an error is a take: its outcome tells; without a row there is none
         */
        status = whole >= 0 ? KURS_OK : status < 0 ? status : whole;
    }
    if (status < 0) {
        kurs_take_let_go(take);
        return status;
    }
    *out = take;
    return KURS_OK;
}

size_t kurs_take_rows_until(const kurs_take *take, kurs_tai t)
{
    size_t low = 0, high = take->record.row_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (kurs_tai_diff(take->record.rows[middle].t, t) <= 0.0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t kurs_take_events_until(const kurs_take *take, kurs_tai t)
{
    size_t n = 0;
    while (n < take->record.event_count && kurs_tai_diff(take->record.events[n].t, t) <= 0.0) {
        n++;
    }
    return n;
}

const kurs_event *kurs_take_event(const kurs_take *take, const char *id, int attempt, kurs_tai t)
{
    for (size_t i = 0; i < take->record.event_count; i++) {
        const kurs_event *event = &take->record.events[i];
        if (kurs_tai_diff(event->t, t) > 0.0) {
            break;
        }
        if (strcmp(event->id, id) == 0 && (attempt <= 0 || event->attempt == attempt)) {
            return event;
        }
    }
    return NULL;
}

/* A next attempt is planned when the one before it is called off. */
int kurs_take_attempt(const kurs_take *take, kurs_tai t)
{
    int known = -1;
    for (size_t i = 0; i < take->record.attempt_count; i++) {
        const int number = take->record.attempts[i].number;
        if (number > 1 && !kurs_take_event(take, "scrub", number - 1, t)) {
            break;
        }
        known = (int)i;
    }
    return known;
}

const kurs_attempt *kurs_take_attempt_at(const kurs_take *take, int i, kurs_tai t)
{
    const kurs_attempt *attempt = &take->record.attempts[i];
    for (int k = 0; k < take->former_count; k++) {
        const kurs_former *former = &take->former[k];
        if (former->attempt.number == attempt->number && kurs_tai_diff(t, former->until) <= 0.0) {
            return &former->attempt;
        }
    }
    return attempt;
}

const kurs_told_plan *kurs_take_plan(const kurs_take *take, kurs_plan_of of, kurs_tai t)
{
    const kurs_told_plan *found = NULL;
    for (size_t i = 0; i < take->record.plan_count; i++) {
        const kurs_told_plan *plan = &take->record.plans[i];
        if (plan->of == of && kurs_tai_diff(plan->solved, t) <= 0.0) {
            found = plan;
        }
    }
    return found;
}

/* To the bit: -0 is not 0. */
static int same(double a, double b)
{
    uint64_t x, y;
    memcpy(&x, &a, sizeof x);
    memcpy(&y, &b, sizeof y);
    return x == y;
}

static int same_v3(kurs_vec3 a, kurs_vec3 b)
{
    return same(a.x, b.x) && same(a.y, b.y) && same(a.z, b.z);
}

static int same_event(const kurs_event *a, const kurs_event *b)
{
    return a->t.s == b->t.s && same(a->t.f, b->t.f) && strcmp(a->id, b->id) == 0 &&
           strcmp(a->text, b->text) == 0 && a->attempt == b->attempt &&
           same_v3(a->s_gcrf.r, b->s_gcrf.r) && same_v3(a->s_gcrf.v, b->s_gcrf.v) &&
           same(a->mass_kg, b->mass_kg);
}

static int same_time(kurs_tai a, kurs_tai b)
{
    return a.s == b.s && same(a.f, b.f);
}

static int same_attempts(const kurs_take *a, const kurs_take *b, kurs_tai t)
{
    const int known = kurs_take_attempt(a, t);
    if (kurs_take_attempt(b, t) != known) {
        return 0;
    }
    for (int i = 0; i <= known; i++) {
        const kurs_attempt *p = kurs_take_attempt_at(a, i, t), *q = kurs_take_attempt_at(b, i, t);
        if (p->number != q->number || p->orbits != q->orbits ||
            !same_time(p->liftoff, q->liftoff) || !same_time(p->contact, q->contact)) {
            return 0;
        }
    }
    return 1;
}

static int same_plan(const kurs_told_plan *a, const kurs_told_plan *b)
{
    int alike = a->of == b->of && a->item_count == b->item_count && same_time(a->solved, b->solved);
    for (int i = 0; i < a->item_count && alike; i++) {
        alike = strcmp(a->items[i].id, b->items[i].id) == 0 &&
                same_time(a->items[i].t, b->items[i].t) &&
                same(a->items[i].dv_m_s, b->items[i].dv_m_s);
    }
    return alike;
}

static int same_plans(const kurs_take *a, const kurs_take *b, kurs_tai t)
{
    for (size_t i = 0; i < a->record.plan_count; i++) {
        const kurs_told_plan *plan = &a->record.plans[i];
        if (kurs_tai_diff(plan->solved, t) < 0.0 &&
            (i >= b->record.plan_count || !same_plan(plan, &b->record.plans[i]))) {
            return 0;
        }
    }
    return 1;
}

static size_t rows_before(const kurs_take *take, kurs_tai t)
{
    size_t n = kurs_take_rows_until(take, t);
    while (n > 0 && kurs_tai_diff(take->record.rows[n - 1].t, t) >= 0.0) {
        n--;
    }
    return n;
}

/* kurs_row has no padding: four ints stand between the doubles. */
_Static_assert(sizeof(kurs_row) == 31 * sizeof(double) + 4 * sizeof(int),
               "rows are compared whole");

int kurs_take_same_past(const kurs_take *a, const kurs_take *b, kurs_tai t)
{
    const size_t n = rows_before(a, t);
    if (rows_before(b, t) != n ||
        memcmp(a->record.rows, b->record.rows, n * sizeof a->record.rows[0]) != 0 ||
        !same_attempts(a, b, kurs_tai_add(t, -KURS_LIVE_AFTER_S)) || !same_plans(a, b, t)) {
        return 0;
    }
    for (size_t i = 0; i < a->record.event_count; i++) {
        const kurs_event *event = &a->record.events[i];
        if (kurs_tai_diff(event->t, t) >= 0.0) {
            return i >= b->record.event_count || kurs_tai_diff(b->record.events[i].t, t) >= 0.0;
        }
        if (i >= b->record.event_count || !same_event(event, &b->record.events[i])) {
            return 0;
        }
    }
    return 1;
}
