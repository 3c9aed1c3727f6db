/* SPDX-License-Identifier: Apache-2.0 */
/* Inner face of the ascent as a body: what its files share. */
#ifndef KURS_SIM_ASCENT6_PARTS_H
#define KURS_SIM_ASCENT6_PARTS_H

#include "sim/ascent_parts.h"

/* Instants this near are one [s]. */
#define KURS_SIX_SAME_S 1e-9

/* A flight while it is stepped. */
typedef struct kurs_six {
    kurs_ascent_flight *flight;
    const kurs_rocket *rocket;
    const kurs_rocket *known; /* by its guidance: the same, unless an engine has failed */
    const kurs_sink *sink;
    kurs_rocket6 rocket6;
    kurs_rigid_model model;
} kurs_six;

/* Cut-offs that come by velocity. */
typedef enum kurs_six_trigger {
    KURS_SIX_NONE,
    KURS_SIX_STEP,
    KURS_SIX_STRAPON,
    KURS_SIX_IGNITION,
    KURS_SIX_UPPER
} kurs_six_trigger;

static inline double kurs_six_clock(const kurs_ascent_flight *flight, double met_s)
{
    return flight->liftoff_s + met_s;
}

/* ---- arcs ---- */

/* Sets up the work on a flight; *w points into itself. */
void kurs_six_begin(kurs_six *w, kurs_ascent_flight *flight, const kurs_rocket *rocket,
                    const kurs_sink *sink);
void kurs_six_open_arc(kurs_six *w);
/* Takes what was burnt out of the tanks, so that an arc can begin here. */
void kurs_six_close_arc(kurs_six *w);

/* ---- the point that is followed, and rows ---- */

/* Its state while flow_kg_s leaves. */
KURS_CHECK kurs_status kurs_six_point(const kurs_rocket6 *r, const kurs_rigid_state *rigid,
                                      double flow_kg_s, kurs_state *out);
/* By how much gravity pulls the centre of mass more than the point [m/s2]; velocity of the point
 * against the centre of mass. GCRF. */
kurs_vec3 kurs_six_pull_between(const kurs_ascent_flight *f);
kurs_vec3 kurs_six_swing(const kurs_ascent_flight *f);
/* All forces but gravity, and that of the air, now [N, GCRF]. */
KURS_CHECK kurs_status kurs_six_forces(const kurs_six *w, kurs_vec3 *all_n, kurs_vec3 *aero_n);

KURS_CHECK kurs_status kurs_six_open_row(kurs_six *w);
/* The row of the time flown since. */
KURS_CHECK kurs_status kurs_six_close_row(kurs_six *w);
/* The row that ends an arc. */
KURS_CHECK kurs_status kurs_six_end_row(kurs_six *w);

/* ---- sequence ---- */

/* Lets a level (0 strap-ons, 1 core, 2 upper stage) run to `aim` in some seconds from now. */
void kurs_six_ramp(kurs_ascent_flight *f, int stage, double aim, double time_s);
double kurs_six_next_ramp_end(const kurs_ascent_flight *f);
void kurs_six_end_ramps(kurs_six *w);

/* The next instant at which an engine or a part is due, but for triggers [s after lift-off]. */
double kurs_six_next_due(const kurs_six *w);

/* Ends an arc: commands engines, lets go of parts, and goes over to what is left. */
KURS_CHECK kurs_status kurs_six_change_arc(kurs_six *w, kurs_six_trigger hit);

#endif
