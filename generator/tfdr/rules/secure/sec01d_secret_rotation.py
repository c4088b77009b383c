"""SEC01D: database secrets are rotated."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws.passwords import is_name_of_secret
from tfdr.aws.workloads import given
from tfdr.evaluate import Fields, Json, Resource, System, Truth, all_of, any_of, plain
from tfdr.evaluate.presence import held_by, presence, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

# How a function or task is told with which secret it logs in to a database.
_LOGIN: Final = re.compile(
    r"^(database|db|aurora|rds|mysql|postgres(ql)?)_(\w+_)?(secret|password|credentials?)", re.I
)


def check(system: System) -> Iterator[Verdict]:
    """Each secret that a proxy logs in with, or that holds a user and a password."""
    for secret in system.resources("aws_secretsmanager_secret"):
        if _is_of_database(secret, system):
            links = system.links(secret, "aws_secretsmanager_secret_rotation", "secret_id")
            holds = held_by(links, _has_schedule)
            # Before version 4 of the provider, the secret said so itself.
            holds = any_of(holds, secret.has("rotation_lambda_arn"))
            unknown = why(links, "rotation_rules")
            yield judge(secret, holds, "is never rotated", unknown=unknown)
    for rotation in system.resources("aws_secretsmanager_secret_rotation"):
        function = rotation.target("rotation_lambda_arn")
        if function is not None and function.type == "aws_lambda_function" and not function.is_data:
            links = system.links(function, "aws_lambda_permission", "function_name")
            may, missing = presence(system, links)
            message = f"may not invoke {function.address}: that has no permission for it"
            yield judge(rotation, may, message, "rotation_lambda_arn", unknown=missing)


def _is_of_database(secret: Resource, system: System) -> bool:
    if system.links(secret, "aws_db_proxy", "auth.secret_arn").exist:
        return True
    if secret in _told_of(system):
        return True
    versions = system.links(secret, "aws_secretsmanager_secret_version", "secret_id")
    return any(
        _holds_login(each, name) for each in versions for name in ("secret_string", _WRITE_ONLY)
    )


@lru_cache(maxsize=2)
def _told_of(system: System) -> frozenset[Resource]:
    """The secrets that a function or task is told to log in to a database with."""
    return frozenset(
        ref.target.owner
        for user in system.resources("aws_lambda_function", "aws_ecs_task_definition")
        for name, ref in given(user)
        if _LOGIN.search(name) and ref.target.owner.type == "aws_secretsmanager_secret"
    )


def _holds_login(version: Resource, attribute: str) -> bool:
    content = plain(version.get(attribute))
    fields = plain(content.content) if isinstance(content, Json) else None
    return (
        isinstance(fields, Fields)
        and "username" in fields
        and any(is_name_of_secret(name) for name in fields)
    )


_WRITE_ONLY = "secret_string_wo"


def _has_schedule(rotation: Resource) -> Truth:
    rules = "rotation_rules"
    return any_of(
        rotation.has(f"{rules}.automatically_after_days"),
        rotation.has(f"{rules}.schedule_expression"),
        all_of(rotation.equals("rotate_immediately", True), rotation.has(rules)),
    )
