"""DAT08C: a backup plan copies what it makes to a vault elsewhere."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="DAT08C",
    title="A backup plan copies its backups to a vault in another region",
    severity=ERROR,
    why="A vault is in one region. When that is gone, so are the backups, and with them the only "
    "thing that remembers what was before a mistake that all replicas copied.",
    fix="Add copy_action to a rule of the plan, with a vault of another region.",
    source="https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider   = aws.primary
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}

resource "aws_backup_plan" "daily" {
  provider = aws.primary
  name     = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "main"
  }
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider   = aws.primary
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}

resource "aws_backup_plan" "daily" {
  provider = aws.primary
  name     = "daily"

  rule {
    rule_name         = "daily"
    target_vault_name = "main"

    copy_action {
      destination_vault_arn = "arn:aws:backup:eu-central-1:123456789012:backup-vault:main"
    }
  }
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each plan, where there are several regions; DR20 asks where the copies go."""
    if system.is_multi_region:
        for plan in system.resources("aws_backup_plan"):
            message = "copies no backup to another region"
            yield judge(plan, _copies(plan), message, unknown=_why(plan))


def _copies(plan: Resource) -> Truth:
    return any_of(
        *(None if rule.maybe else rule.has("copy_action") for rule in plan.blocks("rule"))
    )


def _why(plan: Resource) -> list[str]:
    rules = plan.blocks("rule")
    return [
        why
        for rule in rules
        for why in (*rule.why, *(one for copy in rule.blocks("copy_action") for one in copy.why))
    ]
