/* SPDX-License-Identifier: Apache-2.0 */
/* The Soyuz MS of tests that do not read the vehicle files. */
#ifndef KURS_TESTS_SOYUZ_H
#define KURS_TESTS_SOYUZ_H

#include "kurs/spec.h"
#include "math/math.h"

/* As data/vehicles/soyuz-ms.yaml and data/returns/soyuz.yaml have it: drag areas of the
 * canopies fit 80 m/s under the drogue, 35 m/s under the reefed main canopy and 7.2 m/s at the
 * ground (NASA press kit, Energia). */
static inline kurs_spacecraft soyuz_ms(void)
{
    return (kurs_spacecraft){
        .id = "soyuz-ms",
        .name = "Soyuz MS",
        .mass_kg = 7180.0,
        .propellant_kg = 880.0,
        .orbital_module_kg = 1341.0,
        .descent_module_kg = 2850.0,
        .seats = 3,
        .main = {"SKD", 2950.0, 302.0, 0.0},
        .main_dead_time_s = 3.2,
        .thruster = {"DPO", 137.0, 285.0, 0.0},
        .thrusters_forward = 2,
        .cd_area_m2 = 30.0,
        .spring_speed_m_s = 0.12,
        .entry_area_m2 = 3.8,
        .entry_cd = 1.341,
        .entry_lift_to_drag = 0.248,
        .drogue_deploy_m = 10800.0,
        .pilot_cd_area_m2 = 4.0,
        .drogue_cd_area_m2 = 13.0,
        .main_reefed_cd_area_m2 = 100.0,
        .main_cd_area_m2 = 880.0,
        .drogue_time_s = 28.5,
        .reefed_time_s = 4.0,
        .inflation_s = 1.5,
        .heat_shield_kg = 90.0,
        .soft_landing_height_m = 0.8,
        .soft_landing_force_n = 96500.0,
        .soft_landing_time_s = 0.25,
    };
}

static inline kurs_return_rules soyuz_return_rules(void)
{
    return (kurs_return_rules){
        .undock_to_burn_s = 9000.0,
        .separation_burn_m_s = 0.53,
        .separation_burn_range_m = 20.0,
        .deorbit_m_s = 128.0,
        .module_separation_s = 1680.0,
        .entry_interface_m = 99700.0,
    };
}

static inline kurs_zone zhezkazgan(void)
{
    return (kurs_zone){"zhezkazgan", "Zhezkazgan", 47.36 * KURS_DEG, 69.62 * KURS_DEG, 30e3, 350.0};
}

#endif
