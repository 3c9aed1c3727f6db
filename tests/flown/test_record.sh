#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The record of every mission: sound to the auditor, the same bytes twice, and blind to what was flown.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for mission in ms-24 ms-25 ms-27 ms-28; do
    file="$KURS_SOURCE_DIR/missions/soyuz-$mission.yaml"
    "$KURS" fly -q "$file" -o "$out/a"
    "$KURS" fly -q "$file" -o "$out/b"
    diff -r "$out/a" "$out/b"
    "$KURS_BUILD_DIR/audit" "$out/a" | tail -n 1 | grep -qx sound
    # as far as insertion, which is a record of its own
    "$KURS" fly -q "$file" --until insertion -o "$out/i"
    "$KURS_BUILD_DIR/audit" "$out/i" | tail -n 1 | grep -qx sound
    rm -rf "$out"/i*
    # the same mission under the same name without its flown times
    mkdir "$out/blind"
    sed '/^compare:/,$d' "$file" > "$out/blind/soyuz-$mission.yaml"
    ! grep -q '^compare:' "$out/blind/soyuz-$mission.yaml"
    "$KURS" fly -q "$out/blind/soyuz-$mission.yaml" -o "$out/c"
    for name in timeline.json telemetry.csv trajectory.oem; do
        cmp "$out/a/$name" "$out/c/$name"
    done
    "$KURS" fly --json "$out/blind/soyuz-$mission.yaml" -o "$out/c" > "$out/json"
    cmp "$out/json" "$out/a/timeline.json"
    rm -rf "$out"/a* "$out"/b* "$out"/c*
    echo "soyuz-$mission: sound, repeatable, blind to what was flown"
done
