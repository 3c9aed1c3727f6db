/* SPDX-License-Identifier: Apache-2.0 */
/* What could not be told, for want of memory, is told at the next tick, and once. */
#include "check.h"

#include <string.h>

#include "app/live.h"

typedef struct listener {
    const char *deaf; /* a message of this kind fails, once */
    int events, lines, plans, states;
} listener;

static kurs_status listen_to(void *ctx, const char *kind, const char *id, const char *json,
                             size_t n)
{
    listener *l = ctx;
    (void)id;
    (void)json;
    (void)n;
    if (l->deaf && strcmp(kind, l->deaf) == 0) {
        l->deaf = NULL;
        return KURS_ERR_MEMORY;
    }
    l->events += strcmp(kind, "event") == 0;
    l->lines += strcmp(kind, "log") == 0;
    l->plans += strcmp(kind, "plan") == 0;
    l->states += strcmp(kind, "now") == 0;
    return KURS_OK;
}

/* The rocket lifts off at 12:36:10 and some; ten minutes at rate 2 from 12:36. */
static void listen_with(const char *deaf, listener *l)
{
    char why[KURS_LIVE_WHY_SIZE];
    kurs_live *live;
    kurs_buf out;
    const kurs_live_setup setup = {.id = "f1",
                                   .path = KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml",
                                   .at = "2024-03-23T12:36:00Z",
                                   .rate = 1.0};
    assert_int_equal(kurs_live_create(&setup, 0.0, &live, why), KURS_OK);
    *l = (listener){0};
    assert_int_equal(kurs_live_tick(live, 0.0, listen_to, l), KURS_OK);
    l->lines = l->plans = l->states = 0;
    kurs_buf_init(&out, 65536);
    assert_int_equal(kurs_live_command(live, "clock", "{\"rate\":2}", 10, "x", 1.0, &out, why),
                     KURS_OK);
    /* whoever looks lets the clock run on */
    assert_int_equal(kurs_live_read(live, KURS_LIVE_now, NULL, 1.0, &out, why), KURS_OK);
    kurs_buf_free(&out);
    l->deaf = deaf;
    const kurs_status first = kurs_live_tick(live, 300.0, listen_to, l);
    assert_int_equal(first, deaf ? KURS_ERR_MEMORY : KURS_OK);
    if (deaf) {
        assert_int_equal(kurs_live_tick(live, 300.0, listen_to, l), KURS_OK);
    }
    kurs_live_destroy(live);
}

/* 2026-11-26: each of these was lost. */
static void what_could_not_be_told_is_told_again(void **state)
{
    (void)state;
    static const char *const kinds[] = {"event", "log", "now"};
    listener whole, l;
    listen_with(NULL, &whole);
    assert_true(whole.events > 3 && whole.lines == 1 && whole.states == 1);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        listen_with(kinds[i], &l);
        assert_int_equal(l.events, whole.events);
        assert_int_equal(l.lines, whole.lines);
        assert_int_equal(l.states, whole.states);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_could_not_be_told_is_told_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
