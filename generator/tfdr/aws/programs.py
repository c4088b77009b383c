"""What a program in Python calls of AWS, by clients of boto3 that it makes itself."""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws.syntax import nodes

# Of every client: these ask AWS nothing, or name the operation that they ask.
_OWN: Final = frozenset({"can_paginate", "close", "generate_presigned_url", "get_waiter"})
_PAGES: Final = "get_paginator"


@lru_cache(maxsize=256)
def calls(text: str) -> frozenset[tuple[str, str]]:
    """The services and operations that a file calls, such as `("rds", "describe_db_clusters")`.

    Clients that are passed on, or made for a service that is not written there, are not followed.
    """
    if ".client" not in text:
        return frozenset()
    found = nodes(text)
    return frozenset(_calls(found, dict(_clients(found))))


def _clients(found: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """The names that stand for a client, each with its service."""
    for node in found:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            made = (_service(each) for each in ast.walk(node.value))
            service = next(filter(None, made), "")
            if service:
                yield from ((ast.unparse(each), service) for each in targets)


def _service(node: ast.AST) -> str:
    """The service of a call such as `boto3.client("rds")`; empty for anything else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    name = node.args[0] if node.args and node.func.attr == "client" else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""


def _calls(found: Iterable[ast.AST], clients: dict[str, str]) -> Iterator[tuple[str, str]]:
    for node in found:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        client, operation = node.func.value, node.func.attr
        service = _service(client) or clients.get(ast.unparse(client), "")
        if operation == _PAGES and node.args and isinstance(node.args[0], ast.Constant):
            operation = str(node.args[0].value)
        if service and operation not in _OWN:
            yield service, operation
