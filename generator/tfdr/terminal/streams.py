"""Standard streams that cannot stop a command half-way: closed, narrow, or read no further."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast


class _Patient:
    """A stream whose reader may have enough: what follows goes nowhere, and the work goes on.

    What a command does, and how it ends, must not depend on how much of its output was read.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            drop(self._stream)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            drop(self._stream)


def drop(stream: TextIO) -> None:
    """Send all that a stream still holds, and all that follows, nowhere."""
    # It would fail once more when Python ends, with a complaint of its own.
    with contextlib.suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """Have streams that can be written to come what may, for as long as a command runs."""
    # A stream that the caller closed is None: what would go there goes nowhere.
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A path or an answer may hold what the terminal's encoding lacks: show it escaped.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with (
        contextlib.redirect_stdout(_patient(sys.stdout)),
        contextlib.redirect_stderr(_patient(sys.stderr)),
    ):
        try:
            yield
        finally:
            # Here rather than when Python ends, where a reader that left would be an error.
            with contextlib.suppress(OSError):
                sys.stdout.flush()


def _patient(stream: TextIO) -> TextIO:
    # A terminal has no reader that leaves, and prompts want the terminal itself.
    return stream if stream.isatty() else cast("TextIO", _Patient(stream))
