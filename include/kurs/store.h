/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record kept in memory: a sink that keeps all it is told, and the view of it that the
 * writers and the report read.
 */
#ifndef KURS_STORE_H
#define KURS_STORE_H

#include <stddef.h>

#include "kurs/alloc.h"
#include "kurs/api.h"
#include "kurs/record.h"
#include "kurs/status.h"

/* A seam: rows[row - 1] is the last row before it and rows[row] the first one after. */
typedef struct kurs_seam {
    char text[KURS_EVENT_TEXT_SIZE];
    size_t row;
} kurs_seam;

typedef struct kurs_caveat {
    kurs_status code;
    char text[KURS_EVENT_TEXT_SIZE];
    size_t times; /* how often it was told */
} kurs_caveat;

/* How a flight ended. */
typedef struct kurs_outcome {
    char code[KURS_EVENT_ID_SIZE];   /* such as "landed", "no_solution", "stopped" */
    char text[KURS_EVENT_TEXT_SIZE]; /* one sentence for people */
    int complete;                    /* the mission reached the end that was asked for */
} kurs_outcome;

/* All of a record, in the order told. Valid until the store is told more or destroyed. */
typedef struct kurs_record {
    const kurs_row *rows;
    size_t row_count;
    const kurs_event *events;
    size_t event_count;
    const kurs_burn *burns;
    size_t burn_count;
    const kurs_seam *seams;
    size_t seam_count;
    const kurs_caveat *caveats;
    size_t caveat_count;
    const kurs_attempt *attempts;
    size_t attempt_count;
    const kurs_told_plan *plans;
    size_t plan_count;
} kurs_record;

typedef struct kurs_store kurs_store;

/* An empty store; NULL when memory is out. Allocator NULL: that of the library. */
KURS_API kurs_store *kurs_store_create(const kurs_allocator *allocator);

/* NULL is fine. */
KURS_API void kurs_store_destroy(kurs_store *store);

/*
 * The sink that fills the store. Its calls answer ERR_MEMORY when memory is out: the
 * record is then as it was before the call. At a seam the rows before and after are kept
 * with it, once each, whether or not they are also delivered as rows; a caveat of the same
 * code and text is kept once and counted, an attempt told again is replaced (test_store).
 */
KURS_API kurs_sink kurs_store_sink(kurs_store *store);

KURS_API kurs_record kurs_store_record(const kurs_store *store);

/* The first event of this id after the first `skip` ones; NULL where there is none. */
KURS_API const kurs_event *kurs_record_event(const kurs_record *record, const char *id,
                                             size_t skip);

#endif
