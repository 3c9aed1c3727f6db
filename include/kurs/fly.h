/* SPDX-License-Identifier: Apache-2.0 */
/* Flies a whole mission: the use case of `kurs fly`. */
#ifndef KURS_FLY_H
#define KURS_FLY_H

#include "kurs/api.h"
#include "kurs/compare.h"
#include "kurs/flight_plan.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/store.h"

enum { KURS_MAX_ATTEMPTS = 6 };

/* What a flight was planned by, and how it ended: for reports. */
typedef struct kurs_fly_result {
    kurs_outcome outcome;
    kurs_ascent_model ascent;
    int attempt_count;
    kurs_launch_plan launches[KURS_MAX_ATTEMPTS];
    int phasing_known, return_known;
    kurs_phasing_plan phasing; /* as last solved */
    kurs_return_plan ret;
} kurs_fly_result;

/* Who looks on: both may be NULL. */
typedef struct kurs_fly_watch {
    void *ctx;
    int (*stop)(void *ctx); /* not 0: end the flight here; asked at every step */
    void (*progress)(void *ctx, double part,
                     const char *phase); /* part 0..1 of the mission's days */
} kurs_fly_watch;

/*
 * Plans and flies the mission to its landing, or as far as it comes; the record goes to the
 * sink. KURS_OK also where the mission did not reach its end: result->outcome tells. Errors
 * are those of the sink and of the models; ERR_STOPPED where the watch asked for it. The result is
 * filled in every case, so that a partial record can be written.
 */
KURS_API KURS_CHECK kurs_status kurs_fly(const kurs_mission *mission, const kurs_sink *sink,
                                         const kurs_fly_watch *watch, kurs_fly_result *result);

enum { KURS_FLY_WHY_SIZE = 2560 };

/*
 * Writes the folder of results: timeline.json, telemetry.csv, trajectory.oem, report.html. It is
 * written beside its place and moved there at the end; another folder that stood there is kept
 * as PLACE.1. Only the report looks at `compare`, which may be NULL. ERR_IO with the path and the
 * system's word in `why`; ERR_MEMORY; ERR_ARGUMENT for a place without a name of its own.
 */
KURS_API KURS_CHECK kurs_status kurs_fly_write(const char *place, const kurs_mission *mission,
                                               const kurs_record *record,
                                               const kurs_fly_result *result,
                                               const kurs_compare *compare,
                                               char why[KURS_FLY_WHY_SIZE]);

#endif
