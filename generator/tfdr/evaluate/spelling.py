"""How AWS spells the ARNs and addresses of what lies in a region, as far as the code says it."""

from collections.abc import Callable
from typing import Final

from tfdr.evaluate import templates
from tfdr.evaluate.values import Text, Unknown, Value

PARTITIONS: Final = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}
"""By how the codes of regions begin."""

# The service in an ARN; what stands before the name; the attribute that gives the name; what AWS
# adds to it.
_ARNS: Final = {
    "aws_dynamodb_table": ("dynamodb", "table/", "name", ""),
    "aws_ecr_repository": ("ecr", "repository/", "name", ""),
    "aws_lambda_function": ("lambda", "function:", "function_name", ""),
    "aws_rds_cluster": ("rds", "cluster:", "cluster_identifier", ""),
    "aws_secretsmanager_secret": ("secretsmanager", "secret:", "name", "-"),
    "aws_sns_topic": ("sns", "", "name", ""),
    "aws_sqs_queue": ("sqs", "", "name", ""),
}
_ACCOUNT: Final = "the account"


def partition(region: str) -> str:
    """The partition of a region."""
    return next((each for start, each in PARTITIONS.items() if region.startswith(start)), "aws")


def of(type_: str, attribute: str, region: str, get: Callable[[str], Value]) -> Text | None:
    """The ARN or the address of a resource; None where it is neither, or the region not known.

    Args:
        type_: its type.
        attribute: which of its attributes.
        region: the code of its region.
        get: gives its attributes.
    """
    if type_ not in _ARNS or not region:
        return None
    service, before, name, after = _ARNS[type_]
    account = Unknown(_ACCOUNT)
    found: Value = None
    if attribute == "arn":
        start = f"arn:{partition(region)}:{service}:{region}:"
        more: list[Value] = [after, Unknown(f"the end of a {type_}'s name")] if after else []
        found = templates.joined([start, account, f":{before}", get(name), *more])
    elif type_ == "aws_ecr_repository" and attribute == "repository_url":
        found = templates.joined([account, f".dkr.ecr.{region}.amazonaws.com/", get(name)])
    return found if isinstance(found, Text) else None
