/* SPDX-License-Identifier: Apache-2.0 */
/* A session of `kurs fly` with every allocation of ours refused in turn. */
#include "fail_alloc.h"
#include "kurs/escape_map.h"
#include "missions.h"

static int cancel_after; /* steps of the flight; the sweep needs its beginning only */

static int stop(void *ctx)
{
    (void)ctx;
    return --cancel_after <= 0;
}

static kurs_status write_all(const kurs_fly_session *session)
{
    FILE *out = fopen("/dev/null", "w");
    char why[KURS_FLY_WHY_SIZE];
    assert_non_null(out);
    kurs_status status = kurs_fly_write_timeline(session, out);
    if (status >= 0) {
        status = kurs_fly_write_telemetry(session, out);
    }
    fclose(out);
    return status < 0 ? status : kurs_fly_write(session, KURS_BUILD_DIR "/fly-memory/result", why);
}

/* Reads, flies a part, writes; the first error is the result. */
static kurs_status one_session(FILE *errors, kurs_fly_session **session)
{
    const kurs_fly_watch watch = {.stop = stop};
    char path[512];
    mission_path("soyuz-ms-28", path);
    cancel_after = 500;
    kurs_status status = kurs_fly_open(path, errors, session);
    if (status < 0) {
        return status;
    }
    status = kurs_fly_start(*session, &watch);
    return status < 0 && status != KURS_ERR_STOPPED ? status : write_all(*session);
}

static void every_refused_allocation_is_a_memory_error_and_nothing_leaks(void **state)
{
    (void)state;
    fail_alloc fail = {0};
    int k = 1;
    FILE *errors = fopen("/dev/null", "w");
    assert_non_null(errors);
    do {
        kurs_fly_session *session = NULL;
        fail_alloc_start(&fail, k);
        const kurs_status status = one_session(errors, &session);
        if (fail.failed) {
            assert_int_equal(status, KURS_ERR_MEMORY);
        } else {
            assert_true(status >= 0);
        }
        kurs_fly_close(session);
        assert_int_equal(0, fail.alive);
        fail_alloc_stop(&fail);
        k += 1 + k / 12; /* ever wider apart, for time */
    } while (fail.failed);
    fclose(errors);
    kurs_fly_end();
    print_message("refused up to allocation %d\n", fail.requests);
    assert_true(k > 10);
}

/* The whole of a mission with a scrub, so that the report has all of its figures; the requests
 * refused lie ever wider apart, for time. */
static void every_refused_allocation_of_the_results_is_told_and_nothing_leaks(void **state)
{
    (void)state;
    fail_alloc fail;
    kurs_fly_session *session = NULL;
    char path[512], why[KURS_FLY_WHY_SIZE];
    mission_path("soyuz-ms-25", path);
    fail_alloc_start(&fail, 0);
    assert_true(kurs_fly_open(path, stderr, &session) >= 0);
    assert_true(kurs_fly_start(session, NULL) >= 0);
    const int alive = fail.alive;
    int k = 1, refused = 0;
    do {
        fail.requests = fail.failed = 0;
        fail.fail_at = k;
        kurs_status status = kurs_fly_write(session, KURS_BUILD_DIR "/fly-memory/results", why);
        if (status >= 0) {
            status = kurs_fly_write_picture(session, KURS_BUILD_DIR "/fly-memory/picture.svg", why);
        }
        if (fail.failed) {
            assert_int_equal(status, KURS_ERR_MEMORY);
        } else {
            assert_true(status >= 0);
        }
        assert_int_equal(alive, fail.alive);
        refused += fail.failed;
        k += 1 + k / 6;
    } while (fail.failed);
    kurs_fly_close(session);
    assert_int_equal(0, fail.alive);
    fail_alloc_stop(&fail);
    kurs_fly_end();
    print_message("%d of %d allocations of the results refused\n", refused, fail.requests);
    assert_true(refused > 10);
}

static void every_refused_allocation_of_a_map_of_escapes_is_a_memory_error(void **state)
{
    (void)state;
    static kurs_escape_place places[KURS_ESCAPE_MAP_MOST], before[KURS_ESCAPE_MAP_MOST];
    kurs_mission *mission = load_mission("soyuz-ms-24");
    fail_alloc fail;
    int k = 1;
    memset(before, 0x5a, sizeof before);
    do {
        int count = -1;
        FILE *out = fopen("/dev/null", "w");
        assert_non_null(out);
        memcpy(places, before, sizeof places);
        fail_alloc_start(&fail, k++);
        kurs_status status = kurs_escape_map(mission, 400.0, 0, places, &count);
        if (status < 0) { /* what comes out is untouched */
            assert_int_equal(-1, count);
            assert_memory_equal(before, places, sizeof places);
        } else {
            status = kurs_escape_map_picture(mission, places, count, k % 2, out);
        }
        if (fail.failed) {
            assert_int_equal(status, KURS_ERR_MEMORY);
        } else {
            assert_true(status >= 0);
        }
        assert_int_equal(0, fail.alive);
        fail_alloc_stop(&fail);
        fclose(out);
    } while (fail.failed);
    kurs_fly_end();
    free(mission);
    print_message("refused up to allocation %d\n", fail.requests);
    assert_true(k > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refused_allocation_is_a_memory_error_and_nothing_leaks),
        cmocka_unit_test(every_refused_allocation_of_a_map_of_escapes_is_a_memory_error),
        cmocka_unit_test(every_refused_allocation_of_the_results_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
