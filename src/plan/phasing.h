/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files of phasing only. Every profile ends alike: `transfer` raises the orbit to
 * an aim point under and behind the station half a turn later, `trim` on the way mends what is
 * left in all three axes, `rendezvous` makes the last half turn. What stands before (`dv1`,
 * `dv2`) only sets the phase, see docs/models/phasing.md.
 */
#ifndef KURS_PLAN_PHASING_H
#define KURS_PLAN_PHASING_H

#include "plan/mean_phasing.h"
#include "plan/plan.h"

#define KURS_MIN_BURN_M_S 0.1 /* a smaller correction is not flown */

/* The last arcs in time: transfer A, rendezvous burn C, arrival B, contact; aims in arcs. */
typedef struct kurs_last_arcs {
    double t_a, t_c, t_b, t_contact;
    kurs_vec3 aim_c, aim_b;
} kurs_last_arcs;

/* Which of the last burns is the next. */
typedef enum kurs_last_burn { KURS_TRANSFER, KURS_TRIM, KURS_RENDEZVOUS } kurs_last_burn;

/* Unit vector along the horizontal of motion. */
kurs_vec3 kurs_along_track(kurs_state s);

/* Engine of a burn of the planner: thrusters for what the main engine is too strong for. */
int kurs_burn_thrusters(double dv_m_s);

/* Flies over a burn to a second after its end. */
KURS_CHECK kurs_status kurs_scene_fly_over(const kurs_scene *scene, kurs_scene_point *p,
                                           const kurs_planned_burn *burn);

/* Appends a burn to a plan, if it is worth flying. */
void kurs_phasing_add(kurs_phasing_plan *plan, const kurs_planned_burn *burn);

/* Times of the last arcs of a contact, by the profile. */
void kurs_last_arcs_place(const kurs_phasing_request *req, double t_contact, kurs_last_arcs *arcs);

/* The plan in closed form from the start of a request. Statuses of kurs_mean_phasing_plan. */
KURS_CHECK kurs_status kurs_phasing_mean(const kurs_phasing_request *req, kurs_mean_phasing *plan);

/* Solves what is left of transfer, trim and rendezvous from a point before `next`; appends the
 * burns to the plan. */
KURS_CHECK kurs_status kurs_last_arcs_plan(const kurs_phasing_request *req,
                                           const kurs_scene_point *start,
                                           const kurs_last_arcs *arcs, kurs_last_burn next,
                                           kurs_phasing_plan *plan, kurs_phasing_end *end);

/* The kinds of profile: one early burn, a phasing orbit, a coelliptic one. */
KURS_CHECK kurs_status kurs_phasing_short(const kurs_phasing_request *req,
                                          const kurs_mean_phasing *mean, kurs_phasing_plan *plan,
                                          kurs_phasing_end *end);
KURS_CHECK kurs_status kurs_phasing_long(const kurs_phasing_request *req,
                                         const kurs_mean_phasing *mean, kurs_phasing_plan *plan,
                                         kurs_phasing_end *end);
KURS_CHECK kurs_status kurs_phasing_coelliptic(const kurs_phasing_request *req,
                                               kurs_phasing_plan *plan, kurs_phasing_end *end);

#endif
