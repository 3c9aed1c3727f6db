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
    static const char *const ids[] = {"escape-command", "engine-out", "low-thrust"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (strcmp(fault->id, ids[i]) == 0) {
            return 1;
        }
    }
    return 0;
}
