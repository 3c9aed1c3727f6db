/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was really flown, from the block `compare:` of a mission file. Kept apart from the
 * mission: nothing that plans or flies includes this header.
 */
#ifndef KURS_COMPARE_H
#define KURS_COMPARE_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/time.h"

/* One event as flown and as planned by those who flew it; numbers that are not known are NaN. */
typedef struct kurs_compare_row {
    char event[KURS_ID_SIZE]; /* id as in the record: "docking_contact" */
    int attempt;              /* launch attempt from 1; 0: not told */
    int has_flown, has_planned;
    kurs_tai flown, planned;
    double precision_s;         /* the times are known to +/- this [s] */
    double lat, lon;            /* geodetic [rad] */
    double perigee_m, apogee_m; /* as published: which Earth radius is mostly not said */
    double inclination;         /* [rad] */
    double dv_m_s, duration_s;
    char grade[4]; /* A, B, C, D or U, as in the vehicle files */
    char source[KURS_TEXT_SIZE], note[KURS_TEXT_SIZE];
} kurs_compare_row;

typedef struct kurs_compare {
    int count;
    kurs_compare_row rows[KURS_MAX_COMPARE];
} kurs_compare;

/* Reads only the block `compare:` of a mission file, and the countdown that it names; count 0 where
 * it has none. `path` may be the name of one of the library's own, as of kurs_mission_load.
 * ERR_NOT_FOUND also for an event that is neither of kurs_event_id nor a step of that countdown.
 * Statuses and *diag as of kurs_mission_load. On error *out is untouched. */
KURS_API KURS_CHECK kurs_status kurs_compare_load(const char *path, kurs_compare *out,
                                                  kurs_diag *diag);

/* The same from text[0..n), named `file` in errors; paths in it begin at the folder of `file`. */
KURS_API KURS_CHECK kurs_status kurs_compare_load_text(const char *file, const char *text, size_t n,
                                                       kurs_compare *out, kurs_diag *diag);

#endif
