/* SPDX-License-Identifier: Apache-2.0 */
/* A short countdown of the kind of data/countdowns/soyuz-crewed.yaml, with round figures. */
#ifndef KURS_TESTS_SOYUZ_COUNTDOWN_H
#define KURS_TESTS_SOYUZ_COUNTDOWN_H

#include <math.h>

#include "kurs/spec.h"

static inline kurs_countdown soyuz_countdown(void)
{
    return (kurs_countdown){
        .id = "soyuz-crewed",
        .name = "Soyuz, crewed",
        .step_count = 9,
        .steps =
            {
                {"batteries_in", "batteries into the rocket", -21600.0, 0.0, NAN},
                {"crew_ingress", "crew enters the ship", -9000.0, NAN, NAN},
                {"escape_system_armed", "launch command supply on", -1800.0, 5.0, 25.0},
                {"gyros_uncaged", "recorders on", -600.0, 12.0, NAN},
                {"key_to_launch", "automatic sequence", -375.0, 20.0, 27.0},
                {"onboard_power", "to on-board power", -60.0, 35.0, NAN},
                {"start_supply", "valves and igniters on the battery", -20.4, 110.0, NAN},
                {"launch_command", "launch", -19.0, NAN, NAN},
                {"umbilical_mast", "upper cable mast swings away", -15.0, NAN, NAN},
            },
        .launch_command_s = -19.0,
        .battery = {.capacity_as = 144000.0,
                    .charge = 0.98,
                    .full_v = 31.0,
                    .empty_v = 26.0,
                    .resistance_ohm = 0.020},
        .weak_charge = 0.80,
        .weak_resistance_ohm = 0.050,
        .recycle_s = 86400.0,
    };
}

#endif
