"""FO01C: records of different regions do not share a health check."""

from collections.abc import Iterator

from tfdr.aws.route53 import chosen_records, is_named_alike
from tfdr.evaluate import Resource, System, Truth, all_of, any_of, negate
from tfdr.evaluate.identity import is_other
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each record that Route 53 may choose, by the others of its name."""
    records = [each for each in chosen_records(system) if each.has("health_check_id") is not False]
    for record in records:
        shared = {
            other: all_of(is_named_alike(record, other), _have_one_check(record, other))
            for other in records
            if other is not record
        }
        others = ", ".join(each.address for each, is_it in shared.items() if is_it)
        message = f"is judged by the same health check as {others}"
        holds = negate(any_of(*shared.values()))
        unknown = [each.address for each, is_it in shared.items() if is_it is None]
        yield judge(record, holds, message, "health_check_id", unknown=unknown)


def _have_one_check(one: Resource, other: Resource) -> Truth:
    if one.get("health_check_id") is None or other.get("health_check_id") is None:
        return False
    return negate(is_other(one.get("health_check_id"), other.get("health_check_id")))
