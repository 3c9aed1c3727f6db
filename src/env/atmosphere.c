/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/atmosphere.h"

#include <math.h>

#include "kurs/env.h"
#include "math/math.h"

double kurs_atmosphere_density(const kurs_nrlmsise00 *model, double ut_s, double h, double lat,
                               double lon)
{
    kurs_nrl_air air;
    if (h <= KURS_AIR_JOIN_LOW) {
        return kurs_atmosphere_us76(h).density;
    }
    const double hours = ut_s / 3600.0 + lon * 12.0 / KURS_PI;
    kurs_nrlmsise00_at(model, ut_s, h, lat, lon, hours - 24.0 * floor(hours / 24.0), &air);
    if (h >= KURS_AIR_JOIN_HIGH) {
        return air.drag_density;
    }
    const double x = (h - KURS_AIR_JOIN_LOW) / (KURS_AIR_JOIN_HIGH - KURS_AIR_JOIN_LOW);
    const double w = x * x * x * (10.0 + x * (-15.0 + 6.0 * x));
    const double low = log(kurs_atmosphere_us76(h).density);
    return exp(low + w * (log(air.drag_density) - low));
}
