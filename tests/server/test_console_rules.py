#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Who may do what, from where: roles, cookies, Origin, Host, bodies, limits, malformed requests."""
import hashlib
import pathlib
import socket
import subprocess

from console import Console, KURS, check, finish, scratch

CLOCK = '/api/flights/f1/clock'


def new_token(file, who):
    run = subprocess.run([KURS, 'serve', '--tokens', str(file), '--new-token', who],
                         capture_output=True, text=True, check=True)
    return run.stdout.strip()


def make_tokens(folder):
    file = folder / 'tokens'
    tokens = {role: new_token(file, f'{role}:{role}-name')
              for role in ('viewer', 'controller', 'instructor')}
    subprocess.run([KURS, 'serve', '--tokens', str(file), '--new-password', 'controller:anna'],
                   input='a long password\n', text=True, check=True)
    return file, tokens


def check_file(file, tokens):
    text = file.read_text()
    check(file.stat().st_mode & 0o77 == 0, 'the file of tokens is the owner\'s alone')
    for role, token in tokens.items():
        check(len(token) == 64 and token not in text, f'the token of {role} stands nowhere')
        digest = hashlib.blake2b(bytes.fromhex(token), digest_size=32).hexdigest()
        check(f'{role} {role}-name token {digest}' in text, f'its BLAKE2b does ({role})')
    check('a long password' not in text and '$argon2id$' in text, 'a password is kept as Argon2id')


def check_roles(console, tokens):
    body, fault = {'rate': 1}, {'fault': 'strong-wind', 'attempt': 2, 'at_s': -19.5}
    for role, clock, inject in (('viewer', 403, 403), ('controller', 200, 403),
                                ('instructor', 200, 200)):
        status, _, session = console.get('/api/session', token=tokens[role])
        check(session['role'] == role and session['name'] == f'{role}-name', f'{role} is known')
        check(console.post(CLOCK, body, token=tokens[role])[0] == clock, f'{role} and the clock')
        got = console.post('/api/flights/f1/fault', fault, token=tokens[role])
        check(got[0] == inject, f'{role} and a fault: {got[0]} {got[2]}')
    check(console.post(CLOCK, body, token=None)[0] == 401, 'nobody moves the clock')
    check(console.post(CLOCK, body, token='0' * 64)[0] == 401, 'a wrong token does not')
    check(console.post(CLOCK, body, token=tokens['controller'][:-1])[0] == 401, 'nor a short one')
    check(console.get(CLOCK + '?token=' + tokens['controller'])[0] == 405 and
          console.ask('POST', CLOCK + '?token=' + tokens['controller'], body)[0] == 401,
          'a token in a URL is none')


def check_cookies(console, tokens):
    own = {'Origin': console.origin}
    status, reply, body = console.ask('POST', '/api/login', {'token': tokens['controller']}, own)
    cookie = reply.getheader('Set-Cookie')
    check(status == 200 and body['role'] == 'controller', f'a token logs in: {status}')
    for part in ('HttpOnly', 'SameSite=Strict', 'Path=/'):
        check(part in cookie, f'the cookie is {part}')
    check(tokens['controller'] not in cookie, 'the cookie is not the token')
    jar = {'Cookie': 'a=b; ' + cookie.split(';')[0]}
    check(console.get('/api/session', headers=jar)[2]['name'] == 'controller-name',
          'the cookie is a session')
    check(console.ask('POST', CLOCK, {'rate': 1}, {**jar, **own})[0] == 200, 'it commands')
    check(console.ask('POST', CLOCK, {'rate': 1}, jar)[0] == 403, 'but not without an Origin')
    for origin in ('http://evil.example', 'null', f'http://localhost:{console.port}.evil.example',
                   f'https://{console.host}', 'http://localhost'):
        status = console.ask('POST', CLOCK, {'rate': 1}, {**jar, 'Origin': origin})[0]
        check(status == 403, f'nor from {origin}: {status}')
    check(console.ask('POST', CLOCK, {'rate': 1}, {'Origin': 'http://evil.example'},
                      token=tokens['controller'])[0] == 403, 'a token does not make up for an Origin')
    for kind in ('text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', None):
        headers = {**jar, **own, **({'Content-Type': kind} if kind else {'Content-Type': ''})}
        status = console.ask('POST', CLOCK, '{"rate":1}', headers)[0]
        check(status == 415, f'a body of the type {kind} is refused: {status}')
    console.ask('POST', '/api/logout', {}, {**jar, **own})
    check(console.get('/api/session', headers=jar)[2]['name'] is None, 'the cookie is worth nothing '
          'after logging out')
    check(console.ask('POST', CLOCK, {'rate': 1}, {**jar, **own})[0] == 401, 'and commands nothing')


def check_passwords(console):
    status, _, body = console.post('/api/login', {'name': 'anna', 'password': 'a long password'},
                                   token=None)
    check(status == 200 and body['name'] == 'anna', f'a password logs in: {body}')
    wrong = [console.post('/api/login', {'name': 'anna', 'password': f'guess {i}'}, token=None)[0]
             for i in range(8)]
    check(set(wrong) == {401, 429} and wrong[-1] == 429, f'guesses are slowed down: {wrong}')


def check_hosts(console):
    for host in ('evil.example', f'evil.example:{console.port}', 'localhost', 'localhost:1', '',
                 f'localhost.evil.example:{console.port}', f'127.0.0.1.nip.io:{console.port}'):
        for path in ('/', '/api/flights', '/api/flights/f1/stream'):
            status = console.get(path, headers={'Host': host})[0]
            check(status in (400, 403), f'the host {host!r} is refused at {path}: {status}')
    for host in (f'127.0.0.1:{console.port}', f'LOCALHOST:{console.port}', f'[::1]:{console.port}',
                 f'console.example:{console.port}', 'proxy.example:443'):
        check(console.get('/', headers={'Host': host})[0] == 200, f'the host {host} is ours')


def check_headers(console):
    for path in ('/', '/api/session', '/nothing', '/openapi.json', '/api/nothing'):
        reply = console.get(path)[1]
        check(reply.getheader('Content-Security-Policy') ==
              "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
              "form-action 'self'; frame-ancestors 'none'", f'{path} has the policy')
        check(reply.getheader('X-Content-Type-Options') == 'nosniff', f'{path} is not sniffed')
        check(reply.getheader('Access-Control-Allow-Origin') is None, f'{path} is for no other site')
    check(console.get('/api/session')[1].getheader('Cache-Control') == 'no-store',
          'who one is is not kept')


def check_paths(console):
    for path in ('/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/./index.html',
                 '/assets/../index.html', '/index.html%00', '/..%5cindex.html', '/tokens', '/.git'):
        check(console.get(path)[0] == 404, f'{path} leads nowhere')


def check_missions(console, token):
    flights = '/api/flights'
    for name in ('../missions/soyuz-ms-25', '/etc/passwd', '.', '..', 'a/b', 'x' * 80, '', '%2e%2e'):
        for key in ('mission', 'record'):
            status = console.post(flights, {key: name}, token=token)[0]
            check(status in (400, 404), f'the {key} {name[:20]!r} is not found: {status}')
    text = (pathlib.Path(console.missions) / 'soyuz-ms-25.yaml').read_text()
    status, _, body = console.post(flights, {'yaml': text}, token=token)
    check(status == 201, f'a posted mission is flown: {body}')
    console.ask('DELETE', f'{flights}/{body.get("id")}', token=token)
    for what, bad in (('a path', text.replace('rocket: soyuz-2.1a', 'rocket: /etc/rocket.yaml')),
                      ('an escape', text.replace('rocket: soyuz-2.1a',
                                                 'rocket: "/etc/rocket\\x2eyaml"')),
                      ('an alias', text.replace('site: baikonur-31-6', 'site: &a x\nother: *a')),
                      ('depth', text + '\nx: ' + '[' * 40 + ']' * 40),
                      ('length', text + '#' * 300000),
                      ('nothing', ''), ('bytes', '\x01\x02')):
        status, _, body = console.post(flights, {'yaml': bad}, token=token)
        check(status in (400, 409, 413), f'a mission with {what} is refused: {status}')
    status, _, body = console.post(flights, {'yaml': text.replace('soyuz-2.1a', 'soyuz-9')},
                                   token=token)
    check(status == 400 and ':3:' in body['error']['text'], f'its error has a place: {body}')


def check_bodies(console, token):
    for bad in ('', '{', '[]', '"x"', '{"rate":}', '{"rate":1,"rate":2}', '{"rate":0}',
                '{"rate":10001}', '{"rate":"1"}', '{"rate":1e999}', '{"paused":1}', '{}', '\xff',
                '{"jump_utc":"2020-01-01T00:00:00Z"}', '{"jump_utc":7}', '{"other":1}',
                '{"rate":null,"x":1}', '[' * 5000, '{"a":' * 3000, '{"rate":NaN}', '{"rate":-5}'):
        status = console.ask('POST', CLOCK, bad.encode('latin-1'),
                             {'Content-Type': 'application/json'}, token=token)[0]
        check(status in (400, 429), f'the body {bad[:20]!r} is refused: {status}')
        if status == 429:
            import time
            time.sleep(1)
    head = (f'POST {CLOCK} HTTP/1.1\r\nHost: {console.host}\r\nAuthorization: Bearer {token}\r\n'
            'Content-Type: application/json\r\nContent-Length: 700000\r\n\r\n')
    check(raw(console, head.encode()).startswith(b'HTTP/1.1 413'), 'a long body is refused')


def raw(console, data, seconds=2):
    with socket.create_connection(('127.0.0.1', console.port), timeout=seconds) as s:
        out = b''
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while part := s.recv(65536):
                out += part
        except OSError:
            pass  # cut off, or kept open: what came counts
        return out


def check_malformed(console):
    host = f'Host: {console.host}\r\n'.encode()
    for data in (b'', b'\0' * 100, b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'GET / HTTP/1.1\r\n\r\n',
                 b'GET ' + b'/a' * 40000 + b' HTTP/1.1\r\n' + host + b'\r\n',
                 b'GET / HTTP/1.1\r\n' + host + b'X: ' + b'y' * 100000 + b'\r\n\r\n',
                 b'GET / HTTP/1.1\r\n' + host + b'A: b\r\n' * 20000 + b'\r\n',
                 b'POST /api/login HTTP/1.1\r\n' + host + b'Content-Length: -1\r\n\r\n',
                 b'POST /api/login HTTP/1.1\r\n' + host + b'Content-Length: 99999999999999999999\r\n\r\n',
                 b'POST /api/login HTTP/1.1\r\n' + host + b'Content-Type: application/json\r\n'
                 b'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
                 b'POST /api/login HTTP/1.1\r\n' + host + b'Content-Type: application/json\r\n'
                 b'Content-Length: 100\r\n\r\n{"tok',
                 b'\x16\x03\x01\x02\x00\x01\x00' + b'x' * 200):
        first = raw(console, data).split(b'\r\n')[0]
        check(not first.startswith(b'HTTP/1.1 2'), f'{data[:40]!r} is not answered well: {first}')
    check(console.get('/api/session')[0] == 200, 'the server is there after all of it')


def check_wrong_starts():
    for options, status in ((['--bind', '0.0.0.0'], 2), (['--port', '99999'], 2),
                            (['--rate', '0'], 2), (['--tls-cert', 'x'], 2),
                            (['--tokens', '/dev/null/tokens'], 4), (['--bind', 'x'], 2),
                            (['--log', '/dev/null/console.log'], 4),
                            (['--missions', '/dev/null'], 4), (['--records', 'nowhere'], 4)):
        run = subprocess.run([KURS, 'serve', '--port', '0', '--log', '/dev/null', *options],
                             capture_output=True, text=True, timeout=20)
        check(run.returncode == status and run.stderr.startswith('kurs: '),
              f'{options} ends with {status}, not {run.returncode}: {run.stderr}')


def check_beyond_loopback(file, tokens):
    console = Console('--bind', '0.0.0.0', tokens=file)
    check(console.get('/')[0] == 200, 'the page is for all')
    for path in ('/api/flights', '/api/flights/f1', '/api/flights/f1/stream', '/api/missions'):
        check(console.get(path)[0] == 401, f'{path} is not for nobody')
    check(console.get('/api/session')[2]['role'] is None, 'nobody has no role')
    check(console.get('/api/flights', token=tokens['viewer'])[0] == 200, 'a viewer reads')
    console.close()


def main():
    folder = scratch('tokens')
    file, tokens = make_tokens(folder)
    check_file(file, tokens)
    console = Console('--hosts', 'console.example,proxy.example:443', tokens=file)
    console.missions = console.process.args[console.process.args.index('--missions') + 1]
    check_roles(console, tokens)
    check_cookies(console, tokens)
    check_hosts(console)
    check_headers(console)
    check_paths(console)
    check_malformed(console)
    check_bodies(console, tokens['controller'])
    check_passwords(console)
    console.close()
    console = Console(tokens=file)
    console.missions = console.process.args[console.process.args.index('--missions') + 1]
    check_missions(console, tokens['instructor'])
    console.close()
    check_wrong_starts()
    check_beyond_loopback(file, tokens)
    finish()


if __name__ == '__main__':
    main()
