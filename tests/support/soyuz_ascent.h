/* SPDX-License-Identifier: Apache-2.0 */
/* The rocket, ship and pad of the ascent tests, written out in C. */
#ifndef KURS_TESTS_SOYUZ_ASCENT_H
#define KURS_TESTS_SOYUZ_ASCENT_H

#include <stdio.h>

#include "kurs/spec.h"
#include "kurs/vehicle.h"
#include "math/math.h"

static inline kurs_curve curve_of(int n, const double (*rows)[2], double scale)
{
    kurs_curve c = {.count = n};
    for (int i = 0; i < n; i++) {
        c.x[i] = rows[i][0];
        c.y[i] = rows[i][1] * scale;
    }
    return c;
}
#define CURVE(rows, scale) curve_of((int)(sizeof(rows) / sizeof *(rows)), (rows), (scale))

static inline kurs_rocket soyuz_rocket(void)
{
    static const double strapon_level[][2] = {{-15, 0.12}, {0, 1.0}, {112.0, 0.81}, {117.45, 0.0}};
    static const double core_level[][2] = {{-15, 0.12}, {0, 0.985}, {286.68, 0.0}};
    static const double upper_level[][2] = {{286.44, 1.0}};
    static const double drag[][2] = {{0, 0.3625},   {0.8, 0.3625}, {1.068, 0.699}, {1.25, 0.6138},
                                     {1.5, 0.5304}, {2.0, 0.4263}, {2.5, 0.3638},  {3.0, 0.3221},
                                     {4.0, 0.27},   {6.0, 0.2179}, {10.0, 0.1763}, {20.0, 0.145}};
    static const double pitch[][2] = {{0, 90},     {5, 90},     {11, 89.1},  {21, 85.7}, {31, 81.1},
                                      {41, 75.0},  {51, 67.9},  {61, 61.0},  {76, 51.3}, {96, 40.7},
                                      {118, 34.4}, {128, 25.1}, {210, 19.0}, {285, 16.5}};
    kurs_rocket r = {
        .id = "soyuz-2.1a",
        .name = "Soyuz-2.1a",
        .strapon = {.id = "strapon",
                    .count = 4,
                    .dry_kg = 3784,
                    .propellant_kg = 39160,
                    .unusable_kg = 666,
                    .peroxide_kg = 1469,
                    .peroxide_flow_kg_s = 8.5,
                    .engine = {"rd-107a", 1021300, 320.2, (1021300 - 838500) / 101325.0}},
        .core = {.id = "core",
                 .count = 1,
                 .dry_kg = 6545,
                 .propellant_kg = 90100,
                 .unusable_kg = 950,
                 .peroxide_kg = 3120,
                 .peroxide_flow_kg_s = 8.3,
                 .engine = {"rd-108a", 985800, 320.6, (985800 - 792500) / 101325.0}},
        .upper = {.id = "block-i",
                  .count = 1,
                  .dry_kg = 2410,
                  .propellant_kg = 22650,
                  .engine = {"rd-0110", 297930, 326.0, 0.0}},
        .strapon_separation_s = 117.85,
        .core_cutoff_s = 286.68,
        .core_separation_s = 287.70,
        .upper_ignition_s = 286.44,
        .upper_skirt_drop_s = 296.12,
        .upper_skirt_kg = 441,
        .separation_after_cutoff_s = 3.30,
        .tower_kg = 1860,
        .tower_jettison_s = 113.5,
        .fairing_kg = 1645,
        .fairing_jettison_s = 153.5,
        .reference_area_m2 = 29.4,
        .reference_area_core_m2 = 7.07,
        .azimuth_offset = -2.46 * KURS_DEG,
        .perigee_m = 200e3,
        .apogee_m = 242e3,
        .max_axial_g = 4.3,
    };
    r.strapon.level = CURVE(strapon_level, 1.0);
    r.core.level = CURVE(core_level, 1.0);
    r.upper.level = CURVE(upper_level, 1.0);
    r.drag = CURVE(drag, 1.0);
    r.pitch = CURVE(pitch, KURS_DEG);
    return r;
}

static inline kurs_spacecraft soyuz_ship(void)
{
    return (kurs_spacecraft){.id = "soyuz-ms", .name = "Soyuz MS", .mass_kg = 7180};
}

/* Pad 31/6 of Baikonur. */
static inline kurs_site soyuz_site(void)
{
    return (kurs_site){.id = "baikonur-31",
                       .name = "Baikonur 31/6",
                       .lat = 45.9963 * KURS_DEG,
                       .lon = 63.564 * KURS_DEG,
                       .height_m = 100.0};
}

#endif
