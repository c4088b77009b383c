"""CMP06A: bucket replication depends on the versioning of both buckets."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, all_of
from tfdr.evaluate.order import comes_after
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_DESTINATION = "destination.bucket"


def check(system: System) -> Iterator[Verdict]:
    """Each replication, by its source and by the destination of each rule."""
    for replication in system.resources("aws_s3_bucket_replication_configuration"):
        source = replication.target("bucket")
        if source is not None and source.type == "aws_s3_bucket":
            holds, why = _waits(replication, source, system)
            message = f"does not wait until its source, {source.address}, keeps versions"
            yield judge(replication, holds, message, "bucket", unknown=why)
        for rule in replication.blocks("rule"):
            copy = rule.target(_DESTINATION)
            if copy is not None and copy.type == "aws_s3_bucket":
                holds, why = _waits(replication, copy, system)
                holds = all_of(holds, None if rule.maybe and holds is not True else True)
                message = f"does not wait until its destination, {copy.address}, keeps versions"
                yield judge(rule, holds, message, _DESTINATION, unknown=(*why, *rule.why))


def _waits(
    replication: Resource, bucket: Resource, system: System
) -> tuple[Truth, tuple[str, ...]]:
    versioning = system.links(bucket, "aws_s3_bucket_versioning", "bucket")
    # Where none is known, whether it keeps versions at all is what another rule asks.
    holds = comes_after(replication, versioning.sure)
    if not versioning.sure and versioning.maybe:
        return comes_after(replication, versioning.maybe) or None, versioning.why
    return holds, ()
