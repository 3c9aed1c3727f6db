/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tables.h"

#include <math.h>
#include <string.h>

#include "kurs/vehicle.h"

enum { REQ = KURS_YAML_REQUIRED };

/* clang-format off */

static const kurs_yaml_row engine_rows[] = {
    K_TEXT(kurs_engine, id, "id", REQ, "the engine's name"),
    K_QUANTITY(kurs_engine, f_vac_n, "thrust", REQ, FORCE, 1.0, 1e8, "thrust in vacuum at full level"),
    K_QUANTITY(kurs_engine, isp_vac_s, "isp", REQ, TIME, 10.0, 5000.0, "specific impulse in vacuum"),
    K_QUANTITY(kurs_engine, exit_area_m2, "exit_area", 0, AREA, 0.0, 100.0, "nozzle exit area: what air pressure takes from the thrust"),
};
static K_TABLE(engine_table, "an engine", engine_rows, kurs_engine, .graded = 1);

static const kurs_yaml_row stage_rows[] = {
    K_TEXT(kurs_stage, id, "id", REQ, "the stage's name"),
    K_INT(kurs_stage, count, "count", REQ, 1, 16, "how many like ones burn together"),
    K_QUANTITY(kurs_stage, dry_kg, "dry", REQ, MASS, 1.0, 1e7, "dry mass of one"),
    K_QUANTITY(kurs_stage, propellant_kg, "propellant", REQ, MASS, 1.0, 1e7, "all propellant of one, with what is unusable"),
    K_QUANTITY(kurs_stage, unusable_kg, "unusable", REQ, MASS, 0.0, 1e6, "propellant of one that cannot be burnt"),
    K_QUANTITY(kurs_stage, peroxide_kg, "peroxide", 0, MASS, 0.0, 1e6, "turbine feed and pressure gas of one"),
    K_QUANTITY(kurs_stage, peroxide_flow_kg_s, "peroxide_flow", 0, FLOW, 0.0, 1e3, "turbine feed that leaves without thrust"),
    K_QUANTITY(kurs_stage, gross_kg, "gross", 0, MASS, 1.0, 1e7, "published mass of one when full: what the others must close on"),
    K_MAP(kurs_stage, engine, "engine", REQ, &engine_table, "the engine of one"),
    K_INT(kurs_stage, engines, "engines", 0, 1, 64, "how many like ones one has; without it 1"),
    K_CURVE(kurs_stage, level, "level", REQ, TIME, NONE, 0.0, 1.2, "thrust level against time after lift-off, in steps"),
};

/* The value of a key, or the map where it is not written. */
static int place_of(const kurs_yaml_reader *r, int map, const char *key)
{
    const int value = kurs_yaml_find(r->tree, map, key);
    return value >= 0 ? value : map;
}

static void check_stage(kurs_yaml_reader *r, int node, void *base)
{
    kurs_stage *stage = base;
    const double sum = stage->dry_kg + stage->propellant_kg + stage->peroxide_kg;
    const double close = 2e-3; /* texts round, and leave out gas and residues */
    if (stage->unusable_kg > stage->propellant_kg) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "unusable"), 0, KURS_ERR_RANGE,
                       "more is unusable than there is propellant\nat most %.6g kg", stage->propellant_kg);
    }
    if (stage->gross_kg > 0.0 && fabs(sum - stage->gross_kg) > close * stage->gross_kg) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "gross"), 0, KURS_ERR_RANGE,
                       "dry mass, propellant and peroxide sum up to %.6g kg, %+.1f %% off 'gross'\n"
                       "they must close within %.1f %%: correct one of them, or leave 'gross' out",
                       sum, 100.0 * (sum / stage->gross_kg - 1.0), 100.0 * close);
    }
    stage->engines = stage->engines > 0 ? stage->engines : 1;
}
static K_TABLE(stage_table, "a stage", stage_rows, kurs_stage, .graded = 1, .check = check_stage);

static const kurs_yaml_row programme_rows[] = {
    K_TEXT(kurs_ascent_programme, id, "id", REQ, "the name that a spacecraft's file uses"),
    K_QUANTITY(kurs_ascent_programme, tower_kg, "tower", 0, MASS, 0.0, 1e5, "mass of the escape tower"),
    K_QUANTITY(kurs_ascent_programme, tower_jettison_s, "tower_jettison", 0, TIME, 1.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_ascent_programme, fairing_kg, "fairing", 0, MASS, 0.0, 1e5, "mass of the fairing"),
    K_QUANTITY(kurs_ascent_programme, fairing_jettison_s, "fairing_jettison", 0, TIME, 1.0, 1000.0, "after lift-off"),
    K_CURVE(kurs_ascent_programme, pitch, "pitch", 0, TIME, ANGLE, -1.6, 1.6, "in place of the rocket's"),
    K_QUANTITY(kurs_ascent_programme, azimuth_offset, "azimuth_offset", REQ, ANGLE, -0.5, 0.5, "thrust azimuth less inertial azimuth of the target plane at the pad"),
    K_QUANTITY(kurs_ascent_programme, inclination, "inclination", 0, ANGLE, 0.01, 3.2, "flown to where the station's is near it, osculating at the node; without it the station's"),
    K_QUANTITY(kurs_ascent_programme, perigee_m, "perigee", REQ, LENGTH, 1.2e5, 1e7, "target height over the ellipsoid"),
    K_QUANTITY(kurs_ascent_programme, apogee_m, "apogee", REQ, LENGTH, 1.2e5, 1e7, "target height over the ellipsoid"),
    K_MAP(kurs_ascent_programme, cutoff, "cutoff", 0, &kurs_schema_cutoff, "apparent velocities at which cut-offs are commanded, for a rocket with an airframe"),
};

/* What has a mass must also leave. */
static void check_jettison(const kurs_yaml_reader *r, int node, const char *what, double mass_kg, double time_s)
{
    if (mass_kg > 0.0 && !(time_s > 0.0)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, what), 0, KURS_ERR_SCHEMA,
                       "the %s never leaves\nadd '%s_jettison: ... s'", what, what);
    }
}

static void check_programme(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_ascent_programme *p = base;
    check_jettison(r, node, "tower", p->tower_kg, p->tower_jettison_s);
    check_jettison(r, node, "fairing", p->fairing_kg, p->fairing_jettison_s);
    if (p->apogee_m < p->perigee_m) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "apogee"), 0, KURS_ERR_RANGE,
                       "the apogee is below the perigee\ngive at least %.6g km", p->perigee_m / 1e3);
    }
}
static K_TABLE(programme_table, "an ascent programme", programme_rows, kurs_ascent_programme, .graded = 1, .check = check_programme);
static const kurs_yaml_row programme_item = {.key = "programmes", .kind = KURS_YAML_MAP, .table = &programme_table, .doc = "an ascent programme"};

static const kurs_yaml_row rocket_rows[] = {
    K_TEXT(kurs_rocket, name, "name", REQ, "name for people"),
    K_MAP(kurs_rocket, strapon, "strapon", 0, &stage_table, "the strap-on stages"),
    K_MAP(kurs_rocket, core, "core", REQ, &stage_table, "the stage that burns from the ground, between strap-ons or alone"),
    K_MAP(kurs_rocket, upper, "upper", REQ, &stage_table, "the stage that reaches the orbit"),
    K_QUANTITY(kurs_rocket, strapon_separation_s, "strapon_separation", 0, TIME, 1.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, core_cutoff_s, "core_cutoff", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, core_separation_s, "core_separation", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_ignition_s, "upper_ignition", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_skirt_drop_s, "upper_skirt_drop", 0, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_skirt_kg, "upper_skirt", 0, MASS, 0.0, 1e5, "mass of the skirt, part of the upper stage's dry mass"),
    K_QUANTITY(kurs_rocket, separation_after_cutoff_s, "separation_after_cutoff", REQ, TIME, 0.0, 1000.0, "upper stage cut-off to spacecraft separation"),
    K_QUANTITY(kurs_rocket, reference_area_m2, "reference_area", 0, AREA, 0.1, 1e4, "of the drag coefficient, with strap-ons"),
    K_QUANTITY(kurs_rocket, reference_area_core_m2, "reference_area_core", REQ, AREA, 0.1, 1e4, "of the drag coefficient, without strap-ons"),
    K_CURVE(kurs_rocket, drag, "drag", REQ, NONE, NONE, 0.0, 10.0, "drag coefficient against Mach number"),
    K_CURVE(kurs_rocket, pitch, "pitch", REQ, TIME, ANGLE, -1.6, 1.6, "pitch above the pad's horizon against time after lift-off"),
    K_QUANTITY(kurs_rocket, max_axial_g, "max_axial_load", REQ, NONE, 1.0, 20.0, "design limit in g"),
    K_MAP(kurs_rocket, airframe, "airframe", 0, &kurs_schema_airframe, "the rocket as a body; without it it flies as a point"),
    K_LIST(kurs_rocket, programmes, programme_count, "programmes", REQ, KURS_MAX_PROGRAMMES, &programme_item, "the ascent programmes, one a class of payload"),
};

/* Events that must come one after the other; one that the rocket does not have stands at 0. */
static void check_order(const kurs_yaml_reader *r, int node, const kurs_rocket *rocket)
{
    const struct {
        const char *key, *before;
        double at_s, before_s;
    } pairs[] = {
        {"core_cutoff", "strapon_separation", rocket->core_cutoff_s, rocket->strapon_separation_s},
        {"core_separation", "core_cutoff", rocket->core_separation_s, rocket->core_cutoff_s},
        {"upper_ignition", "strapon_separation", rocket->upper_ignition_s, rocket->strapon_separation_s},
        {"upper_skirt_drop", "core_separation", rocket->upper_skirt_drop_s, rocket->core_separation_s},
        {"upper_skirt_drop", "upper_ignition", rocket->upper_skirt_drop_s, rocket->upper_ignition_s},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].at_s > 0.0 && !(pairs[i].at_s > pairs[i].before_s)) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, pairs[i].key), 0, KURS_ERR_RANGE,
                           "'%s' does not come after '%s'\ngive a time after %.6g s", pairs[i].key, pairs[i].before, pairs[i].before_s);
        }
    }
}

/* The levels say the same as the sequence: an engine that starts or stops is a step. */
static void check_steps(const kurs_yaml_reader *r, int node, const kurs_rocket *rocket)
{
    const kurs_curve *core = &rocket->core.level, *upper = &rocket->upper.level;
    int step = 0;
    for (int i = 0; i < core->count; i++) {
        step |= fabs(core->x[i] - rocket->core_cutoff_s) < 1e-6;
    }
    if (!step) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "core_cutoff"), 0, KURS_ERR_RANGE,
                       "the level of 'core' has no step at 'core_cutoff'\nend it with [%.6g, 0]", rocket->core_cutoff_s);
    }
    if (fabs(upper->x[0] - rocket->upper_ignition_s) > 1e-6) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "upper_ignition"), 0, KURS_ERR_RANGE,
                       "the level of 'upper' begins at %.6g s\nlet it begin at 'upper_ignition', %.6g s", upper->x[0],
                       rocket->upper_ignition_s);
    }
}

/* Strap-ons have a time to leave and an area; what is not there has none. */
static void check_strapons(const kurs_yaml_reader *r, int node, const kurs_rocket *rocket)
{
    const char *const keys[] = {"strapon_separation", "reference_area"};
    const double values[] = {rocket->strapon_separation_s, rocket->reference_area_m2};
    const int any = kurs_yaml_find(r->tree, node, "strapon") >= 0;
    for (int i = 0; i < 2; i++) {
        if (any && !(values[i] > 0.0)) {
            kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "a rocket with strap-ons has no '%s'\nadd '%s: ...'", keys[i], keys[i]);
        }
        if (!any && values[i] > 0.0) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, keys[i]), 0, KURS_ERR_SCHEMA,
                           "'%s' is of strap-ons, and there are none\nleave it out, or add 'strapon: ...'", keys[i]);
        }
    }
}

static void check_programmes(const kurs_yaml_reader *r, int node, kurs_rocket *rocket)
{
    int e = r->tree->nodes[kurs_yaml_find(r->tree, node, "programmes")].first;
    for (int i = 0; i < rocket->programme_count; i++, e = r->tree->nodes[e].next) {
        kurs_ascent_programme *p = &rocket->programmes[i];
        for (int j = 0; j < i; j++) {
            if (strcmp(p->id, rocket->programmes[j].id) == 0) {
                kurs_yaml_fail(r, place_of(r, e, "id"), 0, KURS_ERR_SCHEMA,
                               "two programmes have the id '%s'\ngive each its own", p->id);
            }
        }
        if (p->pitch.count == 0) {
            p->pitch = rocket->pitch;
        }
    }
}

static void check_rocket(kurs_yaml_reader *r, int node, void *base)
{
    kurs_rocket *rocket = base;
    check_order(r, node, rocket);
    check_steps(r, node, rocket);
    check_strapons(r, node, rocket);
    check_programmes(r, node, rocket);
    if (rocket->upper_skirt_kg > 0.0 && !(rocket->upper_skirt_drop_s > 0.0)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "upper_skirt"), 0, KURS_ERR_SCHEMA,
                       "the skirt never leaves\nadd 'upper_skirt_drop: ... s'");
    }
    if (rocket->upper_skirt_kg > rocket->upper.dry_kg) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "upper_skirt"), 0, KURS_ERR_RANGE,
                       "the skirt is heavier than the dry upper stage it is a part of\nat most %.6g kg", rocket->upper.dry_kg);
    }
    kurs_airframe_check(r, node, rocket);
    kurs_spacecraft any = {.seats = 0};
    memcpy(any.programme, rocket->programmes[0].id, sizeof any.programme);
    if (kurs_rocket_select(rocket, &any, rocket) < 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "a rocket has no ascent programme\nadd 'programmes: ...'");
    }
}
K_TABLE(kurs_schema_rocket, "a rocket", rocket_rows, kurs_rocket, .graded = 1, .check = check_rocket);

#define PROFILE_ITEM(k) {.key = k, .kind = KURS_YAML_INT, .size = sizeof(int), .min = 1, .max = 200, .doc = "orbits from lift-off to contact"}
static const kurs_yaml_row profile_item = PROFILE_ITEM("profiles");
static const kurs_yaml_row request_item = PROFILE_ITEM("profiles_on_request");

static const kurs_yaml_row power_rows[] = {
    K_QUANTITY(kurs_power, array_area_m2, "array_area", REQ, AREA, 0.0, 1e4, "cells of all arrays"),
    K_QUANTITY(kurs_power, array_efficiency, "array_efficiency", REQ, NONE, 0.0, 0.5, "power on the bus over sunlight on the arrays, face to the Sun"),
    K_QUANTITY(kurs_power, deploy_s, "deploy", REQ, TIME, 0.0, 86400.0, "insertion to arrays that give power"),
    K_QUANTITY(kurs_power, battery_as, "battery", REQ, CHARGE, 1.0, 1e9, "capacity"),
    K_QUANTITY(kurs_power, bus_v, "bus", REQ, VOLTAGE, 1.0, 1000.0, "voltage of the bus"),
    K_QUANTITY(kurs_power, charging, "charging", REQ, NONE, 0.1, 1.0, "share of a charging current that the battery keeps"),
    K_QUANTITY(kurs_power, low, "battery_low", REQ, NONE, 0.0, 1.0, "share of the capacity not to be gone under"),
    K_QUANTITY(kurs_power, load_w, "load", REQ, POWER, 0.0, 1e6, "drawn in coasting and while docked"),
    K_QUANTITY(kurs_power, busy_w, "busy_load", REQ, POWER, 0.0, 1e6, "drawn in ascent, burns, approach and descent"),
    K_QUANTITY(kurs_power, station_w, "station", REQ, POWER, 0.0, 1e6, "given by the station while docked"),
    K_QUANTITY(kurs_power, capsule_as, "capsule_battery", 0, CHARGE, 1.0, 1e9, "capacity of the descent module's own battery"),
    K_QUANTITY(kurs_power, capsule_w, "capsule_load", 0, POWER, 0.0, 1e6, "drawn in the descent module alone"),
};
static K_TABLE(power_table, "power aboard", power_rows, kurs_power, .graded = 1);

static const kurs_yaml_row spacecraft_rows[] = {
    K_TEXT(kurs_spacecraft, name, "name", REQ, "name for people"),
    K_TEXT(kurs_spacecraft, programme, "programme", REQ, "which of its rocket's ascent programmes it flies, such as crew"),
    K_LIST(kurs_spacecraft, profiles, profile_count, "profiles", REQ, KURS_MAX_SHIP_PROFILES, &profile_item, "the rendezvous profiles that its operator uses, in orbits"),
    K_LIST(kurs_spacecraft, request_profiles, request_count, "profiles_on_request", 0, KURS_MAX_SHIP_PROFILES, &request_item, "profiles flown only when asked for"),
    K_QUANTITY(kurs_spacecraft, mass_kg, "mass", REQ, MASS, 100.0, 1e6, "at launch, with all propellant"),
    K_QUANTITY(kurs_spacecraft, propellant_kg, "propellant", REQ, MASS, 0.0, 1e6, "for orbit changes and attitude"),
    K_QUANTITY(kurs_spacecraft, orbital_module_kg, "orbital_module", 0, MASS, 0.0, 1e6, "mass"),
    K_QUANTITY(kurs_spacecraft, descent_module_kg, "descent_module", 0, MASS, 0.0, 1e6, "mass at entry, with heat shield; without it no part of the ship comes back"),
    K_INT(kurs_spacecraft, seats, "seats", REQ, 0, 12, "how many people it carries"),
    K_MAP(kurs_spacecraft, main, "main_engine", REQ, &engine_table, "the engine of large burns"),
    K_QUANTITY(kurs_spacecraft, main_dead_time_s, "main_dead_time", REQ, TIME, 0.0, 60.0, "commanded duration that gives no thrust"),
    K_MAP(kurs_spacecraft, thruster, "thruster", REQ, &engine_table, "one small thruster"),
    K_INT(kurs_spacecraft, thrusters_forward, "thrusters_forward", REQ, 1, 64, "how many push along +x together"),
    K_QUANTITY(kurs_spacecraft, cd_area_m2, "drag_area", REQ, AREA, 0.0, 1e4, "drag coefficient times area in free flight"),
    K_QUANTITY(kurs_spacecraft, nose_m, "nose", REQ, LENGTH, 0.0, 100.0, "centre of mass to the contact plane of the docking gear"),
    K_QUANTITY(kurs_spacecraft, spring_speed_m_s, "spring_speed", REQ, SPEED, 0.0, 2.0, "given by the springs at undocking"),
    K_QUANTITY(kurs_spacecraft, deorbit_m_s, "deorbit", 0, SPEED, 10.0, 500.0, "velocity kept for its end; without it as the return rules say"),
    K_QUANTITY(kurs_spacecraft, entry_area_m2, "entry_area", 0, AREA, 0.1, 1e3, "reference area of the descent module"),
    K_QUANTITY(kurs_spacecraft, entry_cd, "entry_drag", 0, NONE, 0.1, 5.0, "drag coefficient of the descent module"),
    K_QUANTITY(kurs_spacecraft, entry_lift_to_drag, "entry_lift_to_drag", 0, NONE, 0.0, 2.0, "lift over drag of the descent module"),
    K_QUANTITY(kurs_spacecraft, drogue_deploy_m, "parachute_height", 0, LENGTH, 1e3, 3e4, "geometric height of the parachute command"),
    K_QUANTITY(kurs_spacecraft, pilot_cd_area_m2, "pilot_drag_area", 0, AREA, 0.0, 1e3, "drag coefficient times area of the pilot parachutes"),
    K_QUANTITY(kurs_spacecraft, drogue_cd_area_m2, "drogue_drag_area", 0, AREA, 0.0, 1e3, "drag coefficient times area of the drogue"),
    K_QUANTITY(kurs_spacecraft, main_reefed_cd_area_m2, "main_reefed_drag_area", 0, AREA, 0.0, 1e4, "drag coefficient times area of the reefed main parachute"),
    K_QUANTITY(kurs_spacecraft, main_cd_area_m2, "main_drag_area", 0, AREA, 1.0, 1e4, "drag coefficient times area of the main parachute"),
    K_QUANTITY(kurs_spacecraft, drogue_time_s, "drogue_time", 0, TIME, 0.0, 300.0, "the drogue is the only large parachute so long"),
    K_QUANTITY(kurs_spacecraft, reefed_time_s, "reefed_time", 0, TIME, 0.0, 300.0, "the main parachute stays reefed so long"),
    K_QUANTITY(kurs_spacecraft, inflation_s, "inflation", 0, TIME, 0.0, 60.0, "a parachute takes so long to fill"),
    K_QUANTITY(kurs_spacecraft, heat_shield_kg, "heat_shield", 0, MASS, 0.0, 1e4, "dropped under the main parachute"),
    K_QUANTITY(kurs_spacecraft, soft_landing_height_m, "soft_landing_height", 0, LENGTH, 0.0, 50.0, "where the soft-landing engines fire"),
    K_QUANTITY(kurs_spacecraft, soft_landing_force_n, "soft_landing_thrust", 0, FORCE, 0.0, 1e6, "all soft-landing engines together"),
    K_QUANTITY(kurs_spacecraft, soft_landing_time_s, "soft_landing_time", 0, TIME, 0.0, 10.0, "the soft-landing engines burn so long"),
    K_MAP(kurs_spacecraft, power, "power", 0, &power_table, "arrays and batteries; without it power is not followed"),
    {.key = "escape", .kind = KURS_YAML_REFERENCE, K_MEMBER(kurs_spacecraft, escape), .folder = "vehicles", .table = &kurs_schema_escape, .doc = "an escape system such as soyuz-escape"},
};

/* What a descent module needs. */
static const char *const descent_keys[] = {
    "entry_area", "entry_drag", "entry_lift_to_drag", "parachute_height", "pilot_drag_area", "drogue_drag_area",
    "main_reefed_drag_area", "main_drag_area", "drogue_time", "reefed_time", "inflation", "heat_shield",
    "soft_landing_height", "soft_landing_thrust", "soft_landing_time",
};

static void check_descent(const kurs_yaml_reader *r, int node, const kurs_spacecraft *s)
{
    for (size_t i = 0; i < sizeof descent_keys / sizeof descent_keys[0]; i++) {
        const int value = kurs_yaml_find(r->tree, node, descent_keys[i]);
        if (s->descent_module_kg > 0.0 && value < 0) {
            kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "a spacecraft with a descent module has no '%s'\nadd '%s: ...'",
                           descent_keys[i], descent_keys[i]);
        }
        if (!(s->descent_module_kg > 0.0) && value >= 0) {
            kurs_yaml_fail(r, value, 0, KURS_ERR_SCHEMA,
                           "'%s' is of a descent module, and there is none\nleave it out, or add 'descent_module: ... kg'",
                           descent_keys[i]);
        }
    }
}

/* A descent module has its own battery, and nothing else has. */
static void check_power(const kurs_yaml_reader *r, int node, const kurs_spacecraft *s)
{
    static const char *const keys[] = {"capsule_battery", "capsule_load"};
    const int power = kurs_yaml_find(r->tree, node, "power");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && power >= 0; i++) {
        const int value = kurs_yaml_find(r->tree, power, keys[i]);
        if (s->descent_module_kg > 0.0 && value < 0) {
            kurs_yaml_fail(r, power, 0, KURS_ERR_SCHEMA, "the power of a spacecraft with a descent module has no '%s'\nadd '%s: ...'", keys[i], keys[i]);
        }
        if (!(s->descent_module_kg > 0.0) && value >= 0) {
            kurs_yaml_fail(r, value, 0, KURS_ERR_SCHEMA,
                           "'%s' is of a descent module, and there is none\nleave it out, or add 'descent_module: ... kg'", keys[i]);
        }
    }
}

static void check_profiles(const kurs_yaml_reader *r, int node, const kurs_spacecraft *s)
{
    for (int i = 0; i < s->request_count; i++) {
        if (kurs_spacecraft_flies(s, s->request_profiles[i]) == 1) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "profiles_on_request"), 0, KURS_ERR_SCHEMA,
                           "the profile of %d orbits stands in 'profiles' too\nleave one of them out", s->request_profiles[i]);
        }
    }
}

static void check_spacecraft(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_spacecraft *s = base;
    const double parts = s->propellant_kg + s->orbital_module_kg + s->descent_module_kg;
    if (!(parts < s->mass_kg)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "mass"), 0, KURS_ERR_RANGE,
                       "propellant, orbital and descent module weigh more than the whole\ngive more than %.6g kg", parts);
    }
    check_descent(r, node, s);
    check_profiles(r, node, s);
    check_power(r, node, s);
}
K_TABLE(kurs_schema_spacecraft, "a spacecraft", spacecraft_rows, kurs_spacecraft, .graded = 1, .check = check_spacecraft);
