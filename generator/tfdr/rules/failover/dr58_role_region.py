"""DR58: see dr58_role_region.md."""

from collections.abc import Iterator

from tfdr.aws import roles
from tfdr.aws.functions import failover_functions
from tfdr.evaluate import Ref, Statement, System, any_of
from tfdr.evaluate.values import leaves
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each statement of the roles of functions, tasks and proxies; failing over is about all."""
    if not system.is_multi_region:
        return
    failing_over = failover_functions(system)
    for user, path, role in roles.users(system):
        if user in failing_over:
            continue
        for statement in roles.rights(system, role).written:
            refs = _refs(statement)
            # Something else that it names may be here.
            if statement.allows and refs and len(refs) >= len(statement.resources):
                here = any_of(*(r.target.owner.region.is_same(user.region) for r in refs))
                shown = ", ".join(dict.fromkeys(ref.target.owner.address for ref in refs))
                message = f"its role may use only what is in another region: {shown}"
                unknown = (f"the regions of {user.address} and {shown}",)
                yield judge(user, here, message, path, unknown=unknown)


def _refs(statement: Statement) -> list[Ref]:
    """The resources that a statement names; those that lie in no region are left out."""
    found = [each for value in statement.resources for each in leaves(value)]
    return [
        each
        for each in found
        if isinstance(each, Ref)
        and not each.target.owner.is_global
        and not each.target.owner.is_data
        and each.target.owner.type.startswith("aws_")
    ]
