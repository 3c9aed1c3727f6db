/* SPDX-License-Identifier: Apache-2.0 */
/* The document of a window, schema "kurs.window/1" (docs/window.md). */
#include <math.h>

#include "app/window_parts.h"
#include "io/io.h"
#include "math/math.h"

/* ---- passes -----------------------------------------------------------------------------------
 */

static json_t *burn_object(kurs_json *m, const kurs_window_burn *burn)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "utc", kurs_json_instant(burn->ignition));
    kurs_json_set(m, o, "delta_v_m_s", kurs_json_number(burn->dv_m_s));
    kurs_json_set(m, o, "duration_s", kurs_json_number(burn->duration_s));
    kurs_json_set(m, o, "engine", kurs_json_text(burn->engine));
    kurs_json_set(m, o, "range_km", kurs_json_number(burn->range_m / 1e3));
    kurs_json_set(m, o, "id", kurs_json_text(burn->id));
    return o;
}

static json_t *opportunity_object(kurs_json *m, const kurs_window_opportunity *op)
{
    json_t *burns = json_array(), *caveats = json_array(), *o = json_object();
    for (int i = 0; i < op->burn_count; i++) {
        kurs_json_push(m, burns, burn_object(m, &op->burns[i]));
    }
    for (int i = 0; i < op->caveat_count; i++) {
        kurs_json_push(m, caveats, kurs_json_text(op->caveats[i]));
    }
    kurs_json_set(m, o, "liftoff_utc", kurs_json_instant(op->liftoff));
    kurs_json_set(m, o, "profile_orbits", json_integer(op->orbits));
    kurs_json_set(m, o, "phase_deg", kurs_json_number(op->phase / KURS_DEG));
    kurs_json_set(m, o, "catch_up_deg", kurs_json_number(op->catch_up / KURS_DEG));
    kurs_json_set(m, o, "pad_to_plane_s", kurs_json_number(op->pad_to_plane_s));
    kurs_json_set(m, o, "insertion_utc", kurs_json_instant(op->insertion));
    kurs_json_set(m, o, "docking_earliest_utc", kurs_json_instant(op->contact_earliest));
    kurs_json_set(m, o, "docking_utc", kurs_json_instant(op->contact));
    kurs_json_set(m, o, "docking_latest_utc", kurs_json_instant(op->contact_latest));
    kurs_json_set(m, o, "delta_v_m_s", kurs_json_number(op->delta_v_m_s));
    kurs_json_set(m, o, "reserve_m_s", kurs_json_number(op->reserve_m_s));
    kurs_json_set(m, o, "sunlit_liftoff", json_boolean(op->sunlit_liftoff));
    kurs_json_set(m, o, "sunlit_docking", json_boolean(op->sunlit_contact));
    kurs_json_set(m, o, "burns", burns);
    kurs_json_set(m, o, "caveats", caveats);
    kurs_json_set(m, o, "beta_deg", kurs_json_number(op->beta / KURS_DEG));
    kurs_json_set(m, o, "node_lead_deg", kurs_json_number(op->node_lead / KURS_DEG));
    kurs_json_set(m, o, "full_model", json_boolean(op->full_model));
    return o;
}

static json_t *closed_object(kurs_json *m, const kurs_closed_pass *closed)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "pass_utc", kurs_json_instant(closed->liftoff));
    kurs_json_set(m, o, "profile_orbits", json_integer(closed->orbits));
    kurs_json_set(m, o, "reason", kurs_json_text(closed->reason));
    kurs_json_set(m, o, "catch_up_deg", kurs_json_number(closed->catch_up / KURS_DEG));
    return o;
}

static void put_passes(kurs_json *m, json_t *root, const kurs_window_list *list)
{
    json_t *opportunities = json_array(), *closed = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const kurs_window_pass *pass = &list->passes[i];
        if (pass->open) {
            kurs_json_push(m, opportunities, opportunity_object(m, &pass->opportunity));
        }
        for (int k = 0; k < pass->closed_count; k++) {
            kurs_json_push(m, closed, closed_object(m, &pass->closed[k]));
        }
    }
    kurs_json_set(m, root, "opportunities", opportunities);
    kurs_json_set(m, root, "closed", closed);
}

/* The phase of a band, in the form of the passes' phases. */
static json_t *bands_array(kurs_json *m, const kurs_window_found *found)
{
    json_t *bands = json_array();
    for (int i = 0; i < found->band_count; i++) {
        const kurs_profile *profile = &found->mission.profiles[i];
        json_t *o = json_object();
        kurs_json_set(m, o, "profile", kurs_json_text(profile->id));
        kurs_json_set(m, o, "orbits", json_integer(profile->orbits));
        kurs_json_set(m, o, "open_from_deg", kurs_json_number(found->bands[i].from / KURS_DEG));
        kurs_json_set(m, o, "open_to_deg", kurs_json_number(found->bands[i].to / KURS_DEG));
        kurs_json_set(m, o, "pass_utc", kurs_json_instant(found->band_pass));
        kurs_json_push(m, bands, o);
    }
    return bands;
}

/* ---- after a scrub ----------------------------------------------------------------------------
 */

static json_t *landing_object(kurs_json *m, const kurs_window_landing *landing)
{
    const int there = isfinite(landing->cross_range_m);
    json_t *o = json_object();
    kurs_json_set(m, o, "day_utc", kurs_json_instant(landing->day));
    kurs_json_set(m, o, "possible", json_boolean(landing->possible));
    kurs_json_set(m, o, "landing_utc", there ? kurs_json_instant(landing->landing) : json_null());
    kurs_json_set(m, o, "cross_range_km", kurs_json_number(landing->cross_range_m / 1e3));
    return o;
}

static json_t *scrub_row_object(kurs_json *m, const kurs_window_scrub_row *row)
{
    const kurs_window_pass *pass = &row->pass;
    const kurs_window_opportunity *op = &pass->opportunity;
    json_t *closed = json_array(), *o = json_object();
    for (int k = 0; k < pass->closed_count; k++) {
        kurs_json_push(m, closed, closed_object(m, &pass->closed[k]));
    }
    kurs_json_set(m, o, "pass_utc", kurs_json_instant(pass->about));
    kurs_json_set(m, o, "state",
                  json_string(pass->open      ? "open"
                              : row->too_soon ? "too_soon"
                                              : "closed"));
    kurs_json_set(m, o, "profile_orbits", pass->open ? json_integer(op->orbits) : json_null());
    kurs_json_set(m, o, "phase_deg", kurs_json_number(row->phase / KURS_DEG));
    kurs_json_set(m, o, "reserve_m_s",
                  pass->open ? kurs_json_number(op->reserve_m_s) : json_null());
    kurs_json_set(m, o, "beta_deg", kurs_json_number(row->beta / KURS_DEG));
    kurs_json_set(m, o, "landing", landing_object(m, &row->landing));
    kurs_json_set(m, o, "opportunity", pass->open ? opportunity_object(m, op) : json_null());
    kurs_json_set(m, o, "closed", closed);
    return o;
}

static json_t *scrub_object(kurs_json *m, const kurs_window_scrub *scrub)
{
    json_t *passes = json_array(), *o = json_object();
    for (int i = 0; i < scrub->count; i++) {
        kurs_json_push(m, passes, scrub_row_object(m, &scrub->rows[i]));
    }
    kurs_json_set(m, o, "attempt_utc", kurs_json_instant(scrub->attempt));
    kurs_json_set(m, o, "ready_utc", kurs_json_instant(scrub->ready));
    kurs_json_set(m, o, "passes", passes);
    return o;
}

/* ---- reboosts ---------------------------------------------------------------------------------
 */

static json_t *reboost_plan_object(kurs_json *m, const kurs_reboost_plan *plan)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "burn_utc", kurs_json_instant(plan->burn.t));
    kurs_json_set(m, o, "delta_v_m_s", kurs_json_number(plan->dv_m_s));
    kurs_json_set(m, o, "height_change_km", kurs_json_number(plan->height_change_m / 1e3));
    kurs_json_set(m, o, "phase_deg_per_m_s", kurs_json_number(plan->phase_per_m_s / KURS_DEG));
    kurs_json_set(m, o, "both_dates", json_boolean(plan->both));
    kurs_json_set(m, o, "launch", opportunity_object(m, &plan->launch));
    kurs_json_set(m, o, "backup",
                  plan->backup_open ? opportunity_object(m, &plan->backup) : json_null());
    kurs_json_set(m, o, "landing_utc",
                  plan->landing_known ? kurs_json_instant(plan->landing) : json_null());
    kurs_json_set(m, o, "cross_range_km",
                  plan->landing_known ? kurs_json_number(plan->cross_range_m / 1e3) : json_null());
    kurs_json_set(m, o, "caveat", plan->caveat[0] ? kurs_json_text(plan->caveat) : json_null());
    return o;
}

static json_t *reboost_object(kurs_json *m, const kurs_window_found *found)
{
    const kurs_reboost_plans *plans = &found->reboost;
    const kurs_reboost_request *request = &found->reboost_request;
    json_t *list = json_array(), *o = json_object();
    for (int i = 0; i < plans->count; i++) {
        kurs_json_push(m, list, reboost_plan_object(m, &plans->plans[i]));
    }
    kurs_json_set(m, o, "launch_day_utc", kurs_json_instant(request->launch_day));
    kurs_json_set(m, o, "profile_orbits", json_integer(request->orbits));
    kurs_json_set(m, o, "backup_days", json_integer(request->backup_days));
    kurs_json_set(m, o, "burn_from_utc", kurs_json_instant(request->burn_from));
    kurs_json_set(m, o, "burn_to_utc", kurs_json_instant(request->burn_to));
    kurs_json_set(m, o, "phase_deg", kurs_json_number(plans->phase / KURS_DEG));
    kurs_json_set(m, o, "phase_step_deg", kurs_json_number(plans->phase_step / KURS_DEG));
    kurs_json_set(m, o, "open_from_deg", kurs_json_number(plans->open_min / KURS_DEG));
    kurs_json_set(m, o, "open_to_deg", kurs_json_number(plans->open_max / KURS_DEG));
    kurs_json_set(m, o, "both_dates_delta_v_m_s", kurs_json_number(plans->both_dv_m_s));
    kurs_json_set(m, o, "plans", list);
    kurs_json_set(m, o, "reason", plans->reason[0] ? kurs_json_text(plans->reason) : json_null());
    return o;
}

/* ---- screening --------------------------------------------------------------------------------
 */

static json_t *approach_object(kurs_json *m, const kurs_window_catalogue *catalogue,
                               const kurs_screening_approach *approach)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "object", kurs_json_text(catalogue->names[approach->object]));
    kurs_json_set(m, o, "number",
                  json_integer(catalogue->models[approach->object].tle.catalog_number));
    kurs_json_set(m, o, "met_s", kurs_json_number(approach->met_s));
    kurs_json_set(m, o, "range_km", kurs_json_number(approach->range_m / 1e3));
    kurs_json_set(m, o, "miss_rtn_km", kurs_json_vector(m, approach->miss_rtn, 1e3));
    kurs_json_set(m, o, "speed_km_s", kurs_json_number(approach->speed_m_s / 1e3));
    kurs_json_set(m, o, "in_box", json_boolean(approach->in_box));
    return o;
}

static json_t *screen_object(kurs_json *m, const kurs_window_catalogue *catalogue,
                             const kurs_window_screen *screen)
{
    const kurs_screening_result *r = &screen->result;
    json_t *approaches = json_array(), *blackouts = json_array(), *o = json_object();
    for (size_t i = 0; i < r->approach_count; i++) {
        kurs_json_push(m, approaches, approach_object(m, catalogue, &screen->approaches[i]));
    }
    for (size_t i = 0; i < r->blackout_count; i++) {
        const kurs_screening_blackout *b = &screen->blackouts[i];
        json_t *one = json_object();
        kurs_json_set(m, one, "object", kurs_json_text(catalogue->names[b->object]));
        kurs_json_set(m, one, "number",
                      json_integer(catalogue->models[b->object].tle.catalog_number));
        kurs_json_set(m, one, "from_s", kurs_json_number(b->from_s));
        kurs_json_set(m, one, "to_s", kurs_json_number(b->to_s));
        kurs_json_push(m, blackouts, one);
    }
    kurs_json_set(m, o, "liftoff_utc", kurs_json_instant(screen->liftoff));
    kurs_json_set(m, o, "profile_orbits", json_integer(screen->orbits));
    kurs_json_set(m, o, "flight_s", kurs_json_number(screen->flight_s));
    kurs_json_set(m, o, "in_box", json_integer((json_int_t)r->in_box_total));
    kurs_json_set(m, o, "closed_s", kurs_json_number(r->closed_s));
    kurs_json_set(m, o, "approaches_found", json_integer((json_int_t)r->approach_total));
    kurs_json_set(m, o, "objects_refused", json_integer((json_int_t)r->refused_count));
    kurs_json_set(m, o, "objects_with_old_elements", json_integer((json_int_t)r->old_count));
    kurs_json_set(m, o, "approaches", approaches);
    kurs_json_set(m, o, "blackouts", blackouts);
    return o;
}

static json_t *screening_object(kurs_json *m, const kurs_window_found *found)
{
    const kurs_window_ask *ask = found->ask;
    json_t *flights = json_array(), *o = json_object();
    for (size_t i = 0; i < found->screen_count; i++) {
        kurs_json_push(m, flights, screen_object(m, &found->catalogue, &found->screens[i]));
    }
    kurs_json_set(m, o, "objects", json_integer((json_int_t)found->catalogue.count));
    kurs_json_set(m, o, "left_out", json_integer((json_int_t)found->catalogue.station));
    kurs_json_set(m, o, "box_rtn_km", kurs_json_vector(m, ask->box_m, 1e3));
    kurs_json_set(m, o, "before_s", kurs_json_number(ask->screen_before_s));
    kurs_json_set(m, o, "after_s", kurs_json_number(ask->screen_after_s));
    kurs_json_set(m, o, "flights", flights);
    return o;
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static json_t *target_object(kurs_json *m, const kurs_window_target *target)
{
    json_t *epochs = json_array(), *burns = json_array(), *o = json_object();
    kurs_tai of_elements[KURS_EPHEMERIS_SETS];
    const size_t n = kurs_window_epochs(target, of_elements);
    for (size_t i = 0; i < n; i++) {
        kurs_json_push(m, epochs, kurs_json_instant(of_elements[i]));
    }
    for (int i = 0; i < target->station.burn_count; i++) {
        const kurs_manoeuvre *burn = &target->station.burns[i];
        json_t *one = json_object();
        kurs_json_set(m, one, "utc", kurs_json_instant(burn->t));
        kurs_json_set(m, one, "delta_v_m_s", kurs_json_number(burn->dv_rtn_m_s.y));
        kurs_json_push(m, burns, one);
    }
    kurs_json_set(m, o, "name", kurs_json_text(target->name));
    kurs_json_set(m, o, "id", target->id[0] ? kurs_json_text(target->id) : json_null());
    kurs_json_set(m, o, "number", target->number > 0 ? json_integer(target->number) : json_null());
    kurs_json_set(m, o, "elements_utc", epochs);
    kurs_json_set(m, o, "station_burns", burns);
    return o;
}

static json_t *document(kurs_json *m, const kurs_window_found *found)
{
    const kurs_window_ask *ask = found->ask;
    json_t *root = json_object(), *caveats = json_array();
    for (int i = 0; i < found->note_count; i++) {
        kurs_json_push(m, caveats, kurs_json_text(found->notes[i]));
    }
    kurs_json_set(m, root, "schema", json_string("kurs.window/1"));
    kurs_json_set(m, root, "target", target_object(m, &found->target));
    put_passes(m, root, &found->list);
    kurs_json_set(m, root, "bands", bands_array(m, found));
    kurs_json_set(m, root, "refused",
                  found->refusal[0] ? kurs_json_text(found->refusal) : json_null());
    kurs_json_set(m, root, "from_utc", ask->has_span ? kurs_json_instant(ask->from) : json_null());
    kurs_json_set(m, root, "to_utc", ask->has_span ? kurs_json_instant(ask->to) : json_null());
    kurs_json_set(m, root, "site", kurs_json_text(found->mission.site.id));
    kurs_json_set(m, root, "rocket", kurs_json_text(found->mission.rocket.id));
    kurs_json_set(m, root, "spacecraft", kurs_json_text(found->mission.spacecraft.id));
    if (found->has_scrub) {
        kurs_json_set(m, root, "scrub",
                      found->refusal[0] ? json_null() : scrub_object(m, &found->scrub));
    }
    if (found->has_reboost) {
        kurs_json_set(m, root, "reboost",
                      found->refusal[0] ? json_null() : reboost_object(m, found));
    }
    if (ask->catalogue) {
        kurs_json_set(m, root, "screening",
                      found->refusal[0] ? json_null() : screening_object(m, found));
    }
    kurs_json_set(m, root, "caveats", caveats);
    return root;
}

kurs_status kurs_window_write_json(const kurs_window_found *found, FILE *out)
{
    kurs_json m = {1};
    json_t *root = document(&m, found);
    return kurs_json_write(&m, root, out);
}
