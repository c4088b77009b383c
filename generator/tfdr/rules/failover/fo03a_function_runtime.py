"""FO03A: functions use a runtime that is not deprecated."""

from collections.abc import Iterator
from functools import cache

from tfdr.evaluate import Resource, System, Truth
from tfdr.facts import read
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each function that is no container image."""
    for function in system.resources("aws_lambda_function"):
        if function.has("runtime") is not False:
            runtime = function.text("runtime")
            message = f"has the deprecated runtime {runtime}"
            unknown = function.unknowns("runtime") or (f"whether AWS still supports {runtime}",)
            yield judge(function, _is_current(function), message, "runtime", unknown=unknown)


def _is_current(function: Resource) -> Truth:
    runtime = function.text("runtime")
    if runtime in _runtimes()["current"]:
        return True
    return False if runtime in _runtimes()["deprecated"] else None


@cache
def _runtimes() -> dict[str, list[str]]:
    content: dict[str, list[str]] = read("runtimes.yml")
    return content
