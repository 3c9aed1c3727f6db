/* SPDX-License-Identifier: Apache-2.0 */
#include "plan/plan.h"

#include <stdio.h>

#include "kurs/env.h"
#include "kurs/ephemeris.h"
#include "kurs/glide.h"
#include "math/math.h"

#define DAY_S 86400.0
/* Ignition to the parachute over the zone, first guess: MS-11 took 2314 s. */
#define IGNITION_TO_PARACHUTE_S 2314.0
/* A pass farther from the zone than this is not worth a flight of the planner. */
#define LOOK_M 700e3
/* Mean bank with which a Soyuz flies home: it fits the MS-11 timeline. */
#define NOMINAL_BANK (57.0 * KURS_DEG)
#define SPRINGS_S 1.0
/* MS-11 fired 8 s for 0.53 m/s. */
#define SEPARATION_BURN_S 8.0
#define GLIDE_MAX_S 4000.0
/* Aiming moves an ignition from its first guess by less: half a turn. */
#define AIM_REACH_S 2700.0

/* What the flight without turns from one ignition came to. */
typedef struct trial {
    kurs_tai undock, separation_on, burn_on, parachute;
    kurs_vec3 separation_dv_gcrf, deorbit_dir_gcrf;
    double ahead_m, left_m; /* of the zone from where the parachute opens, along its course */
    double ground_speed;    /* of the station's track, m/s */
    double drift_m, course; /* under the parachute; course [rad] east of north */
    double descent_s;
    kurs_status worst;
    int dry; /* the tanks do not hold a burn of it */
} trial;

typedef struct planner {
    const kurs_return_ask *ask;
    kurs_earth earth;
    kurs_geodetic zone;
} planner;

/* The docked ship: at its port, turning with the station. */
static kurs_status docked_state(const planner *p, double t_s, kurs_state *ship, kurs_vec3 *axis)
{
    kurs_state station;
    const kurs_status status = kurs_sgp4_state_gcrf(p->ask->station, &p->earth, t_s, &station);
    if (status < 0) {
        return status;
    }
    const kurs_port *port = p->ask->port;
    *ship = kurs_lvlh_point(station, kurs_port_ship_lvlh(port, p->ask->ship->nose_m));
    *axis = kurs_m3_tmulv(kurs_lvlh_axes(station), port->axis_lvlh);
    return status;
}

/*
 * The separation burn goes out along the port and back along the orbit by like parts: out to
 * get clear, back to fall under the station and ahead of it, so that the ship does not meet it
 * again a turn later.
 */
static kurs_vec3 separation_direction(kurs_vec3 axis, kurs_vec3 velocity)
{
    const kurs_vec3 back = v3_scale(-1.0, v3_unit(velocity));
    return fabs(v3_dot(axis, back)) > 0.7 ? axis : v3_unit(v3_add(axis, back));
}

/* Flies one thrust of a given velocity change from where *at is; mass falls with it. */
static kurs_status fly_burn(const planner *p, kurs_flight_point *at, kurs_vec3 dir, double dv,
                            double force, double exhaust, trial *out)
{
    const double used = at->mass_kg * -expm1(-dv / exhaust);
    const double flow = force / exhaust, cd_area = p->ask->ship->cd_area_m2;
    if (kurs_spacecraft_burn_time(p->ask->ship, at->mass_kg, flow) < used / flow) {
        out->dry = 1;
        return KURS_ERR_NO_SOLUTION;
    }
    const kurs_thrust_arc arc = {at->t_s, at->t_s + used / flow, dir, force, flow};
    const kurs_forces forces = {&p->earth, cd_area, &arc, 1};
    return kurs_orbit_propagate(&forces, at, arc.t_off);
}

static kurs_status coast(const planner *p, kurs_flight_point *at, double t_end, double cd_area)
{
    const kurs_forces forces = {&p->earth, cd_area, NULL, 0};
    return kurs_orbit_propagate(&forces, at, t_end);
}

/* From the port to the end of the separation burn. */
static kurs_status leave(const planner *p, kurs_flight_point *at, trial *out)
{
    const kurs_return_ask *ask = p->ask;
    const kurs_spacecraft *ship = ask->ship;
    const double exhaust = ship->thruster.isp_vac_s * KURS_G0;
    kurs_vec3 axis;
    kurs_status status = docked_state(p, at->t_s, &at->s_gcrf, &axis);
    out->worst = kurs_status_worse(out->worst, status);
    if (status < 0) {
        return status;
    }
    const double wait =
        0.5 * SPRINGS_S + ask->rules->separation_burn_range_m / ship->spring_speed_m_s;
    /* the springs push for a second: the same as one push at its middle */
    at->s_gcrf.r = v3_axpy(at->s_gcrf.r, -0.5 * SPRINGS_S * ship->spring_speed_m_s, axis);
    at->s_gcrf.v = v3_axpy(at->s_gcrf.v, ship->spring_speed_m_s, axis);
    status = coast(p, at, at->t_s + wait, ship->cd_area_m2);
    if (status < 0) {
        return status;
    }
    const double dv = ask->rules->separation_burn_m_s;
    const kurs_vec3 dir = separation_direction(axis, at->s_gcrf.v);
    out->separation_on = kurs_tai_add(p->earth.t_ref, at->t_s);
    out->separation_dv_gcrf = v3_scale(dv, dir);
    const double force = at->mass_kg * dv / SEPARATION_BURN_S;
    return fly_burn(p, at, dir, dv, force, exhaust, out);
}

/* Deorbit burn and the coast to the separation of the modules. */
static kurs_status deorbit(const planner *p, kurs_flight_point *at, double burn_s, trial *out)
{
    const kurs_spacecraft *ship = p->ask->ship;
    const kurs_return_rules *rules = p->ask->rules;
    const double exhaust = ship->main.isp_vac_s * KURS_G0;
    kurs_status status = coast(p, at, burn_s + ship->main_dead_time_s, ship->cd_area_m2);
    if (status < 0) {
        return status;
    }
    /* the attitude is set against the velocity and held among the stars while the engine burns */
    out->deorbit_dir_gcrf = v3_scale(-1.0, v3_unit(at->s_gcrf.v));
    status = fly_burn(p, at, out->deorbit_dir_gcrf, rules->deorbit_m_s, ship->main.f_vac_n, exhaust,
                      out);
    if (status < 0) {
        return status;
    }
    return coast(p, at, burn_s + rules->module_separation_s, ship->cd_area_m2);
}

/*
 * Under the canopies: way still made over the ground and time to it. Flown under the pilot and
 * drogue canopies in a vertical plane, then sinking at the balance of weight and drag.
 */
static void under_canopy(const planner *p, kurs_state s_itrf, trial *out)
{
    const kurs_spacecraft *ship = p->ask->ship;
    const kurs_geodetic place = kurs_geodetic_from_itrf(s_itrf.r);
    const kurs_vec3 v_enu = kurs_m3_mulv(kurs_geodetic_itrf_enu(place), s_itrf.v);
    const kurs_glider body = {ship->entry_area_m2, ship->entry_cd, 0.0};
    const double body_m2 = ship->entry_area_m2 * kurs_glide_cd(&body, 0.6);
    const double fast_s = ship->inflation_s + ship->drogue_time_s, step = 0.05;
    double along = hypot(v_enu.x, v_enu.y), down = -v_enu.z, h = place.h, t = 0.0, drift = 0.0;
    for (; t < fast_s && h > p->zone.h; t += step) {
        /* a canopy counts as open when it is half filled */
        const double canopy =
            t < 1.5 * ship->inflation_s ? ship->pilot_cd_area_m2 : ship->drogue_cd_area_m2;
        const double density = kurs_atmosphere_us76(h).density;
        const double k =
            0.5 * density * hypot(along, down) * (canopy + body_m2) / ship->descent_module_kg;
        along -= step * k * along;
        down += step * (KURS_G0 - k * down);
        drift += step * along;
        h -= step * down;
    }
    const double light_kg = ship->descent_module_kg - ship->heat_shield_kg;
    while (h > p->zone.h) {
        const double way = fmin(100.0, h - p->zone.h);
        const double density = kurs_atmosphere_us76(h - 0.5 * way).density;
        t += way * sqrt(0.5 * density * (ship->main_cd_area_m2 + body_m2) / (light_kg * KURS_G0));
        h -= way;
    }
    out->descent_s = t;
    out->drift_m = drift;
    out->course = atan2(v_enu.x, v_enu.y);
}

/* Where the zone lies from the end of the flight, and how fast the track moves with ignition. */
static void compare(const planner *p, const kurs_flight_point *at, trial *out)
{
    const kurs_state s_itrf = kurs_earth_state_itrf(&p->earth, at->t_s, at->s_gcrf);
    const kurs_vec3 zone = v3_unit(kurs_geodetic_to_itrf(p->zone));
    const kurs_vec3 up = v3_unit(s_itrf.r);
    const kurs_vec3 left = v3_unit(v3_cross(s_itrf.r, s_itrf.v));
    const kurs_vec3 ahead = v3_cross(left, up);
    out->left_m = KURS_WGS84_A * asin(v3_dot(zone, left));
    under_canopy(p, s_itrf, out);
    out->ahead_m = KURS_WGS84_A * atan2(v3_dot(zone, ahead), v3_dot(zone, up)) - out->drift_m;
    out->parachute = kurs_tai_add(p->earth.t_ref, at->t_s);
}

/* The whole flight without turns from one ignition. */
static kurs_status fly(const planner *p, double burn_s, trial *out)
{
    const kurs_return_ask *ask = p->ask;
    kurs_flight_point at = {.t_s = burn_s - ask->rules->undock_to_burn_s, .mass_kg = ask->mass_kg};
    *out = (trial){.undock = kurs_tai_add(p->earth.t_ref, at.t_s),
                   .burn_on = kurs_tai_add(p->earth.t_ref, burn_s)};
    kurs_status status = leave(p, &at, out);
    if (status < 0) {
        return status;
    }
    status = coast(p, &at, burn_s, ask->ship->cd_area_m2);
    if (status < 0) {
        return status;
    }
    status = deorbit(p, &at, burn_s, out);
    if (status < 0) {
        return status;
    }
    const kurs_glider glider = {ask->ship->entry_area_m2, ask->ship->entry_cd,
                                ask->ship->entry_lift_to_drag};
    const kurs_lift lift = {cos(NOMINAL_BANK), 0.0};
    at.mass_kg = ask->ship->descent_module_kg;
    status =
        kurs_glide_descend(&p->earth, &glider, lift, &at, ask->ship->drogue_deploy_m, GLIDE_MAX_S);
    if (status < 0) {
        return status;
    }
    compare(p, &at, out);
    return KURS_OK;
}

/* Moves ignition until the parachute opens beside the zone. */
static kurs_status aim(const planner *p, double burn_s, trial *out)
{
    for (int i = 0; i < 12; i++) {
        if (p->ask->stop && p->ask->stop(p->ask->stop_ctx)) {
            return KURS_ERR_STOPPED;
        }
        const kurs_status status = fly(p, burn_s, out);
        if (status < 0) {
            return status;
        }
        const double change = out->ahead_m / 7200.0; /* the track's speed over the ground */
        burn_s += change;
        if (fabs(change) < 0.05) {
            return out->worst;
        }
    }
    return KURS_ERR_NO_CONVERGENCE;
}

/* The station against the zone at t: distance ahead and to the left, and its northward motion. */
static kurs_status station_offset(const planner *p, double t_s, double *ahead_m, double *left_m,
                                  double *north)
{
    kurs_state s;
    const kurs_status status = kurs_sgp4_state_gcrf(p->ask->station, &p->earth, t_s, &s);
    if (status < 0) {
        return status;
    }
    s = kurs_earth_state_itrf(&p->earth, t_s, s);
    const kurs_vec3 zone = v3_unit(kurs_geodetic_to_itrf(p->zone));
    const kurs_vec3 up = v3_unit(s.r), left = v3_unit(v3_cross(s.r, s.v));
    *ahead_m = KURS_WGS84_A * atan2(v3_dot(zone, v3_cross(left, up)), v3_dot(zone, up));
    *left_m = KURS_WGS84_A * asin(v3_dot(zone, left));
    *north = s.v.z;
    return KURS_OK;
}

/* Whether an undocking falls into the time asked for: 0, else -1 before it or 1 after it. */
static int side_of(const kurs_return_ask *ask, kurs_tai undock, double slack_s)
{
    if (!ask->bounded) {
        return 0;
    }
    return kurs_tai_diff(undock, ask->from) < -slack_s    ? -1
           : kurs_tai_diff(undock, ask->until) >= slack_s ? 1
                                                          : 0;
}

/* Takes down a pass; keeps its trial when it is the best one so far. */
static void note(kurs_return_search *search, const trial *t, const kurs_return_ask *ask,
                 trial *best, int *chosen)
{
    if (search->count >= KURS_MAX_RETURN_PASSES) {
        return;
    }
    kurs_return_pass *pass = &search->passes[search->count];
    *pass = (kurs_return_pass){.burn_on = t->burn_on,
                               .landing = kurs_tai_add(t->parachute, t->descent_s),
                               .cross_range_m = t->left_m,
                               .side = side_of(ask, t->undock, 0.0)};
    if (pass->side != 0) {
        snprintf(pass->reason, sizeof pass->reason,
                 "aimed, its undocking falls into the time of other elements of the station");
    } else if (kurs_tai_diff(t->undock, ask->ready) < 0.0) {
        snprintf(pass->reason, sizeof pass->reason,
                 "undocking before hatches could be open and closed");
    } else if (fabs(t->left_m) > KURS_RETURN_CROSS_RANGE_M) {
        snprintf(pass->reason, sizeof pass->reason, "cross-range of %.0f km, the limit is %.0f km",
                 fabs(t->left_m) / 1e3, KURS_RETURN_CROSS_RANGE_M / 1e3);
    } else if (*chosen >= 0 && fabs(best->left_m) <= fabs(t->left_m)) {
        snprintf(pass->reason, sizeof pass->reason, "another pass has less cross-range");
    } else {
        if (*chosen >= 0) {
            snprintf(search->passes[*chosen].reason, sizeof pass->reason,
                     "another pass has less cross-range");
        }
        *best = *t;
        *chosen = search->count;
    }
    search->count++;
}

/* Takes down a pass that no flight was found for; where it would land is not known better. */
static void note_lost(kurs_return_search *search, const trial *last, const kurs_return_ask *ask)
{
    const kurs_tai landing = kurs_tai_add(last->burn_on, IGNITION_TO_PARACHUTE_S);
    const double of_day = kurs_tai_diff(landing, ask->day);
    if (search->count >= KURS_MAX_RETURN_PASSES || of_day < 0.0 || of_day >= DAY_S) {
        return;
    }
    kurs_return_pass *pass = &search->passes[search->count++];
    *pass = (kurs_return_pass){.burn_on = last->burn_on,
                               .landing = landing,
                               .cross_range_m = NAN,
                               .side = side_of(ask, last->undock, 0.0)};
    snprintf(pass->reason, sizeof pass->reason, "%s",
             last->dry ? "the tanks do not hold its burns"
                       : "no ignition opens the parachute over the zone");
}

/* All northbound passes of the day. */
static kurs_status look(const planner *p, double day_s, kurs_return_search *search, trial *best,
                        int *chosen)
{
    const kurs_return_ask *ask = p->ask;
    const double step = 60.0;
    double before = 0.0;
    kurs_status worst = KURS_OK;
    for (double t = day_s - 1800.0; t < day_s + DAY_S; t += step) {
        double ahead, left, north;
        kurs_status status = station_offset(p, t, &ahead, &left, &north);
        if (status < 0) {
            return status;
        }
        const int passed = before > 0.0 && ahead <= 0.0 && before < 1e6;
        before = ahead;
        if (!passed || north <= 0.0 || fabs(left) > LOOK_M) {
            continue;
        }
        const double burn_s = t + ahead / 7200.0 - IGNITION_TO_PARACHUTE_S;
        trial found = {.burn_on = kurs_tai_add(p->earth.t_ref, burn_s)};
        found.undock = kurs_tai_add(found.burn_on, -ask->rules->undock_to_burn_s);
        if (side_of(ask, found.undock, AIM_REACH_S) != 0) {
            continue;
        }
        status = aim(p, burn_s, &found);
        if (status == KURS_ERR_NO_CONVERGENCE || status == KURS_ERR_NO_SOLUTION) {
            note_lost(search, &found, ask);
            continue;
        }
        if (status < 0) {
            return status;
        }
        worst = kurs_status_worse(worst, status);
        const double landing = kurs_tai_diff(found.parachute, ask->day) + found.descent_s;
        if (landing >= 0.0 && landing < DAY_S) {
            note(search, &found, ask, best, chosen);
        }
    }
    return worst;
}

static void fill(const planner *p, const trial *best, kurs_return_plan *out)
{
    const double r = KURS_WGS84_A;
    *out = (kurs_return_plan){
        .undock = best->undock,
        .burn_on = best->burn_on,
        .separation_on = best->separation_on,
        .separation_s = SEPARATION_BURN_S,
        .separation_dv_gcrf_m_s = best->separation_dv_gcrf,
        .deorbit_dir_gcrf = best->deorbit_dir_gcrf,
        .deorbit_m_s = p->ask->rules->deorbit_m_s,
        .landing = kurs_tai_add(best->parachute, best->descent_s),
        .aim_lat = p->zone.lat - best->drift_m * cos(best->course) / r,
        .aim_lon = p->zone.lon - best->drift_m * sin(best->course) / (r * cos(p->zone.lat)),
        .cross_range_m = best->left_m,
    };
}

kurs_status kurs_plan_return(const kurs_return_ask *ask, kurs_return_plan *out,
                             kurs_return_search *search)
{
    if (!ask || !ask->station || !ask->rules || !ask->zone || !ask->ship || !ask->port || !out ||
        !(ask->mass_kg > ask->ship->descent_module_kg) || !(ask->ship->spring_speed_m_s > 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    planner p = {.ask = ask, .zone = {ask->zone->lat, ask->zone->lon, ask->zone->height_m}};
    const kurs_status earth_status = kurs_earth_init(&p.earth, kurs_tai_add(ask->day, 0.5 * DAY_S));
    if (earth_status < 0) {
        return earth_status;
    }
    kurs_return_search seen = {0};
    trial best = {0};
    int chosen = -1;
    const kurs_status status =
        look(&p, kurs_tai_diff(ask->day, p.earth.t_ref), &seen, &best, &chosen);
    if (status < 0) {
        return status;
    }
    if (search) {
        *search = seen;
    }
    if (chosen < 0) {
        return KURS_ERR_NO_SOLUTION;
    }
    fill(&p, &best, out);
    return kurs_status_worse(earth_status, status);
}
