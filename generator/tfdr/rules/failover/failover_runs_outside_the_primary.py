"""DR45: the failover function is not only in the region that may be lost."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import failover_functions

RULE = Rule(
    id="DR45",
    title="A failover function is in a region other than the primary",
    severity=ERROR,
    why="What fails over is called when the primary region is gone. If it runs there, it is gone "
    "too.",
    fix="Make the function with the standby's provider as well.",
    source="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regions.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_vpc" "dr" {
  provider = aws.dr
}

resource "aws_lambda_function" "failover" {
  provider      = aws.primary
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_vpc" "dr" {
  provider = aws.dr
}

resource "aws_lambda_function" "failover" {
  provider      = aws.dr
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function, by where the others are."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    functions = failover_functions(system)
    outside = any_of(*(negate(each.region.is_same(primary)) for each in functions))
    for function in functions:
        message = f"runs in {function.region}, the primary region, and nothing like it elsewhere"
        unknown = [f"the region of {each.address}" for each in functions]
        yield judge(function, outside, message, unknown=unknown)
