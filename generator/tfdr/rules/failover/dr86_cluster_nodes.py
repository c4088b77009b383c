"""DR86: each Kubernetes cluster has nodes."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each cluster; nodes may also be an Auto Scaling group that joins it by itself."""
    for cluster in system.resources("aws_eks_cluster"):
        groups = [
            system.links(cluster, name, "cluster_name")
            for name in ("aws_eks_node_group", "aws_eks_fargate_profile")
        ]
        own = [
            None
            for each in system.resources("aws_autoscaling_group")
            if each.region.is_same(cluster.region) is not False
        ]
        auto = cluster.is_true("compute_config.enabled")
        holds = unless_elsewhere(system, any_of(auto, *(each.exist for each in groups), *own))
        unknown = (*(why for each in groups for why in each.why), *system.not_followed)
        yield judge(cluster, holds, "has no nodes: nothing runs in it", unknown=unknown)
