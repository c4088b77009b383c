"""FO01D: every region with a public endpoint has a record with a routing policy."""

from collections.abc import Iterator

from tfdr.aws.route53 import chosen_records, destination, where_to
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.unseen import RECORD, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ENDPOINTS = ("aws_lb", "aws_alb", "aws_apigatewayv2_domain_name", "aws_api_gateway_domain_name")
# What else leads clients to a region, with health checks of its own.
_BEYOND = ("aws_globalaccelerator_accelerator", "aws_cloudfront_distribution")


def check(system: System) -> Iterator[Verdict]:
    """Each public endpoint, where Route 53 chooses between regions."""
    records = chosen_records(system)
    if not system.is_multi_region or not records or system.resources(*_BEYOND):
        return
    ends = [(record, destination(system, record)) for record in records]
    unclear = [record for record, end in ends if end is None]
    for endpoint in system.resources(*_ENDPOINTS):
        if _is_public(endpoint) is False:
            continue
        led: list[Truth] = [
            end.region.is_same(endpoint.region)
            for _, end in ends
            if end is not None and not end.is_global
        ]
        led += [None for _ in unclear]
        led += [None for _ in unseen(system, RECORD)]
        message = f"no record with a routing policy leads to its region, {endpoint.region}"
        unknown = [source for record in unclear for source in record.unknowns(where_to(record))]
        unknown = unknown or [*(each.address for each in unclear), *unseen(system, RECORD)]
        holds = any_of(*led)
        if holds is False and _is_public(endpoint) is None:
            holds, unknown = None, list(endpoint.unknowns("internal"))
        yield judge(endpoint, holds, message, unknown=unknown)


def _is_public(endpoint: Resource) -> Truth:
    is_internal = endpoint.is_true("internal")
    if is_internal or endpoint.equals("load_balancer_type", "gateway"):
        return False
    return None if is_internal is None else True
