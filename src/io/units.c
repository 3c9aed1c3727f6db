/* SPDX-License-Identifier: Apache-2.0 */
#include "io/units.h"

#include <string.h>

#include "math/math.h"

enum { MAX_UNITS = 5 };

typedef struct dim_row {
    const char *name, *list;
    kurs_unit units[MAX_UNITS];
} dim_row;

static const dim_row dims[KURS_DIM_COUNT] = {
    [KURS_DIM_NONE] = {"plain number", "no unit, or 1", {{"1", 1.0}}},
    [KURS_DIM_MASS] = {"mass", "kg, t or g", {{"kg", 1.0}, {"t", 1e3}, {"g", 1e-3}}},
    [KURS_DIM_LENGTH] = {"length", "m or km", {{"m", 1.0}, {"km", 1e3}}},
    [KURS_DIM_TIME] = {"time",
                       "s, min, h or d",
                       {{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}}},
    [KURS_DIM_SPEED] = {"speed", "m/s or km/s", {{"m/s", 1.0}, {"km/s", 1e3}}},
    [KURS_DIM_FORCE] = {"force", "N or kN", {{"N", 1.0}, {"kN", 1e3}}},
    [KURS_DIM_ANGLE] = {"angle", "deg or rad", {{"deg", KURS_DEG}, {"rad", 1.0}}},
    [KURS_DIM_AREA] = {"area", "m2", {{"m2", 1.0}}},
    [KURS_DIM_FLOW] = {"mass flow", "kg/s", {{"kg/s", 1.0}}},
    [KURS_DIM_VOLTAGE] = {"voltage", "V", {{"V", 1.0}}},
    [KURS_DIM_CURRENT] = {"current", "A", {{"A", 1.0}}},
    [KURS_DIM_CHARGE] = {"charge", "A h or A s", {{"A h", 3600.0}, {"Ah", 3600.0}, {"A s", 1.0}}},
    [KURS_DIM_RESISTANCE] = {"resistance", "ohm or mohm", {{"ohm", 1.0}, {"mohm", 1e-3}}},
    [KURS_DIM_INERTIA] = {"moment of inertia", "kg m2", {{"kg m2", 1.0}}},
    [KURS_DIM_ANGLE_RATE] = {"angular rate",
                             "deg/s or rad/s",
                             {{"deg/s", KURS_DEG}, {"rad/s", 1.0}}},
    [KURS_DIM_DENSITY] = {"density", "kg/m3", {{"kg/m3", 1.0}}},
    [KURS_DIM_PRESSURE] = {"pressure",
                           "Pa, kPa, MPa or bar",
                           {{"Pa", 1.0}, {"kPa", 1e3}, {"MPa", 1e6}, {"bar", 1e5}}},
    [KURS_DIM_TEMPERATURE] = {"temperature", "K", {{"K", 1.0}}},
    [KURS_DIM_SPIN] = {"rate of turn",
                       "rad/s or rpm",
                       {{"rad/s", 1.0}, {"rpm", 2.0 * KURS_PI / 60.0}}},
    [KURS_DIM_HEAT_CAPACITY] = {"heat capacity", "J/K or kJ/K", {{"J/K", 1.0}, {"kJ/K", 1e3}}},
    [KURS_DIM_HEAT_LOSS] = {"heat loss", "W/K", {{"W/K", 1.0}}},
    [KURS_DIM_POWER] = {"power", "W or kW", {{"W", 1.0}, {"kW", 1e3}}},
};

const char *kurs_dim_name(kurs_dim dim)
{
    return dims[dim].name;
}

const char *kurs_dim_units(kurs_dim dim)
{
    return dims[dim].list;
}

const kurs_unit *kurs_unit_find(kurs_dim dim, const char *name, size_t n)
{
    for (int i = 0; i < MAX_UNITS && dims[dim].units[i].name; i++) {
        const kurs_unit *unit = &dims[dim].units[i];
        if (strlen(unit->name) == n && memcmp(unit->name, name, n) == 0) {
            return unit;
        }
    }
    return NULL;
}

const kurs_unit *kurs_unit_usual(kurs_dim dim)
{
    return &dims[dim].units[0];
}
