/* SPDX-License-Identifier: Apache-2.0 */
/* The air that a body meets. Truth: WGS-84 by hand, the turning Earth by its rate, US76 by its
 * table. */
#include "check.h"

#include <math.h>
#include <string.h>

#include "kurs/frames.h"
#include "kurs/glide.h"

#define DEG (3.14159265358979323846 / 180.0)
#define OMEGA 7.292115e-5 /* rad/s, IERS 2010 */

static kurs_earth earth(void)
{
    kurs_earth made;
    kurs_tai t;
    const char *text = "2024-09-23T11:40:00Z";
    assert_true(kurs_tai_parse(text, strlen(text), &t) >= 0);
    assert_true(kurs_earth_init(&made, t) >= 0);
    return made;
}

/* A place of WGS-84 and its vertical by the textbook formulas, apart from frames. */
static kurs_vec3 place(double lat, double lon, double h, kurs_vec3 *up)
{
    const double a = 6378137.0, e2 = 6.69437999014e-3;
    const double n = a / sqrt(1.0 - e2 * sin(lat) * sin(lat));
    *up = (kurs_vec3){cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
    return (kurs_vec3){(n + h) * up->x, (n + h) * up->y, (n * (1.0 - e2) + h) * up->z};
}

static void a_body_at_rest_on_the_turning_earth_meets_no_wind(void **state)
{
    (void)state;
    const kurs_earth e = earth();
    const double lats[] = {-70.0, 0.0, 47.36}, heights[] = {350.0, 11000.0, 60000.0};
    /* US Standard Atmosphere 1976: density [kg/m3] at geometric 350 m, 11 km, 60 km */
    const double densities[] = {1.1842, 0.36480, 3.0968e-4};
    for (int i = 0; i < 3; i++) {
        kurs_vec3 up_itrf;
        const kurs_state s = {place(lats[i] * DEG, 69.6 * DEG, heights[i], &up_itrf), {0, 0, 0}};
        const kurs_state s_gcrf = kurs_earth_state_gcrf(&e, 120.0, s);
        const kurs_air_flow flow = kurs_air_flow_at(&e, 120.0, s_gcrf);
        check_near(heights[i], flow.h, 1e-3, 0.0);
        check_near(densities[i], flow.air.density, 0.0, 1e-3);
        check_near(0.0,
                   sqrt(flow.v_air_gcrf.x * flow.v_air_gcrf.x +
                        flow.v_air_gcrf.y * flow.v_air_gcrf.y +
                        flow.v_air_gcrf.z * flow.v_air_gcrf.z),
                   1e-5, 0.0);
        const kurs_state tip = {{s.r.x + up_itrf.x, s.r.y + up_itrf.y, s.r.z + up_itrf.z},
                                {0, 0, 0}};
        const kurs_vec3 r = kurs_earth_state_gcrf(&e, 120.0, tip).r; /* a metre further up */
        check_near_v3(((kurs_vec3){r.x - s_gcrf.r.x, r.y - s_gcrf.r.y, r.z - s_gcrf.r.z}),
                      flow.up_gcrf, 1e-8);
    }
}

static void a_body_at_rest_among_the_stars_meets_the_air_of_the_turning_earth(void **state)
{
    (void)state;
    const kurs_earth e = earth();
    const kurs_state s_gcrf = {{6.0e6, 2.0e6, 1.5e6}, {0.0, 0.0, 0.0}};
    const kurs_air_flow flow = kurs_air_flow_at(&e, -300.0, s_gcrf);
    /* -omega x r about the pole, which is 0.13 deg from z in 2024: OMEGA r sin(0.13 deg) is 1 m/s
     */
    check_near_v3(((kurs_vec3){OMEGA * 2.0e6, -OMEGA * 6.0e6, 0.0}), flow.v_air_gcrf, 1.5);
    const double size =
        sqrt(flow.v_air_gcrf.x * flow.v_air_gcrf.x + flow.v_air_gcrf.y * flow.v_air_gcrf.y +
             flow.v_air_gcrf.z * flow.v_air_gcrf.z);
    check_near(OMEGA * hypot(6.0e6, 2.0e6), size, 1.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_at_rest_on_the_turning_earth_meets_no_wind),
        cmocka_unit_test(a_body_at_rest_among_the_stars_meets_the_air_of_the_turning_earth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
