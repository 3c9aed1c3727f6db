/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"

/* X(name in the enum, letter, name, value, help) */
#define OPTIONS(X)                                                                                 \
    X(OUT, 'o', "out", "OUT",                                                                      \
      "file for the states: .csv, .oem or .json; - writes to standard output, as CSV "             \
      "unless --format")                                                                           \
    X(FROM, 0, "from", "T", "first instant, UTC as 2026-07-01T12:00:00Z (default: the epoch)")     \
    X(TO, 0, "to", "T", "last instant; without --from it may lie before the epoch")                \
    X(STEP, 0, "step", "S", "time between states: seconds, or with a unit as 90s, 1m, 1h, 1d")     \
    X(MODEL, 0, "model", "MODEL",                                                                  \
      "sgp4 or numerical (default: sgp4 for TLE and OMM, numerical for OPM and OEM)")              \
    X(FRAME, 0, "frame", "FRAME", "gcrf, eme2000, itrf or teme (default gcrf)")                    \
    X(GRAVITY, 0, "gravity", "N", "degree and order of EGM2008, 0 to 70 (default 36)")             \
    X(NO_DRAG, 0, "no-drag", NULL, "no air")                                                       \
    X(FIT_DRAG, 0, "fit-drag", "HOURS",                                                            \
      "fit state and drag to the points of an OEM's first HOURS, and go on from there")            \
    X(SPACE_WEATHER, 0, "space-weather", "MODE",                                                   \
      "fixed (F10.7 150, ap 15), held (mean of the three days before the start) or observed "      \
      "(default: fixed with --fit-drag, else observed)")                                           \
    X(NO_CHECKSUM, 0, "no-checksum", NULL, "take two-line sets with wrong checksums")              \
    X(EOP, 0, "eop", "FILE", "Earth orientation: finals2000A of the IERS (default: built in)")     \
    X(WEATHER, 0, "weather", "FILE", "space weather of CelesTrak (default: built in)")             \
    X(FORMAT, 0, "format", "FORMAT", "csv, oem or json, whatever the ending of OUT")               \
    X(JSON, 0, "json", NULL, "one JSON document (schema kurs.propagate/1) on standard output")     \
    X(QUIET, 'q', "quiet", NULL, "no words on standard output")

enum {
#define OPTION_ENUM(id, letter, name, value, help) OPTION_##id,
    OPTIONS(OPTION_ENUM)
#undef OPTION_ENUM
        OPTION_COUNT
};

static const kurs_cli_option options[] = {
#define OPTION_ROW(id, letter, name, value, help) {letter, name, value, help},
    OPTIONS(OPTION_ROW)
#undef OPTION_ROW
};

static const char *const models[] = {
#define NAME(name, text) #name,
    KURS_PROPAGATE_MODELS(NAME)};
static const char *const weathers[] = {KURS_WEATHER_MODES(NAME)};
static const char *const formats[] = {KURS_STATES_FORMATS(NAME)};
#undef NAME
static const char *const frames[] = {
#define FRAME_NAME(name, ccsds, text) #name,
    KURS_ORBIT_FRAMES(FRAME_NAME)
#undef FRAME_NAME
};
#define COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))

/* ---- the words of the call ------------------------------------------------------------------
 */

static int refuse(int option, const char *value, const char *right)
{
    return kurs_cli_refuse(&options[option], value, right);
}

/* Number of a word in a list; 0 where it is refused. An option that is not given leaves *out. */
static int take_word(const kurs_cli_call *call, int option, const char *const *list, int count,
                     const char *right, int *out)
{
    const char *value = call->values[option];
    for (int i = 0; value && i < count; i++) {
        if (strcmp(value, list[i]) == 0) {
            *out = i;
            return 1;
        }
    }
    return value ? refuse(option, value, right) : 1;
}

static int take_time(const kurs_cli_call *call, int option, kurs_propagate_ask *ask, kurs_tai *out)
{
    return kurs_cli_time(&options[option], call->values[option], out, &ask->times_caveat);
}

static int take_step(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    static const struct {
        const char *name;
        double s;
    } units[] = {{"", 1.0}, {"s", 1.0}, {"m", 60.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}};
    const char *value = call->values[OPTION_STEP], *unit;
    double x;
    if (kurs_cli_number(value, 1e-300, 1e10, &x, &unit)) {
        for (int i = 0; i < COUNT(units); i++) {
            if (strcmp(unit, units[i].name) == 0 && x * units[i].s >= 1e-6) {
                ask->step_s = x * units[i].s;
                return 1;
            }
        }
    }
    return refuse(OPTION_STEP, value,
                  "this is no step; give seconds, a microsecond or more, or a unit as 90s, 1m, 1h");
}

static int take_fit(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    const char *value = call->values[OPTION_FIT_DRAG], *rest;
    double hours;
    if (!value) {
        return 1;
    }
    if (!kurs_cli_number(value, 1e-300, 8760.0, &hours, &rest) || *rest) {
        return refuse(OPTION_FIT_DRAG, value, "this is no time; give hours, such as 12");
    }
    if (ask->no_drag) {
        return refuse(OPTION_FIT_DRAG, value, "--no-drag has none to fit; leave one of them out");
    }
    ask->fit_s = 3600.0 * hours;
    ask->weather = KURS_WEATHER_fixed;
    return 1;
}

static int take_gravity(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    const char *value = call->values[OPTION_GRAVITY];
    if (!value) {
        return 1;
    }
    char *end;
    const long degree = strtol(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end || degree > KURS_GRAVITY_MAX) {
        return refuse(OPTION_GRAVITY, value, "this is no degree; give a whole number from 0 to 70");
    }
    ask->gravity_degree = (int)degree;
    return 1;
}

/* The first option given that only numerical orbits heed. */
static const char *numerical_option(const kurs_cli_call *call)
{
    static const int heeded[] = {OPTION_GRAVITY, OPTION_NO_DRAG, OPTION_FIT_DRAG,
                                 OPTION_SPACE_WEATHER, OPTION_WEATHER};
    for (int i = 0; i < COUNT(heeded); i++) {
        if (call->values[heeded[i]]) {
            return options[heeded[i]].name;
        }
    }
    return NULL;
}

/* What is written where. */
static int take_output(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    int format = KURS_STATES_csv;
    ask->out = call->values[OPTION_OUT];
    ask->json = call->values[OPTION_JSON] != NULL;
    if (!ask->out && !ask->json) {
        fprintf(stderr, "kurs: no place for the states; give -o OUT, -o - for standard output, or "
                        "--json\n");
        return 0;
    }
    const int to_stdout = ask->out && strcmp(ask->out, "-") == 0;
    if (to_stdout && ask->json) {
        fprintf(stderr, "kurs: --json and -o - both want standard output; leave one of them out\n");
        return 0;
    }
    if (ask->out && !to_stdout && !call->values[OPTION_FORMAT]) {
        const char *dot = strrchr(ask->out, '.');
        for (format = 0; format < COUNT(formats); format++) {
            if (dot && strcmp(dot + 1, formats[format]) == 0) {
                break;
            }
        }
        if (format == COUNT(formats)) {
            return refuse(OPTION_OUT, ask->out,
                          "its ending tells no format; end it in .csv, .oem or .json, or give "
                          "--format");
        }
    }
    if (!take_word(call, OPTION_FORMAT, formats, COUNT(formats),
                   "this is not known; give csv, oem or json", &format)) {
        return 0;
    }
    ask->format = (kurs_states_format)format;
    return 1;
}

static int take_models(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    int model = KURS_PROPAGATE_MODEL_COUNT, frame = KURS_ORBIT_FRAME_gcrf;
    int weather = (int)ask->weather;
    if (!take_word(call, OPTION_MODEL, models, COUNT(models),
                   "this is not known; give sgp4 or numerical", &model) ||
        !take_word(call, OPTION_FRAME, frames, COUNT(frames),
                   "this is not known; give gcrf, eme2000, itrf or teme", &frame) ||
        !take_word(call, OPTION_SPACE_WEATHER, weathers, COUNT(weathers),
                   "this is not known; give fixed, held or observed", &weather)) {
        return 0;
    }
    ask->model = (kurs_propagate_model)model;
    ask->frame = (kurs_orbit_frame)frame;
    ask->weather = (kurs_weather_mode)weather;
    return 1;
}

static int take_times(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    ask->has_from = call->values[OPTION_FROM] != NULL;
    if (!call->values[OPTION_TO] || !call->values[OPTION_STEP]) {
        fprintf(stderr, "kurs: no %s; `kurs propagate --help` tells what it takes\n",
                call->values[OPTION_TO] ? "--step" : "--to");
        return 0;
    }
    if (!take_time(call, OPTION_FROM, ask, &ask->from) ||
        !take_time(call, OPTION_TO, ask, &ask->to) || !take_step(call, ask)) {
        return 0;
    }
    if (ask->has_from && kurs_tai_diff(ask->to, ask->from) < 0.0) {
        return refuse(OPTION_TO, call->values[OPTION_TO],
                      "this lies before --from; give the earlier time as --from");
    }
    return 1;
}

static int take_call(const kurs_cli_call *call, kurs_propagate_ask *ask)
{
    *ask = (kurs_propagate_ask){.orbit = call->argument,
                                .gravity_degree = 36,
                                .no_drag = call->values[OPTION_NO_DRAG] != NULL,
                                .weather = KURS_WEATHER_observed,
                                .ignore_checksum = call->values[OPTION_NO_CHECKSUM] != NULL,
                                .numerical_option = numerical_option(call),
                                .eop_path = call->values[OPTION_EOP],
                                .weather_path = call->values[OPTION_WEATHER]};
    return take_times(call, ask) && take_gravity(call, ask) && take_fit(call, ask) &&
           take_models(call, ask) && take_output(call, ask);
}

/* ---- the run ---------------------------------------------------------------------------------
 */

typedef struct propagate_run {
    int print;
    kurs_cli_bar bar;
} propagate_run;

static void clear_bar(void *ctx)
{
    kurs_cli_bar_clear(&((propagate_run *)ctx)->bar);
}

static void show_progress(void *ctx, double part)
{
    kurs_cli_bar_show(&((propagate_run *)ctx)->bar, part, "");
}

static void tell(void *ctx, const char *text)
{
    propagate_run *run = ctx;
    clear_bar(run);
    if (run->print) {
        puts(text);
    }
}

static int exit_of(kurs_status status)
{
    switch (status) {
    case KURS_ERR_ARGUMENT:
        return KURS_EXIT_USAGE;
    case KURS_ERR_NOT_FOUND:
    case KURS_ERR_IO:
    case KURS_ERR_MEMORY:
        return KURS_EXIT_RESOURCE;
    case KURS_ERR_STOPPED:
        return KURS_EXIT_NO_SOLUTION;
    default:
        return KURS_EXIT_INPUT;
    }
}

static int run_propagate(const kurs_cli_call *call)
{
    kurs_propagate_ask ask;
    kurs_propagate_result result;
    if (!take_call(call, &ask)) {
        return KURS_EXIT_USAGE;
    }
    propagate_run run = {.print = ask.out && strcmp(ask.out, "-") != 0 && !ask.json &&
                                  !call->values[OPTION_QUIET]};
    kurs_cli_bar_init(&run.bar);
    const kurs_propagate_watch watch = {.ctx = &run,
                                        .stop = kurs_cli_stop_asked,
                                        .progress = show_progress,
                                        .clear = clear_bar,
                                        .tell = tell};
    kurs_cli_catch_stops();
    const kurs_status status = kurs_propagate(&ask, &watch, stdout, stderr, &result);
    clear_bar(&run);
    if (status == KURS_ERR_STOPPED) {
        fprintf(stderr, "kurs: stopped on request%s\n",
                ask.out && strcmp(ask.out, "-") != 0 ? "; nothing was written" : "");
    }
    if (status < 0) {
        return exit_of(status);
    }
    if (run.print && result.states > 0) {
        printf("%zu state%s of %zu object%s in %s\n", result.states, result.states == 1 ? "" : "s",
               result.objects, result.objects == 1 ? "" : "s", ask.out);
    }
    return result.short_objects > 0 ? KURS_EXIT_NO_SOLUTION : KURS_EXIT_DONE;
}

const kurs_cli_command kurs_cli_propagate = {
    .name = "propagate",
    .argument = "ORBIT",
    .summary = "Writes the states of orbits over a span of time",
    .text =
        "ORBIT is a file of two-line sets, or an OMM, OPM or OEM as KVN or XML (an OMM also as\n"
        "JSON or CSV), gzip or not, with any number of objects; - reads standard input. States\n"
        "are written at --from, every --step after it, and up to --to. Without --from they are\n"
        "counted from the epoch of each object, on to --to or back to it.\n"
        "\n"
        "Mean elements go by SGP4; with --model numerical they are integrated from the state\n"
        "that SGP4 has at the epoch, with drag from B*. An OPM or OEM is integrated, from the\n"
        "last point at or before --from (else its first one), with drag where the file tells\n"
        "mass, drag area and drag coefficient, and sunlight where it tells that. The segments of\n"
        "an ephemeris that have one object are one. Forces: EGM2008, Sun, Moon, NRLMSISE-00.\n"
        "\n"
        "An object is called by its name, or by its number where it has none; two of one name\n"
        "have their numbers added. Where states are missing, as after a decay, standard error\n"
        "tells which and why, the others are written, and the exit status is 1. A file that\n"
        "stands in the place of OUT is replaced when all is written, not before.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_propagate,
};
