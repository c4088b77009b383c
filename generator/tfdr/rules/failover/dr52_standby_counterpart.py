"""DR52: schedules, queues and topics of the primary region exist in the standbys too."""

import re
from collections.abc import Iterator

from tfdr.aws.capacity import in_region
from tfdr.evaluate import Region, Resource, System, known_text, same
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_NAMES = {
    "aws_cloudwatch_event_rule": "name",
    "aws_lambda_event_source_mapping": "function_name",
    "aws_scheduler_schedule": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
}
_ROLES = re.compile(r"primary|secondary|standby|main|dr\d*|source|replica|active|passive|[-_.]")


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, in each standby."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    for type_ in _NAMES:
        here = in_region(system, primary, type_)
        for standby in system.standbys if here else ():
            there = in_region(system, standby, type_)
            for each in here:
                yield _found(system, each, standby, there)


def _found(system: System, each: Resource, standby: Region, there: list[Resource]) -> Verdict:
    holds: bool | None = any(_is_counterpart(each, other) for other in there)
    if not holds and (system.not_followed or each.maybe or standby.value is None):
        holds = None
    message = f"has no counterpart in {standby}"
    unknown = system.not_followed or [f"the region of {standby.role}"]
    return judge(each, holds, message, unknown=unknown)


def _is_counterpart(one: Resource, other: Resource) -> bool:
    if one.block is other.block:
        return True
    name = _NAMES[one.type]
    if one.get(name) is not None and same(one.get(name), other.get(name)):
        return True
    names = [known_text(each.get(name)) or "" for each in (one, other)]
    plain_names = [_ROLES.sub("", each.lower()) for each in names]
    labels = [_ROLES.sub("", each.name.lower()) for each in (one, other)]
    return labels[0] == labels[1] or (plain_names[0] != "" and plain_names[0] == plain_names[1])
