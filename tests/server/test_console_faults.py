#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Those who do not behave: readers that do not read, requests that are cut or never end, wrong
tokens, and stops under load. KURS_SOAK of the environment multiplies the rounds (make soak)."""
import json
import os
import signal
import socket
import threading
import time

from console import Console, JSON, check, events, failures, finish

SOAK = int(os.environ.get('KURS_SOAK', '1'))
SLOW = os.environ.get('KURS_INSTRUMENTED') == '1'


def resident_kb(console):
    with open(f'/proc/{console.process.pid}/status', encoding='utf-8') as status:
        return next(int(line.split()[1]) for line in status if line.startswith('VmRSS'))


def drain(s, seconds=5):
    out, end = b'', time.monotonic() + seconds
    s.settimeout(0.5)
    while time.monotonic() < end:
        try:
            part = s.recv(1 << 20)
        except TimeoutError:
            continue
        except OSError:
            return out, True
        if not part:
            return out, True
        out += part
    return out, False


def check_deaf_readers(console):
    """200 streams that are never read, one that wakes up late, one that reads."""
    before = resident_kb(console)
    deaf = []
    for _ in range(201):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect(('127.0.0.1', console.port))
        s.sendall(f'GET /api/flights/f1/stream HTTP/1.1\r\nHost: {console.host}\r\n\r\n'.encode())
        deaf.append(s)
    began = time.monotonic()
    good = console.stream()
    states = [d for kind, _, d in events(good, 17.0, 10 ** 6) if kind == 'now']
    check(len(states) >= (60 if SLOW else 150), f'who reads is told all: {len(states)} in 17 s')
    check(resident_kb(console) - before < 40 * 202 + 4000 or SLOW,
          f'200 that do not read take {resident_kb(console) - before} kB')
    late = deaf.pop()
    text, ended = drain(late)
    check(ended and b'event: notice' in text and b'too slow' in text, 'one that is too slow is told')
    time.sleep(max(0.0, began + 24.0 - time.monotonic()))
    open_still = 0
    for s in deaf:
        s.settimeout(2.0)
        text, ended = drain(s, 3)
        open_still += not ended
    check(open_still == 0, f'those that never read are shut: {open_still} are open')
    check(len([1 for kind, _, _ in events(good, 2.0) if kind == 'now']) >= 8, 'the good one goes on')
    good.close()


def check_cut(console):
    """Requests that are cut at every length."""
    body = '{"rate":1}'
    whole = (f'POST /api/flights/f1/clock HTTP/1.1\r\nHost: {console.host}\r\nAuthorization: Bearer '
             f'{console.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}'
             f'\r\n\r\n{body}').encode()
    for n in range(0, len(whole), 3):
        with socket.create_connection(('127.0.0.1', console.port)) as s:
            s.sendall(whole[:n])
    check(console.get('/api/session')[0] == 200, 'cut requests do no harm')
    # 2026-11-26: their sockets stayed for 20 s
    time.sleep(3.5)
    files = len(os.listdir(f'/proc/{console.process.pid}/fd'))
    check(files < 20, f'and leave no socket: {files} files are open')


def check_slow_heads(console):
    """A head, or a body, that comes letter by letter is not waited for."""
    slow = [socket.create_connection(('127.0.0.1', console.port)) for _ in range(20)]
    end = time.monotonic() + 26
    shut = 0
    text = f'GET / HTTP/1.1\r\nHost: {console.host}\r\nX: '.encode()
    for s in slow[10:]:
        s.sendall(f'POST /api/login HTTP/1.1\r\nHost: {console.host}\r\nContent-Type: '
                  'application/json\r\nContent-Length: 9000\r\n\r\n'.encode())
    at = 0
    while time.monotonic() < end and shut < len(slow):
        for s in list(slow):
            try:
                s.sendall(text[at:at + 1] or b'y')
                s.setblocking(False)
                shut += s.recv(10) == b''
                slow.remove(s)
            except BlockingIOError:
                s.setblocking(True)
            except OSError:
                shut += 1
                slow.remove(s)
        at += 1
        time.sleep(1.0)
    check(not slow, f'slow heads are shut: {len(slow)} are open')


def check_trickle(console):
    """Who takes a long document by drops is shut after two minutes."""
    names = ','.join(c['name'] for c in console.get('/api/flights/f1')[2]['channels'])
    console.post('/api/flights/f1/clock', {'jump_utc': '2024-09-23T11:50:00Z', 'paused': True})
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.connect(('127.0.0.1', console.port))
    s.sendall(f'GET /api/flights/f1/series?points=5000&channels={names} HTTP/1.1\r\n'
              f'Host: {console.host}\r\n\r\n'.encode())
    began, n = time.monotonic(), 0
    while time.monotonic() < began + 128:
        n += len(s.recv(5000))
        time.sleep(2.0)
    left, ended = drain(s, 10)
    check(ended and n + len(left) < 10 ** 6, f'it is shut: {n} and {len(left)} bytes came')


def check_wrong_tokens(console):
    """10,000 of them: none works, the right one works on, others are served."""
    import http.client
    connection = http.client.HTTPConnection('127.0.0.1', console.port, timeout=20)
    told = {}
    for i in range(10000):
        connection.request('POST', '/api/flights/f1/clock', '{"rate":2}',
                           {'Host': console.host, 'Authorization': f'Bearer {i:064x}', **JSON})
        reply = connection.getresponse()
        reply.read()
        told[reply.status] = told.get(reply.status, 0) + 1
        if reply.getheader('Connection') == 'close':
            connection.close()
    check(set(told) == {401, 429}, f'wrong tokens are refused: {told}')
    check(told.get(429, 0) > 9000, f'and soon without being looked at long: {told}')
    check(console.get('/api/flights')[0] == 200, 'others are served meanwhile')
    check(console.post('/api/flights/f1/clock', {'rate': 1})[0] == 200, 'the right one works')


def command(console, done):
    """Moves the clock until the server is gone; keeps what was acknowledged."""
    i = 0
    while True:
        i += 1
        try:
            status, _, body = console.post('/api/flights/f1/clock', {'rate': 1 + i % 7 + i / 1e4},
                                           timeout=5)
        except OSError:
            return
        except Exception:  # a reply that was cut
            return
        if status == 200:
            done.append(body['done'])
        elif status == 429:
            time.sleep(0.05)
        else:
            return


def check_stop_under_load(round_):
    console = Console()
    streams = [console.stream() for _ in range(20)]
    done = []
    workers = [threading.Thread(target=command, args=(console, done)) for _ in range(2)]
    workers += [threading.Thread(target=read_on, args=(console,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    time.sleep(0.3 + 0.05 * (round_ % 10))
    status, told = console.stop(signal.SIGTERM if round_ % 2 else signal.SIGINT)
    check(status == 0 and told == '', f'stop {round_} is clean: {status} {told}')
    for worker in workers:
        worker.join(20)
    lines = [json.loads(line)['what'] for line in console.log.read_text().splitlines()]
    check(len(done) > 0, f'stop {round_}: commands were under way')
    missing = [what for what in done if what not in lines]
    check(not missing, f'stop {round_} loses no line of the log: {missing}')
    for s in streams:
        s.close()


def read_on(console):
    while True:
        try:
            console.get('/api/flights/f1/passes?lat_deg=10&lon_deg=20', timeout=5)
        except Exception:
            return


def main():
    console = Console()
    check_cut(console)
    check_wrong_tokens(console)
    check_deaf_readers(console)
    check_slow_heads(console)
    if SOAK > 1:
        check_trickle(console)
    console.close()
    clean = 0
    for round_ in range(5 * SOAK):
        before = len(failures)
        check_stop_under_load(round_)
        clean += len(failures) == before
    print(f'{clean} of {5 * SOAK} stops under load are clean')
    finish()


if __name__ == '__main__':
    main()
