"""EC2 Auto Scaling: how a group launches its instances.

moto 5.2.5 launches every instance of a group into its first subnet, and of its launch
template it reads little: no security groups of a network interface, no volume that has the
size of the image's, no instance profile, metadata options or monitoring, and no tags but
those of the instance, whose network interface outlives it.
"""

from collections import Counter
from typing import Any

from moto.autoscaling.models import ASG_NAME_TAG, FakeAutoScalingGroup, InstanceState
from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ec2.utils import convert_tag_spec

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside import launches, zones

_IMAGE_GIB = 30


@teaches(FakeAutoScalingGroup)
class Launches:
    """Launches of what a launch template says, spread over the subnets."""

    @replaces
    def replace_autoscaling_group_instances(
        self: Any, original: Original, count_needed: int, propagated_tags: dict[str, str]
    ) -> None:
        template = self.ec2_launch_template
        if template is None or not self.vpc_zone_identifier:
            original(count_needed, propagated_tags)
            return
        version = template.get_version(self.launch_template_version)
        tags = convert_tag_spec(version.data.get("TagSpecifications", []))
        # A tag that a group propagates wins over the template's.
        instance_tags = {**tags.get("instance", {}), **propagated_tags, ASG_NAME_TAG: self.name}
        among = zones.of_subnets(self.region, self.vpc_zone_identifier.split(","))
        launched = launches.possible(self, self.region, launches.EC2, count_needed, among)
        for _ in range(launched):
            _launch(self, version, {**tags, "instance": instance_tags})


def _launch(
    group: FakeAutoScalingGroup, version: LaunchTemplateVersion, tags: dict[str, dict[str, str]]
) -> None:
    ec2: Any = group.autoscaling_backend.ec2_backend
    data = version.data
    interfaces = data.get("NetworkInterfaces", [])
    reservation = ec2.run_instances(
        version.image_id,
        1,
        version.user_data,
        version.security_groups,
        instance_type=version.instance_type,
        is_instance_type_default=False,
        region_name=group.region,
        subnet_id=_emptiest_subnet(group),
        security_group_ids=[
            *data.get("SecurityGroupIds", []),
            *(each for interface in interfaces for each in interface.get("Groups", [])),
        ],
        associate_public_ip=next(
            (_truth(each.get("AssociatePublicIpAddress")) for each in interfaces), None
        ),
        launch_template={"LaunchTemplateId": version.template.id, "Version": str(version.number)},
        block_device_mappings=[
            {**each, "Ebs": {"VolumeSize": _IMAGE_GIB, **each.get("Ebs", {})}}
            for each in data.get("BlockDeviceMappings", [])
        ],
        metadata_options=data.get("MetadataOptions", {}),
        monitoring_state=_monitoring(data),
        tags=tags,
    )
    (instance,) = reservation.instances
    for interface in instance.nics.values():
        interface.add_tags(tags.get("network-interface", {}))
        interface.delete_on_termination = True
    profile = data.get("IamInstanceProfile", {})
    if profile:
        ec2.associate_iam_instance_profile(
            instance_id=instance.id,
            iam_instance_profile_name=profile.get("Name"),
            iam_instance_profile_arn=profile.get("Arn"),
        )
    instance.autoscaling_group = group
    group.instance_states.append(
        InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
    )


def _emptiest_subnet(group: FakeAutoScalingGroup) -> str:
    lost = zones.lost(group.region)
    subnets = [
        each
        for each in (group.vpc_zone_identifier or "").split(",")
        if not zones.of_subnets(group.region, [each]) & lost
    ]
    used = Counter(state.instance.subnet_id for state in group.instance_states)
    return min(subnets, key=lambda subnet: used[subnet])


def _monitoring(data: dict[str, Any]) -> str:
    return "enabled" if _truth(data.get("Monitoring", {}).get("Enabled")) else "disabled"


def _truth(value: object) -> bool:
    return value is True or str(value).lower() == "true"
