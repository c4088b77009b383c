"""One instance of a module: variables, locals, resources and calls, evaluated when asked for."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tfdr import hcl
from tfdr.evaluate import providers, templates
from tfdr.evaluate.constraints import converted
from tfdr.evaluate.evaluator import Namespace, Scope, evaluate, pairs
from tfdr.evaluate.providers import Providers
from tfdr.evaluate.resource import Key, Resource
from tfdr.evaluate.values import (
    ANY,
    Fields,
    Many,
    Ref,
    Rest,
    Unknown,
    Value,
    exceeds,
    is_known,
    known_text,
    number,
    plain,
)

if TYPE_CHECKING:
    from tfdr.evaluate.system import System

_PATHS: Final = ("module", "root", "cwd")
_MOST_INSIDE: Final = 50_000  # values in one value
_MOST_INSTANCES: Final = 200  # of one block; more of the same are judged as one


class Module:
    """One instance of a module.

    Attributes:
        prefix: what the addresses in it begin with: empty, or `module.name.`.
        providers: the configurations that it can name.
        maybe: whether it stands for none, one or more instances.
        above: the directories of the modules that lead to it, with its own.
    """

    def __init__(
        self,
        system: "System",
        source: hcl.Module,
        *,
        prefix: str = "",
        caller: "Module | None" = None,
        call: hcl.Block | None = None,
        key: Key = None,
        names: dict[str, Value] | None = None,
    ) -> None:
        self.system = system
        self.source = source
        self.directory = source.directory
        self.prefix = prefix
        self.caller = caller
        self.call = call
        self.maybe: bool = key == ANY or (caller is not None and caller.maybe)
        self.above: tuple[Path, ...] = (*(caller.above if caller else ()), self.directory)
        self.scope = Scope(self, {})
        self._call_scope = Scope(caller, names or {}) if caller else self.scope
        self._blocks = _by_name(source)
        self._values: dict[tuple[str, str], Value] = {}
        self._instances: dict[int, list[Resource]] = {}
        self._called: dict[str, list[Module]] = {}

    @cached_property
    def providers(self) -> Providers:
        """The configurations that it can name, those of its caller among them."""
        own = providers.configured(self.source, self.scope)
        if self.caller is None or self.call is None:
            return own
        return {**providers.passed_on(self.call, self.caller.providers), **own}

    # Names

    def namespace(self, name: str) -> Value:
        """What the first name of a reference means here."""
        if name in ("data", "ephemeral"):
            return Namespace(lambda type_: Namespace(lambda of: self._repeated(name, type_, of)))
        if name == "resource":
            return Namespace(self.namespace)
        if name == "path":
            relative = self._relative()
            return Fields({each: relative if each == "module" else "." for each in _PATHS})
        if name in _LOOKED_UP:
            return Namespace(lambda of: self._looked_up(name, of))
        if name in ("each", "count", "self", "terraform"):
            return Unknown(name)
        return Namespace(lambda of: self._repeated("resource", name, of))

    def _relative(self) -> str:
        base = self.system.directory
        if self.directory == base or not self.directory.is_relative_to(base):
            return "."
        return self.directory.relative_to(base).as_posix()

    def _looked_up(self, kind: str, name: str) -> Value:
        """A variable, a local value or a called module, evaluated once."""
        if (kind, name) not in self._values:
            self._values[kind, name] = Unknown(f"{self.prefix}{kind}.{name}")  # should it loop
            value = _LOOKED_UP[kind](self, name)
            if not exceeds(value, _MOST_INSIDE):
                self._values[kind, name] = value
        return self._values[kind, name]

    def variable(self, name: str) -> Value:
        """The value of an input variable."""
        return self._looked_up("var", name)

    def local(self, name: str) -> Value:
        """The value of a local."""
        return self._looked_up("local", name)

    def _variable(self, name: str) -> Value:
        block = self._blocks.get(("variable", name))
        if self.call is None:
            given = self.system.given(name, block)
        else:
            expression = self.call.expression(name)
            given = None if expression is None else evaluate(expression, self._call_scope)
            if plain(given) is None and block is not None and expression is not None:
                nullable = block.expression("nullable")
                if nullable is None or nullable.value is not False:
                    return None
        if given is None and block is not None:
            default = block.expression("default")
            given = (
                Unknown(f"{self.prefix}var.{name}")
                if default is None
                else evaluate(default, self.scope)
            )
        constraint = block.expression("type") if block is not None else None
        return converted(given, constraint, self.scope)

    def _local(self, name: str) -> Value:
        for block in self.source.of_kind("locals"):
            expression = block.expression(name)
            if expression is not None:
                return evaluate(expression, self.scope)
        return Unknown(f"{self.prefix}local.{name}")

    def output(self, name: str) -> Value:
        """The value of an output."""
        return self._looked_up("output", name)

    def _output(self, name: str) -> Value:
        block = self._blocks.get(("output", name))
        expression = block.expression("value") if block is not None else None
        if expression is None:
            return Unknown(f"{self.prefix}output.{name}")
        return evaluate(expression, self.scope)

    # Calls

    def _module(self, name: str) -> Value:
        block = self._blocks.get(("module", name))
        instances = self.called(name)
        if block is None or not instances:
            is_there = block is not None and self.system.target(block) is not None
            repeated = block is not None and bool(_repetition(block))
            empty = repeated and is_there
            return Fields() if empty else Unknown(f"{self.prefix}module.{name}")
        values: list[Value] = [_outputs(each) for each in instances]
        keys = [_key_of(each.prefix) for each in instances]
        return _repeated(block, keys, values)

    def called(self, name: str) -> "list[Module]":
        """The instances that one call makes; none where the module is not in the repository."""
        if name not in self._called:
            self._called[name] = []
            block = self._blocks.get(("module", name))
            if block is not None:
                self._called[name] = list(self._call(name, block))
        return self._called[name]

    def calls(self) -> "Iterator[Module]":
        """The instances that all calls here make."""
        for block in self.source.of_kind("module"):
            if block.labels:
                yield from self.called(block.labels[0])

    def _call(self, name: str, block: hcl.Block) -> "Iterator[Module]":
        target = self.system.target(block)
        if target is None or target.directory in self.above or not self.system.may_grow():
            return
        for key, names in self._repetitions(block):
            yield Module(
                self.system,
                target,
                prefix=f"{self.prefix}module.{name}{_shown(key)}.",
                caller=self,
                call=block,
                key=key,
                names=names,
            )

    # Resources

    def resources(self) -> Iterator[Resource]:
        """The instances of resources and data sources in this module itself."""
        for block in self._blocks.values():
            if block.kind in ("resource", "data") and len(block.labels) == 2:
                yield from self.instances(block)

    def instances(self, block: hcl.Block) -> list[Resource]:
        """The instances of one resource."""
        if id(block) not in self._instances:
            self._instances[id(block)] = []
            self._instances[id(block)] = [
                self._instance(block, key, names) for key, names in self._repetitions(block)
            ]
        return self._instances[id(block)]

    def _instance(self, block: hcl.Block, key: Key, names: dict[str, Value]) -> Resource:
        resource = Resource(block, Scope(self, names), key)
        if block.kind == "resource":
            names["self"] = Ref(resource)
        return resource

    def _repeated(self, kind: str, type_: str, name: str) -> Value:
        """What a reference to a resource means: it, a list of it, or a map of it."""
        block = self._blocks.get((kind, f"{type_}.{name}"))
        if block is None:
            prefix = "" if kind == "resource" else f"{kind}."
            return Unknown(f"{self.prefix}{prefix}{type_}.{name}")
        if kind == "ephemeral":
            return Unknown(f"{self.prefix}ephemeral.{type_}.{name}")
        instances = self.instances(block)
        return _repeated(block, [each.key for each in instances], list(map(Ref, instances)))

    def _repetitions(self, block: hcl.Block) -> "list[tuple[Key, dict[str, Value]]]":
        """The keys of a block's instances, with what `each` and `count` mean in them."""
        expression = _repetition(block)
        if expression is None:
            return [(None, {})]
        value = evaluate(expression, self.scope)
        if "count" in block.attributes:
            return self._counted(value)
        return self._for_each(value)

    def _counted(self, value: Value) -> "list[tuple[Key, dict[str, Value]]]":
        count = number(value)
        if count is None or not is_known(value):
            index = templates.unknown(value)
            return [(ANY, {"count": Fields({"index": index})})]
        numbers = range(min(int(count), _MOST_INSTANCES))
        return [(each, {"count": Fields({"index": each})}) for each in numbers]

    def _for_each(self, value: Value) -> "list[tuple[Key, dict[str, Value]]]":
        found: list[tuple[Key, dict[str, Value]]] = []
        inside = plain(value)
        more: Value = None
        for key, element in pairs(inside):
            # A set's keys are its elements.
            name = known_text(key if isinstance(inside, Fields) else element)
            if isinstance(element, Rest) or name is None or len(found) >= _MOST_INSTANCES:
                more = element
                continue
            found.append((name, {"each": Fields({"key": name, "value": element})}))
        if more is not None:
            why = templates.unknown(more)
            each = Unknown(*why.sources) if isinstance(more, Rest) else more
            found.append((ANY, {"each": Fields({"key": why, "value": each})}))
        return found


_LOOKED_UP: Final = {
    "var": Module._variable,
    "local": Module._local,
    "module": Module._module,
    "output": Module._output,
}


def _outputs(instance: Module) -> Value:
    return Namespace(instance.output)


def _repetition(block: hcl.Block) -> hcl.Expression | None:
    return block.expression("count") or block.expression("for_each")


def _repeated(block: hcl.Block, keys: list[Key], values: list[Value]) -> Value:
    if _repetition(block) is None:
        return values[0] if values else Unknown()
    if ANY in keys:
        known = {str(key): each for key, each in zip(keys, values, strict=True) if key != ANY}
        if known:
            return Fields(known, rest=Unknown())
        return Many(values[0])
    if "count" in block.attributes:
        return values
    return Fields({str(key): each for key, each in zip(keys, values, strict=True)})


def _shown(key: Key) -> str:
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) or key == ANY else f'["{key}"]'


def _key_of(prefix: str) -> Key:
    """The key in the last step of a prefix such as `module.a["b"].`."""
    if not prefix.endswith("]."):
        return None
    key = prefix[prefix.rindex("[") + 1 : -2]
    return key.strip('"') if key.startswith('"') or key == ANY else int(key)


def _by_name(source: hcl.Module) -> dict[tuple[str, str], hcl.Block]:
    """The blocks by kind and name, with what override files change."""
    found: dict[tuple[str, str], hcl.Block] = {}
    for block in sorted(source.blocks, key=lambda each: _overrides(each.file)):
        if not block.labels or block.kind in ("provider", "locals", "terraform"):
            continue
        key = (block.kind, ".".join(block.labels))
        before = found.get(key)
        found[key] = _merged(before, block) if before and _overrides(block.file) else block
    return found


def _merged(before: hcl.Block, override: hcl.Block) -> hcl.Block:
    kinds = {block.kind for block in override.blocks}
    return hcl.Block(
        before.kind,
        before.labels,
        before.file,
        before.line,
        before.end_line,
        {**before.attributes, **override.attributes},
        (*(each for each in before.blocks if each.kind not in kinds), *override.blocks),
    )


def _overrides(file: Path) -> bool:
    return file.stem == "override" or file.stem.endswith("_override")
