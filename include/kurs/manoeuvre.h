/* SPDX-License-Identifier: Apache-2.0 */
/* Burns of a station: its elements for SGP4 after one, or before. */
#ifndef KURS_MANOEUVRE_H
#define KURS_MANOEUVRE_H

#include "kurs/api.h"
#include "kurs/sgp4.h"
#include "kurs/status.h"
#include "kurs/time.h"
#include "kurs/tle.h"
#include "kurs/vec.h"

/* A change of velocity at one instant: for a burn of some length, its middle. Components along
 * radius, flight and normal of the orbit (RTN) as it is just before. */
typedef struct kurs_manoeuvre {
    kurs_tai t;
    kurs_vec3 dv_rtn_m_s;
} kurs_manoeuvre;

/*
 * Elements of epoch burn->t for the orbit after a burn on the orbit of a model, B* kept; and for
 * the orbit before a burn that the model has behind it. The state of SGP4 there is matched by
 * kurs_mean_fit_state; then the mean motion alone is set: to the pace of the model, and by the
 * burn to the change of the mean semi-major axis by the first order of J2. So what grows with time
 * is right, and the state at the burn is off by up to 0.2 % of it.
 *
 * Accuracy: after a burn of 0 the orbit is the same within 1 m at once and 6 m over five days; what
 * a burn of 1 m/s along the flight moves is that of numerical propagation within 0.02 % over three
 * days, with air on both within 0.3 %; there and back is 0.1 m over a day (test_manoeuvre).
 * ERR_ARGUMENT for a burn that is no number; statuses of kurs_sgp4_state and kurs_mean_fit_state;
 * CAVEAT_ELEMENTS_OLD beyond 3 days from the model's epoch. On error *out is untouched.
 */
KURS_API KURS_CHECK kurs_status kurs_manoeuvre_after(const kurs_sgp4 *model,
                                                     const kurs_manoeuvre *burn, kurs_tle *out);
KURS_API KURS_CHECK kurs_status kurs_manoeuvre_before(const kurs_sgp4 *model,
                                                      const kurs_manoeuvre *burn, kurs_tle *out);

/* Time at which the body of a model passes the apogee (apogee 1) or the perigee (0) of its mean
 * orbit nearest to t. Statuses of kurs_sgp4_mean. */
KURS_API KURS_CHECK kurs_status kurs_manoeuvre_apsis(const kurs_sgp4 *model, kurs_tai t, int apogee,
                                                     kurs_tai *out);

#endif
