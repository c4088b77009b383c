"""NAM04: everything says by its tags whose it is and what it is for."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Fields, System, Truth, Value, plain, sources
from tfdr.evaluate.evaluator import evaluate
from tfdr.rules import WARNING, Rule, Verdict, judge_place

RULE = Rule(severity=WARNING)

_TAGS: Final = (
    "Environment",
    "Project",
    "Owner",
    "CostCenter",
    "ManagedBy",
    "Suffix",
    "DRRole",
    "RPO",
    "RTO",
    "ComplianceScope",
)


def check(system: System) -> Iterator[Verdict]:
    """Each configuration of the AWS provider in the root."""
    for block in system.root.source.of_kind("provider"):
        if block.labels == ("aws",):
            tags, line = _tags(block, system)
            missing = [] if tags is None else [each for each in _TAGS if each not in tags]
            holds: Truth = None if tags is None else not missing
            if isinstance(tags, Fields) and tags.rest is not None and missing:
                holds = None
            alias = block.expression("alias")
            name = f".{alias.value}" if alias and isinstance(alias.value, str) else ""
            message = f"gives its resources no {', '.join(missing[:4])}"
            more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
            unknown = ("tags",) if tags is None else sources(tags)
            yield judge_place(
                holds, f"provider.aws{name}", block.file, line, message + more, unknown=unknown
            )


def _tags(provider: hcl.Block, system: System) -> tuple[Fields | None, int]:
    """The tags, None when they cannot be known; and the line where they are or should be."""
    blocks = provider.nested("default_tags")
    attribute = blocks[0].attributes.get("tags") if blocks else None
    if attribute is None:
        return Fields(), provider.line
    value: Value = plain(evaluate(attribute.expression, system.root.scope))
    return (value if isinstance(value, Fields) else None), attribute.line
