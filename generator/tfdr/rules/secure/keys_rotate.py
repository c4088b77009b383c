"""SEC03B: keys are rotated."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(
    id="SEC03B",
    title="Every symmetric KMS key is rotated",
    severity=WARNING,
    why="A key that is never rotated encrypts all that there ever was: whoever gets at its "
    "material once reads the primary's data, the copies and the backups alike.",
    fix="Set enable_key_rotation = true. Ids, ARNs and aliases stay what they are, and replicas of "
    "a key follow it.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    fails="""\
resource "aws_kms_key" "data" {
  description = "Data"
}
""",
    passes="""\
resource "aws_kms_key" "data" {
  description         = "Data"
  enable_key_rotation = true
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each key that KMS can rotate; a replica is rotated along with its origin."""
    for key in system.resources("aws_kms_key"):
        usage = key.get("key_usage") is None or key.equals("key_usage", "ENCRYPT_DECRYPT")
        spec = "customer_master_key_spec"
        symmetric = key.get(spec) is None or key.equals(spec, "SYMMETRIC_DEFAULT")
        if usage is False or symmetric is False or key.has("custom_key_store_id"):
            continue
        rotated = key.is_true("enable_key_rotation")
        yield judge(key, rotated, "is never rotated", "enable_key_rotation")
