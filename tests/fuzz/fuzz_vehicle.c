/* SPDX-License-Identifier: Apache-2.0 */
/* Files of rockets, ships, escape systems and winds; a rocket that the reader takes is flown, as a
 * point to its end and as a body for a while, a wind is looked up. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/tables.h"
#include "kurs/escape.h"
#include "kurs/vehicle.h"
#include "kurs/wind.h"
#include "math/math.h"
#include "sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kurs_diag diag;
static const kurs_sink nobody;

/* What a refusal says has a place and a remedy. */
static kurs_status read(const kurs_yaml_table *table, const uint8_t *data, size_t size, void *out)
{
    kurs_diag_init(&diag);
    const kurs_status status =
        kurs_yaml_load_text("/nowhere/v.yaml", (const char *)data, size, table, 0, out, &diag);
    if ((status < 0) != (diag.count > 0)) {
        abort();
    }
    for (int i = 0; i < diag.count; i++) {
        const kurs_diag_item *item = &diag.items[i];
        if (!item->what[0] || !item->remedy[0] || (item->line > 0 && item->column < 1)) {
            abort();
        }
    }
    return status;
}

static void fly(const kurs_rocket *rocket)
{
    static kurs_ascent_flight body;
    static kurs_earth earth;
    static int made;
    const kurs_site site = {.lat = 46.0 * KURS_DEG, .lon = 63.6 * KURS_DEG, .height_m = 100.0};
    const kurs_ascent_plan plan = {.liftoff = {764556970, 0.0},
                                   .normal_gcrf = v3_unit(v3(0.5, -0.6, 0.62)),
                                   .azimuth = 1.1,
                                   .r_m = 6578e3,
                                   .v_m_s = 7800.0};
    if (!made && kurs_earth_init(&earth, plan.liftoff) < 0) {
        abort();
    }
    made = 1;
    const kurs_point_setup setup = {
        .rocket = rocket, .spacecraft_kg = 7000.0, .site = &site, .plan = &plan, .earth = &earth};
    kurs_point_ascent point;
    if (kurs_point_ascent_init(&point, &setup) >= 0) {
        (void)!kurs_point_ascent_run(&point, &setup, INFINITY);
    }
    if (rocket->airframe.known && kurs_ascent6_init(&body, rocket, 7000.0, &site, &plan) >= 0) {
        for (int i = 0; i < 20 && !body.done; i++) {
            if (kurs_ascent_step(&body, rocket, &nobody) < 0) {
                break;
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kurs_rocket rocket;
    static kurs_spacecraft ship;
    static kurs_escape escape;
    static kurs_winds winds;
    static kurs_wind_profile wind;
    memset(&rocket, 0, sizeof rocket);
    if (read(&kurs_schema_rocket, data, size, &rocket) >= 0) {
        fly(&rocket);
    }
    memset(&ship, 0, sizeof ship);
    (void)!read(&kurs_schema_spacecraft, data, size, &ship);
    memset(&escape, 0, sizeof escape);
    (void)!read(&kurs_schema_escape, data, size, &escape);
    memset(&winds, 0, sizeof winds);
    if (read(&kurs_schema_winds, data, size, &winds) >= 0) {
        if (kurs_wind_profile_season(&wind, &winds) < 0 ||
            !isfinite(kurs_wind_at(&wind, 12e3).east)) {
            abort();
        }
    }
    return 0;
}
