#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command as a person types it: help, wrong usage, bad missions, results that are never lost.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mission="$KURS_SOURCE_DIR/missions/soyuz-ms-24.yaml"
fail() { echo "FAILED: $*"; cat "$out/err" 2>/dev/null || true; exit 1; }
# expect STATUS COMMAND...: runs it, output to $out/out, errors to $out/err
expect() {
    want=$1
    shift
    got=0
    "$@" > "$out/out" 2> "$out/err" || got=$?
    [ "$got" -eq "$want" ] || fail "exit $got instead of $want: $*"
}

expect 0 "$KURS" --help
grep -q 'fly .*MISSION' "$out/out" || fail "the help does not name fly"
expect 0 "$KURS" --version
expect 0 "$KURS" fly --help
grep -q -- '--json' "$out/out" || fail "the help of fly does not name --json"
expect 0 "$KURS" help --man
cmp "$out/out" "$KURS_SOURCE_DIR/docs/man/kurs.1" || fail "docs/man/kurs.1 is not what help --man prints; make man"
expect 0 "$KURS" help --completion bash
cmp "$out/out" "$KURS_SOURCE_DIR/docs/man/kurs.bash" || fail "docs/man/kurs.bash is old; make man"
expect 2 "$KURS"
expect 2 "$KURS" fyl "$mission"
expect 2 "$KURS" fly
expect 2 "$KURS" fly "$mission" --nonsense
expect 2 "$KURS" fly "$mission" -o
expect 2 "$KURS" fly "$mission" --until docking -o "$out/r"
grep -q 'insertion or landing' "$out/err" || fail "no remedy for a wrong --until"
expect 0 "$KURS" fly "$mission" --until insertion -o "$out/r"
[ "$(grep -c '  insertion  ' "$out/out")" -eq 1 ] || fail "no insertion with --until insertion"
! grep -q 'docking_contact' "$out/out" || fail "--until insertion flies on"
grep -q '"code": "until"' "$out/r/timeline.json" || fail "the outcome is not told"
rm -r "$out/r"
expect 4 "$KURS" fly "$out/absent.yaml" -o "$out/r"

# a name is a built-in mission, where no file has it; the place of its results has the name
mkdir "$out/empty"
cd "$out/empty"
expect 0 "$KURS" fly soyuz-ms-24 --until insertion
grep -q 'Results in out/soyuz-ms-24' "$out/out" || fail "a built-in mission has another place"
"$KURS" fly "$mission" --until insertion -q -o "$out/by-path"
diff -r out/soyuz-ms-24 "$out/by-path" || fail "a built-in mission is not that of its file"
expect 0 "$KURS" fly soyuz-ms-24 --escape-map map.csv
expect 4 "$KURS" fly soyuz-ms-99
for name in 24 25 27 28; do
    grep -q "soyuz-ms-$name" "$out/err" || fail "soyuz-ms-$name is not listed"
done
echo 'name: x' > soyuz-ms-24
expect 3 "$KURS" fly soyuz-ms-24
cd - >/dev/null
rm -r "$out/by-path" "$out/empty"

# bad SED-SCRIPT PATTERN: a mission changed so is refused with file, line, column and remedy
bad() {
    sed "$1" "$mission" > "$out/bad.yaml"
    expect 3 "$KURS" fly "$out/bad.yaml" -o "$out/r"
    grep -Eq "bad\.yaml:[0-9]+:[0-9]+: .*; " "$out/err" || fail "no place or remedy: $1"
    grep -q "$2" "$out/err" || fail "not told what is wrong: $1"
    [ ! -s "$out/out" ] || fail "something on standard output: $1"
    [ ! -e "$out/r" ] || fail "something was written: $1"
}
bad 's/^rocket:/rokcet:/' rokcet
bad 's/^hatch_close: *[0-9]* min/hatch_close: 200/' hatch_close
bad 's/^launch_day:.*/launch_day: [1, 2]/' launch_day
bad 's/^port:.*/port: nowhere-nadir/' nowhere-nadir
bad "s/ 9998'/ 9997'/" checksum
bad 's/^site:.*/site: atlantis/' atlantis
bad 's/^port:/ascent: balloon\nport:/' balloon
bad "s/^launch_day:.*/launch_day: 1975-01-01/" "days away"
[ -z "$(find "$out" -name '*.part*')" ] || fail "half-written results are left"

# a place that cannot be: a file where a folder should be, a device
: > "$out/file"
expect 4 "$KURS" fly "$mission" -q -o "$out/file/r"
grep -q "$out/file" "$out/err" || fail "the path is not told"

# a place without a name, or with something else in it, is refused before anything is flown
expect 2 "$KURS" fly "$mission" -o ''
expect 2 "$KURS" fly "$mission" -o .
expect 2 "$KURS" fly "$mission" -o /
for place in "$out/file" /dev/null "$out"; do
    expect 4 "$KURS" fly "$mission" -o "$place"
    grep -q "$place: stands there.*; give -o" "$out/err" || fail "no place or remedy: $place"
    [ ! -s "$out/out" ] || fail "it was flown for nothing: $place"
done
[ -c /dev/null ] || fail "a device is gone"

# a picture is looked at before the flight, too, and spoils nothing
expect 4 "$KURS" fly "$mission" -o "$out/pic" -p "$out/none/x.png"
grep -q "none/x.png: cannot be written.*--picture" "$out/err" || fail "a bad picture is not told"
[ ! -e "$out/pic" ] || fail "it was flown for a picture that cannot be"
expect 2 "$KURS" fly "$mission" -o "$out/pic" -p "$out/pic/report.html"
cp "$mission" "$out/own.yaml"
expect 2 "$KURS" fly "$out/own.yaml" -o "$out/pic" -p "$out/own.yaml"
cmp "$mission" "$out/own.yaml" || fail "a picture was written over the mission"

# the map of escapes: whole, in place of a flight, and it spoils nothing
expect 0 "$KURS" fly "$mission" --escape-map "$out/map.csv"
head -n 1 "$out/map.csv" | grep -q '^t_s,mode,latitude_deg,' || fail "no table of escapes"
grep -q '^525,low_orbit,' "$out/map.csv" || fail "the table of escapes has no end"
[ ! -s "$out/out" ] || fail "a map of escapes says something"
expect 4 "$KURS" fly "$mission" --escape-map "$out/none/map.svg"
grep -q "none/map.svg: cannot be written" "$out/err" || fail "a bad place for the map is not told"
expect 2 "$KURS" fly "$out/own.yaml" --escape-map "$out/own.yaml"
cmp "$mission" "$out/own.yaml" || fail "a map was written over the mission"
expect 4 "$KURS" fly "$mission" --escape-map /dev/full
grep -q "No space left" "$out/err" || fail "what the system says of a full disk is not told"
expect 2 "$KURS" fly "$mission" --escape-map "$out/other.csv" --json
grep -q "leave --json out" "$out/err" || fail "an option that does nothing is not refused"
# 2026-11-26: one that was stopped left its part beside its place
mkdir "$out/stopped"
"$KURS" fly "$mission" --escape-map "$out/stopped/map.csv" 2>"$out/err" &
map=$!
while [ ! -e "$out/stopped/map.csv.part" ] && kill -0 "$map" 2>/dev/null; do :; done
kill -TERM "$map"
status=0
wait "$map" || status=$?
[ "$status" -eq 1 ] || fail "a map that was stopped: exit $status"
[ -z "$(ls "$out/stopped")" ] || fail "a map that was stopped leaves something"

# an older result is kept where it differs, and is not doubled where it does not
expect 0 "$KURS" fly "$mission" -q -o "$out/r"
expect 0 "$KURS" fly "$mission" -q -o "$out/r"
[ ! -e "$out/r.1" ] || fail "an equal result was kept twice"
cp -r "$out/r" "$out/before"
expect 0 "$KURS" fly "$KURS_SOURCE_DIR/missions/soyuz-ms-27.yaml" -o "$out/r"
grep -q "older ones are kept in $out/r.1" "$out/out" || fail "not told where the older result went"
diff -r "$out/before" "$out/r.1" || fail "the older result was not kept"

# standard output: telemetry, or one JSON document also where there is no launch
expect 0 "$KURS" fly "$mission" -o -
head -n 1 "$out/out" | grep -q '^utc,met_s,' || fail "no telemetry on standard output"
expect 2 "$KURS" fly "$mission" -o - --json
sed 's/^launch_day:.*/launch_day: 2023-09-16/' "$mission" > "$out/closed.yaml"
expect 1 "$KURS" fly "$out/closed.yaml" --json -o "$out/r"
head -c 24 "$out/out" | grep -q '"schema"' || fail "no JSON where the day is closed"
grep -q '"code": *"no_launch"' "$out/out" || fail "the outcome is not told"
grep -q '"outcome": *"closed"' "$out/out" || fail "the attempt without an opportunity is not told"
[ -e "$out/r/timeline.json" ] || fail "no timeline where the day is closed"
[ ! -e "$out/r/trajectory.oem" ] || fail "a trajectory without a flight"
if [ -e /dev/full ]; then
    got=0
    "$KURS" fly "$mission" -o - > /dev/full 2> "$out/err" || got=$?
    [ "$got" -eq 4 ] || fail "exit $got instead of 4 on a full device"
    for word in --version --help help; do
        got=0
        "$KURS" $word > /dev/full 2> "$out/err" || got=$?
        [ "$got" -eq 4 ] || fail "exit $got instead of 4: $word on a full device"
    done
fi
echo "the command behaves"
