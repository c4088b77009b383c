"""OPS01B: state in S3 is locked by a lock file, not by a DynamoDB table."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import INFO, Rule, Verdict, judge_place

RULE = Rule(severity=INFO, of_root=True, is_recovery=False)


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
