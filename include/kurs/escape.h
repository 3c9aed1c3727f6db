/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The escape system of a crewed spacecraft as plain data: its motors, the block that they pull
 * away, when parts let go, and the limits at which it acts. Filled by reading a file of
 * data/vehicles (docs/models/escape.md); never changed after.
 */
#ifndef KURS_ESCAPE_H
#define KURS_ESCAPE_H

#include "kurs/api.h"

/* X(name, text): the ways out, in the order in which they come */
#define KURS_ESCAPE_MODE_LIST(X)                                                                   \
    X(none, "no escape")                             /* not armed, or no system aboard */          \
    X(tower, "escape tower")                         /* from armed to the tower's jettison */      \
    X(fairing_motors, "fairing motors")              /* to shortly before the fairing's */         \
    X(under_fairing, "separation under the fairing") /* motors safed, the fairing still on */      \
    X(separation, "separation from the rocket")      /* to where the velocity suffices */          \
    X(low_orbit, "early cut-off into a low orbit")

typedef enum kurs_escape_mode {
#define KURS_ESCAPE_MODE_ENUM(name, text) KURS_ESCAPE_##name,
    KURS_ESCAPE_MODE_LIST(KURS_ESCAPE_MODE_ENUM)
#undef KURS_ESCAPE_MODE_ENUM
        KURS_ESCAPE_MODE_COUNT
} kurs_escape_mode;

/* "fairing_motors" and "fairing motors"; "unknown" outside of the list. */
KURS_API const char *kurs_escape_mode_name(kurs_escape_mode mode);
KURS_API const char *kurs_escape_mode_text(kurs_escape_mode mode);

/* Solid motors of one kind; half of them light `first_s`, half `second_s` after the command. */
typedef struct kurs_escape_motor {
    int count;
    double thrust_n, burn_s,
        propellant_kg; /* of each; the thrust is even, along the block's axis */
    double first_s, second_s;
    double tilt; /* [rad] of the thrust from the rocket's axis, to the side of the flight */
} kurs_escape_motor;

/* When the logic acts (src/gnc/abort.h). */
typedef struct kurs_abort_limits {
    double rate;          /* [rad/s] of the attitude, about any axis */
    double pressure;      /* share of the pressure that a chamber must have */
    double acceleration;  /* share of the apparent acceleration expected */
    double direction;     /* [rad] velocity from that of the programme */
    double height_m;      /* height from that of the programme */
    double confirm_s;     /* a limit must be broken for so long */
    double low_perigee_m; /* an orbit over the ellipsoid that suffices for a turn */
} kurs_abort_limits;

typedef struct kurs_escape {
    char name[96];  /* empty: the ship has no escape system */
    double armed_s; /* on the clock of the countdown, negative */
    kurs_escape_motor tower, fairing_motors;
    double upper_fairing_kg; /* part of the fairing that goes with the block, motors included */
    double block_area_m2, block_cd; /* drag of the block with its lattice fins open, at high Mach */
    double release_s; /* command to the release of the descent module, or at the top of the climb */
    double motors_safe_s;   /* the fairing motors are safed so long before the fairing leaves */
    double fairing_clear_s; /* fairing's halves to the ship's separation */
    double modules_part_s;  /* ship's separation to that of its modules */
    double low_parachute_m; /* a descent module released lower has a shorter drogue: */
    double low_drogue_s;
    kurs_abort_limits limits;
} kurs_escape;

#endif
