/* SPDX-License-Identifier: Apache-2.0 */
/* No propagation takes memory from the heap, whatever its model. */
#include "check.h"
#include "count_malloc.h"
#include "kurs/numerical.h"
#include "kurs/orbit.h"
#include "kurs/sgp4.h"
#include "math/math.h"

enum { OBJECTS = 20, TIMES = 30 };

static kurs_gravity gravity;
static kurs_sgp4 models[OBJECTS];
static kurs_sgp4_block blocks[OBJECTS];
static kurs_tai times[TIMES];
static kurs_state states[TIMES];
static kurs_status statuses[TIMES];
static const kurs_tai epoch = {764812800, 0.0};

/* Half of them near the Earth, half in deep space. */
static kurs_tle orbit_of(int i)
{
    return (kurs_tle){.epoch = epoch,
                      .mean_motion = (i % 2 ? 15.5 : 2.0) * 2.0 * KURS_PI / 86400.0,
                      .ecc = i % 2 ? 0.001 : 0.3,
                      .inc = 0.9,
                      .node = 0.3 * i,
                      .mean_anomaly = 0.2 * i,
                      .bstar = 1e-4};
}

static kurs_status by_sgp4(void)
{
    kurs_status worst = KURS_OK;
    for (int i = 0; i < OBJECTS; i++) {
        const kurs_tle tle = orbit_of(i);
        worst = kurs_status_worse(worst, kurs_sgp4_init(&models[i], &tle));
        worst = kurs_status_worse(
            worst, kurs_sgp4_batch_times(&models[i], TIMES, times, states, statuses));
        worst = kurs_status_worse(worst, kurs_sgp4_state(&models[i], times[3], states));
    }
    kurs_sgp4_blocks_init(blocks, models, OBJECTS);
    return kurs_status_worse(
        worst, kurs_sgp4_batch_objects(models, blocks, OBJECTS, times[5], states, statuses));
}

static kurs_status by_integration(void)
{
    const kurs_force_model all = {.gravity = &gravity,
                                  .sun_and_moon = 1,
                                  .drag_m2_kg = 6e-3,
                                  .radiation_m2_kg = 5e-3,
                                  .weather = {.mode = KURS_WEATHER_observed},
                                  .tolerance_m = 0.1};
    const kurs_state start = {{6.8e6, 0.0, 0.0}, {0.0, 4.7e3, 6.0e3}};
    kurs_status worst = kurs_numerical_states(&all, epoch, start, TIMES, times, states, NULL);
    return kurs_status_worse(
        worst, kurs_numerical_batch(&all, times[TIMES - 1], epoch, TIMES, states, statuses, NULL));
}

static kurs_status by_formula(void)
{
    const kurs_state start = {{6.8e6, 0.0, 0.0}, {0.0, 4.7e3, 6.0e3}};
    kurs_state out;
    kurs_vec3 v1, v2;
    const kurs_vec3 r2 = {0.0, 7.0e6, 1.0e5}, up = {0.0, 0.0, 1.0};
    kurs_status worst = kurs_kepler_propagate(KURS_EGM_GM, start, 4000.0, &out);
    return kurs_status_worse(worst,
                             kurs_lambert_solve(KURS_EGM_GM, start.r, r2, 1500.0, up, &v1, &v2));
}

static void no_propagation_asks_for_memory(void **state)
{
    (void)state;
    if (!KURS_COUNTS_MALLOC) {
        skip();
    }
    assert_int_equal(KURS_OK, kurs_gravity_init(&gravity, 36, 36));
    for (int i = 0; i < TIMES; i++) {
        times[i] = kurs_tai_add(epoch, 4000.0 * (i + 1));
    }
    const long before = malloc_requests;
    const kurs_status sgp4 = by_sgp4(), integrated = by_integration(), closed = by_formula();
    const long asked = malloc_requests - before;
    assert_true(sgp4 >= 0);
    assert_true(integrated >= 0);
    assert_true(closed >= 0);
    assert_int_equal(0, asked);
    void *volatile p = malloc(1); /* the count counts */
    assert_true(malloc_requests > before);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_propagation_asks_for_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
