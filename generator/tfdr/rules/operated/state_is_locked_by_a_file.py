"""OPS01B: the state is locked beside itself."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import INFO, Rule, Verdict, judge_place

_CODE: Final = """\
terraform {
  backend "s3" {
    bucket         = "orders-state"
    key            = "orders.tfstate"
    region         = "eu-central-1"
    %s
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"""

RULE = Rule(
    id="OPS01B",
    title="The state in S3 is locked by a file beside it, not by a table",
    severity=INFO,
    why="A lock in DynamoDB is a second service in that region which an apply needs on the day of "
    "the outage. Terraform has deprecated it since 1.11.",
    fix="Set use_lockfile = true in place of dynamodb_table.",
    source="https://developer.hashicorp.com/terraform/language/backend/s3",
    fails=_CODE % 'dynamodb_table = "locks"',
    passes=_CODE % "use_lockfile   = true",
)


def check(system: System) -> Iterator[Verdict]:
    """The backend of a workload, and each file of settings for it."""
    if not system.is_workload:
        return
    backends = [each for each in system.backends() if each.type == "s3"]
    for each in backends:
        table, file = (each.attributes.get(name) for name in ("dynamodb_table", "use_lockfile"))
        attribute = table or file
        if attribute is not None:
            message = "locks the state by a table of DynamoDB"
            place = attribute.expression.source.path
            yield judge_place(table is None, _ADDRESS, place, attribute.line, message)
        elif len(backends) == 1 and "bucket" not in each.attributes:
            unknown = ("the settings that are given to terraform init",)
            yield judge_place(None, _ADDRESS, each.file, each.line, "", unknown=unknown)


_ADDRESS: Final = "terraform.backend"
