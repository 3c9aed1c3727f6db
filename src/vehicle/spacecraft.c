/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/vehicle.h"

double kurs_spacecraft_thrust(const kurs_spacecraft *ship, int thrusters, double *isp_s)
{
    const kurs_engine *engine = thrusters > 0 ? &ship->thruster : &ship->main;
    *isp_s = engine->isp_vac_s;
    return engine->f_vac_n * (thrusters > 0 ? thrusters : 1);
}
