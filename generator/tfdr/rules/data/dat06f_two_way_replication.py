"""DAT06F: a bucket with data replicates to every other serving region, and back."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.buckets import bucket_of
from tfdr.aws.logs import holds_logs
from tfdr.aws.regions import is_beside, serving_regions
from tfdr.aws.replication import Copying, copyings
from tfdr.evaluate import Region, Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import COPY, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_REMADE: Final = re.compile(
    r"(?:^|[-_ .])(?:access|alb|elb|flow)?[-_]?(?:logs?|logging|artifacts?|pipeline|codepipeline|"
    r"athena|cache|temp|tmp|(?:tf|terraform)?[-_]?state)(?:$|[-_ .])",
    re.IGNORECASE,
)
_Pair = tuple[Copying, Resource | None, Resource | None]


def check(system: System) -> Iterator[Verdict]:
    """Each bucket that holds no logs, nor copies of logs, where several regions serve."""
    regions = serving_regions(system)
    if len(regions) < 2 or not system.is_workload:
        return
    pairs: list[_Pair] = [
        (
            each,
            bucket_of(system, each.configuration.get("bucket")),
            bucket_of(system, each.rule.get("destination.bucket")),
        )
        for each in copyings(system)
    ]
    for bucket in system.resources("aws_s3_bucket"):
        if not (_is_of_logs(system, bucket, pairs) or is_beside(bucket.region, regions)):
            here = [bucket.region.is_same(region) for region in regions]
            if not pairs and True not in here and None in here:
                yield _alone(system, bucket, regions)
                continue
            for region, is_here in zip(regions, here, strict=True):
                if is_here is not True:
                    yield _judged(system, bucket, region, pairs)


def _alone(system: System, bucket: Resource, regions: list[Region]) -> Verdict:
    """A bucket in one region, whichever that is, of a system that replicates nothing."""
    message = f"is in one region only, and the system is in {len(regions)}"
    holds = unless_elsewhere(system, False, COPY)
    unknown = unseen(system, COPY)
    return judge(bucket, holds, message, unknown=unknown, is_recovery=not _is_remade(bucket))


def _judged(system: System, bucket: Resource, region: Region, pairs: list[_Pair]) -> Verdict:
    found: list[Truth] = []
    unknown = [*unseen(system, COPY)]
    if bucket.region.is_same(region) is None:
        found.append(None)
        unknown.append(f"the region of the provider {bucket.region.role}")
    for copying, source, target in pairs:
        if source is bucket:
            there = None if target is None else target.region.is_same(region)
            found.append(all_of(copying.is_on, there, None if copying.rule.maybe else True))
        elif source is None:
            found.append(None)
        if source in (bucket, None):
            unknown += copying.configuration.unknowns("bucket")
            unknown += copying.rule.unknowns("status", "destination")
    message = f"is not replicated to {region}"
    holds, matters = unless_elsewhere(system, any_of(*found), COPY), not _is_remade(bucket)
    return judge(bucket, holds, message, unknown=unknown, is_recovery=matters)


def _is_remade(bucket: Resource) -> bool:
    """Whether its name says that it holds what is written anew: logs, builds, states."""
    named = f"{bucket.name} {bucket.key or ''} {bucket.text('bucket') or ''}"
    return _REMADE.search(named) is not None


def _is_of_logs(system: System, bucket: Resource, pairs: list[_Pair]) -> bool:
    sources = [source for _, source, target in pairs if target is bucket and source is not None]
    return holds_logs(system, bucket) or (
        bool(sources) and all(holds_logs(system, source) for source in sources)
    )
