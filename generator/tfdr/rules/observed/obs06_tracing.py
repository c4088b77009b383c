"""OBS06: functions, API stages and tasks are traced by X-Ray."""

from collections.abc import Iterator

from tfdr.aws import containers
from tfdr.evaluate import Fields, Resource, System, Truth, Value, any_of, known_text, plain
from tfdr.evaluate.values import Text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)

_DAEMONS = ("xray", "x-ray", "otel", "opentelemetry", "adot", "datadog", "cloudwatch-agent")


def check(system: System) -> Iterator[Verdict]:
    """Each function, stage of a REST API, and task; HTTP APIs cannot be traced."""
    for function in system.resources("aws_lambda_function"):
        active = function.equals("tracing_config.mode", "Active")
        yield judge(function, active, "is not traced", "tracing_config")
    for stage in system.resources("aws_api_gateway_stage"):
        traced = stage.is_true("xray_tracing_enabled")
        yield judge(stage, traced, "is not traced", "xray_tracing_enabled")
    for task in system.resources("aws_ecs_task_definition"):
        message = "no container of it takes traces to X-Ray"
        yield judge(task, _has_daemon(task), message, containers.AT)


def _has_daemon(task: Resource) -> Truth:
    found = containers.of(task)
    if found is None:
        content = containers.content(task)
        text = str(content) if isinstance(content, Text) else known_text(content)
        return None if text is None else _names_daemon(text)
    return any_of(*map(_is_daemon, found))


def _is_daemon(container: Value) -> Truth:
    if not isinstance(container, Fields):
        return None
    unclear = False
    for key in ("name", "image"):
        value = plain(container.get(key))
        text = str(value) if isinstance(value, Text) else known_text(value)
        if text is not None and _names_daemon(text):
            return True
        unclear |= text is None and value is not None
    return None if unclear and known_text(container.get("name")) is None else False


def _names_daemon(text: str) -> bool:
    return any(each in text.lower() for each in _DAEMONS)
