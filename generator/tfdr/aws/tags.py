"""The default tags of AWS providers."""

from collections.abc import Iterator
from dataclasses import dataclass

from tfdr import hcl
from tfdr.evaluate import Fields, System, Value, plain
from tfdr.evaluate.evaluator import evaluate


@dataclass(frozen=True, slots=True)
class Defaults:
    """What one configuration of the provider gives to all that it makes.

    Attributes:
        alias: the configuration's; `default` without one.
        tags: a `Fields`, or something of which nothing is known.
        line: where they are written, or the provider is.
    """

    alias: str
    provider: hcl.Block
    tags: Value
    line: int


def defaults(system: System) -> Iterator[Defaults]:
    """The default tags of each AWS provider of the root."""
    for root, provider in (
        (each.root, block)
        for each in system.roots
        for block in each.root.source.of_kind("provider")
    ):
        if provider.labels == ("aws",):
            alias = provider.expression("alias")
            named = alias.value if alias is not None else "default"
            attribute = next(
                (each.attributes.get("tags") for each in provider.nested("default_tags")), None
            )
            tags: Value = Fields()
            if attribute is not None:
                tags = plain(evaluate(attribute.expression, root.scope))
            line = provider.line if attribute is None else attribute.line
            yield Defaults(named if isinstance(named, str) else "", provider, tags, line)
