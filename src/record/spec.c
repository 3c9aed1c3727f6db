/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/spec.h"

#include <string.h>

#include "math/math.h"

kurs_vec3 kurs_port_ship_lvlh(const kurs_port *port, double nose_m)
{
    return v3_axpy(port->position_lvlh_m, nose_m, port->axis_lvlh);
}

int kurs_visit_meets(const kurs_visit *visit, kurs_tai from, kurs_tai until)
{
    return (!visit->from_known || kurs_tai_diff(visit->from, until) <= 0.0) &&
           (!visit->until_known || kurs_tai_diff(visit->until, from) > 0.0);
}

const kurs_visit *kurs_mission_visit(const kurs_mission *mission, int port, kurs_tai from,
                                     kurs_tai until)
{
    for (int i = 0; i < mission->visit_count; i++) {
        const kurs_visit *visit = &mission->visits[i];
        if (visit->port == port && kurs_visit_meets(visit, from, until)) {
            return visit;
        }
    }
    return NULL;
}

int kurs_fault_of_ascent(const kurs_fault *fault)
{
    const int engine = strcmp(fault->id, "low-thrust") == 0 && fault->stage[0] != '\0';
    return engine || strcmp(fault->id, "engine-out") == 0 ||
           strcmp(fault->id, "escape-command") == 0;
}

double kurs_mission_pad_wind(const kurs_mission *mission)
{
    const kurs_winds *w = &mission->launch_winds;
    double h[KURS_WINDS_LEVELS_MAX], east[KURS_WINDS_LEVELS_MAX], north[KURS_WINDS_LEVELS_MAX];
    if (w->level_count == 0) {
        return mission->site.wind_m_s;
    }
    for (int i = 0; i < w->level_count; i++) {
        h[i] = w->levels[i].h_m;
        east[i] = -w->levels[i].speed_m_s * sin(w->levels[i].from);
        north[i] = -w->levels[i].speed_m_s * cos(w->levels[i].from);
    }
    const double at = mission->site.height_m;
    return hypot(kurs_interp(h, east, w->level_count, at),
                 kurs_interp(h, north, w->level_count, at));
}
