/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/ascent_forecast.h"

#include "kurs/env.h"
#include "math/math.h"
#include "sim/ascent6_parts.h"
#include "sim/point_ascent.h"

/* Levels at which the engines will be once they have settled. */
static kurs_levels settled(const kurs_ascent_flight *a)
{
    const kurs_ascent_six *six = &a->six;
    return (kurs_levels){isfinite(six->ramp_end_s[0]) ? six->aim.strapon : a->levels.strapon,
                         isfinite(six->ramp_end_s[1]) ? six->aim.core : a->levels.core,
                         isfinite(six->ramp_end_s[2]) ? six->aim.upper : a->levels.upper};
}

/* Which commands have been given: those of a body as it flew, those of a point by the clock. */
static void take_commands(kurs_point_ascent *f, const kurs_ascent_flight *a,
                          const kurs_rocket *rocket)
{
    const kurs_curve *level = &rocket->strapon.level;
    if (a->six.on) {
        f->apparent_m_s = a->six.rigid.apparent_m_s;
        f->step_s = a->six.stepped ? a->met_s : INFINITY;
        f->strapon_cut_s = a->six.strapon_cut_s;
        f->ignition_s = a->six.ignition_s;
        f->core_cut_s = a->six.core_cut_s;
        f->levels = settled(a);
        return;
    }
    if (rocket->strapon.count > 0 && level->count >= 3 && level->x[level->count - 1] <= a->met_s) {
        f->strapon_cut_s = level->x[level->count - 1];
    }
    if (rocket->strapon.count > 0 && level->count >= 3 && level->x[level->count - 2] <= a->met_s) {
        f->step_s = level->x[level->count - 2];
    }
    f->ignition_s = rocket->upper_ignition_s <= a->met_s ? rocket->upper_ignition_s : INFINITY;
    f->core_cut_s = rocket->core_cutoff_s <= a->met_s ? rocket->core_cutoff_s : INFINITY;
    f->levels = a->levels;
}

kurs_ascent_decision kurs_ascent_forecast(const kurs_ascent_flight *flight,
                                          const kurs_rocket *rocket, const kurs_site *site,
                                          double *margin_kg)
{
    *margin_kg = flight->guidance.margin_kg;
    if (!flight->stack.core) {
        return flight->guidance.decision;
    }
    *margin_kg = NAN;
    kurs_point_ascent f;
    kurs_point_setup setup = {.rocket = rocket,
                              .spacecraft_kg = flight->stack.spacecraft_kg,
                              .site = site,
                              .plan = &flight->guidance.target,
                              .earth = &flight->body.earth};
    if (flight->six.on) {
        setup.cutoff = rocket->cutoff;
    }
    if (kurs_point_ascent_init(&f, &setup) < 0) {
        return KURS_ASCENT_ESCAPE;
    }
    f.met_s = flight->met_s;
    f.mass_kg = flight->body.mass_kg;
    f.s_gcrf = flight->body.s_gcrf;
    f.stack = flight->stack;
    f.guidance = flight->guidance;
    take_commands(&f, flight, rocket);
    return kurs_point_ascent_forecast(&f, &setup, margin_kg);
}

kurs_status kurs_ascent_holds_turn(const kurs_ascent_flight *flight, const kurs_rocket *sound,
                                   const kurs_rocket *rocket, int *holds)
{
    const kurs_stage *stage = &sound->strapon;
    const kurs_stage_shape *shape = &sound->airframe.strapon;
    *holds = 0;
    if (!flight->six.on) {
        return KURS_OK;
    }
    const kurs_sink nobody = {0};
    kurs_ascent_flight copy = *flight;
    kurs_rigid_view view;
    kurs_six w;
    kurs_six_begin(&w, &copy, rocket, &nobody);
    const kurs_status status = kurs_rigid_view_at(&w.model, &copy.six.rigid, &view);
    if (status < 0) {
        return status;
    }
    const double lost_n = copy.levels.strapon * stage->engines *
                          (stage->engine.f_vac_n - view.air.pressure * stage->engine.exit_area_m2);
    const double most = sin(fmax(shape->vernier_max, sound->airframe.core.vernier_max));
    *holds =
        kurs_rocket6_authority(&w.rocket6, &view).y * most > lost_n * shape->off_axis_m ? 1 : 0;
    return status;
}
