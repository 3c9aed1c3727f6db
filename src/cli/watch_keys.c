/* SPDX-License-Identifier: Apache-2.0 */
/* What keys do. */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "cli/watch.h"

#define PAST_S 0.002 /* beyond a moment, which is rounded to ms */

static const double rates[] = {1, 3, 10, 30, 100, 300, 1000, 3000, 10000};

static void change_rate(const json_t *now, int up, char body[KURS_WATCH_BODY_SIZE])
{
    const double rate = kurs_watch_number(json_object_get(now, "clock"), "rate");
    const int n = (int)(sizeof rates / sizeof rates[0]);
    double to = rate;
    for (int i = 0; i < n; i++) {
        const int at = up ? i : n - 1 - i;
        if (up ? rates[at] > rate : rates[at] < rate) {
            to = rates[at];
            break;
        }
    }
    if (to >= 1.0 && to != rate) {
        snprintf(body, KURS_WATCH_BODY_SIZE, "{\"rate\":%.0f}", to);
    }
}

static void jump_to(kurs_watch_view *view, double unix_s, char body[KURS_WATCH_BODY_SIZE])
{
    char utc[KURS_WATCH_TIME_SIZE];
    kurs_watch_utc(unix_s, utc);
    if (utc[0]) {
        snprintf(body, KURS_WATCH_BODY_SIZE, "{\"jump_utc\":\"%s\"}", utc);
        view->going_s = unix_s;
    }
}

/* By a span, not before the first moment. */
static void jump_by(kurs_watch_view *view, const kurs_watch_docs *docs, double span_s,
                    char body[KURS_WATCH_BODY_SIZE])
{
    const json_t *range = json_object_get(docs->doc[KURS_WATCH_FACTS], "range");
    const double first_s = kurs_watch_unix(kurs_watch_text(range, "from_utc"));
    const double now_s = kurs_watch_unix(kurs_watch_text(docs->doc[KURS_WATCH_NOW], "utc"));
    const double to_s = (view->going_s > 0.0 ? view->going_s : now_s) + span_s;
    jump_to(view, to_s < first_s ? first_s : to_s, body);
}

/* To the event before the present moment; one that has just been passed is not it. */
static void jump_back(kurs_watch_view *view, const kurs_watch_docs *docs,
                      char body[KURS_WATCH_BODY_SIZE])
{
    const json_t *events = json_object_get(docs->doc[KURS_WATCH_TIMELINE], "events");
    const double now_s = kurs_watch_unix(kurs_watch_text(docs->doc[KURS_WATCH_NOW], "utc"));
    double to_s = (double)NAN;
    for (size_t i = 0; i < json_array_size(events); i++) {
        const double s = kurs_watch_unix(kurs_watch_text(json_array_get(events, i), "utc"));
        if (s < now_s - 1.0 && !(s < to_s)) {
            to_s = s;
        }
    }
    jump_to(view, to_s + PAST_S, body);
}

static void command(kurs_watch_view *view, const kurs_watch_docs *docs, uint32_t key,
                    char body[KURS_WATCH_BODY_SIZE])
{
    const json_t *now = docs->doc[KURS_WATCH_NOW];
    switch (key) {
    case ' ':
        snprintf(body, KURS_WATCH_BODY_SIZE, "{\"paused\":%s}",
                 kurs_watch_true(json_object_get(now, "clock"), "paused") ? "false" : "true");
        break;
    case '+':
    case '=':
        change_rate(now, 1, body);
        break;
    case '-':
    case '_':
        change_rate(now, 0, body);
        break;
    case KURS_WATCH_KEY_LEFT:
        jump_by(view, docs, -60.0, body);
        break;
    case KURS_WATCH_KEY_RIGHT:
        jump_by(view, docs, 60.0, body);
        break;
    case '<':
        jump_by(view, docs, -3600.0, body);
        break;
    case '>':
        jump_by(view, docs, 3600.0, body);
        break;
    case 'n':
        jump_to(view,
                kurs_watch_unix(kurs_watch_text(json_object_get(now, "next"), "utc")) + PAST_S,
                body);
        break;
    case 'p':
        jump_back(view, docs, body);
        break;
    default:
        break;
    }
}

/* ---- channels -------------------------------------------------------------------------------- */

static void choose(kurs_watch_view *view, const json_t *channel)
{
    snprintf(view->channel, sizeof view->channel, "%.*s", KURS_WATCH_NAME_SIZE - 1,
             kurs_watch_text(channel, "name"));
}

static void move_choice(kurs_watch_view *view, const kurs_watch_docs *docs, int by)
{
    int order[KURS_WATCH_CHANNELS], at = 0;
    const int n = kurs_watch_channel_order(docs, order);
    for (int i = 0; i < n; i++) {
        const char *name = kurs_watch_text(kurs_watch_channel(docs, order[i]), "name");
        at = strcmp(name, view->channel) == 0 ? i : at;
    }
    at += by;
    if (n > 0) {
        choose(view, kurs_watch_channel(docs, order[at < 0 ? 0 : at >= n ? n - 1 : at]));
    }
}

static int has_part(const char *text, const char *part)
{
    for (; *text; text++) {
        size_t n = 0;
        while (part[n] && tolower((unsigned char)text[n]) == tolower((unsigned char)part[n])) {
            n++;
        }
        if (!part[n]) {
            return 1;
        }
    }
    return 0;
}

static int choose_found(kurs_watch_view *view, const kurs_watch_docs *docs)
{
    int order[KURS_WATCH_CHANNELS];
    const int n = kurs_watch_channel_order(docs, order);
    for (int i = 0; i < n && view->find[0]; i++) {
        const json_t *channel = kurs_watch_channel(docs, order[i]);
        if (has_part(kurs_watch_text(channel, "name"), view->find) ||
            has_part(kurs_watch_text(channel, "text"), view->find)) {
            choose(view, channel);
            return 1;
        }
    }
    return 0;
}

static void type_to_find(kurs_watch_view *view, const kurs_watch_docs *docs, uint32_t key)
{
    const size_t n = strlen(view->find);
    if (key == KURS_WATCH_KEY_ENTER || key == KURS_WATCH_KEY_ESCAPE) {
        view->finding = 0;
        if (key == KURS_WATCH_KEY_ENTER && view->find[0] && !choose_found(view, docs)) {
            snprintf(view->told, sizeof view->told, "no channel has \"%s\" in it", view->find);
        }
        return;
    }
    if (key == KURS_WATCH_KEY_BACK) {
        view->find[n > 0 ? n - 1 : 0] = '\0';
    } else if (key >= ' ' && key < 0x7f && n + 1 < sizeof view->find) {
        view->find[n] = (char)key;
        view->find[n + 1] = '\0';
    }
    (void)choose_found(view, docs);
}

/* ---- all ------------------------------------------------------------------------------------- */

void kurs_watch_key(kurs_watch_view *view, const kurs_watch_docs *docs, uint32_t key,
                    char body[KURS_WATCH_BODY_SIZE])
{
    enum { FAR = 100000, PAGE = 5 };
    body[0] = '\0';
    if (view->help) {
        view->help = 0;
        view->quit = key == 'q';
        return;
    }
    if (view->finding) {
        type_to_find(view, docs, key);
        return;
    }
    view->told[0] = '\0';
    if (key == KURS_WATCH_KEY_UP || key == KURS_WATCH_KEY_DOWN) {
        move_choice(view, docs, key == KURS_WATCH_KEY_UP ? -1 : 1);
    } else if (key == KURS_WATCH_KEY_PAGE_UP) {
        view->back += view->back < FAR ? PAGE : 0;
    } else if (key == KURS_WATCH_KEY_PAGE_DOWN) {
        view->back -= view->back > -FAR ? PAGE : 0;
    } else if (key == KURS_WATCH_KEY_HOME) {
        view->back = 0;
    } else if (key == '/') {
        view->finding = 1;
        view->find[0] = '\0';
    } else if (key == '?' || key == 'h') {
        view->help = 1;
    } else if (key == 'q') {
        view->quit = 1;
    } else {
        command(view, docs, key, body);
    }
}
