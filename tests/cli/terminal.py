# SPDX-License-Identifier: Apache-2.0
"""A terminal to test `kurs watch` in: a pseudo-terminal whose screen pyte keeps."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

KURS = os.environ['KURS']
MISSION = os.path.join(os.environ['KURS_SOURCE_DIR'], 'missions/soyuz-ms-25.yaml')
SLOW = 4 if os.environ.get('KURS_INSTRUMENTED') == '1' else 1
UP, DOWN, RIGHT, LEFT = '\x1bOA', '\x1bOB', '\x1bOC', '\x1bOD'
PAGE_UP, HOME = '\x1b[5~', '\x1bOH'


try:
    for end in pty.openpty():
        os.close(end)
except OSError as error:
    print(f'skipped: this system gives no pseudo-terminals: {error}')
    sys.exit(77)


class Terminal:
    """A command in a terminal. `told` has every byte that it wrote."""

    def __init__(self, *arguments, columns=80, rows=24, **environment):
        self.told = b''
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        env = {**os.environ, 'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', **environment}
        self.process = subprocess.Popen([KURS, 'watch', *arguments], stdin=slave, stdout=slave,
                                        stderr=subprocess.PIPE, env=env, start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

    def set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def read(self, seconds):
        """Takes what comes within a time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                return
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            self.told += data
            self.stream.feed(data)

    @property
    def lines(self):
        return list(self.screen.display)

    @property
    def text(self):
        return '\n'.join(line.rstrip() for line in self.lines)

    def until(self, wanted, seconds=20):
        """1 when the screen has what is wanted, a text or a function of it."""
        good = wanted if callable(wanted) else lambda text: wanted in text
        end = time.monotonic() + seconds * SLOW
        while time.monotonic() < end:
            if good(self.text):
                return True
            self.read(0.05)
        return good(self.text)

    def press(self, keys):
        os.write(self.master, keys.encode())

    def end(self, seconds=10):
        """The exit status, None where it does not end."""
        end = time.monotonic() + seconds * SLOW
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        self.read(0.1)
        return self.process.poll()

    def is_restored(self):
        """The modes of the terminal are those of before, and its own screen and cursor are back."""
        back = self.told.rfind(b'\x1b[?1049l') > self.told.rfind(b'\x1b[?1049h') >= 0
        cursor = self.told.rfind(b'\x1b[?25h') > self.told.rfind(b'\x1b[?25l')
        cursor |= self.told.rfind(b'\x1b[?12l\x1b[?25h') > self.told.rfind(b'\x1b[?25l')
        return back and cursor and termios.tcgetattr(self.slave) == self.before

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        os.close(self.master)
        os.close(self.slave)
