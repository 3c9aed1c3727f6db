#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/env/nrlmsise00_table.inc from a CSV of the model's coefficients.

Usage: tools/gen_nrlmsise00.py NRLMSISE00.csv > src/env/nrlmsise00_table.inc

The form of the CSV and the source of the values stand in data/earth/SOURCE.md.
"""
import sys

SIZES = {'PT': (1, 150), 'PS': (1, 150), 'PD': (9, 150), 'PDL': (2, 25), 'PTL': (4, 100),
         'PMA': (10, 100), 'PTM': (1, 10), 'PDM': (8, 10), 'PAVGM': (1, 10)}


def read(path):
    tables = {name: [[None] * columns for _ in range(rows)]
              for name, (rows, columns) in SIZES.items()}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            name, row, index, value = (part.strip() for part in line.split(","))
            if name in tables:
                tables[name][int(row)][int(index)] = float(value)
    for name, rows in tables.items():
        if any(value is None for row in rows for value in row):
            sys.exit(f"gen_nrlmsise00: {name} is not complete")
    return tables


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by tools/gen_nrlmsise00.py; do not edit. Source: data/earth/SOURCE.md. */")
    for name, rows in read(sys.argv[1]).items():
        print(f"static const double {name.lower()}[{len(rows)}][{len(rows[0])}] = {{")
        for row in rows:
            print("{" + ",".join(repr(value) for value in row) + "},")
        print("};")


if __name__ == "__main__":
    main()
