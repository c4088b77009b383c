"""SEC05A: every bucket blocks public access with all four settings."""

from collections.abc import Iterator

from tfdr.aws.buckets import PUBLIC_ACCESS
from tfdr.evaluate import System, all_of, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by the block that points at it."""
    for bucket in system.resources("aws_s3_bucket"):
        blocks = system.links(bucket, "aws_s3_bucket_public_access_block", "bucket")
        if not blocks.sure:
            message = "nothing blocks public access to it"
            yield judge(bucket, blocks.exist, message, unknown=blocks.why)
            continue
        held = [all_of(*(each.is_true(name) for name in PUBLIC_ACCESS)) for each in blocks]
        missing = [name for name in PUBLIC_ACCESS if not any(each.is_true(name) for each in blocks)]
        message = f"public access is not blocked: {', '.join(missing)}"
        unknown = [source for each in blocks for source in each.unknowns(*PUBLIC_ACCESS)]
        holds = all_of(blocks.exist, any_of(*held))
        yield judge(bucket, holds, message, unknown=unknown or blocks.why)
