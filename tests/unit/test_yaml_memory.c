/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libyaml takes its memory from malloc itself, past the library's allocator. So this program
 * brings its own malloc and realloc, which can fail. Sanitizers bring theirs: there it skips.
 */
#include <errno.h>
#include <string.h>

#include "check.h"
#include "kurs/compare.h"
#include "kurs/mission.h"

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

static int armed, requests, fail_at, failed;

#if OWN_MALLOC
/* shown to the shared libraries, which the build hides by default */
__attribute__((visibility("default"))) void *malloc(size_t n);
__attribute__((visibility("default"))) void *realloc(void *p, size_t n);
void *__libc_malloc(size_t n);
void *__libc_realloc(void *p, size_t n);

static int is_refused(void)
{
    if (armed && ++requests == fail_at) {
        failed = 1;
        errno = ENOMEM;
        return 1;
    }
    return 0;
}

void *malloc(size_t n)
{
    return is_refused() ? NULL : __libc_malloc(n);
}

void *realloc(void *p, size_t n)
{
    return is_refused() ? NULL : __libc_realloc(p, n);
}
#endif

static void a_failed_allocation_inside_the_parser_is_a_memory_error(void **state)
{
    static kurs_mission mission;
    static kurs_diag diag;
    int k = 1;
    (void)state;
    if (!OWN_MALLOC) {
        skip();
    }
    for (;; k += k < 300 ? 1 : 7) {
        memset(&mission, 0x5a, sizeof mission);
        kurs_diag_init(&diag);
        requests = failed = 0;
        fail_at = k;
        armed = 1;
        const kurs_status status =
            kurs_mission_load(KURS_SOURCE_DIR "/missions/soyuz-ms-25.yaml", &mission, &diag);
        armed = 0;
        if (!failed) {
            assert_int_equal(status, KURS_OK);
            break;
        }
        if (status != KURS_OK) { /* the C library can do without some of its own buffers */
            assert_int_equal(status, KURS_ERR_MEMORY);
            assert_int_equal(*(unsigned char *)&mission, 0x5a);
        }
    }
    assert_true(k > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_allocation_inside_the_parser_is_a_memory_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
