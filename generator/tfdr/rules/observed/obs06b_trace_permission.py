"""OBS06B: the role of a traced function or task may write traces."""

from collections.abc import Iterator

from tfdr.aws import containers, roles
from tfdr.evaluate import Resource, System, all_of
from tfdr.evaluate.values import leaves
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


_ACTIONS = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")


def check(system: System) -> Iterator[Verdict]:
    """Each function and task that traces, whose role is in the code."""
    for user, path, at in _traced(system):
        role = roles.of(user, path)
        if role is None:
            continue
        rights = roles.rights(system, role)
        holds = all_of(*map(rights.allow, _ACTIONS))
        message = "is traced, and its role may not write traces"
        yield judge(user, holds, message, at, unknown=rights.unknown)


def _traced(system: System) -> Iterator[tuple[Resource, str, str]]:
    """What traces: it, the attribute with its role, and where it says so."""
    for function in system.resources("aws_lambda_function"):
        if function.text("tracing_config.mode") == "Active":
            yield function, "role", "tracing_config.mode"
    for task in system.resources("aws_ecs_task_definition"):
        texts = [each for each in leaves(containers.content(task)) if isinstance(each, str)]
        if any("xray-daemon" in each for each in texts):
            yield task, "task_role_arn", containers.AT
