"""SEC05B: every bucket has an encryption configuration."""

from collections.abc import Iterator

from tfdr.evaluate import Body, Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import any_block, held_by, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_TYPE = "aws_s3_bucket_server_side_encryption_configuration"
_ALGORITHMS = ("AES256", "aws:kms", "aws:kms:dsse")


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by the configuration that points at it, or its own of former days."""
    for bucket in system.resources("aws_s3_bucket"):
        links = system.links(bucket, _TYPE, "bucket")
        own = any_block(bucket.blocks("server_side_encryption_configuration"), _encrypts)
        holds = any_of(held_by(links, _encrypts), own)
        message = "nothing says how it is encrypted"
        yield judge(bucket, holds, message, unknown=why(links, "rule"))


def _encrypts(configuration: Resource | Body) -> Truth:
    return any_block(configuration.blocks("rule"), _has_algorithm)


def _has_algorithm(rule: Body) -> Truth:
    path = "apply_server_side_encryption_by_default.sse_algorithm"
    return all_of(rule.equals(path, *_ALGORITHMS))
