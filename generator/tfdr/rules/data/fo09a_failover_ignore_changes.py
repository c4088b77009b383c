"""FO09A: Terraform ignores what a failover changes."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import active_region
from tfdr.aws.functions import allows, failover_functions
from tfdr.aws.tables import replicas
from tfdr.evaluate import Resource, System, any_of
from tfdr.evaluate.lifecycle import ignored
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_VALUES: Final = ("value", "insecure_value", "value_wo_version")


def check(system: System) -> Iterator[Verdict]:
    """What a failover function may change, and tables whose replicas are resources of their own."""
    for resource, name, action in _changed(system):
        may = any_of(*(allows(system, each, action) for each in failover_functions(system)))
        if may is not False:
            holds = any_of(ignored(resource, name), None if may is None else False)
            message = f"a plan after a failover would undo it: {name} counts"
            unknown = (f"whether a failover may {action}",)
            yield judge(resource, holds, message, name, unknown=unknown)
    for table in system.resources("aws_dynamodb_table"):
        if replicas(system, table).sure:
            message = "a plan would remove its replicas, which are resources of their own"
            yield judge(table, ignored(table, "replica"), message)


def _changed(system: System) -> Iterator[tuple[Resource, str, str]]:
    """What a failover can change: a resource, the attribute, and the action that does it."""
    for parameter in active_region.parameters(system):
        for name in _VALUES:
            if parameter.has(name) is not False:
                yield parameter, name, "ssm:PutParameter"
    for cluster in system.resources("aws_rds_cluster"):
        if cluster.blocks("serverlessv2_scaling_configuration"):
            yield cluster, "serverlessv2_scaling_configuration", "rds:ModifyDBCluster"
        if cluster.has("global_cluster_identifier") is not False:
            yield cluster, "global_cluster_identifier", "rds:RemoveFromGlobalCluster"
    for function in _of_apis(system):
        yield function, "reserved_concurrent_executions", "lambda:PutFunctionConcurrency"


def _of_apis(system: System) -> Iterator[Resource]:
    """The functions that answer requests, which a failover opens and closes."""
    for function in system.resources("aws_lambda_function"):
        if system.links(function, "aws_apigatewayv2_integration", "integration_uri").sure:
            yield function
