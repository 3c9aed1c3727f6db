/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/ascent_parts.h"

#include <stdio.h>

#include "math/math.h"

/* An event, as told of a rocket with strap-ons, whose upper stage people call the third, and of one
 * without (NULL: the same). */
typedef struct event_name {
    const char *id, *text, *two_stages;
} event_name;

static const event_name part_names[KURS_PART_COUNT] = {
    [KURS_PART_TOWER] = {"escape_tower_jettison", "escape tower jettisoned", NULL},
    [KURS_PART_STRAPON] = {"booster_separation", "strap-on blocks separated", NULL},
    [KURS_PART_FAIRING] = {"fairing_jettison", "nose fairing jettisoned", NULL},
    [KURS_PART_CORE] = {"core_separation",
                        "core stage separated, third stage under closed-loop guidance",
                        "first stage separated"},
    [KURS_PART_SKIRT] = {"skirt_drop", "aft skirt of the third stage dropped",
                         "aft skirt of the second stage dropped"},
    [KURS_PART_UPPER] = {"insertion", "spacecraft separated in orbit", NULL},
};
static const event_name separated_short = {"separation_short",
                                           "spacecraft separated short of its orbit", NULL};
static const event_name mark_names[] = {
    [KURS_MARK_LIFTOFF] = {"liftoff", "lift-off contact", NULL},
    [KURS_MARK_MAX_Q] = {"max_q", "greatest dynamic pressure", NULL},
    [KURS_MARK_BOOSTER_CUTOFF] = {"booster_cutoff", "strap-on engines cut off", NULL},
    [KURS_MARK_BOOSTER_GUARD] = {"booster_cutoff", "strap-on engines cut off before they run dry",
                                 NULL},
    [KURS_MARK_IGNITION] = {"upper_ignition", "third stage ignited",
                            "second stage ignited, under closed-loop guidance"},
    [KURS_MARK_CORE_CUTOFF] = {"core_cutoff", "core engine cut off", "first stage engines cut off"},
    [KURS_MARK_CORE_GUARD] = {"core_cutoff", "core engine cut off before it runs dry", NULL},
    [KURS_MARK_CUTOFF] = {"third_stage_cutoff", "third stage cut off by the guidance",
                          "second stage cut off by the guidance"},
    [KURS_MARK_LOWER] = {"lower_orbit", "third stage falls short: guided to a lower safe orbit",
                         "second stage falls short: guided to a lower safe orbit"},
    [KURS_MARK_ESCAPE] = {"no_orbit", "third stage falls short: no orbit in reach",
                          "second stage falls short: no orbit in reach"},
    [KURS_MARK_DRY] = {"third_stage_cutoff", "third stage out of propellant short of its orbit",
                       "second stage out of propellant short of its orbit"},
};

static kurs_status emit(const kurs_body *body, const kurs_rocket *rocket, const event_name *name,
                        double jettisoned_kg, const kurs_sink *sink)
{
    const int two = rocket->strapon.count == 0 && name->two_stages;
    return kurs_body_emit_event(body, KURS_PHASE_ascent, name->id,
                                two ? name->two_stages : name->text, jettisoned_kg, sink);
}

kurs_status kurs_ascent_tell(const kurs_body *body, const kurs_rocket *rocket,
                             kurs_ascent_mark mark, const kurs_sink *sink)
{
    return emit(body, rocket, &mark_names[mark], 0.0, sink);
}

static int *part_flag(kurs_stack *stack, kurs_ascent_part part)
{
    int *const flags[KURS_PART_COUNT] = {&stack->tower, &stack->strapon, &stack->fairing,
                                         &stack->core,  &stack->skirt,   &stack->upper};
    return flags[part];
}

int kurs_ascent_has(const kurs_stack *stack, kurs_ascent_part part)
{
    kurs_stack copy = *stack;
    return *part_flag(&copy, part);
}

kurs_status kurs_ascent_steer(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                              const kurs_nav *nav, const kurs_sink *sink)
{
    const kurs_ascent_decision before = flight->guidance.decision;
    kurs_status status = kurs_ascent_guide(&flight->guidance, rocket, nav);
    if (status == KURS_ERR_NO_CONVERGENCE) { /* no way from here: that is a decision, too */
        flight->guidance.decision = KURS_ASCENT_ESCAPE;
        flight->guidance.decided_s = nav->met_s;
        status = KURS_OK;
    }
    if (status < 0 || flight->guidance.decision == before) {
        return status;
    }
    return kurs_ascent_tell(
        &flight->body, rocket,
        flight->guidance.decision == KURS_ASCENT_LOWER ? KURS_MARK_LOWER : KURS_MARK_ESCAPE, sink);
}

kurs_status kurs_ascent_drop(kurs_ascent_flight *flight, const kurs_rocket *rocket,
                             kurs_ascent_part part, const kurs_sink *sink)
{
    const double before = flight->body.mass_kg;
    const int last = part == KURS_PART_UPPER;
    *part_flag(&flight->stack, part) = 0;
    flight->body.mass_kg = kurs_stack_mass(&flight->stack, rocket);
    flight->done = last;
    const event_name *name = last && flight->fell_short ? &separated_short : &part_names[part];
    return emit(&flight->body, rocket, name, before - flight->body.mass_kg, sink);
}

void kurs_ascent_burn_ends(kurs_ascent_flight *flight, const kurs_rocket *rocket, int dry)
{
    flight->stack.upper_off = 1;
    flight->fell_short = dry;
    flight->cutoff_s = flight->met_s;
    if (dry) {
        flight->missing_m_s = kurs_ascent_velocity_to_go(&flight->guidance, rocket,
                                                         flight->met_s - flight->six.third_s,
                                                         flight->body.mass_kg, &flight->missing_kg);
    }
}

kurs_status kurs_ascent_tell_load(const kurs_ascent_flight *flight, const kurs_rocket *rocket,
                                  const kurs_sink *sink)
{
    if (!(flight->peak_load_g > rocket->max_axial_g)) {
        return KURS_OK;
    }
    char text[KURS_EVENT_TEXT_SIZE];
    snprintf(text, sizeof text, "load of %.2f g in ascent, the rocket is built for %.2f g",
             flight->peak_load_g, rocket->max_axial_g);
    return kurs_sink_caveat(sink, KURS_CAVEAT_OVER_LIMIT, text);
}

kurs_status kurs_ascent_check_height(const kurs_ascent_flight *flight)
{
    const kurs_vec3 r = flight->body.s_gcrf.r;
    const double d = v3_norm(r), s = r.z / d, b = 1.0 - KURS_WGS84_F;
    const double ground_m = KURS_WGS84_A / sqrt(1.0 - s * s + s * s / (b * b));
    return d > ground_m - 1000.0 ? KURS_OK : KURS_ERR_NO_SOLUTION;
}
