/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an orbit file of any format: sound objects, or errors with their places. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/orbit_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_errors(kurs_status status, const kurs_diag *diag)
{
    check((status < 0) == (diag->count > 0));
    for (int i = 0; i < diag->count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        const kurs_diag_item *item = &diag->items[i];
        check(item->what[0] && item->remedy[0] && item->line >= 0);
        check(item->line == 0 || item->column > 0);
        check(kurs_diag_format(item, line, sizeof line) < sizeof line);
    }
}

static void check_points(const kurs_orbit_object *o)
{
    check((o->point_count > 0) == (o->points != NULL));
    check(o->kind != KURS_ORBIT_OPM || o->point_count == 1);
    check(o->kind != KURS_ORBIT_OEM || o->point_count > 0);
    for (size_t i = 0; i < o->point_count; i++) {
        const kurs_state s = o->points[i].s;
        check(isfinite(s.r.x) && isfinite(s.r.y) && isfinite(s.r.z));
        check(isfinite(s.v.x) && isfinite(s.v.y) && isfinite(s.v.z));
        check(i == 0 || kurs_tai_diff(o->points[i].t, o->points[i - 1].t) > 0.0);
    }
}

static void check_object(const kurs_orbit_object *o)
{
    check(memchr(o->name, 0, sizeof o->name) && memchr(o->id, 0, sizeof o->id));
    check((unsigned)o->frame < KURS_ORBIT_FRAME_COUNT && o->line >= 1);
    check_points(o);
    if (o->kind == KURS_ORBIT_TLE || o->kind == KURS_ORBIT_OMM) {
        check(o->frame == KURS_ORBIT_FRAME_teme && o->point_count == 0);
        check(o->tle.ecc >= 0.0 && o->tle.ecc < 1.0 && o->tle.mean_motion > 0.0);
        check(o->tle.catalog_number >= 0 && o->tle.catalog_number <= 999999999);
        check(isfinite(o->tle.bstar) && isfinite(o->tle.node) && isfinite(o->tle.epoch.f));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kurs_diag diag;
    kurs_orbit_file *file = NULL;
    for (int flags = 0; flags <= KURS_ORBIT_IGNORE_CHECKSUM; flags++) {
        kurs_diag_init(&diag);
        const kurs_status status =
            kurs_orbit_file_parse("fuzz", (const char *)data, size, flags, &file, &diag);
        check_errors(status, &diag);
        if (status < 0) {
            check(file == NULL);
            continue;
        }
        check(kurs_orbit_file_count(file) > 0);
        for (size_t i = 0; i < kurs_orbit_file_count(file); i++) {
            check_object(kurs_orbit_file_object(file, i));
        }
        kurs_orbit_file_destroy(file);
        file = NULL;
    }
    return 0;
}
