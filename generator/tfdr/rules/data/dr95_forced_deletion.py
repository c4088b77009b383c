"""DR95: a bucket with data cannot be deleted while objects are in it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, tells_doubt=False)

# What is protected by these, and by `prevent_destroy`.
_PROTECTED: Final = {
    "aws_db_instance": "deletion_protection",
    "aws_docdb_cluster": "deletion_protection",
    "aws_dynamodb_table": "deletion_protection_enabled",
    "aws_lb": "enable_deletion_protection",
    "aws_neptune_cluster": "deletion_protection",
    "aws_rds_cluster": "deletion_protection",
    "aws_rds_global_cluster": "deletion_protection",
}


def check(system: System) -> Iterator[Verdict]:
    """Each bucket; what is thrown away as a whole, where nothing is protected, may be."""
    is_kept = _is_kept(system)
    for bucket in system.resources("aws_s3_bucket"):
        forced = bucket.is_true("force_destroy")
        holds = negate(forced) if is_kept else True
        yield judge(bucket, holds, "is deleted with everything in it", "force_destroy")


def _is_kept(system: System) -> bool:
    """Whether anything of the system is protected from deletion, as what is in production is."""
    return any(
        each.is_true(attribute) is not False
        for type_, attribute in _PROTECTED.items()
        for each in system.resources(type_)
    ) or any(
        (kept := block.expression("prevent_destroy")) is not None and kept.value is True
        for each in system.resources()
        for block in each.block.nested("lifecycle")
    )
