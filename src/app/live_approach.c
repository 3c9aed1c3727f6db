/* SPDX-License-Identifier: Apache-2.0 */
/* Document: the ship before its port. */
#include <math.h>

#include "app/live_parts.h"
#include "math/math.h"

/* The last way along the port's axis, from the range of the rules to contact. Where the cone is
 * narrower than what the gear catches, that is the corridor. */
static json_t *corridor_object(kurs_json *m, const kurs_approach_rules *rules, kurs_phase phase,
                               kurs_vec3 r_port_m)
{
    const double off_m = hypot(r_port_m.y, r_port_m.z);
    if (phase != KURS_PHASE_approach || !(v3_norm(r_port_m) <= rules->corridor_range_m) ||
        isnan(rules->corridor_half_angle)) {
        return json_null();
    }
    const double half_m = r_port_m.x * tan(rules->corridor_half_angle);
    json_t *o = json_object();
    kurs_json_set(m, o, "half_angle_deg",
                  kurs_live_number(rules->corridor_half_angle / KURS_DEG, 3));
    kurs_json_set(m, o, "inside", json_boolean(off_m <= fmax(half_m, rules->contact_offset_max_m)));
    kurs_json_set(m, o, "angle_deg", kurs_live_number(atan2(off_m, r_port_m.x) / KURS_DEG, 5));
    kurs_json_set(m, o, "from_range_m", kurs_live_number(rules->corridor_range_m, 1));
    return o;
}

/* Seen along the axis of the port, from the ship: x out of the port, z below in the picture, so
 * right is -y and up is -z. */
static void put_place(kurs_json *m, json_t *root, int there, kurs_state s)
{
    json_t *offsets = json_array(), *angles = json_array();
    const double none = there ? 0.0 : (double)NAN, range = v3_norm(s.r);
    kurs_json_push(m, offsets, kurs_live_number(-s.r.y + none, 4));
    kurs_json_push(m, offsets, kurs_live_number(-s.r.z + none, 4));
    kurs_json_push(m, angles, kurs_live_number(atan2(-s.r.y, s.r.x) / KURS_DEG + none, 5));
    kurs_json_push(m, angles, kurs_live_number(atan2(-s.r.z, s.r.x) / KURS_DEG + none, 5));
    kurs_json_set(m, root, "range_m", kurs_live_number(range + none, 4));
    kurs_json_set(m, root, "range_rate_m_s",
                  kurs_live_number(range > 0.0 ? v3_dot(s.r, s.v) / range + none : (double)NAN, 5));
    kurs_json_set(m, root, "along_m", kurs_live_number(s.r.x + none, 4));
    kurs_json_set(m, root, "offsets_m", offsets);
    kurs_json_set(m, root, "angles_deg", angles);
}

kurs_status kurs_live_doc_approach(kurs_live_call *call)
{
    kurs_live_view view = *call->view;
    const kurs_take *take = view.take;
    kurs_status status = kurs_live_take_moment(call->ask, &view, call->why);
    if (status < 0) {
        return status;
    }
    kurs_live_cursor *cursor = kurs_alloc(sizeof *cursor);
    if (!cursor) {
        return KURS_ERR_MEMORY;
    }
    kurs_live_sample sample;
    kurs_live_cursor_init(cursor, view.take);
    status = kurs_live_sample_at(cursor, view.now, &sample);
    kurs_free(cursor);
    if (status < 0) {
        return status;
    }
    const kurs_mission *mission = take->has_mission ? &take->mission : NULL;
    const int there = mission && sample.has_station && kurs_live_is_free(sample.row.phase);
    const kurs_state s = there ? kurs_live_port_axes(take, &sample) : (kurs_state){0};
    kurs_json m = {1};
    json_t *root = json_object();
    kurs_json_set(&m, root, "schema", json_string("kurs.approach/1"));
    kurs_json_set(&m, root, "utc", kurs_json_instant(view.now));
    kurs_json_set(&m, root, "live", json_boolean(kurs_live_is_now(&view)));
    kurs_json_set(&m, root, "phase", json_string(kurs_phase_name(sample.row.phase)));
    kurs_json_set(&m, root, "port",
                  mission ? kurs_json_text(mission->station.ports[mission->port].id) : json_null());
    put_place(&m, root, there, s);
    kurs_json_set(&m, root, "corridor",
                  there ? corridor_object(&m, &mission->approach, sample.row.phase, s.r)
                        : json_null());
    kurs_json_set(
        &m, root, "gear_offset_m",
        kurs_live_number(mission ? mission->approach.contact_offset_max_m : (double)NAN, 3));
    return kurs_live_write(&m, root, call->out);
}
