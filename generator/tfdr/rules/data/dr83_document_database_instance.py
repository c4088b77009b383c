"""DR83: each DocumentDB or Neptune cluster has an instance."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.evaluate.presence import presence
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_INSTANCES: Final = {
    "aws_docdb_cluster": "aws_docdb_cluster_instance",
    "aws_neptune_cluster": "aws_neptune_cluster_instance",
}


def check(system: System) -> Iterator[Verdict]:
    """Each cluster."""
    for type_, instance in _INSTANCES.items():
        for cluster in system.resources(type_):
            holds, why = presence(system, system.links(cluster, instance, "cluster_identifier"))
            yield judge(cluster, holds, "has no instance, and answers nobody", unknown=why)
