"""One instance of a module: variables, locals, resources and calls, evaluated when asked for."""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final, Protocol

from tfdr import hcl
from tfdr.evaluate import providers
from tfdr.evaluate.constraints import converted
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.providers import Providers
from tfdr.evaluate.repetition import Key, key_of, repeated, repetition, repetitions, shown
from tfdr.evaluate.scope import Namespace, Scope, Surroundings
from tfdr.evaluate.values import ANY, Fields, Unknown, Value, exceeds, plain
from tfdr.project import by_name

_MOST_INSIDE: Final = 50_000  # values in one value


class Engine(Surroundings, Protocol):
    """What the modules of one root have around them."""

    @property
    def place(self) -> str:
        """What tells the root from those beside it; empty for one that stands alone."""

    def state_outputs(self, backend: str, config: Value) -> Value:
        """The outputs of another root of the system, which a remote state reads."""

    def given(self, name: str, block: hcl.Block | None) -> Value:
        """What is given to a variable of the root; None where nothing is."""

    def target(self, call: hcl.Block) -> hcl.Module | None:
        """The module that a call leads to, when it is in the repository."""

    def may_grow(self) -> bool:
        """Whether one more module may be entered; counts it."""

    def referred(self, module: "Module", kind: str, type_: str, name: str) -> Value:
        """What a reference to a resource, a data source or an ephemeral resource means."""


class Module:
    """One instance of a module.

    Attributes:
        system: what is around it.
        source: how it is written.
        blocks: what is in it by kind and name, with what override files change.
        caller: the instance that calls it; None for the root.
        call: the block that does.
        prefix: what the addresses in it begin with: empty, or `module.name.`.
        providers: the configurations that it can name.
        maybe: whether it stands for none, one or more instances.
        above: the directories of the modules that lead to it, with its own.
    """

    def __init__(
        self,
        system: Engine,
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
        self.blocks = by_name(source)
        self._values: dict[tuple[str, str], Value] = {}
        self._called: dict[str, list[Module]] = {}

    @cached_property
    def providers(self) -> Providers:
        """The configurations that it can name, those of its caller among them."""
        place = self.system.place if self.caller is None else ""
        own = providers.configured(self.source, self.scope, place)
        if self.caller is None or self.call is None:
            return own
        return {**providers.passed_on(self.call, self.caller.providers), **own}

    # Names

    def namespace(self, name: str) -> Value:
        """What the first name of a reference means here."""
        if name in ("data", "ephemeral"):
            return Namespace(lambda type_: Namespace(lambda of: self._referred(name, type_, of)))
        if name == "resource":
            return Namespace(self.namespace)
        if name == "path":
            # Where Terraform is run, nobody knows.
            return Fields({"module": self._relative(), "root": ".", "cwd": Unknown("path.cwd")})
        if name in _LOOKED_UP:
            return Namespace(lambda of: self._looked_up(name, of))
        if name in ("each", "count", "self", "terraform"):
            return Unknown(name)
        return Namespace(lambda of: self._referred("resource", name, of))

    def _referred(self, kind: str, type_: str, name: str) -> Value:
        return self.system.referred(self, kind, type_, name)

    def _relative(self) -> str:
        return Path(os.path.relpath(self.directory, self.system.directory)).as_posix()

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
        block = self.blocks.get(("variable", name))
        if block is None:  # declared nowhere, or in a file that could not be read
            return Unknown(f"{self.prefix}var.{name}")
        if self.call is None:
            given = self.system.given(name, block)
        else:
            expression = self.call.expression(name)
            given = None if expression is None else evaluate(expression, self._call_scope)
            if plain(given) is None and expression is not None:
                nullable = block.expression("nullable")
                if nullable is None or nullable.value is not False:
                    return None
        if given is None:
            default = block.expression("default")
            given = (
                Unknown(f"{self.prefix}var.{name}")
                if default is None
                else evaluate(default, self.scope)
            )
        return converted(given, block.expression("type"), self.scope)

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
        block = self.blocks.get(("output", name))
        expression = block.expression("value") if block is not None else None
        if expression is None:
            return Unknown(f"{self.prefix}output.{name}")
        return evaluate(expression, self.scope)

    # Calls

    def _module(self, name: str) -> Value:
        block = self.blocks.get(("module", name))
        instances = self.called(name)
        if block is None or not instances:
            is_there = block is not None and self.system.target(block) is not None
            empty = is_there and block is not None and repetition(block) is not None
            return Fields() if empty else Unknown(f"{self.prefix}module.{name}")
        values: list[Value] = [outputs(each) for each in instances]
        keys = [key_of(each.prefix) for each in instances]
        return repeated(block, keys, values)

    def called(self, name: str) -> "list[Module]":
        """The instances that one call makes; none where the module is not in the repository."""
        if name not in self._called:
            self._called[name] = []
            block = self.blocks.get(("module", name))
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
        for key, names in repetitions(block, self.scope):
            yield Module(
                self.system,
                target,
                prefix=f"{self.prefix}module.{name}{shown(key)}.",
                caller=self,
                call=block,
                key=key,
                names=names,
            )


_LOOKED_UP: Final = {
    "var": Module._variable,
    "local": Module._local,
    "module": Module._module,
    "output": Module._output,
}


def outputs(instance: Module) -> Value:
    """The outputs of an instance, to take one from."""
    return Namespace(instance.output)
