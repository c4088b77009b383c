"""In which order Terraform makes things: what depends on what, also through modules."""

from collections.abc import Iterator
from functools import lru_cache

from tfdr import hcl
from tfdr.evaluate import Resource
from tfdr.evaluate.modules import Module

_Node = tuple[Module, hcl.Block | hcl.Expression]


def comes_after(resource: Resource, others: list[Resource]) -> bool:
    """Whether Terraform makes a resource after all of some others, as the code is written.

    Args:
        resource: the one that should wait.
        others: what it should wait for.
    """
    waiting = {(id(each.module), id(each.block)) for each in others}
    return not waiting or not (waiting - _before(resource, waiting))


def _before(resource: Resource, wanted: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the wanted blocks that a resource depends on; stops when all are found."""
    found: set[tuple[int, int]] = set()
    seen: set[tuple[int, int]] = set()
    left: list[_Node] = [(resource.module, resource.block)]
    while left and found != wanted:
        module, part = left.pop()
        at = (id(module), id(part))
        if at in seen:
            continue
        seen.add(at)
        if at in wanted and part is not resource.block:
            found.add(at)
        left += _next(module, part)
    return found


def _next(module: Module, part: hcl.Block | hcl.Expression) -> Iterator[_Node]:
    if isinstance(part, hcl.Block):
        for block in part.walk():
            for attribute in block.attributes.values():
                yield from _referred(module, attribute.expression)
        # What a module waits for, everything in it waits for.
        if module.call is not None and module.caller is not None:
            waits = module.call.expression("depends_on")
            if waits is not None:
                yield from _referred(module.caller, waits)
    else:
        yield from _referred(module, part)


def _referred(module: Module, expression: hcl.Expression) -> Iterator[_Node]:
    for names in _names(expression):
        if names[0] == "var":
            yield from _argument(module, names)
        elif names[0] == "local":
            for block in module.source.of_kind("locals"):
                inside = block.expression(names[1]) if len(names) > 1 else None
                if inside is not None:
                    yield module, inside
        elif names[0] == "module":
            yield from _outputs(module, names)
        else:
            yield from _blocks(module, names)


def _argument(module: Module, names: tuple[str, ...]) -> Iterator[_Node]:
    if module.call is not None and module.caller is not None and len(names) > 1:
        given = module.call.expression(names[1])
        if given is not None:
            yield module.caller, given


def _outputs(module: Module, names: tuple[str, ...]) -> Iterator[_Node]:
    for called in module.called(names[1]) if len(names) > 1 else ():
        outputs = [each for each in called.source.of_kind("output") if each.labels]
        if len(names) > 2:
            yield from ((called, each) for each in outputs if each.labels[0] == names[2])
        else:  # all of a module, as in depends_on
            yield from ((called, each) for each in outputs)
            yield from ((called, each) for each in called.source.of_kind("resource"))


def _blocks(module: Module, names: tuple[str, ...]) -> Iterator[_Node]:
    kind, labels = ("data", names[1:3]) if names[0] == "data" else ("resource", names[:2])
    for block in module.source.of_kind(kind):
        if block.labels[:2] == labels:
            yield module, block


@lru_cache(maxsize=20_000)
def _names(expression: hcl.Expression) -> tuple[tuple[str, ...], ...]:
    """What an expression refers to, each once."""
    return tuple(dict.fromkeys(each.names for each in expression.references))
