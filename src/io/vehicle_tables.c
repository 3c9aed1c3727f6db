/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tables.h"

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
    K_MAP(kurs_stage, engine, "engine", REQ, &engine_table, "the engine of one"),
    K_CURVE(kurs_stage, level, "level", REQ, TIME, NONE, 0.0, 1.2, "thrust level against time after lift-off, in steps"),
};

static void check_stage(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_stage *stage = base;
    if (stage->unusable_kg > stage->propellant_kg) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "unusable"), 0, KURS_ERR_RANGE,
                       "more is unusable than there is propellant\nat most %.6g kg", stage->propellant_kg);
    }
}
static K_TABLE(stage_table, "a stage", stage_rows, kurs_stage, .graded = 1, .check = check_stage);

static const kurs_yaml_row rocket_rows[] = {
    K_TEXT(kurs_rocket, name, "name", REQ, "name for people"),
    K_MAP(kurs_rocket, strapon, "strapon", REQ, &stage_table, "the strap-on stages"),
    K_MAP(kurs_rocket, core, "core", REQ, &stage_table, "the core stage"),
    K_MAP(kurs_rocket, upper, "upper", REQ, &stage_table, "the upper stage"),
    K_QUANTITY(kurs_rocket, strapon_separation_s, "strapon_separation", REQ, TIME, 1.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, core_cutoff_s, "core_cutoff", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, core_separation_s, "core_separation", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_ignition_s, "upper_ignition", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_skirt_drop_s, "upper_skirt_drop", REQ, TIME, 1.0, 2000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, upper_skirt_kg, "upper_skirt", REQ, MASS, 0.0, 1e5, "mass of the skirt, part of the upper stage's dry mass"),
    K_QUANTITY(kurs_rocket, separation_after_cutoff_s, "separation_after_cutoff", REQ, TIME, 0.0, 1000.0, "upper stage cut-off to spacecraft separation"),
    K_QUANTITY(kurs_rocket, tower_kg, "tower", 0, MASS, 0.0, 1e5, "mass of the escape tower"),
    K_QUANTITY(kurs_rocket, tower_jettison_s, "tower_jettison", 0, TIME, 0.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, fairing_kg, "fairing", REQ, MASS, 0.0, 1e5, "mass of the fairing"),
    K_QUANTITY(kurs_rocket, fairing_jettison_s, "fairing_jettison", REQ, TIME, 1.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_rocket, reference_area_m2, "reference_area", REQ, AREA, 0.1, 1e4, "of the drag coefficient, with strap-ons"),
    K_QUANTITY(kurs_rocket, reference_area_core_m2, "reference_area_core", REQ, AREA, 0.1, 1e4, "of the drag coefficient, after strap-on separation"),
    K_CURVE(kurs_rocket, drag, "drag", REQ, NONE, NONE, 0.0, 10.0, "drag coefficient against Mach number"),
    K_CURVE(kurs_rocket, pitch, "pitch", REQ, TIME, ANGLE, -1.6, 1.6, "pitch above the pad's horizon against time after lift-off"),
    K_QUANTITY(kurs_rocket, azimuth_offset, "azimuth_offset", REQ, ANGLE, -0.5, 0.5, "thrust azimuth less inertial azimuth of the target plane at the pad"),
    K_QUANTITY(kurs_rocket, inclination, "inclination", 0, ANGLE, 0.01, 3.2, "flown to, osculating at the node; without it the station's"),
    K_QUANTITY(kurs_rocket, perigee_m, "perigee", REQ, LENGTH, 1e5, 1e7, "target height over the ellipsoid"),
    K_QUANTITY(kurs_rocket, apogee_m, "apogee", REQ, LENGTH, 1e5, 1e7, "target height over the ellipsoid"),
    K_QUANTITY(kurs_rocket, max_axial_g, "max_axial_load", REQ, NONE, 1.0, 20.0, "design limit in g"),
};

/* Events that must come one after the other. */
static void check_rocket(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_rocket *rocket = base;
    const double times[] = {rocket->strapon_separation_s, rocket->core_cutoff_s, rocket->core_separation_s, rocket->upper_skirt_drop_s};
    const char *const keys[] = {"strapon_separation", "core_cutoff", "core_separation", "upper_skirt_drop"};
    for (int i = 1; i < 4; i++) {
        if (!(times[i] > times[i - 1])) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, keys[i]), 0, KURS_ERR_RANGE,
                           "'%s' does not come after '%s'\ngive a time after %.6g s", keys[i], keys[i - 1], times[i - 1]);
        }
    }
    if (!(rocket->upper_ignition_s < rocket->core_separation_s)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "upper_ignition"), 0, KURS_ERR_RANGE,
                       "the upper stage ignites after core separation\nit lights on the core: give a time before %.6g s", rocket->core_separation_s);
    }
    if (rocket->apogee_m < rocket->perigee_m) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "apogee"), 0, KURS_ERR_RANGE,
                       "the apogee is below the perigee\ngive at least %.6g km", rocket->perigee_m / 1e3);
    }
}
K_TABLE(kurs_schema_rocket, "a rocket", rocket_rows, kurs_rocket, .graded = 1, .check = check_rocket);

static const kurs_yaml_row spacecraft_rows[] = {
    K_TEXT(kurs_spacecraft, name, "name", REQ, "name for people"),
    K_QUANTITY(kurs_spacecraft, mass_kg, "mass", REQ, MASS, 100.0, 1e6, "at launch, with all propellant"),
    K_QUANTITY(kurs_spacecraft, propellant_kg, "propellant", REQ, MASS, 0.0, 1e6, "for orbit changes and attitude"),
    K_QUANTITY(kurs_spacecraft, orbital_module_kg, "orbital_module", REQ, MASS, 0.0, 1e6, "mass"),
    K_QUANTITY(kurs_spacecraft, descent_module_kg, "descent_module", REQ, MASS, 0.0, 1e6, "mass at entry, with heat shield"),
    K_INT(kurs_spacecraft, seats, "seats", REQ, 0, 12, "how many people it carries"),
    K_MAP(kurs_spacecraft, main, "main_engine", REQ, &engine_table, "the engine of large burns"),
    K_QUANTITY(kurs_spacecraft, main_dead_time_s, "main_dead_time", REQ, TIME, 0.0, 60.0, "commanded duration that gives no thrust"),
    K_MAP(kurs_spacecraft, thruster, "thruster", REQ, &engine_table, "one small thruster"),
    K_INT(kurs_spacecraft, thrusters_forward, "thrusters_forward", REQ, 1, 64, "how many push along +x together"),
    K_QUANTITY(kurs_spacecraft, cd_area_m2, "drag_area", REQ, AREA, 0.0, 1e4, "drag coefficient times area in free flight"),
    K_QUANTITY(kurs_spacecraft, nose_m, "nose", REQ, LENGTH, 0.0, 100.0, "centre of mass to the contact plane of the docking gear"),
    K_QUANTITY(kurs_spacecraft, spring_speed_m_s, "spring_speed", REQ, SPEED, 0.0, 2.0, "given by the springs at undocking"),
    K_QUANTITY(kurs_spacecraft, entry_area_m2, "entry_area", REQ, AREA, 0.1, 1e3, "reference area of the descent module"),
    K_QUANTITY(kurs_spacecraft, entry_cd, "entry_drag", REQ, NONE, 0.1, 5.0, "drag coefficient of the descent module"),
    K_QUANTITY(kurs_spacecraft, entry_lift_to_drag, "entry_lift_to_drag", REQ, NONE, 0.0, 2.0, "lift over drag of the descent module"),
    K_QUANTITY(kurs_spacecraft, drogue_deploy_m, "parachute_height", REQ, LENGTH, 1e3, 3e4, "geometric height of the parachute command"),
    K_QUANTITY(kurs_spacecraft, pilot_cd_area_m2, "pilot_drag_area", REQ, AREA, 0.0, 1e3, "drag coefficient times area of the pilot parachutes"),
    K_QUANTITY(kurs_spacecraft, drogue_cd_area_m2, "drogue_drag_area", REQ, AREA, 0.0, 1e3, "drag coefficient times area of the drogue"),
    K_QUANTITY(kurs_spacecraft, main_reefed_cd_area_m2, "main_reefed_drag_area", REQ, AREA, 0.0, 1e4, "drag coefficient times area of the reefed main parachute"),
    K_QUANTITY(kurs_spacecraft, main_cd_area_m2, "main_drag_area", REQ, AREA, 1.0, 1e4, "drag coefficient times area of the main parachute"),
    K_QUANTITY(kurs_spacecraft, drogue_time_s, "drogue_time", REQ, TIME, 0.0, 300.0, "the drogue is the only large parachute so long"),
    K_QUANTITY(kurs_spacecraft, reefed_time_s, "reefed_time", REQ, TIME, 0.0, 300.0, "the main parachute stays reefed so long"),
    K_QUANTITY(kurs_spacecraft, inflation_s, "inflation", REQ, TIME, 0.0, 60.0, "a parachute takes so long to fill"),
    K_QUANTITY(kurs_spacecraft, heat_shield_kg, "heat_shield", REQ, MASS, 0.0, 1e4, "dropped under the main parachute"),
    K_QUANTITY(kurs_spacecraft, soft_landing_height_m, "soft_landing_height", REQ, LENGTH, 0.0, 50.0, "where the soft-landing engines fire"),
    K_QUANTITY(kurs_spacecraft, soft_landing_force_n, "soft_landing_thrust", REQ, FORCE, 0.0, 1e6, "all soft-landing engines together"),
    K_QUANTITY(kurs_spacecraft, soft_landing_time_s, "soft_landing_time", REQ, TIME, 0.0, 10.0, "the soft-landing engines burn so long"),
};

static void check_spacecraft(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_spacecraft *s = base;
    const double parts = s->propellant_kg + s->orbital_module_kg + s->descent_module_kg;
    if (!(parts < s->mass_kg)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "mass"), 0, KURS_ERR_RANGE,
                       "propellant, orbital and descent module weigh more than the whole\ngive more than %.6g kg", parts);
    }
}
K_TABLE(kurs_schema_spacecraft, "a spacecraft", spacecraft_rows, kurs_spacecraft, .graded = 1, .check = check_spacecraft);
