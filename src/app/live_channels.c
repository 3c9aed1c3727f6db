/* SPDX-License-Identifier: Apache-2.0 */
/* The channels of the console: one row each. */
#include <math.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/env.h"
#include "kurs/orbit.h"
#include "kurs/relative.h"
#include "math/math.h"

#define ORBIT_FROM_M 100e3 /* below it an orbit means nothing */

#define VALUE(name)                                                                                \
    static double value_##name(const kurs_take *take, const kurs_live_cursor *cursor,              \
                               const kurs_live_sample *s)
#define UNUSED (void)take, (void)cursor

#define OF_ROW(name, expression)                                                                   \
    VALUE(name)                                                                                    \
    {                                                                                              \
        UNUSED;                                                                                    \
        const kurs_row *row = &s->row;                                                             \
        return expression;                                                                         \
    }

OF_ROW(alt_km, row->alt_m / 1e3)
OF_ROW(lat_deg, row->lat / KURS_DEG)
OF_ROW(lon_deg, row->lon / KURS_DEG)
OF_ROW(speed_earth_m_s, row->speed_earth_m_s)
OF_ROW(speed_m_s, v3_norm(row->s_gcrf.v))
OF_ROW(mass_kg, row->mass_kg)
OF_ROW(flow_kg_s, row->flow_kg_s)
OF_ROW(thrust_kn, v3_norm(row->thrust_gcrf_n) / 1e3)
OF_ROW(drag_kn, v3_norm(row->aero_gcrf_n) / 1e3)
OF_ROW(dynamic_pressure_kpa, row->dynamic_pressure_pa / 1e3)
OF_ROW(mach, row->mach)
OF_ROW(load_g, row->load_g)
OF_ROW(range_m, row->range_m)
OF_ROW(range_rate_m_s, row->range_rate_m_s)
OF_ROW(bank_deg, row->bank / KURS_DEG)
OF_ROW(vertical_m_s, v3_dot(row->s_gcrf.v, v3_unit(row->s_gcrf.r)))

OF_ROW(array_power, row->array_w)
OF_ROW(power_load, row->load_w)
OF_ROW(battery_charge, row->battery_as / 3600.0)
OF_ROW(battery_share, row->battery_share)

static int has_orbit(const kurs_live_sample *s)
{
    return s->row.alt_m > ORBIT_FROM_M && s->row.phase != KURS_PHASE_ascent;
}

/* Heights over the equator's radius. */
static double apsis_km(const kurs_live_sample *s, double sign)
{
    kurs_elements el;
    if (!has_orbit(s) || kurs_elements_from_state(KURS_EGM_GM, s->row.s_gcrf, &el) < 0) {
        return (double)NAN;
    }
    return (el.a * (1.0 + sign * el.ecc) - KURS_WGS84_A) / 1e3;
}

VALUE(perigee_km)
{
    UNUSED;
    return apsis_km(s, -1.0);
}

VALUE(apogee_km)
{
    UNUSED;
    return apsis_km(s, 1.0);
}

VALUE(inclination_deg)
{
    UNUSED;
    kurs_elements el;
    if (!has_orbit(s) || kurs_elements_from_state(KURS_EGM_GM, s->row.s_gcrf, &el) < 0) {
        return (double)NAN;
    }
    return el.inc / KURS_DEG;
}

/* Of the ship, while it has its modules and flies without its rocket. */
VALUE(propellant_kg)
{
    (void)cursor;
    const kurs_phase phase = s->row.phase;
    const int whole =
        kurs_live_is_free(phase) || (phase == KURS_PHASE_docked && s->row.mass_kg > 0.0);
    if (!take->has_mission || !whole || phase == KURS_PHASE_descent) {
        return (double)NAN;
    }
    const kurs_spacecraft *ship = &take->mission.spacecraft;
    return fmax(s->row.mass_kg - (ship->mass_kg - ship->propellant_kg), 0.0);
}

VALUE(sunlight)
{
    UNUSED;
    return kurs_sunlight(s->row.s_gcrf.r, s->sun_gcrf);
}

VALUE(beta_deg)
{
    UNUSED;
    return has_orbit(s) ? kurs_beta_angle(s->row.s_gcrf, s->sun_gcrf) / KURS_DEG : (double)NAN;
}

VALUE(radio_sites)
{
    return take->has_mission ? (double)kurs_live_radio_count(cursor, s) : (double)NAN;
}

VALUE(station_alt_km)
{
    UNUSED;
    return s->has_station ? s->station_place.h / 1e3 : (double)NAN;
}

static int apart(const kurs_live_sample *s)
{
    return s->has_station && kurs_live_is_free(s->row.phase);
}

VALUE(station_range_km)
{
    UNUSED;
    return apart(s) ? v3_norm(v3_sub(s->row.s_gcrf.r, s->station_gcrf.r)) / 1e3 : (double)NAN;
}

static kurs_vec3 relative_km(const kurs_live_sample *s)
{
    if (!apart(s)) {
        return v3((double)NAN, (double)NAN, (double)NAN);
    }
    return v3_scale(1e-3, kurs_relative_rtn(s->station_gcrf, s->row.s_gcrf).r);
}

VALUE(rel_radial_km)
{
    UNUSED;
    return relative_km(s).x;
}

VALUE(rel_along_km)
{
    UNUSED;
    return relative_km(s).y;
}

VALUE(rel_cross_km)
{
    UNUSED;
    return relative_km(s).z;
}

#define ROW(name, unit, text)                                                                      \
    {                                                                                              \
#name, unit, text, -1, value_##name                                                        \
    }

static const kurs_live_channel flying[] = {
    ROW(alt_km, "km", "height over the ellipsoid"),
    ROW(speed_m_s, "m/s", "speed among the stars"),
    ROW(speed_earth_m_s, "m/s", "speed over the turning Earth"),
    ROW(vertical_m_s, "m/s", "speed along the radius"),
    ROW(lat_deg, "deg", "latitude"),
    ROW(lon_deg, "deg", "longitude, east"),
    ROW(load_g, "g0", "felt acceleration"),
    ROW(thrust_kn, "kN", "thrust"),
    ROW(drag_kn, "kN", "force of the air"),
    ROW(mass_kg, "kg", "mass"),
    ROW(flow_kg_s, "kg/s", "mass leaving by engines and vents"),
    ROW(propellant_kg, "kg", "propellant of the ship"),
    ROW(dynamic_pressure_kpa, "kPa", "dynamic pressure"),
    ROW(mach, "", "Mach number"),
    ROW(perigee_km, "km", "perigee, over the equator's radius"),
    ROW(apogee_km, "km", "apogee, over the equator's radius"),
    ROW(inclination_deg, "deg", "inclination, osculating"),
    ROW(range_m, "m", "range to the port"),
    ROW(range_rate_m_s, "m/s", "range rate to the port"),
    ROW(station_range_km, "km", "distance of ship and station"),
    ROW(rel_radial_km, "km", "above the station, along its radius"),
    ROW(rel_along_km, "km", "ahead of the station, along its flight"),
    ROW(rel_cross_km, "km", "off the station's plane"),
    ROW(station_alt_km, "km", "height of the station"),
    ROW(bank_deg, "deg", "bank angle of entry"),
    ROW(array_power, "W", "what the arrays can give"),
    ROW(power_load, "W", "what is drawn aboard"),
    ROW(battery_charge, "A h", "charge of the battery in use"),
    ROW(battery_share, "", "charge of the battery, of its capacity"),
    ROW(sunlight, "", "part of the Sun's disc in sight, 0 to 1"),
    ROW(beta_deg, "deg", "Sun over the plane of the orbit"),
    ROW(radio_sites, "", "radio sites that see the ship"),
};

enum { FLYING = sizeof flying / sizeof flying[0] };

#define PAD_ROW(name, dimension, unit, text) {"pad_" #name, unit, text, KURS_CHANNEL_##name, NULL},

static const kurs_live_channel pad[] = {KURS_CHANNEL_LIST(PAD_ROW)};

int kurs_live_channel_count(void)
{
    return FLYING + KURS_CHANNEL_COUNT;
}

const kurs_live_channel *kurs_live_channel_at(int i)
{
    return i < FLYING ? &flying[i] : &pad[i - FLYING];
}

/* Of power nothing is told of a ship whose file has none. */
int kurs_live_channel_is_of(int i, const kurs_take *take)
{
    static const char *const of_power[] = {"array_power", "power_load", "battery_charge",
                                           "battery_share"};
    const char *name = kurs_live_channel_at(i)->name;
    const int known = !take->has_mission || take->mission.spacecraft.power.battery_as > 0.0;
    for (size_t k = 0; k < sizeof of_power / sizeof of_power[0] && !known; k++) {
        if (strcmp(name, of_power[k]) == 0) {
            return 0;
        }
    }
    return 1;
}

int kurs_live_channel_find(const char *name, size_t n)
{
    for (int i = 0; i < kurs_live_channel_count(); i++) {
        const char *of = kurs_live_channel_at(i)->name;
        if (strlen(of) == n && memcmp(of, name, n) == 0) {
            return i;
        }
    }
    return -1;
}

double kurs_live_channel_value(int i, const kurs_take *take, const kurs_live_cursor *cursor,
                               const kurs_live_sample *sample)
{
    const kurs_live_channel *channel = kurs_live_channel_at(i);
    if (channel->value) {
        return channel->value(take, cursor, sample);
    }
    if (!sample->sequence) {
        return (double)NAN;
    }
    return kurs_pad_channel(&take->mission.countdown.models, &sample->sequence->pad,
                            (kurs_channel)channel->pad);
}

/* Of the pad those of the conditions in force at any time; of the ascent the rocket's load. */
void kurs_live_channel_limits(int i, const kurs_take *take, const kurs_live_sample *sample,
                              double *low, double *high)
{
    const kurs_live_channel *channel = kurs_live_channel_at(i);
    (void)sample;
    *low = *high = (double)NAN;
    if (!take->has_mission) {
        return;
    }
    const kurs_countdown *c = &take->mission.countdown;
    for (int k = 0; k < c->condition_count && channel->pad >= 0; k++) {
        const kurs_condition *condition = &c->conditions[k];
        if ((int)condition->channel == channel->pad) {
            *(condition->at_least ? low : high) = condition->limit;
        }
    }
    if (strcmp(channel->name, "load_g") == 0 && take->mission.rocket.max_axial_g > 0.0) {
        *high = take->mission.rocket.max_axial_g;
    }
    if (strcmp(channel->name, "propellant_kg") == 0) {
        *low = 0.0;
    }
    if (strcmp(channel->name, "battery_share") == 0 &&
        take->mission.spacecraft.power.battery_as > 0.0) {
        *low = take->mission.spacecraft.power.low;
    }
}
