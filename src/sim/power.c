/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/power.h"

#include <string.h>

#include "kurs/ephemeris.h"
#include "math/math.h"

#define SOLAR_W_M2 (KURS_SUNLIGHT_PA * 299792458.0) /* at one astronomical unit */
#define NEAR_M 5.0 /* so near the nose looks along the port's axis */
#define CROSSING_S 1e-3

/* ---- the way between two rows ---- */

typedef struct way {
    kurs_state from, to;
    kurs_vec3 sun_from, sun_to;
    double dt_s;
} way;

static kurs_vec3 place_on(const way *w, double t_s)
{
    const double u = t_s / w->dt_s, u2 = u * u, u3 = u2 * u;
    const double to = 3.0 * u2 - 2.0 * u3;
    kurs_vec3 r = v3_scale(1.0 - to, w->from.r);
    r = v3_axpy(r, to, w->to.r);
    r = v3_axpy(r, (u3 - 2.0 * u2 + u) * w->dt_s, w->from.v);
    return v3_axpy(r, (u3 - u2) * w->dt_s, w->to.v);
}

static kurs_vec3 sun_on(const way *w, double t_s)
{
    return v3_axpy(w->sun_from, t_s / w->dt_s, v3_sub(w->sun_to, w->sun_from));
}

/* How far the ship is out of the shadow of a sphere, along the light [m]; at 0 the middle of the
 * Sun's disc sets or rises. */
static double out_of_shadow(double t_s, void *ctx)
{
    const way *w = ctx;
    const kurs_vec3 r = place_on(w, t_s);
    const kurs_vec3 light = v3_unit(v3_sub(sun_on(w, t_s), r));
    const double limb2 = v3_dot(r, r) - KURS_SHADOW_RADIUS * KURS_SHADOW_RADIUS;
    return v3_dot(r, light) + sqrt(fmax(0.0, limb2));
}

static double flux_at(kurs_vec3 r, kurs_vec3 sun)
{
    const kurs_vec3 to_sun = v3_sub(sun, r);
    return SOLAR_W_M2 * KURS_AU * KURS_AU / v3_dot(to_sun, to_sun);
}

/* ---- the balance over it ---- */

/* Folded arrays give nothing until they are open, at opened_s on the way. */
typedef struct stretch {
    const kurs_power *figures;
    kurs_flight_power *power;
    const way *way;
    double opened_s;
    double share_from, share_to;
} stretch;

/* Lit or dark all along, from a to b. */
static void balance(const stretch *s, double a, double b, int lit)
{
    kurs_flight_power *p = s->power;
    if (a < s->opened_s && s->opened_s < b) {
        balance(s, a, s->opened_s, lit);
        a = s->opened_s;
    }
    double given = 0.0;
    if (lit && a >= s->opened_s) {
        const double middle = 0.5 * (a + b), u = middle / s->way->dt_s;
        const double share = s->share_from + u * (s->share_to - s->share_from);
        given = kurs_power_array(s->figures, share,
                                 flux_at(place_on(s->way, middle), sun_on(s->way, middle)));
    }
    kurs_power_move(s->figures, &p->state, given, p->load_w, b - a);
}

/* With at most one edge of the shadow between a and b. */
static kurs_status balance_over(const stretch *s, double a, double b)
{
    way w = *s->way;
    const double from = out_of_shadow(a, &w), to = out_of_shadow(b, &w);
    double edge = b;
    if ((from > 0.0) != (to > 0.0)) {
        const kurs_status status = kurs_root(out_of_shadow, &w, a, b, CROSSING_S, &edge);
        if (status < 0) {
            return status;
        }
    }
    balance(s, a, edge, from > 0.0);
    if (edge < b) {
        balance(s, edge, b, to > 0.0);
    }
    return KURS_OK;
}

/* From the last row to this one, as the last one left the ship. */
static kurs_status go_on(kurs_flight_power *p, const kurs_power *figures, const kurs_row *row,
                         double share_to)
{
    const double dt = kurs_tai_diff(row->t, p->at);
    if (!(dt > 0.0)) {
        return KURS_OK;
    }
    if (p->facing == KURS_FACING_NONE || p->facing == KURS_FACING_DOCKED || !p->open) {
        const double given = p->facing == KURS_FACING_DOCKED ? figures->station_w : 0.0;
        kurs_power_move(figures, &p->state, given, p->load_w, dt);
        return KURS_OK;
    }
    const double t_s = kurs_tai_diff(row->t, p->sky.t_ref);
    const way w = {.from = p->s_gcrf,
                   .to = row->s_gcrf,
                   .sun_from = kurs_sky_sun_gcrf(&p->sky, t_s - dt),
                   .sun_to = kurs_sky_sun_gcrf(&p->sky, t_s),
                   .dt_s = dt};
    const stretch s = {.figures = figures,
                       .power = p,
                       .way = &w,
                       .opened_s = kurs_tai_diff(p->opened, p->at),
                       .share_from = p->share,
                       .share_to = share_to};
    const kurs_status status = balance_over(&s, 0.0, 0.5 * dt); /* a short shadow has two edges */
    return status < 0 ? status : balance_over(&s, 0.5 * dt, dt);
}

/* ---- how the ship flies ---- */

static int has_thrust(const kurs_row *row)
{
    return v3_norm(row->thrust_gcrf_n) > 0.0;
}

/* In coasting the arrays look at the Sun; under thrust the ship's axis lies along it; at the
 * station its nose looks at the port. After the burn it stays as it is. */
static kurs_facing facing_of(const kurs_flight_power *p, const kurs_row *row)
{
    if (p->parted) {
        return KURS_FACING_NONE;
    }
    switch (row->phase) {
    case KURS_PHASE_free_flight:
        return KURS_FACING_SUN;
    case KURS_PHASE_departure:
        return has_thrust(row) ? KURS_FACING_AXIS : KURS_FACING_SUN;
    case KURS_PHASE_burn:
    case KURS_PHASE_approach:
    case KURS_PHASE_contact:
    case KURS_PHASE_undocking:
    case KURS_PHASE_deorbit:
    case KURS_PHASE_descent:
        return KURS_FACING_AXIS;
    case KURS_PHASE_docked:
        return KURS_FACING_DOCKED;
    default:
        return KURS_FACING_NONE;
    }
}

static double load_of(const kurs_flight_power *p, const kurs_power *figures, const kurs_row *row)
{
    if (p->parted) {
        return figures->capsule_w;
    }
    const kurs_facing facing = facing_of(p, row);
    const int quiet = facing == KURS_FACING_SUN || facing == KURS_FACING_DOCKED;
    return quiet ? figures->load_w : figures->busy_w;
}

/* Where the nose looks near the station: at the place where it will be docked, at the last along
 * the port's axis. */
static kurs_status nose_at_port(const kurs_power_tap *tap, const kurs_row *row, kurs_vec3 *axis)
{
    const kurs_mission *mission = tap->world->mission;
    const kurs_vec3 out = kurs_lvlh_rtn(mission->station.ports[mission->port].axis_lvlh);
    kurs_vec3 nose = v3_scale(-1.0, kurs_m3_tmulv(kurs_rtn_axes(row->s_gcrf), out));
    if (row->phase == KURS_PHASE_approach) {
        kurs_state docked;
        const double t_s = kurs_tai_diff(row->t, tap->earth->t_ref);
        const kurs_status status = kurs_docked_state(tap->world, tap->earth, t_s, &docked);
        if (status < 0) {
            return status;
        }
        const kurs_vec3 ahead = v3_sub(docked.r, row->s_gcrf.r);
        nose = v3_norm(ahead) > NEAR_M ? v3_unit(ahead) : nose;
    }
    *axis = nose;
    return KURS_OK;
}

static kurs_status turn_axis(const kurs_power_tap *tap, const kurs_row *row)
{
    switch (row->phase) {
    case KURS_PHASE_approach:
    case KURS_PHASE_contact:
    case KURS_PHASE_undocking:
        return nose_at_port(tap, row, &tap->power->axis_gcrf);
    default:
        if (has_thrust(row)) {
            tap->power->axis_gcrf = v3_unit(row->thrust_gcrf_n);
        }
        return KURS_OK;
    }
}

/* ---- rows ---- */

static kurs_status renew_sky(kurs_flight_power *p, kurs_tai t)
{
    if (p->sky_known && fabs(kurs_tai_diff(t, p->sky.t_ref)) <= 0.5 * KURS_SKY_SPAN_S) {
        return KURS_OK;
    }
    const kurs_status status = kurs_sky_init(&p->sky, t);
    p->sky_known = status >= 0;
    return status;
}

static int has_arrays(kurs_facing facing)
{
    return facing == KURS_FACING_SUN || facing == KURS_FACING_AXIS;
}

static void begin(kurs_flight_power *p, const kurs_power *figures, const kurs_row *row)
{
    memset(p, 0, sizeof *p); /* padding too: flights are compared as bytes */
    p->begun = 1;
    p->state = (kurs_power_state){figures->battery_as, figures->battery_as};
    p->at = row->t;
}

static double share_at(const kurs_flight_power *p, kurs_facing facing, kurs_vec3 r, kurs_vec3 sun)
{
    return !has_arrays(facing) ? 0.0
                               : kurs_power_share(facing, v3_angle(p->axis_gcrf, v3_sub(sun, r)));
}

static kurs_status follow(const kurs_power_tap *tap, kurs_row *row)
{
    kurs_flight_power *p = tap->power;
    const kurs_power *figures = &tap->world->mission->spacecraft.power;
    const kurs_facing facing = facing_of(p, row);
    kurs_status status = KURS_OK;
    if (row->phase == KURS_PHASE_free_flight && !p->open) {
        p->open = 1;
        p->opened = kurs_tai_add(row->t, figures->deploy_s);
    }
    kurs_vec3 sun = {0.0, 0.0, 0.0};
    if (has_arrays(p->facing) || has_arrays(facing)) {
        status = renew_sky(p, row->t);
        if (status < 0) {
            return status;
        }
        sun = kurs_sky_sun_gcrf(&p->sky, kurs_tai_diff(row->t, p->sky.t_ref));
    }
    status = turn_axis(tap, row);
    const double share = share_at(p, facing, row->s_gcrf.r, sun);
    if (status >= 0) { /* the axis turns evenly from row to row, but where the ship is turned */
        status = go_on(p, figures, row, p->facing == facing ? share : p->share);
    }
    if (status < 0) {
        return status;
    }
    p->facing = facing;
    p->share = share;
    p->load_w = load_of(p, figures, row);
    p->at = row->t;
    p->s_gcrf = row->s_gcrf;
    const int given = has_arrays(facing) && p->open && kurs_tai_diff(row->t, p->opened) >= 0.0;
    row->array_w = 0.0;
    if (given) {
        const double light = kurs_sunlight(row->s_gcrf.r, sun) * flux_at(row->s_gcrf.r, sun);
        row->array_w = kurs_power_array(figures, p->share, light);
    } else if (facing == KURS_FACING_DOCKED) {
        row->array_w = NAN;
    }
    row->load_w = p->load_w;
    return KURS_OK;
}

/* Goes on to a row and writes into it. */
static kurs_status tell(const kurs_power_tap *tap, kurs_row *row)
{
    kurs_flight_power *p = tap->power;
    if (row->phase == KURS_PHASE_countdown) {
        return KURS_OK;
    }
    if (!p->begun) {
        begin(p, &tap->world->mission->spacecraft.power, row);
    }
    const kurs_status status = follow(tap, row);
    row->battery_as = p->state.charge_as;
    row->battery_share = p->state.charge_as / p->state.capacity_as;
    return status;
}

static kurs_status take_row(void *ctx, const kurs_row *row)
{
    const kurs_power_tap *tap = ctx;
    kurs_row told = *row;
    const kurs_status status = tell(tap, &told);
    return status < 0 ? status : kurs_sink_row(tap->sink, &told);
}

/* The descent module goes on with a battery of its own, which is full. */
static kurs_status take_event(void *ctx, const kurs_event *event)
{
    const kurs_power_tap *tap = ctx;
    kurs_flight_power *p = tap->power;
    const double capacity = tap->world->mission->spacecraft.power.capsule_as;
    const int parts =
        strcmp(event->id, "module_separation") == 0 || strcmp(event->id, "escape_release") == 0;
    if (parts && p->begun && capacity > 0.0) {
        p->parted = 1;
        p->facing = KURS_FACING_NONE;
        p->load_w = tap->world->mission->spacecraft.power.capsule_w;
        p->state = (kurs_power_state){capacity, capacity};
    }
    return kurs_sink_event(tap->sink, event);
}

static kurs_status take_burn(void *ctx, const kurs_burn *burn)
{
    return kurs_sink_burn(((const kurs_power_tap *)ctx)->sink, burn);
}

/* Both ends are rows, too, whether or not they come as such. */
static kurs_status take_seam(void *ctx, const char *text, const kurs_row *before,
                             const kurs_row *after)
{
    const kurs_power_tap *tap = ctx;
    kurs_row ends[2] = {*before, *after};
    kurs_status status = tell(tap, &ends[0]);
    if (status >= 0) {
        status = tell(tap, &ends[1]);
    }
    return status < 0 ? status : kurs_sink_seam(tap->sink, text, &ends[0], &ends[1]);
}

static kurs_status take_caveat(void *ctx, kurs_status code, const char *text)
{
    return kurs_sink_caveat(((const kurs_power_tap *)ctx)->sink, code, text);
}

static kurs_status take_attempt(void *ctx, const kurs_attempt *attempt)
{
    return kurs_sink_attempt(((const kurs_power_tap *)ctx)->sink, attempt);
}

kurs_sink kurs_power_sink(kurs_power_tap *tap)
{
    return (kurs_sink){.ctx = tap,
                       .row = take_row,
                       .event = take_event,
                       .burn = take_burn,
                       .seam = take_seam,
                       .caveat = take_caveat,
                       .attempt = take_attempt};
}
