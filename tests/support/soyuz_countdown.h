/* SPDX-License-Identifier: Apache-2.0 */
/* A short countdown of the kind of data/countdowns/soyuz-crewed.yaml, with round figures: a battery
 * of 26 V empty and 31 V full, 0.020 ohm, which neither warms up nor sags with time. */
#ifndef KURS_TESTS_SOYUZ_COUNTDOWN_H
#define KURS_TESTS_SOYUZ_COUNTDOWN_H

#include <math.h>

#include "kurs/spec.h"

static inline kurs_battery soyuz_battery(void)
{
    return (kurs_battery){.cells = 20,
                          .capacity_as = 144000.0,
                          .charge = 0.98,
                          .emf = {2, {0.0, 1.0}, {1.30, 1.55}},
                          .resistance_ohm = 0.001,
                          .rise = {1, {1.0}, {1.0}},
                          .reference_k = 293.0,
                          .doubling_k = 25.0,
                          .ambient_k = 293.0,
                          .heat_capacity_j_k = 1e12};
}

static inline kurs_pad_models soyuz_pad(void)
{
    return (kurs_pad_models){
        .battery = soyuz_battery(),
        .tank = {1e5, 3e5, 20.0, 1e9, 50.0},
        .gyro = {2500.0, 300.0, 2400.0},
        .hatch = {30e3, 1e6, 1200.0},
        .suit = {35e3, 1e6, 900.0},
        .engine = {0.12, 0.5},
    };
}

static inline kurs_countdown soyuz_countdown(void)
{
    enum { ARMED = 2, UNCAGED = 3, KEY = 4, COMMAND = 7 };
    return (kurs_countdown){
        .id = "soyuz-crewed",
        .name = "Soyuz, crewed",
        .actor_count = 2,
        .actors = {{"launch director"}, {"crew commander"}},
        .step_count = 9,
        .steps =
            {
                {.id = "batteries_in",
                 .text = "batteries into the rocket",
                 .t_s = -21600.0,
                 .load_a = 0.0},
                {.id = "crew_ingress",
                 .text = "crew enters the ship",
                 .t_s = -9000.0,
                 .load_a = NAN},
                {.id = "escape_system_armed",
                 .text = "launch command supply on",
                 .t_s = -1800.0,
                 .load_a = 5.0},
                {.id = "gyros_uncaged", .text = "recorders on", .t_s = -600.0, .load_a = 12.0},
                {.id = "key_to_launch",
                 .text = "automatic sequence",
                 .t_s = -375.0,
                 .load_a = 20.0},
                {.id = "onboard_power", .text = "to on-board power", .t_s = -60.0, .load_a = 35.0},
                {.id = "start_supply",
                 .text = "valves and igniters on the battery",
                 .t_s = -20.4,
                 .load_a = 110.0},
                {.id = "launch_command", .text = "launch", .t_s = -19.0, .load_a = NAN},
                {.id = "umbilical_mast",
                 .text = "upper cable mast swings away",
                 .t_s = -15.0,
                 .load_a = NAN},
            },
        .safing_count = 2,
        .safing =
            {
                {.id = "batteries_off", .text = "batteries off", .t_s = 10.0, .load_a = 0.0},
                {.id = "crew_out",
                 .text = "crew leaves the ship",
                 .t_s = 3600.0,
                 .load_a = NAN,
                 .action = KURS_ACTION_crew_leaves,
                 .go = 1},
            },
        .condition_count = 2,
        .conditions =
            {
                {"supply", KURS_CHANNEL_voltage, 1, 25.0, ARMED, KEY, .act = KURS_CONDITION_STOP},
                {"battery", KURS_CHANNEL_voltage, 1, 27.0, KEY, COMMAND,
                 .act = KURS_CONDITION_STOP},
            },
        .fault_count = 3,
        .faults =
            {
                {"weak-battery",
                 "one cell is weak",
                 2,
                 {{KURS_FIGURE_cell_charge, 0.5}, {KURS_FIGURE_cell_resistance, 30.0}}},
                {"strong-wind", "strong wind", 1, {{KURS_FIGURE_wind, 20.0}}},
                {"no-go", "a go is withheld", 1, {{KURS_FIGURE_go, 0.0}}},
            },
        .models = soyuz_pad(),
        .launch_command_s = -19.0,
        .recycle_s = 86400.0,
    };
}

#endif
