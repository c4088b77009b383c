"""DR55: the standby's endpoint has a web ACL if the primary's has one."""

from collections.abc import Iterator

from tfdr.evaluate import Region, Resource, System, all_of, any_of
from tfdr.evaluate.presence import presence
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ASSOCIATION = "aws_wafv2_web_acl_association"
_ENDPOINTS = ("aws_lb", "aws_alb", "aws_api_gateway_stage")


def check(system: System) -> Iterator[Verdict]:
    """Each endpoint of a kind of which the primary region has a protected one."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    for type_ in _ENDPOINTS:
        endpoints = [each for each in system.resources(type_) if _can_be(each)]
        if any(_is_protected(system, each, primary) for each in endpoints):
            for each in endpoints:
                links = system.links(each, _ASSOCIATION, "resource_arn")
                holds, why = presence(system, links)
                message = f"has no WAF, as {primary} has"
                yield judge(each, holds, message, unknown=why)


def _can_be(endpoint: Resource) -> bool:
    kinds = any_of(endpoint.equals("load_balancer_type", "network", "gateway"))
    return not kinds and not endpoint.is_true("internal")


def _is_protected(system: System, endpoint: Resource, primary: Region) -> bool:
    links = system.links(endpoint, _ASSOCIATION, "resource_arn")
    return all_of(endpoint.region.is_same(primary), bool(links.sure)) is True
