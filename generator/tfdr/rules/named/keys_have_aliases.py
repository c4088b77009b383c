"""NAM05: every KMS key has an alias."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(
    id="NAM05",
    title="Every KMS key has an alias",
    severity=WARNING,
    why="In an outage people look for a key by its name; a bare id tells nobody which region or "
    "data it is for, and the wrong one gets disabled.",
    fix="Add an aws_kms_alias whose target_key_id is the key.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
    fails="""\
resource "aws_kms_key" "data" {
  enable_key_rotation = true
}
""",
    passes="""\
resource "aws_kms_key" "data" {
  enable_key_rotation = true
}

resource "aws_kms_alias" "data" {
  name          = "alias/data"
  target_key_id = aws_kms_key.data.key_id
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each key, by the aliases that point at it."""
    for key in system.resources("aws_kms_key", "aws_kms_replica_key"):
        aliases = system.links(key, "aws_kms_alias", "target_key_id")
        yield judge(key, aliases.exist, "has no alias", unknown=aliases.why)
