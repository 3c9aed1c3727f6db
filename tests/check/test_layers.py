#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The layer checker passes on the tree, and refuses each planted violation for its reason."""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ['KURS_SOURCE_DIR'])
CHECKER = SOURCE / 'tools/check_layers.py'

GOOD = {
    'include/kurs/status.h': '',
    'include/kurs/time.h': '#include "kurs/status.h"\n',
    'include/kurs/lambert.h': '',
    'src/base/base.h': '#include "base/scan.h"\n',
    'src/base/scan.h': '',
    'src/math/math.h': '',
    'src/math/lu.h': '',
    'src/orbit/lambert.c': '#include "kurs/lambert.h"\n#include <math.h>\n#include "math/math.h"\n',
    'src/gnc/gnc.h': '#include "kurs/time.h"\n',
    'src/gnc/guide.c': '#include "gnc/gnc.h"\n#include "kurs/lambert.h"\n#include "base/base.h"\n',
    'src/sim/sim.h': '',
    'src/dyn/dyn.h': '',
    'src/math/lanes.h': '',
    'src/orbit/fly_lanes.c': '#include "math/lanes.h"\n',
}

# what is planted, and words of the refusal
BAD = [
    ({'src/gnc/guide.c': '#include "sim/sim.h"\n'}, 'gnc may not use sim'),
    ({'src/gnc/guide.c': '#include "math/lanes.h"\n'}, 'is inside of math'),
    ({'src/gnc/guide.c': '#include "dyn/dyn.h"\n'}, 'gnc may not use dyn'),
    ({'src/plan/find.c': '  #  include "gnc/gnc.h"\n'}, 'plan may not use gnc'),
    ({'src/ode/step.c': '#include "kurs/lambert.h"\n'}, 'ode may not use orbit'),
    ({'src/orbit/kepler.c': '#include "math/lu.h"\n'}, 'inside of math'),
    ({'src/orbit/kepler.c': '#include "kepler.h"\n'}, 'neither'),
    ({'src/orbit/kepler.c': '#include "../math/math.h"\n'}, 'neither'),
    ({'src/orbit/kepler.c': '#define X "math/math.h"\n#include X\n'}, 'not a plain include'),
    ({'src/sim/out.c': '#include <jansson.h>\n'}, 'sim may not use the library'),
    ({'src/math/a.h': '#include "math/b.h"\n', 'src/math/b.h': '#include "math/a.h"\n'},
     'cycle of headers'),
    ({'src/orbit/lambert.c': '#include <math.h>\n#include "kurs/lambert.h"\n'}, 'must come first'),
    ({'src/warp/warp.c': ''}, 'not in the table'),
    ({'include/kurs/warp.h': ''}, 'not in the table'),
    ({'include/kurs/time.h': '#include "kurs/lambert.h"\n'}, 'time may not use orbit'),
    ({'include/kurs/lambert.h': '#include "math/math.h"\n'}, 'may not include the inner'),
    ({'tools/layers.txt': (SOURCE / 'tools/layers.txt').read_text()
      .replace(': math time vehicle record\n', ': math time vehicle record sim\n')},
     'of a higher layer'),
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        table = root / 'tools/layers.txt'
        if not table.exists():
            table = SOURCE / 'tools/layers.txt'
        return subprocess.run([CHECKER, root, table], capture_output=True, text=True)


def main():
    failed = []
    tree = subprocess.run([CHECKER, SOURCE], capture_output=True, text=True)
    print(tree.stdout)
    if tree.returncode != 0:
        failed.append('the tree keeps its layers')
    if run(GOOD).returncode != 0:
        failed.append('a good tree passes: ' + run(GOOD).stdout)
    if run({}).returncode == 0:
        failed.append('an empty tree is a failure')
    for planted, words in BAD:
        result = run({**GOOD, **planted})
        if result.returncode == 0 or words not in result.stdout:
            failed.append(f'{planted} is refused with "{words}": {result.stdout}')
    for line in failed:
        print('FAILED:', line)
    print(f'{len(BAD) + 3} cases, {len(failed)} failed')
    sys.exit(1 if failed else 0)


main()
