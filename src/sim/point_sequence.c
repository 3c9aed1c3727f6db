/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of the quick ascent: commands by the clock or by velocity, what they do to levels,
 * parts that leave. */
#include "sim/point_sequence.h"

#include "math/math.h"

static const double same_s = 1e-9; /* instants nearer than this are one */

const kurs_rocket *kurs_point_known(const kurs_point_setup *setup)
{
    return setup->known ? setup->known : setup->rocket;
}

static int by_velocity(const kurs_point_setup *setup)
{
    return setup->cutoff.upper_m_s > 0.0;
}

/* When the strap-ons step down and stop by the programme; infinite without them. */
static double filed_strapon_cut_s(const kurs_rocket *known)
{
    const kurs_curve *level = &known->strapon.level;
    return known->strapon.count > 0 && level->count > 0 && level->y[level->count - 1] <= 0.0
               ? level->x[level->count - 1]
               : INFINITY;
}

static double filed_step_s(const kurs_rocket *known)
{
    const kurs_curve *level = &known->strapon.level;
    const double cut_s = filed_strapon_cut_s(known);
    return isfinite(cut_s) && level->count >= 3 && level->x[level->count - 2] > 0.0
               ? level->x[level->count - 2]
               : cut_s;
}

/* The instant of the programme that holds now, where `filed_s` comes at flown_s. */
static double programme_time(double met_s, double filed_s, double flown_s)
{
    if (isinf(filed_s)) {
        return met_s;
    }
    return isinf(flown_s) ? fmin(met_s, filed_s - same_s) : filed_s + (met_s - flown_s);
}

kurs_levels kurs_point_levels(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *rocket = setup->rocket, *known = kurs_point_known(setup);
    double strapon_s = programme_time(f->met_s, filed_step_s(known), f->step_s);
    if (!isinf(f->step_s)) {
        strapon_s = isinf(f->strapon_cut_s)
                        ? fmin(strapon_s, filed_strapon_cut_s(known) - same_s)
                        : filed_strapon_cut_s(known) + (f->met_s - f->strapon_cut_s);
    }
    const double core_s = programme_time(f->met_s, known->core_cutoff_s, f->core_cut_s);
    const double upper_s = programme_time(f->met_s, known->upper_ignition_s, f->ignition_s);
    return (kurs_levels){kurs_stack_levels(&f->stack, rocket, strapon_s).strapon,
                         kurs_stack_levels(&f->stack, rocket, core_s).core,
                         kurs_stack_levels(&f->stack, rocket, upper_s).upper};
}

/* A part that leaves: its flag, and when [s after lift-off], infinite once it has gone. */
typedef struct part {
    int *flag;
    double at_s;
} part;

enum { PARTS = 6, STRAPON_PART = 1, CORE_PART = 3, SHIP_PART = 5 };

/* By velocity the strap-ons leave a while after their cut-off, else by the clock: their level need
 * not end before. */
static double strapon_gone_s(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *known = kurs_point_known(setup);
    const double filed_s = filed_strapon_cut_s(known);
    return by_velocity(setup) && isfinite(filed_s)
               ? f->strapon_cut_s + (known->strapon_separation_s - filed_s)
               : known->strapon_separation_s;
}

static void list_parts(kurs_point_ascent *f, const kurs_point_setup *setup, part out[PARTS])
{
    const kurs_rocket *r = kurs_point_known(setup);
    kurs_stack *s = &f->stack;
    const part parts[PARTS] = {
        {&s->tower, r->tower_kg > 0.0 ? r->tower_jettison_s : INFINITY},
        {&s->strapon, strapon_gone_s(f, setup)},
        {&s->fairing, r->fairing_kg > 0.0 ? r->fairing_jettison_s : INFINITY},
        {&s->core, f->core_cut_s + (r->core_separation_s - r->core_cutoff_s)},
        {&s->skirt, r->upper_skirt_kg > 0.0 ? f->third_s + r->upper_skirt_drop_s : INFINITY},
        /* the upper stage stays behind: its flag is not that of the spacecraft */
        {&s->upper, isnan(f->cutoff_s) ? INFINITY : f->cutoff_s + r->separation_after_cutoff_s}};
    for (int i = 0; i < PARTS; i++) {
        const int skirt_waits = parts[i].flag == &s->skirt && s->core;
        out[i] = (part){parts[i].flag, *parts[i].flag && !skirt_waits ? parts[i].at_s : INFINITY};
    }
}

/* When the core stops after the ignition of the upper stage, or by the clock before it. */
static double core_due_s(const kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *known = kurs_point_known(setup);
    if (!isinf(f->core_cut_s)) {
        return INFINITY;
    }
    if (!by_velocity(setup)) {
        return known->core_cutoff_s;
    }
    return f->ignition_s + known->core_cutoff_s - known->upper_ignition_s;
}

double kurs_point_next_break(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const kurs_rocket *known = kurs_point_known(setup);
    part parts[PARTS];
    list_parts(f, setup, parts);
    double at = fmin(kurs_stack_break(&f->stack, setup->rocket, &f->levels, f->met_s),
                     core_due_s(f, setup));
    for (int i = 0; i < PARTS; i++) {
        at = fmin(at, parts[i].at_s);
    }
    if (!by_velocity(setup) && isinf(f->ignition_s)) {
        at = fmin(at, known->upper_ignition_s);
    }
    return fmax(at, f->met_s);
}

/* The command that waits for a velocity: where its instant goes, and the velocity as flown. */
typedef struct command {
    double *at_s, *seen_m_s, filed_s, wanted_m_s;
} command;

enum { COMMANDS = 3, STRAPON_COMMANDS = 2 };

static void list_commands(kurs_point_ascent *f, const kurs_point_setup *setup,
                          command out[COMMANDS])
{
    const kurs_rocket *known = kurs_point_known(setup);
    const kurs_cutoff_speeds *at = &setup->cutoff;
    out[0] = (command){&f->step_s, &f->speeds.strapon_step_m_s, filed_step_s(known),
                       at->strapon_step_m_s};
    out[1] = (command){&f->strapon_cut_s, &f->speeds.strapon_m_s, filed_strapon_cut_s(known),
                       at->strapon_m_s};
    out[2] =
        (command){&f->ignition_s, &f->speeds.upper_m_s, known->upper_ignition_s, at->upper_m_s};
}

/* The first that has not been given. */
static command next_command(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    command commands[COMMANDS];
    list_commands(f, setup, commands);
    int i = kurs_point_known(setup)->strapon.count > 0 ? 0 : STRAPON_COMMANDS;
    while (i < COMMANDS - 1 && !isinf(*commands[i].at_s)) {
        i++;
    }
    return commands[i];
}

static void give(const kurs_point_ascent *f, const command *c)
{
    *c->at_s = f->met_s;
    *c->seen_m_s = f->apparent_m_s;
}

/* Gives the commands that are due: by the clock, by velocity (hit), or because a tank is empty. */
static void give_commands(kurs_point_ascent *f, const kurs_point_setup *setup, int hit)
{
    if (by_velocity(setup)) {
        const command c = next_command(f, setup);
        if (hit && isinf(*c.at_s)) { /* not the end of the third stage */
            give(f, &c);
        }
        const kurs_levels now = kurs_point_levels(f, setup);
        if (f->stack.strapon && isinf(f->strapon_cut_s) && now.strapon <= 0.0) {
            f->step_s = fmin(f->step_s, f->met_s);
            f->strapon_cut_s = f->met_s;
        }
        if (f->stack.core && isinf(f->core_cut_s) && now.core <= 0.0) {
            f->ignition_s = fmin(f->ignition_s, f->met_s);
            f->core_cut_s = f->met_s;
        }
    } else { /* none waits for another */
        command commands[COMMANDS];
        list_commands(f, setup, commands);
        for (int i = 0; i < COMMANDS; i++) {
            if (isinf(*commands[i].at_s) && commands[i].filed_s <= f->met_s + same_s) {
                give(f, &commands[i]);
            }
        }
    }
    if (core_due_s(f, setup) <= f->met_s + same_s) {
        f->core_cut_s = f->met_s;
    }
}

static void part_leaves(kurs_point_ascent *f, const kurs_point_setup *setup, int which)
{
    if (which == STRAPON_PART) {
        f->strapon_off = f->s_gcrf;
        f->strapon_off_s = f->met_s;
    } else if (which == CORE_PART) {
        f->core_off = f->s_gcrf;
        f->core_gone_s = f->met_s;
        f->third_s = f->met_s - kurs_point_known(setup)->core_separation_s;
    } else if (which == SHIP_PART) {
        f->done = 1;
    }
}

static void upper_stops(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    f->fell_short = !f->stack.upper_off;
    f->stack.upper_off = 1;
    f->cutoff_s = f->met_s;
    f->upper_left_kg = kurs_stack_upper_left(&f->stack, setup->rocket);
    if (f->fell_short) {
        f->missing_m_s =
            kurs_ascent_velocity_to_go(&f->guidance, kurs_point_known(setup), f->met_s - f->third_s,
                                       f->mass_kg, &f->missing_kg);
    }
}

void kurs_point_change(kurs_point_ascent *f, const kurs_point_setup *setup, int hit)
{
    const double upper_before = f->levels.upper;
    give_commands(f, setup, hit);
    f->levels = kurs_point_levels(f, setup);
    if (upper_before > 0.0 && f->levels.upper <= 0.0) {
        upper_stops(f, setup);
    }
    part parts[PARTS];
    list_parts(f, setup, parts);
    for (int i = 0; i < PARTS; i++) {
        if (parts[i].at_s <= f->met_s + same_s) {
            *parts[i].flag = 0;
            part_leaves(f, setup, i);
        }
    }
    f->mass_kg = kurs_stack_mass(&f->stack, setup->rocket);
    f->levels = kurs_point_levels(f, setup);
}

double kurs_point_awaited(kurs_point_ascent *f, const kurs_point_setup *setup)
{
    const command c = next_command(f, setup);
    return by_velocity(setup) && isinf(*c.at_s) ? c.wanted_m_s : 0.0;
}
