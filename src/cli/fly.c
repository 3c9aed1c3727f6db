/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "kurs/escape_map.h"
#include "kurs/fly.h"

enum { OPTION_OUT, OPTION_JSON, OPTION_PICTURE, OPTION_QUIET, OPTION_UNTIL, OPTION_ESCAPE_MAP };

static const kurs_cli_option options[] = {
    {'o', "out", "DIR",
     "folder for the results (default out/<mission>); - writes the telemetry "
     "as CSV to standard output"},
    {0, "json", NULL, "one JSON document (schema kurs.fly/1) on standard output"},
    {'p', "picture", "FILE", "the mission as one picture: SVG where FILE ends in .svg, else PNG"},
    {'q', "quiet", NULL, "no timeline on standard output"},
    {'u', "until", "WHERE", "insertion: the flight ends when the spacecraft is free; landing"},
    {0, "escape-map", "FILE",
     "instead of a flight: where the crew lands after an abort, by its time; a table where FILE "
     "ends in .csv, a picture where in .svg, else PNG"},
};

typedef struct fly_run {
    kurs_fly_session *session;
    int print; /* the timeline goes to standard output */
    kurs_fly_until until;
    kurs_cli_bar bar;
} fly_run;

/* ---- what a person sees while it flies --------------------------------------------------- */

static void show_progress(void *ctx, double part, const char *phase)
{
    kurs_cli_bar_show(&((fly_run *)ctx)->bar, part, phase);
}

enum { MET_SIZE = 64 };

/* Mission time as T-00:00:20 or T+2d 02:26:41, and to the hundredth where that counts. */
static void format_met(double met_s, int fine, char out[MET_SIZE])
{
    const double rounded =
        fine ? floor(fabs(met_s) * 100.0 + 0.5) / 100.0 : floor(fabs(met_s) + 0.5);
    const double whole = floor(rounded);
    const int days = (int)(whole / 86400.0);
    const int rest = (int)(whole - 86400.0 * days);
    char day_text[16] = "";
    if (days > 0) {
        snprintf(day_text, sizeof day_text, "%dd ", days % 100000);
    }
    snprintf(out, MET_SIZE, "T%c%s%02d:%02d:%02d", met_s < 0.0 && whole > 0.0 ? '-' : '+', day_text,
             rest / 3600, rest / 60 % 60, rest % 60);
    if (fine) {
        const size_t n = strlen(out);
        snprintf(out + n, MET_SIZE - n, ".%02d", (int)((rounded - whole) * 100.0 + 0.5) % 100);
    }
}

static void print_event(void *ctx, const kurs_event *event)
{
    fly_run *run = ctx;
    char utc[KURS_UTC_TEXT_SIZE], met[MET_SIZE];
    if (!run->print || kurs_tai_format(event->t, 3, utc) < 0) {
        return;
    }
    format_met(event->met_s, event->phase == KURS_PHASE_ascent, met);
    kurs_cli_bar_clear(&run->bar);
    printf("%s  %15s  %-22s %7.1f km %8.1f m/s  %s\n", utc, met, event->id, event->alt_m / 1000.0,
           event->speed_earth_m_s, event->text);
    fflush(stdout);
}

/* ---- the steps of a run --------------------------------------------------------------------- */

static int exit_of(kurs_status status)
{
    return status == KURS_ERR_IO || status == KURS_ERR_MEMORY ? KURS_EXIT_RESOURCE
                                                              : KURS_EXIT_INPUT;
}

static kurs_status fly(fly_run *run)
{
    const kurs_fly_watch watch = {.ctx = run,
                                  .until = run->until,
                                  .stop = kurs_cli_stop_asked,
                                  .progress = show_progress,
                                  .event = print_event};
    const kurs_status status = kurs_fly_start(run->session, &watch);
    kurs_cli_bar_clear(&run->bar);
    return status;
}

static int is_stdout(const char *out)
{
    return strcmp(out, "-") == 0;
}

/* Before days are flown for nothing. */
static int check_place(const char *out)
{
    char why[KURS_FLY_WHY_SIZE];
    if (is_stdout(out)) {
        return KURS_EXIT_DONE;
    }
    const kurs_status status = kurs_fly_check_place(out, why);
    if (status < 0) {
        fprintf(stderr, "kurs: %s; give -o a new folder, or one of older results\n", why);
    }
    return status >= 0                   ? KURS_EXIT_DONE
           : status == KURS_ERR_ARGUMENT ? KURS_EXIT_USAGE
                                         : KURS_EXIT_RESOURCE;
}

/* 1 where two paths lead to one file. */
static int is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The picture, too, before the flight; it may stand neither for the mission nor in a result. */
static int check_picture(const kurs_cli_call *call, const char *out)
{
    const char *path = call->values[OPTION_PICTURE];
    char why[KURS_FLY_WHY_SIZE], folder[KURS_FLY_WHY_SIZE];
    if (!path) {
        return KURS_EXIT_DONE;
    }
    snprintf(folder, sizeof folder, "%.*s", (int)(sizeof folder - 1), path);
    char *slash = strrchr(folder, '/');
    *(slash ? slash : folder) = '\0';
    const int inside = slash && (strcmp(folder, out) == 0 || is_same_file(folder, out));
    if (strcmp(path, "-") == 0 || inside || is_same_file(path, call->argument)) {
        fprintf(stderr, "kurs: --picture %s: %s\n", path,
                inside ? "this is in the folder of results; give a place outside of it"
                       : "this is no place for a picture; give a new file");
        return KURS_EXIT_USAGE;
    }
    const kurs_status status = kurs_fly_check_picture(path, why);
    if (status < 0) {
        fprintf(stderr, "kurs: %s; give --picture another place\n",
                why[0] ? why : kurs_status_text(status));
    }
    return status >= 0 ? KURS_EXIT_DONE : KURS_EXIT_RESOURCE;
}

/* Writes what was asked for. */
static int write_results(fly_run *run, const kurs_cli_call *call, const char *out)
{
    char why[KURS_FLY_WHY_SIZE] = "standard output", kept[KURS_FLY_WHY_SIZE] = "";
    kurs_status status;
    if (is_stdout(out)) {
        status = kurs_fly_write_telemetry(run->session, stdout);
    } else {
        status = kurs_fly_write(run->session, out, why);
        snprintf(kept, sizeof kept, "%s", status >= 0 ? why : "");
    }
    if (status >= 0 && call->values[OPTION_JSON]) {
        snprintf(why, sizeof why, "standard output");
        status = kurs_fly_write_timeline(run->session, stdout);
    }
    if (status >= 0 && call->values[OPTION_PICTURE]) {
        status = kurs_fly_write_picture(run->session, call->values[OPTION_PICTURE], why);
    }
    if (status >= 0 && fflush(stdout) != 0) {
        status = KURS_ERR_IO;
    }
    if (status < 0) {
        fprintf(stderr, "kurs: %s%s%s; make room or give -o another place\n", why,
                why[0] ? ": " : "", kurs_status_text(status));
        return KURS_EXIT_RESOURCE;
    }
    if (run->print) {
        printf("Results in %s\n", out);
    }
    if (run->print && kept[0]) {
        printf("The older ones are kept in %s\n", kept);
    }
    return KURS_EXIT_DONE;
}

/* Where parts of the rocket came down. */
static void print_drops(const kurs_ascent_result *ascent)
{
    const double deg = 180.0 / 3.14159265358979323846;
    for (int i = 0; i < ascent->drop_count; i++) {
        const kurs_drop *drop = &ascent->drops[i];
        printf("  down: %s, %.0f km from the pad, at %.2f deg N, %.2f deg E, T+%.0f s\n", drop->id,
               drop->range_m / 1e3, drop->lat * deg, drop->lon * deg, drop->met_s);
    }
}

static void print_outcome(const fly_run *run)
{
    const kurs_record record = kurs_fly_record(run->session);
    const kurs_fly_result *result = kurs_fly_result_of(run->session);
    printf("\n%s\n", result->outcome.text);
    for (int i = 0; i < result->attempt_count; i++) {
        const kurs_launch_plan *plan = &result->launches[i];
        for (int j = 0; j < plan->closed_count && !plan->open; j++) {
            char utc[KURS_UTC_TEXT_SIZE];
            if (kurs_tai_format(plan->closed[j].liftoff, 0, utc) >= 0) {
                printf("  closed: %s, %d orbits: %s\n", utc, plan->closed[j].orbits,
                       plan->closed[j].reason);
            }
        }
    }
    print_drops(&result->insertion);
    for (size_t i = 0; i < record.caveat_count; i++) {
        printf("  note: %s\n", record.caveats[i].text);
    }
}

static int fly_and_write(fly_run *run, const kurs_cli_call *call)
{
    char place[KURS_ID_SIZE + 8];
    const char *out = call->values[OPTION_OUT];
    if (!out) {
        snprintf(place, sizeof place, "out/%s", kurs_fly_mission(run->session)->id);
        out = place;
    }
    kurs_cli_catch_stops();
    int begun = check_picture(call, out);
    begun = begun == KURS_EXIT_DONE ? check_place(out) : begun;
    if (begun != KURS_EXIT_DONE) {
        return begun;
    }
    const kurs_status status = fly(run);
    const kurs_outcome *outcome = &kurs_fly_result_of(run->session)->outcome;
    if (run->print) {
        print_outcome(run);
    } else if (!outcome->complete) {
        fprintf(stderr, "kurs: %s\n", outcome->text);
    }
    const int written = write_results(run, call, out);
    if (written != KURS_EXIT_DONE) {
        return written;
    }
    if (status == KURS_ERR_MEMORY || status == KURS_ERR_IO) {
        return KURS_EXIT_RESOURCE;
    }
    return outcome->complete ? KURS_EXIT_DONE : KURS_EXIT_NO_SOLUTION;
}

/* The map of landing places in place of the flight. */
static int write_escape_map(const fly_run *run, const kurs_cli_call *call)
{
    const char *path = call->values[OPTION_ESCAPE_MAP];
    char why[KURS_ESCAPE_MAP_WHY_SIZE];
    for (int i = 0; i < OPTION_ESCAPE_MAP; i++) {
        if (call->values[i]) {
            fprintf(stderr, "kurs: --escape-map flies no mission; leave --%s out\n",
                    options[i].name);
            return KURS_EXIT_USAGE;
        }
    }
    if (is_stdout(path) || is_same_file(path, call->argument)) {
        fprintf(stderr, "kurs: --escape-map %s: this is no place for it; give a new file\n", path);
        return KURS_EXIT_USAGE;
    }
    kurs_cli_catch_stops();
    const kurs_status status =
        kurs_escape_map_write(kurs_fly_mission(run->session), path, kurs_cli_stop_asked, NULL, why);
    if (status >= 0) {
        return KURS_EXIT_DONE;
    }
    fprintf(stderr, "kurs: --escape-map %s: %s\n", path,
            status == KURS_ERR_NOT_FOUND
                ? "the spacecraft has no escape system; add 'escape: ...' to its file"
            : why[0] ? why
                     : kurs_status_text(status));
    return status == KURS_ERR_NOT_FOUND                         ? KURS_EXIT_INPUT
           : status == KURS_ERR_IO || status == KURS_ERR_MEMORY ? KURS_EXIT_RESOURCE
                                                                : KURS_EXIT_NO_SOLUTION;
}

static int run_fly(const kurs_cli_call *call)
{
    const int to_stdout = call->values[OPTION_OUT] && is_stdout(call->values[OPTION_OUT]);
    if (to_stdout && call->values[OPTION_JSON]) {
        fprintf(stderr, "kurs: --json and -o - both want standard output; leave one of them out\n");
        return KURS_EXIT_USAGE;
    }
    fly_run run = {.print =
                       !call->values[OPTION_JSON] && !call->values[OPTION_QUIET] && !to_stdout};
    const char *until = call->values[OPTION_UNTIL];
    if (until && strcmp(until, "insertion") != 0 && strcmp(until, "landing") != 0) {
        fprintf(stderr, "kurs: --until '%s' is not known; give insertion or landing\n", until);
        return KURS_EXIT_USAGE;
    }
    run.until =
        until && strcmp(until, "insertion") == 0 ? KURS_FLY_TO_INSERTION : KURS_FLY_TO_LANDING;
    kurs_cli_bar_init(&run.bar);
    const kurs_status opened = kurs_fly_open(call->argument, stderr, &run.session);
    if (opened < 0) {
        return exit_of(opened);
    }
    const int result =
        call->values[OPTION_ESCAPE_MAP] ? write_escape_map(&run, call) : fly_and_write(&run, call);
    kurs_fly_close(run.session);
    kurs_fly_end();
    return result;
}

const kurs_cli_command kurs_cli_fly = {
    .name = "fly",
    .argument = "MISSION",
    .summary = "Flies a whole mission from the countdown to the landing",
    .text =
        "Reads the mission file, plans the launch from the station's orbit, flies countdown,\n"
        "ascent, rendezvous, docking, stay and return, and prints the timeline as it flies.\n"
        "MISSION is a path, or the name of a built-in mission such as soyuz-ms-25; a name that\n"
        "is not known lists them. Leaves a folder with timeline.json, telemetry.csv,\n"
        "trajectory.oem (CCSDS) and report.html. What stood in that place before is kept as\n"
        "DIR.1. Ctrl-C stops the flight and leaves what was flown up to there.\n",
    .options = options,
    .option_count = (int)(sizeof options / sizeof options[0]),
    .run = run_fly,
};
