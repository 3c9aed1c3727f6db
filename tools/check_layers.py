#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks every #include of include/ and src/ against tools/layers.txt.

Refused: a module that the table does not allow; a neighbour's header other than its face
src/<module>/<module>.h; a library in the wrong room; a cycle of headers; a file whose own header
does not come first; a module or public header that the table does not know.

usage: check_layers.py [ROOT [TABLE]]
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(\S+)', re.MULTILINE)


class Table:
    def __init__(self, path):
        self.uses, self.layer, self.owner, self.libraries = {}, {}, {}, {}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.split('#')[0].strip()
            if not line:
                continue
            left, _, right = line.partition(':')
            kind, name, *rest = left.split()
            if kind == 'module':
                self.layer[name] = int(rest[0])
                self.uses[name] = {name, 'base', *right.split()}
            elif kind == 'header':
                self.owner[name] = right.strip()
            elif kind == 'library':
                self.libraries[name] = set(right.split())
            else:
                sys.exit(f'{path}:{number}: unknown row "{kind}"')

    def own_errors(self):
        """A table that lets a module use one of a higher layer is wrong itself."""
        for module, uses in self.uses.items():
            for other in sorted(uses):
                if other not in self.layer:
                    yield f'the table lets {module} use {other}, which it does not know'
                elif self.layer[other] > self.layer[module]:
                    yield f'the table lets {module} use {other} of a higher layer'
        for header, module in self.owner.items():
            if module not in self.layer:
                yield f'the table gives {header} to {module}, which it does not know'


def includes_of(text):
    """(line number, what stands after #include) for each line."""
    return [(text.count('\n', 0, m.start()) + 1, m.group(1)) for m in INCLUDE.finditer(text)]


def module_of(name, table):
    """The module of a header: of 'kurs/X.h' by its owner, of '<module>/X' by the folder."""
    return table.owner.get(name) if name.startswith('kurs/') else name.split('/')[0]


def refusal(name, module, target, table):
    """Why the file `name` of `module` may not include `target`; None where it may."""
    if target.startswith('<'):
        library = target.strip('<>')
        for prefix, rooms in table.libraries.items():
            if library.startswith(prefix) and module not in rooms:
                return f'{module} may not use the library {target}'
        return None
    if not target.startswith('"'):
        return f'{target} is not a plain include'
    target = target.strip('"')
    other = module_of(target, table)
    if '/' not in target or other not in table.uses:
        return f'"{target}" is neither kurs/X.h of the table nor <module>/<module>.h'
    if name.startswith('kurs/') and not target.startswith('kurs/'):
        return f'a public header may not include the inner "{target}"'
    if other not in table.uses[module]:
        return f'{module} may not use {other}: "{target}"'
    lanes = name.endswith('_lanes.c') and target.endswith('lanes.h')
    if (other != module and not target.startswith('kurs/') and target != f'{other}/{other}.h' and
            not lanes):
        return f'"{target}" is inside of {other}; its face is "{other}/{other}.h"'
    return None


def owners_by_name(names, table):
    """Gives each public header without a row to the one module that has a .c of its name."""
    for header in (n for n in names if n.startswith('kurs/') and n not in table.owner):
        stem = pathlib.PurePath(header).stem
        rooms = {n.split('/')[0] for n in names if n.endswith(f'/{stem}.c')}
        if len(rooms) == 1:
            table.owner[header] = rooms.pop()


def own_header_is_first(name, names, targets, table):
    """Where a header has the name of the .c file, the file begins with it."""
    module, stem = name.split('/')[0], pathlib.PurePath(name).stem
    own = [h for h in (f'{module}/{stem}.h', f'kurs/{stem}.h')
           if h in names and module_of(h, table) == module]
    return not own or targets[:1] == own[:1] or targets[:1] == own[1:]


def find_cycle(graph):
    """A list of headers in which each includes the next and the last the first; else None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):]
        if node in done or node not in graph:
            return None
        path.append(node)
        for target in graph[node]:
            cycle = visit(target)
            if cycle:
                return cycle
        done.add(path.pop())
        return None

    for node in sorted(graph):
        cycle = visit(node)
        if cycle:
            return cycle
    return None


def check(root, table):
    errors = list(table.own_errors())
    files = {}
    for base in ('include', 'src'):
        for path in sorted((root / base).rglob('*.[ch]')):
            files[path.relative_to(root / base).as_posix()] = path
    owners_by_name(files, table)
    graph = {}
    for name, path in files.items():
        where = path.relative_to(root)
        module = module_of(name, table)
        if module not in table.uses:
            errors.append(f'{where}: not in the table')
            continue
        includes = includes_of(path.read_text())
        for line, target in includes:
            reason = refusal(name, module, target, table)
            if reason:
                errors.append(f'{where}:{line}: {reason}')
        targets = [target.strip('"') for _, target in includes]
        if name.endswith('.h'):
            graph[name] = targets
        elif not own_header_is_first(name, files, targets, table):
            errors.append(f'{where}: its own header must come first')
    cycle = find_cycle(graph)
    if cycle:
        errors.append('cycle of headers: ' + ' -> '.join(cycle + cycle[:1]))
    return len(files), errors


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else '.')
    table = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / 'tools/layers.txt'
    count, errors = check(root, Table(table))
    for error in errors:
        print(error)
    if not count:
        sys.exit('no files to check')
    print(f'layers: {count} files, {len(errors)} refused')
    sys.exit(1 if errors else 0)


if __name__ == '__main__':
    main()
