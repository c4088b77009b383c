"""What a new account may not have, and may have once somebody has asked for it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tfdr.emulator.client import server
from tfdr.emulator.inside import quotas
from tfdr.emulator.protocol import NEW

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.support import HERE, THERE, Cloud, unique
from tests.renders import rendered

LARGE = "c7i.4xlarge"  # 16 vCPUs


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A new account, in which each test has a region of its own where it counts."""
    log: Path = tmp_path_factory.mktemp("emulator") / "log"
    with server.running(log, account=NEW) as emulator:
        yield Court(Cloud(emulator))


def _function(court: Court, region: str = HERE) -> str:
    return court.cloud.function("def handler(event, context):\n    return 1\n", region)


def _reserve(court: Court, number: int) -> None:
    court.client("lambda").put_function_concurrency(
        FunctionName=_function(court), ReservedConcurrentExecutions=number
    )


def _addresses(court: Court, number: int) -> None:
    for _ in range(number):
        court.client("ec2").allocate_address(Domain="vpc")


def _vpcs(court: Court, number: int) -> None:
    for each in range(number):
        court.client("ec2").create_vpc(CidrBlock=f"10.{each}.0.0/16")


def _gateways(court: Court, number: int) -> None:
    for _ in range(number):
        court.client("ec2").create_internet_gateway()


def _rules(court: Court, number: int) -> None:
    ec2 = court.client("ec2", THERE)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName=unique(), Description="d", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
             "IpRanges": [{"CidrIp": "10.0.0.0/8"}]} for port in range(1, number + 1)
        ],
    )  # fmt: skip


def _tasks(court: Court, number: int) -> None:
    ecs, name = court.client("ecs"), unique()
    ecs.create_cluster(clusterName=name)
    ecs.register_task_definition(
        family=name, cpu="2048", containerDefinitions=[{"name": "a", "image": "a", "memory": 128}]
    )
    ecs.create_service(
        cluster=name, serviceName=name, taskDefinition=name, desiredCount=number,
        launchType="FARGATE",
    )  # fmt: skip


def _instances(court: Court, number: int) -> None:
    court.client("ec2", "eu-west-2").run_instances(
        InstanceType=LARGE, MinCount=number, MaxCount=number, ImageId="ami-12c6146b"
    )


def _attached(court: Court, number: int) -> None:
    iam, role = court.client("iam"), court.cloud.world.role().rpartition("/")[2]
    for _ in range(number):
        made = iam.create_policy(
            PolicyName=unique(),
            PolicyDocument=policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}),
        )
        iam.attach_role_policy(RoleName=role, PolicyArn=made["Policy"]["Arn"])


def _log_policies(court: Court, number: int) -> None:
    for _ in range(number):
        court.client("logs", THERE).put_resource_policy(
            policyName=unique(), policyDocument=policy()
        )


def _throttle(court: Court, number: int) -> None:
    court.client("account").enable_region(RegionName="eu-south-1")
    gateway = court.client("apigatewayv2", "eu-south-1")
    api = gateway.create_api(Name=unique(), ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(
        ApiId=api, StageName="$default",
        DefaultRouteSettings={"ThrottlingRateLimit": 1000.0, "ThrottlingBurstLimit": number},
    )  # fmt: skip


# What is made; what there may be of it, what is too much, AWS's code, and what is said. Empty codes
# are of calls that AWS takes, and then does less than was asked.
PLANTED: dict[str, tuple[Callable[[Court, int], None], int, int, str, str]] = {
    "addresses": (_addresses, 5, 1, "AddressLimitExceeded", "5 in eu-west-1, 6 are needed"),
    "VPCs": (_vpcs, 4, 1, "VpcLimitExceeded", "VPCs per Region (L-F678F1CE, can be raised)"),
    "gateways": (_gateways, 5, 1, "InternetGatewayLimitExceeded", "Internet gateways per Region"),
    "reserved executions": (
        _reserve, 0, 3, "InvalidParameterValueException", "10 in eu-west-1, 103 are needed",
    ),
    "rules": (_rules, 60, 61, "RulesPerSecurityGroupLimitExceeded", "61 are needed"),
    "tasks": (_tasks, 2, 3, "", "Fargate On-Demand vCPU resource count"),
    "instances": (_instances, 0, 1, "", "5 in eu-west-2, 16 are needed"),
    "attached policies": (_attached, 10, 11, "LimitExceeded", "Managed policies per role"),
    "log policies": (_log_policies, 10, 1, "LimitExceededException", "Resource policies per Reg"),
    "a burst in a small region": (_throttle, 1250, 2000, "", "1250 in eu-south-1, 2000 are needed"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_new_account_has_so_much_and_no_more(new: Court, name: str) -> None:
    make, there_is, too_much, code, says = PLANTED[name]

    assert new.objections(lambda: make(new, there_is) if there_is else None) == ("", [])
    answered, found = new.objections(lambda: make(new, too_much))

    assert answered == code
    assert {each["oracle"] for each in found} == {"quotas"}
    assert says in found[-1]["says"]


def test_a_new_account_can_reserve_nothing_and_by_default_nothing_is(new: Court) -> None:
    text = (rendered("trading-platform") / "variables.tf").read_text(encoding="utf-8")
    reserved = re.search(r"reserved_concurrency = optional\(number, (-?\d+)\)", text)
    assert reserved
    assert reserved[1] == "-1"
    code, found = new.objections(lambda: _reserve(new, 1))
    assert code == "InvalidParameterValueException"
    assert "10 in" in found[-1]["says"]


def test_whoever_asks_gets_more(new: Court) -> None:
    asked = new.client("service-quotas").request_service_quota_increase(
        ServiceCode="lambda", QuotaCode="L-B99A9384", DesiredValue=1000
    )["RequestedQuota"]
    assert (asked["QuotaName"], asked["DesiredValue"]) == ("Concurrent executions", 1000)
    found = new.client("service-quotas").get_service_quota(
        ServiceCode="lambda", QuotaCode="L-B99A9384"
    )["Quota"]["Value"]
    assert found == 1000
    assert new.client("lambda").get_account_settings()["AccountLimit"][
        "ConcurrentExecutions"
    ] == 1000  # fmt: skip
    assert new.objections(lambda: _reserve(new, 3)) == ("", [])


def test_an_account_that_has_asked_says_what_it_needed(court: Court) -> None:
    region = "sa-east-1"
    for _ in range(6):
        court.client("ec2", region).allocate_address(Domain="vpc")
    beyond = [
        each for each in court.emulator.quotas_beyond_new_account() if each["region"] == region
    ]
    assert beyond == [
        {
            "quota": "EC2-VPC Elastic IPs", "code": "L-0263D0A3", "service": "ec2",
            "region": region, "new": 5, "used": 6,
        }
    ]  # fmt: skip


def test_each_quota_has_a_source_and_a_refusal() -> None:
    for name, quota in quotas.known().items():
        sources: Any = quota["source"]
        assert all(
            each.startswith("https://")
            for each in ([sources] if isinstance(sources, str) else sources)
        ), name
        assert quota["error"], name
        assert quota.get("raised", quota["new"]) >= quota["new"], name
        assert "code" in quota or quota["adjustable"] is False, name
