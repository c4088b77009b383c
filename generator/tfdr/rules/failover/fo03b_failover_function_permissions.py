"""FO03B: a failover function's role allows the API calls of its code."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws import operations, packages, programs, roles
from tfdr.aws.functions import failover_functions
from tfdr.aws.operations import Operation
from tfdr.evaluate import System, all_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# A method that is called, or a word on its own in a text, as in `call("rds", "describe_...")`.
_WORD: Final = re.compile(r"""\.(\w+)\(|["']([\w-]+)["']""")


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code and role are here."""
    for function in failover_functions(system):
        role = roles.of(function)
        if role is None:
            continue
        program = packages.program(function, system)
        words = frozenset[str]().union(*map(_words, program.values()))
        calls = frozenset[tuple[str, str]]().union(*map(programs.calls, program.values()))
        called = [each for each in operations.named(words, calls) if _has_work(each, system)]
        others = sorted(each for each in calls if not operations.of(*each))
        if not called and not others:
            continue
        rights = roles.rights(system, role)
        allowed = {each.action: rights.allow(each.action) for each in called}
        # What is not in the catalogue may need another action than that of its name.
        unclear = [each for each in others if rights.allow(_action(*each)) is not True]
        lacking = [action for action, holds in allowed.items() if holds is False]
        more = f" and {len(lacking) - 2} more" if len(lacking) > 2 else ""
        message = f"its role does not allow {' or '.join(lacking[:2])}{more}, which its code calls"
        unknown = (*rights.unknown, *(f"what {'.'.join(each)} needs" for each in unclear))
        holds = all_of(*allowed.values(), None if unclear else True)
        yield judge(function, holds, message, "role", unknown=unknown)


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(each for pair in _WORD.findall(text) for each in pair if each)


def _has_work(call: Operation, system: System) -> bool:
    return not call.works_on or any(_is_there(kind, system) for kind in call.works_on)


def _action(service: str, operation: str) -> str:
    """What most operations need: the action of the same name."""
    return f"{service}:{operation.replace('_', '')}"


def _is_there(kind: str, system: System) -> bool:
    type_, _, block = kind.partition(".")
    return any(not block or each.has(block) is not False for each in system.resources(type_))
