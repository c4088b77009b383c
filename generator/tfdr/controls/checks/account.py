"""What exists once per account, where the repository manages it."""

from collections.abc import Iterator

from tfdr.aws.buckets import PUBLIC_ACCESS
from tfdr.controls.catalogue import Numbers
from tfdr.controls.checks.numbers import at_least, at_most
from tfdr.evaluate import System, any_of
from tfdr.rules import Verdict, judge

_KINDS = (
    "require_lowercase_characters",
    "require_uppercase_characters",
    "require_numbers",
    "require_symbols",
)


def account_public_access(system: System, _: Numbers) -> Iterator[Verdict]:
    """The account's public access block, by its four settings."""
    for block in system.resources("aws_s3_account_public_access_block"):
        for setting in PUBLIC_ACCESS:
            message = f"does not {setting.replace('_', ' ')}"
            yield judge(block, block.is_true(setting), message, setting)


def password_policy(system: System, _: Numbers) -> Iterator[Verdict]:
    """The account's policy."""
    for policy in system.resources("aws_iam_account_password_policy"):
        path = "minimum_password_length"
        yield judge(policy, at_least(policy, path, 14), "takes shorter passwords", path)
        path = "password_reuse_prevention"
        yield judge(policy, at_least(policy, path, 24), "lets old passwords come back", path)
        path = "max_password_age"
        yield judge(policy, at_most(policy, path, 90), "lets passwords grow older", path)
        for kind in _KINDS:
            message = f"does not {kind.replace('_', ' ')}"
            yield judge(policy, policy.is_true(kind), message, kind)


def default_volume_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each region's default."""
    for default in system.resources("aws_ebs_encryption_by_default"):
        # The provider's default is true.
        enabled = default.has("enabled") is False or default.is_true("enabled")
        yield judge(default, enabled, "is off", "enabled")


def config_recorder(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each recorder, whether it runs, and where it delivers to."""
    for recorder in system.resources("aws_config_configuration_recorder"):
        path = "recording_group.all_supported"
        # Where there is no group, the provider records all.
        everything = any_of(not recorder.blocks("recording_group"), recorder.is_true(path))
        yield judge(recorder, everything, "leaves types of resources out", "recording_group")
    for status in system.resources("aws_config_configuration_recorder_status"):
        yield judge(status, status.is_true("is_enabled"), "does not record", "is_enabled")
    for channel in system.resources("aws_config_delivery_channel"):
        path = "s3_bucket_name"
        yield judge(channel, channel.has(path), "delivers nowhere", path)


def config_rules(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each rule."""
    for rule in system.resources("aws_config_config_rule"):
        path = "source.source_identifier"
        yield judge(rule, rule.has(path), "looks for nothing", "source")
