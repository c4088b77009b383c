"""DAT06E: source and destination of a replication have versioning enabled."""

from collections.abc import Iterator

from tfdr.aws.buckets import bucket_of, versioned
from tfdr.aws.replication import CONFIGURATION, copyings
from tfdr.evaluate import Body, System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import COPY, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """The source of each configuration, and the destination of each rule."""
    for configuration in system.resources(CONFIGURATION):
        yield _judged(system, configuration, "bucket", "the source")
    for copying in copyings(system):
        yield _judged(system, copying.rule, "destination.bucket", "the destination")


def _judged(system: System, body: Body, path: str, end: str) -> Verdict:
    bucket = bucket_of(system, body.get(path))
    if bucket is None:  # made elsewhere
        named = body.text(path) or f"the bucket of {body.address}"
        return judge(body, None, f"{end} may keep no versions", path, unknown=[named])
    found, why = versioned(system, bucket)
    keeps = unless_elsewhere(system, found, COPY)
    unknown = (*why, *unseen(system, COPY))
    return judge(body, keeps, f"{end}, {bucket.address}, keeps no versions", path, unknown=unknown)
