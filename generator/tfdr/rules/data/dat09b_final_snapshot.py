"""DAT09B: deletion protection and the final snapshot are consistent."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Resource, System, Truth, all_of, any_of, negate
from tfdr.evaluate.values import side_by_side, truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)

_DATABASES: Final = (
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_neptune_cluster",
    "aws_rds_cluster",
)


def check(system: System) -> Iterator[Verdict]:
    """Each database that leaves a snapshot when it is deleted, if it is not told not to."""
    for database in system.resources(*_DATABASES):
        if database.has("replicate_source_db") is not False:
            continue  # a replica leaves none
        protected = database.is_true("deletion_protection")
        skips = database.is_true("skip_final_snapshot")
        agree = True if _are_opposites(database) else _agree(database)
        kept = "is protected, and leaves no snapshot once it is not"
        loose = "is not protected, and yet insists on a final snapshot"
        message = kept if protected else loose
        unknown = database.unknowns("deletion_protection")
        yield judge(database, agree, message, "skip_final_snapshot", unknown=unknown)
        named = any_of(skips, database.has("final_snapshot_identifier"))
        message = "its final snapshot has no name: deleting it fails"
        yield judge(database, named, message, "skip_final_snapshot")


def _agree(database: Resource) -> Truth:
    """Whether, in each environment, it leaves a snapshot if it is protected, and only then."""
    both = side_by_side(database.get("deletion_protection"), database.get("skip_final_snapshot"))
    return all_of(*(negate(_is_same(truth(one), truth(other))) for one, other in both))


def _is_same(one: Truth, other: Truth) -> Truth:
    """Whether two truths are the same."""
    return any_of(all_of(one, other), all_of(negate(one), negate(other)))


def _are_opposites(database: Resource) -> bool:
    """Whether one is written as the negation of the other, whatever it is."""
    one = _written(database.expression("deletion_protection"))
    other = _written(database.expression("skip_final_snapshot"))
    return bool(one and other) and (one == f"!{other}" or other == f"!{one}")


def _written(expression: hcl.Expression | None) -> str:
    return "" if expression is None else "".join(expression.text.split())
