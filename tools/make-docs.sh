#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# HTML of the public headers and of the man page. usage: make-docs.sh FOLDER
set -eu
out=$1
mkdir -p "$out"
{
    cat docs/Doxyfile
    echo "PROJECT_NUMBER = $(cat VERSION)"
    echo "OUTPUT_DIRECTORY = $out"
    echo "WARN_LOGFILE = $out/warnings.txt"
} | doxygen -
for page in docs/man/*.1; do
    [ -e "$page" ] || continue
    mandoc -T html "$page" >"$out/html/$(basename "$page").html"
done
echo "docs: $out/html/index.html"
