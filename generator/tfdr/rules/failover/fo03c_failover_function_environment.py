"""FO03C: a failover function's environment sets every variable that its code requires."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws import packages
from tfdr.aws.functions import failover_functions
from tfdr.evaluate import Fields, System, Truth, Unknown, plain
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# `os.environ["X"]`, and `environment["X"]` of what it is passed on as; no assignment.
_READ: Final = re.compile(r"""\benviron(?:ment)?\[\s*["'](\w+)["']\s*\](?!\s*=[^=])""")
# Asked for before, or set by the code itself.
_OPTIONAL: Final = re.compile(
    r"""["'](\w+)["']\s+(?:not\s+)?in\s+(?:os\.)?environ"""
    r"""|\benviron(?:ment)?\.(?:get|setdefault|pop)\(\s*["'](\w+)["']"""
    r"""|\benviron(?:ment)?\[\s*["'](\w+)["']\s*\]\s*=[^=]"""
)
# What Lambda sets.
_OF_LAMBDA: Final = re.compile(
    r"_HANDLER|_X_AMZN_\w+|AWS_(?:DEFAULT_)?REGION|AWS_(?:SECRET_)?ACCESS_KEY(?:_ID)?"
    r"|AWS_SESSION_TOKEN|AWS_EXECUTION_ENV|AWS_(?:LAMBDA|XRAY)_\w+|LAMBDA_\w+|LANG|PATH"
    r"|PYTHON\w+|TZ"
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code is here; others may read what they then do not use."""
    for function in failover_functions(system):
        program = packages.program(function, system)
        needed = {name: file for file, text in program.items() for name in _needed(text)}
        if not needed:
            continue
        given = plain(function.get("environment.variables"))
        told = given if isinstance(given, Fields) else Fields()
        missing = sorted(needed.keys() - told.keys())
        is_open = told.rest is not None or isinstance(given, Unknown)
        holds: Truth = None if missing and is_open else not missing
        first = missing[0] if missing else ""
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        message = f"its environment lacks {first}{more}: {needed.get(first)} reads it"
        yield judge(function, holds, message, "environment")


@lru_cache(maxsize=256)
def _needed(text: str) -> frozenset[str]:
    """The variables without which the code of a file ends with an error."""
    optional = {name for each in _OPTIONAL.findall(text) for name in each if name}
    return frozenset(
        name
        for name in _READ.findall(text)
        if name not in optional and not _OF_LAMBDA.fullmatch(name)
    )
