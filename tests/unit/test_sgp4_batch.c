/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many states of SGP4 at once against one by one, over sets drawn by name: near the Earth of all
 * shapes, decaying ones, deep space. Like test_yaml_memory it brings its own malloc, to count.
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kurs/sgp4.h"
#include "math/simd.h"

#define PI 3.14159265358979323846

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) ||                               \
    HAS_FEATURE(address_sanitizer) || HAS_FEATURE(thread_sanitizer) ||                             \
    HAS_FEATURE(memory_sanitizer) || !defined(__GLIBC__)
#define OWN_MALLOC 0
#else
#define OWN_MALLOC 1
#endif

static long requests;

#if OWN_MALLOC
/* shown to the shared libraries, which the build hides by default */
__attribute__((visibility("default"))) void *malloc(size_t n);
__attribute__((visibility("default"))) void *realloc(void *p, size_t n);
void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    requests++;
    return __libc_malloc(n);
}

void *realloc(void *p, size_t n)
{
    requests++;
    return __libc_realloc(p, n);
}
#endif

enum { OBJECTS = 1003, TIMES = 1003, KINDS_MAX = 8 };

static const kurs_tai start = {764812800, 0.25};

static kurs_sgp4 models[OBJECTS];
static kurs_sgp4_block blocks[OBJECTS / KURS_SGP4_BLOCK + 1];
static kurs_tai times[TIMES];
static kurs_state states[KINDS_MAX][OBJECTS];
static kurs_status statuses[KINDS_MAX][OBJECTS];

/* kind 0: low and round; 1: of any shape up to 225 min; 2: about to decay; 3: deep space */
static kurs_tle draw(kurs_random *random, int kind)
{
    kurs_tle tle = {.name = "drawn"};
    const double perigee = 1.02 + 0.4 * kurs_random_uniform(random);
    tle.ecc = kind == 0 ? 0.002 * kurs_random_uniform(random) : 0.5 * kurs_random_uniform(random);
    double a = perigee / (1.0 - tle.ecc);
    if (kind == 2) {
        tle.ecc = 0.01 * kurs_random_uniform(random);
        a = (1.015 + 0.02 * kurs_random_uniform(random)) / (1.0 - tle.ecc);
    } else if (kind == 3) {
        a = 4.0 + 3.0 * kurs_random_uniform(random);
        tle.ecc = 0.7 * kurs_random_uniform(random);
    }
    tle.epoch = kurs_tai_add(start, -200000.0 * kurs_random_uniform(random));
    tle.mean_motion = 0.0743669161 / pow(a, 1.5) / 60.0;
    tle.bstar = (kind == 2 ? 3e-3 : 2e-4) * kurs_random_uniform(random);
    tle.inc = PI * kurs_random_uniform(random);
    tle.node = 2.0 * PI * kurs_random_uniform(random);
    tle.argp = 2.0 * PI * kurs_random_uniform(random);
    tle.mean_anomaly = 2.0 * PI * kurs_random_uniform(random);
    return tle;
}

static int make_models(void **state)
{
    (void)state;
    kurs_random random;
    kurs_random_init(&random, 1, "sgp4 batch");
    for (int i = 0; i < OBJECTS; i++) {
        kurs_tle tle;
        do {
            tle = draw(&random, i % 10 < 5 ? 0 : i % 10 < 8 ? 1 : i % 10 - 6);
        } while (kurs_sgp4_init(&models[i], &tle) < 0);
    }
    kurs_sgp4_blocks_init(blocks, models, OBJECTS);
    return 0;
}

static double apart_m(kurs_vec3 a, kurs_vec3 b)
{
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return sqrt(x * x + y * y + z * z);
}

/* How far two ways are apart at the most, and what statuses they met. */
typedef struct tally {
    double r_m, v_m_s;
    int ok, old, failed, deep;
} tally;

static void compare(const kurs_sgp4 *model, kurs_tai t, const kurs_state *got, kurs_status status,
                    tally *sum)
{
    kurs_state want = {{7.0, 7.0, 7.0}, {7.0, 7.0, 7.0}};
    assert_int_equal(kurs_sgp4_state(model, t, &want), status);
    if (model->deep ||
        status < 0) { /* the scalar model's own bits; untouched where there is none */
        assert_memory_equal(&want, got, sizeof want);
    }
    const double r = apart_m(want.r, got->r), v = apart_m(want.v, got->v);
    if (!(r < 1e-3)) {
        print_message("ecc %g, a0 %g: %.3g m\n", model->tle.ecc, model->coef[1], r);
    }
    sum->r_m = fmax(sum->r_m, r);
    sum->v_m_s = fmax(sum->v_m_s, v);
    sum->ok += status == KURS_OK;
    sum->old += status == KURS_CAVEAT_ELEMENTS_OLD;
    sum->failed += status < 0;
    sum->deep += model->deep;
}

static void check_tally(const tally *sum, const char *what)
{
    print_message("%s: %d states, %d old, %d failures, %d deep: %.2g m, %.2g m/s apart\n", what,
                  sum->ok, sum->old, sum->failed, sum->deep, sum->r_m, sum->v_m_s);
    check_near(0.0, sum->r_m, 2e-5, 0.0);
    check_near(0.0, sum->v_m_s, 2e-8, 0.0);
}

static void fill(kurs_state *out)
{
    for (int i = 0; i < OBJECTS; i++) {
        out[i] = (kurs_state){{7.0, 7.0, 7.0}, {7.0, 7.0, 7.0}};
    }
}

static void many_objects_are_as_each_alone(void **state)
{
    (void)state;
    tally sum = {0};
    for (int day = -3; day <= 30; day += 3) {
        const kurs_tai t = kurs_tai_add(start, 86400.0 * day + 0.123);
        fill(states[0]);
        assert_int_equal(
            KURS_OK, kurs_sgp4_batch_objects(models, blocks, OBJECTS, t, states[0], statuses[0]));
        for (int i = 0; i < OBJECTS; i++) {
            compare(&models[i], t, &states[0][i], statuses[0][i], &sum);
        }
    }
    check_tally(&sum, "objects");
    assert_true(sum.ok > 1000 && sum.old > 1000 && sum.failed > 100 && sum.deep > 1000);
}

static void many_times_are_as_each_alone(void **state)
{
    (void)state;
    tally sum = {0};
    for (int i = 0; i < TIMES; i++) { /* forward, back and forward */
        times[i] = kurs_tai_add(start, 86400.0 * 5.0 * sin(0.01 * i) + 1800.0 * i);
    }
    for (int i = 0; i < 200; i++) {
        fill(states[0]);
        assert_int_equal(KURS_OK,
                         kurs_sgp4_batch_times(&models[i], TIMES, times, states[0], statuses[0]));
        for (int k = 0; k < TIMES; k++) {
            compare(&models[i], times[k], &states[0][k], statuses[0][k], &sum);
        }
    }
    check_tally(&sum, "times");
    assert_true(sum.ok > 1000 && sum.old > 1000 && sum.failed > 100 && sum.deep > 1000);
}

static void all_kinds_of_vector_instructions_give_the_same_bits(void **state)
{
    (void)state;
    int kinds = 0;
    for (int i = 0; i < TIMES; i++) {
        times[i] = kurs_tai_add(start, 600.0 * i);
    }
    for (int pass = 0; pass < 40; pass++) {
        kinds = 0;
        for (int kind = 0; kind < KURS_SIMD_COUNT; kind++) {
            if (!kurs_simd_has((kurs_simd)kind)) {
                continue;
            }
            assert_int_equal(0, setenv("KURS_SIMD", kurs_simd_name((kurs_simd)kind), 1));
            fill(states[kinds]);
            assert_int_equal(KURS_OK, pass < 20
                                          ? kurs_sgp4_batch_times(&models[pass], TIMES, times,
                                                                  states[kinds], statuses[kinds])
                                          : kurs_sgp4_batch_objects(models, blocks, OBJECTS,
                                                                    times[25 * pass], states[kinds],
                                                                    statuses[kinds]));
            assert_memory_equal(states[0], states[kinds], sizeof states[0]);
            assert_memory_equal(statuses[0], statuses[kinds], sizeof statuses[0]);
            kinds++;
        }
    }
    assert_int_equal(0, unsetenv("KURS_SIMD"));
    assert_true(kinds >= 1);
    print_message("%d kinds of vector instructions\n", kinds);
}

static void a_state_does_not_depend_on_its_neighbours(void **state)
{
    (void)state;
    static kurs_sgp4 mixed[OBJECTS];
    const kurs_tai t = kurs_tai_add(start, 4321.0);
    fill(states[0]);
    fill(states[1]);
    assert_int_equal(KURS_OK,
                     kurs_sgp4_batch_objects(models, blocks, OBJECTS, t, states[0], statuses[0]));
    for (int i = 0; i < OBJECTS; i++) { /* 277 and 1003 have no factor in common */
        mixed[i] = models[i * 277 % OBJECTS];
    }
    static kurs_sgp4_block mixed_blocks[OBJECTS / KURS_SGP4_BLOCK + 1];
    for (size_t n = OBJECTS; n > OBJECTS - 8; n--) { /* the last block full and not */
        kurs_sgp4_blocks_init(mixed_blocks, mixed, n);
        assert_int_equal(
            KURS_OK, kurs_sgp4_batch_objects(mixed, mixed_blocks, n, t, states[1], statuses[1]));
        for (size_t i = 0; i < n; i++) {
            assert_memory_equal(&states[0][i * 277 % OBJECTS], &states[1][i], sizeof states[1][i]);
        }
    }
    fill(states[1]);
    for (int i = 0; i < OBJECTS; i++) { /* and the same bits from the other way */
        assert_int_equal(KURS_OK,
                         kurs_sgp4_batch_times(&models[i], 1, &t, &states[1][i], &statuses[1][i]));
        assert_memory_equal(&states[0][i], &states[1][i], sizeof states[1][i]);
        assert_int_equal(statuses[0][i], statuses[1][i]);
    }
}

static void times_that_are_none_are_refused_alone(void **state)
{
    (void)state;
    const kurs_tai t[5] = {start, kurs_tai_add(start, NAN), kurs_tai_add(start, 1e17),
                           kurs_tai_add(start, -1e17), start};
    kurs_state out[5];
    kurs_status status[5];
    assert_int_equal(KURS_OK, kurs_sgp4_batch_times(&models[0], 5, t, out, status));
    assert_int_equal(KURS_OK, status[0]);
    assert_int_equal(KURS_OK, status[4]);
    for (int i = 1; i < 4; i++) {
        assert_int_equal(KURS_ERR_RANGE, status[i]);
    }
    assert_memory_equal(&out[0], &out[4], sizeof out[0]);
    assert_int_equal(KURS_OK, kurs_sgp4_batch_times(&models[0], 0, t, out, status));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_batch_times(NULL, 1, t, out, status));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_batch_times(&models[0], 1, NULL, out, status));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_batch_times(&models[0], 1, t, NULL, status));
    assert_int_equal(KURS_ERR_ARGUMENT, kurs_sgp4_batch_times(&models[0], 1, t, out, NULL));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_sgp4_batch_objects(NULL, blocks, 1, start, out, status));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_sgp4_batch_objects(models, NULL, 1, start, out, status));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_sgp4_batch_objects(models, blocks, 1, start, NULL, status));
    assert_int_equal(KURS_ERR_ARGUMENT,
                     kurs_sgp4_batch_objects(models, blocks, 1, start, out, NULL));
    assert_int_equal(0, kurs_sgp4_blocks_count(0));
    assert_int_equal(1, kurs_sgp4_blocks_count(1));
    assert_int_equal(1, kurs_sgp4_blocks_count(8));
    assert_int_equal(2, kurs_sgp4_blocks_count(9));
}

static void nothing_is_allocated(void **state)
{
    (void)state;
    if (!OWN_MALLOC) {
        skip();
    }
    void *const seen = malloc(1); /* the counter counts */
    free(seen);
    assert_true(requests > 0);
    const long before = requests;
    const kurs_status one = kurs_sgp4_batch_times(&models[9], TIMES, times, states[0], statuses[0]);
    const kurs_status two =
        kurs_sgp4_batch_objects(models, blocks, OBJECTS, start, states[0], statuses[0]);
    assert_int_equal(before, requests);
    assert_int_equal(KURS_OK, one);
    assert_int_equal(KURS_OK, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_objects_are_as_each_alone),
        cmocka_unit_test(many_times_are_as_each_alone),
        cmocka_unit_test(all_kinds_of_vector_instructions_give_the_same_bits),
        cmocka_unit_test(a_state_does_not_depend_on_its_neighbours),
        cmocka_unit_test(times_that_are_none_are_refused_alone),
        cmocka_unit_test(nothing_is_allocated),
    };
    return cmocka_run_group_tests(tests, make_models, NULL);
}
