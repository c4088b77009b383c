"""A terminal of 80 columns and 24 rows, with `tfdr` in it and somebody at its keyboard."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pyte

from tests.support import GIT_ENV

COLUMNS, ROWS = 80, 24
ENTER, ESC, CTRL_C, CTRL_D, CTRL_U = "\r", "\x1b", "\x03", "\x04", "\x15"
UP, DOWN, SPACE, BACKSPACE = "\x1b[A", "\x1b[B", " ", "\x7f"


class _Screen(pyte.HistoryScreen):
    """Answers what a program asks of the terminal, as a real one does."""

    def __init__(self, process: "pexpect.spawn[str]") -> None:
        super().__init__(COLUMNS, ROWS, history=2000, ratio=1)
        self._process = process

    def write_process_input(self, data: str) -> None:
        self._process.send(data)


class Terminal:
    """Runs a command in a pseudo-terminal.

    Args:
        arguments: what is typed after `tfdr`.
        folder: where.
        long: seconds that an answer of the program may take.
    """

    def __init__(self, arguments: Sequence[str | Path], folder: Path, long: float = 20) -> None:
        self._long = long
        self._process: pexpect.spawn[str] = pexpect.spawn(
            sys.executable,
            ["-m", "tfdr.cli", *map(str, arguments)],
            cwd=str(folder),
            env={**os.environ, **GIT_ENV, "TERM": "xterm-256color", "COLUMNS": "", "LINES": ""},
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=long,
        )
        self._process.delaybeforesend = None
        self._screen = _Screen(self._process)
        self._stream = pyte.Stream(self._screen)

    def type(self, *keys: str) -> None:
        """Press keys, each of which may be several."""
        for key in keys:
            self._process.send(key)

    def until(self, text: str) -> str:
        """Wait until a text is on the screen, and return what is there."""
        end = time.monotonic() + self._long
        while text not in self.shown():
            if time.monotonic() > end or not self._read():
                raise AssertionError(f"{text!r} did not come; there is:\n{self.shown()}")
        self._settle()
        return self.shown()

    def ended(self) -> int:
        """Wait for the end, and return the exit code."""
        while self._read():
            pass
        self._process.close()
        return int(self._process.exitstatus if self._process.exitstatus is not None else -1)

    def shown(self) -> str:
        """The screen as a person sees it, without the blanks at the ends."""
        return "\n".join(line.rstrip() for line in self._screen.display).strip("\n")

    def everything(self) -> str:
        """All that was ever shown, with what has scrolled away."""
        lines = [
            "".join(line[column].data for column in range(COLUMNS)).rstrip()
            for line in self._screen.history.top
        ]
        return "\n".join([*lines, self.shown()])

    def _read(self) -> bool:
        try:
            self._stream.feed(self._process.read_nonblocking(65536, timeout=self._long))
        except (pexpect.EOF, pexpect.TIMEOUT):
            return False
        return True

    def _settle(self) -> None:
        """Read what the program is still drawing."""
        while True:
            try:
                self._stream.feed(self._process.read_nonblocking(65536, timeout=0.3))
            except pexpect.TIMEOUT:
                return
            except pexpect.EOF:
                return
