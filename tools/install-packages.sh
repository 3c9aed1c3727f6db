#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing of the named sections of packages.txt; does nothing when all is there.
# With KURS_NO_INSTALL=1 it prints the line that would install it, and fails.
set -eu
cd "$(dirname "$0")/.."

wanted=$(for section in "$@"; do
    awk -v want="[$section]" '
        /^\[/ { on = $1 == want; next }
        on && NF && !/^#/ { print $1 }' packages.txt
done)
have=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' 2>/dev/null | sed -n 's/^ii //p')
missing=
for package in $wanted; do
    printf '%s\n' "$have" | grep -qxF "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
if [ "${KURS_NO_INSTALL:-0}" = 1 ]; then
    echo "Missing packages; install them with:" >&2
    echo "$sudo apt-get install --no-install-recommends$missing" | sed 's/^ //'
    exit 1
fi
if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    echo "Missing packages:$missing" >&2
    echo "Neither root nor sudo: have them installed, then run this again." >&2
    exit 1
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing
