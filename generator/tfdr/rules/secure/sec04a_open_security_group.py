"""SEC04A: no security group is open to the internet, except for HTTPS to a load balancer."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.load_balancers import listeners
from tfdr.aws.security_groups import TAKERS, Ingress, ingress, is_subnet, is_world
from tfdr.evaluate import Resource, System, Truth, all_of, any_of, negate
from tfdr.evaluate.presence import is_there
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_BALANCERS: Final = ("aws_lb", "aws_alb")
_HTTPS: Final = 443
_HTTP: Final = 80


def check(system: System) -> Iterator[Verdict]:
    """Each rule that lets something in."""
    for rule in ingress(system):
        is_open = any_of(*map(is_world, rule.ranges))
        if is_open is None and is_subnet(rule.body, rule.at):
            is_open = False
        holds = any_of(negate(is_open), _is_public(rule, system))
        if holds is False and rule.body.maybe and is_there(rule.body.owner) is not True:
            holds = None
        message = f"is open to the world on {rule.ports}"
        unknown = rule.body.unknowns("from_port", "to_port", "security_group_id")
        yield judge(rule.body, holds, message, rule.at, unknown=(*rule.body.why, *unknown))


def _is_public(rule: Ingress, system: System) -> Truth:
    """Whether it is for everyone: the port of a listener, in the group of a load balancer."""
    if rule.group is None:
        return all_of(rule.is_port(_HTTPS), None)
    found: list[Truth] = []
    for type_ in _BALANCERS:
        balancers = system.links(rule.group, type_, "security_groups")
        found += [_redirects(each, rule, system) for each in balancers]
        found.append(None if balancers.maybe else False)
    holds = any_of(*found)
    if holds is False and not _is_used(rule.group, system):
        # Whoever makes the load balancer that it is for, such as a controller in a cluster.
        return all_of(rule.is_port(_HTTPS), None)
    return holds


def _is_used(group: Resource, system: System) -> bool:
    """Whether something here is in a group."""
    balancers = dict.fromkeys(_BALANCERS, "security_groups")
    takers = {**TAKERS, **balancers, "aws_vpc_endpoint": "security_group_ids"}
    return any(system.links(group, *each).exist is not False for each in takers.items())


def _redirects(balancer: Resource, rule: Ingress, system: System) -> Truth:
    plain = [each for each in listeners(system, balancer) if each.number("port") == _HTTP]
    only_redirects = bool(plain) and all_of(
        *(each.equals("default_action.type", "redirect") for each in plain)
    )
    return any_of(rule.is_port(_HTTPS), all_of(rule.is_port(_HTTP), only_redirects))
