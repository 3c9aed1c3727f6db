#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lines of src/ that the tests of a coverage build reached, worst file first.
set -eu
build=$(cd "$1" && pwd)
cd "$build"
find . -path '*kurs_objects*' -name '*.gcda' | xargs gcov -n 2>/dev/null | awk '
    /^File/ && /\/src\// {sub(/.*\/src\//, ""); sub(/\x27$/, ""); file = $0; next}
    /^Lines executed/ && file {
        split($0, part, /[:% ]+/)
        printf "%6.1f %% of %5d  %s\n", part[3], part[5], file
        lines += part[5]; hit += part[3] * part[5] / 100
        file = ""
    }
    END {printf "%6.1f %% of %5d  in all\n", lines ? 100 * hit / lines : 0, lines}' | sort -n
