#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/env/space_weather_table.inc from a CSV of daily indices.

Usage: tools/gen_space_weather.py WEATHER.csv > src/env/space_weather_table.inc

The form of the CSV and the source of the values stand in data/earth/SOURCE.md.
"""
import datetime
import sys
from decimal import Decimal


def tenths(text):
    value = Decimal(text) * 10
    if value != value.to_integral_value():
        sys.exit(f"gen_space_weather: {text} is finer than the table's unit")
    return int(value)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows, first = [], None
    with open(sys.argv[1], encoding="ascii") as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            part = line.strip().split(",")
            mjd = (datetime.date.fromisoformat(part[0]) - datetime.date(1858, 11, 17)).days
            first = mjd if first is None else first
            if mjd != first + len(rows):
                sys.exit(f"gen_space_weather: {part[0]} does not follow the row before it")
            rows.append([int(ap) for ap in part[1:10]] + [tenths(part[10]), tenths(part[11]),
                        {"O": 0, "P": 1}[part[12]]])
    print("/* SPDX-License-Identifier: Apache-2.0 */")
    print("/* Made by tools/gen_space_weather.py; do not edit. Source: data/earth/SOURCE.md. */")
    print("/* ap of each 3 hours, of the day; F10.7, its 81-day mean [0.1 sfu]; predicted */")
    print(f"#define WEATHER_FIRST_MJD {first}")
    print(f"#define WEATHER_ROWS {len(rows)}")
    print("static const kurs_weather_row weather_table[WEATHER_ROWS] = {")
    for row in rows:
        aps = ",".join(str(v) for v in row[:8])
        print("{{" + aps + "}," + ",".join(str(v) for v in row[8:]) + "},")
    print("};")


if __name__ == "__main__":
    main()
