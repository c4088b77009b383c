"""FO10C: the members of an origin group are different origins."""

from collections.abc import Iterator

from tfdr.aws import distributions
from tfdr.evaluate import Body, Resource, System, Truth, same
from tfdr.evaluate.identity import is_other
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each origin group."""
    for distribution in system.resources(distributions.TYPE):
        for group in distribution.blocks("origin_group"):
            members = group.blocks("member")
            if len(members) == 2:
                holds = _apart(distribution, *members)
                message = "fails over to the origin that failed"
                unknown = (why for each in members for why in each.unknowns("origin_id"))
                yield judge(group, holds, message, "member", unknown=unknown)


def _apart(distribution: Resource, one: Body, other: Body) -> Truth:
    equal = same(one.get("origin_id"), other.get("origin_id"))
    if equal is not False:
        return None if equal is None else False
    origins = distributions.origins(distribution)
    found = [origins.get(each.text("origin_id") or "") for each in (one, other)]
    names = [each.get("domain_name") for each in found if each is not None]
    # What only AWS knows differs where nothing says otherwise.
    return len(names) < 2 or is_other(*names) is not False
