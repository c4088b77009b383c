"""OBS02G: an alarm watches each ECS service and Auto Scaling group."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.evaluate import Links, Resource, System
from tfdr.evaluate.presence import together
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=WARNING, is_recovery=False)

_SERVICE = frozenset({"CPUUtilization", "MemoryUtilization"})
_INSIGHTS = frozenset({"RunningTaskCount", "DesiredTaskCount", "PendingTaskCount", "CpuUtilized"})
_GROUP = frozenset({"CPUUtilization", "StatusCheckFailed"})
_COUNTS = frozenset({"GroupInServiceInstances", "GroupTotalInstances", "GroupDesiredCapacity"})


def check(system: System) -> Iterator[Verdict]:
    """Each ECS service and each group of instances."""
    for service in system.resources("aws_ecs_service"):
        names = {"ServiceName": ("name",)}
        alarms = together(
            alarms_on(system, service, "AWS/ECS", _SERVICE, names),
            alarms_on(system, service, "ECS/ContainerInsights", _INSIGHTS, names),
        )
        yield judge_watched(system, service, alarms, "no alarm watches it")
    for group in system.resources("aws_autoscaling_group"):
        yield judge_watched(system, group, _of_group(system, group), "no alarm watches it")


def _of_group(system: System, group: Resource) -> Links:
    names = {"AutoScalingGroupName": ("name", "id")}
    return together(
        alarms_on(system, group, "AWS/EC2", _GROUP, names),
        alarms_on(system, group, "AWS/AutoScaling", _COUNTS, names),
    )
