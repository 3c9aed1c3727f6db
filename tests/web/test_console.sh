#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The console in a browser: tests/web/run.mjs. Skipped without Node, Chromium or the page's packages
# (make -C web build), and for instrumented builds, of which the page is no part.
set -eu
[ "$KURS_INSTRUMENTED" = 0 ] || exit 77
for program in node chromium; do
    command -v $program >/dev/null || { echo "no $program"; exit 77; }
done
[ -d "$KURS_SOURCE_DIR/web/node_modules/playwright-core" ] || { echo "no packages in web/node_modules"; exit 77; }
exec node "$KURS_SOURCE_DIR/tests/web/run.mjs"
