"""NAM04: every AWS provider sets the ten default tags."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.tags import defaults
from tfdr.evaluate import Fields, System, Truth, sources
from tfdr.rules import WARNING, Rule, Verdict, judge_place

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)

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
    for each in defaults(system):
        tags = each.tags if isinstance(each.tags, Fields) else None
        missing = [] if tags is None else [name for name in _TAGS if name not in tags]
        holds: Truth = None if tags is None or (missing and tags.rest is not None) else not missing
        name = "" if each.alias in ("default", "") else f".{each.alias}"
        more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
        message = f"gives its resources no {', '.join(missing[:4])}{more}"
        unknown = ("tags",) if tags is None else sources(tags)
        file = each.provider.file
        yield judge_place(holds, f"provider.aws{name}", file, each.line, message, unknown=unknown)
