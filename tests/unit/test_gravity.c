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

static const kurs_gravity *field(int degree, int order)
{
    static kurs_gravity g;
    assert_int_equal(KURS_OK, kurs_gravity_init(&g, degree, order));
    return &g;
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

static vec3l truth_at(int degree, int order, long double x, long double y, long double z)
{
    const long double across = hypotl(x, y);
    return truth(degree, order, hypotl(across, z), atan2l(z, across), atan2l(y, x));
}

/* The potential by the recursion of the unnormalised functions and factorials, which shares no
 * line with the sum above. */
static long double potential(int degree, int order, long double x, long double y, long double z)
{
    const long double gm = 3.986004415e14L, re = 6378136.3L;
    const long double r = sqrtl(x * x + y * y + z * z), s = z / r, c = hypotl(x, y) / r;
    const long double lon = atan2l(y, x);
    long double sum = 1.0L, sectoral = 1.0L; /* P_mm = (2m - 1)!! cos^m */
    for (int m = 0; m <= order; m++) {
        long double before = 0.0L, p = sectoral, norm = m == 0 ? 1.0L : 2.0L;
        for (int i = 1; i <= 2 * m; i++) {
            norm /= i; /* (n - m)! / (n + m)! of n = m */
        }
        for (int n = m; n <= degree; n++) {
            if (n > m) {
                const long double next = ((2 * n - 1) * s * p - (n + m - 1) * before) / (n - m);
                before = p, p = next;
                norm *= (long double)(n - m) / (n + m);
            }
            if (n >= 2) {
                const double *cs = egm_table[n * (n + 1) / 2 - 3 + m];
                sum += powl(re / r, n) * sqrtl(norm * (2 * n + 1)) * p *
                       (cs[0] * cosl(m * lon) + cs[1] * sinl(m * lon));
            }
        }
        sectoral *= (2 * m + 1) * c;
    }
    return gm / r * sum;
}

/* Weights of a central difference of eighth order over four points on either side. */
static const long double slope[4] = {4.0L / 5.0L, -1.0L / 5.0L, 4.0L / 105.0L, -1.0L / 280.0L};

static vec3l potential_slope(int degree, int order, kurs_vec3 r)
{
    const long double h = 16384.0L;
    long double g[3] = {0.0L, 0.0L, 0.0L};
    for (int j = 0; j < 3; j++) {
        for (int k = 1; k <= 4; k++) {
            const long double x = j == 0 ? k * h : 0.0L, y = j == 1 ? k * h : 0.0L,
                              z = j == 2 ? k * h : 0.0L;
            g[j] += slope[k - 1] / h *
                    (potential(degree, order, r.x + x, r.y + y, r.z + z) -
                     potential(degree, order, r.x - x, r.y - y, r.z - z));
        }
    }
    return (vec3l){g[0], g[1], g[2]};
}

static kurs_vec3 place(long double r, long double lat, long double lon)
{
    return v3((double)(r * cosl(lat) * cosl(lon)), (double)(r * cosl(lat) * sinl(lon)),
              (double)(r * sinl(lat)));
}

static double away(vec3l want, kurs_vec3 got)
{
    const double dx = (double)(want.x - got.x), dy = (double)(want.y - got.y),
                 dz = (double)(want.z - got.z);
    return sqrt(dx * dx + dy * dy + dz * dz);
}

static double miss(const kurs_gravity *g, long double r, long double lat, long double lon)
{
    const kurs_vec3 at = place(r, lat, lon), got = kurs_gravity_acceleration(g, at);
    return away(truth_at(g->degree, g->order, at.x, at.y, at.z), got) / v3_norm(got);
}

static void the_field_is_that_of_the_direct_sum(void **state)
{
    (void)state;
    static const int fields[][2] = {{0, 0}, {1, 1},   {2, 0},   {2, 2},   {3, 1},  {6, 0},
                                    {8, 8}, {20, 20}, {36, 36}, {40, 13}, {70, 0}, {70, 70}};
    kurs_random random;
    kurs_random_init(&random, 1, "gravity places");
    double worst = 0.0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const kurs_gravity *g = field(fields[i][0], fields[i][1]);
        for (int k = 0; k < 100; k++) {
            const double r = 6378136.3 + 1.5e5 + 2e6 * kurs_random_uniform(&random);
            const double lat = asin(2.0 * kurs_random_uniform(&random) - 1.0);
            const double lon = 2.0 * KURS_PI * kurs_random_uniform(&random);
            const double off = miss(g, r, lat, lon);
            check_near(0.0, off, 1e-15, 0.0);
            worst = fmax(worst, off);
        }
    }
    print_message("worst part %.1e\n", worst);
}

static void the_field_is_the_slope_of_a_potential_summed_another_way(void **state)
{
    (void)state;
    static const int fields[][2] = {{2, 1}, {8, 8}, {36, 36}, {70, 9}, {70, 70}};
    kurs_random random;
    kurs_random_init(&random, 2, "gravity places");
    double worst = 0.0, worst_u = 0.0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const kurs_gravity *g = field(fields[i][0], fields[i][1]);
        for (int k = 0; k < 8; k++) {
            const double r = 6378136.3 + 2e5 + 1.8e6 * kurs_random_uniform(&random);
            const double lat = asin(2.0 * kurs_random_uniform(&random) - 1.0);
            const kurs_vec3 at = place(r, lat, 2.0 * KURS_PI * kurs_random_uniform(&random));
            const kurs_vec3 a = kurs_gravity_acceleration(g, at);
            const double off = away(potential_slope(g->degree, g->order, at), a) / v3_norm(a);
            const double u = (double)potential(g->degree, g->order, at.x, at.y, at.z);
            check_near(0.0, off, 4e-15, 0.0); /* of the differences: long double has 1e-19 */
            check_near(u, kurs_gravity_geopotential(g, at), 0.0, 1e-15);
            worst = fmax(worst, off);
            worst_u = fmax(worst_u, fabs(kurs_gravity_geopotential(g, at) / u - 1.0));
        }
    }
    print_message("worst part %.1e, of the potential %.1e\n", worst, worst_u);
}

static void the_poles_and_the_equator_are_places_like_others(void **state)
{
    (void)state;
    const kurs_gravity *g = field(70, 70);
    for (int sign = -1; sign <= 1; sign += 2) {
        for (long double off = 1e-2L; off > 1e-7L; off *= 0.1L) {
            check_near(0.0, miss(g, 6.7e6L, sign * (1.57079632679489661923L - off), 0.7L), 1e-14,
                       0.0);
        }
        /* the pole itself is the limit from all sides */
        const kurs_vec3 pole = kurs_gravity_acceleration(g, v3(0.0, 0.0, sign * 6.7e6));
        for (int k = 0; k < 4; k++) {
            const kurs_vec3 near = kurs_gravity_acceleration(
                g, v3(1e-3 * cos(k * 1.57), 1e-3 * sin(k * 1.57), sign * 6.7e6));
            check_near_v3(pole, near, 3e-9); /* a gradient of 1.3e-6 / s2 times 1 mm */
        }
    }
    for (int k = 0; k < 12; k++) {
        check_near(0.0, miss(g, 6.7e6L, 0.0L, 0.5L * k), 1e-15, 0.0);
    }
}

/* J2 = -sqrt(5) C20 = 1.0826261738522e-3 (tide-free). */
static void the_zonals_are_those_of_the_short_form(void **state)
{
    (void)state;
    const kurs_gravity *g = field(6, 0);
    for (int k = 0; k < 20; k++) {
        const kurs_vec3 r = place(6.8e6L, 0.15L * k - 1.4L, 0.3L * k);
        const kurs_vec3 a = kurs_gravity_zonal(r, v3(0, 0, 1)), b = kurs_gravity_acceleration(g, r);
        check_near(0.0, v3_norm(v3_sub(a, b)) / v3_norm(b), 1e-15, 0.0);
    }
    check_near(1.0826261738522e-3, -sqrt(5.0) * egm_table[0][0], 1e-15, 0.0);
}

/* Normal gravity of WGS-84 at the ellipsoid: 9.7803253 at the equator, 9.8321849 m/s2 at the pole;
 * anomalies of degree 70 are a few 1e-3 m/s2 at the most. */
static void gravity_at_sea_level_is_the_known_one(void **state)
{
    (void)state;
    const kurs_gravity *g = field(70, 70);
    for (int k = 0; k < 24; k++) {
        const kurs_vec3 r = place(6378137.0L, 0.0L, 0.26L * k);
        const kurs_vec3 a = kurs_gravity_acceleration(g, r);
        const double spin = KURS_EARTH_OMEGA * KURS_EARTH_OMEGA * 6378137.0;
        check_near(9.7803253, v3_norm(a) - spin, 2e-3, 0.0);
    }
    const kurs_vec3 pole = kurs_gravity_acceleration(g, v3(0, 0, 6356752.3142));
    check_near(9.8321849, v3_norm(pole), 2e-3, 0.0);
}

/* Derivatives of the direct sum by differences of eighth order. */
static void truth_partials(int degree, int order, kurs_vec3 r, kurs_mat3 *m)
{
    const long double h = 8192.0L;
    memset(m, 0, sizeof *m);
    for (int j = 0; j < 3; j++) {
        long double d[3] = {0.0L, 0.0L, 0.0L};
        for (int k = -4; k <= 4; k++) {
            const long double w = k == 0 ? 0.0L : (k < 0 ? -1.0L : 1.0L) * slope[abs(k) - 1] / h;
            const long double x = j == 0 ? k * h : 0.0L, y = j == 1 ? k * h : 0.0L,
                              z = j == 2 ? k * h : 0.0L;
            const vec3l a = truth_at(degree, order, r.x + x, r.y + y, r.z + z);
            d[0] += w * a.x, d[1] += w * a.y, d[2] += w * a.z;
        }
        for (int i = 0; i < 3; i++) {
            m->m[i][j] = (double)d[i];
        }
    }
}

static void the_derivatives_are_those_of_the_direct_sum(void **state)
{
    (void)state;
    static const int fields[][2] = {{0, 0}, {2, 0}, {2, 2},   {3, 1},   {6, 5},
                                    {9, 7}, {9, 9}, {20, 20}, {36, 12}, {70, 70}};
    double worst = 0.0;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const kurs_gravity *g = field(fields[i][0], fields[i][1]);
        for (int k = 0; k < 12; k++) {
            kurs_mat3 m, want;
            /* the last is 1e-3 rad from the south pole */
            const kurs_vec3 r =
                place(6.6e6L + 1e5L * k, k == 11 ? -1.5698L : 0.25L * k - 1.4L, 0.9L * k);
            const kurs_vec3 a = kurs_gravity_gradient(g, r, &m);
            const kurs_vec3 plain = kurs_gravity_acceleration(g, r);
            assert_memory_equal(&a, &plain, sizeof a);
            truth_partials(g->degree, g->order, r, &want);
            const double size = KURS_EGM_GM / pow(v3_norm(r), 3.0);
            check_near(0.0, m.m[0][0] + m.m[1][1] + m.m[2][2], 2e-15 * size, 0.0); /* Laplace */
            for (int row = 0; row < 3; row++) {
                for (int j = 0; j < 3; j++) {
                    check_near(want.m[row][j], m.m[row][j], 4e-15 * size, 0.0);
                    worst = fmax(worst, fabs(want.m[row][j] - m.m[row][j]) / size);
                    assert_true(m.m[row][j] == m.m[j][row]);
                }
            }
        }
    }
    print_message("derivatives: %.1e of the central term\n", worst);
}

/* At the pole itself the direct sum divides by zero: differences of our own acceleration. */
static void the_derivatives_at_the_poles_are_the_limit(void **state)
{
    (void)state;
    const kurs_gravity *g = field(70, 70);
    for (int sign = -1; sign <= 1; sign += 2) {
        const kurs_vec3 r = v3(0.0, 0.0, sign * 6.8e6);
        const double size = KURS_EGM_GM / pow(6.8e6, 3.0), h = 20.0;
        kurs_mat3 m;
        const kurs_vec3 a = kurs_gravity_gradient(g, r, &m),
                        plain = kurs_gravity_gradient(g, r, NULL);
        assert_memory_equal(&a, &plain, sizeof a);
        for (int j = 0; j < 3; j++) {
            const kurs_vec3 d = {j == 0 ? h : 0.0, j == 1 ? h : 0.0, j == 2 ? h : 0.0};
            const kurs_vec3 up = kurs_gravity_acceleration(g, v3_add(r, d));
            const kurs_vec3 down = kurs_gravity_acceleration(g, v3_sub(r, d));
            const kurs_vec3 got = {m.m[0][j], m.m[1][j], m.m[2][j]};
            check_near_v3(v3_scale(0.5 / h, v3_sub(up, down)), got, 1e-9 * size);
        }
    }
}

/* In free words: a = -GM r / r^3, m = GM / r^5 (3 r r' - r^2). The field knows its own GM. */
static void degree_0_is_a_point_mass(void **state)
{
    (void)state;
    const kurs_gravity *g = field(0, 0);
    kurs_mat3 m;
    /* (2, 3, 6) has the length 7 */
    const kurs_vec3 a = kurs_gravity_gradient(g, v3(2e6, 3e6, 6e6), &m);
    const double gm = 3.986004415e14, k = gm / 343e18;
    check_near_v3(v3(-2e6 * k, -3e6 * k, -6e6 * k), a, 4e-15);
    check_near(k * (3.0 * 4.0 / 49.0 - 1.0), m.m[0][0], 8e-22, 0.0);
    check_near(k * 3.0 * 6.0 / 49.0, m.m[0][1], 8e-22, 0.0);
    check_near(k * 3.0 * 18.0 / 49.0, m.m[1][2], 8e-22, 0.0);
    check_near(gm / 7e6, kurs_gravity_geopotential(g, v3(2e6, 3e6, 6e6)), 0.0, 2e-16);
    check_near(gm, g->gm, 0.0, 0.0);
    check_near(6378136.3, g->radius, 0.0, 0.0);
}

/* Rows as printed in the coefficient file of EGM2008; sums of (row from 1) n^2 C and S over it, in
 * exact fractions, which know every digit and sign; and Kaula's rule (1966) for the rest:
 * 1e-5 / n^2 for a coefficient of degree n, here the root mean square of each degree within 0.4 and
 * 2 of it. */
static void the_table_is_that_of_egm2008(void **state)
{
    (void)state;
    check_near(-0.484165143790815e-03, egm_table[0][0], 0.0, 0.0);
    check_near(0.243938357328313e-05, egm_table[2][0], 0.0, 0.0);
    check_near(-0.140027370385934e-05, egm_table[2][1], 0.0, 0.0);
    check_near(0.957161207093473e-06, egm_table[3][0], 0.0, 0.0);
    check_near(0.298214665798648e-09, egm_table[2552][0], 0.0, 0.0);
    check_near(-0.140484139457899e-09, egm_table[2552][1], 0.0, 0.0);
    long double sum_c = 0.0L, sum_s = 0.0L;
    int row = 3;
    for (int i = 0, n = 2; n <= 70; n++) {
        for (int m = 0; m <= n; m++, i++) {
            sum_c += (long double)(i + 1) * n * n * egm_table[i][0];
            sum_s += (long double)(i + 1) * n * n * egm_table[i][1];
        }
    }
    check_near(-0.11728436153129054, (double)sum_c, 1e-13, 0.0);
    check_near(-0.26000441179800554, (double)sum_s, 1e-13, 0.0);
    for (int n = 3; n <= 70; n++) {
        double sum = 0.0;
        assert_true(egm_table[row][1] == 0.0);
        for (int m = 0; m <= n; m++, row++) {
            sum += egm_table[row][0] * egm_table[row][0] + egm_table[row][1] * egm_table[row][1];
        }
        const double size = sqrt(sum / (2.0 * n + 1.0)) * n * n * 1e5;
        assert_true(size > 0.4 && size < 2.0);
    }
    assert_int_equal(2553, row);
}

enum { PLACES = 19 };

typedef struct answers {
    kurs_vec3 one[PLACES], batch[PLACES + 1];
    kurs_mat3 partials[PLACES];
    double potential[PLACES];
} answers;

static void ask(const kurs_gravity *g, size_t n, answers *got)
{
    kurs_vec3 r[PLACES];
    memset(got, 0, sizeof *got);
    for (size_t i = 0; i < n; i++) {
        r[i] = place(6.7e6L + 1e4L * i, 0.16L * i - 1.5L, 0.33L * i);
        r[i] = i == 4 ? v3(0.0, 0.0, -6.6e6) : r[i];
        got->one[i] = kurs_gravity_gradient(g, r[i], &got->partials[i]);
        got->potential[i] = kurs_gravity_geopotential(g, r[i]);
    }
    kurs_gravity_batch(g, n, r, got->batch);
    assert_memory_equal(got->one, got->batch, n * sizeof got->one[0]);
    assert_true(got->batch[n].x == 0.0 && got->batch[n].y == 0.0 && got->batch[n].z == 0.0);
}

static void all_kinds_of_vectors_and_one_place_have_the_same_bits(void **state)
{
    (void)state;
    static const int fields[][2] = {{0, 0}, {1, 0}, {2, 2},   {5, 0},   {6, 6},
                                    {7, 7}, {9, 7}, {20, 20}, {36, 30}, {70, 70}};
    static const size_t counts[] = {0, 1, 7, 8, 9, 19, 19, 19, 19, 19};
    static answers first, next;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
            if (!kurs_simd_has((kurs_simd)kind)) {
                continue;
            }
            assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
            const kurs_gravity *g = field(fields[i][0], fields[i][1]);
            assert_int_equal(kind, g->simd);
            ask(g, counts[i], kind == KURS_SIMD_plain ? &first : &next);
            if (kind != KURS_SIMD_plain) {
                assert_memory_equal(&first, &next, sizeof first);
            }
        }
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
}

static void fields_that_are_none_are_refused(void **state)
{
    (void)state;
    static kurs_gravity g, before;
    memset(&g, 5, sizeof g);
    before = g;
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, 71, 0));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, 4, 5));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, 4, -1));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_gravity_init(&g, -1, -1));
    assert_memory_equal(&before, &g, sizeof g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_field_is_that_of_the_direct_sum),
        cmocka_unit_test(the_field_is_the_slope_of_a_potential_summed_another_way),
        cmocka_unit_test(the_poles_and_the_equator_are_places_like_others),
        cmocka_unit_test(the_zonals_are_those_of_the_short_form),
        cmocka_unit_test(gravity_at_sea_level_is_the_known_one),
        cmocka_unit_test(the_derivatives_are_those_of_the_direct_sum),
        cmocka_unit_test(the_derivatives_at_the_poles_are_the_limit),
        cmocka_unit_test(degree_0_is_a_point_mass),
        cmocka_unit_test(the_table_is_that_of_egm2008),
        cmocka_unit_test(all_kinds_of_vectors_and_one_place_have_the_same_bits),
        cmocka_unit_test(fields_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
