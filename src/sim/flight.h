/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole flight: the phases one after another. Where it needs a plan it says so and waits:
 * it plans nothing itself. Plain data without pointers; a copy goes on to the same bits.
 */
#ifndef KURS_SIM_FLIGHT_H
#define KURS_SIM_FLIGHT_H

#include "sim/countdown.h"
#include "sim/ascent_watch.h"
#include "sim/entry.h"
#include "sim/escape.h"
#include "sim/phases.h"
#include "sim/power.h"

typedef enum kurs_flight_stage {
    KURS_FLIGHT_WAITING, /* on the ground, for a launch plan */
    KURS_FLIGHT_COUNTDOWN,
    KURS_FLIGHT_ASCENT,
    KURS_FLIGHT_ORBIT,
    KURS_FLIGHT_APPROACH,
    KURS_FLIGHT_DOCKED,
    KURS_FLIGHT_RETURN,
    KURS_FLIGHT_ESCAPE,
    KURS_FLIGHT_ENDED
} kurs_flight_stage;

/* What a flight waits for. */
typedef enum kurs_flight_need {
    KURS_NEED_NOTHING,
    KURS_NEED_LAUNCH_PLAN,    /* not before `earliest`, on or after the mission's launch day */
    KURS_NEED_PHASING_PLAN,   /* after insertion, all burns */
    KURS_NEED_PHASING_UPDATE, /* after a burn, those from orbit.next on */
    KURS_NEED_RETURN_PLAN
} kurs_flight_need;

typedef struct kurs_flight {
    kurs_flight_stage stage, last; /* last: the one in which the flight ended */
    kurs_flight_need need;
    int dry;           /* 1: it ended with empty tanks, away from ground and port */
    int attempt;       /* 1 is the first */
    kurs_tai earliest; /* lift-off of the next attempt not before this */
    int set;           /* of the ephemeris, in force until the stay */
    kurs_launch_plan launch;
    kurs_countdown_phase countdown;
    kurs_ascent_flight ascent;
    kurs_orbit_flight orbit;
    kurs_approach_flight approach;
    kurs_docked_flight docked;
    kurs_return_flight ret;
    kurs_ascent_watch watch;
    kurs_escape_flight escape;
    kurs_flight_power power;
} kurs_flight;

void kurs_flight_init(kurs_flight *flight, const kurs_mission *mission);

/* The mean wind of a mission's launch_winds or landing_winds; calm, without rows, where it names
 * none. Statuses of kurs_wind_profile_season. */
KURS_CHECK kurs_status kurs_flight_wind(const kurs_winds *winds, kurs_wind_profile *out);

/* 1 where the ascent of a mission is flown in six degrees of freedom. */
int kurs_flight_has_attitude(const kurs_mission *mission);

/* Hand in what was needed. ERR_ARGUMENT where it was not, and for a return from another set of the
 * ephemeris than the one in force at its undocking. */
KURS_CHECK kurs_status kurs_flight_take_launch(kurs_flight *flight, const kurs_mission *mission,
                                               const kurs_ephemeris *ephemeris,
                                               const kurs_launch_plan *plan);
KURS_CHECK kurs_status kurs_flight_take_phasing(kurs_flight *flight, const kurs_phasing_plan *plan);
KURS_CHECK kurs_status kurs_flight_take_return(kurs_flight *flight, const kurs_ephemeris *ephemeris,
                                               const kurs_return_plan *plan);

/* To the next row or event; nothing while there is a need, ERR_ARGUMENT after the end. */
KURS_CHECK kurs_status kurs_flight_step(kurs_flight *flight, const kurs_mission *mission,
                                        const kurs_ephemeris *ephemeris, const kurs_sink *sink);

/* The body of the present stage; NULL while waiting. */
const kurs_body *kurs_flight_body(const kurs_flight *flight);

#endif
