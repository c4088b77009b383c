"""OPS05: subnets, NAT gateways and peering, each broken."""

from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.emulation.support import HERE, THERE, Cloud

pytestmark = pytest.mark.long(pool="deployed")

ZONES, WAY_OUT = "Is it in more than one zone?", "What address does it call others from?"
JOINED, RECORDED = "Is it joined to the others?", "Are its flow logs written?"
BLOCKS = {"primary": "10.9.0.0/16", "dr": "10.8.0.0/16"}


def gateway(cloud: Cloud, region: str, subnet: str) -> list[str]:
    ec2 = cloud.client("ec2", region)
    address = ec2.allocate_address(Domain="vpc")
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"])
    return [address["PublicIp"]]


def peer(cloud: Cloud, vpcs: dict[str, str]) -> str:
    id = cloud.client("ec2", HERE).create_vpc_peering_connection(
        VpcId=vpcs["primary"], PeerVpcId=vpcs["dr"], PeerRegion=THERE
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    cloud.client("ec2", THERE).accept_vpc_peering_connection(VpcPeeringConnectionId=id)
    for role, region in REGIONS.items():
        other = BLOCKS["dr" if role == "primary" else "primary"]
        ec2 = cloud.client("ec2", region)
        ec2.create_route(
            RouteTableId=main_table(cloud, role, vpcs),
            DestinationCidrBlock=other,
            VpcPeeringConnectionId=id,
        )
    return str(id)


def main_table(cloud: Cloud, role: str, vpcs: dict[str, str]) -> str:
    tables = cloud.client("ec2", REGIONS[role]).describe_route_tables(
        Filters=[{"Name": "vpc-id", "Values": [vpcs[role]]}]
    )["RouteTables"]
    return str(tables[0]["RouteTableId"])


def flow_log(cloud: Cloud, region: str, vpc: str, group: str) -> str:
    """Make a flow log as Terraform does: its group is named by its ARN."""
    (made,) = cloud.client("ec2", region).create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="cloud-watch-logs",
        LogDestination=f"arn:aws:logs:{region}:123456789012:log-group:{group}",
        DeliverLogsPermissionArn=cloud.world.role("vpc-flow-logs.amazonaws.com", "logs:*"),
    )["FlowLogIds"]
    return str(made)


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    made = {role: cloud.world.vpc(code, BLOCKS[role]) for role, code in REGIONS.items()}
    vpcs = {role: vpc for role, (vpc, _) in made.items()}
    for role, region in REGIONS.items():
        cloud.client("logs", region).create_log_group(logGroupName="flows")
        flow_log(cloud, region, vpcs[role], "flows")
    return keep(
        cloud,
        {
            "vpc_ids": vpcs,
            "private_subnet_ids": {role: subnets for role, (_, subnets) in made.items()},
            "nat_public_ips": {
                role: gateway(cloud, code, made[role][1][0]) for role, code in REGIONS.items()
            },
            "peering_connection_ids": {"primary_dr": peer(cloud, vpcs)},
        },
    )


def one_zone(cloud: Cloud, outputs: Outputs) -> None:
    subnet = outputs["private_subnet_ids"]["dr"].pop()
    cloud.client("ec2", THERE).delete_subnet(SubnetId=subnet)


def without_gateway(cloud: Cloud, _outputs: Outputs) -> None:
    ec2 = cloud.client("ec2")
    (found,) = ec2.describe_nat_gateways()["NatGateways"]
    ec2.delete_nat_gateway(NatGatewayId=found["NatGatewayId"])


def cut(cloud: Cloud, outputs: Outputs) -> None:
    id = outputs["peering_connection_ids"]["primary_dr"]
    cloud.client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=id)


def without_route(cloud: Cloud, outputs: Outputs) -> None:
    cloud.client("ec2", THERE).delete_route(
        RouteTableId=main_table(cloud, "dr", outputs["vpc_ids"]),
        DestinationCidrBlock=BLOCKS["primary"],
    )


def without_flow_log(cloud: Cloud, _outputs: Outputs) -> None:
    ec2 = cloud.client("ec2")
    (found,) = ec2.describe_flow_logs()["FlowLogs"]
    ec2.delete_flow_logs(FlowLogIds=[found["FlowLogId"]])


def into_nothing(cloud: Cloud, outputs: Outputs) -> None:
    without_flow_log(cloud, outputs)
    flow_log(cloud, HERE, outputs["vpc_ids"]["primary"], "there-is-none")


BREAKS: list[Any] = [
    Break("all is in one zone", ZONES, "in 1 zone", one_zone, role="dr"),
    Break(
        "a subnet is gone",
        ZONES,
        "NotFound",
        lambda cloud, outputs: cloud.client("ec2").delete_subnet(
            SubnetId=outputs["private_subnet_ids"]["primary"][0]
        ),
    ),
    Break("the flow log is gone", RECORDED, "has no flow log", without_flow_log),
    Break("the flow log is refused", RECORDED, "is refused: Access error", into_nothing),
    Break("a gateway is gone", WAY_OUT, "No gateway works with", without_gateway),
    Break("the peering is deleted", JOINED, "is deleted", cut),
    Break("no route leads there", JOINED, "No route of this region", without_route, role="dr"),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)
