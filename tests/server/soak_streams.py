#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mission control for SOAK_SECONDS: streams that come, go and are not read, documents, commands,
flights, logins, wrong tokens, requests that are cut. Tells memory, open files and threads over time
(SOAK_OUT: a file of CSV); memory and files stay flat after the first quarter."""
import os
import socket
import statistics
import time

from console import Console, JSON, check, finish
from test_console_faults import resident_kb

SPAN = float(os.environ.get('SOAK_SECONDS', '60'))
PATHS = ('now', 'timeline', 'series?channels=alt_km,mach', 'track', 'windows', 'returns', 'relative',
         'passes?lat_deg=1&lon_deg=2', 'log', 'czml', 'series?points=5000&channels=alt_km,lat_deg,lon_deg')
SAMPLES = 120


def sample(console):
    pid = f'/proc/{console.process.pid}'
    return resident_kb(console), len(os.listdir(pid + '/fd')), len(os.listdir(pid + '/task'))


def read(streams):
    for s in streams:
        s.setblocking(False)
        try:
            while s.recv(1 << 20):
                pass
        except OSError:
            pass


def deaf_stream(console):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(('127.0.0.1', console.port))
    s.sendall(f'GET /api/flights/f1/stream HTTP/1.1\r\nHost: {console.host}\r\n'
              'Last-Event-ID: 0-0-0\r\n\r\n'.encode())
    return s


def cut(console, n):
    with socket.create_connection(('127.0.0.1', console.port)) as s:
        s.sendall(f'POST /api/login HTTP/1.1\r\nHost: {console.host}\r\nContent-Type: '
                  'application/json\r\nContent-Length: 90\r\n\r\n{"token":"'.encode()[:n])


def change(console, i, told):
    """What changes state, and what is refused: one of them a round."""
    kind = i // 20 % 6
    if kind == 0:
        status, _, body = console.post('/api/flights', {'mission': 'soyuz-ms-27'})
        told[status] = told.get(status, 0) + 1
        if status == 201:
            branch = console.post(f'/api/flights/{body["id"]}/branch', {})[2]
            console.post(f'/api/flights/{body["id"]}/clock', {'step_s': 3600})
            for one in (body, branch):
                console.ask('DELETE', '/api/flights/' + one['id'], token=console.token)
    elif kind == 1:
        console.post('/api/flights/f1/clock', {'rate': 1 + i % 100})
    elif kind == 2:
        console.post('/api/flights/f1/clock', {'jump_utc': '2024-03-23T12:40:00Z'})
    elif kind == 3:
        reply = console.ask('POST', '/api/login', {'token': console.token})[1]
        if i % 40:
            console.ask('POST', '/api/logout', {}, {**JSON, 'Origin': console.origin, 'Cookie':
                        reply.getheader('Set-Cookie').split(';')[0]})
    elif kind == 4:
        status = console.post('/api/flights/f1/clock', {'rate': 2}, token=f'{i:064x}')[0]
        check(status in (401, 429), f'a wrong token is refused: {status}')
    else:
        status = console.post('/api/flights', {'yaml': 'a: ' + '[' * 40})[0]
        check(status in (400, 429), f'what is no mission is refused: {status}')


def verdict(name, values, share, more):
    quarter = len(values) // 4
    if quarter < 3:
        print(f'{name}: too short a time to judge')
        return
    early = statistics.median(values[quarter:2 * quarter])
    late = statistics.median(values[-quarter:])
    print(f'{name}: {early:.0f} in the second quarter, {late:.0f} in the last')
    check(late <= early * (1.0 + share) + more, f'{name} stays flat: {early:.0f}, then {late:.0f}')


def main():
    console = Console()
    streams, deaf, rows, told, i = [], [], [], {}, 0
    out = open(os.environ.get('SOAK_OUT', os.devnull), 'w', encoding='utf-8')
    out.write('seconds,resident_kb,files,threads\n')
    begin = time.monotonic()
    while time.monotonic() < begin + SPAN:
        i += 1
        streams.append(console.stream())
        if len(streams) > 100:
            streams.pop(0).close()
        if i % 10 == 0:
            deaf.append(deaf_stream(console))
            if len(deaf) > 50:
                deaf.pop(0).close()
        read(streams)
        check(console.get('/api/flights/f1/' + PATHS[i % len(PATHS)])[0] == 200, 'it answers')
        cut(console, i % 150)
        if i % 20 == 0:
            change(console, i, told)
        if time.monotonic() - begin > len(rows) * SPAN / SAMPLES:
            rows.append(sample(console))
            line = f'{time.monotonic() - begin:.0f},' + ','.join(str(x) for x in rows[-1])
            out.write(line + '\n')
            out.flush()
            if len(rows) % 10 == 1:
                print('seconds, kB, files, threads:', line, flush=True)
        time.sleep(0.05)
    out.close()
    print(f'{i} rounds, {told.get(201, 0)} flights')
    check(told.get(201, 0) > 0, f'flights were begun: {told}')
    verdict('memory in kB', [row[0] for row in rows], 0.03, 1500)
    verdict('open files', [row[1] for row in rows], 0.0, 20)
    verdict('threads', [row[2] for row in rows], 0.0, 0)
    for s in streams + deaf:
        s.close()
    console.close()
    finish()


if __name__ == '__main__':
    main()
