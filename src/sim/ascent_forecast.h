/* SPDX-License-Identifier: Apache-2.0 */
/* Where an ascent that has failed leads if it goes on: looked for by flying it on as a point. */
#ifndef KURS_SIM_ASCENT_FORECAST_H
#define KURS_SIM_ASCENT_FORECAST_H

#include "kurs/spec.h"
#include "sim/phases.h"

/*
 * The decision that the guidance will come to. Once the core has left it is the guidance's own;
 * before, the flight goes on from its present state as a point, with `rocket` as it is now, engines
 * that have failed known on board, cut-offs by velocity as in the flight. *margin_kg: the upper
 * stage's usable propellant at the end, < 0: missing; NaN where no orbit comes near.
 */
kurs_ascent_decision kurs_ascent_forecast(const kurs_ascent_flight *flight,
                                          const kurs_rocket *rocket, const kurs_site *site,
                                          double *margin_kg);

/*
 * 1 where the verniers can hold the turn that a strap-on without thrust gives the rocket: the
 * torque of its thrust about the axis against theirs at full swing, now. 0 for a rocket without an
 * airframe, of which nobody knows. `sound` is the rocket as it should be, `rocket` as it is.
 */
KURS_CHECK kurs_status kurs_ascent_holds_turn(const kurs_ascent_flight *flight,
                                              const kurs_rocket *sound, const kurs_rocket *rocket,
                                              int *holds);

#endif
