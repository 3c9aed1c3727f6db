#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurs watch` in a pseudo-terminal: what stands on the screen, keys, sizes, ends, and --once."""
import os
import re
import signal
import subprocess
import sys
import tempfile

try:
    from terminal import DOWN, HOME, KURS, LEFT, MISSION, PAGE_UP, RIGHT, UP, Terminal
except ImportError:
    print('skipped: pyte is not here (python3-pyte)')
    sys.exit(77)

AT = '2024-03-23T12:30:00Z'
failures = []


def check(good, what, terminal=None):
    if not good:
        failures.append(what)
        print('FAILED:', what)
        if terminal:
            print(terminal.text)


def once(*arguments, locale='C.UTF-8', mission=MISSION, **more):
    return subprocess.run([KURS, 'watch', *([mission] if mission else []), *arguments],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, 'LC_ALL': locale}, **more)


def countdown_at_80x24():
    t = Terminal(MISSION, '--at', AT, '--paused')
    check(t.until('PAUSED') and t.until('? help'), 'a page comes', t)
    lines = t.lines
    check(re.match(r' Soyuz MS-25  COUNTDOWN +T-00:06:10 +2024-03-23 12:30:00 UTC $', lines[0]),
          'mission, phase, mission time and UTC', t)
    check(re.match(r' Next in 00:00:09: all systems ready +attempt 2  live  x1  PAUSED $',
                   lines[1]), 'the next event, the attempt, rate and pause', t)
    check('12:29:54 key to launch' in t.text and '✓ 12:29:54' in t.text, 'what has happened', t)
    check('▶ 12:30:09 all systems ready' in t.text, 'what comes next', t)
    check('· 12:32:54 chambers of' in t.text, 'what is planned', t)
    check(re.search(r' launch battery +30\.6\d\d V ', t.text), 'a channel with its unit', t)
    check(re.search(r'…gas in the propellant… +100000 Pa', t.text),
          'a channel that is not watched yet has a mark', t)
    check('Board: 0 NO, 8 go, 9 to come' in t.text and 'go crew commander' in t.text,
          'the board', t)
    board = next(y for y, line in enumerate(lines) if 'go crew commander' in line)
    x = lines[board].index('go crew')
    check(t.screen.buffer[board][x].fg == 'green', 'go is green', t)
    check('◆ ship ■ station ▲ pad ○ zone • flown ◦ ahead' in lines[2], 'the legend', t)
    # the pad is at 46.0 N 63.6 E: of 50 columns the 34th, of 9 rows from 78 N to 62 S the third
    check(lines[5][33] == '◆', 'the ship stands on the pad', t)
    check('? help' in lines[23], 'keys are told', t)
    t.press('q')
    check(t.end() == 0 and t.is_restored(), 'q ends it and gives the terminal back')
    t.close()


def keys_and_clock():
    t = Terminal(MISSION, '--at', AT, '--paused')
    t.until('? help')
    t.press('n')
    check(t.until('T-00:06:00') and t.until('✓ 12:30:09'), 'n goes to the next event', t)
    t.press('p')
    check(t.until(lambda text: '12:29:5' in text.split('\n')[0]), 'p goes to the one before', t)
    t.press(RIGHT + RIGHT)
    check(t.until('T-00:04:15'), 'right goes a minute on, twice two', t)
    t.press(LEFT)
    check(t.until('T-00:05:15'), 'left goes back', t)
    t.press('+')
    check(t.until(' x3 '), '+ is faster', t)
    t.press('-')
    check(t.until(' x1 '), '- is slower', t)
    t.press(' ')
    check(t.until(' x1  runs') and t.until('T-00:05:12'), 'space lets it run', t)
    t.press(' ')
    check(t.until('PAUSED'), 'and stops it', t)
    t.press('/wind')
    check(t.until('Find: wind') and t.until(': pad_wind ≤15'), 'a channel is found', t)
    t.press('\r')
    check(t.until(lambda text: 'Find' not in text), 'Enter ends the search', t)
    y = next(y for y, line in enumerate(t.lines) if line.startswith(' wind at the pad'))
    check(t.screen.buffer[y][3].reverse, 'the channel chosen is marked', t)
    t.press(UP)
    check(t.until(': pad_gyro '), 'up chooses the one above', t)
    t.press(DOWN + DOWN)
    check(t.until(': pad_hatch_leak '), 'down those below', t)
    t.press(PAGE_UP)
    check(t.until('Timeline (Home: now)'), 'the timeline goes back', t)
    t.press(HOME)
    check(t.until(lambda text: 'Home' not in text), 'Home brings it to now', t)
    t.press('?')
    check(t.until('to the next event'), 'help comes', t)
    t.press('x')
    check(t.until(lambda text: 'to the next event' not in text), 'and goes', t)
    t.press('q')
    check(t.end() == 0, 'q ends it')
    t.close()


def sizes():
    t = Terminal(MISSION, '--at', '2024-03-23T13:40:00Z', '--paused', columns=160, rows=50)
    t.until('? help')
    check(re.match(r' Soyuz MS-25  FREE FLIGHT +T\+01:03:50 +2024-03-23 13:40:00 UTC $',
                   t.lines[0]), 'in flight', t)
    check('▶ 16:26:44 burn of' in t.text, 'the burn that comes next', t)
    check(re.search(r'propellant of the ship +880 kg +≥0', t.text), 'a limit in its column', t)
    check(t.text.count('◦') > 40 and t.text.count('•') > 40, 'the track behind and ahead', t)
    check(sum('⣿' in line for line in t.lines) > 10, 'a map with land', t)
    t.resize(80, 24)
    check(t.until(lambda text: text.split('\n')[0].endswith('13:40:00 UTC') and
                  'Timeline' in text.split('\n')[2] and '? help' in text.split('\n')[23]),
          'it follows the size', t)
    t.resize(30, 8)
    check(t.until('too small'), 'a size that is too small is told', t)
    t.resize(100, 30)
    check(t.until(lambda text: '? help' in text.split('\n')[29]), 'and grows again', t)
    t.press('q')
    check(t.end() == 0, 'q ends it')
    t.close()


def ends():
    for name in ('SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'):
        t = Terminal(MISSION, '--at', AT)
        t.until('? help')
        t.process.send_signal(getattr(signal, name))
        check(t.end() == 0, f'{name} ends it')
        check(t.is_restored(), f'the terminal is as before after {name}')
        t.close()
    for key, name in (('\x03', 'Ctrl-C'), ('\x1c', 'Ctrl-\\')):
        t = Terminal(MISSION, '--at', AT)
        t.until('? help')
        t.press(key)
        check(t.end() == 0 and t.is_restored(), f'{name} ends it and gives the terminal back')
        t.close()


def poorer_terminals():
    t = Terminal(MISSION, '--at', AT, '--paused', LC_ALL='C')
    t.until('? help')
    check(all(b < 0x80 for b in t.told), 'ASCII alone where the locale has no more', t)
    check('x 12:29:54' in t.text and '> 12:30:09' in t.text, 'marks are letters', t)
    t.press('q')
    t.end()
    t.close()
    for more in ({'NO_COLOR': '1'}, {'TERM': 'vt100'}):
        t = Terminal(MISSION, '--at', AT, '--paused', **more)
        t.until('? help')
        colours = {t.screen.buffer[y][x].fg for y in range(24) for x in range(80)}
        check(colours == {'default'}, f'no colour with {more}: {colours}', t)
        check('▶ 12:30:09' in t.text and 'go crew' in t.text, 'marks tell it', t)
        t.press('q')
        t.end()
        t.close()
    for term in ('dumb', 'nothing-of-the-kind'):
        # ncurses leaks where it knows no such terminal
        t = Terminal(MISSION, '--at', AT, TERM=term, ASAN_OPTIONS='detect_leaks=0')
        status = t.end()
        told = t.process.stderr.read().decode()
        check(status == 2 and 'TERM' in told and '--once' in told, f'TERM={term}: {status} {told}')
        t.close()


def one_screen():
    a = once('--once', '--at', AT)
    check(a.returncode == 0 and a.stderr == '', f'--once ends well: {a.stderr}')
    lines = a.stdout.split('\n')
    check(len(lines) == 25 and all(len(line) <= 80 for line in lines), '24 lines of 80 columns')
    check('\x1b' not in a.stdout, 'no control sequences')
    check('▶ 12:30:09 all systems ready' in a.stdout, 'the page as in a terminal')
    b = once('--once', '--at', AT)
    check(a.stdout == b.stdout, 'twice the same')
    c = once('--once', '--at', AT, '--size', '160x50', locale='C')
    check(c.returncode == 0 and c.stdout.isascii() and c.stdout.count('\n') == 50, 'a size')
    scrub = once('--once', '--at', '2024-03-21T13:21:02Z').stdout
    check('  attempt 1 scrubbed  live' in scrub and '✓ 13:21:01 automatic stop' in scrub and
          '▶ 06:36:09 batteries into' in scrub, f'the scrub of the first day:\n{scrub}')


def a_record():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([KURS, 'fly', '-q', '-o', f'{folder}/r', MISSION], check=True)
        source = os.path.dirname(MISSION)
        a = once('--once', '--at', '2024-03-25T14:30:00Z', '--missions', source,
                 mission=f'{folder}/r')
        check(a.returncode == 0 and ' replay  x1  PAUSED' in a.stdout, f'a replay: {a.stderr}')
        check('■' in a.stdout and '◦' in a.stdout and '•' in a.stdout,
              f'with the track behind and ahead:\n{a.stdout}')
        a = once('--once', mission=folder)
        check(a.returncode in (3, 4) and a.stderr.startswith('kurs: '), 'a folder that is none')


def wrong_usage():
    for arguments, mission, words in (
            ((), None, 'MISSION'), (('--connect', 'http://localhost:1'), MISSION, 'MISSION'),
            (('--flight', 'f1'), MISSION, '--connect'), (('--rate', '0'), MISSION, '10000'),
            (('--once', '--size', '80'), MISSION, '160x50'),
            (('--at', AT, '--connect', 'http://localhost:1'), None, '--at'), ((), MISSION, '--once'),
            (('--once', '--connect', 'ftp://x'), None, 'http://HOST:PORT'),
            (('--once', '--connect', 'http://a:b@localhost:1'), None, 'http://HOST:PORT'),
            (('--once', '--connect', 'http://localhost:1/x'), None, 'http://HOST:PORT'),
            (('--once', '--connect', 'http://localhost:1', '--flight', '../x'), None, 'f1'),
            (('--once', '--connect', 'http://h.example', '--token-file', 'x'), None, 'TLS')):
        a = once(*arguments, mission=mission)
        check(a.returncode == 2 and words in a.stderr and a.stdout == '',
              f'{arguments}: {a.returncode} {a.stderr}')
    a = once('--once', mission='/no/such/mission.yaml')
    check(a.returncode in (3, 4) and 'no such file' in a.stderr, f'no mission: {a.returncode}')
    a = once('--once', '--at', 'noon')
    check(a.returncode == 3 and 'UTC' in a.stderr, f'no time: {a.returncode} {a.stderr}')


def main():
    for part in (countdown_at_80x24, keys_and_clock, sizes, ends, poorer_terminals, one_screen,
                 a_record, wrong_usage):
        part()
    print(f'{len(failures)} failures')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
