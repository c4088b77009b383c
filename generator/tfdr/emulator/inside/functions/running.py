"""Runs an emulated function: a process of its own, with its package unpacked beside it.

It has its own environment, and the emulated AWS as the only one that it can reach. It ends with
its region, and when it has taken as long as it may.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.inside import credentials
from tfdr.emulator.inside.chance import chance
from tfdr.emulator.inside.database_tls import authority
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.processes import Process, inherited, server
from tfdr.emulator.inside.functions.sandbox.handler import ANSWER, CALL, LOG
from tfdr.emulator.inside.simulation import BEGINS, Dropped, Task, simulation


@dataclass(eq=False)
class _Run:
    """A function that runs once.

    Attributes:
        function: as moto has it.
        event: what it is given.
        payload: what it answers, JSON.
        failed: whether it failed.
        logs: what it printed.
    """

    function: Any
    event: Any
    payload: str = '{"errorMessage": "the emulator failed", "errorType": "Unknown"}'
    failed: bool = True
    logs: str = ""
    is_late: bool = False
    is_over: bool = False
    task: Task | None = field(default=None)
    process: Process | None = field(default=None)

    def work(self) -> None:
        """Run it to its end."""
        with server.folder() as folder:
            (folder / CALL).write_text(json.dumps(self._asked()), encoding="utf-8")
            self.process = server.begin(folder)
            _running.append(self)
            if self.is_over or not faults.lives(self.function.region):
                self.end()  # its region died while it began
            late = simulation.call_at(simulation.now + int(self.function.timeout), self._time_out)
            try:
                self._attend(self.process)
            except Dropped:
                self.process.kill()
                raise
            finally:
                late.call_off()
                _running.remove(self)
                status = self.process.status()
            self._read(folder, status)

    def _attend(self, process: Process) -> None:
        """Tell a function the time whenever it has waited, until it ends."""
        while not self.is_over and (until := process.waits_until()) is not None:
            simulation.sleep(until - simulation.now)
            if not self.is_over:
                process.go_on(simulation.now)

    def end(self) -> None:
        """End it, whatever it does."""
        self.is_over = True
        if self.process is not None:
            self.process.kill()
        if self.task is not None:
            simulation.wake(self.task)

    def _time_out(self) -> None:
        self.is_late = True
        self.end()

    def _asked(self) -> dict[str, Any]:
        task = simulation.current
        return {
            "event": self.event,
            "timeout": int(self.function.timeout),
            "environment": _environment(self.function),
            "package": str(server.unpacked(self.function.code_bytes)),
            "began": BEGINS,
            "now": simulation.now,
            "seed": chance.seed_of(self.function.function_arn),
            "task": task.id if task else "",
        }

    def _read(self, folder: Path, status: int) -> None:
        log = folder / LOG
        self.logs = log.read_text("utf-8", "replace") if log.exists() else ""
        if self.is_late:
            message = f"Task timed out after {self.function.timeout} seconds"
            self.payload, self.logs = _failure("Sandbox.Timedout", message), f"{self.logs}{message}"
        elif status or not (folder / ANSWER).exists():
            self.payload = _failure("Runtime.ExitError", f"Runtime exited with status {status}")
        else:
            said = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
            self.payload, self.failed = json.dumps(said["payload"]), said["failed"]


_running: list[_Run] = []


def run(function: Any, event: Any) -> tuple[str, bool, str]:
    """Run a function once; return its answer, whether it failed, and what it printed."""
    if function.package_type != "Zip":
        return _failure("Unsupported", "the emulated AWS runs zip packages only"), True, ""
    begun = _Run(function, event)
    begun.task = simulation.begin(f"{function.function_name} in {function.region}", begun.work)
    simulation.wait_for(begun.task)
    return begun.payload, begun.failed, begun.logs


def region_now() -> str:
    """Return the region of the function whose turn it is, empty if it is nobody's."""
    task = simulation.current
    found = (each.function.region for each in _running if each.task is task)
    return next(found, "") if task else ""


def end_all(region: str) -> None:
    """End whatever runs in a region; somebody outside waits until it has ended."""
    ended = [each for each in _running if each.function.region == region]
    for each in ended:
        each.end()
    if simulation.current is None:
        for each in ended:
            if each.task is not None:
                simulation.wait_for(each.task)


faults.when_outage_begins(end_all)


def _environment(function: Any) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{os.environ['MOTO_PORT']}"
    return {
        **client_environment(endpoint, inherited()),
        **credentials.of_function(function),
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": str(function.version),
        "AWS_REGION": function.region,
        "SSL_CERT_FILE": str(authority().file),
        "_HANDLER": function.handler,
        **{name: str(value) for name, value in function.environment_vars.items()},
    }


def _failure(kind: str, message: str) -> str:
    return json.dumps({"errorMessage": message, "errorType": kind})
