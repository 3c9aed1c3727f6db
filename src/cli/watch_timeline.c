/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline: what has happened and what is planned, with now near the middle. */
#include <math.h>
#include <string.h>

#include "cli/watch.h"

enum { ROWS = 4000, BRIEF_SIZE = 160 };

/* Event number i, of those that were and then of those planned. */
static const json_t *event_at(const json_t *timeline, int i)
{
    const json_t *events = json_object_get(timeline, "events");
    const int n = (int)json_array_size(events);
    return i < n ? json_array_get(events, (size_t)i)
                 : json_array_get(json_object_get(timeline, "planned"), (size_t)(i - n));
}

/* Without its figures: what stands before the colon. */
static void brief(const char *text, char out[BRIEF_SIZE])
{
    size_t n = strcspn(text, ":;");
    n = n < BRIEF_SIZE ? n : BRIEF_SIZE - 1;
    memcpy(out, text, n);
    out[n] = '\0';
}

typedef struct timeline_lines {
    kurs_watch_page *page;
    const kurs_watch_box *box;
    int row, rows; /* the next one, of so many */
    char day[11];  /* of the last line */
} timeline_lines;

static int has_room(const timeline_lines *lines)
{
    return lines->row < lines->rows;
}

/* An event, after the date where it is another one. */
static void put_event(timeline_lines *lines, const json_t *event, int planned, int next)
{
    const kurs_watch_box *box = lines->box;
    const char *utc = kurs_watch_text(event, "utc");
    const int known = isfinite(kurs_watch_unix(utc));
    char text[BRIEF_SIZE];
    if (known && strncmp(utc, lines->day, 10) != 0) {
        snprintf(lines->day, sizeof lines->day, "%.10s", utc);
        kurs_watch_put(lines->page, box->row + 1 + lines->row++, box->column + 2, box->columns - 2,
                       KURS_WATCH_FAINT, lines->day);
    }
    if (!has_room(lines)) {
        return;
    }
    const kurs_watch_style style = next      ? KURS_WATCH_BOLD
                                   : planned ? KURS_WATCH_AHEAD
                                             : KURS_WATCH_PLAIN;
    const int row = box->row + 1 + lines->row++;
    brief(kurs_watch_text(event, "text"), text);
    kurs_watch_put_sign(lines->page, row, box->column,
                        next      ? KURS_WATCH_BOLD
                        : planned ? KURS_WATCH_AHEAD
                                  : KURS_WATCH_GOOD,
                        next      ? KURS_WATCH_SIGN_NEXT
                        : planned ? KURS_WATCH_SIGN_PLANNED
                                  : KURS_WATCH_SIGN_DONE);
    kurs_watch_putf(lines->page, row, box->column + 2, box->columns - 2, style, "%.8s %s",
                    known ? utc + 11 : "--:--:--", text);
}

void kurs_watch_draw_timeline(kurs_watch_page *page, const kurs_watch_box *box,
                              const kurs_watch_docs *docs, int back)
{
    const json_t *timeline = docs->doc[KURS_WATCH_TIMELINE];
    const double now_s = kurs_watch_unix(kurs_watch_text(docs->doc[KURS_WATCH_NOW], "utc"));
    const size_t events = json_array_size(json_object_get(timeline, "events"));
    const size_t planned = json_array_size(json_object_get(timeline, "planned"));
    const int flown = events > ROWS ? ROWS : (int)events;
    const int all = flown + (planned > ROWS ? ROWS : (int)planned);
    timeline_lines lines = {page, box, 0, box->rows - 1, ""};
    int next = 0;
    while (next < all &&
           kurs_watch_unix(kurs_watch_text(event_at(timeline, next), "utc")) <= now_s) {
        next++;
    }
    int first = next - back - lines.rows / 2;
    first = first > all - lines.rows + 1 ? all - lines.rows + 1 : first;
    first = first < 0 ? 0 : first;
    kurs_watch_title(page, box->row, box->column, box->columns, "Timeline%s",
                     back ? " (Home: now)" : "");
    for (int i = first; i < all && has_room(&lines); i++) {
        put_event(&lines, event_at(timeline, i), i >= next, i == next);
    }
    if (all == 0) {
        kurs_watch_put(page, box->row + 1, box->column + 2, box->columns - 2, KURS_WATCH_FAINT,
                       "nothing yet");
    }
}
