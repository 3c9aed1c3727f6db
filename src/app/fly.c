/* SPDX-License-Identifier: Apache-2.0 */
/* The flight asks for plans, the planner makes them: this file carries them over. */
#include "kurs/fly.h"

#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/ascent_model.h"
#include "app/idle_faults.h"
#include "app/insertion.h"
#include "app/station.h"
#include "base/base.h"
#include "kurs/ephemeris.h"
#include "kurs/window.h"
#include "math/math.h"
#include "plan/plan.h"
#include "sim/sim.h"

#define DAY_S 86400.0
#define RETRY_DAYS 5.0     /* a next attempt is looked for this far ahead */
#define HOMEWARD_S 3600.0  /* from the deorbit burn to the landing, at the most */
#define LATE_S 1800.0      /* a landing later against its plan was not on the planned pass */
#define GIVE_UP_S DAY_S    /* a capsule that is not down by then is followed no further */
#define SAME_PASS_S 3600.0 /* lift-offs of one pass over the pad */
#define SAME_TURN_S 2700.0 /* deorbit burns of one pass over the zone */

_Static_assert(KURS_MAX_VISITS <= 32, "a bit of in_the_way for each");

typedef struct fly_state {
    const kurs_mission *mission;
    const kurs_sink *sink;
    const kurs_fly_watch *watch;
    kurs_fly_result *result;
    kurs_ephemeris ephemeris;
    kurs_flight flight;
    kurs_attempt attempt; /* the present one */
    int begun;            /* countdowns */
    unsigned in_the_way;  /* a bit for each visit that is told to be at the own port */
    const char *where;    /* what was at work when an error came up; NULL: the flight itself */
} fly_state;

static void end_flight(fly_state *fly, const char *code, int complete, const char *text)
{
    kurs_outcome *outcome = &fly->result->outcome;
    snprintf(outcome->code, sizeof outcome->code, "%s", code);
    snprintf(outcome->text, sizeof outcome->text, "%s", text);
    outcome->complete = complete;
}

/* Hands a caveat status on to the record; errors pass through. */
static kurs_status note(fly_state *fly, kurs_status status, const char *where)
{
    if (status <= 0) {
        fly->where = status < 0 ? where : fly->where;
        return status;
    }
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "%s: %s", where, kurs_status_text(status));
    return kurs_sink_caveat(fly->sink, status, text);
}

/* The air that is flown through: calm, or the winds that the mission names. */
static kurs_status tell_wind(const fly_state *fly)
{
    const kurs_winds *up = &fly->mission->launch_winds, *down = &fly->mission->landing_winds;
    char text[KURS_EVENT_TEXT_SIZE];
    if (up->level_count == 0 && down->level_count == 0) {
        snprintf(text, sizeof text, "no wind, neither in the ascent nor in the descent");
    } else {
        const char *of[] = {up->level_count > 0 ? up->name : "none",
                            down->level_count > 0 ? down->name : "none"};
        snprintf(text, sizeof text,
                 "mean wind, ascent: %.40s, descent: %.40s; what is dropped and what is predicted "
                 "on board know none",
                 of[0], of[1]);
    }
    return kurs_sink_caveat(fly->sink, KURS_CAVEAT_SIMPLIFIED, text);
}

/* What this version leaves out, said once with every record. */
static kurs_status tell_assumptions(const fly_state *fly)
{
    static const char *const texts[] = {
        "navigation on board is ideal: guidance sees the true state",
        "air by the US Standard Atmosphere 1976; gravity J2 to J6",
        "while docked the ship follows the station on SGP4; crew mass changes are not followed",
        "port positions are estimates; the approach has three degrees of freedom, its thrust is "
        "even "
        "over each second",
    };
    kurs_status status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_SIMPLIFIED,
                                          kurs_flight_has_attitude(fly->mission)
                                              ? "the ascent has six degrees of freedom, without "
                                                "bending and slosh; the entry has three"
                                              : "ascent and entry have three degrees of freedom");
    if (status >= 0) {
        status = tell_wind(fly);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && status >= 0; i++) {
        status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_SIMPLIFIED, texts[i]);
    }
    return status;
}

static kurs_status tell_elements_age(const fly_state *fly, const char *what, kurs_tai t)
{
    const int set = kurs_ephemeris_nearest(&fly->ephemeris, t);
    const double days = kurs_tai_diff(t, fly->ephemeris.data[set]) / DAY_S;
    if (fabs(days) <= 3.0) {
        return KURS_OK;
    }
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "%s: station orbit from elements %.1f days %s", what, fabs(days),
             days > 0.0 ? "old" : "later, taken back");
    return kurs_sink_caveat(fly->sink, KURS_CAVEAT_ELEMENTS_OLD, text);
}

/* ---- plans ---------------------------------------------------------------------------------- */

static void describe_attempt(const kurs_mission *mission, const kurs_launch_plan *plan, int number,
                             kurs_attempt *out)
{
    const kurs_profile *profile = &mission->profiles[plan->profile];
    *out = (kurs_attempt){.number = number, .closed_count = plan->closed_count};
    memcpy(out->closed, plan->closed, sizeof out->closed);
    if (!plan->open) {
        out->outcome = KURS_ATTEMPT_closed;
        return;
    }
    out->liftoff = plan->ascent.liftoff;
    out->contact = plan->contact;
    out->orbits = profile->orbits;
    out->catch_up = plan->catch_up;
    snprintf(out->profile, sizeof out->profile, "%s", profile->id);
}

/* The attempt as an event: the profile, and why the shorter ones of this pass are closed. */
static kurs_status tell_attempt(const fly_state *fly, const kurs_launch_plan *plan)
{
    const kurs_attempt *attempt = &fly->attempt;
    char utc[KURS_UTC_TEXT_SIZE], text[KURS_EVENT_TEXT_SIZE];
    kurs_status status = kurs_tai_format(plan->ascent.liftoff, 0, utc);
    if (status < 0) {
        return status;
    }
    size_t n = (size_t)snprintf(text, sizeof text, "Attempt %d: %d orbits, lift-off %s",
                                attempt->number, attempt->orbits, utc);
    for (int i = 0; i < plan->closed_count; i++) {
        const kurs_closed_pass *pass = &plan->closed[i];
        if (fabs(kurs_tai_diff(pass->liftoff, plan->ascent.liftoff)) < SAME_PASS_S &&
            n < sizeof text) {
            n += (size_t)snprintf(text + n, sizeof text - n, "; %d orbits: %s", pass->orbits,
                                  pass->reason);
        }
    }
    return kurs_countdown_phase_announce(&fly->flight.countdown, text, fly->sink);
}

/* Hands on how an attempt ended, once it has. */
static kurs_status end_attempt(fly_state *fly)
{
    const kurs_countdown_phase *phase = &fly->flight.countdown;
    const kurs_sequence *sequence = &phase->sequence;
    kurs_attempt *attempt = &fly->attempt;
    if (attempt->outcome != KURS_ATTEMPT_counting || attempt->number != phase->attempt ||
        !phase->done) {
        return KURS_OK;
    }
    attempt->outcome = phase->go ? KURS_ATTEMPT_lifted_off : KURS_ATTEMPT_scrubbed;
    if (!phase->go) {
        const kurs_countdown *countdown = &fly->mission->countdown;
        attempt->stopped = phase->stopped;
        attempt->stop_s = sequence->t_s;
        snprintf(attempt->stop_step, sizeof attempt->stop_step, "%s",
                 sequence->step >= 0 ? countdown->steps[sequence->step].id : "");
        kurs_countdown_phase_reason(phase, countdown, attempt->reason);
    }
    return kurs_sink_attempt(fly->sink, attempt);
}

/* The first open pass, solved by the full force model; the closed ones before it with their
 * reasons. Where none is open only these stand in the plan. */
static kurs_status find_launch(fly_state *fly, const kurs_window_request *request,
                               kurs_launch_plan *plan)
{
    kurs_launch_plan found = {0};
    kurs_closed_pass closed[KURS_MAX_CLOSED];
    int closed_count = 0;
    kurs_tai from = request->from;
    kurs_status worst = KURS_OK;
    while (!found.open) {
        kurs_window_pass pass;
        kurs_status status = kurs_window_next(request, from, &pass);
        if (status == KURS_ERR_NOT_FOUND) {
            break;
        }
        worst = kurs_status_worse(worst, status);
        if (status >= 0 && pass.open) {
            status = kurs_window_solve(request, &pass, &found);
        }
        if (status < 0) {
            return note(fly, status, "launch window");
        }
        for (int i = 0; i < pass.closed_count && closed_count < KURS_MAX_CLOSED; i++) {
            closed[closed_count++] = pass.closed[i];
        }
        from = kurs_tai_add(pass.about, SAME_PASS_S);
    }
    *plan = found;
    memcpy(plan->closed, closed, (size_t)closed_count * sizeof closed[0]);
    plan->closed_count = closed_count;
    return note(fly, worst, "launch window");
}

/* The ship flies to where the station stands after burns on its way. */
static kurs_status tell_burns(const fly_state *fly, const kurs_launch_plan *plan)
{
    const kurs_tai liftoff = plan->ascent.liftoff;
    if (kurs_ephemeris_meeting(&fly->ephemeris, liftoff, plan->contact) ==
        kurs_ephemeris_nearest(&fly->ephemeris, liftoff)) {
        return KURS_OK;
    }
    return kurs_sink_caveat(
        fly->sink, KURS_CAVEAT_SIMPLIFIED,
        "the station burns on the ship's way: phases and ranges before that are to its orbit after "
        "it");
}

/* An attempt after a scrub is not before the day that mission control names, the last time it does.
 */
static kurs_tai not_before(const kurs_mission *mission, int attempt, kurs_tai t)
{
    kurs_tai day = t;
    for (int i = 0; i < mission->order_count; i++) {
        const kurs_order *order = &mission->orders[i];
        if (attempt > 1 && order->attempt == attempt && strcmp(order->order, "wait") == 0) {
            day = order->day;
        }
    }
    return kurs_tai_diff(day, t) > 0.0 ? day : t;
}

static kurs_status plan_launch(fly_state *fly)
{
    const kurs_mission *mission = fly->mission;
    kurs_flight *flight = &fly->flight;
    kurs_fly_result *result = fly->result;
    if (result->attempt_count >= KURS_MAX_ATTEMPTS) {
        end_flight(fly, "no_launch", 0, "The launch was stopped too often; the mission ends here.");
        return KURS_OK;
    }
    const int first = flight->attempt == 1;
    /* after a scrub every later pass is looked at, also those for which it is too soon */
    const kurs_tai next = kurs_tai_add(flight->countdown.planned, 0.5 * DAY_S);
    const kurs_tai from = first ? flight->earliest : not_before(mission, flight->attempt, next);
    const kurs_tai to = kurs_tai_add(from, (first ? 1.0 : RETRY_DAYS) * DAY_S);
    const kurs_window_request request = {
        .mission = mission,
        .ascent = &result->ascent,
        .station = &fly->ephemeris,
        .from = from,
        .to = to,
        .ready = not_before(mission, flight->attempt, flight->earliest),
        .approach_s = kurs_approach_duration(&mission->approach),
    };
    kurs_launch_plan *plan = &result->launches[result->attempt_count];
    kurs_status status = find_launch(fly, &request, plan);
    if (status < 0) {
        return status;
    }
    result->attempt_count++;
    describe_attempt(mission, plan, flight->attempt, &fly->attempt);
    if (!plan->open) {
        const char *why = first ? "No launch opportunity is open on the day asked for."
                                : "No launch opportunity is open after the scrub.";
        end_flight(fly, "no_launch", 0, why);
        snprintf(fly->attempt.reason, sizeof fly->attempt.reason, "%s", why);
        return kurs_sink_attempt(fly->sink, &fly->attempt);
    }
    status = kurs_sink_attempt(fly->sink, &fly->attempt);
    if (status >= 0) {
        status = tell_elements_age(fly, "launch", plan->ascent.liftoff);
    }
    if (status >= 0) {
        status = tell_burns(fly, plan);
    }
    if (status >= 0) {
        status = kurs_flight_take_launch(flight, mission, &fly->ephemeris, plan);
    }
    fly->begun += status >= 0;
    return status < 0 ? status : tell_attempt(fly, plan);
}

static void add_item(kurs_told_plan *plan, const char *id, const char *engine, kurs_tai t,
                     double dv_m_s)
{
    if (plan->item_count < KURS_MAX_PLAN_ITEMS) {
        kurs_plan_item *item = &plan->items[plan->item_count++];
        *item = (kurs_plan_item){.t = t, .dv_m_s = dv_m_s};
        snprintf(item->id, sizeof item->id, "%s", id);
        snprintf(item->engine, sizeof item->engine, "%s", engine);
    }
}

static int same_plan(const kurs_phasing_plan *a, const kurs_phasing_plan *b)
{
    int same = a->count == b->count && kurs_tai_diff(a->arrival, b->arrival) == 0.0;
    for (int i = 0; i < a->count && same; i++) {
        const kurs_planned_burn *p = &a->burns[i], *q = &b->burns[i];
        same = strcmp(p->id, q->id) == 0 && kurs_tai_diff(p->t_mid, q->t_mid) == 0.0 &&
               v3_norm(v3_sub(p->dv_gcrf_m_s, q->dv_gcrf_m_s)) == 0.0;
    }
    return same;
}

static kurs_status tell_phasing(const fly_state *fly, const kurs_phasing_plan *plan, kurs_tai now)
{
    const kurs_spacecraft *ship = &fly->mission->spacecraft;
    kurs_told_plan told = {.of = KURS_PLAN_rendezvous, .solved = now};
    for (int i = 0; i < plan->count; i++) {
        const kurs_planned_burn *burn = &plan->burns[i];
        add_item(&told, burn->id, burn->thrusters ? ship->thruster.id : ship->main.id, burn->t_mid,
                 v3_norm(burn->dv_gcrf_m_s));
    }
    add_item(&told, "approach_start", "", plan->arrival, NAN);
    return kurs_sink_plan(fly->sink, &told);
}

static kurs_status tell_return(const fly_state *fly, const kurs_return_plan *plan)
{
    const kurs_mission *mission = fly->mission;
    const kurs_spacecraft *ship = &mission->spacecraft;
    kurs_told_plan told = {.of = KURS_PLAN_return,
                           .solved = kurs_body_time(&fly->flight.docked.body)};
    add_item(&told, "hatch_close", "", kurs_tai_add(plan->undock, -mission->hatch_close_s), NAN);
    add_item(&told, "undocking", "", plan->undock, NAN);
    add_item(&told, "separation_burn", ship->thruster.id, plan->separation_on,
             v3_norm(plan->separation_dv_gcrf_m_s));
    add_item(&told, "deorbit_burn", ship->main.id, plan->burn_on, plan->deorbit_m_s);
    add_item(&told, "module_separation", "",
             kurs_tai_add(plan->burn_on, mission->ret.module_separation_s), NAN);
    add_item(&told, "landing", "", plan->landing, NAN);
    return kurs_sink_plan(fly->sink, &told);
}

static kurs_status plan_phasing(fly_state *fly)
{
    const kurs_mission *mission = fly->mission;
    kurs_flight *flight = &fly->flight;
    const kurs_body *body = &flight->orbit.body;
    const kurs_sgp4 *station = &fly->ephemeris.sets[flight->set];
    const kurs_profile *profile = &mission->profiles[flight->launch.profile];
    const kurs_tai now = kurs_body_time(body), last = kurs_tai_add(flight->launch.contact, 600.0);
    kurs_scene scene;
    kurs_status status =
        note(fly, kurs_scene_init(&scene, station, &mission->spacecraft, now, last), "phasing");
    if (status < 0) {
        return status;
    }
    const kurs_phasing_request request = {
        .scene = &scene,
        .profile = profile,
        .liftoff = body->met_zero,
        .start = {kurs_scene_time(&scene, now), body->s_gcrf, body->mass_kg},
        .catch_up =
            kurs_catch_up_at_insertion(station, &fly->result->ascent, flight->launch.catch_up),
        .approach_s = kurs_approach_duration(&mission->approach),
        .t_contact = kurs_scene_time(&scene, flight->launch.contact),
        .no_first = flight->launch.no_first_burn,
    };
    kurs_phasing_plan plan = flight->orbit.plan;
    if (flight->need == KURS_NEED_PHASING_PLAN) {
        kurs_phasing_end end;
        status = kurs_plan_phasing(&request, &plan, &end);
    } else {
        status = kurs_plan_phasing_update(&request, &plan, flight->orbit.next);
    }
    if (status < 0) {
        char text[KURS_EVENT_TEXT_SIZE];
        snprintf(text, sizeof text, "The rendezvous has no burn plan from %s (%s).",
                 flight->ascent.guidance.decision == KURS_ASCENT_LOWER
                     ? "the lower orbit that the rocket reached"
                     : "here",
                 kurs_status_text(status));
        end_flight(fly, "no_rendezvous", 0, text);
        return KURS_OK;
    }
    if (!fly->result->phasing_known || !same_plan(&fly->result->phasing, &plan)) {
        status = tell_phasing(fly, &plan, now);
    }
    fly->result->phasing = plan;
    fly->result->phasing_known = 1;
    return status < 0 ? status : kurs_flight_take_phasing(flight, &plan);
}

/* No pass is taken: the record has the reason of each. */
static kurs_status end_without_return(fly_state *fly, const kurs_return_search *search)
{
    kurs_status status = KURS_OK;
    for (int i = 0; i < search->count && status >= 0; i++) {
        char utc[KURS_UTC_TEXT_SIZE], text[KURS_UTC_TEXT_SIZE + KURS_EVENT_TEXT_SIZE + 24];
        status = kurs_tai_format(search->passes[i].landing, 0, utc);
        if (status >= 0) {
            snprintf(text, sizeof text, "no landing at %s: %s", utc, search->passes[i].reason);
            status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_NO_RETURN_PASS, text);
        }
    }
    end_flight(fly, "no_return", 0, "No pass of the day asked for reaches the landing zone.");
    return status < 0 ? status : KURS_OK;
}

/* The oldest elements that the docked ship follows, looked for day by day. */
static kurs_status tell_stay(fly_state *fly, kurs_tai undock)
{
    kurs_tai oldest = fly->flight.docked.contact;
    double age = 0.0;
    for (kurs_tai t = oldest; kurs_tai_diff(t, undock) < 0.0; t = kurs_tai_add(t, DAY_S)) {
        const int set = kurs_ephemeris_nearest(&fly->ephemeris, t);
        const double now = fabs(kurs_tai_diff(t, fly->ephemeris.data[set]));
        if (now > age) {
            age = now;
            oldest = t;
        }
    }
    return tell_elements_age(fly, "stay, at its worst", oldest);
}

/* Adds what one set says of the passes. One whose undocking, once aimed, lies beyond the set's time
 * is left to the neighbour, and stands in the list only where that leaves it too. */
static void add_passes(kurs_return_search *all, kurs_return_search *left,
                       const kurs_return_search *some)
{
    for (int i = 0; i < some->count; i++) {
        kurs_return_search *list = some->passes[i].side ? left : all;
        if (list->count < KURS_MAX_RETURN_PASSES) {
            list->passes[list->count++] = some->passes[i];
        }
    }
}

static void add_left(kurs_return_search *all, const kurs_return_search *left)
{
    for (int i = 0; i < left->count; i++) {
        int known = all->count >= KURS_MAX_RETURN_PASSES;
        for (int j = 0; j < all->count && !known; j++) {
            known =
                fabs(kurs_tai_diff(all->passes[j].burn_on, left->passes[i].burn_on)) < SAME_TURN_S;
        }
        if (!known) {
            all->passes[all->count++] = left->passes[i];
        }
    }
}

/* The docked ship follows the nearest set, and undocks from it: each set of the day is asked for
 * the passes whose undocking falls into its own time. */
static kurs_status search_return(const fly_state *fly, kurs_return_plan *plan,
                                 kurs_return_search *search)
{
    const kurs_mission *mission = fly->mission;
    const kurs_docked_flight *docked = &fly->flight.docked;
    kurs_return_ask ask = {
        .ship = &mission->spacecraft,
        .rules = &mission->ret,
        .zone = &mission->zone,
        .day = mission->return_day,
        .mass_kg = docked->body.mass_kg,
        .port = &mission->station.ports[mission->port],
        .ready = kurs_tai_add(docked->contact, mission->hatch_open_s + mission->hatch_close_s),
        .bounded = 1,
        .stop = fly->watch ? fly->watch->stop : NULL,
        .stop_ctx = fly->watch ? fly->watch->ctx : NULL,
    };
    const kurs_tai end = kurs_tai_add(mission->return_day, DAY_S);
    kurs_status best = KURS_ERR_NO_SOLUTION;
    kurs_return_search left = {0};
    ask.until = kurs_tai_add(mission->return_day, -mission->ret.undock_to_burn_s - HOMEWARD_S);
    while (kurs_tai_diff(ask.until, end) < 0.0) {
        kurs_return_search some = {0};
        kurs_return_plan found;
        ask.from = kurs_tai_add(ask.until, 1e-3); /* just beyond half-way the later set is nearer */
        const int set = kurs_ephemeris_nearest(&fly->ephemeris, ask.from);
        ask.station = &fly->ephemeris.sets[set];
        ask.until = kurs_ephemeris_next_change(&fly->ephemeris, ask.from, end);
        const kurs_status status = kurs_plan_return(&ask, &found, &some);
        if (status < 0 && status != KURS_ERR_NO_SOLUTION) {
            return status;
        }
        add_passes(search, &left, &some);
        if (status >= 0 && (best < 0 || fabs(found.cross_range_m) < fabs(plan->cross_range_m))) {
            *plan = found;
            plan->set = set;
            best = status;
        }
    }
    add_left(search, &left);
    return best;
}

static kurs_status plan_return(fly_state *fly)
{
    kurs_return_search search = {0};
    kurs_return_plan plan;
    kurs_status status = search_return(fly, &plan, &search);
    if (status == KURS_ERR_NO_SOLUTION) {
        return end_without_return(fly, &search);
    }
    status = note(fly, status, "return");
    if (status >= 0) {
        status = tell_elements_age(fly, "return", plan.burn_on);
    }
    if (status >= 0) {
        status = tell_stay(fly, plan.undock);
    }
    if (status >= 0) {
        status = tell_return(fly, &plan);
    }
    if (status < 0) {
        return status;
    }
    fly->result->ret = plan;
    fly->result->return_known = 1;
    return kurs_flight_take_return(&fly->flight, &fly->ephemeris, &plan);
}

static kurs_status serve_need(fly_state *fly)
{
    switch (fly->flight.need) {
    case KURS_NEED_LAUNCH_PLAN:
        return plan_launch(fly);
    case KURS_NEED_RETURN_PLAN:
        return plan_return(fly);
    default:
        return plan_phasing(fly);
    }
}

/* ---- the flight ------------------------------------------------------------------------------ */

static void tell_progress(fly_state *fly)
{
    const kurs_body *body = kurs_flight_body(&fly->flight);
    if (!fly->watch || !fly->watch->progress || !body) {
        return;
    }
    static const char *const names[] = {"planning", "countdown", "ascent", "orbit", "approach",
                                        "docked",   "return",    "escape", "landed"};
    const kurs_tai end = kurs_tai_add(fly->mission->return_day, 0.5 * DAY_S);
    const double whole = kurs_tai_diff(end, fly->mission->launch_day);
    const double part = kurs_tai_diff(kurs_body_time(body), fly->mission->launch_day) / whole;
    fly->watch->progress(fly->watch->ctx, kurs_clamp(part, 0.0, 1.0), names[fly->flight.stage]);
}

/* Distance of the landing from the middle of the zone [m]. */
static double off_zone(const fly_state *fly)
{
    const kurs_zone *zone = &fly->mission->zone;
    const kurs_body *body = &fly->flight.ret.body;
    const kurs_state s_itrf = kurs_earth_state_itrf(&body->earth, body->t_s, body->s_gcrf);
    return kurs_geodetic_distance(kurs_geodetic_from_itrf(s_itrf.r),
                                  (kurs_geodetic){zone->lat, zone->lon, zone->height_m});
}

/* What is to be said of a landing: off its zone, or not steered all the way. */
static kurs_status tell_landing(const fly_state *fly, double off)
{
    const kurs_zone *zone = &fly->mission->zone;
    const kurs_return_flight *ret = &fly->flight.ret;
    char text[KURS_EVENT_TEXT_SIZE];
    kurs_status status = KURS_OK;
    if (off > zone->radius_m) {
        snprintf(text, sizeof text, "landing %.0f km from the middle of %s, its radius is %.0f km",
                 off / 1e3, zone->name, zone->radius_m / 1e3);
        status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_OUTSIDE_ZONE, text);
    }
    if (status >= 0 && ret->unsteered > 0) {
        snprintf(text, sizeof text, "entry guidance had no solution in %d of its cycles",
                 ret->unsteered);
        status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_UNSTEERED, text);
    }
    return status;
}

/* Time since the planned landing [s]. */
static double past_landing(const fly_state *fly)
{
    const kurs_return_flight *ret = &fly->flight.ret;
    return kurs_tai_diff(kurs_body_time(&ret->body), ret->setup.plan.landing);
}

/* A capsule that came down elsewhere than guidance can explain has not done what was planned. */
static kurs_status end_landed(fly_state *fly)
{
    const double off = off_zone(fly);
    const double late = past_landing(fly);
    char text[KURS_EVENT_TEXT_SIZE];
    const kurs_status status = tell_landing(fly, off);
    if (status < 0) {
        return status;
    }
    if (off > KURS_FLY_OFF_ZONE_M) {
        snprintf(text, sizeof text, "The capsule came down %.0f km from the middle of %s.",
                 off / 1e3, fly->mission->zone.name);
        end_flight(fly, "off_zone", 0, text);
    } else if (late > LATE_S) {
        snprintf(text, sizeof text, "The capsule came down %.1f hours after the planned pass.",
                 late / 3600.0);
        end_flight(fly, "off_zone", 0, text);
    } else {
        end_flight(fly, "landed", 1, "The mission was flown from countdown to landing.");
    }
    return KURS_OK;
}

/* A capsule that has left its orbit too little may stay up for weeks. */
static void watch_return(fly_state *fly)
{
    if (fly->flight.stage == KURS_FLIGHT_RETURN && past_landing(fly) > GIVE_UP_S) {
        end_flight(
            fly, "off_zone", 0,
            "The capsule is still up a day after its planned landing; the record ends here.");
    }
}

/* The loader cannot know when the ship will dock: a visitor may still be there, or come too soon.
 */
static kurs_status watch_port(fly_state *fly)
{
    const kurs_docked_flight *docked = &fly->flight.docked;
    if (fly->flight.stage != KURS_FLIGHT_DOCKED) {
        return KURS_OK;
    }
    const kurs_mission *mission = fly->mission;
    const kurs_tai now = kurs_body_time(&docked->body);
    kurs_status status = KURS_OK;
    for (int i = 0; i < mission->visit_count && status >= 0; i++) {
        const kurs_visit *visit = &mission->visits[i];
        const unsigned bit = 1U << i;
        if (visit->port == mission->port && !(fly->in_the_way & bit) &&
            kurs_visit_meets(visit, docked->contact, now)) {
            char text[KURS_EVENT_TEXT_SIZE];
            fly->in_the_way |= bit;
            snprintf(text, sizeof text, "by the mission file %s is at %s while this ship is there",
                     visit->ship, mission->station.ports[visit->port].name);
            status = kurs_sink_caveat(fly->sink, KURS_CAVEAT_PORT_TAKEN, text);
        }
    }
    return status;
}

/* The crew is down by its escape system. */
static void end_escaped(fly_state *fly)
{
    const kurs_escape_flight *f = &fly->flight.escape;
    const kurs_site *site = &fly->mission->site;
    const kurs_body *b = &f->body;
    const kurs_geodetic at =
        kurs_geodetic_from_itrf(kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf).r);
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text,
             "The crew landed by the escape system (%s), %.0f km from the pad, %.1f min after the "
             "command; at most %.1f g, %.0f km high.",
             kurs_escape_mode_text(f->setup.mode),
             kurs_geodetic_distance(at, (kurs_geodetic){site->lat, site->lon, 0.0}) / 1e3,
             (b->t_s - f->command_s) / 60.0, f->peak_load_g, f->apogee_m / 1e3);
    end_flight(fly, "escaped", 0, text);
}

/* What the ascent came to, once it is over; the end where nobody asks for more. */
static kurs_status end_ascent(fly_state *fly)
{
    kurs_ascent_flight *ascent = &fly->flight.ascent;
    kurs_ascent_result *result = &fly->result->insertion;
    if (!ascent->done || result->known || ascent->fell_short) {
        return KURS_OK;
    }
    const kurs_status status =
        kurs_fly_insertion(fly->mission, &fly->flight.launch, ascent, result);
    if (status < 0 || !fly->watch || fly->watch->until != KURS_FLY_TO_INSERTION) {
        return status;
    }
    end_flight(fly, "until", 1, "The mission was flown until insertion, as asked for.");
    const kurs_row_extra extra = {
        .phase = KURS_PHASE_free_flight, .range_m = NAN, .range_rate_m_s = NAN, .bank = NAN};
    return kurs_body_emit_row(&ascent->body, &extra, fly->sink);
}

/* What an ascent that reached no orbit dropped came down, too. */
static void keep_drops(const fly_state *fly)
{
    const kurs_ascent_six *six = &fly->flight.ascent.six;
    kurs_ascent_result *result = &fly->result->insertion;
    if (!result->known) {
        result->drop_count = six->drop_count;
        memcpy(result->drops, six->drops, sizeof result->drops);
    }
}

static kurs_status fly_on(fly_state *fly)
{
    kurs_flight *flight = &fly->flight;
    while (flight->stage != KURS_FLIGHT_ENDED && fly->result->outcome.code[0] == '\0') {
        if (fly->watch && fly->watch->stop && fly->watch->stop(fly->watch->ctx)) {
            return KURS_ERR_STOPPED;
        }
        kurs_status status =
            flight->need != KURS_NEED_NOTHING
                ? serve_need(fly)
                : kurs_flight_step(flight, fly->mission, &fly->ephemeris, fly->sink);
        if (status >= 0) {
            status = end_attempt(fly);
        }
        if (status >= 0) {
            status = end_ascent(fly);
        }
        if (status >= 0) {
            status = watch_port(fly);
        }
        if (status < 0) {
            return status;
        }
        watch_return(fly);
        tell_progress(fly);
    }
    if (fly->result->outcome.code[0] != '\0') {
        return KURS_OK;
    }
    if (flight->stage == KURS_FLIGHT_ENDED && flight->ascent.fell_short) {
        const double missing_m_s = flight->ascent.missing_m_s;
        char text[KURS_EVENT_TEXT_SIZE] = "The rocket did not reach an orbit.";
        if (isfinite(missing_m_s)) {
            snprintf(text, sizeof text, "The last stage ran dry %.0f m/s short of the orbit.",
                     missing_m_s);
        }
        end_flight(fly, "fell_short", 0, text);
    } else if (flight->approach.failed) {
        end_flight(fly, "no_docking", 0,
                   "The ship came to the port where its gear does not catch.");
    } else if (flight->dry) {
        end_flight(fly, "no_propellant", 0, "The spacecraft's tanks ran empty in a burn.");
    } else if (flight->last == KURS_FLIGHT_ESCAPE) {
        end_escaped(fly);
    } else {
        return end_landed(fly);
    }
    return KURS_OK;
}

/* The station is out of the rocket's reach: there is no launch. */
static kurs_status refuse_launch(fly_state *fly, const char *text)
{
    end_flight(fly, "no_launch", 0, text);
    fly->attempt = (kurs_attempt){.number = 1, .outcome = KURS_ATTEMPT_closed};
    snprintf(fly->attempt.reason, sizeof fly->attempt.reason, "%s", text);
    return kurs_sink_attempt(fly->sink, &fly->attempt);
}

/* The planner's model of the ascent; ends the flight where the station's plane is out of reach. */
static kurs_status make_ascent(fly_state *fly)
{
    const kurs_mission *mission = fly->mission;
    const int set = kurs_ephemeris_nearest(&fly->ephemeris, mission->launch_day);
    const kurs_tle *tle = &fly->ephemeris.sets[set].tle;
    const double inc = tle->inc, a_m = cbrt(KURS_EGM_GM / (tle->mean_motion * tle->mean_motion));
    kurs_ascent_refusal why;
    const kurs_tai noon = kurs_tai_add(mission->launch_day, 0.5 * DAY_S);
    kurs_status status = kurs_ascent_target_check(&mission->site, a_m, tle->ecc, inc, &why);
    if (status < 0) {
        return refuse_launch(fly, why.text);
    }
    status = kurs_ascent_model_make(&mission->rocket, &mission->spacecraft, &mission->site, inc,
                                    noon, &fly->result->ascent, &why);
    if (status == KURS_ERR_NO_SOLUTION) {
        return refuse_launch(fly, why.text);
    }
    return note(fly, status, "ascent model");
}

static kurs_status fly_mission(const kurs_mission *mission, const kurs_sink *sink,
                               const kurs_fly_watch *watch, kurs_fly_result *result)
{
    fly_state fly = {.mission = mission, .sink = sink, .watch = watch, .result = result};
    kurs_flight_init(&fly.flight, mission);
    kurs_status status = kurs_station_ephemeris(mission, &fly.ephemeris);
    if (status >= 0) {
        status = note(&fly, status, "station");
    }
    if (status >= 0) {
        status = make_ascent(&fly);
    }
    if (status >= 0) {
        status = tell_assumptions(&fly);
    }
    if (status >= 0) {
        status = fly_on(&fly);
        keep_drops(&fly);
    }
    if (status >= 0) {
        status = kurs_fly_tell_idle_faults(mission, &fly.flight, fly.begun, sink);
    }
    if (status == KURS_ERR_STOPPED) {
        end_flight(&fly, "stopped", 0, "Stopped on request; the record ends here.");
    } else if (status < 0) {
        char text[KURS_EVENT_TEXT_SIZE];
        snprintf(text, sizeof text, "The flight could not be carried on: %s%s%s.",
                 fly.where ? fly.where : "", fly.where ? ": " : "", kurs_status_text(status));
        end_flight(&fly, "failed", 0, text);
    }
    return status;
}

kurs_status kurs_fly(const kurs_mission *mission, const kurs_sink *sink,
                     const kurs_fly_watch *watch, kurs_fly_result *result)
{
    memset(result, 0, sizeof *result);
    kurs_point_locale point;
    kurs_status status = kurs_point_begin(&point);
    if (status >= 0) {
        status = fly_mission(mission, sink, watch, result);
        kurs_point_end(&point);
    }
    return status;
}
