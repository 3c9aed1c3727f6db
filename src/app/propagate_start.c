/* SPDX-License-Identifier: Apache-2.0 */
/* Where a numerical orbit starts and by which forces it goes on. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/propagate_parts.h"
#include "base/base.h"
#include "kurs/orbit_fit.h"
#include "kurs/sgp4.h"

/* Half a millimetre over ten hours in low orbit. */
#define TOLERANCE_M 1e-6
/* Drag to begin a fit with where the file tells none [m2/kg]. */
#define DRAG_GUESS_M2_KG 0.005
#define FIT_SIGMA_M 1.0

/* Points of a segment that its file calls useable: [*low, *high). */
static void useable(const kurs_orbit_object *object, size_t *low, size_t *high)
{
    const kurs_orbit_point *p = object->points;
    *low = 0, *high = object->point_count;
    while (*low < *high && kurs_tai_diff(p[*low].t, object->usable_from) < 0.0) {
        ++*low;
    }
    while (*high > *low && kurs_tai_diff(p[*high - 1].t, object->usable_to) > 0.0) {
        --*high;
    }
}

/* The last useable point at or before t (forward 0), or the first one later than t; of segments
 * that overlap the later in the file counts. NULL where there is none. */
static const kurs_orbit_point *find_point(const kurs_propagate_body *body, int forward, kurs_tai t,
                                          const kurs_orbit_object **owner)
{
    const kurs_orbit_point *best = NULL;
    for (size_t i = 0; i < body->count; i++) {
        const kurs_orbit_object *object = &body->first[i];
        size_t low, high;
        useable(object, &low, &high);
        const size_t from = low, to = high;
        while (low < high) { /* points[from..low) are not later */
            const size_t mid = low + (high - low) / 2;
            if (kurs_tai_diff(object->points[mid].t, t) <= 0.0) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        if (forward ? low == to : low == from) {
            continue;
        }
        const kurs_orbit_point *p = &object->points[forward ? low : low - 1];
        const double later = best ? kurs_tai_diff(p->t, best->t) : 0.0;
        if (!best || (forward ? later <= 0.0 : later >= 0.0)) {
            best = p;
            *owner = object;
        }
    }
    return best;
}

/* The earliest useable point; of a file that has none the first one. */
static const kurs_orbit_point *first_point(const kurs_propagate_body *body,
                                           const kurs_orbit_object **owner)
{
    const kurs_tai ever = {INT64_MIN / 2, 0.0};
    const kurs_orbit_point *p = find_point(body, 1, ever, owner);
    if (!p) {
        *owner = body->first;
        p = body->first->points;
    }
    return p;
}

static const kurs_orbit_point *start_point(const kurs_propagate_ask *ask,
                                           const kurs_propagate_body *body,
                                           const kurs_orbit_object **owner)
{
    const kurs_orbit_point *point = NULL;
    if (ask->has_from && !(ask->fit_s > 0.0)) {
        point = find_point(body, 0, ask->from, owner);
    }
    return point ? point : first_point(body, owner);
}

kurs_tai kurs_propagate_epoch(const kurs_propagate_ask *ask, const kurs_propagate_body *body)
{
    const kurs_orbit_object *owner;
    return kurs_propagate_is_mean(body->first) ? body->first->tle.epoch
                                               : start_point(ask, body, &owner)->t;
}

KURS_PRINTF(2, 3) static void add_comment(kurs_propagate_start *out, const char *format, ...)
{
    const size_t n = strlen(out->comment);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(out->comment + n, sizeof out->comment - n, format, args);
    va_end(args);
}

/* coeff area / mass; 0 where one of them is not told. */
static double per_mass(double coeff, double area, double mass)
{
    const double x = coeff * area / mass;
    return mass > 0.0 && x > 0.0 && isfinite(x) ? x : 0.0;
}

/* Drag and pressure of sunlight as the file tells them. */
static void choose_surfaces(const kurs_propagate_ask *ask, const kurs_orbit_object *object,
                            kurs_force_model *model, kurs_notes *notes)
{
    if (!kurs_propagate_is_mean(object)) {
        model->radiation_m2_kg =
            per_mass(object->solar_coeff, object->solar_area_m2, object->mass_kg);
    }
    if (ask->no_drag) {
        return;
    }
    if (kurs_propagate_is_mean(object)) {
        model->drag_m2_kg = fmax(0.0, KURS_BSTAR_M2_KG * object->tle.bstar);
        *notes |= 1U << (model->drag_m2_kg > 0.0 ? KURS_NOTE_BSTAR : KURS_NOTE_NO_BSTAR);
        return;
    }
    model->drag_m2_kg = per_mass(object->drag_coeff, object->drag_area_m2, object->mass_kg);
    if (!(model->drag_m2_kg > 0.0) && !(ask->fit_s > 0.0)) {
        *notes |= 1U << KURS_NOTE_NO_DRAG_DATA;
    }
}

static kurs_status from_mean_elements(const kurs_propagate_means *means,
                                      const kurs_orbit_object *object, kurs_propagate_start *out,
                                      kurs_notes *notes, char why[KURS_START_WHY_SIZE])
{
    kurs_sgp4 model;
    kurs_sgp4_error error;
    kurs_orbit_point point = {.t = object->tle.epoch};
    kurs_status status = kurs_sgp4_init_with(&model, &object->tle, NULL, &error);
    if (status >= 0) {
        *notes |= kurs_notes_of(status);
        status = kurs_sgp4_state(&model, point.t, &point.s);
        error = status < 0 ? kurs_sgp4_why(&model, point.t) : error;
    }
    if (status < 0) {
        snprintf(why, KURS_START_WHY_SIZE, "%s",
                 error != KURS_SGP4_ERROR_NONE ? kurs_sgp4_error_text(error)
                                               : kurs_status_text(status));
        return status;
    }
    *notes |= 1U << KURS_NOTE_SGP4_START;
    out->t = point.t;
    return kurs_turner_gcrf(means->turner, KURS_ORBIT_FRAME_teme, &point, &out->s_gcrf);
}

static kurs_status from_point(const kurs_propagate_means *means, const kurs_propagate_body *body,
                              kurs_propagate_start *out)
{
    const kurs_orbit_object *owner;
    const kurs_orbit_point *point = start_point(means->ask, body, &owner);
    out->t = point->t;
    return kurs_turner_gcrf(means->turner, owner->frame, point, &out->s_gcrf);
}

/* ---- the fit ---------------------------------------------------------------------------------
 */

/* The next point of a fit after *t, of all segments; NULL after its time. */
static const kurs_orbit_point *next_fitted(const kurs_propagate_body *body, kurs_tai end,
                                           kurs_tai t, const kurs_orbit_object **owner)
{
    const kurs_orbit_point *p = find_point(body, 1, t, owner);
    return p && kurs_tai_diff(p->t, end) <= 0.0 ? p : NULL;
}

static size_t fit_count(const kurs_propagate_body *body, kurs_tai first, kurs_tai end)
{
    const kurs_orbit_object *owner;
    const kurs_orbit_point *p;
    size_t n = 1;
    for (kurs_tai t = first; (p = next_fitted(body, end, t, &owner)) != NULL; t = p->t) {
        n++;
    }
    return n;
}

static void take_fit(const kurs_orbit_fit *fit, size_t n, kurs_propagate_start *out,
                     kurs_notes *notes)
{
    out->s_gcrf = fit->state_gcrf;
    out->model.drag_m2_kg = fit->drag_m2_kg;
    if (!fit->drag_fitted) {
        *notes |= 1U << KURS_NOTE_NO_FITTED_DRAG;
    }
    add_comment(out,
                "fitted to %zu points: %.2f m root mean square, %.2f m at most; drag %.6f +- "
                "%.1g m2/kg\n",
                n, fit->rms_m, fit->max_m, fit->drag_m2_kg,
                fit->sigma_drag_m2_kg * sqrt(fit->variance_factor));
}

/* Times and states of the points up to `end`, from that of out->t on. */
static kurs_status gather(const kurs_propagate_means *means, const kurs_propagate_body *body,
                          kurs_tai end, kurs_tai *times, kurs_state *states, kurs_notes *notes)
{
    const kurs_orbit_object *owner;
    const kurs_orbit_point *p = first_point(body, &owner);
    for (size_t i = 0; p; i++, p = next_fitted(body, end, p->t, &owner)) {
        times[i] = p->t;
        const kurs_status turned = kurs_turner_gcrf(means->turner, owner->frame, p, &states[i]);
        if (turned < 0) {
            return turned;
        }
        *notes |= kurs_notes_of(turned);
    }
    return KURS_OK;
}

/* Fits to n points that are gathered already; `states` has room for the work behind them. */
static kurs_status solve_fit(const kurs_propagate_means *means, size_t n, const kurs_tai *times,
                             kurs_state *states, kurs_propagate_start *out, kurs_notes *notes)
{
    kurs_force_model model = out->model;
    model.drag_m2_kg = model.drag_m2_kg > 0.0 ? model.drag_m2_kg : DRAG_GUESS_M2_KG;
    const kurs_orbit_fit_task task = {.model = &model,
                                      .fit_drag = 1,
                                      .epoch = out->t,
                                      .guess_gcrf = out->s_gcrf,
                                      .n = n,
                                      .times = times,
                                      .points_gcrf = states,
                                      .sigma_r_m = FIT_SIGMA_M,
                                      .stop = means->stop,
                                      .stop_ctx = means->stop_ctx};
    kurs_orbit_fit fit;
    const kurs_status status = kurs_orbit_fit_solve(&task, states + n, &fit);
    if (status >= 0) {
        take_fit(&fit, n, out, notes);
    }
    return status;
}

static kurs_status fit_points(const kurs_propagate_means *means, const kurs_propagate_body *body,
                              kurs_propagate_start *out, kurs_notes *notes,
                              char why[KURS_START_WHY_SIZE])
{
    const kurs_tai end = kurs_tai_add(out->t, means->ask->fit_s);
    const size_t n = fit_count(body, out->t, end);
    if (n < 3) {
        snprintf(
            why, KURS_START_WHY_SIZE,
            "its first %.6g hours have %zu points, a fit needs three; give --fit-drag a longer "
            "time",
            means->ask->fit_s / 3600.0, n);
        return KURS_ERR_NO_SOLUTION;
    }
    kurs_tai *times = kurs_alloc_array(n, sizeof *times);
    kurs_state *states = kurs_alloc_array(n, (1 + KURS_ORBIT_FIT_WORK) * sizeof *states);
    kurs_status status = KURS_ERR_MEMORY;
    if (times && states) {
        status = gather(means, body, end, times, states, notes);
        if (status >= 0) {
            status = solve_fit(means, n, times, states, out, notes);
        }
        snprintf(why, KURS_START_WHY_SIZE, "no fit to its first %.6g hours: %s%s",
                 means->ask->fit_s / 3600.0, kurs_status_text(status),
                 status == KURS_ERR_NO_CONVERGENCE ? "; a manoeuvre among them would explain it"
                                                   : "");
    }
    kurs_free(states);
    kurs_free(times);
    return status;
}

/* ---- all of it -------------------------------------------------------------------------------
 */

static const char *weather_name(kurs_weather_mode mode)
{
    static const char *const names[] = {
#define WEATHER_NAME(name, text) #name,
        KURS_WEATHER_MODES(WEATHER_NAME)
#undef WEATHER_NAME
    };
    return (unsigned)mode < KURS_WEATHER_COUNT ? names[mode] : "unknown";
}

static void describe(const kurs_propagate_ask *ask, kurs_propagate_start *out)
{
    char utc[KURS_UTC_TEXT_SIZE];
    add_comment(out, "numerical: EGM2008 %dx%d, Sun, Moon", ask->gravity_degree,
                ask->gravity_degree);
    if (out->model.drag_m2_kg > 0.0) {
        add_comment(out, ", NRLMSISE-00 (space weather %s) with drag %.6f m2/kg",
                    weather_name(ask->weather), out->model.drag_m2_kg);
    }
    if (out->model.radiation_m2_kg > 0.0) {
        add_comment(out, ", sunlight with %.6f m2/kg", out->model.radiation_m2_kg);
    }
    if (kurs_tai_format(out->t, 3, utc) >= 0) {
        add_comment(out, "\nfrom the state at %s\n", utc);
    }
}

kurs_status kurs_propagate_start_make(const kurs_propagate_means *means,
                                      const kurs_propagate_body *body, kurs_propagate_start *out,
                                      kurs_notes *notes, char why[KURS_START_WHY_SIZE])
{
    const kurs_propagate_ask *ask = means->ask;
    const kurs_orbit_object *object = body->first;
    *out = (kurs_propagate_start){.model = {.gravity = means->gravity,
                                            .sun_and_moon = 1,
                                            .eop = means->eop,
                                            .tolerance_m = TOLERANCE_M}};
    why[0] = '\0';
    choose_surfaces(ask, object, &out->model, notes);
    kurs_status status = kurs_propagate_is_mean(object)
                             ? from_mean_elements(means, object, out, notes, why)
                             : from_point(means, body, out);
    if (status >= 0) {
        *notes |= kurs_notes_of(status);
        out->model.weather = (kurs_weather){
            .mode = ask->weather,
            .start = out->t,
            .series = means->weather,
            .season_held = ask->fit_s > 0.0 && ask->weather != KURS_WEATHER_observed,
        };
        if (object->maneuver_count > 0) {
            *notes |= 1U << KURS_NOTE_MANEUVERS;
        }
        if (ask->fit_s > 0.0) {
            status = fit_points(means, body, out, notes, why);
            *notes |= kurs_notes_of(status);
        }
    }
    if (status >= 0) {
        describe(ask, out);
    } else if (!why[0]) {
        snprintf(why, KURS_START_WHY_SIZE, "%s", kurs_status_text(status));
    }
    return status;
}
