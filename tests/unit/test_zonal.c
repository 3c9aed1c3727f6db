/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "kurs/env.h"
#include "math/math.h"

static const kurs_vec3 north = {0.0, 0.0, 1.0};
static const kurs_vec3 places[] = {{7.0e6, 1.0e6, -2.0e6},
                                   {-3.1e6, 4.2e6, 4.9e6},
                                   {0.0, 0.0, 6.6e6},
                                   {6.4e6, 0.0, 0.0},
                                   {1.0e6, -2.0e6, -4.0e7}};
enum { PLACES = sizeof places / sizeof *places };

static kurs_vec3 tilted(void)
{
    return v3_unit(v3(0.3, -0.5, 0.81));
}

/* Sixth-order central difference of the potential along one axis. */
static double slope(kurs_vec3 r, kurs_vec3 pole, kurs_vec3 axis)
{
    const double h = 2.0e4, c[3] = {45.0, -9.0, 1.0};
    double sum = 0.0;
    for (int k = 1; k <= 3; k++) {
        sum += c[k - 1] * (kurs_gravity_potential(v3_axpy(r, k * h, axis), pole) -
                           kurs_gravity_potential(v3_axpy(r, -k * h, axis), pole));
    }
    return sum / (60.0 * h);
}

static void gravity_is_the_gradient_of_the_potential(void **state)
{
    (void)state;
    const kurs_vec3 poles[2] = {north, tilted()};
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < PLACES; i++) {
            const kurs_vec3 g = kurs_gravity_zonal(places[i], poles[k]);
            const kurs_vec3 want = {slope(places[i], poles[k], v3(1, 0, 0)),
                                    slope(places[i], poles[k], v3(0, 1, 0)),
                                    slope(places[i], poles[k], v3(0, 0, 1))};
            check_near_v3(want, g, 2e-11); /* of 9: J6 alone is 4e-6 */
        }
    }
}

/* Unnormalised zonals as printed with the model elsewhere: Vallado 2013, table D-1 (EGM-08). */
static const double jn[7] = {0.0,
                             0.0,
                             1.0826261738522e-3,
                             -2.5324105185677e-6,
                             -1.6198975999169e-6,
                             -2.2775359073084e-7,
                             5.4066657627706e-7};

static void over_the_pole_and_the_equator_it_is_the_plain_series(void **state)
{
    (void)state;
    /* At the pole Pn = 1: g = GM/r2 (1 - sum (n+1) Jn q^n); all of it along the axis. */
    const double r = 6.7e6, q = 6378136.3 / r, gm_r2 = 3.986004415e14 / (r * r);
    double sum = 1.0;
    for (int n = 2; n <= 6; n++) {
        sum -= (n + 1) * jn[n] * pow(q, n);
    }
    check_near_v3(v3(0, 0, -gm_r2 * sum), kurs_gravity_zonal(v3(0, 0, r), north), 1e-12);
    /* On the equator P2 = -1/2, P4 = 3/8, P6 = -5/16, and dP3 = -3/2, dP5 = 15/8 pull along it. */
    const double radial = 1.0 + 1.5 * jn[2] * pow(q, 2) - 5.0 * 3.0 / 8.0 * jn[4] * pow(q, 4) +
                          7.0 * 5.0 / 16.0 * jn[6] * pow(q, 6);
    const double axial = 1.5 * jn[3] * pow(q, 3) - 15.0 / 8.0 * jn[5] * pow(q, 5);
    check_near_v3(v3(-gm_r2 * radial, 0, gm_r2 * axial), kurs_gravity_zonal(v3(r, 0, 0), north),
                  1e-12);
}

static void at_45_degrees_j2_pulls_as_computed_by_hand(void **state)
{
    (void)state;
    /* r = 7000 km at 45 degrees: x, z = 4949747.468 m; GM/r2 = 8.13470289 m/s2;
     * k = 1.5 J2 (R/r)^2 = 1.348240e-3; ax = -GM/r2 cos45 (1 + k (1 - 5/2)) = -5.740468,
     * az = -GM/r2 sin45 (1 + k (3 - 5/2)) = -5.755982; J3 to J6 move it by under 1e-4. */
    const kurs_vec3 g = kurs_gravity_zonal(v3(4949747.468, 0.0, 4949747.468), north);
    check_near(-5.740468, g.x, 6e-5, 0.0);
    check_near(-5.755982, g.z, 6e-5, 0.0);
    check_near(0.0, g.y, 1e-15, 0.0);
}

static void turning_the_pole_turns_the_field_with_it(void **state)
{
    (void)state;
    const kurs_vec3 axis = v3_unit(v3(-1.0, 0.4, 0.2));
    for (int i = 0; i < PLACES; i++) {
        const kurs_vec3 g = kurs_gravity_zonal(places[i], north);
        const kurs_vec3 turned = kurs_gravity_zonal(kurs_v3_rotate(places[i], axis, 1.1),
                                                    kurs_v3_rotate(north, axis, 1.1));
        check_near_v3(kurs_v3_rotate(g, axis, 1.1), turned, 1e-13);
    }
}

/* Mean torque of the field over a circular orbit gives the drift of its plane: node rate
 * -(3/2) n J2 (R/a)^2 cos i plus the terms of J4 and J6 (about 0.2 %). */
static void the_mean_torque_turns_the_node_at_the_secular_rate(void **state)
{
    (void)state;
    const double a = 6.778e6, inc = 51.64 * KURS_DEG;
    const double n = sqrt(KURS_EGM_GM / (a * a * a));
    const kurs_vec3 normal = {0.0, -sin(inc), cos(inc)}; /* node on x */
    kurs_vec3 torque = {0.0, 0.0, 0.0};
    const int points = 720;
    for (int i = 0; i < points; i++) {
        const kurs_vec3 r =
            v3_scale(a, kurs_v3_rotate(v3(1, 0, 0), normal, 2.0 * KURS_PI * i / points));
        torque = v3_axpy(torque, 1.0 / points, v3_cross(r, kurs_gravity_zonal(r, north)));
    }
    const double momentum = n * a * a;
    /* dh = node rate * z x h: along x it is rate * h sin i */
    const double rate = torque.x / (momentum * sin(inc));
    const double q = KURS_EGM_RADIUS / a;
    check_near(-1.5 * n * jn[2] * q * q * cos(inc), rate, 0.0, 3e-3);
    check_near(-5.0, rate / KURS_DEG * 86400.0, 0.1, 0.0); /* the station's 5 degrees a day */
    check_near(0.0, torque.y / momentum / n, 1e-12, 0.0);
    check_near(0.0, torque.z / momentum / n, 1e-12, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gravity_is_the_gradient_of_the_potential),
        cmocka_unit_test(over_the_pole_and_the_equator_it_is_the_plain_series),
        cmocka_unit_test(at_45_degrees_j2_pulls_as_computed_by_hand),
        cmocka_unit_test(turning_the_pole_turns_the_field_with_it),
        cmocka_unit_test(the_mean_torque_turns_the_node_at_the_secular_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
