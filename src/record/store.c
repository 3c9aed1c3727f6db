/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/store.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

/* A list of like items that grows by doubling. */
typedef struct list {
    void *items;
    size_t count, room;
} list;

struct kurs_store {
    kurs_allocator allocator;
    list rows, events, burns, seams, caveats, attempts, plans;
    int after_seam; /* the last row came with a seam and may be delivered once more */
};

static void *library_resize(void *ctx, void *p, size_t size)
{
    (void)ctx;
    if (size == 0) {
        kurs_free(p);
        return NULL;
    }
    return kurs_resize(p, size);
}

kurs_store *kurs_store_create(const kurs_allocator *allocator)
{
    const kurs_allocator library = {NULL, library_resize};
    const kurs_allocator *use = allocator ? allocator : &library;
    kurs_store *store = use->resize(use->ctx, NULL, sizeof *store);
    if (store) {
        *store = (kurs_store){.allocator = *use};
    }
    return store;
}

void kurs_store_destroy(kurs_store *store)
{
    if (!store) {
        return;
    }
    const kurs_allocator use = store->allocator;
    list *const lists[] = {&store->rows,    &store->events,   &store->burns, &store->seams,
                           &store->caveats, &store->attempts, &store->plans};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i]->items) {
            use.resize(use.ctx, lists[i]->items, 0);
        }
    }
    use.resize(use.ctx, store, 0);
}

/* Room for `more` further items; the list is unchanged where memory is out. */
static kurs_status list_reserve(kurs_store *store, list *l, size_t more, size_t size)
{
    if (l->room - l->count >= more) {
        return KURS_OK;
    }
    size_t room = l->room ? 2 * l->room : 64;
    while (room - l->count < more) {
        room *= 2;
    }
    if (room > SIZE_MAX / size) {
        return KURS_ERR_MEMORY;
    }
    void *items = store->allocator.resize(store->allocator.ctx, l->items, room * size);
    if (!items) {
        return KURS_ERR_MEMORY;
    }
    l->items = items;
    l->room = room;
    return KURS_OK;
}

static kurs_status list_add(kurs_store *store, list *l, const void *item, size_t size)
{
    const kurs_status status = list_reserve(store, l, 1, size);
    if (status < 0) {
        return status;
    }
    memcpy((char *)l->items + l->count * size, item, size);
    l->count++;
    return KURS_OK;
}

static int same_v3(kurs_vec3 a, kurs_vec3 b)
{
    return a.x == b.x && a.y == b.y && a.z == b.z;
}

static int same_row(const kurs_row *a, const kurs_row *b)
{
    return a->t.s == b->t.s && a->t.f == b->t.f && a->arc == b->arc && a->phase == b->phase &&
           a->mass_kg == b->mass_kg && same_v3(a->s_gcrf.r, b->s_gcrf.r) &&
           same_v3(a->s_gcrf.v, b->s_gcrf.v);
}

static int is_last_row(const kurs_store *store, const kurs_row *row)
{
    const kurs_row *rows = store->rows.items;
    return store->rows.count > 0 && same_row(&rows[store->rows.count - 1], row);
}

static kurs_status take_row(void *ctx, const kurs_row *row)
{
    kurs_store *store = ctx;
    if (store->after_seam && is_last_row(store, row)) {
        store->after_seam = 0;
        return KURS_OK;
    }
    const kurs_status status = list_add(store, &store->rows, row, sizeof *row);
    if (status >= 0) {
        store->after_seam = 0;
    }
    return status;
}

static kurs_status take_event(void *ctx, const kurs_event *event)
{
    kurs_store *store = ctx;
    return list_add(store, &store->events, event, sizeof *event);
}

static kurs_status take_burn(void *ctx, const kurs_burn *burn)
{
    kurs_store *store = ctx;
    return list_add(store, &store->burns, burn, sizeof *burn);
}

static kurs_status take_seam(void *ctx, const char *text, const kurs_row *before,
                             const kurs_row *after)
{
    kurs_store *store = ctx;
    kurs_status status = list_reserve(store, &store->rows, 2, sizeof(kurs_row));
    if (status >= 0) {
        status = list_reserve(store, &store->seams, 1, sizeof(kurs_seam));
    }
    if (status < 0) {
        return status;
    }
    /* nothing below can fail: the room is there */
    kurs_row *rows = store->rows.items;
    if (!is_last_row(store, before)) {
        rows[store->rows.count++] = *before;
    }
    kurs_seam *seam = (kurs_seam *)store->seams.items + store->seams.count++;
    *seam = (kurs_seam){.row = store->rows.count};
    snprintf(seam->text, sizeof seam->text, "%s", text);
    rows[store->rows.count++] = *after;
    store->after_seam = 1;
    return KURS_OK;
}

static kurs_status take_caveat(void *ctx, kurs_status code, const char *text)
{
    kurs_store *store = ctx;
    kurs_caveat caveat = {.code = code, .times = 1};
    snprintf(caveat.text, sizeof caveat.text, "%s", text ? text : kurs_status_text(code));
    kurs_caveat *kept = store->caveats.items;
    for (size_t i = 0; i < store->caveats.count; i++) {
        if (kept[i].code == code && strcmp(kept[i].text, caveat.text) == 0) {
            kept[i].times++;
            return KURS_OK;
        }
    }
    return list_add(store, &store->caveats, &caveat, sizeof caveat);
}

static kurs_status take_attempt(void *ctx, const kurs_attempt *attempt)
{
    kurs_store *store = ctx;
    kurs_attempt *kept = store->attempts.items;
    for (size_t i = 0; i < store->attempts.count; i++) {
        if (kept[i].number == attempt->number) {
            kept[i] = *attempt;
            return KURS_OK;
        }
    }
    return list_add(store, &store->attempts, attempt, sizeof *attempt);
}

static kurs_status take_plan(void *ctx, const kurs_told_plan *plan)
{
    kurs_store *store = ctx;
    return list_add(store, &store->plans, plan, sizeof *plan);
}

kurs_sink kurs_store_sink(kurs_store *store)
{
    return (kurs_sink){store,     take_row,    take_event,   take_burn,
                       take_seam, take_caveat, take_attempt, take_plan};
}

kurs_record kurs_store_record(const kurs_store *store)
{
    return (kurs_record){
        .rows = store->rows.items,
        .row_count = store->rows.count,
        .events = store->events.items,
        .event_count = store->events.count,
        .burns = store->burns.items,
        .burn_count = store->burns.count,
        .seams = store->seams.items,
        .seam_count = store->seams.count,
        .caveats = store->caveats.items,
        .caveat_count = store->caveats.count,
        .attempts = store->attempts.items,
        .attempt_count = store->attempts.count,
        .plans = store->plans.items,
        .plan_count = store->plans.count,
    };
}

const kurs_event *kurs_record_event(const kurs_record *record, const char *id, size_t skip)
{
    for (size_t i = 0; i < record->event_count; i++) {
        if (strcmp(record->events[i].id, id) == 0 && skip-- == 0) {
            return &record->events[i];
        }
    }
    return NULL;
}
