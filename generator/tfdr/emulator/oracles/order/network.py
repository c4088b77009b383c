"""Prerequisites of networks and load balancers."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_network
from typing import Any

from moto.acm.models import acm_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
_VPC = "https://docs.aws.amazon.com/vpc/latest"


@before(
    "elbv2:CreateLoadBalancer", source=f"{_ELB}/application-load-balancers.html#availability-zones"
)
def balancer_faces_the_internet(call: Call) -> Iterator[Objection]:
    """A load balancer that faces the internet needs an internet gateway in its VPC."""
    if call.get("Scheme") == "internal":
        return
    for vpc in _vpcs(call, _subnets_of_balancer(call)):
        if not _has_gateway(call, vpc):
            yield Objection("InvalidSubnet", f"VPC {vpc} has no internet gateway")


@before(
    "elbv2:CreateLoadBalancer", source=f"{_ELB}/application-load-balancers.html#availability-zones"
)
def balancer_spans_zones(call: Call) -> Iterator[Objection]:
    """An application load balancer needs subnets in two zones, one in each."""
    if call.get("Type") in ("network", "gateway"):
        return
    zones = [each.availability_zone for each in _subnets(call, _subnets_of_balancer(call))]
    if len(set(zones)) == 1:
        yield Objection(
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
        )
    if 1 < len(set(zones)) < len(zones):
        yield Objection(
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        )


@before("ec2:CreateNatGateway", source=f"{_VPC}/userguide/nat-gateway-troubleshooting.html")
def nat_gateway_has_a_way_out(call: Call) -> Iterator[Objection]:
    """A public NAT gateway needs an internet gateway that is attached to its VPC."""
    if call.get("ConnectivityType") == "private":
        return
    for vpc in _vpcs(call, [str(call.get("SubnetId"))]):
        if not _has_gateway(call, vpc):
            yield Objection(
                "Gateway.NotAttached", f"Network {vpc} has no Internet gateway attached"
            )


@before("ec2:CreateRoute", "ec2:ReplaceRoute", source=f"{_VPC}/userguide/VPC_Internet_Gateway.html")
def route_leads_somewhere(call: Call) -> Iterator[Objection]:
    """A route to an internet gateway needs one that is attached to the VPC of the table."""
    backend, gateway = _ec2(call), str(call.get("GatewayId"))
    table = backend.route_tables.get(call.get("RouteTableId"))
    if table is None or not gateway.startswith("igw-"):
        return
    found = backend.internet_gateways.get(gateway)
    if found is None or found.vpc is None or found.vpc.id != table.vpc_id:
        yield Objection(
            "InvalidParameterValue",
            f"route table {table.id} and network gateway {gateway} belong to different networks",
        )


@before("ec2:CreateVpcEndpoint", source=f"{_VPC}/privatelink/create-interface-endpoint.html")
def private_names_need_dns(call: Call) -> Iterator[Objection]:
    """An endpoint with private names needs DNS support and DNS hostnames in its VPC."""
    vpc = _ec2(call).vpcs.get(call.get("VpcId"))
    if vpc is None or not _has_private_names(call):
        return
    if not all(
        str(each).lower() == "true" for each in (vpc.enable_dns_support, vpc.enable_dns_hostnames)
    ):
        yield Objection(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC "
            f"attributes set to true for {vpc.id}",
        )


@before("ec2:CreateVpcEndpoint", source=f"{_VPC}/privatelink/create-interface-endpoint.html")
def private_names_are_free(call: Call) -> Iterator[Objection]:
    """A VPC has at most one interface endpoint of a service with private names."""
    if not _has_private_names(call):
        return
    for each in list(_ec2(call).vpc_end_points.values()):
        same = (each.vpc_id, each.service_name) == (call.get("VpcId"), call.get("ServiceName"))
        if same and each.vpc_endpoint_type == "Interface" and each.state != "deleted":
            yield Objection(
                "InvalidParameter",
                "private-dns-enabled cannot be set because there is already a conflicting DNS "
                f"domain for {each.service_name} in the VPC {each.vpc_id}",
            )


@before("ec2:CreateVpcEndpoint", source=f"{_VPC}/privatelink/create-interface-endpoint.html")
def endpoint_has_a_subnet_of_a_zone(call: Call) -> Iterator[Objection]:
    """An interface endpoint takes one subnet of a zone."""
    zones = [each.availability_zone for each in _subnets(call, call.get("SubnetIds") or ())]
    if len(set(zones)) < len(zones):
        yield Objection(
            "DuplicateSubnetsInSameZone",
            "Found another VPC endpoint subnet in the availability zone of the existing subnet.",
        )


@before("ec2:CreateVpcPeeringConnection", source=f"{_VPC}/peering/vpc-peering-basics.html")
def peers_do_not_overlap(call: Call) -> Iterator[Objection]:
    """VPCs that are peered have ranges that do not overlap."""
    there = str(call.get("PeerRegion") or call.region)
    ours = _ec2(call).vpcs.get(call.get("VpcId"))
    theirs = ec2_backends[ACCOUNT_ID][there].vpcs.get(call.get("PeerVpcId"))
    if ours and theirs and ip_network(ours.cidr_block).overlaps(ip_network(theirs.cidr_block)):
        yield Objection(
            "InvalidParameterValue",
            f"The VPCs {ours.id} and {theirs.id} have overlapping CIDR blocks: {ours.cidr_block} "
            f"and {theirs.cidr_block}",
        )


@before("ec2:DetachInternetGateway", source=f"{_VPC}/userguide/delete-vpc.html")
def gateway_is_not_used(call: Call) -> Iterator[Objection]:
    """An internet gateway is detached when nothing in its VPC has a public address any more."""
    vpc, backend = call.get("VpcId"), _ec2(call)
    nats = [
        each.id
        for each in list(backend.nat_gateways.values())
        if each.vpc_id == vpc and each.state in ("available", "pending")
    ]
    balancers = [
        each.name
        for each in list(elbv2_backends[ACCOUNT_ID][call.region].load_balancers.values())
        if each.vpc_id == vpc and each.scheme != "internal"
    ]
    if nats or balancers:
        yield Objection(
            "DependencyViolation",
            f"Network {vpc} has some mapped public address(es). Please unmap those public "
            f"address(es) before detaching the gateway: {', '.join(nats + balancers)}",
        )


@before(
    "elbv2:CreateListener",
    "elbv2:ModifyListener",
    source=f"{_ELB}/https-listener-certificates.html",
)
def listener_has_a_certificate(call: Call) -> Iterator[Objection]:
    """The certificate of a listener is in its region, and issued."""
    for each in call.get("Certificates") or []:
        arn = str(each.get("CertificateArn"))
        if not arn.startswith("arn:aws:acm:"):
            continue
        found = acm_backends[ACCOUNT_ID][call.region]._certificates.get(arn)
        if found is None:
            yield Objection("CertificateNotFound", f"Certificate ARN '{arn}' is not found")
        elif found.status != "ISSUED":
            yield Objection(
                "UnsupportedCertificate",
                f"The certificate '{arn}' must have a fully-qualified domain name, a supported "
                f"signature, and a supported key size; it is {found.status}.",
            )


@before("elbv2:CreateListener", source=f"{_ELB}/load-balancer-target-groups.html")
def target_group_is_of_the_vpc(call: Call) -> Iterator[Objection]:
    """A listener forwards to target groups of its load balancer's VPC."""
    backend = elbv2_backends[ACCOUNT_ID][call.region]
    balancer = backend.load_balancers.get(call.get("LoadBalancerArn"))
    for action in call.get("DefaultActions") or []:
        group = backend.target_groups.get(action.get("TargetGroupArn"))
        if balancer and group and group.vpc_id and group.vpc_id != balancer.vpc_id:
            yield Objection(
                "InvalidConfigurationRequest",
                f"The following target groups are in another VPC than the load balancer: "
                f"{group.arn}",
            )


@before(
    "rds:CreateDBSubnetGroup",
    "rds:ModifyDBSubnetGroup",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def databases_span_zones(call: Call) -> Iterator[Objection]:
    """A subnet group of databases has subnets in two zones."""
    zones = {each.availability_zone for each in _subnets(call, call.get("SubnetIds") or ())}
    if len(zones) == 1:
        yield Objection(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least 2 "
            "AZs.",
        )


@before(
    "rds:CreateDBCluster",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
)
def database_and_its_groups_share_a_vpc(call: Call) -> Iterator[Objection]:
    """The security groups of a cluster are of its subnets' VPC."""
    groups = rds_backends[ACCOUNT_ID][call.region].subnet_groups
    found = groups.get(str(call.get("DBSubnetGroupName")).lower())
    for identifier in call.get("VpcSecurityGroupIds") or []:
        group = _ec2(call).get_security_group_from_id(identifier)
        if found and group and group.vpc_id != found.vpc_id:
            yield Objection(
                "InvalidParameterCombination",
                f"The DB instance and EC2 security group are in different VPCs. The DB instance is "
                f"in {found.vpc_id} and the EC2 security group is in {group.vpc_id}",
            )


def _has_private_names(call: Call) -> bool:
    # By default an interface endpoint of an AWS service has them.
    return call.get("VpcEndpointType") == "Interface" and call.get("PrivateDnsEnabled") is not False


def _subnets_of_balancer(call: Call) -> list[str]:
    mapped = [str(each.get("SubnetId")) for each in call.get("SubnetMappings") or []]
    return [*(call.get("Subnets") or []), *mapped]


def _subnets(call: Call, identifiers: Iterable[str]) -> list[Any]:
    wanted = set(identifiers)
    return [
        subnet
        for zone in list(_ec2(call).subnets.values())
        for subnet in list(zone.values())
        if subnet.id in wanted
    ]


def _vpcs(call: Call, subnets: Iterable[str]) -> list[str]:
    return sorted({each.vpc_id for each in _subnets(call, subnets)})


def _has_gateway(call: Call, vpc: str) -> bool:
    gateways = list(_ec2(call).internet_gateways.values())
    return any(each.vpc is not None and each.vpc.id == vpc for each in gateways)


def _ec2(call: Call) -> Any:
    return ec2_backends[ACCOUNT_ID][call.region]
