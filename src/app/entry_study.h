/* SPDX-License-Identifier: Apache-2.0 */
/* What a planned return leaves room for: how steep and how flat it may enter, its loads, and where
 * its lift can bring it. */
#ifndef KURS_APP_ENTRY_STUDY_H
#define KURS_APP_ENTRY_STUDY_H

#include "kurs/record.h"
#include "kurs/wind.h"
#include "plan/plan.h"

enum { KURS_ENTRY_RING = 55 };

/* An end of the corridor: the entry of another deorbit burn, ignited where it leads to the zone. */
typedef struct kurs_entry_side {
    double path_angle;                /* [rad] at the entry interface; NaN: none was found */
    double deorbit_m_s;               /* that leads to it */
    double peak_g;                    /* of the steered entry */
    char limit[KURS_EVENT_TEXT_SIZE]; /* what is beyond */
} kurs_entry_side;

typedef struct kurs_entry_study {
    /* [rad], negative: of the velocity among the stars under the plane across the radius, as
     * planned; NaN where the flight of the plan does not come to its parachute */
    double path_angle;
    double peak_g, ballistic_peak_g; /* before the parachute, in g: steered, and in a spin */
    kurs_tai peak;                   /* of the steered one */
    kurs_entry_side steep, shallow;
    double bank_most; /* [rad] of the ring; NaN without one */
    int ring_count;   /* 0, or KURS_ENTRY_RING: the last is the first */
    struct {
        double lat, lon; /* [rad] */
    } ring[KURS_ENTRY_RING];
} kurs_entry_study;

/*
 * Flies the plan of `ask`, steered and in a spin, then other deorbit burns. The steepest entry is
 * that which in a spin comes to load_max of the rules, or the last one that the tanks allow; none
 * where the plan's own comes to more. The flattest is the last one whose ignition can be found and
 * whose steering opens the parachute within the zone; both to 0.125 m/s, or 0.01 deg. Beyond the
 * planned burn the modules part 15 min after ignition: by the timer they would still be one in the
 * air. The ring are the places where the parachute opens after an entry with a steady bank, from
 * the least that the guidance flies to the most, or to that which comes to load_max; to the right,
 * then back on the left, and at both tips with the lift swinging evenly; clockwise from above. None
 * where the least bank is over load_max. `wind` may be NULL. 0.6 s (test_entry_study). ERR_ARGUMENT
 * for a ship that does not come back; ERR_MEMORY.
 */
KURS_CHECK kurs_status kurs_entry_study_make(const kurs_return_ask *ask,
                                             const kurs_return_plan *plan,
                                             const kurs_wind_profile *wind, kurs_entry_study *out);

#endif
