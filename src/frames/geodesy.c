/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/frames.h"
#include "math/math.h"

#define E2 (KURS_WGS84_F * (2.0 - KURS_WGS84_F))
#define POLAR (KURS_WGS84_A * (1.0 - KURS_WGS84_F))

/* Passes of Bowring's iteration: two are enough to rounding near the ground, the third far out. */
enum { BOWRING_PASSES = 3 };

kurs_geodetic kurs_geodetic_from_itrf(kurs_vec3 r_itrf)
{
    const double p = sqrt(r_itrf.x * r_itrf.x + r_itrf.y * r_itrf.y), z = r_itrf.z;
    if (p == 0.0 && z == 0.0) {
        return (kurs_geodetic){0.0, 0.0, -KURS_WGS84_A};
    }
    /* up and out: a vector along the normal, by the parametric latitude of the pass before. */
    double up = z, out = (1.0 - KURS_WGS84_F) * p;
    for (int i = 0; i < BOWRING_PASSES; i++) {
        const double b_up = (i == 0) ? up : (1.0 - KURS_WGS84_F) * up;
        const double k = 1.0 / sqrt(b_up * b_up + out * out);
        const double su = b_up * k, cu = out * k;
        up = z + E2 / (1.0 - E2) * POLAR * su * su * su;
        out = p - E2 * KURS_WGS84_A * cu * cu * cu;
    }
    const double k = 1.0 / sqrt(up * up + out * out);
    const double sin_lat = up * k, cos_lat = out * k;
    return (kurs_geodetic){
        .lat = atan2(up, out),
        .lon = atan2(r_itrf.y, r_itrf.x),
        .h = p * cos_lat + z * sin_lat - KURS_WGS84_A * sqrt(1.0 - E2 * sin_lat * sin_lat),
    };
}

kurs_vec3 kurs_geodetic_to_itrf(kurs_geodetic g)
{
    const double sin_lat = sin(g.lat), cos_lat = cos(g.lat);
    const double n = KURS_WGS84_A / sqrt(1.0 - E2 * sin_lat * sin_lat);
    return v3((n + g.h) * cos_lat * cos(g.lon), (n + g.h) * cos_lat * sin(g.lon),
              (n * (1.0 - E2) + g.h) * sin_lat);
}

kurs_mat3 kurs_geodetic_itrf_enu(kurs_geodetic g)
{
    const double sp = sin(g.lat), cp = cos(g.lat), sl = sin(g.lon), cl = cos(g.lon);
    return kurs_m3_rows(v3(-sl, cl, 0.0), v3(-sp * cl, -sp * sl, cp), v3(cp * cl, cp * sl, sp));
}

kurs_topocentric kurs_topocentric_from_itrf(kurs_geodetic place, kurs_state s_itrf)
{
    const kurs_vec3 r = v3_sub(s_itrf.r, kurs_geodetic_to_itrf(place));
    const kurs_vec3 enu = kurs_m3_mulv(kurs_geodetic_itrf_enu(place), r);
    const double range = v3_norm(r);
    return (kurs_topocentric){
        .azimuth = kurs_wrap_2pi(atan2(enu.x, enu.y)),
        .elevation = atan2(enu.z, sqrt(enu.x * enu.x + enu.y * enu.y)),
        .range_m = range,
        .range_rate_m_s = range > 0.0 ? v3_dot(r, s_itrf.v) / range : 0.0,
    };
}

double kurs_geodetic_distance(kurs_geodetic a, kurs_geodetic b)
{
    const double mid = sin(0.5 * (a.lat + b.lat));
    const double radius = POLAR / (1.0 - E2 * mid * mid); /* Gaussian: sqrt(M N) */
    const kurs_vec3 na = v3(cos(a.lat) * cos(a.lon), cos(a.lat) * sin(a.lon), sin(a.lat));
    const kurs_vec3 nb = v3(cos(b.lat) * cos(b.lon), cos(b.lat) * sin(b.lon), sin(b.lat));
    return radius * v3_angle(na, nb);
}
