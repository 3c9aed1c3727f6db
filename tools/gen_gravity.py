#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/env/egm2008_table.inc from a CSV of gravity coefficients.

Usage: tools/gen_gravity.py EGM2008.csv > src/env/egm2008_table.inc

The form of the CSV and the source of the values stand in data/earth/SOURCE.md.
"""
import sys


def read(path):
    rows = {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            n, m, c, s = (part.strip() for part in line.split(","))
            rows[int(n), int(m)] = (float(c), float(s), c, s)
    degree = max(n for n, _ in rows)
    for n in range(2, degree + 1):
        for m in range(n + 1):
            if (n, m) not in rows:
                sys.exit(f"gen_gravity: degree {n}, order {m} is missing")
    return degree, rows


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    degree, rows = read(sys.argv[1])
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by tools/gen_gravity.py; do not edit. Source: data/earth/SOURCE.md. */")
    print("/* Fully normalised C and S, by degree from 2 on, then by order from 0 to the degree. */")
    print(f"#define EGM_DEGREE {degree}")
    print(f"static const double egm_table[{sum(n + 1 for n in range(2, degree + 1))}][2] = {{")
    for n in range(2, degree + 1):
        for m in range(n + 1):
            c, s, c_text, s_text = rows[n, m]
            assert float(c_text) == c and float(s_text) == s
            print(f"{{{c!r},{s!r}}},")
    print("};")


if __name__ == "__main__":
    main()
