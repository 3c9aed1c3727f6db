/* SPDX-License-Identifier: Apache-2.0 */
/* Must fail: the build marks it so. */
#include "check.h"

static void a_nan_in_a_vector(void **state)
{
    (void)state;
    const struct {
        double x, y, z;
    } want = {1.0, 2.0, 3.0}, got = {1.0, 2.0, (double)NAN};
    check_near_v3(want, got, 1e300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_nan_in_a_vector)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
