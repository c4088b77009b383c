"""OPS03: what the standby costs is written down."""

import re
from collections.abc import Iterator

from tfdr.evaluate import System, Truth
from tfdr.rules import INFO, Rule, Verdict, judge_all
from tfdr.rules.documents import texts

RULE = Rule(
    id="OPS03",
    title="What the standby costs is written down",
    severity=INFO,
    why="A standby costs money every day and is used on few. Where nobody wrote down what for, "
    "it is the first thing to be shrunk, and then it is too small on the day that it is needed.",
    fix="Describe the cost by kind of thing in docs/cost.md or in a section of the README.",
    source="https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html",
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
# Cost is no question of one region.
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "primary" {
  cidr_block = "10.0.0.0/16"
}
""",
)

_HEADING = re.compile(r"^#+ .*\b(costs?|pricing|budget|finops)\b", re.IGNORECASE | re.MULTILINE)
_ELSEWHERE = re.compile(r"https?://\S*(wiki|confluence|notion|sharepoint)\S*", re.IGNORECASE)


def check(system: System) -> Iterator[Verdict]:
    """The documents of a workload."""
    if not system.is_workload:
        return
    holds: Truth = not system.is_multi_region
    for name, text in texts(system):
        if "cost" in name.lower() or _HEADING.search(text):
            holds = True
        elif holds is False and _ELSEWHERE.search(text):
            holds = None
    message = "no document says what the standby costs"
    unknown = ("what is documented outside of the repository",)
    yield judge_all(system, holds, message, unknown=unknown)
