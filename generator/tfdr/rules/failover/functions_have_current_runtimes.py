"""FO03A: functions have a runtime that AWS still looks after."""

from collections.abc import Iterator
from datetime import UTC, datetime

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.runtimes import deprecated_on, is_current

RULE = Rule(
    id="FO03A",
    title="Functions have a runtime that is not deprecated",
    severity=ERROR,
    why="A deprecated runtime gets no security patches, and from some day on AWS refuses to create "
    "or change a function that has it: the standby can no longer be built, and a mistake in the "
    "failover function cannot be corrected when it shows.",
    fix="Set runtime to a current one, such as python3.14, nodejs24.x or provided.al2023.",
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
    today = datetime.now(UTC).date()
    for function in system.resources("aws_lambda_function"):
        if function.has("runtime") is not False:
            runtime = function.text("runtime")
            since = deprecated_on(runtime)
            message = f"has the runtime {runtime}, which is deprecated since {since}"
            unknown = function.unknowns("runtime") or (f"whether AWS still supports {runtime}",)
            current = is_current(runtime, today)
            yield judge(function, current, message, "runtime", unknown=unknown)
