"""DR95: A bucket with data cannot be deleted while objects are in it."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, tells_doubt=False)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources("aws_s3_bucket"):
        holds = negate(each.is_true("force_destroy"))
        yield judge(each, holds, "is deleted with everything in it", "force_destroy")
