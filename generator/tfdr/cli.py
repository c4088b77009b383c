"""The `tfdr` command: parse, call, exit code. What a command does is in the module of its name."""

import contextlib
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

from tfdr.arguments import parser
from tfdr.errors import ExitCode, TfdrError
from tfdr.terminal import streams

INTERRUPTED = 130
"""What shells report for a program that Ctrl-C ended."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; expected failures end in one message."""
    with streams.prepared():
        return _run(list(sys.argv[1:] if argv is None else argv))


def _run(arguments: list[str]) -> int:
    _stop_cleanly_when_terminated()
    try:
        if not arguments:
            parser().print_help()
            return ExitCode.OK
        args = parser().parse_args(arguments)
        args.command = ["tfdr", *arguments]
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except TfdrError as error:
        return _fail(str(error), error.exit_code)
    except KeyboardInterrupt as error:
        resume = getattr(error, "resume", "")
        goes_on = f" Nothing was written. Go on with:\n  {resume}" if resume else ""
        return _fail(f"interrupted.{goes_on}", INTERRUPTED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(f"{where}{error.strerror or error}", ExitCode.BAD_INPUT)
    except RecursionError:
        return _fail("the input nests too deep", ExitCode.BAD_INPUT)


def _fail(message: str, code: int) -> int:
    from tfdr.terminal import console

    try:
        sys.stdout.flush()
    except OSError:
        streams.drop(sys.stdout)
    with contextlib.suppress(OSError):
        console.error(message)
    return int(code)


def _stop_cleanly_when_terminated() -> None:
    def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError, ValueError):  # other platforms, other threads
            signal.signal(getattr(signal, name), interrupt)


if __name__ == "__main__":
    sys.exit(main())
