"""Who delivers logs to buckets."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.aws.load_balancers import LOG_DELIVERY
from tfdr.evaluate import Resource, System, Truth, any_of, known_text, negate

ACCESS: Final = "logging.s3.amazonaws.com"
CONFIG: Final = "config.amazonaws.com"
TRAIL: Final = "cloudtrail.amazonaws.com"
VENDED: Final = "delivery.logs.amazonaws.com"
"""Writes flow logs, logs of network load balancers, of queries and of WAF."""

_SERVICES: Final = (ACCESS, CONFIG, LOG_DELIVERY, TRAIL, VENDED)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One way in which logs get into a bucket.

    Attributes:
        type: that of the resource whose logs they are.
        path: its attribute that names the bucket.
        service: who writes, if it is let in by the bucket's policy alone.
        is_tried: whether AWS tries to write as soon as the resource is made.
        takes_key: whether it can write to a bucket that is encrypted with a customer's key.
    """

    type: str
    path: str
    service: str = ""
    is_tried: bool = True
    takes_key: bool = True


_OF_BALANCERS: Final = tuple(
    Delivery(type_, path, LOG_DELIVERY, takes_key=False)
    for type_, path in (
        ("aws_alb", "access_logs.bucket"),
        ("aws_alb", "connection_logs.bucket"),
        ("aws_elb", "access_logs.bucket"),
        ("aws_lb", "access_logs.bucket"),
        ("aws_lb", "connection_logs.bucket"),
    )
)
DELIVERIES: Final = (
    *_OF_BALANCERS,
    Delivery("aws_cloudfront_distribution", "logging_config.bucket", is_tried=False),
    Delivery("aws_cloudtrail", "s3_bucket_name", TRAIL),
    Delivery("aws_config_delivery_channel", "s3_bucket_name"),  # by its role, or as a service
    Delivery("aws_flow_log", "log_destination", VENDED),
    Delivery("aws_route53_resolver_query_log_config", "destination_arn", VENDED),
    Delivery("aws_s3_bucket_logging", "target_bucket", ACCESS, is_tried=False, takes_key=False),
    Delivery("aws_wafv2_web_acl_logging_configuration", "log_destination_configs", VENDED),
)


def deliveries(system: System) -> Iterator[tuple[Resource, Delivery, Resource]]:
    """What delivers logs, how, and to which bucket of the code."""
    for delivery in DELIVERIES:
        for writer in system.resources(delivery.type):
            if _is_on(writer, delivery) is not False:
                for bucket in writer.targets(delivery.path):
                    if bucket.type == "aws_s3_bucket" and not bucket.is_data:
                        yield writer, delivery, bucket


def _is_on(writer: Resource, delivery: Delivery) -> Truth:
    """Whether a load balancer's logs are switched on; others are by being there."""
    if delivery not in _OF_BALANCERS:
        return True
    path = f"{delivery.path.partition('.')[0]}.enabled"
    return negate(writer.equals(path, False)) if writer.type == "aws_elb" else writer.is_true(path)


def service_of(writer: Resource, delivery: Delivery) -> str:
    """Who writes a delivery; empty where the bucket's policy need not let it in."""
    is_network = writer.equals("load_balancer_type", "network")
    return VENDED if delivery in _OF_BALANCERS and is_network else delivery.service


def refuse_key(system: System, bucket: Resource) -> Truth:
    """Whether what delivers to a bucket, or is let in by its policy, takes no customer's key."""
    return _lets_in(system, bucket, {ACCESS, LOG_DELIVERY}) or any_of(
        *(
            system.links(bucket, each.type, each.path).exist
            for each in DELIVERIES
            if not each.takes_key
        ),
        bucket.equals("acl", "log-delivery-write"),
    )


def holds_logs(system: System, bucket: Resource) -> bool:
    """Whether AWS writes logs into a bucket."""
    if any(system.links(bucket, each.type, each.path).sure for each in DELIVERIES):
        return True
    return _lets_in(system, bucket, _SERVICES)


def _lets_in(system: System, bucket: Resource, services: Collection[str]) -> bool:
    """Whether the policy of a bucket surely allows something to one of these services."""
    return any(
        statement.allows is True and known_text(who) in services
        for each in system.links(bucket, "aws_s3_bucket_policy", "bucket")
        for statement in each.policy("policy").statements
        for _, who in statement.principals
    )
