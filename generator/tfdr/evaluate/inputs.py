"""Which inputs an expression depends on, whether or not their values are known."""

from collections.abc import Iterator

from tfdr import hcl
from tfdr.evaluate.modules import Module
from tfdr.hcl.expressions import Literal, Object, is_bare


def of_attribute(block: hcl.Block, module: Module, attribute: str, key: str) -> frozenset[str]:
    """What an attribute of a resource depends on.

    That are variables of the root (`var.suffix`), attributes that only AWS knows
    (`aws_vpc.this.id`), data sources and `terraform.workspace`.

    Args:
        block: the resource.
        module: the instance of the module that it is in.
        attribute: its attribute.
        key: one of the keys of that, where only this one counts; empty for all.
    """
    expression = block.expression(attribute)
    if key and expression is not None:
        inside = [dict(each.items or ()).get(key) for each in expression.walk()]
        expression = next(filter(None, inside), expression)
    if expression is None:
        return frozenset()
    return frozenset(_Walk().expression(expression, module, block))


def _has_fixed_keys(repeated: hcl.Expression, module: Module) -> bool:
    """Whether the keys of what a loop goes over are written in the code, whatever the values."""
    if repeated.items is not None:
        return all(is_bare(key) or isinstance(key, Literal) for key in _keys(repeated))
    (reference,) = repeated.references if len(repeated.references) == 1 else (None,)
    names = reference.names if reference is not None else ()
    if len(names) != 2 or repeated.text != ".".join(names):
        return False
    if names[0] == "local":
        for locals_ in module.source.of_kind("locals"):
            if (inside := locals_.expression(names[1])) is not None:
                return inside.items is not None and _has_fixed_keys(inside, module)
    declared = module.blocks.get(("variable", names[1])) if names[0] == "var" else None
    type_ = declared.expression("type") if declared is not None else None
    return type_ is not None and type_.text.startswith("object(")


def _keys(expression: hcl.Expression) -> list[hcl.Expression]:
    return [key for key, _ in expression.pairs] if isinstance(expression, Object) else []


class _Walk:
    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def expression(
        self, expression: hcl.Expression, module: Module, block: hcl.Block | None
    ) -> Iterator[str]:
        """What an expression depends on.

        Args:
            expression: it.
            module: where it stands.
            block: the block that it is in, for `each` and `count`.
        """
        if (id(expression), id(module)) in self._seen:
            return
        self._seen.add((id(expression), id(module)))
        for reference in expression.references:
            yield from self._reference(reference.names, module, block)

    def _reference(
        self, names: tuple[str, ...], module: Module, block: hcl.Block | None
    ) -> Iterator[str]:
        root, name = names[0], names[1] if len(names) > 1 else ""
        if root in ("each", "count") and block is not None:
            repeated = block.expression("for_each") or block.expression("count")
            if name == "key" and repeated is not None and _has_fixed_keys(repeated, module):
                return
            if repeated is not None:
                yield from self.expression(repeated, module, None)
        elif root == "var":
            yield from self._variable(name, module)
        elif root == "local":
            for locals_ in module.source.of_kind("locals"):
                if (inside := locals_.expression(name)) is not None:
                    yield from self.expression(inside, module, None)
        elif root == "module":
            yield from self._output(names, module)
        elif root in ("path", "self"):
            return
        elif root in ("data", "ephemeral", "terraform"):
            yield f"{module.prefix}{'.'.join(names)}"
        else:
            yield from self._resource(names, module)

    def _variable(self, name: str, module: Module) -> Iterator[str]:
        if module.call is None or module.caller is None:
            yield f"var.{name}"
            return
        given = module.call.expression(name)
        if given is not None:
            yield from self.expression(given, module.caller, module.call)

    def _output(self, names: tuple[str, ...], module: Module) -> Iterator[str]:
        for called in module.called(names[1]) if len(names) > 2 else ():
            for block in called.source.of_kind("output"):
                inside = block.expression("value")
                if block.labels == (names[2],) and inside is not None:
                    yield from self.expression(inside, called, None)

    def _resource(self, names: tuple[str, ...], module: Module) -> Iterator[str]:
        if len(names) < 3:
            yield f"{module.prefix}{'.'.join(names)}"
            return
        for block in module.source.of_kind("resource"):
            if block.labels == names[:2]:
                inside = block.expression(names[2])
                if inside is not None:
                    yield from self.expression(inside, module, block)
                    return
        yield f"{module.prefix}{'.'.join(names)}"
