"""DAT01A: the engine version of a global database supports Aurora Global Database."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# The first minor of each major that supports it. Of majors 11 to 14 AWS's page no longer says it in
# full, so that nothing is said of them here; 10.11 was the first of all.
_POSTGRESQL: Final = {9: 99, 10: 11, 15: 2, 16: 1, 17: 4, 18: 3}
_AURORA_MYSQL: Final = re.compile(r"\d+\.\d+\.mysql_aurora\.(\d+)\.(\d+)")
_MINOR: Final = re.compile(r"(\d+)\.(\d+)")
_ENGINES: Final = ("aurora-mysql", "aurora-postgresql")


def check(system: System) -> Iterator[Verdict]:
    """Each global database; what it does not say, its source cluster does."""
    for whole in system.resources("aws_rds_global_cluster"):
        source = whole.target("source_db_cluster_identifier")
        says = source if source is not None and not whole.has("engine_version") else whole
        named = says if says.has("engine") is not False else whole
        engine = named.text("engine")
        if named.has("engine") is True and engine is not None and engine not in _ENGINES:
            yield judge(named, False, f"{engine} cannot span regions", "engine")
            continue
        version = says.text("engine_version")
        holds = _supports(engine, version)
        message = f"{engine} {version} does not support Aurora Global Database"
        yield judge(says, holds, message, "engine_version", unknown=_why(says, engine, version))


def _why(says: Resource, engine: str | None, version: str | None) -> tuple[str, ...]:
    if engine is None:
        return says.unknowns("engine")
    if says.has("engine_version") is False:
        return ("the version that AWS chooses",)
    return (f"what AWS makes of {engine} {version}",) if version else ()


def _supports(engine: str | None, version: str | None) -> Truth:
    if engine is None or version is None:
        return None
    if engine == "aurora-mysql":
        found = _AURORA_MYSQL.match(version)
        if found is None:
            return None
        return True if int(found[1]) > 3 else (int(found[1]), int(found[2])) >= (3, 1)
    found = _MINOR.fullmatch(version)
    first = _POSTGRESQL.get(int(found[1])) if found else None
    return None if found is None or first is None else int(found[2]) >= first
