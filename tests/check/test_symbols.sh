#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The library's symbols are in order; planted ones of both kinds are found.
set -eu
[ "$KURS_INSTRUMENTED" = 0 ] || { echo "skipped: sanitizers add symbols"; exit 77; }
cd "$KURS_SOURCE_DIR"
tools/check_symbols.py "$KURS_BUILD_DIR"

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
build() { # source text
    printf '%s\n' "$1" >"$planted/a.c"
    "$CC" -fPIC -fvisibility=hidden -I include -c "$planted/a.c" -o "$planted/a.o"
    rm -f "$planted/libkurs.a"
    ar rc "$planted/libkurs.a" "$planted/a.o"
    "$CC" -shared -o "$planted/libkurs.so" "$planted/a.o"
}
good='#include "kurs/version.h"
const char *kurs_version(void) { return ""; }'
build "$good"
tools/check_symbols.py "$planted"
build "$good
int stray(void); int stray(void) { return 1; }"
! tools/check_symbols.py "$planted" || { echo "a stray name was not found"; exit 1; }
build "$good
KURS_API int kurs_stray(void); int kurs_stray(void) { return 1; }"
! tools/check_symbols.py "$planted" || { echo "a stray export was not found"; exit 1; }
