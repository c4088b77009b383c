"""OBS04B: the alarms of each region are forwarded to another region."""

from collections.abc import Iterator

from tfdr.evaluate import Ref, Region, Resource, System, Truth, any_of, known_text, plain
from tfdr.evaluate.values import Text, Value, leaves
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING, is_recovery=False)

_CARRIERS = (
    ("aws_cloudwatch_event_target", "arn"),
    ("aws_sns_topic_subscription", "endpoint"),
)


def check(system: System) -> Iterator[Verdict]:
    """Each working region that has alarms."""
    if not system.is_multi_region:
        return
    alarms = system.resources("aws_cloudwatch_metric_alarm")
    for region in system.working_regions:
        if not any(alarm.region.is_same(region) is True for alarm in alarms):
            continue
        found = {
            each: _leaves(each.get(attribute), region)
            for type_, attribute in _CARRIERS
            for each in system.resources(type_)
            if each.region.is_same(region) is not False and _is_of_alarms(each)
        }
        reaches = any_of(*found.values())
        if reaches is False and system.not_followed:
            reaches = None
        message = f"nothing carries the alarms of {region} to another region"
        unknown = [each.address for each, is_it in found.items() if is_it is None]
        yield judge_all(system, reaches, message, unknown=[*unknown, *system.not_followed])


def _is_of_alarms(carrier: Resource) -> bool:
    """Whether it carries alarms; of a subscription that is taken for granted."""
    rule = carrier.target("rule")
    if carrier.type != "aws_cloudwatch_event_target" or rule is None:
        return True
    pattern = rule.get("event_pattern")
    known = [str(leaf) for leaf in leaves(plain(pattern))]
    return pattern is not None and any("aws.cloudwatch" in leaf for leaf in known)


def _leaves(value: Value, region: Region) -> Truth:
    """Whether an ARN leads out of a region."""
    inside = plain(value)
    text = known_text(inside)
    if text is None and isinstance(inside, Text):
        text = "".join(part if isinstance(part, str) else "?" for part in inside.parts)
    if text is None:
        owners = [leaf.target.owner for leaf in leaves(value) if isinstance(leaf, Ref)]
        apart = [owner.region.is_same(region) for owner in owners]
        return None if not apart or None in apart else not all(apart)
    parts = text.split(":")
    if len(parts) < 6:  # an address of mail, or of a page
        return False
    return None if not region.code or "?" in parts[3] else parts[3] != region.code
