/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on the pad and is watched: small models, each with a solution in closed form. */
#include <math.h>
#include <string.h>

#include "math/math.h"
#include "ops/ops.h"

double kurs_relax(double x, double target, double time_s, double dt_s)
{
    return time_s > 0.0 ? target + (x - target) * exp(-dt_s / time_s) : target;
}

static void healthy_figures(const kurs_pad_models *m, double wind_m_s,
                            double out[KURS_FIGURE_COUNT])
{
    out[KURS_FIGURE_cell_charge] = m->battery.charge;
    out[KURS_FIGURE_cell_resistance] = 1.0;
    out[KURS_FIGURE_battery_ambient] = m->battery.ambient_k;
    out[KURS_FIGURE_tank_leak] = m->tank.leak_s;
    out[KURS_FIGURE_gyro_drive] = 1.0;
    out[KURS_FIGURE_hatch_seal] = m->hatch.seal_s;
    out[KURS_FIGURE_suit_seal] = m->suit.seal_s;
    out[KURS_FIGURE_wind] = wind_m_s;
    out[KURS_FIGURE_range] = 1.0;
    out[KURS_FIGURE_engine_level] = 1.0;
    out[KURS_FIGURE_go] = 1.0;
}

static int times_are_sound(const kurs_pad_models *m)
{
    const double times[] = {m->tank.fill_s,    m->tank.leak_s,    m->tank.vent_s,
                            m->gyro.spin_up_s, m->hatch.seal_s,   m->suit.seal_s,
                            m->engine.lag_s,   m->hatch.length_s, m->suit.length_s};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (!(times[i] > 0.0)) {
            return 0;
        }
    }
    return 1;
}

kurs_status kurs_pad_init(const kurs_pad_models *models, double wind_m_s, kurs_pad *pad)
{
    kurs_pad made;
    memset(&made, 0, sizeof made);
    const kurs_status status = kurs_battery_init(&models->battery, &made.battery);
    if (status < 0 || !times_are_sound(models) || !(wind_m_s >= 0.0 && wind_m_s < 1e3)) {
        return KURS_ERR_RANGE;
    }
    made.pressure_pa = models->tank.ambient_pa;
    healthy_figures(models, wind_m_s, made.figures);
    made.wind_m_s = wind_m_s;
    memcpy(pad, &made, sizeof made);
    return KURS_OK;
}

void kurs_pad_change(kurs_pad *pad, kurs_figure figure, double value)
{
    pad->figures[figure] = value;
    if (figure == KURS_FIGURE_cell_charge) {
        pad->battery.charge[0] = value;
    } else if (figure == KURS_FIGURE_cell_resistance) {
        pad->battery.ageing[0] = value;
    }
}

void kurs_pad_mend(const kurs_pad_models *models, kurs_pad *pad, kurs_figure figure)
{
    double healthy[KURS_FIGURE_COUNT];
    if (figure != KURS_FIGURE_cell_charge && figure != KURS_FIGURE_cell_resistance) {
        healthy_figures(models, pad->wind_m_s, healthy);
        pad->figures[figure] = healthy[figure];
    }
}

static void begin_check(kurs_pad_leak *leak, const kurs_leak_check *check)
{
    *leak = (kurs_pad_leak){.on = 1, .over_pa = check->overpressure_pa};
}

void kurs_pad_act(const kurs_pad_models *models, kurs_pad *pad, kurs_action action)
{
    switch (action) {
    case KURS_ACTION_spin_gyros:
        pad->gyro_on = 1;
        break;
    case KURS_ACTION_uncage_gyros:
        pad->uncage = 1;
        break;
    case KURS_ACTION_stop_gyros:
        pad->gyro_on = pad->uncage = pad->uncaged = 0;
        break;
    case KURS_ACTION_pressurise:
        pad->filling = 1;
        pad->venting = 0;
        break;
    case KURS_ACTION_vent:
        pad->filling = 0;
        pad->venting = 1;
        break;
    case KURS_ACTION_check_hatch:
        begin_check(&pad->hatch, &models->hatch);
        break;
    case KURS_ACTION_check_suits:
        begin_check(&pad->suit, &models->suit);
        break;
    case KURS_ACTION_crew_aboard:
        pad->crew = 1;
        break;
    case KURS_ACTION_crew_seated:
        pad->crew = 2;
        break;
    case KURS_ACTION_crew_leaves:
        pad->crew = 0;
        break;
    case KURS_ACTION_start_engines:
        pad->thrust_asked = models->engine.level;
        break;
    case KURS_ACTION_full_thrust:
        pad->thrust_asked = 1.0;
        break;
    case KURS_ACTION_stop_engines:
        pad->thrust_asked = 0.0;
        break;
    case KURS_ACTION_nothing:
    case KURS_ACTION_COUNT:
        break;
    }
}

static void move_tank(const kurs_tank_gas *m, kurs_pad *pad, double dt_s)
{
    const double fill = pad->filling ? 1.0 / m->fill_s : 0.0;
    const double out =
        1.0 / pad->figures[KURS_FIGURE_tank_leak] + (pad->venting ? 1.0 / m->vent_s : 0.0);
    const double target = (fill * m->supply_pa + out * m->ambient_pa) / (fill + out);
    pad->pressure_pa = kurs_relax(pad->pressure_pa, target, 1.0 / (fill + out), dt_s);
}

static void move_gyro(const kurs_gyro *m, kurs_pad *pad, double dt_s)
{
    const double target =
        pad->gyro_on ? m->speed_rad_s * pad->figures[KURS_FIGURE_gyro_drive] : 0.0;
    pad->gyro_rad_s = kurs_relax(pad->gyro_rad_s, target, m->spin_up_s, dt_s);
    pad->uncaged |= pad->uncage && pad->gyro_rad_s >= m->uncage_rad_s;
}

static void move_leak(const kurs_leak_check *m, kurs_pad_leak *leak, double seal_s, double dt_s)
{
    const double run_s = fmin(dt_s, m->length_s - leak->since_s);
    if (leak->on && run_s > 0.0) {
        leak->over_pa = kurs_relax(leak->over_pa, 0.0, seal_s, run_s);
        leak->since_s += run_s;
        leak->lost_pa = m->overpressure_pa - leak->over_pa;
    }
}

void kurs_pad_move(const kurs_pad_models *models, kurs_pad *pad, double dt_s)
{
    const double *figures = pad->figures;
    kurs_battery_draw(&models->battery, &pad->battery, figures[KURS_FIGURE_battery_ambient],
                      pad->load_a, dt_s);
    move_tank(&models->tank, pad, dt_s);
    move_gyro(&models->gyro, pad, dt_s);
    move_leak(&models->hatch, &pad->hatch, figures[KURS_FIGURE_hatch_seal], dt_s);
    move_leak(&models->suit, &pad->suit, figures[KURS_FIGURE_suit_seal], dt_s);
    pad->thrust = kurs_relax(pad->thrust, pad->thrust_asked * figures[KURS_FIGURE_engine_level],
                             models->engine.lag_s, dt_s);
}

static double gyro_state(const kurs_gyro *m, const kurs_pad *pad)
{
    if (pad->gyro_rad_s >= m->uncage_rad_s) {
        return pad->uncaged ? 3.0 : 2.0;
    }
    return pad->gyro_on ? 1.0 : 0.0;
}

double kurs_pad_channel(const kurs_pad_models *models, const kurs_pad *pad, kurs_channel channel)
{
    switch (channel) {
    case KURS_CHANNEL_voltage:
        return kurs_battery_voltage(&models->battery, &pad->battery, pad->load_a);
    case KURS_CHANNEL_battery_temperature:
        return pad->battery.temperature_k;
    case KURS_CHANNEL_pressure:
        return pad->pressure_pa;
    case KURS_CHANNEL_gyro_speed:
        return pad->gyro_rad_s;
    case KURS_CHANNEL_gyro:
        return gyro_state(&models->gyro, pad);
    case KURS_CHANNEL_wind:
        return pad->figures[KURS_FIGURE_wind];
    case KURS_CHANNEL_hatch_leak:
        return pad->hatch.lost_pa;
    case KURS_CHANNEL_suit_leak:
        return pad->suit.lost_pa;
    case KURS_CHANNEL_crew:
        return pad->crew;
    case KURS_CHANNEL_range:
        return pad->figures[KURS_FIGURE_range];
    case KURS_CHANNEL_thrust:
        return pad->thrust;
    case KURS_CHANNEL_COUNT:
        break;
    }
    return NAN;
}
