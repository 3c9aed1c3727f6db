/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A station's orbit from one or more sets of elements, and the station's burns between: which set
 * serves a time. Published sets serve the time nearest to their epochs. A burn ends a set's time;
 * beyond it a set with the burn added goes on.
 */
#ifndef KURS_EPHEMERIS_H
#define KURS_EPHEMERIS_H

#include "kurs/api.h"
#include "kurs/frames.h"
#include "kurs/manoeuvre.h"
#include "kurs/sgp4.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/vec.h"

enum { KURS_EPHEMERIS_SETS = 24, KURS_EPHEMERIS_BURNS = 16 };

/* Plain data, read only once made. */
typedef struct kurs_ephemeris {
    int count;
    kurs_sgp4 sets[KURS_EPHEMERIS_SETS]; /* the given ones in their order, then those of burns */
    kurs_tai data[KURS_EPHEMERIS_SETS];  /* epoch of the published elements behind each: a set after
                                            a burn has the burn as its epoch, and older data */
    int span_count;
    struct kurs_ephemeris_span {
        kurs_tai from; /* not included; that of the first span is before all time */
        int set;
        int burn; /* index of the burn at `from`, at which the span begins; -1: none */
    } spans[KURS_EPHEMERIS_SETS];
    int burn_count;
    kurs_manoeuvre burns[KURS_EPHEMERIS_BURNS]; /* in the order of time */
} kurs_ephemeris;

/* Makes the ephemeris from 1 to KURS_EPHEMERIS_SETS sets, in any order. Statuses of
 * kurs_sgp4_init; ERR_ARGUMENT for another count. On error *eph is untouched. */
KURS_API KURS_CHECK kurs_status kurs_ephemeris_init(kurs_ephemeris *eph, const kurs_tle *tles,
                                                    int count);

/*
 * The same with burns, in any order. Neighbours change over half-way between their epochs; where
 * burns lie between the two, not before the last of these. A set whose epoch is later than a burn
 * holds it already. One whose epoch is not later goes on after it as a set of its own
 * (kurs_manoeuvre_after); the earliest one, taken back before a burn that it holds, has it taken
 * off (kurs_manoeuvre_before). ERR_FULL for more burns than KURS_EPHEMERIS_BURNS, or sets and
 * burns than KURS_EPHEMERIS_SETS; statuses of kurs_manoeuvre_after. Test: test_ephemeris.
 */
KURS_API KURS_CHECK kurs_status kurs_ephemeris_init_burns(kurs_ephemeris *eph, const kurs_tle *tles,
                                                          int count, const kurs_manoeuvre *burns,
                                                          int burn_count);

/* Sets in the order of time with a burn between each two (a history of reboosts): set i serves from
 * burns[i - 1] to burns[i]. `count` sets, count - 1 burns. Statuses of kurs_ephemeris_init; of
 * ERR_ARGUMENT also burns that do not rise. */
KURS_API KURS_CHECK kurs_status kurs_ephemeris_init_arcs(kurs_ephemeris *eph, const kurs_tle *tles,
                                                         int count, const kurs_manoeuvre *burns);

/*
 * The same orbit with one burn more, and those of `eph` after it: what would come of a burn that is
 * only thought of. Up to it nothing changes, but where there is no room for all the earliest sets
 * and burns are left out. Published sets later than it say nothing of that orbit and are left out.
 * ERR_FULL for more than KURS_EPHEMERIS_BURNS from it on; statuses of kurs_manoeuvre_after. On
 * error *out is untouched; `out` may be `eph`. Test: test_ephemeris.
 */
KURS_API KURS_CHECK kurs_status kurs_ephemeris_try_burn(const kurs_ephemeris *eph,
                                                        const kurs_manoeuvre *burn,
                                                        kurs_ephemeris *out);

/* Index of the set that serves t. At the very change over it is the earlier one. */
KURS_API int kurs_ephemeris_nearest(const kurs_ephemeris *eph, kurs_tai t);

/*
 * Index of the set that a flight under way from `from` finds at `to`: the one that serves `from`,
 * whatever others become nearer on the way, unless the station burns in between; then the one that
 * serves just after the last of these burns. A planner that aims at the station's place after its
 * burns uses this set from lift-off on.
 */
KURS_API int kurs_ephemeris_meeting(const kurs_ephemeris *eph, kurs_tai from, kurs_tai to);

/* The burn [m/s, RTN] at which the span of t begins, or NULL. */
KURS_API const kurs_manoeuvre *kurs_ephemeris_burn_before(const kurs_ephemeris *eph, kurs_tai t);

/* The first instant after t at which another set begins to serve, or t_end. */
KURS_API kurs_tai kurs_ephemeris_next_change(const kurs_ephemeris *eph, kurs_tai t, kurs_tai t_end);

/* State by SGP4 in GCRF [m, m/s] at t_s seconds after earth->t_ref; the velocity is the time
 * derivative of the position (SGP4's own is up to 2 cm/s off it). Statuses of kurs_sgp4_state. */
KURS_API KURS_CHECK kurs_status kurs_sgp4_state_gcrf(const kurs_sgp4 *model,
                                                     const kurs_earth *earth, double t_s,
                                                     kurs_state *out_gcrf);

#endif
