/* SPDX-License-Identifier: Apache-2.0 */
/* What check_near lets pass; what it must not stands in tests/harness. */
#include "check.h"

static void the_absolute_and_relative_tolerances_add_up(void **state)
{
    (void)state;
    check_near(1000.0, 1001.9, 1.0, 1e-3);
    check_near(-1000.0, -1001.9, 1.0, 1e-3);
    check_near(0.0, 0.0, 0.0, 0.0);
    check_near(0.0, -0.0, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_absolute_and_relative_tolerances_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
