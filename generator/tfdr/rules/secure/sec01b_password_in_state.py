"""SEC01B: no password is stored in the Terraform state."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.passwords import is_name_of_secret
from tfdr.evaluate import Fields, Json, Resource, System, Truth, Unknown, negate, plain
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)

_STORED: Final = {
    "aws_db_instance": "password",
    "aws_docdb_cluster": "master_password",
    "aws_elasticache_replication_group": "auth_token",
    "aws_memorydb_user": "authentication_mode.passwords",
    "aws_neptune_cluster": "master_password",
    "aws_rds_cluster": "master_password",
    "aws_redshift_cluster": "master_password",
    "aws_secretsmanager_secret_version": "secret_string",
}
_MADE: Final = ("random_password", "random_string")


def check(system: System) -> Iterator[Verdict]:
    """Each resource that takes a password, by the argument that is stored."""
    for root in system.roots:
        given = _has_to_be_given(root)
        for type_, attribute in _STORED.items():
            for resource in root.resources(type_):
                message = f"its {attribute} is kept in the state as plain text"
                stored = _is_stored(resource, attribute, given)
                yield judge(resource, negate(stored), message, attribute)
    # What these make is in the state even when a write-only argument takes it from there.
    for made in system.resources(*_MADE):
        users = [each for each, _ in system.users(made) if each.type in _STORED]
        if users:
            message = f"makes the password of {users[0].address}, and is kept in the state with it"
            yield judge(made, False, message)


def _is_stored(resource: Resource, attribute: str, given: frozenset[str]) -> Truth:
    value = plain(resource.get(attribute))
    if value is None:
        return False
    if isinstance(value, Json) and isinstance(value.content, Fields) and not value.content.rest:
        # Where to reach a database is no secret.
        return any(is_name_of_secret(name) for name in value.content)
    if isinstance(value, Unknown):
        # A variable may be null, unless it is a password that has to be given. What something else
        # makes of its own is not.
        sources = resource.unknowns(attribute)
        may_be_null = not sources or any("var." in each for each in sources)
        is_given = len(sources) == 1 and sources[0] in given
        return True if is_given or not may_be_null else None
    return True


def _has_to_be_given(system: System) -> frozenset[str]:
    """The variables of a root for passwords, without a default, such as `var.password`."""
    return frozenset(
        f"var.{name}"
        for block in system.root.source.of_kind("variable")
        for name in block.labels[:1]
        if "default" not in block.attributes and is_name_of_secret(name)
    )
