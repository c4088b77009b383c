"""NAM01B: name tags and security group names contain the environment's suffix."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.environments import differs
from tfdr.evaluate import Fields, System, plain
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, of_root=True, is_recovery=False)

# Types with a name that need not be unique in an account and region.
_NAMED: Final = (
    "aws_apigatewayv2_api",
    "aws_appautoscaling_policy",
    "aws_autoscaling_policy",
    "aws_backup_selection",
    "aws_cloudwatch_log_metric_filter",
    "aws_kms_grant",
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
