/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include "check.h"

enum { DRAWS = 100000 };

/* Known answers of Philox4x32-10, Random123's tests/kat_vectors. */
static void a_block_is_that_of_the_published_generator(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], want[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const uint32_t *c = known[i].counter, *k = known[i].key;
        uint32_t got[4];
        kurs_random_block((uint64_t)k[1] << 32 | k[0], (uint64_t)c[3] << 32 | c[2],
                          (uint64_t)c[1] << 32 | c[0], got);
        assert_memory_equal(got, known[i].want, sizeof got);
    }
}

/* Test values of the FNV authors, draft-eastlake-fnv, appendix. */
static void the_hash_of_a_name_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(kurs_name_hash("") == UINT64_C(0xcbf29ce484222325));
    assert_true(kurs_name_hash("a") == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(kurs_name_hash("foobar") == UINT64_C(0x85944171f73967e8));
}

static void a_draw_depends_on_seed_name_and_number_alone(void **state)
{
    (void)state;
    kurs_random wind, thrust, other_seed, alone;
    kurs_random_init(&wind, 7, "wind");
    kurs_random_init(&alone, 7, "wind");
    kurs_random_init(&thrust, 7, "thrust");
    kurs_random_init(&other_seed, 8, "wind");
    for (int i = 0; i < 1000; i++) {
        const uint64_t bits = kurs_random_bits(&wind);
        assert_true(bits != kurs_random_bits(&thrust));
        assert_true(bits != kurs_random_bits(&other_seed));
        assert_true(bits == kurs_random_bits(&alone));
    }
    alone.at = 17;
    kurs_random_init(&wind, 7, "wind");
    for (int i = 0; i < 17; i++) {
        (void)kurs_random_normal(&wind);
    }
    assert_true(kurs_random_bits(&wind) == kurs_random_bits(&alone));
}

/* Bounds of four standard deviations: of the mean 1/sqrt(12 n), of the second moment
 * sqrt(4/45/n), of the correlation 1/sqrt(n). */
static void uniform_draws_fill_the_unit_interval(void **state)
{
    (void)state;
    kurs_random a, b;
    kurs_random_init(&a, 1, "a");
    kurs_random_init(&b, 1, "b");
    double mean = 0.0, square = 0.0, product = 0.0, low = 1.0, high = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = kurs_random_uniform(&a), y = kurs_random_uniform(&b);
        mean += x / DRAWS;
        square += x * x / DRAWS;
        product += 12.0 * (x - 0.5) * (y - 0.5) / DRAWS;
        low = fmin(low, x);
        high = fmax(high, x);
    }
    check_near(0.5, mean, 4.0 / sqrt(12.0 * DRAWS), 0.0);
    check_near(1.0 / 3.0, square, 4.0 * sqrt(4.0 / 45.0 / DRAWS), 0.0);
    check_near(0.0, product, 4.0 / sqrt(DRAWS), 0.0);
    assert_true(low >= 0.0 && low < 20.0 / DRAWS);
    assert_true(high < 1.0 && high > 1.0 - 20.0 / DRAWS);
}

/* Moments of the normal distribution: 0, 1, 0, 3, with deviations of their means
 * 1, sqrt(2), sqrt(15), sqrt(96) over sqrt(n); 4.55 % lie beyond two deviations. */
static void normal_draws_have_the_moments_and_tails_of_the_normal(void **state)
{
    (void)state;
    kurs_random a, b;
    kurs_random_init(&a, 2, "a");
    kurs_random_init(&b, 2, "b");
    double moment[5] = {0.0}, product = 0.0, beyond = 0.0;
    for (int i = 0; i < DRAWS; i++) {
        const double x = kurs_random_normal(&a);
        double power = x;
        for (int k = 1; k <= 4; k++, power *= x) {
            moment[k] += power / DRAWS;
        }
        product += x * kurs_random_normal(&b) / DRAWS;
        beyond += (fabs(x) > 2.0) / (double)DRAWS;
    }
    const double four = 4.0 / sqrt(DRAWS);
    check_near(0.0, moment[1], four, 0.0);
    check_near(1.0, moment[2], four * sqrt(2.0), 0.0);
    check_near(0.0, moment[3], four * sqrt(15.0), 0.0);
    check_near(3.0, moment[4], four * sqrt(96.0), 0.0);
    check_near(0.0, product, four, 0.0);
    check_near(0.0455003, beyond, four * sqrt(0.0455 * 0.9545), 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_that_of_the_published_generator),
        cmocka_unit_test(the_hash_of_a_name_is_fnv_1a),
        cmocka_unit_test(a_draw_depends_on_seed_name_and_number_alone),
        cmocka_unit_test(uniform_draws_fill_the_unit_interval),
        cmocka_unit_test(normal_draws_have_the_moments_and_tails_of_the_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
