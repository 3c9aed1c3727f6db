/* SPDX-License-Identifier: Apache-2.0 */
/* Other ships at the station's ports: their stays, each against the others and the own one. */
#include <stdio.h>
#include <string.h>

#include "io/tables.h"
#include "kurs/spec.h"

enum { REQ = KURS_YAML_REQUIRED };

#define DAY_S 86400.0
#define LATEST_DOCKING_S                                                                           \
    (3.5 * DAY_S)                  /* after 0 h of the launch day: a lift-off on it, 34 orbits */
#define EARLIEST_UNDOCKING_S DAY_S /* before 0 h of the day of the return */

static int value_of(const kurs_yaml_reader *r, int map, const char *key)
{
    const int node = kurs_yaml_find(r->tree, map, key);
    return node >= 0 ? node : map;
}

/* clang-format off */

static const kurs_yaml_row visit_rows[] = {
    K_TEXT(kurs_visit, ship, "ship", REQ, "name of another ship"),
    K_TEXT(kurs_visit, port_id, "port", REQ, "a docking port of the station"),
    K_INSTANT(kurs_visit, from, "from", 0, "its docking"),
    K_INSTANT(kurs_visit, until, "until", 0, "its undocking"),
};

/* clang-format on */

static void check_visit(kurs_yaml_reader *r, int node, void *base)
{
    kurs_visit *visit = base;
    visit->from_known = kurs_yaml_find(r->tree, node, "from") >= 0;
    visit->until_known = kurs_yaml_find(r->tree, node, "until") >= 0;
    if (visit->from_known && visit->until_known &&
        kurs_tai_diff(visit->until, visit->from) <= 0.0) {
        kurs_yaml_fail(r, value_of(r, node, "until"), 0, KURS_ERR_RANGE,
                       "this stay ends before it begins\ngive a time after 'from', or leave it "
                       "out: it then goes on beyond the mission");
    }
}
K_TABLE(kurs_schema_visit, "a visitor", visit_rows, kurs_visit, .check = check_visit);

static int find_port(const kurs_yaml_reader *r, int node, const kurs_station *station,
                     const char *id)
{
    const char *names[KURS_MAX_PORTS];
    for (int i = 0; i < station->port_count; i++) {
        names[i] = station->ports[i].id;
        if (strcmp(names[i], id) == 0) {
            return i;
        }
    }
    char what[KURS_ID_SIZE + 16];
    snprintf(what, sizeof what, "port of '%s'", station->id);
    kurs_yaml_fail_name(r, value_of(r, node, "port"), KURS_ERR_NOT_FOUND, what, names,
                        station->port_count);
    return -1;
}

static int overlap(const kurs_visit *a, const kurs_visit *b)
{
    return (!a->from_known || !b->until_known || kurs_tai_diff(a->from, b->until) < 0.0) &&
           (!b->from_known || !a->until_known || kurs_tai_diff(b->from, a->until) < 0.0);
}

/* Neither two ships at a port, nor one ship at two. */
static void check_pair(const kurs_yaml_reader *r, int node, const kurs_visit *a,
                       const kurs_visit *b)
{
    if (a->port < 0 || b->port < 0 || !overlap(a, b)) {
        return;
    }
    if (a->port == b->port) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "%.40s is at '%s' while %.40s is there\nend the first stay with 'until' "
                       "before the second begins with 'from', or give another port",
                       a->ship, a->port_id, b->ship);
    } else if (strcmp(a->ship, b->ship) == 0) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "%.40s is at '%s' and '%s' at once\nend the first stay with 'until' before "
                       "the second begins with 'from'",
                       a->ship, b->port_id, a->port_id);
    }
}

/* The own port is free from the latest docking of a launch on its day to the earliest undocking. */
static void check_own_port(const kurs_yaml_reader *r, int node, const kurs_mission *m,
                           const kurs_visit *visit)
{
    kurs_tai docked = kurs_tai_add(m->launch_day, LATEST_DOCKING_S);
    kurs_tai left = kurs_tai_add(m->return_day, -EARLIEST_UNDOCKING_S);
    const double stay = kurs_tai_diff(left, docked);
    if (stay < 0.0) {
        docked = left = kurs_tai_add(docked, 0.5 * stay);
    }
    if (strcmp(visit->ship, m->name) == 0) {
        kurs_yaml_fail(r, value_of(r, node, "ship"), 0, KURS_ERR_SCHEMA,
                       "this is the mission's own ship, whose stay is flown\nleave it out");
    } else if (visit->port == m->port && kurs_visit_meets(visit, docked, left)) {
        const int late = visit->from_known && kurs_tai_diff(visit->from, docked) > 0.0;
        kurs_yaml_fail(r, value_of(r, node, late ? "from" : "until"), 0, KURS_ERR_SCHEMA,
                       "%.40s is at '%s' when this mission's own ship is to be there\n"
                       "%s, or give one of them another port",
                       visit->ship, visit->port_id,
                       late ? "let its stay begin after the day of the return"
                            : "end its stay with 'until' before the own docking");
    }
}

void kurs_visits_check(const kurs_yaml_reader *r, int list, kurs_mission *m)
{
    int e = m->visit_count > 0 ? r->tree->nodes[list].first : -1;
    for (int i = 0; i < m->visit_count; i++, e = r->tree->nodes[e].next) {
        kurs_visit *visit = &m->visits[i];
        visit->port = find_port(r, e, &m->station, visit->port_id);
        for (int j = 0; j < i; j++) {
            check_pair(r, e, visit, &m->visits[j]);
        }
        check_own_port(r, e, m, visit);
    }
}
