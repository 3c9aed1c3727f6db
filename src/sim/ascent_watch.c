/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/ascent_watch.h"

#include <stdio.h>
#include <string.h>

#include "math/math.h"
#include "sim/ascent6_parts.h"
#include "sim/ascent_forecast.h"

/* What a dead engine still gives: not nothing, which would be a cut-off on command. */
static const double dead_level = 1e-10;
/* An ascent goes no farther in a step. */
static const double longest_step_s = 0.5;
/* Below this speed over the ground a direction says nothing [m/s]. */
static const double slow_m_s = 50.0;

static int is(const kurs_fault *fault, const char *id)
{
    return strcmp(fault->id, id) == 0;
}

static int of_ascent(const kurs_fault *fault, int attempt)
{
    return fault->attempt == attempt && kurs_fault_of_ascent(fault) &&
           (fault->t_s > 0.0 || (fault->t_s == 0.0 && is(fault, "escape-command")));
}

kurs_status kurs_curve_scale_from(kurs_curve *curve, double at, double share)
{
    int n = 0;
    while (n < curve->count && curve->x[n] < at) {
        n++;
    }
    if (n == curve->count || curve->x[n] > at) {
        if (curve->count >= KURS_MAX_PITCH) {
            return KURS_ERR_FULL;
        }
        for (int i = curve->count; i > n; i--) {
            curve->x[i] = curve->x[i - 1];
            curve->y[i] = curve->y[i - 1];
        }
        curve->x[n] = at;
        curve->y[n] = n > 0 ? curve->y[n - 1] : 0.0;
        curve->count++;
    }
    for (int i = n; i < curve->count; i++) {
        curve->y[i] *= share;
    }
    return KURS_OK;
}

void kurs_ascent_watch_init(kurs_ascent_watch *watch, const kurs_mission *mission, int attempt,
                            const kurs_ascent_flight *ascent)
{
    memset(watch, 0, sizeof *watch); /* padding too: copies are compared as bytes */
    watch->attempt = attempt;
    watch->programme = *ascent;
    kurs_abort_init(&watch->monitor);
    for (int i = 0; i < mission->fault_count; i++) {
        watch->on |= of_ascent(&mission->faults[i], attempt);
    }
}

/* Which stage a fault is of, its units and the level that is left of all of them. */
static kurs_stage *stage_of(kurs_rocket *rocket, const kurs_fault *fault, double *level)
{
    kurs_stage *stage = strcmp(fault->stage, "strapon") == 0 ? &rocket->strapon
                        : strcmp(fault->stage, "core") == 0  ? &rocket->core
                                                             : &rocket->upper;
    const int units = stage->engines * (stage->count > 1 ? stage->count : 1);
    *level = is(fault, "low-thrust") ? fault->level
             : units > 1             ? (units - 1.0) / units
                                     : dead_level;
    return stage;
}

/* Thrust and flow of a stage to a share of what they were. */
static void weaken(kurs_stage *stage, double share)
{
    stage->engine.f_vac_n *= share;
    stage->engine.exit_area_m2 *= share;
    stage->peroxide_flow_kg_s *= share;
}

void kurs_ascent_watch_rocket(const kurs_ascent_watch *watch, const kurs_mission *mission,
                              double met_s, kurs_rocket *out)
{
    *out = mission->rocket;
    for (int i = 0; i < mission->fault_count && watch->on; i++) {
        const kurs_fault *fault = &mission->faults[i];
        if (!of_ascent(fault, watch->attempt)) {
            continue;
        }
        double level;
        kurs_stage *stage = stage_of(out, fault, &level);
        if (watch->programme.six.on) {
            const int in = fault->t_s <= met_s && !is(fault, "escape-command");
            weaken(stage, in ? level : 1.0);
            if (in && is(fault, "engine-out") && stage == &out->strapon && stage->engines == 1) {
                out->airframe.strapon_out = 1;
            }
            continue;
        }
        /* levels are taken at the end of a step, so one that sets in on the way counts */
        const int there = fault->t_s <= met_s + longest_step_s && !is(fault, "escape-command");
        /* a step of the core's level that changes nothing ends an arc in time; without room for it
         * the fault sets in with the next row */
        const kurs_status ignored = there
                                        ? kurs_curve_scale_from(&stage->level, fault->t_s, level)
                                        : kurs_curve_scale_from(&out->core.level, fault->t_s, 1.0);
        (void)ignored;
    }
}

static int sets_in(const kurs_ascent_watch *watch, const kurs_mission *mission, double met_s)
{
    int count = 0;
    for (int i = 0; i < mission->fault_count; i++) {
        const double t_s = mission->faults[i].t_s;
        count +=
            of_ascent(&mission->faults[i], watch->attempt) && t_s > watch->seen_s && t_s <= met_s;
    }
    return count;
}

kurs_status kurs_ascent_watch_begin(kurs_ascent_watch *watch, const kurs_mission *mission,
                                    kurs_ascent_flight *ascent, kurs_rocket *out)
{
    kurs_status status = KURS_OK;
    kurs_ascent_watch_rocket(watch, mission, ascent->met_s, out);
    if (watch->on && ascent->six.on && sets_in(watch, mission, ascent->met_s) > 0) {
        const kurs_sink nobody = {0};
        kurs_rocket before;
        kurs_six w;
        kurs_rigid_mass from, to;
        const double t = ascent->six.rigid.t;
        kurs_ascent_watch_rocket(watch, mission, watch->seen_s, &before);
        kurs_six_begin(&w, ascent, &before, &nobody);
        const double flow = kurs_rocket6_flow(&w.rocket6, t);
        status = kurs_rocket6_mass(t, ascent->body.mass_kg, &from, &w.rocket6);
        kurs_six_begin(&w, ascent, out, &nobody);
        if (status >= 0) {
            status = kurs_rocket6_mass(t, ascent->body.mass_kg, &to, &w.rocket6);
        }
        if (status >= 0) {
            kurs_rigid_recentre(&ascent->six.rigid, &from, flow, &to,
                                kurs_rocket6_flow(&w.rocket6, t));
        }
    }
    watch->seen_s = ascent->met_s;
    return status;
}

static double apparent(const kurs_ascent_flight *a, const kurs_rocket *rocket,
                       const kurs_levels *levels)
{
    const kurs_vec3 axis = kurs_ascent_direction(&a->guidance, rocket, a->met_s, a->body.s_gcrf.r);
    const kurs_ascent_force force = kurs_ascent_force_at(
        &a->stack, rocket, levels, &a->body.earth, a->body.t_s, a->body.s_gcrf, axis, &a->wind);
    return v3_norm(v3_add(force.thrust_gcrf_n, force.aero_gcrf_n)) / a->body.mass_kg;
}

/* Pressure of the weakest chamber: the faults say it, the levels are those of whole stages. */
static double weakest(const kurs_ascent_watch *watch, const kurs_mission *mission,
                      const kurs_levels *expected, double met_s)
{
    double share = 1.0;
    for (int i = 0; i < mission->fault_count; i++) {
        const kurs_fault *fault = &mission->faults[i];
        const double burning = strcmp(fault->stage, "strapon") == 0 ? expected->strapon
                               : strcmp(fault->stage, "core") == 0  ? expected->core
                                                                    : expected->upper;
        if (of_ascent(fault, watch->attempt) && fault->t_s <= met_s && burning > 0.0) {
            share = is(fault, "engine-out")   ? 0.0
                    : is(fault, "low-thrust") ? fmin(share, fault->level)
                                              : share;
        }
    }
    return share;
}

/* Height less that of the programme, and the angle between the two velocities over the ground. */
static void corridor(const kurs_ascent_flight *now, const kurs_ascent_flight *programme,
                     kurs_abort_sensed *sensed)
{
    const kurs_body *a = &now->body, *b = &programme->body;
    sensed->direction = NAN, sensed->height_m = NAN;
    if (programme->done || fabs(a->t_s - b->t_s) > 1e-6) {
        return;
    }
    const kurs_state x = kurs_earth_state_itrf(&a->earth, a->t_s, a->s_gcrf);
    const kurs_state y = kurs_earth_state_itrf(&b->earth, b->t_s, b->s_gcrf);
    sensed->height_m = kurs_geodetic_from_itrf(x.r).h - kurs_geodetic_from_itrf(y.r).h;
    if (v3_norm(x.v) > slow_m_s && v3_norm(y.v) > slow_m_s) {
        sensed->direction = v3_angle(x.v, y.v);
    }
}

/* 1 where a strap-on has no thrust: its lack pushes aside. */
static int strapon_is_out(const kurs_ascent_watch *watch, const kurs_mission *mission, double met_s)
{
    int out = 0;
    for (int i = 0; i < mission->fault_count; i++) {
        const kurs_fault *fault = &mission->faults[i];
        out |= of_ascent(fault, watch->attempt) && fault->t_s <= met_s && is(fault, "engine-out") &&
               strcmp(fault->stage, "strapon") == 0;
    }
    return out;
}

static kurs_status tell_forecast(kurs_ascent_watch *watch, const kurs_ascent_flight *ascent,
                                 kurs_abort_cause cause, kurs_ascent_decision decision,
                                 double margin_kg, const kurs_sink *sink)
{
    char text[KURS_EVENT_TEXT_SIZE];
    if (watch->goes_on) {
        return KURS_OK;
    }
    watch->goes_on = 1;
    if (!ascent->stack.core) {
        snprintf(text, sizeof text, "%s: the guidance of the upper stage decides",
                 kurs_abort_cause_text(cause));
    } else {
        snprintf(text, sizeof text, "%s, but %s is in reach with %.0f kg to spare",
                 kurs_abort_cause_text(cause),
                 decision == KURS_ASCENT_LOWER ? "a lower orbit" : "the orbit", margin_kg);
    }
    return kurs_body_emit_event(&ascent->body, KURS_PHASE_ascent, "forecast", text, 0.0, sink);
}

/* 1 where a broken limit is no danger by itself, so that the orbit in reach decides: the corridor,
 * and thrust that is too low; a chamber without any is one where no other burns beside it. */
static int can_wait(const kurs_ascent_flight *ascent, const kurs_abort_sensed *sensed,
                    kurs_abort_cause cause)
{
    const double none = 0.1; /* share below which there is no engine */
    if (cause == KURS_ABORT_pressure) {
        return ascent->stack.core || sensed->pressure > none;
    }
    return cause == KURS_ABORT_acceleration || cause == KURS_ABORT_corridor;
}

/* The guidance has found no orbit in reach, and its event stands in the rows. */
static int given_up(const kurs_ascent_flight *ascent)
{
    const kurs_ascent_guidance *g = &ascent->guidance;
    return g->decision == KURS_ASCENT_ESCAPE &&
           g->decided_s + ascent->six.third_s < ascent->met_s - 1e-9;
}

/* Whether the flight may go on in spite of a limit that it has broken: *cause is then `none`. */
static kurs_status judge(kurs_ascent_watch *watch, const kurs_mission *mission,
                         const kurs_ascent_flight *ascent, const kurs_rocket *rocket,
                         const kurs_abort_sensed *sensed, const kurs_sink *sink,
                         kurs_abort_cause *cause)
{
    double margin_kg;
    int holds = 1;
    if (!can_wait(ascent, sensed, *cause)) {
        return KURS_OK;
    }
    if (ascent->stack.strapon && strapon_is_out(watch, mission, ascent->met_s)) {
        const kurs_status status = kurs_ascent_holds_turn(ascent, &mission->rocket, rocket, &holds);
        if (status < 0) {
            return status;
        }
    }
    const kurs_ascent_decision decision =
        kurs_ascent_forecast(ascent, rocket, &mission->site, &margin_kg);
    if (!holds || (ascent->stack.core ? decision == KURS_ASCENT_ESCAPE : given_up(ascent))) {
        return KURS_OK;
    }
    const kurs_status status =
        decision == KURS_ASCENT_ESCAPE /* since a moment: acted upon with the next row */
            ? KURS_OK
            : tell_forecast(watch, ascent, *cause, decision, margin_kg, sink);
    *cause = KURS_ABORT_none;
    return status;
}

/* What the sensors show, but for the command. */
static void sense(const kurs_ascent_watch *watch, const kurs_mission *mission,
                  const kurs_ascent_flight *ascent, const kurs_rocket *rocket,
                  kurs_abort_sensed *sensed)
{
    const int six = ascent->six.on; /* then levels are flown, and the engines have the faults */
    const kurs_levels asked =
        six ? ascent->levels : kurs_stack_levels(&ascent->stack, &mission->rocket, ascent->met_s);
    const kurs_levels given =
        six ? ascent->levels : kurs_stack_levels(&ascent->stack, rocket, ascent->met_s);
    sensed->rate = six ? v3_norm(ascent->six.rigid.rate_body) : NAN; /* a point has no attitude */
    sensed->pressure = weakest(watch, mission, &asked, ascent->met_s);
    sensed->acceleration_m_s2 = apparent(ascent, rocket, &given);
    sensed->expected_m_s2 = apparent(ascent, &mission->rocket, &asked);
    corridor(ascent, &watch->programme, sensed);
}

kurs_status kurs_ascent_watch_check(kurs_ascent_watch *watch, const kurs_mission *mission,
                                    const kurs_ascent_flight *ascent, const kurs_sink *sink,
                                    kurs_abort_cause *cause)
{
    const kurs_sink nobody = {0};
    kurs_abort_sensed sensed = {.met_s = ascent->met_s,
                                .rate = NAN,
                                .pressure = NAN,
                                .acceleration_m_s2 = NAN,
                                .direction = NAN,
                                .height_m = NAN,
                                .no_orbit = given_up(ascent)};
    *cause = KURS_ABORT_none;
    if (!mission->spacecraft.escape.name[0]) {
        return KURS_OK;
    }
    if (!watch->on) { /* nothing has failed, but the guidance may find no way all the same */
        *cause = kurs_abort_check(&watch->monitor, &mission->spacecraft.escape.limits, &sensed);
        return KURS_OK;
    }
    while (!watch->programme.done && watch->programme.met_s < ascent->met_s - 1e-9) {
        const kurs_status status = kurs_ascent_step(&watch->programme, &mission->rocket, &nobody);
        if (status < 0) {
            return status;
        }
    }
    kurs_rocket rocket;
    kurs_ascent_watch_rocket(watch, mission, ascent->met_s, &rocket);
    sense(watch, mission, ascent, &rocket, &sensed);
    for (int i = 0; i < mission->fault_count; i++) {
        const kurs_fault *fault = &mission->faults[i];
        sensed.command |= of_ascent(fault, watch->attempt) && is(fault, "escape-command") &&
                          fault->t_s <= ascent->met_s + 1e-9;
    }
    *cause = kurs_abort_check(&watch->monitor, &mission->spacecraft.escape.limits, &sensed);
    return judge(watch, mission, ascent, &rocket, &sensed, sink, cause);
}

kurs_status kurs_ascent_watch_leave(kurs_ascent_flight *ascent, const kurs_rocket *rocket,
                                    const kurs_sink *sink)
{
    if (!ascent->six.on) {
        return KURS_OK; /* a point's rows stand at both ends */
    }
    kurs_six w;
    kurs_six_begin(&w, ascent, rocket, sink);
    return kurs_six_end_row(&w);
}
