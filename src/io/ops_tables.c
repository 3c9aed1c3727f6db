/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tables.h"

#include <math.h>

#include "kurs/spec.h"
#include "math/math.h"

enum { REQ = KURS_YAML_REQUIRED };

#define DAYS 86400.0

/* clang-format off */

#define K_INT_AT(s, m, i, k, lo, hi, d) {.key = k, .kind = KURS_YAML_INT, .flags = KURS_YAML_FIGURE, \
        .offset = offsetof(s, m) + (i) * sizeof(int), .size = sizeof(int), .min = lo, .max = hi, .doc = d}

static const char *const contact_rules[] = {"sight", "dusk", "light", NULL};

static const kurs_yaml_row profile_rows[] = {
    K_TEXT(kurs_profile, name, "name", REQ, "name for people"),
    K_INT(kurs_profile, orbits, "orbits", REQ, 1, 100, "orbits to contact"),
    K_QUANTITY_OR(kurs_profile, first_burn_s, "first_burn", NAN, TIME, 0.0, 5.0 * DAYS, "the only phasing burn, after lift-off; not with dv1_orbit"),
    K_INT_AT(kurs_profile, phasing_orbits, 0, "dv1_orbit", 1, 100, "orbit of the first of two phasing burns"),
    K_INT_AT(kurs_profile, phasing_orbits, 1, "dv2_orbit", 1, 100, "orbit of the second phasing burn"),
    K_QUANTITY_OR(kurs_profile, first_burn_max_m_s, "first_burn_max", 60.0, SPEED, 0.0, 500.0, "largest first burn"),
    K_QUANTITY_OR(kurs_profile, first_burn_saves_m_s, "first_burn_saves", 0.0, SPEED, 0.0, 100.0, "what a plan without the first burn may cost more"),
    K_QUANTITY_OR(kurs_profile, lowest_phasing_m, "lowest_phasing", NAN, LENGTH, 120e3, 1e6, "lowest mean height of the phasing orbit over the equator"),
    K_QUANTITY_OR(kurs_profile, clear_below_m, "clear_below", 20e3, LENGTH, 0.0, 1e6, "how far under the station's mean height the phasing orbit stays"),
    K_QUANTITY_OR(kurs_profile, coelliptic_s, "coelliptic", NAN, TIME, 60.0, DAYS, "length of the arc on a coelliptic orbit before the transfer to the station"),
    K_QUANTITY(kurs_profile, transfer_arc_s, "transfer_arc", REQ, TIME, 60.0, DAYS, "from the transfer burn to the rendezvous burn, middle to middle"),
    K_QUANTITY(kurs_profile, rendezvous_arc_s, "rendezvous_arc", REQ, TIME, 60.0, DAYS, "from the rendezvous burn to the aim point beside the station"),
    K_QUANTITY(kurs_profile, aim_below_m, "aim_below", REQ, LENGTH, -1e6, 1e6, "end of the last phasing arc below the station"),
    K_QUANTITY(kurs_profile, aim_behind_m, "aim_behind", REQ, LENGTH, -1e6, 1e6, "end of the last phasing arc behind the station"),
    K_QUANTITY(kurs_profile, last_below_m, "last_below", REQ, LENGTH, -1e5, 1e5, "aim of the transfer to the station, below it"),
    K_QUANTITY(kurs_profile, last_behind_m, "last_behind", REQ, LENGTH, -1e5, 1e5, "aim of the transfer to the station, behind it"),
    K_QUANTITY(kurs_profile, contact_min_s, "contact_min", REQ, TIME, 600.0, 10.0 * DAYS, "earliest nominal contact after lift-off"),
    K_QUANTITY(kurs_profile, contact_max_s, "contact_max", REQ, TIME, 600.0, 10.0 * DAYS, "latest nominal contact after lift-off"),
    K_CHOICE(kurs_profile, contact_by, "contact_by", REQ, contact_rules, "what sets the nominal contact: the pass in radio sight, dusk at the station, or light at the middle of the span"),
    K_QUANTITY(kurs_profile, contact_early_s, "contact_early", REQ, TIME, 0.0, DAYS, "how much earlier than the nominal contact it may be"),
    K_QUANTITY(kurs_profile, contact_late_s, "contact_late", REQ, TIME, 0.0, DAYS, "how much later than the nominal contact it may be"),
    K_QUANTITY(kurs_profile, approach_m_s, "approach", REQ, SPEED, 0.0, 500.0, "velocity for the approach from the last aim point to contact"),
    K_QUANTITY(kurs_profile, second_approach_m_s, "second_approach", REQ, SPEED, 0.0, 500.0, "velocity kept for a second approach"),
    K_QUANTITY(kurs_profile, attitude_m_s, "attitude", REQ, SPEED, 0.0, 500.0, "worth of the propellant for attitude control and of what the tanks do not give"),
    K_QUANTITY(kurs_profile, deviations_m_s, "deviations", REQ, SPEED, 0.0, 500.0, "velocity kept for deviations, 3 sigma"),
    K_QUANTITY_OR(kurs_profile, phase_deviation, "phase_deviation", 0.0, ANGLE, 0.0, 10.0 * KURS_DEG, "place along the orbit by which the insertion may be off, 3 sigma; what it costs is planned"),
    K_QUANTITY_OR(kurs_profile, crew_catch_up_min, "crew_catch_up_min", NAN, ANGLE, -360.0 * KURS_DEG, 1080.0 * KURS_DEG, "least angle to catch up by the planning rule for crews"),
    K_QUANTITY_OR(kurs_profile, crew_catch_up_max, "crew_catch_up_max", NAN, ANGLE, -360.0 * KURS_DEG, 1080.0 * KURS_DEG, "largest angle to catch up by the planning rule for crews"),
};

/* clang-format on */

static void check_order(kurs_yaml_reader *r, int node, const char *low, double from,
                        const char *high, double to)
{
    if (!(to > from)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, high), 0, KURS_ERR_RANGE,
                       "'%s' is not larger than '%s'\nswap them or correct one", high, low);
    }
}

static void check_profile(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_profile *p = base;
    check_order(r, node, "contact_min", p->contact_min_s, "contact_max", p->contact_max_s);
    const int one = !isnan(p->first_burn_s), two = p->phasing_orbits[0] > 0;
    if (one == two || two != (p->phasing_orbits[1] > 0)) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "a profile has one phasing burn or two\ngive either 'first_burn' or "
                       "'dv1_orbit' and 'dv2_orbit'");
    } else if (one) {
        check_order(r, node, "first_burn", p->first_burn_s, "contact_max", p->contact_max_s);
    } else if (p->phasing_orbits[1] < p->phasing_orbits[0]) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "dv2_orbit"), 0, KURS_ERR_RANGE,
                       "'dv2_orbit' is before 'dv1_orbit'\nswap them or correct one");
    }
    if (isnan(p->crew_catch_up_min) != isnan(p->crew_catch_up_max)) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "the planning rule for crews has one end only\ngive both "
                       "'crew_catch_up_min' and 'crew_catch_up_max', or none");
    } else if (!isnan(p->crew_catch_up_min)) {
        check_order(r, node, "crew_catch_up_min", p->crew_catch_up_min, "crew_catch_up_max",
                    p->crew_catch_up_max);
    }
}
K_TABLE(kurs_schema_profile, "a rendezvous profile", profile_rows, kurs_profile, .graded = 1,
        .check = check_profile);

/* clang-format off */

static const kurs_yaml_row approach_rows[] = {
    K_VECTOR(kurs_approach_rules, brake_range_m, "brake_ranges", REQ, LENGTH, 3, 1.0, 1e5, "range to the station of the three brakes"),
    K_VECTOR(kurs_approach_rules, brake_speed_m_s, "brake_speeds", REQ, SPEED, 3, 0.0, 100.0, "closing speed after each brake"),
    K_QUANTITY(kurs_approach_rules, flyaround_range_m, "flyaround_range", REQ, LENGTH, 10.0, 1e4, "range at which the flyaround begins"),
    K_QUANTITY(kurs_approach_rules, hold_range_m, "hold_range", REQ, LENGTH, 5.0, 1e4, "range of station keeping on the port axis"),
    K_QUANTITY(kurs_approach_rules, hold_s, "hold", REQ, TIME, 0.0, DAYS, "length of station keeping"),
    K_CURVE(kurs_approach_rules, speed, "speed", REQ, LENGTH, SPEED, 0.01, 10.0, "closing speed against range to the port"),
    K_QUANTITY(kurs_approach_rules, contact_speed_max_m_s, "contact_speed_max", REQ, SPEED, 0.01, 2.0, "closing speed up to which the docking gear catches"),
    K_QUANTITY(kurs_approach_rules, contact_offset_max_m, "contact_offset_max", REQ, LENGTH, 0.01, 2.0, "distance off the axis up to which the docking gear catches"),
    K_QUANTITY_OR(kurs_approach_rules, corridor_half_angle, "corridor", NAN, ANGLE, 0.1 * KURS_DEG, 60.0 * KURS_DEG, "half angle of the approach corridor about the port axis"),
    K_QUANTITY_OR(kurs_approach_rules, corridor_range_m, "corridor_range", NAN, LENGTH, 1.0, 1e4, "range to the port from which the corridor holds"),
};

static void check_approach(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_approach_rules *a = base;
    if (!(a->brake_range_m[0] > a->brake_range_m[1] && a->brake_range_m[1] > a->brake_range_m[2])) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "brake_ranges"), 0, KURS_ERR_RANGE,
                       "the ranges of the brakes do not fall\nwrite the farthest first");
    }
    if (!(a->hold_range_m <= a->flyaround_range_m)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "hold_range"), 0, KURS_ERR_RANGE,
                       "'hold_range' is larger than 'flyaround_range'\nthe hold comes after the "
                       "flyaround: correct one");
    }
    if (isnan(a->corridor_half_angle) != isnan(a->corridor_range_m)) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "half of the corridor is told\ngive 'corridor' and 'corridor_range', or none");
    }
}
K_TABLE(kurs_schema_approach, "a set of approach rules", approach_rows, kurs_approach_rules, .graded = 1, .check = check_approach);

static const kurs_yaml_row return_rows[] = {
    K_QUANTITY(kurs_return_rules, undock_to_burn_s, "undocking_to_burn", REQ, TIME, 600.0, 5.0 * DAYS, "undocking command to deorbit ignition"),
    K_QUANTITY(kurs_return_rules, separation_burn_m_s, "separation_burn", REQ, SPEED, 0.0, 10.0, "velocity change of the burn away from the station"),
    K_QUANTITY(kurs_return_rules, separation_burn_range_m, "separation_burn_range", REQ, LENGTH, 1.0, 1000.0, "distance at which it starts"),
    K_QUANTITY(kurs_return_rules, deorbit_m_s, "deorbit_burn", REQ, SPEED, 10.0, 500.0, "velocity change of the deorbit burn"),
    K_QUANTITY(kurs_return_rules, module_separation_s, "module_separation", REQ, TIME, 10.0, DAYS, "after deorbit ignition"),
    K_QUANTITY(kurs_return_rules, entry_interface_m, "entry_interface", REQ, LENGTH, 5e4, 2e5, "the height that is called entry interface"),
    K_QUANTITY_OR(kurs_return_rules, load_max_g, "load_max", NAN, NONE, 1.0, 50.0, "load in g that an entry may come to, also in a spin"),
};
K_TABLE(kurs_schema_return, "a set of return rules", return_rows, kurs_return_rules, .graded = 1);
