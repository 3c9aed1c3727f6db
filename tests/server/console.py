# SPDX-License-Identifier: Apache-2.0
"""A mission control to test: starts `kurs serve` on a free port, asks it, stops it."""
import atexit
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

KURS = os.environ['KURS']
SOURCE = pathlib.Path(os.environ['KURS_SOURCE_DIR'])
MS25 = SOURCE / 'missions/soyuz-ms-25.yaml'
JSON = {'Content-Type': 'application/json'}
failures = []
# a shell's background jobs have it ignored, and so would the server
signal.signal(signal.SIGINT, signal.default_int_handler)


def scratch(name):
    """A folder that is gone when the test ends."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f'kurs-{name}-'))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Console:
    """A running server, its folder and its instructor's token."""

    def __init__(self, *options, mission=MS25, at='2024-03-23T12:35:00Z', tokens=None, missions=SOURCE / 'missions'):
        self.folder = scratch('console')
        self.log = self.folder / 'console.log'
        command = [KURS, 'serve', '--port', '0', '--log', str(self.log)]
        command += ['--missions', str(missions)] if missions else []
        command += [str(mission)] if mission else []
        command += ['--at', at] if at and mission else []
        command += ['--tokens', str(tokens)] if tokens else []
        self.process = subprocess.Popen(command + list(options), stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, cwd=self.folder)
        atexit.register(self.process.kill)  # of a test that breaks off; else it has ended
        first = self.process.stdout.readline()
        match = re.search(r':(\d+)/', first)
        if not match:
            raise SystemExit(f'no server: {first}{self.process.stderr.read()}')
        self.port = int(match.group(1))
        self.host = f'localhost:{self.port}'
        self.origin = f'http://{self.host}'
        self.token = None
        if not tokens:
            self.token = self.process.stdout.readline().split(': ')[1].strip()

    def ask(self, method, path, body=None, headers=None, token=None, timeout=30,
            bare=False):
        """(status, headers, parsed body or bytes; bare: no header but those given)."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        sent = {'Host': self.host, **(headers or {})}
        if token:
            sent['Authorization'] = f'Bearer {token}'
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            sent.setdefault('Content-Type', 'application/json')
        if bare:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders()
        else:
            connection.request(method, path, body, sent)
        reply = connection.getresponse()
        data = reply.read()
        connection.close()
        if not bare and reply.getheader('Content-Type') == 'application/json' and \
                reply.getheader('Content-Encoding') != 'gzip' and data:
            data = json.loads(data)
        return reply.status, reply, data

    def get(self, path, **more):
        return self.ask('GET', path, **more)

    def post(self, path, body, **more):
        more.setdefault('token', self.token)
        return self.ask('POST', path, body, **more)

    def stream(self, path='/api/flights/f1/stream', headers=''):
        """A socket on which a stream has begun."""
        s = socket.create_connection(('127.0.0.1', self.port), timeout=10)
        s.sendall(f'GET {path} HTTP/1.1\r\nHost: {self.host}\r\n{headers}\r\n'.encode())
        return s

    def stop(self, how=signal.SIGTERM, within=20):
        """Exit status; what stood on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return 'still there', ''
        return self.process.returncode, self.process.stderr.read()

    def close(self):
        status, told = self.stop()
        check(status == 0 and told == '', f'the server ends well: {status} {told}')


def check(good, what):
    if not good:
        failures.append(what)
        print('FAILED:', what)


def events(s, seconds, most=1000):
    """What a stream tells within a time: [(kind, id, object)]."""
    text, out, end = b'', [], time.monotonic() + seconds
    s.settimeout(0.2)
    while time.monotonic() < end and len(out) < most:
        try:
            part = s.recv(65536)
        except socket.timeout:
            continue
        if not part:
            break
        text += part
        plain = re.sub(rb'\r\n[0-9a-fA-F]+\r\n', b'', text)
        out = []
        for block in plain.split(b'\n\n')[:-1]:
            fields = dict(line.split(b': ', 1) for line in block.split(b'\n') if b': ' in line)
            if b'event' in fields and b'data' in fields:
                try:
                    data = json.loads(fields[b'data'])
                except ValueError:
                    continue
                out.append((fields[b'event'].decode(), fields.get(b'id', b'').decode(), data))
    return out


def finish():
    print(f'{len(failures)} failures')
    sys.exit(1 if failures else 0)
