/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `kurs watch` without a terminal: from documents to lines. */
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/watch.h"

/* ---- documents of the tests ------------------------------------------------------------------ */

static const char facts_text[] =
    "{\"schema\":\"kurs.flight/1\",\"title\":\"Test 1\","
    "\"range\":{\"from_utc\":\"2024-03-20T00:00:00.000Z\"},"
    "\"site\":{\"lat_deg\":46.0,\"lon_deg\":63.0},"
    "\"zones\":[{\"lat_deg\":-31.0,\"lon_deg\":-100.0}],\"channels\":["
    "{\"name\":\"alt_km\",\"unit\":\"km\",\"text\":\"height\",\"low\":null,\"high\":null},"
    "{\"name\":\"bank\",\"unit\":\"deg\",\"text\":\"bank angle\",\"low\":null,\"high\":null},"
    "{\"name\":\"volt\",\"unit\":\"V\",\"text\":\"battery\",\"low\":27.0,\"high\":null},"
    "{\"name\":\"load\",\"unit\":\"g0\",\"text\":\"felt load\",\"low\":null,\"high\":4.3},"
    "{\"name\":\"gas\",\"unit\":\"Pa\",\"text\":\"tank gas\",\"low\":100.0,\"high\":300.0}]}";

static const char now_text[] =
    "{\"schema\":\"kurs.now/1\",\"utc\":\"2024-03-23T12:30:04.081Z\",\"met_s\":-365.8,"
    "\"phase\":\"countdown\",\"clock\":{\"rate\":10.0,\"paused\":false,\"live\":true,"
    "\"at_end\":false},\"next\":{\"id\":\"ready\",\"text\":\"all ready\","
    "\"utc\":\"2024-03-23T12:31:09.879Z\"},\"countdown\":{\"attempt\":2,\"t_s\":-365.8,"
    "\"holding\":true,\"stopped\":false,\"held_s\":71.0},\"board\":["
    "{\"id\":\"crew\",\"text\":\"crew commander\",\"state\":\"go\"},"
    "{\"id\":\"gas\",\"text\":\"tank gas\",\"state\":\"wait\"},"
    "{\"id\":\"volt\",\"text\":\"battery\",\"state\":\"nogo\"}],"
    "\"values\":{\"alt_km\":431.640027,\"bank\":null,\"volt\":26.12,\"load\":1.0,\"gas\":50.0},"
    "\"ship\":{\"lat_deg\":0.5,\"lon_deg\":-150.5},\"station\":{\"lat_deg\":0.5,\"lon_deg\":-90.0},"
    "\"sun\":{\"lat_deg\":0.0,\"lon_deg\":0.0}}";

static const char timeline_text[] =
    "{\"schema\":\"kurs.timeline/1\",\"events\":["
    "{\"id\":\"a\",\"text\":\"fuelled: 274 t\",\"utc\":\"2024-03-22T23:00:00.000Z\"},"
    "{\"id\":\"b\",\"text\":\"seated\",\"utc\":\"2024-03-23T12:00:00.000Z\"}],\"planned\":["
    "{\"id\":\"ready\",\"text\":\"all ready\",\"utc\":\"2024-03-23T12:31:09.879Z\"},"
    "{\"id\":\"c\",\"text\":\"lift-off\",\"utc\":\"2024-03-23T12:36:09.879Z\"}]}";

/* Along the equator eastward: flown from 150 W to 120 W, then on to 90 W; now is 12:30:04.081. */
static const char track_text[] =
    "{\"schema\":\"kurs.track/1\",\"ship\":{\"t\":[1711196000000,1711197000000],"
    "\"lat_deg\":[0.5,0.5],\"lon_deg\":[-150.5,-120.0]},"
    "\"ship_predicted\":{\"t\":[1711197005000,1711198000000],"
    "\"lat_deg\":[0.5,0.5],\"lon_deg\":[-120.0,-90.0]},"
    "\"station\":{\"t\":[],\"lat_deg\":[],\"lon_deg\":[]}}";

static kurs_watch_docs documents(void)
{
    static const char *const texts[KURS_WATCH_DOCS] = {
        [KURS_WATCH_FACTS] = facts_text,
        [KURS_WATCH_TIMELINE] = timeline_text,
        [KURS_WATCH_TRACK] = track_text,
        [KURS_WATCH_NOW] = now_text,
    };
    kurs_watch_docs docs;
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        char why[160];
        docs.doc[i] = kurs_watch_parse((kurs_watch_what)i, texts[i], strlen(texts[i]), why);
        assert_non_null(docs.doc[i]);
    }
    return docs;
}

static void change(kurs_watch_docs *docs, kurs_watch_what what, const char *key, const char *json)
{
    json_t *value = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    assert_int_equal(json_object_set_new(docs->doc[what], key, value), 0);
}

/* The whole page; the caller frees it. */
static char *drawn(const kurs_watch_docs *docs, const kurs_watch_view *view, int rows, int columns,
                   int utf8)
{
    kurs_watch_page page;
    kurs_buf out;
    kurs_buf_init(&out, 1 << 24);
    assert_int_equal(kurs_watch_page_init(&page, rows, columns, utf8), KURS_OK);
    kurs_watch_draw(&page, docs, view);
    assert_int_equal(kurs_watch_page_print(&page, &out), KURS_OK);
    kurs_watch_page_free(&page);
    char *text = strdup(out.text);
    kurs_buf_free(&out);
    return text;
}

static void assert_shown(const char *text, const char *part)
{
    if (!strstr(text, part)) {
        print_error("\"%s\" is not in:\n%s\n", part, text);
        fail();
    }
}

static void assert_not_shown(const char *text, const char *part)
{
    if (strstr(text, part)) {
        print_error("\"%s\" is in:\n%s\n", part, text);
        fail();
    }
}

/* ---- characters ------------------------------------------------------------------------------ */

static void utf8_is_read_and_what_is_none_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t first;
        int bytes;
    } rows[] = {
        {"A", 'A', 1},
        {"\xd0\xa1", 0x421, 2},
        {"\xe2\x82\xac", 0x20ac, 3},
        {"\xf0\x9f\x9a\x80", 0x1f680, 4},
        {"\xc0\xaf", 0xfffd, 1}, /* too long for what it is */
        {"\xe0\x80\xaf", 0xfffd, 1},
        {"\xed\xa0\x80", 0xfffd, 1},     /* half of a pair */
        {"\xf4\x90\x80\x80", 0xfffd, 1}, /* beyond U+10FFFF */
        {"\x80", 0xfffd, 1},
        {"\xe2\x82", 0xfffd, 1}, /* cut off */
        {"\xff", 0xfffd, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = rows[i].text;
        assert_int_equal(kurs_watch_decode(&at), rows[i].first);
        assert_int_equal(at - rows[i].text, rows[i].bytes);
    }
}

static void what_could_move_a_cursor_is_shown_as_a_question_mark(void **state)
{
    (void)state;
    static const uint32_t bad[] = {0,      7,      8,      0x0a,   0x0d,    0x1b,   0x7f,    0x80,
                                   0x9b,   0xad,   0x301,  0x200b, 0x200e,  0x202e, 0x2066,  0xfeff,
                                   0xfffd, 0x3042, 0x1100, 0xff21, 0x1f680, 0x2028, 0x110000};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(kurs_watch_tame(bad[i], 1), '?');
        assert_int_equal(kurs_watch_tame(bad[i], 0), '?');
    }
    assert_int_equal(kurs_watch_tame(0x421, 1), 0x421);
    assert_int_equal(kurs_watch_tame(0x421, 0), '?');
    assert_int_equal(kurs_watch_tame(0x2212, 0), '-');
    char out[12];
    kurs_watch_clean("a\x1b[2J\xc2\x9b"
                     "b\nc\xd0\xa1",
                     out, sizeof out);
    assert_string_equal(out, "a?[2J?b?c\xd0\xa1");
    kurs_watch_clean("0123456789\xd0\xa1", out, sizeof out); /* no half a letter at the end */
    assert_string_equal(out, "0123456789");
}

static void texts_are_cut_at_their_width_with_a_mark(void **state)
{
    (void)state;
    kurs_watch_page page;
    kurs_buf out;
    kurs_buf_init(&out, 1000);
    assert_int_equal(kurs_watch_page_init(&page, 4, 12, 1), KURS_OK);
    assert_int_equal(kurs_watch_put(&page, 0, 0, 5, KURS_WATCH_PLAIN, "12345"), 5);
    assert_int_equal(kurs_watch_put(&page, 1, 0, 5, KURS_WATCH_PLAIN, "123456"), 5);
    kurs_watch_put(&page, 2, 9, 50, KURS_WATCH_PLAIN, "beyond the edge");
    kurs_watch_put(&page, 9, 0, 5, KURS_WATCH_PLAIN, "below");
    kurs_watch_put(&page, 0, 6, 0, KURS_WATCH_PLAIN, "no width");
    kurs_watch_put(&page, 0, 6, -3, KURS_WATCH_PLAIN, "no width");
    kurs_watch_put_right(&page, 3, 0, 12, KURS_WATCH_PLAIN, "%s", "\xd0\xa1 right");
    assert_int_equal(kurs_watch_page_print(&page, &out), KURS_OK);
    assert_string_equal(out.text, "12345\n1234\xe2\x80\xa6\n         bey\n     \xd0\xa1 right\n");
    kurs_watch_page_free(&page);
    kurs_buf_free(&out);
}

/* ---- times and figures ----------------------------------------------------------------------- */

static void times_go_to_seconds_and_back(void **state)
{
    (void)state;
    char utc[KURS_WATCH_TIME_SIZE];
    /* by GNU date */
    check_near(kurs_watch_unix("2024-03-23T12:36:10.573Z"), 1711197370.573, 1e-6, 0.0);
    check_near(kurs_watch_unix("1970-01-01T00:00:00Z"), 0.0, 0.0, 0.0);
    check_near(kurs_watch_unix("2000-02-29T23:59:59.999Z"), 951868799.999, 1e-6, 0.0);
    check_near(kurs_watch_unix("2100-03-01T00:00:00Z"), 4107542400.0, 0.0, 0.0);
    static const char *const round[] = {"2024-03-23T12:36:10.573Z", "2000-02-29T23:59:59.999Z",
                                        "2023-12-31T23:59:59.000Z", "2100-02-28T00:00:00.001Z",
                                        "1970-01-01T00:00:00.000Z"};
    for (size_t i = 0; i < sizeof round / sizeof round[0]; i++) {
        kurs_watch_utc(kurs_watch_unix(round[i]), utc);
        assert_string_equal(utc, round[i]);
    }
    static const char *const none[] = {"",
                                       "2024-03-23",
                                       "2024-03-23 12:36:10Z",
                                       "2024-13-01T00:00:00Z",
                                       "2024-01-32T00:00:00Z",
                                       "2024-01-01T24:00:00Z",
                                       "2024-01-01T00:00:00",
                                       "2024-01-01T00:00:00.1\x1b[Z",
                                       "x024-01-01T00:00:00Z"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_true(isnan(kurs_watch_unix(none[i])));
    }
    kurs_watch_utc((double)NAN, utc);
    assert_string_equal(utc, "");
    kurs_watch_utc(-1.0, utc);
    assert_string_equal(utc, "");
}

static void mission_time_counts_down_to_the_second_shown(void **state)
{
    (void)state;
    char out[KURS_WATCH_TIME_SIZE];
    kurs_watch_met(-365.8, out);
    assert_string_equal(out, "T-00:06:06");
    kurs_watch_met(-0.2, out);
    assert_string_equal(out, "T-00:00:01");
    kurs_watch_met(0.9, out);
    assert_string_equal(out, "T+00:00:00");
    kurs_watch_met(2 * 86400.0 + 8801.0, out);
    assert_string_equal(out, "T+2d 02:26:41");
    kurs_watch_met((double)NAN, out);
    assert_string_equal(out, "T -");
    kurs_watch_span(1e300, out);
    assert_string_equal(out, "-");
    kurs_watch_span(999999999999.0, out);
    assert_string_equal(out, "11574074d 01:46:39");
}

static void figures_have_five_digits_at_the_most(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } rows[] = {{431.640027, "431.64"}, {7754.94, "7754.9"}, {310229.71, "310230"}, {3.0, "3"},
                {-18.48812, "-18.488"}, {-0.00001, "0.000"}, {1e-300, "0.000"},     {-0.0, "0"},
                {1e300, "1.000e+300"},  {(double)NAN, "-"}};
    char out[16];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kurs_watch_figure(rows[i].x, out);
        assert_string_equal(out, rows[i].text);
    }
}

/* ---- the page -------------------------------------------------------------------------------- */

static void the_head_tells_who_when_and_what_comes_next(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    const kurs_watch_view view = {0};
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, " Test 1  COUNTDOWN ");
    assert_shown(text, " T-00:06:06 ");
    assert_shown(text, " 2024-03-23 12:30:04 UTC\n");
    assert_shown(text, "Next in 00:01:05: all ready");
    assert_shown(text, "attempt 2 HOLD, held 00:01:11  live  x10  runs\n");
    free(text);
    change(&docs, KURS_WATCH_NOW, "clock",
           "{\"rate\":1,\"paused\":true,\"live\":false,\"at_end\":true}");
    change(&docs, KURS_WATCH_NOW, "countdown",
           "{\"attempt\":1,\"t_s\":-20.0,\"holding\":false,\"stopped\":true,\"held_s\":0}");
    change(&docs, KURS_WATCH_NOW, "next", "null");
    text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "nothing is planned to come");
    assert_shown(text, "attempt 1 STOPPED at T-00:00:20  replay  x1  END\n");
    free(text);
    kurs_watch_docs_free(&docs);
}

static void the_timeline_has_marks_dates_and_the_next_event(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    const kurs_watch_view view = {0};
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "2024-03-22\n");
    assert_shown(text, "x 23:00:00 fuelled\n"); /* without its figures */
    assert_shown(text, "x 12:00:00 seated\n");
    assert_shown(text, "> 12:31:09 all ready\n");
    assert_shown(text, "- 12:36:09 lift-off\n");
    free(text);
    kurs_watch_docs_free(&docs);
}

static void channels_with_limits_come_first_and_those_without_a_value_last(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    int order[KURS_WATCH_CHANNELS];
    static const char *const wanted[] = {"volt", "load", "gas", "alt_km", "bank"};
    assert_int_equal(kurs_watch_channel_order(&docs, order), 5);
    for (int i = 0; i < 5; i++) {
        const json_t *channel = kurs_watch_channel(&docs, order[i]);
        assert_string_equal(kurs_watch_text(channel, "name"), wanted[i]);
    }
    kurs_watch_docs_free(&docs);
}

static void what_is_out_of_its_limits_has_a_mark_besides_colour(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    const kurs_watch_view view = {.channel = "load"};
    assert_int_equal(kurs_watch_channel_state(&docs, kurs_watch_channel(&docs, 2)), 2);
    assert_int_equal(kurs_watch_channel_state(&docs, kurs_watch_channel(&docs, 3)), 0);
    assert_int_equal(kurs_watch_channel_state(&docs, kurs_watch_channel(&docs, 4)), 1);
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "\n!battery ");
    assert_shown(text, "\n felt load ");
    assert_shown(text, "\n~tank gas "); /* the board does not watch it yet */
    assert_shown(text, "26.120 V");
    assert_shown(text, "431.64 km");
    assert_shown(text, "Channels 2/5: load <4.300");
    free(text);
    change(&docs, KURS_WATCH_NOW, "board", "[]");
    change(&docs, KURS_WATCH_NOW, "values", "{\"volt\":30.0,\"load\":4.31,\"gas\":50.0}");
    assert_int_equal(kurs_watch_channel_state(&docs, kurs_watch_channel(&docs, 2)), 0);
    assert_int_equal(kurs_watch_channel_state(&docs, kurs_watch_channel(&docs, 3)), 2);
    text = drawn(&docs, &view, 24, 160, 1);
    assert_shown(text, "\n!tank gas ");
    assert_shown(text, "\xe2\x89\xa5"
                       "27");
    assert_shown(text, "100..300");
    free(text);
    kurs_watch_docs_free(&docs);
}

static void the_board_shows_no_go_first(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    const kurs_watch_view view = {0};
    char *text = drawn(&docs, &view, 24, 80, 0);
    const char *no = strstr(text, "NO battery"), *wait = strstr(text, "-- tank gas");
    const char *go = strstr(text, "go crew commander");
    assert_shown(text, "Board: 1 NO, 1 go, 1 to come");
    assert_true(no && wait && go && no < wait && wait < go);
    free(text);
    kurs_watch_docs_free(&docs);
}

/* ---- the map --------------------------------------------------------------------------------- */

static void land_is_where_it_is(void **state)
{
    (void)state;
    static const struct {
        double lat, lon;
        int land;
    } rows[] = {{46.0, 63.5, 1},
                {0.0, -150.0, 0},
                {-85.0, 10.0, 1},
                {-25.0, 134.0, 1},
                {42.0, 51.0, 0} /* the Caspian Sea */,
                {40.0, -100.0, 1},
                {40.0, 260.0, 1},
                {0.0, 20.0, 1},
                {-40.0, 80.0, 0},
                {89.0, 0.0, 0},
                {91.0, 0.0, 0},
                {90.0, 180.0, 0},
                {-90.0, -180.0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (kurs_watch_is_land(rows[i].lat, rows[i].lon) != rows[i].land) {
            print_error("%g N %g E\n", rows[i].lat, rows[i].lon);
            fail();
        }
    }
    assert_int_equal(kurs_watch_is_land((double)NAN, 0.0), 0);
    assert_int_equal(kurs_watch_is_land(0.0, INFINITY), 0);
}

static void the_land_is_as_large_as_the_earths(void **state)
{
    (void)state;
    double land = 0.0, all = 0.0;
    for (int lat = -90; lat < 90; lat++) {
        for (int lon = -180; lon < 180; lon++) {
            const double area = cos((lat + 0.5) * 3.14159265358979 / 180.0);
            all += area;
            land += kurs_watch_is_land(lat + 0.5, lon + 0.5) ? area : 0.0;
        }
    }
    check_near(land / all, 0.292, 0.004, 0.0); /* 148.9 of 510.1 million km2 (CIA World Factbook) */
}

static int column_of(const char *line, char sign)
{
    const char *at = strchr(line, sign);
    return at ? (int)(at - line) : -1;
}

/* The map alone, 72 by 14 under its title; a row is 10 degrees high, a column 5 wide. */
static void the_map_has_ship_station_and_track_in_their_places(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    kurs_watch_page page;
    kurs_buf out;
    const kurs_watch_box box = {0, 0, 15, 72};
    kurs_buf_init(&out, 100000);
    assert_int_equal(kurs_watch_page_init(&page, 15, 72, 0), KURS_OK);
    kurs_watch_draw_map(&page, &box, &docs);
    assert_int_equal(kurs_watch_page_print(&page, &out), KURS_OK);
    const char *line = out.text;
    for (int i = 0; i < 8; i++) { /* from 78 N: the equator is in the eighth row of the map */
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(column_of(line, '@'), 5);  /* 150.5 W */
    assert_int_equal(column_of(line, '#'), 18); /* 90 W */
    assert_memory_equal(line + 6, "======------#", 13);
    assert_int_equal(column_of(line, '*'), 36); /* the Sun over 0 E */
    kurs_watch_page_free(&page);
    kurs_buf_free(&out);
    kurs_watch_docs_free(&docs);
}

static void a_track_over_the_antimeridian_goes_the_shorter_way(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    kurs_watch_page page;
    const kurs_watch_box box = {0, 0, 15, 72};
    int behind = 0;
    change(&docs, KURS_WATCH_TRACK, "ship",
           "{\"t\":[1711196000000,1711197000000],\"lat_deg\":[0.5,0.5],\"lon_deg\":[171,-171]}");
    assert_int_equal(kurs_watch_page_init(&page, 15, 72, 0), KURS_OK);
    kurs_watch_draw_map(&page, &box, &docs);
    for (int j = 0; j < 72; j++) {
        behind += page.cells[8 * 72 + j].c == '=';
    }
    assert_int_equal(behind, 4); /* two columns on each side */
    assert_int_equal(page.cells[8 * 72].c, '=');
    assert_int_equal(page.cells[8 * 72 + 71].c, '=');
    kurs_watch_page_free(&page);
    kurs_watch_docs_free(&docs);
}

static void night_is_away_from_the_sun(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    kurs_watch_page page;
    const kurs_watch_box box = {0, 0, 15, 72};
    assert_int_equal(kurs_watch_page_init(&page, 15, 72, 1), KURS_OK);
    kurs_watch_draw_map(&page, &box, &docs);
    assert_int_equal(page.cells[8 * 72 + 40].style, KURS_WATCH_LAND);   /* Congo at noon */
    assert_int_equal(page.cells[10 * 72 + 63].style, KURS_WATCH_NIGHT); /* Australia */
    kurs_watch_page_free(&page);
    kurs_watch_docs_free(&docs);
}

/* ---- any size, any document ------------------------------------------------------------------ */

static void pages_of_any_size_can_be_drawn(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    for (int rows = 1; rows < 70; rows += 3) {
        for (int columns = 1; columns < 250; columns += 7) {
            const kurs_watch_view view = {.help = columns % 2, .back = rows - 30};
            char *text = drawn(&docs, &view, rows, columns, rows % 2);
            int lines = 0;
            for (const char *at = text; *at; at++) {
                lines += *at == '\n';
            }
            assert_int_equal(lines, rows);
            free(text);
        }
    }
    kurs_watch_docs_free(&docs);
}

static void assert_harmless(const char *text)
{
    for (const char *at = text; *at;) {
        const uint32_t c = kurs_watch_decode(&at);
        assert_true(c == '\n' || (c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0)));
        assert_int_not_equal(c, 0xfffd);
        assert_int_not_equal(c, 0x202e);
    }
}

static void hostile_documents_are_drawn_without_harm(void **state)
{
    (void)state;
    static const char *const values[] = {
        "null",
        "true",
        "-1e308",
        "1e308",
        "\"\\u001b[2J\\u009b\\u202e\\u0007\\n\"",
        "[]",
        "{}",
        "[[[[]]]]",
        "[null,1,\"x\",{}]",
        "{\"lat_deg\":1e300,\"lon_deg\":-1e300}",
        "{\"t\":[0,1e308,null],\"lat_deg\":[1e308,0,0],\"lon_deg\":[0,-1e308]}",
        "{\"utc\":\"\\u001b]0;x\\u0007\",\"id\":5,\"text\":\"\\u001b[31m\"}",
        ("[{\"text\":\"\\u001b[31m\",\"name\":\"alt_km\",\"unit\":\"\\r\\n\",\"low\":\"x\","
         "\"high\":-1e308,\"utc\":\"2024-03-23T12:30:04.0Z\",\"state\":\"nogo\",\"id\":\"\\t\"}]")};
    static const char *const keys[KURS_WATCH_DOCS][8] = {
        [KURS_WATCH_FACTS] = {"title", "site", "zones", "channels", "range"},
        [KURS_WATCH_TIMELINE] = {"events", "planned"},
        [KURS_WATCH_TRACK] = {"ship", "ship_predicted", "station"},
        [KURS_WATCH_NOW] = {"utc", "met_s", "phase", "clock", "next", "countdown", "board",
                            "values"}};
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        for (int k = 0; k < 8 && keys[i][k]; k++) {
            for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
                kurs_watch_docs docs = documents();
                kurs_watch_view view = {0};
                char body[KURS_WATCH_BODY_SIZE];
                static const uint32_t pressed[] = {' ', '+', '-', 'n',
                                                   'p', '<', '>', KURS_WATCH_KEY_DOWN};
                change(&docs, (kurs_watch_what)i, keys[i][k], values[v]);
                char *text = drawn(&docs, &view, 50, 160, 1);
                assert_harmless(text);
                free(text);
                for (size_t j = 0; j < sizeof pressed / sizeof pressed[0]; j++) {
                    kurs_watch_key(&view, &docs, pressed[j], body);
                    assert_harmless(body);
                }
                kurs_watch_docs_free(&docs);
            }
        }
    }
}

static void a_document_of_another_kind_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "7",
                                        "{\"schema\":7}",
                                        "{\"schema\":\"kurs.track/1\"}",
                                        "<html>",
                                        "{\"schema\":\"kurs.now/1\",\"a\":\"\\u0000\"}"};
    char why[160];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        why[0] = '\0';
        assert_null(kurs_watch_parse(KURS_WATCH_NOW, texts[i], strlen(texts[i]), why));
        assert_true(why[0] != '\0');
    }
    char deep[5000];
    memset(deep, '[', sizeof deep);
    assert_null(kurs_watch_parse(KURS_WATCH_NOW, deep, sizeof deep, why));
}

static void no_document_at_all_is_a_page_too(void **state)
{
    (void)state;
    const kurs_watch_docs docs = {{NULL}};
    kurs_watch_view view = {0};
    char body[KURS_WATCH_BODY_SIZE];
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "Timeline");
    free(text);
    kurs_watch_key(&view, &docs, KURS_WATCH_KEY_DOWN, body);
    assert_string_equal(view.channel, "");
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void assert_key(const kurs_watch_docs *docs, kurs_watch_view *view, uint32_t key,
                       const char *wanted)
{
    char body[KURS_WATCH_BODY_SIZE];
    kurs_watch_key(view, docs, key, body);
    assert_string_equal(body, wanted);
}

static void keys_move_the_clock(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    kurs_watch_view view = {0};
    assert_key(&docs, &view, ' ', "{\"paused\":true}");
    assert_key(&docs, &view, '+', "{\"rate\":30}");
    assert_key(&docs, &view, '-', "{\"rate\":3}");
    assert_key(&docs, &view, 'n', "{\"jump_utc\":\"2024-03-23T12:31:09.881Z\"}");
    view.going_s = 0.0;
    assert_key(&docs, &view, 'p', "{\"jump_utc\":\"2024-03-23T12:00:00.002Z\"}");
    view.going_s = 0.0;
    assert_key(&docs, &view, KURS_WATCH_KEY_RIGHT, "{\"jump_utc\":\"2024-03-23T12:31:04.081Z\"}");
    /* again before it is done: two minutes */
    assert_key(&docs, &view, KURS_WATCH_KEY_RIGHT, "{\"jump_utc\":\"2024-03-23T12:32:04.081Z\"}");
    view.going_s = 0.0;
    assert_key(&docs, &view, KURS_WATCH_KEY_LEFT, "{\"jump_utc\":\"2024-03-23T12:29:04.081Z\"}");
    view.going_s = 0.0;
    assert_key(&docs, &view, '<', "{\"jump_utc\":\"2024-03-23T11:30:04.081Z\"}");
    change(&docs, KURS_WATCH_NOW, "utc", "\"2024-03-20T00:00:10.000Z\"");
    view.going_s = 0.0;
    assert_key(&docs, &view, KURS_WATCH_KEY_LEFT, "{\"jump_utc\":\"2024-03-20T00:00:00.000Z\"}");
    change(&docs, KURS_WATCH_NOW, "clock", "{\"rate\":10000,\"paused\":true}");
    assert_key(&docs, &view, ' ', "{\"paused\":false}");
    assert_key(&docs, &view, '+', "");
    change(&docs, KURS_WATCH_NOW, "next", "null");
    assert_key(&docs, &view, 'n', "");
    kurs_watch_docs_free(&docs);
}

static void keys_choose_and_find_channels(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    kurs_watch_view view = {0};
    assert_key(&docs, &view, KURS_WATCH_KEY_DOWN, "");
    assert_string_equal(view.channel, "load");
    assert_key(&docs, &view, KURS_WATCH_KEY_UP, "");
    assert_key(&docs, &view, KURS_WATCH_KEY_UP, "");
    assert_string_equal(view.channel, "volt");
    assert_key(&docs, &view, '/', "");
    for (const char *at = "NK AN"; *at; at++) {
        assert_key(&docs, &view, (uint32_t)*at, "");
    }
    assert_int_equal(view.finding, 1);
    assert_key(&docs, &view, KURS_WATCH_KEY_ENTER, "");
    assert_string_equal(view.channel, "bank"); /* by its words, case apart */
    assert_int_equal(view.finding, 0);
    assert_key(&docs, &view, '/', "");
    assert_key(&docs, &view, 'q', ""); /* a letter, no order to end */
    assert_key(&docs, &view, 'q', "");
    assert_key(&docs, &view, KURS_WATCH_KEY_BACK, "");
    assert_string_equal(view.find, "q");
    assert_int_equal(view.quit, 0);
    assert_key(&docs, &view, KURS_WATCH_KEY_ENTER, "");
    assert_string_equal(view.told, "no channel has \"q\" in it");
    assert_key(&docs, &view, '?', "");
    assert_int_equal(view.help, 1);
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "to the next event");
    free(text);
    assert_key(&docs, &view, ' ', ""); /* ends the help, does not pause */
    assert_int_equal(view.help, 0);
    assert_key(&docs, &view, 'q', "");
    assert_int_equal(view.quit, 1);
    kurs_watch_docs_free(&docs);
}

static void the_chosen_channel_and_earlier_events_come_into_sight(void **state)
{
    (void)state;
    kurs_watch_docs docs = documents();
    json_t *channels = json_array(), *events = json_array();
    for (int i = 0; i < 90; i++) {
        char name[24], utc[48];
        snprintf(name, sizeof name, "channel %02d", i);
        snprintf(utc, sizeof utc, "2024-03-22T%02d:%02d:00.000Z", i / 60, i % 60);
        json_array_append_new(channels,
                              json_pack("{s:s,s:s,s:s}", "name", name, "text", name, "unit", "m"));
        json_array_append_new(events, json_pack("{s:s,s:s}", "utc", utc, "text", name));
    }
    json_object_set_new(docs.doc[KURS_WATCH_FACTS], "channels", channels);
    json_object_set_new(docs.doc[KURS_WATCH_TIMELINE], "events", events);
    kurs_watch_view view = {.channel = "channel 77"};
    char *text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "\n channel 72 ");
    assert_shown(text, " channel 77 ");
    assert_shown(text, "Channels 78/90: channel 77");
    assert_shown(text, "01:29:00 channel 89\n");
    assert_shown(text, "> 12:31:09 all ready\n");
    assert_not_shown(text, "00:05:00 channel 05\n");
    free(text);
    view.back = 85;
    text = drawn(&docs, &view, 24, 80, 0);
    assert_shown(text, "00:05:00 channel 05\n");
    assert_shown(text, "Timeline (Home: now)");
    assert_not_shown(text, "all ready\n");
    free(text);
    kurs_watch_docs_free(&docs);
}

/* ---- following ------------------------------------------------------------------------------- */

/* A feed that answers at once with the documents of the tests. */
typedef struct fake {
    kurs_watch_docs docs;
    int asked, asks[KURS_WATCH_WHATS];
    int broken, without_track;
    char body[KURS_WATCH_BODY_SIZE];
} fake;

static void fake_ask(void *ctx, kurs_watch_what what, const char *body)
{
    fake *f = ctx;
    assert_int_equal(f->asked, -1);
    f->asked = (int)what;
    f->asks[what]++;
    snprintf(f->body, sizeof f->body, "%s", body ? body : "");
}

static int fake_wait(void *ctx, int input, int ms, kurs_watch_answer *out)
{
    fake *f = ctx;
    (void)input;
    if (f->asked < 0) {
        const struct timespec span = {0, 1000000L * ms};
        nanosleep(&span, NULL);
        return 0;
    }
    *out = (kurs_watch_answer){.what = (kurs_watch_what)f->asked, .status = KURS_OK};
    f->asked = -1;
    out->refused = f->without_track && out->what == KURS_WATCH_TRACK;
    if (f->broken || out->refused) {
        out->status = KURS_ERR_IO;
        snprintf(out->why, sizeof out->why, "nobody there");
    } else if (out->what == KURS_WATCH_COMMAND) {
        out->doc = json_object();
    } else {
        out->doc = json_deep_copy(f->docs.doc[out->what]);
    }
    return 1;
}

static void fake_close(void *ctx)
{
    kurs_watch_docs_free(&((fake *)ctx)->docs);
}

static void follow_for(kurs_watch_follow *follow, kurs_watch_view *view, double seconds)
{
    const double end = kurs_watch_clock() + seconds;
    while (kurs_watch_clock() < end) {
        (void)kurs_watch_follow_step(follow, view, -1, 5);
    }
}

static void begin_following(kurs_watch_follow *follow, fake *f)
{
    const kurs_watch_feed feed = {f, fake_ask, fake_wait, fake_close};
    *f = (fake){.docs = documents(), .asked = -1};
    kurs_watch_follow_init(follow, &feed);
}

static void old_documents_are_asked_for_anew(void **state)
{
    (void)state;
    kurs_watch_follow follow;
    kurs_watch_view view = {0};
    fake f, before;
    begin_following(&follow, &f);
    follow_for(&follow, &view, 1.0);
    assert_true(kurs_watch_follow_has_all(&follow));
    before = f;
    follow_for(&follow, &view, 1.0);
    assert_int_equal(f.asks[KURS_WATCH_TRACK], before.asks[KURS_WATCH_TRACK]);
    assert_int_equal(f.asks[KURS_WATCH_TIMELINE], before.asks[KURS_WATCH_TIMELINE]);
    assert_in_range(f.asks[KURS_WATCH_NOW] - before.asks[KURS_WATCH_NOW], 5, 11);
    change(&f.docs, KURS_WATCH_NOW, "utc", "\"2024-03-23T12:31:05.000Z\""); /* 61 s on */
    follow_for(&follow, &view, 0.6);
    assert_int_equal(f.asks[KURS_WATCH_TRACK], before.asks[KURS_WATCH_TRACK] + 1);
    before = f;
    change(&f.docs, KURS_WATCH_NOW, "utc", "\"2024-03-23T12:31:01.000Z\""); /* back */
    follow_for(&follow, &view, 0.6);
    assert_int_equal(f.asks[KURS_WATCH_TRACK], before.asks[KURS_WATCH_TRACK] + 1);
    assert_int_equal(f.asks[KURS_WATCH_TIMELINE], before.asks[KURS_WATCH_TIMELINE] + 1);
    before = f;
    change(&f.docs, KURS_WATCH_NOW, "next", "{\"id\":\"other\"}");
    follow_for(&follow, &view, 0.6);
    assert_int_equal(f.asks[KURS_WATCH_TIMELINE], before.asks[KURS_WATCH_TIMELINE] + 1);
    assert_int_equal(f.asks[KURS_WATCH_FACTS], 1);
    kurs_watch_follow_free(&follow);
}

static void a_command_is_given_next_and_its_effect_looked_at(void **state)
{
    (void)state;
    kurs_watch_follow follow;
    kurs_watch_view view = {.going_s = 5.0};
    fake f;
    begin_following(&follow, &f);
    follow_for(&follow, &view, 0.5);
    snprintf(follow.body, sizeof follow.body, "{\"rate\":3}");
    while (f.asks[KURS_WATCH_COMMAND] == 0) {
        (void)kurs_watch_follow_step(&follow, &view, -1, 5);
    }
    const int states = f.asks[KURS_WATCH_NOW];
    assert_string_equal(f.body, "{\"rate\":3}");
    assert_string_equal(follow.body, "");
    (void)kurs_watch_follow_step(&follow, &view, -1, 5);
    assert_int_equal(f.asks[KURS_WATCH_NOW], states + 1);
    check_near(view.going_s, 0.0, 0.0, 0.0);
    kurs_watch_follow_free(&follow);
}

static void a_broken_feed_is_told_and_tried_again_not_too_often(void **state)
{
    (void)state;
    kurs_watch_follow follow;
    kurs_watch_view view = {0};
    fake f;
    int asks = 0;
    begin_following(&follow, &f);
    f.without_track = 1; /* is no failure */
    follow_for(&follow, &view, 0.5);
    assert_true(kurs_watch_follow_has_all(&follow));
    assert_string_equal(view.lost, "");
    f.broken = 1;
    for (int i = 0; i < KURS_WATCH_WHATS; i++) {
        asks -= f.asks[i];
    }
    follow_for(&follow, &view, 2.5);
    for (int i = 0; i < KURS_WATCH_WHATS; i++) {
        asks += f.asks[i];
    }
    assert_string_equal(view.lost, "CONNECTION LOST, tried again: nobody there");
    assert_in_range(asks, 2, 3);
    assert_non_null(follow.docs.doc[KURS_WATCH_NOW]); /* what was known stays */
    f.broken = 0;
    follow_for(&follow, &view, 3.0);
    assert_string_equal(view.lost, "");
    assert_int_equal(f.asks[KURS_WATCH_FACTS], 2); /* it may be another flight now */
    kurs_watch_follow_free(&follow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_read_and_what_is_none_is_told),
        cmocka_unit_test(what_could_move_a_cursor_is_shown_as_a_question_mark),
        cmocka_unit_test(texts_are_cut_at_their_width_with_a_mark),
        cmocka_unit_test(times_go_to_seconds_and_back),
        cmocka_unit_test(mission_time_counts_down_to_the_second_shown),
        cmocka_unit_test(figures_have_five_digits_at_the_most),
        cmocka_unit_test(the_head_tells_who_when_and_what_comes_next),
        cmocka_unit_test(the_timeline_has_marks_dates_and_the_next_event),
        cmocka_unit_test(channels_with_limits_come_first_and_those_without_a_value_last),
        cmocka_unit_test(what_is_out_of_its_limits_has_a_mark_besides_colour),
        cmocka_unit_test(the_board_shows_no_go_first),
        cmocka_unit_test(land_is_where_it_is),
        cmocka_unit_test(the_land_is_as_large_as_the_earths),
        cmocka_unit_test(the_map_has_ship_station_and_track_in_their_places),
        cmocka_unit_test(a_track_over_the_antimeridian_goes_the_shorter_way),
        cmocka_unit_test(night_is_away_from_the_sun),
        cmocka_unit_test(pages_of_any_size_can_be_drawn),
        cmocka_unit_test(hostile_documents_are_drawn_without_harm),
        cmocka_unit_test(a_document_of_another_kind_is_refused),
        cmocka_unit_test(no_document_at_all_is_a_page_too),
        cmocka_unit_test(keys_move_the_clock),
        cmocka_unit_test(keys_choose_and_find_channels),
        cmocka_unit_test(the_chosen_channel_and_earlier_events_come_into_sight),
        cmocka_unit_test(old_documents_are_asked_for_anew),
        cmocka_unit_test(a_command_is_given_next_and_its_effect_looked_at),
        cmocka_unit_test(a_broken_feed_is_told_and_tried_again_not_too_often),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
