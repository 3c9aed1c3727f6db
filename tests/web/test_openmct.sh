#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Open MCT at /openmct/: tests/web/openmct.mjs. Skipped without Node, Chromium, the page's packages
# or Open MCT (web/openmct/README.md), and for instrumented builds.
set -eu
[ "$KURS_INSTRUMENTED" = 0 ] || exit 77
for program in node chromium; do
    command -v $program >/dev/null || { echo "no $program"; exit 77; }
done
[ -d "$KURS_SOURCE_DIR/web/node_modules/playwright-core" ] || { echo "no packages in web/node_modules"; exit 77; }
exec node "$KURS_SOURCE_DIR/tests/web/openmct.mjs"
