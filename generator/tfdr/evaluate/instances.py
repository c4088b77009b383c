"""The resources and data sources of all modules of one root, made when they are asked for."""

from collections.abc import Iterator

from tfdr import hcl
from tfdr.evaluate.modules import Module
from tfdr.evaluate.repetition import repeated, repetitions
from tfdr.evaluate.resource import Ref, Resource
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Unknown, Value


class Instances:
    """Makes each of them once."""

    def __init__(self) -> None:
        self._made: dict[tuple[Module, int], list[Resource]] = {}

    def in_module(self, module: Module) -> Iterator[Resource]:
        """Those of a module itself."""
        for block in module.blocks.values():
            if block.kind in ("resource", "data") and len(block.labels) == 2:
                yield from self.of_block(module, block)

    def of_block(self, module: Module, block: hcl.Block) -> list[Resource]:
        """Those that one block makes."""
        at = (module, id(block))
        if at not in self._made:
            self._made[at] = []
            self._made[at] = list(_of_block(module, block))
        return self._made[at]

    def referred(self, module: Module, kind: str, type_: str, name: str) -> Value:
        """What a reference to a resource means: it, a list of it, or a map of it."""
        block = module.blocks.get((kind, f"{type_}.{name}"))
        if block is None:
            prefix = "" if kind == "resource" else f"{kind}."
            return Unknown(f"{module.prefix}{prefix}{type_}.{name}")
        if kind == "ephemeral":
            return Unknown(f"{module.prefix}ephemeral.{type_}.{name}")
        found = self.of_block(module, block)
        return repeated(block, [each.key for each in found], list(map(Ref, found)))


def _of_block(module: Module, block: hcl.Block) -> Iterator[Resource]:
    for key, names in repetitions(block, module.scope):
        resource = Resource(block, module, Scope(module, names), key)
        if block.kind == "resource":
            names["self"] = Ref(resource)
        yield resource
