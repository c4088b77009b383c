"""SEC04C: workloads in a VPC name a security group other than the default one."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.security_groups import TAKERS
from tfdr.evaluate import Body, Ref, Rest, System, Truth, Value, all_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each of them, by the groups that it names."""
    for type_, path in TAKERS.items():
        for resource in system.resources(type_):
            block, _, inner = path.rpartition(".")
            for body in resource.blocks(block) if block else [resource]:
                yield from _judged(body, inner)
    for balancer in system.resources("aws_lb", "aws_alb"):
        # One for a network or a gateway may do without.
        if balancer.get("load_balancer_type") is None or balancer.equals(*_OF_APPLICATIONS):
            yield from _judged_by(balancer, "security_groups")


_OF_APPLICATIONS: Final = ("load_balancer_type", "application")


def _judged(body: Body, name: str) -> Iterator[Verdict]:
    for interface in body.blocks("network_interfaces"):  # of a launch template
        yield from _judged_by(interface, "security_groups")
    if body.blocks("network_interfaces") or body.has("network_interface"):
        return
    # A network that is not described here is that of a launch template.
    if body.has("launch_template") is not False and body.get(name) is None:
        return
    yield from _judged_by(body, name)


def _judged_by(body: Body, name: str) -> Iterator[Verdict]:
    groups = body.elements(name)
    there: Truth = any(not isinstance(each, Rest) for each in groups) or (None if groups else False)
    if body.maybe and there is False:
        there = None
    yield judge(body, there, "names no security group", name, unknown=body.why)
    if groups:
        own = all_of(*(not _is_default(each) for each in groups))
        yield judge(body, own, "is in the default security group of its network", name)


def _is_default(value: Value) -> bool:
    if not isinstance(value, Ref):
        return False
    owner = value.target.owner
    return (
        owner.type == "aws_default_security_group"
        or value.attribute == "default_security_group_id"
        or (owner.is_data and owner.text("name") == "default")
    )
