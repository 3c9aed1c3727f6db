/* SPDX-License-Identifier: Apache-2.0 */
#include "io/tables.h"

#include <string.h>

#include "kurs/spec.h"
#include "math/math.h"

enum { REQ = KURS_YAML_REQUIRED };

/* clang-format off */

#define LATITUDE(s, f) K_QUANTITY(s, lat, "latitude", f, ANGLE, -90.0 * KURS_DEG, 90.0 * KURS_DEG, "geodetic, north positive")
#define LONGITUDE(s, f) K_QUANTITY(s, lon, "longitude", f, ANGLE, -180.0 * KURS_DEG, 360.0 * KURS_DEG, "east positive")

static const kurs_yaml_row site_rows[] = {
    K_TEXT(kurs_site, name, "name", REQ, "name for people"),
    LATITUDE(kurs_site, REQ),
    LONGITUDE(kurs_site, REQ),
    K_QUANTITY(kurs_site, height_m, "height", REQ, LENGTH, -500.0, 9000.0, "of the pad over the ellipsoid"),
    K_QUANTITY(kurs_site, wind_m_s, "wind", 0, SPEED, 0.0, 100.0, "at the pad before lift-off; 0 where left out"),
};
K_TABLE(kurs_schema_site, "a launch site", site_rows, kurs_site, .graded = 1);

static const kurs_yaml_row zone_rows[] = {
    K_TEXT(kurs_zone, name, "name", REQ, "name for people"),
    LATITUDE(kurs_zone, REQ),
    LONGITUDE(kurs_zone, REQ),
    K_QUANTITY(kurs_zone, radius_m, "radius", REQ, LENGTH, 100.0, 1e6, "how far from the aim a landing is in the zone"),
    K_QUANTITY(kurs_zone, height_m, "height", REQ, LENGTH, -500.0, 9000.0, "of the ground over the ellipsoid"),
};
K_TABLE(kurs_schema_zone, "a landing zone", zone_rows, kurs_zone, .graded = 1);

static const kurs_yaml_row radio_site_rows[] = {
    K_TEXT(kurs_radio_site, name, "name", REQ, "name for people"),
    LATITUDE(kurs_radio_site, REQ),
    LONGITUDE(kurs_radio_site, REQ),
    K_QUANTITY(kurs_radio_site, min_elevation, "elevation", REQ, ANGLE, 0.0, 90.0 * KURS_DEG, "radio sight above it"),
};
static K_TABLE(radio_site_table, "a radio site", radio_site_rows, kurs_radio_site, .graded = 1);
static const kurs_yaml_row radio_site_item = {.key = "sites", .kind = KURS_YAML_MAP, .table = &radio_site_table, .doc = "a radio site"};
static const kurs_yaml_row radio_rows[] = {
    K_LIST(kurs_mission, radio, radio_count, "sites", REQ, KURS_MAX_RADIO_SITES, &radio_site_item, "the radio sites"),
};
K_TABLE(kurs_schema_radio, "a list of radio sites", radio_rows, kurs_mission, .graded = 1);

/* clang-format on */

/* Directions in the station's LVLH axes: x forward, y starboard, z nadir. */
static void read_direction(kurs_yaml_reader *r, int node, void *base)
{
    static const char *const names[] = {"forward", "aft", "starboard", "port", "nadir", "zenith"};
    static const kurs_vec3 axes[] = {{1, 0, 0},  {-1, 0, 0}, {0, 1, 0},
                                     {0, -1, 0}, {0, 0, 1},  {0, 0, -1}};
    kurs_port *port = base;
    const char *text = kurs_yaml_scalar(r, node, "a direction such as nadir");
    for (int i = 0; text && i < 6; i++) {
        if (strcmp(text, names[i]) == 0) {
            port->axis_lvlh = axes[i];
            return;
        }
    }
    if (text) {
        kurs_yaml_fail_name(r, node, KURS_ERR_SCHEMA, "direction", names, 6);
    }
}

/* clang-format off */

static const kurs_yaml_row port_rows[] = {
    K_TEXT(kurs_port, id, "id", REQ, "the name that a mission uses"),
    K_TEXT(kurs_port, name, "name", REQ, "name for people"),
    K_VECTOR(kurs_port, position_lvlh_m, "position", REQ, LENGTH, 3, -200.0, 200.0, "of the contact plane from the centre of mass: forward, starboard, nadir"),
    K_CALL("faces", REQ, read_direction, "where the port looks: forward, aft, starboard, port, nadir or zenith"),
};
static K_TABLE(port_table, "a docking port", port_rows, kurs_port, .graded = 1);
static const kurs_yaml_row port_item = {.key = "ports", .kind = KURS_YAML_MAP, .table = &port_table, .doc = "a docking port"};

static const kurs_yaml_row station_rows[] = {
    K_TEXT(kurs_station, name, "name", REQ, "name for people"),
    K_LIST(kurs_station, ports, port_count, "ports", REQ, KURS_MAX_PORTS, &port_item, "the docking ports"),
};

static void check_station(kurs_yaml_reader *r, int node, void *base)
{
    const kurs_station *station = base;
    for (int i = 0; i < station->port_count; i++) {
        for (int j = 0; j < i; j++) {
            if (strcmp(station->ports[i].id, station->ports[j].id) == 0) {
                kurs_yaml_fail(r, kurs_yaml_find(r->tree, node, "ports"), 0, KURS_ERR_SCHEMA,
                               "two ports have the id '%s'\ngive each its own", station->ports[i].id);
            }
        }
    }
}
K_TABLE(kurs_schema_station, "a station", station_rows, kurs_station, .graded = 1, .check = check_station);
