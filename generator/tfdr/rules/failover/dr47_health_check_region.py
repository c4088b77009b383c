"""DR47: the health check of a failover record checks the region that the record leads to."""

from collections.abc import Iterator

from tfdr.aws.route53 import asked, asks, failover_records, judges, region_of
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each failover record whose region and whose endpoint checks the code tells."""
    for record in failover_records(system):
        region = region_of(system, record)
        if region is None:
            continue
        ends = [
            (each, end)
            for each in judges(record)
            if asks(each) is not False
            for end in [asked(system, each)]
            if end is not None and not end.is_global
        ]
        if ends:
            own: Truth = any_of(*(end.region.is_same(region) for _, end in ends))
            asking = ", ".join(f"{each.address} asks {_place(end)}" for each, end in ends)
            message = f"leads to {region}, but {asking}"
            unknown = [f"the region of {end.address}" for _, end in ends]
            yield judge(record, own, message, "health_check_id", unknown=unknown)


def _place(end: Resource) -> str:
    return f"{end.address} in {end.region}"
