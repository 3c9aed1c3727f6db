/* SPDX-License-Identifier: Apache-2.0 */
#include "dyn/ascent.h"

#include "math/math.h"

/* A tank this near to empty is empty: what rounding leaves of a linear fall. */
static const double empty_kg = 1e-6;

/* Seconds of full level between ignition and lift-off. */
static double pad_burn_s(const kurs_curve *curve)
{
    double sum = 0.0;
    for (int i = 0; i < curve->count && curve->x[i] < 0.0; i++) {
        const double end = i + 1 < curve->count ? fmin(curve->x[i + 1], 0.0) : 0.0;
        sum += curve->y[i] * (end - curve->x[i]);
    }
    return sum;
}

static void tank_burn(kurs_tank *tank, const kurs_stage *stage, double full_level_s)
{
    tank->propellant_kg -= kurs_stage_flow(stage) * full_level_s;
    tank->peroxide_kg -= stage->peroxide_flow_kg_s * full_level_s;
}

static kurs_tank tank_full(const kurs_stage *stage)
{
    kurs_tank tank = {stage->propellant_kg, stage->peroxide_kg};
    tank_burn(&tank, stage, pad_burn_s(&stage->level));
    return tank;
}

static int tank_feeds(const kurs_tank *tank, const kurs_stage *stage)
{
    return tank->propellant_kg > stage->unusable_kg + empty_kg &&
           (stage->peroxide_flow_kg_s <= 0.0 || tank->peroxide_kg > empty_kg);
}

/* Seconds until the tank feeds no more. */
static double tank_lasts(const kurs_tank *tank, const kurs_stage *stage, double level)
{
    if (level <= 0.0) {
        return INFINITY;
    }
    const double main_s =
        (tank->propellant_kg - stage->unusable_kg) / (level * kurs_stage_flow(stage));
    const double turbine_s = stage->peroxide_flow_kg_s > 0.0
                                 ? tank->peroxide_kg / (level * stage->peroxide_flow_kg_s)
                                 : INFINITY;
    return fmin(main_s, turbine_s);
}

void kurs_stack_init(kurs_stack *stack, const kurs_rocket *rocket, double spacecraft_kg)
{
    *stack = (kurs_stack){.strapon = rocket->strapon.count > 0,
                          .core = 1,
                          .upper = 1,
                          .skirt = 1,
                          .tower = 1,
                          .fairing = 1,
                          .spacecraft = 1,
                          .strapon_tank = tank_full(&rocket->strapon),
                          .core_tank = tank_full(&rocket->core),
                          .upper_tank = tank_full(&rocket->upper),
                          .spacecraft_kg = spacecraft_kg};
}

static double unit_mass(const kurs_tank *tank, const kurs_stage *stage)
{
    return stage->dry_kg + tank->propellant_kg + tank->peroxide_kg;
}

double kurs_stack_propellant(const kurs_stack *stack, const kurs_rocket *rocket)
{
    const kurs_tank *tanks[] = {&stack->strapon_tank, &stack->core_tank, &stack->upper_tank};
    const int units[] = {stack->strapon ? rocket->strapon.count : 0, stack->core, stack->upper};
    double sum = 0.0;
    for (int i = 0; i < 3; i++) {
        sum += units[i] * (tanks[i]->propellant_kg + tanks[i]->peroxide_kg);
    }
    return sum;
}

double kurs_stack_mass(const kurs_stack *stack, const kurs_rocket *rocket)
{
    double m = stack->spacecraft ? stack->spacecraft_kg : 0.0;
    if (stack->strapon) {
        m += rocket->strapon.count * unit_mass(&stack->strapon_tank, &rocket->strapon);
    }
    if (stack->core) {
        m += unit_mass(&stack->core_tank, &rocket->core);
    }
    if (stack->upper) {
        m += unit_mass(&stack->upper_tank, &rocket->upper);
        m -= stack->skirt ? 0.0 : rocket->upper_skirt_kg;
    }
    m += stack->tower ? rocket->tower_kg : 0.0;
    m += stack->fairing ? rocket->fairing_kg : 0.0;
    return m;
}

static double stage_level(const kurs_tank *tank, const kurs_stage *stage, int on, double met_s)
{
    return on && tank_feeds(tank, stage) ? kurs_curve_step(&stage->level, met_s) : 0.0;
}

kurs_levels kurs_stack_levels(const kurs_stack *stack, const kurs_rocket *rocket, double met_s)
{
    const int core_on = stack->core && met_s < rocket->core_cutoff_s;
    return (kurs_levels){
        stage_level(&stack->strapon_tank, &rocket->strapon, stack->strapon, met_s),
        stage_level(&stack->core_tank, &rocket->core, core_on, met_s),
        stage_level(&stack->upper_tank, &rocket->upper, stack->upper && !stack->upper_off, met_s)};
}

double kurs_stack_break(const kurs_stack *stack, const kurs_rocket *rocket,
                        const kurs_levels *levels, double met_s)
{
    double at = fmin(kurs_curve_next(&rocket->strapon.level, met_s),
                     kurs_curve_next(&rocket->core.level, met_s));
    at = fmin(at, kurs_curve_next(&rocket->upper.level, met_s));
    at = fmin(at, met_s + tank_lasts(&stack->strapon_tank, &rocket->strapon, levels->strapon));
    at = fmin(at, met_s + tank_lasts(&stack->core_tank, &rocket->core, levels->core));
    return fmin(at, met_s + tank_lasts(&stack->upper_tank, &rocket->upper, levels->upper));
}

static double all_flow(const kurs_stage *stage)
{
    return kurs_stage_flow(stage) + stage->peroxide_flow_kg_s;
}

double kurs_stack_flow(const kurs_rocket *rocket, const kurs_levels *levels)
{
    return rocket->strapon.count * levels->strapon * all_flow(&rocket->strapon) +
           levels->core * all_flow(&rocket->core) + levels->upper * all_flow(&rocket->upper);
}

void kurs_stack_burn(kurs_stack *stack, const kurs_rocket *rocket, const kurs_levels *levels,
                     double dt_s)
{
    tank_burn(&stack->strapon_tank, &rocket->strapon, levels->strapon * dt_s);
    tank_burn(&stack->core_tank, &rocket->core, levels->core * dt_s);
    tank_burn(&stack->upper_tank, &rocket->upper, levels->upper * dt_s);
}

double kurs_stack_upper_left(const kurs_stack *stack, const kurs_rocket *rocket)
{
    return stack->upper_tank.propellant_kg - rocket->upper.unusable_kg;
}

/* Thrust of one unit. */
static double unit_thrust(const kurs_stage *stage, double level, double pressure)
{
    const kurs_engine *engine = &stage->engine;
    return stage->engines * level * (engine->f_vac_n - pressure * engine->exit_area_m2);
}

kurs_ascent_force kurs_ascent_force_at(const kurs_stack *stack, const kurs_rocket *rocket,
                                       const kurs_levels *levels, const kurs_earth *earth,
                                       double t_s, kurs_state s_gcrf, kurs_vec3 direction,
                                       const kurs_wind_profile *wind)
{
    const kurs_mat3 itrf = kurs_earth_gcrf_itrf(earth, t_s);
    const kurs_geodetic place = kurs_geodetic_from_itrf(kurs_m3_mulv(itrf, s_gcrf.r));
    const kurs_air air = kurs_atmosphere_us76(place.h);
    const kurs_vec3 pole = kurs_earth_pole_gcrf(earth, t_s);
    const kurs_vec3 turning = v3_scale(KURS_EARTH_OMEGA, v3_cross(pole, s_gcrf.r));
    const kurs_vec3 up = kurs_m3_tmulv(
        itrf, v3(cos(place.lat) * cos(place.lon), cos(place.lat) * sin(place.lon), sin(place.lat)));
    const kurs_vec3 v_air =
        v3_sub(v3_sub(s_gcrf.v, turning), kurs_wind_vector(wind, place.h, pole, up));
    const double speed = v3_norm(v_air);
    const double mach = air.sound > 0.0 ? speed / air.sound : 0.0;
    const double cd = kurs_interp(rocket->drag.x, rocket->drag.y, rocket->drag.count, mach);
    const double area = stack->strapon ? rocket->reference_area_m2 : rocket->reference_area_core_m2;
    const double thrust =
        rocket->strapon.count * unit_thrust(&rocket->strapon, levels->strapon, air.pressure) +
        unit_thrust(&rocket->core, levels->core, air.pressure) +
        unit_thrust(&rocket->upper, levels->upper, air.pressure);

    return (kurs_ascent_force){.thrust_gcrf_n = v3_scale(thrust, direction),
                               .aero_gcrf_n =
                                   v3_scale(-0.5 * air.density * speed * cd * area, v_air),
                               .dynamic_pressure_pa = 0.5 * air.density * speed * speed};
}
