"""FO02C: the health check of a region does not use the name that all regions share."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.route53 import asks, failover_records, judges, record_named
from tfdr.evaluate import Resource, System, Truth, any_of, negate, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ENDPOINTS: Final = ("aws_alb", "aws_elb", "aws_lb")


def check(system: System) -> Iterator[Verdict]:
    """Each health check of a failover record that asks a name."""
    records = failover_records(system)
    checks = {check: None for record in records for check in judges(record)}
    for check in checks:
        fqdn = check.get("fqdn")
        if fqdn is None or asks(check) is False:
            continue
        record = check.target("fqdn") or record_named(system, fqdn)
        if record is not None and record.type == "aws_route53_record":
            # It has a name of its own, though only a plan may tell what that is.
            shared: Truth = record in records or any(_is_alike(record, each) for each in records)
        elif record is not None and record.type in _ENDPOINTS:
            shared = False  # AWS makes that name
        else:
            shared = any_of(*(same(fqdn, each.get("name")) for each in records))
        message = "asks the name that leads to whichever region serves"
        yield judge(check, negate(shared), message, "fqdn", unknown=("the names of records",))


def _is_alike(one: Resource, other: Resource) -> bool:
    return same(one.get("name"), other.get("name")) is True
