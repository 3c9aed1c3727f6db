#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The checks that need no run of the program. Goes through all of them, then fails if one did.
# usage: check.sh BUILD (a configured and built folder)
set -u
build=$1
status=0
try() { "$@" || { echo "FAILED: $*" >&2; status=1; }; }

ours() { git ls-files --cached --others --exclude-standard "$@"; }
format() { ours '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror && echo "format: clean"; }
# one file a process, two at a time; what a header tells is told once
tidy() {
    if ours 'src/*.c' | xargs -P "${JOBS:-2}" -n 1 clang-tidy-14 --quiet -p "$build" \
        >"$build/tidy.log" 2>/dev/null
    then
        echo "clang-tidy: clean"
    else
        grep -E ' (error|warning): ' "$build/tidy.log" | sort -u | head -n 50
        echo "all of it: $build/tidy.log"
        return 1
    fi
}

try tools/check_layers.py
try tools/check-headers.sh
cmake --build "$build" --target product >/dev/null && try tools/check_symbols.py "$build"
try format
try tidy
exit $status
