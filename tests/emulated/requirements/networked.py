"""NET and SEC: who reaches whom, and by which way."""

from collections.abc import Iterator
from ipaddress import ip_network
from itertools import combinations

from tests.emulated.requirements.system import Resource, System, listed, policies

EVERYWHERE = {"0.0.0.0/0", "::/0"}

# Where each type says which subnets it is in.
PLACES = {
    "aws_autoscaling_group": "vpc_zone_identifier",
    "aws_db_proxy": "vpc_subnet_ids",
    "aws_db_proxy_endpoint": "vpc_subnet_ids",
    "aws_db_subnet_group": "subnet_ids",
    "aws_ecs_service": "network_configuration.0.subnets",
    "aws_lambda_function": "vpc_config.0.subnet_ids",
}


def open_doors(system: System) -> Iterator[str]:
    public = {
        group for each in system.of_type("aws_lb") for group in each.values["security_groups"]
    }
    for rule in system.of_type("aws_vpc_security_group_ingress_rule"):
        if {rule.values.get("cidr_ipv4"), rule.values.get("cidr_ipv6")} & EVERYWHERE:
            if rule.values["security_group_id"] not in public:
                yield f"{rule.address}: open to the world"
            elif (rule.values["from_port"], rule.values["to_port"]) != (443, 443):
                yield f"{rule.address}: open on another port than 443"
    for rule in system.of_type("aws_vpc_security_group_egress_rule"):
        if rule.values["ip_protocol"] == "-1":
            yield f"{rule.address}: open on every port"
    for group in system.of_type("aws_default_security_group"):
        if group.values.get("ingress") or group.values.get("egress"):
            yield f"{group.address}: the default group is open"
    yield from _sources_that_are_no_group(system)
    yield from _public_addresses(system)


def _sources_that_are_no_group(system: System) -> Iterator[str]:
    """Databases, proxies and what the service runs on know who calls by the caller's group.

    A group of another region cannot be named: there, it is a range with private subnets of the
    peer, and with no public one.
    Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html
    """
    groups = {each.values["id"]: each.region for each in system.of_type("aws_security_group")}
    peers = [
        (each.region, ip_network(each.values["cidr_block"])) for each in system.of_type("aws_vpc")
    ]
    public = public_subnets(system)
    exposed = [
        ip_network(each.values["cidr_block"])
        for each in system.of_type("aws_subnet")
        if each.values["id"] in public
    ]
    closed = {
        group
        for resource in system
        for path in (
            "network_configuration.0.security_groups",
            "network_interfaces.0.security_groups",
            "vpc_config.0.security_group_ids",
            "vpc_security_group_ids",
        )
        if resource.type != "aws_vpc_endpoint"
        for group in listed(resource.get(path))
    }
    for foreign in sorted(closed - groups.keys()):
        yield f"{foreign}: a group that is not of this system"
    for rule in system.of_type("aws_vpc_security_group_ingress_rule"):
        if rule.values["security_group_id"] in closed:
            here = groups.get(rule.values["security_group_id"])
            source = ip_network(rule.values["cidr_ipv4"] or "0.0.0.0/0")
            is_peer = any(
                region != here and source != vpc and source.subnet_of(vpc)  # type: ignore[arg-type]
                for region, vpc in peers
            ) and not any(source.overlaps(subnet) for subnet in exposed)
            if rule.values["referenced_security_group_id"] not in groups and not is_peer:
                yield f"{rule.address}: its source is no group"
            if rule.values["from_port"] != rule.values["to_port"]:
                yield f"{rule.address}: more than one port"


def _public_addresses(system: System) -> Iterator[str]:
    for template in system.of_type("aws_launch_template"):
        if template.get("metadata_options.0.http_tokens") != "required":
            yield f"{template.address}: answers to version 1 of the metadata service"
        if template.get("network_interfaces.0.associate_public_ip_address") != "false":
            yield f"{template.address}: its instances get public addresses"
    for service in system.of_type("aws_ecs_service"):
        if service.get("network_configuration.0.assign_public_ip"):
            yield f"{service.address}: its tasks get public addresses"
    for subnet in system.of_type("aws_subnet"):
        if subnet.values["map_public_ip_on_launch"]:
            yield f"{subnet.address}: gives public addresses"
    for instance in system.of_type("aws_rds_cluster_instance"):
        if instance.values["publicly_accessible"]:
            yield f"{instance.address}: has a public address"


def outside_of_networks(system: System) -> list[Resource]:
    """Functions that call AWS in every region, and nothing in a network (decision 0031)."""
    return [
        function
        for function in system.of_type("aws_lambda_function")
        if function.values["function_name"].endswith(("-failover", "-rotation", "-validator"))
        and not function.values["vpc_config"]
    ]


def workloads_that_are_not_private(system: System) -> Iterator[str]:
    zones = {
        each.values["id"]: each.values["availability_zone"] for each in system.of_type("aws_subnet")
    }
    public = public_subnets(system)
    for resource in system.of_type(*PLACES):
        if resource in outside_of_networks(system):
            continue
        subnets = set(resource.get(PLACES[resource.type]) or ())
        if public & subnets:
            yield f"{resource.address}: in a public subnet"
        if len({zones[subnet] for subnet in subnets}) != system.answers["availability_zones"]:
            yield f"{resource.address}: in other zones than were asked for"
    yield from _ways_out(system, zones)


def _ways_out(system: System, zones: dict[str, str]) -> Iterator[str]:
    """Each private zone leaves by a NAT gateway of its own, or not at all: as answered."""
    gateways = {
        each.values["id"]: zones[each.values["subnet_id"]]
        for each in system.of_type("aws_nat_gateway")
    }
    by_nat = system.answers.get("outbound") == "nat"
    if gateways and not by_nat:
        yield "NAT gateways where private subnets have no way out"
    tables = subnet_tables(system)
    known = {each.values["id"] for each in system.of_type("aws_route_table")}
    for subnet in sorted(zones.keys() - public_subnets(system)):
        out = [
            gateways.get(route.values["nat_gateway_id"], "nowhere")
            for route in system.of_type("aws_route")
            if route.values["route_table_id"] == tables.get(subnet)
            and route.values["destination_cidr_block"] in EVERYWHERE
        ]
        if subnet not in tables or tables[subnet] not in known:
            yield f"{subnet} in {zones[subnet]}: has no table of routes"
        elif out != ([zones[subnet]] if by_nat else []):
            yield f"{subnet} in {zones[subnet]}: leaves by {out}"


def subnet_tables(system: System) -> dict[str, str]:
    """Route table of each subnet."""
    return {
        each.values["subnet_id"]: each.values["route_table_id"]
        for each in system.of_type("aws_route_table_association")
    }


def public_subnets(system: System) -> set[str]:
    """Subnets with a route to the internet."""
    gateways = {each.values["id"] for each in system.of_type("aws_internet_gateway")}
    open_tables = {
        route.values["route_table_id"]
        for route in system.of_type("aws_route")
        if route.values["gateway_id"] in gateways
    }
    return {subnet for subnet, table in subnet_tables(system).items() if table in open_tables}


def ranges_that_overlap(system: System) -> Iterator[str]:
    vpcs = {
        each.values["id"]: ip_network(each.values["cidr_block"])
        for each in system.of_type("aws_vpc")
    }
    for (one, first), (other, second) in combinations(vpcs.items(), 2):
        if first.overlaps(second):
            yield f"{one} and {other}: both have addresses of {first} and {second}"
    subnets = [
        (each, ip_network(each.values["cidr_block"])) for each in system.of_type("aws_subnet")
    ]
    for subnet, block in subnets:
        if not block.subnet_of(vpcs[subnet.values["vpc_id"]]):  # type: ignore[arg-type]
            yield f"{subnet.address}: outside of its VPC"
    for (one_subnet, first), (other_subnet, second) in combinations(subnets, 2):
        if first.overlaps(second):
            yield f"{one_subnet.address} and {other_subnet.address}: overlap"


# What workloads in private subnets call: all of them, and by the first part of an action that one
# of them may do. Network interfaces of functions are made by Lambda, and a database is asked by
# its own name.
ENDPOINTS = {
    "dynamodb", "kms", "logs", "monitoring", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts",
}  # fmt: skip
ENDPOINTS_FOR = {"ecr": {"ecr.api", "ecr.dkr"}, "ec2": set[str](), "rds-db": set[str]()}
WORKLOADS = ("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com")


def networks_that_lack_an_endpoint(system: System) -> Iterator[str]:
    needed = ENDPOINTS.union(
        *(ENDPOINTS_FOR.get(service, {service}) for service in _called_services(system))
    )
    subnets = subnet_tables(system)
    private = subnets.keys() - public_subnets(system)
    for vpc in system.of_type("aws_vpc"):
        here = {
            each.values["id"]
            for each in system.of_type("aws_subnet")
            if each.values["vpc_id"] == vpc.values["id"]
        } & private
        endpoints = {
            endpoint.values["service_name"].split(".", 3)[3]: endpoint
            for endpoint in system.of_type("aws_vpc_endpoint")
            if endpoint.values["vpc_id"] == vpc.values["id"]
        }
        for missing in sorted(needed - endpoints.keys()):
            yield f"{vpc.address}: no endpoint for {missing}"
        for endpoint in endpoints.values():
            if endpoint.values["vpc_endpoint_type"] == "Gateway":
                reached = set(endpoint.values["route_table_ids"])
                wanted = {subnets[subnet] for subnet in here}
            else:
                reached, wanted = set(endpoint.values["subnet_ids"]), here
                if not endpoint.values["private_dns_enabled"]:
                    yield f"{endpoint.address}: nobody calls it by name"
            if reached != wanted:
                yield f"{endpoint.address}: is not in every private subnet, or in another"


def _called_services(system: System) -> set[str]:
    """First parts of what roles of workloads in private subnets may do."""
    roles = {
        role.values["name"]
        for role in system.of_type("aws_iam_role")
        if any(service in role.values["assume_role_policy"] for service in WORKLOADS)
    } - {function.values["role"].rpartition("/")[2] for function in outside_of_networks(system)}
    attached = {
        each.values["policy_arn"]
        for each in system.of_type("aws_iam_role_policy_attachment")
        if each.values["role"] in roles
    }
    return {
        action.partition(":")[0]
        for holder, statement in policies(system)
        if holder.values.get("role") in roles
        or (holder.type == "aws_iam_policy" and holder.values["arn"] in attached)
        for action in listed(statement["Action"])
    }


def _side(options: Resource) -> str:
    """Whose options these are: `requester` or `accepter`."""
    return options.address.rpartition(".")[2].partition("[")[0]


def peerings_that_lead_one_way(system: System) -> Iterator[str]:
    routes = system.of_type("aws_route")
    tables_of = subnet_tables(system)
    private = {tables_of[subnet] for subnet in tables_of.keys() - public_subnets(system)}
    resolved = [
        options.values["vpc_peering_connection_id"]
        for options in system.of_type("aws_vpc_peering_connection_options")
        if options.get(f"{_side(options)}.0.allow_remote_vpc_dns_resolution")
    ]
    pairs = {
        frozenset((each.values["vpc_id"], each.values["peer_vpc_id"]))
        for each in system.of_type("aws_vpc_peering_connection")
    }
    for one, other in combinations(system.vpc_regions, 2):
        if {one, other} not in pairs:
            yield f"{one} and {other}: not joined"
    for peering in system.of_type("aws_vpc_peering_connection"):
        identity = peering.values["id"]
        accepters = system.of_type("aws_vpc_peering_connection_accepter")
        if identity not in {accepter.values["id"] for accepter in accepters}:
            yield f"{peering.address}: nobody accepts"
        if resolved.count(identity) != 2:
            yield f"{peering.address}: names are not resolved both ways"
        vpcs = {peering.values["vpc_id"], peering.values["peer_vpc_id"]}
        joined = [vpc for vpc in system.of_type("aws_vpc") if vpc.values["id"] in vpcs]
        for vpc in joined:
            others = {other.values["cidr_block"] for other in joined if other is not vpc}
            tables = [
                table
                for table in system.of_type("aws_route_table")
                if table.values["vpc_id"] == vpc.values["id"] and table.values["id"] in private
            ]
            for table in tables:
                led = {
                    route.values["destination_cidr_block"]
                    for route in routes
                    if route.values["route_table_id"] == table.values["id"]
                    and route.values["vpc_peering_connection_id"] == identity
                }
                if not others <= led:
                    yield f"{table.address}: no route through {peering.address}"
