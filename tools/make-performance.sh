#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes docs/performance.md from the JSON lines of the benchmarks. usage: make-performance.sh BUILD
set -eu
build=$1
page=docs/performance.md
{
    echo "# Performance"
    echo
    echo "Made by \`make performance\` from \`make bench\` on: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1),"
    echo "$(nproc) cores, $(cc --version | head -n 1). Medians of 21 repetitions; numerical days at an error of 1 m at the end"
    echo "against a reference at a step error of 7e-7 m. A whole mission (\`fly_soyuz_ms_25_184_days\`, one core, processor time) is the median of"
    echo "five flights; it is to stay under 10 s. \`page\`: the browser's share of a core at ten updates a second, all its processes together, headless and without GPU"
    echo "(\`node tests/web/run.mjs speed\`); \`server_stream_memory_tls\`: \`test_console_tls\`."
    echo
    echo "| case | value | unit | more |"
    echo "|---|---|---|---|"
    {
        for bench in "$build"/bench_*; do
            [ -x "$bench" ] && [ -f "$bench" ] || continue
            "$bench"
        done
        KURS=$PWD/$build/kurs KURS_SOURCE_DIR=$PWD python3 tests/server/test_console_tls.py
        node tests/web/run.mjs speed
    } | sed -n 's/^{"bench":"\([^"]*\)","value":\([^,}]*\),"unit":"\([^"]*\)"\(.*\)}$/| \1 | \2 | \3 | \4 |/p' |
        sed 's/| ,/| /; s/"//g'
} > "$page.new"
mv "$page.new" "$page"
