"""How long a program in Python waits: waiters of boto3, and sleeps."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tfdr.aws.syntax import nodes

# Seconds between two looks, and how often a waiter of boto3 looks, as botocore 1.40 has them.
_WAITERS: Final = {
    "cluster_available": (60, 30),
    "db_cluster_available": (30, 60),
    "db_cluster_deleted": (30, 60),
    "db_cluster_snapshot_available": (30, 60),
    "db_instance_available": (30, 60),
    "db_instance_deleted": (30, 60),
    "db_snapshot_available": (30, 60),
    "db_snapshot_completed": (15, 40),
    "function_updated": (5, 60),
    "instance_running": (15, 40),
    "instance_status_ok": (15, 40),
    "load_balancer_available": (15, 40),
    "replication_group_available": (15, 40),
    "services_stable": (15, 40),
    "table_exists": (20, 25),
}


@dataclass(frozen=True, slots=True)
class Wait:
    """One wait.

    Attributes:
        what: what it waits for, or `sleep`.
        line: that of the code.
        seconds: the longest that it may take.
    """

    what: str
    line: int
    seconds: float


@lru_cache(maxsize=256)
def waits(text: str) -> tuple[Wait, ...]:
    """The waits in a file whose length its text says."""
    return tuple(_waits(nodes(text))) if "sleep" in text or "get_waiter" in text else ()


def _waits(found: Iterable[ast.AST]) -> Iterator[Wait]:
    made = dict(_made(found))
    for node in found:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "sleep" and node.args and (seconds := _number(node.args[0])):
            yield Wait("sleep", node.lineno, seconds)
        elif node.func.attr == "wait":
            name = _waiter(node.func.value) or made.get(ast.unparse(node.func.value), "")
            if name in _WAITERS:
                delay, attempts = _configured(node, *_WAITERS[name])
                yield Wait(name, node.lineno, delay * attempts)


def _made(found: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in found:
        if isinstance(node, ast.Assign) and (name := _waiter(node.value)):
            yield from ((ast.unparse(each), name) for each in node.targets)


def _waiter(node: ast.AST) -> str:
    """The name in `client.get_waiter("name")`; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        name = node.args[0] if node.func.attr == "get_waiter" and node.args else None
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            return name.value
    return ""


def _configured(call: ast.Call, delay: float, attempts: float) -> tuple[float, float]:
    """What `WaiterConfig` says; a number that is not written there is taken for a short one."""
    config = next((each.value for each in call.keywords if each.arg == "WaiterConfig"), None)
    if config is None:
        return delay, attempts
    if not isinstance(config, ast.Dict):
        return 0, 0
    for key, value in zip(config.keys, config.values, strict=True):
        name = key.value if isinstance(key, ast.Constant) else ""
        if name == "Delay":
            delay = _number(value) or 0
        elif name == "MaxAttempts":
            attempts = _number(value) or 0
    return delay, attempts


def _number(node: ast.AST) -> float | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) else None
