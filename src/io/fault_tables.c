/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of a mission: of its countdown, which names those it knows, and of its ascent. */
#include <string.h>

#include "io/diag.h"
#include "io/tables.h"
#include "kurs/spec.h"

enum { REQ = KURS_YAML_REQUIRED };

static int value_of(const kurs_yaml_reader *r, int map, const char *key)
{
    const int node = kurs_yaml_find(r->tree, map, key);
    return node >= 0 ? node : map;
}

/* clang-format off */

static const char *const stages[] = {"strapon", "core", "upper", NULL};

static const kurs_yaml_row fault_rows[] = {
    K_TEXT(kurs_fault, id, "fault", REQ, "what fails, one of the countdown's 'faults'"),
    K_INT(kurs_fault, attempt, "attempt", REQ, 1, 20, "the launch attempt at which it is there, 1 is the first"),
    K_QUANTITY(kurs_fault, t_s, "at", 0, TIME, -10.0 * 86400.0, 2000.0, "when it sets in: of the countdown before lift-off and negative, from the start where left out; of an ascent after lift-off"),
    K_QUANTITY(kurs_fault, lasts_s, "lasts", 0, TIME, 0.0, 86400.0, "how long; for good where left out"),
    K_QUANTITY(kurs_fault, after_s, "after", 0, TIME, 0.0, 86400.0, "how long the clock has stood at 'at'; where left out the clock comes to it"),
    K_TEXT(kurs_fault, step, "step", 0, "the step whose go is withheld"),
    K_CHOICE(kurs_fault, stage, "stage", 0, stages, "of an engine: strapon, core or upper"),
    K_QUANTITY(kurs_fault, level, "level", 0, NONE, 0.01, 1.0, "of low-thrust: share of the thrust that is left"),
};

static const char *const ascent_faults[] = {"escape-command", "engine-out", "low-thrust"};
enum { ASCENT_FAULTS = sizeof ascent_faults / sizeof ascent_faults[0] };

/* Each kind of fault has its keys, and no others. */
static void check_fault_keys(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_fault *f = base;
    const int of_ascent = kurs_fault_of_ascent(f), out = strcmp(f->id, "engine-out") == 0;
    const int low = of_ascent && strcmp(f->id, "low-thrust") == 0;
    const char *near = kurs_diag_nearest(f->id, ascent_faults, ASCENT_FAULTS);
    if (!of_ascent && near && strcmp(near, f->id) != 0 && (f->t_s > 0.0 || f->stage[0])) {
        kurs_yaml_fail_name(r, value_of(r, node, "fault"), KURS_ERR_SCHEMA, "fault of an ascent", ascent_faults, ASCENT_FAULTS);
        return;
    }
    const int wants[] = {of_ascent, low || out, low, 0, 0};
    static const char *const keys[] = {"at", "stage", "level", "lasts", "step"};
    for (int i = of_ascent ? 0 : 1; i < (of_ascent ? 5 : 3); i++) {
        const int value = kurs_yaml_find(r->tree, node, keys[i]);
        if (wants[i] && value < 0) {
            kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA, "the fault '%s' has no '%s'\nadd '%s: ...'", f->id, keys[i], keys[i]);
        } else if (!wants[i] && value >= 0) {
            kurs_yaml_fail(r, value, 0, KURS_ERR_SCHEMA, "the fault '%s' has no use for '%s'\nleave it out", f->id, keys[i]);
        }
    }
    if (f->after_s > 0.0 && !(f->t_s < 0.0)) {
        kurs_yaml_fail(r, value_of(r, node, "after"), 0, KURS_ERR_SCHEMA, "'after' without a time at which the countdown stands\nadd 'at: ...', before lift-off, or leave it out");
    }
    const int anywhere = strcmp(f->id, "escape-command") == 0; /* also on the pad */
    if (!anywhere && of_ascent != (f->t_s > 0.0) && kurs_yaml_find(r->tree, node, "at") >= 0) {
        kurs_yaml_fail(r, value_of(r, node, "at"), 0, KURS_ERR_RANGE,
                       of_ascent ? "a fault of the ascent at or before lift-off\ngive a time after it" : "a fault of the countdown after lift-off\ngive a time before it, or the 'stage' of an engine");
    }
}
K_TABLE(kurs_schema_fault, "a fault", fault_rows, kurs_fault, .check = check_fault_keys);

/* clang-format on */

/* The countdown says which faults are known. */
static void check_fault(const kurs_yaml_reader *r, int e, const kurs_fault *fault,
                        const kurs_countdown *c)
{
    const char *names[KURS_MAX_KNOWN_FAULTS + ASCENT_FAULTS], *steps[KURS_MAX_STEPS];
    int known = kurs_fault_of_ascent(fault), step = fault->step[0] == '\0', count = 0;
    for (; count < c->fault_count; count++) {
        names[count] = c->faults[count].id;
        known |= strcmp(names[count], fault->id) == 0;
    }
    for (int i = 0; i < 2; i++) { /* the third is among those of a countdown */
        names[count++] = ascent_faults[i];
    }
    for (int i = 0; i < c->step_count; i++) {
        steps[i] = c->steps[i].id;
        step |= strcmp(steps[i], fault->step) == 0;
    }
    if (!known) {
        kurs_yaml_fail_name(r, value_of(r, e, "fault"), KURS_ERR_SCHEMA, "fault", names, count);
    }
    if (!step) {
        kurs_yaml_fail_name(r, value_of(r, e, "step"), KURS_ERR_NOT_FOUND, "step", steps,
                            c->step_count);
    }
}

void kurs_faults_check(const kurs_yaml_reader *r, int list, const kurs_mission *m)
{
    int e = m->fault_count > 0 ? r->tree->nodes[list].first : -1;
    for (int i = 0; i < m->fault_count; i++, e = r->tree->nodes[e].next) {
        check_fault(r, e, &m->faults[i], &m->countdown);
        for (int j = 0; j < i; j++) {
            if (m->faults[i].attempt == m->faults[j].attempt &&
                strcmp(m->faults[i].id, m->faults[j].id) == 0 &&
                strcmp(m->faults[i].stage, m->faults[j].stage) == 0) {
                kurs_yaml_fail(r, e, 0, KURS_ERR_SCHEMA,
                               "the fault '%s' stands twice for attempt %d\nleave one of them out",
                               m->faults[i].id, m->faults[i].attempt);
            }
        }
    }
}
