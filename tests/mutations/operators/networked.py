"""Private, in two zones, with a way out; peered both ways; ranges apart."""

from collections.abc import Iterator

from tests.mutations.operators.registry import breaks
from tests.mutations.operators.secure import OTHER
from tests.mutations.repository import Change, Repository


@breaks("NET01")
def workload_in_public_subnets(it: Repository) -> Iterator[Change]:
    for spot in it.spots("module", r"^(compute|database|traffic)\.tf$"):
        yield from spot.swap(r"\.private_subnet_ids\b", ".public_subnet_ids", "subnet_ids")


@breaks("NET01")
def one_zone(it: Repository) -> Iterator[Change]:
    for spot in it.calls("network"):
        yield from spot.put("availability_zone_count", "1")


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
    for spot in it.resources("aws_vpc_peering_connection_accepter"):
        start, end = spot.extent
        edits = [(spot.file, start, end, "")]
        name = "aws_vpc_peering_connection_accepter.this.id"
        for file, text in it.texts.items():
            at = text.find(name)
            while at >= 0:
                new = "aws_vpc_peering_connection.this.id"
                edits.append((file, at, at + len(name), new))
                at = text.find(name, at + 1)
        yield spot.change(*edits)


@breaks("NET02")
def peering_not_accepted_by_itself(it: Repository) -> Iterator[Change]:
    yield from it.put("aws_vpc_peering_connection_accepter", "auto_accept", "false")


@breaks("NET02")
def peering_without_a_route(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route", file=r"^modules/peering/"):
        yield from spot.delete()


@breaks("NET02")
def route_to_its_own_network(it: Repository) -> Iterator[Change]:
    for spot in it.resources("aws_route", file=r"^modules/peering/"):
        yield from spot.swap("var.accepter", "var.requester", "destination_cidr_block")
        yield from spot.swap("var.requester", "var.accepter", "destination_cidr_block")


@breaks("NET02")
def names_do_not_resolve_over_a_peering(it: Repository) -> Iterator[Change]:
    yield from it.delete("aws_vpc_peering_connection_options")
    for side in ("requester", "accepter"):
        path = f"{side}.allow_remote_vpc_dns_resolution"
        yield from it.put("aws_vpc_peering_connection_options", path, "false")


@breaks("NET02")
def accepter_in_the_region_of_the_requester(it: Repository) -> Iterator[Change]:
    for spot in it.calls("peering"):
        yield from spot.swap(r"(aws\.accepter\s*=\s*aws)\.\w+", r"\1.primary")
    yield from it.swap(
        r"provider = aws\.accepter", "provider = aws.requester", r"^modules/peering/", "resource"
    )


@breaks("NET03")
def same_range_in_both_regions(it: Repository) -> Iterator[Change]:
    for spot in it.spots("locals", r"^locals\.tf$"):
        for attribute in spot.attributes("vpc_cidrs"):
            pairs = attribute.expression.items or []
            for _, value in pairs[1:]:
                edit = (spot.file, value.start, value.end, pairs[0][1].text)
                yield spot.change(edit, at="vpc_cidrs")
    for spot in it.calls("network"):
        for role, other in OTHER.items():
            yield from spot.swap(
                rf"local\.vpc_cidrs\.{role}\b", f"local.vpc_cidrs.{other}", "cidr_block"
            )
