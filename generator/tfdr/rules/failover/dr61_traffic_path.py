"""DR61: something leads clients to the standby."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import RECORD, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge_all

RULE = Rule(severity=ERROR)

# What answers clients. Where Route 53 chooses, FO01D judges each endpoint by itself.
_ANSWERS: Final = (
    "aws_autoscaling_group",
    "aws_ecs_service",
    "aws_eks_cluster",
    "aws_elastic_beanstalk_environment",
    "aws_instance",
)
_ENDPOINTS: Final = (
    "aws_alb",
    "aws_api_gateway_rest_api",
    "aws_api_gateway_stage",
    "aws_apigatewayv2_api",
    "aws_lb",
)
_POLICIES: Final = (
    "failover_routing_policy",
    "geolocation_routing_policy",
    "geoproximity_routing_policy",
    "latency_routing_policy",
    "weighted_routing_policy",
)
_SWITCHES: Final = (
    "aws_arcregionswitch_plan",
    "aws_route53recoverycontrolconfig_routing_control",
    "aws_s3control_multi_region_access_point",
)


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where what answers is in several regions, or an endpoint in one alone."""
    if not system.is_multi_region or system.primary is None:
        return
    endpoints = _places(system.resources(*_ENDPOINTS))
    answering = _places(system.resources(*_ANSWERS))
    if len({*endpoints, *answering}) < 2:
        return
    holds = unless_elsewhere(system, any_of(*_ways(system)), RECORD)
    where = " and ".join(str(each) for each in dict.fromkeys([*endpoints, *answering]))
    message = f"nothing leads clients from one region to another; what answers is in {where}"
    yield judge_all(system, holds, message, unknown=unseen(system, RECORD))


def _places(resources: list[Resource]) -> list[object]:
    return list(dict.fromkeys(each.region for each in resources))


def _is_of_files(distribution: Resource) -> bool:
    """Whether all its origins are buckets: it leads nobody to what answers."""
    origins = [each.target("domain_name") for each in distribution.blocks("origin")]
    return all(each is not None and each.type == "aws_s3_bucket" for each in origins)


def _ways(system: System) -> Iterator[Truth]:
    for record in system.resources("aws_route53_record"):
        yield any(bool(record.blocks(each)) for each in _POLICIES)
        yield bool(record.is_true("multivalue_answer_routing_policy"))
    for distribution in system.resources("aws_cloudfront_distribution"):
        if distribution.blocks("origin_group"):
            yield not _is_of_files(distribution)
    yield len(system.resources("aws_globalaccelerator_endpoint_group")) > 1
    yield bool(system.resources(*_SWITCHES))
