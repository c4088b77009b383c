"""NAM01B: Name tags, and names that people alone read, differ between environments."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Fields, System, plain
from tfdr.rules import INFO, Rule, Verdict, judge
from tfdr.rules.environments import differs

RULE = Rule(
    id="NAM01B",
    title="Name tags and names of security groups carry what tells one environment from another",
    severity=INFO,
    why="AWS takes two of the same name, but people do not: in an outage somebody picks a subnet "
    "or a group by its name in a list, and the drill's looks like production's.",
    fix="Put the environment's suffix into the name, as in ${local.name}-private.",
    source="NAM01",
    fails="""\
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"

  tags = { Name = "main" }
}
""",
    passes="""\
variable "suffix" {
  type = string
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"

  tags = { Name = "orders-${var.suffix}" }
}
""",
    is_local=True,
)

# Types with a name that need not be unique in an account and region.
_NAMED: Final = (
    "aws_apigatewayv2_api",
    "aws_appautoscaling_policy",
    "aws_backup_selection",
    "aws_cloudwatch_log_metric_filter",
    "aws_security_group",
)


def check(system: System) -> Iterator[Verdict]:
    """Each Name tag and name that is given, by the variables that went into it."""
    for resource in system.resources():
        tags = plain(resource.get("tags"))
        if isinstance(tags, Fields) and "Name" in tags:
            message = "its Name tag is the same in every environment"
            yield judge(resource, differs(resource, "tags", "Name"), message, "tags")
        if resource.type in _NAMED and resource.has("name") is not False:
            message = "its name is the same in every environment"
            yield judge(resource, differs(resource, "name"), message, "name")
