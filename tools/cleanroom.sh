#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the README's two commands in a bare Debian 12 root, on a fresh clone of what is committed.
# Needs root (chroot). Packages come from where this machine has its own from; the bare root is
# kept as a tarball, so that a second run starts at once. KURS_CLEANROOM_KEEP=1 leaves the root.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || exec sudo "$0" "$@"
suite=bookworm
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kurs
tarball=$cache/$suite.tar
arch=$(dpkg --print-architecture)
mission=soyuz-ms-25

# The archive of the host's own Debian suite: one-line and deb822 sources, the first that has it.
mirror_of() {
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
        /etc/apt/sources.list.d/*.sources 2>/dev/null | awk -v suite="$1" '
        /^URIs:/   {uri = $2}
        /^Suites:/ {for (i = 2; i <= NF; i++) if ($i == suite) found[++n] = uri}
        /^deb /    {sub(/\[[^]]*\]/, ""); if ($3 == suite) found[++n] = $2}
        END        {if (n) print found[1]}'
}

bare_root() {
    [ ! -f "$tarball" ] || return 0
    mirror=$(mirror_of "$suite")
    [ -n "$mirror" ] || { echo "cleanroom: no source of $suite in /etc/apt" >&2; exit 1; }
    mkdir -p "$cache"
    debootstrap --arch="$arch" --variant=minbase --include=make,git,ca-certificates \
        "$suite" "$root" "$mirror"
    tar -C "$root" -cf "$tarball.part" .
    mv "$tarball.part" "$tarball"
}

leave() {
    umount -l "$root/dev/pts" 2>/dev/null || true
    umount -l "$root/proc" 2>/dev/null || true
    [ "${KURS_CLEANROOM_KEEP:-0}" = 1 ] || rm -rf --one-file-system "$root"
}

root=$(mktemp -d "${TMPDIR:-/tmp}/kurs-cleanroom.XXXXXX")
trap leave EXIT
bare_root
[ -e "$root/bin/sh" ] || tar -C "$root" -xf "$tarball"

# how the host reaches its packages: its sources, their keys, its apt settings
cp /etc/resolv.conf /etc/hosts "$root/etc/"
rm -f "$root/etc/apt/sources.list"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
    /etc/apt/sources.list.d/*.sources /etc/apt/apt.conf.d/*; do
    [ ! -f "$file" ] || ! grep -qE "$suite|Acquire" "$file" || cp "$file" "$root$file"
done
git clone -q --no-hardlinks . "$root/root/kurs"
mount -t proc proc "$root/proc" 2>/dev/null || mount --bind /proc "$root/proc"
# terminals of its own, as every Debian that runs has them
mkdir -p "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"

inside() {
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        LANG=C.UTF-8 chroot "$root" sh -c "cd /root/kurs && $1"
}
report=$root/root/kurs/out/$mission/report.html
inside 'make run'
[ -s "$report" ] || { echo "cleanroom: make run left no report" >&2; exit 1; }
inside 'make test'
[ -s "$report" ] || { echo "cleanroom: make test left no report" >&2; exit 1; }
inside 'make run'
echo "cleanroom: both commands work, and the first a second time"
