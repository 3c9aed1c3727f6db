/* SPDX-License-Identifier: Apache-2.0 */
/* The ports of the station: the own ship as it is flown, others as the mission file tells. */
#include "app/live_parts.h"

static json_t *port_object(kurs_json *m, const kurs_port *port)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "id", kurs_json_text(port->id));
    kurs_json_set(m, o, "name", kurs_json_text(port->name));
    return o;
}

static json_t *stay_object(kurs_json *m, const char *ship, const kurs_tai *from,
                           const kurs_tai *until)
{
    json_t *o = json_object();
    kurs_json_set(m, o, "ship", kurs_json_text(ship));
    kurs_json_set(m, o, "from_utc", from ? kurs_json_instant(*from) : json_null());
    kurs_json_set(m, o, "until_utc", until ? kurs_json_instant(*until) : json_null());
    return o;
}

/* Visits are asked for like the days of launch and return: they are no news of the flight. */
static json_t *stays_array(kurs_json *m, const kurs_live_view *view, int port)
{
    const kurs_mission *mission = &view->take->mission;
    json_t *array = json_array();
    for (int i = 0; i < mission->visit_count; i++) {
        const kurs_visit *visit = &mission->visits[i];
        if (visit->port == port) {
            kurs_json_push(m, array,
                           stay_object(m, visit->ship, visit->from_known ? &visit->from : NULL,
                                       visit->until_known ? &visit->until : NULL));
        }
    }
    const kurs_event *on = kurs_take_event(view->take, "docking_contact", 0, view->horizon);
    const kurs_event *off = kurs_take_event(view->take, "undocking", 0, view->horizon);
    if (port == mission->port && on) {
        kurs_json_push(m, array, stay_object(m, mission->name, &on->t, off ? &off->t : NULL));
    }
    return array;
}

static int is_docked(const kurs_live_view *view)
{
    return kurs_take_event(view->take, "docking_contact", 0, view->now) &&
           !kurs_take_event(view->take, "undocking", 0, view->now);
}

json_t *kurs_live_ports_told(kurs_json *m, const kurs_live_view *view)
{
    const kurs_mission *mission = &view->take->mission;
    const int there = is_docked(view);
    json_t *array = json_array();
    for (int i = 0; i < mission->station.port_count; i++) {
        json_t *o = port_object(m, &mission->station.ports[i]);
        kurs_json_set(m, o, "target", json_boolean(i == mission->port));
        kurs_json_set(m, o, "docked",
                      i == mission->port && there ? kurs_json_text(mission->name) : json_null());
        kurs_json_set(m, o, "at", stays_array(m, view, i));
        kurs_json_push(m, array, o);
    }
    return array;
}

json_t *kurs_live_ports_now(kurs_json *m, const kurs_live_view *view)
{
    const kurs_mission *mission = &view->take->mission;
    json_t *array = json_array();
    for (int i = 0; i < mission->station.port_count; i++) {
        json_t *o = json_object();
        const kurs_visit *visit = kurs_mission_visit(mission, i, view->now, view->now);
        const char *ship = i == mission->port && is_docked(view) ? mission->name
                           : visit                               ? visit->ship
                                                                 : NULL;
        kurs_json_set(m, o, "id", kurs_json_text(mission->station.ports[i].id));
        kurs_json_set(m, o, "ship", ship ? kurs_json_text(ship) : json_null());
        kurs_json_push(m, array, o);
    }
    return array;
}
