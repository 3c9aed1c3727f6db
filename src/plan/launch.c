/* SPDX-License-Identifier: Apache-2.0 */
/* Small sums of a launch that planner and flight share. */
#include "kurs/env.h"
#include "math/math.h"
#include "plan/plan.h"

double kurs_launch_inclination(const kurs_rocket *rocket, double station_inc)
{
    if (!(rocket->inclination > 0.0)) {
        return station_inc;
    }
    const double p = KURS_WGS84_A + 0.5 * (rocket->perigee_m + rocket->apogee_m);
    return kurs_plane_mean((kurs_plane){rocket->inclination, 0.0}, p, 0.0).inc;
}

double kurs_catch_up_at_insertion(const kurs_sgp4 *station, const kurs_ascent_model *ascent,
                                  double catch_up)
{
    return catch_up + station->tle.mean_motion * ascent->insertion_s - ascent->downrange;
}
