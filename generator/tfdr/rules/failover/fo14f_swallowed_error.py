"""FO14F: A failover function that fails says so."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws import packages
from tfdr.aws.functions import failover_functions
from tfdr.aws.syntax import nodes
from tfdr.evaluate import Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)

# What tells somebody of the error by itself, so that nothing has to be raised.
_TELLS: Final = frozenset(
    {"exit", "publish", "put_events", "put_metric_data", "send_email", "send_message"}
)
_BROAD: Final = ("Exception", "BaseException", "ClientError")
# Those that see what a function returns.
_ANSWERED: Final = (
    "aws_api_gateway_integration",
    "aws_apigatewayv2_integration",
    "aws_lambda_function_url",
    "aws_sfn_state_machine",
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code is here, and that nobody waits for."""
    for function in failover_functions(system):
        if any(user.type in _ANSWERED for user, _ in system.users(function)):
            continue
        program = packages.program(function, system)
        if program:
            yield _judged(function, program)
        elif function.text("image_uri") is None:
            yield judge(function, None, "its code", "filename", unknown=("its code",))


def _judged(function: Resource, program: dict[str, str]) -> Verdict:
    name = (function.text("handler") or "").rpartition(".")[2]
    for file, text in program.items():
        for line in _swallowing(text, name):
            message = f"{file}:{line} takes every error for an answer: Lambda counts none"
            return judge(function, False, message, "handler")
    return judge(function, True, "", "handler")


@lru_cache(maxsize=256)
def _swallowing(text: str, name: str) -> tuple[int, ...]:
    """The lines where the handler of this name catches all errors and tells nobody."""
    return tuple(
        caught.lineno
        for handler in nodes(text)
        if isinstance(handler, ast.FunctionDef) and handler.name == name
        for tried in handler.body
        if isinstance(tried, ast.Try) and _is_most(tried, handler)
        for caught in tried.handlers
        if _is_broad(caught) and not _tells(caught, text)
    )


def _is_most(tried: ast.Try, handler: ast.FunctionDef) -> bool:
    """Whether it holds the work of the handler, and not a detail of it."""
    length = (handler.end_lineno or 0) - handler.lineno
    return 2 * ((tried.end_lineno or 0) - tried.lineno) >= length


def _is_broad(caught: ast.ExceptHandler) -> bool:
    if caught.type is None:
        return True
    types = caught.type.elts if isinstance(caught.type, ast.Tuple) else [caught.type]
    return any(ast.unparse(each).rpartition(".")[2] in _BROAD for each in types)


def _tells(caught: ast.ExceptHandler, text: str) -> bool:
    """Whether it raises, or calls what tells somebody, itself or through a function of the file."""
    own = {each.name: each for each in nodes(text) if isinstance(each, ast.FunctionDef)}
    inside = [each for statement in caught.body for each in ast.walk(statement)]
    called = {_name(each) for each in inside if isinstance(each, ast.Call)}
    for name in called & own.keys():
        inside += ast.walk(own[name])
    called |= {_name(each) for each in inside if isinstance(each, ast.Call)}
    return bool(called & _TELLS) or any(isinstance(each, ast.Raise) for each in inside)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
