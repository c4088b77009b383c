"""The network of a region, and the ways to those of the others."""

from findings import check, ok, wrong


def subnets(region):
    """Look whether the private subnets are in at least two zones."""
    ec2, vpc = region.aws("ec2"), region.output("vpc_ids")
    ids = region.output("private_subnet_ids")
    found = ec2.describe_subnets(SubnetIds=list(ids.values()) if isinstance(ids, dict) else ids)
    zones = {each["AvailabilityZone"] for each in found["Subnets"] if each["VpcId"] == vpc}
    yield check(
        len(zones) > 1,
        f"They are in {len(zones)} zones.",
        f"{vpc} has subnets in {len(zones)} zone.",
    )


def flow_logs(region):
    """Look whether the flow logs are written: AWS says nowhere else that they are not."""
    filters = [{"Name": "resource-id", "Values": [region.output("vpc_ids")]}]
    found = region.aws("ec2").describe_flow_logs(Filters=filters)["FlowLogs"]
    for each in found:
        status, why = each.get("DeliverLogsStatus"), each.get("DeliverLogsErrorMessage")
        written = status in (None, "SUCCESS")  # None: nothing was delivered yet
        yield check(
            written, f"{each['FlowLogId']} is written.", f"{each['FlowLogId']} is refused: {why}."
        )
    if not found:
        yield wrong(f"{region.output('vpc_ids')} has no flow log.")


def ways_out(region):
    """Look whether the NAT gateways work, with the addresses that others know."""
    vpc, wanted = region.output("vpc_ids"), set(region.output("nat_public_ips"))
    found = region.aws("ec2").describe_nat_gateways(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
    addresses = {
        address.get("PublicIp")
        for gateway in found["NatGateways"]
        if gateway["State"] == "available"
        for address in gateway["NatGatewayAddresses"]
    }
    missing = ", ".join(sorted(wanted - addresses))
    yield check(
        not missing, f"It is {', '.join(sorted(wanted))}.", f"No gateway works with {missing}."
    )


def peering(region):
    """Look whether the connections to other regions are active, and have routes."""
    ec2, by_roles = region.aws("ec2"), region.system.outputs["peering_connection_ids"]
    for roles, id in by_roles.items():
        if region.role not in roles.split("_"):
            continue
        found = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[id])
        status = found["VpcPeeringConnections"][0]["Status"]["Code"]
        tables = ec2.describe_route_tables(
            Filters=[{"Name": "route.vpc-peering-connection-id", "Values": [id]}]
        )["RouteTables"]
        if status != "active":
            yield wrong(f"{id} is {status}.")
        elif not tables:
            yield wrong(f"No route of this region leads to {id}.")
        else:
            yield ok(f"{id} is active, with routes.")
