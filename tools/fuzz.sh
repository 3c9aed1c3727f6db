#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs all fuzz targets of a build folder, two at a time, within one budget of wall-clock seconds.
# Seeds: tests/fuzz/corpus/<name>/, words: tests/fuzz/<name>.dict; what is new stays in the build
# folder, an input that breaks something in <build>/crash-<name>-*.
set -eu
build=$1
budget=${FUZZ_SECONDS:-180}
jobs=${JOBS:-2}
targets=$(ls tests/fuzz/fuzz_*.c 2>/dev/null | sed 's/.*fuzz_\(.*\)\.c/\1/')
[ -n "$targets" ] || { echo "fuzz: skipped, no targets"; exit 77; }
count=$(printf '%s\n' "$targets" | wc -l)
seconds=$((budget / ((count + jobs - 1) / jobs)))
[ "$seconds" -gt 0 ] || seconds=1

one() {
    mkdir -p "$build/corpus/$1"
    set -- "$1" "$build/corpus/$1"
    [ ! -d "tests/fuzz/corpus/$1" ] || set -- "$@" "tests/fuzz/corpus/$1"
    [ ! -f "tests/fuzz/$1.dict" ] || set -- "$@" "-dict=tests/fuzz/$1.dict"
    name=$1
    shift
    if "$build/fuzz_$name" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048 \
        "-artifact_prefix=$build/crash-$name-" -print_final_stats=1 "$@" >"$build/$name.log" 2>&1
    then
        echo "fuzz_$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$name.log") runs"
    else
        tail -n 40 "$build/$name.log"
        echo "FAILED: fuzz_$name"
        return 1
    fi
}

if [ "${2:-}" ]; then
    one "$2"
else
    echo "fuzz: $count targets, $seconds s each"
    printf '%s\n' "$targets" | FUZZ_SECONDS=$budget xargs -P "$jobs" -n 1 "$0" "$build"
fi
