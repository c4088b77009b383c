"""What the roles of functions and tasks may do, and which functions fail over."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.evaluate import Policy, Resource, System, Truth, any_of, known_text

ACTIONS: Final = (
    "rds:FailoverGlobalCluster",
    "rds:SwitchoverGlobalCluster",
    "rds:RemoveFromGlobalCluster",
    "rds:PromoteReadReplica",
    "rds:PromoteReadReplicaDBCluster",
)
_NAMED: Final = re.compile(r"fail-?_?over|switch-?_?over|promote", re.IGNORECASE)


@lru_cache(maxsize=4096)
def policies(system: System, role: Resource) -> tuple[Policy, ...]:
    """The policies of a role, as far as they are in the code."""
    found = [each.policy("policy") for each in system.links(role, "aws_iam_role_policy", "role")]
    for attached in system.links(role, "aws_iam_role_policy_attachment", "role"):
        policy = attached.target("policy_arn")
        if policy is not None and policy.type == "aws_iam_policy":
            found.append(policy.policy("policy"))
    return tuple(found)


def allows(system: System, function: Resource, action: str) -> Truth:
    """Whether the role of a function allows an action."""
    role = function.target("role")
    if role is None or role.is_data:
        return None
    return may(system, role, action)


def may(system: System, role: Resource, action: str, word: str = "") -> Truth:
    """Whether the policies of a role allow an action.

    Args:
        system: where they are.
        role: one that is in the code.
        action: such as `sqs:SendMessage`.
        word: in the names of AWS's own policies that allow it; without, those do not count.
    """
    found = [each.allows(action) for each in policies(system, role)]
    return any_of(*found, managed(system, role, word) if word else False)


def unread(system: System, role: Resource) -> list[str]:
    """What is not known of the policies of a role."""
    return [source for each in policies(system, role) for source in each.missing]


def managed(system: System, role: Resource, word: str) -> Truth:
    """Whether a policy of AWS itself is attached to a role that may allow what a word means."""
    found: list[Truth] = []
    for attached in system.links(role, "aws_iam_role_policy_attachment", "role"):
        if attached.target("policy_arn") is None:
            text = known_text(attached.get("policy_arn"))
            found.append(None if text is None else word in text.lower())
    return any_of(*found)


@lru_cache(maxsize=2)
def failover_functions(system: System) -> tuple[Resource, ...]:
    """The functions that fail over: they are called so, or may promote a database."""
    return tuple(_failing_over(system))


def _failing_over(system: System) -> Iterator[Resource]:
    for function in system.resources("aws_lambda_function"):
        named = f"{function.text('function_name') or function.get('function_name')} {function.name}"
        if _NAMED.search(named) or any(allows(system, function, each) is True for each in ACTIONS):
            yield function
