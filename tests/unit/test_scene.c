/* SPDX-License-Identifier: Apache-2.0 */
/* Places in arcs from the station. */
#include "check.h"

#include "plan/plan.h"

#define R 6.79e6

/* A station over x, moving in the plane of y and z that is turned by 36.87 deg. */
static const kurs_state station = {{R, 0, 0}, {0, 0.6 * 7660.0, 0.8 * 7660.0}};

/* Radius R + up, turned by along / R in the plane, then lifted out of it by across / R. */
static kurs_vec3 place(double up, double along, double across)
{
    const double a = along / R, b = across / R, r = R + up;
    const double in_t = r * cos(b) * sin(a), in_n = r * sin(b);
    return (kurs_vec3){r * cos(b) * cos(a), 0.6 * in_t - 0.8 * in_n, 0.8 * in_t + 0.6 * in_n};
}

static void arcs_are_height_way_along_and_way_across(void **state)
{
    (void)state;
    static const double arcs[][3] = {{-38e3, -88e3, 0},       {2e3, 0, 0},
                                     {0, 2.5e6, 0},           {0, 0, 7e3},
                                     {-190e3, -1.8e6, -12e3}, {500, 900, 300e3}};
    for (size_t i = 0; i < sizeof arcs / sizeof arcs[0]; i++) {
        const double *w = arcs[i];
        const kurs_vec3 got = kurs_relative_arc(station, place(w[0], w[1], w[2]));
        check_near_v3(((kurs_vec3){w[0], w[1], w[2]}), got, 1e-6);
    }
}

static void a_point_at_an_arc_is_found_at_that_arc(void **state)
{
    (void)state;
    const kurs_vec3 normal = {0, -0.8, 0.6};
    static const double arcs[][2] = {{-38e3, -88e3}, {-800, 2e3}, {-190e3, -1.8e6}, {0, 2.5e6}};
    for (size_t i = 0; i < sizeof arcs / sizeof arcs[0]; i++) {
        const kurs_vec3 arc = {arcs[i][0], arcs[i][1], 0.0};
        check_near_v3(place(arc.x, arc.y, 0.0), kurs_arc_point(station, arc, normal), 1e-6);
    }
}

/* In another plane the radius stays, and the point is in that plane: 0.1 deg at most beside. */
static void a_point_is_moved_into_the_plane_asked_for(void **state)
{
    (void)state;
    const double tilt = 0.1 * 3.14159265358979323846 / 180.0;
    const kurs_vec3 normal = {sin(tilt), -0.8 * cos(tilt), 0.6 * cos(tilt)};
    const kurs_vec3 p = kurs_arc_point(station, (kurs_vec3){-38e3, -88e3, 0.0}, normal);
    check_near(0.0, p.x * normal.x + p.y * normal.y + p.z * normal.z, 1e-6, 0.0);
    check_near(R - 38e3, sqrt(p.x * p.x + p.y * p.y + p.z * p.z), 1e-6, 0.0);
    const kurs_vec3 arc = kurs_relative_arc(station, p);
    /* x lies 0.1 deg under the plane, so the point is lifted out of the station's against it */
    check_near(-R * tilt * cos(88e3 / R), arc.z, 1.0, 0.0);
    check_near(-88e3, arc.y, 1.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arcs_are_height_way_along_and_way_across),
        cmocka_unit_test(a_point_at_an_arc_is_found_at_that_arc),
        cmocka_unit_test(a_point_is_moved_into_the_plane_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
