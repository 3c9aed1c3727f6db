/* SPDX-License-Identifier: Apache-2.0 */
/* Relative motion: the ship's telemetry against the station's orbit of the mission file. */
#include "app/report_parts.h"

#include <math.h>

#include "app/station.h"
#include "base/base.h"
#include "kurs/ephemeris.h"
#include "kurs/frames.h"
#include "math/math.h"

/* Where the ship is, seen from the station: along its orbit (ahead is positive) and above it. */
typedef struct seen {
    double *along_km, *above_km;
    size_t count;
} seen;

/* Angle along the station's orbit from the station to the ship [rad, -pi to pi], height of the
 * ship over the station [m]. */
static void look(kurs_state ship, kurs_state station, double *angle, double *above)
{
    const kurs_mat3 axes = kurs_rtn_axes(station);
    const kurs_vec3 r = kurs_m3_mulv(axes, ship.r);
    *angle = atan2(r.y, r.x);
    *above = v3_norm(ship.r) - v3_norm(station.r);
}

/* The set nearest to the middle of the span serves all of it, so that nothing jumps; where the
 * station burns after that, the one at contact. */
static kurs_status watch(const kurs_mission *mission, kurs_row_span span, seen *out)
{
    kurs_ephemeris ephemeris;
    kurs_status status = kurs_station_ephemeris(mission, &ephemeris);
    if (status < 0) {
        return status;
    }
    const kurs_sgp4 *set = &ephemeris.sets[kurs_ephemeris_meeting(
        &ephemeris, span.first[span.count / 2].t, span.first[span.count - 1].t)];
    kurs_earth earth = {.t_ref = kurs_tai_add(span.first[0].t, -10.0 * KURS_EARTH_SPAN_S)};
    double after = 0.0;
    for (size_t i = span.count; i-- > 0;) { /* back from contact, where the angle is known: small */
        const kurs_row *row = &span.first[i];
        if (fabs(kurs_tai_diff(row->t, earth.t_ref)) > 0.5 * KURS_EARTH_SPAN_S) {
            status = kurs_earth_init(&earth, row->t);
            if (status < 0) {
                return status;
            }
        }
        kurs_state station;
        double angle, above;
        status = kurs_sgp4_state_gcrf(set, &earth, kurs_tai_diff(row->t, earth.t_ref), &station);
        if (status < 0) {
            return status;
        }
        look(row->s_gcrf, station, &angle, &above);
        after += kurs_wrap_pi(angle - after);
        out->along_km[i] = after * v3_norm(station.r) / 1e3;
        out->above_km[i] = above / 1e3;
    }
    out->count = span.count;
    return KURS_OK;
}

static kurs_status put_far(FILE *out, const seen *s)
{
    const kurs_series line = {NULL, s->along_km, s->above_km, s->count, KURS_INK_BLUE, 0};
    const kurs_spot spots[] = {
        {0.0, 0.0, "station", KURS_INK_GREEN},
        {s->along_km[0], s->above_km[0], "insertion", KURS_INK_BLUE},
    };
    const kurs_chart chart = {
        .x = {"Distance along the orbit of the station, km", (double)NAN, (double)NAN, 0, 0},
        .y = {"Height less the height of the station, km", (double)NAN, (double)NAN, 0, 0},
        .series = &line,
        .series_count = 1,
        .spots = spots,
        .spot_count = 2};
    const kurs_figure_head head = {
        "relfar", "Chart: height of the ship under the station against distance along its orbit",
        "The chase, seen from the station: lower is faster, so the ship comes from behind and "
        "below.",
        490.0, 260.0};
    return kurs_put_chart(out, &head, &chart);
}

static kurs_status put_near(FILE *out, const seen *s)
{
    size_t first = s->count - 1;
    while (first > 0 && hypot(s->along_km[first - 1], s->above_km[first - 1]) < 60.0) {
        first--;
    }
    const kurs_series line = {
        NULL, s->along_km + first, s->above_km + first, s->count - first, KURS_INK_BLUE, 0};
    const kurs_spot station = {0.0, 0.0, "station", KURS_INK_GREEN};
    const kurs_chart chart = {.x = {"Ahead of the station, km", (double)NAN, (double)NAN, 0, 0},
                              .y = {"Above the station, km", (double)NAN, (double)NAN, 0, 0},
                              .series = &line,
                              .series_count = 1,
                              .spots = &station,
                              .spot_count = 1,
                              .equal_scale = 1};
    const kurs_figure_head head = {
        "relnear", "Chart: the last 60 km, height against distance along the orbit",
        "The last 60 km, true to scale: left is behind the station, down is towards the Earth.",
        490.0, 260.0};
    return s->count - first < 3 ? KURS_OK : kurs_put_chart(out, &head, &chart);
}

kurs_status kurs_figures_relative(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    if (!m.insertion || !m.contact || !report->mission || report->mission->orbit_count < 1) {
        return KURS_OK;
    }
    const kurs_row_span span = kurs_rows_between(report->record, m.insertion->t, m.contact->t);
    if (span.count < 3) {
        return KURS_OK;
    }
    double *memory = kurs_alloc_array(2 * span.count, sizeof *memory);
    if (!memory) {
        return KURS_ERR_MEMORY;
    }
    seen s = {memory, memory + span.count, 0};
    kurs_status status = watch(report->mission, span, &s);
    if (status == KURS_ERR_MEMORY || s.count == 0) {
        kurs_free(
            memory); /* a station whose orbit cannot be told is no reason to lose the report */
        return status == KURS_ERR_MEMORY ? status : KURS_OK;
    }
    fputs("<div class=\"pair\">\n", out);
    status = put_far(out, &s);
    if (status >= 0) {
        status = put_near(out, &s);
    }
    fputs("</div>\n", out);
    kurs_free(memory);
    return status;
}
