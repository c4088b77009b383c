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


_OBJECTIVES: Final = ("RPO", "RTO")


def check(system: System) -> Iterator[Verdict]:
    """Each configuration of the AWS provider in the root."""
    for each in defaults(system):
        tags = each.tags if isinstance(each.tags, Fields) else None
        wanted = _wanted(each.alias, system)
        missing = [] if tags is None else [name for name in wanted if name not in tags]
        holds: Truth = None if tags is None or (missing and tags.rest is not None) else not missing
        name = "" if each.alias in ("default", "") else f".{each.alias}"
        more = f" and {len(missing) - 4} more" if len(missing) > 4 else ""
        message = f"gives its resources no {', '.join(missing[:4])}{more}"
        unknown = ("tags",) if tags is None else sources(tags)
        file = each.provider.file
        yield judge_place(holds, f"provider.aws{name}", file, each.line, message, unknown=unknown)


def _wanted(alias: str, system: System) -> list[str]:
    """The tags that are demanded: without the objectives where only Route 53 has resources."""
    types = {each.type for each in system.resources() if each.region.role == alias}
    only_dns = bool(types) and all(each.startswith("aws_route53_") for each in types)
    return [name for name in _TAGS if not (only_dns and name in _OBJECTIVES)]
