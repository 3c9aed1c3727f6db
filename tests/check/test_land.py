#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The land of the map in a terminal is what its generator makes of the coastlines."""
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ['KURS_SOURCE_DIR'])

made = subprocess.run([SOURCE / 'tools/gen_land.py', SOURCE / 'src/plot/coast_table.inc'],
                      capture_output=True, text=True, check=True).stdout
rows = [line for line in made.splitlines() if line.startswith('    "')]
if len(rows) != 180 or made != (SOURCE / 'src/cli/watch_land_table.inc').read_text():
    sys.exit('src/cli/watch_land_table.inc is not what tools/gen_land.py makes')
print(f'{len(rows)} rows')
