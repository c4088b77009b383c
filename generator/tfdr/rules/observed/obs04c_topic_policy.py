"""OBS04C: a topic's policy and key allow the services that publish to it."""

from collections.abc import Iterator

from tfdr.aws import keys, policies
from tfdr.aws.alarms import alarm_topics
from tfdr.evaluate import (
    Resource,
    System,
    Truth,
    any_of,
)
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ALARMS = "cloudwatch.amazonaws.com"
_EVENTS = "events.amazonaws.com"
# Own policies of topics leave alarms of the account in only while nothing replaces them.
_IN_BY_DEFAULT = (_ALARMS,)


def check(system: System) -> Iterator[Verdict]:
    """Each topic, for each service that notifies it."""
    writers: dict[Resource, dict[str, Resource]] = {}
    for topic, alarm in alarm_topics(system).items():
        writers.setdefault(topic, {})[_ALARMS] = alarm
    for target in system.resources("aws_cloudwatch_event_target"):
        told = target.target("arn")
        if told is not None and told.type == "aws_sns_topic" and target.get("role_arn") is None:
            writers.setdefault(told, {})[_EVENTS] = target
    for topic, services in writers.items():
        for service, writer in services.items():
            yield _published(system, topic, service, writer)
            if topic.has("kms_master_key_id") is not False:
                yield _encrypted(system, topic, service)


def _published(system: System, topic: Resource, service: str, writer: Resource) -> Verdict:
    given = [each.policy("policy") for each in system.links(topic, "aws_sns_topic_policy", "arn")]
    if topic.get("policy") is not None:
        given.append(topic.policy("policy"))
    message = f"its policy does not let {service} publish, for {writer.address}"
    if not given:
        message = f"has no policy that lets {service} publish, for {writer.address}"
        return judge(topic, service in _IN_BY_DEFAULT, message)
    holds = any_of(*(policies.lets_in(each, service, "sns:Publish") for each in given))
    unknown = [source for policy in given for source in policy.missing]
    return judge(topic, holds, message, unknown=unknown)


def _encrypted(system: System, topic: Resource, service: str) -> Verdict:
    path = "kms_master_key_id"
    message = f"its key does not let {service} in: what it publishes is refused"
    key = keys.key_of(topic, path)
    if key is None:
        named = topic.text(path)
        holds: Truth = False if named == "alias/aws/sns" else None
        unknown = [f"the policy of {named}"] if named else [e.address for e in topic.targets(path)]
        return judge(topic, holds, message, path, unknown=unknown)
    _, policy = keys.policy_of(system, key)
    holds = policies.lets_in(policy, service, "kms:Decrypt", "kms:GenerateDataKey")
    return judge(topic, holds, message, path, unknown=policy.missing)
