/* SPDX-License-Identifier: Apache-2.0 */
/* Small sums of a launch that planner and flight share. */
#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"

double kurs_catch_up_at_insertion(const kurs_sgp4 *station, const kurs_ascent_model *ascent,
                                  double catch_up)
{
    return catch_up + station->tle.mean_motion * ascent->insertion_s - ascent->downrange;
}
