"""What starts at once needs its way out, and into its database, before it is made."""

import base64
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.emulation.oracles.conftest import Court
from tests.emulation.oracles.test_order import ACCOUNT, vpc
from tests.emulation.support import HERE, unique

IMAGE = f"{ACCOUNT}.dkr.ecr.{HERE}.amazonaws.com/a:1"
ANYWHERE = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def rule(port: int, **whom: Any) -> list[dict[str, Any]]:
    return [{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **whom}]


@dataclass
class Network:
    """A VPC with two subnets and groups for a service, a database and endpoints."""

    court: Court
    vpc: str = ""
    subnets: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vpc, self.subnets = vpc(self.court)
        for name in ("EnableDnsSupport", "EnableDnsHostnames"):
            self.ec2.modify_vpc_attribute(VpcId=self.vpc, **{name: {"Value": True}})
        for name in ("service", "database", "endpoints"):
            self.groups[name] = self.group(name)

    @property
    def ec2(self) -> Any:
        return self.court.client("ec2")

    def group(self, name: str) -> str:
        """Make a security group that lets nothing in or out, as the provider does."""
        made: str = self.ec2.create_security_group(
            GroupName=name, Description=name, VpcId=self.vpc
        )["GroupId"]
        everything = [{"IpProtocol": "-1", **ANYWHERE}]
        self.ec2.revoke_security_group_egress(GroupId=made, IpPermissions=everything)
        return made

    def let_out(self) -> None:
        self.ec2.authorize_security_group_egress(
            GroupId=self.groups["service"], IpPermissions=rule(443, **ANYWHERE)
        )

    def lead_out_by_nat(self) -> None:
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        address = self.ec2.allocate_address(Domain="vpc")["AllocationId"]
        nat = self.ec2.create_nat_gateway(SubnetId=self.subnets[0], AllocationId=address)
        self.table({"NatGatewayId": nat["NatGateway"]["NatGatewayId"]})

    def table(self, target: dict[str, str] | None = None) -> str:
        made: str = self.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
        if target:
            self.ec2.create_route(
                RouteTableId=made, DestinationCidrBlock="0.0.0.0/0", **target
            )  # fmt: skip
        for subnet in self.subnets:
            self.ec2.associate_route_table(RouteTableId=made, SubnetId=subnet)
        return made

    def open_endpoints(self) -> None:
        self.ec2.authorize_security_group_ingress(
            GroupId=self.groups["endpoints"],
            IpPermissions=rule(443, IpRanges=[{"CidrIp": "10.5.0.0/16"}]),
        )

    def make_endpoints(self, *services: str) -> None:
        for name in services:
            self.ec2.create_vpc_endpoint(
                VpcId=self.vpc, ServiceName=f"com.amazonaws.{HERE}.{name}",
                VpcEndpointType="Interface", SubnetIds=self.subnets,
                SecurityGroupIds=[self.groups["endpoints"]],
            )  # fmt: skip
        self.ec2.create_vpc_endpoint(
            VpcId=self.vpc, ServiceName=f"com.amazonaws.{HERE}.s3", RouteTableIds=[self.table()]
        )

    def database(self) -> str:
        rds, name = self.court.client("rds"), unique()
        rds.create_db_subnet_group(
            DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=self.subnets
        )
        made: str = rds.create_db_cluster(
            DBClusterIdentifier=name, Engine="aurora-postgresql", MasterUsername="someone",
            MasterUserPassword="something-long", DBSubnetGroupName=name,
            VpcSecurityGroupIds=[self.groups["database"]],
        )["DBCluster"]["Endpoint"]  # fmt: skip
        return made

    def admit(self, *, out: bool = True, in_: bool = True) -> None:
        if out:
            whom = {"UserIdGroupPairs": [{"GroupId": self.groups["database"]}]}
            self.ec2.authorize_security_group_egress(
                GroupId=self.groups["service"], IpPermissions=rule(5432, **whom)
            )
        if in_:
            whom = {"UserIdGroupPairs": [{"GroupId": self.groups["service"]}]}
            self.ec2.authorize_security_group_ingress(
                GroupId=self.groups["database"], IpPermissions=rule(5432, **whom)
            )

    def service(self, tasks: int = 1, host: str = "nowhere") -> list[str]:
        """Create a service; return what the oracles say of it."""
        ecs, name = self.court.client("ecs"), unique()
        ecs.create_cluster(clusterName=name)
        log = {
            "logDriver": "awslogs",
            "options": {"awslogs-group": "g", "awslogs-region": HERE},
        }
        container = {
            "name": "a", "image": IMAGE, "memory": 128, "logConfiguration": log,
            "environment": [{"name": "DATABASE_HOST", "value": host}],
        }  # fmt: skip
        ecs.register_task_definition(family=name, containerDefinitions=[container])
        network = {"subnets": self.subnets, "securityGroups": [self.groups["service"]]}
        return self.said(
            lambda: ecs.create_service(
                cluster=name, serviceName=name, taskDefinition=name, desiredCount=tasks,
                networkConfiguration={"awsvpcConfiguration": network},
            )
        )  # fmt: skip

    def instances(self, host: str = "nowhere") -> list[str]:
        """Create a group of one instance; return what the oracles say of it."""
        data = base64.b64encode(f"docker pull {IMAGE}\nDATABASE_HOST={host}".encode()).decode()
        template = self.ec2.create_launch_template(
            LaunchTemplateName=unique(),
            LaunchTemplateData={
                "InstanceType": "m7i.large", "ImageId": "ami-12c6146b", "UserData": data,
                "SecurityGroupIds": [self.groups["service"]],
            },
        )["LaunchTemplate"]["LaunchTemplateId"]  # fmt: skip
        return self.said(
            lambda: self.court.client("autoscaling").create_auto_scaling_group(
                AutoScalingGroupName=unique(), MinSize=1, MaxSize=1,
                VPCZoneIdentifier=",".join(self.subnets),
                LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
            )
        )  # fmt: skip

    def said(self, call: Any) -> list[str]:
        code, found = self.court.objections(call)
        assert code == "", "AWS makes it all the same"
        assert {each["oracle"] for each in found} <= {"order"}
        return [each["says"] for each in found]


@pytest.fixture
def network(court: Court) -> Network:
    return Network(court)


def test_tasks_with_a_way_out_and_into_their_database(network: Network) -> None:
    network.let_out()
    network.lead_out_by_nat()
    network.admit()
    assert network.service(host=network.database()) == []
    assert network.instances(host=network.database()) == []


def test_tasks_with_endpoints(network: Network) -> None:
    network.let_out()
    network.open_endpoints()
    network.make_endpoints("ecr.api", "ecr.dkr", "logs")
    assert network.service() == []
    assert network.instances() == []


def test_no_tasks_need_no_way(network: Network) -> None:
    assert network.service(tasks=0) == []


def test_tasks_before_their_way_out(network: Network) -> None:
    network.let_out()
    (said,) = network.service()
    assert "neither a route to the internet nor endpoints of ecr.api, ecr.dkr, logs, s3" in said
    assert "https://docs.aws.amazon.com/" in said


def test_tasks_before_an_endpoint(network: Network) -> None:
    network.let_out()
    network.open_endpoints()
    network.make_endpoints("ecr.api", "logs")
    (said,) = network.service()
    assert "nor endpoints of ecr.dkr (" in said


def test_tasks_before_the_rule_of_their_endpoints(network: Network) -> None:
    network.let_out()
    network.make_endpoints("ecr.api", "ecr.dkr", "logs")
    (said,) = network.service()
    assert "nor endpoints of ecr.api, ecr.dkr, logs (" in said


def test_tasks_before_their_own_rule(network: Network) -> None:
    network.lead_out_by_nat()
    (said,) = network.service()
    assert "lets anything out to HTTPS" in said


@pytest.mark.parametrize(
    ("sides", "says"),
    [({"out": False}, "leads to"), ({"in_": False}, "admits them to")],
)
def test_tasks_before_the_rules_of_their_database(
    network: Network, sides: dict[str, bool], says: str
) -> None:
    network.let_out()
    network.lead_out_by_nat()
    network.admit(**sides)
    host = network.database()
    for said in (network.service(host=host), network.instances(host=host)):
        assert len(said) == 1
        assert f"{says} {host}" in said[0]


def test_instances_before_their_way_out(network: Network) -> None:
    network.let_out()
    (said,) = network.instances()
    assert "neither a route to the internet nor endpoints of ecr.api, ecr.dkr, s3" in said
