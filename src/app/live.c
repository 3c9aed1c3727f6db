/* SPDX-License-Identifier: Apache-2.0 */
/* A flight with a clock: making it, looking at it. */
#include "app/live.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/live_inside.h"
#include "kurs/diag.h"
#include "kurs/mission.h"

static const char *const doc_names[] = {
#define DOC_NAME(name) #name,
    KURS_LIVE_DOC_LIST(DOC_NAME)
#undef DOC_NAME
};

const char *kurs_live_doc_name(kurs_live_doc doc)
{
    return (unsigned)doc < KURS_LIVE_DOC_COUNT ? doc_names[doc] : NULL;
}

int kurs_live_is_name(const char *name)
{
    size_t n = 0;
    for (; name[n]; n++) {
        const unsigned char c = (unsigned char)name[n];
        if (c >= 0x80 || !(isalnum(c) || c == '-' || c == '_' || (c == '.' && n > 0)) ||
            n + 1 >= KURS_LIVE_NAME_SIZE) {
            return 0;
        }
    }
    return n > 0;
}

/* ---- the clock ------------------------------------------------------------------------------- */

kurs_tai kurs_live_time(const kurs_live *live, double clock_s)
{
    const double dt =
        live->paused || live->frozen || live->thaw ? 0.0 : (clock_s - live->base_s) * live->rate;
    const kurs_tai t = dt > 0.0 ? kurs_tai_add(live->base, dt) : live->base;
    return kurs_tai_diff(t, live->take->last) > 0.0 ? live->take->last : t;
}

void kurs_live_set_clock(kurs_live *live, kurs_tai now, double clock_s, double rate, int paused)
{
    if (kurs_tai_diff(now, live->take->first) < 0.0) {
        now = live->take->first;
    }
    if (kurs_tai_diff(now, live->take->last) > 0.0) {
        now = live->take->last;
    }
    live->base = now;
    live->base_s = clock_s;
    live->rate = rate;
    live->paused = paused;
}

void kurs_live_freeze(kurs_live *live, double clock_s)
{
    pthread_mutex_lock(&live->lock);
    live->base = kurs_live_time(live, clock_s);
    live->base_s = clock_s;
    live->frozen = 1;
    live->thaw = 0;
    pthread_mutex_unlock(&live->lock);
}

void kurs_live_thaw(kurs_live *live, int refused)
{
    pthread_mutex_lock(&live->lock);
    live->frozen = 0;
    live->thaw = !refused;
    pthread_mutex_unlock(&live->lock);
}

void kurs_live_look(kurs_live *live, double clock_s, kurs_live_view *view)
{
    memset(view, 0, sizeof *view);
    pthread_mutex_lock(&live->lock);
    view->take = kurs_take_hold(live->take);
    if (live->thaw) {
        live->base_s = clock_s;
        live->thaw = 0;
    }
    view->now = kurs_live_time(live, clock_s);
    view->clock = view->now;
    view->horizon = live->take->replay ? live->take->last : view->now;
    view->rate = live->rate;
    view->paused = live->paused;
    view->change_count = live->change_count;
    memcpy(view->changes, live->changes, sizeof live->changes);
    pthread_mutex_unlock(&live->lock);
}

void kurs_live_look_end(kurs_live_view *view)
{
    kurs_take_let_go(view->take);
    view->take = NULL;
}

kurs_live_names kurs_live_names_of(const kurs_live *live)
{
    return (kurs_live_names){live->id, live->title, live->branch_of, live->branched};
}

const char *kurs_live_id(const kurs_live *live)
{
    return live->id;
}

/* ---- the log --------------------------------------------------------------------------------- */

json_t *kurs_live_line_object(kurs_json *m, const kurs_live_line *line)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "utc", kurs_json_instant(line->t));
    kurs_json_set(m, o, "who", kurs_json_text(line->who));
    kurs_json_set(m, o, "what", kurs_json_text(line->what));
    return o;
}

/* To the file first: what is not safe there does not happen. */
static kurs_status write_line(kurs_live *live, const kurs_live_line *line)
{
    if (!live->log) {
        return KURS_OK;
    }
    kurs_buf text;
    kurs_json m = {1};
    kurs_buf_init(&text, 4096);
    json_t *o = json_object();
    kurs_json_set(&m, o, "flight", kurs_json_text(live->id));
    kurs_json_set(&m, o, "utc", kurs_json_instant(line->t));
    kurs_json_set(&m, o, "who", kurs_json_text(line->who));
    kurs_json_set(&m, o, "what", kurs_json_text(line->what));
    kurs_status status = kurs_live_write(&m, o, &text);
    if (status >= 0) {
        status = live->log(live->log_ctx, text.text);
    }
    kurs_buf_free(&text);
    return status;
}

kurs_status kurs_live_note(kurs_live *live, kurs_tai t, const char *who, const char *what)
{
    kurs_live_line line = {.t = t};
    kurs_status status = KURS_OK;
    snprintf(line.who, sizeof line.who, "%s", who);
    snprintf(line.what, sizeof line.what, "%s", what);
    pthread_mutex_lock(&live->lock);
    if (live->line_count == live->line_room && live->line_room < KURS_LIVE_LINES) {
        const size_t room = live->line_room ? 2 * live->line_room : 32;
        kurs_live_line *more = kurs_resize(live->lines, room * sizeof *more);
        status = more ? KURS_OK : KURS_ERR_MEMORY;
        if (more) {
            live->lines = more;
            live->line_room = room;
        }
    }
    pthread_mutex_unlock(&live->lock);
    if (status >= 0) {
        status = write_line(live, &line);
    }
    if (status >= 0) {
        pthread_mutex_lock(&live->lock);
        live->lines[live->line_count++ % KURS_LIVE_LINES] = line;
        pthread_mutex_unlock(&live->lock);
    }
    return status;
}

kurs_live_line *kurs_live_lines(kurs_live *live, size_t *skip, size_t *count)
{
    kurs_live_line *copy = NULL;
    *count = 0;
    pthread_mutex_lock(&live->lock);
    if (live->line_count > KURS_LIVE_LINES && *skip < live->line_count - KURS_LIVE_LINES) {
        *skip = live->line_count - KURS_LIVE_LINES;
    }
    if (*skip < live->line_count) {
        const size_t n = live->line_count - *skip;
        copy = kurs_alloc_array(n, sizeof *copy);
        *count = copy ? n : 0;
        for (size_t i = 0; i < *count; i++) {
            copy[i] = live->lines[(*skip + i) % KURS_LIVE_LINES];
        }
    }
    pthread_mutex_unlock(&live->lock);
    return copy;
}

/* ---- making ---------------------------------------------------------------------------------- */

kurs_live *kurs_live_make(const char *id, kurs_live_log log, void *log_ctx)
{
    kurs_live *live = kurs_alloc(sizeof *live);
    if (!live) {
        return NULL;
    }
    memset(live, 0, sizeof *live);
    snprintf(live->id, sizeof live->id, "%s", id);
    live->log = log;
    live->log_ctx = log_ctx;
    pthread_mutex_init(&live->lock, NULL);
    pthread_mutex_init(&live->command, NULL);
    return live;
}

void kurs_live_destroy(kurs_live *live)
{
    if (!live) {
        return;
    }
    kurs_take_let_go(live->take);
    kurs_take_let_go(live->told_take);
    pthread_mutex_destroy(&live->lock);
    pthread_mutex_destroy(&live->command);
    kurs_free(live->lines);
    kurs_free(live);
}

/* The name of the file, without the folders of this machine. */
static void tell_why(const kurs_diag *diag, char *why)
{
    if (diag->count == 0) {
        return;
    }
    const kurs_diag_item *item = &diag->items[0];
    const char *slash = strrchr(item->file, '/');
    const char *name = slash ? slash + 1 : item->file;
    if (item->line > 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s:%d:%d: %s; %s", name, item->line, item->column,
                 item->what, item->remedy);
    } else {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s: %s; %s", name, item->what, item->remedy);
    }
}

/* A text that came by post may not lead to files of this machine: no path, and nothing that could
 * spell one. Readers take no aliases and no depth over theirs (test_yaml). */
static kurs_status check_posted(const kurs_live_setup *setup, char *why)
{
    if (setup->n > KURS_LIVE_POST_MAX) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "the mission is too long; 256 kB are taken");
        return KURS_ERR_FULL;
    }
    for (size_t i = 0; i < setup->n; i++) {
        const int path = setup->n - i >= 5 && memcmp(setup->yaml + i, ".yaml", 5) == 0;
        if (path || setup->yaml[i] == '\\') {
            snprintf(why, KURS_LIVE_WHY_SIZE,
                     "a posted mission names no files and has no backslash; give names of the "
                     "library's own data");
            return KURS_ERR_SCHEMA;
        }
    }
    return KURS_OK;
}

/* A name: the folder's own file of it, whatever is in it, goes before the library's. */
static kurs_status load_named(const kurs_live_setup *setup, const char *name, kurs_mission *out,
                              kurs_diag *diag)
{
    char path[2048];
    struct stat about;
    if (setup->missions && kurs_live_is_name(name) &&
        snprintf(path, sizeof path, "%s/%s.yaml", setup->missions, name) < (int)sizeof path &&
        stat(path, &about) == 0) {
        return kurs_mission_load(path, out, diag);
    }
    return kurs_mission_load_own(name, out, diag);
}

static kurs_status load_mission(const kurs_live_setup *setup, kurs_mission *out, char *why)
{
    kurs_diag *diag = kurs_alloc(sizeof *diag);
    if (!diag) {
        return KURS_ERR_MEMORY;
    }
    kurs_diag_init(diag);
    kurs_status status;
    if (setup->yaml) {
        status = check_posted(setup, why);
        if (status >= 0) {
            status =
                kurs_mission_load_text("/dev/null/posted.yaml", setup->yaml, setup->n, out, diag);
        }
    } else if (setup->mission || kurs_mission_is_name(setup->path)) {
        status = load_named(setup, setup->mission ? setup->mission : setup->path, out, diag);
    } else {
        status = kurs_mission_load(setup->path, out, diag);
    }
    if (status < 0) {
        tell_why(diag, why);
    }
    kurs_free(diag);
    return status;
}

/* The mission of a record, where it is known here. */
static int find_mission(const kurs_live_setup *setup, const char *id, kurs_mission *out)
{
    char why[KURS_LIVE_WHY_SIZE];
    const kurs_live_setup of = {.mission = id, .missions = setup->missions};
    return kurs_live_is_name(id) && load_mission(&of, out, why) >= 0;
}

/* Moves the mission to the day asked for. */
static kurs_status set_day(const kurs_live_setup *setup, kurs_mission *mission, char *why)
{
    kurs_tai day;
    if (!setup->launch_day) {
        return KURS_OK;
    }
    if (strlen(setup->launch_day) != 10 || kurs_tai_parse(setup->launch_day, 10, &day) < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "launch_day is no date; give one such as 2024-03-23");
        return KURS_ERR_SYNTAX;
    }
    const double later_s = kurs_tai_diff(day, mission->launch_day);
    mission->return_day = kurs_tai_add(mission->return_day, later_s);
    mission->launch_day = day;
    return KURS_OK;
}

static kurs_status make_take(kurs_live *live, const kurs_live_setup *setup, char *why)
{
    kurs_status status;
    if (!setup->record) {
        status = load_mission(setup, &live->mission, why);
        if (status >= 0) {
            status = set_day(setup, &live->mission, why);
        }
        if (status >= 0) {
            status = kurs_take_fly(&live->mission, &live->take);
            snprintf(live->title, sizeof live->title, "%s", live->mission.name);
        }
        return status;
    }
    char id[KURS_ID_SIZE];
    status = kurs_take_mission_id(setup->record, id, live->title);
    if (status < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "timeline.json of the record cannot be read");
        return status;
    }
    const int known = find_mission(setup, id, &live->mission);
    return kurs_take_read(setup->record, known ? &live->mission : NULL, &live->take, why);
}

kurs_status kurs_live_create(const kurs_live_setup *setup, double clock_s, kurs_live **out,
                             char why[KURS_LIVE_WHY_SIZE])
{
    kurs_point_locale point;
    kurs_live *live = kurs_live_make(setup->id, setup->log, setup->log_ctx);
    why[0] = '\0';
    kurs_status status = live ? kurs_point_begin(&point) : KURS_ERR_MEMORY;
    if (status >= 0) {
        kurs_tai at;
        status = make_take(live, setup, why);
        if (status >= 0) {
            status =
                kurs_live_take_instant("the beginning", setup->at, live->take->first, &at, why);
        }
        if (status >= 0) {
            kurs_live_set_clock(live, at, clock_s, setup->rate, setup->paused);
            char what[300];
            snprintf(what, sizeof what, "%s: %s", setup->record ? "replay" : "flight", live->title);
            status = kurs_live_note(live, live->base, setup->who ? setup->who : "server", what);
        }
        kurs_point_end(&point);
    }
    if (status < 0) {
        if (!why[0]) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
        }
        kurs_live_destroy(live);
        return status;
    }
    *out = live;
    return KURS_OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

kurs_status kurs_live_read(kurs_live *live, kurs_live_doc doc, const kurs_live_ask *ask,
                           double clock_s, kurs_buf *out, char why[KURS_LIVE_WHY_SIZE])
{
    static kurs_status (*const docs[])(kurs_live_call *) = {
#define DOC_CALL(name) kurs_live_doc_##name,
        KURS_LIVE_DOC_LIST(DOC_CALL)
#undef DOC_CALL
    };
    static const kurs_live_ask nothing = {0};
    kurs_live_view view;
    kurs_live_call call = {live, &view, ask ? ask : &nothing, out, why};
    kurs_point_locale point;
    why[0] = '\0';
    if ((unsigned)doc >= KURS_LIVE_DOC_COUNT) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_status status = kurs_point_begin(&point);
    if (status < 0) {
        return status;
    }
    kurs_live_look(live, clock_s, &view);
    status = docs[doc](&call);
    kurs_live_look_end(&view);
    kurs_point_end(&point);
    if (status < 0 && !why[0]) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "%s", kurs_status_text(status));
    }
    return status;
}
