"""SEC09: databases have IAM authentication enabled."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import INFO, Rule, Verdict, judge

RULE = Rule(severity=INFO, is_local=True, is_recovery=False)

_NAME: Final = "iam_database_authentication_enabled"
_ENGINES: Final = ("aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "postgres")


def check(system: System) -> Iterator[Verdict]:
    """Each cluster and instance whose engine has it."""
    for database in system.resources("aws_rds_cluster", "aws_db_instance"):
        engine = database.text("engine")
        if engine in _ENGINES and database.equals("engine_mode", "serverless") is not True:
            message = "takes no logins by IAM"
            yield judge(database, database.is_true(_NAME), message, _NAME)
