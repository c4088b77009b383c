"""DR62: What runs in the primary region runs, or can be started, in a standby."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import elsewhere, in_primary, in_standbys
from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING)

_RUNS: Final = (
    "aws_autoscaling_group",
    "aws_ecs_service",
    "aws_eks_cluster",
    "aws_elastic_beanstalk_environment",
    "aws_instance",
)
# What a group or a service would be made of, once somebody starts it.
_COULD: Final = ("aws_ecs_cluster", "aws_ecs_task_definition", "aws_launch_template")
_DATA: Final = ("aws_db_instance", "aws_rds_cluster")


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where a standby has the data and the primary has what uses them."""
    primary = system.primary
    running = in_primary(system, *_RUNS)
    copies = in_standbys(system, *_DATA)
    if primary is None or not running or not copies:
        return
    holds = unless_elsewhere(
        system, elsewhere(system, primary, *_RUNS, *_COULD, "aws_lambda_function")
    )
    message = f"only its data are outside of {primary}: nothing there uses {copies[0].address}"
    yield judge_all(system, holds, message, unknown=system.not_followed)
