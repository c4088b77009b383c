"""DAT08B: backup selections match resources that hold data."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.backups import DATA
from tfdr.aws.tags import defaults
from tfdr.evaluate import (
    Body,
    Fields,
    Resource,
    Rest,
    System,
    Truth,
    Value,
    any_of,
    known_text,
    plain,
    references,
    same,
)
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_KEY: Final = "aws:ResourceTag/"


def check(system: System) -> Iterator[Verdict]:
    """Each tag and each ARN of each selection."""
    by_provider = {each.alias: each.tags for each in defaults(system)}
    found = [
        (each, [plain(each.get("tags")), by_provider.get(each.region.role)])
        for each in (system.resources(*DATA) if system.resources("aws_backup_selection") else ())
    ]
    for selection in system.resources("aws_backup_selection"):
        for tag in _tags(selection):
            key, value = tag.get("key"), tag.get("value")
            here = [tags for each, tags in found if each.region.is_same(selection.region)]
            has = any_of(*(_has(tags, key, value) for tags in here))
            shown = f"{known_text(key)} = {known_text(value)}"
            message = f"selects by the tag {shown}, which nothing that holds data has"
            unknown = (*tag.unknowns("key", "value"), *system.not_followed)
            at = "key"
            yield judge(tag, unless_elsewhere(system, has), message, at, unknown=unknown)
        for value in selection.elements("resources"):
            owners = [ref.target.owner for ref in references(value)]
            wrong = [each.address for each in owners if not each.is_data and each.type not in DATA]
            if not isinstance(value, Rest):
                message = f"selects {', '.join(wrong)}, which holds no data"
                yield judge(selection, not wrong, message, "resources")


def _tags(selection: Resource) -> Iterator[Body]:
    yield from selection.blocks("selection_tag")
    for condition in selection.blocks("condition"):
        yield from condition.blocks("string_equals")


def _has(tags: list[Value], key: Value, value: Value) -> Truth:
    name = known_text(key)
    if name is None:
        return None
    name = name.removeprefix(_KEY)
    results: list[Truth] = []
    for each in tags:
        if isinstance(each, Fields):
            if name in each:
                results.append(same(each[name], value))
            elif each.rest is not None:
                results.append(None)
        elif each is not None:
            results.append(None)
    return any_of(*results)
