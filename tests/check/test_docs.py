#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the documents say is there: C blocks compile, links lead somewhere, make targets and test
names exist."""
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(os.environ['KURS_SOURCE_DIR'])
PAGES = [SOURCE / name for name in ('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md')]
PAGES += sorted(SOURCE.glob('docs/**/*.md'))
errors = []


def compile_block(page, code):
    headers = sorted(path.name for path in (SOURCE / 'include/kurs').glob('*.h'))
    text = ''.join(f'#include <kurs/{name}>\n' for name in headers)
    text += 'int main(void)\n{\n' + code + '    return 0;\n}\n'
    run = subprocess.run([os.environ.get('CC', 'cc'), '-std=c17', '-Wall', '-Werror',
                          '-Wno-unused', '-fsyntax-only', '-I', SOURCE / 'include', '-x', 'c', '-'],
                         input=text, capture_output=True, text=True)
    if run.returncode:
        errors.append(f'{page.name}: the C block does not compile: {run.stderr}')


def main():
    targets = set(re.findall(r'^([a-z]+):', (SOURCE / 'Makefile').read_text(), re.MULTILINE))
    tests = {path.stem for path in SOURCE.glob('tests/*/test_*.*')}
    counts = {'blocks': 0, 'links': 0, 'targets': 0, 'tests': 0}
    for page in PAGES:
        text = page.read_text()
        if len(text.split()) < 20:
            errors.append(f'{page.name}: there is next to nothing on the page')
        for code in re.findall(r'```c\n(.*?)```', text, re.DOTALL):
            counts['blocks'] += 1
            compile_block(page, code)
        for link in re.findall(r'\]\(([^)#]+)[^)]*\)', text):
            counts['links'] += 1
            if '://' not in link and not (page.parent / link).exists():
                errors.append(f'{page.name}: the link {link} leads nowhere')
        for target in re.findall(r'`make ([a-z]+)`', text):
            counts['targets'] += 1
            if target not in targets:
                errors.append(f'{page.name}: there is no make {target}')
        for name in re.findall(r'\b(test_[a-z0-9_]+)', text):
            counts['tests'] += 1
            if name not in tests:
                errors.append(f'{page.name}: there is no {name}')
    for path in sorted((SOURCE / 'include').rglob('*.h')) + sorted((SOURCE / 'src').rglob('*.h')):
        for name in re.findall(r'\b(test_[a-z0-9_]+)', path.read_text()):
            counts['tests'] += 1
            if name not in tests:
                errors.append(f'{path.name}: there is no {name}')
    for error in errors:
        print(error)
    print(', '.join(f'{n} {name}' for name, n in counts.items()))
    if errors or min(counts.values()) == 0:
        sys.exit(1)


if __name__ == '__main__':
    main()
