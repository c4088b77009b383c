"""NAM05: every KMS key has an alias."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each key, by the aliases that point at it."""
    for key in system.resources("aws_kms_key", "aws_kms_replica_key"):
        aliases = system.links(key, "aws_kms_alias", "target_key_id")
        yield judge(key, aliases.exist, "has no alias", unknown=aliases.why)
