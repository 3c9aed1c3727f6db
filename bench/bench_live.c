/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A live flight of MS-25 and its 184 days: 200 jumps of the clock to any moment, both ways, with
 * the document `now` after each; and what a command takes that flies the mission again. Processor
 * time: one thread does it all.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live.h"
#include "base/base.h"
#include "bench.h"
#include "kurs/time.h"

enum { JUMPS = 200, COMMANDS = 5, ANSWER = 1 << 20 };

static void fail(const char *what)
{
    fprintf(stderr, "bench_live: %s\n", what);
    exit(1);
}

static double command_ms(kurs_live *live, const char *what, const char *body)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf out;
    kurs_buf_init(&out, ANSWER);
    const double start = bench_now_ns();
    if (kurs_live_command(live, what, body, strlen(body), "bench", 0.0, &out, why) < 0) {
        fail(why);
    }
    const double ms = 1e-6 * (bench_now_ns() - start);
    kurs_buf_free(&out);
    return ms;
}

static double now_ms(kurs_live *live)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_buf out;
    kurs_buf_init(&out, ANSWER);
    const double start = bench_now_ns();
    if (kurs_live_read(live, KURS_LIVE_now, NULL, 0.0, &out, why) < 0) {
        fail(why);
    }
    const double ms = 1e-6 * (bench_now_ns() - start);
    bench_kept = (double)out.n;
    kurs_buf_free(&out);
    return ms;
}

static double jump_ms(kurs_live *live, kurs_tai t)
{
    char utc[KURS_UTC_TEXT_SIZE], body[80];
    if (kurs_tai_format(t, 3, utc) < 0) {
        fail("a time cannot be written");
    }
    snprintf(body, sizeof body, "{\"jump_utc\":\"%s\"}", utc);
    return command_ms(live, "clock", body) + now_ms(live);
}

static kurs_live *begin(void)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_live *live;
    const kurs_live_setup setup = {.id = "bench",
                                   .path = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml",
                                   .rate = 1.0,
                                   .paused = 1};
    if (kurs_live_create(&setup, 0.0, &live, why) < 0) {
        fail(why);
    }
    return live;
}

static void bench_jumps(kurs_live *live)
{
    double ms[JUMPS];
    unsigned long long x = 25; /* a generator of its own: the same jumps every time */
    kurs_tai first, last;
    if (kurs_tai_parse("2024-03-21T12:00:00Z", 20, &first) < 0 ||
        kurs_tai_parse("2024-09-23T11:50:00Z", 20, &last) < 0) {
        fail("a time cannot be read");
    }
    for (int i = 0; i < JUMPS; i++) {
        x = x * 6364136223846793005ULL + 1442695040888963407ULL;
        const double part = (double)(x >> 11) / 9007199254740992.0;
        ms[i] = jump_ms(live, kurs_tai_add(first, part * kurs_tai_diff(last, first)));
    }
    qsort(ms, JUMPS, sizeof ms[0], bench_compare);
    printf("%d jumps over 184 days with `now`: median %.2f ms, 95 %% %.2f, slowest %.2f\n", JUMPS,
           ms[JUMPS / 2], ms[JUMPS * 95 / 100], ms[JUMPS - 1]);
    bench_json("live_jump_with_now_median", ms[JUMPS / 2], "ms");
    bench_json("live_jump_with_now_slowest", ms[JUMPS - 1], "ms");
}

/* Jumps within the minutes before a launch, where the count is gone through again. */
static void bench_count(kurs_live *live)
{
    double ms[COMMANDS];
    kurs_tai t;
    if (kurs_tai_parse("2024-03-23T12:36:05Z", 20, &t) < 0) {
        fail("a time cannot be read");
    }
    for (int i = 0; i < COMMANDS; i++) {
        ms[i] = jump_ms(live, kurs_tai_add(t, -(double)i));
    }
    qsort(ms, COMMANDS, sizeof ms[0], bench_compare);
    printf("a jump to seconds before lift-off with `now`: median %.2f ms\n", ms[COMMANDS / 2]);
    bench_json("live_jump_into_the_count_with_now", ms[COMMANDS / 2], "ms");
}

static void bench_command(void)
{
    static const char fault[] = "{\"fault\":\"upper-low\",\"at_s\":300}";
    double ms[COMMANDS];
    for (int i = 0; i < COMMANDS; i++) {
        kurs_live *live = begin();
        (void)command_ms(live, "clock", "{\"jump_utc\":\"2024-03-23T12:30:00Z\"}");
        ms[i] = command_ms(live, "fault", fault);
        kurs_live_destroy(live);
    }
    qsort(ms, COMMANDS, sizeof ms[0], bench_compare);
    printf("a command that flies the mission again: median %.0f ms (%.0f to %.0f)\n",
           ms[COMMANDS / 2], ms[0], ms[COMMANDS - 1]);
    bench_json("live_command_flies_184_days_again", 1e-3 * ms[COMMANDS / 2], "s");
}

int main(void)
{
    kurs_live *live = begin();
    bench_jumps(live);
    bench_count(live);
    kurs_live_destroy(live);
    bench_command();
    return 0;
}
