"""What Terraform plans beside a target: whatever that refers to, and so on."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tfdr import hcl

Calls = tuple[str, ...]
"""The names of the calls that lead to a module; none for the root."""
Node = tuple[Calls, str]
"""A resource, a variable, a local or an output, and where it is."""

_NOTHING = {"each", "count", "path", "self", "terraform"}


def needed_by(repository: Path, call: str) -> set[str]:
    """The addresses of resources, outside of a call of the root, that it refers to in the end.

    Args:
        repository: the root.
        call: a module that the root calls.
    """
    graph = _graph(hcl.read_tree(repository), repository, ())
    ahead = [node for node in graph if node[0][:1] == (call,)]
    seen = set(ahead)
    while ahead:
        new = graph[ahead.pop()] - seen
        seen |= new
        ahead += new
    return {
        ".".join([*(part for name in calls for part in ("module", name)), name])
        for calls, name in seen
        if calls[:1] != (call,) and name.startswith("aws_")
    }


def _graph(tree: hcl.Tree, directory: Path, calls: Calls) -> dict[Node, set[Node]]:
    """What each node of a module and of those that it calls refers to."""
    edges: dict[Node, set[Node]] = defaultdict(set)
    for block in tree.modules[directory].blocks:
        if block.kind == "locals":
            for name, attribute in block.attributes.items():
                edges[calls, f"local.{name}"] |= set(_of(calls, attribute.expression))
        elif block.kind == "module":
            inside = (*calls, block.labels[0])
            source = block.attributes["source"].expression.value
            inner = _graph(tree, (directory / str(source)).resolve(), inside)
            whole = {
                node
                for name in ("for_each", "count", "depends_on")
                if name in block.attributes
                for node in _of(calls, block.attributes[name].expression)
            }
            for node, targets in inner.items():
                edges[node] |= targets | whole
            for name, attribute in block.attributes.items():
                edges[inside, f"var.{name}"] |= set(_of(calls, attribute.expression)) | whole
        elif block.kind in {"resource", "data", "ephemeral", "output"}:
            for part in block.walk():
                for attribute in part.attributes.values():
                    edges[calls, block.address] |= set(_of(calls, attribute.expression))
    return edges


def _of(calls: Calls, expression: hcl.Expression) -> Iterator[Node]:
    for reference in expression.references:
        first, *rest = reference.names
        if first == "module":
            yield (*calls, rest[0]), f"output.{rest[1]}" if rest[1:] else ""
        elif first in {"var", "local"}:
            yield calls, f"{first}.{rest[0]}"
        elif first in {"data", "ephemeral"}:
            yield calls, ".".join((first, *rest[:2]))
        elif rest and first not in _NOTHING:
            yield calls, f"{first}.{rest[0]}"
