/* SPDX-License-Identifier: Apache-2.0 */
#include "plot/plot.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static const double deg = 3.14159265358979323846 / 180.0;
static const double pi = 3.14159265358979323846;

/* ---- ticks ---- */

static void ticks_are_round_and_inside(void **state)
{
    (void)state;
    double ticks[16], step = 0.0;
    assert_int_equal(kurs_ticks(0.0, 530.0, 5, ticks, 16, &step), 6);
    check_near(100.0, step, 0.0, 0.0);
    check_near(0.0, ticks[0], 0.0, 0.0);
    check_near(500.0, ticks[5], 0.0, 1e-15);
    assert_int_equal(kurs_ticks(-0.35, 0.35, 7, ticks, 16, &step), 7);
    check_near(-0.3, ticks[0], 0.0, 1e-14);
    check_near(0.0, ticks[3], 0.0, 0.0);
    assert_int_equal(kurs_ticks(1e6, 1e6 + 10.0, 5, ticks, 16, &step), 6);
    check_near(1e6 + 10.0, ticks[5], 0.0, 1e-15);
}

static void ticks_of_a_span_that_is_none_are_none(void **state)
{
    (void)state;
    double ticks[4], step = -1.0;
    assert_int_equal(kurs_ticks(1.0, 1.0, 5, ticks, 4, &step), 0);
    assert_int_equal(kurs_ticks(2.0, 1.0, 5, ticks, 4, &step), 0);
    assert_int_equal(kurs_ticks((double)NAN, 1.0, 5, ticks, 4, &step), 0);
    assert_int_equal(kurs_ticks(0.0, (double)INFINITY, 5, ticks, 4, &step), 0);
    check_near(-1.0, step, 0.0, 0.0);
}

static void ticks_never_outgrow_their_room(void **state)
{
    (void)state;
    double ticks[3] = {0.0, 0.0, -7.0}, step;
    assert_int_equal(kurs_ticks(0.0, 100.0, 10, ticks, 2, &step), 2);
    check_near(-7.0, ticks[2], 0.0, 0.0);
}

/* ---- thinning ---- */

static void thinning_keeps_the_peak_and_drops_the_straight(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double xy[2 * N];
    static unsigned char keep[N];
    for (int i = 0; i < N; i++) {
        xy[2 * i] = i;
        xy[2 * i + 1] = i == 777 ? 50.0 : 0.0;
    }
    kurs_thin(xy, N, 0.1, keep);
    int kept = 0;
    for (int i = 0; i < N; i++) {
        kept += keep[i];
    }
    assert_true(keep[0] && keep[776] && keep[777] && keep[778] && keep[N - 1]);
    assert_in_range(kept, 5, 10);
}

static void thinning_stays_within_its_tolerance(void **state)
{
    (void)state;
    enum { N = 1500 };
    static double xy[2 * N];
    static unsigned char keep[N];
    for (int i = 0; i < N; i++) {
        xy[2 * i] = 0.3 * i;
        xy[2 * i + 1] = 100.0 * sin(0.02 * i);
    }
    kurs_thin(xy, N, 0.5, keep);
    int last = 0, kept = 1;
    for (int i = 1; i < N; i++) {
        if (!keep[i]) {
            continue;
        }
        kept++;
        for (int k = last + 1; k < i; k++) { /* height over the chord: more than the distance */
            const double share = (xy[2 * k] - xy[2 * last]) / (xy[2 * i] - xy[2 * last]);
            const double chord = xy[2 * last + 1] + share * (xy[2 * i + 1] - xy[2 * last + 1]);
            const double slope = (xy[2 * i + 1] - xy[2 * last + 1]) / (xy[2 * i] - xy[2 * last]);
            check_near(0.0, (xy[2 * k + 1] - chord) / sqrt(1.0 + slope * slope), 0.5, 0.0);
        }
        last = i;
    }
    assert_in_range(kept, 20, 200);
}

/* ---- tracks over the antimeridian ---- */

static void a_track_eastward_is_cut_at_the_antimeridian(void **state)
{
    (void)state;
    const double lat[] = {10.0 * deg, 20.0 * deg}, lon[] = {179.0 * deg, -177.0 * deg};
    kurs_track_point out[6];
    assert_int_equal(kurs_track_cut(lat, lon, 2, -pi, out), 4);
    check_near(179.0 * deg, out[0].lon, 1e-12, 0.0);
    check_near(pi, out[1].lon, 1e-12, 0.0);
    check_near(12.5 * deg, out[1].lat, 1e-12, 0.0); /* a quarter of the 4 degrees of way */
    check_near(-pi, out[2].lon, 1e-12, 0.0);
    check_near(12.5 * deg, out[2].lat, 1e-12, 0.0);
    check_near(-177.0 * deg, out[3].lon, 1e-12, 0.0);
    assert_true(out[0].start && !out[1].start && out[2].start && !out[3].start);
}

static void a_track_westward_is_cut_too(void **state)
{
    (void)state;
    const double lat[] = {0.0, 8.0 * deg}, lon[] = {-179.0 * deg, 178.0 * deg};
    kurs_track_point out[6];
    assert_int_equal(kurs_track_cut(lat, lon, 2, -pi, out), 4);
    check_near(-pi, out[1].lon, 1e-12, 0.0);
    check_near(8.0 / 3.0 * deg, out[1].lat, 1e-12, 0.0);
    check_near(pi, out[2].lon, 1e-12, 0.0);
    assert_true(out[2].start);
}

static void sixteen_orbits_never_jump_across_the_map(void **state)
{
    (void)state;
    enum { N = 3000 };
    static double lat[N], lon[N];
    static kurs_track_point out[3 * N];
    for (int i = 0; i < N; i++) {
        const double u = 2.0 * pi * 16.0 * i / N;
        lat[i] = asin(sin(51.64 * deg) * sin(u));
        lon[i] = remainder(atan2(cos(51.64 * deg) * sin(u), cos(u)) - 2.0 * pi * i / N, 2.0 * pi);
    }
    const size_t n = kurs_track_cut(lat, lon, N, -pi, out);
    int cuts = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(out[i].lon >= -pi - 1e-12 && out[i].lon <= pi + 1e-12);
        if (i > 0 && !out[i].start) {
            assert_true(fabs(out[i].lon - out[i - 1].lon) < 0.2);
        }
        cuts += i > 0 && out[i].start;
    }
    assert_in_range(cuts, 14, 16); /* 16 turns less the one that the Earth made */
    assert_int_equal(n, N + 2 * (size_t)cuts);
}

static void a_gap_lifts_the_pen(void **state)
{
    (void)state;
    const double lat[] = {0.0, (double)NAN, 0.2}, lon[] = {0.0, 0.0, 0.1};
    kurs_track_point out[9];
    assert_int_equal(kurs_track_cut(lat, lon, 3, -pi, out), 2);
    assert_true(out[0].start && out[1].start);
}

/* ---- coastlines ---- */

/* Even-odd rule over all rings, in hundredths of a degree. */
static int is_land(double lat_deg, double lon_deg)
{
    static int ring[KURS_COAST_LONGEST][2];
    const double x = 100.0 * lon_deg, y = 100.0 * lat_deg;
    int inside = 0;
    for (size_t i = 0; i < kurs_coast_ring_count(); i++) {
        const size_t n = kurs_coast_ring(i, ring);
        for (size_t k = 0; k < n; k++) {
            const int *a = ring[k], *b = ring[(k + 1) % n];
            if ((a[1] > y) != (b[1] > y) &&
                x < a[0] + (y - a[1]) * (b[0] - a[0]) / (double)(b[1] - a[1])) {
                inside = !inside;
            }
        }
    }
    return inside;
}

static void land_and_water_are_where_they_are_on_the_globe(void **state)
{
    (void)state;
    static const double land[][2] = {
        {45.996, 63.564}, /* Baikonur, pad 31/6 */
        {47.36, 69.62},   /* landing zone */
        {55.75, 37.62},   /* Moscow */
        {28.57, -81.0},   /* Florida */
        {5.16, -53.5},    /* French Guiana */
        {-25.0, 134.0},   /* Australia */
        {67.0, -176.0},   /* Chukotka, beyond the antimeridian */
        {67.0, 178.0},    /* Chukotka, before it */
        {-88.0, 10.0},    /* Antarctica at the pole */
        {-86.0, 179.9},   /* Antarctica at the antimeridian, south of the Ross Sea */
        {72.0, -40.0},    /* Greenland */
        {-19.0, 47.0},    /* Madagascar */
        {19.6, -155.5},   /* Hawaii */
    };
    static const double water[][2] = {
        {0.0, -150.0},  {0.0, -25.0},  {-40.0, 80.0}, {89.0, 0.0}, {42.0, 51.0}, /* Caspian */
        {43.0, 34.0},                                                            /* Black Sea */
        {37.0, 18.0},                                                            /* Mediterranean */
        {60.0, -85.0},                                                           /* Hudson Bay */
        {25.0, -90.0},                 /* Gulf of Mexico */
        {-60.0, 0.0},   {40.0, 135.0}, /* Sea of Japan */
        {70.0, -165.0},                /* Chukchi Sea */
    };
    for (size_t i = 0; i < sizeof land / sizeof land[0]; i++) {
        if (!is_land(land[i][0], land[i][1])) {
            fail_msg("no land at %g %g", land[i][0], land[i][1]);
        }
    }
    for (size_t i = 0; i < sizeof water / sizeof water[0]; i++) {
        if (is_land(water[i][0], water[i][1])) {
            fail_msg("no water at %g %g", water[i][0], water[i][1]);
        }
    }
}

/* Land is 29.2 % of the Earth's surface (CIA World Factbook: 148.94 of 510.072 million km2). */
static void the_rings_hold_the_land_of_the_earth(void **state)
{
    (void)state;
    int land = 0, all = 0;
    for (int i = 0; i < 60; i++) {
        const double lat = asin(-1.0 + (2.0 * i + 1.0) / 60.0) / deg;
        for (int k = 0; k < 120; k++) {
            land += is_land(lat, -180.0 + 3.0 * (k + 0.5));
            all++;
        }
    }
    check_near(0.292, (double)land / all, 0.01, 0.0);
}

static void every_point_of_the_coast_is_on_the_globe_and_no_ring_jumps(void **state)
{
    (void)state;
    static int ring[KURS_COAST_LONGEST][2];
    size_t points = 0;
    for (size_t i = 0; i < kurs_coast_ring_count(); i++) {
        const size_t n = kurs_coast_ring(i, ring);
        assert_in_range(n, 3, KURS_COAST_LONGEST);
        points += n;
        for (size_t k = 0; k < n; k++) {
            const int *next = ring[(k + 1) % n];
            assert_true(abs(ring[k][0]) <= 18000 && abs(ring[k][1]) <= 9000);
            if (ring[k][1] > -9000) { /* along the south pole the Antarctic ring is closed */
                assert_true(abs(next[0] - ring[k][0]) < 9000);
            }
        }
    }
    assert_in_range(points, 4500, 5500);
    assert_int_equal(kurs_coast_ring(kurs_coast_ring_count(), ring), 0);
}

/* The sum that the generator took of the numbers before it coded them: mod 4294967291. */
static void the_table_decodes_to_what_its_generator_summed(void **state)
{
    (void)state;
    static int ring[KURS_COAST_LONGEST][2];
    unsigned long long sum = 0;
    for (size_t i = 0; i < kurs_coast_ring_count(); i++) {
        const size_t n = kurs_coast_ring(i, ring);
        for (size_t k = 0; k < 2 * n; k++) {
            sum = (sum * 31u + ((unsigned)ring[k / 2][k % 2] & 0xffffu)) % 4294967291u;
        }
    }
    assert_true(sum == 1029992457u);
}

/* ---- drawings ---- */

static void draw_everything(kurs_canvas *canvas, const double *x, const double *y, size_t n)
{
    const kurs_series series[] = {{"simulated", x, y, n, KURS_INK_BLUE, 0}};
    const kurs_upright uprights[] = {{10.0, "booster separation"}, {12.0, "fairing"}};
    const kurs_spot spots[] = {{20.0, 0.5, "here", KURS_INK_GREEN}};
    const kurs_chart chart = {.title = "A chart",
                              .x = {"Time, s", (double)NAN, (double)NAN, 0, 0},
                              .y = {"Height, km", (double)NAN, (double)NAN, 0, 0},
                              .series = series,
                              .series_count = 1,
                              .uprights = uprights,
                              .upright_count = 2,
                              .spots = spots,
                              .spot_count = 1};
    kurs_chart_draw(canvas, (kurs_box){0.0, 0.0, 500.0, 250.0}, &chart);
    const kurs_track track = {"track", y, x, n, KURS_INK_VERMILION, 0};
    const kurs_marker marker = {0.8, 1.1, "Baikonur", KURS_INK_BLUE, 0};
    const kurs_map_circle circle = {0.8, 1.2, 3e4, KURS_INK_GREEN};
    const kurs_map map = {-1.0, 1.4, -pi, pi, &track, 1, &marker, 1, &circle, 1, 1};
    kurs_map_draw(canvas, (kurs_box){0.0, 250.0, 500.0, 250.0}, &map);
}

static char *svg_of(const double *x, const double *y, size_t n, int inline_html)
{
    kurs_canvas *canvas = NULL;
    const char *svg = NULL;
    const kurs_svg_head head = {"fig1", "Height & <time> of \"A\"", inline_html};
    assert_int_equal(kurs_canvas_create_svg(500.0, 500.0, &canvas), KURS_OK);
    draw_everything(canvas, x, y, n);
    assert_int_equal(kurs_canvas_svg(canvas, &head, &svg), KURS_OK);
    char *copy = malloc(strlen(svg) + 1);
    assert_non_null(copy);
    memcpy(copy, svg, strlen(svg) + 1);
    kurs_canvas_destroy(canvas);
    return copy;
}

enum { MANY = 27000 };
static double many_x[MANY], many_y[MANY];

/* A line as rough as can be, with gaps. */
static void make_many(void)
{
    unsigned long long seed = 1;
    for (int i = 0; i < MANY; i++) {
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        many_x[i] = 0.01 * i;
        many_y[i] = i % 4000 == 0 ? (double)NAN : (double)(seed >> 40) / 16777216.0;
    }
}

static void the_same_drawing_twice_gives_the_same_bytes(void **state)
{
    (void)state;
    make_many();
    char *a = svg_of(many_x, many_y, 500, 1), *b = svg_of(many_x, many_y, 500, 1);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

static void twenty_seven_thousand_rough_points_stay_small(void **state)
{
    (void)state;
    make_many();
    kurs_canvas *canvas = NULL;
    const char *svg = NULL;
    const kurs_series series = {NULL, many_x, many_y, MANY, KURS_INK_BLUE, 0};
    const kurs_chart chart = {.x = {"x", (double)NAN, (double)NAN, 0, 0},
                              .y = {"y", (double)NAN, (double)NAN, 0, 0},
                              .series = &series,
                              .series_count = 1};
    assert_int_equal(kurs_canvas_create_svg(500.0, 250.0, &canvas), KURS_OK);
    kurs_chart_draw(canvas, (kurs_box){0.0, 0.0, 500.0, 250.0}, &chart);
    assert_int_equal(kurs_canvas_svg(canvas, &(kurs_svg_head){"a", "rough", 1}, &svg), KURS_OK);
    assert_in_range(strlen(svg), 20000, 60000); /* 460 columns of 4 points of 18 bytes */
    kurs_canvas_destroy(canvas);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at += strlen(what)) {
        n++;
    }
    return n;
}

static void an_inline_picture_loads_nothing_and_shares_no_name(void **state)
{
    (void)state;
    make_many();
    char *svg = svg_of(many_x, many_y, 100, 1);
    assert_int_equal(count(svg, "http"), 0);
    assert_int_equal(count(svg, "xlink"), 0);
    assert_int_equal(count(svg, "<image"), 0);
    assert_true(count(svg, " id=\"") > 10);
    assert_int_equal(count(svg, " id=\""), count(svg, " id=\"fig1"));
    assert_int_equal(count(svg, "href=\"#"), count(svg, "href=\"#fig1"));
    assert_int_equal(count(svg, "url(#"), count(svg, "url(#fig1"));
    assert_non_null(strstr(svg, "Height &amp; &lt;time&gt; of &quot;A&quot;</title>"));
    free(svg);
    svg = svg_of(many_x, many_y, 100, 0);
    assert_int_equal(count(svg, "http://www.w3.org/"), 2); /* the two namespaces, no more */
    assert_int_equal(count(svg, "http"), 2);
    free(svg);
}

static void a_chart_of_nothing_is_drawn(void **state)
{
    (void)state;
    const double nan2[2] = {(double)NAN, (double)NAN};
    char *none = svg_of(NULL, NULL, 0, 1), *gaps = svg_of(nan2, nan2, 2, 1);
    assert_int_equal(count(none, "NaN") + count(none, "nan"), 0);
    assert_int_equal(count(gaps, "NaN") + count(gaps, "nan"), 0);
    free(none);
    free(gaps);
}

static int count_of(const char *text, const char *piece)
{
    int n = 0;
    for (const char *at = strstr(text, piece); at; at = strstr(at + 1, piece)) {
        n++;
    }
    return n;
}

/* The SVG of a chart from 0 to 10 with bands and named ticks; free it. */
static char *banded(const kurs_band *bands, size_t band_count, const kurs_tick *ticks,
                    size_t tick_count)
{
    kurs_canvas *canvas = NULL;
    const char *svg = NULL;
    const kurs_chart chart = {.x = {NULL, 0.0, 10.0, 0, 0},
                              .y = {NULL, 0.0, 10.0, 0, 0},
                              .bands = bands,
                              .band_count = band_count,
                              .x_ticks = ticks,
                              .x_tick_count = tick_count,
                              .y_ticks = ticks,
                              .y_tick_count = tick_count};
    assert_int_equal(kurs_canvas_create_svg(400.0, 300.0, &canvas), KURS_OK);
    kurs_chart_draw(canvas, (kurs_box){0.0, 0.0, 400.0, 300.0}, &chart);
    assert_int_equal(kurs_canvas_svg(canvas, &(kurs_svg_head){"b", "bands", 0}, &svg), KURS_OK);
    char *copy = strdup(svg);
    assert_non_null(copy);
    kurs_canvas_destroy(canvas);
    return copy;
}

static void a_band_is_drawn_as_far_as_it_is_inside(void **state)
{
    (void)state;
    const kurs_band bands[] = {{-5.0, 2.0, "low", KURS_INK_BLUE},
                               {4.0, 6.0, NULL, KURS_INK_GREEN},
                               {11.0, 12.0, "outside", KURS_INK_GREEN}};
    char *two = banded(bands, 3, NULL, 0), *none = banded(NULL, 0, NULL, 0);
    assert_int_equal(count_of(two, "fill-opacity:0.14;"), 2);
    assert_int_equal(count_of(none, "fill-opacity:0.14;"), 0);
    free(two);
    free(none);
}

static void named_ticks_take_the_place_of_round_ones(void **state)
{
    (void)state;
    const kurs_tick ticks[] = {{2.5, "a"}, {5.0, "b"}, {20.0, "beyond"}};
    char *round = banded(NULL, 0, NULL, 0), *named = banded(NULL, 0, ticks, 2),
         *beyond = banded(NULL, 0, ticks, 3);
    assert_true(count_of(named, "<path") < count_of(round, "<path"));
    assert_true(count_of(beyond, "<path") <= count_of(named, "<path") + 1);
    free(round);
    free(named);
    free(beyond);
}

static void sizes_that_are_none_are_refused(void **state)
{
    (void)state;
    kurs_canvas *canvas = NULL;
    assert_int_equal(kurs_canvas_create_svg(0.0, 10.0, &canvas), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_canvas_create_svg(10.0, 9000.0, &canvas), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_canvas_create_png(10.0, (double)NAN, 1.0, &canvas), KURS_ERR_ARGUMENT);
    assert_int_equal(kurs_canvas_create_png(10.0, 10.0, -1.0, &canvas), KURS_ERR_ARGUMENT);
    assert_null(canvas);
}

static void a_png_is_written_or_the_failure_told(void **state)
{
    (void)state;
    make_many();
    FILE *file = tmpfile(), *full = fopen("/dev/full", "wb");
    assert_non_null(file);
    assert_non_null(full);
    kurs_canvas *canvas = NULL;
    assert_int_equal(kurs_canvas_create_png(500.0, 500.0, 2.0, &canvas), KURS_OK);
    draw_everything(canvas, many_x, many_y, 100);
    assert_int_equal(kurs_canvas_png(canvas, file), KURS_OK);
    unsigned char head[24] = {0};
    rewind(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(head[18] * 256 + head[19], 1000); /* width in pixels */
    setbuf(full, NULL);
    assert_int_equal(kurs_canvas_png(canvas, full), KURS_ERR_IO);
    fclose(full);
    kurs_canvas_destroy(canvas);
}

static int end(void **state)
{
    (void)state;
    kurs_plot_end();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round_and_inside),
        cmocka_unit_test(ticks_of_a_span_that_is_none_are_none),
        cmocka_unit_test(ticks_never_outgrow_their_room),
        cmocka_unit_test(thinning_keeps_the_peak_and_drops_the_straight),
        cmocka_unit_test(thinning_stays_within_its_tolerance),
        cmocka_unit_test(a_track_eastward_is_cut_at_the_antimeridian),
        cmocka_unit_test(a_track_westward_is_cut_too),
        cmocka_unit_test(sixteen_orbits_never_jump_across_the_map),
        cmocka_unit_test(a_gap_lifts_the_pen),
        cmocka_unit_test(land_and_water_are_where_they_are_on_the_globe),
        cmocka_unit_test(the_rings_hold_the_land_of_the_earth),
        cmocka_unit_test(every_point_of_the_coast_is_on_the_globe_and_no_ring_jumps),
        cmocka_unit_test(the_table_decodes_to_what_its_generator_summed),
        cmocka_unit_test(the_same_drawing_twice_gives_the_same_bytes),
        cmocka_unit_test(twenty_seven_thousand_rough_points_stay_small),
        cmocka_unit_test(an_inline_picture_loads_nothing_and_shares_no_name),
        cmocka_unit_test(a_chart_of_nothing_is_drawn),
        cmocka_unit_test(a_band_is_drawn_as_far_as_it_is_inside),
        cmocka_unit_test(named_ticks_take_the_place_of_round_ones),
        cmocka_unit_test(sizes_that_are_none_are_refused),
        cmocka_unit_test(a_png_is_written_or_the_failure_told),
    };
    return cmocka_run_group_tests(tests, NULL, end);
}
