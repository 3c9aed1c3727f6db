#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the symbols of a build folder: every global one of libkurs.a begins with kurs_, and
libkurs.so exports just what the headers declare KURS_API. With --complete a declared function
that is not there is an error, too; without it, a note.

usage: check_symbols.py BUILD [--complete]
"""
import pathlib
import re
import subprocess
import sys


def symbols(library, *flags):
    out = subprocess.run(['nm', '--defined-only', '-g', '-P', *flags, library], check=True,
                         capture_output=True, text=True).stdout
    return {line.split()[0] for line in out.splitlines() if len(line.split()) > 1}


def declared(header):
    """Names of the functions and variables that a header marks KURS_API."""
    text = re.sub(r'/\*.*?\*/', ' ', header.read_text(), flags=re.DOTALL)
    text = re.sub(r'^[ \t]*#.*?(?<!\\)$', '', text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r'KURS_PRINTF\([^)]*\)', ' ', text)
    for declaration in re.findall(r'\bKURS_API\b([^;{]*)', text):
        yield re.findall(r'\w+', re.split(r'[(\[=]', declaration)[0])[-1]


def main():
    build = pathlib.Path(sys.argv[1])
    headers = sorted(pathlib.Path('include/kurs').glob('*.h'))
    api = {name for header in headers for name in declared(header)}
    inner = symbols(build / 'libkurs.a')
    exported = symbols(build / 'libkurs.so', '-D')
    errors = [f'libkurs.a: {name} does not begin with kurs_'
              for name in sorted(inner) if not name.startswith('kurs_')]
    errors += [f'libkurs.so exports {name}, which no header declares'
               for name in sorted(exported - api)]
    missing = [f'{name} is declared, but not there' for name in sorted(api - exported)]
    if '--complete' in sys.argv:
        errors += missing
    for line in errors:
        print(line)
    if not exported or not api:
        sys.exit('no symbols to check')
    print(f'symbols: {len(inner)} global, {len(exported)} exported, {len(errors)} refused, '
          f'{len(missing)} declared only')
    sys.exit(1 if errors else 0)


if __name__ == '__main__':
    main()
