#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles every header by itself with the compilers named, or gcc and clang.
# usage: check-headers.sh [ROOT [COMPILER...]]
set -u
root=${1:-.}
[ "$#" -eq 0 ] || shift
[ "$#" -gt 0 ] || set -- gcc clang
status=0
count=0
for path in "$root"/include/kurs/*.h "$root"/src/*/*.h; do
    [ -e "$path" ] || continue
    count=$((count + 1))
    for compiler in "$@"; do
        printf '#include "%s"\nextern int kurs_not_empty;\n' "$(realpath "$path")" |
            "$compiler" -std=c17 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror \
                -DKURS_LANES_SUFFIX=plain -Wno-psabi -I "$root/include" -I "$root/src" $(pkg-config --cflags cairo 2>/dev/null) \
                -fsyntax-only -x c - || { echo "$path: not alone with $compiler"; status=1; }
    done
done
[ "$count" -gt 0 ] || { echo "no headers to check"; exit 1; }
echo "headers: $count alone with $*"
exit $status
