/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of a window: phase against date, with the phases at which each profile is open. */
#include <math.h>
#include <string.h>

#include "app/window_parts.h"
#include "base/base.h"
#include "math/math.h"

#define DAY_S 86400.0
/* Phases are looked at so far apart, and edges of a band halved so often. */
#define BAND_STEP (2.0 * KURS_DEG)
/* For the figures of both charts, so that their dates stand under each other [px]. */
#define Y_ROOM 34.0

enum {
    MAX_TICKS = 40,
    MAX_BANDS = 24,
    BAND_STEPS = 180,
    HALVINGS = 4,
    LABEL_SIZE = 32,
    LABELLED = 20 /* so many dots have their figures beside them */
};

static const double width = 1200.0, height = 600.0;

/* What is drawn, in room of its own. */
typedef struct picture {
    const kurs_window_found *found;
    kurs_tai zero; /* 0 h UTC of the first day */
    double days;
    size_t count;
    kurs_spot *spots, *beta_spots;
    char (*labels)[LABEL_SIZE];
    size_t tick_count, band_count;
    kurs_tick ticks[MAX_TICKS];
    char tick_labels[MAX_TICKS][LABEL_SIZE];
    kurs_band bands[MAX_BANDS];
} picture;

static const kurs_window_pass *pass_at(const kurs_window_found *found, size_t i)
{
    return found->has_scrub ? &found->scrub.rows[i].pass : &found->list.passes[i];
}

static double day_of(const picture *p, kurs_tai t)
{
    return kurs_tai_diff(t, p->zero) / DAY_S;
}

static kurs_ink ink_of(const kurs_mission *m, int orbits)
{
    static const kurs_ink inks[] = {KURS_INK_GREEN, KURS_INK_BLUE, KURS_INK_PURPLE,
                                    KURS_INK_VERMILION};
    for (int i = 0; i < m->profile_count && i < 4; i++) {
        if (m->profiles[i].orbits == orbits) {
            return inks[i];
        }
    }
    return KURS_INK_MUTED;
}

/* ---- dates ------------------------------------------------------------------------------------
 */

static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static void add_tick(picture *p, double at, const kurs_utc *utc, int with_day)
{
    if (p->tick_count == MAX_TICKS) {
        return;
    }
    char *label = p->tick_labels[p->tick_count];
    const char *month = months[(utc->month - 1) % 12];
    if (!with_day) {
        snprintf(label, LABEL_SIZE, "%s %d", month, utc->year);
    } else if (p->tick_count == 0) {
        snprintf(label, LABEL_SIZE, "%d %s %d", utc->day, month, utc->year);
    } else {
        snprintf(label, LABEL_SIZE, "%d %s", utc->day, month);
    }
    p->ticks[p->tick_count++] = (kurs_tick){at, label};
}

/* A tick a day, every few days, or a month. */
static void date_ticks(picture *p)
{
    const int stride = p->days <= 16.0 ? 1 : p->days <= 32.0 ? 2 : p->days <= 75.0 ? 5 : 0;
    for (int day = 0; day <= (int)p->days + 1; day++) {
        kurs_utc utc;
        if (kurs_utc_from_tai(kurs_tai_add(p->zero, day * DAY_S + 10.0), &utc) < 0) {
            continue;
        }
        if (stride > 0 ? day % stride == 0 : utc.day == 1) {
            add_tick(p, day, &utc, stride > 0);
        }
    }
}

/* ---- bands ------------------------------------------------------------------------------------
 */

/* What tells whether a profile is open at a phase: the planner, with the station moved. */
typedef struct probe {
    kurs_window_request request;
    kurs_tle tle;
    double phase; /* at the first pass, from which angles are counted */
    kurs_ephemeris station;
} probe;

/* The phase at lift-off with the station moved on by an angle, NaN where the profile is closed. It
 * is not the phase of the first pass and that angle: each profile has its own lift-off. */
static double open_phase(probe *b, double moved)
{
    kurs_window_pass pass;
    kurs_tle tle = b->tle;
    tle.mean_anomaly = kurs_wrap_2pi(tle.mean_anomaly + moved);
    if (kurs_ephemeris_init(&b->station, &tle, 1) < 0 ||
        kurs_window_next(&b->request, b->request.from, &pass) < 0 || !pass.open) {
        return (double)NAN;
    }
    return pass.opportunity.phase;
}

/* The last open phase between an angle that is open and one that is not. */
static double edge(probe *b, double open, double closed, double phase)
{
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = 0.5 * (open + closed), found = open_phase(b, middle);
        *(isnan(found) ? &closed : &open) = middle;
        phase = isnan(found) ? phase : found;
    }
    return phase;
}

static void add_piece(picture *p, double lo, double hi, const kurs_profile *profile, int named)
{
    if (p->band_count < MAX_BANDS && hi > lo) {
        p->bands[p->band_count++] =
            (kurs_band){lo / KURS_DEG, hi / KURS_DEG, named ? profile->name : NULL,
                        ink_of(&p->found->mission, profile->orbits)};
    }
}

/* A band that runs over the half turn comes in two pieces, of which the larger has the name. */
static void add_band(picture *p, double lo, double hi, const kurs_profile *profile)
{
    if (hi >= lo) {
        add_piece(p, lo, hi, profile, 1);
        return;
    }
    const int upper = KURS_PI - lo > hi + KURS_PI;
    add_piece(p, lo, KURS_PI, profile, upper);
    add_piece(p, -KURS_PI, hi, profile, !upper);
}

static void profile_bands(picture *p, probe *b, const kurs_profile *profile)
{
    b->request.orbits = profile->orbits;
    const double start = -KURS_PI - b->phase;
    double before = open_phase(b, start), from = before;
    int always = !isnan(before);
    for (int i = 1; i <= BAND_STEPS; i++) {
        const double at = start + i * BAND_STEP, now = open_phase(b, at);
        if (!isnan(now) && isnan(before)) {
            from = edge(b, at, at - BAND_STEP, now);
        }
        if (isnan(now) && !isnan(before)) {
            add_band(p, from, edge(b, at - BAND_STEP, at, before), profile);
        }
        always &= !isnan(now);
        before = now;
    }
    if (always) {
        add_piece(p, -KURS_PI, KURS_PI, profile, 1);
    } else if (!isnan(before)) {
        add_band(p, from, before, profile);
    }
}

/* The bands of all profiles at the first pass that tells its phase. */
static void find_bands(picture *p)
{
    const kurs_window_found *found = p->found;
    size_t first = 0;
    while (first < p->count && isnan(kurs_window_pass_phase(pass_at(p->found, first)))) {
        first++;
    }
    if (first == p->count) {
        return;
    }
    const kurs_window_pass *pass = pass_at(p->found, first);
    const kurs_tai t = pass->about;
    probe *b = kurs_alloc_array(1, sizeof *b);
    if (!b) {
        return; /* a picture without bands is better than none */
    }
    b->request = kurs_window_request_of(found, kurs_tai_add(t, -7200.0), kurs_tai_add(t, 7200.0));
    b->request.station = &b->station;
    b->phase = kurs_window_pass_phase(pass);
    b->tle = found->target.station.sets[kurs_ephemeris_nearest(&found->target.station, t)].tle;
    for (int i = found->mission.profile_count - 1; i >= 0; i--) { /* the shortest in front */
        profile_bands(p, b, &found->mission.profiles[i]);
    }
    kurs_free(b);
}

/* ---- dots -------------------------------------------------------------------------------------
 */

static void make_spots(picture *p)
{
    const kurs_mission *m = &p->found->mission;
    for (size_t i = 0; i < p->count; i++) {
        const kurs_window_pass *pass = pass_at(p->found, i);
        const kurs_window_opportunity *o = &pass->opportunity;
        p->labels[i][0] = '\0';
        if (pass->open) {
            snprintf(p->labels[i], LABEL_SIZE, "%d orb, %.0f m/s", o->orbits, o->reserve_m_s);
        } else if (p->found->has_scrub && p->found->scrub.rows[i].too_soon) {
            snprintf(p->labels[i], LABEL_SIZE, "too soon");
        }
        p->spots[i] = (kurs_spot){
            day_of(p, pass->open ? o->liftoff : pass->about),
            kurs_window_pass_phase(pass) / KURS_DEG,
            p->labels[i][0] && p->count <= LABELLED ? p->labels[i] : NULL,
            pass->open ? ink_of(m, o->orbits) : KURS_INK_MUTED,
        };
    }
}

static const kurs_tick phase_ticks[] = {
    {-180.0, "\xe2\x88\x92"
             "180"},
    {-135.0, "\xe2\x88\x92"
             "135"},
    {-90.0, "\xe2\x88\x92"
            "90"},
    {-45.0, "\xe2\x88\x92"
            "45"},
    {0.0, "0"},
    {45.0, "45"},
    {90.0, "90"},
    {135.0, "135"},
    {180.0, "180"},
};

static void draw_phases(kurs_canvas *canvas, kurs_box box, const picture *p)
{
    char title[320];
    const kurs_mission *m = &p->found->mission;
    snprintf(title, sizeof title, "Launch of %s from %s to %s", m->spacecraft.name, m->site.name,
             p->found->target.name);
    kurs_series legend[KURS_MAX_PROFILES + 1];
    const double none[1] = {(double)NAN};
    int n = 0;
    for (; n < m->profile_count; n++) {
        legend[n] =
            (kurs_series){m->profiles[n].name, none, none, 1, ink_of(m, m->profiles[n].orbits), 0};
    }
    legend[n++] = (kurs_series){"closed", none, none, 1, KURS_INK_MUTED, 0};
    const kurs_chart chart = {
        .title = title,
        .x = {p->found->has_scrub ? NULL : "Lift-off, UTC", 0.0, p->days, 0, 0},
        .y = {p->count <= LABELLED ? "Phase at lift-off, deg: station's argument of latitude less "
                                     "the pad's (bands: on "
                                     "the first pass); beside the dots the reserve"
                                   : "Phase at lift-off, deg: station's argument of latitude less "
                                     "the pad's (bands: on "
                                     "the first pass)",
              -180.0, 180.0, 0, 0},
        .series = legend,
        .series_count = (size_t)n,
        .spots = p->spots,
        .spot_count = p->count,
        .x_ticks = p->ticks,
        .x_tick_count = p->tick_count,
        .y_ticks = phase_ticks,
        .y_tick_count = sizeof phase_ticks / sizeof phase_ticks[0],
        .y_room = Y_ROOM,
        .bands = p->bands,
        .band_count = p->band_count,
    };
    kurs_chart_draw(canvas, box, &chart);
}

/* Sun and landing chance under the phases of a scrub. */
static void draw_beta(kurs_canvas *canvas, kurs_box box, picture *p)
{
    const kurs_window_scrub *scrub = &p->found->scrub;
    double x[KURS_WINDOW_SCRUB_PASSES], y[KURS_WINDOW_SCRUB_PASSES];
    for (int i = 0; i < scrub->count; i++) {
        const kurs_window_scrub_row *row = &scrub->rows[i];
        x[i] = day_of(p, row->pass.about);
        y[i] = row->beta / KURS_DEG;
        p->beta_spots[i] =
            (kurs_spot){x[i], y[i], NULL, row->landing.possible ? KURS_INK_GREEN : KURS_INK_MUTED};
    }
    const double none[1] = {(double)NAN};
    const kurs_series lines[] = {
        {NULL, x, y, (size_t)scrub->count, KURS_INK_BLUE, 0},
        {"landing possible", none, none, 1, KURS_INK_GREEN, 0},
        {"no landing pass", none, none, 1, KURS_INK_MUTED, 0},
    };
    const kurs_chart chart = {
        .x = {"Lift-off, UTC", 0.0, p->days, 0, 0},
        .y = {"Beta, deg: Sun over the station's plane; dots: landing of the returning crew", -90.0,
              90.0, 0, 0},
        .series = lines,
        .series_count = 3,
        .y_room = Y_ROOM,
        .spots = p->beta_spots,
        .spot_count = (size_t)scrub->count,
        .x_ticks = p->ticks,
        .x_tick_count = p->tick_count,
    };
    kurs_chart_draw(canvas, box, &chart);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static kurs_status make_picture(picture *p)
{
    const kurs_window_found *found = p->found;
    const kurs_window_ask *ask = found->ask;
    p->count = found->has_scrub ? (size_t)found->scrub.count : found->list.count;
    const size_t room = p->count + 1;
    p->spots = kurs_alloc_array(room, sizeof *p->spots);
    p->beta_spots = kurs_alloc_array(room, sizeof *p->beta_spots);
    p->labels = kurs_alloc_array(room, sizeof *p->labels);
    if (!p->spots || !p->beta_spots || !p->labels) {
        return KURS_ERR_MEMORY;
    }
    const kurs_tai from = found->has_scrub ? found->scrub.attempt : ask->from;
    const kurs_tai to = !found->has_scrub ? ask->to
                        : p->count > 0 ? kurs_tai_add(pass_at(p->found, p->count - 1)->about, DAY_S)
                                       : kurs_tai_add(from, DAY_S);
    const kurs_status status = kurs_window_day_of(from, &p->zero);
    if (status >= 0) {
        p->days = ceil(day_of(p, to) - 1e-9);
        date_ticks(p);
        find_bands(p);
        make_spots(p);
    }
    return status;
}

static kurs_status write_canvas(kurs_canvas *canvas, int svg, FILE *out)
{
    const char *text;
    if (!svg) {
        return kurs_canvas_png(canvas, out);
    }
    const kurs_svg_head head = {"window", "Launch window: phase of the station against date", 0};
    const kurs_status status = kurs_canvas_svg(canvas, &head, &text);
    return status < 0 ? status : fputs(text, out) < 0 ? KURS_ERR_IO : KURS_OK;
}

static kurs_status draw(picture *p, int svg, FILE *out)
{
    kurs_canvas *canvas;
    kurs_status status = svg ? kurs_canvas_create_svg(width, height, &canvas)
                             : kurs_canvas_create_png(width, height, 1.5, &canvas);
    if (status < 0) {
        return status;
    }
    const double lower = p->found->has_scrub ? 190.0 : 0.0;
    draw_phases(canvas, (kurs_box){20.0, 16.0, width - 40.0, height - 32.0 - lower}, p);
    if (p->found->has_scrub) {
        draw_beta(canvas, (kurs_box){20.0, height - 16.0 - lower, width - 40.0, lower}, p);
    }
    status = write_canvas(canvas, svg, out);
    kurs_canvas_destroy(canvas);
    return status;
}

kurs_status kurs_window_draw(const kurs_window_found *found, int svg, FILE *out)
{
    kurs_point_locale point;
    picture *p = kurs_alloc_array(1, sizeof *p);
    if (!p) {
        return KURS_ERR_MEMORY;
    }
    p->found = found;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = make_picture(p);
        status = status < 0 ? status : draw(p, svg, out);
        kurs_point_end(&point);
    }
    kurs_free(p->labels);
    kurs_free(p->beta_spots);
    kurs_free(p->spots);
    kurs_free(p);
    return status;
}

void kurs_window_end(void)
{
    kurs_plot_end();
}
