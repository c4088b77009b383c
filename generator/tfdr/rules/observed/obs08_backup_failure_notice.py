"""OBS08: somebody is told when a backup fails."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import watches
from tfdr.evaluate import System, Truth, any_of, known_text, plain
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.values import Json, leaves
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_NOTICES: Final = ("aws_backup_vault_notifications",)


def check(system: System) -> Iterator[Verdict]:
    """Each plan."""
    plans = system.resources("aws_backup_plan")
    if not plans:
        return
    told: list[Truth] = [None if each.maybe else True for each in system.resources(*_NOTICES)]
    told += [watch.body.equals("namespace", "AWS/Backup") for watch in watches(system)]
    rules = [
        (each, _is_of_backup(each.get("event_pattern")))
        for each in system.resources("aws_cloudwatch_event_rule")
        if each.has("event_pattern") is not False
    ]
    told += [holds for _, holds in rules]
    unknown = [each.address for each, holds in rules if holds is None]
    for plan in plans:
        holds = unless_elsewhere(system, any_of(*told))
        message = "nobody is told when one of its jobs fails"
        yield judge(plan, holds, message, unknown=(*unknown, *system.not_followed))


def _is_of_backup(pattern: object) -> Truth:
    value = plain(pattern)  # type: ignore[arg-type]
    if isinstance(value, Json):
        return any("aws.backup" in (known_text(each) or "") for each in leaves(value))
    text = known_text(value)
    return None if text is None else "aws.backup" in text
