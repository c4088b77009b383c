"""CMP09: the manifest lists each AWS service that the code uses."""

import json
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System
from tfdr.rules import WARNING, Rule, Verdict, judge, judge_all

RULE = Rule(severity=WARNING, of_root=True, is_recovery=False)

_MANIFEST: Final = "tfdr.json"
_LARGEST: Final = 1024 * 1024  # bytes
# How types begin, with the service that they are of; the longest that fits counts.
_SERVICES: Final = {
    "aws_acm_": "AWS Certificate Manager",
    "aws_backup_": "AWS Backup",
    "aws_cloudfront_": "Amazon CloudFront",
    "aws_cloudtrail": "AWS CloudTrail",
    "aws_cloudwatch_": "Amazon CloudWatch",
    "aws_cloudwatch_event_": "Amazon EventBridge",
    "aws_docdb_": "Amazon DocumentDB",
    "aws_dynamodb_": "Amazon DynamoDB",
    "aws_ecr_": "Amazon Elastic Container Registry",
    "aws_ecs_": "Amazon Elastic Container Service",
    "aws_efs_": "Amazon Elastic File System",
    "aws_eks_": "Amazon Elastic Kubernetes Service",
    "aws_elasticache_": "Amazon ElastiCache",
    "aws_kms_": "AWS Key Management Service",
    "aws_lambda_": "AWS Lambda",
    "aws_lb": "Elastic Load Balancing",
    "aws_route53_": "Amazon Route 53",
    "aws_s3_": "Amazon Simple Storage Service",
    "aws_secretsmanager_": "AWS Secrets Manager",
    "aws_sfn_": "AWS Step Functions",
    "aws_sns_": "Amazon Simple Notification Service",
    "aws_sqs_": "Amazon Simple Queue Service",
    "aws_ssm_": "AWS Systems Manager",
}


def check(system: System) -> Iterator[Verdict]:
    """The first resource of each service, where there is a manifest that lists services."""
    try:
        content = json.loads((system.directory / _MANIFEST).read_bytes()[:_LARGEST])
    except OSError:
        return
    except (ValueError, RecursionError):
        yield judge_all(system, None, "", unknown=(f"what {_MANIFEST} holds",))
        return
    listed = content.get("services") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        return
    first: dict[str, Resource] = {}
    for resource in system.resources():
        if service := _service_of(resource.type):
            first.setdefault(service, resource)
    for service, resource in first.items():
        message = f"is of {service}, which {_MANIFEST} does not list"
        yield judge(resource, service in listed, message)


def _service_of(type_: str) -> str:
    begins = max((each for each in _SERVICES if type_.startswith(each)), key=len, default="")
    return _SERVICES.get(begins, "")
