/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A flight with a clock: the use case of `kurs serve`. The mission is flown into a record, which is
 * then shown up to the clock's time and not beyond. A command that changes the mission flies it
 * again with the change; what was shown stays the same to the bit, or the command is refused. All
 * documents are JSON (docs/api.md). Times are those of the mission.
 *
 * Every call may come from any thread; kurs_live_tick from one at a time. `clock_s` is any clock
 * that rises evenly, in s, the same for all calls.
 */
#ifndef KURS_APP_LIVE_H
#define KURS_APP_LIVE_H

#include <stddef.h>

#include "base/base.h"
#include "kurs/api.h"
#include "kurs/status.h"

enum {
    KURS_LIVE_WHY_SIZE = 1600, /* an error for people, with its place where there is one */
    KURS_LIVE_NAME_SIZE = 64,
    KURS_LIVE_DOC_MAX = 16 << 20, /* the longest document */
    KURS_LIVE_POST_MAX = 256 * 1024
};

#define KURS_LIVE_RATE_MAX 10000.0

typedef struct kurs_live kurs_live;

/* Takes a line of the mission log, JSON without a line end, to a safe place before what it tells
 * takes effect; a status below 0 refuses the command. */
typedef kurs_status (*kurs_live_log)(void *ctx, const char *line);

typedef struct kurs_live_setup {
    const char *id; /* shorter than KURS_LIVE_NAME_SIZE */
    /* one of these four: */
    const char *path;    /* of a mission file, or a name as of kurs_mission_is_name; of a name: */
    const char *mission; /* a name (kurs_live_is_name) in the folder `missions`, else in the
                            library; ERR_IO where it is in neither */
    const char *yaml;    /* text of a mission, n bytes; it may not name other files */
    const char *record;  /* a folder of results: a replay */
    size_t n;
    const char *launch_day; /* of path or yaml: flown on this day instead, the return as much later;
                               NULL: as the mission says */
    const char *missions;   /* folder in which names are looked for; may be NULL */
    const char *at;         /* the clock begins here; NULL: at the first instant */
    double rate;            /* 1..KURS_LIVE_RATE_MAX */
    int paused;
    const char *who;
    kurs_live_log log; /* may be NULL */
    void *log_ctx;
} kurs_live_setup;

/* Flies the mission or reads the record. Errors of kurs_mission_load and of kurs_fly; of a record
 * ERR_IO, ERR_SYNTAX, ERR_SCHEMA; `why` tells. On error *out is untouched. */
KURS_CHECK kurs_status kurs_live_create(const kurs_live_setup *setup, double clock_s,
                                        kurs_live **out, char why[KURS_LIVE_WHY_SIZE]);
/* NULL is fine. */
void kurs_live_destroy(kurs_live *live);

const char *kurs_live_id(const kurs_live *live);

/* What is asked of a document: texts of the query, NULL where not given. */
typedef struct kurs_live_ask {
    const char *channels, *from, *to, *points, *lat_deg, *lon_deg, *day, *object, *utc;
} kurs_live_ask;

/* X(name): the documents of a flight */
#define KURS_LIVE_DOC_LIST(X)                                                                      \
    X(summary)                                                                                     \
    X(facts)                                                                                       \
    X(now)                                                                                         \
    X(timeline)                                                                                    \
    X(series)                                                                                      \
    X(track)                                                                                       \
    X(relative)                                                                                    \
    X(approach)                                                                                    \
    X(windows)                                                                                     \
    X(returns)                                                                                     \
    X(passes)                                                                                      \
    X(log)                                                                                         \
    X(czml)

typedef enum kurs_live_doc {
#define KURS_LIVE_DOC_ENUM(name) KURS_LIVE_##name,
    KURS_LIVE_DOC_LIST(KURS_LIVE_DOC_ENUM)
#undef KURS_LIVE_DOC_ENUM
        KURS_LIVE_DOC_COUNT
} kurs_live_doc;

/* "timeline"; NULL outside of the list. */
const char *kurs_live_doc_name(kurs_live_doc doc);

/*
 * Adds the document to `out`. ERR_ARGUMENT, ERR_RANGE or ERR_SYNTAX for what is asked in a wrong
 * way, ERR_NOT_FOUND for a channel that is none, ERR_NO_SOLUTION where this flight has no such
 * thing (a replay without its mission); ERR_MEMORY, ERR_FULL; `why` tells.
 */
KURS_CHECK kurs_status kurs_live_read(kurs_live *live, kurs_live_doc doc, const kurs_live_ask *ask,
                                      double clock_s, kurs_buf *out, char why[KURS_LIVE_WHY_SIZE]);

/*
 * A command "clock", "fault" or "countdown" with its JSON body (docs/api.md); the answer is added
 * to `out`. ERR_ARGUMENT, ERR_RANGE, ERR_SYNTAX, ERR_NOT_FOUND (a fault or step that is none),
 * ERR_UNSUPPORTED, ERR_NO_SOLUTION where the flight is past the point or would have to change what
 * has been shown, and errors of the log: then nothing has changed.
 */
KURS_CHECK kurs_status kurs_live_command(kurs_live *live, const char *command, const char *body,
                                         size_t n, const char *who, double clock_s, kurs_buf *out,
                                         char why[KURS_LIVE_WHY_SIZE]);

/* A flight of its own that is this one up to body.utc, not beyond the clock, and stands there. */
KURS_CHECK kurs_status kurs_live_branch(kurs_live *live, const char *body, size_t n,
                                        const char *who, const char *id, double clock_s,
                                        kurs_live **out, char why[KURS_LIVE_WHY_SIZE]);

/* ---- what is told to those who listen -------------------------------------------------------- */

/* A message: its kind ("now", "event", "plan", "log", "notice"), its id (NULL: none) and one line
 * of JSON. A status below 0 ends the telling. */
typedef kurs_status (*kurs_live_tell)(void *ctx, const char *kind, const char *id, const char *json,
                                      size_t n);

/* Tells what is new since the last tick: events, log lines, changes of plan, and the state, where
 * it is another one. Statuses of `tell`; ERR_MEMORY. */
KURS_CHECK kurs_status kurs_live_tick(kurs_live *live, double clock_s, kurs_live_tell tell,
                                      void *ctx);

/* Tells the events and log lines after the message with this id (what was told since), for one who
 * comes back; an id of another record: "plan" alone. */
KURS_CHECK kurs_status kurs_live_backlog(kurs_live *live, const char *id, double clock_s,
                                         kurs_live_tell tell, void *ctx);

/* ---- of no flight ---------------------------------------------------------------------------- */

/* The text of one key of a JSON object, cut by nothing: ERR_SYNTAX for another document,
 * ERR_NOT_FOUND where it has no such text, ERR_FULL where it does not fit. */
KURS_CHECK kurs_status kurs_live_body_text(const char *body, size_t n, const char *key, char *out,
                                           size_t size);

/* Adds the missions of a folder and those of the library ("schema": "kurs.missions/1"), of one name
 * the folder's, and the records of another folder to `out`; folders may be NULL. Files that are
 * none are left out. */
KURS_CHECK kurs_status kurs_live_catalogue(const char *missions, const char *records,
                                           kurs_buf *out);

/* 1 for a name of letters, digits, '-', '_' and '.', not beginning with a dot and under 64 long. */
int kurs_live_is_name(const char *name);

#endif
