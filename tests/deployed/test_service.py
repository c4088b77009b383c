"""OPS05: tasks, instances, API, load balancer, images and logs, each broken."""

from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.deployed.program import asked
from tests.emulated.behaviours import policy
from tests.emulation.support import THERE, Cloud

pytestmark = pytest.mark.long(pool="deployed")

TASKS, INSTANCES, API = "Do its tasks run?", "Do its instances run?", "Is its API open?"
BALANCER = "Does its load balancer reach them?"
IMAGES, LOGS = "Has it an image to start?", "Are the logs of its service kept?"
NAME = "trading-production"
MANIFEST = """{"schemaVersion": 2, "layers": [], "config": {"size": 1,
"digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
"mediaType": "application/vnd.docker.distribution.manifest.v2+json"}"""


def api(cloud: Cloud, region: str) -> str:
    cloud.function("def handler(event, _): pass", region, FunctionName=f"{NAME}-api")
    made = cloud.client("apigatewayv2", region).create_api(
        Name=NAME, ProtocolType="HTTP", DisableExecuteApiEndpoint=True
    )
    return str(made["ApiId"])


def group(cloud: Cloud, region: str) -> str:
    ec2 = cloud.client("ec2", region)
    _, subnets = cloud.world.vpc(region, "10.7.0.0/16")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.create_launch_template(
        LaunchTemplateName=NAME,
        LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"},
    )
    cloud.client("autoscaling", region).create_auto_scaling_group(
        AutoScalingGroupName=NAME,
        LaunchTemplate={"LaunchTemplateName": NAME, "Version": "1"},
        MinSize=1,
        MaxSize=4,
        DesiredCapacity=2,
        VPCZoneIdentifier=",".join(subnets),
    )
    return NAME


def repository(cloud: Cloud, region: str) -> dict[str, str]:
    ecr = cloud.client("ecr", region)
    made = ecr.create_repository(repositoryName=f"{NAME}/service")["repository"]
    ecr.put_image(repositoryName=f"{NAME}/service", imageTag="1.0.0", imageManifest=MANIFEST)
    return {"service": made["repositoryUri"]}


def log_group(cloud: Cloud, region: str) -> dict[str, str]:
    logs, name = cloud.client("logs", region), f"/ecs/{NAME}"
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    key = cloud.client("kms", region).create_key(Policy=policy(everybody))["KeyMetadata"]["Arn"]
    logs.create_log_group(logGroupName=name, kmsKeyId=key)
    logs.put_retention_policy(logGroupName=name, retentionInDays=365)
    return {"service": name}


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    zone = cloud.zone()
    regions = {role: cloud.region(role, code, zone) for role, code in REGIONS.items()}
    for region in regions.values():
        region.run(2)
    cloud.emulator.pass_minute()
    return keep(
        cloud,
        {
            "ecs_cluster_names": {role: each.service for role, each in regions.items()},
            "ecs_service_names": {role: each.service for role, each in regions.items()},
            "load_balancer_names": {r: each.balancer["DNSName"] for r, each in regions.items()},
            "api_ids": {role: api(cloud, code) for role, code in REGIONS.items()},
            "api_function_names": dict.fromkeys(REGIONS, f"{NAME}-api"),
            "autoscaling_group_names": {r: group(cloud, code) for r, code in REGIONS.items()},
            "image_repository_urls": {r: repository(cloud, code) for r, code in REGIONS.items()},
            "log_group_names": {r: log_group(cloud, code) for r, code in REGIONS.items()},
        },
    )


def run_none(cloud: Cloud, outputs: Outputs) -> None:
    name = outputs["ecs_service_names"]["primary"]
    cloud.client("ecs").update_service(cluster=name, service=name, desiredCount=0)
    cloud.emulator.pass_minute()


def delete_service(cloud: Cloud, outputs: Outputs) -> None:
    name = outputs["ecs_service_names"]["dr"]
    cloud.client("ecs", THERE).delete_service(cluster=name, service=name, force=True)


def group_of(size: int) -> Any:
    return lambda cloud, _: cloud.client("autoscaling").update_auto_scaling_group(
        AutoScalingGroupName=NAME, MinSize=size, DesiredCapacity=size
    )


def delete_group(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("autoscaling", THERE).delete_auto_scaling_group(
        AutoScalingGroupName=NAME, ForceDelete=True
    )


def shut(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("lambda").put_function_concurrency(
        FunctionName=f"{NAME}-api", ReservedConcurrentExecutions=0
    )


def delete_balancer(cloud: Cloud, outputs: Outputs) -> None:
    elb = cloud.client("elbv2", THERE)
    name = outputs["load_balancer_names"]["dr"]
    found = elb.describe_load_balancers()["LoadBalancers"]
    (arn,) = [one["LoadBalancerArn"] for one in found if one["DNSName"] == name]
    elb.delete_load_balancer(LoadBalancerArn=arn)


BREAKS = [
    Break("no task runs", TASKS, "0 of 0 tasks run", run_none),
    Break("the service is gone", TASKS, "has no service", delete_service, role="dr"),
    Break("no instance runs", INSTANCES, "0 of 0 instances run", group_of(0)),
    Break("the group is gone", INSTANCES, "no Auto Scaling group", delete_group, role="dr"),
    Break("the API is shut", API, "the region is closed", shut),
    Break(
        "the API is gone",
        API,
        "NotFoundException",
        lambda cloud, outputs: cloud.client("apigatewayv2").delete_api(
            ApiId=outputs["api_ids"]["primary"]
        ),
    ),
    Break(
        "the API has another name",
        API,
        "a name that no failover moves",
        lambda cloud, outputs: cloud.client("apigatewayv2").update_api(
            ApiId=outputs["api_ids"]["primary"], DisableExecuteApiEndpoint=False
        ),
    ),
    Break("nothing is behind the balancer", BALANCER, "no healthy target", run_none),
    Break("the balancer is gone", BALANCER, "No load balancer has", delete_balancer, role="dr"),
    Break(
        "there is no image",
        IMAGES,
        "has no image",
        lambda cloud, _: cloud.client("ecr", THERE).batch_delete_image(
            repositoryName=f"{NAME}/service", imageIds=[{"imageTag": "1.0.0"}]
        ),
        role="dr",
    ),
    Break(
        "logs are kept for ever",
        LOGS,
        "is kept for ever",
        lambda cloud, _: cloud.client("logs").delete_retention_policy(logGroupName=f"/ecs/{NAME}"),
    ),
    Break(
        "the logs are gone",
        LOGS,
        "is missing",
        lambda cloud, _: cloud.client("logs").delete_log_group(logGroupName=f"/ecs/{NAME}"),
    ),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)


def test_a_closed_standby_is_no_fault(cloud: Cloud, outputs: Outputs) -> None:
    """What a failover closed runs nothing, and says so."""
    cloud.emulator.restore("made")
    run_none(cloud, outputs)
    shut(cloud, outputs)
    for question in (TASKS, API, BALANCER):
        statuses = {each.status for each in asked(question, outputs, "primary", active="dr")}
        assert "WRONG" not in statuses
        assert "note" in statuses
