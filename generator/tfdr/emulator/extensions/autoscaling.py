"""EC2 Auto Scaling: settings of groups and policies, target groups, instance refreshes.

moto 5.2.5 takes and forgets the maintenance policy, the warm-up, the longest lifetime and
the service-linked role of a group. It calls policies disabled and gives each a forecast,
leaves terminated instances in target groups, knows no instance refresh and cannot stop
metrics. How a group launches its instances is in `autoscaling_launch`.
"""

import uuid
from collections.abc import Callable
from typing import Any

from botocore import xform_name
from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import (
    AutoScalingBackend,
    FakeAutoScalingGroup,
    FakeScalingPolicy,
)
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches

# Setting -> what AWS makes of it for the group.
_SETTINGS: dict[str, Callable[[Any], Any]] = {
    "Context": str,
    "DefaultCooldown": int,
    "DefaultInstanceWarmup": int,
    "InstanceMaintenancePolicy": dict,
    "MaxInstanceLifetime": int,
    "ServiceLinkedRoleARN": str,
    "TerminationPolicies": list,
}


@teaches(AutoScalingResponse)
class Groups:
    """Settings of groups, and instance refreshes."""

    @replaces
    def create_auto_scaling_group(self: Any, original: Original) -> ActionResult:
        answer = original()
        _remember(self)
        return answer

    @replaces
    def update_auto_scaling_group(self: Any, original: Original) -> ActionResult:
        answer = original()
        _remember(self)
        return answer

    @adds
    def disable_metrics_collection(self: Any) -> ActionResult:
        group = _group(self)
        stopped = self._get_param("Metrics") or group.metrics
        group.metrics = [metric for metric in group.metrics if metric not in stopped]
        return EmptyResult()

    @adds
    def start_instance_refresh(self: Any) -> ActionResult:
        group = _group(self)
        preferences = self._get_param("Preferences") or {}
        _require_refreshable(group, preferences, self._get_param("DesiredConfiguration"))
        refresh = {
            "InstanceRefreshId": str(uuid.uuid4()),
            "AutoScalingGroupName": group.name,
            "Status": "Successful",
            "PercentageComplete": 100,
            "InstancesToUpdate": 0,
            "StartTime": utcnow(),
            "Preferences": preferences,
        }
        _refreshes(group).insert(0, refresh)
        _replace_instances(group)
        refresh["EndTime"] = utcnow()
        return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})

    @adds
    def describe_instance_refreshes(self: Any) -> ActionResult:
        wanted = self._get_param("InstanceRefreshIds") or []
        found = _refreshes(_group(self))
        return ActionResult(
            {
                "InstanceRefreshes": [
                    each for each in found if not wanted or each["InstanceRefreshId"] in wanted
                ]
            }
        )


@teaches(AutoScalingBackend)
class Policies:
    """Policies as they were put, and target groups without instances that are gone."""

    @replaces
    def put_scaling_policy(self: Any, original: Original, **settings: Any) -> FakeScalingPolicy:
        policy: Any = original(**settings)
        policy.enabled = True
        policy.predictive_scaling_configuration = (
            settings["predictive_scaling_configuration"] or None
        )
        return policy

    @replaces
    def update_attached_target_groups(self: Any, original: Original, group_name: str) -> None:
        original(group_name)
        here = {state.instance.id for state in self.autoscaling_groups[group_name].instance_states}
        for arn in self.autoscaling_groups[group_name].target_group_arns:
            target_group = self.elbv2_backend.target_groups[arn]
            gone = [
                target
                for target in target_group.targets
                if target not in here and _belonged_to(self, target, group_name)
            ]
            target_group.deregister([{"Id": target} for target in gone])


def _belonged_to(backend: AutoScalingBackend, instance_id: str, group_name: str) -> bool:
    instance: Any = backend.ec2_backend.get_instance_by_id(instance_id)
    group = getattr(instance, "autoscaling_group", None)
    return group is not None and group.name == group_name


def _group(response: AutoScalingResponse) -> FakeAutoScalingGroup:
    name = response._get_param("AutoScalingGroupName")
    group = response.autoscaling_backend.autoscaling_groups.get(name)
    if group is None:
        raise ValidationError(
            f"AutoScalingGroup name not found - AutoScalingGroup {name} not found"
        )
    return group


def _remember(response: AutoScalingResponse) -> None:
    group = _group(response)
    for name, kind in _SETTINGS.items():
        value = response._get_param(name)
        if value is not None:
            setattr(group, xform_name(name), kind(value))


def _refreshes(group: FakeAutoScalingGroup) -> list[dict[str, Any]]:
    refreshes: list[dict[str, Any]] = group.__dict__.setdefault("_refreshes", [])
    return refreshes


def _require_refreshable(
    group: FakeAutoScalingGroup, preferences: dict[str, Any], desired: dict[str, Any] | None
) -> None:
    """Refuse what AWS refuses: both need to know the machine image before and after."""
    template: Any = group.ec2_launch_template
    data = template.get_version(group.launch_template_version).data if template else {}
    alias = data.get("ImageId", "").startswith("resolve:ssm:")
    if preferences.get("AutoRollback") and (desired is None or alias):
        raise ValidationError(
            "The AutoRollback parameter cannot be set to true when the DesiredConfiguration "
            "parameter is empty or the launch template uses a Systems Manager parameter"
        )
    if alias and (desired is not None or preferences.get("SkipMatching")):
        raise ValidationError(
            "The launch template uses a Systems Manager parameter: neither a desired "
            "configuration nor skip matching is supported"
        )


def _replace_instances(group: FakeAutoScalingGroup) -> None:
    """Launch successors before the instances go."""
    old = group.instance_states
    group.instance_states = []
    try:
        group.set_desired_capacity(group.desired_capacity)
    finally:
        if old:
            group.autoscaling_backend.ec2_backend.terminate_instances(
                [state.instance.id for state in old]
            )
    group.autoscaling_backend.update_attached_target_groups(group.name)
