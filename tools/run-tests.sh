#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the tests of a build folder. Fewer programs or cases than tests/FLOOR states is a failure.
# The closing line of CTest stands last, below the counts.
set -u
build=$1
shift
log=$build/tests.log

# a pipe would lose the exit status
{ ctest --test-dir "$build" -j "${JOBS:-2}" --output-on-failure --no-tests=error "$@"
  echo $? >"$log.status"; } | tee "$log"
status=$(cat "$log.status")

# cmocka's own counts, from the log with the output of all tests
all=$build/Testing/Temporary/LastTest.log
count() { sed -n "s/^\[ *$1 *\] \([0-9]*\) test.*/\1/p" "$all" | awk '{n += $1} END {print n + 0}'; }
cases=$(sed -n 's/^\[==========\] Running \([0-9]*\) test.*/\1/p' "$all" |
    awk '{n += $1} END {print n + 0}')
closing=$(grep '% tests passed' "$log" | tail -n 1)
programs=$(printf '%s\n' "$closing" | sed 's/.* out of //')
echo
echo "cases: $cases, of them skipped: $(count SKIPPED)"

floor() { awk -v name="$1" '$1 == name {print $2}' tests/FLOOR; }
if [ "$#" -eq 0 ]; then
    if [ "${programs:-0}" -lt "$(floor programs)" ] || [ "$cases" -lt "$(floor cases)" ]; then
        echo "fewer tests than tests/FLOOR states" >&2
        status=1
    fi
fi
echo "$closing"
exit "$status"
