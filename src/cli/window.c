/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

#include "app/app.h"

/* X(name in the enum, letter, name, value, help) */
#define OPTIONS(X)                                                                                 \
    X(FROM, 0, "from", "T", "first lift-off, UTC as 2024-03-20T00:00:00Z or 2024-03-20")           \
    X(TO, 0, "to", "T", "last lift-off, up to 400 days later")                                     \
    X(SITE, 0, "site", "ID", "launch site (default baikonur-31-6)")                                \
    X(ROCKET, 0, "rocket", "ID", "rocket (default soyuz-2.1a)")                                    \
    X(SPACECRAFT, 0, "spacecraft", "ID", "spacecraft (default soyuz-ms)")                          \
    X(PROFILE, 0, "profile", "P",                                                                  \
      "auto (the shortest that is open), 1, 2, 4, 34, or a profile's file (default auto)")         \
    X(OBJECT, 0, "object", "ID",                                                                   \
      "name or number of the station, where the file has several objects")                         \
    X(STATION_BURN, 0, "station-burn", "T=DV",                                                     \
      "burns of the station after the elements: middle and m/s along the flight, several "         \
      "with commas between")                                                                       \
    X(BURNS, 0, "burns", NULL, "solve the burns with the full force model, and list them")         \
    X(SCRUB, 0, "scrub", "T",                                                                      \
      "an attempt stopped at T: the next 14 passes, also without --from and --to")                 \
    X(LANDING_DAY, 0, "landing-day", "D",                                                          \
      "with --scrub: planned landing of the returning crew, had the attempt flown (default: the "  \
      "day of docking); with --reboost: day of a landing that is kept")                            \
    X(REBOOST, 0, "reboost", NULL,                                                                 \
      "burns of the station that open the wished day for 2 orbits (or the shortest profile that "  \
      "the "                                                                                       \
      "ship flies), or for --profile")                                                             \
    X(LAUNCH_DAY, 0, "launch-day", "D",                                                            \
      "with --reboost: the wished day (default: that of --from)")                                  \
    X(BURN_FROM, 0, "burn-from", "D",                                                              \
      "with --reboost: first day of burns (default: that after the elements)")                     \
    X(BURN_TO, 0, "burn-to", "D",                                                                  \
      "with --reboost: last day of burns (default: that before the launch)")                       \
    X(ZONE, 0, "zone", "ID", "landing zone of the returning crew (default zhezkazgan)")            \
    X(COUNTDOWN, 0, "countdown", "ID", "countdown, for its recycle time (default soyuz-crewed)")   \
    X(PLOT, 0, "plot", "FILE", "picture of phase against date, .svg or .png")                      \
    X(CATALOGUE, 0, "catalogue", "FILE",                                                           \
      "screen ascent and first two hours against the objects of FILE (two-line sets or OMM)")      \
    X(BOX, 0, "box", "R,T,N",                                                                      \
      "half-widths of the keep-out box in km, radial, along and across (default 10,40,40)")        \
    X(SPAN, 0, "span", "S",                                                                        \
      "with --catalogue: blackouts of lift-offs up to S seconds early and "                        \
      "late (default 30)")                                                                         \
    X(NO_CHECKSUM, 0, "no-checksum", NULL, "take two-line sets with wrong checksums")              \
    X(JSON, 0, "json", NULL, "one JSON document (schema kurs.window/1) on standard output")

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

/* ---- the words of the call --------------------------------------------------------------------
 */

static int refuse(int option, const char *value, const char *right)
{
    return kurs_cli_refuse(&options[option], value, right);
}

static int take_time(const kurs_cli_call *call, int option, kurs_window_ask *ask, kurs_tai *out)
{
    return kurs_cli_time(&options[option], call->values[option], out, &ask->times_caveat);
}

/* Times that do not fit each other. */
static int check_times(const kurs_cli_call *call, const kurs_window_ask *ask)
{
    static const int for_reboost[] = {OPTION_LAUNCH_DAY, OPTION_BURN_FROM, OPTION_BURN_TO};
    const char *to = call->values[OPTION_TO];
    const double span = ask->has_span ? kurs_tai_diff(ask->to, ask->from) : 1.0;
    if (!(span > 0.0)) {
        return refuse(OPTION_TO, to, "this does not lie after --from; give a later time");
    }
    if (span > KURS_WINDOW_SPAN_MAX_S) {
        return refuse(OPTION_TO, to,
                      "this is more than 400 days after --from; give a shorter span");
    }
    if (ask->has_landing_day && !ask->has_scrub && !ask->reboost) {
        return refuse(OPTION_LANDING_DAY, call->values[OPTION_LANDING_DAY],
                      "this is for --scrub and --reboost; give one of them too");
    }
    for (size_t i = 0; i < sizeof for_reboost / sizeof for_reboost[0]; i++) {
        const char *value = call->values[for_reboost[i]];
        if (value && !ask->reboost) {
            return refuse(for_reboost[i], value, "this is for --reboost; give that too");
        }
        if (value && i > 0 && !ask->has_burn_days) {
            return refuse(
                for_reboost[i], value,
                "this bounds the days on one side only; give both --burn-from and --burn-to");
        }
    }
    return 1;
}

/* Days of burns: in order, not too many, begun before the launch. */
static int check_burn_days(const kurs_cli_call *call, const kurs_window_ask *ask)
{
    if (!ask->has_burn_days) {
        return 1;
    }
    const kurs_tai launch = ask->has_launch_day ? ask->launch_day : ask->from;
    const double days = kurs_tai_diff(ask->burn_to, ask->burn_from) / 86400.0;
    if (days < 0.0) {
        return refuse(OPTION_BURN_TO, call->values[OPTION_BURN_TO],
                      "this lies before --burn-from; give a later day");
    }
    if (days > KURS_WINDOW_BURN_DAYS_MAX) {
        return refuse(OPTION_BURN_TO, call->values[OPTION_BURN_TO],
                      "this is more than 119 days after --burn-from; give fewer days");
    }
    if (kurs_tai_diff(launch, ask->burn_from) <= 0.0) {
        return refuse(OPTION_BURN_FROM, call->values[OPTION_BURN_FROM],
                      "this is not before the launch; give an earlier day");
    }
    return 1;
}

static int take_times(const kurs_cli_call *call, kurs_window_ask *ask)
{
    const char *from = call->values[OPTION_FROM], *to = call->values[OPTION_TO];
    ask->has_span = from && to;
    ask->has_scrub = call->values[OPTION_SCRUB] != NULL;
    ask->reboost = call->values[OPTION_REBOOST] != NULL;
    ask->has_launch_day = call->values[OPTION_LAUNCH_DAY] != NULL;
    ask->has_landing_day = call->values[OPTION_LANDING_DAY] != NULL;
    ask->has_burn_days = call->values[OPTION_BURN_FROM] && call->values[OPTION_BURN_TO];
    const int day = ask->reboost && (from || ask->has_launch_day);
    if (!ask->has_span && ((from && !day) || to || !(ask->has_scrub || day))) {
        fprintf(stderr, "kurs: no %s; give the first and the last lift-off as --from T --to T%s\n",
                !from && !to ? "--from and --to"
                : from       ? "--to"
                             : "--from",
                from || to ? "" : ", or --scrub T");
        return 0;
    }
    if (!take_time(call, OPTION_FROM, ask, &ask->from) ||
        !take_time(call, OPTION_TO, ask, &ask->to) ||
        !take_time(call, OPTION_SCRUB, ask, &ask->scrub) ||
        !take_time(call, OPTION_LANDING_DAY, ask, &ask->landing_day) ||
        !take_time(call, OPTION_LAUNCH_DAY, ask, &ask->launch_day) ||
        !take_time(call, OPTION_BURN_FROM, ask, &ask->burn_from) ||
        !take_time(call, OPTION_BURN_TO, ask, &ask->burn_to)) {
        return 0;
    }
    return check_times(call, ask) && check_burn_days(call, ask);
}

/* T=DV,T=DV... */
static int take_station_burns(const kurs_cli_call *call, kurs_window_ask *ask)
{
    const char *value = call->values[OPTION_STATION_BURN];
    static const char right[] =
        "this is no burn; give its middle and m/s along the flight as 2024-03-10T12:00:00Z=1.2";
    for (const char *at = value; at;) {
        const char *equals = strchr(at, '='), *rest;
        kurs_manoeuvre burn = {.dv_rtn_m_s = {0.0, 0.0, 0.0}};
        if (!equals || kurs_tai_parse(at, (size_t)(equals - at), &burn.t) < 0 ||
            !kurs_cli_number(equals + 1, -100.0, 100.0, &burn.dv_rtn_m_s.y, &rest) ||
            (*rest && *rest != ',')) {
            return refuse(OPTION_STATION_BURN, value, right);
        }
        if (ask->burns_of_station_count == KURS_EPHEMERIS_BURNS) {
            return refuse(OPTION_STATION_BURN, value, "these are too many; at most 16 are taken");
        }
        ask->burns_of_station[ask->burns_of_station_count++] = burn;
        at = *rest == ',' ? rest + 1 : NULL;
    }
    return 1;
}

static int take_profile(const kurs_cli_call *call, kurs_window_ask *ask)
{
    static const struct {
        const char *word, *file;
        int orbits;
    } known[] = {
        {"1", "orbits-1", 1}, {"2", "orbits-2", 2}, {"4", "orbits-4", 4}, {"34", "orbits-34", 34}};
    const char *value = call->values[OPTION_PROFILE];
    if (!value || strcmp(value, "auto") == 0) {
        return 1;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(value, known[i].word) == 0) {
            ask->profile = known[i].file;
            ask->orbits = known[i].orbits;
            return 1;
        }
    }
    const size_t n = strlen(value);
    if (n > 5 && strcmp(value + n - 5, ".yaml") == 0) {
        ask->profile = value;
        return 1;
    }
    return refuse(OPTION_PROFILE, value,
                  "this is no profile; give auto, 1, 2, 4, 34 or a path that ends in .yaml");
}

static int take_picture(const kurs_cli_call *call, kurs_window_ask *ask)
{
    const char *value = call->values[OPTION_PLOT];
    const size_t n = value ? strlen(value) : 0;
    ask->plot = value;
    if (value && !ask->has_span && !ask->has_scrub) {
        return refuse(OPTION_PLOT, value,
                      "a reboost alone has no picture; give --from and --to, or --scrub, too");
    }
    if (value &&
        !(n > 4 && (strcmp(value + n - 4, ".svg") == 0 || strcmp(value + n - 4, ".png") == 0))) {
        return refuse(OPTION_PLOT, value, "its ending tells no picture; end it in .svg or .png");
    }
    return 1;
}

static int take_box(const char *value, kurs_vec3 *box_m)
{
    double km[3];
    const char *at = value;
    for (int i = 0; i < 3; i++) {
        if (!kurs_cli_number(at, 1e-3, 2000.0, &km[i], &at) || *at != (i < 2 ? ',' : '\0')) {
            return 0;
        }
        at++;
    }
    *box_m = (kurs_vec3){1e3 * km[0], 1e3 * km[1], 1e3 * km[2]};
    return 1;
}

static int take_screening(const kurs_cli_call *call, kurs_window_ask *ask)
{
    const char *box = call->values[OPTION_BOX], *span = call->values[OPTION_SPAN], *rest = "";
    double s = 30.0;
    ask->catalogue = call->values[OPTION_CATALOGUE];
    if (!ask->catalogue && (box || span)) {
        return refuse(box ? OPTION_BOX : OPTION_SPAN, box ? box : span,
                      "this is for --catalogue; give that too");
    }
    if (box && !take_box(box, &ask->box_m)) {
        return refuse(OPTION_BOX, box, "this is no box; give three half-widths in km as 10,40,40");
    }
    if (span && (!kurs_cli_number(span, 0.0, 600.0, &s, &rest) || *rest)) {
        return refuse(OPTION_SPAN, span, "this is no span; give seconds from 0 to 600");
    }
    ask->screen_before_s = ask->screen_after_s = s;
    return 1;
}

static const char *name_or(const kurs_cli_call *call, int option, const char *otherwise)
{
    return call->values[option] ? call->values[option] : otherwise;
}

static int take_call(const kurs_cli_call *call, kurs_window_ask *ask)
{
    *ask = (kurs_window_ask){
        .target = call->argument,
        .object = call->values[OPTION_OBJECT],
        .ignore_checksum = call->values[OPTION_NO_CHECKSUM] != NULL,
        .site = name_or(call, OPTION_SITE, "baikonur-31-6"),
        .rocket = name_or(call, OPTION_ROCKET, "soyuz-2.1a"),
        .spacecraft = name_or(call, OPTION_SPACECRAFT, "soyuz-ms"),
        .countdown = name_or(call, OPTION_COUNTDOWN, "soyuz-crewed"),
        .zone = name_or(call, OPTION_ZONE, "zhezkazgan"),
        .burns = call->values[OPTION_BURNS] != NULL,
        .json = call->values[OPTION_JSON] != NULL,
        .box_m = {10e3, 40e3, 40e3},
    };
    return take_times(call, ask) && take_station_burns(call, ask) && take_profile(call, ask) &&
           take_picture(call, ask) && take_screening(call, ask);
}

/* ---- the run ----------------------------------------------------------------------------------
 */

static void clear_bar(void *ctx)
{
    kurs_cli_bar_clear(ctx);
}

static void show_progress(void *ctx, double part, const char *what)
{
    kurs_cli_bar_show(ctx, part, what);
}

static int exit_of(kurs_status status)
{
    switch (status) {
    case KURS_ERR_ARGUMENT:
        return KURS_EXIT_USAGE;
    case KURS_ERR_IO:
    case KURS_ERR_MEMORY:
        return KURS_EXIT_RESOURCE;
    case KURS_ERR_STOPPED:
    case KURS_ERR_NO_SOLUTION:
        return KURS_EXIT_NO_SOLUTION;
    default:
        return KURS_EXIT_INPUT;
    }
}

static int run_window(const kurs_cli_call *call)
{
    kurs_window_ask ask;
    kurs_window_result result;
    kurs_cli_bar bar;
    if (!take_call(call, &ask)) {
        return KURS_EXIT_USAGE;
    }
    kurs_cli_bar_init(&bar);
    const kurs_window_watch watch = {
        .ctx = &bar, .stop = kurs_cli_stop_asked, .progress = show_progress, .clear = clear_bar};
    kurs_cli_catch_stops();
    const kurs_status status = kurs_window_run(&ask, &watch, stdout, stderr, &result);
    kurs_cli_bar_clear(&bar);
    kurs_window_end();
    if (status == KURS_ERR_STOPPED) {
        fputs("kurs: stopped on request; nothing was written\n", stderr);
    }
    if (status < 0) {
        return exit_of(status);
    }
    return result.open > 0 ? KURS_EXIT_DONE : KURS_EXIT_NO_SOLUTION;
}

const kurs_cli_command kurs_cli_window = {
    .name = "window",
    .argument = "TARGET",
    .summary = "Lists the launch opportunities to a station",
    .text =
        "TARGET is a file with the station's orbit: two-line sets, or an OMM, OPM or OEM in any\n"
        "form; several sets of one object are an ephemeris; - reads standard input. An\n"
        "opportunity is a northbound pass of the pad through the plane of insertion on which a\n"
        "rendezvous profile is open. For each: lift-off, profile, phase, docking, propellant; for\n"
        "the profiles that are closed the reason. ID is a name of the library's own data, or a\n"
        "path that ends in .yaml.\n"
        "\n"
        "The list comes from a plan in closed form; --burns solves each with the full force\n"
        "model. --scrub shows what is left after an attempt that was stopped: the rocket is\n"
        "ready again after the recycle time of its countdown. --reboost looks for the station's\n"
        "smallest burn, a day each, that opens a wished day. --catalogue flies ascent and first\n"
        "two hours past other objects. Columns and keys of the document: docs/window.md.\n"
        "\n"
        "The exit status is 1 where no opportunity is open.\n",
    .options = options,
    .option_count = OPTION_COUNT,
    .run = run_window,
};
