#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples, built against an installed copy in three ways, all say the same: pkg-config,
# CMake with the shared library, CMake with the static one.
set -eu
[ "$KURS_INSTRUMENTED" = 0 ] || { echo "skipped: sanitizers are not installed"; exit 77; }
if nm -D -u "$KURS_BUILD_DIR/libkurs.so" | grep ' U kurs_'; then
    echo "skipped: the library calls functions that are not written yet"
    exit 77
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cmake --install "$KURS_BUILD_DIR" --prefix "$place/kurs" >/dev/null

examples=$KURS_SOURCE_DIR/examples
lib=$(dirname "$(find "$place/kurs" -name libkurs.so)")
export LD_LIBRARY_PATH="$lib"
PKG_CONFIG_PATH=$(dirname "$(find "$place/kurs" -name kurs.pc)")
export PKG_CONFIG_PATH
[ "$(pkg-config --modversion kurs)" = "$(cat "$KURS_SOURCE_DIR/VERSION")" ]
cmake -G Ninja -S "$examples" -B "$place/shared" -DCMAKE_C_COMPILER="$CC" \
    -DCMAKE_PREFIX_PATH="$place/kurs" >/dev/null
cmake --build "$place/shared"
cmake -G Ninja -S "$examples" -B "$place/static" -DCMAKE_C_COMPILER="$CC" -DSTATIC=ON \
    -DCMAKE_PREFIX_PATH="$place/kurs" >/dev/null
cmake --build "$place/static"

count=0
for source in "$examples"/*.c; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2046 -- flags are several words
    "$CC" -std=c17 -Wall -Wextra -Wpedantic -Werror "$source" $(pkg-config --cflags --libs kurs) \
        -o "$place/$name"
    set -- # what the example is called with
    [ "$name" != fly_mission ] || set -- "$KURS_SOURCE_DIR/missions/soyuz-ms-24.yaml"
    "$place/$name" "$@" >"$place/$name.txt"
    [ -s "$place/$name.txt" ]
    "$place/shared/$name" "$@" | cmp - "$place/$name.txt"
    "$place/static/$name" "$@" | cmp - "$place/$name.txt"
    count=$((count + 1))
    cat "$place/$name.txt"
done
[ "$count" -gt 0 ]
readelf -d "$lib/libkurs.so" | grep -q 'SONAME.*libkurs\.so\.[0-9]*\]'
