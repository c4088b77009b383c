"""Start and stop the emulated AWS, as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from tfdr.emulator.client import moto
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import OFF, RAISED, REFUSE
from tfdr.errors import TfdrError, ToolMissing

_PACKAGE_PARENT = Path(__file__).resolve().parents[3]


@contextmanager
def running(
    log: Path | None = None,
    *,
    snapshots: Path | None = None,
    plain: bool = False,
    stays: bool = False,
    oracles: str = REFUSE,
    account: str = RAISED,
) -> Iterator[Emulator]:
    """Run an empty emulated AWS on a free port for as long as the context lasts.

    Args:
        log: a file for what the emulator has to say (each request, each traceback).
        snapshots: a folder for what `Emulator.save` keeps; emulators may share one.
        plain: run moto alone, to see what it lacks.
        oracles: what becomes of a request that AWS would refuse, one of `protocol.ORACLE_WAYS`.
        account: whose quotas hold, one of `protocol.ACCOUNTS`.
        stays: let it run on when the context ends without an error, until somebody ends its
            process.

    Raises:
        ToolMissing: the packages of the extra `drill` are not installed, or in other versions.
        TfdrError: the emulator ended before it was ready; the message has its last words.
    """
    moto.require()
    if find_spec("flask") is None:
        raise ToolMissing(f"the emulated AWS needs the server of moto: {moto.INSTALL}")
    with (log or Path(os.devnull)).open("wb") as sink:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tfdr.emulator"),
                *([] if stays else ["--until-stdin-closes"]),
                *([] if snapshots is None else ["--snapshots", str(snapshots)]),
                *(["--plain"] if plain else []),
                *("--oracles", OFF if plain else oracles, "--account", account),
            ],
            cwd=_PACKAGE_PARENT,
            stdin=subprocess.DEVNULL if stays else subprocess.PIPE,
            start_new_session=stays,
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
        )
        try:
            # The address is printed once the port is bound: nothing to poll for.
            endpoint = process.stdout.readline().strip() if process.stdout else ""
            if not endpoint:
                raise TfdrError(f"the emulated AWS did not start{_last_words(log)}")
            yield Emulator(endpoint, pid=process.pid)
        except BaseException:
            _stop(process)
            raise
        if not stays:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _last_words(log: Path | None) -> str:
    if log is None:
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()
    return f": {lines[-1]}" if lines else ""
