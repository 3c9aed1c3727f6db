/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of the ascent as a body: levels, what is due, what leaves. */
#include <stdio.h>

#include "math/math.h"
#include "sim/ascent6_parts.h"
#include "sim/drop.h"

/* ---- levels ---- */

static double *level_of(kurs_levels *levels, int stage)
{
    return stage == 0 ? &levels->strapon : stage == 1 ? &levels->core : &levels->upper;
}

/* Lets a level run to `aim` in some seconds from now. */
void kurs_six_ramp(kurs_ascent_flight *f, int stage, double aim, double time_s)
{
    *level_of(&f->six.aim, stage) = aim;
    *level_of(&f->six.slope, stage) = (aim - *level_of(&f->levels, stage)) / time_s;
    f->six.ramp_end_s[stage] = f->met_s + time_s;
}

double kurs_six_next_ramp_end(const kurs_ascent_flight *f)
{
    const double *end = f->six.ramp_end_s;
    return fmin(end[0], fmin(end[1], end[2]));
}

void kurs_six_end_ramps(kurs_six *w)
{
    kurs_ascent_flight *f = w->flight;
    if (kurs_six_next_ramp_end(f) > f->met_s + KURS_SIX_SAME_S) {
        return;
    }
    kurs_six_close_arc(w);
    for (int i = 0; i < KURS_STAGES; i++) {
        if (f->six.ramp_end_s[i] <= f->met_s + KURS_SIX_SAME_S) {
            *level_of(&f->levels, i) = *level_of(&f->six.aim, i);
            *level_of(&f->six.slope, i) = 0.0;
            f->six.ramp_end_s[i] = INFINITY;
        }
    }
    kurs_six_open_arc(w);
}

/* ---- what is due ---- */

/* Seconds from the opening of the arc until a stage has no more left than `keep_s` of full
 * level. */
static double lasts(const kurs_stage *stage, const kurs_tank *tank, double level, double keep_s)
{
    double left_s = (tank->propellant_kg - stage->unusable_kg) / kurs_stage_flow(stage);
    if (stage->peroxide_flow_kg_s > 0.0) {
        left_s = fmin(left_s, tank->peroxide_kg / stage->peroxide_flow_kg_s);
    }
    return level > 0.0 ? fmax(0.0, left_s - keep_s) / level : INFINITY;
}

/* When a stage must be cut off so that its tail-off still has propellant. */
static double guard_s(const kurs_six *w, const kurs_stage *stage, const kurs_stage_shape *shape,
                      const kurs_tank *tank, double level)
{
    const double t0_met = w->rocket6.t0 - w->flight->liftoff_s;
    return t0_met + lasts(stage, tank, level, 0.5 * shape->settle_s * level);
}

static double strapon_guard_s(const kurs_six *w)
{
    const kurs_ascent_flight *f = w->flight;
    return isinf(f->six.strapon_cut_s)
               ? guard_s(w, &w->rocket->strapon, &w->rocket->airframe.strapon,
                         &w->rocket6.stack.strapon_tank, w->rocket6.level.strapon)
               : INFINITY;
}

/* When the core must be cut off by its guard. */
static double core_guard_s(const kurs_six *w)
{
    return guard_s(w, &w->rocket->core, &w->rocket->airframe.core, &w->rocket6.stack.core_tank,
                   w->rocket6.level.core);
}

/* The upper stage is lit by its velocity, or so long before the core's guard that the core still
 * burns when it comes up. */
static double ignition_guard_s(const kurs_six *w)
{
    const kurs_ascent_flight *f = w->flight;
    return isinf(f->six.ignition_s)
               ? fmax(f->met_s,
                      core_guard_s(w) - (w->rocket->core_cutoff_s - w->rocket->upper_ignition_s))
               : INFINITY;
}

/* The core is cut off a while after the upper stage was lit, or by its guard. */
static double core_cut_due_s(const kurs_six *w)
{
    const kurs_ascent_flight *f = w->flight;
    if (!isinf(f->six.core_cut_s)) {
        return INFINITY;
    }
    return fmin(f->six.ignition_s + w->rocket->core_cutoff_s - w->rocket->upper_ignition_s,
                core_guard_s(w));
}

static double dry_s(const kurs_six *w)
{
    const kurs_ascent_flight *f = w->flight;
    return f->stack.upper_off ? INFINITY
                              : w->rocket6.t0 - f->liftoff_s +
                                    lasts(&w->rocket->upper, &w->rocket6.stack.upper_tank,
                                          w->rocket6.level.upper, 0.0);
}

/* When a part leaves: a while after its cut-off, or by the clock. */
static double part_due_s(const kurs_six *w, kurs_ascent_part part)
{
    const kurs_ascent_flight *f = w->flight;
    const kurs_rocket *r = w->rocket;
    const double strapon_after = r->strapon_separation_s - r->strapon.level.x[3];
    const double times[KURS_PART_COUNT] = {
        [KURS_PART_TOWER] = r->tower_kg > 0.0 ? r->tower_jettison_s : INFINITY,
        [KURS_PART_STRAPON] = f->six.strapon_cut_s + strapon_after,
        [KURS_PART_FAIRING] = r->fairing_kg > 0.0 ? r->fairing_jettison_s : INFINITY,
        [KURS_PART_CORE] = f->six.core_cut_s + r->core_separation_s - r->core_cutoff_s,
        [KURS_PART_SKIRT] = r->upper_skirt_kg > 0.0
                                ? f->six.core_gone_s + r->upper_skirt_drop_s - r->core_separation_s
                                : INFINITY,
        [KURS_PART_UPPER] =
            isnan(f->cutoff_s) ? INFINITY : f->cutoff_s + r->separation_after_cutoff_s};
    return kurs_ascent_has(&f->stack, part) ? times[part] : INFINITY;
}

double kurs_six_next_due(const kurs_six *w)
{
    double at =
        fmin(fmin(strapon_guard_s(w), core_cut_due_s(w)), fmin(ignition_guard_s(w), dry_s(w)));
    for (int i = 0; i < KURS_PART_COUNT; i++) {
        at = fmin(at, part_due_s(w, (kurs_ascent_part)i));
    }
    return at;
}

/* ---- jumps ---- */

static kurs_status command_engines(kurs_six *w, kurs_six_trigger hit)
{
    kurs_ascent_flight *f = w->flight;
    const kurs_rocket *r = w->rocket;
    const kurs_airframe *frame = &r->airframe;
    const double now = f->met_s + KURS_SIX_SAME_S;
    const int strapon_guard = strapon_guard_s(w) <= now, core_due = core_cut_due_s(w) <= now;
    const int dry = hit != KURS_SIX_UPPER && dry_s(w) <= now;
    const int ignition_due = ignition_guard_s(w) <= now;
    kurs_status status = KURS_OK;
    if (hit == KURS_SIX_STEP) {
        f->six.stepped = 1;
        kurs_six_ramp(f, 0, r->strapon.level.y[2], frame->strapon.settle_s);
    }
    if (hit == KURS_SIX_STRAPON || strapon_guard) {
        f->six.stepped = 1;
        f->six.strapon_cut_s = f->met_s;
        kurs_six_ramp(f, 0, 0.0, frame->strapon.settle_s);
        status = kurs_ascent_tell(
            &f->body, r, strapon_guard ? KURS_MARK_BOOSTER_GUARD : KURS_MARK_BOOSTER_CUTOFF,
            w->sink);
    }
    const int core_guard = core_due && core_guard_s(w) <= f->met_s + 1e-6;
    if (status >= 0 && isinf(f->six.ignition_s) && (hit == KURS_SIX_IGNITION || ignition_due)) {
        f->six.ignition_s = f->met_s;
        kurs_six_ramp(f, 2, r->upper.level.y[0], frame->upper.settle_s);
        status = kurs_ascent_tell(&f->body, r, KURS_MARK_IGNITION, w->sink);
    }
    if (status >= 0 && core_due) {
        f->six.core_cut_s = f->met_s;
        kurs_six_ramp(f, 1, 0.0, frame->core.settle_s);
        status = kurs_ascent_tell(
            &f->body, r, core_guard ? KURS_MARK_CORE_GUARD : KURS_MARK_CORE_CUTOFF, w->sink);
    }
    if (status >= 0 && (hit == KURS_SIX_UPPER || dry)) {
        kurs_ascent_burn_ends(f, w->known, dry);
        kurs_six_ramp(f, 2, 0.0, dry ? 1e-3 : frame->upper.settle_s);
        status = kurs_ascent_tell(&f->body, r, dry ? KURS_MARK_DRY : KURS_MARK_CUTOFF, w->sink);
    }
    return status;
}

/* Follows what left to the ground. */
static kurs_status follow_drop(kurs_six *w, const char *id, double mass_kg, double cd_area_m2)
{
    kurs_ascent_flight *f = w->flight;
    const kurs_body *body = &f->body;
    if (f->six.drop_count == KURS_MAX_DROPS) {
        return KURS_OK;
    }
    kurs_drop *drop = &f->six.drops[f->six.drop_count];
    kurs_geodetic place;
    double fall_s;
    const kurs_status status = kurs_drop_fall(&body->earth, body->t_s, body->s_gcrf, mass_kg,
                                              cd_area_m2, &fall_s, &place, &drop->speed_m_s);
    if (status == KURS_ERR_NO_SOLUTION) {
        return KURS_OK; /* it is in orbit */
    }
    if (status < 0) {
        return status;
    }
    snprintf(drop->id, sizeof drop->id, "%s", id);
    drop->left_s = f->met_s;
    drop->met_s = f->met_s + fall_s;
    drop->lat = place.lat;
    drop->lon = place.lon;
    drop->range_m = kurs_geodetic_distance(f->six.pad, (kurs_geodetic){place.lat, place.lon, 0.0});
    f->six.drop_count++;
    return status;
}

static kurs_status drop_part(kurs_six *w, kurs_ascent_part part)
{
    kurs_ascent_flight *f = w->flight;
    const kurs_airframe *frame = &w->rocket->airframe;
    const double before = f->body.mass_kg;
    kurs_status status = kurs_ascent_drop(f, w->rocket, part, w->sink);
    const double gone_kg = before - f->body.mass_kg;
    if (status < 0) {
        return status;
    }
    switch (part) {
    case KURS_PART_STRAPON:
        f->levels.strapon = f->six.slope.strapon = 0.0;
        f->six.ramp_end_s[0] = INFINITY;
        return follow_drop(w, "strap-ons", gone_kg / w->rocket->strapon.count,
                           frame->strapon_drop_m2);
    case KURS_PART_FAIRING:
        return follow_drop(w, "fairing", gone_kg, frame->fairing_drop_m2);
    case KURS_PART_CORE:
        f->levels.core = f->six.slope.core = 0.0;
        f->six.ramp_end_s[1] = INFINITY;
        f->six.core_gone_s = f->met_s;
        f->six.third_s = f->met_s - w->rocket->core_separation_s;
        return follow_drop(w, "core", gone_kg, frame->core_drop_m2);
    default:
        return status;
    }
}

/* Ends an arc: commands engines, lets go of parts, and goes over to what is left. */
kurs_status kurs_six_change_arc(kurs_six *w, kurs_six_trigger hit)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rigid_mass from, to;
    const double t = f->six.rigid.t, flow = kurs_rocket6_flow(&w->rocket6, t);
    kurs_status status = kurs_six_end_row(w);
    if (status >= 0) {
        status = kurs_rocket6_mass(t, f->body.mass_kg, &from, &w->rocket6);
    }
    kurs_six_close_arc(w);
    if (status >= 0) {
        status = command_engines(w, hit);
    }
    for (int i = 0; i < KURS_PART_COUNT && status >= 0; i++) {
        if (part_due_s(w, (kurs_ascent_part)i) <= f->met_s + KURS_SIX_SAME_S) {
            status = drop_part(w, (kurs_ascent_part)i);
        }
    }
    kurs_six_open_arc(w);
    if (status >= 0) {
        status = kurs_rocket6_mass(t, f->body.mass_kg, &to, &w->rocket6);
    }
    if (status < 0) {
        return status;
    }
    kurs_rigid_recentre(&f->six.rigid, &from, flow, &to, kurs_rocket6_flow(&w->rocket6, t));
    f->body.arc++;
    return status;
}
