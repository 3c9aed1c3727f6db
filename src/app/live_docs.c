/* SPDX-License-Identifier: Apache-2.0 */
/* Documents: what a flight is, its timeline, its log; and the list of missions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/live_parts.h"
#include "math/math.h"

static void put_text(kurs_json *m, json_t *o, const char *key, const char *text)
{
    kurs_json_set(m, o, key, text[0] ? kurs_json_text(text) : json_null());
}

/* ---- summary --------------------------------------------------------------------------------- */

json_t *kurs_live_summary_object(kurs_json *m, const kurs_live_names *names,
                                 const kurs_live_view *view)
{
    const kurs_take *take = view->take;
    const size_t n = kurs_take_rows_until(take, view->now);
    json_t *o = json_object();
    put_text(m, o, "id", names->id);
    put_text(m, o, "mission", take->mission.id);
    put_text(m, o, "title", names->title);
    kurs_json_set(m, o, "mode", json_string(take->replay ? "replay" : "live"));
    kurs_json_set(m, o, "utc", kurs_json_instant(view->now));
    kurs_json_set(m, o, "phase",
                  json_string(kurs_phase_name(take->record.rows[n > 0 ? n - 1 : 0].phase)));
    kurs_json_set(m, o, "paused", json_boolean(view->paused));
    kurs_json_set(m, o, "rate", kurs_live_number(view->rate, 3));
    put_text(m, o, "branch_of", names->branch_of);
    kurs_json_set(m, o, "branched_utc",
                  names->branch_of[0] ? kurs_json_instant(names->branched) : json_null());
    return o;
}

kurs_status kurs_live_doc_summary(kurs_live_call *call)
{
    kurs_json m = {1};
    const kurs_live_names names = kurs_live_names_of(call->live);
    return kurs_live_write(&m, kurs_live_summary_object(&m, &names, call->view), call->out);
}

/* ---- facts ----------------------------------------------------------------------------------- */

static json_t *place(kurs_json *m, const char *id, const char *name, double lat, double lon)
{
    json_t *o = json_object();
    if (id) {
        put_text(m, o, "id", id);
    }
    put_text(m, o, "name", name);
    kurs_json_set(m, o, "lat_deg", kurs_live_number(lat / KURS_DEG, 6));
    kurs_json_set(m, o, "lon_deg", kurs_live_number(lon / KURS_DEG, 6));
    return o;
}

static json_t *named(kurs_json *m, const char *id, const char *name)
{
    json_t *o = json_object();
    put_text(m, o, "id", id);
    put_text(m, o, "name", name);
    return o;
}

static json_t *crew_array(kurs_json *m, const kurs_mission *mission)
{
    json_t *array = json_array();
    for (int i = 0; i < mission->crew_count; i++) {
        const kurs_crew_member *member = &mission->crew[i];
        json_t *o = json_object();
        put_text(m, o, "name", member->name);
        put_text(m, o, "role", member->role);
        put_text(m, o, "agency", member->agency);
        put_text(m, o, "seat", member->seat);
        kurs_json_set(m, o, "up", json_boolean(member->up));
        kurs_json_set(m, o, "down", json_boolean(member->down));
        put_text(m, o, "other_ship", member->other_ship);
        kurs_json_set(m, o, "flights",
                      member->flights > 0 ? json_integer(member->flights) : json_null());
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *radio_array(kurs_json *m, const kurs_mission *mission)
{
    json_t *array = json_array();
    for (int i = 0; i < mission->radio_count; i++) {
        const kurs_radio_site *site = &mission->radio[i];
        json_t *o = place(m, NULL, site->name, site->lat, site->lon);
        kurs_json_set(m, o, "min_elevation_deg",
                      kurs_live_number(site->min_elevation / KURS_DEG, 3));
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *zones_array(kurs_json *m, const kurs_mission *mission)
{
    const kurs_zone *zone = &mission->zone;
    json_t *array = json_array(), *o = place(m, zone->id, zone->name, zone->lat, zone->lon);
    kurs_json_set(m, o, "radius_km", kurs_live_number(zone->radius_m / 1e3, 3));
    kurs_json_push(m, array, o);
    return array;
}

static json_t *faults_array(kurs_json *m, const kurs_live_view *view)
{
    const kurs_countdown *c = &view->take->mission.countdown;
    json_t *array = json_array();
    for (int i = 0; i < c->fault_count && !view->take->replay; i++) {
        if (strncmp(c->faults[i].id, "asked-", 6) == 0) {
            continue;
        }
        json_t *o = json_object();
        put_text(m, o, "id", c->faults[i].id);
        put_text(m, o, "text", c->faults[i].text);
        kurs_json_push(m, array, o);
    }
    const kurs_live_fault *fault;
    for (int i = 0;
         !view->take->replay && (fault = kurs_live_ascent_fault(&view->take->mission, i)) != NULL;
         i++) {
        json_t *o = json_object();
        put_text(m, o, "id", fault->id);
        put_text(m, o, "text", fault->text);
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *channels_array(kurs_json *m, const kurs_take *take)
{
    json_t *array = json_array();
    for (int i = 0; i < kurs_live_channel_count(); i++) {
        const kurs_live_channel *channel = kurs_live_channel_at(i);
        double low, high;
        if (!kurs_live_channel_is_of(i, take)) {
            continue;
        }
        json_t *o = json_object();
        kurs_live_channel_limits(i, take, NULL, &low, &high);
        kurs_json_set(m, o, "name", json_string(channel->name));
        kurs_json_set(m, o, "unit", json_string(channel->unit));
        kurs_json_set(m, o, "text", kurs_json_text(channel->text));
        kurs_json_set(m, o, "low", kurs_live_number(low, 6));
        kurs_json_set(m, o, "high", kurs_live_number(high, 6));
        kurs_json_push(m, array, o);
    }
    return array;
}

static void put_mission(kurs_json *m, json_t *root, const kurs_live_view *view)
{
    const kurs_mission *mission = &view->take->mission;
    json_t *site =
        place(m, mission->site.id, mission->site.name, mission->site.lat, mission->site.lon);
    kurs_json_set(m, site, "alt_km", kurs_live_number(mission->site.height_m / 1e3, 4));
    kurs_json_set(m, root, "rocket", named(m, mission->rocket.id, mission->rocket.name));
    kurs_json_set(m, root, "spacecraft",
                  named(m, mission->spacecraft.id, mission->spacecraft.name));
    kurs_json_set(m, root, "seats", json_integer(mission->spacecraft.seats));
    kurs_json_set(m, root, "site", site);
    kurs_json_set(m, root, "station", named(m, mission->station.id, mission->station.name));
    kurs_json_set(m, root, "launch_day", kurs_json_instant(mission->launch_day));
    kurs_json_set(m, root, "return_day", kurs_json_instant(mission->return_day));
    kurs_json_set(m, root, "zones", zones_array(m, mission));
    kurs_json_set(m, root, "crew", crew_array(m, mission));
    kurs_json_set(m, root, "ports", kurs_live_ports_told(m, view));
    kurs_json_set(m, root, "radio", radio_array(m, mission));
}

kurs_status kurs_live_doc_facts(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    const kurs_live_names names = kurs_live_names_of(call->live);
    kurs_json m = {1};
    json_t *root = kurs_live_summary_object(&m, &names, view), *range = json_object();
    kurs_json_set(&m, root, "schema", json_string("kurs.flight/1"));
    kurs_json_set(&m, range, "from_utc", kurs_json_instant(view->take->first));
    kurs_json_set(&m, range, "to_utc", kurs_json_instant(view->horizon));
    kurs_json_set(&m, root, "range", range);
    if (view->take->has_mission) {
        put_mission(&m, root, view);
    }
    kurs_json_set(&m, root, "faults", faults_array(&m, view));
    kurs_json_set(&m, root, "channels", channels_array(&m, view->take));
    return kurs_live_write(&m, root, call->out);
}

/* ---- timeline -------------------------------------------------------------------------------- */

static json_t *vector(kurs_json *m, kurs_vec3 v)
{
    json_t *array = json_array();
    kurs_json_push(m, array, kurs_live_number(v.x, 4));
    kurs_json_push(m, array, kurs_live_number(v.y, 4));
    kurs_json_push(m, array, kurs_live_number(v.z, 4));
    return array;
}

static json_t *flown_burn(kurs_json *m, const kurs_burn *burn)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "utc_on", kurs_json_instant(burn->t_on));
    kurs_json_set(m, o, "utc_off", kurs_json_instant(burn->t_off));
    kurs_json_set(m, o, "dv_m_s", kurs_live_number(burn->flown_m_s, 4));
    kurs_json_set(m, o, "dv_rtn_m_s", vector(m, burn->dv_rtn_m_s));
    kurs_json_set(m, o, "duration_s", kurs_live_number(burn->duration_s, 3));
    kurs_json_set(m, o, "propellant_kg", kurs_live_number(burn->propellant_kg, 3));
    kurs_json_set(m, o, "range_km", kurs_live_number(burn->range_m / 1e3, 4));
    return o;
}

static json_t *burn_object(kurs_json *m, const char *id, const char *engine, json_t *planned,
                           json_t *flown)
{
    json_t *o = json_object();
    put_text(m, o, "id", id);
    put_text(m, o, "engine", engine);
    kurs_json_set(m, o, "planned", planned);
    kurs_json_set(m, o, "flown", flown);
    return o;
}

static json_t *burn_planned(kurs_json *m, kurs_tai t, double dv_m_s, const kurs_told_plan *plan)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "utc", kurs_json_instant(t));
    kurs_json_set(m, o, "dv_m_s", kurs_live_number(dv_m_s, 4));
    kurs_json_set(m, o, "solved_utc", plan ? kurs_json_instant(plan->solved) : json_null());
    return o;
}

/* Burns and events of the return bear names of their own. */
static void burn_id(const char *event, char out[KURS_EVENT_ID_SIZE])
{
    const char *end = strstr(event, "_burn");
    snprintf(out, KURS_EVENT_ID_SIZE, "%.*s", (int)(end ? end - event : KURS_EVENT_ID_SIZE - 1),
             event);
}

static void put_planned_burns(kurs_json *m, json_t *array, const kurs_live_view *view)
{
    kurs_live_planned planned[KURS_LIVE_PLANNED];
    const int count = view->take->replay ? 0 : kurs_live_plan(view, planned);
    for (int i = 0; i < count; i++) {
        const kurs_plan_item *item = planned[i].item;
        char id[KURS_EVENT_ID_SIZE];
        if (item && item->engine[0]) {
            burn_id(item->id, id);
            kurs_json_push(m, array,
                           burn_object(m, id, item->engine,
                                       burn_planned(m, item->t, item->dv_m_s, planned[i].plan),
                                       json_null()));
        }
    }
}

/* The plan by which a burn was flown. */
static const kurs_told_plan *plan_of(const kurs_take *take, const kurs_burn *burn)
{
    for (int of = 0; of < KURS_PLAN_COUNT; of++) {
        const kurs_told_plan *plan = kurs_take_plan(take, (kurs_plan_of)of, burn->t_on);
        for (int i = 0; plan && i < plan->item_count; i++) {
            char id[KURS_EVENT_ID_SIZE];
            burn_id(plan->items[i].id, id);
            if (strcmp(id, burn->id) == 0) {
                return plan;
            }
        }
    }
    return NULL;
}

static json_t *burns_array(kurs_json *m, const kurs_live_view *view)
{
    const kurs_record *record = &view->take->record;
    json_t *array = json_array();
    for (size_t i = 0; i < record->burn_count; i++) {
        const kurs_burn *burn = &record->burns[i];
        if (kurs_tai_diff(burn->t_on, view->horizon) <= 0.0) {
            const int over = kurs_tai_diff(burn->t_off, view->horizon) <= 0.0;
            json_t *planned =
                burn_planned(m, burn->t_on, burn->planned_m_s, plan_of(view->take, burn));
            kurs_json_push(m, array,
                           burn_object(m, burn->id, burn->engine, planned,
                                       over ? flown_burn(m, burn) : json_null()));
        }
    }
    put_planned_burns(m, array, view);
    return array;
}

static json_t *attempt_object(kurs_json *m, const kurs_live_view *view, const kurs_attempt *attempt)
{
    const kurs_take *take = view->take;
    const int closed = attempt->outcome == KURS_ATTEMPT_closed;
    const kurs_event *scrub = kurs_take_event(take, "scrub", attempt->number, view->horizon);
    const kurs_event *liftoff = kurs_take_event(take, "liftoff", attempt->number, view->horizon);
    const kurs_event *escape =
        kurs_take_event(take, "escape_command", attempt->number, view->horizon);
    json_t *o = json_object();
    kurs_json_set(m, o, "attempt", json_integer(attempt->number));
    kurs_json_set(m, o, "liftoff_utc", closed ? json_null() : kurs_json_instant(attempt->liftoff));
    kurs_json_set(m, o, "docking_utc", closed ? json_null() : kurs_json_instant(attempt->contact));
    put_text(m, o, "profile", attempt->profile);
    kurs_json_set(m, o, "orbits", closed ? json_null() : json_integer(attempt->orbits));
    kurs_json_set(m, o, "catch_up_deg", kurs_live_number(attempt->catch_up / KURS_DEG, 4));
    kurs_json_set(m, o, "outcome",
                  json_string(closed    ? "closed"
                              : scrub   ? "scrubbed"
                              : liftoff ? "lifted_off"
                              : escape  ? "escaped"
                                        : "counting"));
    put_text(m, o, "reason", closed ? attempt->reason : scrub ? scrub->text : "");
    return o;
}

static json_t *attempts_array(kurs_json *m, const kurs_live_view *view)
{
    json_t *array = json_array();
    for (int i = 0; i <= kurs_take_attempt(view->take, view->horizon); i++) {
        kurs_json_push(m, array,
                       attempt_object(m, view, kurs_take_attempt_at(view->take, i, view->horizon)));
    }
    return array;
}

static json_t *planned_array(kurs_json *m, const kurs_live_view *view)
{
    kurs_live_planned planned[KURS_LIVE_PLANNED];
    const int count = view->take->replay ? 0 : kurs_live_plan(view, planned);
    json_t *array = json_array();
    for (int i = 0; i < count; i++) {
        json_t *o = json_object();
        put_text(m, o, "id", planned[i].id);
        put_text(m, o, "text", planned[i].text);
        kurs_json_set(m, o, "utc", kurs_json_instant(planned[i].t));
        kurs_json_set(m, o, "solved_utc",
                      planned[i].plan ? kurs_json_instant(planned[i].plan->solved) : json_null());
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *versions_array(kurs_json *m, const kurs_live_view *view, int *count)
{
    kurs_live_version versions[KURS_LIVE_VERSIONS];
    *count = kurs_live_versions(view, versions);
    json_t *array = json_array();
    for (int i = 0; i < *count; i++) {
        json_t *o = json_object();
        kurs_json_set(m, o, "version", json_integer(i + 1));
        kurs_json_set(m, o, "utc", kurs_json_instant(versions[i].t));
        put_text(m, o, "text", versions[i].text);
        kurs_json_push(m, array, o);
    }
    return array;
}

/* Those of simplifications hold from the beginning; the others may tell what is to come. */
static json_t *caveats_array(kurs_json *m, const kurs_live_view *view)
{
    const kurs_record *record = &view->take->record;
    const int over = kurs_tai_diff(view->horizon, view->take->last) >= 0.0;
    json_t *array = json_array();
    for (size_t i = 0; i < record->caveat_count; i++) {
        if (over || record->caveats[i].code == KURS_CAVEAT_SIMPLIFIED) {
            json_t *o = json_object();
            put_text(m, o, "code", kurs_status_code(record->caveats[i].code));
            put_text(m, o, "text", record->caveats[i].text);
            kurs_json_push(m, array, o);
        }
    }
    return array;
}

static json_t *outcome_object(kurs_json *m, const kurs_live_view *view)
{
    const kurs_outcome *outcome = &view->take->result.outcome;
    if (kurs_tai_diff(view->horizon, view->take->last) < 0.0 || !outcome->code[0]) {
        return json_null();
    }
    json_t *o = json_object();
    put_text(m, o, "code", outcome->code);
    put_text(m, o, "text", outcome->text);
    kurs_json_set(m, o, "complete", json_boolean(outcome->complete));
    return o;
}

kurs_status kurs_live_doc_timeline(kurs_live_call *call)
{
    const kurs_live_view *view = call->view;
    kurs_json m = {1};
    int version;
    json_t *root = json_object(), *events = json_array();
    const size_t n = kurs_take_events_until(view->take, view->horizon);
    for (size_t i = 0; i < n; i++) {
        kurs_json_push(&m, events, kurs_live_event_object(&m, &view->take->record.events[i]));
    }
    json_t *versions = versions_array(&m, view, &version);
    kurs_json_set(&m, root, "schema", json_string("kurs.timeline/1"));
    kurs_json_set(&m, root, "utc", kurs_json_instant(view->now));
    kurs_json_set(&m, root, "version", json_integer(version));
    kurs_json_set(&m, root, "events", events);
    kurs_json_set(&m, root, "planned", planned_array(&m, view));
    kurs_json_set(&m, root, "attempts", attempts_array(&m, view));
    kurs_json_set(&m, root, "burns", burns_array(&m, view));
    kurs_json_set(&m, root, "versions", versions);
    kurs_json_set(&m, root, "caveats", caveats_array(&m, view));
    kurs_json_set(&m, root, "outcome", outcome_object(&m, view));
    return kurs_live_write(&m, root, call->out);
}

/* ---- log ------------------------------------------------------------------------------------- */

kurs_status kurs_live_doc_log(kurs_live_call *call)
{
    kurs_json m = {1};
    size_t skip = 0, count;
    kurs_live_line *lines = kurs_live_lines(call->live, &skip, &count);
    json_t *root = json_object(), *array = json_array();
    for (size_t i = 0; i < count; i++) {
        kurs_json_push(&m, array, kurs_live_line_object(&m, &lines[i]));
    }
    kurs_free(lines);
    kurs_json_set(&m, root, "schema", json_string("kurs.log/1"));
    kurs_json_set(&m, root, "earlier", json_integer((json_int_t)skip));
    kurs_json_set(&m, root, "lines", array);
    return kurs_live_write(&m, root, call->out);
}
