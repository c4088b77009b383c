"""SEC01A: see sec01a_plaintext_password.md."""

from collections.abc import Iterator
from typing import Final

from tfdr import hcl
from tfdr.aws.passwords import is_name_of_secret, is_secret
from tfdr.aws.workloads import environment
from tfdr.evaluate import Resource, System, Truth, Unknown, negate
from tfdr.rules import ERROR, Rule, Verdict, judge, judge_place

RULE = Rule(severity=ERROR, is_local=True, of_root=True, is_recovery=False)

_PASSWORDS: Final = {
    "aws_db_instance": ("password", "password_wo"),
    "aws_docdb_cluster": ("master_password", "master_password_wo"),
    "aws_elasticache_replication_group": ("auth_token",),
    "aws_rds_cluster": ("master_password", "master_password_wo"),
    "aws_redshift_cluster": ("master_password", "master_password_wo"),
}


def check(system: System) -> Iterator[Verdict]:
    """Variables, files of values, arguments for passwords, and environments."""
    yield from _variables(system)
    yield from _files(system)
    for type_, attributes in _PASSWORDS.items():
        for resource in system.resources(type_):
            for name in attributes:
                if resource.get(name) is not None:
                    # What is not known here is not written here.
                    message = f"its {name} is in the code"
                    yield judge(resource, resource.text(name) is None, message, name)
    for function in system.resources("aws_lambda_function"):
        yield from _in_environment(function, "environment.variables")
    for task in system.resources("aws_ecs_task_definition"):
        yield from _in_environment(task, "container_definitions")


def _variables(system: System) -> Iterator[Verdict]:
    seen: set[int] = set()
    for module in system.modules:
        for block in module.source.of_kind("variable"):
            if id(block) in seen or not block.labels or not is_name_of_secret(block.labels[0]):
                continue
            seen.add(id(block))
            default = block.attributes.get("default")
            line = default.line if default else block.line
            address = f"{module.prefix}var.{block.labels[0]}"
            holds = not _is_written(default)
            yield judge_place(holds, address, block.file, line, "its default is a password")


def _files(system: System) -> Iterator[Verdict]:
    folders = (system.directory, system.directory / "environments")
    for file in system.project.tree.variables:
        if file.path.parent in folders:
            for name, attribute in file.attributes.items():
                if is_name_of_secret(name):
                    holds = not _is_written(attribute)
                    message = "is a password in a file of the repository"
                    yield judge_place(holds, f"var.{name}", file.path, attribute.line, message)


def _is_written(attribute: hcl.Attribute | None) -> bool:
    value = attribute.expression.value if attribute else None
    return isinstance(value, str) and bool(is_secret(value))


def _in_environment(resource: Resource, path: str) -> Iterator[Verdict]:
    is_right = True
    for name, value in environment(resource):
        holds: Truth = True
        if is_name_of_secret(name):
            holds = negate(is_secret(value))
        elif not name and isinstance(value, Unknown):
            holds = None
        if holds is not True:
            is_right = False
            message = f"its environment holds {name} as plain text"
            yield judge(resource, holds, message, path)
    if is_right:
        yield judge(resource, True, "")
