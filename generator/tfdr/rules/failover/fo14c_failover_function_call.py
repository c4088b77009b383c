"""FO14C: A failover function calls something."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws import packages
from tfdr.aws.functions import failover_functions
from tfdr.aws.syntax import nodes
from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# Of what these say, nothing leaves the function.
_SILENT: Final = frozenset(
    {
        "basicConfig",
        "debug",
        "dumps",
        "error",
        "exception",
        "format",
        "get",
        "getLogger",
        "getenv",
        "info",
        "int",
        "isoformat",
        "items",
        "keys",
        "len",
        "loads",
        "log",
        "now",
        "print",
        "setLevel",
        "str",
        "time",
        "utcnow",
        "values",
        "warning",
    }
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code is here, or should be."""
    for function in failover_functions(system):
        content, _ = packages.contents(function, system)
        program = packages.program(function, system)
        if program:
            holds: Truth = any(_calls(text) for text in program.values())
            message = f"{next(iter(program))} calls nothing: it moves nothing"
            yield judge(function, holds, message, "handler")
        elif content is None and function.text("image_uri") is None:
            unknown = ("what is in its package",)
            yield judge(function, None, "its package", "filename", unknown=unknown)


@lru_cache(maxsize=256)
def _calls(text: str) -> bool:
    """Whether a file calls more than what logs and converts; one that cannot be read may."""
    found = nodes(text)
    if not found:
        return True
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in found
        if isinstance(node, ast.Call)
    }
    own = {node.name for node in found if isinstance(node, ast.FunctionDef)}
    return bool(called - _SILENT - own - {"client", "resource"})
