/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/server.h"

enum {
    OPTION_PORT,
    OPTION_BIND,
    OPTION_HOSTS,
    OPTION_CERT,
    OPTION_KEY,
    OPTION_TOKENS,
    OPTION_MISSIONS,
    OPTION_RECORDS,
    OPTION_RECORD,
    OPTION_OPENMCT,
    OPTION_LOG,
    OPTION_AT,
    OPTION_RATE,
    OPTION_PAUSED,
    OPTION_NEW_TOKEN,
    OPTION_NEW_PASSWORD,
    OPTION_COUNT
};

static const kurs_cli_option options[] = {
    {'p', "port", "N", "port to listen at (default 8080; 0: any that is free)"},
    {0, "bind", "ADDRESS", "address to listen at (default 127.0.0.1); another needs --tokens"},
    {0, "hosts", "NAMES", "names by which it is called, with commas (NAME or NAME:PORT)"},
    {0, "tls-cert", "FILE", "certificate in PEM: HTTPS"},
    {0, "tls-key", "FILE", "its key"},
    {0, "tokens", "FILE", "who may do what; without it a token is made and shown"},
    {0, "missions", "DIR", "folder of mission files beside the built-in ones (default missions)"},
    {0, "records", "DIR", "folder of results of kurs fly, for replays (default out)"},
    {0, "record", "DIR", "replays this folder of results instead of a MISSION"},
    {0, "openmct", "DIR",
     "serves Open MCT at /openmct/ from its folder dist (web/openmct/README.md)"},
    {0, "log", "FILE", "mission log, added to (default console.log)"},
    {0, "at", "TIME", "where the clock begins (default: the first instant)"},
    {0, "rate", "X", "times real time, 1 to 10000 (default 1)"},
    {0, "paused", NULL, "the clock stands at first"},
    {0, "new-token", "ROLE:NAME", "adds a token to --tokens, shows it, ends"},
    {0, "new-password", "ROLE:NAME",
     "adds a password, read from standard input, to --tokens; ends"},
};

static int usage(const char *option, const char *value, const char *what)
{
    fprintf(stderr, "kurs: --%s %s: %s\n", option, value, what);
    return KURS_EXIT_USAGE;
}

static int take_number(const kurs_cli_call *call, int option, double least, double most,
                       double otherwise, double *out)
{
    const char *value = call->values[option];
    char *end;
    *out = otherwise;
    if (!value) {
        return 1;
    }
    *out = strtod(value, &end);
    return end != value && *end == '\0' && *out >= least && *out <= most;
}

/* ---- tokens ---------------------------------------------------------------------------------- */

/* "controller:anna" in two; 0 where it is not of that form. */
static int split(const char *value, char role[32], const char **name)
{
    const char *colon = strchr(value, ':');
    if (!colon || colon - value >= 32) {
        return 0;
    }
    snprintf(role, 32, "%.*s", (int)(colon - value), value);
    *name = colon + 1;
    return 1;
}

static int add_user(const kurs_cli_call *call, int option)
{
    static const char right[] = "give ROLE:NAME, ROLE being viewer, controller or instructor";
    const char *value = call->values[option], *file = call->values[OPTION_TOKENS], *name;
    char role[32], token[KURS_TOKEN_SIZE], password[256];
    kurs_status status;
    if (!file) {
        return usage(options[option].name, value, "say with --tokens to which file");
    }
    if (!split(value, role, &name)) {
        return usage(options[option].name, value, right);
    }
    if (option == OPTION_NEW_TOKEN) {
        status = kurs_server_add_token(file, role, name, token);
    } else {
        if (!fgets(password, sizeof password, stdin)) {
            password[0] = '\0';
        }
        password[strcspn(password, "\r\n")] = '\0';
        status = kurs_server_add_password(file, role, name, password);
    }
    if (status == KURS_ERR_RANGE) {
        return usage(options[option].name, value, "a password has 10 to 200 bytes");
    }
    if (status == KURS_ERR_ARGUMENT) {
        return usage(options[option].name, value, right);
    }
    if (status < 0) {
        fprintf(stderr, "kurs: %s: %s\n", file, kurs_status_text(status));
        return KURS_EXIT_RESOURCE;
    }
    if (option == OPTION_NEW_TOKEN) {
        printf("%s\n", token);
    }
    return KURS_EXIT_DONE;
}

/* ---- serving --------------------------------------------------------------------------------- */

static const char *value_or(const kurs_cli_call *call, int option, const char *otherwise)
{
    return call->values[option] ? call->values[option] : otherwise;
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

/* Each who looks on is an open file; the system lets a program have more than at first. */
static void want_files(void)
{
    enum { WANTED = 8192 };
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < WANTED) {
        files.rlim_cur = files.rlim_max < WANTED ? files.rlim_max : WANTED;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
}

static void wait_for_stop(void)
{
    while (!kurs_cli_stop_asked(NULL)) {
        const struct timespec span = {0, 100000000};
        nanosleep(&span, NULL);
    }
}

/* A folder that is named must be there; the usual ones may come later. */
static int is_folder(const kurs_cli_call *call, int option)
{
    struct stat found;
    const char *folder = call->values[option];
    if (!folder || (stat(folder, &found) == 0 && S_ISDIR(found.st_mode))) {
        return 1;
    }
    fprintf(stderr, "kurs: --%s %s: this is no folder; give one, or leave it out\n",
            options[option].name, folder);
    return 0;
}

static int run_serve(const kurs_cli_call *call)
{
    double port, rate;
    char why[KURS_LIVE_WHY_SIZE];
    if (call->values[OPTION_NEW_TOKEN]) {
        return add_user(call, OPTION_NEW_TOKEN);
    }
    if (call->values[OPTION_NEW_PASSWORD]) {
        return add_user(call, OPTION_NEW_PASSWORD);
    }
    if (!take_number(call, OPTION_PORT, 0.0, 65535.0, 8080.0, &port)) {
        return usage("port", call->values[OPTION_PORT], "this is no port; give 1 to 65535");
    }
    if (!take_number(call, OPTION_RATE, 1.0, KURS_LIVE_RATE_MAX, 1.0, &rate)) {
        return usage("rate", call->values[OPTION_RATE], "give a number from 1 to 10000");
    }
    if (!is_folder(call, OPTION_MISSIONS) || !is_folder(call, OPTION_RECORDS)) {
        return KURS_EXIT_RESOURCE;
    }
    const kurs_server_setup setup = {
        .bind = call->values[OPTION_BIND],
        .port = (int)port,
        .hosts = call->values[OPTION_HOSTS],
        .cert = call->values[OPTION_CERT],
        .key = call->values[OPTION_KEY],
        .tokens = call->values[OPTION_TOKENS],
        .missions = value_or(call, OPTION_MISSIONS, "missions"),
        .records = value_or(call, OPTION_RECORDS, "out"),
        .record = call->values[OPTION_RECORD],
        .openmct = call->values[OPTION_OPENMCT],
        .log = value_or(call, OPTION_LOG, "console.log"),
        .mission = call->argument,
        .at = call->values[OPTION_AT],
        .rate = rate,
        .paused = call->values[OPTION_PAUSED] != NULL,
    };
    kurs_server *server;
    kurs_cli_catch_stops();
    want_files();
    const kurs_status status = kurs_server_start(&setup, &server, why);
    if (status < 0) {
        fprintf(stderr, "kurs: %s\n", why);
        return exit_of(status);
    }
    printf("Mission control: http%s://%s:%d/\n", setup.cert ? "s" : "",
           setup.bind ? setup.bind : "localhost", kurs_server_port(server));
    if (kurs_server_token(server)) {
        printf("Instructor's token, of this run only: %s\n", kurs_server_token(server));
    }
    if (setup.openmct) {
        printf("Open MCT: at /openmct/ of it\n");
    }
    fflush(stdout);
    wait_for_stop();
    kurs_server_stop(server);
    return KURS_EXIT_DONE;
}

const kurs_cli_command kurs_cli_serve = {
    .name = "serve",
    .argument = "[MISSION]",
    .summary = "Opens mission control in the browser",
    .text =
        "Flies MISSION against a clock, or replays a recorded flight, and serves it to browsers:\n"
        "what is flown up to now, never what is still to come. Others can be begun from the page.\n"
        "MISSION is a mission file, or a name in --missions, or that of a built-in one such as\n"
        "soyuz-ms-25.\n"
        "Who watches needs no token on this machine; who moves the clock, holds a countdown or\n"
        "injects a fault logs in with one. Every command is in the log before it takes effect.\n"
        "Pages, roles and rules: docs/console.md; the API: docs/api.md. Ctrl-C ends it.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_serve,
};
