"""SEC07B: databases and proxies require TLS."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.databases import TLS_PARAMETERS, requires_tls
from tfdr.evaluate import Resource, System, Truth
from tfdr.evaluate.presence import any_block
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

# From this version on, the engine requires it where nothing else is said.
_BY_DEFAULT: Final = {"aurora-postgresql": 17, "postgres": 15}
# From these on, what is said nowhere is not the same in every release: it has to be looked up.
_UNSURE: Final = {"aurora-mysql": (8, 4), "mysql": (8, 4), "mariadb": (11, 8)}
_NUMBERS: Final = re.compile(r"(\d+)(?:\.(\d+))?")
_GROUPS: Final = {
    "aws_rds_cluster": ("db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group"),
    "aws_db_instance": ("parameter_group_name", "aws_db_parameter_group"),
}


def check(system: System) -> Iterator[Verdict]:
    """Each proxy, and each cluster and instance by its parameter group."""
    for proxy in system.resources("aws_db_proxy"):
        message = "takes connections without TLS"
        yield judge(proxy, proxy.is_true("require_tls"), message, "require_tls")
    for type_, (attribute, group_type) in _GROUPS.items():
        for database in system.resources(type_):
            engine = database.text("engine")
            if engine is not None and engine not in TLS_PARAMETERS:
                continue
            holds, why = _is_required(database, attribute, group_type, engine)
            message = "takes connections without TLS"
            yield judge(database, holds, message, attribute, unknown=why)


def _is_required(
    database: Resource, attribute: str, group_type: str, engine: str | None
) -> tuple[Truth, tuple[str, ...]]:
    if engine is None:
        return (None, database.unknowns("engine")) if database.has("engine") else (True, ())
    default = _is_default(database, engine)
    if database.has(attribute) is False:
        return default, database.unknowns("engine_version")
    group = database.target(attribute)
    if group is None or group.type != group_type:
        name = database.text(attribute) or ""
        return (default if name.startswith("default.") else None), (f"the group {name}",)
    parameter = TLS_PARAMETERS[engine]
    blocks = group.blocks("parameter")
    named = any_block(blocks, lambda each: each.equals("name", parameter))
    if named is False:
        return default, database.unknowns("engine_version")
    holds = any_block(blocks, lambda each: requires_tls(each, parameter))
    return holds, (*group.unknowns("parameter"), *(why for each in blocks for why in each.why))


def _is_default(database: Resource, engine: str) -> Truth:
    found = _NUMBERS.match(database.text("engine_version") or "")
    if found is None:
        return None if engine in _BY_DEFAULT else False
    version = (int(found[1]), int(found[2] or 0))
    if engine in _BY_DEFAULT:
        return version[0] >= _BY_DEFAULT[engine]
    return None if version >= _UNSURE.get(engine, (1000, 0)) else False
