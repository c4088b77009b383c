"""What Lambda does in the name of a function's role: logs, traces, dead letters, destinations."""

import re
from collections.abc import Iterator
from typing import Any

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.awslambda.models import lambda_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_FUNCTION = re.compile(r"arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+")
_LAMBDA = "lambda.amazonaws.com"
_TRACES = {"xray:PutTraceSegments": "*", "xray:PutTelemetryRecords": "*"}


@sends
def integrations() -> Iterator[Delivery]:
    """HTTP APIs call the functions that answer their routes."""
    for region, backend in list(apigatewayv2_backends[ACCOUNT_ID].items()):
        for api in list(backend.apis.values()):
            asked = f"arn:aws:execute-api:{region}:{ACCOUNT_ID}:{api.api_id}/stage/GET/any"
            for each in list(api.integrations.values()):
                if named := _FUNCTION.search(each.integration_uri or ""):
                    why = reach.function("apigateway.amazonaws.com", asked, named.group())
                    yield Delivery("API to function", asked, named.group(), why)


@sends
def functions() -> Iterator[Delivery]:
    """Functions log, trace, and hand on what they could not do."""
    for backend in list(lambda_backends[ACCOUNT_ID].values()):
        for each in backend.list_functions():
            yield from _of_function(each)


def _of_function(function: Any) -> Iterator[Delivery]:
    source, role = function.function_arn, function.role
    settings = getattr(function, "settings", {})
    name = settings.get("LoggingConfig", {}).get("LogGroup") or function.logs_group_name
    group = f"arn:aws:logs:{function.region}:{ACCOUNT_ID}:log-group:{name}"
    stream = f"{group}:log-stream:any"
    needs = {"logs:CreateLogStream": stream, "logs:PutLogEvents": stream}
    yield Delivery("function to logs", source, group, reach.as_role(role, _LAMBDA, needs))
    if function.tracing_config.get("Mode") == "Active":
        why = reach.as_role(role, _LAMBDA, _TRACES)
        yield Delivery("function to traces", source, "X-Ray", why)
    if letters := settings.get("DeadLetterConfig", {}).get("TargetArn"):
        yield Delivery("function to dead letters", source, letters, _send(role, letters))
    for config in function.event_invoke_config:
        for way in config.config.get("DestinationConfig", {}).values():
            if target := (way or {}).get("Destination"):
                yield Delivery("function to destination", source, target, _send(role, target))


def _send(role: str, target: str) -> str | None:
    kind, region = target.split(":")[2], target.split(":")[3]
    if kind == "lambda":
        return reach.as_role(role, _LAMBDA, {"lambda:InvokeFunction": target})
    action = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "events": "events:PutEvents"}[kind]
    if why := reach.as_role(role, _LAMBDA, {action: target}):
        return why
    if kind == "sqs":
        queue = sqs_backends[ACCOUNT_ID][region].queues.get(target.rsplit(":", 1)[1])
        key = getattr(queue, "kms_master_key_id", None)
        return reach.role_through_key(role, key, "sqs", "kms:GenerateDataKey", "kms:Decrypt")
    return None
