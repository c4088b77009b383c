"""Calls of modules that are not in the repository: what is given to them, and in which region."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfdr import hcl
from tfdr.evaluate import providers
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.modules import Module
from tfdr.evaluate.providers import DEFAULT, Region
from tfdr.evaluate.system import System
from tfdr.evaluate.values import Value, plain


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        address: such as `module.network.module.vpc`.
        source: as it is written; empty where it is no text.
        region: that of the provider `aws` that it gets.
    """

    address: str
    source: str
    region: Region
    block: hcl.Block
    caller: Module

    @property
    def file(self) -> Path:
        """The file that it is written in."""
        return self.block.file

    def get(self, name: str) -> Value:
        """What is given to a variable of the module."""
        expression = self.block.expression(name)
        return None if expression is None else plain(evaluate(expression, self.caller.scope))

    def line_of(self, name: str) -> int:
        """The line of an argument, or that of the call."""
        attribute = self.block.attributes.get(name)
        return attribute.line if attribute else self.block.line


def calls(system: System) -> Iterator[Call]:
    """Each call whose module is not in the repository."""
    for root in system.roots:
        for module in root.modules:
            for block in module.source.of_kind("module"):
                if block.labels and root.target(block) is None:
                    yield _call(module, block)


def _call(module: Module, block: hcl.Block) -> Call:
    source = block.expression("source")
    text = source.value if source is not None and isinstance(source.value, str) else ""
    passed = providers.passed_on(block, module.providers)
    region = passed.get("aws") or Region(DEFAULT)
    return Call(f"{module.prefix}module.{block.labels[0]}", text, region, block, module)
