"""DR60: see dr60_region_offer.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import regional
from tfdr.evaluate import Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)

# What lacks in one region of so many is worth a question where the region is not known.
_RARE: Final = 4
# Where what is asked for is written, and of what kind it is; an engine is that of the resource.
_ASKED: Final = (
    ("aws_instance", "instance_type", regional.INSTANCE_TYPES),
    ("aws_launch_configuration", "instance_type", regional.INSTANCE_TYPES),
    ("aws_launch_template", "instance_type", regional.INSTANCE_TYPES),
    ("aws_config_config_rule", "source.source_identifier", regional.CONFIG_RULES),
    ("aws_db_instance", "instance_class", ""),
    ("aws_rds_cluster_instance", "instance_class", ""),
)


def check(system: System) -> Iterator[Verdict]:
    """Each resource that asks for something that some region lacks."""
    for type_, attribute, kind in _ASKED:
        for resource in system.resources(type_):
            asked = resource.text(attribute)
            lacking = _lacking(resource, kind, asked) if asked else None
            if not lacking:
                continue
            code = resource.region.code
            known = code in regional.regions()
            if not known and len(lacking) * _RARE < len(regional.regions()):
                continue  # nearly every region has it
            holds = code not in lacking if known else None
            message = f"{code} has no {asked}"
            unknown = (f"the region: {', '.join(sorted(lacking))} have no {asked}",)
            yield judge(resource, holds, message, attribute, unknown=unknown)


def _lacking(resource: Resource, kind: str, asked: str) -> frozenset[str] | None:
    return regional.lacking(kind or resource.text("engine") or "", asked)
