"""SEC05F: the policy of a log bucket allows the service that delivers the logs."""

from collections.abc import Iterator

from tfdr.aws import buckets, logs
from tfdr.aws.policies import lets_in
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import held_by, unsure
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_PUT = "s3:PutObject"


def check(system: System) -> Iterator[Verdict]:
    """Each bucket and each service that writes to it."""
    seen: set[tuple[Resource, str]] = set()
    for writer, delivery, bucket in logs.deliveries(system):
        service = logs.service_of(writer, delivery)
        if service and (bucket, service) not in seen:
            seen.add((bucket, service))
            yield from _judged(bucket, writer, service, system)


def _judged(bucket: Resource, writer: Resource, service: str, system: System) -> Iterator[Verdict]:
    holders = buckets.policies(system, bucket)
    if service == logs.VENDED and holders.exist is False:
        return  # AWS writes the policy itself, when no other is in its place
    actions = (_PUT, "s3:GetBucketAcl") if service == logs.TRAIL else (_PUT,)
    holds = any_of(
        held_by(holders, lambda each: lets_in(each.policy("policy"), service, *actions)),
        _by_acl(bucket, system) if service == logs.ACCESS else False,
    )
    missing = [each for holder in holders for each in holder.policy("policy").missing]
    message = f"does not let {service} write, as {writer.address} needs"
    yield judge(bucket, holds, message, unknown=(*missing, *unsure(holders)))


def _by_acl(bucket: Resource, system: System) -> Truth:
    acls = system.links(bucket, "aws_s3_bucket_acl", "bucket")
    return any_of(
        bucket.equals("acl", "log-delivery-write"),
        held_by(acls, lambda each: each.equals("acl", "log-delivery-write")),
    )
