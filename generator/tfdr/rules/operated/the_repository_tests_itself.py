"""OPS04: the repository has tests of its own."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(
    id="OPS04",
    title="The repository has tests of its own",
    severity=WARNING,
    why="What a failover depends on is changed by people who do not think of failovers. A test "
    "that runs on every change, without an account, is what notices.",
    fix="Add tests/NAME.tftest.hcl, with mock_provider so that it needs no account.",
    source="https://developer.hashicorp.com/terraform/language/tests",
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
""",
    passes="""\
# One region fails over to nothing.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "primary" {
  cidr_block = "10.0.0.0/16"
}
""",
)

_TESTS = ("*.tftest.hcl", "*.tftest.json", "tests/*.tftest.hcl", "tests/*.tftest.json")
# They may need an account, or test something else.
_OTHERS = ("test/*_test.go", "tests/*_test.go", "test/test_*.py", "tests/test_*.py")


def check(system: System) -> Iterator[Verdict]:
    """The root of a workload."""
    if not system.is_workload:
        return
    holds: Truth = not system.is_multi_region
    others = _first(system, _OTHERS)
    if _first(system, _TESTS):
        holds = True
    elif holds is False and others:
        holds = None
    unknown = (f"whether {others} runs without an account",)
    yield judge_all(system, holds, "there is no *.tftest.hcl beside it", unknown=unknown)


def _first(system: System, patterns: tuple[str, ...]) -> str:
    for pattern in patterns:
        for path in sorted(system.directory.glob(pattern)):
            return path.name
    return ""
