"""SEC05F: a bucket that gets logs lets those write who deliver them."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import (
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    plain,
    references,
)
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.partners import held_by, unsure

RULE = Rule(severity=ERROR)

_PUT: Final = "s3:PutObject"
_BALANCER: Final = "logdelivery.elasticloadbalancing.amazonaws.com"
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
            yield balancer, "access_logs.bucket", _NETWORK if is_network else _BALANCER
    for logging in system.resources("aws_s3_bucket_logging"):
        yield logging, "target_bucket", _ACCESS
    for trail in system.resources("aws_cloudtrail"):
        yield trail, "s3_bucket_name", _TRAIL
    for log in system.resources("aws_flow_log"):
        yield log, "log_destination", _NETWORK


def _judged(bucket: Resource, writer: Resource, service: str, system: System) -> Iterator[Verdict]:
    policies = system.links(bucket, "aws_s3_bucket_policy", "bucket")
    if service == _NETWORK and policies.exist is False and not bucket.has("policy"):
        return  # AWS writes the policy itself, when no other is in its place
    holds = any_of(
        held_by(policies, lambda each: _lets(each, service)),
        _lets(bucket, service),
        _by_acl(bucket, system) if service == _ACCESS else False,
    )
    missing = [each for policy in policies for each in policy.policy("policy").missing]
    message = f"does not let {service} write, as {writer.address} needs"
    yield judge(bucket, holds, message, unknown=(*missing, *unsure(policies)))


def _lets(holder: Resource, service: str) -> Truth:
    policy = holder.policy("policy")
    actions = (_PUT, "s3:GetBucketAcl") if service == _TRAIL else (_PUT,)
    found = all_of(
        *(any_of(*(_allows(each, service, act) for each in policy.statements)) for act in actions)
    )
    return None if found is False and not policy.is_complete else found


def _allows(statement: Statement, service: str, action: str) -> Truth:
    who = any_of(*(_is(kind, each, service) for kind, each in statement.principals))
    return all_of(statement.allows, statement.covers(action), who)


def _is(kind: str, principal: Value, service: str) -> Truth:
    text = known_text(principal)
    if text == "*":
        return True
    if kind == "Service":
        return None if text is None else text == service
    if service == _BALANCER and kind == "AWS":
        # In older regions load balancers write as an account of AWS's.
        owners = [each.target.owner.type for each in references(principal)]
        shown = text or (str(plain(principal)) if isinstance(plain(principal), Text) else "")
        return "aws_elb_service_account" in owners or any(each in shown for each in _ACCOUNTS)
    return False


_ACCOUNTS: Final = (
    "127311923021",  # us-east-1
    "033677994240",  # us-east-2
    "027434742980",  # us-west-1
    "797873946194",  # us-west-2
    "098369216593",  # af-south-1
    "985666609251",  # ca-central-1
    "054676820928",  # eu-central-1
    "897822967062",  # eu-north-1
    "635631232127",  # eu-south-1
    "156460612806",  # eu-west-1
    "652711504416",  # eu-west-2
    "009996457667",  # eu-west-3
    "754344448648",  # ap-east-1
    "582318560864",  # ap-northeast-1
    "600734575887",  # ap-northeast-2
    "383597477331",  # ap-northeast-3
    "718504428378",  # ap-south-1
    "114774131450",  # ap-southeast-1
    "783225319266",  # ap-southeast-2
    "589379963580",  # ap-southeast-3
    "076674570225",  # me-south-1
    "507241528517",  # sa-east-1
)


def _by_acl(bucket: Resource, system: System) -> Truth:
    acls = system.links(bucket, "aws_s3_bucket_acl", "bucket")
    return any_of(
        bucket.equals("acl", "log-delivery-write"),
        held_by(acls, lambda each: each.equals("acl", "log-delivery-write")),
    )
