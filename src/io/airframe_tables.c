/* SPDX-License-Identifier: Apache-2.0 */
/* The rocket as a body: the block `airframe` of a rocket's file. */
#include <math.h>

#include "io/tables.h"
#include "kurs/vehicle.h"

enum { REQ = KURS_YAML_REQUIRED };

/* clang-format off */

static const kurs_yaml_row column_rows[] = {
    K_QUANTITY(kurs_tank_shape, bottom_m, "bottom", REQ, LENGTH, 0.0, 100.0, "bottom of the tank over the stage's base"),
    K_QUANTITY(kurs_tank_shape, radius_m, "radius", REQ, LENGTH, 0.05, 20.0, "radius of the cylinder that stands for the tank"),
    K_QUANTITY(kurs_tank_shape, density_kg_m3, "density", REQ, DENSITY, 10.0, 5000.0, "of the liquid"),
};
static K_TABLE(column_table, "a tank", column_rows, kurs_tank_shape, .graded = 1);

static const kurs_yaml_row shape_rows[] = {
    K_QUANTITY(kurs_stage_shape, base_m, "base", REQ, LENGTH, -50.0, 200.0, "station of the stage's base over that of the core"),
    K_QUANTITY(kurs_stage_shape, off_axis_m, "off_axis", 0, LENGTH, 0.0, 20.0, "of the unit's axis from the rocket's"),
    K_QUANTITY(kurs_stage_shape, centre_full_m, "centre_full", REQ, LENGTH, 0.0, 100.0, "centre of mass when full, over the base"),
    K_QUANTITY(kurs_stage_shape, centre_dry_m, "centre_dry", REQ, LENGTH, 0.0, 100.0, "centre of mass when empty, over the base"),
    K_QUANTITY(kurs_stage_shape, ixx_full, "along_full", REQ, INERTIA, 1.0, 1e9, "moment of inertia along the axis when full"),
    K_QUANTITY(kurs_stage_shape, ixx_dry, "along_dry", REQ, INERTIA, 1.0, 1e9, "moment of inertia along the axis when empty"),
    K_QUANTITY(kurs_stage_shape, iyy_full, "across_full", REQ, INERTIA, 1.0, 1e9, "moment of inertia across the axis when full"),
    K_QUANTITY(kurs_stage_shape, iyy_dry, "across_dry", REQ, INERTIA, 1.0, 1e9, "moment of inertia across the axis when empty"),
    K_QUANTITY(kurs_stage_shape, oxidiser_share, "oxidiser_share", REQ, NONE, 0.01, 0.99, "of the propellant's mass"),
    K_MAP(kurs_stage_shape, oxidiser, "oxidiser", REQ, &column_table, "the tank of the oxidiser"),
    K_MAP(kurs_stage_shape, fuel, "fuel", REQ, &column_table, "the tank of the fuel"),
    K_MAP(kurs_stage_shape, peroxide, "peroxide", 0, &column_table, "the tank of the turbine feed"),
    K_QUANTITY(kurs_stage_shape, engine_m, "engine", REQ, LENGTH, -10.0, 100.0, "plane of the nozzles over the base"),
    K_QUANTITY(kurs_stage_shape, settle_s, "settle", REQ, TIME, 0.01, 10.0, "a change of the level takes so long, also the tail-off"),
    K_QUANTITY(kurs_stage_shape, vernier_share, "vernier_share", REQ, NONE, 1e-3, 1.0, "of the thrust and flow of a unit, that swings"),
    K_QUANTITY(kurs_stage_shape, vernier_radius_m, "vernier_radius", REQ, LENGTH, 0.01, 50.0, "of the verniers from the rocket's axis"),
    K_QUANTITY(kurs_stage_shape, vernier_max, "vernier_swing", REQ, ANGLE, 1e-3, 1.5, "most that they swing either way"),
    K_QUANTITY(kurs_stage_shape, vernier_rate, "vernier_rate", REQ, ANGLE_RATE, 1e-3, 100.0, "how fast they swing"),
};
static K_TABLE(shape_table, "the shape of a stage", shape_rows, kurs_stage_shape, .graded = 1);

static const kurs_yaml_row head_rows[] = {
    K_QUANTITY(kurs_head_part, centre_m, "centre", REQ, LENGTH, 0.0, 200.0, "station of the centre of mass over the core's base"),
    K_QUANTITY(kurs_head_part, along_m, "gyration_along", REQ, LENGTH, 0.01, 50.0, "radius of gyration about the axis"),
    K_QUANTITY(kurs_head_part, across_m, "gyration_across", REQ, LENGTH, 0.01, 50.0, "radius of gyration across the axis"),
};
static K_TABLE(head_table, "a part", head_rows, kurs_head_part, .graded = 1);

static const kurs_yaml_row lift_rows[] = {
    K_CURVE(kurs_stack_lift, slope, "slope", REQ, NONE, NONE, 0.0, 100.0, "lift coefficient a radian against Mach number"),
    K_CURVE(kurs_stack_lift, centre, "centre", REQ, NONE, LENGTH, -100.0, 200.0, "station of the centre of pressure against Mach number"),
};
static K_TABLE(lift_table, "the lift of the stack", lift_rows, kurs_stack_lift, .graded = 1);

static const kurs_yaml_row airframe_rows[] = {
    K_MAP(kurs_airframe, strapon, "strapon", REQ, &shape_table, "shape of a strap-on"),
    K_MAP(kurs_airframe, core, "core", REQ, &shape_table, "shape of the core"),
    K_MAP(kurs_airframe, upper, "upper", REQ, &shape_table, "shape of the upper stage"),
    K_MAP(kurs_airframe, tower, "tower", REQ, &head_table, "the escape tower"),
    K_MAP(kurs_airframe, fairing, "fairing", REQ, &head_table, "the fairing"),
    K_MAP(kurs_airframe, spacecraft, "spacecraft", REQ, &head_table, "the spacecraft"),
    K_MAP(kurs_airframe, skirt, "skirt", REQ, &head_table, "the aft skirt of the upper stage"),
    K_MAP(kurs_airframe, lift, "lift", REQ, &lift_table, "with strap-ons"),
    K_MAP(kurs_airframe, lift_core, "lift_core", REQ, &lift_table, "without strap-ons"),
    K_QUANTITY(kurs_airframe, drag_alpha2, "drag_rise", REQ, NONE, 0.0, 100.0, "drag grows by 1 + this times the square of the angle of attack"),
    K_QUANTITY(kurs_airframe, damping_length_m, "damping_length", REQ, LENGTH, 0.1, 200.0, "of the coefficient across"),
    K_QUANTITY(kurs_airframe, damping_span_m, "damping_span", REQ, LENGTH, 0.1, 200.0, "of the coefficient along"),
    K_QUANTITY(kurs_airframe, damping_pitch, "damping_pitch", REQ, NONE, -100.0, 0.0, "moment by rate times length over twice the speed"),
    K_QUANTITY(kurs_airframe, damping_roll, "damping_roll", REQ, NONE, -100.0, 0.0, "the same in roll"),
    K_QUANTITY(kurs_airframe, stand_azimuth, "stand_azimuth", REQ, ANGLE, -6.3, 6.3, "where the pitch plane points on the pad"),
    K_QUANTITY(kurs_airframe, azimuth_trim, "azimuth_trim", 0, ANGLE, -0.02, 0.02, "added to the azimuth of the stored programme"),
    K_QUANTITY(kurs_airframe, release_ratio, "release_ratio", REQ, NONE, 1.0, 10.0, "thrust over weight at which the pad lets go"),
    K_QUANTITY(kurs_airframe, build_up_s, "build_up", REQ, TIME, 1e-3, 10.0, "the thrust grows from nothing to all of it in this time"),
    K_QUANTITY(kurs_airframe, roll_start_s, "roll_start", REQ, TIME, 0.0, 1000.0, "after lift-off"),
    K_QUANTITY(kurs_airframe, roll_rate, "roll_rate", REQ, ANGLE_RATE, 1e-3, 1.0, "of the roll to azimuth"),
    K_QUANTITY(kurs_airframe, turn_rate, "turn_rate", REQ, ANGLE_RATE, 1e-3, 1.0, "most that attitude commands turn"),
    K_QUANTITY(kurs_airframe, gimbal_lag_s, "gimbal_lag", REQ, TIME, 1e-3, 1.0, "time constant of a gimbal"),
    K_QUANTITY(kurs_airframe, autopilot_period_s, "autopilot_period", REQ, TIME, 1e-3, 0.5, "commands act one period after what they are made from"),
    K_CURVE(kurs_airframe, bandwidth, "bandwidth", REQ, TIME, ANGLE_RATE, 1e-3, 20.0, "natural frequency of the attitude loop against time after lift-off"),
    K_QUANTITY(kurs_airframe, damping_ratio, "damping_ratio", REQ, NONE, 0.1, 3.0, "of the attitude loop"),
    K_QUANTITY(kurs_airframe, strapon_drop_m2, "strapon_drag_area", REQ, AREA, 0.1, 1e4, "drag coefficient times area of a falling strap-on"),
    K_QUANTITY(kurs_airframe, fairing_drop_m2, "fairing_drag_area", REQ, AREA, 0.1, 1e4, "drag coefficient times area of both falling halves"),
    K_QUANTITY(kurs_airframe, core_drop_m2, "core_drag_area", REQ, AREA, 0.1, 1e4, "drag coefficient times area of the falling core"),
};
K_TABLE(kurs_schema_airframe, "an airframe", airframe_rows, kurs_airframe, .graded = 1);

static const kurs_yaml_row cutoff_rows[] = {
    K_QUANTITY(kurs_cutoff_speeds, strapon_step_m_s, "strapon_step", REQ, SPEED, 1.0, 2e4, "apparent velocity at which the strap-ons go to their lower level"),
    K_QUANTITY(kurs_cutoff_speeds, strapon_m_s, "strapon", REQ, SPEED, 1.0, 2e4, "apparent velocity at which the strap-ons are cut off"),
    K_QUANTITY(kurs_cutoff_speeds, upper_m_s, "upper_ignition", REQ, SPEED, 1.0, 2e4, "apparent velocity at which the upper stage is lit; the core's cut-off follows"),
};
K_TABLE(kurs_schema_cutoff, "the cut-off velocities", cutoff_rows, kurs_cutoff_speeds, .graded = 1);

/* clang-format on */

/* Sums over the parts of a unit, about its base. */
typedef struct sums {
    double m, mx, mxx;
} sums;

static void add(sums *s, double kg, double x, double across)
{
    s->m += kg;
    s->mx += kg * x;
    s->mxx += across + kg * x * x;
}

static void add_column(sums *s, const kurs_tank_shape *tank, double kg)
{
    const double r2 = tank->radius_m * tank->radius_m;
    if (!(kg > 0.0)) {
        return;
    }
    const double h = kg / (tank->density_kg_m3 * 3.14159265358979323846 * r2);
    add(s, kg, tank->bottom_m + 0.5 * h, kg * (0.25 * r2 + h * h / 12.0));
}

/* The tanks and the dry stage must give the full stage that the file tells. */
static void check_shape(kurs_yaml_reader *r, int node, const char *key, const kurs_stage *stage,
                        const kurs_stage_shape *shape)
{
    const double close_m = 0.3, close = 0.2; /* texts differ by as much */
    const int map = kurs_yaml_find(r->tree, node, key);
    sums s = {0};
    add(&s, stage->dry_kg, shape->centre_dry_m, shape->iyy_dry);
    add_column(&s, &shape->oxidiser, shape->oxidiser_share * stage->propellant_kg);
    add_column(&s, &shape->fuel, (1.0 - shape->oxidiser_share) * stage->propellant_kg);
    if (stage->peroxide_kg > 0.0 && !(shape->peroxide.radius_m > 0.0)) {
        kurs_yaml_fail(r, map, 0, KURS_ERR_SCHEMA,
                       "the peroxide has no tank\nadd 'peroxide: {bottom: ..., radius: ..., "
                       "density: ...}'");
        return;
    }
    add_column(&s, &shape->peroxide, stage->peroxide_kg);
    const double centre = s.mx / s.m, across = s.mxx - s.mx * centre;
    if (!(fabs(centre - shape->centre_full_m) <= close_m)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, map, "centre_full"), 0, KURS_ERR_RANGE,
                       "the dry stage and its tanks have their centre of mass at %.2f m\nthey must "
                       "meet 'centre_full' within %.1f m: correct one of them",
                       centre, close_m);
    }
    if (!(fabs(across / shape->iyy_full - 1.0) <= close)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, map, "across_full"), 0, KURS_ERR_RANGE,
                       "the dry stage and its tanks have %.4g kg m2 across\nthey must meet "
                       "'across_full' within %.0f %%: correct one of them",
                       across, 100.0 * close);
    }
}

/* The sequence of a rocket with attitude knows these steps and no others. */
static void check_levels(kurs_yaml_reader *r, int node, const kurs_rocket *rocket)
{
    const kurs_stage *strapon = &rocket->strapon, *core = &rocket->core;
    if (strapon->count != 4) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "an airframe is of a rocket with four strap-ons\nleave it out: the rocket "
                       "then flies as a point");
        return;
    }
    if (strapon->level.count != 4 || strapon->level.y[3] != 0.0 || core->level.count != 3 ||
        core->level.y[2] != 0.0 || rocket->upper.level.count != 1) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "an airframe needs levels of the strap-ons on the pad, at first, lower and "
                       "0, of the core on the pad, in flight and 0, and one of the upper stage\n"
                       "give these, or leave 'airframe' out");
    }
}

static void check_cutoffs(kurs_yaml_reader *r, int node, const kurs_rocket *rocket)
{
    int e = r->tree->nodes[kurs_yaml_find(r->tree, node, "programmes")].first;
    for (int i = 0; i < rocket->programme_count; i++, e = r->tree->nodes[e].next) {
        const kurs_cutoff_speeds *c = &rocket->programmes[i].cutoff;
        if (!(c->strapon_step_m_s > 0.0)) {
            kurs_yaml_fail(r, e, 0, KURS_ERR_SCHEMA,
                           "a programme of a rocket with an airframe has no 'cutoff'\nadd 'cutoff: "
                           "{strapon_step: ..., strapon: ..., upper_ignition: ...}'");
        } else if (!(c->strapon_m_s > c->strapon_step_m_s && c->upper_m_s > c->strapon_m_s)) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, e, "cutoff"), 0, KURS_ERR_RANGE,
                           "the cut-off velocities do not rise\ngive 'strapon_step', 'strapon' and "
                           "'upper_ignition' in this order");
        }
    }
}

void kurs_airframe_check(kurs_yaml_reader *r, int node, kurs_rocket *rocket)
{
    const int map = kurs_yaml_find(r->tree, node, "airframe");
    if (map < 0) {
        return;
    }
    const kurs_airframe *frame = &rocket->airframe;
    rocket->airframe.known = 1;
    check_levels(r, map, rocket);
    check_cutoffs(r, node, rocket);
    check_shape(r, map, "strapon", &rocket->strapon, &frame->strapon);
    check_shape(r, map, "core", &rocket->core, &frame->core);
    check_shape(r, map, "upper", &rocket->upper, &frame->upper);
}
