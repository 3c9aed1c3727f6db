#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The record of an escape by each way out: sound to the auditor, the same bytes twice.
set -eu
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mission="$KURS_SOURCE_DIR/missions/soyuz-ms-24.yaml"
# escape NAME WAY FAULT...: the mission with a fault ends in an escape by that way
escape() {
    name=$1
    way=$2
    shift 2
    sed "s/^crew:/faults: [$*]\n\ncrew:/" "$mission" > "$out/$name.yaml"
    for run in a b; do
        got=0
        "$KURS" fly -q "$out/$name.yaml" -o "$out/$run/$name" || got=$?
        [ "$got" -eq 1 ]
    done
    diff -r "$out/a/$name" "$out/b/$name"
    grep -q '"code": "escaped"' "$out/a/$name/timeline.json"
    grep -q "way out: $way" "$out/a/$name/timeline.json"
    "$KURS_BUILD_DIR/audit" "$out/a/$name" | tail -n 1 | grep -qx sound
    echo "$name: sound, repeatable"
}
escape tower "escape tower" "{fault: escape-command, attempt: 1, at: 60.3 s}"
escape pad "escape tower" "{fault: escape-command, attempt: 1, at: -90 s}"
escape low_tower "escape tower" "{fault: engine-out, attempt: 1, at: 10 s, stage: strapon}"
escape motors "fairing motors" "{fault: escape-command, attempt: 1, at: 121.57 s}"
escape fairing "separation under the fairing" "{fault: escape-command, attempt: 1, at: 152 s}"
escape rocket "separation from the rocket" "{fault: engine-out, attempt: 1, at: 400 s, stage: upper}"
escape orbit "early cut-off into a low orbit" "{fault: escape-command, attempt: 1, at: 525.5 s}"
