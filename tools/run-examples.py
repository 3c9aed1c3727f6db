#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of a page of docs/ and compares what they print with what the page says.

An example is an indented `$ kurs COMMAND ...` and the indented lines under it; `$ cat FILE` makes
FILE of the lines under it. Standard output counts. With --write the page gets what is printed.

usage: run-examples.py [--write] KURS PAGE COMMAND
"""
import difflib
import pathlib
import shlex
import subprocess
import sys
import tempfile

INDENT = '    '


def block(lines, at):
    """The lines of an example from `at` on, and where they end."""
    end = at
    while end < len(lines) and not lines[end].startswith(INDENT + '$ '):
        blank = lines[end] == '' and end + 1 < len(lines) and lines[end + 1].startswith(INDENT)
        if not blank and not lines[end].startswith(INDENT):
            break
        end += 1
    while end > at and lines[end - 1] == '':
        end -= 1
    return [line[len(INDENT):] for line in lines[at:end]], end


def run(kurs, page, command):
    """The page with every example as it comes out now, and how many there are."""
    lines, out, at, count = page.read_text().split('\n'), [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while at < len(lines):
            line = lines[at]
            out.append(line)
            at += 1
            if not line.startswith(INDENT + '$ '):
                continue
            words = shlex.split(line[len(INDENT) + 2:])
            said, end = block(lines, at)
            if words[0] == 'cat':
                (pathlib.Path(folder) / words[1]).write_text('\n'.join(said) + '\n')
            elif words[:2] == ['kurs', command]:
                made = subprocess.run([kurs, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
                said = made.stdout.rstrip('\n').split('\n')
                count += 1
            out += [(INDENT + text).rstrip() for text in said]
            at = end
    return '\n'.join(out), count


def main(arguments):
    write = arguments[:1] == ['--write']
    if len(arguments) != 3 + write:
        sys.exit(__doc__)
    kurs, page, command = arguments[write:]
    page = pathlib.Path(page)
    made, count = run(str(pathlib.Path(kurs).resolve()), page, command)
    if count == 0:
        sys.exit(f'{page}: no example of kurs {command}')
    if write:
        page.write_text(made)
    elif made != page.read_text():
        sys.stdout.writelines(line + '\n' for line in difflib.unified_diff(
            page.read_text().split('\n'), made.split('\n'), str(page), 'printed now', lineterm=''))
        sys.exit(f'{page}: other examples come out; look at them, then run-examples.py --write')
    print(f'{page}: {count} examples as they come out')


main(sys.argv[1:])
