"""SEC03B: every symmetric KMS key has rotation enabled."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)


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
