/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kurs/compare.h"
#include "kurs/diag.h"
#include "kurs/fly.h"
#include "kurs/mission.h"
#include "kurs/store.h"
#include "kurs/write.h"

enum { OPTION_OUT, OPTION_JSON, OPTION_QUIET };

static const kurs_cli_option options[] = {
    {'o', "out", "DIR",
     "folder for the results (default out/<mission>); - writes the telemetry "
     "as CSV to standard output"},
    {0, "json", NULL, "one JSON document (schema kurs.fly/1) on standard output"},
    {'q', "quiet", NULL, "no timeline on standard output"},
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* All that one run holds; large, so it is allocated once. */
typedef struct fly_run {
    kurs_mission mission;
    kurs_compare compare;
    kurs_fly_result result;
    kurs_diag diag;
    kurs_store *store;
    kurs_sink keep; /* of the store */
    int print;      /* the timeline goes to standard output */
    int bar;        /* a progress bar is wanted */
    int bar_shown;
    int bar_step;
} fly_run;

/* ---- what a person sees while it flies --------------------------------------------------- */

static void clear_bar(fly_run *run)
{
    if (run->bar_shown) {
        fputs("\r\033[K", stderr);
        run->bar_shown = 0;
    }
}

static void show_progress(void *ctx, double part, const char *phase)
{
    fly_run *run = ctx;
    const int width = 40, step = (int)(part * 1000.0);
    if (!run->bar || (run->bar_shown && step == run->bar_step)) {
        return;
    }
    run->bar_step = step;
    run->bar_shown = 1;
    fputs("\r[", stderr);
    for (int i = 0; i < width; i++) {
        fputc(i < part * width ? '#' : '.', stderr);
    }
    fprintf(stderr, "] %3.0f %%  %-10s", 100.0 * part, phase);
    fflush(stderr);
}

static int asked_to_stop(void *ctx)
{
    (void)ctx;
    return interrupted != 0;
}

/* Mission time as T-00:00:20 or T+2d 02:26:41. */
static void format_met(double met_s, char out[32])
{
    const double whole = floor(fabs(met_s) + 0.5);
    const int days = (int)(whole / 86400.0);
    const int rest = (int)(whole - 86400.0 * days);
    char day_text[16] = "";
    if (days > 0) {
        snprintf(day_text, sizeof day_text, "%dd ", days % 100000);
    }
    snprintf(out, 32, "T%c%s%02d:%02d:%02d", met_s < 0.0 && whole > 0.0 ? '-' : '+', day_text,
             rest / 3600, rest / 60 % 60, rest % 60);
}

static kurs_status print_event(void *ctx, const kurs_event *event)
{
    fly_run *run = ctx;
    const kurs_status status = kurs_sink_event(&run->keep, event);
    if (status < 0 || !run->print) {
        return status;
    }
    char utc[KURS_UTC_TEXT_SIZE], met[32];
    if (kurs_tai_format(event->t, 3, utc) < 0) {
        return KURS_ERR_RANGE;
    }
    format_met(event->met_s, met);
    clear_bar(run);
    printf("%s  %15s  %-22s %7.1f km %8.1f m/s  %s\n", utc, met, event->id, event->alt_m / 1000.0,
           event->speed_earth_m_s, event->text);
    fflush(stdout);
    return KURS_OK;
}

static kurs_status keep_row(void *ctx, const kurs_row *row)
{
    return kurs_sink_row(&((fly_run *)ctx)->keep, row);
}

static kurs_status keep_burn(void *ctx, const kurs_burn *burn)
{
    return kurs_sink_burn(&((fly_run *)ctx)->keep, burn);
}

static kurs_status keep_seam(void *ctx, const char *text, const kurs_row *before,
                             const kurs_row *after)
{
    return kurs_sink_seam(&((fly_run *)ctx)->keep, text, before, after);
}

static kurs_status keep_caveat(void *ctx, kurs_status code, const char *text)
{
    return kurs_sink_caveat(&((fly_run *)ctx)->keep, code, text);
}

/* ---- the steps of a run --------------------------------------------------------------------- */

static int exit_of(kurs_status status)
{
    return status == KURS_ERR_IO || status == KURS_ERR_MEMORY ? KURS_EXIT_RESOURCE
                                                              : KURS_EXIT_INPUT;
}

static int load(fly_run *run, const char *path)
{
    kurs_diag_init(&run->diag);
    kurs_status status = kurs_mission_load(path, &run->mission, &run->diag);
    if (status >= 0) {
        status = kurs_compare_load(path, &run->compare, &run->diag);
    }
    if (status >= 0) {
        return KURS_EXIT_DONE;
    }
    for (int i = 0; i < run->diag.count; i++) {
        char line[KURS_DIAG_LINE_SIZE];
        kurs_diag_format(&run->diag.items[i], line, sizeof line);
        fputs(line, stderr);
    }
    if (run->diag.lost > 0) {
        fprintf(stderr, "kurs: %d more errors in this file\n", run->diag.lost);
    }
    return exit_of(status);
}

static kurs_status fly(fly_run *run)
{
    const kurs_sink sink = {.ctx = run,
                            .row = keep_row,
                            .event = print_event,
                            .burn = keep_burn,
                            .seam = keep_seam,
                            .caveat = keep_caveat};
    const kurs_fly_watch watch = {.ctx = run, .stop = asked_to_stop, .progress = show_progress};
    struct sigaction action = {.sa_handler = on_interrupt}, before;
    sigaction(SIGINT, &action, &before);
    const kurs_status status = kurs_fly(&run->mission, &sink, &watch, &run->result);
    sigaction(SIGINT, &before, NULL);
    clear_bar(run);
    return status;
}

/* Writes what was asked for. */
static int write_results(fly_run *run, const kurs_cli_call *call)
{
    const kurs_record record = kurs_store_record(run->store);
    const char *out = call->values[OPTION_OUT];
    char place[KURS_ID_SIZE + 8], why[KURS_FLY_WHY_SIZE];
    kurs_status status;
    if (out && strcmp(out, "-") == 0) {
        status = kurs_csv_write(&record, stdout);
        snprintf(why, sizeof why, "standard output");
    } else {
        snprintf(place, sizeof place, "out/%s", run->mission.id);
        status = kurs_fly_write(out ? out : place, &run->mission, &record, &run->result,
                                &run->compare, why);
    }
    if (status >= 0 && call->values[OPTION_JSON]) {
        status = kurs_timeline_write(&run->mission, &record, &run->result.outcome, stdout);
        snprintf(why, sizeof why, "standard output");
    }
    if (status >= 0 && fflush(stdout) != 0) {
        status = KURS_ERR_IO;
        snprintf(why, sizeof why, "standard output");
    }
    if (status >= 0) {
        if (run->print) {
            printf("Results in %s\n", out ? out : place);
        }
        return KURS_EXIT_DONE;
    }
    fprintf(stderr, "kurs: %s%s%s; nothing was changed there\n", why, why[0] ? ": " : "",
            kurs_status_text(status));
    return KURS_EXIT_RESOURCE;
}

static void print_outcome(const fly_run *run)
{
    const kurs_record record = kurs_store_record(run->store);
    printf("\n%s\n", run->result.outcome.text);
    for (int i = 0; i < run->result.attempt_count; i++) {
        const kurs_launch_plan *plan = &run->result.launches[i];
        for (int j = 0; j < plan->closed_count && !plan->open; j++) {
            char utc[KURS_UTC_TEXT_SIZE];
            if (kurs_tai_format(plan->closed[j].liftoff, 0, utc) >= 0) {
                printf("  closed: %s, %d orbits: %s\n", utc, plan->closed[j].orbits,
                       plan->closed[j].reason);
            }
        }
    }
    for (size_t i = 0; i < record.caveat_count; i++) {
        printf("  note: %s\n", record.caveats[i].text);
    }
}

static int fly_and_write(fly_run *run, const kurs_cli_call *call)
{
    const int to_stdout = call->values[OPTION_OUT] && strcmp(call->values[OPTION_OUT], "-") == 0;
    run->print = !call->values[OPTION_JSON] && !call->values[OPTION_QUIET] && !to_stdout;
    run->bar = isatty(STDERR_FILENO);
    const int loaded = load(run, call->argument);
    if (loaded != KURS_EXIT_DONE) {
        return loaded;
    }
    run->store = kurs_store_create(NULL);
    if (!run->store) {
        fprintf(stderr, "kurs: %s\n", kurs_status_text(KURS_ERR_MEMORY));
        return KURS_EXIT_RESOURCE;
    }
    run->keep = kurs_store_sink(run->store);
    const kurs_status status = fly(run);
    if (run->print) {
        print_outcome(run);
    }
    const int written = write_results(run, call);
    if (written != KURS_EXIT_DONE) {
        return written;
    }
    if (status == KURS_ERR_MEMORY || status == KURS_ERR_IO) {
        fprintf(stderr, "kurs: %s\n", kurs_status_text(status));
        return KURS_EXIT_RESOURCE;
    }
    if (!run->result.outcome.complete && !run->print) {
        fprintf(stderr, "kurs: %s\n", run->result.outcome.text);
    }
    return run->result.outcome.complete ? KURS_EXIT_DONE : KURS_EXIT_NO_SOLUTION;
}

static int run_fly(const kurs_cli_call *call)
{
    fly_run *run = calloc(1, sizeof *run);
    if (!run) {
        fprintf(stderr, "kurs: %s\n", kurs_status_text(KURS_ERR_MEMORY));
        return KURS_EXIT_RESOURCE;
    }
    const int result = fly_and_write(run, call);
    kurs_store_destroy(run->store);
    free(run);
    return result;
}

const kurs_cli_command kurs_cli_fly = {
    .name = "fly",
    .argument = "MISSION",
    .summary = "Flies a whole mission from the countdown to the landing",
    .text = "Reads the mission file, plans the launch from the station's orbit, flies countdown,\n"
            "ascent, rendezvous, docking, stay and return, and prints the timeline as it flies.\n"
            "Leaves a folder with timeline.json, telemetry.csv, trajectory.oem (CCSDS) and\n"
            "report.html. What stood in that place before is kept as DIR.1. Ctrl-C stops the\n"
            "flight and leaves what was flown up to there.\n",
    .options = options,
    .option_count = (int)(sizeof options / sizeof options[0]),
    .run = run_fly,
};
