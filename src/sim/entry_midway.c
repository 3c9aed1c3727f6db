/* SPDX-License-Identifier: Apache-2.0 */
/* A return taken up where it is, from what is seen of it. */
#include "sim/entry.h"

#include "kurs/env.h"
#include "math/math.h"

/* Of the rest of the deorbit burn. */
static void set_burn(kurs_return_flight *f, double gained_m_s)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    const double exhaust = ship->main.isp_vac_s * KURS_G0;
    const double left_m_s = fmax(f->setup.plan.deorbit_m_s - gained_m_s, 0.0);
    f->thrust_n = ship->main.f_vac_n;
    f->flow_kg_s = f->thrust_n / exhaust;
    f->thrust_dir_gcrf = f->setup.plan.deorbit_dir_gcrf;
    f->planned_m_s = f->setup.plan.deorbit_m_s;
    f->burn_mass_kg = f->body.mass_kg;
    f->burn_state = f->body.s_gcrf;
    const double length = f->body.mass_kg * -expm1(-left_m_s / exhaust) / f->flow_kg_s;
    const double feed = kurs_spacecraft_burn_time(ship, f->body.mass_kg, f->flow_kg_s);
    f->dry = feed < length;
    f->leg_end = kurs_tai_add(f->leg_start, fmin(length, feed));
}

static void set_orbital(kurs_return_flight *f, const kurs_return_moment *moment)
{
    const kurs_return_setup *s = &f->setup;
    f->leg = moment->phase == KURS_PHASE_descent ? KURS_RETURN_descent
             : moment->thrust                    ? KURS_RETURN_deorbit_burn
                                                 : KURS_RETURN_deorbit_start;
    f->burn_command = s->plan.burn_on;
    f->command_r_gcrf = f->body.s_gcrf.r;
    if (f->leg == KURS_RETURN_deorbit_burn) {
        set_burn(f, moment->gained_m_s);
        return;
    }
    f->leg_end =
        kurs_tai_add(s->plan.burn_on, f->leg == KURS_RETURN_descent ? s->rules.module_separation_s
                                                                    : s->ship.main_dead_time_s);
}

/* The guidance goes on from the bank that is flown. */
static void set_entry(kurs_return_flight *f, double bank)
{
    f->leg = KURS_RETURN_entry;
    f->row_step_s = 1.0;
    f->guidance_next = f->leg_start;
    if (f->setup.ballistic || isnan(bank)) {
        return;
    }
    f->capsule.lifting = 1;
    f->capsule.bank = f->bank_wanted = bank;
    f->guidance.cos_bank =
        kurs_clamp(cos(bank), f->guidance.rules.cos_min, f->guidance.rules.cos_max);
    f->guidance.side = bank < 0.0 ? -1 : 1;
}

/* Which canopy it is, by the time since the command. */
static void set_canopy(kurs_return_flight *f, kurs_tai command)
{
    const kurs_spacecraft *ship = &f->setup.ship;
    const struct {
        kurs_return_leg leg;
        double length_s, area_m2;
    } legs[] = {
        {KURS_RETURN_pilot, ship->inflation_s, ship->pilot_cd_area_m2},
        {KURS_RETURN_drogue, ship->drogue_time_s, ship->drogue_cd_area_m2},
        {KURS_RETURN_reefed, ship->reefed_time_s, ship->main_reefed_cd_area_m2},
        {KURS_RETURN_main_filling, ship->inflation_s, ship->main_cd_area_m2},
        {KURS_RETURN_main, KURS_HEAT_SHIELD_WAIT_S, ship->main_cd_area_m2},
        {KURS_RETURN_main_light, 1e6, ship->main_cd_area_m2},
    };
    const int last = (int)(sizeof legs / sizeof legs[0]) - 1;
    kurs_tai begun = command;
    double before_m2 = 0.0;
    int i = 0;
    while (i < last && kurs_tai_diff(kurs_tai_add(begun, legs[i].length_s), f->leg_start) <= 1e-9) {
        begun = kurs_tai_add(begun, legs[i].length_s);
        before_m2 = legs[i++].area_m2;
    }
    f->leg = legs[i].leg;
    f->leg_start = begun;
    f->leg_end = kurs_tai_add(begun, legs[i].length_s);
    f->row_step_s = 1.0;
    f->capsule.lifting = 0;
    f->capsule.canopy_from_m2 = before_m2;
    f->capsule.canopy_to_m2 = legs[i].area_m2;
    f->capsule.canopy_t_s = kurs_tai_diff(begun, f->body.earth.t_ref);
    f->capsule.canopy_fill_s = ship->inflation_s;
}

kurs_status kurs_return_init_midway(kurs_return_flight *f, const kurs_body *now,
                                    const kurs_return_setup *setup,
                                    const kurs_return_moment *moment)
{
    const kurs_spacecraft *ship = &setup->ship;
    const int alone = now->mass_kg <= ship->descent_module_kg * (1.0 + 1e-9);
    const kurs_phase phase = moment->phase;
    const int of_ship = phase == KURS_PHASE_deorbit || phase == KURS_PHASE_descent;
    const int of_module = phase >= KURS_PHASE_descent && phase <= KURS_PHASE_parachute;
    if (!setup->alone || !(ship->descent_module_kg > ship->heat_shield_kg) ||
        !(alone ? of_module : of_ship)) {
        return KURS_ERR_ARGUMENT;
    }
    kurs_return_flight made = {.body = *now, .setup = *setup};
    made.leg_start = kurs_body_time(now);
    made.leg_end = kurs_tai_add(made.leg_start, 1e6);
    kurs_entry_guidance_init(&made.guidance, &kurs_entry_rules_default, ship, setup->plan.aim_lat,
                             setup->plan.aim_lon);
    if (!alone) {
        set_orbital(&made, moment);
        *f = made;
        return KURS_OK;
    }
    made.capsule = (kurs_capsule){
        .glider = {ship->entry_area_m2, ship->entry_cd, ship->entry_lift_to_drag},
        .lifting = setup->lift_up,
        .bank_t_s = made.body.t_s,
        .wind = setup->wind,
    };
    made.leg = KURS_RETURN_fall;
    made.row_step_s = 10.0;
    if (moment->phase == KURS_PHASE_entry) {
        set_entry(&made, moment->bank);
    } else if (moment->phase == KURS_PHASE_parachute) {
        set_canopy(&made, moment->parachute);
    }
    *f = made;
    return KURS_OK;
}
