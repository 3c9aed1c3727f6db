/* SPDX-License-Identifier: Apache-2.0 */
#include "kurs/mission.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/embedded.h"
#include "io/tables.h"
#include "kurs/tle_io.h"

enum { REQ = KURS_YAML_REQUIRED, REQ_ID = KURS_YAML_REQUIRED | KURS_YAML_HAS_ID };

static int value_of(const kurs_yaml_reader *r, int map, const char *key)
{
    const int node = kurs_yaml_find(r->tree, map, key);
    return node >= 0 ? node : map;
}

/* ---- orbits ---- */

static void read_tle_line(kurs_yaml_reader *r, int node, void *base)
{
    (void)base; /* both lines are read together, by check_orbit */
    (void)kurs_yaml_scalar(r, node, "a line of a two-line set, in quotes");
}

static void check_orbit(kurs_yaml_reader *r, int node, void *base)
{
    const int at[2] = {value_of(r, node, "line1"), value_of(r, node, "line2")};
    const kurs_yaml_node *nodes = r->tree->nodes;
    kurs_orbit_set *set = base;
    kurs_text_error e;
    kurs_tle tle;
    const kurs_status status =
        kurs_tle_parse(kurs_yaml_text(r->tree, at[0]), nodes[at[0]].n,
                       kurs_yaml_text(r->tree, at[1]), nodes[at[1]].n, 0, &tle, &e);
    if (status < 0) {
        const int line = at[e.line - 1];
        kurs_yaml_fail(r, line, nodes[line].quoted + e.column - 1, status, "%s\n%s", e.what,
                       e.remedy);
        return;
    }
    memcpy(&set->tle, &tle, sizeof tle);
}

/* clang-format off */

static const kurs_yaml_row orbit_rows[] = {
    K_TEXT(kurs_orbit_set, source, "source", REQ, "where the set comes from"),
    K_CALL("line1", REQ, read_tle_line, "first line of the two-line set, in quotes"),
    K_CALL("line2", REQ, read_tle_line, "second line of the two-line set, in quotes"),
};
static K_TABLE(orbit_table, "an orbit", orbit_rows, kurs_orbit_set, .check = check_orbit);
static const kurs_yaml_row orbit_item = {.key = "orbits", .kind = KURS_YAML_MAP, .table = &orbit_table, .doc = "a two-line set"};

static const kurs_yaml_row manoeuvre_rows[] = {
    K_INSTANT(kurs_station_burn, t, "time", REQ, "middle of the burn"),
    K_VECTOR(kurs_station_burn, dv_rtn_m_s, "dv", REQ, SPEED, 3, -100.0, 100.0, "change of velocity along radius, flight and normal of the orbit"),
};
static K_TABLE(manoeuvre_table, "a manoeuvre of the station", manoeuvre_rows, kurs_station_burn, .graded = 1);
static const kurs_yaml_row manoeuvre_item = {.key = "manoeuvres", .kind = KURS_YAML_MAP, .table = &manoeuvre_table, .doc = "a manoeuvre of the station"};

/* ---- crew ---- */

static const char *const seats[] = {"centre", "left", "right", NULL};
static const char *const ascents[] = {"body", "point", NULL};

static const kurs_yaml_row crew_rows[] = {
    K_TEXT(kurs_crew_member, name, "name", REQ, "given name and surname"),
    K_TEXT(kurs_crew_member, role, "role", REQ, "what for: commander, flight engineer"),
    K_TEXT(kurs_crew_member, agency, "agency", REQ, "who sends the person"),
    K_CHOICE(kurs_crew_member, seat, "seat", REQ, seats, "centre, left or right"),
    K_BOOL(kurs_crew_member, up, "up", REQ, "true: flies up on this ship"),
    K_BOOL(kurs_crew_member, down, "down", REQ, "true: comes down on this ship"),
    K_TEXT(kurs_crew_member, other_ship, "other_ship", 0, "the ship of the other way, where it is another one"),
    K_INT(kurs_crew_member, flights, "flights", 0, 1, 50, "spaceflights of this person, with this one"),
};

static void check_member(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_crew_member *m = base;
    if (!m->up && !m->down) {
        kurs_yaml_fail(r, value_of(r, node, "up"), 0, KURS_ERR_SCHEMA,
                       "this person neither flies up nor comes down\nset up or down to true, or leave the person out");
    }
    if (m->up != m->down && !m->other_ship[0]) {
        kurs_yaml_fail(r, node, 0, KURS_ERR_SCHEMA,
                       "this person %s another ship\nname it: 'other_ship: ...'", m->up ? "comes down on" : "flew up on");
    }
}
static K_TABLE(crew_table, "a crew member", crew_rows, kurs_crew_member, .check = check_member);
static const kurs_yaml_row crew_item = {.key = "crew", .kind = KURS_YAML_MAP, .table = &crew_table, .doc = "a crew member"};

static const kurs_yaml_row visit_item = {.key = "visitors", .kind = KURS_YAML_MAP, .table = &kurs_schema_visit, .doc = "a visitor"};
static const kurs_yaml_row fault_item = {.key = "faults", .kind = KURS_YAML_MAP, .table = &kurs_schema_fault, .doc = "a fault"};
static const kurs_yaml_row order_item = {.key = "orders", .kind = KURS_YAML_MAP, .table = &kurs_schema_order, .doc = "an order"};

/* ---- the mission ---- */

static const kurs_yaml_row profile_item = {.key = "profiles", .kind = KURS_YAML_REFERENCE, .flags = REQ_ID,
    .folder = "profiles", .table = &kurs_schema_profile, .doc = "a profile such as orbits-2"};

static void read_port(kurs_yaml_reader *r, int node, void *base);

static const kurs_yaml_row mission_rows[] = {
    K_TEXT(kurs_mission, name, "name", REQ, "name for people"),
    K_REFERENCE(kurs_mission, rocket, "rocket", REQ_ID, "vehicles", &kurs_schema_rocket, "a rocket such as soyuz-2.1a"),
    K_REFERENCE(kurs_mission, spacecraft, "spacecraft", REQ_ID, "vehicles", &kurs_schema_spacecraft, "a spacecraft such as soyuz-ms"),
    K_REFERENCE(kurs_mission, site, "site", REQ_ID, "sites", &kurs_schema_site, "a launch site such as baikonur-31-6"),
    K_REFERENCE(kurs_mission, station, "station", REQ_ID, "stations", &kurs_schema_station, "a station such as iss"),
    K_CALL("port", REQ, read_port, "a docking port of the station"), /* needs the station */
    K_REFERENCE(kurs_mission, zone, "zone", REQ_ID, "zones", &kurs_schema_zone, "a landing zone such as zhezkazgan"),
    K_REFERENCE(kurs_mission, countdown, "countdown", REQ_ID, "countdowns", &kurs_schema_countdown, "a countdown such as soyuz-crewed"),
    K_REFERENCE(kurs_mission, approach, "approach", REQ, "approach", &kurs_schema_approach, "approach rules such as kurs"),
    K_REFERENCE(kurs_mission, ret, "return", REQ, "returns", &kurs_schema_return, "return rules such as soyuz"),
    {.key = "radio", .kind = KURS_YAML_REFERENCE, .flags = REQ, .folder = "radio", .table = &kurs_schema_radio, .doc = "radio sites such as russian"},
    K_LIST(kurs_mission, profiles, profile_count, "profiles", REQ, KURS_MAX_PROFILES, &profile_item, "the profiles allowed, shortest first"),
    K_REFERENCE(kurs_mission, launch_winds, "launch_winds", KURS_YAML_HAS_ID, "winds", &kurs_schema_winds, "winds over the site such as baikonur-spring; calm where left out"),
    K_REFERENCE(kurs_mission, landing_winds, "landing_winds", KURS_YAML_HAS_ID, "winds", &kurs_schema_winds, "winds over the landing zone; calm where left out"),
    K_CHOICE(kurs_mission, ascent, "ascent", 0, ascents, "body: with attitude, where the rocket has an airframe (the default); point"),
    K_DAY(kurs_mission, launch_day, "launch_day", REQ, "the launch that is asked for"),
    K_DAY(kurs_mission, return_day, "return_day", REQ, "the return that is asked for"),
    K_QUANTITY(kurs_mission, window_s, "window", 0, TIME, 0.0, 86400.0, "how much later than planned a lift-off may come; 0: not at all"),
    K_QUANTITY(kurs_mission, hatch_open_s, "hatch_open", REQ, TIME, 0.0, 86400.0, "contact to hatch opening: leak checks"),
    K_QUANTITY(kurs_mission, hatch_close_s, "hatch_close", REQ, TIME, 0.0, 86400.0, "hatch closing to undocking"),
    K_LIST(kurs_mission, orbits, orbit_count, "orbits", REQ, KURS_MAX_ORBITS, &orbit_item, "the station's two-line sets"),
    K_LIST(kurs_mission, manoeuvres, manoeuvre_count, "manoeuvres", 0, KURS_MAX_MANOEUVRES, &manoeuvre_item, "burns of the station that its two-line sets before them do not hold"),
    K_LIST(kurs_mission, crew, crew_count, "crew", REQ, KURS_MAX_CREW, &crew_item, "who flies"),
    K_LIST(kurs_mission, visits, visit_count, "visitors", 0, KURS_MAX_VISITS, &visit_item, "other ships at the station's ports"),
    K_LIST(kurs_mission, faults, fault_count, "faults", 0, KURS_MAX_FAULTS, &fault_item, "what fails and when"),
    K_LIST(kurs_mission, orders, order_count, "orders", 0, KURS_MAX_ORDERS, &order_item, "what mission control orders of the countdown"),
    K_SKIP("compare", "what was flown, for a comparison only"),
};

/* clang-format on */

static void read_port(kurs_yaml_reader *r, int node, void *base)
{
    const char *names[KURS_MAX_PORTS];
    const char *text = kurs_yaml_scalar(r, node, "a docking port of the station");
    kurs_mission *mission = base;
    if (!text || mission->station.port_count == 0) {
        return; /* a station that could not be read has its own errors */
    }
    for (int i = 0; i < mission->station.port_count; i++) {
        names[i] = mission->station.ports[i].id;
        if (strcmp(names[i], text) == 0) {
            mission->port = i;
            return;
        }
    }
    char what[KURS_ID_SIZE + 16];
    snprintf(what, sizeof what, "port of '%s'", mission->station.id);
    kurs_yaml_fail_name(r, node, KURS_ERR_NOT_FOUND, what, names, mission->station.port_count);
}

/* Each seat holds one person each way, and there are not more people than seats. */
static void check_seats(const kurs_yaml_reader *r, int crew, const kurs_mission *m)
{
    int count[2] = {0, 0};
    int e = r->tree->nodes[crew].first;
    for (int i = 0; i < m->crew_count; i++, e = r->tree->nodes[e].next) {
        const kurs_crew_member *a = &m->crew[i];
        count[0] += a->up;
        count[1] += a->down;
        for (int j = 0; j < i; j++) {
            const kurs_crew_member *b = &m->crew[j];
            const int meet = (a->up && b->up) || (a->down && b->down);
            if (meet && strcmp(a->seat, b->seat) == 0) {
                kurs_yaml_fail(r, value_of(r, e, "seat"), 0, KURS_ERR_SCHEMA,
                               "the %s seat is already taken by %.40s on the way %s\ngive each a "
                               "seat of their own",
                               a->seat, b->name, a->up && b->up ? "up" : "down");
            }
        }
    }
    for (int way = 0; way < 2; way++) {
        if (count[way] > m->spacecraft.seats) {
            kurs_yaml_fail(r, crew, 0, KURS_ERR_RANGE,
                           "%d people are to %s but the spacecraft has %d seats\nleave some out",
                           count[way], way ? "come down" : "fly up", m->spacecraft.seats);
        }
    }
}

/* Two at one instant are one that was written twice. */
static void check_manoeuvres(const kurs_yaml_reader *r, int list, const kurs_mission *m)
{
    int e = m->manoeuvre_count > 0 ? r->tree->nodes[list].first : -1;
    for (int i = 0; i < m->manoeuvre_count; i++, e = r->tree->nodes[e].next) {
        for (int j = 0; j < i; j++) {
            if (kurs_tai_diff(m->manoeuvres[i].t, m->manoeuvres[j].t) == 0.0) {
                kurs_yaml_fail(r, value_of(r, e, "time"), 0, KURS_ERR_SCHEMA,
                               "a manoeuvre at this time stands in the list already\nleave one "
                               "out, or add the two up");
            }
        }
    }
}

static void sort_orbits(kurs_mission *m)
{
    for (int i = 1; i < m->orbit_count; i++) {
        for (int j = i; j > 0; j--) {
            kurs_orbit_set *a = &m->orbits[j - 1], *b = &m->orbits[j], set;
            if (kurs_tai_diff(b->tle.epoch, a->tle.epoch) >= 0.0) {
                break;
            }
            memcpy(&set, a, sizeof set);
            memcpy(a, b, sizeof set);
            memcpy(b, &set, sizeof set);
        }
    }
}

/* Beyond a year no set of elements says where the station is. */
static void check_age(kurs_yaml_reader *r, int node, const kurs_mission *m, const char *key,
                      kurs_tai day)
{
    const double year_days = 366.0;
    double days = INFINITY;
    for (int i = 0; i < m->orbit_count; i++) {
        days = fmin(days, fabs(kurs_tai_diff(m->orbits[i].tle.epoch, day)) / 86400.0);
    }
    if (days > year_days) {
        kurs_yaml_fail(
            r, value_of(r, node, key), 0, KURS_ERR_RANGE,
            "the nearest two-line set of the station is %.0f days away\ngive a day within "
            "%.0f days of a set under 'orbits', or a set nearer to it",
            days, year_days);
    }
}

/* The rocket as it flies this ship, and a ship that can come back. */
static void check_ship(kurs_yaml_reader *r, int node, kurs_mission *m)
{
    if (kurs_rocket_select(&m->rocket, &m->spacecraft, &m->rocket) < 0) {
        char known[KURS_MAX_PROGRAMMES * (KURS_ID_SIZE + 2)] = "";
        for (int i = 0, at = 0; i < m->rocket.programme_count; i++) {
            at += snprintf(known + at, sizeof known - (size_t)at, "%s%s", i > 0 ? ", " : "",
                           m->rocket.programmes[i].id);
        }
        kurs_yaml_fail(
            r, value_of(r, node, "spacecraft"), 0, KURS_ERR_NOT_FOUND,
            "it flies the ascent programme '%s', which the rocket '%s' does not have\n"
            "known there: %s; change 'programme' in the spacecraft's file, or the rocket",
            m->spacecraft.programme, m->rocket.id, known);
    }
    if (!(m->spacecraft.descent_module_kg > 0.0)) {
        kurs_yaml_fail(r, value_of(r, node, "spacecraft"), 0, KURS_ERR_SCHEMA,
                       "no part of the spacecraft '%s' comes back, and a mission ends with a "
                       "landing\nname one whose file has a 'descent_module'",
                       m->spacecraft.id);
    }
}

static void check_mission(kurs_yaml_reader *r, int node, void *base)
{
    kurs_mission *m = base;
    check_ship(r, node, m);
    if (kurs_tai_diff(m->return_day, m->launch_day) <= 0.0) {
        kurs_yaml_fail(r, value_of(r, node, "return_day"), 0, KURS_ERR_RANGE,
                       "the return is not after the launch\ngive a later day");
    }
    check_age(r, node, m, "launch_day", m->launch_day);
    check_age(r, node, m, "return_day", m->return_day);
    int e = r->tree->nodes[value_of(r, node, "profiles")].first;
    for (int i = 1; i < m->profile_count; i++) {
        e = r->tree->nodes[e].next;
        if (m->profiles[i].orbits <= m->profiles[i - 1].orbits) {
            kurs_yaml_fail(r, e, 0, KURS_ERR_SCHEMA,
                           "this profile is not longer than the one before\nname each once, the "
                           "shortest first");
        }
    }
    check_seats(r, value_of(r, node, "crew"), m);
    kurs_faults_check(r, value_of(r, node, "faults"), m);
    kurs_orders_check(r, value_of(r, node, "orders"), m);
    check_manoeuvres(r, value_of(r, node, "manoeuvres"), m);
    kurs_visits_check(r, value_of(r, node, "visitors"), m);
    sort_orbits(m);
}
K_TABLE(kurs_schema_mission, "a mission", mission_rows, kurs_mission, .check = check_mission);

static void set_mission_id(const char *path, kurs_mission *m)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    const size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    snprintf(m->id, sizeof m->id, "%.*s", (int)(n < sizeof m->id ? n : sizeof m->id - 1), name);
}

kurs_status kurs_mission_load(const char *path, kurs_mission *out, kurs_diag *diag)
{
    if (kurs_mission_is_name(path)) {
        return kurs_mission_load_own(path, out, diag);
    }
    const kurs_status status = kurs_yaml_load(path, &kurs_schema_mission, 0, out, diag);
    if (status >= 0) {
        set_mission_id(path, out);
    }
    return status;
}

kurs_status kurs_mission_load_text(const char *file, const char *text, size_t n, kurs_mission *out,
                                   kurs_diag *diag)
{
    const kurs_status status =
        kurs_yaml_load_text(file, text, n, &kurs_schema_mission, 0, out, diag);
    if (status >= 0) {
        set_mission_id(file, out);
    }
    return status;
}

const char *kurs_data_name(int i)
{
    return i >= 0 && i < kurs_embedded_count ? kurs_embedded_files[i].name : NULL;
}

const char *kurs_data_file(const char *name, size_t *n)
{
    for (int i = 0; i < kurs_embedded_count; i++) {
        if (strcmp(kurs_embedded_files[i].name, name) == 0) {
            *n = kurs_embedded_files[i].size;
            return (const char *)kurs_embedded_files[i].bytes;
        }
    }
    return NULL;
}
