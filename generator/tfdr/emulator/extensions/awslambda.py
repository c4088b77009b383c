"""Lambda: functions that run, without Docker.

moto 5.2.5 runs a function in a container, which needs Docker and an image from the
network; without them every invocation fails. Here a function runs as a process of its own,
with its package unpacked beside it, its own environment, and the emulated AWS as the only
one that it can reach. It ends with its region. moto also drops the dead-letter queue and the
logging settings. How a function is invoked is in `awslambda_invoke`.
"""

import json
import os
import threading
from typing import Any

from moto.awslambda.models import LambdaFunction

from tfdr.emulator.database_tls import authority
from tfdr.emulator.environment import client_environment
from tfdr.emulator.extensions.lambda_processes import Process, inherited, server
from tfdr.emulator.extensions.lambda_runner import ANSWER, CALL, LOG
from tfdr.emulator.extensions.teach import teach
from tfdr.emulator.faults import faults

_READ_BACK = ("DeadLetterConfig", "LoggingConfig")
_ENDS_WITHIN = 5.0  # seconds, once it is killed

_running: dict[Process, str] = {}
_changed = threading.Condition()


def install() -> None:
    """Teach moto to run functions and to keep their settings."""
    init = LambdaFunction.__init__
    configuration = LambdaFunction.get_configuration
    update = LambdaFunction.update_configuration
    faults.when_outage_begins(_end_functions)

    @teach(LambdaFunction, "__init__")
    def create(self: Any, account_id: str, spec: Any, region: str, version: Any = 1) -> None:
        init(self, account_id, spec, region, version)
        self.settings = {name: spec[name] for name in _READ_BACK if spec.get(name)}

    @teach(LambdaFunction)
    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        return {**configuration(self, on_create), **self.settings}

    @teach(LambdaFunction)
    def update_configuration(self: Any, config_updates: dict[str, Any]) -> dict[str, Any]:
        for name in _READ_BACK:
            if name in config_updates:
                self.settings[name] = config_updates[name]
        self.tracing_config = config_updates.get("TracingConfig") or self.tracing_config
        self.kms_key_arn = config_updates.get("KMSKeyArn") or self.kms_key_arn
        update(self, config_updates)
        return get_configuration(self)

    @teach(LambdaFunction)
    def _invoke_lambda(self: Any, event: Any = None) -> tuple[str, bool, str]:
        payload, failed, logs = _run(self, event or {})
        group = self.settings.get("LoggingConfig", {}).get("LogGroup") or self.logs_group_name
        if self.logs_backend.describe_log_groups(log_group_name_prefix=group)[0]:
            self.logs_group_name = group
            self.save_logs(logs)
        return payload, failed, logs


def _run(function: Any, event: Any) -> tuple[str, bool, str]:
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


def _end_functions(region: str) -> None:
    """End whatever runs in a region, and wait until it has ended."""

    def running() -> list[Process]:
        return [process for process, where in _running.items() if where == region]

    with _changed:
        for process in running():
            process.kill()
        _changed.wait_for(lambda: not running(), timeout=_ENDS_WITHIN)


def _environment(function: Any) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{os.environ['MOTO_PORT']}"
    return {
        **client_environment(endpoint, inherited()),
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
