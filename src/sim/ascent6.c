/* SPDX-License-Identifier: Apache-2.0 */
/* The ascent in six degrees of freedom: ticks of the autopilot, cut-offs by velocity, rows. */
#include <string.h>

#include "math/math.h"
#include "sim/ascent_parts.h"
#include "sim/drop.h"
#include "sim/sim.h"

static const double row_s = 0.5;
static const double same_s = 1e-9; /* instants this near are one */

/* A flight while it is stepped. */
typedef struct work {
    kurs_ascent_flight *flight;
    const kurs_rocket *rocket;
    const kurs_sink *sink;
    kurs_rocket6 rocket6;
    kurs_rigid_model model;
} work;

static double clock_of(const kurs_ascent_flight *flight, double met_s)
{
    return flight->liftoff_s + met_s;
}

static void open_arc(work *w)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rocket6_open(&w->rocket6, w->rocket, &f->stack, &f->levels, &f->six.slope, f->six.rigid.t);
}

static void begin(work *w, kurs_ascent_flight *flight, const kurs_rocket *rocket,
                  const kurs_sink *sink)
{
    const kurs_ascent_six *six = &flight->six;
    w->flight = flight;
    w->rocket = rocket;
    w->sink = sink;
    open_arc(w);
    w->rocket6.gimbals = six->gimbals;
    memcpy(w->rocket6.command, six->command, sizeof six->command);
    w->rocket6.t_command = clock_of(flight, six->command_s);
    w->model = (kurs_rigid_model){.planet = kurs_rigid_planet_earth(&flight->body.earth),
                                  .wind = six->windy ? &six->wind : NULL,
                                  .gusts = &six->gust,
                                  .gust_count = six->gusts,
                                  .mass = kurs_rocket6_mass,
                                  .loads = kurs_rocket6_loads,
                                  .ctx = &w->rocket6,
                                  .method = &kurs_ode_rk4,
                                  .step_s = rocket->airframe.autopilot_period_s,
                                  .tol = 1.0};
}

/* Takes what was burnt out of the tanks, so that an arc can begin here. */
static void close_arc(work *w)
{
    kurs_ascent_flight *f = w->flight;
    const double t = f->six.rigid.t;
    const kurs_levels burnt = kurs_rocket6_burnt(&w->rocket6, t);
    f->levels = kurs_rocket6_levels(&w->rocket6, t);
    kurs_stack_burn(&f->stack, w->rocket, &burnt, 1.0);
    f->six.rigid.mass_kg = f->body.mass_kg = kurs_stack_mass(&f->stack, w->rocket);
    if (f->stack.upper) {
        f->upper_left_kg = kurs_stack_upper_left(&f->stack, w->rocket);
    }
}

/* ---- the point that is followed ---- */

static kurs_vec3 followed_point(const kurs_rocket *rocket)
{
    return v3(rocket->airframe.spacecraft.centre_m, 0.0, 0.0);
}

/* Its state while flow_kg_s leaves. */
static kurs_status point_state(const kurs_rocket6 *r, const kurs_rigid_state *rigid,
                               double flow_kg_s, kurs_state *out)
{
    kurs_rigid_mass mass;
    const kurs_status status = kurs_rocket6_mass(rigid->t, rigid->mass_kg, &mass, r);
    if (status >= 0) {
        *out = kurs_rigid_point(rigid, &mass, flow_kg_s, followed_point(r->rocket));
    }
    return status;
}

/* By how much gravity pulls the centre of mass more than the point: the structure hands it on. */
static kurs_vec3 pull_between(const kurs_ascent_flight *f)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&f->body.earth, f->body.t_s);
    return v3_sub(kurs_gravity_zonal(f->six.rigid.s_gcrf.r, pole),
                  kurs_gravity_zonal(f->body.s_gcrf.r, pole));
}

/* Velocity of the point against the centre of mass. */
static kurs_vec3 swing_of(const kurs_ascent_flight *f)
{
    return v3_sub(f->body.s_gcrf.v, f->six.rigid.s_gcrf.v);
}

/* ---- rows ---- */

static kurs_status emit_row(work *w, const kurs_body *body, int held, double flow,
                            kurs_vec3 thrust_n, kurs_vec3 aero_n)
{
    const kurs_row_extra extra = {.phase = KURS_PHASE_ascent,
                                  .held = held,
                                  .flow_kg_s = flow,
                                  .thrust_gcrf_n = thrust_n,
                                  .aero_gcrf_n = aero_n,
                                  .range_m = NAN,
                                  .range_rate_m_s = NAN,
                                  .bank = NAN};
    kurs_row row;
    kurs_body_row(body, &extra, &row);
    w->flight->peak_load_g = fmax(w->flight->peak_load_g, row.load_g);
    return kurs_sink_row(w->sink, &row);
}

/* All forces but gravity and that of the air, now [N, GCRF]. */
static kurs_status forces_now(const work *w, kurs_vec3 *all_n, kurs_vec3 *aero_n)
{
    kurs_rigid_view view;
    kurs_rigid_loads loads, air = {0};
    kurs_status status = kurs_rigid_view_at(&w->model, &w->flight->six.rigid, &view);
    if (status >= 0) {
        status = kurs_rigid_loads_at(&w->model, &view, &loads);
    }
    if (status < 0) {
        return status;
    }
    kurs_rigid_add_aero(&view, &w->rocket6.aero, &air);
    const kurs_vec3 felt = kurs_rigid_felt(&view, &loads);
    *all_n = kurs_m3_tmulv(view.gcrf_body, v3_scale(view.state->mass_kg, felt));
    *aero_n = kurs_m3_tmulv(view.gcrf_body, air.force_n);
    return status;
}

static kurs_status open_row(work *w)
{
    kurs_ascent_flight *f = w->flight;
    kurs_vec3 all;
    f->six.row_s = f->met_s;
    f->six.row_kg = f->body.mass_kg;
    f->six.row_gcrf = f->body.s_gcrf;
    f->six.row_gain_m_s = v3_scale(-1.0, swing_of(f));
    const kurs_status status = forces_now(w, &all, &f->six.row_aero_n);
    if (status >= 0) {
        f->six.felt_gcrf_m_s2 = v3_scale(1.0 / f->body.mass_kg, all);
    }
    return status;
}

/* The row of the time flown since open_row: the mean of the forces, with what the turning of the
 * rocket makes the point feel, as one force on a mass that falls evenly. */
static kurs_status close_row(work *w)
{
    const kurs_ascent_flight *f = w->flight;
    const kurs_ascent_six *six = &f->six;
    const double dt = f->met_s - six->row_s, used = six->row_kg - f->body.mass_kg;
    if (!(dt > same_s)) {
        return KURS_OK;
    }
    const kurs_vec3 gain = v3_add(six->row_gain_m_s, swing_of(f));
    const double share = used / six->row_kg;
    const double by = share > 1e-12 ? used / -log1p(-share) / dt : six->row_kg / dt;
    const kurs_vec3 force = v3_scale(by, gain);
    const int burning = share > 1e-12;
    kurs_body body = f->body;
    body.t_s = clock_of(f, six->row_s);
    body.s_gcrf = six->row_gcrf;
    body.mass_kg = six->row_kg;
    return emit_row(w, &body, 1, burning ? used / dt : 0.0,
                    burning ? v3_sub(force, six->row_aero_n) : v3(0.0, 0.0, 0.0),
                    burning ? six->row_aero_n : force);
}

/* The row that ends an arc. */
static kurs_status end_row(work *w)
{
    kurs_vec3 all, aero;
    const double flow = kurs_rocket6_flow(&w->rocket6, w->flight->six.rigid.t);
    const kurs_status status = forces_now(w, &all, &aero);
    if (status < 0) {
        return status;
    }
    return emit_row(w, &w->flight->body, 0, flow,
                    flow > 0.0 ? v3_sub(all, aero) : v3(0.0, 0.0, 0.0), flow > 0.0 ? aero : all);
}

/* ---- levels ---- */

static double *level_of(kurs_levels *levels, int stage)
{
    return stage == 0 ? &levels->strapon : stage == 1 ? &levels->core : &levels->upper;
}

/* Lets a level run to `aim` in some seconds from now. */
static void ramp(kurs_ascent_flight *f, int stage, double aim, double time_s)
{
    *level_of(&f->six.aim, stage) = aim;
    *level_of(&f->six.slope, stage) = (aim - *level_of(&f->levels, stage)) / time_s;
    f->six.ramp_end_s[stage] = f->met_s + time_s;
}

static double next_ramp_end(const kurs_ascent_flight *f)
{
    const double *end = f->six.ramp_end_s;
    return fmin(end[0], fmin(end[1], end[2]));
}

static void end_ramps(work *w)
{
    kurs_ascent_flight *f = w->flight;
    if (next_ramp_end(f) > f->met_s + same_s) {
        return;
    }
    close_arc(w);
    for (int i = 0; i < KURS_STAGES; i++) {
        if (f->six.ramp_end_s[i] <= f->met_s + same_s) {
            *level_of(&f->levels, i) = *level_of(&f->six.aim, i);
            *level_of(&f->six.slope, i) = 0.0;
            f->six.ramp_end_s[i] = INFINITY;
        }
    }
    open_arc(w);
}

/* ---- what is due ---- */

/* Seconds from the opening of the arc until a stage has no more left than `keep_s` of full
 * level. */
static double lasts(const kurs_stage *stage, const kurs_tank *tank, double level, double keep_s)
{
    const double flow =
        stage->engines * stage->engine.f_vac_n / (KURS_G0 * stage->engine.isp_vac_s);
    double left_s = (tank->propellant_kg - stage->unusable_kg) / flow;
    if (stage->peroxide_flow_kg_s > 0.0) {
        left_s = fmin(left_s, tank->peroxide_kg / stage->peroxide_flow_kg_s);
    }
    return level > 0.0 ? fmax(0.0, left_s - keep_s) / level : INFINITY;
}

/* When a stage must be cut off so that its tail-off still has propellant. */
static double guard_s(const work *w, const kurs_stage *stage, const kurs_stage_shape *shape,
                      const kurs_tank *tank, double level)
{
    const double t0_met = w->rocket6.t0 - w->flight->liftoff_s;
    return t0_met + lasts(stage, tank, level, 0.5 * shape->settle_s * level);
}

static double strapon_guard_s(const work *w)
{
    const kurs_ascent_flight *f = w->flight;
    return isinf(f->six.strapon_cut_s)
               ? guard_s(w, &w->rocket->strapon, &w->rocket->airframe.strapon,
                         &w->rocket6.stack.strapon_tank, w->rocket6.level.strapon)
               : INFINITY;
}

/* The core is cut off a while after the upper stage was lit, or by its guard. */
static double core_cut_due_s(const work *w)
{
    const kurs_ascent_flight *f = w->flight;
    if (!isinf(f->six.core_cut_s)) {
        return INFINITY;
    }
    return fmin(f->six.ignition_s + w->rocket->core_cutoff_s - w->rocket->upper_ignition_s,
                guard_s(w, &w->rocket->core, &w->rocket->airframe.core, &w->rocket6.stack.core_tank,
                        w->rocket6.level.core));
}

static double dry_s(const work *w)
{
    const kurs_ascent_flight *f = w->flight;
    return f->stack.upper_off ? INFINITY
                              : w->rocket6.t0 - f->liftoff_s +
                                    lasts(&w->rocket->upper, &w->rocket6.stack.upper_tank,
                                          w->rocket6.level.upper, 0.0);
}

/* When a part leaves: a while after its cut-off, or by the clock. */
static double part_due_s(const work *w, kurs_ascent_part part)
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

static double next_due(const work *w)
{
    double at = fmin(fmin(strapon_guard_s(w), core_cut_due_s(w)), dry_s(w));
    for (int i = 0; i < KURS_PART_COUNT; i++) {
        at = fmin(at, part_due_s(w, (kurs_ascent_part)i));
    }
    return at;
}

/* ---- cut-offs on velocity ---- */

typedef enum trigger {
    TRIGGER_NONE,
    TRIGGER_STEP,
    TRIGGER_STRAPON,
    TRIGGER_IGNITION,
    TRIGGER_UPPER
} trigger;

static trigger armed(const kurs_ascent_flight *f)
{
    if (!isinf(f->six.ignition_s)) {
        return f->guidance.mode == KURS_ASCENT_FROZEN && !f->stack.upper_off ? TRIGGER_UPPER
                                                                             : TRIGGER_NONE;
    }
    if (!isinf(f->six.strapon_cut_s)) {
        return TRIGGER_IGNITION;
    }
    return f->six.stepped ? TRIGGER_STRAPON : TRIGGER_STEP;
}

/* What the guidance would still lack after the tail-off that follows a cut-off here: as a velocity
 * that the tail-off gives. */
static double lacks(const work *w, const kurs_rigid_state *rigid)
{
    const kurs_rocket *rocket = w->rocket;
    const double thrust_n = rocket->upper.engines * rocket->upper.engine.f_vac_n;
    const double tail_s =
        0.5 * rocket->airframe.upper.settle_s * kurs_rocket6_levels(&w->rocket6, rigid->t).upper;
    const kurs_mat3 gcrf_body = kurs_quat_m3(kurs_quat_unit(rigid->q_gcrf_body));
    const kurs_vec3 nose = v3(gcrf_body.m[0][0], gcrf_body.m[0][1], gcrf_body.m[0][2]);
    kurs_state s;
    if (point_state(&w->rocket6, rigid, 0.0, &s) < 0) {
        return NAN;
    }
    s.v = v3_axpy(s.v, thrust_n / rigid->mass_kg * tail_s, nose);
    return kurs_ascent_energy_to_go(&w->flight->guidance, rocket, s);
}

/* Rises through 0 at the cut-off that is armed. */
static double trigger_value(const kurs_rigid_state *rigid, const void *ctx)
{
    const work *w = ctx;
    const kurs_cutoff_speeds *at = &w->rocket->cutoff;
    switch (armed(w->flight)) {
    case TRIGGER_STEP:
        return rigid->apparent_m_s - at->strapon_step_m_s;
    case TRIGGER_STRAPON:
        return rigid->apparent_m_s - at->strapon_m_s;
    case TRIGGER_IGNITION:
        return rigid->apparent_m_s - at->upper_m_s;
    case TRIGGER_UPPER:
        return -lacks(w, rigid);
    default:
        return -1.0;
    }
}

/* ---- motion ---- */

/* One tick: the commands of the last one come into force, the next ones are worked out. */
static kurs_status tick(work *w)
{
    kurs_ascent_flight *f = w->flight;
    kurs_ascent_six *six = &f->six;
    kurs_rigid_view view;
    const kurs_status status = kurs_rigid_view_at(&w->model, &six->rigid, &view);
    if (status < 0) {
        return status;
    }
    six->gimbals = kurs_rocket6_gimbals(&w->rocket6, six->rigid.t);
    memcpy(six->command, six->autopilot.swing, sizeof six->command);
    six->command_s = f->met_s;
    w->rocket6.gimbals = six->gimbals;
    memcpy(w->rocket6.command, six->command, sizeof six->command);
    w->rocket6.t_command = six->rigid.t;
    const double third_s = f->guidance.mode == KURS_ASCENT_STORED ? 0.0 : six->third_s;
    const kurs_autopilot_view seen = {
        .met_s = f->met_s,
        .q_gcrf_body = six->rigid.q_gcrf_body,
        .rate_body = six->rigid.rate_body,
        .moments =
            v3(view.mass.inertia.m[0][0], view.mass.inertia.m[1][1], view.mass.inertia.m[2][2]),
        .authority = kurs_rocket6_authority(&w->rocket6, &view),
        .nose_gcrf =
            kurs_ascent_direction(&f->guidance, w->rocket, f->met_s - third_s, f->body.s_gcrf.r),
        .left_gcrf = f->guidance.launch_plane};
    kurs_autopilot_tick(&six->autopilot, &w->rocket->airframe, &seen);
    six->next_tick += 1.0;
    const int past = f->stack.strapon && !f->max_q_seen && view.q_pa < six->q_pa;
    six->q_pa = view.q_pa;
    if (past) {
        f->max_q_seen = 1;
        return kurs_ascent_tell(&f->body, w->rocket, KURS_MARK_MAX_Q, w->sink);
    }
    return status;
}

/* Moves to met_s, or to the cut-off that is reached before. */
static kurs_status advance(work *w, double met_s, trigger *hit)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rigid_state *rigid = &f->six.rigid;
    const kurs_rigid_state start = *rigid;
    const double t_end = clock_of(f, met_s);
    const kurs_vec3 felt = v3_add(f->six.felt_gcrf_m_s2, pull_between(f));
    kurs_vec3 all, aero;
    *hit = TRIGGER_NONE;
    kurs_status status = kurs_rigid_move(&w->model, rigid, t_end);
    if (status >= 0 && armed(f) != TRIGGER_NONE && !(trigger_value(rigid, w) < 0.0)) {
        const kurs_rigid_event event = {trigger_value, w, 1};
        int which = -1;
        *rigid = start;
        *hit = armed(f);
        if (trigger_value(rigid, w) < 0.0) {
            status = kurs_rigid_move_until(&w->model, rigid, t_end, &event, 1, 1e-9, &which);
        }
    }
    if (status < 0) {
        return status;
    }
    const double dt = rigid->t - start.t;
    f->met_s = rigid->t == t_end ? met_s : rigid->t - f->liftoff_s;
    f->body.t_s = rigid->t;
    f->body.mass_kg = rigid->mass_kg;
    status =
        point_state(&w->rocket6, rigid, kurs_rocket6_flow(&w->rocket6, rigid->t), &f->body.s_gcrf);
    if (status >= 0) {
        status = forces_now(w, &all, &aero);
    }
    if (status < 0) {
        return status;
    }
    f->six.felt_gcrf_m_s2 = v3_scale(1.0 / rigid->mass_kg, all);
    const kurs_vec3 sum = v3_add(felt, v3_add(f->six.felt_gcrf_m_s2, pull_between(f)));
    f->six.row_gain_m_s = v3_axpy(f->six.row_gain_m_s, 0.5 * dt, sum);
    return status;
}

/* ---- jumps ---- */

static kurs_status command_engines(work *w, trigger hit)
{
    kurs_ascent_flight *f = w->flight;
    const kurs_rocket *r = w->rocket;
    const kurs_airframe *frame = &r->airframe;
    const double now = f->met_s + same_s;
    const int strapon_guard = strapon_guard_s(w) <= now, core_due = core_cut_due_s(w) <= now;
    const int dry = dry_s(w) <= now;
    kurs_status status = KURS_OK;
    if (hit == TRIGGER_STEP) {
        f->six.stepped = 1;
        ramp(f, 0, r->strapon.level.y[2], frame->strapon.settle_s);
    }
    if (hit == TRIGGER_STRAPON || strapon_guard) {
        f->six.stepped = 1;
        f->six.strapon_cut_s = f->met_s;
        ramp(f, 0, 0.0, frame->strapon.settle_s);
        status = kurs_ascent_tell(
            &f->body, r, strapon_guard ? KURS_MARK_BOOSTER_GUARD : KURS_MARK_BOOSTER_CUTOFF,
            w->sink);
    }
    const int core_guard =
        core_due && f->met_s < f->six.ignition_s + r->core_cutoff_s - r->upper_ignition_s - same_s;
    if (status >= 0 && isinf(f->six.ignition_s) && (hit == TRIGGER_IGNITION || core_guard)) {
        f->six.ignition_s = f->met_s;
        ramp(f, 2, r->upper.level.y[0], frame->upper.settle_s);
        status = kurs_ascent_tell(&f->body, r, KURS_MARK_IGNITION, w->sink);
    }
    if (status >= 0 && core_due) {
        f->six.core_cut_s = f->met_s;
        ramp(f, 1, 0.0, frame->core.settle_s);
        status = kurs_ascent_tell(
            &f->body, r, core_guard ? KURS_MARK_CORE_GUARD : KURS_MARK_CORE_CUTOFF, w->sink);
    }
    if (status >= 0 && (hit == TRIGGER_UPPER || dry)) {
        kurs_ascent_burn_ends(f, r, hit != TRIGGER_UPPER);
        ramp(f, 2, 0.0, dry ? 1e-3 : frame->upper.settle_s);
        status = kurs_ascent_tell(&f->body, r, dry ? KURS_MARK_DRY : KURS_MARK_CUTOFF, w->sink);
    }
    return status;
}

/* Follows what left to the ground. */
static kurs_status follow_drop(work *w, const char *id, double mass_kg, double cd_area_m2)
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
    strcpy(drop->id, id);
    drop->left_s = f->met_s;
    drop->met_s = f->met_s + fall_s;
    drop->lat = place.lat;
    drop->lon = place.lon;
    drop->range_m = kurs_geodetic_distance(f->six.pad, (kurs_geodetic){place.lat, place.lon, 0.0});
    f->six.drop_count++;
    return status;
}

static kurs_status drop_part(work *w, kurs_ascent_part part)
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
static kurs_status change_arc(work *w, trigger hit)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rigid_mass from, to;
    const double t = f->six.rigid.t, flow = kurs_rocket6_flow(&w->rocket6, t);
    kurs_status status = end_row(w);
    if (status >= 0) {
        status = kurs_rocket6_mass(t, f->body.mass_kg, &from, &w->rocket6);
    }
    close_arc(w);
    if (status >= 0) {
        status = command_engines(w, hit);
    }
    for (int i = 0; i < KURS_PART_COUNT && status >= 0; i++) {
        if (part_due_s(w, (kurs_ascent_part)i) <= f->met_s + same_s) {
            status = drop_part(w, (kurs_ascent_part)i);
        }
    }
    open_arc(w);
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

static kurs_status guide(work *w)
{
    kurs_ascent_flight *f = w->flight;
    if (isinf(f->six.core_gone_s) || f->levels.upper <= 0.0 || f->stack.upper_off) {
        return KURS_OK;
    }
    const kurs_nav nav = {kurs_body_time(&f->body), f->met_s - f->six.third_s, f->body.s_gcrf,
                          f->body.mass_kg};
    return kurs_ascent_steer(f, w->rocket, &nav, w->sink);
}

/* Flies to the end of the row or the next jump. */
static kurs_status fly_row(work *w, double row_at, trigger *hit, int *jump)
{
    kurs_ascent_flight *f = w->flight;
    const double period = w->rocket->airframe.autopilot_period_s;
    kurs_status status = KURS_OK;
    *jump = 0;
    while (status >= 0 && !*jump && f->met_s < row_at - same_s) {
        if (f->met_s >= f->six.next_tick * period - same_s) {
            status = tick(w);
        }
        const double due = next_due(w);
        const double stop =
            fmin(fmin(row_at, f->six.next_tick * period), fmin(next_ramp_end(f), due));
        if (status >= 0) {
            status = advance(w, stop, hit);
        }
        if (status >= 0) {
            *jump = *hit != TRIGGER_NONE || due <= f->met_s + same_s;
            if (!*jump) {
                end_ramps(w);
            }
        }
    }
    return status;
}

kurs_status kurs_ascent6_step(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              const kurs_sink *sink)
{
    work w;
    trigger hit;
    int jump;
    begin(&w, flight, rocket, sink);
    kurs_status status = KURS_OK;
    if (!flight->started) {
        flight->started = 1;
        flight->next_row = 1;
        status = kurs_ascent_tell(&flight->body, rocket, KURS_MARK_LIFTOFF, sink);
    }
    if (status >= 0) {
        status = open_row(&w);
    }
    const double row_at = flight->next_row * row_s;
    if (status >= 0) {
        status = fly_row(&w, row_at, &hit, &jump);
    }
    if (status >= 0) {
        status = kurs_ascent_check_height(flight);
    }
    if (status >= 0) {
        status = close_row(&w);
    }
    if (status < 0) {
        return status;
    }
    flight->next_row += flight->met_s >= row_at - same_s;
    if (jump) {
        status = change_arc(&w, hit);
        end_ramps(&w);
    } else {
        close_arc(&w);
    }
    if (status >= 0 && flight->done) {
        return kurs_ascent_tell_load(flight, rocket, sink);
    }
    return status < 0 ? status : guide(&w);
}

/* ---- on the pad ---- */

/* Thrust over weight on the ground at the main levels of what burns there. */
static double pad_ratio(const kurs_ascent_flight *f, const kurs_rocket *rocket, double height_m)
{
    const kurs_stage *stages[] = {&rocket->strapon, &rocket->core};
    const double pressure = kurs_atmosphere_us76(height_m).pressure;
    double thrust = 0.0;
    for (int i = 0; i < 2; i++) {
        const kurs_engine *engine = &stages[i]->engine;
        thrust += stages[i]->count * stages[i]->engines * stages[i]->level.y[1] *
                  (engine->f_vac_n - pressure * engine->exit_area_m2);
    }
    return thrust / (f->body.mass_kg * KURS_G0);
}

/* The attitude on the pad: nose up, the pitch plane as the pad has it. */
static kurs_quat pad_attitude(const kurs_body *body, const kurs_site *site, double azimuth)
{
    const kurs_geodetic place = {site->lat, site->lon, site->height_m};
    const kurs_mat3 itrf = kurs_earth_gcrf_itrf(&body->earth, body->t_s);
    const kurs_mat3 enu = kurs_m3_mul(kurs_geodetic_itrf_enu(place), itrf);
    const kurs_vec3 up = kurs_m3_tmulv(enu, v3(0.0, 0.0, 1.0));
    const kurs_vec3 along = kurs_m3_tmulv(enu, v3(sin(azimuth), cos(azimuth), 0.0));
    const kurs_vec3 left = v3_cross(up, along);
    return kurs_quat_from_m3(kurs_m3_rows(up, left, v3_cross(up, left)));
}

kurs_status kurs_ascent6_init(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              double spacecraft_kg, const kurs_site *site,
                              const kurs_ascent_plan *plan)
{
    const kurs_airframe *frame = &rocket->airframe;
    kurs_ascent_flight f;
    if (!frame->known) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_ascent_plan trimmed = *plan;
    trimmed.azimuth += frame->azimuth_trim;
    const kurs_status status = kurs_ascent_init(&f, rocket, spacecraft_kg, site, &trimmed);
    if (status < 0) {
        return status;
    }
    /* the level at which the pad lets go, on the way up */
    const double part = frame->release_ratio / pad_ratio(&f, rocket, site->height_m);
    if (!(part <= 1.0)) {
        return KURS_ERR_NO_SOLUTION;
    }
    kurs_ascent_six *six = &f.six;
    *six = (kurs_ascent_six){.on = 1,
                             .pad = {site->lat, site->lon, 0.0},
                             .ramp_end_s = {INFINITY, INFINITY, INFINITY},
                             .strapon_cut_s = INFINITY,
                             .ignition_s = INFINITY,
                             .core_cut_s = INFINITY,
                             .core_gone_s = INFINITY};
    f.levels =
        (kurs_levels){part * rocket->strapon.level.y[1], part * rocket->core.level.y[1], 0.0};
    ramp(&f, 0, rocket->strapon.level.y[1], (1.0 - part) * frame->build_up_s + 1e-6);
    ramp(&f, 1, rocket->core.level.y[1], (1.0 - part) * frame->build_up_s + 1e-6);

    const kurs_quat q = pad_attitude(&f.body, site, frame->stand_azimuth);
    const kurs_vec3 spin = v3_scale(KURS_EARTH_OMEGA, f.guidance.pole_gcrf);
    const kurs_mat3 gcrf_body = kurs_quat_m3(q);
    kurs_rigid_state *rigid = &six->rigid;
    *rigid = (kurs_rigid_state){.t = f.liftoff_s,
                                .s_gcrf = f.body.s_gcrf,
                                .q_gcrf_body = q,
                                .rate_body = kurs_m3_mulv(gcrf_body, spin),
                                .mass_kg = f.body.mass_kg};
    kurs_autopilot_init(&six->autopilot, q, f.guidance.launch_plane);

    /* from the point that is followed to the centre of mass */
    work w;
    kurs_state point;
    begin(&w, &f, rocket, &(kurs_sink){0});
    const kurs_status more =
        point_state(&w.rocket6, rigid, kurs_rocket6_flow(&w.rocket6, rigid->t), &point);
    if (more < 0) {
        return more;
    }
    rigid->s_gcrf.r = v3_sub(v3_scale(2.0, rigid->s_gcrf.r), point.r);
    rigid->s_gcrf.v = v3_sub(v3_scale(2.0, rigid->s_gcrf.v), point.v);
    *flight = f;
    return status;
}
