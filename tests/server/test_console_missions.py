#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Missions that are compiled in: without a folder, beside one, and under a file of the same name."""
import json
import subprocess

from console import Console, KURS, MS25, SOURCE, check, finish, scratch

OWN = sorted(p.stem for p in (SOURCE / 'missions').glob('*.yaml'))


def listed(console):
    status, _, body = console.get('/api/missions')
    check(status == 200, f'missions are listed: {status}')
    return {m['name']: m for m in body['missions']}, [m['name'] for m in body['missions']]


def begin(console, **body):
    status, _, answer = console.post('/api/flights', body)
    return status, answer


def check_without_a_folder():
    console = Console(mission=None, missions=None)
    check(not (console.folder / 'missions').exists(), 'there is no folder')
    by_name, names = listed(console)
    check(len(OWN) == 4 and names == OWN, f'the built-in missions are offered: {names}')
    check(all(m['built_in'] is True for m in by_name.values()), 'they say that they are built in')
    check(by_name['soyuz-ms-25']['launch_day'] == '2024-03-21T00:00:00.000Z', 'with their day')
    status, made = begin(console, mission='soyuz-ms-25')
    check(status == 201, f'one is flown: {made}')
    facts = console.get(f'/api/flights/{made["id"]}')[2]
    check(facts['title'] == by_name['soyuz-ms-25']['title'], f'it is that one: {facts["title"]}')
    for name in ('soyuz-ms-99', 'soyuz-ms-25.yaml', '../missions/soyuz-ms-25', ''):
        status = begin(console, mission=name)[0]
        check(status in (400, 404), f'{name!r} is none: {status}')
    # a file of the working folder is no mission of the API
    (console.folder / 'other').write_text(MS25.read_text())
    (console.folder / 'soyuz-ms-27').write_text('name: x\n')
    check(begin(console, mission='other')[0] == 404, 'the working folder is not served')
    check(begin(console, mission='soyuz-ms-27')[0] == 201, 'and does not stand before a name')
    console.close()


def check_with_a_folder():
    folder = scratch('missions')
    text = MS25.read_text()
    title = next(line for line in text.splitlines() if line.startswith('name:'))
    (folder / 'soyuz-ms-25.yaml').write_text(text.replace(title, 'name: Ours'))
    (folder / 'another.yaml').write_text(text.replace(title, 'name: Another'))
    (folder / 'soyuz-ms-24.yaml').write_text('name: broken\n')
    console = Console(mission='soyuz-ms-25', missions=folder)
    by_name, names = listed(console)
    check(names == ['another', 'soyuz-ms-25', 'soyuz-ms-27', 'soyuz-ms-28'],
          f'each name once, what is broken not at all: {names}')
    built_in = [name for name in names if by_name[name]['built_in']]
    check(built_in == ['soyuz-ms-27', 'soyuz-ms-28'], f'those of the folder are not: {built_in}')
    check(by_name['soyuz-ms-25']['title'] == 'Ours', 'the file goes first in the list')
    check(console.get('/api/flights/f1')[2]['title'] == 'Ours', 'and as MISSION')
    _, made = begin(console, mission='soyuz-ms-25')
    check(console.get(f'/api/flights/{made["id"]}')[2]['title'] == 'Ours', 'and as a new flight')
    check(begin(console, mission='soyuz-ms-24')[0] == 400, 'a broken one is told, not passed over')
    console.close()


def check_replay_without_a_folder():
    """A record finds its mission among the built-in ones: what needs it is there."""
    out = scratch('records')
    subprocess.run([KURS, 'fly', 'soyuz-ms-25', '-q', '-o', str(out / 'r')], check=True, cwd=out)
    console = Console('--record', str(out / 'r'), mission=None, missions=None)
    status, _, body = console.get('/api/flights/f1/returns')
    check(status == 200, f'landings of a replay: {json.dumps(body)[:200]}')
    console.close()


def check_start():
    folder = scratch('empty')
    console = Console(mission='soyuz-ms-28', missions=None, at=None)
    check(console.get('/api/flights')[2]['flights'][0]['mission'] == 'soyuz-ms-28',
          'a name is a MISSION')
    console.close()
    run = subprocess.run([KURS, 'serve', 'nonsense', '--port', '0'], capture_output=True,
                         text=True, timeout=20, cwd=folder)
    check(run.returncode == 4 and all(name in run.stderr for name in OWN),
          f'one that is not known lists them: {run.returncode} {run.stderr}')


def main():
    check_without_a_folder()
    check_with_a_folder()
    check_replay_without_a_folder()
    check_start()
    finish()


if __name__ == '__main__':
    main()
