"""DR69: an alarm watches how far a replica in another region is behind."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import alarms_on
from tfdr.aws.replicas import replicas
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=ERROR)

_LAG: Final = frozenset({"ReplicaLag"})
_NAMES: Final = {"DBInstanceIdentifier": ("identifier", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region."""
    for replica in replicas(system):
        if replica.is_elsewhere:
            alarms = alarms_on(system, replica.instance, "AWS/RDS", _LAG, _NAMES)
            message = "no alarm in its region watches how far it is behind"
            yield judge_watched(system, replica.instance, alarms, message)
