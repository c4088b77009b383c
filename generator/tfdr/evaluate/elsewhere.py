"""Calls of modules that are not in the repository: what is given to them, and in which region."""

from dataclasses import dataclass
from pathlib import Path

from tfdr import hcl
from tfdr.evaluate import providers
from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.modules import Module
from tfdr.evaluate.providers import DEFAULT, Region
from tfdr.evaluate.values import Value, plain


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Attributes:
        caller: the module that it is written in.
        block: the call as it is written.
    """

    caller: Module
    block: hcl.Block

    @property
    def address(self) -> str:
        """Its address, such as `module.network.module.vpc`."""
        return f"{self.caller.prefix}module.{self.block.labels[0]}"

    @property
    def source(self) -> str:
        """The source that it names; empty where it is no text."""
        source = self.block.expression("source")
        return source.value if source is not None and isinstance(source.value, str) else ""

    @property
    def region(self) -> Region:
        """The region of the provider `aws` that it gets."""
        return providers.passed_on(self.block, self.caller.providers).get("aws") or Region(DEFAULT)

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
