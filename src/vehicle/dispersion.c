/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/dispersion.h"

#include <math.h>
#include <stdio.h>

#include "base/base.h"
#include "math/math.h"

kurs_ascent_spread kurs_ascent_spread_usual(void)
{
    const kurs_stage_dispersion stage = {
        .thrust = 0.003, .isp = 0.0015, .dry = 0.005, .propellant = 0.001};
    return (kurs_ascent_spread){.stage = {stage, stage, stage},
                                .spacecraft = 0.001,
                                .fairing = 0.005,
                                .drag = 0.07,
                                .wind_speed = 0.4,
                                .wind_turn = 20.0 * KURS_DEG,
                                .tilt = 4e-5,
                                .accelerometer = 2e-5,
                                .bias_m_s2 = 2e-4};
}

/* One figure's draw. */
static double draw(uint64_t seed, uint64_t run, const char *name)
{
    kurs_random random;
    kurs_random_init(&random, seed, name);
    random.at = run;
    return kurs_random_normal(&random);
}

static double draw_of(uint64_t seed, uint64_t run, const char *owner, const char *figure)
{
    char name[64];
    snprintf(name, sizeof name, "ascent.%s.%s", owner, figure);
    return draw(seed, run, name);
}

static kurs_vec3 draw_vector(uint64_t seed, uint64_t run, const char *owner, double sigma)
{
    return v3(sigma * draw_of(seed, run, owner, "x"), sigma * draw_of(seed, run, owner, "y"),
              sigma * draw_of(seed, run, owner, "z"));
}

void kurs_ascent_disperse(const kurs_ascent_spread *spread, uint64_t seed, uint64_t run,
                          kurs_ascent_dispersion *out)
{
    static const char *const stages[KURS_DISPERSED_STAGES] = {"strapon", "core", "upper"};
    kurs_ascent_dispersion d = {
        .spacecraft = spread->spacecraft * draw(seed, run, "ascent.spacecraft"),
        .fairing = spread->fairing * draw(seed, run, "ascent.fairing"),
        .drag = spread->drag * draw(seed, run, "ascent.drag"),
        .wind_speed = spread->wind_speed * draw(seed, run, "ascent.wind_speed"),
        .wind_turn = spread->wind_turn * draw(seed, run, "ascent.wind_turn"),
        .tilt_gcrf = draw_vector(seed, run, "tilt", spread->tilt),
        .accelerometer = spread->accelerometer * draw(seed, run, "ascent.accelerometer"),
        .bias_gcrf_m_s2 = draw_vector(seed, run, "bias", spread->bias_m_s2)};
    for (int i = 0; i < KURS_DISPERSED_STAGES; i++) {
        const kurs_stage_dispersion *s = &spread->stage[i];
        d.stage[i] = (kurs_stage_dispersion){
            .thrust = s->thrust * draw_of(seed, run, stages[i], "thrust"),
            .isp = s->isp * draw_of(seed, run, stages[i], "isp"),
            .dry = s->dry * draw_of(seed, run, stages[i], "dry"),
            .propellant = s->propellant * draw_of(seed, run, stages[i], "propellant")};
    }
    *out = d;
}

static int is_factor(double added)
{
    return isfinite(added) && added > -1.0;
}

static void disperse_stage(kurs_stage *stage, const kurs_stage_dispersion *d)
{
    stage->engine.f_vac_n *= 1.0 + d->thrust;
    stage->engine.isp_vac_s *= 1.0 + d->isp;
    stage->dry_kg *= 1.0 + d->dry;
    stage->propellant_kg *= 1.0 + d->propellant;
    if (stage->gross_kg > 0.0) {
        stage->gross_kg = stage->dry_kg + stage->propellant_kg + stage->peroxide_kg;
    }
}

/* Seconds of full level that a stage has burnt until an instant. */
static double burnt_s(const kurs_curve *level, double at_s)
{
    double sum = 0.0;
    for (int i = 0; i < level->count && level->x[i] < at_s; i++) {
        const double end = i + 1 < level->count ? fmin(level->x[i + 1], at_s) : at_s;
        sum += level->y[i] * (end - level->x[i]);
    }
    return sum;
}

/* What a unit that stops still has, no other one can burn: over all units, that much more is
 * unusable. */
static void strand_propellant(kurs_stage *stage, const kurs_engine_out *out)
{
    const double left_kg = stage->propellant_kg - stage->unusable_kg -
                           kurs_stage_flow(stage) * burnt_s(&stage->level, out->at_s);
    stage->unusable_kg += fmax(0.0, left_kg) * out->engines / stage->count;
}

/* The level of a stage of which some engines stop. */
static kurs_status stop_engines(kurs_stage *stage, const kurs_engine_out *out)
{
    const int all = stage->count * stage->engines;
    kurs_curve *level = &stage->level;
    if (out->engines > all || !isfinite(out->at_s)) {
        return KURS_ERR_RANGE;
    }
    if (level->count >= KURS_MAX_PITCH) {
        return KURS_ERR_FULL;
    }
    if (stage->count > 1 && stage->engines == 1) {
        strand_propellant(stage, out);
    }
    const double part = (double)(all - out->engines) / all;
    const double at = kurs_curve_step(level, out->at_s);
    int first = 0; /* of the nodes after it */
    while (first < level->count && level->x[first] <= out->at_s) {
        first++;
    }
    for (int i = level->count; i > first; i--) {
        level->x[i] = level->x[i - 1];
        level->y[i] = part * level->y[i - 1];
    }
    level->x[first] = out->at_s;
    level->y[first] = part * at;
    level->count++;
    return KURS_OK;
}

kurs_status kurs_rocket_disperse(const kurs_rocket *rocket,
                                 const kurs_ascent_dispersion *dispersion, kurs_rocket *out)
{
    const kurs_engine_out *stop = &dispersion->out;
    kurs_rocket r = *rocket;
    kurs_stage *const stages[KURS_DISPERSED_STAGES] = {&r.strapon, &r.core, &r.upper};
    if (!is_factor(dispersion->drag) || !is_factor(dispersion->fairing) || stop->engines < 0 ||
        (stop->engines > 0 && (stop->stage < 0 || stop->stage >= KURS_DISPERSED_STAGES))) {
        return KURS_ERR_RANGE;
    }
    for (int i = 0; i < KURS_DISPERSED_STAGES; i++) {
        const kurs_stage_dispersion *d = &dispersion->stage[i];
        if (!is_factor(d->thrust) || !is_factor(d->isp) || !is_factor(d->dry) ||
            !is_factor(d->propellant)) {
            return KURS_ERR_RANGE;
        }
        disperse_stage(stages[i], d);
    }
    r.fairing_kg *= 1.0 + dispersion->fairing;
    for (int i = 0; i < r.drag.count; i++) {
        r.drag.y[i] *= 1.0 + dispersion->drag;
    }
    if (stop->engines > 0) {
        const kurs_status status = stop_engines(stages[stop->stage], stop);
        if (status < 0) {
            return status;
        }
    }
    *out = r;
    return KURS_OK;
}
