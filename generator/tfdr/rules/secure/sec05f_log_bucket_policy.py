"""SEC05F: a bucket that gets logs lets those write who deliver them."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import policies
from tfdr.aws.load_balancers import LOG_DELIVERY
from tfdr.evaluate import (
    Resource,
    System,
    Truth,
    any_of,
)
from tfdr.evaluate.presence import held_by, unsure
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_PUT: Final = "s3:PutObject"
_NETWORK: Final = "delivery.logs.amazonaws.com"
_ACCESS: Final = "logging.s3.amazonaws.com"
_TRAIL: Final = "cloudtrail.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each bucket and each kind of writer to it."""
    seen: set[tuple[Resource, str]] = set()
    for writer, path, service in _writers(system):
        for bucket in writer.targets(path):
            if bucket.type != "aws_s3_bucket" or (bucket, service) in seen:
                continue
            seen.add((bucket, service))
            yield from _judged(bucket, writer, service, system)


def _writers(system: System) -> Iterator[tuple[Resource, str, str]]:
    for balancer in system.resources("aws_lb", "aws_alb"):
        if balancer.is_true("access_logs.enabled") is not False:
            is_network = balancer.equals("load_balancer_type", "network")
            yield balancer, "access_logs.bucket", _NETWORK if is_network else LOG_DELIVERY
    for logging in system.resources("aws_s3_bucket_logging"):
        yield logging, "target_bucket", _ACCESS
    for trail in system.resources("aws_cloudtrail"):
        yield trail, "s3_bucket_name", _TRAIL
    for log in system.resources("aws_flow_log"):
        yield log, "log_destination", _NETWORK


def _judged(bucket: Resource, writer: Resource, service: str, system: System) -> Iterator[Verdict]:
    links = system.links(bucket, "aws_s3_bucket_policy", "bucket")
    if service == _NETWORK and links.exist is False and not bucket.has("policy"):
        return  # AWS writes the policy itself, when no other is in its place
    holds = any_of(
        held_by(links, lambda each: _lets(each, service)),
        _lets(bucket, service),
        _by_acl(bucket, system) if service == _ACCESS else False,
    )
    missing = [each for policy in links for each in policy.policy("policy").missing]
    message = f"does not let {service} write, as {writer.address} needs"
    yield judge(bucket, holds, message, unknown=(*missing, *unsure(links)))


def _lets(holder: Resource, service: str) -> Truth:
    policy = holder.policy("policy")
    actions = (_PUT, "s3:GetBucketAcl") if service == _TRAIL else (_PUT,)
    return policies.lets_in(policy, service, *actions)


def _by_acl(bucket: Resource, system: System) -> Truth:
    acls = system.links(bucket, "aws_s3_bucket_acl", "bucket")
    return any_of(
        bucket.equals("acl", "log-delivery-write"),
        held_by(acls, lambda each: each.equals("acl", "log-delivery-write")),
    )
