#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HTTPS by certificate files: the page, a secure cookie, streams; what a stream's client takes."""
import http.client
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile

from console import Console, check, finish
from test_console_faults import resident_kb

STREAMS = 100


def ask(console, context, method, path, body=None, headers=None):
    connection = http.client.HTTPSConnection('localhost', console.port, context=context, timeout=20)
    connection.request(method, path, body, {'Host': console.host, **(headers or {})})
    reply = connection.getresponse()
    data = reply.read()
    connection.close()
    return reply.status, reply, data


def main():
    if not shutil.which('openssl'):
        print('skipped: openssl is not here to make a certificate')
        sys.exit(77)
    folder = pathlib.Path(tempfile.mkdtemp(prefix='kurs-tls-'))
    cert, key = folder / 'cert.pem', folder / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', str(key),
                    '-out', str(cert)], check=True, capture_output=True)
    console = Console('--tls-cert', str(cert), '--tls-key', str(key))
    context = ssl.create_default_context(cafile=str(cert))
    status, reply, _ = ask(console, context, 'GET', '/')
    check(status == 200 and reply.getheader('Strict-Transport-Security'), 'the page comes by TLS')
    login = json.dumps({'token': console.token})
    status, reply, _ = ask(console, context, 'POST', '/api/login', login,
                           {'Content-Type': 'application/json',
                            'Origin': f'https://{console.host}'})
    check(status == 200 and '; Secure' in reply.getheader('Set-Cookie'), 'the cookie is secure')
    status, _, _ = ask(console, context, 'POST', '/api/login', login,
                       {'Content-Type': 'application/json', 'Origin': f'http://{console.host}'})
    check(status == 403, f'a page without TLS is another origin: {status}')
    try:
        check(console.get('/api/session')[0] != 200, 'plain HTTP is not answered')
    except (OSError, http.client.HTTPException):
        pass
    before = resident_kb(console)
    streams = []
    for _ in range(STREAMS):
        s = context.wrap_socket(socket.create_connection(('127.0.0.1', console.port)),
                                server_hostname='localhost')
        s.sendall(f'GET /api/flights/f1/stream HTTP/1.1\r\nHost: {console.host}\r\n\r\n'.encode())
        streams.append(s)
    texts = [b''] * STREAMS
    for i, s in enumerate(streams):
        s.settimeout(10)
        while b'event: now' not in texts[i]:
            texts[i] += s.recv(65536)
    print(f'a TLS stream takes {(resident_kb(console) - before) / STREAMS:.1f} kB')
    check(all(text.startswith(b'HTTP/1.1 200') for text in texts), 'streams come by TLS')
    for s in streams:
        s.close()
    for name in (cert, key):
        name.write_text('nothing')
    console.close()
    finish()


if __name__ == '__main__':
    main()
