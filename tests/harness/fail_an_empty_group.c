/* SPDX-License-Identifier: Apache-2.0 */
/* Must fail: a group without a case. */
#include "check.h"

int main(void)
{
    const struct CMUnitTest *none = NULL;
    return _cmocka_run_group_tests("none", none, 0, NULL, NULL);
}
