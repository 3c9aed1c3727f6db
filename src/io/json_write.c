/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/write.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

#include "math/math.h"

/* Jansson refuses a value or a container that could not be made: `sound` gathers that. */
typedef struct maker {
    int sound;
} maker;

static void set(maker *m, json_t *object, const char *key, json_t *value)
{
    m->sound &= json_object_set_new(object, key, value) == 0;
}

static void push(maker *m, json_t *array, json_t *value)
{
    m->sound &= json_array_append_new(array, value) == 0;
}

static json_t *number(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

/* A text cut by its buffer may end inside a character: then without what is not ASCII. */
static json_t *text(const char *s)
{
    json_t *made = json_string(s);
    if (made) {
        return made;
    }
    char plain[KURS_EVENT_TEXT_SIZE];
    size_t n = 0;
    for (; s[n] && n + 1 < sizeof plain; n++) {
        plain[n] = (unsigned char)s[n] < 0x80 ? s[n] : '?';
    }
    plain[n] = '\0';
    return json_string(plain);
}

static json_t *instant(kurs_tai t)
{
    char utc[KURS_UTC_TEXT_SIZE];
    return kurs_tai_format(t, 3, utc) >= 0 ? json_string(utc) : json_null();
}

static json_t *vector(maker *m, kurs_vec3 v, double per)
{
    json_t *array = json_array();
    push(m, array, number(v.x / per));
    push(m, array, number(v.y / per));
    push(m, array, number(v.z / per));
    return array;
}

static json_t *mission_object(maker *m, const kurs_mission *mission)
{
    json_t *o = json_object();
    set(m, o, "id", text(mission->id));
    set(m, o, "name", text(mission->name));
    set(m, o, "rocket", text(mission->rocket.id));
    set(m, o, "spacecraft", text(mission->spacecraft.id));
    set(m, o, "site", text(mission->site.id));
    set(m, o, "station", text(mission->station.id));
    const int known = mission->port >= 0 && mission->port < mission->station.port_count;
    set(m, o, "port", known ? text(mission->station.ports[mission->port].id) : json_null());
    return o;
}

static json_t *outcome_object(maker *m, const kurs_outcome *outcome)
{
    json_t *o = json_object();
    set(m, o, "code", text(outcome->code));
    set(m, o, "complete", json_boolean(outcome->complete));
    set(m, o, "text", text(outcome->text));
    return o;
}

static json_t *event_object(maker *m, const kurs_event *event)
{
    json_t *state = json_object();
    set(m, state, "r_gcrf_km", vector(m, event->s_gcrf.r, 1e3));
    set(m, state, "v_gcrf_km_s", vector(m, event->s_gcrf.v, 1e3));
    set(m, state, "lat_deg", number(event->lat / KURS_DEG));
    set(m, state, "lon_deg", number(event->lon / KURS_DEG));
    set(m, state, "alt_km", number(event->alt_m / 1e3));
    set(m, state, "speed_earth_m_s", number(event->speed_earth_m_s));
    set(m, state, "mass_kg", number(event->mass_kg));
    json_t *o = json_object();
    set(m, o, "id", text(event->id));
    set(m, o, "utc", instant(event->t));
    set(m, o, "met_s", number(event->met_s));
    set(m, o, "attempt", event->attempt > 0 ? json_integer(event->attempt) : json_null());
    set(m, o, "phase", text(kurs_phase_name(event->phase)));
    set(m, o, "text", text(event->text));
    set(m, o, "jettisoned_kg", number(event->jettisoned_kg));
    set(m, o, "state", state);
    return o;
}

static json_t *burn_object(maker *m, const kurs_burn *burn)
{
    json_t *o = json_object();
    set(m, o, "id", text(burn->id));
    set(m, o, "engine", text(burn->engine));
    set(m, o, "utc_on", instant(burn->t_on));
    set(m, o, "utc_off", instant(burn->t_off));
    set(m, o, "met_s", number(burn->met_s));
    set(m, o, "duration_s", number(burn->duration_s));
    set(m, o, "planned_m_s", number(burn->planned_m_s));
    set(m, o, "flown_m_s", number(burn->flown_m_s));
    set(m, o, "dv_rtn_m_s", vector(m, burn->dv_rtn_m_s, 1.0));
    set(m, o, "propellant_kg", number(burn->propellant_kg));
    set(m, o, "range_m", number(burn->range_m));
    return o;
}

static json_t *closed_array(maker *m, const kurs_attempt *attempt)
{
    json_t *array = json_array();
    for (int i = 0; i < attempt->closed_count; i++) {
        const kurs_closed_pass *pass = &attempt->closed[i];
        json_t *o = json_object();
        set(m, o, "liftoff_utc", instant(pass->liftoff));
        set(m, o, "orbits", json_integer(pass->orbits));
        set(m, o, "catch_up_deg", number(pass->catch_up / KURS_DEG));
        set(m, o, "reason", text(pass->reason));
        push(m, array, o);
    }
    return array;
}

/* What an attempt has not is null: no plan where all was closed, no stop where it lifted off. */
static json_t *attempt_object(maker *m, const kurs_attempt *attempt)
{
    const int planned = attempt->outcome != KURS_ATTEMPT_closed;
    json_t *o = json_object(), *stop = json_null();
    if (attempt->outcome == KURS_ATTEMPT_scrubbed) {
        stop = json_object();
        set(m, stop, "utc", instant(attempt->stopped));
        set(m, stop, "t_s", number(attempt->stop_s));
        set(m, stop, "step", attempt->stop_step[0] ? text(attempt->stop_step) : json_null());
    }
    set(m, o, "attempt", json_integer(attempt->number));
    set(m, o, "liftoff_utc", planned ? instant(attempt->liftoff) : json_null());
    set(m, o, "profile", planned ? text(attempt->profile) : json_null());
    set(m, o, "orbits", planned ? json_integer(attempt->orbits) : json_null());
    set(m, o, "catch_up_deg", planned ? number(attempt->catch_up / KURS_DEG) : json_null());
    set(m, o, "contact_utc", planned ? instant(attempt->contact) : json_null());
    set(m, o, "outcome", text(kurs_attempt_name(attempt->outcome)));
    set(m, o, "reason", attempt->reason[0] ? text(attempt->reason) : json_null());
    set(m, o, "stop", stop);
    set(m, o, "closed", closed_array(m, attempt));
    return o;
}

static json_t *plane_object(maker *m, const kurs_plane_told *plane)
{
    json_t *o = json_object();
    set(m, o, "inclination_deg", number(plane->inc / KURS_DEG));
    set(m, o, "node_deg", number(plane->node / KURS_DEG));
    set(m, o, "inclination_mean_deg", number(plane->inc_mean / KURS_DEG));
    set(m, o, "node_mean_deg", number(plane->node_mean / KURS_DEG));
    return o;
}

/* What an ascent asked for and reached; null where there was none. */
static json_t *insertion_object(maker *m, const kurs_ascent_result *ascent)
{
    if (!ascent || !ascent->known) {
        return json_null();
    }
    json_t *o = json_object();
    set(m, o, "asked", plane_object(m, &ascent->asked));
    set(m, o, "reached", plane_object(m, &ascent->reached));
    set(m, o, "perigee_km", number(ascent->perigee_m / 1e3));
    set(m, o, "apogee_km", number(ascent->apogee_m / 1e3));
    set(m, o, "liftoff_lead_s", number(ascent->liftoff_lead_s));
    return o;
}

static json_t *drops_array(maker *m, const kurs_ascent_result *ascent)
{
    json_t *array = json_array();
    for (int i = 0; ascent && i < ascent->drop_count; i++) {
        const kurs_drop *drop = &ascent->drops[i];
        json_t *o = json_object();
        set(m, o, "id", text(drop->id));
        set(m, o, "left_s", number(drop->left_s));
        set(m, o, "met_s", number(drop->met_s));
        set(m, o, "lat_deg", number(drop->lat / KURS_DEG));
        set(m, o, "lon_deg", number(drop->lon / KURS_DEG));
        set(m, o, "range_km", number(drop->range_m / 1e3));
        set(m, o, "speed_earth_m_s", number(drop->speed_m_s));
        push(m, array, o);
    }
    return array;
}

static json_t *crew_object(maker *m, const kurs_crew_member *member)
{
    json_t *o = json_object();
    set(m, o, "name", text(member->name));
    set(m, o, "role", text(member->role));
    set(m, o, "agency", text(member->agency));
    set(m, o, "seat", text(member->seat));
    set(m, o, "up", json_boolean(member->up));
    set(m, o, "down", json_boolean(member->down));
    set(m, o, "other_ship", member->other_ship[0] ? text(member->other_ship) : json_null());
    return o;
}

/* The size of the jump tells a reader how far the two sources are apart. */
static json_t *seam_object(maker *m, const kurs_record *record, const kurs_seam *seam)
{
    const kurs_row *a = &record->rows[seam->row - 1], *b = &record->rows[seam->row];
    json_t *o = json_object();
    set(m, o, "utc", instant(b->t));
    set(m, o, "met_s", number(b->met_s));
    set(m, o, "phase", text(kurs_phase_name(b->phase)));
    set(m, o, "text", text(seam->text));
    set(m, o, "arc_after", json_integer(b->arc));
    set(m, o, "position_m", number(v3_norm(v3_sub(b->s_gcrf.r, a->s_gcrf.r))));
    set(m, o, "velocity_m_s", number(v3_norm(v3_sub(b->s_gcrf.v, a->s_gcrf.v))));
    return o;
}

static json_t *caveat_object(maker *m, const kurs_caveat *caveat)
{
    json_t *o = json_object();
    set(m, o, "code", text(kurs_status_code(caveat->code)));
    set(m, o, "text", text(caveat->text));
    set(m, o, "times", json_integer((json_int_t)caveat->times));
    return o;
}

static json_t *timeline(maker *m, const kurs_mission *mission, const kurs_record *record,
                        const kurs_outcome *outcome, const kurs_ascent_result *ascent)
{
    json_t *events = json_array(), *burns = json_array(), *crew = json_array();
    json_t *seams = json_array(), *caveats = json_array(), *attempts = json_array();
    for (size_t i = 0; i < record->attempt_count; i++) {
        push(m, attempts, attempt_object(m, &record->attempts[i]));
    }
    for (size_t i = 0; i < record->event_count; i++) {
        push(m, events, event_object(m, &record->events[i]));
    }
    for (size_t i = 0; i < record->burn_count; i++) {
        push(m, burns, burn_object(m, &record->burns[i]));
    }
    for (int i = 0; i < mission->crew_count; i++) {
        push(m, crew, crew_object(m, &mission->crew[i]));
    }
    for (size_t i = 0; i < record->seam_count; i++) {
        push(m, seams, seam_object(m, record, &record->seams[i]));
    }
    for (size_t i = 0; i < record->caveat_count; i++) {
        push(m, caveats, caveat_object(m, &record->caveats[i]));
    }
    json_t *root = json_object();
    set(m, root, "schema", json_string("kurs.fly/1"));
    set(m, root, "mission", mission_object(m, mission));
    set(m, root, "outcome", outcome_object(m, outcome));
    set(m, root, "attempts", attempts);
    set(m, root, "insertion", insertion_object(m, ascent));
    set(m, root, "drops", drops_array(m, ascent));
    set(m, root, "events", events);
    set(m, root, "burns", burns);
    set(m, root, "crew", crew);
    set(m, root, "seams", seams);
    set(m, root, "caveats", caveats);
    return root;
}

kurs_status kurs_timeline_write(const kurs_mission *mission, const kurs_record *record,
                                const kurs_outcome *outcome, const kurs_ascent_result *ascent,
                                FILE *out)
{
    maker m = {1};
    json_t *root = timeline(&m, mission, record, outcome, ascent);
    kurs_status status = m.sound ? KURS_OK : KURS_ERR_MEMORY;
    if (m.sound) {
        const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(17);
        const int bad = json_dumpf(root, out, flags) != 0 || fputc('\n', out) == EOF;
        status = bad || fflush(out) != 0 ? KURS_ERR_IO : KURS_OK;
    }
    json_decref(root);
    return status;
}
