/* SPDX-License-Identifier: Apache-2.0 */
/* Following a flight: which document is asked for when, and what is done without an answer. */
#include <math.h>
#include <string.h>
#include <time.h>

#include "cli/watch.h"

#define STATE_EVERY_S 0.1
#define REST_EVERY_S 0.5     /* where the clock stands */
#define TIMELINE_EVERY_S 3.0 /* without a sign that it is another one */
#define SIGN_EVERY_S 0.3     /* with one */
#define TRACK_SPAN_S 60.0    /* of the mission */
#define RETRY_S 1.0
#define RETRY_MOST_S 5.0

double kurs_watch_clock(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void kurs_watch_follow_init(kurs_watch_follow *follow, const kurs_watch_feed *feed)
{
    *follow = (kurs_watch_follow){.feed = *feed, .asking = -1};
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        follow->stale[i] = 1;
        follow->asked_s[i] = -1e9;
    }
}

void kurs_watch_follow_free(kurs_watch_follow *follow)
{
    follow->feed.close(follow->feed.ctx);
    kurs_watch_docs_free(&follow->docs);
}

int kurs_watch_follow_has_all(const kurs_watch_follow *follow)
{
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        if (!follow->docs.doc[i]) {
            return 0;
        }
    }
    return 1;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static double state_every_s(const kurs_watch_follow *follow)
{
    const json_t *clock = json_object_get(follow->docs.doc[KURS_WATCH_NOW], "clock");
    return kurs_watch_true(clock, "paused") ? REST_EVERY_S : STATE_EVERY_S;
}

/* What is to be asked for now; -1: nothing. */
static int due(const kurs_watch_follow *follow, double now_s)
{
    static const double least_s[KURS_WATCH_DOCS] = {0.0, SIGN_EVERY_S, SIGN_EVERY_S, 0.0};
    if (now_s < follow->retry_s) {
        return -1;
    }
    if (follow->body[0]) {
        return KURS_WATCH_COMMAND;
    }
    for (int i = 0; i < KURS_WATCH_DOCS; i++) {
        if (follow->stale[i] && now_s - follow->asked_s[i] >= least_s[i]) {
            return i;
        }
    }
    if (now_s - follow->asked_s[KURS_WATCH_NOW] >= state_every_s(follow)) {
        return KURS_WATCH_NOW;
    }
    return now_s - follow->asked_s[KURS_WATCH_TIMELINE] >= TIMELINE_EVERY_S ? KURS_WATCH_TIMELINE
                                                                            : -1;
}

static void ask_for(kurs_watch_follow *follow, int what, double now_s)
{
    follow->asking = what;
    if (what == KURS_WATCH_COMMAND) {
        follow->feed.ask(follow->feed.ctx, KURS_WATCH_COMMAND, follow->body);
        follow->body[0] = '\0';
        return;
    }
    follow->asked_s[what] = now_s;
    follow->stale[what] = 0;
    follow->feed.ask(follow->feed.ctx, (kurs_watch_what)what, NULL);
}

/* ---- answers --------------------------------------------------------------------------------- */

/* 1 where it was another one. */
static int note(char kept[KURS_WATCH_NAME_SIZE], const char *text)
{
    char cut[KURS_WATCH_NAME_SIZE];
    snprintf(cut, sizeof cut, "%.*s", KURS_WATCH_NAME_SIZE - 1, text);
    const int other = strcmp(cut, kept) != 0;
    memcpy(kept, cut, sizeof cut);
    return other;
}

/* A new state tells whether timeline and track are old. */
static void take_state(kurs_watch_follow *follow)
{
    const json_t *now = follow->docs.doc[KURS_WATCH_NOW];
    const double unix_s = kurs_watch_unix(kurs_watch_text(now, "utc"));
    const int next = note(follow->next, kurs_watch_text(json_object_get(now, "next"), "id"));
    const int phase = note(follow->phase, kurs_watch_text(now, "phase"));
    const int went_back = unix_s < follow->state_unix_s;
    follow->state_unix_s = unix_s;
    if (next || phase || went_back) {
        follow->stale[KURS_WATCH_TIMELINE] = 1;
    }
    if (phase || went_back || !(fabs(unix_s - follow->track_unix_s) < TRACK_SPAN_S)) {
        follow->stale[KURS_WATCH_TRACK] = 1;
        follow->track_unix_s = unix_s;
    }
}

static void take_failure(kurs_watch_follow *follow, kurs_watch_view *view,
                         const kurs_watch_answer *answer)
{
    if (answer->what == KURS_WATCH_COMMAND && answer->refused) {
        snprintf(view->told, sizeof view->told, "%.*s", KURS_WATCH_WORDS_SIZE - 1, answer->why);
        return;
    }
    if (answer->what == KURS_WATCH_TRACK && answer->refused) { /* a flight without one */
        json_decref(follow->docs.doc[KURS_WATCH_TRACK]);
        follow->docs.doc[KURS_WATCH_TRACK] = json_object();
        return;
    }
    const double pause_s = RETRY_S * (1 + follow->failures);
    follow->failures++;
    follow->retry_s = kurs_watch_clock() + (pause_s < RETRY_MOST_S ? pause_s : RETRY_MOST_S);
    if ((int)answer->what < KURS_WATCH_DOCS) {
        follow->stale[answer->what] = 1;
    }
    follow->refused = answer->refused;
    snprintf(follow->why, sizeof follow->why, "%s", answer->why);
    snprintf(view->lost, sizeof view->lost,
             answer->refused ? "old, asked again: %.200s" : "CONNECTION LOST, tried again: %.200s",
             answer->why);
}

static void take_answer(kurs_watch_follow *follow, kurs_watch_view *view, kurs_watch_answer *answer)
{
    follow->asking = -1;
    if (answer->status < 0) {
        take_failure(follow, view, answer);
        return;
    }
    if (follow->failures > 0) { /* the flight may have gone on, or be flown anew */
        follow->failures = 0;
        view->lost[0] = '\0';
        for (int i = 0; i < KURS_WATCH_DOCS; i++) {
            follow->stale[i] = 1;
        }
    }
    if (answer->what == KURS_WATCH_COMMAND) {
        follow->stale[KURS_WATCH_NOW] = 1;
        json_decref(answer->doc);
        return;
    }
    follow->stale[answer->what] = 0;
    json_decref(follow->docs.doc[answer->what]);
    follow->docs.doc[answer->what] = answer->doc;
    if (answer->what == KURS_WATCH_NOW) {
        take_state(follow);
        view->going_s = follow->body[0] ? view->going_s : 0.0;
    }
}

int kurs_watch_follow_step(kurs_watch_follow *follow, kurs_watch_view *view, int input, int ms)
{
    kurs_watch_answer answer;
    if (follow->asking < 0) {
        const double now_s = kurs_watch_clock();
        const int what = due(follow, now_s);
        if (what >= 0) {
            ask_for(follow, what, now_s);
        }
    }
    if (!follow->feed.wait(follow->feed.ctx, input, ms, &answer)) {
        return 0;
    }
    take_answer(follow, view, &answer);
    return 1;
}
