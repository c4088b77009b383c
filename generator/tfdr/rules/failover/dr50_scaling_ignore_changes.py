"""DR50: Terraform ignores the capacity that autoscaling or a failover changes."""

from collections.abc import Iterator

from tfdr.aws.capacity import scalers
from tfdr.aws.functions import allows, failover_functions
from tfdr.evaluate import Resource, System
from tfdr.evaluate.lifecycle import ignored
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_BY = {
    "ecs:UpdateService": ("aws_ecs_service", ("desired_count",)),
    "autoscaling:UpdateAutoScalingGroup": (
        "aws_autoscaling_group",
        ("desired_capacity", "min_size"),
    ),
    "autoscaling:SetDesiredCapacity": ("aws_autoscaling_group", ("desired_capacity",)),
    "application-autoscaling:RegisterScalableTarget": (
        "aws_appautoscaling_target",
        ("min_capacity",),
    ),
}


def check(system: System) -> Iterator[Verdict]:
    """Each number that something else than Terraform changes."""
    found: dict[tuple[Resource, str], str] = {}
    for service in system.resources("aws_ecs_service"):
        for target in scalers(system, service):
            found[service, "desired_count"] = target.address
    for group in system.resources("aws_autoscaling_group"):
        for policy in system.links(group, "aws_autoscaling_policy", "autoscaling_group_name"):
            found[group, "desired_capacity"] = policy.address
    for function in failover_functions(system):
        for action, (type_, attributes) in _BY.items():
            if allows(system, function, action):
                for scaled in system.resources(type_):
                    for attribute in attributes:
                        found.setdefault((scaled, attribute), function.address)
    for (scaled, attribute), by in found.items():
        if scaled.get(attribute) is not None:
            message = f"{attribute} is changed by {by}, and set back by every apply"
            yield judge(scaled, _is_left(scaled, attribute), message, attribute)


def _is_left(scaled: Resource, attribute: str) -> bool | None:
    if ignored(scaled, attribute):
        return True
    return None if scaled.maybe else False
