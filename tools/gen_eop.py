#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/time/eop_table.inc from a CSV of daily Earth orientation values.

Usage: tools/gen_eop.py EOP.csv > src/time/eop_table.inc

The form of the CSV and the source of the values stand in data/earth/SOURCE.md.
"""
import sys
from decimal import Decimal


def scaled(text, factor):
    """The decimal text times factor, which must come out whole."""
    value = Decimal(text) * factor
    if value != value.to_integral_value():
        sys.exit(f"gen_eop: {text} is finer than the table's unit")
    return int(value)


def read_rows(path):
    rows, first, offsets = [], None, (0, 0)
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            mjd, xp, yp, dut, _lod, dx, dy, kind = line.strip().split(",")
            first = int(mjd) if first is None else first
            if int(mjd) != first + len(rows):
                sys.exit(f"gen_eop: MJD {mjd} does not follow the row before it")
            if dx and dy:  # left blank by IERS far ahead: the last known ones are kept
                offsets = (scaled(dx, 1000), scaled(dy, 1000))
            rows.append((scaled(xp, 10**6), scaled(yp, 10**6), scaled(dut, 10**7), *offsets,
                         {"I": 0, "P": 1}[kind]))
    return first, rows


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    first, rows = read_rows(sys.argv[1])
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by tools/gen_eop.py; do not edit. Source: data/earth/SOURCE.md. */")
    print("/* xp, yp [uas], UT1-UTC [0.1 us], dX, dY [uas], predicted; 0h UTC of each day */")
    print(f"#define EOP_FIRST_MJD {first}")
    print(f"#define EOP_ROWS {len(rows)}")
    print("static const kurs_eop_row eop_table[EOP_ROWS] = {")
    for row in rows:
        print("{" + ",".join(str(v) for v in row) + "},")
    print("};")


if __name__ == "__main__":
    main()
