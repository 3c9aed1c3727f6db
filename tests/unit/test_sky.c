/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <erfa.h>
#include <string.h>

#include "kurs/frames.h"
#include "kurs/sky.h"
#include "math/math.h"

static kurs_tai parse(const char *text)
{
    kurs_tai t = {0, 0.0};
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    return t;
}

static kurs_sky sky_at(const char *text)
{
    kurs_sky sky;
    assert_int_equal(KURS_OK, kurs_sky_init(&sky, parse(text)));
    return sky;
}

static void right_ascension(kurs_vec3 r, double *ra_deg, double *dec_deg)
{
    *ra_deg = kurs_wrap_2pi(atan2(r.y, r.x)) / KURS_DEG;
    *dec_deg = atan2(r.z, hypot(r.x, r.y)) / KURS_DEG;
}

/* Meeus, Astronomical Algorithms, example 47.a: 1992 April 12.0 TD, apparent right ascension
 * 134.688470 and declination 13.768368 deg of date, distance 368409.7 km. To the axes of J2000 they
 * are turned with the general precession alone: 0.1 deg of room in angle, none in distance. */
static void the_moon_has_its_published_distance_and_place(void **state)
{
    (void)state;
    const kurs_tai t = kurs_tai_add(parse("1992-04-12"), 26.0 - 58.184); /* TD 0h */
    kurs_sky sky;
    double ra, dec;
    assert_int_equal(KURS_OK, kurs_sky_init(&sky, t));
    const kurs_vec3 moon = kurs_sky_moon_gcrf(&sky, 0.0);
    check_near(368409.7e3, v3_norm(moon), 2.0e3, 0.0);
    right_ascension(moon, &ra, &dec);
    check_near(134.688 + 0.107, ra, 0.02,
               0.0); /* 7.7 years of 46.1 + 20.0 sin(ra) tan(dec) arcsec */
    check_near(13.768 - 0.030, dec, 0.02, 0.0);
}

/* Meeus, example 25.b: 1992 October 13.0 TD, Sun's apparent longitude 199.90737 deg, radius vector
 * 0.99760852 au; longitude of J2000 less 0.10 deg of precession, more 0.0057 of aberration. */
static void the_sun_has_its_published_distance_and_longitude(void **state)
{
    (void)state;
    const kurs_tai t = kurs_tai_add(parse("1992-10-13"), 27.0 - 59.184);
    kurs_sky sky;
    assert_int_equal(KURS_OK, kurs_sky_init(&sky, t));
    const kurs_vec3 sun = kurs_sky_sun_gcrf(&sky, 0.0);
    const double obliquity = 23.4392911 * KURS_DEG;
    const double lon = atan2(cos(obliquity) * sun.y + sin(obliquity) * sun.z, sun.x);
    check_near(0.99760852, v3_norm(sun) / KURS_AU, 2e-7, 0.0);
    const double years = -7.217;
    const double nutation = 15.908 / 3600.0, aberration = -20.539 / 3600.0;
    check_near(199.90737 - nutation - aberration - years * 50.29 / 3600.0,
               kurs_wrap_2pi(lon) / KURS_DEG, 2e-3, 0.0);
}

static void the_polynomials_follow_erfa_over_their_span(void **state)
{
    (void)state;
    static const char *const days[] = {"2017-01-01T12:00", "2021-07-05T03:00", "2024-03-23T12:36",
                                       "2027-08-20"};
    double worst[2] = {0.0, 0.0};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const kurs_sky sky = sky_at(days[i]);
        for (double t_s = -KURS_SKY_SPAN_S; t_s <= KURS_SKY_SPAN_S; t_s += 3599.0) {
            double pvh[2][3], pvb[2][3], pv[2][3];
            const kurs_jd_tt tt = kurs_tai_tt(kurs_tai_add(sky.t_ref, t_s));
            const kurs_jd_tdb tdb = kurs_tai_tdb(kurs_tai_add(sky.t_ref, t_s));
            assert_int_equal(0, eraEpv00(tdb.d1, tdb.d2, pvh, pvb));
            eraMoon98(tt.d1, tt.d2, pv);
            const kurs_vec3 sun = {-pvh[0][0] * KURS_AU, -pvh[0][1] * KURS_AU,
                                   -pvh[0][2] * KURS_AU};
            const kurs_vec3 moon = {pv[0][0] * KURS_AU, pv[0][1] * KURS_AU, pv[0][2] * KURS_AU};
            worst[0] = fmax(worst[0], v3_norm(v3_sub(sun, kurs_sky_sun_gcrf(&sky, t_s))));
            worst[1] = fmax(worst[1], v3_norm(v3_sub(moon, kurs_sky_moon_gcrf(&sky, t_s))));
        }
    }
    print_message("against ERFA: Sun %.1e m, Moon %.1e m\n", worst[0], worst[1]);
    check_near(0.0, worst[0], 1.0, 0.0);
    check_near(0.0, worst[1], 1.0, 0.0);
}

/* Against the plain difference in long double. */
static void the_pull_of_a_far_body_loses_no_digits(void **state)
{
    (void)state;
    const kurs_vec3 r = {4.2e6, -3.1e6, 4.36e6};
    const kurs_vec3 bodies[2] = {{1.1e11, 8.0e10, 3.5e10}, {-2.5e8, 2.6e8, 1.2e8}};
    const double gm[2] = {KURS_SUN_GM, KURS_MOON_GM};
    for (int i = 0; i < 2; i++) {
        const kurs_vec3 s = bodies[i], got = kurs_third_body(gm[i], r, s);
        const long double dx = (long double)s.x - r.x, dy = (long double)s.y - r.y,
                          dz = (long double)s.z - r.z;
        const long double d3 = powl(dx * dx + dy * dy + dz * dz, 1.5L);
        const long double s3 =
            powl((long double)s.x * s.x + (long double)s.y * s.y + (long double)s.z * s.z, 1.5L);
        const long double want[3] = {gm[i] * (dx / d3 - s.x / s3), gm[i] * (dy / d3 - s.y / s3),
                                     gm[i] * (dz / d3 - s.z / s3)};
        const double size = v3_norm(got);
        check_near((double)want[0], got.x, 1e-12 * size, 0.0);
        check_near((double)want[1], got.y, 1e-12 * size, 0.0);
        check_near((double)want[2], got.z, 1e-12 * size, 0.0);
    }
    /* near the body it is the whole pull */
    const kurs_vec3 near = kurs_third_body(KURS_MOON_GM, v3(3.82e8, 0, 0), v3(3.844e8, 0, 0));
    check_near(KURS_MOON_GM * (1.0 / 2.4e6 / 2.4e6 - 1.0 / 3.844e8 / 3.844e8), near.x, 0.0, 1e-12);
}

/* Behind the Earth at radius r the umbra has half the width of the Earth less r times the angle of
 * the Sun over it; the penumbra is wider by the same. Geometry of two cones. */
static void the_shadow_is_two_cones(void **state)
{
    (void)state;
    const kurs_vec3 sun = {KURS_AU, 0, 0};
    const double re = KURS_SHADOW_RADIUS, rs = KURS_SUN_RADIUS;
    for (double x = 6.8e6; x < 5.0e7; x *= 1.5) {
        const double inner = asin((rs - re) / KURS_AU), outer = asin((rs + re) / KURS_AU);
        const double umbra = re / cos(inner) - x * tan(inner);
        const double penumbra = re / cos(outer) + x * tan(outer);
        check_near(0.0, kurs_sunlight(v3(-x, umbra - 500.0, 0), sun), 0.0, 0.0);
        check_near(1.0, kurs_sunlight(v3(-x, 0, penumbra + 500.0), sun), 0.0, 0.0);
        const double rim = kurs_sunlight(v3(-x, 0.5 * (umbra + penumbra), 0), sun);
        check_near(0.5, rim, 0.03, 0.0);
        assert_true(kurs_sunlight(v3(-x, umbra + 2000.0, 0), sun) > 0.0);
        assert_true(kurs_sunlight(v3(-x, penumbra - 2000.0, 0), sun) < 1.0);
    }
    check_near(1.0, kurs_sunlight(v3(7.0e6, 0, 0), sun), 0.0, 0.0);
    check_near(1.0, kurs_sunlight(v3(0, 6.5e6, 0), sun), 0.0, 0.0);
    check_near(0.0, kurs_sunlight(v3(-7.0e6, 0, 0), sun), 0.0, 0.0);
    /* beyond the tip of the umbra at 1.384e9 m a ring is left: 1 - (re / r)^2 / (rs / d)^2 */
    const double r = 2.0e9, ratio = asin(re / r) / asin(rs / (KURS_AU + r));
    check_near(1.0 - ratio * ratio, kurs_sunlight(v3(-r, 0, 0), sun), 1e-6, 0.0);
}

/* 1361 W/m2 push 4.54e-6 N/m2, away from the Sun, and a quarter of it at twice the distance. */
static void sunlight_pushes_away_from_the_sun(void **state)
{
    (void)state;
    const kurs_vec3 r = {0, 7.0e6, 0};
    const kurs_vec3 a = kurs_radiation_pressure(r, v3(KURS_AU, 0, 0), 1.3 * 20.0, 500.0);
    check_near(-4.5398e-6 * 26.0 / 500.0, a.x, 0.0, 1e-4);
    const kurs_vec3 b = kurs_radiation_pressure(r, v3(2.0 * KURS_AU, 0, 0), 1.3 * 20.0, 500.0);
    check_near(0.25, b.x / a.x, 1e-6, 0.0);
    const kurs_vec3 c = kurs_radiation_pressure(v3(-7e6, 0, 0), v3(KURS_AU, 0, 0), 26.0, 500.0);
    check_near(0.0, v3_norm(c), 0.0, 0.0);
}

/* At the June solstice of 2024 the Sun stands 23.44 deg over the equator. */
static void beta_is_the_suns_height_over_the_orbit(void **state)
{
    (void)state;
    const kurs_sky sky = sky_at("2024-06-20T20:51");
    const kurs_vec3 sun = kurs_sky_sun_gcrf(&sky, 0.0);
    const kurs_state eastward = {{7.0e6, 0, 0}, {0, 7.5e3, 0}};
    const kurs_state westward = {{7.0e6, 0, 0}, {0, -7.5e3, 0}};
    check_near(23.44 * KURS_DEG, kurs_beta_angle(eastward, sun), 0.01 * KURS_DEG, 0.0);
    check_near(-23.44 * KURS_DEG, kurs_beta_angle(westward, sun), 0.01 * KURS_DEG, 0.0);
    const kurs_state polar = {v3_scale(7e6, v3_unit(sun)), {0, 0, 7.5e3}};
    check_near(0.0, kurs_beta_angle(polar, sun), 1e-9, 0.0);
}

static void an_instant_that_is_no_number_is_refused(void **state)
{
    (void)state;
    kurs_sky sky = {.t_ref = {7, 0.0}};
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sky_init(&sky, (kurs_tai){0, NAN}));
    assert_int_equal(7, sky.t_ref.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_moon_has_its_published_distance_and_place),
        cmocka_unit_test(the_sun_has_its_published_distance_and_longitude),
        cmocka_unit_test(the_polynomials_follow_erfa_over_their_span),
        cmocka_unit_test(the_pull_of_a_far_body_loses_no_digits),
        cmocka_unit_test(the_shadow_is_two_cones),
        cmocka_unit_test(sunlight_pushes_away_from_the_sun),
        cmocka_unit_test(beta_is_the_suns_height_over_the_orbit),
        cmocka_unit_test(an_instant_that_is_no_number_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
