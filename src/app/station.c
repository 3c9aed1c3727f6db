/* SPDX-License-Identifier: Apache-2.0 */
#include "app/station.h"

kurs_status kurs_station_ephemeris(const kurs_mission *mission, kurs_ephemeris *out)
{
    kurs_tle tles[KURS_MAX_ORBITS];
    kurs_manoeuvre burns[KURS_MAX_MANOEUVRES];
    for (int i = 0; i < mission->orbit_count; i++) {
        tles[i] = mission->orbits[i].tle;
    }
    for (int i = 0; i < mission->manoeuvre_count; i++) {
        const kurs_station_burn *burn = &mission->manoeuvres[i];
        const double *dv = burn->dv_rtn_m_s;
        burns[i] = (kurs_manoeuvre){burn->t, {dv[0], dv[1], dv[2]}};
    }
    return kurs_ephemeris_init_burns(out, tles, mission->orbit_count, burns,
                                     mission->manoeuvre_count);
}
