"""DAT03B: databases export the logs that their engine has."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, Rest, System, Truth, known_text
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)

_EXPORTS: Final = "enabled_cloudwatch_logs_exports"
_MYSQL: Final = ("audit", "error", "general", "slowquery", "iam-db-auth-error")
_POSTGRESQL: Final = ("postgresql", "iam-db-auth-error", "instance", "upgrade")
# By engine: the logs that there are, and those that have to be exported. Of MySQL and MariaDB
# outside of Aurora, audit needs an option group, and general is rarely bearable.
_LOGS: Final = {
    "aurora-mysql": (_MYSQL, ("audit", "error", "general", "slowquery")),
    "aurora-postgresql": (_POSTGRESQL, ("postgresql",)),
    "mysql": (_MYSQL, ("error", "slowquery")),
    "mariadb": (_MYSQL, ("error", "slowquery")),
    "postgres": (_POSTGRESQL, ("postgresql",)),
}


def check(system: System) -> Iterator[Verdict]:
    """Each cluster and each instance that is no part of one."""
    for database in system.resources("aws_rds_cluster", "aws_db_instance"):
        engine = database.text("engine")
        if engine in _LOGS:
            yield _judged(database, engine)
        elif engine is None and database.has("engine") is not False:
            yield judge(database, None, "", "engine")


def _judged(database: Resource, engine: str) -> Verdict:
    available, wanted = _LOGS[engine]
    values = database.elements(_EXPORTS)
    is_open = any(isinstance(each, Rest) for each in values)
    names = [known_text(each) for each in values if not isinstance(each, Rest)]
    wrong = [name for name in names if name is not None and name not in available]
    missing = [name for name in wanted if name not in names]
    holds: Truth = not missing
    if missing and (is_open or None in names):
        holds = None
    if wrong:
        holds = False
    said = f"exports {', '.join(wrong)}, which {engine} does not have" if wrong else ""
    message = said or f"does not export {', '.join(missing)}"
    return judge(database, holds, message, _EXPORTS)
