/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of the planner: launch windows and landing opportunities of a flight. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/live_parts.h"
#include "app/window_parts.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

#define DAY_S 86400.0
#define WINDOW_MAX_S (60.0 * DAY_S)
#define NEXT_PASS_S 3600.0

static kurs_status need_station(const kurs_live_call *call)
{
    if (call->view->take->has_station) {
        return KURS_OK;
    }
    snprintf(call->why, KURS_LIVE_WHY_SIZE, "the orbit of the station is not known here");
    return KURS_ERR_NO_SOLUTION;
}

/* ---- windows --------------------------------------------------------------------------------- */

static kurs_status find_passes(kurs_window_found *found, kurs_tai from, kurs_tai to)
{
    const kurs_window_request request = kurs_window_request_of(found, from, to);
    kurs_tai at = from;
    for (;;) {
        kurs_window_pass pass;
        kurs_status status = kurs_window_next(&request, at, &pass);
        if (status == KURS_ERR_NOT_FOUND) {
            return KURS_OK;
        }
        if (status == KURS_ERR_NO_SOLUTION || status == KURS_ERR_DECAYED) {
            kurs_window_note(found, "the list ends: %s", kurs_status_text(status));
            return KURS_OK;
        }
        if (status < 0) {
            return status;
        }
        kurs_window_note_caveat(found, status);
        status = kurs_window_list_add(&found->list, &pass);
        if (status < 0) {
            return status;
        }
        at = kurs_tai_add(pass.about, NEXT_PASS_S);
    }
}

static kurs_status window_document(kurs_live_call *call, kurs_window_found *found,
                                   const kurs_window_ask *ask)
{
    const kurs_take *take = call->view->take;
    kurs_status status = KURS_OK;
    found->mission = take->mission;
    found->returning = take->mission.spacecraft;
    found->target.station = take->ephemeris;
    found->target.sets_in_file = (size_t)take->mission.orbit_count;
    found->target.number = take->mission.orbits[0].tle.catalog_number;
    snprintf(found->target.name, sizeof found->target.name, "%.60s", take->mission.station.name);
    if (take->has_result && take->result.ascent.insertion_s > 0.0) {
        found->ascent = take->result.ascent;
    } else {
        status = kurs_window_make_ascent(found, ask->from);
    }
    if (status >= 0 && !found->refusal[0]) {
        status = find_passes(found, ask->from, ask->to);
    }
    if (status >= 0 && !found->refusal[0]) {
        status = kurs_window_bands_find(found);
    }
    if (status < 0) {
        return status;
    }
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out) {
        return KURS_ERR_MEMORY;
    }
    status = kurs_window_write_json(found, out);
    (void)fclose(out);
    if (status >= 0) {
        status = kurs_buf_add(call->out, text, n);
    }
    free(text);
    return status;
}

kurs_status kurs_live_doc_windows(kurs_live_call *call)
{
    kurs_window_ask ask = {.has_span = 1};
    kurs_status status = need_station(call);
    const kurs_tai day = call->view->take->mission.launch_day;
    if (status >= 0) {
        status = kurs_live_take_instant("from", call->ask->from, day, &ask.from, call->why);
    }
    if (status >= 0) {
        status = kurs_live_take_instant("to", call->ask->to, kurs_tai_add(ask.from, 5.0 * DAY_S),
                                        &ask.to, call->why);
    }
    if (status < 0) {
        return status;
    }
    const double span = kurs_tai_diff(ask.to, ask.from);
    if (!(span > 0.0 && span <= WINDOW_MAX_S) ||
        fabs(kurs_tai_diff(ask.from, day)) > KURS_WINDOW_AGE_MAX_S) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE,
                 "give a span of up to 60 days within a year of the launch day");
        return KURS_ERR_RANGE;
    }
    kurs_window_found *found = kurs_alloc(sizeof *found);
    if (!found) {
        return KURS_ERR_MEMORY;
    }
    static const kurs_window_watch nobody = {0};
    memset(found, 0, sizeof *found);
    found->ask = &ask;
    found->watch = &nobody;
    status = window_document(call, found, &ask);
    kurs_free(found->list.passes);
    kurs_free(found);
    return status;
}

/* ---- returns --------------------------------------------------------------------------------- */

/* Where the lift of the entry can bring the landing to: across the track by what a return is
 * planned for. Ends of the strip through the middle of the zone, left and right of the track. */
static json_t *reach_array(kurs_json *m, const kurs_return_plan *plan)
{
    json_t *array = json_array();
    for (int side = -1; side <= 1; side += 2) {
        json_t *o = json_object();
        kurs_json_set(m, o, "cross_range_km",
                      kurs_live_number(side * KURS_RETURN_CROSS_RANGE_M / 1e3, 1));
        kurs_json_set(
            m, o, "margin_km",
            kurs_live_number((KURS_RETURN_CROSS_RANGE_M - side * plan->cross_range_m) / 1e3, 1));
        kurs_json_push(m, array, o);
    }
    return array;
}

static json_t *pass_object(kurs_json *m, const kurs_return_pass *pass)
{
    json_t *o = json_object();
    const int flown = isfinite(pass->cross_range_m);
    kurs_json_set(m, o, "burn_utc", flown ? kurs_json_instant(pass->burn_on) : json_null());
    kurs_json_set(m, o, "landing_utc", flown ? kurs_json_instant(pass->landing) : json_null());
    kurs_json_set(m, o, "cross_range_km", kurs_live_number(pass->cross_range_m / 1e3, 2));
    kurs_json_set(m, o, "taken", json_boolean(pass->reason[0] == '\0'));
    kurs_json_set(m, o, "reason", pass->reason[0] ? kurs_json_text(pass->reason) : json_null());
    return o;
}

static json_t *degrees(double angle, int decimals)
{
    return kurs_live_number(angle / KURS_DEG, decimals);
}

static json_t *corridor_object(kurs_json *m, const kurs_entry_study *study)
{
    const kurs_entry_side *steep = &study->steep, *shallow = &study->shallow;
    json_t *o = json_object();
    kurs_json_set(m, o, "planned_deg", degrees(study->path_angle, 3));
    kurs_json_set(m, o, "steepest_deg", degrees(steep->path_angle, 3));
    kurs_json_set(m, o, "shallowest_deg", degrees(shallow->path_angle, 3));
    kurs_json_set(m, o, "steepest_limit", kurs_json_text(steep->limit));
    kurs_json_set(m, o, "shallowest_limit", kurs_json_text(shallow->limit));
    kurs_json_set(m, o, "steepest_deorbit_m_s", kurs_live_number(steep->deorbit_m_s, 1));
    kurs_json_set(m, o, "shallowest_deorbit_m_s", kurs_live_number(shallow->deorbit_m_s, 1));
    return o;
}

static json_t *loads_object(kurs_json *m, const kurs_entry_study *study)
{
    json_t *o = json_object();
    const int known = isfinite(study->peak_g);
    kurs_json_set(m, o, "peak_g", kurs_live_number(study->peak_g, 2));
    kurs_json_set(m, o, "peak_utc", known ? kurs_json_instant(study->peak) : json_null());
    kurs_json_set(m, o, "ballistic_peak_g", kurs_live_number(study->ballistic_peak_g, 2));
    kurs_json_set(m, o, "steep_peak_g", kurs_live_number(study->steep.peak_g, 2));
    kurs_json_set(m, o, "shallow_peak_g", kurs_live_number(study->shallow.peak_g, 2));
    return o;
}

static json_t *footprint_array(kurs_json *m, const kurs_entry_study *study)
{
    json_t *ring = json_array();
    for (int i = 0; i < study->ring_count; i++) {
        json_t *place = json_array();
        kurs_json_push(m, place, degrees(study->ring[i].lon, 4));
        kurs_json_push(m, place, degrees(study->ring[i].lat, 4));
        kurs_json_push(m, ring, place);
    }
    return ring;
}

static json_t *plan_object(kurs_json *m, const kurs_take *take, const kurs_return_plan *plan,
                           const kurs_entry_study *study)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "undock_utc", kurs_json_instant(plan->undock));
    kurs_json_set(m, o, "separation_burn_utc", kurs_json_instant(plan->separation_on));
    kurs_json_set(m, o, "deorbit_utc", kurs_json_instant(plan->burn_on));
    kurs_json_set(m, o, "deorbit_m_s", kurs_live_number(plan->deorbit_m_s, 3));
    kurs_json_set(
        m, o, "module_separation_utc",
        kurs_json_instant(kurs_tai_add(plan->burn_on, take->mission.ret.module_separation_s)));
    kurs_json_set(m, o, "landing_utc", kurs_json_instant(plan->landing));
    kurs_json_set(m, o, "cross_range_km", kurs_live_number(plan->cross_range_m / 1e3, 2));
    kurs_json_set(m, o, "aim_lat_deg", kurs_live_number(plan->aim_lat / KURS_DEG, 4));
    kurs_json_set(m, o, "aim_lon_deg", kurs_live_number(plan->aim_lon / KURS_DEG, 4));
    kurs_json_set(m, o, "reach", reach_array(m, plan));
    kurs_json_set(m, o, "corridor", corridor_object(m, study));
    kurs_json_set(m, o, "loads", loads_object(m, study));
    kurs_json_set(m, o, "footprint", footprint_array(m, study));
    return o;
}

/* Mass at undocking: that of the ship now where it is docked, else as it would come with the fuel
 * for its return left. */
static double undocking_mass(const kurs_live_view *view)
{
    const size_t n = kurs_take_rows_until(view->take, view->now);
    const kurs_row *row = &view->take->record.rows[n > 0 ? n - 1 : 0];
    const kurs_spacecraft *ship = &view->take->mission.spacecraft;
    return row->phase == KURS_PHASE_docked ? row->mass_kg
                                           : ship->mass_kg - 0.5 * ship->propellant_kg;
}

static kurs_return_ask ask_of(const kurs_live_view *view, kurs_tai day)
{
    const kurs_take *take = view->take;
    const kurs_mission *mission = &take->mission;
    const int set = kurs_ephemeris_nearest(&take->ephemeris, kurs_tai_add(day, 0.5 * DAY_S));
    return (kurs_return_ask){
        .station = &take->ephemeris.sets[set],
        .day = day,
        .rules = &mission->ret,
        .zone = &mission->zone,
        .ship = &mission->spacecraft,
        .mass_kg = undocking_mass(view),
        .port = &mission->station.ports[mission->port],
        .ready = kurs_tai_add(day, -DAY_S),
    };
}

/* Made once for a plan: several who watch ask for the same one. */
static kurs_status find_study(kurs_take *take, const kurs_return_ask *ask,
                              const kurs_return_plan *plan, kurs_entry_study *out)
{
    kurs_wind_profile wind;
    kurs_live_study made = {.burn_on = plan->burn_on, .mass_kg = ask->mass_kg};
    pthread_mutex_lock(&take->days_lock);
    for (int i = 0; i < take->study_count && i < KURS_LIVE_STUDIES; i++) {
        const kurs_live_study *kept = &take->studies[i];
        if (kurs_tai_diff(kept->burn_on, made.burn_on) == 0.0 && kept->mass_kg == made.mass_kg) {
            *out = kept->study;
            pthread_mutex_unlock(&take->days_lock);
            return KURS_OK;
        }
    }
    pthread_mutex_unlock(&take->days_lock);
    kurs_status status = kurs_flight_wind(&take->mission.landing_winds, &wind);
    if (status >= 0) {
        status = kurs_entry_study_make(ask, plan, &wind, &made.study);
    }
    if (status >= 0) {
        *out = made.study;
        pthread_mutex_lock(&take->days_lock);
        take->studies[take->study_count++ % KURS_LIVE_STUDIES] = made;
        pthread_mutex_unlock(&take->days_lock);
    }
    return status;
}

kurs_status kurs_live_doc_returns(kurs_live_call *call)
{
    kurs_take *take = call->view->take;
    kurs_tai day;
    kurs_return_plan plan;
    kurs_return_search search = {0};
    kurs_entry_study study;
    kurs_status status = need_station(call);
    if (status >= 0) {
        status = kurs_live_take_instant("day", call->ask->day, take->mission.return_day, &day,
                                        call->why);
    }
    if (status >= 0 && fabs(kurs_tai_diff(day, take->mission.return_day)) > KURS_WINDOW_AGE_MAX_S) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE, "give a day within a year of the return day");
        status = KURS_ERR_RANGE;
    }
    if (status < 0) {
        return status;
    }
    if (take->mission.spacecraft.descent_module_kg <= 0.0) {
        snprintf(call->why, KURS_LIVE_WHY_SIZE, "this ship does not land");
        return KURS_ERR_NO_SOLUTION;
    }
    const kurs_return_ask ask = ask_of(call->view, day);
    status = kurs_plan_return(&ask, &plan, &search);
    const int planned = status >= 0;
    if (planned) {
        status = find_study(take, &ask, &plan, &study);
    }
    if (status < 0 && (planned || status != KURS_ERR_NO_SOLUTION)) {
        return status;
    }
    kurs_json m = {1};
    json_t *root = json_object(), *passes = json_array();
    for (int i = 0; i < search.count; i++) {
        kurs_json_push(&m, passes, pass_object(&m, &search.passes[i]));
    }
    kurs_json_set(&m, root, "schema", json_string("kurs.returns/1"));
    kurs_json_set(&m, root, "day_utc", kurs_json_instant(day));
    kurs_json_set(&m, root, "passes", passes);
    kurs_json_set(&m, root, "plan", planned ? plan_object(&m, take, &plan, &study) : json_null());
    return kurs_live_write(&m, root, call->out);
}
