/* SPDX-License-Identifier: Apache-2.0 */
/* Where an escape begins: on the pad, or from the rocket in flight. */
#include "sim/escape.h"

#include <string.h>

#include "math/math.h"

static kurs_escape_setup setup_of(const kurs_escape_world *world, kurs_escape_mode mode,
                                  kurs_abort_cause cause)
{
    kurs_escape_setup setup = {.ship = *world->ship,
                               .rules = *world->rules,
                               .zone = *world->zone,
                               .mode = mode,
                               .cause = cause,
                               .lift_up = world->lift_up};
    if (world->wind) {
        setup.wind = *world->wind;
    }
    if (mode == KURS_ESCAPE_tower) { /* it comes down near the pad */
        setup.zone.height_m = world->site->height_m;
    }
    return setup;
}

const kurs_fault *kurs_escape_commanded(const kurs_mission *mission, int attempt, int recycles)
{
    const kurs_escape *escape = &mission->spacecraft.escape;
    for (int i = 0; i < mission->fault_count; i++) {
        const kurs_fault *fault = &mission->faults[i];
        if (fault->attempt == attempt && strcmp(fault->id, "escape-command") == 0 &&
            fault->recycles <= recycles && fault->t_s < 0.0 && escape->name[0] &&
            fault->t_s >= escape->armed_s) {
            return fault;
        }
    }
    return NULL;
}

kurs_status kurs_escape_from_pad(kurs_escape_flight *f, const kurs_escape_world *world,
                                 const kurs_rocket *rocket, const kurs_ascent_plan *plan,
                                 double t_s, kurs_abort_cause cause)
{
    const kurs_site *site = world->site;
    const kurs_abort_stand stand = {.met_s = t_s,
                                    .tower = rocket->tower_kg > 0.0,
                                    .fairing = 1,
                                    .fairing_jettison_s = rocket->fairing_jettison_s};
    const kurs_escape_mode mode = kurs_abort_mode(&world->ship->escape, &stand);
    if (!(t_s <= 0.0) || mode != KURS_ESCAPE_tower) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_body body = {.met_zero = plan->liftoff};
    const kurs_status caveat = kurs_body_set_time(&body, kurs_tai_add(plan->liftoff, t_s));
    if (caveat < 0) {
        return caveat;
    }
    const kurs_vec3 pad =
        kurs_geodetic_to_itrf((kurs_geodetic){site->lat, site->lon, site->height_m});
    body.s_gcrf = kurs_earth_state_gcrf(&body.earth, body.t_s, (kurs_state){pad, v3(0, 0, 0)});
    kurs_stack stack;
    kurs_stack_init(&stack, rocket, world->ship->mass_kg);
    body.mass_kg = kurs_stack_mass(&stack, rocket);
    const kurs_vec3 up =
        v3(cos(site->lat) * cos(site->lon), cos(site->lat) * sin(site->lon), sin(site->lat));
    const kurs_vec3 east = v3(-sin(site->lon), cos(site->lon), 0.0);
    const kurs_vec3 ahead =
        v3_axpy(v3_scale(cos(plan->azimuth), v3_cross(up, east)), sin(plan->azimuth), east);
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(&body.earth, body.t_s);
    kurs_escape_setup setup = setup_of(world, mode, cause);
    setup.tower_kg = rocket->tower_kg;
    setup.axis_gcrf = kurs_m3_tmulv(gcrf_itrf, up);
    setup.side_gcrf = kurs_m3_tmulv(gcrf_itrf, ahead);
    const kurs_status status = kurs_escape_init(f, &body, &setup);
    return status < 0 ? status : caveat;
}

kurs_status kurs_escape_from_ascent(kurs_escape_flight *f, const kurs_escape_world *world,
                                    const kurs_rocket *rocket, const kurs_ascent_flight *ascent,
                                    kurs_abort_cause cause)
{
    const kurs_stack *stack = &ascent->stack;
    const kurs_body *body = &ascent->body;
    const kurs_abort_stand stand = {.met_s = ascent->met_s,
                                    .tower = stack->tower && rocket->tower_kg > 0.0,
                                    .fairing = stack->fairing && rocket->fairing_kg > 0.0,
                                    .fairing_jettison_s = rocket->fairing_jettison_s,
                                    .s_gcrf = body->s_gcrf};
    const kurs_escape_mode mode = kurs_abort_mode(&world->ship->escape, &stand);
    if (ascent->done) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_escape_setup setup = setup_of(world, mode, cause);
    const kurs_mat3 gcrf_body = kurs_quat_m3(kurs_quat_unit(ascent->six.rigid.q_gcrf_body));
    const kurs_vec3 nose = v3(gcrf_body.m[0][0], gcrf_body.m[0][1], gcrf_body.m[0][2]);
    const kurs_vec3 axis = ascent->six.on ? nose
                                          : kurs_ascent_direction(&ascent->guidance, rocket,
                                                                  ascent->met_s, body->s_gcrf.r);
    const kurs_vec3 side = v3_cross(ascent->guidance.target.normal_gcrf, axis);
    setup.tower_kg = stand.tower ? rocket->tower_kg : 0.0;
    setup.fairing_kg = stand.fairing ? rocket->fairing_kg : 0.0;
    setup.axis_gcrf = v3_unit(axis);
    setup.side_gcrf = v3_unit(v3_axpy(side, -v3_dot(side, axis), axis));
    return kurs_escape_init(f, body, &setup);
}
