"""NAM02: bucket names contain the account ID and the region."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.environments import tells
from tfdr.evaluate import Resource, System, Text, Truth, plain, references, sources
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)

_ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
_CODE: Final = re.compile(r"(?<![a-z])[a-z]{2}(?:-gov)?-[a-z]+-\d(?!\d)")
_RANDOM: Final = ("random_", "time_")


def check(system: System) -> Iterator[Verdict]:
    """Each bucket that has a name of its own; AWS makes up one for those that have none."""
    for bucket in system.resources("aws_s3_bucket"):
        if bucket.has("bucket") is False:
            continue
        if _is_random(bucket):
            yield judge(bucket, True, "", "bucket")
            continue
        parts = {"account's id": _has_account(bucket), "region": _has_region(bucket)}
        for part, holds in parts.items():
            yield judge(bucket, holds, f"its name does not hold the {part}", "bucket")


def _is_random(bucket: Resource) -> bool:
    names = [each.target.owner.type for each in references(bucket.get("bucket"))]
    return any(each.startswith(_RANDOM) for each in (*names, *bucket.inputs("bucket")))


def _has_account(bucket: Resource) -> Truth:
    inputs = bucket.inputs("bucket")
    if any("account" in each or "aws_caller_identity" in each for each in inputs):
        return True
    return _ACCOUNT.search(_written(bucket)) is not None or _otherwise(bucket)


def _has_region(bucket: Resource) -> Truth:
    inputs = bucket.inputs("bucket")
    code = bucket.region.code
    written = _written(bucket)
    if code and code not in written and _CODE.search(written):
        return False  # it is another one's
    if any("region" in each for each in inputs):
        return True
    # Where the provider's region is not known, a name that holds some region will do.
    found = code in written if code else _CODE.search(written) is not None
    return found or _otherwise(bucket)


def _written(bucket: Resource) -> str:
    value = plain(bucket.get("bucket"))
    if isinstance(value, Text):
        return " ".join(each for each in value.parts if isinstance(each, str))
    return value if isinstance(value, str) else ""


def _otherwise(bucket: Resource) -> Truth:
    """Whether what is not written in the name may still be in it."""
    unknown = sources(bucket.get("bucket"))
    may = [each for each in unknown if "aws_caller_identity" not in each and not tells(each)]
    return None if may else False
