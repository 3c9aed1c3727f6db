/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/spec.h"

#include <string.h>

#include "math/math.h"

kurs_vec3 kurs_port_ship_lvlh(const kurs_port *port, double nose_m)
{
    return v3_axpy(port->position_lvlh_m, nose_m, port->axis_lvlh);
}

int kurs_fault_of_ascent(const kurs_fault *fault)
{
    const int engine = strcmp(fault->id, "low-thrust") == 0 && fault->stage[0] != '\0';
    return engine || strcmp(fault->id, "engine-out") == 0 ||
           strcmp(fault->id, "escape-command") == 0;
}
