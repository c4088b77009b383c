"""DR60: a region has the instance types, database classes and rules that are asked of it."""

from collections.abc import Iterator
from typing import Final

from tfdr import regional
from tfdr.evaluate import Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge

_CODE: Final = """\
provider "aws" {
  alias  = "dr"
  region = "ca-west-1"
}

resource "aws_launch_template" "dr" {
  provider      = aws.dr
  name          = "orders"
  instance_type = "%s"
}
"""

RULE = Rule(
    id="DR60",
    title="Each region has the instance types, database classes and rules of Config asked of it",
    severity=ERROR,
    why="Not every region has what the primary has. Terraform validates and plans it all the same; "
    "the apply stops in the middle, or the standby starts nothing on the day that it has to.",
    fix="Take one that all regions have, or leave it out where it is not.",
    source="https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html",
    fails=_CODE % "m7i.large",
    passes=_CODE % "m6i.large",
)

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
    """Each resource that asks for something that some region lacks, where its region is known."""
    for type_, attribute, kind in _ASKED:
        for resource in system.resources(type_):
            asked = resource.text(attribute)
            lacking = _lacking(resource, kind, asked) if asked else None
            code = resource.region.code
            # Of a region or a type that is not known nothing useful can be said.
            if lacking and code in regional.regions():
                message = f"{code} has no {asked}"
                yield judge(resource, code not in lacking, message, attribute)


def _lacking(resource: Resource, kind: str, asked: str) -> frozenset[str] | None:
    return regional.lacking(kind or resource.text("engine") or "", asked)
