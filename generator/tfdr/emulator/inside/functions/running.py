"""Runs an emulated function: a process of its own, with its package unpacked beside it.

It has its own environment, and the emulated AWS as the only one that it can reach. It ends with
its region.
"""

import json
import os
import threading
from typing import Any

from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.inside import callers
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.processes import Process, inherited, server
from tfdr.emulator.inside.functions.runner import ANSWER, CALL, LOG

_ENDS_WITHIN = 5.0  # seconds, once it is killed

_running: dict[Process, str] = {}
_changed = threading.Condition()


def run(function: Any, event: Any) -> tuple[str, bool, str]:
    """Run a function once; return its answer, whether it failed, and what it printed."""
    if function.package_type != "Zip":
        return _failure("Unsupported", "the emulated AWS runs zip packages only"), True, ""
    with server.folder() as folder:
        asked = {
            "event": event,
            "timeout": int(function.timeout),
            "environment": _environment(function),
            "package": str(server.unpacked(function.code_bytes, folder)),
        }
        (folder / CALL).write_text(json.dumps(asked), encoding="utf-8")
        status = _status(server.begin(folder, asked), function)
        logs = (folder / LOG).read_text("utf-8", "replace") if (folder / LOG).exists() else ""
        if status is None:
            message = f"Task timed out after {function.timeout} seconds"
            return _failure("Sandbox.Timedout", message), True, f"{logs}{message}"
        if status or not (folder / ANSWER).exists():
            message = f"Runtime exited with status {status}"
            return _failure("Runtime.ExitError", message), True, logs
        said = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    return json.dumps(said["payload"]), said["failed"], logs


def _status(process: Process, function: Any) -> int | None:
    """Wait for a function and return its exit status, None if it takes longer than it may."""
    with _changed:
        _running[process] = function.region
    if not faults.lives(function.region):  # it died while this one began
        process.kill()
    try:
        return process.wait(int(function.timeout))
    except TimeoutError:
        process.kill()
        process.wait(None)
        return None
    finally:
        with _changed:
            del _running[process]
            _changed.notify_all()


def end_all(region: str) -> None:
    """End whatever runs in a region, and wait until it has ended."""

    def running() -> list[Process]:
        return [process for process, where in _running.items() if where == region]

    with _changed:
        for process in running():
            process.kill()
        _changed.wait_for(lambda: not running(), timeout=_ENDS_WITHIN)


faults.when_outage_begins(end_all)


def _environment(function: Any) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{os.environ['MOTO_PORT']}"
    return {
        **client_environment(endpoint, inherited()),
        **callers.credentials(function),
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_REGION": function.region,
        "_HANDLER": function.handler,
        **{name: str(value) for name, value in function.environment_vars.items()},
    }


def _failure(kind: str, message: str) -> str:
    return json.dumps({"errorMessage": message, "errorType": kind})
