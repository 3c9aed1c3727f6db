/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Status codes of all fallible functions.
 *
 * A negative one is an error: outputs are as they were. 0 is success. A positive one is success
 * with a caveat, which the caller hands on. Enum, names, texts and the codes of JSON come from one
 * list.
 */
#ifndef KURS_STATUS_H
#define KURS_STATUS_H

#include "kurs/api.h"

/* X(name, value, code in JSON, text) */
#define KURS_STATUS_LIST(X)                                                                        \
    X(OK, 0, "ok", "done")                                                                         \
    X(ERR_ARGUMENT, -1, "argument", "an argument is outside what the function takes")              \
    X(ERR_RANGE, -2, "range", "a value is outside its range")                                      \
    X(ERR_MEMORY, -3, "memory", "out of memory")                                                   \
    X(ERR_IO, -4, "io", "a file or folder could not be read or written")                           \
    X(ERR_SYNTAX, -5, "syntax", "the text does not follow its grammar")                            \
    X(ERR_SCHEMA, -6, "schema", "the document does not follow its schema")                         \
    X(ERR_UNIT, -7, "unit", "a unit is missing or does not fit the quantity")                      \
    X(ERR_CHECKSUM, -8, "checksum", "a checksum does not fit its line")                            \
    X(ERR_NOT_FOUND, -9, "not_found", "the name is not known")                                     \
    X(ERR_FULL, -10, "full", "a bounded buffer or list is full")                                   \
    X(ERR_NO_SOLUTION, -11, "no_solution", "the problem has no solution")                          \
    X(ERR_NO_CONVERGENCE, -12, "no_convergence", "an iteration did not converge")                  \
    X(ERR_DECAYED, -13, "decayed", "the orbit has decayed")                                        \
    X(ERR_UNSUPPORTED, -14, "unsupported", "this version cannot do that")                          \
    X(ERR_STOPPED, -15, "stopped", "stopped on request")                                           \
    X(CAVEAT_EOP_OUTSIDE, 1, "eop_outside",                                                        \
      "date outside the Earth orientation table: UT1 taken from its nearest row")                  \
    X(CAVEAT_EOP_PREDICTED, 2, "eop_predicted",                                                    \
      "Earth orientation of this date is a prediction, not an observation")                        \
    X(CAVEAT_UTC_DUBIOUS, 3, "utc_dubious",                                                        \
      "date so far ahead that leap seconds may have been announced since")                         \
    X(CAVEAT_ELEMENTS_OLD, 4, "elements_old", "orbital elements more than three days old")         \
    X(CAVEAT_BELOW_MODEL, 5, "below_model", "a model was used outside its range of validity")      \
    X(CAVEAT_SIMPLIFIED, 6, "simplified", "a simplification that this version makes")              \
    X(CAVEAT_WEATHER_PREDICTED, 7, "weather_predicted",                                            \
      "space weather of this date is a prediction, not an observation")                            \
    X(CAVEAT_WEATHER_OUTSIDE, 8, "weather_outside",                                                \
      "date outside the space weather table: indices taken from its nearest row")                  \
    X(CAVEAT_OUTSIDE_ZONE, 9, "outside_zone", "landing outside of the landing zone")               \
    X(CAVEAT_UNSTEERED, 10, "unsteered", "entry guidance had no solution for a time")              \
    X(CAVEAT_OVER_LIMIT, 11, "over_limit", "a design limit was exceeded")                          \
    X(CAVEAT_NO_EFFECT, 12, "no_effect", "an input had no effect")                                 \
    X(CAVEAT_NO_RETURN_PASS, 13, "no_return_pass", "a pass over the zone was not taken")           \
    X(CAVEAT_PORT_TAKEN, 14, "port_taken", "another ship is told to be at the port")

typedef enum kurs_status {
#define KURS_STATUS_ENUM(name, value, code, text) KURS_##name = (value),
    KURS_STATUS_LIST(KURS_STATUS_ENUM)
#undef KURS_STATUS_ENUM
} kurs_status;

/* Name of a status as in the source ("KURS_ERR_RANGE"); "unknown" outside the list. */
KURS_API const char *kurs_status_name(kurs_status status);

/* Short code as written to JSON ("range"); "unknown" outside the list. */
KURS_API const char *kurs_status_code(kurs_status status);

/* One sentence for people, without a full stop; "unknown status" outside the list. */
KURS_API const char *kurs_status_text(kurs_status status);

/* The worse of two: an error before a caveat before OK; the first where both are alike. */
KURS_API kurs_status kurs_status_worse(kurs_status a, kurs_status b);

#endif
