"""DAT07: each database has an RDS Proxy."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, any_of
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_COMPUTE: Final = (
    "aws_autoscaling_group",
    "aws_ecs_service",
    "aws_eks_cluster",
    "aws_instance",
    "aws_lambda_function",
)
_ENGINES: Final = ("aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres")


def check(system: System) -> Iterator[Verdict]:
    """Each database that a proxy can stand before, where there is something that may call it."""
    if not system.resources(*_COMPUTE):
        return
    for cluster in system.resources("aws_rds_cluster"):
        yield from _judged(system, cluster, "db_cluster_identifier")
    for instance in system.resources("aws_db_instance"):
        if instance.has("replicate_source_db") is False:
            yield from _judged(system, instance, "db_instance_identifier")


def _judged(system: System, database: Resource, attribute: str) -> Iterator[Verdict]:
    if database.has("engine") and database.equals("engine", *_ENGINES) is False:
        return
    targets = system.links(database, "aws_db_proxy_target", attribute)
    there = any_of(*map(is_there, targets), *(None for _ in targets.maybe))
    unknown = (*targets.why, *system.not_followed)
    yield judge(database, unless_elsewhere(system, there), "has no proxy", unknown=unknown)
