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
 * followed. The errors of kurs_tai_format.
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
 * seam, at each change between flight and station, and where the launch attempt changes;
 * a COMMENT says why. Rows closer than 10 s are thinned, the ends of arcs are kept.
 * A segment of a single instant is left out.
 */
KURS_API KURS_CHECK kurs_status kurs_oem_write(const kurs_record *record,
                                               const kurs_oem_header *header, FILE *out);

/*
 * The timeline, schema "kurs.fly/1": mission, outcome, events with their states, burns,
 * crew, seams, caveats. Complete also where the mission did not reach its end. Numbers
 * with 17 significant digits; null where there is none.
 */
KURS_API KURS_CHECK kurs_status kurs_timeline_write(const kurs_mission *mission,
                                                    const kurs_record *record,
                                                    const kurs_outcome *outcome, FILE *out);

/*
 * The date that an output names as its creation: SOURCE_DATE_EPOCH of the environment
 * where it is a whole number of seconds from 1972 to 2100, else `first`.
 */
KURS_API kurs_tai kurs_creation_date(kurs_tai first);

#endif
