"""DR54: failover health checks are neither disabled nor inverted."""

from collections.abc import Iterator

from tfdr.aws.route53 import asks, failover_checks
from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each check on which a failover depends; one of an alarm may well be inverted."""
    for each in failover_checks(system):
        is_on = negate(each.is_true("disabled"))
        message = "is disabled: Route 53 always takes it for healthy"
        yield judge(each, is_on, message, "disabled")
        if asks(each) is not False or each.equals("type", "CALCULATED"):
            is_straight = negate(each.is_true("invert_healthcheck"))
            message = "is inverted: it is healthy while what it judges is not"
            yield judge(each, is_straight, message, "invert_healthcheck")
