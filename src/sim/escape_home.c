/* SPDX-License-Identifier: Apache-2.0 */
/* The way home from the low orbit of an early cut-off: planned on board, without the ground. */
#include "sim/escape.h"

#include "kurs/orbit.h"
#include "math/math.h"

/* Modules part at this height, well before the air bites. */
static const double part_m = 140e3;
static const double coast_step_s = 5.0, longest_coast_s = 7200.0;

static double height_at(const kurs_earth *earth, const kurs_flight_point *p)
{
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(earth, p->t_s);
    return kurs_geodetic_from_itrf(kurs_m3_mulv(gcrf_itrf, p->s_gcrf.r)).h;
}

/* The burn from *p, at its command, on; *p gets to its end. */
static kurs_status burn(const kurs_body *ship, const kurs_return_setup *setup, kurs_flight_point *p)
{
    const double exhaust = setup->ship.main.isp_vac_s * KURS_G0;
    const double flow = setup->ship.main.f_vac_n / exhaust;
    const double length = p->mass_kg * -expm1(-setup->plan.deorbit_m_s / exhaust) / flow;
    const double on = p->t_s + setup->ship.main_dead_time_s;
    const kurs_thrust_arc arc = {on, on + length, setup->plan.deorbit_dir_gcrf,
                                 setup->ship.main.f_vac_n, flow};
    const kurs_forces coast = {&ship->earth, setup->ship.cd_area_m2, NULL, 0};
    const kurs_forces forces = {&ship->earth, setup->ship.cd_area_m2, &arc, 1};
    const kurs_status status = kurs_orbit_propagate(&coast, p, on);
    return status < 0 ? status : kurs_orbit_propagate(&forces, p, on + length);
}

/* Falls to where the modules part; the timer of the setup is set to it. */
static kurs_status fall(const kurs_body *ship, kurs_return_setup *setup, double command_s,
                        kurs_flight_point *p)
{
    const kurs_forces coast = {&ship->earth, setup->ship.cd_area_m2, NULL, 0};
    const double last_s = p->t_s + longest_coast_s;
    while (height_at(&ship->earth, p) > part_m) {
        const kurs_status status = kurs_orbit_propagate(&coast, p, p->t_s + coast_step_s);
        if (status < 0 || p->t_s > last_s) {
            return status < 0 ? status : KURS_ERR_NO_SOLUTION;
        }
    }
    setup->rules.module_separation_s = p->t_s - command_s;
    return KURS_OK;
}

/* Where the parachute opens after a burn commanded at command_s, with the mean lift. */
static kurs_status predict(const kurs_body *ship, kurs_return_setup *setup, double command_s,
                           kurs_flight_point *p)
{
    const kurs_spacecraft *s = &setup->ship;
    const kurs_glider glider = {s->entry_area_m2, s->entry_cd, s->entry_lift_to_drag};
    const kurs_lift lift = {cos(kurs_entry_rules_default.bank_nominal), 0.0};
    const kurs_forces coast = {&ship->earth, s->cd_area_m2, NULL, 0};
    *p = (kurs_flight_point){ship->t_s, ship->s_gcrf, ship->mass_kg};
    kurs_status status = kurs_orbit_propagate(&coast, p, command_s);
    if (status < 0) {
        return status;
    }
    setup->plan.deorbit_dir_gcrf = v3_scale(-1.0, v3_unit(p->s_gcrf.v));
    status = burn(ship, setup, p);
    if (status >= 0) {
        status = fall(ship, setup, command_s, p);
    }
    if (status >= 0) {
        p->mass_kg = s->descent_module_kg;
        status = kurs_glide_descend(&ship->earth, &glider, lift, p, s->drogue_deploy_m, 4000.0);
    }
    return status;
}

/* Argument of latitude in the plane of a state. */
static double argument(const kurs_earth *earth, const kurs_flight_point *p, kurs_vec3 normal)
{
    const kurs_vec3 node = v3_unit(v3_cross(kurs_earth_pole_gcrf(earth, p->t_s), normal));
    return atan2(v3_dot(p->s_gcrf.r, v3_cross(normal, node)), v3_dot(p->s_gcrf.r, node));
}

kurs_status kurs_escape_plan_home(const kurs_body *ship, kurs_return_setup *setup)
{
    const kurs_vec3 normal = v3_unit(v3_cross(ship->s_gcrf.r, ship->s_gcrf.v));
    const double inc = v3_angle(kurs_earth_pole_gcrf(&ship->earth, ship->t_s), normal);
    const double squash = (1.0 - KURS_WGS84_F) * (1.0 - KURS_WGS84_F);
    const double lat = atan(squash * tan(setup->zone.lat));
    const double wanted = asin(kurs_clamp(sin(lat) / sin(inc), -1.0, 1.0));
    const double r = v3_norm(ship->s_gcrf.r), v2 = v3_dot(ship->s_gcrf.v, ship->s_gcrf.v);
    const double a = 1.0 / (2.0 / r - v2 / KURS_EGM_GM);
    const double n = sqrt(KURS_EGM_GM / (a * a * a));
    const double way_s = 1600.0; /* about the time from the burn to the parachute */
    double command_s = ship->t_s + 2.0 * KURS_PI / n - way_s;
    kurs_flight_point p;
    setup->plan = (kurs_return_plan){.deorbit_m_s = setup->rules.deorbit_m_s};
    for (int i = 0; i < 4; i++) {
        const kurs_status status = predict(ship, setup, command_s, &p);
        if (status < 0) {
            return status;
        }
        if (i < 3) {
            command_s += kurs_wrap_pi(wanted - argument(&ship->earth, &p, normal)) / n;
            command_s = fmax(command_s, ship->t_s + 60.0);
        }
    }
    const kurs_mat3 gcrf_itrf = kurs_earth_gcrf_itrf(&ship->earth, p.t_s);
    const kurs_geodetic aim = kurs_geodetic_from_itrf(kurs_m3_mulv(gcrf_itrf, p.s_gcrf.r));
    setup->plan.burn_on = kurs_tai_add(ship->earth.t_ref, command_s);
    setup->plan.aim_lat = aim.lat;
    setup->plan.aim_lon = aim.lon;
    setup->plan.landing = kurs_tai_add(ship->earth.t_ref, p.t_s);
    return KURS_OK;
}
