"""DR20: backups are not copied to the region that they come from."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.regions import lies_in

RULE = Rule(
    id="DR20",
    title="Backups are not copied to the region that they come from",
    severity=ERROR,
    why="A copy beside the original is lost with it. It looks like protection in every report, "
    "until the region is gone and so are both.",
    fix="Set destination_vault_arn to a vault in another region.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
    fails="""\
provider "aws" {
  region = "eu-west-1"
}

resource "aws_backup_vault" "copies" {
  name = "copies"
}

resource "aws_backup_plan" "daily" {
  name = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "primary"

    copy_action {
      destination_vault_arn = aws_backup_vault.copies.arn
    }
  }
}
""",
    passes="""\
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_backup_vault" "copies" {
  provider = aws.dr
  name     = "copies"
}

resource "aws_backup_plan" "daily" {
  name = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "primary"

    copy_action {
      destination_vault_arn = aws_backup_vault.copies.arn
    }
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each copy that a plan makes."""
    for plan in system.resources("aws_backup_plan"):
        for rule in plan.blocks("rule"):
            for copy in rule.blocks("copy_action"):
                same = lies_in(copy, "destination_vault_arn", plan.region)
                message = f"copies backups of {plan.region} to a vault in the same region"
                yield judge(copy, negate(same), message, "destination_vault_arn", unknown=copy.why)
