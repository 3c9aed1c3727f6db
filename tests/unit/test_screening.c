/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Launch collision screening against meetings made by hand, whose time, distance and lift-off are
 * known, and against small steps. The turns, axes and flights here are the test's own; SGP4 and
 * the way from TEME to GCRF are the library's.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kurs/screening.h"
#include "math/simd.h"
#include "plan/screening_parts.h"

#define PI 3.14159265358979323846
#define GM 3.986004418e14
#define TURN 7.292115e-5 /* of the Earth [rad/s] */

static const kurs_tai liftoff = {764812800, 0.25}; /* 2024-03-27 */

enum { MAX_NODES = 1000, MAX_OBJECTS = 400, ROOM = 4000 };

static kurs_earth earth;
static double met_s[MAX_NODES];
static kurs_state flights[2][MAX_NODES];
static kurs_screening_track tracks[2];
static kurs_sgp4 models[MAX_OBJECTS];
static double work[20000];
static kurs_screening_approach approaches[ROOM];
static kurs_screening_blackout blackouts[ROOM];
static size_t refused[ROOM];
static kurs_screening_result result;

static const kurs_screening_space space = {approaches, ROOM, blackouts, ROOM,
                                           refused,    ROOM, work,      sizeof work};

/* ---- the test's own vectors -------------------------------------------------------------- */

static kurs_vec3 plus(kurs_vec3 a, double k, kurs_vec3 b)
{
    return (kurs_vec3){a.x + k * b.x, a.y + k * b.y, a.z + k * b.z};
}

static double dot(kurs_vec3 a, kurs_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static kurs_vec3 cross(kurs_vec3 a, kurs_vec3 b)
{
    return (kurs_vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static kurs_vec3 times(double k, kurs_vec3 a)
{
    return (kurs_vec3){k * a.x, k * a.y, k * a.z};
}

static kurs_vec3 unit(kurs_vec3 a)
{
    return times(1.0 / sqrt(dot(a, a)), a);
}

/* a turned about the unit vector k (Rodrigues). */
static kurs_vec3 turn(kurs_vec3 a, kurs_vec3 k, double angle)
{
    const kurs_vec3 across = cross(k, a);
    return plus(plus(times(cos(angle), a), sin(angle), across), (1.0 - cos(angle)) * dot(k, a), k);
}

static kurs_state turn_state(kurs_state s, double by_s)
{
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    return (kurs_state){turn(s.r, pole, TURN * by_s), turn(s.v, pole, TURN * by_s)};
}

/* d in the RTN axes of a state. */
static kurs_vec3 in_rtn(kurs_state s, kurs_vec3 d)
{
    const kurs_vec3 r = unit(s.r), n = unit(cross(s.r, s.v)), t = cross(n, r);
    return (kurs_vec3){dot(d, r), dot(d, t), dot(d, n)};
}

/* An object in GCRF at s after the nominal lift-off; 0 where SGP4 has none. */
static int object_at(const kurs_sgp4 *model, double s, kurs_state *out)
{
    kurs_state q;
    if (kurs_sgp4_state(model, kurs_tai_add(liftoff, s), &q) < 0) {
        return 0;
    }
    const kurs_mat3 m = kurs_earth_teme_gcrf(&earth, s);
    const double *a = m.m[0], *b = m.m[1], *c = m.m[2];
    out->r = (kurs_vec3){a[0] * q.r.x + a[1] * q.r.y + a[2] * q.r.z,
                         b[0] * q.r.x + b[1] * q.r.y + b[2] * q.r.z,
                         c[0] * q.r.x + c[1] * q.r.y + c[2] * q.r.z};
    out->v = (kurs_vec3){a[0] * q.v.x + a[1] * q.v.y + a[2] * q.v.z,
                         b[0] * q.v.x + b[1] * q.v.y + b[2] * q.v.z,
                         c[0] * q.v.x + c[1] * q.v.y + c[2] * q.v.z};
    return 1;
}

/* ---- orbits and requests ----------------------------------------------------------------- */

static kurs_tle orbit(double perigee_m, double ecc, double inc, double node, double argp,
                      double anomaly)
{
    kurs_tle tle = {.name = "made", .epoch = kurs_tai_add(liftoff, -20000.0), .bstar = 2e-5};
    tle.ecc = ecc;
    tle.mean_motion = sqrt(GM / pow(perigee_m / (1.0 - ecc), 3.0));
    tle.inc = inc;
    tle.node = node;
    tle.argp = argp;
    tle.mean_anomaly = anomaly;
    return tle;
}

static kurs_sgp4 model_of(kurs_tle tle)
{
    kurs_sgp4 model;
    assert_true(kurs_sgp4_init(&model, &tle) >= 0);
    return model;
}

static kurs_screening_request request_of(size_t nodes, size_t objects, kurs_vec3 box_m)
{
    tracks[0] = (kurs_screening_track){0.0, flights[0]};
    tracks[1] = (kurs_screening_track){60.0, flights[1]};
    return (kurs_screening_request){.liftoff = liftoff,
                                    .earth = &earth,
                                    .node_count = nodes,
                                    .met_s = met_s,
                                    .track_count = 1,
                                    .tracks = tracks,
                                    .object_count = objects,
                                    .objects = models,
                                    .box_m = box_m,
                                    .report_m = 0.0,
                                    .from_s = -60.0,
                                    .to_s = 60.0,
                                    .step_s = 1.0};
}

static void run(const kurs_screening_request *request)
{
    memset(&result, 0x55, sizeof result);
    assert_int_equal(KURS_OK, kurs_screening_run(request, &space, &result));
}

/* A flight of constant acceleration through a state at t_mid: a cubic is exact for it. Nodes of
 * uneven gaps from `from` to `to`. */
static size_t parabola(kurs_state mid, double t_mid, double from, double to, kurs_state *out)
{
    const kurs_vec3 down = times(-GM / pow(dot(mid.r, mid.r), 1.5), mid.r);
    size_t n = 0;
    for (double t = from; t < to + 1.0; t += 7.0 + 5.0 * (n % 3 == 1)) {
        const double d = t - t_mid;
        met_s[n] = t;
        out[n].r = plus(plus(mid.r, d, mid.v), 0.5 * d * d, down);
        out[n].v = plus(mid.v, d, down);
        n++;
    }
    return n;
}

/* ---- meetings made by hand --------------------------------------------------------------- */

/*
 * A body that meets model 0 at `miss` radially below it, t after a lift-off s after nominal, with a
 * relative velocity without radial part: so the miss is the least distance. Fills flight 0 for the
 * nominal lift-off, of which the other is the turned one. `heading`: of the body, from the
 * object's, at the speed given.
 */
static size_t make_meeting(double s, double t, double miss, double heading, double speed,
                           kurs_vec3 *relative)
{
    kurs_state o, body;
    assert_true(object_at(&models[0], s + t, &o));
    const kurs_vec3 up = unit(o.r);
    const kurs_vec3 flat = unit(plus(o.v, -dot(o.v, up), up));
    body.r = plus(o.r, -miss, up);
    body.v = plus(times(speed, turn(flat, up, heading)), dot(o.v, up), up);
    *relative = plus(o.v, -1.0, body.v);
    return parabola(turn_state(body, -s), t, t - 300.0, t + 300.0, flights[0]);
}

/* The first and last seconds of a flight, for lift-offs before and after the nominal one. */
static void a_meeting_at_either_end_of_the_flight_is_found(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        const double s = k % 2 ? 50.0 : -50.0, t = 700.0;
        kurs_vec3 relative;
        models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
        size_t n = make_meeting(s, t, 300.0, 1.5, 7700.0, &relative), first = 0, last = n - 1;
        while (k < 2 && met_s[first + 1] < t - 1.0) {
            first++;
        }
        while (k >= 2 && met_s[last - 1] > t + 1.0) {
            last--;
        }
        memmove(met_s, met_s + first, (last - first + 1) * sizeof *met_s);
        memmove(flights[0], flights[0] + first, (last - first + 1) * sizeof *flights[0]);
        const kurs_vec3 box = {1000.0, 1000.0, 1000.0};
        const kurs_screening_request request = request_of(last - first + 1, 1, box);
        run(&request);
        assert_int_equal(1, result.blackout_count);
        assert_true(blackouts[0].from_s < s && blackouts[0].to_s > s);
    }
}

static void a_made_meeting_is_found_with_its_time_distance_and_speed(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
    const size_t n = make_meeting(0.0, 1234.5, 4321.0, 1.2, 7700.0, &relative);
    kurs_screening_request request = request_of(n, 1, (kurs_vec3){1000.0, 1000.0, 1000.0});
    request.report_m = 4400.0;
    run(&request);
    assert_int_equal(1, result.approach_count);
    assert_int_equal(1, result.approach_total);
    assert_int_equal(0, result.in_box_total);
    assert_int_equal(0, approaches[0].object);
    assert_int_equal(0, approaches[0].in_box);
    check_near(1234.5, approaches[0].met_s, 1e-3, 0.0);
    check_near(4321.0, approaches[0].range_m, 0.5, 0.0);
    check_near(sqrt(dot(relative, relative)), approaches[0].speed_m_s, 0.1, 0.0);
    check_near_v3(((kurs_vec3){4321.0, 0.0, 0.0}), approaches[0].miss_rtn, 20.0);
    request.report_m = 4300.0;
    run(&request);
    assert_int_equal(0, result.approach_total);
}

/* The turn about the pole in the shift, and its sense: 8 s, 30 s and so on after nominal. */
static void a_later_liftoff_turns_with_the_earth(void **state)
{
    (void)state;
    static const double shifts[] = {-55.3, -12.0, 8.0, 31.4, 59.0};
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        kurs_vec3 relative;
        kurs_state o;
        models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
        const size_t n = make_meeting(shifts[i], 700.0, 300.0, 1.5, 7700.0, &relative);
        const kurs_vec3 box = {2000.0, 1500.0, 2500.0};
        const kurs_screening_request request = request_of(n, 1, box);
        run(&request);
        assert_int_equal(0, result.approach_total);
        assert_int_equal(1, result.blackout_count);
        /* a line along the relative velocity in the plane T, N, moved aside by the shift */
        assert_true(object_at(&models[0], shifts[i] + 700.0, &o));
        const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
        const kurs_state body = {plus(o.r, -300.0, unit(o.r)), plus(o.v, -1.0, relative)};
        const kurs_vec3 slide = in_rtn(body, plus(o.v, -TURN, cross(pole, o.r)));
        const kurs_vec3 way = in_rtn(body, unit(relative));
        const double aside = fabs(way.y * slide.z - way.z * slide.y);
        const double half = (box.y * fabs(way.z) + box.z * fabs(way.y)) / aside;
        check_near(shifts[i] - half, blackouts[0].from_s, 0.003, 0.0);
        check_near(fmin(shifts[i] + half, 60.0), blackouts[0].to_s, 0.003, 0.0);
        check_near(blackouts[0].to_s - blackouts[0].from_s, result.closed_s, 1e-12, 0.0);
    }
}

/* Two tracks whose plane stands still between lift-offs: the turn is taken out again. */
static void a_second_track_keeps_the_plane_where_the_plan_has_it(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
    size_t n = make_meeting(25.0, 700.0, 300.0, 1.5, 7700.0, &relative);
    for (size_t i = 0; i < n; i++) { /* the body as it is at 25 s, for all lift-offs */
        flights[0][i] = turn_state(flights[0][i], 25.0);
        flights[1][i] = flights[0][i];
    }
    kurs_screening_request request = request_of(n, 1, (kurs_vec3){1000.0, 1000.0, 1000.0});
    run(&request);
    for (size_t i = 0; i < result.blackout_count; i++) { /* turned by 25 s it is 11 km off */
        assert_true(blackouts[i].from_s > 25.1 || blackouts[i].to_s < 24.9);
    }
    request.track_count = 2;
    run(&request);
    assert_int_equal(1, result.blackout_count);
    check_near(25.0, 0.5 * (blackouts[0].from_s + blackouts[0].to_s), 0.01, 0.0);
}

static void an_object_just_inside_and_just_outside_the_box_is_told_so(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 1e-4, 0.9, 1.0, 2.0, 3.0));
    for (int inside = 0; inside < 2; inside++) {
        const size_t n = make_meeting(0.0, 500.0, inside ? 1995.0 : 2005.0, 1.6, 7650.0, &relative);
        kurs_screening_request request = request_of(n, 1, (kurs_vec3){2000.0, 4000.0, 4000.0});
        request.from_s = -0.4; /* the parabola is an orbit for some seconds only */
        request.to_s = 0.4;
        request.step_s = 0.1;
        run(&request);
        assert_int_equal(inside, result.in_box_total);
        assert_int_equal(inside, result.approach_total);
        assert_int_equal(inside, result.blackout_count);
    }
}

/*
 * Above the box where it is nearest, and in it farther off: after d in level flight a body of the
 * same height stands d^2 / 2r below the horizontal through the other: 46 m at 25 km, 92 m in the
 * corner of the box.
 */
static void an_object_may_be_in_the_box_before_and_after_it_is_nearest(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 1e-4, 0.9, 1.0, 2.0, 3.0));
    const size_t n = make_meeting(0.0, 500.0, 2010.0, 1.6, 7650.0, &relative);
    kurs_screening_request request = request_of(n, 1, (kurs_vec3){2000.0, 25000.0, 25000.0});
    request.from_s = request.to_s = 0.0;
    run(&request);
    assert_int_equal(1, result.in_box_total);
    check_near(2010.0, approaches[0].range_m, 0.5, 0.0);
    assert_int_equal(1, approaches[0].in_box);
    assert_int_equal(1, result.blackout_count);
    request.box_m.x = 1900.0;
    run(&request);
    assert_int_equal(0, result.in_box_total);
}

/* Random meetings of all shapes: near Earth, transfer orbits at perigee, head-on, from behind. */
static void no_made_meeting_is_missed(void **state)
{
    (void)state;
    double fastest = 0.0, slowest = 1e9;
    kurs_random random;
    kurs_random_init(&random, 1, "screening meetings");
    for (int i = 0; i < 400; i++) {
        const double ecc = i % 4 == 3 ? 0.72 : 0.01 * kurs_random_uniform(&random);
        const double anomaly = i % 4 == 3 ? -0.5 : 6.0 * kurs_random_uniform(&random);
        models[0] = model_of(orbit(6.6e6 + 6e5 * kurs_random_uniform(&random), ecc,
                                   3.0 * kurs_random_uniform(&random), 1.0, 2.0, anomaly));
        double t = 600.0 + 1500.0 * kurs_random_uniform(&random);
        const double shift = -30.0 + 60.0 * kurs_random_uniform(&random);
        if (ecc > 0.1) { /* at its perigee, where it is quick */
            t = 0.5 / models[0].tle.mean_motion - 20000.0 +
                2.0 * PI / models[0].tle.mean_motion * 1.0 - shift;
            t = fmod(t + 2e6 * PI / models[0].tle.mean_motion,
                     2.0 * PI / models[0].tle.mean_motion);
        }
        const double heading = i % 8 < 4 ? PI - 0.01 : 2.0 * PI * kurs_random_uniform(&random);
        kurs_vec3 relative;
        const size_t n = make_meeting(shift, t, 50.0, heading, 7800.0, &relative);
        kurs_screening_request request = request_of(n, 1, (kurs_vec3){400.0, 400.0, 400.0});
        run(&request);
        assert_true(result.blackout_count >= 1);
        int held = 0;
        for (size_t k = 0; k < result.blackout_count; k++) {
            held |= blackouts[k].from_s <= shift && blackouts[k].to_s >= shift;
        }
        assert_true(held);
        const double speed = sqrt(dot(relative, relative));
        fastest = fmax(fastest, speed);
        slowest = fmin(slowest, speed);
    }
    print_message("speeds %.0f to %.0f m/s\n", slowest, fastest);
    assert_true(fastest > 17500.0); /* 16 km/s is not the bound */
}

/* ---- small steps ------------------------------------------------------------------------- */

enum { BRUTE_OBJECTS = 240, BRUTE_STEPS_A_S = 2, BRUTE_SPAN_S = 2600, BRUTE_REACH_S = 10 };
enum { BRUTE_STATES = (BRUTE_SPAN_S + 2 * BRUTE_REACH_S) * BRUTE_STEPS_A_S + 1 };

static kurs_state brute_object[BRUTE_STATES], brute_body[BRUTE_SPAN_S * BRUTE_STEPS_A_S + 1];

/* An ascent of 530 s from the speed of a pad, and a circle. */
static kurs_state made_flight(double t)
{
    const double top = 530.0, alt = 250e3, r_end = 6378e3 + alt, n = sqrt(GM / pow(r_end, 3.0));
    const double x = fmin(t / top, 1.0), r = r_end - alt * (1.0 - x) * (1.0 - x) * (1.0 + 2.0 * x);
    const double dr = alt * 6.0 * x * (1.0 - x) / top, w = n * (0.05 + 0.95 * x);
    const double at = fmin(t, top), on_circle = t - at;
    const double u = 0.5 + n * (0.05 * at + 0.475 * at * at / top + on_circle);
    const kurs_vec3 a = {0.6, 0.8, 0.0}, b = {-0.8 * 0.62, 0.6 * 0.62, sqrt(1.0 - 0.62 * 0.62)};
    const kurs_vec3 out = plus(times(cos(u), a), sin(u), b),
                    on = plus(times(cos(u), b), -sin(u), a);
    return (kurs_state){times(r, out), plus(times(dr, out), r * w, on)};
}

/* The least box norm of one lift-off by states every half second, with straight lines in RTN
 * between; *range is the least range of them. */
static double brute_norm(int shift_steps, kurs_vec3 box, double *range)
{
    double least = INFINITY;
    kurs_vec3 before = {0.0, 0.0, 0.0};
    int joined = 0;
    const double angle = TURN * shift_steps / BRUTE_STEPS_A_S;
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    *range = INFINITY;
    for (int i = 0; i <= BRUTE_SPAN_S * BRUTE_STEPS_A_S; i++) {
        const kurs_state *o = &brute_object[i + shift_steps + BRUTE_REACH_S * BRUTE_STEPS_A_S];
        if (fabs(o->r.x - brute_body[i].r.x) > 9e5) {
            joined = 0;
            continue;
        }
        const kurs_state body = {turn(brute_body[i].r, pole, angle),
                                 turn(brute_body[i].v, pole, angle)};
        const kurs_vec3 now = in_rtn(body, plus(o->r, -1.0, body.r));
        for (int k = 0; k <= 40 && joined; k++) {
            const kurs_vec3 at = plus(before, k / 40.0, plus(now, -1.0, before));
            const double norm =
                fmax(fabs(at.x) / box.x, fmax(fabs(at.y) / box.y, fabs(at.z) / box.z));
            least = fmin(least, norm);
            *range = fmin(*range, sqrt(dot(at, at)));
        }
        before = now;
        joined = 1;
    }
    return least;
}

static int closed_by(size_t object, double s)
{
    for (size_t k = 0; k < result.blackout_count; k++) {
        if (blackouts[k].object == object && blackouts[k].from_s <= s && blackouts[k].to_s >= s) {
            return 1;
        }
    }
    return 0;
}

static kurs_sgp4 draw_low(kurs_random *random)
{
    const double u = kurs_random_uniform(random), two_pi = 2.0 * PI;
    const double perigee = 6.5e6 + 2.5e5 * kurs_random_uniform(random);
    const double inc = 3.0 * kurs_random_uniform(random);
    const double node = two_pi * kurs_random_uniform(random);
    const double argp = two_pi * kurs_random_uniform(random);
    return model_of(orbit(perigee, u > 0.9 ? 0.7 : 0.02 * u, inc, node, argp,
                          two_pi * kurs_random_uniform(random)));
}

static size_t make_brute_case(void)
{
    kurs_random random;
    size_t n = 0;
    kurs_random_init(&random, 1, "screening small steps");
    for (double t = 0.0; t <= BRUTE_SPAN_S; t += t < 530.0 ? 1.0 : 10.0) {
        met_s[n] = t;
        flights[0][n++] = made_flight(t);
    }
    for (int i = 0; i <= BRUTE_SPAN_S * BRUTE_STEPS_A_S; i++) {
        brute_body[i] = made_flight((double)i / BRUTE_STEPS_A_S);
    }
    for (int i = 0; i < BRUTE_OBJECTS; i++) {
        const double t = BRUTE_SPAN_S * kurs_random_uniform(&random);
        double far;
        do { /* half of them near the flight at a time of it */
            kurs_state s;
            models[i] = draw_low(&random);
            assert_true(object_at(&models[i], t, &s));
            const kurs_vec3 d = plus(s.r, -1.0, made_flight(t).r);
            far = sqrt(dot(d, d));
        } while (far > 500e3 && i % 2);
    }
    return n;
}

static void blackouts_and_approaches_are_those_of_small_steps(void **state)
{
    (void)state;
    const kurs_vec3 box = {60e3, 200e3, 90e3};
    const size_t n = make_brute_case();
    kurs_screening_request request = request_of(n, BRUTE_OBJECTS, box);
    int in = 0, close = 0, near = 0, gone = 0;
    request.from_s = -BRUTE_REACH_S;
    request.to_s = BRUTE_REACH_S;
    request.report_m = 250e3;
    run(&request);
    for (size_t i = 0; i < BRUTE_OBJECTS; i++) {
        for (int k = 0; k < BRUTE_STATES; k++) {
            const double s = (double)k / BRUTE_STEPS_A_S - BRUTE_REACH_S;
            if (!object_at(&models[i], s, &brute_object[k])) {
                brute_object[k].r = (kurs_vec3){1e12, 0.0, 0.0}; /* decays: far away */
                gone++;
            }
        }
        for (int k = -BRUTE_REACH_S * 2; k <= BRUTE_REACH_S * 2; k += 2) {
            double range;
            const double norm = brute_norm(k, box, &range);
            close += fabs(norm - 1.0) < 1e-3;
            if (fabs(norm - 1.0) > 1e-3) {
                in += norm < 1.0;
                assert_int_equal(norm < 1.0, closed_by(i, 0.5 * k));
            }
            double least = INFINITY;
            for (size_t j = 0; j < result.approach_count && k == 0; j++) {
                least = approaches[j].object == i ? fmin(least, approaches[j].range_m) : least;
            }
            if (k == 0 && range < 249e3) {
                near++;
                check_near(range, least, 300.0, 0.0); /* half a step of 1/80 s at 15 km/s */
            } else if (k == 0 && range > 251e3) {
                assert_true(isinf(least));
            }
        }
    }
    print_message("%d in the box, %d on its face, %d near, %d without a state, %zu refused; "
                  "%zu blackouts\n",
                  in, close, near, gone, result.refused_count, result.blackout_count);
    assert_true(in > 100 && near > 10 && result.blackout_count > 10);
}

static void lists_are_sorted_and_the_seconds_are_those_of_their_union(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    kurs_screening_request request = request_of(n, BRUTE_OBJECTS, (kurs_vec3){15e3, 30e3, 20e3});
    request.report_m = 200e3;
    run(&request);
    int closed_ms = 0;
    print_message("%zu approaches, %zu blackouts, %.1f s closed\n", result.approach_count,
                  result.blackout_count, result.closed_s);
    assert_true(result.approach_count > 5 && result.blackout_count > 5);
    for (size_t i = 1; i < result.approach_count; i++) {
        assert_true(approaches[i - 1].range_m <= approaches[i].range_m);
    }
    for (size_t i = 1; i < result.blackout_count; i++) {
        assert_true(blackouts[i - 1].from_s <= blackouts[i].from_s);
    }
    for (int ms = -60000; ms < 60000; ms++) {
        int closed = 0;
        for (size_t i = 0; i < result.blackout_count; i++) {
            const double s = 1e-3 * ms + 5e-4;
            closed |= s >= blackouts[i].from_s && s <= blackouts[i].to_s;
        }
        closed_ms += closed;
    }
    check_near(1e-3 * closed_ms, result.closed_s, 1e-3 * (double)result.blackout_count, 0.0);
    assert_true(result.closed_s < 120.0);

    /* a short list of approaches holds the nearest */
    static kurs_screening_approach all[ROOM];
    memcpy(all, approaches, sizeof all);
    const size_t total = result.approach_total;
    kurs_screening_space few = space;
    few.approach_capacity = 3;
    assert_int_equal(KURS_OK, kurs_screening_run(&request, &few, &result));
    assert_int_equal(3, result.approach_count);
    assert_int_equal(total, result.approach_total);
    assert_memory_equal(all, approaches, 3 * sizeof *all);
}

static void all_kinds_of_vector_instructions_give_the_same_bits(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    const kurs_screening_request request =
        request_of(n, BRUTE_OBJECTS, (kurs_vec3){60e3, 200e3, 90e3});
    static kurs_screening_blackout first[ROOM];
    kurs_screening_result first_result;
    run(&request);
    first_result = result;
    memcpy(first, blackouts, sizeof first);
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (kurs_simd_has((kurs_simd)kind)) {
            assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
            run(&request);
            assert_memory_equal(&first_result, &result, sizeof result);
            assert_memory_equal(first, blackouts, result.blackout_count * sizeof *first);
        }
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
}

/* ---- bounds ------------------------------------------------------------------------------ */

static void no_orbit_leaves_the_bounds_of_its_elements(void **state)
{
    (void)state;
    double low = 1e9, high = 1e9, slack = 1e9;
    int deep = 0;
    kurs_random random;
    kurs_random_init(&random, 1, "screening bounds");
    for (int i = 0; i < 3000; i++) {
        kurs_screening_bounds b;
        const double ecc = (i % 3 == 0 ? 0.01 : 0.9) * kurs_random_uniform(&random);
        const double perigee = 6.6e6 + (i % 7 == 0 ? 3e7 : 1e6) * kurs_random_uniform(&random);
        const kurs_sgp4 model = model_of(orbit(perigee, ecc, PI * kurs_random_uniform(&random),
                                               2.0 * PI * kurs_random_uniform(&random),
                                               2.0 * PI * kurs_random_uniform(&random),
                                               2.0 * PI * kurs_random_uniform(&random)));
        assert_true(kurs_screening_bounds_of(&model, liftoff, 0.0, 90000.0, &b) >= 0);
        deep += model.deep;
        for (int k = 0; k <= 60; k++) {
            kurs_state s;
            if (!object_at(&model, 1500.0 * k, &s)) {
                continue;
            }
            const double r = sqrt(dot(s.r, s.r)), v = sqrt(dot(s.v, s.v));
            assert_true(r > b.r_low && r < b.r_high && v < b.v_max);
            low = fmin(low, r - b.r_low);
            high = fmin(high, b.r_high - r);
            slack = fmin(slack, b.v_max - v);
        }
    }
    print_message("%d deep; margins left: %.1f km below, %.1f km above, %.0f m/s\n", deep,
                  1e-3 * low, 1e-3 * high, slack);
    assert_true(deep > 300);
}

/* ---- what is refused --------------------------------------------------------------------- */

static void an_object_without_a_state_is_told_and_the_others_are_screened(void **state)
{
    (void)state;
    kurs_vec3 relative;
    memset(models, 0, sizeof models[0] * 4);
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
    const size_t n = make_meeting(0.0, 700.0, 300.0, 1.5, 7700.0, &relative);
    models[2] = models[0];
    models[1] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 0.0));
    kurs_tle tle = orbit(6.49e6, 0.001, 0.9, 1.0, 2.0, 0.0);
    tle.bstar = 0.05; /* decays long before */
    tle.epoch = kurs_tai_add(liftoff, -500000.0);
    models[0] = model_of(tle);
    kurs_state s;
    assert_int_equal(0, object_at(&models[0], 0.0, &s));
    kurs_screening_request request = request_of(n, 4, (kurs_vec3){1000.0, 1000.0, 1000.0});
    run(&request); /* object 3 is all 0 */
    assert_int_equal(2, result.refused_count);
    assert_int_equal(2, result.refused_listed);
    assert_int_equal(0, refused[0]);
    assert_int_equal(3, refused[1]);
    assert_int_equal(1, result.in_box_total);
    assert_int_equal(2, approaches[0].object);
    kurs_screening_space one = space;
    one.refused_capacity = 1;
    assert_int_equal(KURS_OK, kurs_screening_run(&request, &one, &result));
    assert_int_equal(2, result.refused_count);
    assert_int_equal(1, result.refused_listed);
    assert_int_equal(0, refused[0]);
}

static void old_elements_are_a_caveat_of_what_is_told(void **state)
{
    (void)state;
    kurs_vec3 relative;
    kurs_tle tle = orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0);
    tle.epoch = kurs_tai_add(liftoff, -4.0 * 86400.0);
    models[0] = model_of(tle);
    const size_t n = make_meeting(0.0, 700.0, 300.0, 1.5, 7700.0, &relative);
    kurs_screening_request request = request_of(n, 1, (kurs_vec3){1000.0, 1000.0, 1000.0});
    assert_int_equal(KURS_CAVEAT_ELEMENTS_OLD, kurs_screening_run(&request, &space, &result));
    assert_int_equal(KURS_CAVEAT_ELEMENTS_OLD, approaches[0].caveat);
    assert_int_equal(1, result.old_count);
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 0.0)); /* elsewhere */
    run(&request);
    assert_int_equal(0, result.old_count);
}

static void an_empty_catalogue_leaves_the_window_open(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    kurs_screening_request request = request_of(n, 0, (kurs_vec3){1e3, 1e3, 1e3});
    request.objects = NULL;
    run(&request);
    const kurs_screening_result none = {0};
    assert_memory_equal(&none, &result, sizeof result);
}

static void a_window_of_one_liftoff_and_one_of_no_even_steps_are_served(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
    const size_t n = make_meeting(1.4, 700.0, 300.0, 1.5, 7700.0, &relative);
    kurs_screening_request request = request_of(n, 1, (kurs_vec3){1000.0, 1000.0, 1000.0});
    request.from_s = request.to_s = 1.4;
    run(&request);
    assert_int_equal(1, result.blackout_count);
    check_near(0.0, result.closed_s, 1e-12, 0.0);
    request.from_s = -1.0; /* the last step is short: a blackout is open at the end */
    request.step_s = 0.9;
    run(&request);
    assert_int_equal(1, result.blackout_count);
    check_near(1.4, blackouts[0].to_s, 1e-12, 0.0);
    request.from_s = -40.0; /* 0.3 s of blackout, seen from a grid that steps over it */
    request.to_s = 60.0;
    request.step_s = 10.0;
    run(&request);
    assert_int_equal(1, result.blackout_count);
    check_near(1.4, 0.5 * (blackouts[0].from_s + blackouts[0].to_s), 0.01, 0.0);
}

/* What a call that must be refused leaves of the result. */
static void refuses(kurs_status want, const kurs_screening_request *request,
                    const kurs_screening_space *room)
{
    kurs_screening_result mine, kept;
    memset(&mine, 0x33, sizeof mine);
    kept = mine;
    assert_int_equal(want, kurs_screening_run(request, room, &mine));
    assert_memory_equal(&kept, &mine, sizeof mine);
}

#define REFUSES(member, value)                                                                     \
    do {                                                                                           \
        kurs_screening_request r_ = request;                                                       \
        r_.member = (value);                                                                       \
        refuses(KURS_ERR_ARGUMENT, &r_, &space);                                                   \
        assert_int_equal(0, kurs_screening_work_bytes(&r_));                                       \
    } while (0)

static int asked;

static int stop_at_the_third(void *ctx)
{
    (void)ctx;
    return ++asked == 3;
}

/* 2026-11-26: Ctrl-C waited for the end of the catalogue. */
static void a_screening_stops_when_it_is_told(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    kurs_screening_request request = request_of(n, 3, (kurs_vec3){1e3, 1e3, 1e3});
    request.stop = stop_at_the_third;
    asked = 0;
    refuses(KURS_ERR_STOPPED, &request, &space);
    assert_int_equal(3, asked);
    request.object_count = 2;
    asked = 0;
    run(&request);
    assert_int_equal(2, asked);
}

static void what_is_no_request_is_refused(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    const kurs_screening_request request = request_of(n, 3, (kurs_vec3){1e3, 1e3, 1e3});
    refuses(KURS_ERR_ARGUMENT, NULL, &space);
    refuses(KURS_ERR_ARGUMENT, &request, NULL);
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_screening_run(&request, &space, NULL));
    REFUSES(earth, NULL);
    REFUSES(met_s, NULL);
    REFUSES(tracks, NULL);
    REFUSES(objects, NULL);
    REFUSES(node_count, 1);
    REFUSES(node_count, KURS_SCREENING_MAX_NODES + 1);
    REFUSES(track_count, 0);
    REFUSES(track_count, KURS_SCREENING_MAX_TRACKS + 1);
    REFUSES(liftoff.f, NAN);
    REFUSES(box_m.x, NAN);
    REFUSES(box_m.y, 0.0);
    REFUSES(box_m.z, INFINITY);
    REFUSES(report_m, NAN);
    REFUSES(report_m, -1.0);
    REFUSES(from_s, NAN);
    REFUSES(from_s, -3601.0);
    REFUSES(from_s, 61.0);
    REFUSES(to_s, NAN);
    REFUSES(to_s, 3601.0);
    REFUSES(step_s, 0.0);
    REFUSES(step_s, NAN);
    REFUSES(step_s, 1e-3);
    kurs_earth far = earth;
    far.t_ref = kurs_tai_add(liftoff, -86400.0);
    kurs_screening_request late = request;
    late.earth = &far;
    refuses(KURS_ERR_RANGE, &late, &space);
}

static void flights_that_are_none_are_refused(void **state)
{
    (void)state;
    const size_t n = make_brute_case();
    kurs_screening_request request = request_of(n, 3, (kurs_vec3){1e3, 1e3, 1e3});
    const kurs_state kept = flights[0][5];
    flights[0][5].r.y = NAN;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    flights[0][5] = kept;
    flights[0][5].v.z = INFINITY;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    flights[0][5] = (kurs_state){{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    flights[0][5] = (kurs_state){kept.r, times(1e-3, kept.r)}; /* no plane, no axes */
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    flights[0][5] = kept;
    const double t = met_s[5];
    met_s[5] = met_s[4];
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    met_s[5] = NAN;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    met_s[5] = t;
    tracks[0].shift_s = NAN;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    tracks[0].shift_s = 60.0; /* not rising */
    request.track_count = 2;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    tracks[0].shift_s = 0.0;
    tracks[1].s_gcrf = NULL;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
    met_s[n - 1] = met_s[n - 2] + 60.1;
    request.track_count = 1;
    refuses(KURS_ERR_ARGUMENT, &request, &space);
}

static void too_little_room_is_refused(void **state)
{
    (void)state;
    kurs_vec3 relative;
    models[0] = model_of(orbit(6.8e6, 0.002, 0.9, 1.0, 2.0, 3.0));
    const size_t n = make_meeting(0.0, 700.0, 300.0, 1.5, 7700.0, &relative);
    const kurs_screening_request request = request_of(n, 1, (kurs_vec3){1e3, 1e3, 1e3});
    kurs_screening_space room = space;
    room.work_bytes = kurs_screening_work_bytes(&request);
    assert_true(room.work_bytes > 0);
    void *tight = malloc(room.work_bytes); /* a sanitizer sees its end */
    assert_non_null(tight);
    room.work = tight;
    assert_int_equal(KURS_OK, kurs_screening_run(&request, &room, &result));
    room.work_bytes--;
    refuses(KURS_ERR_FULL, &request, &room);
    free(tight);
    room = space;
    room.blackout_capacity = 0;
    refuses(KURS_ERR_FULL, &request, &room);
    room = space;
    room.work = (char *)work + 1;
    refuses(KURS_ERR_ARGUMENT, &request, &room);
    room.work = NULL;
    refuses(KURS_ERR_ARGUMENT, &request, &room);
    room = space;
    room.approaches = NULL;
    refuses(KURS_ERR_ARGUMENT, &request, &room);
    room.approach_capacity = 0; /* no list is none the worse */
    assert_int_equal(KURS_OK, kurs_screening_run(&request, &room, &result));
    assert_int_equal(0, result.approach_count);
    assert_int_equal(1, result.approach_total);
}

static int make_earth(void **state)
{
    (void)state;
    return kurs_earth_init(&earth, liftoff) < 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_meeting_is_found_with_its_time_distance_and_speed),
        cmocka_unit_test(a_meeting_at_either_end_of_the_flight_is_found),
        cmocka_unit_test(a_later_liftoff_turns_with_the_earth),
        cmocka_unit_test(a_second_track_keeps_the_plane_where_the_plan_has_it),
        cmocka_unit_test(an_object_just_inside_and_just_outside_the_box_is_told_so),
        cmocka_unit_test(an_object_may_be_in_the_box_before_and_after_it_is_nearest),
        cmocka_unit_test(no_made_meeting_is_missed),
        cmocka_unit_test(blackouts_and_approaches_are_those_of_small_steps),
        cmocka_unit_test(lists_are_sorted_and_the_seconds_are_those_of_their_union),
        cmocka_unit_test(all_kinds_of_vector_instructions_give_the_same_bits),
        cmocka_unit_test(no_orbit_leaves_the_bounds_of_its_elements),
        cmocka_unit_test(an_object_without_a_state_is_told_and_the_others_are_screened),
        cmocka_unit_test(old_elements_are_a_caveat_of_what_is_told),
        cmocka_unit_test(an_empty_catalogue_leaves_the_window_open),
        cmocka_unit_test(a_window_of_one_liftoff_and_one_of_no_even_steps_are_served),
        cmocka_unit_test(a_screening_stops_when_it_is_told),
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(flights_that_are_none_are_refused),
        cmocka_unit_test(too_little_room_is_refused),
    };
    return cmocka_run_group_tests(tests, make_earth, NULL);
}
