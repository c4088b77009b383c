"""DR98: A parameter group of a database is used."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import DATABASE, unseen
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, tells_doubt=False)

_USED: Final = {
    "aws_db_parameter_group": (
        ("aws_db_instance", "parameter_group_name"),
        ("aws_rds_cluster_instance", "db_parameter_group_name"),
        ("aws_rds_cluster", "db_instance_parameter_group_name"),
    ),
    "aws_docdb_cluster_parameter_group": (
        ("aws_docdb_cluster", "db_cluster_parameter_group_name"),
    ),
    "aws_rds_cluster_parameter_group": (("aws_rds_cluster", "db_cluster_parameter_group_name"),),
}


def check(system: System) -> Iterator[Verdict]:
    """Each parameter group, where there are several regions."""
    if not system.is_multi_region:
        return
    for type_, users in _USED.items():
        for group in system.resources(type_):
            links = [system.links(group, *each) for each in users]
            is_used = bool(system.users(group)) or any(each.exist is not False for each in links)
            holds = unless_elsewhere(system, is_used, DATABASE)
            message = "no database uses it: its parameters count nowhere"
            yield judge(group, holds, message, unknown=unseen(system, DATABASE))
