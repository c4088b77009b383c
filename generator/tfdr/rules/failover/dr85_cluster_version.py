"""DR85: the Kubernetes version of a standby is the primary's."""

from collections.abc import Iterator

from tfdr.aws.counterparts import in_primary, in_standbys
from tfdr.evaluate import System, any_of, same
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each cluster of a standby."""
    serving = in_primary(system, "aws_eks_cluster")
    for cluster in in_standbys(system, "aws_eks_cluster") if serving else ():
        holds = any_of(*(same(cluster.get("version"), each.get("version")) for each in serving))
        said = serving[0].text("version")
        message = f"runs version {cluster.text('version')}, and the primary region {said}"
        yield judge(cluster, holds, message, "version", unknown=serving[0].unknowns("version"))
