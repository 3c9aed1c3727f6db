/* SPDX-License-Identifier: Apache-2.0 */
/* Must fail: the build marks it so. */
#include "check.h"

static void a_nan_wanted(void **state)
{
    (void)state;
    check_near((double)NAN, 1.0, 1e300, 1e300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_nan_wanted)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
