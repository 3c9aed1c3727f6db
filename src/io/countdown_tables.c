/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a countdown: steps, actors, conditions, faults, and the models that are watched. */
#include <math.h>
#include <string.h>

#include "io/countdown_links.h"
#include "io/tables.h"
#include "io/yaml_values.h"
#include "kurs/countdown.h"

enum { REQ = KURS_YAML_REQUIRED };

#define DAYS 86400.0

/* ---- words that stand for a number ---- */

static const char *const channel_words[] = {
#define CHANNEL_WORD(name, dim, unit, doc) #name,
    KURS_CHANNEL_LIST(CHANNEL_WORD)
#undef CHANNEL_WORD
};
static const kurs_dim channel_dims[] = {
#define CHANNEL_DIM(name, dim, unit, doc) KURS_DIM_##dim,
    KURS_CHANNEL_LIST(CHANNEL_DIM)
#undef CHANNEL_DIM
};

static const char *const figure_words[] = {
#define FIGURE_WORD(name, dim, least, most) #name,
    KURS_FIGURE_LIST(FIGURE_WORD)
#undef FIGURE_WORD
};
static const kurs_yaml_row figure_values[] = {
#define FIGURE_VALUE(name, dim_, least, most)                                                      \
    {.key = "to",                                                                                  \
     .kind = KURS_YAML_QUANTITY,                                                                   \
     .dim = KURS_DIM_##dim_,                                                                       \
     .min = least,                                                                                 \
     .max = most,                                                                                  \
     .doc = "its value under the fault"},
    KURS_FIGURE_LIST(FIGURE_VALUE)
#undef FIGURE_VALUE
};

static const char *const action_words[] = {
#define ACTION_WORD(name) #name,
    KURS_ACTION_LIST(ACTION_WORD)
#undef ACTION_WORD
};
static const char *const act_words[] = {"hold", "stop", "scrub"};

/* The place of a word in a list; -1 with an error. */
static int read_word(kurs_yaml_reader *r, int node, const char *const *words, int count,
                     const char *what)
{
    const char *text = kurs_yaml_scalar(r, node, what);
    for (int i = 0; text && i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            return i;
        }
    }
    if (text) {
        kurs_yaml_fail_name(r, node, KURS_ERR_SCHEMA, what, words, count);
    }
    return -1;
}

static void read_action(kurs_yaml_reader *r, int node, void *base)
{
    const int at = read_word(r, node, action_words, KURS_ACTION_COUNT, "action");
    ((kurs_countdown_step *)base)->action = at < 0 ? KURS_ACTION_nothing : (kurs_action)at;
}

/* Names of steps and actors lead somewhere once all of the file is read: kurs_countdown_link. */
static void read_name(kurs_yaml_reader *r, int node, void *base)
{
    (void)base;
    (void)kurs_yaml_scalar(r, node, "a name of this file");
}

static void read_names(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_yaml_node *list = &r->tree->nodes[node];
    (void)base;
    if (list->type != KURS_YAML_SEQUENCE) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "'after' is not a list\nwrite the names of "
                       "steps in brackets: [gyros_on]");
    } else if (list->children > KURS_MAX_AFTER) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_FULL, "'after' has %d items\nat most %d have room",
                       list->children, KURS_MAX_AFTER);
    }
    for (int e = list->type == KURS_YAML_SEQUENCE ? list->first : -1; e >= 0;
         e = r->tree->nodes[e].next) {
        (void)kurs_yaml_scalar(r, e, "the name of a step");
    }
}

static void read_channel(kurs_yaml_reader *r, int node, void *base)
{
    const int at = read_word(r, node, channel_words, KURS_CHANNEL_COUNT, "channel");
    ((kurs_condition *)base)->channel = at < 0 ? KURS_CHANNEL_COUNT : (kurs_channel)at;
}

static void read_act(kurs_yaml_reader *r, int node, void *base)
{
    const int at = read_word(r, node, act_words, 3, "action");
    ((kurs_condition *)base)->act = at < 0 ? KURS_CONDITION_HOLD : (kurs_condition_act)at;
}

/* A limit has the unit of its channel, which is read before it. */
static void read_limit(kurs_yaml_reader *r, int node, kurs_condition *k, int at_least)
{
    if ((unsigned)k->channel >= KURS_CHANNEL_COUNT) {
        return; /* that has its own error */
    }
    const kurs_yaml_row row = {.key = at_least ? "at_least" : "at_most",
                               .kind = KURS_YAML_QUANTITY,
                               .dim = channel_dims[k->channel],
                               .doc = "the limit of the channel"};
    k->at_least = at_least;
    kurs_yaml_value(r, &row, node, &k->limit);
}

static void read_at_least(kurs_yaml_reader *r, int node, void *base)
{
    read_limit(r, node, base, 1);
}

static void read_at_most(kurs_yaml_reader *r, int node, void *base)
{
    read_limit(r, node, base, 0);
}

static void read_figure(kurs_yaml_reader *r, int node, void *base)
{
    const int at = read_word(r, node, figure_words, KURS_FIGURE_COUNT, "figure");
    ((kurs_fault_change *)base)->figure = at < 0 ? KURS_FIGURE_COUNT : (kurs_figure)at;
}

static void read_change_value(kurs_yaml_reader *r, int node, void *base)
{
    kurs_fault_change *c = base;
    if ((unsigned)c->figure < KURS_FIGURE_COUNT) {
        kurs_yaml_value(r, &figure_values[c->figure], node, &c->value);
    }
}

/* ---- steps ---- */

/* clang-format off */

#define STEP_ROWS(lo, hi, when) \
    K_QUANTITY(kurs_countdown_step, t_s, "t", REQ, TIME, lo, hi, when), \
    K_TEXT(kurs_countdown_step, id, "id", REQ, "the step's name"), \
    K_TEXT(kurs_countdown_step, text, "text", REQ, "what happens, for people"), \
    K_QUANTITY_OR(kurs_countdown_step, load_a, "load", NAN, CURRENT, 0.0, 1e4, "current drawn from the launch battery from here on"), \
    K_CALL("does", 0, read_action, "what it does to the models"), \
    K_CALL("go", 0, read_name, "who gives go, one of 'actors'")

static const kurs_yaml_row step_rows[] = {
    STEP_ROWS(-10.0 * DAYS, 0.0, "before lift-off, negative"),
    K_QUANTITY(kurs_countdown_step, wait_s, "wait", 0, TIME, 0.0, DAYS, "its go may come this much later without stopping the clock"),
    K_QUANTITY(kurs_countdown_step, hold_s, "hold", 0, TIME, 0.0, DAYS, "planned hold before it, at the longest"),
    K_CALL("after", 0, read_names, "steps that must have been done"),
};
static K_TABLE(step_table, "a step of the countdown", step_rows, kurs_countdown_step, .graded = 1);
static const kurs_yaml_row step_item = {.key = "steps", .kind = KURS_YAML_MAP, .table = &step_table, .doc = "a step"};

static const kurs_yaml_row safing_rows[] = {
    STEP_ROWS(0.0, DAYS, "after the stop"),
};
static K_TABLE(safing_table, "a step of safing", safing_rows, kurs_countdown_step, .graded = 1);
static const kurs_yaml_row safing_item = {.key = "safing", .kind = KURS_YAML_MAP, .table = &safing_table, .doc = "a step"};

static const kurs_yaml_row actor_item = {.key = "actors", .kind = KURS_YAML_TEXT, .size = KURS_ID_SIZE, .doc = "who can give go"};

/* ---- conditions and faults ---- */

static const kurs_yaml_row condition_rows[] = {
    K_TEXT(kurs_condition, id, "id", REQ, "the condition's name"),
    K_CALL("channel", REQ, read_channel, "what is watched"),
    K_CALL("at_least", 0, read_at_least, "the limit below which it is broken"),
    K_CALL("at_most", 0, read_at_most, "the limit above which it is broken"),
    K_CALL("from", REQ, read_name, "the step from which it is in force"),
    K_CALL("to", 0, read_name, "the step at which it ends"),
    K_QUANTITY(kurs_condition, settle_s, "settle", 0, TIME, 0.0, DAYS, "in force this long after 'from'"),
    K_QUANTITY(kurs_condition, lasting_s, "lasting", 0, TIME, 0.0, DAYS, "broken for this long before it acts"),
    K_CALL("action", REQ, read_act, "hold, stop or scrub"),
    K_CALL("says", 0, read_name, "who calls it off, one of 'actors'"),
};

static void check_condition(kurs_yaml_reader *r, int node, void *base)
{
    const int low = kurs_yaml_find(r->tree, node, "at_least") >= 0;
    const int high = kurs_yaml_find(r->tree, node, "at_most") >= 0;
    (void)base;
    if (low == high) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "a condition has one limit\nwrite 'at_least: ...' or 'at_most: ...'");
    }
}
static K_TABLE(condition_table, "a condition", condition_rows, kurs_condition, .graded = 1, .check = check_condition);
static const kurs_yaml_row condition_item = {.key = "conditions", .kind = KURS_YAML_MAP, .table = &condition_table, .doc = "a condition"};

static const kurs_yaml_row change_rows[] = {
    K_CALL("what", REQ, read_figure, "the figure that it changes"),
    K_CALL("to", REQ, read_change_value, "its value under the fault"),
};
static K_TABLE(change_table, "a change", change_rows, kurs_fault_change, .graded = 1);
static const kurs_yaml_row change_item = {.key = "changes", .kind = KURS_YAML_MAP, .table = &change_table, .doc = "a change"};

static const kurs_yaml_row fault_rows[] = {
    K_TEXT(kurs_known_fault, id, "id", REQ, "the name that a mission uses"),
    K_TEXT(kurs_known_fault, text, "text", REQ, "what it is, for people"),
    K_LIST(kurs_known_fault, changes, change_count, "changes", REQ, KURS_MAX_CHANGES, &change_item, "the figures that it changes"),
};
static K_TABLE(fault_table, "a fault", fault_rows, kurs_known_fault, .graded = 1);
static const kurs_yaml_row fault_item = {.key = "faults", .kind = KURS_YAML_MAP, .table = &fault_table, .doc = "a fault"};

/* ---- models ---- */

static const kurs_yaml_row battery_rows[] = {
    K_INT(kurs_battery, cells, "cells", REQ | KURS_YAML_FIGURE, 1, KURS_MAX_CELLS, "cells in series"),
    K_QUANTITY(kurs_battery, capacity_as, "capacity", REQ, CHARGE, 1.0, 1e9, "charge when full"),
    K_QUANTITY(kurs_battery, charge, "charge", REQ, NONE, 0.0, 1.0, "part of the capacity at the start of the countdown"),
    K_CURVE(kurs_battery, emf, "emf", REQ, NONE, VOLTAGE, 0.0, 100.0, "voltage at rest of a cell against its charge"),
    K_QUANTITY(kurs_battery, resistance_ohm, "resistance", REQ, RESISTANCE, 0.0, 1e3, "of a cell, full and at 'reference'"),
    K_CURVE(kurs_battery, rise, "rise", REQ, NONE, NONE, 0.0, 1e4, "factor to the resistance against the charge"),
    K_QUANTITY(kurs_battery, reference_k, "reference", REQ, TEMPERATURE, 200.0, 400.0, "temperature of 'resistance'"),
    K_QUANTITY(kurs_battery, doubling_k, "doubling", REQ, TEMPERATURE, 1.0, 1e3, "the resistance doubles for each of these colder"),
    K_QUANTITY(kurs_battery, polarisation_ohm, "polarisation", REQ, RESISTANCE, 0.0, 1e3, "the part of the drop that comes with a delay, whole battery"),
    K_QUANTITY(kurs_battery, relaxation_s, "relaxation", REQ, TIME, 0.0, DAYS, "that delay"),
    K_QUANTITY(kurs_battery, ambient_k, "ambient", REQ, TEMPERATURE, 200.0, 350.0, "temperature around it, and its own at the start"),
    K_QUANTITY(kurs_battery, heat_capacity_j_k, "heat_capacity", REQ, HEAT_CAPACITY, 1.0, 1e9, "of the whole battery"),
    K_QUANTITY(kurs_battery, heat_loss_w_k, "heat_loss", REQ, HEAT_LOSS, 0.0, 1e6, "to what is around it"),
};
static void check_battery(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_curve *emf = &((kurs_battery *)base)->emf, *rise = &((kurs_battery *)base)->rise;
    for (int i = 0; i + 1 < emf->count; i++) {
        if (!(emf->y[i + 1] >= emf->y[i])) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "emf"), 0, KURS_ERR_RANGE,
                           "a cell's voltage is higher with less charge\nlet it not fall from empty to full");
            return;
        }
    }
    for (int k = 0; k < 2; k++) {
        const kurs_curve *curve = k ? rise : emf;
        if (!(curve->x[0] >= 0.0 && curve->x[curve->count - 1] <= 1.0)) {
            kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, k ? "rise" : "emf"), 0, KURS_ERR_RANGE,
                           "a charge is outside of 0 to 1\nwrite it as part of the capacity");
        }
    }
}
static K_TABLE(battery_table, "a battery", battery_rows, kurs_battery, .graded = 1, .check = check_battery);

static const kurs_yaml_row tank_rows[] = {
    K_QUANTITY(kurs_tank_gas, ambient_pa, "ambient", REQ, PRESSURE, 1e3, 2e5, "pressure around"),
    K_QUANTITY(kurs_tank_gas, supply_pa, "supply", REQ, PRESSURE, 1e3, 1e8, "pressure that is filled to"),
    K_QUANTITY(kurs_tank_gas, fill_s, "fill", REQ, TIME, 0.1, DAYS, "time constant of filling"),
    K_QUANTITY(kurs_tank_gas, leak_s, "leak", REQ, TIME, 0.1, 1e12, "time constant of the leak of a sound tank"),
    K_QUANTITY(kurs_tank_gas, vent_s, "vent", REQ, TIME, 0.1, DAYS, "time constant of venting"),
};
static K_TABLE(tank_table, "the gas of the tanks", tank_rows, kurs_tank_gas, .graded = 1);

static const kurs_yaml_row gyro_rows[] = {
    K_QUANTITY(kurs_gyro, speed_rad_s, "speed", REQ, SPIN, 1.0, 1e5, "full speed"),
    K_QUANTITY(kurs_gyro, spin_up_s, "spin_up", REQ, TIME, 0.1, DAYS, "time constant of spinning up"),
    K_QUANTITY(kurs_gyro, uncage_rad_s, "uncage", REQ, SPIN, 1.0, 1e5, "lowest speed at which they may be uncaged"),
};
static void check_gyro(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_gyro *g = base;
    if (!(g->uncage_rad_s < g->speed_rad_s)) {
        kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "uncage"), 0, KURS_ERR_RANGE,
                       "the gyros never come to this speed\ngive one below 'speed'");
    }
}
static K_TABLE(gyro_table, "the gyros", gyro_rows, kurs_gyro, .graded = 1, .check = check_gyro);

static const kurs_yaml_row check_rows[] = {
    K_QUANTITY(kurs_leak_check, overpressure_pa, "overpressure", REQ, PRESSURE, 1.0, 2e5, "shut in for the check"),
    K_QUANTITY(kurs_leak_check, seal_s, "seal", REQ, TIME, 0.1, 1e12, "time constant of the loss through a sound seal"),
    K_QUANTITY(kurs_leak_check, length_s, "length", REQ, TIME, 1.0, DAYS, "length of the check"),
};
static K_TABLE(check_table, "a leak check", check_rows, kurs_leak_check, .graded = 1);

static const kurs_yaml_row engine_rows[] = {
    K_QUANTITY(kurs_engine_start, level, "level", REQ, NONE, 0.0, 1.0, "first level, part of full thrust"),
    K_QUANTITY(kurs_engine_start, lag_s, "lag", REQ, TIME, 0.01, 60.0, "time constant of the thrust"),
};
static K_TABLE(engine_table, "the start of the engines", engine_rows, kurs_engine_start, .graded = 1);

/* ---- all of it ---- */

static const kurs_yaml_row countdown_rows[] = {
    K_TEXT(kurs_countdown, name, "name", REQ, "name for people"),
    K_QUANTITY(kurs_countdown, launch_command_s, "launch_command", REQ, TIME, -DAYS, 0.0, "the last automatic stop is at this command"),
    K_QUANTITY(kurs_countdown, tanking_s, "tanking_start", REQ, TIME, -10.0 * DAYS, 0.0, "the rocket's propellant comes aboard from here on"),
    K_QUANTITY(kurs_countdown, tanked_s, "tanking_end", REQ, TIME, -10.0 * DAYS, 0.0, "all of it is aboard"),
    K_QUANTITY(kurs_countdown, recycle_s, "recycle", REQ, TIME, 0.0, 30.0 * DAYS, "shortest time from a scrub to the next lift-off"),
    K_CALL("recycle_to", 0, read_name, "the step at which the next attempt begins to count"),
    K_LIST(kurs_countdown, actors, actor_count, "actors", 0, KURS_MAX_ACTORS, &actor_item, "who can give go"),
    K_MAP(kurs_countdown, models.battery, "battery", REQ, &battery_table, "the battery that feeds the launch"),
    K_MAP(kurs_countdown, models.tank, "tanks", REQ, &tank_table, "the gas in the propellant tanks"),
    K_MAP(kurs_countdown, models.gyro, "gyros", REQ, &gyro_table, "the gyros of the rocket"),
    K_MAP(kurs_countdown, models.engine, "engines", REQ, &engine_table, "the start of the engines"),
    K_MAP(kurs_countdown, models.hatch, "hatch_check", 0, &check_table, "the leak check of the hatch"),
    K_MAP(kurs_countdown, models.suit, "suit_check", 0, &check_table, "the leak check of the suits"),
    K_LIST(kurs_countdown, steps, step_count, "steps", REQ, KURS_MAX_STEPS, &step_item, "the steps, first to last"),
    K_LIST(kurs_countdown, conditions, condition_count, "conditions", 0, KURS_MAX_CONDITIONS, &condition_item, "what is watched"),
    K_LIST(kurs_countdown, safing, safing_count, "safing", 0, KURS_MAX_SAFING, &safing_item, "what makes the pad safe after a stop, first to last"),
    K_LIST(kurs_countdown, faults, fault_count, "faults", 0, KURS_MAX_KNOWN_FAULTS, &fault_item, "the faults that a mission can name"),
};

/* clang-format on */

K_TABLE(kurs_schema_countdown, "a countdown", countdown_rows, kurs_countdown, .graded = 1,
        .check = kurs_countdown_link);
