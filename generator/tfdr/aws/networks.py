"""Networks: peering, subnets, route tables and routes."""

from tfdr.evaluate import Body, Links, Resource, System, Truth, Value, any_of, known_text
from tfdr.evaluate.presence import behind

EVERYWHERE = ("0.0.0.0/0", "::/0")


def of_peering(system: System, peering: Resource, type_: str) -> Links:
    """The resources of a type that point at a connection, or at what accepts it."""
    name = "vpc_peering_connection_id"
    accepters = system.links(peering, "aws_vpc_peering_connection_accepter", name)
    found = [system.links(each, type_, name) for each in (peering, *accepters)]
    sure = list(dict.fromkeys(each for links in found for each in links.sure))
    maybe = dict.fromkeys(each for links in found for each in links.maybe)
    return Links(sure, [each for each in maybe if each not in sure])


def accepters(system: System, peering: Resource) -> Links:
    """What accepts a connection in the other region or account."""
    name = "aws_vpc_peering_connection_accepter"
    return system.links(peering, name, "vpc_peering_connection_id")


def tables_of(system: System, subnet: Resource) -> list[Resource] | None:
    """The route tables of a subnet; None when they cannot be known."""
    found: list[Resource | None] = []
    for each in system.resources("aws_route_table_association"):
        subnets = behind(each, "subnet_id", "aws_subnet")
        if subnet in subnets:
            found.append(each.target("route_table_id"))
        elif not subnets and each.has("subnet_id") is not False and not each.text("subnet_id"):
            found.append(None)  # it may be this one
    if found:
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None
    vpc = subnet.target("vpc_id")
    if vpc is None:
        return None
    mains = [
        each.target("route_table_id")
        for each in system.links(vpc, "aws_main_route_table_association", "vpc_id")
    ]
    defaults = system.links(vpc, "aws_default_route_table", "default_route_table_id").sure
    return [each for each in (*mains, *defaults) if each is not None]


def routes_of(system: System, table: Resource) -> list[Body]:
    """The routes of a table, in it or beside it."""
    beside = [
        each
        for each in system.resources("aws_route")
        if table in behind(each, "route_table_id", table.type)
    ]
    return [*table.blocks("route"), *beside]


def leads_to_everywhere(route: Body) -> Truth:
    """Whether a route is the one for all addresses that no other route has."""
    names = ("destination_cidr_block", "cidr_block", "destination_ipv6_cidr_block")
    values = [route.get(name) for name in names]
    return any_of(
        *(
            None if known_text(each) is None else known_text(each) in EVERYWHERE
            for each in values
            if each is not None
        )
    )


def is_public(system: System, subnet: Resource) -> Truth:
    """Whether a subnet is reached from the internet, by its routes, whatever addresses it gives."""
    tables = tables_of(system, subnet)
    if tables is None:
        return True if subnet.is_true("map_public_ip_on_launch") else None
    if not tables:  # those of the network itself, which are not in the code
        return subnet.is_true("map_public_ip_on_launch")
    out = [_to_gateway(route) for table in tables for route in routes_of(system, table)]
    return any_of(*out)


def _to_gateway(route: Body) -> Truth:
    if route.has("gateway_id") is False:
        return False
    gateway = route.target("gateway_id")
    if gateway is not None:
        return gateway.type == "aws_internet_gateway"
    named = route.text("gateway_id")
    return None if named is None else named.startswith("igw-")


def zone_of(subnet: Resource) -> Value:
    """The zone that a subnet is in, by its name or its id; null where AWS picks one."""
    zone = subnet.get("availability_zone")
    return subnet.get("availability_zone_id") if zone is None else zone
