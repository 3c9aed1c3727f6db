#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/cli/watch_land_table.inc, the land of the map in a terminal, from the coastlines.

Usage: tools/gen_land.py src/plot/coast_table.inc > src/cli/watch_land_table.inc

A bit for each square degree: 1 where at least half of it is land. The source of the coastlines
stands in data/earth/SOURCE.md, their coding in tools/coast/make-coast.mjs.
"""
import re
import sys

DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'
FINE = 4  # samples a degree, each way


def rings(text):
    body = text[text.index('{') + 1:text.rindex('}')]
    for coded in re.sub(r'"\s*"', '', body).split(','):
        if coded.strip():
            yield ring(coded.strip().strip('"'))


def numbers(coded):
    value = shift = 0
    for c in coded:
        digit = DIGITS.index(c)
        value |= (digit & 31) << shift
        shift += 5
        if digit < 32:
            yield -(value + 1) // 2 if value & 1 else value // 2
            value = shift = 0


def ring(coded):
    """Points in degrees."""
    flat = list(numbers(coded))
    lon = lat = 0
    points = []
    for i in range(0, len(flat), 2):
        lon, lat = lon + flat[i], lat + flat[i + 1]
        points.append((lon / 100, lat / 100))
    return points


def crossings(all_rings, lat):
    """Longitudes where the parallel crosses a coast, in order."""
    found = []
    for points in all_rings:
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
            if (y1 > lat) != (y2 > lat):
                found.append(x1 + (lat - y1) * (x2 - x1) / (y2 - y1))
    return sorted(found)


def row(all_rings, top):
    """Land samples in each degree of the row under the parallel `top`."""
    counts = [0] * 360
    for j in range(FINE):
        coasts = crossings(all_rings, top - (j + 0.5) / FINE)
        at = 0
        for i in range(360 * FINE):
            lon = -180 + (i + 0.5) / FINE
            while at < len(coasts) and coasts[at] < lon:
                at += 1
            counts[i // FINE] += at % 2
    return counts


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding='ascii') as file:
        all_rings = list(rings(file.read()))
    print('/* SPDX-License-Identifier: Apache-2.0 */')
    print('/* Made by tools/gen_land.py from src/plot/coast_table.inc; do not edit. Source:')
    print(' * data/earth/SOURCE.md. A row for each degree of latitude from 90 N on, a bit for each')
    print(' * degree of longitude from 180 W on, highest first: 1 is land. */')
    print('static const char land_rows[180][91] = {')
    for top in range(90, -90, -1):
        bits = ''.join('1' if 2 * n >= FINE * FINE else '0' for n in row(all_rings, top))
        print(f'    "{int(bits, 2):090x}",')
    print('};')


if __name__ == '__main__':
    main()
