"""OBS02A: see obs02a_database_lag_alarm.md."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.aws.objectives import minutes
from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=ERROR)

_LAG = frozenset(
    {"AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag", "AuroraGlobalDBProgressLag"}
)
_NAMES = {"DBClusterIdentifier": ("cluster_identifier", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each secondary, and the threshold of each alarm on one."""
    objective = minutes(system, "RPO")
    for cluster in system.resources("aws_rds_cluster"):
        if not cluster.has("global_cluster_identifier") or _is_writer(system, cluster):
            continue
        alarms = alarms_on(system, cluster, "AWS/RDS", _LAG, _NAMES)
        message = "no alarm in its region watches how far it is behind"
        yield judge_watched(system, cluster, alarms, message)
        for alarm in alarms if objective is not None else ():
            if not alarm.blocks("metric_query"):
                yield _in_time(alarm, objective or 0)


def _is_writer(system: System, cluster: Resource) -> Truth:
    """Whether it is the one that is written to at first, which is behind nobody."""
    named = cluster.has("master_username") or cluster.has("database_name")
    primary = system.primary
    return named or bool(
        primary and system.is_multi_region and cluster.region.is_same(primary) is True
    )


def _in_time(alarm: Resource, objective: float) -> Verdict:
    threshold, most = alarm.number("threshold"), objective * 60_000
    holds: Truth = None if threshold is None else threshold <= most
    message = (
        f"goes off at {threshold or 0:g} ms, beyond the recovery point objective of "
        f"{objective:g} minutes"
    )
    return judge(alarm, holds, message, "threshold")
