/* SPDX-License-Identifier: Apache-2.0 */
/* What the planner must know of the ascent, made by flying it. */
#ifndef KURS_APP_ASCENT_MODEL_H
#define KURS_APP_ASCENT_MODEL_H

#include "kurs/flight_plan.h"
#include "kurs/spec.h"

/*
 * Flies the ascent about t into mean inclination inc_mean [rad] with several leads and fits a
 * parabola to the propellant that is left. About a dozen flights. Errors of kurs_ascent_step;
 * ERR_NO_SOLUTION where the propellant has no best lead or the third stage runs dry.
 */
KURS_CHECK kurs_status kurs_ascent_model_make(const kurs_rocket *rocket,
                                              const kurs_spacecraft *spacecraft,
                                              const kurs_site *site, double inc_mean,
                                              kurs_tai t_about, kurs_ascent_model *out);

#endif
