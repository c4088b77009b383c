"""DR41: the health check of a region does not depend on an alarm in that region."""

from collections.abc import Iterator

from tfdr.aws.route53 import failover_records, judges, region_of
from tfdr.evaluate import Region, Resource, System, Truth, all_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each check that follows an alarm, for each record that depends on it."""
    for record in failover_records(system):
        region = region_of(system, record)
        for each in judges(record):
            if region is not None and each.equals("type", "CLOUDWATCH_METRIC"):
                yield _is_spared(each, record, region)
                inside = all_of(region.is_code(each.get("cloudwatch_alarm_region")), _trusts(each))
                message = f"judges {region} for {record.address} by an alarm in that region"
                unknown = _missing(each, region)
                at = "cloudwatch_alarm_region"
                yield judge(each, negate(inside), message, at, unknown=unknown)


def _is_spared(check: Resource, record: Resource, region: Region) -> Verdict:
    """Whether the loss of another region, where the alarm is, leaves the record as it is."""
    elsewhere = negate(region.is_code(check.get("cloudwatch_alarm_region")))
    falls = all_of(elsewhere, negate(_trusts(check)))
    message = f"takes {region} out of {record.address} when the region of its alarm is lost"
    at = "insufficient_data_health_status"
    return judge(check, negate(falls), message, at, unknown=_missing(check, region))


def _trusts(check: Resource) -> Truth:
    """Whether it is healthy while nothing is known."""
    return negate(check.equals("insufficient_data_health_status", "Unhealthy"))


def _missing(check: Resource, region: Region) -> tuple[str, ...]:
    found = check.unknowns("insufficient_data_health_status", "cloudwatch_alarm_region")
    return found or (f"the region of the provider {region.role}",)
