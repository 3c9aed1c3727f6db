/* SPDX-License-Identifier: Apache-2.0 */
#include "gnc/abort.h"

#include "kurs/env.h"
#include "kurs/frames.h"
#include "math/math.h"

static const struct {
    const char *name, *text;
} causes[KURS_ABORT_CAUSE_COUNT] = {
#define KURS_ABORT_CAUSE_ROW(name, text) {#name, text},
    KURS_ABORT_CAUSE_LIST(KURS_ABORT_CAUSE_ROW)
#undef KURS_ABORT_CAUSE_ROW
};

const char *kurs_abort_cause_name(kurs_abort_cause cause)
{
    return (unsigned)cause < KURS_ABORT_CAUSE_COUNT ? causes[cause].name : "unknown";
}

const char *kurs_abort_cause_text(kurs_abort_cause cause)
{
    return (unsigned)cause < KURS_ABORT_CAUSE_COUNT ? causes[cause].text : "unknown";
}

void kurs_abort_init(kurs_abort_monitor *monitor)
{
    for (int i = 0; i < KURS_ABORT_CAUSE_COUNT; i++) {
        monitor->since_s[i] = NAN;
    }
}

/* Comparisons with NaN are false: what is not measured breaks no limit. */
static int broken(const kurs_abort_limits *limits, const kurs_abort_sensed *s,
                  kurs_abort_cause cause)
{
    switch (cause) {
    case KURS_ABORT_command:
        return s->command;
    case KURS_ABORT_rates:
        return s->rate > limits->rate;
    case KURS_ABORT_pressure:
        return s->pressure < limits->pressure;
    case KURS_ABORT_acceleration:
        return s->acceleration_m_s2 < limits->acceleration * s->expected_m_s2;
    case KURS_ABORT_corridor:
        return s->direction > limits->direction || fabs(s->height_m) > limits->height_m;
    case KURS_ABORT_orbit:
        return s->no_orbit;
    default:
        return 0;
    }
}

kurs_abort_cause kurs_abort_check(kurs_abort_monitor *monitor, const kurs_abort_limits *limits,
                                  const kurs_abort_sensed *sensed)
{
    const double rounding = 1e-9;
    kurs_abort_cause found = KURS_ABORT_none;
    for (int i = KURS_ABORT_CAUSE_COUNT - 1; i > KURS_ABORT_none; i--) {
        double *since = &monitor->since_s[i];
        if (!broken(limits, sensed, (kurs_abort_cause)i)) {
            *since = NAN;
            continue;
        }
        *since = isnan(*since) ? sensed->met_s : *since;
        const int decided = i == KURS_ABORT_command || i == KURS_ABORT_orbit;
        const double confirm = decided ? 0.0 : limits->confirm_s;
        if (sensed->met_s - *since >= confirm - rounding) {
            found = (kurs_abort_cause)i;
        }
    }
    return found;
}

double kurs_abort_perigee(kurs_state s)
{
    const double r = v3_norm(s.r), v2 = v3_dot(s.v, s.v);
    const double energy = 0.5 * v2 - KURS_EGM_GM / r;
    const double h = v3_norm(v3_cross(s.r, s.v));
    const double p = h * h / KURS_EGM_GM;
    const double e = sqrt(fmax(0.0, 1.0 + 2.0 * energy * p / KURS_EGM_GM));
    return p / (1.0 + e) - KURS_WGS84_A;
}

kurs_escape_mode kurs_abort_mode(const kurs_escape *escape, const kurs_abort_stand *stand)
{
    if (!escape->name[0] || stand->met_s < escape->armed_s) {
        return KURS_ESCAPE_none;
    }
    if (stand->tower) {
        return KURS_ESCAPE_tower;
    }
    if (stand->fairing) {
        return stand->met_s < stand->fairing_jettison_s - escape->motors_safe_s
                   ? KURS_ESCAPE_fairing_motors
                   : KURS_ESCAPE_under_fairing;
    }
    return kurs_abort_perigee(stand->s_gcrf) >= escape->limits.low_perigee_m
               ? KURS_ESCAPE_low_orbit
               : KURS_ESCAPE_separation;
}
