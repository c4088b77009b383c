"""SEC04B: see sec04b_database_security_group.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.security_groups import Ingress, ingress, is_private
from tfdr.evaluate import Ref, Resource, System, Truth, Value, all_of, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_PORTS: Final = {
    "aurora-mysql": 3306,
    "aurora-postgresql": 5432,
    "mariadb": 3306,
    "mysql": 3306,
    "postgres": 5432,
    # A proxy listens on the port of its family.
    "MYSQL": 3306,
    "POSTGRESQL": 5432,
    "SQLSERVER": 1433,
}
_TYPES: Final = ("aws_rds_cluster", "aws_db_instance", "aws_db_proxy")


def check(system: System) -> Iterator[Verdict]:
    """Each rule of a group that a database or a proxy is in."""
    databases: dict[Resource, Resource] = {}
    for database in system.resources(*_TYPES):
        for group in database.targets("vpc_security_group_ids"):
            databases.setdefault(group, database)
    for rule in ingress(system) if databases else ():
        if rule.group in databases:
            database = databases[rule.group]
            holds = any_of(rule.by_group, _are_private(rule))
            message = f"lets in others than named groups or private ranges to {database.address}"
            yield judge(rule.body, holds, message, rule.at, unknown=rule.body.why)
            message = f"lets in {rule.ports}, not the port of {database.address}"
            unknown = (*database.unknowns("port", "engine", "engine_family"), *rule.body.why)
            holds = _is_its_port(rule, database)
            yield judge(rule.body, holds, message, "from_port", unknown=unknown)


def _are_private(rule: Ingress) -> Truth:
    return bool(rule.ranges) and all_of(*map(is_private, rule.ranges))


def _is_port_of_one(value: Value) -> bool:
    """Whether a port is written as that of a database, whatever it is."""
    return (
        isinstance(value, Ref)
        and value.attribute == "port"
        and value.target.owner.type in ("aws_rds_cluster", "aws_db_instance")
    )


def _is_its_port(rule: Ingress, database: Resource) -> Truth:
    if rule.protocol == "-1":
        return False
    ports = [rule.body.get(name) for name in ("from_port", "to_port")]
    if all(_is_port_of_one(each) for each in ports):
        return True
    port: float | None
    if database.has("port") is False:
        engine = database.text("engine") or database.text("engine_family")
        port = _PORTS.get(engine or "")
    else:
        port = database.number("port")
    return None if port is None else rule.is_port(port)
