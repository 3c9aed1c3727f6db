/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/spec.h"

#include "math/math.h"

kurs_vec3 kurs_port_ship_lvlh(const kurs_port *port, double nose_m)
{
    return v3_axpy(port->position_lvlh_m, nose_m, port->axis_lvlh);
}
