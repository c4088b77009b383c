"""FO06B: every function has a log group in the code, and depends on it."""

from collections.abc import Iterator

from tfdr.evaluate import (
    Links,
    Resource,
    System,
    Text,
    Truth,
    Value,
    known_text,
    plain,
    same,
)
from tfdr.evaluate.identity import means
from tfdr.evaluate.order import comes_after
from tfdr.evaluate.presence import gathered, presence
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_PREFIX = "/aws/lambda/"


def check(system: System) -> Iterator[Verdict]:
    """Each function, by the groups of its own region."""
    for function in system.resources("aws_lambda_function"):
        groups = _groups(system, function)
        exists, why = presence(system, groups)
        if exists is not True:
            message = (
                f"has no log group {_PREFIX}{known_text(function.get('function_name')) or 'NAME'}"
            )
            yield judge(function, exists, message, unknown=why)
            continue
        after = any(comes_after(function, [group]) for group in groups)
        first = groups.sure[0].address
        yield judge(function, after, f"does not wait for its log group, {first}", "depends_on")


def _groups(system: System, function: Resource) -> Links:
    named = function.get("logging_config.log_group")
    return gathered(
        {
            group: means(named, group, "name") if named is not None else _is_usual(group, function)
            for group in system.resources("aws_cloudwatch_log_group")
            if group.region.is_same(function.region) is not False
        }
    )


def _is_usual(group: Resource, function: Resource) -> Truth:
    """Whether a group has the name that Lambda writes to."""
    name = plain(group.get("name"))
    if isinstance(name, str):
        if not name.startswith(_PREFIX):
            return False
        return same(name[len(_PREFIX) :], function.get("function_name"))
    if not isinstance(name, Text):
        return None
    if not name.prefix.startswith(_PREFIX):
        return False if name.prefix and not _PREFIX.startswith(name.prefix) else None
    rest = (*([name.prefix[len(_PREFIX) :]] if name.prefix != _PREFIX else []), *name.parts[1:])
    if len(rest) == 1:
        return means(rest[0], function, "function_name")
    own: Value = function.get("function_name")
    return same(Text(rest), own)
