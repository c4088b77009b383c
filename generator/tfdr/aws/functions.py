"""Functions of Lambda: which of them fail over, and what they may do."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws import roles
from tfdr.evaluate import Resource, System, Truth, all_of
from tfdr.evaluate.presence import held_by, unless_elsewhere, unsure

ACTIONS: Final = (
    "rds:FailoverGlobalCluster",
    "rds:SwitchoverGlobalCluster",
    "rds:RemoveFromGlobalCluster",
    "rds:PromoteReadReplica",
    "rds:PromoteReadReplicaDBCluster",
)
_NAMED: Final = re.compile(r"fail-?_?over|switch-?_?over|promote", re.IGNORECASE)


@lru_cache(maxsize=2)
def failover_functions(system: System) -> tuple[Resource, ...]:
    """The functions that fail over: they are called so, or may promote a database."""
    return tuple(_failing_over(system))


def _failing_over(system: System) -> Iterator[Resource]:
    for function in system.resources("aws_lambda_function"):
        named = f"{function.text('function_name') or function.get('function_name')} {function.name}"
        if _NAMED.search(named) or _may_promote(system, function):
            yield function


def _may_promote(system: System, function: Resource) -> bool:
    """Whether a policy that was written for it says so; AWS's own are for much else."""
    role = roles.of(function)
    written = roles.rights(system, role).written if role is not None else ()
    return any(each.allows and each.covers(action) for each in written for action in ACTIONS)


def allows(system: System, function: Resource, action: str) -> Truth:
    """Whether the role of a function allows an action."""
    role = roles.of(function)
    return None if role is None else roles.rights(system, role).allow(action)


def behind(target: Resource | None) -> Resource | None:
    """The function of the code that something leads to: it itself, or that of an alias."""
    if target is not None and target.type == "aws_lambda_alias":
        target = target.target("function_name")
    ours = target is not None and target.type == "aws_lambda_function" and not target.is_data
    return target if ours else None


def lets_in(system: System, function: Resource, service: str) -> tuple[Truth, tuple[str, ...]]:
    """Whether a service may invoke a function, by its permissions, and what is not known of that.

    Args:
        system: where permissions are looked for.
        function: what is invoked.
        service: such as `events.amazonaws.com`.
    """

    def invites(permission: Resource) -> Truth:
        invokes = permission.equals("action", "lambda:InvokeFunction", "lambda:*")
        return all_of(invokes, permission.equals("principal", service, "*"))

    permissions = system.links(function, "aws_lambda_permission", "function_name")
    holds = unless_elsewhere(system, held_by(permissions, invites))
    return holds, (*unsure(permissions), *system.not_followed)
