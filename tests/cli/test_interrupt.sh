#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Ctrl-C, SIGTERM and SIGHUP end a flight within a second, with exit 1 and a valid timeline up to
# there; a signal that the caller ignores (nohup) changes nothing.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mission="$KURS_SOURCE_DIR/missions/soyuz-ms-25.yaml"
# A shell lets what it starts in the background ignore SIGINT: perl gives all three their way.
start='$SIG{INT} = $SIG{TERM} = $SIG{HUP} = shift; exec @ARGV'
fail() { echo "FAILED: $*"; cat "$out/err"; exit 1; }

# fly_and_signal SIGNAL WAY: flies, sends SIGNAL after the first line; sets got, took, first
fly_and_signal() {
    rm -rf "$out/r" "$out/lines"
    mkfifo "$out/lines"
    perl -e "$start" "$2" "$KURS" fly "$mission" -o "$out/r" > "$out/lines" 2> "$out/err" &
    pid=$!
    exec 3< "$out/lines"
    read -r first <&3
    kill -"$1" "$pid"
    began=$(date +%s%N)
    cat <&3 > /dev/null
    exec 3<&-
    got=0
    wait "$pid" || got=$?
    took=$((($(date +%s%N) - began) / 1000000))
    rm -f "$out/lines"
    [ -z "$(find "$out" -name '*.part*')" ] || fail "$1 left half a result"
}

stopped=0
for signal in INT TERM HUP; do
    for try in 1 2 3 4 5 6 7 8; do
        fly_and_signal "$signal" DEFAULT
        [ "$got" -ne 0 ] || continue # it was over before the signal came
        [ "$got" -eq 1 ] || fail "exit $got after $signal"
        [ "$KURS_INSTRUMENTED" = 1 ] || [ "$took" -lt 1000 ] || fail "$signal took $took ms"
        grep -q '"code": *"stopped"' "$out/r/timeline.json" || fail "not told: $signal"
        python3 -c 'import json, sys; json.load(sys.stdin)' < "$out/r/timeline.json" || fail "no JSON"
        echo "$signal: stopped after $took ms, in try $try, after: $first"
        stopped=$((stopped + 1))
        break
    done
done
fly_and_signal HUP IGNORE
[ "$got" -eq 0 ] || fail "exit $got where SIGHUP is ignored"
grep -q '"code": *"landed"' "$out/r/timeline.json" || fail "an ignored SIGHUP ended the flight"
[ "$stopped" -gt 0 ] && exit 0
echo "the flight was always over before the signal came"
exit 77
