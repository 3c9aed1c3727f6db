/* SPDX-License-Identifier: Apache-2.0 */
/* The third stage's steering law: prediction and Newton's passes. Only for gnc/ascent*.c. */
#ifndef KURS_GNC_ASCENT_LAW_H
#define KURS_GNC_ASCENT_LAW_H

#include "gnc/ascent.h"

/* The upper stage as it burns from an instant on, by its programme and as felt: N, kg/s. */
typedef struct kurs_ascent_push {
    double thrust_n, flow_kg_s;
} kurs_ascent_push;

kurs_ascent_push kurs_ascent_push_at(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                     double met_s);

/* Where the burn changes next after met_s: the skirt falls, or the level has a step. */
double kurs_ascent_next_change(const kurs_rocket *rocket, double met_s);

/* Unit direction of the law at met_s. */
kurs_vec3 kurs_ascent_law_direction(const kurs_ascent_guidance *g, const double *law, double met_s);

/* The cut-off of the law [s after lift-off]. */
double kurs_ascent_law_cutoff(const kurs_ascent_guidance *g);

/* Propellant [kg] burnt from an instant until the law's cut-off. */
double kurs_ascent_law_propellant(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                  double met_s);

/* Free flight over a time [s] under the gravity on board. */
kurs_state kurs_ascent_coast(const kurs_ascent_guidance *g, kurs_state s_gcrf, double length_s);

/* The state at spacecraft separation that the law leads to from here. */
kurs_state kurs_ascent_law_predict(const kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                   const kurs_nav *nav, const double law[KURS_ASCENT_LAW_DIM]);

/* Axes and first guess of the law. */
void kurs_ascent_law_start(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav);

/* One pass of Newton's method, with the derivatives kept where they still serve and fresh is 0;
 * *change is the largest scaled change of the law. Untouched on error. */
KURS_CHECK kurs_status kurs_ascent_law_pass(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                            const kurs_nav *nav, int fresh, double *change);

/* Passes until the law stands still. ERR_NO_CONVERGENCE: then *g is untouched. */
KURS_CHECK kurs_status kurs_ascent_law_solve(kurs_ascent_guidance *g, const kurs_rocket *rocket,
                                             const kurs_nav *nav);

/* Learns thrust and flow of the engine from the motion since the cycle before. */
void kurs_ascent_feel(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav);

/* Foresees the propellant left and decides where the flight goes. */
void kurs_ascent_decide(kurs_ascent_guidance *g, const kurs_rocket *rocket, const kurs_nav *nav);

#endif
