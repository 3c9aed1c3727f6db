/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads orbits in any of the formats in which they are published: two-line sets (T. S. Kelso,
 * CelesTrak documentation), CCSDS 502.0-B-3 Orbit Mean-elements, Parameter and Ephemeris Messages
 * as KVN and XML (505.0-B-3, also several in one <ndm>), mean elements as JSON and CSV as
 * CelesTrak and Space-Track write them; each also gzip. What it is, is seen from its content.
 */
#ifndef KURS_ORBIT_FILE_H
#define KURS_ORBIT_FILE_H

#include <stddef.h>

#include "kurs/api.h"
#include "kurs/diag.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

/* X(name, name in CCSDS messages, text) */
#define KURS_ORBIT_FRAMES(X)                                                                       \
    X(gcrf, "GCRF", "also read from ICRF")                                                         \
    X(eme2000, "EME2000", "mean equator and equinox of J2000, also read from J2000")               \
    X(itrf, "ITRF2014", "read from every ITRF, which differ by centimetres")                       \
    X(teme, "TEME", "true equator, mean equinox of date: the frame of SGP4")

typedef enum kurs_orbit_frame {
#define KURS_ORBIT_FRAME_ENUM(name, ccsds, text) KURS_ORBIT_FRAME_##name,
    KURS_ORBIT_FRAMES(KURS_ORBIT_FRAME_ENUM)
#undef KURS_ORBIT_FRAME_ENUM
        KURS_ORBIT_FRAME_COUNT
} kurs_orbit_frame;

/* Name in CCSDS messages; "unknown" outside the list. */
KURS_API const char *kurs_orbit_frame_name(kurs_orbit_frame frame);

/* What a file tells of an object. */
typedef enum kurs_orbit_kind {
    KURS_ORBIT_TLE, /* mean elements for SGP4 */
    KURS_ORBIT_OMM, /* the same */
    KURS_ORBIT_OPM, /* one state */
    KURS_ORBIT_OEM  /* states in the order of time: one segment of an ephemeris */
} kurs_orbit_kind;

/* A state at an instant: position [m] and velocity [m/s] in the frame of its object; in ITRF the
 * velocity is relative to the turning Earth. */
typedef struct kurs_orbit_point {
    kurs_tai t;
    kurs_state s;
} kurs_orbit_point;

enum { KURS_ORBIT_NAME_SIZE = 64, KURS_ORBIT_ID_SIZE = 32, KURS_ORBIT_METHOD_SIZE = 16 };

/* Texts too long are cut to fit and are empty where the file has none; figures that it does not
 * tell are NaN. */
typedef struct kurs_orbit_object {
    kurs_orbit_kind kind;
    kurs_orbit_frame frame; /* of the points; TEME for mean elements */
    int line;               /* of the file, where the object begins */
    char name[KURS_ORBIT_NAME_SIZE];
    char id[KURS_ORBIT_ID_SIZE]; /* international designator */
    kurs_tle tle;                /* of TLE and OMM; catalogue numbers 0 to 999999999 */
    double mass_kg, drag_area_m2, drag_coeff, solar_area_m2, solar_coeff;
    int maneuver_count; /* of an OPM; the manoeuvres themselves are not read */
    kurs_tai usable_from,
        usable_to; /* of an OEM: its useable span, else its whole span; of an OPM its epoch */
    char interpolation[KURS_ORBIT_METHOD_SIZE]; /* as the OEM writes it, in capitals */
    int interpolation_degree;                   /* 0: not told */
    size_t point_count;                         /* OPM: 1; OEM: 1 and more, instants rise; else 0 */
    const kurs_orbit_point *points;             /* the file's */
} kurs_orbit_object;

/* The objects of a file; the segments of an OEM are an object each. */
typedef struct kurs_orbit_file kurs_orbit_file;

enum { KURS_ORBIT_IGNORE_CHECKSUM = 1 }; /* of two-line sets */

/* Limits: bytes of a file as it is and unpacked, bytes of a line of two-line sets, KVN and CSV or
 * of a JSON object, depth of XML. Reading takes memory for the file, its unpacked text and what is
 * in it, not more than a few times KURS_ORBIT_FILE_MAX in all. */
#define KURS_ORBIT_FILE_MAX ((size_t)64 << 20)
enum { KURS_ORBIT_LINE_MAX = 4096, KURS_ORBIT_JSON_MAX = 65536, KURS_ORBIT_XML_DEPTH = 16 };

/*
 * Reads a file, or standard input where the path is "-". All errors that can be told at once go to
 * `diag`, with line and column (in bytes), to which entries are only added:
 * ERR_NOT_FOUND, ERR_IO: the file is not there or cannot be read; ERR_FULL: larger than the limits;
 * ERR_CHECKSUM: of a line of a two-line set or of a gzip file; ERR_SYNTAX: not the text that its
 * place asks for, or a file of no format known here; ERR_SCHEMA: a keyword that is missing, double,
 * unknown or out of its place; ERR_UNIT; ERR_RANGE: a value that no orbit has, a date that does not
 * exist or lies outside 1972 to 2100, states whose times do not rise or lie outside their span;
 * ERR_UNSUPPORTED: a centre other than the Earth, a frame or time scale (UTC, TAI, TT and GPS are
 * known) or a theory (SGP4 is known) other than these; ERR_MEMORY.
 * On error *out is untouched; else give it back with kurs_orbit_file_destroy. There is at least one
 * object. CAVEAT_SIMPLIFIED where an OPM has manoeuvres; the caveats of kurs_tai_from_utc.
 * Tests: test_orbit_file, test_orbit_refused.
 */
KURS_API KURS_CHECK kurs_status kurs_orbit_file_read(const char *path, int flags,
                                                     kurs_orbit_file **out, kurs_diag *diag);

/* The same from bytes[0..n), with a name for the messages. */
KURS_API KURS_CHECK kurs_status kurs_orbit_file_parse(const char *name, const char *bytes, size_t n,
                                                      int flags, kurs_orbit_file **out,
                                                      kurs_diag *diag);

/* NULL is fine. */
KURS_API void kurs_orbit_file_destroy(kurs_orbit_file *file);

KURS_API size_t kurs_orbit_file_count(const kurs_orbit_file *file);

/* Object i (from 0) in the order of the file, which owns it; NULL after the last. */
KURS_API const kurs_orbit_object *kurs_orbit_file_object(const kurs_orbit_file *file, size_t i);

#endif
