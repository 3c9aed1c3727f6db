/* SPDX-License-Identifier: Apache-2.0 */
/* Must fail: the build marks it so. */
#include "check.h"

static void a_value_out_of_tolerance(void **state)
{
    (void)state;
    check_near(1000.0, 1002.1, 1.0, 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_value_out_of_tolerance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
