#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ctrl-C ends a flight within a second, with exit 1 and a valid timeline up to there.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mission="$KURS_SOURCE_DIR/missions/soyuz-ms-25.yaml"
# A shell lets what it starts in the background ignore SIGINT: perl gives it back.
start='$SIG{INT} = "DEFAULT"; exec @ARGV'
for try in 1 2 3 4 5 6 7 8; do
    rm -rf "$out/r" "$out/lines"
    mkfifo "$out/lines"
    perl -e "$start" "$KURS" fly "$mission" -o "$out/r" > "$out/lines" 2> "$out/err" &
    pid=$!
    exec 3< "$out/lines"
    read -r first <&3
    kill -INT "$pid"
    began=$(date +%s%N)
    cat <&3 > /dev/null
    exec 3<&-
    got=0
    wait "$pid" || got=$?
    took=$((($(date +%s%N) - began) / 1000000))
    rm -f "$out/lines"
    if [ "$got" -eq 1 ]; then
        [ "$KURS_INSTRUMENTED" = 1 ] || [ "$took" -lt 1000 ] || { echo "took $took ms"; exit 1; }
        grep -q '"code": *"stopped"' "$out/r/timeline.json"
        tail -c 3 "$out/r/timeline.json" | grep -q '}'
        python3 -c 'import json, sys; json.load(sys.stdin)' < "$out/r/timeline.json"
        echo "stopped after $took ms, in try $try, after: $first"
        exit 0
    fi
    [ "$got" -eq 0 ] || { echo "exit $got"; cat "$out/err"; exit 1; }
done
echo "the flight was always over before the signal came"
exit 77
