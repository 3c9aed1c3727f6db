#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""HTTPS by certificate files: the page, a secure cookie, streams; what a stream's client takes."""
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import sys
import time

from console import Console, KURS, check, finish, scratch
from test_console_faults import resident_kb

STREAMS = 100
SERVE = [KURS, 'serve', '--port', '0', '--log', '/dev/null']


def ask(console, context, method, path, body=None, headers=None):
    connection = http.client.HTTPSConnection('localhost', console.port, context=context, timeout=20)
    connection.request(method, path, body, {'Host': console.host, **(headers or {})})
    reply = connection.getresponse()
    data = reply.read()
    connection.close()
    return reply.status, reply, data


def make_pair(folder, name):
    cert, key = folder / f'{name}.pem', folder / f'{name}-key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                    'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj',
                    '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', str(key),
                    '-out', str(cert)], check=True, capture_output=True)
    return cert, key


def check_versions(console):
    """RFC 8996: TLS 1.0 and 1.1 are no more."""
    for version, good in ((ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True),
                          (ssl.TLSVersion.TLSv1_3, True)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version = context.maximum_version = version
        try:
            with socket.create_connection(('127.0.0.1', console.port), timeout=10) as plain:
                context.wrap_socket(plain).close()
            spoken = True
        except OSError:
            spoken = False
        check(spoken == good, f'{version.name} is spoken: {spoken}')


def check_renegotiation(console):
    """A client of TLS 1.2 that asks for new keys is cut off, and others go on."""
    host = f'GET /api/session HTTP/1.1\r\nHost: {console.host}\r\n\r\n'
    run = subprocess.run(['openssl', 's_client', '-connect', f'127.0.0.1:{console.port}', '-tls1_2',
                          '-quiet'], input='R\n' + host, capture_output=True, text=True,
                         timeout=60, check=False)
    check('200 OK' not in run.stdout, 'a renegotiation is not done')


def check_rubbish(console, context):
    """Bytes that are no TLS, heads that are cut, and handshakes that never end."""
    hello = bytes.fromhex('160301010001')
    for data in (b'GET / HTTP/1.1\r\n\r\n', hello, hello + b'\0' * 300, b'\x80' * 5000, b'\x15\x03\x03'):
        with socket.create_connection(('127.0.0.1', console.port), timeout=3) as s:
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                text = s.recv(1000)
            except OSError:
                text = b''
            check(b'HTTP/1.1 200' not in text, f'{data[:10]!r} is not answered: {text[:20]!r}')
    silent = [socket.create_connection(('127.0.0.1', console.port)) for _ in range(50)]
    check(ask(console, context, 'GET', '/api/session')[0] == 200, 'others are served beside them')
    end = time.monotonic() + 25
    for s in silent:
        s.settimeout(max(0.1, end - time.monotonic()))
        try:
            check(s.recv(1) == b'', 'who says nothing is shut')
        except ConnectionResetError:
            pass
        except OSError:
            check(False, 'who says nothing is shut in time')


def check_wrong_pairs(folder, cert, key):
    other = make_pair(folder, 'other')
    nothing = folder / 'nothing.pem'
    nothing.write_text('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
    for pair, told in (([cert, other[1]], f'{other[1]}: not the key of'),
                       ([nothing, key], f'{nothing}: this is no certificate in PEM'),
                       ([key, key], f'{key}: this is no certificate in PEM'),
                       ([cert, cert], f'{cert}: this is no key in PEM'),
                       ([folder, key], f'{folder}: this is no certificate or key'),
                       ([folder / 'x', key], f'{folder / "x"}: No such file')):
        run = subprocess.run([*SERVE, '--tls-cert', str(pair[0]), '--tls-key', str(pair[1])],
                             capture_output=True, text=True, timeout=20, check=False)
        check(run.returncode == 4 and run.stderr.startswith(f'kurs: {told}'),
              f'{told}: {run.returncode} {run.stderr}')


def main():
    if not shutil.which('openssl'):
        print('skipped: openssl is not here to make a certificate')
        sys.exit(77)
    folder = scratch('tls')
    cert, key = make_pair(folder, 'cert')
    check_wrong_pairs(folder, cert, key)
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
    check_versions(console)
    check_renegotiation(console)
    check_rubbish(console, context)
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
    print('{"bench":"server_stream_memory_tls","value":%.1f,"unit":"kB","of":"a client"}'
          % ((resident_kb(console) - before) / STREAMS))
    check(all(text.startswith(b'HTTP/1.1 200') for text in texts), 'streams come by TLS')
    for s in streams:
        s.close()
    for name in (cert, key):
        name.write_text('nothing')
    console.close()
    finish()


if __name__ == '__main__':
    main()
