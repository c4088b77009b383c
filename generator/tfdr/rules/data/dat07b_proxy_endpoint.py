"""DAT07B: functions and tasks use the endpoint of the RDS Proxy where a database has one."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.functions import failover_functions
from tfdr.aws.workloads import given, place_of
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_DATABASES: Final = {
    "aws_rds_cluster": ("db_cluster_identifier", ("endpoint", "reader_endpoint")),
    "aws_db_instance": ("db_instance_identifier", ("address", "endpoint")),
}
_PROXIES: Final = ("aws_db_proxy", "aws_db_proxy_endpoint")


def check(system: System) -> Iterator[Verdict]:
    """Each function and task, by what it is given; failing over is about databases."""
    failing_over = failover_functions(system)
    for each in system.resources("aws_lambda_function", "aws_ecs_task_definition"):
        at = place_of(each)
        for name, ref in given(each):
            database = ref.target.owner
            if database.type in _PROXIES:
                yield judge(each, True, "", at)
                continue
            attribute, endpoints = _DATABASES.get(database.type, ("", ()))
            if ref.attribute in endpoints and each not in failing_over:
                targets = system.links(database, "aws_db_proxy_target", attribute)
                if targets.exist is not False:
                    past = None if targets.exist is None else False
                    message = f"{name} leads to {database.address} past its proxy"
                    yield judge(each, past, message, at, unknown=targets.why)
