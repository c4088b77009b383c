"""DR20: backup copies go to a region other than the plan's."""

from collections.abc import Iterator

from tfdr.aws import arns
from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each copy that a plan makes."""
    for plan in system.resources("aws_backup_plan"):
        for rule in plan.blocks("rule"):
            for copy in rule.blocks("copy_action"):
                same = arns.lies_in(copy.get("destination_vault_arn"), plan.region)
                message = f"copies backups of {plan.region} to a vault in the same region"
                yield judge(copy, negate(same), message, "destination_vault_arn", unknown=copy.why)
