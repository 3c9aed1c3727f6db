/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/wind.h"

#include <math.h>
#include <string.h>

#include "math/math.h"

#define WIND_LIMIT 300.0
#define YEAR_DAYS 365.25
#define MID_JANUARY 15.0

/* km; east and north [m/s] in mid-January and in mid-July. Source: data/earth/SOURCE.md. */
static const struct season_row {
    double h_km, east_january, north_january, east_july, north_july;
} seasons[] = {
    {0.0, 1.0, -1.0, 0.5, -2.0},   {2.0, 5.0, -1.0, 3.0, -1.5},   {5.0, 12.0, -2.0, 9.0, -1.0},
    {9.0, 22.0, -3.0, 17.0, -1.0}, {12.0, 25.0, -3.0, 21.0, 0.0}, {16.0, 18.0, -2.0, 9.0, 0.0},
    {20.0, 13.0, -1.0, 0.0, 0.0},  {25.0, 14.0, 0.0, -6.0, 0.0},  {30.0, 19.0, 0.0, -11.0, 0.0},
    {40.0, 33.0, 1.0, -24.0, 0.0}, {50.0, 47.0, 2.0, -38.0, 0.0}, {60.0, 55.0, 2.0, -48.0, 1.0},
    {70.0, 46.0, 0.0, -47.0, 1.0}, {80.0, 25.0, 0.0, -25.0, 0.0}, {90.0, 5.0, 0.0, 15.0, -5.0},
    {100.0, 0.0, 0.0, 25.0, 0.0},  {120.0, 0.0, 0.0, 0.0, 0.0},
};

enum { SEASON_ROWS = sizeof seasons / sizeof seasons[0] };

static int row_is_wind(const kurs_wind_row *row)
{
    return isfinite(row->h) && fabs(row->east) <= WIND_LIMIT && fabs(row->north) <= WIND_LIMIT;
}

kurs_status kurs_wind_profile_init(kurs_wind_profile *out, const kurs_wind_row *rows, int count)
{
    if (count < 1 || count > KURS_WIND_ROWS_MAX) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < count; i++) {
        if (!row_is_wind(&rows[i]) || (i > 0 && !(rows[i].h > rows[i - 1].h))) {
            return KURS_ERR_ARGUMENT;
        }
    }
    memset(out, 0, sizeof *out);
    out->count = count;
    memcpy(out->rows, rows, (size_t)count * sizeof *rows);
    return KURS_OK;
}

kurs_status kurs_wind_profile_baikonur(kurs_wind_profile *out, int day_of_year)
{
    kurs_wind_row rows[SEASON_ROWS];
    if (day_of_year < 1 || day_of_year > 366) {
        return KURS_ERR_ARGUMENT;
    }
    const double january = 0.5 + 0.5 * cos(2.0 * KURS_PI * (day_of_year - MID_JANUARY) / YEAR_DAYS);
    for (int i = 0; i < SEASON_ROWS; i++) {
        const struct season_row *s = &seasons[i];
        rows[i].h = 1000.0 * s->h_km;
        rows[i].east = s->east_july + january * (s->east_january - s->east_july);
        rows[i].north = s->north_july + january * (s->north_january - s->north_july);
    }
    return kurs_wind_profile_init(out, rows, SEASON_ROWS);
}

kurs_status kurs_wind_profile_season(kurs_wind_profile *out, const kurs_winds *winds)
{
    kurs_wind_row rows[KURS_WINDS_LEVELS_MAX];
    if (winds->level_count < 1 || winds->level_count > KURS_WINDS_LEVELS_MAX) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < winds->level_count; i++) {
        const kurs_winds_level *level = &winds->levels[i];
        rows[i] = (kurs_wind_row){level->h_m, -level->speed_m_s * sin(level->from),
                                  -level->speed_m_s * cos(level->from)};
    }
    return kurs_wind_profile_init(out, rows, winds->level_count);
}

kurs_status kurs_wind_gust_season(kurs_wind_gust *out, const kurs_winds *winds, double middle,
                                  double toward)
{
    double h[KURS_WINDS_GUSTS_MAX], speed[KURS_WINDS_GUSTS_MAX], length[KURS_WINDS_GUSTS_MAX];
    const int n = winds->gust_count;
    if (n < 1 || n > KURS_WINDS_GUSTS_MAX || !isfinite(middle) || !isfinite(toward)) {
        return KURS_ERR_ARGUMENT;
    }
    for (int i = 0; i < n; i++) {
        h[i] = winds->gusts[i].h_m;
        speed[i] = winds->gusts[i].speed_m_s;
        length[i] = winds->gusts[i].length_m;
    }
    const double peak = kurs_interp(h, speed, n, middle);
    const double all = kurs_interp(h, length, n, middle);
    *out = (kurs_wind_gust){middle - 0.5 * all, all, peak * sin(toward), peak * cos(toward)};
    return KURS_OK;
}

kurs_wind_row kurs_wind_gust_at(const kurs_wind_gust *gust, double h)
{
    const double x = (h - gust->h) / gust->length;
    const double part = x > 0.0 && x < 1.0 ? 0.5 - 0.5 * cos(2.0 * KURS_PI * x) : 0.0;
    return (kurs_wind_row){h, part * gust->east, part * gust->north};
}

kurs_wind_row kurs_wind_at(const kurs_wind_profile *profile, double h)
{
    const kurs_wind_row *rows = profile->rows;
    int above = 0;
    while (above < profile->count && rows[above].h <= h) {
        above++;
    }
    if (above == 0 || above == profile->count) {
        const kurs_wind_row *end = &rows[above == 0 ? 0 : above - 1];
        return (kurs_wind_row){h, end->east, end->north};
    }
    const kurs_wind_row *a = &rows[above - 1], *b = &rows[above];
    const double x = (h - a->h) / (b->h - a->h);
    return (kurs_wind_row){h, a->east + x * (b->east - a->east),
                           a->north + x * (b->north - a->north)};
}

kurs_vec3 kurs_wind_vector(const kurs_wind_profile *profile, double h, kurs_vec3 pole, kurs_vec3 up)
{
    const kurs_vec3 toward_east = v3_cross(pole, up);
    const double level = v3_norm(toward_east);
    if (!profile || profile->count == 0 || !(level > 1e-9)) {
        return v3(0.0, 0.0, 0.0);
    }
    const kurs_wind_row row = kurs_wind_at(profile, h);
    const kurs_vec3 east = v3_scale(1.0 / level, toward_east);
    return v3_axpy(v3_scale(row.east, east), row.north, v3_cross(up, east));
}
