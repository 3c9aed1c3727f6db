/* SPDX-License-Identifier: Apache-2.0 */
/* Memory, bounded text and log. */
#include "base/base.h"

#include <string.h>

#include "check.h"
#include "fail_alloc.h"

static void an_allocation_too_large_to_count_is_refused(void **state)
{
    (void)state;
    assert_null(kurs_alloc_array(SIZE_MAX / 2, 3));
    assert_null(kurs_alloc_array(SIZE_MAX, SIZE_MAX));
    assert_null(kurs_alloc(0));
}

static void an_array_begins_with_zeros(void **state)
{
    (void)state;
    unsigned char *bytes = kurs_alloc_array(100, 3);
    assert_non_null(bytes);
    for (int i = 0; i < 300; i++) {
        assert_int_equal(bytes[i], 0);
    }
    kurs_free(bytes);
}

static void a_replaced_allocator_sees_every_request(void **state)
{
    (void)state;
    fail_alloc fail;
    fail_alloc_start(&fail, 0);
    char *p = kurs_alloc(10);
    assert_int_equal(fail.alive, 1);
    p = kurs_resize(p, 1000);
    assert_int_equal(fail.alive, 1);
    assert_int_equal(fail.requests, 2);
    kurs_free(p);
    kurs_free(NULL);
    assert_int_equal(fail.alive, 0);
    fail_alloc_stop(&fail);
    kurs_free(kurs_alloc(10));
    assert_int_equal(fail.requests, 2);
}

static void an_empty_buffer_is_an_empty_text(void **state)
{
    (void)state;
    kurs_buf buf;
    kurs_buf_init(&buf, 0);
    assert_string_equal(buf.text, "");
    assert_int_equal(kurs_buf_add(&buf, "", 0), KURS_OK);
    assert_int_equal(kurs_buf_add(&buf, "x", 1), KURS_ERR_FULL);
    kurs_buf_reset(&buf);
    assert_string_equal(buf.text, "");
    kurs_buf_free(&buf);
}

static void appends_stand_one_after_another(void **state)
{
    (void)state;
    kurs_buf buf;
    kurs_buf_init(&buf, 10000);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(kurs_buf_printf(&buf, "%03d,", i), KURS_OK);
    }
    assert_int_equal(kurs_buf_printf(&buf, "%s", ""), KURS_OK);
    assert_int_equal(buf.n, 4000);
    assert_int_equal(strlen(buf.text), 4000);
    assert_memory_equal(buf.text + 4 * 517, "517,", 4);
    kurs_buf_reset(&buf);
    assert_string_equal(buf.text, "");
    assert_int_equal(kurs_buf_add(&buf, "a\0b", 3), KURS_OK);
    assert_memory_equal(buf.text, "a\0b", 4);
    kurs_buf_free(&buf);
    assert_string_equal(buf.text, "");
}

static void a_full_buffer_refuses_and_stays_as_it_was(void **state)
{
    (void)state;
    kurs_buf buf;
    kurs_buf_init(&buf, 8);
    assert_int_equal(kurs_buf_printf(&buf, "%s", "1234567"), KURS_OK);
    assert_int_equal(kurs_buf_printf(&buf, "%d", 89), KURS_ERR_FULL);
    assert_int_equal(kurs_buf_add(&buf, "89", 2), KURS_ERR_FULL);
    assert_int_equal(kurs_buf_add(&buf, "89", SIZE_MAX), KURS_ERR_FULL);
    assert_string_equal(buf.text, "1234567");
    assert_int_equal(kurs_buf_add(&buf, "8", 1), KURS_OK);
    assert_string_equal(buf.text, "12345678");
    kurs_buf_free(&buf);
}

static void a_buffer_without_memory_stays_as_it_was(void **state)
{
    (void)state;
    fail_alloc fail = {.failed = 1};
    int failures = 0;
    for (int k = 1; fail.failed; k++) {
        fail_alloc_start(&fail, k);
        kurs_buf buf;
        kurs_buf_init(&buf, 1000);
        for (size_t i = 0; i < 500; i++) {
            const kurs_status status = kurs_buf_add(&buf, "x", 1);
            if (status != KURS_OK) {
                assert_int_equal(status, KURS_ERR_MEMORY);
                assert_int_equal(buf.n, i);
                assert_int_equal(strlen(buf.text), i);
                failures++;
                break;
            }
        }
        kurs_buf_free(&buf);
        assert_int_equal(fail.alive, 0);
        fail_alloc_stop(&fail);
    }
    assert_int_equal(failures, 4); /* 64, 128, 256, 512 bytes */
}

typedef struct heard {
    int count;
    kurs_log_level level;
    char text[KURS_LOG_TEXT_SIZE];
} heard;

static void hear(void *ctx, kurs_log_level level, const char *text)
{
    heard *h = ctx;
    h->count++;
    h->level = level;
    strcpy(h->text, text);
}

static void a_log_tells_what_is_urgent_enough(void **state)
{
    (void)state;
    heard h = {0};
    const kurs_log log = {&h, KURS_LOG_WARNING, hear};
    kurs_log_printf(&log, KURS_LOG_INFO, "not told");
    assert_int_equal(h.count, 0);
    kurs_log_printf(&log, KURS_LOG_WARNING, "pressure %d kPa", 101);
    kurs_log_printf(NULL, KURS_LOG_ERROR, "nobody");
    assert_int_equal(h.count, 1);
    assert_int_equal(h.level, KURS_LOG_WARNING);
    assert_string_equal(h.text, "pressure 101 kPa");
}

static void a_long_log_line_is_cut_and_says_so(void **state)
{
    (void)state;
    heard h = {0};
    const kurs_log log = {&h, KURS_LOG_DEBUG, hear};
    kurs_log_printf(&log, KURS_LOG_ERROR, "%0*d", KURS_LOG_TEXT_SIZE - 1, 7);
    assert_int_equal(h.text[KURS_LOG_TEXT_SIZE - 2], '7');
    kurs_log_printf(&log, KURS_LOG_ERROR, "%0*d", KURS_LOG_TEXT_SIZE, 7);
    assert_int_equal(strlen(h.text), KURS_LOG_TEXT_SIZE - 1);
    assert_string_equal(h.text + KURS_LOG_TEXT_SIZE - 5, "0...");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocation_too_large_to_count_is_refused),
        cmocka_unit_test(an_array_begins_with_zeros),
        cmocka_unit_test(a_replaced_allocator_sees_every_request),
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(appends_stand_one_after_another),
        cmocka_unit_test(a_full_buffer_refuses_and_stays_as_it_was),
        cmocka_unit_test(a_buffer_without_memory_stays_as_it_was),
        cmocka_unit_test(a_log_tells_what_is_urgent_enough),
        cmocka_unit_test(a_long_log_line_is_cut_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
