"""SEC05E: every bucket expires noncurrent versions and incomplete multipart uploads."""

from collections.abc import Iterator

from tfdr.evaluate import Body, Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import any_block, held_by, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_TYPE = "aws_s3_bucket_lifecycle_configuration"
_PARTS = {
    "noncurrent_version_expiration": "keeps old versions for ever",
    "abort_incomplete_multipart_upload": "keeps uploads that were never finished",
}


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by its lifecycle."""
    for bucket in system.resources("aws_s3_bucket"):
        links = system.links(bucket, _TYPE, "bucket")
        for part, message in _PARTS.items():
            holds = any_of(
                held_by(links, lambda each, part=part: _does(each, "rule", part)),  # type: ignore[misc]
                _does(bucket, "lifecycle_rule", part),
            )
            yield judge(bucket, holds, message, unknown=why(links, "rule"))


def _does(holder: Resource, name: str, part: str) -> Truth:
    return any_block(holder.blocks(name), lambda rule: _rule_does(rule, part))


def _rule_does(rule: Body, part: str) -> Truth:
    is_on = any_of(rule.equals("status", "Enabled"), rule.is_true("enabled"))
    # A rule of former days, inside of the bucket, counts the days of uploads itself.
    return all_of(is_on, any_of(rule.has(part), rule.has(f"{part}_days")))
