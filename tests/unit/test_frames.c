/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <erfa.h>
#include <erfam.h>
#include <stdlib.h>
#include <string.h>

#include "kurs/frames.h"

#define PI 3.14159265358979323846
#define ARCSEC (PI / 648000.0)

static kurs_tai parse(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_in_range(kurs_tai_parse(text, strlen(text), &t) + 1, 1, 100);
    return t;
}

static kurs_earth earth_at(kurs_tai t)
{
    kurs_earth earth;
    assert_in_range(kurs_earth_init(&earth, t) + 1, 1, 100);
    return earth;
}

/* Lehmer's generator: the same instants in every run. */
static double random_01(uint64_t *seed)
{
    *seed = *seed * 48271u % 2147483647u;
    return (double)*seed / 2147483647.0;
}

static kurs_vec3 mulv(kurs_mat3 m, kurs_vec3 v)
{
    return (kurs_vec3){m.m[0][0] * v.x + m.m[0][1] * v.y + m.m[0][2] * v.z,
                       m.m[1][0] * v.x + m.m[1][1] * v.y + m.m[1][2] * v.z,
                       m.m[2][0] * v.x + m.m[2][1] * v.y + m.m[2][2] * v.z};
}

static double norm(kurs_vec3 v)
{
    return sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
}

/* The largest turn between two rotation matrices, by the Frobenius norm of their difference. */
static double angle_between(kurs_mat3 a, double b[3][3])
{
    double sum = 0.0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            sum += (a.m[i][j] - b[i][j]) * (a.m[i][j] - b[i][j]);
        }
    }
    return sqrt(sum / 2.0);
}

/* GCRF to ITRF by ERFA alone; only UT1-UTC and the pole come from the library's table. */
static void erfa_gcrf_itrf(kurs_tai t, double rc2t[3][3])
{
    kurs_utc utc;
    kurs_eop eop;
    double u1, u2, a1, a2, t1, t2, d1, d2, x, y, rc2i[3][3], rpom[3][3];
    assert_in_range(kurs_utc_from_tai(t, &utc) + 1, 1, 100);
    assert_in_range(kurs_eop_at(t, &eop) + 1, 1, 100);
    assert_in_range(
        eraDtf2d("UTC", utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second, &u1, &u2),
        0, 1);
    assert_in_range(eraUtctai(u1, u2, &a1, &a2), 0, 1);
    assert_int_equal(eraTaitt(a1, a2, &t1, &t2), 0);
    assert_in_range(eraUtcut1(u1, u2, eop.ut1_utc_s, &d1, &d2), 0, 1);
    eraXy06(t1, t2, &x, &y); /* the X, Y series: another road than the one in the library */
    const double s = eraS06(t1, t2, x, y);
    eraC2ixys(x + eop.dx, y + eop.dy, s, rc2i);
    eraPom00(eop.xp, eop.yp, eraSp00(t1, t2), rpom);
    eraC2tcio(rc2i, eraEra00(d1, d2), rpom, rc2t);
}

static void the_polynomials_follow_erfa_over_the_whole_table(void **state)
{
    (void)state;
    const kurs_tai first = parse("2017-01-02"), last = parse("2027-08-19");
    const double span = kurs_tai_diff(last, first);
    uint64_t seed = 20240323;
    double worst = 0.0;
    for (int i = 0; i < 150; i++) {
        const kurs_tai t = kurs_tai_add(first, span * random_01(&seed));
        const kurs_earth earth = earth_at(t);
        for (int k = 0; k < 4; k++) {
            const double dt = KURS_EARTH_SPAN_S * (2.0 * random_01(&seed) - 1.0);
            double want[3][3];
            erfa_gcrf_itrf(kurs_tai_add(t, dt), want);
            worst = fmax(worst, angle_between(kurs_earth_gcrf_itrf(&earth, dt), want));
        }
    }
    print_message("worst turn against ERFA: %.3g rad\n", worst);
    check_near(0.0, worst, 1e-9, 0.0);
}

static void the_earth_has_no_step_at_the_edges_of_the_table(void **state)
{
    (void)state;
    /* the leap second of 2016-12-31 lies among the five nodes, one day before the table */
    const kurs_tai t = parse("2016-12-31T18:00");
    kurs_earth earth;
    assert_int_equal(kurs_earth_init(&earth, t), KURS_CAVEAT_EOP_OUTSIDE);
    const kurs_earth next = earth_at(parse("2017-01-01T18:00"));
    const kurs_mat3 a = kurs_earth_gcrf_itrf(&earth, 0.0);
    kurs_mat3 b = kurs_earth_gcrf_itrf(&next, kurs_tai_diff(t, next.t_ref));
    /* before the table UT1-TAI is held: a day's lengthening (1.1 ms, 8e-8 rad) is all */
    check_near(0.0, angle_between(a, b.m), 1e-7, 0.0);
    assert_int_equal(kurs_earth_init(&earth, (kurs_tai){INT64_MAX, 0.0}), KURS_ERR_RANGE);
}

static void the_earth_turns_evenly_through_a_leap_second_before_the_table(void **state)
{
    (void)state;
    /* 2015-06-30T23:59:60 lies between the third node and the fourth */
    const kurs_earth earth = earth_at(parse("2015-06-30T18:00"));
    const double turn = 7.292115e-5 * 43200.0; /* half a day, IERS nominal rate */
    for (int k = -2; k <= 1; k++) {
        const kurs_mat3 a = kurs_earth_gcrf_itrf(&earth, k * 43200.0);
        const kurs_mat3 b = kurs_earth_gcrf_itrf(&earth, (k + 1) * 43200.0);
        /* near half a turn the sine is sharp, and it is element (0, 1) of b a^T */
        double sine = 0.0;
        for (int j = 0; j < 3; j++) {
            sine += b.m[0][j] * a.m[1][j];
        }
        check_near(sin(turn), sine, 1e-6, 0.0);
    }
}

/* Puts published Earth orientation in place of the table's. */
static kurs_earth earth_with(const char *utc, double tai_utc, kurs_eop eop, double lod_s)
{
    kurs_eop own;
    kurs_earth earth = earth_at(parse(utc));
    assert_in_range(kurs_eop_at(earth.t_ref, &own) + 1, 1, 100);
    earth.x[0] += eop.dx - own.dx;
    earth.y[0] += eop.dy - own.dy;
    const double zero[5] = {0.0};
    memcpy(earth.ut1_tai, zero, sizeof zero);
    memcpy(earth.xp, zero, sizeof zero);
    memcpy(earth.yp, zero, sizeof zero);
    earth.ut1_tai[0] = eop.ut1_utc_s - tai_utc;
    earth.ut1_tai[1] = -lod_s;
    earth.xp[0] = eop.xp;
    earth.yp[0] = eop.yp;
    return earth;
}

/* Vallado, Fundamentals of Astrodynamics, examples 3-14 and 3-15, and AIAA 2006-6753, appendix C:
 * 2004-04-06T07:51:28.386009 UTC; [km, km/s] */
static kurs_earth vallado_earth(void)
{
    const kurs_eop eop = {-0.4399619, -0.140682 * ARCSEC, 0.333309 * ARCSEC, -0.000205 * ARCSEC,
                          -0.000136 * ARCSEC};
    return earth_with("2004-04-06T07:51:28.386009", 32.0, eop, 0.0015563);
}
static const kurs_state vallado_itrf = {{-1033479.3830, 7901295.2754, 6380356.5958},
                                        {-3225.636520, -2872.451450, 5531.924446}};
static const kurs_state vallado_gcrf = {{5102508.9579, 6123011.4007, 6378136.9282},
                                        {-4743.220157, 790.536497, 5533.755727}};
static const kurs_state vallado_teme = {{5094180.16210, 6127644.65950, 6380344.53270},
                                        {-4746.131487, 785.818041, 5531.931288}};

static void vallado_example_3_14_comes_out(void **state)
{
    (void)state;
    const kurs_earth earth = vallado_earth();
    const kurs_state itrf = kurs_earth_state_itrf(&earth, 0.0, vallado_gcrf);
    check_near_v3(vallado_itrf.r, itrf.r, 0.01);
    check_near_v3(vallado_itrf.v, itrf.v, 1e-5);
    const kurs_state gcrf = kurs_earth_state_gcrf(&earth, 0.0, vallado_itrf);
    check_near_v3(vallado_gcrf.r, gcrf.r, 0.01);
    check_near_v3(vallado_gcrf.v, gcrf.v, 1e-5);
}

static void the_published_teme_state_comes_out(void **state)
{
    (void)state;
    const kurs_earth earth = vallado_earth();
    const kurs_mat3 m = kurs_earth_teme_gcrf(&earth, 0.0);
    const kurs_state gcrf = {mulv(m, vallado_teme.r), mulv(m, vallado_teme.v)};
    check_near_v3(vallado_gcrf.r, gcrf.r, 0.01);
    check_near_v3(vallado_gcrf.v, gcrf.v, 1e-5);
    /* and on to the Earth */
    const kurs_state itrf = kurs_earth_state_itrf(&earth, 0.0, gcrf);
    check_near_v3(vallado_itrf.r, itrf.r, 0.01);
    check_near_v3(vallado_itrf.v, itrf.v, 1e-5);
}

static void the_matrix_of_the_sofa_cookbook_comes_out(void **state)
{
    (void)state;
    /* SOFA Tools for Earth Attitude, 2007-04-05T12:00 UTC, IAU 2006/2000A, CIO based */
    const kurs_eop eop = {-0.072073685, 0.0349282 * ARCSEC, 0.4833163 * ARCSEC, 0.1750e-3 * ARCSEC,
                          -0.2259e-3 * ARCSEC};
    const double want[3][3] = {{0.973104317697535, 0.230363826239128, -0.000703163482198},
                               {-0.230363800456037, 0.973104570632801, 0.000118545366625},
                               {0.000711560162668, 0.000046626403995, 0.999999745754024}};
    const kurs_earth earth = earth_with("2007-04-05T12:00", 33.0, eop, 0.0);
    const kurs_mat3 got = kurs_earth_gcrf_itrf(&earth, 0.0);
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            check_near(want[i][j], got.m[i][j], 1e-12, 0.0);
        }
    }
}

static void a_point_fixed_to_the_ground_does_not_move(void **state)
{
    (void)state;
    const kurs_earth earth = earth_at(parse("2024-03-23T12:36:10"));
    const kurs_vec3 pad = kurs_geodetic_to_itrf((kurs_geodetic){0.8, 1.1, 90.0});
    uint64_t seed = 7;
    for (int i = 0; i < 20; i++) {
        const double t = 80000.0 * (2.0 * random_01(&seed) - 1.0), h = 4.0;
        const kurs_state ground = {pad, {0.0, 0.0, 0.0}};
        const kurs_state s = kurs_earth_state_gcrf(&earth, t, ground);
        check_near(0.0, norm(kurs_earth_state_itrf(&earth, t, s).v), 1e-11, 0.0);
        /* the inertial velocity is the slope of the inertial position: h^2 w^3 r / 6 and the
         * motion of the pole, which the velocity leaves out, make 4e-5 m/s */
        const kurs_vec3 a = kurs_earth_state_gcrf(&earth, t - h, ground).r;
        const kurs_vec3 b = kurs_earth_state_gcrf(&earth, t + h, ground).r;
        const kurs_vec3 slope = {(b.x - a.x) / (2 * h), (b.y - a.y) / (2 * h),
                                 (b.z - a.z) / (2 * h)};
        check_near_v3(slope, s.v, 5e-5);
    }
}

static void states_return_from_the_earth(void **state)
{
    (void)state;
    const kurs_earth earth = earth_at(parse("2024-09-23T08:00"));
    const kurs_state s = {{4.2e6, -3.1e6, 4.3e6}, {-1.2e3, 6.9e3, 3.0e3}};
    const kurs_state back =
        kurs_earth_state_gcrf(&earth, 4321.0, kurs_earth_state_itrf(&earth, 4321.0, s));
    check_near_v3(s.r, back.r, 1e-8);
    check_near_v3(s.v, back.v, 1e-11);
}

static void the_pole_is_the_third_axis_but_for_polar_motion(void **state)
{
    (void)state;
    const kurs_earth earth = earth_at(parse("2024-03-23"));
    const kurs_vec3 pole = kurs_earth_pole_gcrf(&earth, 0.0);
    check_near(1.0, norm(pole), 1e-15, 0.0);
    const kurs_vec3 in_itrf = mulv(kurs_earth_gcrf_itrf(&earth, 0.0), pole);
    kurs_eop eop;
    assert_int_equal(kurs_eop_at(earth.t_ref, &eop), KURS_OK);
    /* IERS conventions: the CIP lies at xp towards longitude 0, yp towards 90 degrees west */
    check_near(eop.xp, in_itrf.x, 1e-15, 0.0);
    check_near(-eop.yp, in_itrf.y, 1e-15, 0.0);
}

static void geodetic_coordinates_return(void **state)
{
    (void)state;
    const double heights[] = {-5e3, 0.0, 90.0, 4.2e5, 3.6e7, 1e8};
    for (int k = 0; k < 6; k++) {
        for (int i = -90; i <= 90; i += 5) {
            const kurs_geodetic g = {i * PI / 180.0, (i * 7 % 180) * PI / 180.0, heights[k]};
            double xyz[3]; /* the way there also by ERFA, whose formula is exact */
            assert_int_equal(eraGd2gc(ERFA_WGS84, g.lon, g.lat, g.h, xyz), 0);
            const kurs_vec3 r = {xyz[0], xyz[1], xyz[2]};
            const double round_off = 4.0 * 2.22e-16 * norm(r);
            check_near_v3(r, kurs_geodetic_to_itrf(g), round_off);
            const kurs_geodetic back = kurs_geodetic_from_itrf(r);
            check_near(g.h, back.h, round_off, 0.0);
            check_near(0.0, (g.lat - back.lat) * norm(r), round_off, 0.0);
            if (abs(i) < 90) {
                check_near(0.0, (g.lon - back.lon) * norm(r) * cos(g.lat), round_off, 0.0);
            }
        }
    }
}

static void the_poles_have_their_height(void **state)
{
    (void)state;
    const kurs_geodetic pole = kurs_geodetic_from_itrf((kurs_vec3){0.0, 0.0, -6400000.0});
    check_near(-PI / 2.0, pole.lat, 1e-15, 0.0);
    check_near(6400000.0 - 6356752.314245179, pole.h, 1e-8, 0.0);
}

static void local_axes_point_east_north_and_up(void **state)
{
    (void)state;
    const kurs_geodetic g = {0.8, 1.1, 100.0};
    const kurs_mat3 m = kurs_geodetic_itrf_enu(g);
    const kurs_vec3 r = kurs_geodetic_to_itrf(g);
    const double step = 1e-6;
    const kurs_geodetic moved[3] = {
        {g.lat, g.lon + step, g.h}, {g.lat + step, g.lon, g.h}, {g.lat, g.lon, g.h + 10.0}};
    for (int i = 0; i < 3; i++) {
        const kurs_vec3 q = kurs_geodetic_to_itrf(moved[i]);
        const kurs_vec3 d = {q.x - r.x, q.y - r.y, q.z - r.z};
        const kurs_vec3 enu = mulv(m, d);
        const double c[3] = {enu.x / norm(d), enu.y / norm(d), enu.z / norm(d)};
        check_near(1.0, c[i], 1e-9, 0.0);
    }
}

static void distances_agree_with_published_geodesics(void **state)
{
    (void)state;
    /* a degree of the meridian at 45 degrees is 111.132 km, of the equator 111.320 km (WGS 84);
     * within the 0.3 % that the header claims */
    const double deg = PI / 180.0;
    const kurs_geodetic a = {44.5 * deg, 1.0, 0.0}, b = {45.5 * deg, 1.0, 0.0};
    check_near(111132.0, kurs_geodetic_distance(a, b), 0.0, 3.0e-3);
    const kurs_geodetic c = {0.0, 0.0, 0.0}, d = {0.0, deg, 0.0};
    check_near(111319.5, kurs_geodetic_distance(c, d), 0.0, 3.4e-3);
}

/* IERS conventions 2010, 5.5.6: xi0 = -16.617 mas, eta0 = -6.8192 mas, da0 = -14.6 mas; the matrix
 * GCRS to mean axes of J2000 to first order is (1, da0, -xi0; -da0, 1, -eta0; xi0, eta0, 1).
 * The angles that IAU 2006 is made of are rounded to 1 uas, 5e-12 rad. */
static void the_frame_bias_is_the_published_one(void **state)
{
    (void)state;
    const double mas = ARCSEC / 1000.0, xi = -16.617 * mas, eta = -6.8192 * mas, da = -14.6 * mas;
    const kurs_mat3 m = kurs_eme2000_gcrf();
    check_near(-da, m.m[0][1], 1e-12, 0.0);
    check_near(xi, m.m[0][2], 1e-12, 0.0);
    check_near(da, m.m[1][0], 1e-12, 0.0);
    check_near(eta, m.m[1][2], 1e-12, 0.0);
    check_near(-xi, m.m[2][0], 1e-12, 0.0);
    check_near(-eta, m.m[2][1], 1e-12, 0.0);
    for (int i = 0; i < 3; i++) {
        check_near(1.0, m.m[i][i], 1e-12, 0.0);
    }
}

/* Over the equator at the Greenwich meridian every direction is an axis of ITRF. */
static void an_observer_sees_azimuth_elevation_and_range(void **state)
{
    (void)state;
    const kurs_geodetic place = {0.0, 0.0, 0.0};
    static const struct {
        kurs_state s;
        double azimuth, elevation, range, rate;
    } cases[] = {
        {{{KURS_WGS84_A + 1000.0, 0, 0}, {7, 1, 1}}, 0.0, PI / 2.0, 1000.0, 7.0},
        {{{KURS_WGS84_A, 0, 2000.0}, {0, 0, -3}}, 0.0, 0.0, 2000.0, -3.0},
        {{{KURS_WGS84_A, 500.0, 0}, {0, 2, 0}}, PI / 2.0, 0.0, 500.0, 2.0},
        {{{KURS_WGS84_A, 0, -2000.0}, {0, 1, 0}}, PI, 0.0, 2000.0, 0.0},
        {{{KURS_WGS84_A, -500.0, 0}, {0, 0, 0}}, 1.5 * PI, 0.0, 500.0, 0.0},
        {{{KURS_WGS84_A - 300.0, 0, 400.0}, {0, 0, 5}},
         0.0,
         -0.6435011087932844 /* atan(-3/4) */,
         500.0,
         4.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const kurs_topocentric got = kurs_topocentric_from_itrf(place, cases[i].s);
        if (cases[i].elevation < 1.5) {
            check_near(cases[i].azimuth, got.azimuth, 1e-12, 0.0);
        }
        check_near(cases[i].elevation, got.elevation, 1e-9, 0.0);
        check_near(cases[i].range, got.range_m, 1e-6, 0.0);
        check_near(cases[i].rate, got.range_rate_m_s, 1e-9, 0.0);
    }
    const kurs_topocentric here =
        kurs_topocentric_from_itrf(place, (kurs_state){{KURS_WGS84_A, 0, 0}, {1, 1, 1}});
    check_near(0.0, here.range_m + here.range_rate_m_s + here.elevation, 0.0, 0.0);
}

static void port_axes_are_right_handed_and_look_out(void **state)
{
    (void)state;
    static const kurs_vec3 axes[] = {{0, 0, 1}, {0, 0, -1}, {-1, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    static const kurs_vec3 z[] = {{1, 0, 0}, {1, 0, 0}, {0, 0, 1}, {0, 0, 1}, {0, 0, 1}};
    for (int i = 0; i < 5; i++) {
        const kurs_mat3 m = kurs_port_axes(axes[i]);
        const kurs_vec3 out = mulv(m, axes[i]), down = mulv(m, z[i]);
        check_near_v3(((kurs_vec3){1, 0, 0}), out, 1e-15);
        check_near_v3(((kurs_vec3){0, 0, 1}), down, 1e-15);
        const double det = m.m[0][0] * (m.m[1][1] * m.m[2][2] - m.m[1][2] * m.m[2][1]) -
                           m.m[0][1] * (m.m[1][0] * m.m[2][2] - m.m[1][2] * m.m[2][0]) +
                           m.m[0][2] * (m.m[1][0] * m.m[2][1] - m.m[1][1] * m.m[2][0]);
        check_near(1.0, det, 1e-15, 0.0);
    }
}

/* A point that turns with the axes, by differences of its places along a circle. */
static void a_docked_ship_turns_with_its_station(void **state)
{
    (void)state;
    const double r = 7e6, rate = 1e-3, h = 0.1;
    const kurs_vec3 place = {3.0, -5.0, 20.0}; /* ahead, north and below */
    kurs_state at[3];
    for (int i = 0; i < 3; i++) {
        const double u = 0.7 + rate * h * (i - 1);
        const kurs_state s = {{r * cos(u), r * sin(u), 0.0},
                              {-r * rate * sin(u), r * rate * cos(u), 0.0}};
        at[i] = kurs_lvlh_point(s, place);
        const kurs_vec3 by_hand = {(r - 20.0) * cos(u) - 3.0 * sin(u),
                                   (r - 20.0) * sin(u) + 3.0 * cos(u), 5.0};
        check_near_v3(by_hand, at[i].r, 1e-8);
    }
    const kurs_vec3 v = {(at[2].r.x - at[0].r.x) / (2.0 * h), (at[2].r.y - at[0].r.y) / (2.0 * h),
                         (at[2].r.z - at[0].r.z) / (2.0 * h)};
    check_near_v3(v, at[1].v, 2e-5);
}

static void rtn_axes_follow_the_orbit(void **state)
{
    (void)state;
    const kurs_state s = {{7e6, 0.0, 0.0}, {100.0, 7000.0, 0.0}};
    const kurs_mat3 rtn = kurs_rtn_axes(s), lvlh = kurs_lvlh_axes(s);
    check_near_v3(((kurs_vec3){100.0, 7000.0, 0.0}), mulv(rtn, s.v), 1e-9);
    check_near_v3(((kurs_vec3){7e6, 0.0, 0.0}), mulv(rtn, s.r), 1e-9);
    check_near_v3(((kurs_vec3){7000.0, 0.0, -100.0}), mulv(lvlh, s.v), 1e-9);
    check_near_v3(((kurs_vec3){0.0, 0.0, -7e6}), mulv(lvlh, s.r), 1e-9);
    check_near_v3(((kurs_vec3){0.0, 0.0, 1e-3}), kurs_rtn_rate(s), 1e-18);
    const kurs_vec3 z = {0.0, 0.0, 1.0};
    check_near_v3(((kurs_vec3){0.0, 0.0, 1.0}), mulv(rtn, z), 1e-15);
    check_near_v3(((kurs_vec3){0.0, -1.0, 0.0}), mulv(lvlh, z), 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_polynomials_follow_erfa_over_the_whole_table),
        cmocka_unit_test(the_earth_has_no_step_at_the_edges_of_the_table),
        cmocka_unit_test(the_earth_turns_evenly_through_a_leap_second_before_the_table),
        cmocka_unit_test(vallado_example_3_14_comes_out),
        cmocka_unit_test(the_published_teme_state_comes_out),
        cmocka_unit_test(the_matrix_of_the_sofa_cookbook_comes_out),
        cmocka_unit_test(a_point_fixed_to_the_ground_does_not_move),
        cmocka_unit_test(states_return_from_the_earth),
        cmocka_unit_test(the_pole_is_the_third_axis_but_for_polar_motion),
        cmocka_unit_test(geodetic_coordinates_return),
        cmocka_unit_test(the_poles_have_their_height),
        cmocka_unit_test(local_axes_point_east_north_and_up),
        cmocka_unit_test(distances_agree_with_published_geodesics),
        cmocka_unit_test(the_frame_bias_is_the_published_one),
        cmocka_unit_test(an_observer_sees_azimuth_elevation_and_range),
        cmocka_unit_test(port_axes_are_right_handed_and_look_out),
        cmocka_unit_test(a_docked_ship_turns_with_its_station),
        cmocka_unit_test(rtn_axes_follow_the_orbit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
