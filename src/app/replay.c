/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a folder of results back into a record: timeline.json and telemetry.csv. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"
#include "kurs/write.h"
#include "math/math.h"

enum { PATH_SIZE = 2048, LINE_SIZE = 2048, TIMELINE_MAX = 8 << 20, COLUMNS = 34 };
enum { FIRST_COLUMNS = 30 }; /* a record of before power was followed has these */

/* ---- the timeline ---------------------------------------------------------------------------- */

static json_t *read_timeline(const char *folder)
{
    char path[PATH_SIZE];
    json_error_t error;
    snprintf(path, sizeof path, "%s/timeline.json", folder);
    FILE *in = fopen(path, "rb");
    if (!in) {
        return NULL;
    }
    char *text = kurs_alloc(TIMELINE_MAX);
    const size_t n = text ? fread(text, 1, TIMELINE_MAX, in) : 0;
    json_t *root = n > 0 && n < TIMELINE_MAX ? json_loadb(text, n, 0, &error) : NULL;
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (root && (!schema || strcmp(schema, "kurs.fly/1") != 0)) {
        json_decref(root);
        root = NULL;
    }
    kurs_free(text);
    (void)fclose(in);
    return root;
}

static void take_text(const json_t *o, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(o, key));
    snprintf(out, size, "%s", text ? text : "");
}

static double take_number(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static int take_time(const json_t *o, const char *key, kurs_tai *out)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text && kurs_tai_parse(text, strlen(text), out) >= 0;
}

static kurs_vec3 take_vector(const json_t *o, const char *key, double per)
{
    const json_t *array = json_object_get(o, key);
    return v3(json_number_value(json_array_get(array, 0)) * per,
              json_number_value(json_array_get(array, 1)) * per,
              json_number_value(json_array_get(array, 2)) * per);
}

static kurs_phase phase_of(const char *name, size_t n)
{
    for (int i = 0; i < KURS_PHASE_COUNT; i++) {
        const char *of = kurs_phase_name((kurs_phase)i);
        if (strlen(of) == n && memcmp(of, name, n) == 0) {
            return (kurs_phase)i;
        }
    }
    return KURS_PHASE_COUNT;
}

static kurs_status take_event(const json_t *o, kurs_event *event)
{
    const json_t *state = json_object_get(o, "state");
    const char *phase = json_string_value(json_object_get(o, "phase"));
    memset(event, 0, sizeof *event);
    event->phase = phase ? phase_of(phase, strlen(phase)) : KURS_PHASE_COUNT;
    if (!take_time(o, "utc", &event->t) || event->phase == KURS_PHASE_COUNT) {
        return KURS_ERR_SCHEMA;
    }
    take_text(o, "id", event->id, sizeof event->id);
    take_text(o, "text", event->text, sizeof event->text);
    event->met_s = take_number(o, "met_s");
    event->attempt = (int)json_integer_value(json_object_get(o, "attempt"));
    event->s_gcrf.r = take_vector(state, "r_gcrf_km", 1e3);
    event->s_gcrf.v = take_vector(state, "v_gcrf_km_s", 1e3);
    event->lat = take_number(state, "lat_deg") * KURS_DEG;
    event->lon = take_number(state, "lon_deg") * KURS_DEG;
    event->alt_m = take_number(state, "alt_km") * 1e3;
    event->speed_earth_m_s = take_number(state, "speed_earth_m_s");
    event->mass_kg = take_number(state, "mass_kg");
    event->jettisoned_kg = take_number(o, "jettisoned_kg");
    return KURS_OK;
}

static kurs_status take_burn(const json_t *o, kurs_burn *burn)
{
    memset(burn, 0, sizeof *burn);
    if (!take_time(o, "utc_on", &burn->t_on) || !take_time(o, "utc_off", &burn->t_off)) {
        return KURS_ERR_SCHEMA;
    }
    take_text(o, "id", burn->id, sizeof burn->id);
    take_text(o, "engine", burn->engine, sizeof burn->engine);
    burn->met_s = take_number(o, "met_s");
    burn->planned_m_s = take_number(o, "planned_m_s");
    burn->flown_m_s = take_number(o, "flown_m_s");
    burn->dv_rtn_m_s = take_vector(o, "dv_rtn_m_s", 1.0);
    burn->duration_s = take_number(o, "duration_s");
    burn->propellant_kg = take_number(o, "propellant_kg");
    burn->range_m = take_number(o, "range_m");
    return KURS_OK;
}

static kurs_status take_attempt(const json_t *o, kurs_attempt *attempt)
{
    char outcome[KURS_EVENT_ID_SIZE];
    memset(attempt, 0, sizeof *attempt);
    take_text(o, "outcome", outcome, sizeof outcome);
    take_text(o, "reason", attempt->reason, sizeof attempt->reason);
    take_text(o, "profile", attempt->profile, sizeof attempt->profile);
    attempt->number = (int)json_integer_value(json_object_get(o, "attempt"));
    attempt->orbits = (int)json_integer_value(json_object_get(o, "orbits"));
    attempt->catch_up = take_number(o, "catch_up_deg") * KURS_DEG;
    attempt->outcome = KURS_ATTEMPT_COUNT;
    for (int i = 0; i < KURS_ATTEMPT_COUNT; i++) {
        if (strcmp(kurs_attempt_name((kurs_attempt_outcome)i), outcome) == 0) {
            attempt->outcome = (kurs_attempt_outcome)i;
        }
    }
    const int planned = take_time(o, "liftoff_utc", &attempt->liftoff) &&
                        take_time(o, "contact_utc", &attempt->contact);
    return attempt->outcome < KURS_ATTEMPT_COUNT &&
                   (planned || attempt->outcome == KURS_ATTEMPT_closed)
               ? KURS_OK
               : KURS_ERR_SCHEMA;
}

static kurs_status take_plan(const json_t *o, kurs_told_plan *plan)
{
    const char *of = json_string_value(json_object_get(o, "of"));
    size_t i;
    const json_t *at;
    memset(plan, 0, sizeof *plan);
    plan->of = KURS_PLAN_COUNT;
    for (int k = 0; of && k < KURS_PLAN_COUNT; k++) {
        plan->of = strcmp(kurs_plan_name((kurs_plan_of)k), of) == 0 ? (kurs_plan_of)k : plan->of;
    }
    int good = plan->of < KURS_PLAN_COUNT && take_time(o, "solved_utc", &plan->solved);
    json_array_foreach(json_object_get(o, "items"), i, at)
    {
        kurs_plan_item *item = &plan->items[i];
        if (!good || i >= KURS_MAX_PLAN_ITEMS || !take_time(at, "utc", &item->t)) {
            return KURS_ERR_SCHEMA;
        }
        take_text(at, "id", item->id, sizeof item->id);
        take_text(at, "engine", item->engine, sizeof item->engine);
        item->dv_m_s = take_number(at, "dv_m_s");
        plan->item_count++;
    }
    return good ? KURS_OK : KURS_ERR_SCHEMA;
}

static kurs_status take_timeline(const json_t *root, const kurs_sink *sink, kurs_outcome *outcome)
{
    kurs_status status = KURS_OK;
    size_t i;
    const json_t *o;
    json_array_foreach(json_object_get(root, "attempts"), i, o)
    {
        kurs_attempt attempt;
        status = status < 0 ? status : take_attempt(o, &attempt);
        status = status < 0 ? status : kurs_sink_attempt(sink, &attempt);
    }
    json_array_foreach(json_object_get(root, "events"), i, o)
    {
        kurs_event event;
        status = status < 0 ? status : take_event(o, &event);
        status = status < 0 ? status : kurs_sink_event(sink, &event);
    }
    json_array_foreach(json_object_get(root, "burns"), i, o)
    {
        kurs_burn burn;
        status = status < 0 ? status : take_burn(o, &burn);
        status = status < 0 ? status : kurs_sink_burn(sink, &burn);
    }
    json_array_foreach(json_object_get(root, "plans"), i, o)
    {
        kurs_told_plan plan;
        status = status < 0 ? status : take_plan(o, &plan);
        status = status < 0 ? status : kurs_sink_plan(sink, &plan);
    }
    json_array_foreach(json_object_get(root, "caveats"), i, o)
    {
        char text[KURS_EVENT_TEXT_SIZE];
        take_text(o, "text", text, sizeof text);
        status = status < 0 ? status : kurs_sink_caveat(sink, KURS_CAVEAT_SIMPLIFIED, text);
    }
    o = json_object_get(root, "outcome");
    take_text(o, "code", outcome->code, sizeof outcome->code);
    take_text(o, "text", outcome->text, sizeof outcome->text);
    outcome->complete = json_is_true(json_object_get(o, "complete"));
    return status;
}

/* ---- the telemetry --------------------------------------------------------------------------- */

/* The columns in the order that the writer has; an empty one is NaN. */
static void place_figures(const double f[COLUMNS], kurs_row *row)
{
    row->met_s = f[1];
    row->arc = (int)f[3];
    row->held = (int)f[4];
    row->attached = (int)f[5];
    row->s_gcrf.r = v3_scale(1e3, v3(f[6], f[7], f[8]));
    row->s_gcrf.v = v3_scale(1e3, v3(f[9], f[10], f[11]));
    row->mass_kg = f[12];
    row->flow_kg_s = f[13];
    row->thrust_gcrf_n = v3(f[14], f[15], f[16]);
    row->aero_gcrf_n = v3(f[17], f[18], f[19]);
    row->lat = f[20] * KURS_DEG;
    row->lon = f[21] * KURS_DEG;
    row->alt_m = f[22] * 1e3;
    row->speed_earth_m_s = f[23];
    row->dynamic_pressure_pa = f[24];
    row->mach = f[25];
    row->load_g = f[26];
    row->range_m = f[27];
    row->range_rate_m_s = f[28];
    row->bank = f[29] * KURS_DEG;
    row->array_w = f[30];
    row->load_w = f[31];
    row->battery_as = f[32] * 3600.0;
    row->battery_share = f[33];
}

static kurs_status take_row(char *line, int columns, kurs_row *row)
{
    double figures[COLUMNS];
    char *at = line;
    memset(row, 0, sizeof *row);
    for (int i = columns; i < COLUMNS; i++) {
        figures[i] = (double)NAN;
    }
    for (int i = 0; i < columns; i++) {
        const size_t n = strcspn(at, ",\r\n");
        char *end = at + n;
        const int last = *end != ',';
        *end = '\0';
        figures[i] = (double)NAN;
        if (i == 0 && kurs_tai_parse(at, n, &row->t) < 0) {
            return KURS_ERR_SYNTAX;
        }
        if (i == 2) {
            row->phase = phase_of(at, n);
        } else if (i > 0 && n > 0) {
            char *stop;
            figures[i] = strtod(at, &stop);
            if (stop != end) {
                return KURS_ERR_SYNTAX;
            }
        }
        if (last != (i == columns - 1)) {
            return KURS_ERR_SYNTAX;
        }
        at = end + 1;
    }
    for (int i = 3; i < 27; i++) {
        if (!isfinite(figures[i])) {
            return KURS_ERR_SYNTAX;
        }
    }
    place_figures(figures, row);
    return row->phase < KURS_PHASE_COUNT ? KURS_OK : KURS_ERR_SYNTAX;
}

/* The first line must have the names that this version writes, or those that the first one did: how
 * many; 0 for another line. */
static int columns_of(const char *line)
{
    const char *at = line;
    kurs_column column;
    for (int count = 0; kurs_csv_column((size_t)count, &column) >= 0;) {
        const size_t n = strlen(column.name);
        if (strncmp(at, column.name, n) != 0 || !strchr(",\r\n", at[n])) {
            return 0;
        }
        count++;
        if (at[n] != ',') { /* the line ends here */
            return count == FIRST_COLUMNS || count == COLUMNS ? count : 0;
        }
        at += n + 1;
    }
    return 0;
}

static kurs_status take_rows(FILE *in, const kurs_sink *sink, int *number)
{
    char line[LINE_SIZE];
    kurs_tai before = {0};
    kurs_status status = KURS_OK;
    *number = 1;
    const int columns = fgets(line, sizeof line, in) ? columns_of(line) : 0;
    if (columns == 0) {
        return KURS_ERR_SCHEMA;
    }
    while (status >= 0 && fgets(line, sizeof line, in)) {
        kurs_row row;
        (*number)++;
        status = take_row(line, columns, &row);
        if (status >= 0 && *number > 2 && kurs_tai_diff(row.t, before) < 0.0) {
            status = KURS_ERR_SYNTAX;
        }
        before = row.t;
        status = status < 0 ? status : kurs_sink_row(sink, &row);
    }
    return status >= 0 && ferror(in) ? KURS_ERR_IO : status;
}

static kurs_status take_telemetry(const char *folder, const kurs_sink *sink, char *why)
{
    char path[PATH_SIZE];
    int number = 0;
    snprintf(path, sizeof path, "%s/telemetry.csv", folder);
    FILE *in = fopen(path, "r");
    if (!in) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "telemetry.csv: %s", strerror(errno));
        return KURS_ERR_IO;
    }
    const kurs_status status = take_rows(in, sink, &number);
    if (status < 0) {
        snprintf(why, KURS_LIVE_WHY_SIZE, "telemetry.csv:%d: this is no row of a flight", number);
    }
    (void)fclose(in);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

kurs_status kurs_take_mission_id(const char *folder, char out[KURS_ID_SIZE],
                                 char title[KURS_TEXT_SIZE])
{
    json_t *root = read_timeline(folder);
    if (!root) {
        return KURS_ERR_IO;
    }
    const json_t *mission = json_object_get(root, "mission");
    take_text(mission, "id", out, KURS_ID_SIZE);
    take_text(mission, "name", title, KURS_TEXT_SIZE);
    json_decref(root);
    return KURS_OK;
}

kurs_status kurs_take_read(const char *folder, const kurs_mission *mission, kurs_take **out,
                           char why[KURS_LIVE_WHY_SIZE])
{
    kurs_take *take = kurs_take_create();
    json_t *root = read_timeline(folder);
    kurs_status status = !take ? KURS_ERR_MEMORY : root ? KURS_OK : KURS_ERR_IO;
    if (status >= 0) {
        const kurs_sink sink = kurs_store_sink(take->store);
        take->replay = 1;
        if (mission) {
            take->mission = *mission;
            take->has_mission = 1;
        }
        status = take_timeline(root, &sink, &take->result.outcome);
        if (status < 0) {
            snprintf(why, KURS_LIVE_WHY_SIZE, "timeline.json is none of this version");
        } else {
            status = take_telemetry(folder, &sink, why);
        }
    }
    json_decref(root);
    if (status >= 0) {
        status = kurs_take_finish(take);
    }
    if (status < 0) {
        kurs_take_let_go(take);
        return status;
    }
    *out = take;
    return KURS_OK;
}
