/* SPDX-License-Identifier: Apache-2.0 */
/* Must fail: the build marks it so. */
#include "check.h"

static void a_nan_got(void **state)
{
    (void)state;
    check_near(1.0, (double)NAN, 1e300, 1e300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_nan_got)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
