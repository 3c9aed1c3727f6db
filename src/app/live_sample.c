/* SPDX-License-Identifier: Apache-2.0 */
/* A moment of a take, between its rows. */
#include <math.h>
#include <string.h>

#include "app/live_parts.h"
#include "dyn/dyn.h"
#include "math/math.h"
#include "sim/sim.h"

#define LONG_GAP_S 200.0 /* beyond it a docked ship is taken from the station's orbit */

void kurs_live_cursor_init(kurs_live_cursor *cursor, kurs_take *take)
{
    memset(cursor, 0, sizeof *cursor);
    cursor->take = take;
}

/* Those of the days looked at last are kept with the take: making them takes milliseconds. */
static kurs_status find_day(kurs_take *take, kurs_tai noon, kurs_live_days *out)
{
    pthread_mutex_lock(&take->days_lock);
    for (int i = 0; i < take->day_count && i < KURS_LIVE_DAYS; i++) {
        if (take->days[i].earth.t_ref.s == noon.s) {
            *out = take->days[i];
            pthread_mutex_unlock(&take->days_lock);
            return KURS_OK;
        }
    }
    pthread_mutex_unlock(&take->days_lock);
    kurs_status status = kurs_earth_init(&out->earth, noon);
    if (status >= 0) {
        status = kurs_sky_init(&out->sky, noon);
    }
    if (status >= 0) {
        pthread_mutex_lock(&take->days_lock);
        take->days[take->day_count++ % KURS_LIVE_DAYS] = *out;
        pthread_mutex_unlock(&take->days_lock);
    }
    return status;
}

kurs_status kurs_live_day(kurs_live_cursor *cursor, kurs_tai t, double *t_s)
{
    if (!cursor->day_known ||
        fabs(kurs_tai_diff(t, cursor->earth.t_ref)) > 0.5 * KURS_EARTH_SPAN_S) {
        const int64_t day = 86400;
        const int64_t n = (t.s >= 0 ? t.s + day / 2 : t.s - day / 2) / day;
        kurs_live_days found;
        const kurs_status status = find_day(cursor->take, (kurs_tai){n * day, 0.0}, &found);
        cursor->day_known = status >= 0;
        if (status < 0) {
            return status;
        }
        cursor->earth = found.earth;
        cursor->sky = found.sky;
    }
    *t_s = kurs_tai_diff(t, cursor->earth.t_ref);
    return KURS_OK;
}

/* On the way to the station one set serves, as it does in the flight. */
static int set_at(const kurs_take *take, kurs_tai t)
{
    const int i = kurs_take_attempt(take, t);
    if (i >= 0) {
        const kurs_attempt *attempt = kurs_take_attempt_at(take, i, t);
        if (attempt->outcome == KURS_ATTEMPT_lifted_off &&
            kurs_tai_diff(t, attempt->liftoff) >= 0.0 &&
            kurs_tai_diff(t, attempt->contact) <= 3600.0) {
            return kurs_ephemeris_meeting(&take->ephemeris, attempt->liftoff, attempt->contact);
        }
    }
    return kurs_ephemeris_nearest(&take->ephemeris, t);
}

kurs_status kurs_live_station(kurs_live_cursor *cursor, kurs_tai t, double t_s, kurs_state *out)
{
    const kurs_take *take = cursor->take;
    if (!take->has_station) {
        return KURS_ERR_NO_SOLUTION;
    }
    return kurs_sgp4_state_gcrf(&take->ephemeris.sets[set_at(take, t)], &cursor->earth, t_s, out);
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The last row at or before t, by the hint of the last call. */
static size_t row_at(kurs_live_cursor *cursor, kurs_tai t)
{
    const kurs_record *record = &cursor->take->record;
    size_t i = cursor->row;
    if (i >= record->row_count || kurs_tai_diff(record->rows[i].t, t) > 0.0) {
        i = kurs_take_rows_until(cursor->take, t);
        i = i > 0 ? i - 1 : 0;
    } else {
        int steps = 0;
        while (i + 1 < record->row_count && kurs_tai_diff(record->rows[i + 1].t, t) <= 0.0) {
            if (++steps > 64) {
                i = kurs_take_rows_until(cursor->take, t) - 1;
                break;
            }
            i++;
        }
    }
    cursor->row = i;
    return i;
}

/* The cubic through both ends of a step of h, at u of it. */
static kurs_state hermite(const kurs_state *a, const kurs_state *b, double h, double u)
{
    const double u2 = u * u, u3 = u2 * u;
    const double pa = 2.0 * u3 - 3.0 * u2 + 1.0, va = (u3 - 2.0 * u2 + u) * h;
    const double pb = -2.0 * u3 + 3.0 * u2, vb = (u3 - u2) * h;
    const double da = (6.0 * u2 - 6.0 * u) / h, ea = 3.0 * u2 - 4.0 * u + 1.0;
    const double eb = 3.0 * u2 - 2.0 * u;
    kurs_state s;
    s.r = v3_axpy(v3_axpy(v3_axpy(v3_scale(pa, a->r), va, a->v), pb, b->r), vb, b->v);
    s.v = v3_axpy(v3_axpy(v3_axpy(v3_scale(da, a->r), ea, a->v), -da, b->r), eb, b->v);
    return s;
}

static double between(double a, double b, double u)
{
    return isfinite(a) && isfinite(b) ? a + u * (b - a) : a;
}

/* Where the force is even to the next row, that row, which may lie ahead, has no part in it. */
static void blend_forces(const kurs_row *a, const kurs_row *b, double u, kurs_row *out)
{
    if (a->held) {
        out->load_g = out->mass_kg > 0.0 ? a->load_g * a->mass_kg / out->mass_kg : a->load_g;
        return;
    }
    out->flow_kg_s = between(a->flow_kg_s, b->flow_kg_s, u);
    out->thrust_gcrf_n = v3_axpy(v3_scale(1.0 - u, a->thrust_gcrf_n), u, b->thrust_gcrf_n);
    out->aero_gcrf_n = v3_axpy(v3_scale(1.0 - u, a->aero_gcrf_n), u, b->aero_gcrf_n);
    out->load_g = between(a->load_g, b->load_g, u);
}

static void blend(const kurs_row *a, const kurs_row *b, double h, double u, kurs_row *out)
{
    out->s_gcrf = hermite(&a->s_gcrf, &b->s_gcrf, h, u);
    out->mass_kg = between(a->mass_kg, b->mass_kg, u);
    blend_forces(a, b, u, out);
    out->speed_earth_m_s = between(a->speed_earth_m_s, b->speed_earth_m_s, u);
    out->dynamic_pressure_pa = between(a->dynamic_pressure_pa, b->dynamic_pressure_pa, u);
    out->mach = between(a->mach, b->mach, u);
    out->range_m = between(a->range_m, b->range_m, u);
    out->range_rate_m_s = between(a->range_rate_m_s, b->range_rate_m_s, u);
    out->bank = between(a->bank, b->bank, u);
    out->array_w = between(a->array_w, b->array_w, u);
    out->battery_as = between(a->battery_as, b->battery_as, u);
    out->battery_share = between(a->battery_share, b->battery_share, u);
}

/* On the pad and on the ground the place stands still, not the state. */
static void stand(const kurs_live_cursor *cursor, double t_s, kurs_row *row)
{
    const kurs_state s_itrf = {
        kurs_geodetic_to_itrf((kurs_geodetic){row->lat, row->lon, row->alt_m}), {0.0, 0.0, 0.0}};
    row->s_gcrf = kurs_earth_state_gcrf(&cursor->earth, t_s, s_itrf);
}

static void place_row(kurs_live_cursor *cursor, kurs_tai t, double t_s, kurs_row *row)
{
    const kurs_record *record = &cursor->take->record;
    const size_t i = row_at(cursor, t);
    const kurs_row *a = &record->rows[i];
    const kurs_row *b = i + 1 < record->row_count ? a + 1 : a;
    const double h = kurs_tai_diff(b->t, a->t), dt = kurs_tai_diff(t, a->t);
    kurs_state station;
    *row = *a;
    row->t = t;
    row->met_s = a->met_s + dt;
    if (a->phase == KURS_PHASE_countdown || a->phase == KURS_PHASE_landed) {
        const int i_attempt = kurs_take_attempt(cursor->take, t);
        stand(cursor, t_s, row);
        if (a->phase == KURS_PHASE_countdown && i_attempt > 0) {
            const kurs_attempt *attempt = kurs_take_attempt_at(cursor->take, i_attempt, t);
            if (attempt->outcome != KURS_ATTEMPT_closed && row->met_s > 0.0) {
                row->met_s = kurs_tai_diff(t, attempt->liftoff); /* to the next one */
            }
        }
        return;
    }
    if (a->phase == KURS_PHASE_docked && h > LONG_GAP_S &&
        kurs_live_station(cursor, t, t_s, &station) >= 0) {
        row->s_gcrf = station;
    } else if (h > 0.0 && dt > 0.0 && a->arc == b->arc) {
        blend(a, b, h, dt / h, row);
    }
    const kurs_state s_itrf = kurs_earth_state_itrf(&cursor->earth, t_s, row->s_gcrf);
    const kurs_geodetic place = kurs_geodetic_from_itrf(s_itrf.r);
    row->lat = place.lat;
    row->lon = place.lon;
    row->alt_m = place.h;
}

/* ---- the countdown --------------------------------------------------------------------------- */

/* Counts on to t, again from the start where that is behind. */
static void count_to(kurs_live_cursor *cursor, kurs_tai t, kurs_live_sample *out)
{
    const kurs_take *take = cursor->take;
    const int i = kurs_take_attempt(take, t);
    out->sequence = NULL;
    if (!take->has_mission || i < 0) {
        return;
    }
    const kurs_attempt *attempt = kurs_take_attempt_at(take, i, t);
    const kurs_countdown *countdown = &take->mission.countdown;
    if (attempt->outcome == KURS_ATTEMPT_closed) {
        return; /* there is no launch to count to */
    }
    const double until_s = kurs_tai_diff(t, attempt->liftoff);
    if (cursor->attempt != attempt->number || until_s < cursor->until_s) {
        const kurs_sequence_setup setup = kurs_sequence_setup_of(&take->mission, attempt->number);
        if (kurs_sequence_init(&cursor->sequence, countdown, &setup) < 0) {
            cursor->attempt = 0;
            return;
        }
        cursor->attempt = attempt->number;
    }
    cursor->until_s = until_s;
    if (kurs_sequence_now(&cursor->sequence) > until_s) {
        return; /* the next attempt does not count yet */
    }
    kurs_sequence_result result;
    do {
        result = kurs_sequence_run(&cursor->sequence, countdown, until_s);
    } while (result != KURS_SEQUENCE_COUNTING && result != KURS_SEQUENCE_SCRUBBED &&
             result != KURS_SEQUENCE_LIFTOFF);
    out->sequence = &cursor->sequence;
    const int stands = cursor->sequence.hold.why != KURS_HOLD_NONE ||
                       cursor->sequence.stop.why != KURS_STOP_NONE ||
                       result != KURS_SEQUENCE_COUNTING;
    const double ahead = stands ? 0.0 : until_s - kurs_sequence_now(&cursor->sequence);
    out->clock_s = fmin(cursor->sequence.t_s + ahead, 0.0);
    kurs_stack stack;
    kurs_stack_init(&stack, &take->mission.rocket, take->mission.spacecraft.mass_kg);
    /* tanking goes on between rows; put back, the rocket keeps what is aboard */
    out->row.mass_kg = fmax(
        out->row.mass_kg,
        kurs_countdown_mass(countdown, kurs_stack_mass(&stack, &take->mission.rocket),
                            kurs_stack_propellant(&stack, &take->mission.rocket), out->clock_s));
}

kurs_status kurs_live_sample_at(kurs_live_cursor *cursor, kurs_tai t, kurs_live_sample *out)
{
    double t_s;
    const kurs_status status = kurs_live_day(cursor, t, &t_s);
    if (status < 0) {
        return status;
    }
    memset(out, 0, sizeof *out);
    out->t = t;
    out->t_s = t_s;
    place_row(cursor, t, t_s, &out->row);
    out->sun_gcrf = kurs_sky_sun_gcrf(&cursor->sky, t_s);
    out->has_station = kurs_live_station(cursor, t, t_s, &out->station_gcrf) >= 0;
    if (out->has_station) {
        out->station_place = kurs_geodetic_from_itrf(
            kurs_earth_state_itrf(&cursor->earth, t_s, out->station_gcrf).r);
    }
    if (out->row.phase == KURS_PHASE_countdown) {
        count_to(cursor, t, out);
    }
    return KURS_OK;
}

/* ---- what several documents ask -------------------------------------------------------------- */

int kurs_live_is_free(kurs_phase phase)
{
    return phase == KURS_PHASE_free_flight || phase == KURS_PHASE_burn ||
           phase == KURS_PHASE_approach || phase == KURS_PHASE_contact ||
           phase == KURS_PHASE_undocking || phase == KURS_PHASE_departure ||
           phase == KURS_PHASE_deorbit || phase == KURS_PHASE_descent;
}

kurs_state kurs_live_port_axes(const kurs_take *take, const kurs_live_sample *sample)
{
    const kurs_mission *mission = &take->mission;
    const kurs_port *port = &mission->station.ports[mission->port];
    const kurs_mat3 lvlh = kurs_lvlh_axes(sample->station_gcrf);
    const kurs_mat3 axes = kurs_port_axes(port->axis_lvlh);
    const kurs_state at = kurs_lvlh_point(sample->station_gcrf,
                                          kurs_port_ship_lvlh(port, mission->spacecraft.nose_m));
    const kurs_vec3 r = v3_sub(sample->row.s_gcrf.r, at.r), v = v3_sub(sample->row.s_gcrf.v, at.v);
    return (kurs_state){kurs_m3_mulv(axes, kurs_m3_mulv(lvlh, r)),
                        kurs_m3_mulv(axes, kurs_m3_mulv(lvlh, v))};
}

int kurs_live_radio_count(const kurs_live_cursor *cursor, const kurs_live_sample *sample)
{
    const kurs_mission *mission = &cursor->take->mission;
    const kurs_state s_itrf =
        kurs_earth_state_itrf(&cursor->earth, sample->t_s, sample->row.s_gcrf);
    int count = 0;
    for (int i = 0; i < mission->radio_count; i++) {
        const kurs_radio_site *site = &mission->radio[i];
        const kurs_topocentric seen =
            kurs_topocentric_from_itrf((kurs_geodetic){site->lat, site->lon, 0.0}, s_itrf);
        count += seen.elevation >= site->min_elevation;
    }
    return count;
}
