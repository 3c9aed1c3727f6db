/* SPDX-License-Identifier: Apache-2.0 */
/* The ascent in six degrees of freedom: ticks of the autopilot, cut-offs by velocity, steps. */
#include <string.h>

#include "math/math.h"
#include "sim/ascent6_parts.h"
#include "sim/sim.h"

static const double row_s = 0.5;

/* ---- cut-offs on velocity ---- */

static kurs_six_trigger armed(const kurs_ascent_flight *f)
{
    if (!isinf(f->six.ignition_s)) {
        return f->guidance.mode == KURS_ASCENT_FROZEN && !f->stack.upper_off ? KURS_SIX_UPPER
                                                                             : KURS_SIX_NONE;
    }
    if (!isinf(f->six.strapon_cut_s)) {
        return KURS_SIX_IGNITION;
    }
    return f->six.stepped ? KURS_SIX_STRAPON : KURS_SIX_STEP;
}

/* What the guidance would still lack after the tail-off that follows a cut-off here: as a velocity
 * that the tail-off gives. */
static double lacks(const kurs_six *w, const kurs_rigid_state *rigid)
{
    const kurs_rocket *rocket = w->known;
    const double thrust_n =
        w->flight->guidance.thrust_factor * rocket->upper.engines * rocket->upper.engine.f_vac_n;
    const double tail_s =
        0.5 * rocket->airframe.upper.settle_s * kurs_rocket6_levels(&w->rocket6, rigid->t).upper;
    const kurs_mat3 gcrf_body = kurs_quat_m3(kurs_quat_unit(rigid->q_gcrf_body));
    const kurs_vec3 nose = v3(gcrf_body.m[0][0], gcrf_body.m[0][1], gcrf_body.m[0][2]);
    kurs_state s;
    if (kurs_six_point(&w->rocket6, rigid, 0.0, &s) < 0) {
        return NAN;
    }
    s.v = v3_axpy(s.v, thrust_n / rigid->mass_kg * tail_s, nose);
    return kurs_ascent_energy_to_go(&w->flight->guidance, rocket, s);
}

/* Rises through 0 at the cut-off that is armed. */
static double trigger_value(const kurs_rigid_state *rigid, const void *ctx)
{
    const kurs_six *w = ctx;
    const kurs_cutoff_speeds *at = &w->rocket->cutoff;
    switch (armed(w->flight)) {
    case KURS_SIX_STEP:
        return rigid->apparent_m_s - at->strapon_step_m_s;
    case KURS_SIX_STRAPON:
        return rigid->apparent_m_s - at->strapon_m_s;
    case KURS_SIX_IGNITION:
        return rigid->apparent_m_s - at->upper_m_s;
    case KURS_SIX_UPPER:
        return -lacks(w, rigid);
    default:
        return -1.0;
    }
}

/* ---- motion ---- */

/* One tick: the commands of the last one come into force, the next ones are worked out. */
static kurs_status tick(kurs_six *w)
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
    const int past = f->stack.strapon && !f->max_q_seen && view.q_pa < six->q_pa &&
                     six->q_pa > KURS_MAX_Q_LEAST_PA;
    six->q_pa = view.q_pa;
    if (past) {
        f->max_q_seen = 1;
        return kurs_ascent_tell(&f->body, w->rocket, KURS_MARK_MAX_Q, w->sink);
    }
    return status;
}

/* Moves to met_s, or to the cut-off that is reached before. */
static kurs_status advance(kurs_six *w, double met_s, kurs_six_trigger *hit)
{
    kurs_ascent_flight *f = w->flight;
    kurs_rigid_state *rigid = &f->six.rigid;
    const kurs_rigid_state start = *rigid;
    const double t_end = kurs_six_clock(f, met_s);
    const kurs_vec3 felt = v3_add(f->six.felt_gcrf_m_s2, kurs_six_pull_between(f));
    kurs_vec3 all, aero;
    *hit = KURS_SIX_NONE;
    kurs_status status = kurs_rigid_move(&w->model, rigid, t_end);
    if (status >= 0 && armed(f) != KURS_SIX_NONE && !(trigger_value(rigid, w) < 0.0)) {
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
    status = kurs_six_point(&w->rocket6, rigid, kurs_rocket6_flow(&w->rocket6, rigid->t),
                            &f->body.s_gcrf);
    if (status >= 0) {
        status = kurs_six_forces(w, &all, &aero);
    }
    if (status < 0) {
        return status;
    }
    f->six.felt_gcrf_m_s2 = v3_scale(1.0 / rigid->mass_kg, all);
    const kurs_vec3 sum = v3_add(felt, v3_add(f->six.felt_gcrf_m_s2, kurs_six_pull_between(f)));
    f->six.row_gain_m_s = v3_axpy(f->six.row_gain_m_s, 0.5 * dt, sum);
    return status;
}

static kurs_status guide(kurs_six *w)
{
    kurs_ascent_flight *f = w->flight;
    if (isinf(f->six.core_gone_s) || f->levels.upper <= 0.0 || f->stack.upper_off) {
        return KURS_OK;
    }
    const kurs_nav nav = {kurs_body_time(&f->body), f->met_s - f->six.third_s, f->body.s_gcrf,
                          f->body.mass_kg};
    return kurs_ascent_steer(f, w->known, &nav, w->sink);
}

/* Flies to the end of the row or the next jump. */
static kurs_status fly_row(kurs_six *w, double row_at, kurs_six_trigger *hit, int *jump)
{
    kurs_ascent_flight *f = w->flight;
    const double period = w->rocket->airframe.autopilot_period_s;
    kurs_status status = KURS_OK;
    *jump = 0;
    while (status >= 0 && !*jump && f->met_s < row_at - KURS_SIX_SAME_S) {
        if (f->met_s >= f->six.next_tick * period - KURS_SIX_SAME_S) {
            status = tick(w);
        }
        const double due = kurs_six_next_due(w);
        const double stop =
            fmin(fmin(row_at, f->six.next_tick * period), fmin(kurs_six_next_ramp_end(f), due));
        if (status >= 0) {
            status = advance(w, stop, hit);
        }
        if (status >= 0) {
            *jump = *hit != KURS_SIX_NONE || due <= f->met_s + KURS_SIX_SAME_S;
            if (!*jump) {
                kurs_six_end_ramps(w);
            }
        }
    }
    return status;
}

kurs_status kurs_ascent6_step(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              const kurs_rocket *known, const kurs_sink *sink)
{
    kurs_six w;
    kurs_six_trigger hit;
    int jump;
    kurs_six_begin(&w, flight, rocket, sink);
    w.known = known;
    kurs_status status = KURS_OK;
    if (!flight->started) {
        flight->started = 1;
        flight->next_row = 1;
        status = kurs_ascent_tell(&flight->body, rocket, KURS_MARK_LIFTOFF, sink);
    }
    if (status >= 0) {
        status = kurs_six_open_row(&w);
    }
    const double row_at = flight->next_row * row_s;
    if (status >= 0) {
        status = fly_row(&w, row_at, &hit, &jump);
    }
    if (status >= 0) {
        status = kurs_ascent_check_height(flight);
    }
    if (status >= 0) {
        status = kurs_six_close_row(&w);
    }
    if (status < 0) {
        return status;
    }
    flight->next_row += flight->met_s >= row_at - KURS_SIX_SAME_S;
    if (jump) {
        status = kurs_six_change_arc(&w, hit);
        kurs_six_end_ramps(&w);
    } else {
        kurs_six_close_arc(&w);
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

/* The steps of the levels that the sequence knows by their number, as files have them. */
static int levels_are_known(const kurs_rocket *r)
{
    return r->strapon.count == KURS_VERNIERS && r->strapon.level.count == 4 &&
           r->core.level.count == 3 && r->upper.level.count == 1;
}

kurs_status kurs_ascent6_init(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              double spacecraft_kg, const kurs_site *site,
                              const kurs_ascent_plan *plan)
{
    const kurs_airframe *frame = &rocket->airframe;
    kurs_ascent_flight f;
    if (!frame->known || !levels_are_known(rocket)) {
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
    kurs_six_ramp(&f, 0, rocket->strapon.level.y[1], (1.0 - part) * frame->build_up_s + 1e-6);
    kurs_six_ramp(&f, 1, rocket->core.level.y[1], (1.0 - part) * frame->build_up_s + 1e-6);

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
    kurs_six w;
    kurs_state point;
    kurs_six_begin(&w, &f, rocket, &(kurs_sink){0});
    const kurs_status more =
        kurs_six_point(&w.rocket6, rigid, kurs_rocket6_flow(&w.rocket6, rigid->t), &point);
    if (more < 0) {
        return more;
    }
    rigid->s_gcrf.r = v3_sub(v3_scale(2.0, rigid->s_gcrf.r), point.r);
    rigid->s_gcrf.v = v3_sub(v3_scale(2.0, rigid->s_gcrf.v), point.v);
    *flight = f;
    return status;
}
