/* SPDX-License-Identifier: Apache-2.0 */
/* The table of an escape system. */
#include "io/tables.h"

#include "kurs/escape.h"
#include "math/math.h"

enum { REQ = KURS_YAML_REQUIRED };

/* clang-format off */

static const kurs_yaml_row motor_rows[] = {
    K_INT(kurs_escape_motor, count, "count", REQ, 1, 16, "how many like ones"),
    K_QUANTITY(kurs_escape_motor, thrust_n, "thrust", REQ, FORCE, 1.0, 1e7, "of each, even over the burn"),
    K_QUANTITY(kurs_escape_motor, burn_s, "burn", REQ, TIME, 0.1, 30.0, "how long each burns"),
    K_QUANTITY(kurs_escape_motor, propellant_kg, "propellant", REQ, MASS, 0.1, 1e5, "of each"),
    K_QUANTITY(kurs_escape_motor, first_s, "first", REQ, TIME, 0.0, 10.0, "command to the ignition of the first half"),
    K_QUANTITY(kurs_escape_motor, second_s, "second", REQ, TIME, 0.0, 10.0, "command to the ignition of the second half"),
    K_QUANTITY(kurs_escape_motor, tilt, "tilt", REQ, ANGLE, -60.0 * KURS_DEG, 60.0 * KURS_DEG, "of the thrust from the rocket's axis, to the side of the flight"),
};

/* What a solid motor's exhaust can be [m/s]. */
static const double slowest = 1500.0, fastest = 3200.0;

static void check_motor(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_escape_motor *m = base;
    const double exhaust = m->thrust_n * m->burn_s / m->propellant_kg;
    if (!(exhaust >= slowest && exhaust <= fastest)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "propellant"), 0, KURS_ERR_RANGE,
                       "thrust times burn over propellant is an exhaust of %.0f m/s\n"
                       "a solid motor has %.0f to %.0f m/s: correct one of the three", exhaust, slowest, fastest);
    }
    if (m->second_s < m->first_s) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "second"), 0, KURS_ERR_RANGE,
                       "the second half lights before the first\ngive at least %.6g s", m->first_s);
    }
}
static K_TABLE(motor_table, "an escape motor", motor_rows, kurs_escape_motor, .graded = 1, .check = check_motor);

static const kurs_yaml_row limit_rows[] = {
    K_QUANTITY(kurs_abort_limits, rate, "turn_in_a_second", REQ, ANGLE, 0.01, 7.0, "greatest rate of the attitude"),
    K_QUANTITY(kurs_abort_limits, pressure, "pressure", REQ, NONE, 0.0, 1.0, "least share of the chamber pressure expected"),
    K_QUANTITY(kurs_abort_limits, acceleration, "acceleration", REQ, NONE, 0.0, 1.0, "least share of the apparent acceleration expected"),
    K_QUANTITY(kurs_abort_limits, direction, "direction", REQ, ANGLE, 0.001, 1.6, "velocity from that of the programme"),
    K_QUANTITY(kurs_abort_limits, height_m, "height", REQ, LENGTH, 100.0, 1e6, "height from that of the programme"),
    K_QUANTITY(kurs_abort_limits, confirm_s, "confirm", REQ, TIME, 0.0, 10.0, "how long a limit must be broken"),
    K_QUANTITY(kurs_abort_limits, low_perigee_m, "low_perigee", REQ, LENGTH, 5e4, 1e6, "perigee over the ellipsoid of an orbit that lasts a turn"),
};
static K_TABLE(limit_table, "a set of limits", limit_rows, kurs_abort_limits, .graded = 1);

static const kurs_yaml_row escape_rows[] = {
    K_TEXT(kurs_escape, name, "name", REQ, "name for people"),
    K_QUANTITY(kurs_escape, armed_s, "armed", REQ, TIME, -86400.0, 0.0, "on the clock of the countdown, negative"),
    K_MAP(kurs_escape, tower, "tower", REQ, &motor_table, "the motor of the tower"),
    K_MAP(kurs_escape, fairing_motors, "fairing_motors", REQ, &motor_table, "the motors of the fairing"),
    K_QUANTITY(kurs_escape, upper_fairing_kg, "upper_fairing", REQ, MASS, 1.0, 1e5, "part of the fairing that goes with the block, its motors included"),
    K_QUANTITY(kurs_escape, block_area_m2, "block_area", REQ, AREA, 0.1, 1e3, "reference area of the block"),
    K_QUANTITY(kurs_escape, block_cd, "block_drag", REQ, NONE, 0.05, 5.0, "drag coefficient of the block at high Mach numbers"),
    K_QUANTITY(kurs_escape, release_s, "release", REQ, TIME, 1.0, 600.0, "command to the release of the descent module, if it is still climbing"),
    K_QUANTITY(kurs_escape, motors_safe_s, "motors_safe", REQ, TIME, 0.0, 100.0, "the fairing's motors are safed so long before it leaves"),
    K_QUANTITY(kurs_escape, fairing_clear_s, "fairing_clear", REQ, TIME, 0.1, 60.0, "from the fairing's opening to the ship's separation"),
    K_QUANTITY(kurs_escape, modules_part_s, "modules_part", REQ, TIME, 0.1, 600.0, "from the ship's separation to that of its modules"),
    K_QUANTITY(kurs_escape, low_parachute_m, "low_parachute", REQ, LENGTH, 0.0, 1e4, "a descent module that is released lower has a shorter drogue"),
    K_QUANTITY(kurs_escape, low_drogue_s, "low_drogue", REQ, TIME, 0.0, 60.0, "the drogue's time then"),
    K_MAP(kurs_escape, limits, "limits", REQ, &limit_table, "when the abort logic acts"),
};

/* clang-format on */

static void check_escape(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_escape *e = base;
    const double burnt = e->fairing_motors.count * e->fairing_motors.propellant_kg;
    if (!(burnt < e->upper_fairing_kg)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "upper_fairing"), 0, KURS_ERR_RANGE,
                       "the fairing's motors burn more than it weighs\ngive more than %.6g kg",
                       burnt);
    }
}
K_TABLE(kurs_schema_escape, "an escape system", escape_rows, kurs_escape, .graded = 1,
        .check = check_escape);
