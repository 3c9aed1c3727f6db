/* SPDX-License-Identifier: Apache-2.0 */
/* EGM2008 against a sum in spherical coordinates and long double, which shares only the table. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kurs/frames.h"
#include "kurs/gravity.h"
#include "math/math.h"

#include "env/egm2008_table.inc"

static kurs_gravity field(int degree, int order)
{
    static kurs_gravity g;
    assert_int_equal(KURS_OK, kurs_gravity_init(&g, degree, order));
    return g;
}

typedef struct vec3l {
    long double x, y, z;
} vec3l;

/* The gradient of the potential at radius r, latitude lat, longitude lon: fully normalised
 * Legendre functions by the usual recursion in the degree, their slope from their neighbours. */
static vec3l truth(int degree, int order, long double r, long double lat, long double lon)
{
    static long double p[73][73];
    const long double gm = 3.986004415e14L, re = 6378136.3L;
    const long double s = sinl(lat), c = cosl(lat);
    long double dr = -1.0L, dlat = 0.0L, dlon = 0.0L, qn = re / r;
    memset(p, 0, sizeof p);
    p[0][0] = 1.0L;
    for (int m = 0; m <= order + 1; m++) {
        if (m > 0) {
            p[m][m] = p[m - 1][m - 1] * c *
                      (m == 1 ? sqrtl(3.0L) : sqrtl((2.0L * m + 1.0L) / (2.0L * m)));
        }
        for (int n = m + 1; n <= degree; n++) {
            const long double span = (long double)n * n - (long double)m * m;
            p[n][m] = s * p[n - 1][m] * sqrtl((4.0L * n * n - 1.0L) / span);
            if (n > m + 1) {
                p[n][m] -= p[n - 2][m] * sqrtl((2.0L * n + 1.0L) * (n + m - 1.0L) * (n - m - 1.0L) /
                                               ((2.0L * n - 3.0L) * span));
            }
        }
    }
    for (int n = 2; n <= degree; n++) {
        qn *= re / r;
        for (int m = 0; m <= n && m <= order; m++) {
            const double *cs = egm_table[n * (n + 1) / 2 - 3 + m];
            const long double wave = cs[0] * cosl(m * lon) + cs[1] * sinl(m * lon);
            const long double turn = m * (cs[1] * cosl(m * lon) - cs[0] * sinl(m * lon));
            const long double up =
                m < n ? p[n][m + 1] * sqrtl((n - m) * (n + m + 1.0L) * (m ? 1.0L : 0.5L)) : 0.0L;
            dr -= (n + 1) * qn * p[n][m] * wave;
            dlat += qn * (up - m * s / c * p[n][m]) * wave;
            dlon += qn * p[n][m] * turn;
        }
    }
    const long double k = gm / (r * r);
    const long double a = k * dr, b = k * dlat, d = k * dlon / c; /* up, north, east */
    return (vec3l){(a * c - b * s) * cosl(lon) - d * sinl(lon),
                   (a * c - b * s) * sinl(lon) + d * cosl(lon), a * s + b * c};
}

static kurs_vec3 place(long double r, long double lat, long double lon)
{
    return v3((double)(r * cosl(lat) * cosl(lon)), (double)(r * cosl(lat) * sinl(lon)),
              (double)(r * sinl(lat)));
}

static double miss(const kurs_gravity *g, long double r, long double lat, long double lon)
{
    const kurs_vec3 got = kurs_gravity_acceleration(g, place(r, lat, lon));
    const vec3l want = truth(g->degree, g->order, r, lat, lon);
    const double dx = (double)(want.x - got.x), dy = (double)(want.y - got.y),
                 dz = (double)(want.z - got.z);
    return sqrt(dx * dx + dy * dy + dz * dz) / v3_norm(got);
}

static void the_field_is_that_of_the_direct_sum(void **state)
{
    (void)state;
    static const int fields[][2] = {{0, 0},   {2, 0},   {2, 2},  {6, 0},  {8, 8},
                                    {20, 20}, {36, 36}, {70, 0}, {70, 70}};
    kurs_random random;
    kurs_random_init(&random, 1, "gravity places");
    double worst = 0.0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const kurs_gravity g = field(fields[i][0], fields[i][1]);
        for (int k = 0; k < 100; k++) {
            const double r = 6378136.3 + 1.5e5 + 2e6 * kurs_random_uniform(&random);
            const double lat = asin(2.0 * kurs_random_uniform(&random) - 1.0);
            const double lon = 2.0 * KURS_PI * kurs_random_uniform(&random);
            const double off = miss(&g, r, lat, lon);
            check_near(0.0, off, 1e-15, 0.0);
            worst = fmax(worst, off);
        }
    }
    print_message("worst part %.1e\n", worst);
}

static void the_poles_and_the_equator_are_places_like_others(void **state)
{
    (void)state;
    const kurs_gravity g = field(70, 70);
    for (int sign = -1; sign <= 1; sign += 2) {
        for (long double off = 1e-2L; off > 1e-7L; off *= 0.1L) {
            check_near(0.0, miss(&g, 6.7e6L, sign * (1.57079632679489661923L - off), 0.7L), 1e-14,
                       0.0);
        }
        /* the pole itself is the limit from all sides */
        const kurs_vec3 pole = kurs_gravity_acceleration(&g, v3(0.0, 0.0, sign * 6.7e6));
        for (int k = 0; k < 4; k++) {
            const kurs_vec3 near = kurs_gravity_acceleration(
                &g, v3(1e-3 * cos(k * 1.57), 1e-3 * sin(k * 1.57), sign * 6.7e6));
            check_near_v3(pole, near, 3e-9); /* a gradient of 1.3e-6 / s2 times 1 mm */
        }
    }
    for (int k = 0; k < 12; k++) {
        check_near(0.0, miss(&g, 6.7e6L, 0.0L, 0.5L * k), 1e-15, 0.0);
    }
}

/* J2 = -sqrt(5) C20 = 1.0826261738522e-3 (tide-free). */
static void the_zonals_are_those_of_the_short_form(void **state)
{
    (void)state;
    const kurs_gravity g = field(6, 0);
    for (int k = 0; k < 20; k++) {
        const kurs_vec3 r = place(6.8e6L, 0.15L * k - 1.4L, 0.3L * k);
        const kurs_vec3 a = kurs_gravity_zonal(r, v3(0, 0, 1)),
                        b = kurs_gravity_acceleration(&g, r);
        check_near(0.0, v3_norm(v3_sub(a, b)) / v3_norm(b), 1e-15, 0.0);
    }
    check_near(1.0826261738522e-3, -sqrt(5.0) * egm_table[0][0], 1e-15, 0.0);
}

/* Normal gravity of WGS-84 at the ellipsoid: 9.7803253 at the equator, 9.8321849 m/s2 at the pole;
 * anomalies of degree 70 are a few 1e-3 m/s2 at the most. */
static void gravity_at_sea_level_is_the_known_one(void **state)
{
    (void)state;
    const kurs_gravity g = field(70, 70);
    for (int k = 0; k < 24; k++) {
        const kurs_vec3 r = place(6378137.0L, 0.0L, 0.26L * k);
        const kurs_vec3 a = kurs_gravity_acceleration(&g, r);
        const double spin = KURS_EARTH_OMEGA * KURS_EARTH_OMEGA * 6378137.0;
        check_near(9.7803253, v3_norm(a) - spin, 2e-3, 0.0);
    }
    const kurs_vec3 pole = kurs_gravity_acceleration(&g, v3(0, 0, 6356752.3142));
    check_near(9.8321849, v3_norm(pole), 2e-3, 0.0);
}

static void the_derivatives_are_those_of_the_acceleration(void **state)
{
    (void)state;
    static const int fields[][2] = {{0, 0}, {2, 0}, {2, 2}, {3, 1}, {20, 20}, {70, 70}};
    double worst = 0.0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const kurs_gravity g = field(fields[i][0], fields[i][1]);
        for (int k = 0; k < 12; k++) {
            kurs_mat3 m;
            const kurs_vec3 r =
                k == 11 ? v3(0, 0, 6.8e6) : place(6.6e6L, 0.25L * k - 1.4L, 0.9L * k);
            const kurs_vec3 a = kurs_gravity_gradient(&g, r, &m);
            const kurs_vec3 plain = kurs_gravity_acceleration(&g, r);
            assert_memory_equal(&a, &plain, sizeof a);
            const double size = KURS_EGM_GM / pow(v3_norm(r), 3.0), h = 20.0;
            check_near(0.0, m.m[0][0] + m.m[1][1] + m.m[2][2], 1e-13 * size, 0.0); /* Laplace */
            for (int j = 0; j < 3; j++) {
                const kurs_vec3 d = {j == 0 ? h : 0.0, j == 1 ? h : 0.0, j == 2 ? h : 0.0};
                const kurs_vec3 up = kurs_gravity_acceleration(&g, v3_add(r, d));
                const kurs_vec3 down = kurs_gravity_acceleration(&g, v3_sub(r, d));
                const kurs_vec3 want = v3_scale(0.5 / h, v3_sub(up, down));
                const kurs_vec3 got = {m.m[0][j], m.m[1][j], m.m[2][j]};
                worst = fmax(worst, v3_norm(v3_sub(want, got)) / size);
                check_near_v3(want, got, 1e-9 * size);
            }
        }
    }
    print_message("derivatives against differences: %.1e of the central term\n", worst);
}

static void eight_places_at_once_have_the_same_bits(void **state)
{
    (void)state;
    enum { PLACES = 19 };
    kurs_vec3 r[PLACES], a[PLACES];
    const kurs_gravity g = field(36, 30);
    int kinds = 0;
    for (int i = 0; i < PLACES; i++) {
        r[i] = place(6.7e6L + 1e4L * i, 0.16L * i - 1.5L, 0.33L * i);
    }
    for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
        if (!kurs_simd_has((kurs_simd)kind)) {
            continue;
        }
        assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
        memset(a, 0, sizeof a);
        kurs_gravity_batch(&g, PLACES, r, a);
        for (int i = 0; i < PLACES; i++) {
            const kurs_vec3 one = kurs_gravity_acceleration(&g, r[i]);
            assert_memory_equal(&one, &a[i], sizeof one);
        }
        kinds++;
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
    assert_true(kinds >= 1);
}

static void fields_that_are_none_are_refused(void **state)
{
    (void)state;
    static kurs_gravity g;
    g.degree = 5;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, 71, 0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, 4, 5));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, -1, -1));
    assert_int_equal(5, g.degree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_field_is_that_of_the_direct_sum),
        cmocka_unit_test(the_poles_and_the_equator_are_places_like_others),
        cmocka_unit_test(the_zonals_are_those_of_the_short_form),
        cmocka_unit_test(gravity_at_sea_level_is_the_known_one),
        cmocka_unit_test(the_derivatives_are_those_of_the_acceleration),
        cmocka_unit_test(eight_places_at_once_have_the_same_bits),
        cmocka_unit_test(fields_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
