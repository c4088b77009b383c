"""CMP04B: the source_code_hash of each function is computed from the package that it uses."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Ref, Resource, System, Truth, Value, any_of, same
from tfdr.evaluate.evaluator import evaluate
from tfdr.hcl import expressions
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)

_NAMES: Final = ("source_code_hash", "code_sha256")
# Hashes that AWS never gives back, so that each plan shows a change.
_OTHER: Final = (
    "filemd5",
    "filesha1",
    "filesha256",
    "filesha512",
    "filebase64sha512",
    "md5",
    "sha256",
)


def check(system: System) -> Iterator[Verdict]:
    """Each function whose package is a file."""
    for function in system.resources("aws_lambda_function"):
        if function.has("filename") is not False:
            name = next((each for each in _NAMES if function.get(each) is not None), _NAMES[0])
            holds, message = _judged(function, name)
            unknown = function.unknowns("filename")
            yield judge(function, holds, message, name, unknown=unknown)


def _judged(function: Resource, name: str) -> tuple[Truth, str]:
    expression = function.expression(name)
    if expression is None or function.get(name) is None:
        return False, f"has no {name}: changes of its code are not seen"
    if isinstance(expression.value, str):
        return False, f"its {name} is written down, not computed"
    value = function.get(name)
    if isinstance(value, Ref) and value.target.owner.type == "archive_file":
        return _is_of_archive(value, function)
    calls = [each for each in expression.walk() if isinstance(each, expressions.Call)]
    right = [each for each in calls if each.name == "filebase64sha256"]
    if right:
        package = function.get("filename")
        holds = any_of(*(_is_same(_argument(each, function), package) for each in right))
        return holds, f"its {name} is that of another file than its package"
    if any(each.name in _OTHER for each in calls):
        return False, f"its {name} is a hash of another kind than AWS compares"
    return None, f"its {name}"


def _argument(call: expressions.Call, function: Resource) -> Value:
    inside: list[hcl.Expression] = list(call.parts())
    return evaluate(inside[0], function.scope) if inside else None


def _is_same(one: Value, other: Value) -> Truth:
    left, right = _path(one), _path(other)
    if left is not None and right is not None:
        return left == right
    return same(one, other)


def _path(value: Value) -> str | None:
    return value.removeprefix("./") if isinstance(value, str) else None


def _is_of_archive(hash_: Ref, function: Resource) -> tuple[Truth, str]:
    if hash_.attribute != "output_base64sha256":
        return False, "its source_code_hash is a hash of another kind than AWS compares"
    archive = function.target("filename")
    message = "its source_code_hash is that of another file than its package"
    if archive is not None:
        return archive is hash_.target.owner, message
    return same(function.get("filename"), hash_.target.owner.get("output_path")), message
