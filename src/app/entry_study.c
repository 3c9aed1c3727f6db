/* SPDX-License-Identifier: Apache-2.0 */
#include "app/entry_study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "kurs/ephemeris.h"
#include "kurs/glide.h"
#include "math/math.h"
#include "sim/sim.h"

#define PARTED_S 900.0   /* after ignition, of a burn that is larger than planned */
#define ENTRY_S 1500.0   /* an entry takes a third of it */
#define SKIPPED_M 1000.0 /* over the entry interface again */
#define GLIDE_S 4000.0
#define LEAST 0.5      /* of the planned burn... */
#define MOST 3.0       /* ...is looked at */
#define EDGE_M_S 0.125 /* 0.01 deg of the path where it is flat */
#define PEAK_S 1.0
#define EDGE_BANK (0.05 * KURS_DEG)
enum { STEPS = 20000, SIDE = (KURS_ENTRY_RING - 3) / 2 };

/* ---- one flight ------------------------------------------------------------------------------ */

typedef struct entry_flight {
    int came; /* 1: to the parachute */
    kurs_body interface, end;
    double path_angle, peak_g, miss_m;
    kurs_tai peak;
} entry_flight;

typedef struct study {
    const kurs_return_ask *ask;
    const kurs_wind_profile *wind;
    kurs_return_flight *flight; /* worked with */
} study;

static kurs_geodetic place_of(const kurs_body *body)
{
    return kurs_geodetic_from_itrf(
        kurs_m3_mulv(kurs_earth_gcrf_itrf(&body->earth, body->t_s), body->s_gcrf.r));
}

static double path_angle_of(const kurs_body *body)
{
    return asin(v3_dot(v3_unit(body->s_gcrf.v), v3_unit(body->s_gcrf.r)));
}

static double miss_of(const kurs_body *body, const kurs_return_plan *plan)
{
    const kurs_geodetic at = place_of(body), aim = {plan->aim_lat, plan->aim_lon, 0.0};
    const kurs_vec3 here = kurs_geodetic_to_itrf((kurs_geodetic){at.lat, at.lon, 0.0});
    return KURS_WGS84_A * v3_angle(here, kurs_geodetic_to_itrf(aim));
}

/* The ship at its port when it undocks by a plan. */
static kurs_status begin(const study *s, const kurs_return_plan *plan,
                         const kurs_return_rules *rules, int ballistic)
{
    const kurs_return_ask *ask = s->ask;
    kurs_return_setup setup = {.ship = *ask->ship,
                               .rules = *rules,
                               .zone = *ask->zone,
                               .plan = *plan,
                               .station = *ask->station,
                               .ballistic = ballistic};
    kurs_body docked = {.met_zero = plan->undock, .mass_kg = ask->mass_kg};
    kurs_state station;
    if (s->wind) {
        setup.wind = *s->wind;
    }
    kurs_status status = kurs_body_set_time(&docked, plan->undock);
    if (status >= 0) {
        status = kurs_sgp4_state_gcrf(ask->station, &docked.earth, docked.t_s, &station);
    }
    if (status < 0) {
        return status;
    }
    docked.s_gcrf = kurs_lvlh_point(station, kurs_port_ship_lvlh(ask->port, ask->ship->nose_m));
    setup.port_axis_gcrf = kurs_m3_tmulv(kurs_lvlh_axes(station), ask->port->axis_lvlh);
    status = kurs_return_init(s->flight, &docked, &setup);
    s->flight->setup.alone = 1; /* the range to the station is not asked for */
    return status;
}

/* Flies a plan to the parachute. OK also where it does not come to that. */
static kurs_status fly(const study *s, const kurs_return_plan *plan, const kurs_return_rules *rules,
                       int ballistic, entry_flight *out)
{
    static const kurs_sink nobody = {0};
    kurs_return_flight *f = s->flight;
    *out = (entry_flight){.path_angle = NAN, .peak_g = NAN, .miss_m = NAN};
    kurs_status status = begin(s, plan, rules, ballistic);
    for (int i = 0; i < STEPS && status >= 0 && !f->done && f->leg < KURS_RETURN_pilot; i++) {
        const kurs_return_leg before = f->leg;
        status = kurs_return_step(f, &nobody);
        if (f->leg == KURS_RETURN_entry && before != f->leg) {
            out->interface = f->body;
            out->path_angle = path_angle_of(&f->body);
        }
        if (f->leg == KURS_RETURN_entry &&
            (place_of(&f->body).h > rules->entry_interface_m + SKIPPED_M ||
             kurs_tai_diff(kurs_body_time(&f->body), kurs_body_time(&out->interface)) > ENTRY_S)) {
            return KURS_OK;
        }
    }
    if (status >= 0 && f->leg == KURS_RETURN_pilot && !isnan(out->path_angle)) {
        out->came = 1;
        out->end = f->body;
        out->peak_g = f->peak_load_g;
        out->peak = f->peak.t;
        out->miss_m = miss_of(&f->body, plan);
    }
    return status == KURS_ERR_MEMORY ? status : KURS_OK;
}

/* ---- the corridor ---------------------------------------------------------------------------- */

/* A burn that is tried: what of it is flown depends on the side that it is for. */
typedef struct tried {
    int fits;
    kurs_return_plan plan;
    kurs_return_rules rules;
    entry_flight steered;
    char limit[KURS_EVENT_TEXT_SIZE]; /* why it does not fit */
} tried;

static kurs_status plan_with(const study *s, double dv, tried *out)
{
    kurs_return_search search = {0};
    kurs_return_ask ask = *s->ask;
    out->rules = *s->ask->rules;
    out->rules.deorbit_m_s = dv;
    if (dv > s->ask->rules->deorbit_m_s) {
        out->rules.module_separation_s = fmin(out->rules.module_separation_s, PARTED_S);
    }
    ask.rules = &out->rules;
    const kurs_status status = kurs_plan_return(&ask, &out->plan, &search);
    if (status < 0) {
        snprintf(out->limit, sizeof out->limit, "%s",
                 search.count > 0 ? search.passes[0].reason : "no pass leads to the zone");
    }
    out->fits = status >= 0;
    return status == KURS_ERR_MEMORY || status == KURS_ERR_STOPPED ? status : KURS_OK;
}

static kurs_status check_spin(const study *s, tried *out)
{
    const double most = s->ask->rules->load_max_g;
    entry_flight spun;
    const kurs_status status = fly(s, &out->plan, &out->rules, 1, &spun);
    if (status >= 0 && spun.peak_g > most) {
        out->fits = 0;
        snprintf(out->limit, sizeof out->limit, "a fall in a spin comes to more than %.3g g", most);
    }
    return status;
}

static kurs_status check_steered(const study *s, tried *out)
{
    const double most = s->ask->rules->load_max_g;
    const kurs_status status = fly(s, &out->plan, &out->rules, 0, &out->steered);
    if (status < 0) {
        return status;
    }
    const double miss_m = out->steered.miss_m;
    if (!out->steered.came) {
        snprintf(out->limit, sizeof out->limit, "it leaves the air again");
    } else if (miss_m > s->ask->zone->radius_m) {
        snprintf(out->limit, sizeof out->limit, "the parachute opens %.0f km from the aim",
                 miss_m / 1e3);
    } else if (out->steered.peak_g > most) {
        snprintf(out->limit, sizeof out->limit, "the steered entry comes to more than %.3g g",
                 most);
    } else {
        return KURS_OK;
    }
    out->fits = 0;
    return KURS_OK;
}

/* Whether a burn of dv fits; `thorough` also whether its entry can be steered. */
static kurs_status try_burn(const study *s, double dv, int thorough, tried *out)
{
    memset(out, 0, sizeof *out);
    kurs_status status = plan_with(s, dv, out);
    if (status >= 0 && out->fits && dv > s->ask->rules->deorbit_m_s) {
        status = check_spin(s, out);
    }
    if (status >= 0 && out->fits && thorough) {
        status = check_steered(s, out);
    }
    return status;
}

/* Between a burn that fits and one that does not; `limit` tells of the latter. */
static kurs_status narrow(const study *s, int thorough, double *good, double bad, char *limit)
{
    tried now;
    kurs_status status = KURS_OK;
    while (status >= 0 && fabs(bad - *good) > EDGE_M_S) {
        const double middle = 0.5 * (*good + bad);
        status = try_burn(s, middle, thorough, &now);
        if (status >= 0 && now.fits) {
            *good = middle;
        } else if (status >= 0) {
            bad = middle;
            snprintf(limit, KURS_EVENT_TEXT_SIZE, "%s", now.limit);
        }
    }
    return status;
}

/* First without steering, which is quick; where that leads too far, with it. */
static kurs_status find_side(const study *s, double farthest, kurs_entry_side *out)
{
    tried now;
    double good = s->ask->rules->deorbit_m_s;
    *out = (kurs_entry_side){.path_angle = NAN, .peak_g = NAN, .deorbit_m_s = NAN};
    kurs_status status = try_burn(s, farthest, 0, &now);
    if (status >= 0 && now.fits) {
        good = farthest;
        snprintf(out->limit, sizeof out->limit, "no burn beyond %.0f m/s is looked at", farthest);
    } else if (status >= 0) {
        snprintf(out->limit, sizeof out->limit, "%s", now.limit);
        status = narrow(s, 0, &good, farthest, out->limit);
    }
    if (status >= 0) {
        status = try_burn(s, good, 1, &now);
    }
    if (status >= 0 && !now.fits) {
        const double bad = good;
        good = s->ask->rules->deorbit_m_s;
        snprintf(out->limit, sizeof out->limit, "%s", now.limit);
        status = narrow(s, 1, &good, bad, out->limit);
        if (status >= 0) {
            status = try_burn(s, good, 1, &now);
        }
    }
    if (status >= 0 && now.fits) {
        out->path_angle = now.steered.path_angle;
        out->peak_g = now.steered.peak_g;
        out->deorbit_m_s = good;
    }
    return status;
}

/* ---- the footprint --------------------------------------------------------------------------- */

static kurs_status add_place(const study *s, const kurs_body *from, kurs_lift lift,
                             kurs_entry_study *out)
{
    const kurs_spacecraft *ship = s->ask->ship;
    const kurs_glider glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag};
    kurs_flight_point p = {from->t_s, from->s_gcrf, from->mass_kg};
    const kurs_status status =
        kurs_glide_descend(&from->earth, &glider, lift, &p, ship->drogue_deploy_m, GLIDE_S);
    if (status < 0) {
        return status;
    }
    kurs_body end = *from;
    end.t_s = p.t_s;
    end.s_gcrf = p.s_gcrf;
    const kurs_geodetic place = place_of(&end);
    out->ring[out->ring_count].lat = place.lat;
    out->ring[out->ring_count++].lon = place.lon;
    return KURS_OK;
}

/* Greatest load [g] from the interface to the parachute with a steady bank. */
static kurs_status steady_peak(const study *s, const kurs_body *from, double bank, double *peak_g)
{
    const kurs_spacecraft *ship = s->ask->ship;
    const kurs_capsule capsule = {
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag},
        .lifting = 1,
        .bank = bank};
    kurs_flight_point p = {from->t_s, from->s_gcrf, from->mass_kg};
    int hit = 0;
    *peak_g = 0.0;
    while (!hit) {
        if (p.t_s - from->t_s > GLIDE_S) {
            return KURS_ERR_NO_SOLUTION;
        }
        const kurs_status status = kurs_capsule_move(&capsule, &from->earth, &p, p.t_s + PEAK_S,
                                                     ship->drogue_deploy_m, &hit);
        if (status < 0) {
            return status;
        }
        const double felt = v3_norm(kurs_capsule_felt(&capsule, &from->earth, &p));
        *peak_g = fmax(*peak_g, felt / KURS_G0);
    }
    return KURS_OK;
}

/* Down from the limit of the guidance to where a steady bank comes to load_max. ERR_NO_SOLUTION
 * where the least bank is over it. */
static kurs_status find_most(const study *s, const kurs_body *from, double least, double *most)
{
    double peak_g, over = acos(kurs_entry_rules_default.cos_min);
    kurs_status status = steady_peak(s, from, over, &peak_g);
    *most = over;
    if (status < 0 || !(peak_g > s->ask->rules->load_max_g)) {
        return status;
    }
    status = steady_peak(s, from, least, &peak_g);
    if (status >= 0 && peak_g > s->ask->rules->load_max_g) {
        return KURS_ERR_NO_SOLUTION;
    }
    *most = least;
    while (status >= 0 && over - *most > EDGE_BANK) {
        const double middle = 0.5 * (*most + over);
        status = steady_peak(s, from, middle, &peak_g);
        *(peak_g > s->ask->rules->load_max_g ? &over : most) = middle;
    }
    return status;
}

/* From the far tip, with the lift swinging, to the right and on to the near side; over that, again
 * swinging, and back on the left. */
static void find_ring(const study *s, const kurs_body *from, kurs_entry_study *out)
{
    const double least = acos(kurs_entry_rules_default.cos_max);
    double most;
    kurs_status status = find_most(s, from, least, &most);
    if (status >= 0) {
        out->bank_most = most;
        status = add_place(s, from, (kurs_lift){cos(least), 0.0}, out);
    }
    for (int i = 0; i < SIDE && status >= 0; i++) {
        const double bank = least + (most - least) * i / (SIDE - 1);
        status = add_place(s, from, (kurs_lift){cos(bank), sin(bank)}, out);
    }
    if (status >= 0) {
        status = add_place(s, from, (kurs_lift){cos(most), 0.0}, out);
    }
    for (int i = SIDE - 1; i >= 0 && status >= 0; i--) {
        const double bank = least + (most - least) * i / (SIDE - 1);
        status = add_place(s, from, (kurs_lift){cos(bank), -sin(bank)}, out);
    }
    if (status < 0) {
        out->ring_count = 0;
        out->bank_most = NAN;
        return;
    }
    out->ring[out->ring_count] = out->ring[0];
    out->ring_count++;
}

/* ---- all ------------------------------------------------------------------------------------- */

kurs_status kurs_entry_study_make(const kurs_return_ask *ask, const kurs_return_plan *plan,
                                  const kurs_wind_profile *wind, kurs_entry_study *out)
{
    if (!(ask->ship->descent_module_kg > 0.0)) {
        return KURS_ERR_ARGUMENT;
    }
    study s = {ask, wind, kurs_alloc(sizeof *s.flight)};
    kurs_entry_study made = {.path_angle = NAN,
                             .bank_most = NAN,
                             .peak_g = NAN,
                             .ballistic_peak_g = NAN,
                             .steep = {.path_angle = NAN, .peak_g = NAN, .deorbit_m_s = NAN},
                             .shallow = {.path_angle = NAN, .peak_g = NAN, .deorbit_m_s = NAN}};
    entry_flight steered, spun;
    kurs_status status = s.flight ? KURS_OK : KURS_ERR_MEMORY;
    if (status >= 0) {
        status = fly(&s, plan, ask->rules, 0, &steered);
    }
    if (status >= 0) {
        status = fly(&s, plan, ask->rules, 1, &spun);
    }
    if (status >= 0 && steered.came) {
        made.path_angle = steered.path_angle;
        made.peak_g = steered.peak_g;
        made.peak = steered.peak;
        made.ballistic_peak_g = spun.peak_g;
        find_ring(&s, &steered.interface, &made);
        if (spun.peak_g > ask->rules->load_max_g) {
            snprintf(made.steep.limit, sizeof made.steep.limit,
                     "as planned a fall in a spin comes to more than %.3g g",
                     ask->rules->load_max_g);
        } else {
            status = find_side(&s, MOST * ask->rules->deorbit_m_s, &made.steep);
        }
        if (status >= 0) {
            status = find_side(&s, LEAST * ask->rules->deorbit_m_s, &made.shallow);
        }
    }
    kurs_free(s.flight);
    if (status >= 0) {
        *out = made;
    }
    return status < 0 ? status : KURS_OK;
}
