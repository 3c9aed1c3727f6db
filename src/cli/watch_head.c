/* SPDX-License-Identifier: Apache-2.0 */
/* The two lines at the top: who, when, how fast, and what comes next. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "cli/watch.h"

/* "2024-03-23 12:30:04 UTC"; a text that is no time is not shown. */
static void format_utc(const char *utc, char out[KURS_WATCH_TIME_SIZE])
{
    if (!isfinite(kurs_watch_unix(utc))) {
        snprintf(out, KURS_WATCH_TIME_SIZE, "-");
        return;
    }
    snprintf(out, KURS_WATCH_TIME_SIZE, "%.10s %.8s UTC", utc, utc + 11);
}

static void draw_clock(kurs_watch_page *page, const json_t *facts, const json_t *now)
{
    const kurs_watch_box bar = {0, 0, 1, page->columns};
    const int w = page->columns;
    char met[KURS_WATCH_TIME_SIZE], utc[KURS_WATCH_TIME_SIZE], phase[24];
    kurs_watch_met(kurs_watch_number(now, "met_s"), met);
    format_utc(kurs_watch_text(now, "utc"), utc);
    size_t n = 0;
    for (const char *at = kurs_watch_text(now, "phase"); at[n] && n + 1 < sizeof phase; n++) {
        phase[n] = (char)toupper((unsigned char)at[n]);
    }
    phase[n] = '\0';
    kurs_watch_fill(page, &bar, KURS_WATCH_BAR);
    const int right = kurs_watch_put_right(page, 0, 0, w - 1, KURS_WATCH_BAR, "%s", utc);
    const int middle = (w - (int)strlen(met)) / 2;
    kurs_watch_put(page, 0, middle, w - right - middle - 2, KURS_WATCH_BAR, met);
    kurs_watch_putf(page, 0, 1, middle - 2, KURS_WATCH_BAR, "%s  %s",
                    kurs_watch_text(facts, "title"), phase);
}

/* "replay  x10  paused" at the right end; its columns. */
static int draw_rate(kurs_watch_page *page, const json_t *now)
{
    const json_t *clock = json_object_get(now, "clock");
    const int paused = kurs_watch_true(clock, "paused");
    const int end = kurs_watch_true(clock, "at_end");
    const double rate = kurs_watch_number(clock, "rate");
    char text[24] = "";
    if (rate > 0.0 && rate <= 1e6) {
        snprintf(text, sizeof text, "x%.6g  ", rate);
    }
    return kurs_watch_put_right(page, 1, 0, page->columns - 1,
                                paused ? KURS_WATCH_WARN : KURS_WATCH_PLAIN, "%s  %s%s",
                                kurs_watch_true(clock, "live") ? "live" : "replay", text,
                                end      ? "END"
                                : paused ? "PAUSED"
                                         : "runs");
}

static double attempt_of(const json_t *object)
{
    const double attempt = kurs_watch_number(object, "attempt");
    return attempt >= 0.0 && attempt < 1e4 ? attempt : 0.0;
}

/* Between two attempts: the one that came to nothing. */
static int draw_scrub(kurs_watch_page *page, const json_t *timeline, int end)
{
    const json_t *attempts = json_object_get(timeline, "attempts"), *last = NULL;
    for (size_t i = 0; i < json_array_size(attempts); i++) {
        const json_t *attempt = json_array_get(attempts, i);
        last = strcmp(kurs_watch_text(attempt, "outcome"), "scrubbed") == 0 ? attempt : last;
    }
    return !last ? 0
                 : kurs_watch_put_right(page, 1, 0, end, KURS_WATCH_BAD, "attempt %.0f scrubbed",
                                        attempt_of(last));
}

/* The count of an attempt; its columns. */
static int draw_count(kurs_watch_page *page, const kurs_watch_docs *docs, int end)
{
    const json_t *now = docs->doc[KURS_WATCH_NOW], *count = json_object_get(now, "countdown");
    char t[KURS_WATCH_TIME_SIZE], held[KURS_WATCH_TIME_SIZE];
    if (!json_is_object(count)) {
        return strcmp(kurs_watch_text(now, "phase"), "countdown") == 0
                   ? draw_scrub(page, docs->doc[KURS_WATCH_TIMELINE], end)
                   : 0;
    }
    const int holding = kurs_watch_true(count, "holding");
    const int stopped = kurs_watch_true(count, "stopped");
    kurs_watch_met(kurs_watch_number(count, "t_s"), t);
    kurs_watch_span(kurs_watch_number(count, "held_s"), held);
    const double number = attempt_of(count);
    if (stopped) {
        return kurs_watch_put_right(page, 1, 0, end, KURS_WATCH_BAD, "attempt %.0f STOPPED at %s",
                                    number, t);
    }
    return kurs_watch_put_right(page, 1, 0, end, holding ? KURS_WATCH_WARN : KURS_WATCH_PLAIN,
                                "attempt %.0f%s%s", number, holding ? " HOLD, held " : "",
                                holding ? held : "");
}

void kurs_watch_draw_head(kurs_watch_page *page, const kurs_watch_docs *docs)
{
    const json_t *now = docs->doc[KURS_WATCH_NOW];
    const json_t *next = json_object_get(now, "next");
    char in[KURS_WATCH_TIME_SIZE];
    draw_clock(page, docs->doc[KURS_WATCH_FACTS], now);
    int room = page->columns - 3 - draw_rate(page, now);
    const int count = draw_count(page, docs, room);
    room -= count > 0 ? count + 2 : 0;
    if (!json_is_object(next)) {
        kurs_watch_put(page, 1, 1, room - 1, KURS_WATCH_FAINT, "nothing is planned to come");
        return;
    }
    const double s = kurs_watch_unix(kurs_watch_text(next, "utc")) -
                     kurs_watch_unix(kurs_watch_text(now, "utc"));
    kurs_watch_span(s < 0.0 ? 0.0 : s, in);
    int at = 1;
    at += kurs_watch_putf(page, 1, at, room - at, KURS_WATCH_BOLD, "Next in %s: ", in);
    kurs_watch_put(page, 1, at, room - at, KURS_WATCH_PLAIN, kurs_watch_text(next, "text"));
}
