"""FO03A: functions use a runtime that is not deprecated."""

from collections.abc import Iterator
from datetime import UTC, datetime

from tfdr.aws import runtimes
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each function that is no container image."""
    today = datetime.now(UTC).date()
    for function in system.resources("aws_lambda_function"):
        if function.has("runtime") is not False:
            runtime = function.text("runtime")
            since = runtimes.deprecated_on(runtime)
            message = f"has the runtime {runtime}, which is deprecated since {since}"
            unknown = function.unknowns("runtime") or (f"whether AWS still supports {runtime}",)
            current = runtimes.is_current(runtime, today)
            yield judge(function, current, message, "runtime", unknown=unknown)
