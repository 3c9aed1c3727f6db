/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writers of a record: telemetry as CSV, the trajectory as a CCSDS Orbit Ephemeris
 * Message, the timeline as JSON. All are deterministic: no clock, no locale, no pointers.
 * None closes its file; ERR_IO where a write fails (errno tells why), and what was written
 * up to there is then of no use.
 */
#ifndef KURS_WRITE_H
#define KURS_WRITE_H

#include <stddef.h>
#include <stdio.h>

#include "kurs/api.h"
#include "kurs/flight_plan.h"
#include "kurs/orbit_file.h"
#include "kurs/spec.h"
#include "kurs/status.h"
#include "kurs/store.h"
#include "kurs/time.h"

/* A column of telemetry.csv; the unit is also in the name. */
typedef struct kurs_column {
    const char *name, *unit, *doc;
} kurs_column;

/* Column i (from 0); ERR_RANGE after the last one. */
KURS_API KURS_CHECK kurs_status kurs_csv_column(size_t i, kurs_column *out);

/*
 * Telemetry: a line of names, then a line a row. UTC with 6 decimals; states, forces,
 * masses and MET with 17 significant digits; an empty field where a figure is not
 * followed. While docked a row every quarter of an hour, where the record has more. The errors of
 * kurs_tai_format.
 */
KURS_API KURS_CHECK kurs_status kurs_csv_write(const kurs_record *record, FILE *out);

/* What an ephemeris message says of itself. Texts in ASCII. */
typedef struct kurs_oem_header {
    const char *object_name, *object_id; /* object_id NULL: "UNKNOWN" */
    kurs_tai created;
} kurs_oem_header;

/*
 * CCSDS 502.0-B-2 OEM 2.0 in KVN: GCRF about the Earth, UTC, km and km/s. From lift-off to
 * landing: rows on the pad and on the ground are left out. A new segment begins at each
 * seam, at each change between flight and station, where the launch attempt changes, and
 * where force or mass jumps, so that a reader never interpolates across the start or end of a
 * burn; a COMMENT says what it is. Rows closer than 10 s are thinned where that
 * leaves no gap of 20 s and where the cubic between the two states that stay (places and
 * velocities, Hermite) meets each row that goes within 0.1 m and 0.1 m/s; the ends of segments are
 * kept. Test: test_oem, and over whole missions tests/flown/test_record.sh. A segment of a single
 * instant is left out. ERR_ARGUMENT without a name, ERR_NOT_FOUND where there is no segment:
 * nothing is written then.
 */
KURS_API KURS_CHECK kurs_status kurs_oem_write(const kurs_record *record,
                                               const kurs_oem_header *header, FILE *out);

/* 1 where the record has a segment for kurs_oem_write, else 0. */
KURS_API int kurs_oem_holds(const kurs_record *record);

/*
 * The timeline, schema "kurs.fly/1": mission, outcome, launch attempts with what was
 * closed and why, what the ascent reached and where parts fell (ascent NULL: null), events with
 * their states, burns, crew, seams, caveats. Complete also where the mission did not reach its end.
 * Numbers with 17 significant digits; null where there is none.
 */
KURS_API KURS_CHECK kurs_status kurs_timeline_write(const kurs_mission *mission,
                                                    const kurs_record *record,
                                                    const kurs_outcome *outcome,
                                                    const kurs_ascent_result *ascent, FILE *out);

/* States of one object, in the order of time. Texts NULL: not known, none. */
typedef struct kurs_state_segment {
    const char *object_name, *object_id, *comment;
    const kurs_orbit_point *points;
    size_t count;
} kurs_state_segment;

/* A list of segments in one frame, as the writers below take it. The segments of one object follow
 * each other. */
typedef struct kurs_states {
    kurs_orbit_frame frame;
    kurs_tai created; /* see kurs_creation_date; OEM only */
    const kurs_state_segment *segments;
    size_t segment_count;
    const kurs_caveat *caveats; /* OEM: as comments; CSV has no place for them */
    size_t caveat_count;
} kurs_states;

/*
 * An OEM as above, a segment each; km and km/s with all digits, so that kurs_orbit_file_read gives
 * back the same bits, epochs to the nanosecond. ERR_ARGUMENT where there is no segment, one
 * without points, or instants that do not rise by a nanosecond; the errors of kurs_tai_format.
 * Test: test_states.
 */
KURS_API KURS_CHECK kurs_status kurs_oem_write_states(const kurs_states *states, FILE *out);

/*
 * CSV with the columns object,utc,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s; digits as above; UTC with
 * 3 decimals, or 9 where the instant is not a whole millisecond. An object without a name is that
 * of its id, else of its number in the list. The errors of kurs_tai_format. Test: test_states.
 */
KURS_API KURS_CHECK kurs_status kurs_csv_write_states(const kurs_states *states, FILE *out);

/*
 * JSON, schema "kurs.propagate/1": frame, objects (object; comment, where there is one; states:
 * utc, r_km, v_km_s), caveats (code, text, times). Complete also without a segment. Numbers with 17
 * significant digits. The errors of kurs_tai_format. Test: test_states.
 */
KURS_API KURS_CHECK kurs_status kurs_json_write_states(const kurs_states *states, FILE *out);

/* What a list of states is written as: X(name, text) */
#define KURS_STATES_FORMATS(X)                                                                     \
    X(csv, "columns")                                                                              \
    X(oem, "CCSDS Orbit Ephemeris Message")                                                        \
    X(json, "one document")

typedef enum kurs_states_format {
#define KURS_STATES_FORMAT_ENUM(name, text) KURS_STATES_##name,
    KURS_STATES_FORMATS(KURS_STATES_FORMAT_ENUM)
#undef KURS_STATES_FORMAT_ENUM
        KURS_STATES_FORMAT_COUNT
} kurs_states_format;

/* A list that is written as its segments come, for what is too long to be held. Plain data. */
typedef struct kurs_states_writer {
    FILE *out;
    kurs_states_format format;
    kurs_orbit_frame frame;
    size_t count; /* segments up to now */
} kurs_states_writer;

/*
 * Begins with frame, creation and, as OEM, caveats of `head`; its segments are not looked at. Each
 * segment has what the whole writers ask of theirs; `why` is NULL, or the reason for which states
 * are missing from it: with `missing` the "error" of the object in JSON, a comment of an OEM. One
 * without points is an empty list in JSON, nothing in the others. The end takes the caveats for
 * JSON. Errors as of the whole writers.
 */
KURS_API KURS_CHECK kurs_status kurs_states_begin(kurs_states_writer *writer,
                                                  kurs_states_format format,
                                                  const kurs_states *head, FILE *out);
KURS_API KURS_CHECK kurs_status kurs_states_put(kurs_states_writer *writer,
                                                const kurs_state_segment *segment,
                                                kurs_status missing, const char *why);
KURS_API KURS_CHECK kurs_status kurs_states_end(kurs_states_writer *writer,
                                                const kurs_caveat *caveats, size_t count);

/*
 * The date that an output names as its creation: SOURCE_DATE_EPOCH of the environment
 * where it is a whole number of seconds from 1972 to 2100, else `first`.
 */
KURS_API kurs_tai kurs_creation_date(kurs_tai first);

#endif
