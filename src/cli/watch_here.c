/* SPDX-License-Identifier: Apache-2.0 */
/* A feed that flies or replays in this process. */
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/watch.h"

typedef struct here {
    kurs_live *live;
    int asked; /* a kurs_watch_what; -1: nothing */
    char body[KURS_WATCH_BODY_SIZE];
    kurs_buf buf;
} here;

static void ask(void *ctx, kurs_watch_what what, const char *body)
{
    here *h = ctx;
    h->asked = (int)what;
    snprintf(h->body, sizeof h->body, "%s", body ? body : "");
}

static kurs_status read_or_command(here *h, char why[KURS_LIVE_WHY_SIZE])
{
    static const kurs_live_doc docs[KURS_WATCH_DOCS] = {
        [KURS_WATCH_FACTS] = KURS_LIVE_facts,
        [KURS_WATCH_TIMELINE] = KURS_LIVE_timeline,
        [KURS_WATCH_TRACK] = KURS_LIVE_track,
        [KURS_WATCH_NOW] = KURS_LIVE_now,
    };
    const kurs_live_ask plain = {.utc = NULL};
    kurs_buf_reset(&h->buf);
    if (h->asked == KURS_WATCH_COMMAND) {
        return kurs_live_command(h->live, "clock", h->body, strlen(h->body), "terminal",
                                 kurs_watch_clock(), &h->buf, why);
    }
    return kurs_live_read(h->live, docs[h->asked], &plain, kurs_watch_clock(), &h->buf, why);
}

static int wait_here(void *ctx, int input, int ms, kurs_watch_answer *out)
{
    here *h = ctx;
    char why[KURS_LIVE_WHY_SIZE], words[160] = "";
    if (h->asked < 0) {
        struct pollfd key = {.fd = input, .events = POLLIN};
        (void)poll(&key, 1, ms);
        return 0;
    }
    *out = (kurs_watch_answer){.what = (kurs_watch_what)h->asked, .refused = 1};
    out->status = read_or_command(h, why);
    h->asked = -1;
    if (out->status >= 0) {
        out->doc = kurs_watch_parse(out->what, h->buf.text, h->buf.n, words);
        snprintf(why, sizeof why, "%s", words);
        out->status = out->doc ? KURS_OK : KURS_ERR_MEMORY;
    }
    if (out->status < 0) {
        kurs_watch_clean(why, out->why, sizeof out->why);
    }
    return 1;
}

static void close_here(void *ctx)
{
    here *h = ctx;
    kurs_live_destroy(h->live);
    kurs_buf_free(&h->buf);
    kurs_free(h);
}

kurs_status kurs_watch_fly_here(const kurs_watch_from *from, kurs_watch_feed *out,
                                char why[KURS_LIVE_WHY_SIZE])
{
    struct stat is;
    here *h = kurs_alloc(sizeof *h);
    if (!h) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(KURS_ERR_MEMORY));
        return KURS_ERR_MEMORY;
    }
    const int folder = stat(from->path, &is) == 0 && S_ISDIR(is.st_mode);
    const kurs_live_setup setup = {
        .id = "f1",
        .path = folder ? NULL : from->path,
        .record = folder ? from->path : NULL,
        .missions = from->missions,
        .at = from->at,
        .rate = from->rate,
        .paused = from->paused,
        .who = "terminal",
    };
    const kurs_status status = kurs_live_create(&setup, kurs_watch_clock(), &h->live, why);
    if (status < 0) {
        kurs_free(h);
        return status;
    }
    h->asked = -1;
    kurs_buf_init(&h->buf, KURS_LIVE_DOC_MAX);
    *out = (kurs_watch_feed){h, ask, wait_here, close_here};
    return KURS_OK;
}
