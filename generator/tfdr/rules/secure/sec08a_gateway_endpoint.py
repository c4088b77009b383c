"""SEC08A: every VPC has a gateway endpoint for S3, and one for DynamoDB if tables are used."""

from collections.abc import Iterator

from tfdr.aws.vpc_endpoints import is_for
from tfdr.evaluate import Resource, Rest, System, Truth, all_of, any_of
from tfdr.evaluate.presence import held_by, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each network that has subnets, by the endpoints in it."""
    has_tables = bool(system.resources("aws_dynamodb_table", "aws_dynamodb_table_replica"))
    names = {"s3": "S3", **({"dynamodb": "DynamoDB"} if has_tables else {})}
    for vpc in system.resources("aws_vpc"):
        if not system.links(vpc, "aws_subnet", "vpc_id").sure:
            continue
        endpoints = system.links(vpc, "aws_vpc_endpoint", "vpc_id")
        for service, name in names.items():
            holds = held_by(
                endpoints,
                lambda each, to=service: all_of(is_for(each, to), _is_used(each, system)),  # type: ignore[misc]
            )
            message = f"has no endpoint for {name} that its route tables use"
            unknown = why(endpoints, "service_name", "route_table_ids")
            yield judge(vpc, holds, message, unknown=unknown)


def _is_used(endpoint: Resource, system: System) -> Truth:
    """Whether some route table leads to it."""
    if endpoint.equals("vpc_endpoint_type", "Interface"):
        return True
    tables = endpoint.elements("route_table_ids")
    named: Truth = any(not isinstance(each, Rest) for each in tables) or (None if tables else False)
    type_ = "aws_vpc_endpoint_route_table_association"
    return any_of(named, system.links(endpoint, type_, "vpc_endpoint_id").exist)
