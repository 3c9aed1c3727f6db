/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/vehicle.h"

#include <math.h>
#include <string.h>

double kurs_curve_step(const kurs_curve *curve, double at)
{
    double level = 0.0;
    for (int i = 0; i < curve->count && curve->x[i] <= at; i++) {
        level = curve->y[i];
    }
    return level;
}

double kurs_curve_next(const kurs_curve *curve, double after)
{
    for (int i = 0; i < curve->count; i++) {
        if (curve->x[i] > after) {
            return curve->x[i];
        }
    }
    return INFINITY;
}

double kurs_stage_flow(const kurs_stage *stage)
{
    const double g0 = 9.80665;
    return stage->engine.isp_vac_s > 0.0
               ? stage->engines * stage->engine.f_vac_n / (g0 * stage->engine.isp_vac_s)
               : 0.0;
}

kurs_status kurs_rocket_select(const kurs_rocket *rocket, const kurs_spacecraft *ship,
                               kurs_rocket *out)
{
    for (int i = 0; i < rocket->programme_count; i++) {
        if (strcmp(rocket->programmes[i].id, ship->programme) != 0) {
            continue;
        }
        if (out != rocket) {
            *out = *rocket;
        }
        const kurs_ascent_programme *p = &out->programmes[i];
        out->tower_kg = p->tower_kg;
        out->tower_jettison_s = p->tower_jettison_s;
        out->fairing_kg = p->fairing_kg;
        out->fairing_jettison_s = p->fairing_jettison_s;
        out->pitch = p->pitch;
        out->azimuth_offset = p->azimuth_offset;
        out->inclination = p->inclination;
        out->perigee_m = p->perigee_m;
        out->apogee_m = p->apogee_m;
        out->cutoff = p->cutoff;
        return KURS_OK;
    }
    return KURS_ERR_NOT_FOUND;
}

int kurs_spacecraft_flies(const kurs_spacecraft *ship, int orbits)
{
    for (int i = 0; i < ship->profile_count; i++) {
        if (ship->profiles[i] == orbits) {
            return 1;
        }
    }
    for (int i = 0; i < ship->request_count; i++) {
        if (ship->request_profiles[i] == orbits) {
            return 2;
        }
    }
    return 0;
}
