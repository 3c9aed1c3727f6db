/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Motion of one body relative to another on a conic, to first order in their distance: in the
 * turning RTN axes of the target, with velocities relative to those axes.
 */
#ifndef KURS_RELATIVE_H
#define KURS_RELATIVE_H

#include "kurs/api.h"
#include "kurs/status.h"
#include "kurs/vec.h"

/* A state transition matrix: rows and columns R, T, N of position [m], then of velocity [m/s]. */
typedef struct kurs_mat6 {
    double m[6][6];
} kurs_mat6;

/* A body seen from the target, in the turning axes; and back. Exact. */
KURS_API kurs_state kurs_relative_rtn(kurs_state target_gcrf, kurs_state chaser_gcrf);
KURS_API kurs_state kurs_relative_gcrf(kurs_state target_gcrf, kurs_state rel_rtn);

/* Over dt [s, either sign] about a circular target of mean motion n [rad/s] (Hill 1878; Clohessy
 * and Wiltshire 1960). ERR_ARGUMENT for n <= 0 or what is no number. */
KURS_API KURS_CHECK kurs_status kurs_relative_circular(double n, double dt, kurs_mat6 *out);

/* The same about a target on any ellipse, from its state about gm [m3/s2] (Yamanaka and Ankersen,
 * J. Guid. Control Dyn. 25, 2002). Statuses of kurs_elements_from_state; ERR_RANGE for
 * eccentricities of 1 and more. Against two conics a metre apart: 1e-6 (test_relative). */
KURS_API KURS_CHECK kurs_status kurs_relative_elliptic(double gm, kurs_state target, double dt,
                                                       kurs_mat6 *out);

/* Matrix times state. */
KURS_API kurs_state kurs_relative_move(const kurs_mat6 *matrix, kurs_state rel_rtn);

#endif
