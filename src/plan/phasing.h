/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shared by the files of phasing only. Every profile ends alike: `transfer` raises the orbit to
 * an aim point under and behind the station half a turn later, `trim` on the way mends what is
 * left in all three axes, `rendezvous` makes the last half turn. What stands before (`dv1`,
 * `dv2`) only sets the phase, see docs/models/phasing.md.
 */
#ifndef KURS_PLAN_PHASING_H
#define KURS_PLAN_PHASING_H

#include "plan/plan.h"

#define KURS_MIN_BURN_M_S 0.1  /* a smaller correction is not flown */
#define KURS_SIGHT_STEP_S 60.0 /* times of contact are looked at this far apart */

/* The last arcs in time: transfer A, rendezvous burn C, arrival B, contact; aims in arcs. */
typedef struct kurs_last_arcs {
    double t_a, t_c, t_b, t_contact;
    kurs_vec3 aim_c, aim_b;
} kurs_last_arcs;

/* Which of the last burns is the next. */
typedef enum kurs_last_burn { KURS_TRANSFER, KURS_TRIM, KURS_RENDEZVOUS } kurs_last_burn;

/* Half a revolution of semi-major axis a [m], in s. */
double kurs_half_turn(double a);

/* Unit vector along the horizontal of motion. */
kurs_vec3 kurs_along_track(kurs_state s);

/* Engine of a burn of the planner: thrusters for what the main engine is too strong for. */
int kurs_burn_thrusters(double dv_m_s);

/* Flies over a burn to a second after its end. */
KURS_CHECK kurs_status kurs_scene_fly_over(const kurs_scene *scene, kurs_scene_point *p,
                                           const kurs_planned_burn *burn);

/* Appends a burn to a plan, if it is worth flying. */
void kurs_phasing_add(kurs_phasing_plan *plan, const kurs_planned_burn *burn);

/* 1 where contact may be made at t: in radio sight, or anywhere where `sight` is 0. */
int kurs_contact_allowed(const kurs_phasing_request *req, double t, int sight);

/* Span of contact of the profile on the scene's clock; 1 where any of it is in sight. */
int kurs_contact_span(const kurs_phasing_request *req, double *first, double *last);

/* Times of the last arcs for a contact and a radius of the orbit before the transfer. */
KURS_CHECK kurs_status kurs_last_arcs_place(const kurs_phasing_request *req, double t_contact,
                                            double r_before, kurs_last_arcs *arcs);

/* Solves what is left of transfer, trim and rendezvous from a point before `next`; appends the
 * burns to the plan. */
KURS_CHECK kurs_status kurs_last_arcs_plan(const kurs_phasing_request *req,
                                           const kurs_scene_point *start,
                                           const kurs_last_arcs *arcs, kurs_last_burn next,
                                           kurs_phasing_plan *plan, kurs_phasing_end *end);

/* The two kinds of profile. */
KURS_CHECK kurs_status kurs_phasing_short(const kurs_phasing_request *req, kurs_phasing_plan *plan,
                                          kurs_phasing_end *end);
KURS_CHECK kurs_status kurs_phasing_long(const kurs_phasing_request *req, kurs_phasing_plan *plan,
                                         kurs_phasing_end *end);

#endif
