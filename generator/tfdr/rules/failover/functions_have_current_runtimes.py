"""FO03A: functions have a runtime that AWS still looks after."""

from collections.abc import Iterator
from functools import cache

from tfdr.evaluate import Resource, System, Truth
from tfdr.facts import read
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="FO03A",
    title="Functions have a runtime that is not deprecated",
    severity=ERROR,
    why="A deprecated runtime gets no security patches, and from some day on AWS refuses to create "
    "or change a function that has it: the standby can no longer be built, and a mistake in the "
    "failover function cannot be corrected when it shows.",
    fix="Set runtime to a current one, such as python3.13, nodejs22.x or provided.al2023.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    fails="""\
resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
  filename      = "failover.zip"
  handler       = "failover.handler"
  runtime       = "python3.8"
}
""",
    passes="""\
resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
  filename      = "failover.zip"
  handler       = "failover.handler"
  runtime       = "python3.13"
}
""",
    is_local=True,
)


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
