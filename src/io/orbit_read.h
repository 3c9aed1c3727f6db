/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inner face of the reading of orbits. Two-line sets, KVN, XML, JSON and CSV each have a reader
 * that finds fields; what the fields of a CCSDS message mean is told once, in orbit_message.c.
 */
#ifndef KURS_IO_ORBIT_READ_H
#define KURS_IO_ORBIT_READ_H

#include <stdint.h>

#include "base/base.h"
#include "kurs/orbit_file.h"

typedef struct kurs_orbit_reader {
    const char *name; /* for messages */
    const char *text; /* unpacked */
    size_t n;
    int flags, errors;
    int stop;           /* out of memory, or so many errors that more would not help */
    kurs_status caveat; /* OK, or what is above it */
    kurs_diag *diag;
    kurs_orbit_file *file;
} kurs_orbit_reader;

/* Tells an error: "what is wrong\nwhat would be right"; line 0: of the whole file. */
KURS_PRINTF(5, 6)
void kurs_orbit_fail(kurs_orbit_reader *r, kurs_status status, int line, int column,
                     const char *format, ...);
void kurs_orbit_caveat(kurs_orbit_reader *r, kurs_status status);

/* Appends to the file; without memory it is told and the reader stops. The object's points are
 * those that are added before the next object. */
void kurs_orbit_add_object(kurs_orbit_reader *r, const kurs_orbit_object *object);
void kurs_orbit_add_point(kurs_orbit_reader *r, const kurs_orbit_point *point);
kurs_orbit_object *kurs_orbit_last_object(kurs_orbit_reader *r);
const kurs_orbit_point *kurs_orbit_last_point(const kurs_orbit_reader *r);

/* An object with all its figures unknown. */
kurs_orbit_object kurs_orbit_object_blank(kurs_orbit_kind kind, int line);

/* Takes a line and its place; 0 at the end, or where it is too long, which is told. */
int kurs_orbit_line(kurs_orbit_reader *r, kurs_scan *scan, kurs_slice *line, int *number);

/* One reader a format; the text has no 0 byte. */
void kurs_orbit_read_tle(kurs_orbit_reader *r);
void kurs_orbit_read_kvn(kurs_orbit_reader *r);
void kurs_orbit_read_xml(kurs_orbit_reader *r);
void kurs_orbit_read_json(kurs_orbit_reader *r);
void kurs_orbit_read_csv(kurs_orbit_reader *r);

/* Time scales of the epochs of a message. */
typedef enum kurs_orbit_scale {
    KURS_SCALE_UTC,
    KURS_SCALE_TAI,
    KURS_SCALE_TT,
    KURS_SCALE_GPS
} kurs_orbit_scale;

/*
 * An epoch as CCSDS writes it: YYYY-MM-DDThh:mm:ss[.f][Z] or YYYY-DDDThh:mm:ss[.f][Z]; decimals
 * after the ninth are not read. ERR_SYNTAX where the form is wrong; ERR_RANGE and caveats as
 * of kurs_tai_from_utc.
 */
KURS_CHECK kurs_status kurs_orbit_epoch(kurs_slice text, kurs_orbit_scale scale, kurs_tai *out);

/* A number times 10^shift, rounded once: statuses of kurs_slice_number; |shift| <= 9. */
KURS_CHECK kurs_status kurs_orbit_number(kurs_slice text, int shift, double *out);

/* A keyword with its value. The unit is what XML has as an attribute (n 0: none); KVN has it
 * in brackets behind the value, where it is looked for. */
typedef struct kurs_orbit_field {
    kurs_slice key, value, unit;
    int line, column; /* of the value */
} kurs_orbit_field;

/* Blocks of keywords; a keyword stands in one or more of them. */
enum {
    KURS_BLOCK_NONE = 0,
    KURS_BLOCK_OMM = 1,    /* all of an OMM as KVN or XML */
    KURS_BLOCK_TABLE = 2,  /* an OMM as JSON or CSV: what is understood may be missing */
    KURS_BLOCK_OPM = 4,    /* all of an OPM */
    KURS_BLOCK_HEADER = 8, /* of an OEM */
    KURS_BLOCK_META = 16,  /* metadata of a segment of an OEM */
    KURS_BLOCK_DATA = 32,  /* states of a segment of an OEM */
    KURS_BLOCK_STATE = 64  /* one of them as XML */
};

enum { KURS_EPOCH_TEXT_SIZE = 40 };

/* An epoch waits for its time scale until its block is complete. */
typedef struct kurs_epoch_text {
    int line, column;
    char text[KURS_EPOCH_TEXT_SIZE]; /* empty: none */
} kurs_epoch_text;

/* A message while it is read. */
typedef struct kurs_orbit_message {
    kurs_orbit_reader *r;
    int block, line, column; /* where the block begins, for what is missing in it */
    int message_line, segments, errors_before;
    uint64_t seen[2]; /* keywords of the block, by row of the table */
    kurs_orbit_object object;
    kurs_orbit_scale scale;
    kurs_epoch_text epoch, start, usable_start, usable_stop, stop;
    double x[6]; /* m, m/s */
    kurs_tai from, to;
    int has_span;
    int catalog_number, ephemeris_type;
} kurs_orbit_message;

/* Which message a name such as "CCSDS_OEM_VERS" or "oem" means; KURS_BLOCK_NONE and an error for
 * those that are not read. Answers the block with which it begins. */
int kurs_message_block(kurs_orbit_reader *r, kurs_slice name, int line, int column);

/* Begins a message (OMM, TABLE, OPM or HEADER); version n 0: not told. */
void kurs_message_begin(kurs_orbit_message *m, kurs_orbit_reader *r, int block, kurs_slice version,
                        int line, int column);
/* A field of the present block. */
void kurs_message_field(kurs_orbit_message *m, const kurs_orbit_field *field);
/* A comment: NASA tells mass, area and drag coefficient in some. */
void kurs_message_comment(kurs_orbit_message *m, kurs_slice text);
/* Metadata of a segment begin and end; a segment that is open is closed. */
void kurs_message_meta_begin(kurs_orbit_message *m, int line, int column);
void kurs_message_meta_end(kurs_orbit_message *m);
/* A state as XML begins and ends. */
void kurs_message_state_begin(kurs_orbit_message *m, int line, int column);
void kurs_message_state_end(kurs_orbit_message *m);
/* A state as KVN: a line of an epoch and 6 or 9 numbers. */
void kurs_message_state_line(kurs_orbit_message *m, kurs_slice line, int number);
/* The end of the message: what is missing is told, the object is added. */
void kurs_message_end(kurs_orbit_message *m);

#endif
