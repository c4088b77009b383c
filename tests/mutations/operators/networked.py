"""Private, in two zones, with a way out; peered both ways; ranges apart."""

from collections.abc import Iterator

from tests.mutations.operators.registry import breaks
from tests.mutations.repository import Change, Repository


@breaks("NET01")
def workload_in_public_subnets(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^modules/region/"):
        yield from spot.swap(r"\.private_subnet_ids\b", ".public_subnet_ids", "subnet_ids")


@breaks("NET01")
def one_zone(it: Repository) -> Iterator[Change]:
    for spot in it.calls("network"):
        yield from spot.put("availability_zone_ids", "slice(var.availability_zone_ids, 0, 1)")


@breaks("NET01")
def no_route_out(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route", file=r"^modules/network/"):
        yield from spot.delete()


@breaks("NET01")
def nat_in_one_zone(it: Repository) -> Iterator[Change]:
    """All private subnets leave by the first zone's."""
    for spot in it.resources("aws_route", file=r"^modules/network/"):
        for attribute in spot.attributes("nat_gateway_id"):
            edit = spot.edit(attribute, "values(aws_nat_gateway.this)[0].id")
            yield spot.change(edit)


@breaks("NET01")
def route_table_without_subnets(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_route_table_association")


@breaks("NET02")
def peering_not_accepted(it: Repository) -> Iterator[Change]:
    """What came after the accepter comes after the request."""
    accepter = "aws_vpc_peering_connection_accepter.this"
    asked = "{ for role in local.earlier : role => var.requests[role][var.role] }"
    instead = {
        f"{accepter}[each.key].id": "var.requests[each.key][var.role]",
        f"{{ for role, accepter in {accepter} : role => accepter.id }}": asked,
    }
    for spot in it.resources("aws_vpc_peering_connection_accepter"):
        edits = [(spot.file, *spot.extent, "")]
        for name, new in instead.items():
            for file, text in it.texts.items():
                at = text.find(name)
                if at >= 0:
                    edits.append((file, at, at + len(name), new))
        yield spot.change(*edits)


@breaks("NET02")
def peering_not_accepted_by_itself(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_vpc_peering_connection_accepter", "auto_accept", "false")


@breaks("NET02")
def peering_without_a_route(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route", file=r"^modules/peer-routes/"):
        yield from spot.delete()
    for spot in it.calls("peer-routes"):
        for attribute in spot.attributes("for_each"):
            only = '{ for role, region in local.peer_regions : role => region if var.role != "dr" }'
            yield spot.change(spot.edit(attribute, only), at="one side")


@breaks("NET02")
def route_to_its_own_network(it: Repository) -> Iterator[Change]:
    for spot in it.calls("peer-routes"):
        yield from spot.swap(r"\[each\.key\]", "[var.role]", "cidr_block")


@breaks("NET02")
def names_do_not_resolve_over_a_peering(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_vpc_peering_connection_options")
    for side in ("requester", "accepter"):
        path = f"{side}.allow_remote_vpc_dns_resolution"
        yield from it.put("aws_vpc_peering_connection_options", path, "false")


@breaks("NET02")
def accepter_in_the_region_of_the_requester(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_vpc_peering_connection_accepter"):
        edits = [spot.edit(each, "toset(local.later)") for each in spot.attributes("for_each")]
        own = "aws_vpc_peering_connection.this[each.key].id"
        edits += [spot.edit(each, own) for each in spot.attributes("vpc_peering_connection_id")]
        yield spot.change(*edits)


@breaks("NET03")
def same_range_in_both_regions(it: Repository) -> Iterator[Change]:
    first, *others = it.calls("region")
    for attribute in first.attributes("cidr_block"):
        for spot in others:
            yield from spot.put("cidr_block", attribute.expression.text)
