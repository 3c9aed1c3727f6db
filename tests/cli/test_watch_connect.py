#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurs watch --connect`: a running server, one that goes and comes back, one that is hostile."""
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(os.environ['KURS_SOURCE_DIR']) / 'tests/server'))
from console import Console, check, failures, scratch  # noqa: E402

try:
    from terminal import KURS, SLOW, Terminal
except ImportError:
    print('skipped: pyte is not here (python3-pyte)')
    sys.exit(77)

AT = '2024-03-23T12:30:00Z'


def once(*arguments):
    return subprocess.run([KURS, 'watch', '--once', *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env={**os.environ, 'LC_ALL': 'C.UTF-8'})


def seen(terminal, wanted, what, seconds=20):
    good = terminal.until(wanted, seconds)
    check(good, what)
    if not good:
        print(terminal.text)


def a_server_that_goes_and_comes_back():
    console = Console('--paused', at=AT)
    url = f'http://localhost:{console.port}'
    token = console.folder / 'token'
    token.write_text(console.token + '\n')
    here = once('--at', AT, str(pathlib.Path(os.environ['KURS_SOURCE_DIR']) /
                                'missions/soyuz-ms-25.yaml'))
    there = once('--connect', url)
    check(there.returncode == 0 and there.stdout == here.stdout,
          f'the page of a server is that of the same flight here: {there.stderr}\n{there.stdout}')
    a = once('--connect', url, '--flight', 'f7')
    check(a.returncode == 3 and '404' in a.stderr, f'no such flight: {a.returncode} {a.stderr}')
    viewer = Terminal('--connect', url)
    seen(viewer, 'Board', 'a viewer sees it')
    viewer.press(' ')
    seen(viewer, 'the server says 40', 'who has no token moves no clock')
    t = Terminal('--connect', url, '--token-file', str(token))
    seen(t, 'PAUSED', 'with a token')
    t.press('n')
    seen(t, '✓ 12:30:09 all systems ready', 'the clock is moved')
    seen(viewer, '✓ 12:30:09 all systems ready', 'and others see it')
    t.press(' ')
    seen(viewer, ' x1  runs', 'it runs for all')
    first = viewer.lines[0]
    seen(viewer, lambda text: text.split('\n')[0] != first.rstrip(), 'time goes on')
    port = console.port
    console.close()
    seen(t, 'CONNECTION LOST, tried again', 'a server that has gone is told')
    t.press('?')
    seen(t, 'to the next event', 'keys are taken meanwhile')
    t.press('x')
    again = Console('--paused', '--port', str(port), at='2024-03-23T13:40:00Z')
    seen(viewer, lambda text: 'FREE FLIGHT' in text and 'LOST' not in text, 'it is found again')
    seen(viewer, '▶ 16:26:44 burn of', 'with its own timeline')
    seen(t, 'the server says 401: this token is not known', 'a token of another run is told')
    for each in (t, viewer):
        each.press('q')
        check(each.end() == 0 and each.is_restored(), 'q ends it')
        each.close()
    again.close()
    a = once('--connect', url)
    check(a.returncode == 4 and a.stderr.startswith('kurs: '),
          f'nobody there: {a.returncode} {a.stderr}')


def over_tls():
    if not shutil.which('openssl'):
        return
    folder = scratch('tls')
    cert, key = folder / 'cert.pem', folder / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', str(key),
                    '-out', str(cert)], check=True, capture_output=True)
    console = Console('--tls-cert', str(cert), '--tls-key', str(key), '--paused', at=AT)
    url = f'https://localhost:{console.port}'
    a = once('--connect', url, '--ca', str(cert))
    check(a.returncode == 0 and 'T-00:06:10' in a.stdout, f'by TLS: {a.stderr}')
    a = once('--connect', url)
    check(a.returncode == 4 and 'certificate' in a.stderr, f'a stranger to all: {a.stderr}')
    a = once('--connect', f'https://127.0.0.1:{console.port}', '--ca', str(cert))
    check(a.returncode == 4, 'a certificate of another name is refused')
    console.close()


# ---- hostile servers ------------------------------------------------------------------------------

NASTY = 'a\x1b[31mRED\x1b]0;title\x07\x9b2J\r\n\u202eb\u0301'
NOW = {'schema': 'kurs.now/1', 'utc': '2024-03-23T12:30:04.081Z', 'met_s': -365.8, 'phase': NASTY,
       'clock': {'rate': 1.0, 'paused': True, 'live': True, 'at_end': False},
       'next': {'id': NASTY, 'text': NASTY, 'utc': NASTY}, 'board': [
           {'id': NASTY, 'text': NASTY, 'state': 'go'}], 'values': {NASTY: 1e308, 'x': 2.5},
       'ship': {'lat_deg': 1e9, 'lon_deg': -1e300}}
GOOD = {
    '/api/flights': {'schema': 'kurs.flights/1', 'flights': [{'id': 'f1'}]},
    '/api/flights/f1': {'schema': 'kurs.flight/1', 'title': NASTY, 'channels': [
        {'name': NASTY, 'unit': NASTY, 'text': NASTY, 'low': None, 'high': 3.0},
        {'name': 'x', 'unit': 'm', 'text': 'good channel', 'low': None, 'high': None}]},
    '/api/flights/f1/timeline': {'schema': 'kurs.timeline/1', 'events': [
        {'id': 'e', 'text': NASTY, 'utc': '2024-03-23T12:00:00.000Z'}], 'planned': []},
    '/api/flights/f1/track': {'schema': 'kurs.track/1', 'ship': {
        't': [0, 1e308, NASTY], 'lat_deg': [1e300, 0, 0], 'lon_deg': [0, 0, 1]}},
    '/api/flights/f1/now': NOW,
}


class Hostile(http.server.BaseHTTPRequestHandler):
    """Answers as `ways` tells for a path, else with the documents above."""
    ways = {}

    def log_message(self, *arguments):
        pass

    def send(self, data, status=200, length=None):
        self.send_response(status)
        self.send_header('Content-Length', str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def endless(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b'[' * 65536)

    def answer(self):
        way = self.ways.get(self.path) or self.ways.get('*')
        try:
            if way == 'endless':
                self.endless()
            elif way == 'silent':
                time.sleep(60)
            elif way == 'away':
                self.send_response(302)
                self.send_header('Location', 'file:///etc/passwd')
                self.end_headers()
            elif way == 'nasty-error':
                self.send(json.dumps({'error': {'text': NASTY}}).encode(), 403)
            elif way is not None:
                self.send(way)
            else:
                self.send(json.dumps(GOOD.get(self.path, {})).encode())
        except OSError:
            pass

    do_GET = do_POST = answer


def is_harmless(text):
    return all(c == '\n' or (c >= ' ' and not '\x7f' <= c < '\xa0' and c != '\u202e')
               for c in text)


def hostile_servers():
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{server.server_port}'
    a = once('--connect', url)
    check(a.returncode == 0 and is_harmless(a.stdout) and 'good channel' in a.stdout,
          f'texts with control characters: {a.returncode} {a.stderr}\n{a.stdout!r}')
    for way, words in ((b'{', 'no JSON'), (b'', 'no JSON'), (b'\x00\xff\x1b[2J', 'no JSON'),
                       (b'[' * 100000, 'no JSON'), (b'<html>', 'no JSON'),
                       (b'{"schema":"other/1"}', 'no document kurs.'),
                       (b'{"schema":"kurs.flights/1","flights":[{"id":"../../x"}]}', 'no flight'),
                       ('endless', 'longer than'), ('away', '302'), ('nasty-error', '403')):
        Hostile.ways = {'*': way}
        a = once('--connect', url)
        check(a.returncode in (3, 4) and words in a.stderr and is_harmless(a.stderr) and
              not a.stdout, f'{str(way)[:30]}: {a.returncode} {a.stderr!r}')
    Hostile.ways = {}
    t = Terminal('--connect', url)
    seen(t, 'good channel', 'a page comes')
    drawn = len(t.told)
    for way, words in ((b'{"schema":', 'no JSON'), ('endless', 'longer than'),
                       ('nasty-error', 'the server says 403: a?[31mRED?]0;title??2J')):
        Hostile.ways = {'/api/flights/f1/now': way}
        seen(t, words, f'{str(way)[:20]} is told')
        check('good channel' in t.text, 'and what was known stays')
    Hostile.ways = {}
    seen(t, lambda text: 'asked again' not in text and 'LOST' not in text, 'it goes on')
    t.press(' ')
    seen(t, 'CONNECTION LOST', 'a command that is answered with nonsense is told')
    told = t.told[drawn:]
    check(b'\x1b]' not in told and b'\x07' not in told and b'\xc2\x9b' not in told and
          b'RED\x1b[31m' not in told and '\u202e'.encode() not in told,
          'nothing of the texts moves the terminal')
    Hostile.ways = {'*': 'silent'}
    t.read(1)
    began = time.monotonic()
    t.press('q')
    check(t.end() == 0 and time.monotonic() - began < 3 * SLOW, 'q ends it while nothing answers')
    check(t.is_restored(), 'the terminal is as before')
    t.close()
    server.shutdown()


def tokens():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / 'token'
        for text in ('', '\n', 'a b', 'a\x1b', 'x' * 400):
            file.write_text(text)
            a = once('--connect', 'http://localhost:1', '--token-file', str(file))
            check(a.returncode == 3 and 'first line' in a.stderr, f'{text!r:.20}: {a.stderr}')
        a = once('--connect', 'http://localhost:1', '--token-file', folder + '/none')
        check(a.returncode == 4, 'no file of a token')


def main():
    for part in (a_server_that_goes_and_comes_back, over_tls, hostile_servers, tokens):
        part()
    print(f'{len(failures)} failures')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
