/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tables.h"

#include "kurs/vehicle.h"
#include "kurs/winds.h"
#include "math/math.h"

enum { REQ = KURS_YAML_REQUIRED };

_Static_assert(sizeof((kurs_winds *)0)->id == KURS_ID_SIZE, "an id of a referenced file");

/* clang-format off */

static const kurs_yaml_row level_rows[] = {
    K_QUANTITY(kurs_winds_level, h_m, "height", REQ, LENGTH, -500.0, 2e5, "over the ellipsoid"),
    K_QUANTITY(kurs_winds_level, speed_m_s, "speed", REQ, SPEED, 0.0, 200.0, "mean speed"),
    K_QUANTITY(kurs_winds_level, from, "direction", REQ, ANGLE, 0.0, 360.0 * KURS_DEG, "whence it blows, from north over east"),
};
static K_TABLE(level_table, "a level of the wind", level_rows, kurs_winds_level, .graded = 1);
static const kurs_yaml_row level_item = {.key = "levels", .kind = KURS_YAML_MAP, .table = &level_table, .doc = "a level"};

static const kurs_yaml_row gust_rows[] = {
    K_QUANTITY(kurs_winds_gust, h_m, "height", REQ, LENGTH, -500.0, 2e5, "over the ellipsoid"),
    K_QUANTITY(kurs_winds_gust, speed_m_s, "speed", REQ, SPEED, 0.0, 100.0, "what it adds at its middle"),
    K_QUANTITY(kurs_winds_gust, length_m, "length", REQ, LENGTH, 1.0, 1e4, "from its beginning to its end"),
};
static K_TABLE(gust_table, "a gust", gust_rows, kurs_winds_gust, .graded = 1);
static const kurs_yaml_row gust_item = {.key = "gusts", .kind = KURS_YAML_MAP, .table = &gust_table, .doc = "a gust"};

static const kurs_yaml_row winds_rows[] = {
    K_TEXT(kurs_winds, name, "name", REQ, "name for people"),
    K_LIST(kurs_winds, levels, level_count, "levels", REQ, KURS_WINDS_LEVELS_MAX, &level_item, "the mean wind, the lowest level first"),
    K_LIST(kurs_winds, gusts, gust_count, "gusts", 0, KURS_WINDS_GUSTS_MAX, &gust_item, "the gusts to reckon with, the lowest first"),
};

/* clang-format on */

/* Heights of a list rise; `h` is that of the first item, `step` bytes apart. */
static void check_heights(kurs_yaml_reader *r, int node, const char *list, const char *h,
                          size_t step, int count)
{
    const int at = kurs_yaml_find(r->tree, node, list);
    int item = at >= 0 ? r->tree->nodes[at].first : -1;
    for (int i = 1; i < count; i++) {
        const double below = *(const double *)(const void *)(h + step * (size_t)(i - 1));
        const double above = *(const double *)(const void *)(h + step * (size_t)i);
        item = r->tree->nodes[item].next;
        if (!(above > below)) {
            kurs_yaml_fail(r, item, 0, KURS_ERR_RANGE,
                           "this height is not over the one before it\nsort '%s' by height, each "
                           "height once",
                           list);
        }
    }
}

static void check_winds(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_winds *w = base;
    check_heights(r, node, "levels", (const char *)&w->levels[0].h_m, sizeof w->levels[0],
                  w->level_count);
    check_heights(r, node, "gusts", (const char *)&w->gusts[0].h_m, sizeof w->gusts[0],
                  w->gust_count);
}
K_TABLE(kurs_schema_winds, "winds", winds_rows, kurs_winds, .graded = 1, .check = check_winds);
