"""DAT04: Performance Insights is enabled only for instance classes that support it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_FAMILIES: Final = ("db.t2.", "db.t3.", "db.t4g.")
_SMALL: Final = ("micro", "small")
_AURORA_MYSQL_NEVER: Final = ("db.t2.", "db.t3.")
_MYSQL: Final = ("mysql", "mariadb", "aurora-mysql")


def check(system: System) -> Iterator[Verdict]:
    """Each instance that has Performance Insights on, or may have."""
    for instance in system.resources("aws_rds_cluster_instance", "aws_db_instance"):
        enabled = instance.is_true("performance_insights_enabled")
        if enabled is False:
            continue
        has = _has(instance)
        holds = True if has else None if enabled is None else has
        message = f"{instance.text('instance_class')} has no Performance Insights"
        unknown = instance.unknowns("performance_insights_enabled", "engine")
        yield judge(instance, holds, message, "instance_class", unknown=unknown)


def _has(instance: Resource) -> Truth:
    """Whether its class has Performance Insights, with its engine."""
    named, engine = instance.text("instance_class"), instance.text("engine")
    if named is None:
        return None
    if not named.startswith(_FAMILIES):
        return True
    is_small = named.rpartition(".")[2] in _SMALL
    refused = named.startswith(_AURORA_MYSQL_NEVER) or is_small
    if engine is None:
        return None if refused else True
    if engine == "aurora-mysql":
        return not refused
    return not (is_small and engine in _MYSQL)
