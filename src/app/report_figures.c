/* SPDX-License-Identifier: Apache-2.0 */
/* The pictures of a report that are drawn from telemetry alone. */
#include "app/report_parts.h"

#include <math.h>
#include <string.h>

#include "math/math.h"

enum { MAX_UPRIGHTS = 16, MAX_LANDMARKS = 24 };

static const double of_data = (double)NAN; /* an axis ends where its data end */

/* ---- figures of a row ---- */

static double met_s(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->met_s;
}
static double hours(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->met_s / 3600.0;
}
/* Minutes since the instant that ctx points to. */
static double minutes(const kurs_row *row, const void *ctx)
{
    return kurs_tai_diff(row->t, *(const kurs_tai *)ctx) / 60.0;
}
static double height_km(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->alt_m / 1e3;
}
static double speed_km_s(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->speed_earth_m_s / 1e3;
}
static double load_g(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->load_g;
}
static double pressure_kpa(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->dynamic_pressure_pa / 1e3;
}
static double bank_deg(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->bank / KURS_DEG;
}
static double range_km(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->range_m / 1e3;
}
static double range_m(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->range_m;
}
static double closing_m_s(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return -row->range_rate_m_s;
}
static double latitude(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->lat;
}
static double longitude(const kurs_row *row, const void *ctx)
{
    (void)ctx;
    return row->lon;
}

/* ---- a picture of one line ---- */

typedef struct panel {
    kurs_figure_head head;
    kurs_axis x, y;
    kurs_row_figure x_of, y_of;
    const void *ctx;
    kurs_row_span span;
    const kurs_upright *uprights;
    size_t upright_count;
    const kurs_series *also; /* a second line, or NULL */
    kurs_ink ink;
} panel;

/* What a picture has of its own; the rest is as in `common`. */
typedef struct panel_own {
    const char *id, *title, *caption;
    kurs_axis y;
    kurs_row_figure y_of;
    kurs_ink ink;
} panel_own;

static panel panel_of(const panel *common, const panel_own *own)
{
    panel p = *common;
    p.head.id = own->id, p.head.title = own->title, p.head.caption = own->caption;
    p.y = own->y, p.y_of = own->y_of, p.ink = own->ink;
    return p;
}

static kurs_status put_panel(FILE *out, const panel *p)
{
    kurs_columns columns;
    const kurs_status status = kurs_columns_take(p->span, p->x_of, p->y_of, p->ctx, &columns);
    if (status < 0) {
        return status;
    }
    kurs_series series[2] = {
        {p->also ? "simulated" : NULL, columns.x, columns.y, columns.count, p->ink, 0}};
    if (p->also) {
        series[1] = *p->also;
    }
    const kurs_chart chart = {.x = p->x,
                              .y = p->y,
                              .series = series,
                              .series_count = p->also ? 2 : 1,
                              .uprights = p->uprights,
                              .upright_count = p->upright_count};
    const kurs_status put = kurs_put_chart(out, &p->head, &chart);
    kurs_columns_free(&columns);
    return put;
}

static kurs_status put_panels(FILE *out, const panel *common, const panel_own *own, size_t n)
{
    fputs("<div class=\"pair\">\n", out);
    for (size_t i = 0; i < n; i++) {
        const panel p = panel_of(common, &own[i]);
        const kurs_status status = put_panel(out, &p);
        if (status < 0) {
            return status;
        }
    }
    fputs("</div>\n", out);
    return KURS_OK;
}

/* Short names of events for the heads of charts; "" after the last. */
typedef struct short_name {
    const char *id, *name;
} short_name;

static size_t find_uprights(const kurs_record *record, const short_name *names, size_t name_count,
                            kurs_tai zero, double unit_s, kurs_upright *out)
{
    size_t n = 0;
    for (size_t i = 0; i < record->event_count && n < MAX_UPRIGHTS; i++) {
        for (size_t k = 0; k < name_count; k++) {
            if (strcmp(record->events[i].id, names[k].id) == 0) {
                const double at = kurs_tai_diff(record->events[i].t, zero) / unit_s;
                out[n++] = (kurs_upright){at, names[k].name};
                break;
            }
        }
    }
    return n;
}

/* Towns that help to find one's way about (from common atlases). */
static const struct {
    const char *name;
    double lat_deg, lon_deg;
} landmarks[] = {
    {"Zhezkazgan", 47.80, 67.71},  {"Karaganda", 49.80, 73.10}, {"Astana", 51.17, 71.43},
    {"Arkalyk", 50.25, 66.91},     {"Kyzylorda", 44.85, 65.51}, {"Baikonur", 45.62, 63.31},
    {"Kostanay", 53.21, 63.63},    {"Balkhash", 46.84, 74.98},  {"Omsk", 54.99, 73.37},
    {"Novosibirsk", 55.03, 82.92}, {"Barnaul", 53.35, 83.78},   {"Semey", 50.41, 80.23},
    {"Oskemen", 49.95, 82.61},     {"Almaty", 43.24, 76.89},    {"Tashkent", 41.30, 69.24},
    {"Abakan", 53.72, 91.44},
};

static size_t add_landmarks(kurs_marker *markers, size_t n)
{
    for (size_t i = 0; i < sizeof landmarks / sizeof landmarks[0]; i++) {
        markers[n++] =
            (kurs_marker){landmarks[i].lat_deg * KURS_DEG, landmarks[i].lon_deg * KURS_DEG,
                          landmarks[i].name, KURS_INK_MUTED, 1};
    }
    return n;
}

/* ---- ascent ---- */

static const short_name ascent_names[] = {
    {"max_q", "max q"},
    {"escape_tower_jettison", "tower"},
    {"tower_jettison", "tower"},
    {"booster_separation", "boosters"},
    {"fairing_jettison", "fairing"},
    {"core_separation", "core"},
    {"third_stage_cutoff", "cut-off"},
};

/* From lift-off to insertion, or as far as the ascent came. */
static kurs_row_span ascent_span(const kurs_report *report, const kurs_milestones *m)
{
    if (!m->liftoff) {
        return (kurs_row_span){0};
    }
    const kurs_tai end = m->insertion ? m->insertion->t : kurs_tai_add(m->liftoff->t, 1200.0);
    return kurs_rows_between(report->record, m->liftoff->t, end);
}

static kurs_status put_ascent_map(FILE *out, const kurs_report *report, kurs_row_span span)
{
    kurs_columns track;
    kurs_marker markers[MAX_UPRIGHTS + MAX_LANDMARKS];
    size_t n = 0;
    const kurs_status status = kurs_columns_take(span, latitude, longitude, NULL, &track);
    if (status < 0) {
        return status;
    }
    for (size_t i = 0; i < report->record->event_count && n < MAX_UPRIGHTS - 1; i++) {
        const kurs_event *e = &report->record->events[i];
        for (size_t k = 0; k < sizeof ascent_names / sizeof ascent_names[0]; k++) {
            if (strcmp(e->id, ascent_names[k].id) == 0 && strstr(e->id, "separation")) {
                markers[n++] =
                    (kurs_marker){e->lat, e->lon, ascent_names[k].name, KURS_INK_BLUE, 0};
            }
        }
        if (strcmp(e->id, "insertion") == 0) {
            markers[n++] = (kurs_marker){e->lat, e->lon, "in orbit", KURS_INK_BLUE, 0};
        }
    }
    if (report->mission) {
        markers[n++] = (kurs_marker){report->mission->site.lat, report->mission->site.lon,
                                     report->mission->site.name, KURS_INK_VERMILION, 0};
    }
    n = add_landmarks(markers, n);
    const kurs_track line = {NULL, track.x, track.y, track.count, KURS_INK_BLUE, 0};
    kurs_map map = {
        .tracks = &line, .track_count = 1, .markers = markers, .marker_count = n, .scale_bar = 1};
    kurs_map_window(&map, track.x, track.y, track.count, 0.18, 0.1);
    const kurs_figure_head head = {
        "ascentmap", "Map: the way of the rocket over the ground from the pad to orbit",
        "Over the ground: from the pad to orbit, with the places where stages were dropped "
        "(they fall further on).",
        1000.0, 300.0};
    const kurs_status put = kurs_put_map(out, &head, &map);
    kurs_columns_free(&track);
    return put;
}

kurs_status kurs_figures_ascent(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    const kurs_row_span span = ascent_span(report, &m);
    if (span.count < 2) {
        return KURS_OK;
    }
    kurs_upright marks[MAX_UPRIGHTS];
    const size_t n =
        find_uprights(report->record, ascent_names, sizeof ascent_names / sizeof ascent_names[0],
                      m.liftoff->t, 1.0, marks);
    const panel common = {.head = {.w = 490.0, .h = 230.0},
                          .x = {"Time after lift-off, s", 0.0, of_data, 0, 0},
                          .x_of = met_s,
                          .span = span,
                          .uprights = marks,
                          .upright_count = n};
    const panel_own own[] = {
        {"ascheight",
         "Chart: height against time during the ascent",
         "Height over the ellipsoid.",
         {"Height, km", 0.0, of_data, 0, 0},
         height_km,
         KURS_INK_BLUE},
        {"ascspeed",
         "Chart: speed against time during the ascent",
         "Speed with respect to the turning Earth.",
         {"Speed, km/s", 0.0, of_data, 0, 0},
         speed_km_s,
         KURS_INK_GREEN},
        {"ascload",
         "Chart: load on the crew against time during the ascent",
         "Load felt by the crew. It rises as tanks empty and drops as stages shut down.",
         {"Load, g", 0.0, of_data, 0, 0},
         load_g,
         KURS_INK_VERMILION},
        {"ascpressure",
         "Chart: dynamic pressure against time during the ascent",
         "Dynamic pressure: the push of the air on the rocket.",
         {"Dynamic pressure, kPa", 0.0, of_data, 0, 0},
         pressure_kpa,
         KURS_INK_PURPLE},
    };
    const kurs_status status = put_ascent_map(out, report, span);
    return status < 0 ? status : put_panels(out, &common, own, sizeof own / sizeof own[0]);
}

/* ---- the way to the station: range and height ---- */

static const short_name burn_names[] = {
    {"dv1", "DV1"}, {"dv2", "DV2"}, {"dv3", "DV3"}, {"dv4", "DV4"}, {"approach_start", "approach"},
};

static kurs_tai last_instant(const kurs_record *record)
{
    return record->row_count ? record->rows[record->row_count - 1].t : (kurs_tai){0};
}

kurs_status kurs_figures_rendezvous(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    if (!m.insertion || !m.liftoff) {
        return KURS_OK;
    }
    const kurs_tai end = m.contact ? m.contact->t : last_instant(report->record);
    const kurs_row_span span = kurs_rows_between(report->record, m.insertion->t, end);
    if (span.count < 2) {
        return KURS_OK;
    }
    kurs_upright marks[MAX_UPRIGHTS];
    const size_t n =
        find_uprights(report->record, burn_names, sizeof burn_names / sizeof burn_names[0],
                      m.liftoff->t, 3600.0, marks);
    const panel common = {.head = {.w = 490.0, .h = 250.0},
                          .x = {"Time after lift-off, h", of_data, of_data, 0, 0},
                          .x_of = hours,
                          .span = span,
                          .uprights = marks,
                          .upright_count = n};
    const panel_own own[] = {
        {"rdvrange",
         "Chart: distance to the station against time, logarithmic",
         "Distance to the station, each line of the grid ten times the one below.",
         {"Range, km", 0.001, of_data, 1, 0},
         range_km,
         KURS_INK_BLUE},
        {"rdvheight",
         "Chart: height against time during the flight to the station",
         "Height over the ellipsoid: it swings once an orbit, and burns raise it.",
         {"Height, km", of_data, of_data, 0, 0},
         height_km,
         KURS_INK_GREEN},
    };
    return put_panels(out, &common, own, sizeof own / sizeof own[0]);
}

/* ---- approach ---- */

kurs_status kurs_figures_approach(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    const kurs_tai end = m.contact ? m.contact->t : last_instant(report->record);
    kurs_row_span span = kurs_rows_between(report->record, m.insertion ? m.insertion->t : end, end);
    while (span.count > 0 && span.first->phase != KURS_PHASE_approach) {
        span.first++, span.count--;
    }
    if (!m.insertion || span.count < 2) {
        return KURS_OK;
    }
    const kurs_curve *law = report->mission ? &report->mission->approach.speed : NULL;
    const kurs_series law_line = {"speed law",         law ? law->x : NULL,
                                  law ? law->y : NULL, law ? (size_t)law->count : 0,
                                  KURS_INK_MUTED,      1};
    const panel in_time = {{"apprange",
                            "Chart: range to the port against time in the approach, logarithmic",
                            "Range to the docking port, up to contact at 0.", 490.0, 250.0},
                           {"Minutes before contact", of_data, 0.0, 0, 0},
                           {"Range, m", 0.1, of_data, 1, 0},
                           minutes,
                           range_m,
                           &end,
                           span,
                           NULL,
                           0,
                           NULL,
                           KURS_INK_BLUE};
    const panel in_range = {{"appspeed", "Chart: closing speed against range in the last kilometre",
                             "Closing speed against range: read from left to right as the ship "
                             "comes in. Negative: drawing away.",
                             490.0, 250.0},
                            {"Range to the port, m", 0.1, 1000.0, 1, 1},
                            {"Closing speed, m/s", of_data, of_data, 0, 0},
                            range_m,
                            closing_m_s,
                            NULL,
                            span,
                            NULL,
                            0,
                            law && law->count ? &law_line : NULL,
                            KURS_INK_VERMILION};
    fputs("<div class=\"pair\">\n", out);
    kurs_status status = put_panel(out, &in_time);
    if (status >= 0) {
        status = put_panel(out, &in_range);
    }
    fputs("</div>\n", out);
    return status;
}

/* ---- return ---- */

static const short_name entry_names[] = {
    {"deorbit_burn", "deorbit burn"}, {"module_separation", "modules part"},
    {"entry_interface", "entry"},     {"peak_load", "peak load"},
    {"parachute", "parachute"},       {"landing", "landing"},
};

static size_t landing_markers(const kurs_report *report, const kurs_milestones *m,
                              kurs_marker *markers)
{
    size_t n = 0;
    if (m->parachute) {
        markers[n++] =
            (kurs_marker){m->parachute->lat, m->parachute->lon, "parachute", KURS_INK_BLUE, 0};
    }
    markers[n++] =
        (kurs_marker){m->landing->lat, m->landing->lon, "landing", KURS_INK_VERMILION, 0};
    if (report->homeward) {
        markers[n++] = (kurs_marker){report->homeward->aim_lat, report->homeward->aim_lon, "aim",
                                     KURS_INK_PURPLE, 0};
    }
    for (size_t i = 0; i < report->figure_count; i++) {
        if (report->figures[i].kind == KURS_FIGURE_PLACE) {
            markers[n++] = (kurs_marker){report->figures[i].flown_lat, report->figures[i].flown_lon,
                                         "flown", KURS_INK_GREEN, 0};
            break;
        }
    }
    return add_landmarks(markers, n);
}

static kurs_status put_landing_map(FILE *out, const kurs_report *report, const kurs_milestones *m)
{
    kurs_marker markers[MAX_UPRIGHTS + MAX_LANDMARKS];
    kurs_columns track;
    const kurs_row_span span =
        kurs_rows_between(report->record, kurs_tai_add(m->landing->t, -1800.0), m->landing->t);
    const kurs_status status = kurs_columns_take(span, latitude, longitude, NULL, &track);
    if (status < 0) {
        return status;
    }
    const kurs_zone *zone = report->mission ? &report->mission->zone : NULL;
    const kurs_map_circle circle = {zone ? zone->lat : 0.0, zone ? zone->lon : 0.0,
                                    zone ? zone->radius_m : 0.0, KURS_INK_PURPLE};
    const kurs_track line = {NULL, track.x, track.y, track.count, KURS_INK_BLUE, 0};
    const size_t n = landing_markers(report, m, markers);
    kurs_map map = {.tracks = &line,
                    .track_count = 1,
                    .markers = markers,
                    .marker_count = n,
                    .circles = &circle,
                    .circle_count = zone != NULL,
                    .scale_bar = 1};
    const double lat[] = {m->landing->lat, zone ? zone->lat : m->landing->lat};
    const double lon[] = {m->landing->lon, zone ? zone->lon : m->landing->lon};
    kurs_map_window(&map, lat, lon, 2, 0.6, 3.0 * KURS_DEG);
    const kurs_figure_head head = {"landingmap",
                                   "Map: the landing zone, the aim point and the place of landing",
                                   "The landing zone (dashed), the way of the capsule over the "
                                   "ground, and where it came down. "
                                   "Grey: towns, to find one's way about.",
                                   1000.0, 380.0};
    const kurs_status put = kurs_put_map(out, &head, &map);
    kurs_columns_free(&track);
    return put;
}

kurs_status kurs_figures_entry(FILE *out, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    if (!m.deorbit) {
        return KURS_OK;
    }
    const kurs_tai zero = m.entry ? m.entry->t : m.deorbit->t;
    const kurs_tai end = m.landing ? m.landing->t : last_instant(report->record);
    const kurs_row_span span = kurs_rows_between(report->record, kurs_tai_add(zero, -120.0), end);
    if (span.count < 2) {
        return KURS_OK;
    }
    kurs_upright marks[MAX_UPRIGHTS];
    const size_t n = find_uprights(report->record, entry_names,
                                   sizeof entry_names / sizeof entry_names[0], zero, 60.0, marks);
    const panel common = {
        .head = {.w = 490.0, .h = 230.0},
        .x = {m.entry ? "Minutes after entry interface" : "Minutes after the burn", of_data,
              of_data, 0, 0},
        .x_of = minutes,
        .ctx = &zero,
        .span = span,
        .uprights = marks,
        .upright_count = n};
    const panel_own own[] = {
        {"entheight",
         "Chart: height against time from entry to landing",
         "Height over the ellipsoid.",
         {"Height, km", 0.0, of_data, 0, 0},
         height_km,
         KURS_INK_BLUE},
        {"entspeed",
         "Chart: speed against time from entry to landing",
         "Speed with respect to the turning Earth.",
         {"Speed, km/s", 0.0, of_data, 0, 0},
         speed_km_s,
         KURS_INK_GREEN},
        {"entload",
         "Chart: load on the crew against time from entry to landing",
         "Load felt by the crew: the air brakes first, then the parachute opens.",
         {"Load, g", 0.0, of_data, 0, 0},
         load_g,
         KURS_INK_VERMILION},
        {"entbank",
         "Chart: bank angle against time during entry",
         "Bank angle: how the capsule turns its lift to steer. 0 is full lift up.",
         {"Bank, degrees", of_data, of_data, 0, 0},
         bank_deg,
         KURS_INK_PURPLE},
    };
    const kurs_status status = put_panels(out, &common, own, sizeof own / sizeof own[0]);
    return status < 0 || !m.landing ? status : put_landing_map(out, report, &m);
}

/* ---- the world ---- */

static kurs_status draw_tracks(kurs_canvas *canvas, kurs_box box, const kurs_report *report,
                               const kurs_columns *up, const kurs_columns *down)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    const kurs_track tracks[] = {
        {up->count ? "ascent and first orbits" : NULL, up->x, up->y, up->count, KURS_INK_BLUE, 0},
        {down->count ? "last orbit and landing" : NULL, down->x, down->y, down->count,
         KURS_INK_VERMILION, 0},
    };
    const struct {
        const kurs_event *event;
        const char *label;
        kurs_ink ink;
    } all[] = {
        {m.liftoff, "lift-off", KURS_INK_BLUE},          {m.insertion, "in orbit", KURS_INK_BLUE},
        {m.contact, "docking", KURS_INK_GREEN},          {m.undocking, "undocking", KURS_INK_GREEN},
        {m.deorbit, "deorbit burn", KURS_INK_VERMILION}, {m.entry, "entry", KURS_INK_VERMILION},
        {m.landing, "landing", KURS_INK_VERMILION}};
    kurs_marker markers[sizeof all / sizeof all[0]];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].event) {
            markers[n++] =
                (kurs_marker){all[i].event->lat, all[i].event->lon, all[i].label, all[i].ink, 0};
        }
    }
    const kurs_map map = {
        -62.0 * KURS_DEG, 80.0 * KURS_DEG, -KURS_PI, KURS_PI, tracks, 2, markers, n, NULL, 0, 0};
    kurs_map_draw(canvas, box, &map);
    return KURS_OK;
}

kurs_status kurs_draw_world(kurs_canvas *canvas, kurs_box box, const kurs_report *report)
{
    const kurs_milestones m = kurs_report_milestones(report->record);
    kurs_row_span up = {0}, down = {0};
    if (m.liftoff) {
        kurs_tai end = kurs_tai_add(m.liftoff->t, 2.0 * 5550.0);
        up = kurs_rows_between(report->record, m.liftoff->t, end);
    }
    if (m.deorbit) {
        const kurs_tai end = m.landing ? m.landing->t : last_instant(report->record);
        down = kurs_rows_between(report->record, kurs_tai_add(m.deorbit->t, -2700.0), end);
    }
    kurs_columns up_track = {0}, down_track = {0};
    kurs_status status = kurs_columns_take(up, latitude, longitude, NULL, &up_track);
    if (status >= 0) {
        status = kurs_columns_take(down, latitude, longitude, NULL, &down_track);
    }
    if (status >= 0) {
        status = draw_tracks(canvas, box, report, &up_track, &down_track);
    }
    kurs_columns_free(&up_track);
    kurs_columns_free(&down_track);
    return status;
}
