"""OBS04C: what notifies a topic may publish to it, and use its key."""

from collections.abc import Iterator

from tfdr.evaluate import (
    Policy,
    Resource,
    System,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    plain,
)
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.told import alarm_topics

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
                yield _encrypted(topic, service)


def _published(system: System, topic: Resource, service: str, writer: Resource) -> Verdict:
    given = [each.policy("policy") for each in system.links(topic, "aws_sns_topic_policy", "arn")]
    if topic.get("policy") is not None:
        given.append(topic.policy("policy"))
    message = f"its policy does not let {service} publish, for {writer.address}"
    if not given:
        message = f"has no policy that lets {service} publish, for {writer.address}"
        return judge(topic, service in _IN_BY_DEFAULT, message)
    holds = any_of(*(_lets_in(policy, service, ("sns:Publish",)) for policy in given))
    unknown = [source for policy in given for source in policy.missing]
    return judge(topic, holds, message, unknown=unknown)


def _encrypted(topic: Resource, service: str) -> Verdict:
    key = topic.target("kms_master_key_id")
    alias = known_text(topic.get("kms_master_key_id"))
    if key is not None and key.type == "aws_kms_alias":
        key = key.target("target_key_id")
    message = f"its key does not let {service} in: what it publishes is refused"
    if key is None or key.is_data or key.type not in ("aws_kms_key", "aws_kms_replica_key"):
        holds: Truth = False if alias == "alias/aws/sns" else None
        unknown = [key.address] if key is not None else [f"the policy of the key {alias}"]
        return judge(topic, holds, message, "kms_master_key_id", unknown=unknown)
    policy = key.policy("policy")
    if policy.is_set is False:
        return judge(topic, False, message, "kms_master_key_id")
    actions = ("kms:Decrypt", "kms:GenerateDataKey")
    holds = _lets_in(policy, service, actions)
    return judge(topic, holds, message, "kms_master_key_id", unknown=policy.missing)


def _lets_in(policy: Policy, service: str, actions: tuple[str, ...]) -> Truth:
    """Whether a policy allows a service all of some actions."""
    results = []
    for action in actions:
        found = [
            all_of(each.allows, each.covers(action), _is_for(each.principals, service))
            for each in policy.statements
            if each.allows is not False
        ]
        results.append(any_of(*found, False if policy.is_complete else None))
    return all_of(*results)


def _is_for(principals: list[tuple[str, Value]], service: str) -> Truth:
    found: list[Truth] = []
    for kind, value in principals:
        text = known_text(value)
        if kind in ("Service", "*", "AWS") and text == "*":
            found.append(True)
        elif kind == "Service":
            unclear = text is None and plain(value) is not None
            found.append(None if unclear else text == service)
    return any_of(*found)
