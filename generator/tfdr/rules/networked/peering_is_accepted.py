"""NET02A: a peering connection between regions is accepted."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="NET02A",
    title="A peering connection to another region has its accepter there",
    severity=ERROR,
    why="A connection to another region cannot accept itself: it stays pending, and no packet "
    "passes until someone accepts it by hand.",
    fix="Add an aws_vpc_peering_connection_accepter with the other region's provider and "
    "auto_accept = true.",
    source="https://docs.aws.amazon.com/vpc/latest/peering/accept-vpc-peering-connection.html",
    fails="""\
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc_peering_connection" "dr" {
  vpc_id      = "vpc-1"
  peer_vpc_id = "vpc-2"
  peer_region = "eu-central-1"
}
""",
    passes="""\
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc_peering_connection" "dr" {
  vpc_id      = "vpc-1"
  peer_vpc_id = "vpc-2"
  peer_region = "eu-central-1"
}

resource "aws_vpc_peering_connection_accepter" "dr" {
  provider = aws.dr

  vpc_peering_connection_id = aws_vpc_peering_connection.dr.id
  auto_accept               = true
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each connection to another region, by the accepters that point at it."""
    for peering in system.resources("aws_vpc_peering_connection"):
        if plainly_here(peering):
            continue
        accepters = system.links(
            peering, "aws_vpc_peering_connection_accepter", "vpc_peering_connection_id"
        )
        if not accepters.sure:
            message = "nobody accepts it in the other region"
            yield judge(peering, accepters.exist, message, unknown=accepters.why)
        for accepter in accepters:
            yield judge(accepter, accepter.is_true("auto_accept"), "does not accept", "auto_accept")
            there = accepter.region.is_code(peering.get("peer_region"))
            unknown = peering.unknowns("peer_region")
            message = f"is in {accepter.region}, not in the region that the connection leads to"
            yield judge(accepter, there, message, "provider", unknown=unknown)


def plainly_here(peering: Resource) -> Truth:
    """Whether a connection certainly stays in its own region."""
    return any_of(
        not peering.has("peer_region"), peering.region.is_code(peering.get("peer_region"))
    )
