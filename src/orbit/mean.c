/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/env.h"
#include "kurs/orbit.h"
#include "math/math.h"

/* Second zonal harmonic of EGM2008, not normalised. */
static const double j2 = 1.0826261738522e-3;

/* Osculating less mean, evaluated on either of them: the difference is of second order. */
static kurs_plane short_period(kurs_plane plane, double p_m, double u)
{
    const double ratio = KURS_EGM_RADIUS / p_m;
    const double k = 0.75 * j2 * ratio * ratio * cos(plane.inc);
    return (kurs_plane){k * sin(plane.inc) * cos(2.0 * u), k * sin(2.0 * u)};
}

kurs_plane kurs_plane_osculating(kurs_plane mean, double p_m, double u)
{
    const kurs_plane d = short_period(mean, p_m, u);
    return (kurs_plane){mean.inc + d.inc, kurs_wrap_2pi(mean.node + d.node)};
}

kurs_plane kurs_plane_mean(kurs_plane osculating, double p_m, double u)
{
    const kurs_plane d = short_period(osculating, p_m, u);
    return (kurs_plane){osculating.inc - d.inc, kurs_wrap_2pi(osculating.node - d.node)};
}

kurs_vec3 kurs_plane_normal(kurs_plane plane)
{
    return v3(sin(plane.inc) * sin(plane.node), -sin(plane.inc) * cos(plane.node), cos(plane.inc));
}

kurs_plane kurs_plane_from_normal(kurs_vec3 normal)
{
    const double across = hypot(normal.x, normal.y);
    return (kurs_plane){atan2(across, normal.z), kurs_wrap_2pi(atan2(normal.x, -normal.y))};
}

double kurs_plane_argument(double lat_geocentric, double inc)
{
    return asin(kurs_clamp(sin(lat_geocentric) / sin(inc), -1.0, 1.0));
}
