/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is told of an opportunity besides its moment: light at pad and station, beta angle, phase,
 * time to the station's plane, insertion. The truth is spherical trigonometry with Spencer's series
 * for the Sun (1971; 0.04 deg and 0.15 deg of hour angle) and the mean sidereal time of 1982, from
 * SGP4's state; none of it is code of the library.
 */
#include "missions.h"

#include "app/ascent_model.h"
#include "gnc/gnc.h"
#include "kurs/window.h"
#include "plan/plan.h"

#define TURN 360.0

static kurs_mission *mission;
static kurs_ascent_model ascent;
static kurs_ephemeris station;
enum { MOST = 128 };
static kurs_window_opportunity found[MOST];
static int count;

static int find_all(void **state)
{
    (void)state;
    mission = load_mission("soyuz-ms-25");
    const double inc = kurs_launch_inclination(&mission->rocket, mission->orbits[0].tle.inc);
    kurs_tle tle = mission->orbits[0].tle;
    tle.ecc = 0.0015; /* so that anomalies are told apart */
    if (kurs_ascent_model_make(&mission->rocket, &mission->spacecraft, &mission->site, inc,
                               mission->launch_day, &ascent, NULL) < 0 ||
        kurs_ephemeris_init(&station, &tle, 1) < 0) {
        return -1;
    }
    const kurs_tai from = kurs_tai_add(tle.epoch, 86400.0);
    const kurs_window_request request = {.mission = mission,
                                         .ascent = &ascent,
                                         .station = &station,
                                         .from = from,
                                         .to = kurs_tai_add(from, 120.0 * 86400.0),
                                         .ready = from,
                                         .approach_s = kurs_approach_duration(&mission->approach)};
    kurs_window_pass pass;
    for (kurs_tai t = from; count < MOST && kurs_window_next(&request, t, &pass) >= 0;) {
        t = kurs_tai_add(pass.about, 3600.0);
        if (pass.open) {
            found[count++] = pass.opportunity;
        }
    }
    return 0;
}

static int let_go(void **state)
{
    (void)state;
    free(mission);
    return 0;
}

/* UTC as days after 2000-01-01T12:00, without leap seconds since 2017: TAI is 37 s ahead. */
static double utc_days(kurs_tai t)
{
    return (kurs_tai_diff(t, (kurs_tai){0, 0.0}) - 37.0) / 86400.0;
}

static double sidereal_deg(double days)
{
    return fmod(280.46061837 + 360.98564736629 * days, TURN);
}

/* Unit vector to the Sun in axes of date that turn with the Earth. */
static kurs_vec3 sun_earth_fixed(double days)
{
    const double year_day = fmod(days + 0.5, 365.2422);
    const double g = 2.0 * 180.0 * DEG * year_day / 365.2422;
    const double lat = 0.006918 - 0.399912 * cos(g) + 0.070257 * sin(g) - 0.006758 * cos(2.0 * g) +
                       0.000907 * sin(2.0 * g) - 0.002697 * cos(3.0 * g) + 0.00148 * sin(3.0 * g);
    const double ahead = 0.000075 + 0.001868 * cos(g) - 0.032077 * sin(g) -
                         0.014615 * cos(2.0 * g) - 0.040849 * sin(2.0 * g);
    const double since_noon = (days - floor(days)) * TURN * DEG; /* the epoch was at noon */
    const double lon = -(since_noon + ahead);
    return (kurs_vec3){cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
}

static double dot(kurs_vec3 a, kurs_vec3 b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static kurs_vec3 cross(kurs_vec3 a, kurs_vec3 b)
{
    return (kurs_vec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

static kurs_vec3 turned(kurs_vec3 v, double angle)
{
    return (kurs_vec3){cos(angle) * v.x + sin(angle) * v.y, cos(angle) * v.y - sin(angle) * v.x,
                       v.z};
}

/* The station in axes that turn with the Earth; its velocity stays inertial. */
static kurs_state station_at(kurs_tai t)
{
    kurs_state s;
    assert_true(kurs_sgp4_state(&station.sets[0], t, &s) >= 0);
    const double turn = sidereal_deg(utc_days(t)) * DEG;
    return (kurs_state){turned(s.r, turn), turned(s.v, turn)};
}

static void the_pad_is_in_the_sun_when_it_is_told(void **state)
{
    (void)state;
    const double lat = 45.9963 * DEG, lon = 63.564 * DEG;
    const kurs_vec3 up = {cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
    int day = 0, night = 0;
    for (int i = 0; i < count; i++) {
        const double height = asin(dot(up, sun_earth_fixed(utc_days(found[i].liftoff)))) / DEG;
        if (fabs(height) > 1.0) {
            assert_int_equal(height > 0.0, found[i].sunlit_liftoff);
            day += height > 0.0;
            night += height < 0.0;
        }
    }
    assert_true(day > 10 && night > 10);
}

static void the_station_is_in_the_sun_when_it_is_told(void **state)
{
    (void)state;
    int lit = 0, dark = 0;
    for (int i = 0; i < count; i++) {
        const kurs_vec3 r = station_at(found[i].contact).r;
        const kurs_vec3 sun = sun_earth_fixed(utc_days(found[i].contact));
        const double ahead = dot(r, sun);
        const double aside = sqrt(dot(r, r) - ahead * ahead);
        if (fabs(aside - 6371e3) > 5e3 || ahead > 0.0) { /* not at the edge of the shadow */
            const int is_lit = ahead > 0.0 || aside > 6371e3;
            assert_int_equal(is_lit, found[i].sunlit_contact);
            lit += is_lit;
            dark += !is_lit;
        }
        if (found[i].orbits == 34) { /* its contact is by dusk, in the last light */
            assert_int_equal(1, found[i].sunlit_contact);
        }
    }
    print_message("%d docks in the Sun, %d in the shadow\n", lit, dark);
    assert_true(lit > 20);
}

static void beta_is_the_suns_height_over_the_plane(void **state)
{
    (void)state;
    int over = 0, under = 0;
    for (int i = 0; i < count; i++) {
        const kurs_state s = station_at(found[i].liftoff);
        const kurs_vec3 h = cross(s.r, s.v);
        const double beta =
            asin(dot(h, sun_earth_fixed(utc_days(found[i].liftoff))) / sqrt(dot(h, h))) / DEG;
        check_near(beta, found[i].beta / DEG, 0.3, 0.0);
        over += beta > 5.0;
        under += beta < -5.0;
    }
    assert_true(over > 5 && under > 5);
}

/* The pad, turned on by the time told, lies in the station's plane, which goes north there. */
static void the_pad_lies_in_the_plane_after_the_time_told(void **state)
{
    (void)state;
    const kurs_vec3 pad = kurs_geodetic_to_itrf(
        (kurs_geodetic){mission->site.lat, mission->site.lon, mission->site.height_m});
    for (int i = 0; i < count; i++) {
        const kurs_state s = station_at(found[i].liftoff);
        const kurs_vec3 h = cross(s.r, s.v);
        const double turn = -7.292115e-5 * found[i].pad_to_plane_s;
        const kurs_vec3 then = turned(pad, turn);
        const double out = dot(then, h) / sqrt(dot(h, h) * dot(then, then));
        check_near(0.0, out, 1e-5, 0.0); /* 64 m, 0.2 s */
        assert_true(cross(h, then).z > 0.0);
        assert_true(found[i].pad_to_plane_s > -30.0 && found[i].pad_to_plane_s < 230.0);
    }
}

/* True argument of latitude by the station's place and that of the pad's meridian crossing. */
static void the_phase_is_that_along_the_orbit(void **state)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        const kurs_state s = station_at(found[i].liftoff);
        const kurs_vec3 h = cross(s.r, s.v);
        const double inc = acos(h.z / sqrt(dot(h, h)));
        const kurs_vec3 node = {-h.y, h.x, 0.0};
        const double u = atan2(dot(s.r, cross(h, node)) / sqrt(dot(h, h)), dot(s.r, node));
        const double pad = asin(sin(45.804 * DEG) / sin(inc));
        double off = u / DEG - pad / DEG - found[i].phase / DEG;
        off -= TURN * floor(off / TURN + 0.5);
        check_near(0.0, off, 0.2,
                   0.0); /* what J2 and J3 swing the place by is not in the mean one */
        const double turns = (found[i].catch_up - found[i].phase) / DEG;
        assert_true(fabs(turns) < 1e-9 || fabs(turns - TURN) < 1e-9);
    }
}

/* kosmonavtika.com: separation of the ship 529.07 to 529.48 s after lift-off. */
static void insertion_is_when_the_ship_is_set_free(void **state)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        check_near(529.3, kurs_tai_diff(found[i].insertion, found[i].liftoff), 4.0, 0.0);
    }
}

/* A burn of the station the day before does not make elements of 20 days younger. */
static void a_burn_does_not_hide_the_age_of_elements(void **state)
{
    (void)state;
    const kurs_tle tle = mission->orbits[0].tle;
    const kurs_tai from = kurs_tai_add(tle.epoch, 20.0 * 86400.0);
    const kurs_manoeuvre burn = {kurs_tai_add(from, -86400.0), {0.0, 0.5, 0.0}};
    kurs_ephemeris eph[2];
    assert_true(kurs_ephemeris_init_burns(&eph[0], &tle, 1, &burn, 1) >= 0);
    assert_true(kurs_ephemeris_init(&eph[1], &tle, 1) >= 0);
    assert_true(kurs_ephemeris_try_burn(&eph[1], &burn, &eph[1]) >= 0);
    for (int i = 0; i < 2; i++) {
        const kurs_window_request request = {.mission = mission,
                                             .ascent = &ascent,
                                             .station = &eph[i],
                                             .from = from,
                                             .to = kurs_tai_add(from, 4.0 * 86400.0),
                                             .ready = from,
                                             .approach_s =
                                                 kurs_approach_duration(&mission->approach)};
        kurs_window_pass pass;
        int open = 0;
        for (kurs_tai t = from; kurs_window_next(&request, t, &pass) >= 0;) {
            t = kurs_tai_add(pass.about, 3600.0);
            if (pass.open) {
                const double days = kurs_tai_diff(pass.opportunity.liftoff, tle.epoch) / 86400.0;
                char want[64];
                snprintf(want, sizeof want, "from elements %.1f days old", days);
                assert_true(pass.opportunity.caveat_count > 0);
                assert_non_null(strstr(pass.opportunity.caveats[0], want));
                open++;
            }
        }
        assert_true(open > 1);
    }
}

/* The station burns half a day after lift-off: at lift-off it is where it is without the burn, what
 * is to gain counts to where it will be, and both models say so. */
static void a_burn_on_the_way_is_told(void **state)
{
    (void)state;
    const kurs_tle tle = mission->orbits[0].tle;
    const kurs_tai from = kurs_tai_add(tle.epoch, 86400.0);
    kurs_ephemeris plain, burnt;
    kurs_window_pass passes[2];
    assert_true(kurs_ephemeris_init(&plain, &tle, 1) >= 0);
    kurs_window_request request = {.mission = mission,
                                   .ascent = &ascent,
                                   .station = &plain,
                                   .from = from,
                                   .to = kurs_tai_add(from, 86400.0),
                                   .ready = from,
                                   .orbits = 34,
                                   .approach_s = kurs_approach_duration(&mission->approach)};
    assert_true(kurs_window_next(&request, from, &passes[0]) >= 0 && passes[0].open);
    const kurs_window_opportunity *without = &passes[0].opportunity, *with = &passes[1].opportunity;
    const kurs_manoeuvre burn = {kurs_tai_add(without->liftoff, 43200.0), {0.0, 1.0, 0.0}};
    assert_true(kurs_ephemeris_init_burns(&burnt, &tle, 1, &burn, 1) >= 0);
    request.station = &burnt;
    for (int full = 0; full <= 1; full++) {
        assert_true(kurs_window_next(&request, from, &passes[1]) >= 0 && passes[1].open);
        if (full) {
            assert_true(kurs_window_solve(&request, &passes[1], NULL) >= 0 && passes[1].open);
        }
        check_near(without->phase / DEG, with->phase / DEG, 0.15, 0.0);
        /* 3 n dv / v a second: 2.2 deg a day for 1 m/s, half a day */
        double more = (with->catch_up - with->phase) / DEG;
        more -= TURN * floor(more / TURN + 0.5);
        check_near(1.1, more, 0.1, 0.0);
        int told = 0;
        for (int i = 0; i < with->caveat_count; i++) {
            told += strstr(with->caveats[i], "the station burns on the way") != NULL;
        }
        assert_int_equal(1, told);
    }
}

/* Whole burns lie before contact and after insertion, one after the other. */
static void burns_follow_each_other(void **state)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        kurs_tai t = found[i].insertion;
        for (int k = 0; k < found[i].burn_count; k++) {
            assert_true(kurs_tai_diff(found[i].burns[k].ignition, t) > 0.0);
            t = kurs_tai_add(found[i].burns[k].ignition, found[i].burns[k].duration_s);
        }
        assert_true(kurs_tai_diff(found[i].contact, t) > 600.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pad_is_in_the_sun_when_it_is_told),
        cmocka_unit_test(the_station_is_in_the_sun_when_it_is_told),
        cmocka_unit_test(beta_is_the_suns_height_over_the_plane),
        cmocka_unit_test(the_pad_lies_in_the_plane_after_the_time_told),
        cmocka_unit_test(the_phase_is_that_along_the_orbit),
        cmocka_unit_test(insertion_is_when_the_ship_is_set_free),
        cmocka_unit_test(a_burn_does_not_hide_the_age_of_elements),
        cmocka_unit_test(a_burn_on_the_way_is_told),
        cmocka_unit_test(burns_follow_each_other),
    };
    return cmocka_run_group_tests(tests, find_all, let_go);
}
