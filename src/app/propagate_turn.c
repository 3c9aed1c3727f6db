/* SPDX-License-Identifier: Apache-2.0 */
/* Turns between frames at many instants. */
#include <string.h>

#include "app/propagate_parts.h"
#include "math/math.h"
#include "time/time.h"

static const kurs_mat3 unturned = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

void kurs_turner_init(kurs_turner *turner, const kurs_eop_series *eop)
{
    memset(turner, 0, sizeof *turner);
    turner->eop = eop;
}

/* The Earth of the day of t, and t on its clock. */
static kurs_status earth_at(kurs_turner *turner, kurs_tai t, const kurs_earth **earth, double *t_s)
{
    kurs_utc_day day;
    const kurs_status known = kurs_utc_day_of_tai(t.s, &day);
    if (known < 0) {
        return known;
    }
    struct kurs_turner_day *slot = &turner->days[day.mjd % KURS_TURNER_DAYS];
    if (slot->mjd != day.mjd) {
        const kurs_tai noon = {day.start + 43200, 0.0};
        slot->status = kurs_earth_init_eop(&slot->earth, noon, turner->eop);
        slot->mjd = day.mjd;
    }
    *earth = &slot->earth;
    *t_s = kurs_tai_diff(t, slot->earth.t_ref);
    return slot->status;
}

static int needs_earth(kurs_orbit_frame frame)
{
    return frame == KURS_ORBIT_FRAME_teme || frame == KURS_ORBIT_FRAME_itrf;
}

/* Angular velocity of ITRF in its own axes, from what it does to two bodies at rest. */
static kurs_vec3 spin_itrf(const kurs_earth *earth, double t_s, kurs_mat3 gcrf_itrf)
{
    const kurs_vec3 still = {0.0, 0.0, 0.0};
    const kurs_state x = {kurs_m3_tmulv(gcrf_itrf, v3(1.0, 0.0, 0.0)), still};
    const kurs_state y = {kurs_m3_tmulv(gcrf_itrf, v3(0.0, 1.0, 0.0)), still};
    const kurs_vec3 vx = kurs_earth_state_itrf(earth, t_s, x).v;
    const kurs_vec3 vy = kurs_earth_state_itrf(earth, t_s, y).v;
    return v3(-vy.z, vx.z, -vx.y);
}

kurs_status kurs_turner_turn(kurs_turner *turner, kurs_orbit_frame from, kurs_orbit_frame to,
                             kurs_tai t, kurs_turn *out)
{
    const kurs_earth *earth = NULL;
    double t_s = 0.0;
    kurs_turn made = {unturned, {0.0, 0.0, 0.0}};
    kurs_status status = KURS_OK;
    if (from != to && (needs_earth(from) || needs_earth(to))) {
        status = earth_at(turner, t, &earth, &t_s);
        if (status < 0) {
            return status;
        }
    }
    if (from == to) {
        *out = made;
        return KURS_OK;
    }
    const kurs_mat3 m = from == KURS_ORBIT_FRAME_teme ? kurs_earth_teme_gcrf(earth, t_s) : unturned;
    if (to == KURS_ORBIT_FRAME_eme2000) {
        made.m = kurs_m3_transpose(kurs_eme2000_gcrf());
    } else if (to == KURS_ORBIT_FRAME_teme) {
        made.m = kurs_m3_transpose(kurs_earth_teme_gcrf(earth, t_s));
    } else if (to == KURS_ORBIT_FRAME_itrf) {
        made.m = kurs_earth_gcrf_itrf(earth, t_s);
        made.spin = spin_itrf(earth, t_s, made.m);
    }
    made.m = from == KURS_ORBIT_FRAME_teme ? kurs_m3_mul(made.m, m) : made.m;
    *out = made;
    return status;
}

kurs_state kurs_turn_state(const kurs_turn *turn, kurs_state s)
{
    const kurs_vec3 r = kurs_m3_mulv(turn->m, s.r);
    return (kurs_state){r, v3_sub(kurs_m3_mulv(turn->m, s.v), v3_cross(turn->spin, r))};
}

kurs_status kurs_turner_gcrf(kurs_turner *turner, kurs_orbit_frame from,
                             const kurs_orbit_point *point, kurs_state *out_gcrf)
{
    const kurs_earth *earth = NULL;
    double t_s = 0.0;
    kurs_status status = KURS_OK;
    if (needs_earth(from)) {
        status = earth_at(turner, point->t, &earth, &t_s);
        if (status < 0) {
            return status;
        }
    }
    if (from == KURS_ORBIT_FRAME_itrf) {
        *out_gcrf = kurs_earth_state_gcrf(earth, t_s, point->s);
        return status;
    }
    kurs_turn turn = {unturned, {0.0, 0.0, 0.0}};
    if (from == KURS_ORBIT_FRAME_teme) {
        turn.m = kurs_earth_teme_gcrf(earth, t_s);
    } else if (from == KURS_ORBIT_FRAME_eme2000) {
        turn.m = kurs_eme2000_gcrf();
    }
    *out_gcrf = kurs_turn_state(&turn, point->s);
    return status;
}
