"""Lambda: functions that run, without Docker, and are invoked as AWS does.

moto 5.2.5 runs a function in a container, which needs Docker and an image from the network;
without them every invocation fails. It drops the dead-letter queue and the logging settings, runs
a function at once whatever way of invocation was asked for, takes any number of executions at a
time, has no dead letters, keeps the first of several settings for asynchronous invocation, and
knows nothing of the account's limits. How functions run is in `inside.functions`.
"""

import json
from typing import Any

from moto.awslambda import urls
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.responses import ActionResult

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths
from tfdr.emulator.inside import quotas
from tfdr.emulator.inside.functions import running
from tfdr.emulator.inside.functions.invocations import count, execution, invoke_later

_READ_BACK = ("DeadLetterConfig", "LoggingConfig")


class _InvalidContent(LambdaClientError):
    def __init__(self) -> None:
        super().__init__("InvalidRequestContentException", "Could not parse request body.")


teaches_paths(urls, LambdaResponse, "{0}/2016-08-19/account-settings/?$")


@teaches(LambdaFunction)
class Functions:
    """Functions that run, and keep their settings."""

    @replaces
    def __init__(
        self: Any, original: Original, account_id: str, spec: Any, region: str, version: Any = 1
    ) -> None:
        original(account_id, spec, region, version)
        self.settings = {name: spec[name] for name in _READ_BACK if spec.get(name)}

    @replaces
    def get_configuration(self: Any, original: Original, on_create: bool = False) -> dict[str, Any]:
        return {**original(on_create), **self.settings}

    @replaces
    def update_configuration(
        self: Any, original: Original, config_updates: dict[str, Any]
    ) -> dict[str, Any]:
        for name in _READ_BACK:
            if name in config_updates:
                self.settings[name] = config_updates[name]
        self.tracing_config = config_updates.get("TracingConfig") or self.tracing_config
        self.kms_key_arn = config_updates.get("KMSKeyArn") or self.kms_key_arn
        original(config_updates)
        return dict(self.get_configuration())

    @replaces
    def _invoke_lambda(self: Any, event: Any = None) -> tuple[str, bool, str]:
        payload, failed, logs = running.run(self, event or {})
        group = self.settings.get("LoggingConfig", {}).get("LogGroup") or self.logs_group_name
        if self.logs_backend.describe_log_groups(log_group_name_prefix=group)[0]:
            self.logs_group_name = group
            self.save_logs(logs)
        return payload, failed, logs


@teaches(LambdaBackend)
class Invocations:
    """Invocation as AWS does it."""

    @replaces
    def invoke(
        self: Any,
        function_name: str,
        qualifier: str | None,
        body: Any,
        headers: Any,
        response_headers: Any,
    ) -> str | bytes:
        function = self.get_function(function_name, qualifier)
        event = _parsed(body)
        kind = headers.get("x-amz-invocation-type", "RequestResponse")
        if kind != "RequestResponse":
            if kind == "Event":
                invoke_later(function, event)
            response_headers["Content-Length"] = "0"
            return ""
        with execution(function):
            answer: str | bytes = function.invoke(json.dumps(event), headers, response_headers)
        count(function, Errors="x-amz-function-error" in response_headers)
        response_headers["Content-Length"] = str(len(answer))
        return answer

    @replaces
    def put_function_event_invoke_config(
        self: Any, original: Original, function_name: str, config: dict[str, Any]
    ) -> Any:
        self.get_function(function_name).event_invoke_config.clear()
        return original(function_name, config)


@teaches(LambdaResponse)
class AccountSettings:
    """The limits of an account."""

    @adds
    def get_account_settings(self: Any) -> ActionResult:
        functions = list(self.backend.list_functions())
        reserved = sum(int(each.reserved_concurrency or 0) for each in functions)
        concurrency = int(quotas.value("concurrency", self.region))
        limit = {
            "TotalCodeSize": 80530636800,
            "CodeSizeUnzipped": 262144000,
            "CodeSizeZipped": 52428800,
            "ConcurrentExecutions": concurrency,
            "UnreservedConcurrentExecutions": concurrency - reserved,
        }
        usage = {"TotalCodeSize": 0, "FunctionCount": len(functions)}
        return ActionResult({"AccountLimit": limit, "AccountUsage": usage})


def _parsed(body: Any) -> Any:
    if not body:
        return {}
    try:
        return json.loads(body)
    except ValueError:
        raise _InvalidContent from None
