"""What moto lacks and the generated repositories need, one short module per service.

Each module says in its docstring what moto 5.2.5 leaves out, and has one function,
`install`, that teaches it. Where a service needs much, its modules share its name. An
extension that a later moto makes unnecessary can be deleted: the tests of what it taught
then still pass.
"""

from functools import cache
from importlib import import_module

MODULES = (
    "apigatewayv2",
    "applicationautoscaling",
    "autoscaling",
    "autoscaling_launch",
    "awslambda",
    "awslambda_invoke",
    "backup",
    "cloudtrail",
    "cloudwatch",
    "configservice",
    "dynamodb",
    "ec2",
    "ec2_launch_templates",
    "ecs",
    "elbv2",
    "events",
    "guardduty",
    "kms",
    "rds",
    "rds_engines",
    "rds_fitting",
    "rds_global",
    "rds_global_failover",
    "rds_proxy",
    "rds_login",
    "route53",
    "route53_query_log",
    "s3",
    "s3_lock",
    "s3_policy",
    "secretsmanager",
    "securityhub",
    "servicequotas",
    "sns",
    "speed",
)


@cache
def install() -> None:
    """Teach the moto of this process everything that the extensions know, once."""
    for module in MODULES:
        import_module(f"{__name__}.{module}").install()
