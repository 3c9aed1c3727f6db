/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/write.h"

#include <math.h>
#include <string.h>

#include "io/io.h"
#include "math/math.h"

static json_t *mission_object(kurs_json *m, const kurs_mission *mission)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(mission->id));
    kurs_json_set(m, o, "name", kurs_json_text(mission->name));
    kurs_json_set(m, o, "rocket", kurs_json_text(mission->rocket.id));
    kurs_json_set(m, o, "spacecraft", kurs_json_text(mission->spacecraft.id));
    kurs_json_set(m, o, "site", kurs_json_text(mission->site.id));
    kurs_json_set(m, o, "station", kurs_json_text(mission->station.id));
    const int known = mission->port >= 0 && mission->port < mission->station.port_count;
    kurs_json_set(m, o, "port",
                  known ? kurs_json_text(mission->station.ports[mission->port].id) : json_null());
    return o;
}

static json_t *outcome_object(kurs_json *m, const kurs_outcome *outcome)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "code", kurs_json_text(outcome->code));
    kurs_json_set(m, o, "complete", json_boolean(outcome->complete));
    kurs_json_set(m, o, "text", kurs_json_text(outcome->text));
    return o;
}

static json_t *event_object(kurs_json *m, const kurs_event *event)
{
    json_t *state = json_object();
    kurs_json_set(m, state, "r_gcrf_km", kurs_json_vector(m, event->s_gcrf.r, 1e3));
    kurs_json_set(m, state, "v_gcrf_km_s", kurs_json_vector(m, event->s_gcrf.v, 1e3));
    kurs_json_set(m, state, "lat_deg", kurs_json_number(event->lat / KURS_DEG));
    kurs_json_set(m, state, "lon_deg", kurs_json_number(event->lon / KURS_DEG));
    kurs_json_set(m, state, "alt_km", kurs_json_number(event->alt_m / 1e3));
    kurs_json_set(m, state, "speed_earth_m_s", kurs_json_number(event->speed_earth_m_s));
    kurs_json_set(m, state, "mass_kg", kurs_json_number(event->mass_kg));
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(event->id));
    kurs_json_set(m, o, "utc", kurs_json_instant(event->t));
    kurs_json_set(m, o, "met_s", kurs_json_number(event->met_s));
    kurs_json_set(m, o, "attempt", event->attempt > 0 ? json_integer(event->attempt) : json_null());
    kurs_json_set(m, o, "phase", kurs_json_text(kurs_phase_name(event->phase)));
    kurs_json_set(m, o, "text", kurs_json_text(event->text));
    kurs_json_set(m, o, "jettisoned_kg", kurs_json_number(event->jettisoned_kg));
    kurs_json_set(m, o, "state", state);
    return o;
}

static json_t *burn_object(kurs_json *m, const kurs_burn *burn)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(burn->id));
    kurs_json_set(m, o, "engine", kurs_json_text(burn->engine));
    kurs_json_set(m, o, "utc_on", kurs_json_instant(burn->t_on));
    kurs_json_set(m, o, "utc_off", kurs_json_instant(burn->t_off));
    kurs_json_set(m, o, "met_s", kurs_json_number(burn->met_s));
    kurs_json_set(m, o, "duration_s", kurs_json_number(burn->duration_s));
    kurs_json_set(m, o, "planned_m_s", kurs_json_number(burn->planned_m_s));
    kurs_json_set(m, o, "flown_m_s", kurs_json_number(burn->flown_m_s));
    kurs_json_set(m, o, "dv_rtn_m_s", kurs_json_vector(m, burn->dv_rtn_m_s, 1.0));
    kurs_json_set(m, o, "propellant_kg", kurs_json_number(burn->propellant_kg));
    kurs_json_set(m, o, "range_m", kurs_json_number(burn->range_m));
    return o;
}

static json_t *closed_array(kurs_json *m, const kurs_attempt *attempt)
{
    json_t *array = json_array();
    for (int i = 0; i < attempt->closed_count; i++) {
        const kurs_closed_pass *pass = &attempt->closed[i];
        json_t *o = json_object();
        kurs_json_set(m, o, "liftoff_utc", kurs_json_instant(pass->liftoff));
        kurs_json_set(m, o, "orbits", json_integer(pass->orbits));
        kurs_json_set(m, o, "catch_up_deg", kurs_json_number(pass->catch_up / KURS_DEG));
        kurs_json_set(m, o, "reason", kurs_json_text(pass->reason));
        kurs_json_push(m, array, o);
    }
    return array;
}

/* What an attempt has not is null: no plan where all was closed, no stop where it lifted off. */
static json_t *attempt_object(kurs_json *m, const kurs_attempt *attempt)
{
    const int planned = attempt->outcome != KURS_ATTEMPT_closed;
    json_t *o = json_object(), *stop = json_null();
    if (attempt->outcome == KURS_ATTEMPT_scrubbed) {
        stop = json_object();
        kurs_json_set(m, stop, "utc", kurs_json_instant(attempt->stopped));
        kurs_json_set(m, stop, "t_s", kurs_json_number(attempt->stop_s));
        kurs_json_set(m, stop, "step",
                      attempt->stop_step[0] ? kurs_json_text(attempt->stop_step) : json_null());
    }
    kurs_json_set(m, o, "attempt", json_integer(attempt->number));
    kurs_json_set(m, o, "liftoff_utc", planned ? kurs_json_instant(attempt->liftoff) : json_null());
    kurs_json_set(m, o, "profile", planned ? kurs_json_text(attempt->profile) : json_null());
    kurs_json_set(m, o, "orbits", planned ? json_integer(attempt->orbits) : json_null());
    kurs_json_set(m, o, "catch_up_deg",
                  planned ? kurs_json_number(attempt->catch_up / KURS_DEG) : json_null());
    kurs_json_set(m, o, "contact_utc", planned ? kurs_json_instant(attempt->contact) : json_null());
    kurs_json_set(m, o, "outcome", kurs_json_text(kurs_attempt_name(attempt->outcome)));
    kurs_json_set(m, o, "reason",
                  attempt->reason[0] ? kurs_json_text(attempt->reason) : json_null());
    kurs_json_set(m, o, "stop", stop);
    kurs_json_set(m, o, "closed", closed_array(m, attempt));
    return o;
}

static json_t *plane_object(kurs_json *m, const kurs_plane_told *plane)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "inclination_deg", kurs_json_number(plane->inc / KURS_DEG));
    kurs_json_set(m, o, "node_deg", kurs_json_number(plane->node / KURS_DEG));
    kurs_json_set(m, o, "inclination_mean_deg", kurs_json_number(plane->inc_mean / KURS_DEG));
    kurs_json_set(m, o, "node_mean_deg", kurs_json_number(plane->node_mean / KURS_DEG));
    return o;
}

/* What an ascent asked for and reached; null where there was none. */
static json_t *insertion_object(kurs_json *m, const kurs_ascent_result *ascent)
{
    if (!ascent || !ascent->known) {
        return json_null();
    }
    json_t *o = json_object();
    kurs_json_set(m, o, "asked", plane_object(m, &ascent->asked));
    kurs_json_set(m, o, "reached", plane_object(m, &ascent->reached));
    kurs_json_set(m, o, "perigee_km", kurs_json_number(ascent->perigee_m / 1e3));
    kurs_json_set(m, o, "apogee_km", kurs_json_number(ascent->apogee_m / 1e3));
    kurs_json_set(m, o, "liftoff_lead_s", kurs_json_number(ascent->liftoff_lead_s));
    return o;
}

static json_t *drops_array(kurs_json *m, const kurs_ascent_result *ascent)
{
    json_t *array = json_array();
    for (int i = 0; ascent && i < ascent->drop_count; i++) {
        const kurs_drop *drop = &ascent->drops[i];
        json_t *o = json_object();
        kurs_json_set(m, o, "id", kurs_json_text(drop->id));
        kurs_json_set(m, o, "left_s", kurs_json_number(drop->left_s));
        kurs_json_set(m, o, "met_s", kurs_json_number(drop->met_s));
        kurs_json_set(m, o, "lat_deg", kurs_json_number(drop->lat / KURS_DEG));
        kurs_json_set(m, o, "lon_deg", kurs_json_number(drop->lon / KURS_DEG));
        kurs_json_set(m, o, "range_km", kurs_json_number(drop->range_m / 1e3));
        kurs_json_set(m, o, "speed_earth_m_s", kurs_json_number(drop->speed_m_s));
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *crew_object(kurs_json *m, const kurs_crew_member *member)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "name", kurs_json_text(member->name));
    kurs_json_set(m, o, "role", kurs_json_text(member->role));
    kurs_json_set(m, o, "agency", kurs_json_text(member->agency));
    kurs_json_set(m, o, "seat", kurs_json_text(member->seat));
    kurs_json_set(m, o, "up", json_boolean(member->up));
    kurs_json_set(m, o, "down", json_boolean(member->down));
    kurs_json_set(m, o, "other_ship",
                  member->other_ship[0] ? kurs_json_text(member->other_ship) : json_null());
    kurs_json_set(m, o, "flights",
                  member->flights > 0 ? json_integer(member->flights) : json_null());
    return o;
}

/* The size of the jump tells a reader how far the two sources are apart. */
static json_t *seam_object(kurs_json *m, const kurs_record *record, const kurs_seam *seam)
{
    const kurs_row *a = &record->rows[seam->row - 1], *b = &record->rows[seam->row];
    json_t *o = json_object();
    kurs_json_set(m, o, "utc", kurs_json_instant(b->t));
    kurs_json_set(m, o, "met_s", kurs_json_number(b->met_s));
    kurs_json_set(m, o, "phase", kurs_json_text(kurs_phase_name(b->phase)));
    kurs_json_set(m, o, "text", kurs_json_text(seam->text));
    kurs_json_set(m, o, "arc_after", json_integer(b->arc));
    kurs_json_set(m, o, "position_m", kurs_json_number(v3_norm(v3_sub(b->s_gcrf.r, a->s_gcrf.r))));
    kurs_json_set(m, o, "velocity_m_s",
                  kurs_json_number(v3_norm(v3_sub(b->s_gcrf.v, a->s_gcrf.v))));
    return o;
}

static json_t *caveat_object(kurs_json *m, const kurs_caveat *caveat)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "code", kurs_json_text(kurs_status_code(caveat->code)));
    kurs_json_set(m, o, "text", kurs_json_text(caveat->text));
    kurs_json_set(m, o, "times", json_integer((json_int_t)caveat->times));
    return o;
}

/* A plan as it was made: what is planned later of the same kind takes its place. */
static json_t *plan_object(kurs_json *m, const kurs_told_plan *plan)
{
    json_t *o = json_object(), *items = json_array();
    for (int i = 0; i < plan->item_count; i++) {
        const kurs_plan_item *item = &plan->items[i];
        json_t *at = json_object();
        kurs_json_set(m, at, "id", kurs_json_text(item->id));
        kurs_json_set(m, at, "utc", kurs_json_instant(item->t));
        kurs_json_set(m, at, "dv_m_s", kurs_json_number(item->dv_m_s));
        kurs_json_set(m, at, "engine",
                      item->engine[0] ? kurs_json_text(item->engine) : json_null());
        kurs_json_push(m, items, at);
    }
    kurs_json_set(m, o, "of", json_string(kurs_plan_name(plan->of)));
    kurs_json_set(m, o, "solved_utc", kurs_json_instant(plan->solved));
    kurs_json_set(m, o, "items", items);
    return o;
}

static json_t *timeline(kurs_json *m, const kurs_mission *mission, const kurs_record *record,
                        const kurs_outcome *outcome, const kurs_ascent_result *ascent)
{
    json_t *events = json_array(), *burns = json_array(), *crew = json_array();
    json_t *seams = json_array(), *caveats = json_array(), *attempts = json_array();
    json_t *plans = json_array();
    for (size_t i = 0; i < record->plan_count; i++) {
        kurs_json_push(m, plans, plan_object(m, &record->plans[i]));
    }
    for (size_t i = 0; i < record->attempt_count; i++) {
        kurs_json_push(m, attempts, attempt_object(m, &record->attempts[i]));
    }
    for (size_t i = 0; i < record->event_count; i++) {
        kurs_json_push(m, events, event_object(m, &record->events[i]));
    }
    for (size_t i = 0; i < record->burn_count; i++) {
        kurs_json_push(m, burns, burn_object(m, &record->burns[i]));
    }
    for (int i = 0; i < mission->crew_count; i++) {
        kurs_json_push(m, crew, crew_object(m, &mission->crew[i]));
    }
    for (size_t i = 0; i < record->seam_count; i++) {
        kurs_json_push(m, seams, seam_object(m, record, &record->seams[i]));
    }
    for (size_t i = 0; i < record->caveat_count; i++) {
        kurs_json_push(m, caveats, caveat_object(m, &record->caveats[i]));
    }
    json_t *root = json_object();
    kurs_json_set(m, root, "schema", json_string("kurs.fly/1"));
    kurs_json_set(m, root, "mission", mission_object(m, mission));
    kurs_json_set(m, root, "outcome", outcome_object(m, outcome));
    kurs_json_set(m, root, "attempts", attempts);
    kurs_json_set(m, root, "insertion", insertion_object(m, ascent));
    kurs_json_set(m, root, "drops", drops_array(m, ascent));
    kurs_json_set(m, root, "events", events);
    kurs_json_set(m, root, "burns", burns);
    kurs_json_set(m, root, "plans", plans);
    kurs_json_set(m, root, "crew", crew);
    kurs_json_set(m, root, "seams", seams);
    kurs_json_set(m, root, "caveats", caveats);
    return root;
}

kurs_status kurs_timeline_write(const kurs_mission *mission, const kurs_record *record,
                                const kurs_outcome *outcome, const kurs_ascent_result *ascent,
                                FILE *out)
{
    kurs_json m = {1};
    json_t *root = timeline(&m, mission, record, outcome, ascent);
    return kurs_json_write(&m, root, out);
}
