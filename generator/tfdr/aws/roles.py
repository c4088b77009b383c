"""Roles of IAM: what they may do, whom they trust, and what runs by them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tfdr.aws import arns, managed_policies, policies
from tfdr.evaluate import (
    Links,
    Policy,
    Resource,
    Statement,
    System,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    same,
)
from tfdr.evaluate.presence import together

_GRANTS: Final = {
    "aws_iam_role_policy": "role",
    "aws_iam_role_policy_attachment": "role",
    "aws_iam_policy_attachment": "roles",
    "aws_iam_role_policy_attachments_exclusive": "role_name",
}
"""Types that give a role a policy, with the attribute that names the role."""

_RUNS_BY: Final = {
    "aws_db_proxy": ("role_arn",),
    "aws_ecs_task_definition": ("task_role_arn", "execution_role_arn"),
    "aws_lambda_function": ("role",),
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role may do.

    Attributes:
        written: the statements of its policies that are in the code.
        of_aws: those of the policies that AWS keeps.
        missing: what would have to be known to know all of it.
        within: its permissions boundary, beyond which it may nothing.
    """

    written: tuple[Statement, ...]
    of_aws: tuple[Statement, ...]
    missing: tuple[str, ...]
    within: "Rights | None" = None

    def allow(self, action: str, target: Resource | None = None) -> Truth:
        """Whether they allow an action, whatever its conditions.

        Args:
            action: such as `sqs:SendMessage`.
            target: what it is done to; without one, something is enough.
        """
        statements = (*self.written, *self.of_aws)
        if any(_denies(each, action, target) for each in statements):
            return False
        found = any_of(
            *(
                all_of(each.allows, covers, _is_about(each, target))
                for each in statements
                if each.allows is not False and (covers := each.covers(action)) is not False
            )
        )
        if found is False and self.missing:
            found = None
        return found if self.within is None else all_of(found, self.within.allow(action, target))

    @property
    def unknown(self) -> tuple[str, ...]:
        """What would have to be known to know all of it, the boundary included."""
        return self.missing if self.within is None else (*self.missing, *self.within.unknown)


def _denies(statement: Statement, action: str, target: Resource | None) -> bool:
    """Whether a statement certainly takes an action away; one with conditions may not."""
    if statement.allows is not False or statement.conditions:
        return False
    if target is None:
        about: Truth = any(known_text(each) == "*" for each in statement.resources)
    else:
        about = _is_about(statement, target)
    return all_of(statement.covers(action), about) is True


def _is_about(statement: Statement, target: Resource | None) -> Truth:
    if target is None:
        return True
    if statement.not_resources:
        return None
    return any_of(*(arns.means(each, target) for each in statement.resources))


# What gives a role its rights


def grants(system: System, role: Resource) -> Links:
    """The resources that give a role policies: those of its own, and attachments of all kinds."""
    return together(*(system.links(role, *each) for each in _GRANTS.items()))


def attached_policies(system: System, role: Resource) -> Iterator[tuple[Resource, Value]]:
    """The ARNs of the policies that are attached to a role, each with what attaches it."""
    found = [*_attached(system, role)]
    exclusive = [each for each, _ in found if each.type.endswith("_exclusive")]
    for holder, value in found:
        # What is attached beside such a resource, the next apply takes away.
        kept = [one for each in exclusive for one in each.elements("policy_arns")]
        if holder in exclusive or not exclusive or _is_among(value, kept) is not False:
            yield holder, value


def _attached(system: System, role: Resource) -> Iterator[tuple[Resource, Value]]:
    for holder in grants(system, role):
        if holder.type.endswith("_exclusive"):
            yield from ((holder, each) for each in holder.elements("policy_arns"))
        elif holder.type != "aws_iam_role_policy":
            yield holder, holder.get("policy_arn")
    yield from ((role, each) for each in role.elements("managed_policy_arns"))


def _is_among(value: Value, kept: list[Value]) -> Truth:
    return any_of(*(same(value, each) for each in kept))


def inline_policies(system: System, role: Resource) -> Iterator[Policy]:
    """The policies of a role's own that are in the code."""
    names = [
        each.elements("policy_names")
        for each in system.links(role, "aws_iam_role_policies_exclusive", "role_name")
    ]
    for inline in system.links(role, "aws_iam_role_policy", "role"):
        kept = (_is_among(inline.get("name"), several) for several in names)
        if False not in kept:
            yield inline.policy("policy")
    yield from policies.of_role_itself(role)


@lru_cache(maxsize=4096)
def rights(system: System, role: Resource) -> Rights:
    """What a role may do, by all policies that it has."""
    read = _Reader()
    for policy in inline_policies(system, role):
        read.policy(policy)
    for holder, value in attached_policies(system, role):
        read.attached(value, holder)
    read.missing += [each.address for each in grants(system, role).maybe]
    within = None
    if role.get("permissions_boundary") is not None:
        boundary = _Reader()
        boundary.attached(role.get("permissions_boundary"), role)
        within = boundary.rights()
    return read.rights(within)


@lru_cache(maxsize=2)
def rights_of_all(system: System) -> Rights:
    """What the policies that are in the code allow, whoever has them."""
    read = _Reader()
    for _, _, policy in policies.of_identities(system):
        read.policy(policy)
    return read.rights()


class _Reader:
    """Collects the statements of policies."""

    def __init__(self) -> None:
        self.written: list[Statement] = []
        self.of_aws: list[Statement] = []
        self.missing: list[str] = []

    def policy(self, policy: Policy) -> None:
        self.written += policy.statements
        self.missing += policy.missing

    def attached(self, value: Value, holder: Resource) -> None:
        """The policy that an ARN means."""
        owner = next(iter(arns.owners(value)), None)
        if owner is not None and owner.type == "aws_iam_policy" and not owner.is_data:
            self.policy(owner.policy("policy"))
            return
        statements = managed_policies.statements(value, holder)
        if statements is None:
            self.missing.append(arns.shown(value) or f"{holder.address}.policy_arn")
        else:
            self.of_aws += statements

    def rights(self, within: Rights | None = None) -> Rights:
        missing = tuple(dict.fromkeys(self.missing))
        return Rights(tuple(self.written), tuple(self.of_aws), missing, within)


# Whom a role trusts, and who runs by it


def trusts(role: Resource, service: str) -> tuple[Truth, tuple[str, ...]]:
    """Whether a service may take a role on, and what would have to be known to know it."""
    policy = role.policy("assume_role_policy")
    found: list[Truth] = [
        None if known_text(who) is None else known_text(who) == service
        for statement in policy.statements
        if statement.allows is not False
        for _, who in statement.principals
    ]
    return any_of(*found, False if policy.is_complete else None), policy.missing


def users(system: System) -> Iterator[tuple[Resource, str, Resource]]:
    """What runs by a role of the code: it, the attribute that says so, and the role."""
    for type_, paths in _RUNS_BY.items():
        for each in system.resources(type_):
            for path in paths:
                role = of(each, path)
                if role is not None:
                    yield each, path, role
    for group in system.resources("aws_autoscaling_group"):
        role = of_instances(group)
        if role is not None:
            yield group, "launch_template", role


def of(user: Resource, path: str = "role") -> Resource | None:
    """The role that an attribute names, where it is in the code."""
    role = user.target(path)
    return role if role is not None and role.type == "aws_iam_role" and not role.is_data else None


def of_instances(group: Resource) -> Resource | None:
    """The role that the instances of a group have by the profile of their launch template."""
    template = group.target("launch_template.id") or group.target("launch_template.name")
    if template is None:
        return None
    profile = template.target("iam_instance_profile.arn") or template.target(
        "iam_instance_profile.name"
    )
    return None if profile is None else of(profile)
