#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Flies one mission under valgrind: no bad access, no value from nowhere, no definite leak.
set -eu
build=$1
mission=${MISSION:-missions/soyuz-ms-24.yaml}
if [ ! -x "$build/kurs" ] || [ ! -f "$mission" ]; then
    echo "valgrind: skipped, no command or no $mission"
    exit 77
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# font caches of the plotting library stay reachable to the end; they are no leak
# shellcheck disable=SC2086 -- KURS_VALGRIND_ARGS are several words
valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite \
    --show-leak-kinds=definite \
    "$build/kurs" fly "$mission" -o "$out/record" ${KURS_VALGRIND_ARGS:-} >/dev/null
echo "valgrind: $mission clean"
