"""SEC04D: no security group lets everything out to everywhere."""

from collections.abc import Iterator

from tfdr.aws.security_groups import egress, is_subnet, is_world
from tfdr.evaluate import System, Truth, all_of, any_of, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False, tells_doubt=False)

_ALL = "-1"


def check(system: System) -> Iterator[Verdict]:
    """Each rule that lets something out."""
    for rule in egress(system):
        everywhere = any_of(*map(is_world, rule.ranges))
        if everywhere is None and is_subnet(rule.body, rule.at):
            everywhere = False
        everything: Truth = None if rule.protocol is None else rule.protocol == _ALL
        is_open = all_of(everywhere, everything, None if rule.body.maybe else True)
        message = "lets all ports and protocols out to everywhere"
        unknown = (*rule.body.why, *rule.body.unknowns("protocol", "ip_protocol"))
        yield judge(rule.body, negate(is_open), message, rule.at, unknown=unknown)
