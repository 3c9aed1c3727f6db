/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a window, schema "kurs.window/1" (docs/window.md). */
#include <math.h>

#include <jansson.h>

#include "app/window_parts.h"
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
    char plain[KURS_REBOOST_TEXT_SIZE];
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

/* ---- passes -----------------------------------------------------------------------------------
 */

static json_t *burn_object(maker *m, const kurs_window_burn *burn)
{
    json_t *o = json_object();
    set(m, o, "utc", instant(burn->ignition));
    set(m, o, "delta_v_m_s", number(burn->dv_m_s));
    set(m, o, "duration_s", number(burn->duration_s));
    set(m, o, "engine", text(burn->engine));
    set(m, o, "range_km", number(burn->range_m / 1e3));
    set(m, o, "id", text(burn->id));
    return o;
}

static json_t *opportunity_object(maker *m, const kurs_window_opportunity *op)
{
    json_t *burns = json_array(), *caveats = json_array(), *o = json_object();
    for (int i = 0; i < op->burn_count; i++) {
        push(m, burns, burn_object(m, &op->burns[i]));
    }
    for (int i = 0; i < op->caveat_count; i++) {
        push(m, caveats, text(op->caveats[i]));
    }
    set(m, o, "liftoff_utc", instant(op->liftoff));
    set(m, o, "profile_orbits", json_integer(op->orbits));
    set(m, o, "phase_deg", number(op->phase / KURS_DEG));
    set(m, o, "catch_up_deg", number(op->catch_up / KURS_DEG));
    set(m, o, "pad_to_plane_s", number(op->pad_to_plane_s));
    set(m, o, "insertion_utc", instant(op->insertion));
    set(m, o, "docking_earliest_utc", instant(op->contact_earliest));
    set(m, o, "docking_utc", instant(op->contact));
    set(m, o, "docking_latest_utc", instant(op->contact_latest));
    set(m, o, "delta_v_m_s", number(op->delta_v_m_s));
    set(m, o, "reserve_m_s", number(op->reserve_m_s));
    set(m, o, "sunlit_liftoff", json_boolean(op->sunlit_liftoff));
    set(m, o, "sunlit_docking", json_boolean(op->sunlit_contact));
    set(m, o, "burns", burns);
    set(m, o, "caveats", caveats);
    set(m, o, "beta_deg", number(op->beta / KURS_DEG));
    set(m, o, "node_lead_deg", number(op->node_lead / KURS_DEG));
    set(m, o, "full_model", json_boolean(op->full_model));
    return o;
}

static json_t *closed_object(maker *m, const kurs_closed_pass *closed)
{
    json_t *o = json_object();
    set(m, o, "pass_utc", instant(closed->liftoff));
    set(m, o, "profile_orbits", json_integer(closed->orbits));
    set(m, o, "reason", text(closed->reason));
    set(m, o, "catch_up_deg", number(closed->catch_up / KURS_DEG));
    return o;
}

static void put_passes(maker *m, json_t *root, const kurs_window_list *list)
{
    json_t *opportunities = json_array(), *closed = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const kurs_window_pass *pass = &list->passes[i];
        if (pass->open) {
            push(m, opportunities, opportunity_object(m, &pass->opportunity));
        }
        for (int k = 0; k < pass->closed_count; k++) {
            push(m, closed, closed_object(m, &pass->closed[k]));
        }
    }
    set(m, root, "opportunities", opportunities);
    set(m, root, "closed", closed);
}

/* ---- after a scrub ----------------------------------------------------------------------------
 */

static json_t *landing_object(maker *m, const kurs_window_landing *landing)
{
    const int there = isfinite(landing->cross_range_m);
    json_t *o = json_object();
    set(m, o, "day_utc", instant(landing->day));
    set(m, o, "possible", json_boolean(landing->possible));
    set(m, o, "landing_utc", there ? instant(landing->landing) : json_null());
    set(m, o, "cross_range_km", number(landing->cross_range_m / 1e3));
    return o;
}

static json_t *scrub_row_object(maker *m, const kurs_window_scrub_row *row)
{
    const kurs_window_pass *pass = &row->pass;
    const kurs_window_opportunity *op = &pass->opportunity;
    json_t *closed = json_array(), *o = json_object();
    for (int k = 0; k < pass->closed_count; k++) {
        push(m, closed, closed_object(m, &pass->closed[k]));
    }
    set(m, o, "pass_utc", instant(pass->about));
    set(m, o, "state", json_string(pass->open ? "open" : row->too_soon ? "too_soon" : "closed"));
    set(m, o, "profile_orbits", pass->open ? json_integer(op->orbits) : json_null());
    set(m, o, "phase_deg", number(row->phase / KURS_DEG));
    set(m, o, "reserve_m_s", pass->open ? number(op->reserve_m_s) : json_null());
    set(m, o, "beta_deg", number(row->beta / KURS_DEG));
    set(m, o, "landing", landing_object(m, &row->landing));
    set(m, o, "opportunity", pass->open ? opportunity_object(m, op) : json_null());
    set(m, o, "closed", closed);
    return o;
}

static json_t *scrub_object(maker *m, const kurs_window_scrub *scrub)
{
    json_t *passes = json_array(), *o = json_object();
    for (int i = 0; i < scrub->count; i++) {
        push(m, passes, scrub_row_object(m, &scrub->rows[i]));
    }
    set(m, o, "attempt_utc", instant(scrub->attempt));
    set(m, o, "ready_utc", instant(scrub->ready));
    set(m, o, "passes", passes);
    return o;
}

/* ---- reboosts ---------------------------------------------------------------------------------
 */

static json_t *reboost_plan_object(maker *m, const kurs_reboost_plan *plan)
{
    json_t *o = json_object();
    set(m, o, "burn_utc", instant(plan->burn.t));
    set(m, o, "delta_v_m_s", number(plan->dv_m_s));
    set(m, o, "height_change_km", number(plan->height_change_m / 1e3));
    set(m, o, "phase_deg_per_m_s", number(plan->phase_per_m_s / KURS_DEG));
    set(m, o, "both_dates", json_boolean(plan->both));
    set(m, o, "launch", opportunity_object(m, &plan->launch));
    set(m, o, "backup", plan->backup_open ? opportunity_object(m, &plan->backup) : json_null());
    set(m, o, "landing_utc", plan->landing_known ? instant(plan->landing) : json_null());
    set(m, o, "cross_range_km",
        plan->landing_known ? number(plan->cross_range_m / 1e3) : json_null());
    set(m, o, "caveat", plan->caveat[0] ? text(plan->caveat) : json_null());
    return o;
}

static json_t *reboost_object(maker *m, const kurs_window_found *found)
{
    const kurs_reboost_plans *plans = &found->reboost;
    const kurs_reboost_request *request = &found->reboost_request;
    json_t *list = json_array(), *o = json_object();
    for (int i = 0; i < plans->count; i++) {
        push(m, list, reboost_plan_object(m, &plans->plans[i]));
    }
    set(m, o, "launch_day_utc", instant(request->launch_day));
    set(m, o, "profile_orbits", json_integer(request->orbits));
    set(m, o, "backup_days", json_integer(request->backup_days));
    set(m, o, "burn_from_utc", instant(request->burn_from));
    set(m, o, "burn_to_utc", instant(request->burn_to));
    set(m, o, "phase_deg", number(plans->phase / KURS_DEG));
    set(m, o, "phase_step_deg", number(plans->phase_step / KURS_DEG));
    set(m, o, "open_from_deg", number(plans->open_min / KURS_DEG));
    set(m, o, "open_to_deg", number(plans->open_max / KURS_DEG));
    set(m, o, "both_dates_delta_v_m_s", number(plans->both_dv_m_s));
    set(m, o, "plans", list);
    set(m, o, "reason", plans->reason[0] ? text(plans->reason) : json_null());
    return o;
}

/* ---- screening --------------------------------------------------------------------------------
 */

static json_t *vector_km(maker *m, kurs_vec3 v)
{
    json_t *array = json_array();
    push(m, array, number(v.x / 1e3));
    push(m, array, number(v.y / 1e3));
    push(m, array, number(v.z / 1e3));
    return array;
}

static json_t *approach_object(maker *m, const kurs_window_catalogue *catalogue,
                               const kurs_screening_approach *approach)
{
    json_t *o = json_object();
    set(m, o, "object", text(catalogue->names[approach->object]));
    set(m, o, "number", json_integer(catalogue->models[approach->object].tle.catalog_number));
    set(m, o, "met_s", number(approach->met_s));
    set(m, o, "range_km", number(approach->range_m / 1e3));
    set(m, o, "miss_rtn_km", vector_km(m, approach->miss_rtn));
    set(m, o, "speed_km_s", number(approach->speed_m_s / 1e3));
    set(m, o, "in_box", json_boolean(approach->in_box));
    return o;
}

static json_t *screen_object(maker *m, const kurs_window_catalogue *catalogue,
                             const kurs_window_screen *screen)
{
    const kurs_screening_result *r = &screen->result;
    json_t *approaches = json_array(), *blackouts = json_array(), *o = json_object();
    for (size_t i = 0; i < r->approach_count; i++) {
        push(m, approaches, approach_object(m, catalogue, &screen->approaches[i]));
    }
    for (size_t i = 0; i < r->blackout_count; i++) {
        const kurs_screening_blackout *b = &screen->blackouts[i];
        json_t *one = json_object();
        set(m, one, "object", text(catalogue->names[b->object]));
        set(m, one, "number", json_integer(catalogue->models[b->object].tle.catalog_number));
        set(m, one, "from_s", number(b->from_s));
        set(m, one, "to_s", number(b->to_s));
        push(m, blackouts, one);
    }
    set(m, o, "liftoff_utc", instant(screen->liftoff));
    set(m, o, "profile_orbits", json_integer(screen->orbits));
    set(m, o, "flight_s", number(screen->flight_s));
    set(m, o, "in_box", json_integer((json_int_t)r->in_box_total));
    set(m, o, "closed_s", number(r->closed_s));
    set(m, o, "approaches_found", json_integer((json_int_t)r->approach_total));
    set(m, o, "objects_refused", json_integer((json_int_t)r->refused_count));
    set(m, o, "objects_with_old_elements", json_integer((json_int_t)r->old_count));
    set(m, o, "approaches", approaches);
    set(m, o, "blackouts", blackouts);
    return o;
}

static json_t *screening_object(maker *m, const kurs_window_found *found)
{
    const kurs_window_ask *ask = found->ask;
    json_t *flights = json_array(), *o = json_object();
    for (size_t i = 0; i < found->screen_count; i++) {
        push(m, flights, screen_object(m, &found->catalogue, &found->screens[i]));
    }
    set(m, o, "objects", json_integer((json_int_t)found->catalogue.count));
    set(m, o, "left_out", json_integer((json_int_t)found->catalogue.station));
    set(m, o, "box_rtn_km", vector_km(m, ask->box_m));
    set(m, o, "before_s", number(ask->screen_before_s));
    set(m, o, "after_s", number(ask->screen_after_s));
    set(m, o, "flights", flights);
    return o;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static json_t *target_object(maker *m, const kurs_window_target *target)
{
    json_t *epochs = json_array(), *burns = json_array(), *o = json_object();
    kurs_tai of_elements[KURS_EPHEMERIS_SETS];
    const size_t n = kurs_window_epochs(target, of_elements);
    for (size_t i = 0; i < n; i++) {
        push(m, epochs, instant(of_elements[i]));
    }
    for (int i = 0; i < target->station.burn_count; i++) {
        const kurs_manoeuvre *burn = &target->station.burns[i];
        json_t *one = json_object();
        set(m, one, "utc", instant(burn->t));
        set(m, one, "delta_v_m_s", number(burn->dv_rtn_m_s.y));
        push(m, burns, one);
    }
    set(m, o, "name", text(target->name));
    set(m, o, "id", target->id[0] ? text(target->id) : json_null());
    set(m, o, "number", target->number > 0 ? json_integer(target->number) : json_null());
    set(m, o, "elements_utc", epochs);
    set(m, o, "station_burns", burns);
    return o;
}

static json_t *document(maker *m, const kurs_window_found *found)
{
    const kurs_window_ask *ask = found->ask;
    json_t *root = json_object(), *caveats = json_array();
    for (int i = 0; i < found->note_count; i++) {
        push(m, caveats, text(found->notes[i]));
    }
    set(m, root, "schema", json_string("kurs.window/1"));
    set(m, root, "target", target_object(m, &found->target));
    put_passes(m, root, &found->list);
    set(m, root, "refused", found->refusal[0] ? text(found->refusal) : json_null());
    set(m, root, "from_utc", ask->has_span ? instant(ask->from) : json_null());
    set(m, root, "to_utc", ask->has_span ? instant(ask->to) : json_null());
    set(m, root, "site", text(found->mission.site.id));
    set(m, root, "rocket", text(found->mission.rocket.id));
    set(m, root, "spacecraft", text(found->mission.spacecraft.id));
    if (found->has_scrub) {
        set(m, root, "scrub", found->refusal[0] ? json_null() : scrub_object(m, &found->scrub));
    }
    if (found->has_reboost) {
        set(m, root, "reboost", found->refusal[0] ? json_null() : reboost_object(m, found));
    }
    if (ask->catalogue) {
        set(m, root, "screening", found->refusal[0] ? json_null() : screening_object(m, found));
    }
    set(m, root, "caveats", caveats);
    return root;
}

kurs_status kurs_window_write_json(const kurs_window_found *found, FILE *out)
{
    maker m = {1};
    json_t *root = document(&m, found);
    kurs_status status = m.sound ? KURS_OK : KURS_ERR_MEMORY;
    if (m.sound) {
        const size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(17);
        const int bad = json_dumpf(root, out, flags) != 0 || fputc('\n', out) == EOF;
        status = bad || fflush(out) != 0 ? KURS_ERR_IO : KURS_OK;
    }
    json_decref(root);
    return status;
}
