/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/vehicle.h"

#include <math.h>

double kurs_spacecraft_thrust(const kurs_spacecraft *ship, int thrusters, double *isp_s)
{
    const kurs_engine *engine = thrusters > 0 ? &ship->thruster : &ship->main;
    *isp_s = engine->isp_vac_s;
    return engine->f_vac_n * (thrusters > 0 ? thrusters : 1);
}

double kurs_spacecraft_burn_time(const kurs_spacecraft *ship, double mass_kg, double flow_kg_s)
{
    const double left = fmax(0.0, mass_kg - (ship->mass_kg - ship->propellant_kg));
    return flow_kg_s > 0.0 ? left / flow_kg_s : INFINITY;
}
