"""SEC10: no secret or parameter holds a placeholder."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, Value, known_text, plain
from tfdr.evaluate.values import Json, leaves
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, tells_doubt=False)

_HOLD: Final = {
    "aws_secretsmanager_secret_version": ("secret_string", "secret_string_wo"),
    "aws_ssm_parameter": ("value", "insecure_value", "value_wo"),
}
_PLACEHOLDER: Final = re.compile(
    r"^\W*(change-?_?\s?me|replace-?_?\s?(me|this)?|place-?_?holder|dummy|to-?_?do|fix-?_?me|tbd|xxx+"
    r"|your[-_ ]\w+([-_ ]\w+)*|insert[-_ ]\w+[-_ ]here|update[-_ ]me|initial|temp|none|n/?a)\W*$",
    re.IGNORECASE,
)


def check(system: System) -> Iterator[Verdict]:
    """Each value that is written in the code, or a part of one."""
    for type_, names in _HOLD.items():
        for each in system.resources(type_):
            for name in names:
                if each.get(name) is not None:
                    yield _judged(each, name)


def _judged(resource: Resource, name: str) -> Verdict:
    value = plain(resource.get(name))
    texts = [known_text(each) for each in _parts(value)]
    wrong = next((each for each in texts if each and _PLACEHOLDER.match(each)), "")
    holds: Truth = False if wrong else None if _is_of_variable(resource, name) else True
    return judge(resource, holds, f'holds "{wrong}", which nothing takes', name)


def _is_of_variable(resource: Resource, name: str) -> bool:
    return any(each.startswith("var.") for each in resource.unknowns(name))


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, Json):
        yield from leaves(value.content)
    elif isinstance(value, str) and value.lstrip().startswith("{"):
        yield from re.findall(r':\s*"([^"]*)"', value)
    else:
        yield value
