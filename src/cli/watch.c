/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/watch.h"

#include <string.h>
#include <unistd.h>

enum {
    OPTION_CONNECT,
    OPTION_FLIGHT,
    OPTION_TOKEN_FILE,
    OPTION_CA,
    OPTION_AT,
    OPTION_RATE,
    OPTION_PAUSED,
    OPTION_MISSIONS,
    OPTION_ONCE,
    OPTION_SIZE,
    OPTION_COUNT
};

static const kurs_cli_option options[] = {
    {'c', "connect", "URL", "follows a running kurs serve, as http://localhost:8080, instead"},
    {0, "flight", "ID", "which of its flights (default: the first)"},
    {0, "token-file", "FILE", "a token of it, in the first line; needed to move its clock"},
    {0, "ca", "FILE", "certificates in PEM that are trusted for https (default: the system's)"},
    {0, "at", "TIME", "where the clock begins (default: the first instant)"},
    {0, "rate", "X", "times real time, 1 to 10000 (default 1)"},
    {0, "paused", NULL, "the clock stands at first"},
    {0, "missions", "DIR", "folder where a replay's mission is looked for (default missions)"},
    {0, "once", NULL, "prints one screen as text and ends; needs no terminal"},
    {0, "size", "COLUMNSxROWS", "of that screen (default 80x24)"},
};

static int usage(const char *what)
{
    fprintf(stderr, "kurs: %s\n", what);
    return KURS_EXIT_USAGE;
}

static int exit_of(kurs_status status)
{
    switch (status) {
    case KURS_ERR_ARGUMENT:
        return KURS_EXIT_USAGE;
    case KURS_ERR_IO:
    case KURS_ERR_MEMORY:
        return KURS_EXIT_RESOURCE;
    default:
        return KURS_EXIT_INPUT;
    }
}

typedef struct watch_run {
    kurs_watch_follow follow;
    kurs_watch_view view;
    int utf8, once, rows, columns;
} watch_run;

/* ---- one screen ------------------------------------------------------------------------------ */

static int print_page(watch_run *run)
{
    kurs_watch_page page;
    kurs_buf out;
    kurs_buf_init(&out, 8 << 20);
    kurs_status status = kurs_watch_page_init(&page, run->rows, run->columns, run->utf8);
    if (status >= 0) {
        kurs_watch_draw(&page, &run->follow.docs, &run->view);
        status = kurs_watch_page_print(&page, &out);
        kurs_watch_page_free(&page);
    }
    if (status >= 0) {
        fputs(out.text, stdout);
    }
    kurs_buf_free(&out);
    return status < 0 ? KURS_EXIT_RESOURCE : KURS_EXIT_DONE;
}

/* The first documents; what goes wrong with them is told at once. */
static int gather(watch_run *run)
{
    while (!kurs_watch_follow_has_all(&run->follow)) {
        if (kurs_cli_stop_asked(NULL)) {
            return KURS_EXIT_RESOURCE;
        }
        (void)kurs_watch_follow_step(&run->follow, &run->view, -1, 100);
        if (run->view.lost[0]) {
            fprintf(stderr, "kurs: %s\n", run->follow.why);
            return run->follow.refused ? KURS_EXIT_INPUT : KURS_EXIT_RESOURCE;
        }
    }
    return KURS_EXIT_DONE;
}

/* ---- the terminal ---------------------------------------------------------------------------- */

static kurs_status show(watch_run *run)
{
    kurs_watch_page page;
    kurs_watch_term_size(&run->rows, &run->columns);
    const kurs_status status = kurs_watch_page_init(&page, run->rows, run->columns, run->utf8);
    if (status < 0) {
        return status;
    }
    kurs_watch_draw(&page, &run->follow.docs, &run->view);
    kurs_watch_term_show(&page);
    kurs_watch_page_free(&page);
    return KURS_OK;
}

/* Takes the keys that were pressed; 1 where there were any. */
static int take_keys(watch_run *run)
{
    int some = 0;
    uint32_t key;
    while ((key = kurs_watch_term_key()) != 0) {
        char body[KURS_WATCH_BODY_SIZE] = "";
        some = 1;
        if (key != KURS_WATCH_KEY_RESIZE) {
            kurs_watch_key(&run->view, &run->follow.docs, key, body);
        }
        if (body[0]) {
            memcpy(run->follow.body, body, sizeof body);
        }
    }
    return some;
}

static int run_terminal(watch_run *run)
{
    if (kurs_watch_term_begin() < 0) {
        return usage("this terminal cannot show pages; set TERM to what it is, or give --once for "
                     "one screen as text");
    }
    kurs_status status = show(run);
    while (status >= 0 && !run->view.quit && !kurs_cli_stop_asked(NULL) &&
           !kurs_watch_term_gone()) {
        int fresh = kurs_watch_follow_step(&run->follow, &run->view, STDIN_FILENO, 50);
        fresh |= take_keys(run);
        if (fresh) {
            status = show(run);
        }
    }
    kurs_watch_term_end();
    if (status < 0) {
        fprintf(stderr, "kurs: %s\n", kurs_status_text(status));
    }
    return status < 0 ? KURS_EXIT_RESOURCE : KURS_EXIT_DONE;
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* "160x50". */
static int read_size(const char *text, int *columns, int *rows)
{
    double c, r;
    const char *rest;
    if (!kurs_cli_number(text, 1.0, KURS_WATCH_MOST, &c, &rest) || *rest != 'x' ||
        !kurs_cli_number(rest + 1, 1.0, KURS_WATCH_MOST, &r, &rest) || *rest) {
        return 0;
    }
    *columns = (int)c;
    *rows = (int)r;
    return 1;
}

static int check_call(const kurs_cli_call *call, watch_run *run, double *rate)
{
    static const int of_server[] = {OPTION_FLIGHT, OPTION_TOKEN_FILE, OPTION_CA};
    static const int of_flight[] = {OPTION_AT, OPTION_RATE, OPTION_PAUSED, OPTION_MISSIONS};
    const char *url = call->values[OPTION_CONNECT], *rest;
    const char *size = call->values[OPTION_SIZE], *x = call->values[OPTION_RATE];
    if (!url == !call->argument) {
        usage("give a MISSION or the folder of a record, or --connect URL");
        return 0;
    }
    for (size_t i = 0; i < (url ? 4 : 3); i++) {
        const int option = url ? of_flight[i] : of_server[i];
        if (call->values[option]) {
            fprintf(stderr, "kurs: --%s %s --connect; leave it out\n", options[option].name,
                    url ? "does not go with" : "needs");
            return 0;
        }
    }
    if (x && (!kurs_cli_number(x, 1.0, KURS_LIVE_RATE_MAX, rate, &rest) || *rest)) {
        return kurs_cli_refuse(&options[OPTION_RATE], x, "give a number from 1 to 10000");
    }
    if (size && !read_size(size, &run->columns, &run->rows)) {
        return kurs_cli_refuse(&options[OPTION_SIZE], size, "give a size as 160x50");
    }
    if (!run->once && (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))) {
        usage("standard input and output are no terminal; give --once for one screen as text");
        return 0;
    }
    return 1;
}

static int run_watch(const kurs_cli_call *call)
{
    watch_run run = {.rows = 24, .columns = 80, .once = call->values[OPTION_ONCE] != NULL};
    double rate = 1.0;
    char why[KURS_LIVE_WHY_SIZE];
    kurs_watch_feed feed;
    if (!check_call(call, &run, &rate)) {
        return KURS_EXIT_USAGE;
    }
    const char *missions = call->values[OPTION_MISSIONS];
    const kurs_watch_from from = {
        .path = call->argument,
        .missions = missions ? missions : "missions",
        .at = call->values[OPTION_AT],
        .rate = rate,
        .paused = run.once || call->values[OPTION_PAUSED],
        .url = call->values[OPTION_CONNECT],
        .flight = call->values[OPTION_FLIGHT],
        .token_file = call->values[OPTION_TOKEN_FILE],
        .ca = call->values[OPTION_CA],
    };
    kurs_cli_catch_stops();
    run.utf8 = kurs_watch_locale();
    const kurs_status status =
        from.url ? kurs_watch_connect(&from, &feed, why) : kurs_watch_fly_here(&from, &feed, why);
    if (status < 0) {
        fprintf(stderr, "kurs: %s\n", why);
        return exit_of(status);
    }
    kurs_watch_follow_init(&run.follow, &feed);
    int result = gather(&run);
    if (result == KURS_EXIT_DONE) {
        result = run.once ? print_page(&run) : run_terminal(&run);
    }
    kurs_watch_follow_free(&run.follow);
    return result;
}

const kurs_cli_command kurs_cli_watch = {
    .name = "watch",
    .argument = "[MISSION]",
    .summary = "Shows mission control in the terminal",
    .text =
        "Flies MISSION against a clock and shows it: a map with ship, station and ground track,\n"
        "the timeline, the channels with their limits, the board. MISSION may be a folder of\n"
        "results of kurs fly, which is replayed. With --connect it follows a flight of a running\n"
        "kurs serve; a connection that is lost is tried again. Keys: space pauses, + and - change\n"
        "the rate, left and right jump a minute, n jumps to the next event, / finds a channel,\n"
        "? tells all keys, q quits.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_watch,
};
