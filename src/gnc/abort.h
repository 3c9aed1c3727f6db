/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Abort logic on board, from the pad to insertion: whether to leave the rocket, and by which means.
 * It sees what sensors give and the limits of kurs_escape. Plain data.
 */
#ifndef KURS_GNC_ABORT_H
#define KURS_GNC_ABORT_H

#include "kurs/escape.h"
#include "kurs/vec.h"

/* X(name, text): why; the first of the list that holds is the one told */
#define KURS_ABORT_CAUSE_LIST(X)                                                                   \
    X(none, "nothing is wrong")                                                                    \
    X(command, "command of crew or ground")                                                        \
    X(rates, "the rocket turns too fast")                                                          \
    X(pressure, "a chamber has lost its pressure")                                                 \
    X(acceleration, "the thrust is too low")                                                       \
    X(corridor, "the rocket has left its corridor")                                                \
    X(orbit, "no orbit is in reach")

typedef enum kurs_abort_cause {
#define KURS_ABORT_CAUSE_ENUM(name, text) KURS_ABORT_##name,
    KURS_ABORT_CAUSE_LIST(KURS_ABORT_CAUSE_ENUM)
#undef KURS_ABORT_CAUSE_ENUM
        KURS_ABORT_CAUSE_COUNT
} kurs_abort_cause;

/* "pressure" and its text; "unknown" outside of the list. */
const char *kurs_abort_cause_name(kurs_abort_cause cause);
const char *kurs_abort_cause_text(kurs_abort_cause cause);

/* What the sensors give at an instant. NaN: not measured, and not judged. */
typedef struct kurs_abort_sensed {
    double met_s;
    int command;
    double rate;     /* [rad/s] of the attitude, about the axis that turns fastest */
    double pressure; /* of the weakest chamber that should burn, share of what it should have */
    double acceleration_m_s2, expected_m_s2; /* apparent: as felt, and as it should be */
    double direction;                        /* [rad] velocity from that of the programme */
    double height_m;                         /* height less that of the programme */
    int no_orbit;                            /* 1: the guidance has decided so */
} kurs_abort_sensed;

/* Since when each limit has been broken, s after lift-off. */
typedef struct kurs_abort_monitor {
    double since_s[KURS_ABORT_CAUSE_COUNT]; /* NaN: it is kept */
} kurs_abort_monitor;

void kurs_abort_init(kurs_abort_monitor *monitor);

/*
 * One cycle: KURS_ABORT_none, or the cause that has been there for limits->confirm_s; a command
 * and a decision of the guidance act at once. Limits: rate and direction may not be over,
 * |height_m| not over, pressure and acceleration/expected not under theirs (test_abort). No
 * acceleration is expected where expected_m_s2 is 0.
 */
kurs_abort_cause kurs_abort_check(kurs_abort_monitor *monitor, const kurs_abort_limits *limits,
                                  const kurs_abort_sensed *sensed);

/* What decides over the way out. */
typedef struct kurs_abort_stand {
    double met_s;              /* negative on the pad */
    int tower, fairing;        /* 1: still on */
    double fairing_jettison_s; /* planned */
    kurs_state s_gcrf;
} kurs_abort_stand;

/* The way out that is in force. */
kurs_escape_mode kurs_abort_mode(const kurs_escape *escape, const kurs_abort_stand *stand);

/* Perigee over the equator's radius [m] of the osculating orbit; negative, too, where the way is
 * none around the Earth (-the radius for one straight down). */
double kurs_abort_perigee(kurs_state s_gcrf);

#endif
