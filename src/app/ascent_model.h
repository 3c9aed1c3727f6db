/* SPDX-License-Identifier: Apache-2.0 */
/* What the planner must know of the ascent, made by flying it. */
#ifndef KURS_APP_ASCENT_MODEL_H
#define KURS_APP_ASCENT_MODEL_H

#include "kurs/flight_plan.h"
#include "kurs/spec.h"

/*
 * Flies the ascent about t into mean inclination inc_mean [rad] with several leads and fits a
 * parabola to the propellant that is left; about a dozen flights. The rocket is as
 * kurs_rocket_select gives it. A flight that runs dry counts with what it is short of, so that the
 * best lead is found for a rocket that is too weak, too. ERR_NO_SOLUTION, with the reason in *why
 * (which may be NULL): the plane does not pass over the pad; the upper stage runs dry even with the
 * best lead, then missing_m_s is the velocity that it lacks there, for the engine and the mass it
 * has (ideal, no more gravity loss); the rocket falls back, or its guidance finds no way. Other
 * errors of kurs_ascent_step. *out is untouched below 0.
 */
KURS_CHECK kurs_status kurs_ascent_model_make(const kurs_rocket *rocket,
                                              const kurs_spacecraft *spacecraft,
                                              const kurs_site *site, double inc_mean,
                                              kurs_tai t_about, kurs_ascent_model *out,
                                              kurs_ascent_refusal *why);

#endif
