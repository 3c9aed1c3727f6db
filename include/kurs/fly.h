/* SPDX-License-Identifier: Apache-2.0 */
/* Flies a whole mission: the use case of `kurs fly`. */
#ifndef KURS_FLY_H
#define KURS_FLY_H

#include <stdio.h>

#include "kurs/api.h"
#include "kurs/flight_plan.h"
#include "kurs/record.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/store.h"

enum { KURS_MAX_ATTEMPTS = 6 };

/* A landing farther from the middle of its zone is none of it [m]: over twice the cross-range that
 * lift reaches, so no doing of the guidance. */
#define KURS_FLY_OFF_ZONE_M 300e3

/*
 * The codes of an outcome; only "landed" and "until" are complete.
 *   landed         in the zone or near it, on the planned pass
 *   off_zone       down over KURS_FLY_OFF_ZONE_M off, half an hour late, or not within a day
 *   no_launch      no open opportunity, the station is out of reach, or stopped too often
 *   fell_short     the rocket did not reach its orbit
 *   no_rendezvous  no burns lead to the station
 *   no_docking     at the port, but outside of what the gear catches
 *   no_propellant  the tanks ran empty in a burn
 *   no_return      no pass of the day reaches the zone; the ship stays docked
 *   escaped        the crew left the rocket and landed by the escape system
 *   stopped        on request
 *   until          as far as was asked for (kurs_fly_watch)
 *   failed         a model could not go on: an error is returned with it
 */

/* What a flight was planned by, and how it ended: for reports. */
typedef struct kurs_fly_result {
    kurs_outcome outcome;
    kurs_ascent_model ascent;
    kurs_ascent_result insertion; /* of the last attempt that lifted off */
    int attempt_count;
    kurs_launch_plan launches[KURS_MAX_ATTEMPTS];
    int phasing_known, return_known;
    kurs_phasing_plan phasing; /* as last solved */
    kurs_return_plan ret;
} kurs_fly_result;

/* How far a mission is flown. */
typedef enum kurs_fly_until { KURS_FLY_TO_LANDING, KURS_FLY_TO_INSERTION } kurs_fly_until;

/* Who looks on, each may be NULL; and how far. */
typedef struct kurs_fly_watch {
    void *ctx;
    kurs_fly_until until;
    int (*stop)(void *ctx); /* not 0: end the flight here; asked at every step and by the
                               search for a return */
    void (*progress)(void *ctx, double part,
                     const char *phase); /* part 0..1 of the mission's days */
    void (*event)(void *ctx, const kurs_event *event);
} kurs_fly_watch;

/*
 * Plans and flies the mission to its landing, or as far as it comes; the record goes to the
 * sink. KURS_OK also where the mission did not reach its end: result->outcome tells. Errors
 * are those of the sink and of the models; ERR_STOPPED where the watch asked for it. The result is
 * filled in every case, so that a partial record can be written.
 */
KURS_API KURS_CHECK kurs_status kurs_fly(const kurs_mission *mission, const kurs_sink *sink,
                                         const kurs_fly_watch *watch, kurs_fly_result *result);

/* ---- a session: a mission file, its flight, its record --------------------------------------- */

typedef struct kurs_fly_session kurs_fly_session;

/* Reads the mission file. On an error *out is untouched and what is wrong, with its place and
 * remedy, is written to `errors`. Statuses of kurs_mission_load. */
KURS_API KURS_CHECK kurs_status kurs_fly_open(const char *path, FILE *errors,
                                              kurs_fly_session **out);
/* NULL is fine. */
KURS_API void kurs_fly_close(kurs_fly_session *session);

/* Flies, once: ERR_ARGUMENT where this session has flown. Statuses of kurs_fly; the record up to
 * there is kept. watch may be NULL. */
KURS_API KURS_CHECK kurs_status kurs_fly_start(kurs_fly_session *session,
                                               const kurs_fly_watch *watch);

/* What was flown, for reading; they stay the session's. */
KURS_API const kurs_mission *kurs_fly_mission(const kurs_fly_session *session);
KURS_API const kurs_fly_result *kurs_fly_result_of(const kurs_fly_session *session);
KURS_API kurs_record kurs_fly_record(const kurs_fly_session *session);

/* The timeline as JSON, the telemetry as CSV. ERR_IO. */
KURS_API KURS_CHECK kurs_status kurs_fly_write_timeline(const kurs_fly_session *session, FILE *out);
KURS_API KURS_CHECK kurs_status kurs_fly_write_telemetry(const kurs_fly_session *session,
                                                         FILE *out);

enum { KURS_FLY_WHY_SIZE = 2560 };

/* The mission as one picture: SVG where the path ends in ".svg", else PNG; moved to its place when
 * it is whole. ERR_IO with the path and the system's word in `told`, ERR_MEMORY, ERR_ARGUMENT for a
 * path that is too long. */
KURS_API KURS_CHECK kurs_status kurs_fly_write_picture(const kurs_fly_session *session,
                                                       const char *path,
                                                       char told[KURS_FLY_WHY_SIZE]);

/*
 * Writes the folder of results: timeline.json, telemetry.csv, trajectory.oem (where anything has
 * flown), report.html. It is written beside its place and moved there at the end; another result
 * that stood there is kept as PLACE.1. Only the report looks at what was really flown. ERR_IO with
 * the path and the system's word in `told`, also where something else than a result stands there;
 * ERR_MEMORY; ERR_ARGUMENT for a place without a name of its own. On success `told` is where the
 * older result went, empty where there was none or the same.
 */
KURS_API KURS_CHECK kurs_status kurs_fly_write(const kurs_fly_session *session, const char *place,
                                               char told[KURS_FLY_WHY_SIZE]);

/* Whether kurs_fly_write_picture could begin: the same for a picture. */
KURS_API KURS_CHECK kurs_status kurs_fly_check_picture(const char *path,
                                                       char told[KURS_FLY_WHY_SIZE]);

/* Whether kurs_fly_write could begin at a place: to be asked before a long flight. The folders
 * above it are made. Errors as there. */
KURS_API KURS_CHECK kurs_status kurs_fly_check_place(const char *place,
                                                     char told[KURS_FLY_WHY_SIZE]);

/* Lets go of what the drawing library keeps for the process; at the end of a program, when no
 * other thread draws. Not needed but for leak checkers. */
KURS_API void kurs_fly_end(void);

#endif
