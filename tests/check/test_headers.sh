#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every header compiles alone with this build's compiler; one that leans on another is found.
set -eu
cd "$KURS_SOURCE_DIR"
tools/check-headers.sh . "$CC"

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
mkdir -p "$planted/include/kurs" "$planted/src/base"
echo 'typedef int kurs_a;' >"$planted/include/kurs/a.h"
tools/check-headers.sh "$planted" "$CC"
echo 'extern kurs_a kurs_b;' >"$planted/include/kurs/b.h"
if tools/check-headers.sh "$planted" "$CC" 2>/dev/null; then
    echo "a header that leans on another was not found"
    exit 1
fi
