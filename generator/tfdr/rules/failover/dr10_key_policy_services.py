"""DR10: a key's policy allows the services that use the key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.aws import keys, policies
from tfdr.evaluate import (
    Resource,
    System,
)
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_GENERATE: Final = "kms:GenerateDataKey"
_DESCRIBE: Final = "kms:DescribeKey"
_DECRYPT: Final = "kms:Decrypt"


@dataclass(frozen=True, slots=True)
class _Need:
    """Who has to be able to use a key, and for what."""

    key: Resource
    service: str
    actions: tuple[str, ...]
    user: Resource


def check(system: System) -> Iterator[Verdict]:
    """Each key that a service has to use by itself, by the policy of the key."""
    seen: set[tuple[Resource, str]] = set()
    for need in _needs(system):
        if (need.key, need.service) in seen:
            continue
        seen.add((need.key, need.service))
        holder, policy = keys.policy_of(system, need.key)
        holds = policies.lets_in(policy, need.service, *need.actions)
        message = f"does not let {need.service} use it, as {need.user.address} needs"
        yield judge(holder, holds, message, "policy", unknown=policy.missing)


def _needs(system: System) -> Iterator[_Need]:
    for group in system.resources("aws_cloudwatch_log_group"):
        key = keys.key_of(group, "kms_key_id")
        if key is not None and group.region.code:
            service = f"logs.{group.region.code}.amazonaws.com"
            yield _Need(key, service, (_GENERATE, _DECRYPT), group)
    for trail in system.resources("aws_cloudtrail"):
        key = keys.key_of(trail, "kms_key_id")
        if key is not None:
            yield _Need(key, "cloudtrail.amazonaws.com", (_GENERATE, _DESCRIBE), trail)
    yield from _of_topics(system)
    yield from _of_events(system)
    for rest in system.resources("aws_sns_topic_subscription"):
        # What a topic delivers to a queue, it encrypts with the queue's key.
        if rest.equals("protocol", "sqs"):
            yield from _need(rest, "endpoint", "sns.amazonaws.com")


def _of_topics(system: System) -> Iterator[_Need]:
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        for name in ("alarm_actions", "ok_actions", "insufficient_data_actions"):
            yield from _need(alarm, name, "cloudwatch.amazonaws.com")
    for notification in system.resources("aws_s3_bucket_notification"):
        for name, path in (("topic", "topic_arn"), ("queue", "queue_arn")):
            for block in notification.blocks(name):
                for target in block.targets(path):
                    yield from _need_of(notification, target, "s3.amazonaws.com")

    for subscription in system.resources("aws_db_event_subscription"):
        yield from _need(subscription, "sns_topic", "events.rds.amazonaws.com")


def _of_events(system: System) -> Iterator[_Need]:
    for target in system.resources("aws_cloudwatch_event_target"):
        if not target.has("role_arn"):  # else it is the role that needs the key
            yield from _need(target, "arn", "events.amazonaws.com")
        yield from _need(target, "dead_letter_config.arn", "events.amazonaws.com")


def _need(user: Resource, path: str, service: str) -> Iterator[_Need]:
    for target in user.targets(path):
        yield from _need_of(user, target, service)


def _need_of(user: Resource, target: Resource, service: str) -> Iterator[_Need]:
    if target.type in ("aws_sns_topic", "aws_sqs_queue"):
        key = keys.key_of(target, "kms_master_key_id")
        if key is not None:
            yield _Need(key, service, (_GENERATE, _DECRYPT), user)
